"""Pages in a real browser: errors, network, widths, print, keyboard, accessibility."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import critmin

pytestmark = pytest.mark.chromium
DAY = "2026-11-24"
SUBJECTS = ("JPN", "USA", "NAM", "lithium", "gallium", "rare-earths", "krypton")
BRIEFS = ("JPN", "lithium")
PAGES = (*SUBJECTS, *(f"brief-{name}" for name in BRIEFS), "brief-CHN-supplier")
THOROUGH = ("JPN", "lithium", "brief-JPN", "brief-lithium")  # at all widths, light and dark
ONCE = ("360 dark", "1280 light")
PRINTED = 688  # CSS pixels between the margins of an A4 page
LARGEST = 270_000  # bytes of a page
# Printed pages and words before the page was rewritten (commit 62e444e), on the same day.
BEFORE = {"JPN": (35, 15_674), "lithium": (22, 7_861), "USA": (42, 18_348)}
VIEWS = {
    f"{width} {scheme}": {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for width in (360, 768, 1280)
    for scheme in ("light", "dark")
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("pages")
    for subject in SUBJECTS:
        (found / f"{subject}.html").write_text(critmin.report(subject, as_of=DAY), "utf-8")
    for subject in BRIEFS:
        page = critmin.brief(subject, as_of=DAY).writers["html"]()
        (found / f"brief-{subject}.html").write_text(str(page), "utf-8")
    page = critmin.brief("CHN", role="supplier", as_of=DAY).writers["html"]()
    (found / "brief-CHN-supplier.html").write_text(str(page), "utf-8")
    return found


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    """Open a page; what it logs, throws or asks of the network fails the test."""
    wrong: list[str] = []
    contexts = []

    def call(name: str, **how: Any) -> Any:
        context = browser.new_context(offline=True, accept_downloads=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "blob:")) else wrong.append(request.url)
            ),
        )
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield call
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize(
    ("name", "view"),
    [
        *((name, view) for name in THOROUGH for view in VIEWS),
        *((name, view) for name in PAGES for view in ONCE if name not in THOROUGH),
    ],
)
def test_accessible_and_as_wide_as_its_window(opened, name, view) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, **VIEWS[view])
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    found = Axe().run(page).response
    assert found["passes"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small(folder, name) -> None:
    assert len((folder / f"{name}.html").read_bytes()) < LARGEST


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_text_of_pictures_is_large_enough_and_on_the_page(opened, width) -> None:
    """14 px in the drawing are at least 11 on the smallest screen, and nothing is cut."""
    for name in ("JPN", "lithium", "brief-JPN"):
        page = opened(name, viewport={"width": width, "height": 800})
        wrong = page.evaluate("""() => {
          const wrong = [];
          for (const text of document.querySelectorAll(".picture text")) {
            const box = text.getBoundingClientRect();
            if (!box.width) continue;
            const svg = text.ownerSVGElement;
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            const size = parseFloat(getComputedStyle(text).fontSize) * scale;
            if (size < 11 || box.left < -1 || box.right > innerWidth + 1)
              wrong.push([text.textContent, size]);
          }
          return wrong;
        }""")
        assert wrong == []


def test_one_of_two_drawings_is_shown(opened) -> None:
    for width, shown in ((360, "narrow"), (1280, "wide")):
        page = opened("lithium", viewport={"width": width, "height": 800})
        seen = page.evaluate("""Array.from(document.querySelectorAll(".plot"),
          (plot) => [plot.classList.contains("narrow"), plot.checkVisibility()])""")
        assert seen
        assert all(visible == (narrow == (shown == "narrow")) for narrow, visible in seen)


def test_words_in_tables_stay_whole_on_a_small_screen(opened) -> None:
    """No row of a wide table is pressed into a tower of letters."""
    page = opened("lithium", viewport={"width": 360, "height": 740})
    tallest = page.evaluate("""Math.max(...Array.from(
      document.querySelectorAll("#supply tbody tr"), (row) => row.offsetHeight))""")
    assert tallest < 70


def test_a_wide_table_says_that_it_scrolls(opened) -> None:
    page = opened("JPN", viewport={"width": 360, "height": 740})
    cue = page.evaluate("""getComputedStyle(
      document.querySelector("#exposure").closest(".table").querySelector(".tools"), "::before")
      .content""")
    assert "scroll sideways" in cue
    wide = opened("JPN", viewport={"width": 1280, "height": 740})
    assert wide.locator("#largest").evaluate("t => !t.closest('.scroll.wide')")


def test_dark_is_dark_and_light_is_light(opened) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        page = opened("lithium", color_scheme=scheme)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        level = sum(map(int, ground.removeprefix("rgb(").rstrip(")").split(","))) / 3
        assert (level < 100) is dark


def column(page: Any, table: str, name: str) -> list[str | None]:
    return page.evaluate(
        """([table, name]) => {
          const heads = Array.from(document.querySelectorAll(`#${table} thead th`));
          const index = heads.findIndex((head) => head.dataset.column === name);
          return Array.from(document.querySelectorAll(`#${table} tbody tr`),
            (row) => row.cells[index].dataset.v ?? row.cells[index].textContent);
        }""",
        [table, name],
    )


def test_sorting_by_keyboard(opened) -> None:
    page = opened("lithium")
    head = page.locator("#supply th[data-column=share]")
    plain = column(page, "supply", "share")
    assert head.get_attribute("aria-sort") is None
    focused = "document.activeElement.closest('#supply th')?.dataset.column"
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "share":
            break
    assert page.evaluate(focused) == "share"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [float(v) for v in column(page, "supply", "share") if v]
    assert numbers == sorted(numbers, reverse=True)
    assert column(page, "supply", "share")[-1] == "", "no figure stays last"
    assert page.locator("#status").inner_text() == "sorted by Share, descending"
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    ascending = column(page, "supply", "share")
    assert ascending[-1] == ""
    assert [float(v) for v in ascending if v] == sorted(numbers)
    assert sorted(map(str, ascending)) == sorted(map(str, plain))
    assert page.evaluate(focused) == "share", "the focus stays where it was"


def test_sorting_by_text_marks_one_column(opened) -> None:
    page = opened("lithium")
    page.click("#supply th[data-column=share] button")
    page.click("#supply th[data-column=country] button")
    countries = column(page, "supply", "country")
    assert countries == sorted(countries, key=str)
    assert page.locator("#supply th[aria-sort]").count() == 1
    heads = "#supply th[data-column=country]"
    assert page.locator(heads).get_attribute("aria-sort") == "ascending"


def visible_rows(page: Any, table: str) -> int:
    return page.evaluate(
        """(table) => Array.from(document.querySelectorAll(`#${table} tbody tr`))
          .filter((row) => row.checkVisibility()).length""",
        table,
    )


def test_all_rows_are_a_click_away_and_a_filter_searches_them(opened) -> None:
    page = opened("lithium")
    every = page.locator("#supply tbody tr").count()
    assert visible_rows(page, "supply") < every
    box = page.locator(".table", has=page.locator("#supply"))
    box.get_by_role("button", name=f"Show {every} rows").click()
    assert visible_rows(page, "supply") == every
    box.locator("input[type=search]").fill("austral")
    shown = visible_rows(page, "supply")
    assert 0 < shown < every
    assert page.locator("#status").inner_text() == f"{shown} rows of {every}"
    box.locator("input[type=search]").fill("")
    assert visible_rows(page, "supply") == every


def test_the_search_of_the_page_keeps_what_matches(opened) -> None:
    page = opened("JPN")
    sections = page.locator("main section[data-search]")
    every = sections.count()
    page.fill("#search", "gabon")
    kept = page.locator("main section[data-search]:visible").count()
    assert 0 < kept < every
    assert "section" in page.locator("#found").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("main section[data-search]:visible").count() == every


def test_the_csv_that_is_downloaded_is_the_answer(opened) -> None:
    page = opened("lithium")
    for table, answer in (
        ("#supply", critmin.share("lithium", stage="mining,refining")),
        ("#exposure", None),
    ):
        box = page.locator(".table", has=page.locator(table))
        with page.expect_download() as started:
            box.get_by_role("button", name="Download CSV").click()
        got = Path(started.value.path()).read_text("utf-8")
        assert started.value.suggested_filename == f"{table[1:]}.csv"
        if answer is not None:
            assert got == answer.to_csv()
        assert len(got.splitlines()) > 1


def test_figures_of_a_picture_by_pointer_and_by_keyboard(opened) -> None:
    page = opened("lithium")
    plot = page.locator("#history-figure .plot.wide")
    plot.scroll_into_view_if_needed()
    plot.focus()
    page.keyboard.press("ArrowRight")
    tip = page.locator(".tip")
    assert tip.is_visible()
    assert "%" in tip.inner_text()
    assert page.locator("#status").inner_text() == tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    plot.locator("[data-tip]").first.hover(force=True)
    assert tip.is_visible()


def test_without_script_the_tables_are_whole(opened) -> None:
    page = opened("lithium", java_script_enabled=False)
    assert page.locator("th button, .tools, #search:visible").count() == 0
    every = len(critmin.share("lithium", stage="mining,refining"))
    assert visible_rows(page, "supply") == every
    assert page.locator("#supply th[data-column=share]").inner_text() == "Share"


@pytest.mark.parametrize("subject", ["JPN", "USA", "lithium", "gallium"])
def test_print_on_a4(opened, subject, tmp_path) -> None:
    page = opened(subject, viewport={"width": PRINTED, "height": 1000}, color_scheme="dark")
    content = page.pdf(prefer_css_page_size=True, path=tmp_path / "page.pdf")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content
    if subject in BEFORE:
        pages = len(re.findall(rb"/Type\s*/Page\b", content))
        assert pages <= 0.4 * BEFORE[subject][0], "60% shorter than before"
    page.emulate_media(media="print")
    seen = page.evaluate("""() => ({
      wide: Array.from(document.querySelectorAll("table")).filter(
        (table) => table.scrollWidth > document.body.clientWidth + 1).map((table) => table.id),
      notes: Array.from(document.querySelectorAll("details")).filter(
        (one) => one.checkVisibility()).length,
      ground: getComputedStyle(document.body).backgroundColor,
      contents: document.querySelector("nav.contents").checkVisibility(),
      tools: Array.from(document.querySelectorAll(".tools, .find, .up")).filter(
        (one) => one.checkVisibility()).length,
      words: document.body.innerText.split(/\\s+/).length,
    })""")
    words = seen.pop("words")
    if subject in BEFORE:
        assert words <= 0.4 * BEFORE[subject][1]
    assert seen == {
        "wide": [],
        "notes": 0,
        "ground": "rgb(255, 255, 255)",
        "contents": True,
        "tools": 0,
    }


@pytest.mark.parametrize("name", ["brief-JPN", "brief-lithium", "brief-CHN-supplier"])
def test_a_brief_prints_on_two_pages(opened, name) -> None:
    page = opened(name, viewport={"width": PRINTED, "height": 1000})
    content = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) <= 2


def test_hostile_names_run_nothing(opened, folder) -> None:
    from tests.cli.test_report import HOSTILE

    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, check=True, timeout=60
    )
    (folder / "hostile.html").write_bytes(done.stdout)
    page = opened("hostile")
    assert page.title().startswith("<img src=x onerror=alert(1)>")
    assert page.locator("h1").inner_text() == "<img src=x onerror=alert(1)>"
    loaded = "main img, main script:not([type='text/csv']), a[href^=javascript]"
    assert page.locator(loaded).count() == 0
    assert page.locator("tbody th", has_text="document.title").count() > 0

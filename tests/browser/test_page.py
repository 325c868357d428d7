"""Pages in a real browser: errors, network, widths, print, keyboard, accessibility."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import critmin
from tests.conftest import unavailable

pytestmark = pytest.mark.chromium
DAY = "2026-11-24"
SUBJECTS = ("JPN", "USA", "NAM", "lithium", "gallium", "rare-earths", "krypton")
PRINTED = 688  # CSS pixels between the margins of an A4 page
VIEWS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "narrow": {"viewport": {"width": 360, "height": 740}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark and narrow": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("no playwright at hand: pip install 'critmin[test]'")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("pages")
    for subject in SUBJECTS:
        (found / f"{subject}.html").write_text(critmin.report(subject, as_of=DAY), "utf-8")
    return found


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    """Open a page; what it logs, throws or asks of the network fails the test."""
    wrong: list[str] = []
    contexts = []

    def call(name: str, **how: Any) -> Any:
        context = browser.new_context(offline=True, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                wrong.append(request.url) if not request.url.startswith("file:") else None
            ),
        )
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield call
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("view", VIEWS)
def test_accessible_and_as_wide_as_its_window(opened, subject, view) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(subject, **VIEWS[view])
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    found = Axe().run(page).response
    assert found["passes"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []


@pytest.mark.parametrize("view", VIEWS)
def test_chart_labels_do_not_leave_the_page_or_cover_each_other(opened, view) -> None:
    for subject in ("JPN", "USA", "lithium", "rare-earths"):
        page = opened(subject, **VIEWS[view])
        wrong = page.evaluate("""() => {
          const wrong = [];
          for (const svg of document.querySelectorAll("figure > svg")) {
            const boxes = Array.from(
              svg.querySelectorAll("text"), (t) => [t, t.getBoundingClientRect()]);
            for (const [t, a] of boxes) {
              if (a.left < -1 || a.right > innerWidth + 1) wrong.push(t.textContent);
              for (const [u, b] of boxes) {
                if (t !== u && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
                  wrong.push(`${t.textContent} over ${u.textContent}`);
              }
            }
          }
          return wrong;
        }""")
        assert wrong == []


def test_words_in_tables_stay_whole_on_a_small_screen(opened) -> None:
    """No row of a wide table is pressed into a tower of letters."""
    page = opened("lithium", viewport={"width": 360, "height": 740})
    tallest = page.evaluate("""Math.max(...Array.from(
      document.querySelectorAll("#supply-1-table tbody tr"), (row) => row.offsetHeight))""")
    assert tallest < 60


def test_days_are_not_broken(opened) -> None:
    page = opened("JPN", viewport={"width": 1280, "height": 900})
    days = page.evaluate("""Array.from(document.querySelectorAll("td.whole"),
      (cell) => getComputedStyle(cell).whiteSpace)""")
    assert days
    assert set(days) == {"nowrap"}


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
    head = page.locator("#supply-1-table th[data-column=share]")
    plain = column(page, "supply-1-table", "share")
    assert head.get_attribute("aria-sort") is None
    focused = "document.activeElement.closest('#supply-1-table th')?.dataset.column"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "share":
            break
    assert page.evaluate(focused) == "share"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    numbers = [float(v) for v in column(page, "supply-1-table", "share") if v]
    assert numbers == sorted(numbers, reverse=True)
    assert column(page, "supply-1-table", "share")[-1] == "", "no figure stays last"
    assert page.locator("#sorted").inner_text() == "sorted by share, descending"
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    ascending = column(page, "supply-1-table", "share")
    assert ascending[-1] == ""
    assert [float(v) for v in ascending if v] == sorted(numbers)
    assert sorted(map(str, ascending)) == sorted(map(str, plain))
    assert page.evaluate(focused) == "share", "the focus stays where it was"


def test_sorting_by_text_marks_one_column(opened) -> None:
    page = opened("lithium")
    page.click("#supply-1-table th[data-column=share] button")
    page.click("#supply-1-table th[data-column=country] button")
    countries = column(page, "supply-1-table", "country")
    assert countries == sorted(countries, key=str)
    assert page.locator("#supply-1-table th[aria-sort]").count() == 1
    heads = "#supply-1-table th[data-column=country]"
    assert page.locator(heads).get_attribute("aria-sort") == "ascending"


def test_without_script_the_tables_are_whole(opened) -> None:
    page = opened("lithium", java_script_enabled=False)
    assert page.locator("th button").count() == 0
    assert page.locator("#supply-1-table tbody tr").count() == len(
        critmin.share("lithium", stage="mining,refining")
    )
    assert page.locator("#supply-1-table th[data-column=share]").inner_text() == "share"


@pytest.mark.parametrize("subject", ["JPN", "lithium", "gallium", "rare-earths"])
def test_print_on_a4(opened, subject, tmp_path) -> None:
    page = opened(subject, viewport={"width": PRINTED, "height": 1000}, color_scheme="dark")
    content = page.pdf(prefer_css_page_size=True, path=tmp_path / "page.pdf")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content
    page.emulate_media(media="print")
    seen = page.evaluate("""() => ({
      wide: Array.from(document.querySelectorAll("table")).filter(
        (table) => table.scrollWidth > document.body.clientWidth + 1).map((table) => table.id),
      hidden: Array.from(document.querySelectorAll("details li")).filter(
        (line) => !line.checkVisibility({contentVisibilityAuto: true})).length,
      said: document.querySelectorAll("details li").length,
      ground: getComputedStyle(document.body).backgroundColor,
      nav: getComputedStyle(document.querySelector("nav")).display,
      button: getComputedStyle(document.querySelector("th button")).display,
    })""")
    assert seen["said"] > 5
    assert seen == {
        "wide": [],
        "hidden": 0,
        "said": seen["said"],
        "ground": "rgb(255, 255, 255)",
        "nav": "none",
        "button": "contents",
    }


def test_hostile_names_run_nothing(opened, folder) -> None:
    from tests.cli.test_report import HOSTILE

    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, check=True, timeout=60
    )
    (folder / "hostile.html").write_bytes(done.stdout)
    page = opened("hostile")
    assert page.title().startswith("<img src=x onerror=alert(1)>")
    assert page.locator("h1").inner_text() == "<img src=x onerror=alert(1)>"
    assert page.locator("main img, main script, a[href^=javascript]").count() == 0
    assert page.locator("tbody th", has_text="document.title").count() > 0

"""The atlas: its links, its files, and its pages in a real browser.

These are the pages that differ most. `.ci/full` makes and reads all: CRITMIN_WHOLE_ATLAS=1.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from critmin.atlas import jobs, site

WHOLE = bool(os.environ.get("CRITMIN_WHOLE_ATLAS"))
DAY = "2026-11-24"
WIDTHS = (360, 768, 1280)
LARGEST = 300_000
# Pages that differ most: much and little data, a bloc, long tables, each kind.
LOOKED_AT = (
    "index.html",
    "about.html",
    *(
        f"minerals/{name}.html"
        for name in (
            "lithium", "gallium", "rare-earths", "copper", "graphite", "steel-slag", "krypton",
            "titanium", "antimony",
        )
    ),
    *(f"buyers/{name}.html" for name in ("japan", "eu27", "united-states", "namibia", "taiwan")),
    *(f"suppliers/{name}.html" for name in ("china", "dr-congo", "united-states", "france")),
)  # fmt: skip
# Pages that a test goes to from these.
GONE_TO = ("minerals/cobalt.html", "buyers/china.html")
PAGES = {job for job in jobs.every() if job.endswith(".html")}
MADE = PAGES if WHOLE else {*LOOKED_AT, *GONE_TO}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "whole"
    if not WHOLE:
        some = [job for job in jobs.every() if job in MADE or job not in PAGES]
        list(site.made(folder, as_of=DAY, processes=1, jobs=some))
        return folder
    done = subprocess.run(
        [sys.executable, "-m", "critmin", "site", "-o", str(folder), "--as-of", DAY],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def texts(atlas: Path) -> dict[str, str]:
    """All pages that were made, by path."""
    return {
        path.relative_to(atlas).as_posix(): path.read_text("utf-8")
        for path in atlas.rglob("*.html")
    }


def test_every_page_is_small_and_every_link_leads_somewhere(atlas, texts) -> None:
    ids = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    wrong = [path for path, text in texts.items() if len(text.encode()) >= LARGEST]
    assert texts.keys() == MADE
    assert len(PAGES) > 240
    for path, text in texts.items():
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            if address.startswith(("https://", "http://")):
                continue
            page, _, anchor = unescape(address).partition("#")
            target = (atlas / path).parent / page if page else atlas / path
            name = os.path.relpath(target, atlas)
            if name in PAGES - MADE:
                continue
            if not target.is_file() or (anchor and anchor not in ids[name]):
                wrong.append(f"{path}: {address}")
    assert wrong == []


def test_every_page_is_reached_from_the_front_page(texts) -> None:
    reached = {"index.html"}
    for address in re.findall(r'href="([^"#]+\.html)', texts["index.html"]):
        reached.add(address)
    assert reached == PAGES


def test_ten_tables_are_what_the_command_line_prints(atlas) -> None:
    """Cell by cell, as a person would type the command that stands below the table."""
    with (atlas / "tables/index.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if ", " not in row["command"]]
    step = len(rows) // 10
    for row in rows[::step][:10]:
        words = row["command"].removeprefix("critmin ")
        done = subprocess.run(
            f"{sys.executable} -m critmin {words} -f csv -q",
            shell=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        )
        printed = list(csv.reader(done.stdout.splitlines()))
        with (atlas / row["csv"]).open(encoding="utf-8", newline="") as stream:
            held = list(csv.reader(stream))
        assert held == printed, row["command"]
        assert len(held) - 1 == int(row["rows"])


@pytest.fixture(scope="module")
def server(atlas: Path) -> Iterator[str]:
    """Address of a plain static server of the atlas."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(atlas))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class Window:
    """A window whose messages, errors and requests are kept."""

    def __init__(self, browser: Any, **how: Any) -> None:
        self.context = browser.new_context(**how)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        *((width, "light") for width in WIDTHS),
        *((width, "dark") for width in (WIDTHS if WHOLE else WIDTHS[:1])),  # colours alone differ
    ],
)
def test_pages_are_accessible_and_as_wide_as_their_window(atlas, browser, width, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    size = {"width": width, "height": 800}
    window = Window(browser, viewport=size, color_scheme=scheme, offline=True)
    wrong = []
    for path in LOOKED_AT:
        window.requests.clear()
        window.page.goto((atlas / path).as_uri())
        assert window.requests == [(atlas / path).as_uri()]
        wide = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            wrong.append((path, f"{wide} pixels too wide"))
        found = Axe().run(window.page).response
        assert found["passes"]
        wrong += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
    window.context.close()
    assert wrong == []
    assert window.said == []


@pytest.mark.chromium
@pytest.mark.parametrize("place", ["folder", "server"])
def test_the_search_finds_names_in_other_languages(atlas, browser, server, place) -> None:
    start = server if place == "server" else atlas.as_uri()
    window = Window(browser, offline=place == "folder")
    page = window.page
    page.goto(f"{start}/minerals/lithium.html")
    assert len(window.requests) == 1
    for typed, first in (
        ("Kupfer", "Copper"),
        ("銅", "Copper"),
        ("terres rares", "Rare earths"),
        ("日本", "Japan"),
        ("rep dem congo", "DR Congo"),
        ("lithium carbonate", "Lithium"),
    ):
        page.fill("#go-to", typed)
        page.wait_for_selector("#hits a")
        assert page.locator("#hits a").first.inner_text().startswith(first), typed
    page.fill("#go-to", "no such thing")
    assert "No mineral" in page.locator("#hits").inner_text()
    page.fill("#go-to", "japan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{start}/buyers/japan.html")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "go-to"
    page.keyboard.type("cobalt")
    page.wait_for_selector("#hits a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{start}/minerals/cobalt.html")
    allowed = {"lithium.html", "japan.html", "cobalt.html", "search.js", "favicon.ico"}
    assert {url.rpartition("/")[2] for url in window.requests} <= allowed
    window.context.close()
    assert [text for text in window.said if "favicon" not in text and "404" not in text] == []


@pytest.mark.chromium
def test_tables_are_downloaded_from_a_server(atlas, browser, server) -> None:
    window = Window(browser)
    window.page.goto(f"{server}/minerals/gallium.html")
    with window.page.expect_download() as waiting:
        window.page.locator(".files a[href$='/supply.csv']").first.click()
    kept = Path(waiting.value.path()).read_bytes()
    assert kept == (atlas / "tables/minerals/gallium/supply.csv").read_bytes()
    window.context.close()


@pytest.mark.chromium
def test_cells_lead_from_page_to_page(atlas, browser) -> None:
    window = Window(browser, offline=True)
    page = window.page
    page.goto((atlas / "minerals/gallium.html").as_uri())
    page.locator("#supply a", has_text="China").first.click()
    page.wait_for_url("**/suppliers/china.html")
    page.locator("a", has_text="the same country as a buyer").click()
    page.wait_for_url("**/buyers/china.html")
    links = page.locator("#largest a:visible[href*=minerals]")
    hrefs = [one.get_attribute("href") or "" for one in links.all()]
    place = next(n for n, href in enumerate(hrefs) if f"minerals/{Path(href).name}" in MADE)
    links.nth(place).click()
    page.wait_for_url("**/minerals/*.html")
    window.context.close()
    assert window.said == []

"""The documentation as a site: links, widths, accessibility. `.ci/full` builds it.

CRITMIN_SITE names the folder of a site that `python docs/build_site.py FOLDER` made.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from critmin.cli.registry import COMMANDS

import critmin
from critmin import measures

SITE = Path(os.environ.get("CRITMIN_SITE", ""))
pytestmark = pytest.mark.skipif(
    not os.environ.get("CRITMIN_SITE"), reason="no site at hand (CRITMIN_SITE): run by .ci/full"
)
# One page of each kind.
PAGES = (
    *("index", "docs/questions", "commands/share", "docs/commands", "docs/methods", "gallery"),
    *("python/supply", "python/measures", "examples/japan-graphite", "docs/walks/journalist"),
    *("docs/decisions/README", "docs/not-known", "docs/licences", "search"),
)
VIEWS = {
    "1280 light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "1280 dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "390 light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def test_every_link_of_every_page_leads_on() -> None:
    pages = {path.resolve(): text_of(path) for path in SITE.rglob("*.html")}
    ids = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in pages.items()}
    wrong, count = [], 0
    for path, text in pages.items():
        for found in set(re.findall(r'\b(?:href|src|srcset)="([^"]*)"', text)):
            link, _, part = unquote(unescape(found)).partition("#")
            if re.match(r"[a-z]+:|//", link):
                continue
            count += 1
            target = (path.parent / link.partition("?")[0]).resolve() if link else path
            if not target.is_file() or (part and target in ids and part not in ids[target]):
                wrong.append(f"{path.relative_to(SITE.resolve())}: {found}")
    assert count > 5_000
    assert not wrong


def test_each_command_function_and_measure_has_its_place() -> None:
    for name in COMMANDS:
        assert f"critmin {name}" in text_of(SITE / "commands" / f"{name}.html")
    listed = "".join(text_of(path) for path in (SITE / "python").glob("*.html"))
    for name in critmin.__all__:
        assert f'id="critmin.{name}"' in listed, name
    for name in measures.__all__:
        if callable(getattr(measures, name)) and not isinstance(getattr(measures, name), type):
            assert f'id="critmin.measures.{name}"' in listed, name


def test_options_keep_both_dashes() -> None:
    for path in SITE.rglob("*.html"):
        assert not re.search(r"[\s(>]–[a-z]", text_of(path)), path


def test_a_picture_brings_its_font() -> None:
    drawn = [path for path in SITE.rglob("*.svg") if "Arimo" in text_of(path)]
    assert len(drawn) > 100
    for path in drawn:
        assert text_of(path).count("@font-face") == 2, path


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.chromium
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_quiet_and_as_wide_as_its_window(browser, address, name, view) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(**VIEWS[view])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:")) else wrong.append(request.url)
        ),
    )
    page.goto(f"{address}/{name}.html")
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    found = Axe().run(page).response
    context.close()
    assert not wrong
    assert widths[0] <= widths[1]
    assert found["passes"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []

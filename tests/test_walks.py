"""Walks from a clone to a quotable answer: every command is run, and says what the page quotes.

CRITMIN_UPDATE_EXPECTED=1 writes today's sentences and outputs into the pages: read the difference.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WALKS = sorted((ROOT / "docs" / "walks").glob("*.md"))
SETUP = "python3 -m venv"
PART = re.compile(r"```(sh|console)\n(.*?)```|^((?:> [^\n]*\n)+)", re.DOTALL | re.MULTILINE)


def ran(script: str, folder: Path) -> str:
    """Output of lines of a page, run in the folder of the walk."""
    program = f'critmin() {{ {shlex.quote(sys.executable)} -m critmin "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", f"set -e -o pipefail\n{program}{script}"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", **kept()},
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, (script, done.stderr)
    return done.stdout


def kept() -> dict[str, str]:
    """Where the package is, if it is not installed."""
    return {key: os.environ[key] for key in ("PYTHONPATH",) if key in os.environ}


def walked(text: str, folder: Path) -> str:
    """The page with today's outputs and sentences in place of its own."""
    last = ""

    def now(found: re.Match[str]) -> str:
        nonlocal last
        kind, block, quote = found.groups()
        if quote is not None:
            said = json.loads(ran(f"{last} -f json", folder))["summary"]
            return (
                f"> {said}\n" if said else quote
            )  # a question without a sentence keeps the page's
        if kind == "console":
            line = block.splitlines()[0].removeprefix("$ ")
            return f"```console\n$ {line}\n{ran(line, folder)}```"
        if not block.startswith(SETUP):
            ran(block, folder)
            last = block.splitlines()[-1].partition(" -o ")[0].partition(" > ")[0]
        return found.group(0)

    return PART.sub(now, text)


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.stem)
def test_the_walk_says_what_the_program_says(page, tmp_path) -> None:
    text = page.read_text("utf-8")
    today = walked(text, tmp_path)
    if os.environ.get("CRITMIN_UPDATE_EXPECTED"):
        page.write_text(today, "utf-8")
    assert text == today or os.environ.get("CRITMIN_UPDATE_EXPECTED")


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.stem)
def test_a_walk_goes_from_a_clone_to_a_sentence(page) -> None:
    text = page.read_text("utf-8")
    first = next(found for found in PART.finditer(text) if found[1])
    assert first[2].startswith(SETUP)
    assert text.count("\n> ") >= 1
    assert "## How sure is it?" in text
    quoted = text.partition("To quote: ")[2]
    assert re.search(r"\d", quoted)
    assert re.search(r"20\d\d", quoted)


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.stem)
def test_the_quoted_shares_are_on_the_page(page) -> None:
    text, _, quoted = page.read_text("utf-8").partition("To quote: ")
    said = set(re.findall(r"\d+%", "".join(re.findall(r"^> .*$", text, re.MULTILINE))))
    blocks = "".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL))
    shown = {f"{float(cell):.0%}" for cell in re.findall(r"\b0\.\d+", blocks)}
    assert set(re.findall(r"\d+%", quoted)) <= said | shown


def test_there_is_a_walk_for_each_reader() -> None:
    assert [page.stem for page in WALKS] == ["analyst", "journalist", "procurement", "student"]

"""Documentation is run: help examples, the commands that the pages print; and its links lead on."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from critmin.cli.registry import COMMANDS, by_group

import critmin

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DECISIONS = ROOT / "docs" / "decisions"
# Pages whose commands are run, and all pages whose links are followed.
RUN = (
    "README.md",
    "SECURITY.md",
    "docs/questions.md",
    "docs/own-tables.md",
    "docs/python.md",
    "docs/data.md",
    "docs/export.md",
    "docs/mcp.md",
    "docs/scale.md",
    "docs/stability.md",
    "examples/README.md",
    "docs/paper-2-1-chain-of-controls.md",
    "docs/paper-3-1-mineral-diplomacy.md",
)
PAGES = sorted(
    str(path.relative_to(ROOT))
    for folder in ("*.md", "docs/**/*.md", "examples/*.md", ".github/**/*.md")
    for path in ROOT.glob(folder)
)
TABLE = "mineral,year,country,quantity\nlithium,2023,Chile,44000\nlithium,2023,Australia,86000\n"


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def helped(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "critmin", *command, "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def examples(text: str) -> list[str]:
    """Lines of a help text, before its options, that are commands."""
    head = re.split(r"\n(?:Options|Arguments|Start here):\n", text)[0]
    return [line.strip() for line in head.splitlines() if line.startswith("  critmin ")]


def ran(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of documentation in a folder that has the files it names.

    Of an atlas or an export only the words are read: `tests/browser/test_atlas.py` and
    `tests/outlets` make whole ones.
    """
    if re.match(r"critmin (?:site|export)\b", line):
        line = f"{line} --help"
    for path in (ROOT / "examples").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "mine.csv").write_text(TABLE, "utf-8")
    for name in re.findall(r"> (~/\S+)", line):
        (folder / name.removeprefix("~/")).parent.mkdir(parents=True, exist_ok=True)
    program = f'critmin() {{ {shlex.quote(sys.executable)} -m critmin "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", f"set -e -o pipefail\n{program}{line}"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_answers_then_shows_two_examples(command) -> None:
    text = helped(command)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[0].startswith(f"Usage: critmin {command}")
    assert not lines[1].startswith("critmin ")
    assert len(examples(text)) == 2
    assert all(line.startswith(f"critmin {command}") for line in examples(text))


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_run(command, tmp_path) -> None:
    for line in examples(helped(command)):
        if line.startswith("critmin lake "):
            continue  # needs a publisher's file, or a lake: tests/lakes
        done = ran(line, tmp_path)
        assert done.returncode == 0, (line, done.stderr)
        assert "error:" not in done.stderr


def test_examples_of_the_program_run(tmp_path) -> None:
    lines = examples(helped())
    assert len(lines) == 2
    for line in lines:
        assert ran(line, tmp_path).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_options_are_all_explained(command) -> None:
    options = helped(command).partition("\nOptions:\n")[2].partition("\n\n")[0]
    for entry in re.split(r"\n(?=  -)", options):
        assert re.match(r" *(?:-\w, )?--[\w-]+(?: \S+)?(?:\s{2,})\S+", entry), entry


def test_short_help_is_the_long_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "critmin", "share", "-h"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert done.stdout == helped("share")


def test_the_programs_help_names_every_command() -> None:
    listed = helped().partition("Start here:\n")[2].partition("\nOptions:\n")[0]
    assert re.findall(r"^  (\w+) ", listed, re.MULTILINE) == list(COMMANDS)
    groups = re.findall(r"^(\S.*):$", f"Start here:\n{listed}", re.MULTILINE)
    assert groups == list(by_group())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_questions_name_every_command(command) -> None:
    assert re.search(rf"critmin {command}\b", text_of("docs/questions.md"))


def typed(page: str) -> list[str]:
    """Commands in a page's text, tables and shell blocks, but for the set-up."""
    text = text_of(page)
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    inline = [" ".join(found.split()) for found in re.findall(r"`(critmin [^`]+)`", prose)]
    lines = [
        line.removeprefix("$ ").partition("  #")[0].strip()
        for block in blocks
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("critmin ")
    ]
    return [*inline, *lines]


def printed_commands() -> list[str]:
    return list(dict.fromkeys(line for page in RUN for line in typed(page)))


@pytest.mark.parametrize("line", printed_commands())
def test_printed_commands_run(line, tmp_path) -> None:
    if "jq" in line.split() or "xlsx" in line or line.startswith("critmin lake add"):
        pytest.skip("needs a program, a package or a publisher's file that the tests do not")
    done = ran(line, tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_readmes_table_is_todays(tmp_path) -> None:
    (block,) = re.findall(r"```console\n(.*?)```", text_of("README.md"), re.DOTALL)
    line, *shown = block.splitlines()
    done = ran(f"{line.removeprefix('$ ')} -f table", tmp_path)
    now = [re.split(r"\s{2,}", row.strip()) for row in done.stdout.splitlines()]
    rows = [
        cells
        for row in shown
        if len(cells := re.split(r"\s{2,}", row.strip().replace("; ", ";"))) > 3
    ]
    assert len(rows) == len(now) - 1  # without the rule under the headings
    for cells, full in zip(rows, [now[0], *now[2:]], strict=True):
        assert set(cells) <= set(full)


def test_the_readmes_picture_is_the_commands() -> None:
    (name,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text_of("README.md"))
    path = ROOT / name
    assert "`critmin figure 2 -o " in text_of("README.md")
    now = critmin.figure(2).to_picture("svg")
    if os.environ.get("CRITMIN_UPDATE_EXPECTED"):
        path.write_bytes(now)
    assert path.read_bytes() == now, "CRITMIN_UPDATE_EXPECTED=1 draws it anew: look at it"


@pytest.mark.parametrize("page", RUN)
def test_printed_python_runs(page, tmp_path) -> None:
    for block in re.findall(r"```python\n(.*?)```", text_of(page), re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr


def anchor(heading: str) -> str:
    """The anchor that a heading gets: lower case, hyphens, no other signs."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    prose = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    headings = [anchor(found) for found in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)]
    assert len(headings) == len(set(headings)), f"{path.name}: two headings of one name"
    return set(headings)


def links(page: str) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`]*`", "", text_of(page), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_on(page) -> None:
    for link in links(page):
        name, _, part = link.partition("#")
        path = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        assert path.exists(), link
        assert not part or part in anchors(path), link


@pytest.mark.parametrize(
    "script",
    [
        "draw_packages.py",
        "list_not_known.py",
        "write_boundaries.py",
        "write_questions.py",
        "write_reference.py",
    ],
)
def test_what_is_made_from_code_and_data_is_current(script) -> None:
    done = subprocess.run(
        [sys.executable, f"docs/{script}", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_is_linked() -> None:
    linked = {
        ((ROOT / page).parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in links(page)
    }
    pages = {ROOT / page for page in PAGES if page.startswith("docs/")}
    assert not pages - linked


def test_first_pages_are_short() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        assert len(text_of(page).splitlines()) <= 100, page


def test_every_decision_is_in_the_index_by_its_title() -> None:
    index = re.findall(
        r"^- \[(\d{3})\]\(([^)]+)\) (.+)$", (DECISIONS / "README.md").read_text("utf-8"), re.M
    )
    pages = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert sorted(name for _, name, _ in index) == pages
    for number, name, title in index:
        assert name.startswith(f"{number}-")
        text = (DECISIONS / name).read_text("utf-8")
        assert text.startswith(f"# {title}\n")
        parts = ["\n## Context\n", "\n## Decision\n", "\n## Consequence\n"]
        places = [text.find(part) for part in parts]
        assert all(0 < one < other for one, other in pairwise(places)), name
    numbers = [int(name[:3]) for name in pages]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_version_is_the_projects_everywhere() -> None:
    (cited,) = re.findall(r"^version: (.+)$", text_of("CITATION.cff"), re.MULTILINE)
    assert cited == PROJECT["project"]["version"]


def test_commits_are_checked_by_the_ruff_of_the_project() -> None:
    hooks = set(re.findall(r"ruff==[\d.]+", text_of(".pre-commit-config.yaml")))
    dev = PROJECT["project"]["optional-dependencies"]["dev"]
    locked = re.findall(r"^ruff==[\d.]+", text_of("requirements-dev.lock"), re.MULTILINE)
    assert hooks == set(locked) == {name for name in dev if name.startswith("ruff")}


def test_the_lock_names_every_dependency_and_no_place() -> None:
    locked = {
        line.partition("==")[0]
        for line in text_of("requirements-dev.lock").splitlines()
        if line[:1].isalnum()
    }
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(name for extra in extras.values() for name in extra)]
    names = {re.split(r"[\[<>=~! ]", name)[0].lower() for name in asked} - {"critmin"}
    assert names <= locked
    assert "://" not in text_of("requirements-dev.lock")

"""Documentation is run: the examples in each help text, and the README's list of commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from critmin.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
TABLE = "mineral,year,country,quantity\nlithium,2023,Chile,44000\nlithium,2023,Australia,86000\n"


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
    head = re.split(r"\n(?:Options|Arguments):\n", text)[0]
    return [line.strip() for line in head.splitlines() if line.startswith("  critmin ")]


def ran(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of documentation in a folder that has the files it names."""
    for name in ("suppliers.csv", "table.csv", "mine.csv"):
        (folder / name).write_text(TABLE, "utf-8")
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
    options = helped(command).partition("\nOptions:\n")[2]
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
    listed = helped().partition("Commands:\n")[2]
    assert re.findall(r"^  (\w+)", listed, re.MULTILINE) == list(COMMANDS)
    assert "..." not in listed, "a command's first line is cut off in the list"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command) -> None:
    assert re.search(rf"critmin {command}\b", README)


def readme_lines() -> list[str]:
    """Commands of the README's table and of its shell blocks, but for the set-up."""
    in_table = re.findall(r"`(critmin [^`]+)`", README)
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", README, re.DOTALL)
    typed = [
        line.removeprefix("$ ").partition("  #")[0].strip()
        for block in blocks
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("critmin ")
    ]
    return list(dict.fromkeys([*in_table, *typed]))


@pytest.mark.parametrize("line", readme_lines())
def test_the_readme_runs(line, tmp_path) -> None:
    if "jq" in line.split() or "xlsx" in line:
        pytest.skip("needs a program or package that the tests do not")
    done = ran(line, tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_readmes_python_runs(tmp_path) -> None:
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr

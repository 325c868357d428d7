"""The manual page and the command reference: of every command, and without complaints of man."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from critmin.cli import reference
from critmin.cli.help_text import own, usage
from critmin.cli.help_topics import TOPICS
from critmin.cli.parameters import output_parameters
from critmin.cli.registry import COMMANDS

from tests.conftest import tool

ROOT = Path(__file__).resolve().parents[2]
MAN, PAGE = reference.man_page(), reference.markdown()


def shown() -> str:
    """The manual page as man prints it, in one line of words."""
    program = tool(("man",), "man-db")
    done = subprocess.run(
        [program, "--warnings", "-E", "UTF-8", "-l", "-"],
        input=MAN,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "200", "MAN_KEEP_FORMATTING": ""},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return " ".join(done.stdout.split())


def test_man_reads_it_without_a_warning() -> None:
    text = shown()
    for command in COMMANDS.values():
        assert " ".join(usage(command).split()) in text
        for one in own(command):
            assert one.shown in text
    assert "critmin share lithium --stage refining" in text


def test_it_says_the_same_everywhere_and_on_every_day(run) -> None:
    assert MAN.isascii()
    assert MAN.startswith('.TH CRITMIN 1 "" "critmin ')
    assert run("help", "man").out == MAN


def test_no_text_is_read_as_a_command_of_roff() -> None:
    ours = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".nf", ".fi"}
    assert {line.split()[0] for line in MAN.splitlines() if line.startswith((".", "'"))} <= ours
    assert reference._roff(".dpa") == "\\&.dpa"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_has_every_command_and_option(command) -> None:
    part = PAGE.partition(f"\n### {command}\n")[2].partition("\n### ")[0]
    for one in own(COMMANDS[command]):
        assert one.flags[:1] == ("-h",) or f"`{one.shown}`".replace("|", "\\|") in part
    assert len(re.findall(r"^critmin ", part, re.MULTILINE)) == 2


def test_the_reference_has_every_topic_and_the_options_of_the_output() -> None:
    assert len(re.findall("^### ", PAGE, re.MULTILINE)) == len(COMMANDS) + len(TOPICS)
    for one in output_parameters():
        assert f"`{one.shown}`".replace("|", "\\|") in PAGE


def test_the_wheel_has_the_manual_page() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {"docs/critmin.1": "share/man/man1/critmin.1"}

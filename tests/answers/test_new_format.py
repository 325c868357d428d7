"""A format is one writer and one line: here one is added from outside and written with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from programs import offered, run_code

WRITER = '''
from critmin.answers.formats import Layout
from critmin.answers.table import Table
from critmin.answers.text import raw


def write(table: Table, layout: Layout) -> str:
    """A list of rows, each a list of names and values."""
    lines = ["---"] if layout.header else []
    for row in table:
        lines += [f"{'  ' if n else '- '}{name}: {raw(cell)}" for n, (name, cell) in
                  enumerate(row.items())]
    return "\\n".join([*lines, ""])
'''
PROGRAM = """
from critmin.answers.formats import Format, register
register(Format("yaml", (".yaml", ".yml"), "yaml_lines:write"))
from critmin.cli.app import main
main()
"""


@pytest.fixture
def program(tmp_path: Path):
    """Run the program with a format that a module in a temporary folder writes."""
    (tmp_path / "yaml_lines.py").write_text(WRITER, "utf-8")
    return partial(run_code, PROGRAM, tmp_path)


SHARE = ("share", "lithium", "--top", "1", "--columns", "country,year,flag", "-q")


def test_an_answer_is_written_in_it(program) -> None:
    done = program(*SHARE, "-f", "yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == ["---", "- country: Australia", "  year: 2025"]
    assert program(*SHARE, "-f", "yaml", "--no-headers").stdout.startswith("- country")


def test_a_suffix_chooses_it(program, tmp_path) -> None:
    assert program(*SHARE, "-o", "x.YML").returncode == 0
    assert (tmp_path / "x.YML").read_text("utf-8").startswith("---\n- country: Australia\n")


def test_help_errors_and_completion_know_it(program, tmp_path) -> None:
    assert "yaml" in program("help", "output").stdout
    assert "yaml" in program("share", "lithium", "-f", "yam").stderr
    assert ".yml" in program("share", "lithium", "-o", "x.what").stderr
    assert offered(PROGRAM, tmp_path, "critmin share lithium -f ya") == ["yaml"]

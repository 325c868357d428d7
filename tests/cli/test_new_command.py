"""A command is a declared question: here one is added from outside and run."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from programs import offered, run_code

QUESTION = '''
"""How much of the world's output the two largest countries have."""
from typing import NamedTuple

from critmin.answers.builder import answer, codes
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import arguments
from critmin.declared import parameters as p
from critmin.declared.listed import SUPPLY
from critmin.declared.question import question
from critmin.supply import query


class Row(NamedTuple):
    mineral: str
    year: int
    share: float
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "largest_two",
    group=SUPPLY,
    answers="Shares of the two largest producers together.",
    examples=("critmin largest_two lithium", "critmin largest_two lithium -f csv"),
    limits="By country, not by firm.",
)
def largest_two(*minerals: p.Minerals) -> Table:
    inputs = query.find(minerals, "mining")
    rows = [
        Row(table.mineral, table.year, sum(share for _, share in shares.ranked[:2]),
            codes(query.table_flags(table)), (table.source,))
        for table in inputs.tables
        for shares in [query.shares_of(table, None)]
    ]
    asked = {"command": "largest_two", "minerals": arguments.slugs(minerals)}
    return answer(rows, columns_of(Row), query=asked)
'''
PROGRAM = """
from critmin.cli.registry import register
from largest_two_question import largest_two
register(largest_two)
from critmin.cli.app import main
main()
"""


@pytest.fixture
def program(tmp_path: Path):
    """Run the program with a command whose module is in a temporary folder."""
    (tmp_path / "largest_two_question.py").write_text(QUESTION, "utf-8")
    return partial(run_code, PROGRAM, tmp_path)


def test_it_answers_with_all_options_of_the_output(program) -> None:
    done = program("largest_two", "cobalt", "-f", "csv", "--notes")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert done.returncode == 0
    assert list(row) == ["mineral", "year", "share", "flag", "source"]
    assert 0.5 < float(row["share"]) < 1
    assert f"source: {row['source']}: " in done.stderr
    picked = program("largest_two", "cobalt", "--columns", "share,mineral", "-q", "--no-headers")
    assert picked.stdout == f"{row['share']},cobalt\n"


def test_help_lists_it_and_explains_it(program) -> None:
    assert "largest_two" in program("--help").stdout
    text = program("largest_two", "--help").stdout
    assert text.startswith("Usage: critmin largest_two")
    assert "Slug, symbol or common name." in text
    assert "--format" not in text
    assert text.endswith("critmin help output\n")


def test_completion_knows_it_and_its_arguments(program, tmp_path) -> None:
    assert offered(PROGRAM, tmp_path, "critmin larg") == ["largest_two"]
    assert "lithium" in offered(PROGRAM, tmp_path, "critmin largest_two lith")


def test_errors_are_those_of_any_command(program) -> None:
    done = program("largest_two", "lithum")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: unknown mineral 'lithum'; did you mean lithium?\n"


def test_only_the_module_of_the_command_asked_for_is_loaded(tmp_path) -> None:
    code = (
        "import sys\nfrom critmin.cli.app import run\nfrom critmin.declared import listed\n"
        "run(['hhi', 'lithium', '-q'])\nasked = {one.module for one in listed.entries()}\n"
        "print([n for n in sys.modules if n in asked or n.startswith('critmin.cli.commands.')])"
    )
    loaded = run_code(code, tmp_path).stdout.splitlines()[-1]
    assert loaded == "['critmin.supply.hhi']"

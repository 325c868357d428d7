"""brief on the command line: its screen, its files, its refusals."""

from __future__ import annotations

import csv
import io
import json

import pytest

DAY = "2026-11-24"


def test_files_have_a_row_for_each_risk_and_change(run) -> None:
    got = run("brief", "japan", "--as-of", DAY, "-f", "csv", "-q")
    rows = list(csv.DictReader(io.StringIO(got.out)))
    assert got.code == 0
    assert [row["kind"] for row in rows] == ["risk"] * 5 + ["event"] * 2
    assert list(rows[0])[:4] == ["kind", "minerals", "stage", "year"]
    assert list(rows[0])[-2:] == ["flag", "source"]
    # A quarter of the imports is what the rule asks for (briefs/risk_order.py).
    assert all(0.25 <= float(row["share"]) <= 1 for row in rows if row["kind"] == "risk")
    assert {row["share"] for row in rows if row["kind"] == "event"} == {""}


def test_json_has_the_sentences_and_the_commands(run) -> None:
    answer = json.loads(run("brief", "lithium", "--as-of", DAY, "-f", "json").out)
    assert answer["query"]["subject"] == "lithium"
    assert "Next date: 31 December 2026" in answer["summary"]
    assert answer["further"][1] == f"critmin controls lithium --as-of {DAY}"
    assert {row["kind"] for row in answer["data"]} == {"producer", "event"}


def test_the_commands_that_it_names_run(run) -> None:
    for subject in (
        *(("japan",), ("eu27",), ("cobalt",), ("krypton",), ("uranium",), ("tuvalu",)),
        *(("china", "--as", "supplier"), ("oecd", "--as", "supplier")),
    ):
        answer = json.loads(run("brief", *subject, "--as-of", DAY, "-f", "json").out)
        for line in answer["further"]:
            words = line.split()[1:]
            words = words[: words.index("-o")] if "-o" in words else words
            assert run(*words).code == 0, line


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("lithium", "--as", "supplier"), 2, "lithium is a mineral"),
        (("japan", "--as", "seller"), 2, "write buyer or supplier"),
        (("japan", "--as-of", "soon"), 2, "soon"),
        (("japn",), 3, "did you mean Japan?"),
        (("CO",), 3, "ambiguous: cobalt (a mineral) or COL (a buyer)"),
        (("liechtenstein",), 4, "within that of Switzerland"),
        (("tuvalu", "--as", "supplier"), 4, "no data for Tuvalu as a supplier"),
        (("japan", "--as-of", "1999-01-01"), 4, "from 2020-01-01"),
    ],
)
def test_what_is_refused(run, words, code, said) -> None:
    assert said in run("brief", *words).refused(code)


def test_the_sentences_stand_once_above_the_rows_of_a_terminal(run, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    for quiet in ((), ("-q",)):
        got = run("brief", "japan", "--as-of", DAY, "-f", "table", *quiet)
        said = " ".join(got.out.partition("Largest risks")[0].split())
        assert said.count("supplied more than half of Japan's recorded imports") == 1
        assert "supplied more than half" not in got.err

"""A line on an error has at most 300 letters, and its end says what to do."""

from __future__ import annotations

import pytest

from critmin.core.errors import MOST_OF_LINE, error_line

LONG, LIST = "q" * 3000, [f"x{number}" for number in range(500)]
ARGUMENTS = {
    "mineral": (["share", LONG], 3),
    "stage": (["share", "lithium", "--stage", LONG], 3),
    "many stages": (["share", "lithium", "--stage", ",".join(LIST)], 3),
    "format": (["share", "lithium", "-f", LONG], 2),
    "column": (["share", "lithium", "--columns", LONG], 3),
    "many columns": (["share", "lithium", "--columns", ",".join(LIST)], 3),
    "number": (["share", "lithium", "--top", "9" * 5000], 2),
    "no number": (["share", "lithium", "--top", LONG], 2),
    "file": (["share", "lithium", "--data", "d/" * 900 + "mine.csv"], 4),
    "long name of a file": (["share", "lithium", "--data", LONG], 4),
    "output": (["share", "lithium", "-o", f"{LONG}.csv"], 1),
    "output of no format": (["share", "lithium", "-o", f"x.{LONG}"], 2),
    "command": ([LONG], 2),
    "option": (["share", f"--{LONG}"], 2),
    "supplier": (["exposure", "japan", "graphite", "--supplier", LONG], 3),
    "stop": (["shock", "japan", "--stop", LONG], 3),
    "topic": (["help", LONG], 3),
    "condition": (["share", "lithium", "--fail-if", "share > " * 400], 2),
    "source": (["share", "lithium", "--source", LONG], 3),
    "buyer": (["controls", "gallium", "--buyer", LONG], 3),
    "day": (["controls", "gallium", "--as-of", LONG], 2),
    "year": (["share", "lithium", "--year", LONG], 2),
    "years": (["share", "lithium", "--year", ",".join(LIST)], 2),
    "many names": (["share", *LIST], 3),
    "ambiguous": (["share", "congo", *["lithium", "cobalt", "nickel", "copper"] * 40], 3),
    "limit": (["share", "lithium", "--data", "x.csv", "--limit", LONG], 2),
    "map": (["share", "lithium", "--data", "x.csv", "--map", f"{LONG}={LONG}"], None),
    "lake": (["dependency", "japan", "--trade", LONG], None),
    "engine": (["dependency", "japan", "--trade", "lake", "--engine", LONG], None),
    "export": (["export", f"{LONG}/x.sqlite"], 1),
    "shell": (["completion", LONG], 3),
    "spaces": (["share", "q " * 2000], 3),
    "signs": (["share", "\u202e" * 500], None),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_line_has_at_most_300_letters(run, name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, code = ARGUMENTS[name]
    got = run(*arguments)
    line = got.refused(got.code if code is None else code)
    assert got.code in {1, 2, 3, 4}
    assert len(line) <= MOST_OF_LINE, line


def test_settings_too(run, monkeypatch) -> None:
    for name, words in (
        ("FORMAT", ["share", "lithium"]),
        ("BUYER", ["exposure", "lithium", "--supplier", "china"]),
        ("LIMIT", ["share", "--data", "x.csv"]),
        ("LAKE", ["lake", "list"]),
        ("ENGINE", ["dependency", "japan", "--trade", "lake"]),
    ):
        monkeypatch.setenv(f"CRITMIN_{name}", LONG)
        got = run(*words)
        assert len(got.refused(got.code)) <= MOST_OF_LINE
        monkeypatch.delenv(f"CRITMIN_{name}")


def test_the_end_that_says_what_to_do_is_kept() -> None:
    line = error_line("error:", f"{'word ' * 200}; write critmin share lithium")
    assert len(line) <= MOST_OF_LINE
    assert line.startswith("error: word ") and line.endswith("; write critmin share lithium")
    assert " ... " in line


def test_both_ends_of_a_path_are_kept() -> None:
    line = error_line("error:", f"/home/me/{'deep/' * 100}mine.csv:3 column 'year': is no year")
    assert line.startswith("error: /home/me/deep/")
    assert line.endswith("deep/mine.csv:3 column 'year': is no year")
    assert len(line) < 150


def test_the_usage_gives_way_before_the_message() -> None:
    message = "m" * 40 + " is wrong" + " x" * 100
    usage = " (usage: critmin share [OPTIONS] [MINERAL... [COUNTRY...]])"
    assert error_line("error:", message, usage) == f"error: {message}"
    assert error_line("error:", "short", usage) == f"error: short{usage}"


@pytest.mark.parametrize("length", [292, 293, 294, 299, 300, 301, 900, 10_000])
@pytest.mark.parametrize("word", ["a", "ab ", "long word, ", "x" * 71 + " ", "é", "国 "])
def test_any_length(length, word) -> None:
    line = error_line("error:", (word * length)[:length], " (usage)")
    assert len(line) <= MOST_OF_LINE and line.startswith("error: ")


# Columns, and answers without rows.


@pytest.mark.parametrize(
    "columns", ["share,share", "share,country,share", "country, country", "share,,share"]
)
@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_a_column_is_named_once(run, columns, form) -> None:
    said = run("share", "lithium", "--columns", columns, "-f", form).refused(2)
    assert "is named twice: name each column once" in said


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "json", "markdown", "latex", "html"])
@pytest.mark.parametrize("header", [[], ["--no-headers"]])
def test_an_answer_without_a_row_is_never_silent(run, form, header) -> None:
    got = run("screen", "japan", "--import-hhi", "1", "-q", "-f", form, *header)
    assert got.code == 0
    assert got.err.startswith("No product that Japan bought is known to meet")
    assert len(got.err.splitlines()) == 1
    if form in {"csv", "tsv", "jsonl"} and header:
        assert got.out == ""  # as many lines as rows


def test_a_filter_that_leaves_nothing_of_the_records_is_no_data(run) -> None:
    for words in (["events", "--from", "2099"], ["controls", "gallium", "--expiring", "1"]):
        assert "no " in run(*words, "-q", "--no-headers", "--as-of", "2026-11-29").refused(4)

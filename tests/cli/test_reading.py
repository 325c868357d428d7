"""Reading an answer: essential columns at each width, six lines of notes, nothing lost.

The views are those of ``benchmarks/screens_before.csv``.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from critmin.cli import output, output_options
from critmin.cli.registry import COMMANDS
from critmin.cli.terminal import layout

from critmin.answers.reading import losses
from critmin.answers.screens import screen_of
from critmin.answers.table import Table
from critmin.core.files import read_table

ROOT = Path(__file__).resolve().parent.parent.parent
WIDTHS = (60, 80, 100, 160)
LINES, LONGEST = 6, 200
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
NO_TABLE_OF_OWN = {"suppliers", "check", "export", "lake"}  # they need a file: own tests
OF_THE_MACHINE = {"config", "doctor"}  # they differ from one machine to the next

with (ROOT / "benchmarks" / "screens_before.csv").open(encoding="utf-8", newline="") as stream:
    VIEWS = [row["command"] for row in csv.DictReader(stream)]


ASKED: dict[tuple[str, ...], tuple[Table, Any]] = {}  # each question is asked once


@pytest.fixture
def table(run, monkeypatch):
    """Answer of a command as a table, with what it printed as CSV."""

    def ask(command: str, *more: str):
        if (command, *more) not in ASKED:
            ASKED[command, *more] = anew(command, *more)
        return ASKED[command, *more]

    def anew(command: str, *more: str):
        found: list[Table] = []
        emit = output_options.emit

        def keep(answer, how):
            found.append(answer)
            return emit(answer, how)

        with monkeypatch.context() as patch:
            patch.setattr(output_options, "emit", keep)
            got = run(*shlex.split(command), "-f", "csv", *more)
        return found[0], got

    return ask


def test_every_command_with_an_answer_has_a_view() -> None:
    asked = {command.split()[0] for command in VIEWS} | NO_TABLE_OF_OWN | OF_THE_MACHINE
    assert {name for name, command in COMMANDS.items() if not command.plain} <= asked
    assert {cells[0] for cells in read_table("screens.csv")[1]} <= asked


@pytest.mark.parametrize("command", VIEWS)
def test_essential_columns_are_on_every_screen(table, command) -> None:
    answer, _ = table(command)
    essential = screen_of(answer).essential
    filled = {name for name in essential if any(cell is not None for cell in answer[name])}
    for width in WIDTHS:
        same, fit = layout(answer, essential, None, width)
        shown = {*same, *(name for column in fit.shown for name in column.names)}
        assert filled <= shown, width
        assert not filled & {*fit.dropped}, width


@pytest.mark.parametrize("command", VIEWS)
def test_a_screen_is_no_wider_than_the_terminal(table, monkeypatch, capfdbinary, command) -> None:
    answer, _ = table(command)
    monkeypatch.setenv("FORCE_COLOR", "1")
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(width))
        output.emit(answer, output.Rendering(format="table"))
        sys.stdout.flush()
        printed = capfdbinary.readouterr().out.decode("utf-8").splitlines()
        assert len(printed) > len(answer)
        assert max(len(ESCAPE.sub("", line)) for line in printed) <= width


@pytest.mark.parametrize("command", VIEWS)
def test_a_pipe_has_at_most_six_lines_and_with_notes_nothing_is_lost(table, command) -> None:
    answer, short = table(command)
    lines = short.err.splitlines()
    assert len(lines) <= LINES
    assert max((len(line) for line in lines if line != answer.summary), default=0) <= LONGEST
    every = "--all-notes" if command.startswith("figure") else "--notes"
    full = table(command, every)[1]
    assert full.out == short.out
    for caution in answer.warnings:
        assert f"  {caution.code}: {caution.message}\n" in full.err
    for note in answer.notes:
        assert f"  note: {note}\n" in full.err
    for source in answer.sources:
        assert f"source: {source.id}: {source.citation}" in full.err
    if answer.summary:
        assert lines[0] == full.err.splitlines()[0] == answer.summary
    hidden = len(answer.warnings) + len(answer.notes)
    assert (f"otes: {every}" in short.err or f"ote: {every}" in short.err) or hidden <= 3


@pytest.mark.parametrize("command", VIEWS)
def test_quiet_is_silent_and_the_data_stay(table, command) -> None:
    answer, quiet = table(command, "-q")
    assert quiet.err == ""
    assert losses(answer) == []
    assert len([*csv.reader(io.StringIO(quiet.out))]) == len(answer) + 1


OWN = "material,supplier,country,stage,tonnes\nLi,A,Chile,refining,3\nLi,B,Congo,refining,1\n"


def test_quiet_does_not_hide_what_was_not_used_of_a_file(process) -> None:
    got = process("suppliers", "-", "-q", "-f", "csv", "--as-of", "2026-11-24", stdin=OWN.encode())
    assert got.code == 0
    assert got.err.splitlines()
    assert all("line" in line for line in got.err.splitlines())
    assert "Congo" in got.err
    loud = process("suppliers", "-", "-f", "csv", "--as-of", "2026-11-24", stdin=OWN.encode())
    assert set(got.err.splitlines()) <= set(loud.err.splitlines())


def test_a_file_all_used_is_silent_with_quiet(run, own) -> None:
    path = own("mineral,year,country,quantity", "lithium,2023,Chile,60", "lithium,2023,Peru,40")
    assert run("share", "--data", path, "-q").err == ""
    assert "2 rows read, 2 used" in run("share", "--data", path, "--notes").err


def rows(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text))]


def test_sort_orders_files_too(run) -> None:
    plain = rows(run("share", "lithium", "-q").out)
    got = rows(run("share", "lithium", "-q", "--sort", "-share,country").out)
    assert sorted(map(str, got)) == sorted(map(str, plain))
    shares = [float(row["share"]) for row in got if row["share"]]
    assert shares == sorted(shares, reverse=True)
    assert [row["share"] for row in got][-1] == ""
    names = [r["country"] for r in rows(run("share", "lithium", "--sort", "country").out)]
    assert names == sorted(names, key=str.casefold)
    data = json.loads(run("share", "lithium", "--sort", "country:desc", "-f", "json").out)["data"]
    assert [row["country"] for row in data] == names[::-1]


def test_sort_by_a_column_that_is_not_shown(run) -> None:
    got = run("share", "lithium", "-q", "--sort", "-quantity", "--columns", "country,share")
    assert [row["country"] for row in rows(got.out)][:2] == ["World", "Australia"]
    line = run("share", "lithium", "--sort", "price").refused(3)
    assert "unknown column 'price'; known: mineral, stage" in line
    assert "write share:desc" in run("share", "lithium", "--sort", "share:up").refused(2)


def test_files_keep_their_order_and_screens_do_not(run, monkeypatch) -> None:
    asked = ("exposure", "JPN", "--supplier", "CHN", "--as-of", "2026-11-24", "-q")
    minerals = [row["mineral"] for row in rows(run(*asked).out)]
    assert minerals == sorted(minerals)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    screen = run(*asked, "-f", "table", "--columns", "mineral,direct_share").out
    screen = ESCAPE.sub("", screen)
    shown = [line.split() for line in screen.splitlines() if line.strip().endswith("%")]
    newest = [float(line[-1].rstrip("%")) for line in shown]
    assert shown[0][0] == "magnesite"
    assert newest[0] == max(newest)


def test_fail_if_exits_with_5_and_still_prints(run) -> None:
    plain = run("share", "lithium")
    got = run("share", "lithium", "--fail-if", "share > 30% and kind = country")
    assert (got.code, got.out) == (5, plain.out)
    assert got.err.splitlines()[-1] == (
        "1 of 12 rows meets share > 30% and kind = country: lithium mining Australia"
    )
    assert run("share", "lithium", "--fail-if", "share > 40% and kind = country").code == 0
    quiet = run("share", "lithium", "-q", "--fail-if", "share > 30%", "--columns", "country")
    assert (quiet.code, quiet.err) == (5, "")


def test_the_printed_total_is_no_supplier_that_a_check_finds(run) -> None:
    asked = ("share", "copper", "--stage", "refining", "--source", "iea", "-q", "--fail-if")
    assert run(*asked, "share > 99%").code == 0
    assert run(*asked, "share > 40%").code == 5
    assert run(*asked, "share > 99% and kind = total").code == 5
    assert "write 50% or 0.5" in run(*asked, "share > 50").refused(2)


def test_fail_if_is_refused_before_anything_is_printed(run, tmp_path) -> None:
    target = tmp_path / "a.csv"
    line = run("share", "lithium", "--fail-if", "share >", "-o", target).refused(2)
    assert "position 8" in line
    assert "did you mean share" in run("share", "lithium", "--fail-if", "shares > 1").refused(3)
    assert not target.exists()


def test_a_withheld_figure_meets_nothing(run) -> None:
    asked = ("share", "lithium", "--country", "USA", "-q", "--fail-if")
    assert run(*asked, "country = 'United States' and share < 100%").code == 0
    assert run(*asked, "country = 'United States' and not share > 0").code == 0
    assert run(*asked, "country = 'United States' and share is empty").code == 5


def test_notes_of_a_figure_are_its_differences(run) -> None:
    old = run("figure", "3", "--notes", "-f", "csv")
    new = run("figure", "3", "--differences", "-f", "csv")
    assert old == new
    assert new.out.startswith("figure,item,paper,here,why")
    assert "untapped_by_edition: " in run("figure", "3", "--all-notes", "-f", "csv").err


def test_the_summary_stands_in_every_format_with_room_for_it(run, tmp_path) -> None:
    asked = ("share", "gallium", "--stage", "refining")
    answer = json.loads(run(*asked, "-f", "json").out)
    summary = answer["summary"]
    assert summary
    assert answer["warnings"][0].keys() == {"code", "message", "level"}
    assert run(*asked, "-f", "markdown").out.startswith(summary)
    assert summary.replace("'", "&#x27;") in run(*asked, "-f", "html").out
    assert summary not in run(*asked, "-f", "csv").out
    target = tmp_path / "a.csv"
    assert run(*asked, "-o", target).err.startswith(summary)
    openpyxl = pytest.importorskip("openpyxl")
    run(*asked, "-o", tmp_path / "a.xlsx")
    cells = [*openpyxl.load_workbook(tmp_path / "a.xlsx")["sources"].values]
    assert ("summary", None, summary, None, None) in cells


def test_the_summary_stands_above_a_terminals_table_only(run, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    got = run("share", "gallium", "--stage", "refining", "-f", "table")
    summary = got.out.splitlines()[0]
    assert summary.startswith("China")
    assert summary not in got.err
    quiet = run("share", "gallium", "--stage", "refining", "-f", "table", "-q")
    assert summary not in quiet.out

"""Prints what belongs to an answer beside its data: summary, cautions, sources; all on stderr.

A pipe gets at most six lines: the summary, three cautions, how many notes there are beside them,
and the sources. What was not used of a user's own file is printed in addition, always.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from critmin.answers import reading
from critmin.answers.table import Table
from critmin.core.errors import visible

NARROWEST = 40
SAID_IN_NOTES = {"flag", "source"}
LEFT_OUT = 4  # columns named, of those that a screen has no room for


def print_notes(table: Table, *, full: bool, option: str = "--notes", summary: bool = True) -> None:
    """Print the summary, the strongest cautions or all notes, and the sources.

    Parameters
    ----------
    table : Table
    full : bool
        Whether to print all notes by level with their codes, and the citations.
    option : str
        Option that asks for all notes.
    summary : bool
        Whether to print the summary; it stands on stdout above a terminal's table.
    """
    if summary and table.summary:
        print_line(table.summary)
    if full:
        for line in reading.in_full(table):
            print_line(line)
        return
    print_losses(table)
    shown = reading.strongest(table)
    for short in shown:
        print_line(short.text)
    more = reading.remaining(table, shown)
    if more:
        print_line(f"{more} {'more ' if shown else ''}note{'s' if more > 1 else ''}: {option}")
    cited = reading.source_line(table.sources)
    if cited:
        print_line(cited)


def print_losses(table: Table) -> None:
    """Print what was not used of the user's own file."""
    for line in reading.losses(table):
        print_line(line)


def print_left_out(columns: Sequence[str]) -> None:
    """Print which columns a terminal had no room for; codes and sources stand in the notes."""
    columns = [name for name in columns if name not in SAID_IN_NOTES]
    if not columns:
        return
    named = ", ".join(columns[:LEFT_OUT])
    more = f" and {len(columns) - LEFT_OUT} more" if len(columns) > LEFT_OUT else ""
    print_line(f"No room for {named}{more}: widen the terminal, or choose with --columns")


def print_line(line: str) -> None:
    """Print one line to stderr, broken between words on a terminal; a closed stderr is no error.

    All that the command line says passes here: no text in it drives a terminal.
    """
    start = line[: len(line) - len(line.lstrip(" "))]
    line = start + visible(line.lstrip(" "))
    try:
        print(_broken(line) if sys.stderr.isatty() else line, file=sys.stderr)
    except (OSError, ValueError):
        return


def _broken(line: str) -> str:
    from textwrap import fill

    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return fill(
        line,
        max(width, NARROWEST),
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )

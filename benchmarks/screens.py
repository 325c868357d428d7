"""Screens of every command, before and after the answer was put first.

For each view of a command and a terminal of 80, 100 and 160 columns: are its essential columns
there? And how many lines and words stand on stderr beside the data? ``screens_before.csv`` has the
same of the commit a9a3ab4: lines, words, and the columns left out at each width.

    python benchmarks/screens.py > screens.md
"""

from __future__ import annotations

import csv
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from critmin.cli import app, output_options
from critmin.cli.terminal import layout

from critmin.answers.screens import screen_of
from critmin.answers.table import Table

BEFORE = Path(__file__).with_name("screens_before.csv")
WIDTHS = (80, 100, 160)


def ask(command: str) -> tuple[Table, str]:
    """Answer of a command, and what it says on stderr beside a CSV."""
    found: list[Table] = []
    emit = output_options.emit

    def keep(table: Table, how: Any) -> bool:
        found.append(table)
        return emit(table, how)

    said = StringIO()
    output_options.emit = keep
    try:
        with redirect_stdout(StringIO()), redirect_stderr(said):
            app.run([*shlex.split(command), "-f", "csv"])
    finally:
        output_options.emit = emit
    return found[0], said.getvalue()


def absent(table: Table, width: int) -> list[str]:
    """Essential columns with a value that a screen of a width does not show."""
    essential = screen_of(table).essential
    same, fit = layout(table, essential, None, width)
    there = {*same, *(name for column in fit.shown for name in column.names)}
    return [n for n in essential if n not in there and any(c is not None for c in table.column(n))]


def main() -> int:
    """Print the comparison as Markdown; 1 if an essential column is absent anywhere."""
    wrong = 0
    print("| command | essential columns missing before, at 80 / 100 / 160 | now | lines | words |")
    print("|---|---|---|---:|---:|")
    with BEFORE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            table, said = ask(row["command"])
            essential = screen_of(table).essential
            left = [[n for n in row[f"left_out_at_{w}"].split() if n in essential] for w in WIDTHS]
            before = " / ".join(" ".join(names) or "none" for names in left)
            now = [absent(table, width) for width in WIDTHS]
            wrong += any(now)
            after = " / ".join(" ".join(names) for names in now) if any(now) else "none"
            lines, words = len(said.splitlines()), len(said.split())
            lines_before, words_before = (row[name] or "new" for name in ("lines", "words"))
            print(
                f"| `{row['command']}` | {'none' if not any(left) else before} | {after} "
                f"| {lines_before} → {lines} | {words_before} → {words} |"
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

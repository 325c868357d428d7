"""A rich table fitted to the terminal."""

from __future__ import annotations

import os
import sys

from critmin.answers.table import Table
from critmin.core.errors import QueryError

from .screen_layout import TEXT_WIDTH, broken, fitted, hoist, laid_out

PLOT_COLUMNS, WIDEST_PLOT = 80, 120
UNBOUNDED = 2000  # a pipe has no width: no column is left out


def print_rich(table: Table, *, digits: int | None, header: bool) -> list[str]:
    """Print to stdout, at most as wide as the terminal, and return the columns left out."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    plain = os.environ.get("TERM") == "dumb"
    console = Console(file=sys.stdout, highlight=False, no_color=True if plain else None)
    body, same = hoist(table)
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        console.width = UNBOUNDED
    dash = "\u2013" if shows_blocks() else "-"
    columns = laid_out(table, body, digits, same.get("unit", ""), dash)
    kept, dropped, tight = fitted(columns, console.width)
    grid = RichTable(
        box=box.ASCII if plain else box.SIMPLE_HEAD,
        show_header=header,
        padding=(0, 1, 0, 0) if tight else (0, 1),
    )
    for column in kept:
        grid.add_column(
            column.heading,
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            min_width=TEXT_WIDTH if column.wraps else None,
        )
    grid.leading = int(broken(kept, console.width, tight=tight))
    kinds = table.column("kind") if "kind" in table.names else [None] * len(table)
    for at, kind in enumerate(kinds):
        faint = kind in {"residual", "total"}
        grid.add_row(*(Text(c.cells[at]) for c in kept), style="dim" if faint else None)
    if same and header:
        console.print(Text("  " + " · ".join(same.values()), style="bold"))
    console.print(grid, crop=False)
    return dropped


def print_plot(table: Table, *, named: bool) -> None:
    """Print the answer's chart in text to stdout, as wide as the terminal, or 80 in a pipe.

    Raises
    ------
    QueryError
        If a format or a file is also named, or the answer has no chart.
    """
    from critmin.answers.chart_of_answer import chart_of
    from critmin.charts.text_chart import plot

    if named:
        raise QueryError("--plot draws a chart on stdout: leave out -f and -o")
    from shutil import get_terminal_size

    columns = get_terminal_size((PLOT_COLUMNS, 24)).columns
    text = plot(chart_of(table), min(columns, WIDEST_PLOT), blocks=shows_blocks())
    print(text)


def shows_blocks() -> bool:
    """Whether stdout can show block characters: its encoding has them, and TERM is not dumb.

    A pipe with such an encoding gets them, because its text usually ends up on a terminal.
    """
    if os.environ.get("TERM") == "dumb":
        return False
    try:
        "█▏▁░·●".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

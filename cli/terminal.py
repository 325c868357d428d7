"""A rich table fitted to the terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from itertools import zip_longest
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

from critmin.answers.table import Table
from critmin.core.errors import QueryError, visible

from .screen_layout import Fitted, above, fitted, hoist, laid_out, widths

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from critmin.answers.formats import Layout

PLOT_COLUMNS, WIDEST_PLOT = 80, 120
UNBOUNDED = 2000  # a pipe has no width: no column is left out


def print_rich(
    table: Table, *, essential: Sequence[str], digits: int | None, header: bool
) -> tuple[str, ...]:
    """Print to stdout, at most as wide as the terminal, and return the columns left out.

    ``essential`` names the columns that are never left out.
    """
    from rich.text import Text

    console = console_of_stdout()
    same, fit = layout(table, essential, digits, console.width)
    if header and (line := above(same, "·" if shows_blocks() else "|")):
        console.print(Text(f"  {visible(line)}", style="bold"))
    kinds = table.column("kind") if "kind" in table.names else [None] * len(table)
    faint = [kind in {"residual", "total"} for kind in kinds]
    grid = _turned(fit) if fit.turned else _grid(fit, faint, console.width, header=header)
    console.print(grid, crop=False)
    return fit.dropped


def layout(
    table: Table, essential: Sequence[str], digits: int | None, width: int
) -> tuple[dict[str, str], Fitted]:
    """Lay out an answer on a width: what all rows share, by column, and the columns that fit."""
    body, same = hoist(table)
    dash = "\u2013" if shows_blocks() else "-"
    columns = laid_out(table, body, digits, same.get("unit", ""), dash, essential)
    return same, fitted(columns, width)


def print_text(text: str) -> None:
    """Print a sentence to stdout, broken between words at the width of the terminal."""
    from rich.text import Text

    console_of_stdout().print(Text(_seen(text)))


def _seen(text: str) -> str:
    """Lines in which nothing drives the terminal but the colours of our own charts."""
    from critmin.charts.text_screen import PLAIN, RED

    pieces = re.split(f"({re.escape(RED)}|{re.escape(PLAIN)}|\n)", text)
    return "".join(one if at % 2 else visible(one) for at, one in enumerate(pieces))


def console_of_stdout() -> Console:
    """Console of stdout; without a terminal or COLUMNS it has no width."""
    from rich.console import Console

    colours: Literal["auto"] | None = None if _is_dumb() else "auto"
    console = Console(file=sys.stdout, highlight=False, color_system=colours)
    if not sys.stdout.isatty() and not _named_width():
        console.width = UNBOUNDED
    else:  # rich takes a dumb terminal to be 80 columns wide, and COLUMNS=0 at its word
        console.width = max(get_terminal_size((PLOT_COLUMNS, 24)).columns, 1)
    return console


def _named_width() -> bool:
    """Whether COLUMNS names a width."""
    named = os.environ.get("COLUMNS", "")
    return named.isascii() and named.isdecimal() and len(named) < 10 and int(named) > 0


def _grid(fit: Fitted, faint: Sequence[bool], width: int, *, header: bool) -> RichTable:
    """One row a record; a record on several lines has as many rows."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(
        box=box.ASCII if _is_dumb() else box.SIMPLE_HEAD,
        show_header=header,
        padding=(0, 1, 0, 0) if fit.tight else (0, 1),
    )
    for stack, wide in zip(zip_longest(*fit.lines), widths(fit, width), strict=True):
        below = [column for column in stack if column is not None]
        grid.add_column(
            "\n".join(column.heading if column else "" for column in stack),
            justify="right" if all(column.right for column in below) else "left",
            width=wide,
            no_wrap=not any(column.wraps for column in below),
        )
    for at, dim in enumerate(faint):
        for line in fit.lines:
            grid.add_row(*(Text(c.cells[at]) for c in line), style="dim" if dim else None)
    return grid


def _turned(fit: Fitted) -> RichTable:
    """One field a line: the first field of a record stands out, the others are set in."""
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(box=None, show_header=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for at in range(len(fit.shown[0].cells) if fit.shown else 0):
        for number, column in enumerate(fit.shown):
            cell = column.cells[at]
            if number == 0:
                grid.add_row(Text(column.heading), Text(cell), style="bold")
            elif cell:
                grid.add_row(Text(f"  {column.heading}"), Text(cell))
    return grid


def _is_dumb() -> bool:
    """Whether the terminal is known to show plain text alone, or does not say what it is."""
    term = os.environ.get("TERM", "")
    silent = not term and os.name != "nt"  # consoles of Windows set no name
    unnamed = silent and sys.stdout.isatty() and not os.environ.get("FORCE_COLOR")
    return unnamed or term in {"dumb", "unknown"}


def print_plot(table: Table, *, named: bool, layout: Layout) -> None:
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
    columns = get_terminal_size((PLOT_COLUMNS, 24)).columns
    chart = chart_of(table, map=layout.map, title=layout.title)
    text = plot(chart, min(columns, WIDEST_PLOT), blocks=shows_blocks(), colour=_has_colour())
    print(_seen(text))


def _has_colour() -> bool:
    """Whether stdout is a terminal with colours that the user has not turned off."""
    if os.environ.get("NO_COLOR") or _is_dumb():
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def shows_blocks() -> bool:
    """Whether stdout can show block characters: its encoding has them, and TERM is not dumb.

    A pipe with such an encoding gets them, because its text usually ends up on a terminal.
    """
    if _is_dumb():
        return False
    try:
        "█▏▁░·●".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

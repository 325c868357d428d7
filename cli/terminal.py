"""A rich table fitted to the terminal.

What is the same in every row stands once above the table; of the rest sentences and
lists are broken into lines, and the least important columns leave first, and are named.
"""

from __future__ import annotations

import os
import re
import sys

from critmin.errors import QueryError
from critmin.formats import shown_rows
from critmin.table import Table

KEEP = 9
PADDING = 3
TEXT_WIDTH = 22  # of a column of sentences or lists, at least
PLOT_COLUMNS, WIDEST_PLOT = 80, 120
UNBOUNDED = 2000  # a pipe has no width: nothing is dropped for it
HOISTED = (
    "technology", "mineral", "list_id", "jurisdiction", "list_date", "stage", "basis", "year",
    "scheme", "weight", "denominator", "unit", "before", "flag", "source",
)  # fmt: skip
UNIT_COLUMNS = {"quantity", "value", "production", "reserves"}


def hoist(table: Table) -> tuple[Table, dict[str, str]]:
    """The table without the columns that say the same in every row, and what they say."""
    if len(table) < 2:
        return table, {}
    same = {}
    for name in HOISTED:
        if name in table.names:
            values = set(table.column(name))
            if len(values) == 1 and None not in values:
                same[name] = str(values.pop())
    return table.select([name for name in table.names if name not in same]), same


def heading(name: str, unit: str) -> str:
    """A column's heading: words for underscores, the unit where all rows share it.

    >>> heading("quantity", "kt"), heading("top_country", "kt")
    ('quantity (kt)', 'top country')
    """
    words = name.replace("_", " ")
    return f"{words} ({unit})" if unit and name in UNIT_COLUMNS else words


def breakable(table: Table, cells: list[list[str]]) -> set[int]:
    """Positions of the columns of sentences or lists that are wider than `TEXT_WIDTH`."""
    return {
        i
        for i, column in enumerate(table.columns)
        if column.type == "string"
        and max((len(row[i]) for row in cells), default=0) > TEXT_WIDTH
        and max((len(word) for row in cells for word in row[i].split()), default=0) <= TEXT_WIDTH
    }


def fitted(
    table: Table, cells: list[list[str]], unit: str, width: int
) -> tuple[list[int], list[str]]:
    """Positions of the columns that fit, and the names of those left out.

    Columns empty in every row leave before any other; text that can be broken takes its
    least width.
    """
    text = breakable(table, cells)
    lengths = [
        max([len(heading(column.name, unit)), *(len(row[i]) for row in cells if i not in text),
             TEXT_WIDTH if i in text else 0]) + PADDING
        for i, column in enumerate(table.columns)
    ]  # fmt: skip
    empty = {i for i in range(len(lengths)) if all(row[i] is None for row in table.rows)}
    kept = [i for i in range(len(lengths)) if i not in empty or table.columns[i].weight >= KEEP]
    dropped = []
    for i in sorted(kept, key=lambda i: table.columns[i].weight):
        if sum(lengths[k] for k in kept) + 1 <= width or len(kept) == 1:
            break
        kept.remove(i)
        dropped.append(table.columns[i].name)
    return kept, dropped


def print_rich(table: Table, *, digits: int | None, header: bool, quiet: bool) -> None:
    """Print to stdout, at most as wide as the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    plain = os.environ.get("TERM") == "dumb"
    console = Console(file=sys.stdout, highlight=False, no_color=True if plain else None)
    body, same = hoist(table)
    flagged = shown_rows(table, digits)
    at = [table.names.index(name) for name in body.names]
    cells = [[re.sub(r";(?=\S)", "; ", row[i]) for i in at] for row in flagged]
    unit = same.get("unit", "")
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        console.width = UNBOUNDED
    kept, dropped = fitted(body, cells, unit, console.width)
    text = breakable(body, cells)
    grid = RichTable(box=box.ASCII if plain else box.SIMPLE_HEAD, show_header=header)
    for i in kept:
        right = body.columns[i].type in {"number", "integer"}
        grid.add_column(
            heading(body.columns[i].name, unit), justify="right" if right else "left",
            no_wrap=i not in text, min_width=TEXT_WIDTH if i in text else None,
        )  # fmt: skip
    grid.leading = int(_broken(cells, kept, text, console.width))
    kinds = table.column("kind") if "kind" in table.names else [None] * len(table)
    for row, kind in zip(cells, kinds, strict=True):
        faint = kind in {"residual", "total"}
        grid.add_row(*(Text(row[i]) for i in kept), style="dim" if faint else None)
    if same and header:
        console.print(Text("  " + " · ".join(same.values()), style="bold"))
    console.print(grid, crop=False)
    if dropped and not quiet:
        print(
            f"note: too narrow for {', '.join(dropped)}; widen the terminal, or --columns",
            file=sys.stderr,
        )


def _broken(cells: list[list[str]], kept: list[int], text: set[int], width: int) -> bool:
    """Whether some text must be broken to fit, so that rows want a line between them."""
    widths = [max((len(row[i]) for row in cells), default=0) + PADDING for i in kept]
    return bool(text.intersection(kept)) and sum(widths) + 1 > width


def print_plot(table: Table, *, named: bool) -> None:
    """Print the answer's chart in text to stdout, as wide as the terminal, or 80 in a pipe.

    Raises
    ------
    QueryError
        If a format or a file was named too, or the answer has no chart.
    """
    from critmin.depict import chart_of
    from critmin.textplot import plot

    if named:
        raise QueryError("--plot is a chart on stdout: leave out -f and -o")
    from shutil import get_terminal_size

    columns = get_terminal_size((PLOT_COLUMNS, 24)).columns
    text = plot(chart_of(table), min(columns, WIDEST_PLOT), blocks=shows_blocks())
    print(text)


def shows_blocks() -> bool:
    """Whether stdout can be given block characters: by its encoding, and TERM not dumb.

    A pipe is given them where its encoding holds them: what reads it prints them.
    """
    if os.environ.get("TERM") == "dumb":
        return False
    try:
        "█▏▁░·".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

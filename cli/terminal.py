"""A rich table fitted to the terminal: the least important columns leave first, named."""

from __future__ import annotations

import os
import sys

from critmin.formats import shown
from critmin.table import Table

KEEP = 9
PADDING = 3


def fitted(table: Table, width: int, digits: int | None) -> tuple[Table, list[str]]:
    """The table with only the columns that fit, and the names of those left out.

    Columns empty in every row leave before any other.
    """
    lengths = {}
    for index, column in enumerate(table.columns):
        cells = [len(shown(row[index], column, digits)) for row in table.rows]
        lengths[column.name] = max([len(column.name), *cells]) + PADDING
    empty = {c.name for i, c in enumerate(table.columns) if all(r[i] is None for r in table.rows)}
    order = sorted(table.columns, key=lambda c: (c.name not in empty or c.weight >= KEEP, c.weight))
    kept = [column.name for column in table.columns]
    dropped: list[str] = []
    for column in order:
        if sum(lengths[name] for name in kept) + 1 <= width or len(kept) == 1:
            break
        kept.remove(column.name)
        dropped.append(column.name)
    return table.select(kept), dropped


def print_rich(table: Table, *, digits: int | None, header: bool, quiet: bool) -> None:
    """Print to stdout, at most as wide as the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    plain = os.environ.get("TERM") == "dumb"
    console = Console(
        file=sys.stdout, highlight=False, no_color=True if plain else None, soft_wrap=False
    )
    narrow, dropped = fitted(table, console.width, digits)
    grid = RichTable(box=box.ASCII if plain else box.SIMPLE_HEAD, show_header=header, expand=False)
    for column in narrow.columns:
        right = column.type in {"number", "integer"}
        grid.add_column(
            heading(column.name, column.unit), justify="right" if right else "left", no_wrap=True
        )
    kinds = table.column("kind") if "kind" in table.names else [None] * len(table)
    for row, kind in zip(narrow.rows, kinds, strict=True):
        cells = [
            Text(shown(value, column, digits))
            for value, column in zip(row, narrow.columns, strict=True)
        ]
        grid.add_row(*cells, style="dim" if kind in {"residual", "total"} else None)
    console.print(grid, crop=False)
    if dropped and not quiet:
        print(
            f"note: too narrow for {', '.join(dropped)}; widen the terminal, or --columns",
            file=sys.stderr,
        )


def heading(name: str, unit: str) -> str:
    """A column's heading: words for underscores."""
    return name.replace("_", " ")

"""Where the bundled files lie, and how one is read."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def data_dir() -> Path:
    """The folder of the bundled tables: inside the installed package, beside it in a checkout."""
    inside = _HERE / "datasets"
    return inside if inside.is_dir() else _HERE.parent / "datasets"


@cache
def read_table(path: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a bundled CSV, every cell text (``NA`` is Namibia, not missing)."""
    with (data_dir() / path).open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = next(reader)
        return header, list(reader)


@cache
def _lines(path: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (data_dir() / path).read_text("utf-8").splitlines()[1:]:
        found.setdefault(line.partition(",")[0], []).append(line)
    return found


@cache
def rows_of(path: str, first: str) -> list[list[str]]:
    """Rows of a bundled CSV whose first cell is a slug, without parsing the others.

    For tables of thousands of rows of which an answer needs a few dozen; no cell of a bundled
    table has a line end in it.
    """
    return list(csv.reader(_lines(path).get(first, [])))

"""Tables whose lines have cells of fixed width."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from critmin.lakes.reading import quoted

Span = tuple[int, int]  # first and last character, counted from 1


def lines_of(path: Path) -> str:
    """SQL of the lines of a file, each in the column ``line``."""
    return (
        f"read_csv({quoted(path)}, columns={{'line': 'VARCHAR'}}, header=false, delim='\\x01', "
        "quote='', escape='', auto_detect=false, encoding='latin-1')"
    )


def cells_of(path: Path, layout: Mapping[str, Span]) -> str:
    """SQL of the cells of each line, whether it is ``short``, and the ``line`` itself."""
    cells = ", ".join(f"trim({cut(span)}) AS {what}" for what, span in layout.items())
    width = max(end for _start, end in layout.values())
    return (
        f"(SELECT {cells}, length(rtrim(line, chr(13))) < {width} AS short, line "
        f"FROM {lines_of(path)} WHERE trim(line) <> '')"
    )


def cut(span: Span) -> str:
    """SQL of a part of a line."""
    start, end = span
    return f"substr(line, {start}, {end - start + 1})"

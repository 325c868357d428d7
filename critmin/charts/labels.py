"""Wording of charts: names of minerals, places and bases, spans, absent figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.charts.model import distinct
from critmin.core.files import read_table
from critmin.core.wording import Cells, lower, mineral_name, when

Row = dict[str, Any]
MOST_NAMED = 12  # most names without a figure; more are counted


def span_of(values: Sequence[Any]) -> str:
    """Values once each, joined; years as a span.

    >>> span_of([2023, 2024, 2023]), span_of(["mining"])
    ('2023 to 2024', 'mining')
    """
    found = distinct([value for value in values if value is not None])
    if len(found) > 1 and all(isinstance(value, int) for value in found):
        return f"{min(found)} to {max(found)}"
    return ", ".join(str(value) for value in found)


def whens(rows: Sequence[Cells]) -> str:
    """Years of rows in words: one year, a span, or the years of an average."""
    found = distinct([when(row) for row in rows if row["year"] is not None])
    years = sorted({row["year"] for row in rows if row["year"] is not None})
    plain = [text for text in found if text.isdigit()]
    if len(plain) == len(found):
        return span_of(years)
    averages = [text for text in found if not text.isdigit()]
    return ", ".join(filter(None, [span_of(sorted(map(int, plain))), *averages]))


def tables_of(rows: Sequence[Row]) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by their table, without rows that have no year."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row["year"] is not None:
            key = (row["mineral"], row["stage"], row.get("basis"), row["year"])
            found.setdefault(key, []).append(row)
    return found


def basis_name(basis: str | None) -> str:
    """Basis of figures in words.

    >>> basis_name("reo"), basis_name("gross-weight")
    ('rare-earth-oxide equivalent', 'gross weight of ore or concentrate')
    """
    if not basis:
        return ""
    if basis in {"contained", "own"}:
        return "contained weight" if basis == "contained" else "as in the own table"
    known = {name: meaning for name, _rank, meaning in read_table("bases.csv")[1]}
    return lower(known.get(basis, basis).partition(":")[0])


def withheld(rows: Sequence[Row]) -> str:
    """Sentence on countries whose output is withheld and so in no share."""
    countries = distinct([row["country"] for row in rows if "withheld" in (row["flag"] or ())])
    return f"Withheld, and in no share: {', '.join(countries)}." if countries else ""


def unanswered(rows: Sequence[Row]) -> str:
    """Sentence on rows without a figure."""
    return _no_figure(
        [f"{mineral_name(row['mineral'])} {row['stage']}" for row in rows if row["year"] is None]
    )


def unanswered_names(slugs: Sequence[str]) -> str:
    """Sentence on minerals without a figure, named or counted."""
    return _no_figure([mineral_name(slug) for slug in slugs])


def _no_figure(names: Sequence[str]) -> str:
    once = distinct(names)
    if len(once) > MOST_NAMED:
        return f"No figure: {len(once)}."
    return f"No figure: {', '.join(once)}." if once else ""

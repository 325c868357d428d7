"""Texts of a chart as a reader sees them, and what no reader should find in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from critmin.charts.model import Chart
from critmin.core import names, sources
from critmin.export_controls.bundled_tables import measures

ITEMS = (
    "bars",
    "parts",
    "points",
    "moments",
    "spans",
    "slopes",
    "pairs",
    "cells",
    "slices",
    "areas",
    "nodes",
)
KEYS = ("key", "kind", "start", "end", "confirmed", "suspended", "name", "source", "target")
NOT_SHOWN = {"command", "source", "today"}  # written by other code, or as a day in words
# Names that hold what looks like a code.
KNOWN = ("USA Rare Earth", "Presidential Determination")


def texts(chart: Chart) -> Iterator[str]:
    """Every text of a chart, without the line of its sources and its command."""
    for field in fields(chart):
        value = getattr(chart, field.name)
        if field.name in ITEMS and not isinstance(value, str):
            for item in value:
                yield from _of(item)
        elif isinstance(value, str) and field.name not in NOT_SHOWN:
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, str))


def _of(item: Any) -> Iterator[str]:
    for name, value in item._asdict().items():
        if isinstance(value, str) and name not in KEYS:
            yield value


def _codes() -> set[str]:
    """Codes of countries, ids of measures and editions, and slugs that are not also names."""
    slugs = {
        slug
        for slug, mineral in names.minerals().items()
        if "-" in slug and slug not in mineral.name.lower()
    }
    return {
        *names.countries(),
        *(measure.measure_id for measure in measures()),
        *sources.editions(),
        *slugs,
    }


CODES = re.compile("|".join(rf"(?<![\w-]){re.escape(one)}(?![\w-])" for one in sorted(_codes())))
RAW = {
    "an option": re.compile(r"(?<!\w)--\w"),
    "a source": re.compile(r"\w@\d"),
    "a column or flag": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "a day in figures": re.compile(r"\b(19|20)\d\d-\d\d(-\d\d)?\b"),
    "a status": re.compile(
        r"\b(in-force|not-seen|under-way|carried-out|broken-off|letter-of-interest|"
        r"conditional-loan|price-floor|end-use-ban|entity-list|watch-list|dpa-|ev-purchase)\b"
    ),
    "a code": CODES,
}


def raw(text: str) -> list[str]:
    """What a text has of options, codes, slugs, flags and days in figures."""
    for known in KNOWN:
        text = re.sub(rf"{known}( [\d-]+)?", "", text)
    return [
        f"{what} ({found[0]}) in {text!r}"
        for what, shape in RAW.items()
        if (found := shape.search(text))
    ]

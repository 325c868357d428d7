"""The mineral of which each country makes most, where that is more than half of the world's output.

The library itself finds it, on the tables just built (see ``tracing``).
"""

from __future__ import annotations

from typing import NamedTuple

from tables import csv_bytes, written_row

FILE = "largest_makers.csv"


class Line(NamedTuple):
    """A country's share in [0, 1] of the published output of a mineral at a stage."""

    iso3: str
    mineral: str
    stage: str
    year: str
    share: str


def tables() -> dict[str, bytes]:
    """The table by its path."""
    from critmin.briefs.output_shares import most
    from critmin.core import names

    found = ((iso3, most({iso3})) for iso3 in sorted(names.countries()))
    lines = [
        Line(
            iso3, one.mineral, one.stage, str(one.year), f"{one.share:.9f}".rstrip("0").rstrip(".")
        )
        for iso3, one in found
        if one is not None
    ]
    return {FILE: csv_bytes(Line._fields, [written_row(Line._fields, line) for line in lines])}

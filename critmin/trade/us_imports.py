"""Import sources of the United States as the USGS prints them: shares without amounts.

Preferred for the United States, because its forms are finer than six-digit tariff codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.files import read_table
from critmin.core.wording import listed
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.sources import HELD_YEAR, TRADE_SOURCES

SOURCE = TRADE_SOURCES["usgs"].id
TABLE = "usgs/import_sources_2026.csv"
YEAR = HELD_YEAR  # last year of the average
REST = ""  # place code of the USGS's residual
REST_NAME = "Other countries"


@cache
def forms() -> dict[str, dict[str, str]]:
    """USGS name of the form by mineral and traded form."""
    found: dict[str, dict[str, str]] = {}
    for mineral, own, form, _reason in read_table("us_import_forms.csv")[1]:
        if form:
            found.setdefault(mineral, {})[form] = own
    return found


@cache
def _lines() -> dict[tuple[str, str], list[dict[str, str]]]:
    """Lines of the table by mineral and USGS name of the form."""
    header, rows = read_table(TABLE)
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        line = dict(zip(header, row, strict=True))
        found.setdefault((line["mineral"], line["form"]), []).append(line)
    return found


def table(buyer: str, mineral: str, form: str, own: str) -> ImportTable:
    """Import table of printed shares; for "less than x" half of x is used."""
    lines = _lines()[mineral, own]
    notes = dict.fromkeys(note for line in lines for note in line["note"].split("; ") if note)
    average = caution(
        "period_average:usgs",
        mineral=mineral,
        form=form,
        period=lines[0]["period"],
        own=own,
        notes="".join(f"; {note}" for note in notes),
    )
    return ImportTable(
        mineral=mineral,
        form=form,
        year=YEAR,
        buyer=buyer,
        source=SOURCE,
        currency=TRADE_SOURCES["usgs"].currency,
        codes=(),
        not_held=(),
        shared={},
        contents={},
        suppliers=tuple(_supplier(line) for line in lines),
        caveats=(average, *_bounds(lines, f"{mineral} {form} {YEAR}")),
        period=lines[0]["period"],
    )


def _bounds(lines: Sequence[dict[str, str]], what: str) -> Iterator[Caution]:
    """Cautions on shares that are printed only as more or less than a value."""
    for state in ("greater_than", "less_than"):
        countries = [line["country"] for line in lines if line["state"] == state]
        if countries:
            yield caution(state, what=what, countries=listed(countries))


def _supplier(line: dict[str, str]) -> Supplier:
    share, low, high = (float(line[k]) if line[k] else None for k in ("share", "low", "high"))
    if share is None and low is not None:
        share = low if high is None else (low + high) / 2
    flags = () if line["state"] == "number" else (line["state"],)
    return Supplier(line["iso3"] or REST, (), flags, share)

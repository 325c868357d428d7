"""The only reader of the bundled supply tables: what is there, and which to prefer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from critmin.answers.table import Source
from critmin.core.errors import UnknownName
from critmin.core.files import read_table, rows_of
from critmin.core.names import suggestions
from critmin.supply.tables import SupplyRow, SupplyTable

UNSUMMED = {"mixed_forms", "one_country"}  # no share of such rows means anything


class Entry(NamedTuple):
    """One (mineral, stage, basis, year) of one source edition, as index.csv lists it.

    ``producers`` counts the countries with a figure above zero; a table without
    any answers nothing and is never preferred.
    """

    mineral: str
    stage: str
    basis: str
    year: int
    source: str
    status: str
    unit: str
    producers: int
    path: str

    @property
    def origin(self) -> str:
        """The source without its edition."""
        return self.source.partition("@")[0]

    @property
    def observed(self) -> bool:
        """Whether this is no projection."""
        return self.status != "projection"


@cache
def index() -> tuple[Entry, ...]:
    """All supply tables."""
    return tuple(
        Entry(m, s, b, int(y), source, status, unit, int(n), path)
        for m, s, b, y, source, status, unit, n, path in read_table("index.csv")[1]
    )


@cache
def by_mineral_stage() -> dict[tuple[str, str], list[Entry]]:
    """The index by (mineral, stage)."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in index():
        found.setdefault((entry.mineral, entry.stage), []).append(entry)
    return found


@cache
def default_total(source: str) -> str:
    """Which total a source's shares are divided by: ``published`` or ``listed``.

    A property of the source: the IEA divides by its printed total, the USGS rounds
    its totals.
    """
    header, rows = read_table("sources.csv")
    at = header.index("default_total")
    return next((row[at] for row in rows if row[0] == source), "listed")


@cache
def all_sources() -> dict[str, Source]:
    """Source editions by id."""
    header, rows = read_table("sources.csv")
    at = [header.index(name) for name in ("id", "citation", "licence", "edition", "url")]
    return {row[at[0]]: Source(*(row[i] for i in at)) for row in rows}


def sources_of(ids: Iterable[str]) -> tuple[Source, ...]:
    """Source records of ids, once each, in order."""
    known = all_sources()
    return tuple(known[id_] for id_ in dict.fromkeys(ids) if id_ in known)


def check_source(text: str) -> str:
    """A source id, with or without edition, as it is written in the tables.

    Raises
    ------
    UnknownName
        With suggestions and the known sources.
    """
    wanted = text.strip().casefold()
    origins = dict.fromkeys(id_.partition("@")[0] for id_ in all_sources())
    if wanted in all_sources() or wanted in origins:
        return wanted
    known = [*origins, *all_sources()]
    origin = wanted.partition("@")[0]
    close = [id_ for id_ in all_sources() if id_.startswith(f"{origin}@")]
    raise UnknownName("source", text, close[-3:] or suggestions(wanted, known), tuple(origins))


def table_warnings(path: str) -> list[str]:
    """Usage-warning codes attached to a table."""
    return [row[1] for row in read_table("table_warnings.csv")[1] if row[0] == path]


def caveats(entry: Entry) -> list[tuple[str, str]]:
    """Codes and sentences of caveats.csv that hold for one table."""
    return [
        (code, message)
        for mineral, stage, source, code, message in read_table("caveats.csv")[1]
        if mineral == entry.mineral
        and stage == entry.stage
        and source in {"", entry.origin, entry.source}
    ]


@cache
def _unsummed() -> frozenset[tuple[str, str, str]]:
    """Tables whose rows the publisher does not add up: no share of them means anything."""
    rows = read_table("caveats.csv")[1]
    return frozenset((row[0], row[1], row[2]) for row in rows if row[3] in UNSUMMED)


def usable(entry: Entry) -> bool:
    """Whether shares can be made of a table."""
    return entry.producers > 0 and (entry.mineral, entry.stage, entry.origin) not in _unsummed()


@cache
def period(source: str) -> str:
    """The years that a source averages over, empty when it does not."""
    header, rows = read_table("sources.csv")
    at = header.index("period")
    return next((row[at] for row in rows if row[0] == source), "")


def warning_meaning(code: str) -> str:
    """Meaning of a code of the closed vocabulary."""
    return {row[0]: row[1] for row in read_table("warnings.csv")[1]}[code]


def edition() -> str:
    """Edition of the bundled data: when the newest original was obtained."""
    header, rows = read_table("sources.csv")
    return max(row[header.index("obtained")] for row in rows)


@cache
def mined_as() -> dict[str, tuple[str, str]]:
    """Ore and reason by refined material (mined_as.csv)."""
    return {row[0]: (row[1], row[2]) for row in read_table("mined_as.csv")[1]}


def _number(text: str) -> float | None:
    return float(text) if text else None


def load(entry: Entry) -> SupplyTable:
    """Read one supply table."""
    key = (entry.mineral, entry.stage, entry.basis, str(entry.year))
    return SupplyTable(
        mineral=entry.mineral,
        stage=entry.stage,
        basis=entry.basis,
        year=entry.year,
        unit=entry.unit,
        source=entry.source,
        period=period(entry.source) if entry.status == "period_average" else "",
        codes=tuple(
            dict.fromkeys([*(code for code, _ in caveats(entry)), *table_warnings(entry.path)])
        ),
        rows=tuple(
            SupplyRow(
                r[4], r[5], r[6], _number(r[7]), _number(r[8]), _number(r[9]), r[11], r[12], r[13]
            )
            for r in rows_of(entry.path, *key)
        ),
    )

"""The only reader of the bundled supply tables: what is there, and which to prefer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from critmin.errors import NoData, UnknownName
from critmin.files import read_table
from critmin.names import STAGES, suggestions
from critmin.supply import SupplyRow, SupplyTable
from critmin.table import Source


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


@cache
def preference(stage: str, mineral: str) -> tuple[str, ...]:
    """Origins for a mineral and stage, the preferred first (preference.csv).

    A line that names the mineral goes before the lines for all minerals.
    """
    lines = [row for row in read_table("preference.csv")[1] if row[0] == stage]
    own = [row for row in lines if row[1] == mineral]
    rest = [row for row in lines if not row[1]]
    ranked = [*sorted(own, key=lambda r: int(r[2])), *sorted(rest, key=lambda r: int(r[2]))]
    return tuple(dict.fromkeys(row[3] for row in ranked))


@cache
def basis_rank() -> dict[str, int]:
    """Order of bases where a source prints several (bases.csv)."""
    return {row[0]: int(row[1]) for row in read_table("bases.csv")[1]}


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
    return frozenset((row[0], row[1], row[2]) for row in rows if row[3] == "mixed_forms")


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


def _from_source(entries: Sequence[Entry], source: str | None) -> list[Entry]:
    if source is None:
        return list(entries)
    return [entry for entry in entries if source in {entry.source, entry.origin}]


def _best(entries: Sequence[Entry]) -> Entry:
    """The preferred entry: origin by preference, then newest year, newest edition, basis."""
    first = entries[0]
    order = preference(first.stage, first.mineral)

    def rank(entry: Entry) -> tuple[int, int, int]:
        place = order.index(entry.origin) if entry.origin in order else len(order)
        return (place, -entry.year, basis_rank().get(entry.basis, len(basis_rank())))

    newest_first = sorted(entries, key=lambda entry: entry.source, reverse=True)
    return min(newest_first, key=rank)


def spans(entries: Iterable[Entry]) -> str:
    """Where figures exist, in words: ``usgs@2026 (2024, 2025); eu@2023 (2020)``."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        years.setdefault(entry.source, set()).add(entry.year)
    return "; ".join(
        f"{source} ({', '.join(str(year) for year in sorted(found))})"
        for source, found in sorted(years.items(), reverse=True)
    )


def _elsewhere(mineral: str, stage: str) -> str:
    """Where figures of this mineral exist at other stages."""
    parts = []
    for other in STAGES:
        entries = [e for e in by_mineral_stage().get((mineral, other), []) if usable(e)]
        if other != stage and entries:
            best = _best([e for e in entries if e.observed] or entries)
            parts.append(f"{other} {best.source} ({best.year})")
    return f"; figures exist at {', '.join(parts)}" if parts else "; no stage of it has figures"


def _why_nothing(found: Sequence[Entry]) -> str:
    if not found:
        return "no bundled source prints it"
    for entry in found:
        if entry.producers:
            return dict(caveats(entry))["mixed_forms"]
    return f"{spans(found)} lists producers but prints no figure for any"


def candidates(mineral: str, stage: str, source: str | None, basis: str | None) -> list[Entry]:
    """All entries that can answer for a mineral and stage.

    Raises
    ------
    NoData
        With the reason, and where a figure does exist.
    """
    found = by_mineral_stage().get((mineral, stage), [])
    good = [entry for entry in found if usable(entry)]
    if not good:
        why = _why_nothing(found)
        raise NoData(f"no data for {mineral} at {stage}: {why}{_elsewhere(mineral, stage)}")
    here = _from_source(good, source)
    if not here:
        raise NoData(
            f"no data for {mineral} at {stage} in {source}; figures exist in {spans(good)}"
        )
    if basis is None:
        return here
    on_basis = [entry for entry in here if entry.basis == basis]
    if not on_basis:
        known = ", ".join(sorted({entry.basis for entry in here}))
        raise UnknownName("basis", basis, suggestions(basis, known.split(", ")), known.split(", "))
    return on_basis


def choose(
    mineral: str,
    stage: str,
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
) -> list[Entry]:
    """One entry per year asked for; without years the newest observed one.

    Raises
    ------
    NoData
        If none of the years has a figure; says which years do.
    """
    entries = candidates(mineral, stage, source, basis)
    if not years:
        observed = [entry for entry in entries if entry.observed]
        if not observed:
            raise NoData(
                f"only projections exist for {mineral} at {stage}: {spans(entries)}; name a year"
            )
        return [_best(observed)]
    chosen = []
    for year in years:
        of_year = [entry for entry in entries if entry.year == year]
        if of_year:
            chosen.append(_best(of_year))
    if not chosen:
        asked = ", ".join(str(year) for year in years)
        raise NoData(
            f"no data for {mineral} at {stage} in {asked}; figures exist in {spans(entries)}"
        )
    return chosen


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


@cache
def _rows_by_key(path: str) -> dict[tuple[str, str, str, str], list[list[str]]]:
    found: dict[tuple[str, str, str, str], list[list[str]]] = {}
    for row in read_table(path)[1]:
        found.setdefault((row[0], row[1], row[2], row[3]), []).append(row)
    return found


def load(entry: Entry) -> SupplyTable:
    """Read one supply table."""
    rows = _rows_by_key(entry.path)[entry.mineral, entry.stage, entry.basis, str(entry.year)]
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
            for r in rows
        ),
    )

"""Recorded flows by source, year, importer and code; names of trade partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from critmin.core.names import countries
from critmin.trade.codes import Line, Place, in_nomenclature, lines, places
from critmin.trade.readers import Flow, Reader, Sums
from critmin.trade.sources import trade_source

__all__ = [
    "Flow",
    "Sums",
    "codes_held",
    "exports",
    "flows",
    "imports",
    "joint_place",
    "mapped",
    "members_with_history",
    "place_name",
    "world",
    "years",
]

KEPT = 32  # most buyers and years whose imports are kept in memory


def _reader(origin: str) -> Reader:
    reader = trade_source(origin).reader
    if reader is None:
        raise ValueError(f"{origin} prints shares of imports and has no flows")
    return reader


def world(origin: str, year: int, code: str) -> Sums:
    """World sums of one code in a source and year."""
    return _reader(origin).world(year, code)


def years(origin: str) -> tuple[int, ...]:
    """Years of a source, in order."""
    return tuple(sorted(_reader(origin).codes()))


def codes_held(origin: str) -> Mapping[int, frozenset[str]]:
    """Codes with any flow in the world, by year."""
    return _reader(origin).codes()


def mapped(origin: str) -> dict[tuple[str, str], list[Line]]:
    """Lines of the concordance in a source's nomenclature, by (mineral, form)."""
    return _mapped(trade_source(origin).nomenclature)


@cache
def _mapped(nomenclature: str) -> dict[tuple[str, str], list[Line]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines():
        if in_nomenclature(line, nomenclature):
            found.setdefault((line.mineral, line.form), []).append(line)
    return found


def imports(origin: str, year: int, importers: Collection[str]) -> list[Flow]:
    """All flows into the importers, by importer, code and exporter.

    Parameters
    ----------
    origin : str
        A source with flows, a key of `critmin.trade.sources.TRADE_SOURCES`.
    year : int
        One of `years`; another year has no flows.
    importers : collection of str
        ISO3 codes, or codes of trade_places.csv.
    """
    if year not in codes_held(origin):
        return []
    return list(_imports(origin, year, tuple(sorted(importers))))


@lru_cache(maxsize=KEPT)
def _imports(origin: str, year: int, importers: tuple[str, ...]) -> tuple[Flow, ...]:
    """Flows, cached: several sections of a report need the same buyer and year."""
    return tuple(_reader(origin).imports(year, importers))


def exports(origin: str, year: int, exporters: Collection[str]) -> list[Flow]:
    """All flows out of the exporters, by importer and code.

    Parameters
    ----------
    origin, year
        As for `imports`.
    exporters : collection of str
        ISO3 codes, or codes of trade_places.csv.
    """
    if year not in codes_held(origin):
        return []
    return list(_reader(origin).exports(year, exporters))


def flows(origin: str, year: int, codes: Collection[str]) -> Iterable[Flow]:
    """All flows of the world in the codes, by importer, code and exporter."""
    if year not in codes_held(origin) or not codes:
        return ()
    return _reader(origin).flows(year, codes)


def place_name(code: str) -> tuple[str, str | None]:
    """Name and ISO3 of a partner; a former country has no ISO3."""
    historic = places().get(code)
    if historic is not None:
        return historic.name, None
    return countries()[code].name, code


def members_with_history(members: Collection[str], year: int) -> frozenset[str]:
    """ISO3 codes, with the former countries that consisted of them in a year."""
    own = set(members)
    whole = {
        place.code
        for place in places().values()
        if place.first <= year <= place.last and own.issuperset(place.members)
    }
    return frozenset(own | whole)


def joint_place(iso3: str, year: int) -> Place | None:
    """Former country under which a country's trade was recorded in a year, if any."""
    for place in places().values():
        joint = len(place.members) > 1 and iso3 in place.members
        if joint and place.first <= year <= place.last:
            return place
    return None

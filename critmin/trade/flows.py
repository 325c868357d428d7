"""Recorded flows by source, year, importer and code; names of trade partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries
from critmin.trade.codes import Line, Within, in_nomenclature, lines, places, within
from critmin.trade.readers import Flow, Reader, Sums
from critmin.trade.sources import HELD_YEAR, trade_source

__all__ = [
    "Elsewhere",
    "Flow",
    "Sums",
    "codes_held",
    "elsewhere",
    "exports",
    "flows",
    "imports",
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


class Elsewhere(NamedTuple):
    """Partners under which a place's trade is recorded instead of its own, and the reason."""

    codes: tuple[str, ...]
    reason: str


def elsewhere(origin: str, code: str, year: int) -> Elsewhere | None:
    """Where a source records the trade of a place in a year, if not under its own code.

    Parameters
    ----------
    origin : str
        A trade source, with or without its edition.
    code : str
        ISO3, or code of trade_places.csv.
    year : int
        Year of trade.

    Returns
    -------
    Elsewhere or None
        None if the source has the place under its own code. Without partners the source does
        not have it at all.
    """
    for line in within().get(code, ()):
        if line.first <= year <= line.last and origin.startswith(line.source):
            return _within(origin, line)
    own = places().get(code)
    if own is not None and not own.first <= year <= own.last:
        span = f"{own.name} has figures of {own.first}-{own.last} only"
        return Elsewhere(own.members, f"{span}: name {_named(own.members)}")
    for place in places().values():
        joint = len(place.members) > 1 and code in place.members
        if joint and place.first <= year <= place.last:
            reason = f"its trade was recorded as {place.name} until {place.last}"
            return Elsewhere((place.code,), reason)
    return None


def _within(origin: str, line: Within) -> Elsewhere:
    """Words for a place without a code of its own."""
    if not line.within:
        return Elsewhere((), f"{origin.partition('@')[0]} has no code for it")
    until = f" until {line.last}" if line.last < HELD_YEAR else ""
    verb = "was" if until else "is"
    name = place_name(line.within)[0]
    return Elsewhere((line.within,), f"its trade {verb} recorded within that of {name}{until}")


def _named(members: Collection[str]) -> str:
    return " or ".join(place_name(code)[0] for code in members)

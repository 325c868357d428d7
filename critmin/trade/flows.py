"""Recorded flows by source, year, importer and code; names of trade partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from critmin.core.named_tuple import NamedTuple
from critmin.core.names import countries
from critmin.core.periods import Month
from critmin.core.sources import Edition
from critmin.trade.codes import HEADING, Line, Within, in_nomenclature, lines, places, within
from critmin.trade.readers import Flow, Reader, Sums
from critmin.trade.sources import HELD_YEAR, asked, by_data, trade_source

__all__ = [
    "Elsewhere",
    "Flow",
    "Sums",
    "codes_held",
    "elsewhere",
    "expect",
    "exports",
    "flows",
    "imports",
    "mapped",
    "members_with_history",
    "place_name",
    "without_imports",
    "world",
    "years",
]

NOT_SPECIFIED = "Not specified"  # partner that the source does not name
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
    """Years of a source, in order; its months if it has no whole year."""
    found = sorted(_reader(origin).codes(), key=lambda one: (int(one), getattr(one, "month", 0)))
    return tuple(one for one in found if not isinstance(one, Month)) or tuple(found)


def codes_held(origin: str) -> Mapping[int, frozenset[str]]:
    """Codes with any flow in the world, by year."""
    return _reader(origin).codes()


def mapped(origin: str, year: int | None = None) -> dict[tuple[str, str], list[Line]]:
    """Lines of the concordance in a source's nomenclature, by (mineral, form).

    National codes have the line of their heading of six digits, in the Harmonized System of the
    year (of the newest revision without one); in the Combined Nomenclature a form with lines of
    eight digits has these.
    """
    source = trade_source(origin)
    return _headings(origin, revision_of(year)) if source.headings else _mapped(source.nomenclature)


REVISED = ((2022, "HS22"), (2017, "HS17"), (2012, "HS12"), (2007, "HS07"), (2002, "HS02"))


def revision_of(year: int | None) -> str:
    """Revision of the Harmonized System in force in a year.

    >>> revision_of(2021), revision_of(2024), revision_of(None)
    ('HS17', 'HS22', 'HS22')
    """
    if year is None:
        return REVISED[0][1]
    return next((name for first, name in REVISED if year >= first), "HS96")


@by_data
def _headings(origin: str, revision: str) -> dict[tuple[str, str], list[Line]]:
    """Lines of national codes: one for each code of a source below the code of a line."""
    below: dict[str, list[str]] = {}
    for code in sorted(frozenset().union(*codes_held(origin).values())):
        below.setdefault(code[:HEADING], []).append(code)
    own = _mapped("CN") if trade_source(origin).nomenclature == "CN" else {}
    found = {
        key: [
            line._replace(code=code)
            for line in of_form
            for code in below.get(line.code, [line.code])
        ]
        for key, of_form in _mapped(revision).items()
    }
    return found | own


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


def _imports(origin: str, year: int, importers: tuple[str, ...]) -> tuple[Flow, ...]:
    """Flows of the bundled sources, or of a user's data, which keep their own."""
    read = _kept if asked() is None else _read
    return read(origin, year, importers)


def _read(origin: str, year: int, importers: tuple[str, ...]) -> tuple[Flow, ...]:
    return tuple(_reader(origin).imports(year, importers))


@lru_cache(maxsize=KEPT)
def _kept(origin: str, year: int, importers: tuple[str, ...]) -> tuple[Flow, ...]:
    """Flows, cached: several sections of a report need the same buyer and year."""
    return _read(origin, year, importers)


def expect(origin: str, years: Collection[int], importers: Collection[str]) -> None:
    """Tell a user's data what will be asked, so that one scan reads it."""
    read = getattr(_reader(origin), "expect", None) if asked() is not None else None
    if read is not None:
        read(years, importers)


def without_imports(id_: str, year: int, importers: Collection[str]) -> list[str]:
    """Importers of whom a user's source has nothing in some or all months, by code.

    Parameters
    ----------
    id_ : str
        Source with its edition.
    year, importers
        As for `imports`.
    """
    reads = getattr(_reader(Edition.of(id_).origin), "lacking", None) if asked() else None
    return [] if reads is None else sorted(reads(year, importers))


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
    """Name and ISO3 of a partner; a former country has no ISO3, nor has an unnamed one."""
    if not code:
        return NOT_SPECIFIED, None
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
        return Elsewhere((), f"{Edition.of(origin).origin} has no code for it")
    until = f" until {line.last}" if line.last < HELD_YEAR else ""
    verb = "was" if until else "is"
    name = place_name(line.within)[0]
    return Elsewhere((line.within,), f"its trade {verb} recorded within that of {name}{until}")


def _named(members: Collection[str]) -> str:
    return " or ".join(place_name(code)[0] for code in members)

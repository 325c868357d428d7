"""The only reader of the bundled trade store: flows by source, year, importer and code.

A shard is one source and year, a packed CSV sorted by (importer, code, exporter) in parts by
importer: a buyer's lines are unpacked without the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from critmin.core.files import part_of, read_table, unpacked
from critmin.core.names import countries
from critmin.trade import codes as concordance
from critmin.trade.codes import Line


class Store(NamedTuple):
    """A trade source: its name in file names, its nomenclature, edition and currency."""

    origin: str
    edition: str
    name: str
    nomenclature: str
    currency: str

    @property
    def id(self) -> str:
        """``origin@edition``."""
        return f"{self.origin}@{self.edition}"


class Flow(NamedTuple):
    """One recorded flow: value in whole USD or euros, weight in kg of product or None."""

    importer: str
    code: str
    exporter: str
    value: int
    kg: int | None


class Sums(NamedTuple):
    """World sums of one code and year; ``value_weighed`` is of the flows with a weight."""

    flows: int
    value: int
    value_weighed: int
    kg: int
    without_weight: int

    @property
    def unit_value(self) -> float | None:
        """Value per kg of the flows with a weight."""
        return self.value_weighed / self.kg if self.kg else None


STORES = {
    store.origin: store
    for store in (
        Store("baci-hs92", "202601", "hs92", "HS92", "USD"),
        Store("baci-hs17", "202601", "hs17", "HS17", "USD"),
        Store("comext", "2024", "cn", "CN", "EUR"),
    )
}


SHARDS = 8  # held in memory unpacked, about a megabyte each
KEPT = 32  # buyers and years whose imports are kept


@cache
def _sums(origin: str) -> dict[int, dict[str, list[str]]]:
    """Lines of a source's world sums by year and code."""
    found: dict[int, dict[str, list[str]]] = {}
    for row in read_table(f"trade/world_{STORES[origin].name}.csv")[1]:
        found.setdefault(int(row[1]), {})[row[2]] = row
    return found


@cache
def world(origin: str, year: int, code: str) -> Sums:
    """World sums of one code that a source holds in a year."""
    return Sums(*map(int, _sums(origin)[year][code][3:8]))


@cache
def years(origin: str) -> tuple[int, ...]:
    """Years of a source, in order."""
    return tuple(sorted(_sums(origin)))


@cache
def codes_held(origin: str) -> dict[int, frozenset[str]]:
    """Codes with any flow in the world, by year."""
    return {year: frozenset(codes) for year, codes in _sums(origin).items()}


@cache
def mapped(origin: str) -> dict[tuple[str, str], list[Line]]:
    """Lines of the concordance in a source's nomenclature, by (mineral, form)."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in concordance.lines():
        if concordance.in_nomenclature(line, STORES[origin].nomenclature):
            found.setdefault((line.mineral, line.form), []).append(line)
    return found


def _path(origin: str, year: int) -> str:
    return f"trade/{STORES[origin].name}_{year}.csv.gz"


@lru_cache(maxsize=SHARDS)
def _shard(origin: str, year: int) -> bytes:
    return unpacked(_path(origin, year))


def _flow(line: str) -> Flow:
    cells = line.split(",")
    kg = int(cells[5]) if len(cells) > 5 and cells[5] else None
    return Flow(cells[1], cells[2], cells[3], int(cells[4]), kg)


def imports(origin: str, year: int, importers: Collection[str]) -> list[Flow]:
    """All flows into the importers, by importer, code and exporter.

    Parameters
    ----------
    origin : str
        A key of `STORES`.
    year : int
        One of `years`; another year has no flows.
    importers : collection of str
        ISO3 codes, or codes of trade_places.csv.
    """
    if year not in years(origin):
        return []
    return list(_imports(origin, year, tuple(sorted(importers))))


@lru_cache(maxsize=KEPT)
def _imports(origin: str, year: int, importers: tuple[str, ...]) -> tuple[Flow, ...]:
    """Read once: a page asks for the same buyer and year in one section after the other."""
    path = _path(origin, year)
    return tuple(_flow(line) for importer in importers for line in part_of(path, importer))


def exports(origin: str, year: int, exporters: Collection[str]) -> list[Flow]:
    """All flows out of the exporters, by importer and code.

    Parameters
    ----------
    origin, year
        As for `imports`.
    exporters : collection of str
        ISO3 codes, or codes of trade_places.csv.
    """
    if year not in years(origin):
        return []
    wanted = {exporter.encode() for exporter in exporters}
    return [
        _flow(line.decode())
        for line in _shard(origin, year).split(b"\n")[1:-1]
        if line.split(b",", 4)[3] in wanted
    ]


def flows(origin: str, year: int, codes: Collection[str]) -> Iterator[Flow]:
    """All flows of the world in the codes, by importer, code and exporter."""
    if year not in years(origin) or not codes:
        return
    wanted = "|".join(map(re.escape, sorted(codes)))
    lines = re.compile(rf"\n{year},[^,\n]+,(?:{wanted}),[^\n]*".encode())
    for found in lines.finditer(_shard(origin, year)):
        yield _flow(found[0][1:].decode())


def place_name(code: str) -> tuple[str, str | None]:
    """Name and ISO3 of a partner; a historic one has no ISO3."""
    historic = concordance.places().get(code)
    if historic is not None:
        return historic.name, None
    return countries()[code].name, code


def members_with_history(members: Collection[str], year: int) -> frozenset[str]:
    """ISO3 codes and the historic places that were wholly made of them in a year."""
    own = set(members)
    whole = {
        place.code
        for place in concordance.places().values()
        if place.first <= year <= place.last and own.issuperset(place.members)
    }
    return frozenset(own | whole)


def joint_place(iso3: str, year: int) -> concordance.Place | None:
    """The historic place that a country's trade stood under in a year, if it did."""
    for place in concordance.places().values():
        joint = len(place.members) > 1 and iso3 in place.members
        if joint and place.first <= year <= place.last:
            return place
    return None

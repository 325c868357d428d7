"""The only reader of the bundled trade store: flows by source, year, importer and code.

A shard is one source and year, a packed CSV sorted by (importer, code, exporter): a
buyer's lines stand together and are found by search, without reading the rest.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from critmin import concordance
from critmin.concordance import Line
from critmin.files import data_dir, read_table
from critmin.names import countries


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
WINDOW = 65_536  # bytes searched at a time for the end of an importer's lines


@cache
def sums(origin: str) -> dict[tuple[int, str], Sums]:
    """World sums of a source by (year, code)."""
    return {
        (int(r[1]), r[2]): Sums(int(r[3]), int(r[4]), int(r[5]), int(r[6]), int(r[7]))
        for r in read_table(f"trade/world_{STORES[origin].name}.csv")[1]
    }


@cache
def years(origin: str) -> tuple[int, ...]:
    """Years of a source, in order."""
    return tuple(sorted({year for year, _code in sums(origin)}))


@cache
def codes_held(origin: str) -> dict[int, frozenset[str]]:
    """Codes with any flow in the world, by year."""
    found: dict[int, set[str]] = {}
    for year, code in sums(origin):
        found.setdefault(year, set()).add(code)
    return {year: frozenset(codes) for year, codes in found.items()}


@cache
def mapped(origin: str) -> dict[tuple[str, str], list[Line]]:
    """Lines of the concordance in a source's nomenclature, by (mineral, form)."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in concordance.lines():
        if concordance.in_nomenclature(line, STORES[origin].nomenclature):
            found.setdefault((line.mineral, line.form), []).append(line)
    return found


@lru_cache(maxsize=SHARDS)
def _shard(origin: str, year: int) -> bytes:
    path = data_dir() / "trade" / f"{STORES[origin].name}_{year}.csv.gz"
    return zlib.decompress(path.read_bytes(), 31)


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
    text = _shard(origin, year)
    found: list[Flow] = []
    for importer in importers:
        key = f"\n{year},{importer},".encode()
        start = text.find(key)
        if start >= 0:
            end = text.find(b"\n", _last(text, key, start) + 1)
            found += [_flow(line) for line in text[start + 1 : end].decode().split("\n")]
    return tuple(found)


def _last(text: bytes, key: bytes, start: int) -> int:
    """Where the last of the neighbouring lines with a key begins."""
    while (later := text.rfind(key, start, start + WINDOW)) > start:
        start = later
    return start


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

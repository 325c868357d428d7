"""Readers of a trade source's flows: from the bundled packed tables, or from a plain CSV.

A reader has five methods (`Reader`); no other module opens a file of flows. `PeriodFlows` is the
reader of a source by year or month: a year is the sum of its twelve months, or there is none.
"""

from __future__ import annotations

import csv
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from critmin.core.errors import QueryError
from critmin.core.files import part_of, read_table, unpacked
from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import MONTHS_A_YEAR, Month, months_of

SHARDS = 8  # parts kept in memory unpacked, about a megabyte each


class Flow(NamedTuple):
    """Recorded flow: value in whole USD or euros, weight in kg of product or None.

    ``state`` says of a user's data what is not known: ``suppressed``, ``missing``, ``residual``.
    A flow without a country of supply has no exporter.
    """

    importer: str
    code: str
    exporter: str
    value: int
    kg: int | None
    state: tuple[str, ...] = ()


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


class Reader(Protocol):
    """Interface of a reader of trade flows.

    Places are ISO3 codes or codes of trade_places.csv; codes are of the source's nomenclature.
    """

    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes with any flow in the world, by year."""
        ...

    def world(self, year: int, code: str) -> Sums:
        """Sums over all flows of a code in a year, both from `codes`."""
        ...

    def imports(self, year: int, importers: Collection[str]) -> Iterable[Flow]:
        """Flows into the importers, by importer, code and exporter."""
        ...

    def exports(self, year: int, exporters: Collection[str]) -> Iterable[Flow]:
        """Flows out of the exporters, by importer and code."""
        ...

    def flows(self, year: int, codes: Collection[str]) -> Iterable[Flow]:
        """Flows of the world in the codes, by importer, code and exporter."""
        ...


def _flow(line: str) -> Flow:
    cells = line.split(",")  # those of Comext end with the value
    kg = int(cells[5]) if len(cells) > 5 and cells[5] else None
    return Flow(cells[1], cells[2], cells[3], int(cells[4]), kg)


@lru_cache(maxsize=SHARDS)
def _shard(path: str) -> str:
    return unpacked(path).decode("ascii")


class PackedFlows:
    """Reader of the bundled store: one packed CSV a year, and a table of the world's sums.

    A file is sorted by (importer, code, exporter), with one part per importer, so that only a
    buyer's own lines are unpacked.

    Parameters
    ----------
    name : str
        Name in the file names: ``trade/NAME_YEAR.csv.gz``, ``trade/world_NAME.csv``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._world: dict[tuple[int, str], Sums] = {}

    @cached_property
    def _sums(self) -> dict[int, dict[str, list[str]]]:
        """World sums by year and code, as text."""
        found: dict[int, dict[str, list[str]]] = {}
        for _source, year, code, *sums in read_table(f"trade/world_{self.name}.csv")[1]:
            found.setdefault(int(year), {})[code] = sums
        return found

    @cached_property
    def _codes(self) -> dict[int, frozenset[str]]:
        return {year: frozenset(codes) for year, codes in self._sums.items()}

    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes with any flow in the world, by year."""
        return self._codes

    def world(self, year: int, code: str) -> Sums:
        """World sums of one code and year, each parsed once."""
        known = self._world.get((year, code))
        if known is None:
            known = self._world[year, code] = Sums(*map(int, self._sums[year][code]))
        return known

    def _path(self, year: int) -> str:
        return f"trade/{self.name}_{year}.csv.gz"

    def imports(self, year: int, importers: Collection[str]) -> Iterator[Flow]:
        """Flows into the importers; only their parts of the file are unpacked."""
        path = self._path(year)
        return (_flow(line) for importer in sorted(importers) for line in part_of(path, importer))

    def exports(self, year: int, exporters: Collection[str]) -> Iterator[Flow]:
        """Flows out of the exporters."""
        wanted = {*exporters}
        for line in _shard(self._path(year)).split("\n")[1:-1]:
            if line.split(",", 4)[3] in wanted:
                yield _flow(line)

    def flows(self, year: int, codes: Collection[str]) -> Iterator[Flow]:
        """Flows of the world in the codes."""
        wanted = "|".join(map(re.escape, sorted(codes)))
        cell = r"([^,\n]+)"
        lines = re.compile(rf"\n{year},{cell},({wanted}),{cell},{cell},?([^,\n]*)")
        for importer, code, exporter, value, kg in lines.findall(_shard(self._path(year))):
            yield Flow(importer, code, exporter, int(value), int(kg) if kg else None)


class CsvFlows:
    """Reader of one plain CSV: ``year,importer,code,exporter,value,kg``, in any order of lines.

    ``value`` is whole units of the source's currency, ``kg`` empty where the weight is unknown.
    The world's sums are those of the file. The file is read when it is first needed.
    """

    COLUMNS = ("year", "importer", "code", "exporter", "value", "kg")

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @cached_property
    def _by_year(self) -> dict[int, list[Flow]]:
        """Flows by year, each year's by importer, code and exporter.

        Raises
        ------
        QueryError
            If a column is missing, or a figure is not a whole number, with its line.
        """
        found: dict[int, list[Flow]] = {}
        with self.path.open(encoding="utf-8-sig", newline="") as handle:
            lines = csv.DictReader(handle)
            absent = [name for name in self.COLUMNS if name not in (lines.fieldnames or ())]
            if absent:
                raise QueryError(f"{self.path.name} has no column {', '.join(absent)}")
            for line in lines:
                try:
                    kg = int(line["kg"]) if line["kg"] else None
                    flow = Flow(
                        line["importer"], line["code"], line["exporter"], int(line["value"]), kg
                    )
                    found.setdefault(int(line["year"]), []).append(flow)
                except (TypeError, ValueError):
                    where = f"{self.path.name}, line {lines.line_num}"
                    raise QueryError(f"{where}: year, value and kg are whole numbers") from None
        return {year: sorted(flows, key=lambda flow: flow[:3]) for year, flows in found.items()}

    @cached_property
    def _codes(self) -> dict[int, frozenset[str]]:
        return {
            year: frozenset(flow.code for flow in flows) for year, flows in self._by_year.items()
        }

    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes with any flow in the file, by year."""
        return self._codes

    def world(self, year: int, code: str) -> Sums:
        """Sums of the file's flows of one code and year."""
        flows = list(self.flows(year, {code}))
        weighed = [flow for flow in flows if flow.kg is not None]
        return Sums(
            len(flows),
            sum(flow.value for flow in flows),
            sum(flow.value for flow in weighed),
            sum(flow.kg or 0 for flow in weighed),
            len(flows) - len(weighed),
        )

    def imports(self, year: int, importers: Collection[str]) -> Iterator[Flow]:
        """Flows into the importers."""
        return (flow for flow in self._by_year[year] if flow.importer in importers)

    def exports(self, year: int, exporters: Collection[str]) -> Iterator[Flow]:
        """Flows out of the exporters."""
        return (flow for flow in self._by_year[year] if flow.exporter in exporters)

    def flows(self, year: int, codes: Collection[str]) -> Iterator[Flow]:
        """Flows in the codes."""
        return (flow for flow in self._by_year[year] if flow.code in codes)


class Asked(NamedTuple):
    """Flows asked for: into importers, out of exporters, or of codes; None for all."""

    importers: tuple[str, ...] | None = None
    exporters: tuple[str, ...] | None = None
    codes: tuple[str, ...] | None = None


class PeriodFlows(ABC):
    """Reader of a source that has years, months or both (`Reader`).

    Parameters
    ----------
    recorded : iterable of int
        Years and months that the source covers.
    """

    def __init__(self, recorded: Iterable[int]) -> None:
        every = frozenset(recorded)
        self.months = tuple(sorted(one for one in every if isinstance(one, Month)))
        self.years = tuple(sorted(one for one in every if not isinstance(one, Month)))
        self._kept: dict[tuple[int, Asked], tuple[Flow, ...]] = {}

    def parts(self, year: int) -> Sequence[int]:
        """Recorded periods of which a year or month consists; none if one of them is absent."""
        if isinstance(year, Month):
            return [year] if year in self.months else []
        if year in self.years:
            return [year]
        months = [one for one in months_of(year) if one in self.months]
        return months if len(months) == MONTHS_A_YEAR else []

    @property
    def periods(self) -> tuple[int, ...]:
        """Years and months with flows, also the years whose twelve months are there."""
        whole = {int(one) for one in self.months} - {*self.years}
        return (*self.years, *sorted(y for y in whole if self.parts(y)), *self.months)

    def gap(self, year: int) -> str:
        """Why there are no flows of a year or month; empty if there are."""
        if self.parts(year):
            return ""
        has = sum(1 for one in self.months if int(one) == int(year))
        if has and not isinstance(year, Month):
            return f"has {has} of the 12 months of {year}"
        return f"has {self.span}, not {year}"

    @property
    def span(self) -> str:
        """First and last year or month, in words."""
        found = [f"{of[0]} to {of[-1]}" for of in (self.years, self.months) if of]
        return " and ".join(found) or "no flows"

    @abstractmethod
    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes with any flow, by year or month."""

    @abstractmethod
    def world(self, year: int, code: str) -> Sums:
        """Sums over all flows of a code in a year or month."""

    @abstractmethod
    def read(self, parts: Sequence[int], asked: Asked) -> Iterable[Flow]:
        """Flows of recorded periods, one for each importer, code and exporter."""

    def _found(self, year: int, asked: Asked) -> tuple[Flow, ...]:
        key = (year, asked)
        if key not in self._kept:
            found = self.read(self.parts(year), asked)
            self._kept[key] = tuple(sorted(found, key=lambda flow: flow[:3]))
        return self._kept[key]

    def imports(self, year: int, importers: Collection[str]) -> Iterable[Flow]:
        """Flows into the importers, by importer, code and exporter."""
        return self._found(year, Asked(importers=tuple(sorted(importers))))

    def exports(self, year: int, exporters: Collection[str]) -> Iterable[Flow]:
        """Flows out of the exporters, by importer and code."""
        return self._found(year, Asked(exporters=tuple(sorted(exporters))))

    def flows(self, year: int, codes: Collection[str]) -> Iterable[Flow]:
        """Flows of the codes, by importer, code and exporter."""
        return self._found(year, Asked(codes=tuple(sorted(codes))))


def added(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Flows of several months, one for each importer, code and exporter.

    A sum of weights of which one is unknown is unknown.

    >>> list(added([Flow("GBR", "1", "CHN", 2, 3), Flow("GBR", "1", "CHN", 4, 5)]))[0][3:5]
    (6, 8)
    """
    found: dict[tuple[str, str, str], Flow] = {}
    for flow in flows:
        before = found.get(flow[:3])
        if before is None:
            found[flow[:3]] = flow
            continue
        weighed = before.kg is not None and flow.kg is not None
        found[flow[:3]] = before._replace(
            value=before.value + flow.value,
            kg=(before.kg or 0) + (flow.kg or 0) if weighed else None,
            state=tuple(dict.fromkeys((*before.state, *flow.state))),
        )
    yield from found.values()


def summed(flows: Iterable[Flow]) -> Sums:
    """Sums of flows of one code."""
    every = list(flows)
    weighed = [flow for flow in every if flow.kg is not None]
    return Sums(
        len(every),
        sum(flow.value for flow in every),
        sum(flow.value for flow in weighed),
        sum(flow.kg or 0 for flow in weighed),
        len(every) - len(weighed),
    )

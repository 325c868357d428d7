"""Flows of one source of a lake: one expression, aggregated by the engine, for each question.

Only codes of the concordance are read. Amounts are added up exactly and then rounded to whole
units of money and kg.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from copy import copy
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import period
from critmin.lakes.schema import MISSING, RESIDUAL, SUPPRESSED
from critmin.lakes.store import Added, Lake
from critmin.trade import codes as tariff_codes
from critmin.trade.readers import Asked, Flow, PeriodFlows, Sums, added

if TYPE_CHECKING:
    import ibis

    from critmin.lakes.engine import Engine

INWARD = ("import", "trade")  # flows of which imports are made; `trade` is reconciled
OUTWARD = ("export", "trade")
STATES = (SUPPRESSED, MISSING, RESIDUAL)
NATIONAL = 8  # least digits of a national code
NOBODY = ""  # place of importers that are not asked for
SINGLY = 2  # questions for other codes of a period, after which all of its codes are read


class Part(NamedTuple):
    """Source, edition and nomenclature of a lake, with what was added of it."""

    source: str
    edition: str
    nomenclature: str
    added: tuple[Added, ...]

    @property
    def periods(self) -> tuple[int, ...]:
        """Years and months of its files."""
        names = {part.period for one in self.added for part in one.parts}
        return tuple(map(period, sorted(names)))


class Secret(NamedTuple):
    """Value of imports under secret codes: of the same heading of four digits, or its chapter."""

    heading: int
    chapter: int


class LakeFlows(PeriodFlows):
    """Reader of one source of a lake (`critmin.trade.readers.Reader`).

    Parameters
    ----------
    engine : Engine
        Engine that reads the lake.
    lake : Lake
        The lake.
    of : Part
        Which of its sources.
    """

    def __init__(self, engine: Engine, lake: Lake, of: Part) -> None:
        super().__init__(of.periods)
        self.engine, self.lake, self.of = engine, lake, of
        self._sums: dict[int, dict[str, Sums]] = {}  # by recorded period
        self._into: dict[tuple[int, frozenset[str]], list[Flow]] = {}
        self._codes: dict[int, set[str]] = {}  # by recorded period, once all are read
        self._by_code: dict[tuple[int, ...], dict[str, list[Flow]]] = {}
        self._asked: Counter[tuple[int, ...]] = Counter()  # scans for single codes

    @cached_property
    def headings(self) -> bool:
        """Whether the codes are national, found by their first six digits."""
        return not self.of.nomenclature.startswith("HS")

    def codes(self) -> Mapping[int, frozenset[str]]:
        """Codes with any flow, by year or month.

        A national source publishes its whole nomenclature, so a month in which nothing of a code
        is recorded has no recorded flow of it: its codes are those of all its months.
        """
        return _Held(self)

    def world(self, year: int, code: str) -> Sums:
        """Sums over all flows into the reporters."""
        parts = self.parts(year)
        self._load(parts, ())
        found = [self._sums[part][code] for part in parts if code in self._sums[part]]
        return Sums(*map(sum, zip(*found, strict=True))) if found else Sums(0, 0, 0, 0, 0)

    def expect(self, years: Iterable[int], importers: Collection[str]) -> None:
        """Read the imports of several years and the sums of their codes in one scan."""
        self._load([part for year in years for part in self.parts(year)], importers)

    def held(self, parts: Sequence[int]) -> frozenset[str]:
        """Codes with a flow in the periods; all of the source where its codes are national."""
        if self.headings:
            return self._every
        if not self._codes:
            self._load(parts, ())
        of = self._codes or self._sums
        return frozenset(code for part in parts for code in of[part])

    def hold(self) -> None:
        """Read the codes of all periods in one scan."""
        if self.headings or self._codes:
            return
        every = [*self.years, *self.months]
        rows = self._rows(every).select("period", "code").distinct()
        found = self.engine.fetch(rows).to_pydict()
        self._codes = {part: set() for part in every}
        for part, code in zip(found["period"], found["code"], strict=True):
            self._codes[period(part)].add(code)

    @cached_property
    def _every(self) -> frozenset[str]:
        rows = self._rows([*self.years, *self.months])
        found = self.engine.fetch(rows.select("code").distinct())
        return frozenset(found["code"].to_pylist())

    def secret(self, year: int, importers: Collection[str], codes: Collection[str]) -> Secret:
        """Value of imports whose code is kept secret, of which some may be under given codes.

        A publisher may give only the first digits of the code of a secret good.
        """
        parts, heading, chapter = {*map(str, self.parts(year))}, Decimal(0), Decimal(0)
        for of, importer, code, value in self._without_code if self.headings else ():
            near = any(one.startswith(code) or code.startswith(one) for one in codes)
            if near and of in parts and importer in importers:
                if len(code) < tariff_codes.HEADING - 2:
                    chapter += value
                else:
                    heading += value
        return Secret(_whole(heading), _whole(chapter))

    @cached_property
    def _without_code(self) -> list[tuple[str, str, str, Decimal]]:
        """Periods, importers, known digits and values of imports whose code is kept secret."""
        rows = self._of_periods([*self.years, *self.months])
        rows = rows.filter(
            rows.flow.isin(INWARD) & (rows.state == SUPPRESSED) & (rows.code.length() < NATIONAL)
        )
        found = rows.group_by("period", "importer", "code").agg(value=rows.value.sum())
        lines = self.engine.fetch(found).to_pylist()
        zero = Decimal(0)
        return [(r["period"], r["importer"], r["code"] or "", r["value"] or zero) for r in lines]

    def read(self, parts: Sequence[int], asked: Asked) -> Iterable[Flow]:
        """Flows of recorded periods, one for each importer, code and exporter."""
        if not parts:
            return []
        if asked.importers is not None and asked.codes is None:
            self._load(parts, asked.importers)
            wanted = frozenset(asked.importers)
            return added(flow for part in parts for flow in self._kept_into(part, wanted))
        if asked.codes is not None and asked.importers is None and asked.exporters is None:
            return self._of_codes(parts, asked.codes)
        return list(self._aggregated(parts, asked))

    def _of_codes(self, parts: Sequence[int], codes: Collection[str]) -> list[Flow]:
        """Flows of codes, read once.

        A question of many minerals asks for one after the other, and each scan takes as long as
        one of all their codes.
        """
        key = tuple(parts)
        known = self._by_code.setdefault(key, {})
        new = {*codes} - known.keys()
        if new:
            self._asked[key] += 1
            if self._asked[key] > SINGLY and not self.headings:
                new |= {*_codes(self.of.nomenclature)} - known.keys()
            found: dict[str, list[Flow]] = {code: [] for code in new}
            for flow in self._aggregated(parts, Asked(codes=tuple(sorted(new)))):
                found[flow.code].append(flow)
            known |= found
        return [flow for code in codes for flow in known[code]]

    def _kept_into(self, part: int, importers: frozenset[str]) -> list[Flow]:
        """Imports that were read before, by these importers or by more."""
        for (of, known), flows in self._into.items():
            if of == part and importers <= known:
                return [flow for flow in flows if flow.importer in importers]
        return []

    def _load(self, parts: Sequence[int], importers: Collection[str]) -> None:
        """Read sums of codes, and the imports of some importers, where they are not yet known."""
        wanted = frozenset(importers)
        new = [
            part
            for part in dict.fromkeys(parts)
            if part not in self._sums
            or (wanted and not any(of == part and wanted <= known for of, known in self._into))
        ]
        if not new:
            return
        import ibis

        rows = self._rows(new)
        inside = rows.importer.isin(sorted(wanted)) if wanted else ibis.literal(value=False)
        rows = rows.mutate(
            importer=ibis.ifelse(inside, rows.importer, NOBODY),
            exporter=ibis.ifelse(inside, rows.exporter.fill_null(""), NOBODY),
        )
        for part in new:
            self._sums[part] = {}
            self._into[part, wanted] = []
        for line in self._groups(rows, "period", "importer", "code", "exporter"):
            at = period(line["period"])
            of_code = self._sums[at].get(line["code"], Sums(0, 0, 0, 0, 0))
            self._sums[at][line["code"]] = Sums(*map(sum, zip(of_code, _sums(line), strict=True)))
            if line["importer"]:
                self._into[at, wanted].append(_flow(line))

    def _aggregated(self, parts: Sequence[int], asked: Asked) -> Iterator[Flow]:
        """Flows summed over the periods by the engine."""
        rows = self._rows(parts, OUTWARD if asked.exporters is not None else INWARD)
        if asked.importers is not None:
            rows = rows.filter(rows.importer.isin(asked.importers))
        if asked.exporters is not None:
            rows = rows.filter(rows.exporter.isin(asked.exporters))
        if asked.codes is not None:
            rows = rows.filter(rows.code.isin(asked.codes))
        rows = rows.mutate(
            importer=rows.importer.fill_null(""), exporter=rows.exporter.fill_null("")
        )
        for line in self._groups(rows, "importer", "code", "exporter"):
            yield _flow(line)

    def _rows(self, parts: Sequence[int], ways: Sequence[str] = INWARD) -> ibis.Table:
        """Rows of periods under codes of the concordance."""
        rows = self._of_periods(parts)
        rows = rows.filter(rows.flow.isin(ways))
        wanted = _codes(self.of.nomenclature)
        code = rows.code.left(tariff_codes.HEADING) if self.headings else rows.code
        return rows.filter(code.isin(wanted))

    def _of_periods(self, parts: Sequence[int]) -> ibis.Table:
        """All rows of periods; no other file is opened."""
        names = {str(part) for part in parts}
        kept = [
            one._replace(parts=tuple(part for part in one.parts if part.period in names))
            for one in self.of.added
        ]
        rows = self.engine.flows(_only(self.lake, tuple(one for one in kept if one.parts)))
        return rows.filter(rows.nomenclature == self.of.nomenclature)

    def _groups(self, rows: ibis.Table, *by: str) -> list[dict[str, Any]]:
        """Sums of groups of rows, in the order of the groups."""
        weighed = rows.weight_kg.notnull()
        found = rows.group_by(*by).agg(
            number=rows.count(),
            value=rows.value.sum(),
            kg=rows.weight_kg.sum(),
            weighed=weighed.sum(),
            valued=rows.value.notnull().sum(),
            value_weighed=rows.value.sum(where=weighed),
            **{state: (rows.state == state).sum() for state in STATES},
        )
        lines: list[dict[str, Any]] = self.engine.fetch(found).to_pylist()
        return lines


def _only(lake: Lake, added: tuple[Added, ...]) -> Lake:
    """The same lake, wherever it is, of which only some parts are read."""
    part = copy(lake)
    part.__dict__["added"] = added
    return part


class _Held(Mapping[int, frozenset[str]]):
    """Codes of a source by period, each read when it is asked for."""

    def __init__(self, reader: LakeFlows) -> None:
        self._reader = reader

    def __getitem__(self, year: int) -> frozenset[str]:
        parts = self._reader.parts(year)
        if not parts:
            raise KeyError(year)
        return self._reader.held(parts)

    def __contains__(self, year: object) -> bool:
        return isinstance(year, int) and bool(self._reader.parts(year))

    def __iter__(self) -> Iterator[int]:
        return iter(self._reader.periods)

    def items(self) -> ItemsView[int, frozenset[str]]:
        """Periods and their codes, read in one scan."""
        self._reader.hold()
        return super().items()

    def values(self) -> ValuesView[frozenset[str]]:
        """Codes of every period, read in one scan."""
        self._reader.hold()
        return super().values()

    def __len__(self) -> int:
        return len(self._reader.periods)


def _codes(nomenclature: str) -> list[str]:
    """Codes of the concordance in a nomenclature; headings of six digits for a national one."""
    lines = tariff_codes.lines()
    if nomenclature.startswith("HS"):
        of = [line for line in lines if tariff_codes.in_nomenclature(line, nomenclature)]
        return sorted({line.code for line in of})
    return sorted({line.code[: tariff_codes.HEADING] for line in lines})


def _whole(amount: Decimal | None) -> int:
    """An exact sum in whole units."""
    return 0 if amount is None else int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_EVEN))


def _sums(line: Mapping[str, Any]) -> Sums:
    return Sums(
        line["number"],
        _whole(line["value"]),
        _whole(line["value_weighed"]),
        _whole(line["kg"]),
        line["number"] - line["weighed"],
    )


def _flow(line: Mapping[str, Any]) -> Flow:
    """Flow of a group of rows; its weight is unknown where that of a row is.

    States are told where they matter: of a flow without a country, or without all its values.
    """
    complete = line["exporter"] and line["valued"] == line["number"]
    return Flow(
        line["importer"],
        line["code"],
        line["exporter"],
        _whole(line["value"]),
        _whole(line["kg"]) if line["weighed"] == line["number"] else None,
        () if complete else tuple(state for state in STATES if line[state]),
    )

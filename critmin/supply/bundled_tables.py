"""The only reader of the bundled supply tables and their index."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from critmin.core.files import read_table, sorted_lines_of, sorted_rows_of
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition, averaged_years
from critmin.supply.coverage import Evidence
from critmin.supply.supply_table import SupplyRow, SupplyTable

UNSUMMED = {
    "mixed_forms",
    "one_country",
}  # the rows are not parts of one total, so they have no shares


class Entry(NamedTuple):
    """One (mineral, stage, basis, year) of one source edition, as index.csv lists it.

    ``producers`` is the number of countries with a figure above zero; a table without any is
    never used.
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
        """Source without its edition."""
        return Edition.of(self.source).origin

    @property
    def when(self) -> str:
        """Year of the figures, or the years that they are the average of."""
        average = averaged_years(self.source) if self.status == "period_average" else ""
        return average or str(self.year)

    @property
    def observed(self) -> bool:
        """Whether the figures are observed, not projected."""
        return self.status != "projection"


@cache
def index() -> tuple[Entry, ...]:
    """Index of all supply tables."""
    return tuple(
        Entry(m, s, b, int(y), source, status, unit, int(n), path)
        for m, s, b, y, source, status, unit, n, path in read_table("index.csv")[1]
    )


@cache
def by_mineral_stage() -> dict[tuple[str, str], list[Entry]]:
    """Index by (mineral, stage)."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in index():
        found.setdefault((entry.mineral, entry.stage), []).append(entry)
    return found


def table_warnings(path: str) -> list[str]:
    """Warning codes of a table."""
    return [code for table, code in read_table("table_warnings.csv")[1] if table == path]


def caveats(entry: Entry) -> list[tuple[str, str]]:
    """Codes and sentences of caveats.csv that apply to one table."""
    return [
        (code, message)
        for mineral, stage, source, code, message in read_table("caveats.csv")[1]
        if mineral == entry.mineral
        and stage == entry.stage
        and source in {"", entry.origin, entry.source}
    ]


@cache
def _unsummed() -> frozenset[tuple[str, str, str]]:
    """Tables whose rows are not parts of one total, so they have no shares."""
    return frozenset(
        (mineral, stage, source)
        for mineral, stage, source, code, _message in read_table("caveats.csv")[1]
        if code in UNSUMMED
    )


def usable(entry: Entry) -> bool:
    """Whether shares can be computed from a table."""
    return entry.producers > 0 and (entry.mineral, entry.stage, entry.origin) not in _unsummed()


def usable_of(mineral: str, stage: str) -> list[Entry]:
    """Tables of a mineral and stage that shares can be made of."""
    return [entry for entry in by_mineral_stage().get((mineral, stage), []) if usable(entry)]


@cache
def mined_as() -> dict[str, tuple[tuple[str, ...], str]]:
    """Ores and reason by refined material (mined_as.csv)."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for slug, ore, reason in read_table("mined_as.csv")[1]:
        ores, _ = found.get(slug, ((), ""))
        found[slug] = ((*ores, ore), reason)
    return found


def _number(text: str) -> float | None:
    return float(text) if text else None


def _key(entry: Entry) -> tuple[str, str, str, str]:
    """First cells of every row of a table."""
    return entry.mineral, entry.stage, entry.basis, str(entry.year)


def has_figure(entry: Entry, iso3: str) -> bool:
    """Whether a table has a figure of a country; cheaper than to load it."""
    for cells in sorted_rows_of(entry.path, *_key(entry)):
        _country, code, _kind, quantity, low, *_ = cells[4:]
        if code == iso3:
            return bool(quantity or low)
    return False


def may_list(entry: Entry, iso3s: Iterable[str]) -> bool:
    """Whether a table may have a row of one of some countries; much cheaper than to load it."""
    cells = [f",{iso3}," for iso3 in iso3s]
    lines = sorted_lines_of(entry.path, *_key(entry))
    return any(cell in line for line in lines for cell in cells)


def may_have(entry: Entry, iso3s: Collection[str], part: float) -> bool:
    """Whether countries together may have a part of a table's output; cheaper than to load it.

    ``part`` is of the countries' printed figures, so it is set lower than the share asked for where
    a printed total may be smaller than their sum.
    """
    width = len(_key(entry))
    own = every = 0.0
    for cells in sorted_rows_of(entry.path, *_key(entry)):
        _country, iso3, kind, quantity = cells[width : width + 4]
        if kind == "country" and quantity:
            every += float(quantity)
            own += float(quantity) if iso3 in iso3s else 0.0
    return own >= part * every > 0


def load(entry: Entry) -> SupplyTable:
    """Read one supply table."""
    key = _key(entry)
    return SupplyTable(
        mineral=entry.mineral,
        stage=entry.stage,
        basis=entry.basis,
        year=entry.year,
        unit=entry.unit,
        source=entry.source,
        period=entry.when if entry.status == "period_average" else "",
        codes=tuple(
            dict.fromkeys([*(code for code, _ in caveats(entry)), *table_warnings(entry.path)])
        ),
        rows=tuple(_supply_row(*cells[len(key) :]) for cells in sorted_rows_of(entry.path, *key)),
    )


def evidence(table: SupplyTable) -> tuple[Evidence, ...]:
    """What is known of a bundled table beside its cells: none of a user's own."""
    key = (table.mineral, table.stage, table.basis, str(table.year), table.source)
    return tuple(
        Evidence(country, iso3, why, _number(low), _number(high), by)
        for country, iso3, why, low, high, by in (
            cells[len(key) :] for cells in sorted_rows_of("coverage.csv", *key)
        )
    )


def _supply_row(
    country: str,
    iso3: str,
    kind: str,
    quantity: str,
    low: str,
    high: str,
    _unit: str,
    state: str,
    status: str,
    note: str,
) -> SupplyRow:
    """A line of a supply table, its key left out."""
    figures = (_number(quantity), _number(low), _number(high))
    return SupplyRow(country, iso3, kind, *figures, state, status, note)

"""The only reader of the USGS statistics of the United States and of the rules of its balances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from critmin.core import sources
from critmin.core.files import has, read_table, sorted_rows_of
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.supply_risk.balance import CountedForm, Figure

RELIANCE = "net_import_reliance"
IMPORT_SOURCES = "usgs@2026"


class Base(NamedTuple):
    """Mineral and form of a printed reliance, and if it can be recomputed (reliance_bases.csv).

    ``of`` is the form that the publisher names, ``main`` whether it is the mineral's main form;
    ``base`` is the kind of consumption; ``reason`` says why it cannot be recomputed, else it is
    empty.
    """

    mineral: str
    of: str
    main: bool
    base: str
    consumption: str
    consumption_form: str
    import_form: str
    formula: str
    reason: str
    note: str

    @property
    def what(self) -> str:
        """Mineral and form in words."""
        return f"{self.mineral} ({self.of})" if self.of else self.mineral


Key = tuple[str, str, int]


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def editions() -> tuple[str, ...]:
    """Source ids with United States statistics, the newest first."""
    found = [id_ for id_ in sources.editions() if has(_path(id_))]
    return tuple(sorted(found, reverse=True))


def _path(source: str) -> str:
    origin, edition = Edition.of(source)
    return f"{origin}/salient_{edition}.csv"


def _figure(row: Sequence[str], source: str) -> Figure:
    """The figure of a row of one edition, after its mineral, measure, form and year."""
    quantity, low, high, unit, state, status, note = row[4:]
    return Figure(_number(quantity), _number(low), _number(high), unit, state, status, note, source)


@cache
def figures(source: str) -> dict[str, dict[Key, Figure]]:
    """Figures of one edition by mineral, then by measure, form and year."""
    found: dict[str, dict[Key, Figure]] = {}
    for row in read_table(_path(source))[1]:
        mineral, measure, form, year = row[:4]
        found.setdefault(mineral, {})[measure, form, int(year)] = _figure(row, source)
    return found


@cache
def prices(source: str, mineral: str) -> dict[tuple[str, str], dict[int, Figure]]:
    """Prices of a mineral in one edition by (form, unit), then by year."""
    found: dict[tuple[str, str], dict[int, Figure]] = {}
    for row in sorted_rows_of(_path(source), mineral, "price"):
        form, year = row[2:4]
        figure = _figure(row, source)
        found.setdefault((form, figure.unit), {})[int(year)] = figure
    return found


def years(source: str, base: Base) -> list[int]:
    """Years with a printed reliance in an edition."""
    own = figures(source).get(base.mineral, {})
    return sorted(y for measure, form, y in own if (measure, form) == (RELIANCE, base.of))


def edition_for(base: Base, year: int | None, named: str | None = None) -> tuple[str, int] | None:
    """Newest edition with the reliance of a year, and the year; of one edition if it is named.

    Without a year, the newest edition with any reliance, and its newest year.
    """
    for source in (named,) if named else editions():
        have = years(source, base)
        if have and (year is None or year in have):
            return source, have[-1] if year is None else year
    return None


def span(base: Base, named: str | None = None) -> list[int]:
    """All years with a printed reliance in any edition, or in the one named."""
    found = (named,) if named else editions()
    return sorted({year for source in found for year in years(source, base)})


def look_up(mineral: str, measure: str, form: str, year: int, first: str) -> Figure | None:
    """Figure of an edition, or of the newest other edition that prints it."""
    for source in (first, *(id_ for id_ in editions() if id_ != first)):
        found = figures(source).get(mineral, {}).get((measure, form, year))
        if found is not None:
            return found
    return None


@cache
def bases() -> tuple[Base, ...]:
    """All printed reliances, by mineral and form."""
    return tuple(
        Base(mineral, of, main == "yes", *rest)
        for mineral, of, main, *rest in read_table("reliance_bases.csv")[1]
    )


@cache
def counted_forms() -> dict[tuple[str, str], tuple[CountedForm, ...]]:
    """Statistics of each reliance by (mineral, form of the reliance)."""
    found: dict[tuple[str, str], list[CountedForm]] = {}
    for mineral, of, measure, form, sign, counts, _note in read_table("reliance_forms.csv")[1]:
        found.setdefault((mineral, of), []).append(CountedForm(measure, form, sign, counts))
    return {key: tuple(forms) for key, forms in found.items()}


class ImportSource(NamedTuple):
    """A country's share of the imports of one form, average of ``period``."""

    country: str
    period: str
    share: float | None
    low: float | None
    high: float | None


@cache
def _import_sources() -> dict[tuple[str, str], tuple[ImportSource, ...]]:
    found: dict[tuple[str, str], list[ImportSource]] = {}
    edition = Edition.of(IMPORT_SOURCES).edition
    for row in read_table(f"usgs/import_sources_{edition}.csv")[1]:
        mineral, form, period, country, _iso3, kind, share, low, high, *_ = row
        if kind == "country":
            found.setdefault((mineral, form), []).append(
                ImportSource(country, period, _number(share), _number(low), _number(high))
            )
    return {key: tuple(rows) for key, rows in found.items()}


def import_sources(base: Base) -> tuple[ImportSource, ...]:
    """Named sources of a reliance's imports, the largest first."""
    rows = _import_sources().get((base.mineral, base.import_form), ())
    return tuple(sorted(rows, key=lambda r: (-(r.share or r.low or 0.0), r.country)))

"""How large the market is: the IEA's totals, and demand times price beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from critmin.answers import cautions
from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.answers.text import joined
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.wording import year_spans
from critmin.markets import market_value, output_value
from critmin.markets.market_output import of_output
from critmin.markets.market_value import (
    TOTAL,
    Demand,
    Stated,
    Valued,
    demand,
    rules,
    stated,
    valued,
)

if TYPE_CHECKING:
    from critmin.charts.model import Chart

KIND = "stated, implied by a stated change, or reconstructed as demand times price"
COLUMNS = weighing(
    columns("mineral year value_usd demand_t price_usd_t kind flag source"),
    kind=9,
    year=9,
    source=6,
)
BILLION = 1e9
Row = tuple[Cell, ...]


def market(
    *minerals: str, year: str | int | Sequence[int] | None = None, valued_by: str = "demand"
) -> Table:
    """Market value of the energy-transition minerals, or of the world's output of any.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means the stated totals and all minerals whose
        demand the IEA prints.
    year : str, int or sequence of int, optional
        All observed years by default, of output the newest; projections only when named.
    valued_by : {"demand", "output"}
        ``demand``: the IEA's totals, and its demand times the IMF's price. ``output``: the
        world's output at a price of one form, both the USGS's, of every mineral where the two
        fit; the two ways are never added up.

    Returns
    -------
    Table
        ``kind`` is ``stated`` (the IEA's total), ``implied`` (from a change it states) or
        ``reconstructed`` (the IEA's demand times the IMF's mean price of the year, not a
        figure of either). Values in USD of the year, demand in t of contained metal.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If nothing asked for has a value.
    """
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in arguments.flat(minerals)))
    years = arguments.years(year)
    if check_valued(valued_by) == "output":
        query = {
            "command": "market",
            "minerals": list(minerals),
            "year": year,
            "valued_by": valued_by,
        }
        asked = {key: value for key, value in query.items() if value not in (None, [])}
        return of_output(slugs, years, asked)
    totals = [] if slugs else _totals(years)
    wanted, missing = _wanted(slugs, years)
    found = [valued(one) for one in wanted]
    rows = sorted([*totals, *(_row(one) for one in found)], key=lambda row: int(str(row[1])))
    gone = [(slug, None, None, None, None, None, "no_data", None) for slug in missing]
    _refuse(rows, found, missing, years)
    query = {"command": "market", "minerals": list(minerals), "year": year}
    used = {part for row in rows for part in str(row[-1] or "").split(";") if part}
    return Table(
        chart=_chart,
        query={key: value for key, value in query.items() if value not in (None, [], ())},
        columns=_columns(),
        rows=(*rows, *gone),
        sources=sources.records(sorted(used, reverse=True)),
        warnings=tuple(_cautions(rows, found, missing)),
        notes=tuple(_notes(found, years)),
    )


def check_valued(valued_by: str) -> str:
    """How minerals are valued: by ``demand`` or ``output``.

    Raises
    ------
    QueryError
        If it is something else.
    """
    if valued_by not in {"demand", "output"}:
        raise QueryError(f"--valued-by is {valued_by!r}: write demand or output")
    return valued_by


def _columns() -> tuple[Column, ...]:
    return tuple(c._replace(description=KIND) if c.name == "kind" else c for c in COLUMNS)


def _totals(years: Sequence[int]) -> Iterator[Row]:
    """Rows of the stated totals, and of the year before where a change is stated."""
    shown = [one for one in stated() if one.year in years or (not years and not one.projection)]
    implied = [one for one in stated() if one.change and (not years or one.year - 1 in years)]
    for one in shown:
        flags = ["projection" if one.projection else "", "transcribed"]
        flags += ["first_published"] if _before(one.year) else []
        yield (TOTAL, one.year, one.value, None, None, "stated", joined(flags), one.source)
    for one in implied:
        yield (
            TOTAL,
            one.year - 1,
            implied_by(one),
            None,
            None,
            "implied",
            "implied;transcribed",
            one.source,
        )


def _before(year: int) -> list[Stated]:
    """Statements that put another figure on a year by the change they state."""
    return [one for one in stated() if one.change and one.year - 1 == year]


def implied_by(one: Stated) -> float:
    """The value of the year before that a stated change implies: value / (1 + change)."""
    return one.value / (1 + (one.change or 0.0))


def _wanted(slugs: Sequence[str], years: Sequence[int]) -> tuple[list[Demand], dict[str, str]]:
    """Demand of the minerals and years asked for, and the reasons where there is none."""
    found: list[Demand] = []
    missing: dict[str, str] = {}
    for slug in slugs or rules():
        own = demand().get(slug)
        if own is None:
            known = ", ".join(rules())
            missing[slug] = (
                f"no market value of {slug}: the IEA prints no demand of it, it does of {known}"
                f"{'; --valued-by output values its output' if output_value.values(slug) else ''}"
            )
            continue
        here = [d for d in own.values() if d.year in years or (not years and not d.projection)]
        found += here
        if not here and slugs:
            missing[slug] = (
                f"no demand of {slug} in {year_spans(sorted(years))}: the IEA prints "
                f"{year_spans(sorted(own))}"
            )
    return found, missing


def _row(one: Valued) -> Row:
    flags = ["reconstructed" if one.value is not None else "no_data"]
    flags += ["projection"] if one.demand.projection else []
    source = joined([one.demand.source, one.source])
    flag = joined([*flags, *(f for f in one.demand.flags if f != "projection")])
    head = (one.demand.mineral, one.demand.year, one.value, one.demand.tonnes, one.price)
    return (*head, None if one.value is None else "reconstructed", flag, source)


def _refuse(
    rows: Sequence[Row], found: Sequence[Valued], missing: dict[str, str], years: Sequence[int]
) -> None:
    """Raise the reasons when no row has a value."""
    if any(row[2] is not None for row in rows):
        return
    reasons = [*missing.values(), *_reasons(found)]
    if not reasons:
        have = sorted({one.year for one in stated()} | {y for d in demand().values() for y in d})
        asked = year_spans(sorted(years))
        reasons = [f"no market value in {asked}: there are figures for {year_spans(have)}"]
    raise NoData("; ".join(dict.fromkeys(reasons)))


def _reasons(found: Sequence[Valued]) -> Iterator[str]:
    for one in found:
        if one.value is None:
            d = one.demand
            of = f" ({market_value.SCENARIO})" if d.projection else ""
            yield (
                f"no market value of {d.mineral} in {d.year}: demand is {d.tonnes:,.0f} t{of}, "
                f"but {one.reason}"
            )


def _cautions(
    rows: Sequence[Row], found: Sequence[Valued], missing: dict[str, str]
) -> Iterator[Caution]:
    if any(one.value is not None for one in found):
        notes = [
            f"{slug}: {rules()[slug][1]}"
            for slug in dict.fromkeys(o.demand.mineral for o in found if o.value is not None)
            if rules()[slug][1]
        ]
        said = "the IEA's demand times the IMF's mean price of the year, a figure of neither"
        yield Caution("reconstructed", "; ".join([said, *notes]))
    yield from _checks(rows, found)
    for one in stated():
        if one.change and any(row[5] == "implied" and row[1] == one.year - 1 for row in rows):
            yield Caution(
                "implied",
                f"{one.source} states {one.value / BILLION:,.0f} billion USD for {one.year}, "
                f"{one.change:+.0%} on {one.year - 1}: {implied_by(one) / BILLION:,.0f} billion on "
                "its basis; values first published elsewhere do not compare",
            )
    if any("projection" in str(row[6]) for row in rows):
        yield Caution("projection", f"demand is of {market_value.SCENARIO}; a total says its own")
    if any("transcribed" in str(row[6]) for row in rows):
        yield Caution("transcribed", cautions.meaning("transcribed"))
    yield from (Caution("no_data", reason) for reason in [*missing.values(), *_reasons(found)])


def _checks(rows: Sequence[Row], found: Sequence[Valued]) -> Iterator[Caution]:
    """The sum of the reconstructed values against each stated total of the year."""
    if not any(row[0] == TOTAL for row in rows):
        return
    valued_years = {one.demand.year for one in found}
    for row in rows:
        if row[5] == "stated" and row[1] not in valued_years:
            yield Caution("market_check", f"{row[1]}: not reconstructed, no demand is bundled")
    for year in sorted({one.demand.year for one in found if not one.demand.projection}):
        own = {o.demand.mineral: o.value for o in found if o.demand.year == year and o.value}
        without = [o.demand.mineral for o in found if o.demand.year == year and o.value is None]
        total = sum(own.values())
        parts = " + ".join(f"{slug} {value / BILLION:,.1f}" for slug, value in own.items())
        said = f"{year}: {parts} = {total / BILLION:,.1f} billion USD reconstructed"
        totals = [r for r in rows if r[0] == TOTAL and r[1] == year]
        against = [
            f"{row[5]} {float(str(row[2])) / BILLION:,.0f} billion ({row[7]}), "
            f"{total / float(str(row[2])) - 1:+.1%}"
            for row in totals
        ] or ["no total stated at hand"]
        tail = f"; without {', '.join(without)}" if without else ""
        yield Caution("market_check", f"{said} against {' and '.join(against)}{tail}")


def _notes(found: Sequence[Valued], years: Sequence[int]) -> Iterator[str]:
    for slug in dict.fromkeys(one.demand.mineral for one in found):
        note = next(o.demand.note for o in found if o.demand.mineral == slug)
        if note:
            yield f"{slug}: demand is of {note}"
    if not years:
        later = sorted({y for d in demand().values() for y, one in d.items() if one.projection})
        yield f"all observed years; --year {later[0]} gives a projection, which has no price"


def _chart(table: Table) -> Chart | None:
    from critmin.markets.charts import market

    return market(table)

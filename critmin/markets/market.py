"""market: stated totals, and demand or world output times a price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.core.wording import year_spans
from critmin.declared.listed import PRICES
from critmin.declared.question import question
from critmin.markets import demand_value, output_value
from critmin.markets.demand_value import SCENARIO, TOTAL, Demand, Stated, Valued
from critmin.markets.output_value import OutputValue

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

WAYS = ("demand", "output")
KINDS = {
    "demand": "stated, implied by a stated change, or reconstructed as demand times price",
    "output": "output: the world's output at the price of one form of it",
}
BILLION = 1e9


class Row(NamedTuple):
    """Market value of a mineral, or of all, in a year; ``output_t`` if output is valued."""

    mineral: str
    year: int | None
    value_usd: float | None
    demand_t: float | None
    price_usd_t: float | None
    kind: str | None
    output_t: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "market",
    group=PRICES,
    place=2,
    answers="How large the market is: as published, and reconstructed.",
    examples=(
        "critmin market --year 2023",
        "critmin market tungsten antimony gallium --valued-by output",
    ),
    limits="Sums of demand or output times a price; minerals without a price are left out.",
    named=Rule(beyond="the market is the world's; critmin share shows single countries"),
    picture=True,
)
def market(
    *named: p.Minerals,
    mineral: p.Mineral = None,
    year: p.ObservedYear = None,
    valued_by: p.ValuedBy = "demand",
) -> Table[Row]:
    """Market value of energy-transition minerals by demand, or of any mineral by world output.

    Parameters
    ----------
    *named : str
        Slugs, symbols, common names or products; none means the stated totals and all minerals
        whose demand the IEA prints.
    year : str, int or sequence of int, optional
        All observed years by default, of output the newest; projections only when named.
    valued_by : {"demand", "output"}
        ``demand``: the IEA's totals, and its demand times the IMF's price. ``output``: world
        output times the price of one form, both of the USGS, for every mineral where the two
        match. Values of the two kinds are never added up.

    Returns
    -------
    Table
        ``kind`` is ``stated`` (the IEA's total), ``implied`` (from a change it states) or
        ``reconstructed`` (the IEA's demand times the IMF's mean price of the year, published
        by neither). Values are in USD of the year, demand in t of contained metal, prices in
        USD/t.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If ``valued_by`` is something else.
    NoData
        If nothing in the query has a value.
    """
    said = roles.read("market", named, mineral=mineral)
    slugs = arguments.slugs(said.minerals)
    years = arguments.years(year)
    query = {"command": "market", "minerals": said.minerals, "year": year}
    if check_valued(valued_by) == "output":
        return read_as.noted(_of_output(slugs, years, {**query, "valued_by": valued_by}), said)
    return read_as.noted(_of_demand(slugs, years, query), said)


def check_valued(valued_by: str) -> str:
    """Check how minerals are valued: by ``demand`` or ``output``.

    Raises
    ------
    QueryError
        If it is something else.
    """
    if valued_by not in WAYS:
        raise QueryError(f"--valued-by is {valued_by!r}: write demand or output")
    return valued_by


def _columns(way: str, **weights: int) -> tuple[Column, ...]:
    return tuple(
        column._replace(description=KINDS[way]) if column.name == "kind" else column
        for column in columns_of(Row, kind=9, **weights)
    )


def _summary(table: Table) -> str:
    from critmin.summaries.prices import market

    return market(table)


def _chart(table: Table) -> Chart | None:
    from critmin.markets.market_charts import market

    return market(table)


# Valued by demand: totals stated by the IEA, and the IEA's demand times the IMF's price.


def _of_demand(slugs: Sequence[str], years: Sequence[int], query: Mapping[str, Any]) -> Table:
    found, missing = _demand_of(slugs, years)
    valued = [demand_value.valued(one) for one in found]
    rows = [] if slugs else list(_total_rows(years))
    rows = sorted([*rows, *map(_demand_row, valued)], key=lambda row: row.year or 0)
    if all(row.value_usd is None for row in rows):
        raise NoData("; ".join(dict.fromkeys(_why_none(valued, missing, years))))
    table = builder.answer(
        [*rows, *(no_data(Row, mineral=slug) for slug in missing)],
        _columns("demand", year=9, source=6),
        query=query,
        cited=sources.records(sorted({id_ for row in rows for id_ in row.source}, reverse=True)),
        cautions=_demand_cautions(rows, valued, missing),
        notes=_demand_notes(valued, years),
        summary=_summary,
        chart=_chart,
    )
    return table.without(["output_t"])


def _total_rows(years: Sequence[int]) -> Iterator[Row]:
    """Rows of the stated totals, and of the year before if a change is stated."""
    stated = demand_value.stated()
    changed = {one.year - 1 for one in stated if one.change}
    for one in stated:
        if one.year in years or (not years and not one.projection):
            flag = codes(
                "projection" if one.projection else None,
                "transcribed",
                "first_published" if one.year in changed else None,
            )
            yield _total_row(one, one.year, one.value, "stated", flag)
    for one in stated:
        if one.implied is not None and (not years or one.year - 1 in years):
            yield _total_row(one, one.year - 1, one.implied, "implied", ("implied", "transcribed"))


def _total_row(one: Stated, year: int, value: float, kind: str, flag: tuple[str, ...]) -> Row:
    return Row(TOTAL, year, value, None, None, kind, None, flag, (one.source,))


def _demand_of(slugs: Sequence[str], years: Sequence[int]) -> tuple[list[Demand], dict[str, str]]:
    """Demand for the minerals in the years, and the reasons if there is none."""
    found: list[Demand] = []
    missing: dict[str, str] = {}
    known = demand_value.rules()
    for slug in slugs or known:
        own = demand_value.demand().get(slug)
        if own is None:
            hint = "; --valued-by output values its output" if output_value.values(slug) else ""
            missing[slug] = (
                f"no market value of {slug}: the IEA prints no demand for it, but for "
                f"{', '.join(known)}{hint}"
            )
            continue
        here = [d for d in own.values() if d.year in years or (not years and not d.projection)]
        found += here
        if not here and slugs:
            missing[slug] = (
                f"no demand for {slug} in {year_spans(sorted(years))}: the IEA prints "
                f"{year_spans(sorted(own))}"
            )
    return found, missing


def _demand_row(one: Valued) -> Row:
    absent = one.value is None
    return Row(
        mineral=one.demand.mineral,
        year=one.demand.year,
        value_usd=one.value,
        demand_t=one.demand.tonnes,
        price_usd_t=one.price,
        kind=None if absent else "reconstructed",
        output_t=None,
        flag=codes(
            "no_data" if absent else "reconstructed",
            "projection" if one.demand.projection else None,
            one.demand.flags,
        ),
        source=codes(one.demand.source, one.source),
    )


def _why_none(
    valued: Sequence[Valued], missing: Mapping[str, str], years: Sequence[int]
) -> list[str]:
    """Reason why nothing has a value."""
    reasons = [*missing.values(), *_unvalued(valued)]
    if reasons:
        return reasons
    printed = {year for own in demand_value.demand().values() for year in own}
    have = sorted(printed | {one.year for one in demand_value.stated()})
    return [
        f"no market value in {year_spans(sorted(years))}: there are figures for {year_spans(have)}"
    ]


def _unvalued(valued: Sequence[Valued]) -> Iterator[str]:
    """Reason of each demand without a value."""
    for one in valued:
        if one.value is None:
            scenario = f" ({SCENARIO})" if one.demand.projection else ""
            yield (
                f"no market value of {one.demand.mineral} in {one.demand.year}: demand is "
                f"{one.demand.tonnes:,.0f} t{scenario}, but {one.reason}"
            )


def _with_notes(notes: Mapping[str, str]) -> str:
    """Notes by mineral, to end a sentence."""
    return "".join(f"; {slug}: {note}" for slug, note in notes.items() if note)


def _demand_cautions(
    rows: Sequence[Row], valued: Sequence[Valued], missing: Mapping[str, str]
) -> Iterator[Caution]:
    priced = [one.demand.mineral for one in valued if one.value is not None]
    if priced:
        notes = {slug: demand_value.rules()[slug].note for slug in priced}
        yield caution("reconstructed:demand", notes=_with_notes(notes))
    if any(row.mineral == TOTAL for row in rows):
        yield from _checks(rows, valued)
    implied = {row.year for row in rows if row.kind == "implied"}
    for one in demand_value.stated():
        if one.implied is not None and one.year - 1 in implied:
            yield caution(
                "implied",
                source=one.source,
                value=one.value / BILLION,
                year=one.year,
                change=one.change,
                before=one.year - 1,
                implied=one.implied / BILLION,
            )
    yield from _projections(rows, valued)
    if any("transcribed" in row.flag for row in rows):
        yield explained("transcribed")
    yield from (Caution("no_data", reason) for reason in [*missing.values(), *_unvalued(valued)])


def _projections(rows: Sequence[Row], valued: Sequence[Valued]) -> Iterator[Caution]:
    """Cautions on the scenarios of projected demand and of projected totals."""
    if any(one.demand.projection for one in valued):
        yield caution("projection:demand", scenario=SCENARIO)
    years = {row.year for row in rows if row.kind == "stated"}
    for one in demand_value.stated():
        if one.projection and one.year in years:
            yield caution("projection:total", year=one.year, scenario=one.scenario)


def _checks(rows: Sequence[Row], valued: Sequence[Valued]) -> Iterator[Caution]:
    """Sum of the reconstructed values compared with each stated total of the year."""
    years = {one.demand.year for one in valued}
    for row in rows:
        if row.kind == "stated" and row.year not in years:
            yield caution("market_check:no_demand", year=row.year)
    for year in sorted({one.demand.year for one in valued if not one.demand.projection}):
        own = [one for one in valued if one.demand.year == year]
        values = {one.demand.mineral: one.value for one in own if one.value}
        absent = [one.demand.mineral for one in own if one.value is None]
        total = sum(values.values())
        totals = [
            f"{row.kind} {row.value_usd / BILLION:,.0f} billion ({', '.join(row.source)}), "
            f"{total / row.value_usd - 1:+.1%}"
            for row in rows
            if row.mineral == TOTAL and row.year == year and row.value_usd
        ]
        yield caution(
            "market_check",
            year=year,
            parts=" + ".join(f"{slug} {value / BILLION:,.1f}" for slug, value in values.items()),
            total=total / BILLION,
            totals=" and ".join(totals) or "no stated total",
            without=f"; without {', '.join(absent)}" if absent else "",
        )


def _demand_notes(valued: Sequence[Valued], years: Sequence[int]) -> Iterator[str]:
    notes: dict[str, str] = {}
    for one in valued:
        notes.setdefault(one.demand.mineral, one.demand.note)
    yield from (f"{slug}: demand is of {note}" for slug, note in notes.items() if note)
    if not years:
        every = [one for own in demand_value.demand().values() for one in own.values()]
        first = min(one.year for one in every if one.projection)
        yield f"all observed years; --year {first} shows a projection, which has no price"


# Valued by output: world output times the price of one form, both of the USGS.


def _of_output(slugs: Sequence[str], years: Sequence[int], query: Mapping[str, Any]) -> Table:
    found, missing = _output_of(slugs, years)
    reasons = [f"no market value by output for {slug}: {why}" for slug, why in missing.items()]
    if not found:
        nothing = f"no market value by output in {year_spans(sorted(years))}"
        raise NoData("; ".join(reasons) or nothing)
    rows = [_output_row(one) for one in found]
    rows.sort(key=lambda row: (row.year or 0, -(row.value_usd or 0.0)))
    return builder.answer(
        [*rows, *(no_data(Row, mineral=slug) for slug in missing if slugs)],
        _columns("output"),
        query=query,
        cited=sources.records(one.source for one in found),
        cautions=[*_output_cautions(found), *_output_gaps(missing, reasons, named=bool(slugs))],
        summary=_summary,
        chart=_chart,
    )


def _output_of(
    slugs: Sequence[str], years: Sequence[int]
) -> tuple[list[OutputValue], dict[str, str]]:
    """Values of the years, else of the newest year, and the gaps; all minerals if none is named."""
    found: list[OutputValue] = []
    missing: dict[str, str] = {}
    for slug in slugs or output_value.rules():
        own = output_value.values(slug)
        if not own:
            missing[slug] = output_value.why_none(slug)
            continue
        here = [own[year] for year in years or [max(own)] if year in own]
        valued = [one for one in here if one.value is not None]
        found += valued
        if not valued and (slugs or here):
            have = year_spans(sorted(own))
            missing[slug] = here[0].reason if here else f"its output is printed for {have}"
    return found, missing


def _output_row(one: OutputValue) -> Row:
    return Row(
        mineral=one.mineral,
        year=one.year,
        value_usd=one.value,
        demand_t=None,
        price_usd_t=one.price,
        kind="output",
        output_t=one.tonnes,
        flag=codes("reconstructed", one.flags),
        source=(one.source,),
    )


def _output_cautions(found: Sequence[OutputValue]) -> Iterator[Caution]:
    notes = {one.mineral: output_value.rules()[one.mineral].note for one in found}
    yield caution("reconstructed:output", notes=_with_notes(notes))
    outside = [one.mineral for one in found if "withheld_excluded" in one.flags]
    if outside:
        yield caution("withheld_excluded:value", minerals=tuple(dict.fromkeys(outside)))


def _output_gaps(
    missing: Mapping[str, str], reasons: Sequence[str], *, named: bool
) -> list[Caution]:
    if named:
        return [Caution("no_data", reason) for reason in reasons]
    if not missing:
        return []
    return [caution("no_data:output", number=len(missing), minerals=tuple(missing))]

"""trend: supply over the years, or imports over the years or months of one's own trade data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import Month
from critmin.declared.listed import SUPPLY
from critmin.declared.question import question
from critmin.supply import trend as of_supply
from critmin.supply.trend import MEASURES, RULE

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p
    from critmin.trade.sources import Data

WORLD = "All suppliers"  # of whom an HHI is
UNITS = {**MEASURES, "quantity": "t"}


class Row(NamedTuple):
    """Figure of a buyer's imports in one year or month, from one supplier or from all."""

    mineral: str
    stage: str
    year: int | None
    buyer_iso3: str
    country: str | None
    iso3: str | None
    value: float | None
    unit: str | None
    period: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "trend",
    group=SUPPLY,
    place=2,
    answers="How supply changed over the years: share, HHI or quantity.",
    examples=(
        "critmin trend lithium --country CHN --country AUS",
        "critmin trend cobalt --measure hhi -f csv",
    ),
    limits="Years come from several editions, named in each row; a jump can be a new edition.",
    named=RULE,
    picture=True,
)
def trend(
    *named: p.SupplyNames,
    mineral: p.Mineral = None,
    stage: p.Stage = None,
    year: p.Period = None,
    country: p.Countries = None,
    measure: p.TrendMeasure = "share",
    source: p.SourceId = None,
    total: p.Total = None,
    basis: p.Basis = None,
    data: p.Data = None,
    column_map: p.ColumnMap = (),
    sheet: p.Sheet = None,
    wide: p.Wide = None,
    decimal: p.Decimal = None,
    limit: p.Limit = (),
    trade: p.Trade = None,
    engine: p.Engine = None,
) -> Table:
    """Shares, HHI or quantities over all years that the preferred source prints.

    Each year is from the newest edition that prints it. Each row names its edition, and a flag
    marks where the edition changes. Projections are shown only for years that are named. With
    ``trade`` the figures are of a buyer's recorded imports, over all months or years of the data.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), none for all minerals of the stage; and
        countries to show alone, in any order. With ``trade`` the first country is the buyer, and
        the others are suppliers to show alone.
    measure : {"share", "hhi", "quantity"}
        Measure to show. ``hhi`` gives one row per year, for the world; with ``trade`` it is that
        of the imports. ``quantity`` is in t of product there.
    country : str or sequence of str, optional
        Only these countries, and blocs with the members of each year's last day.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``2018:2024``; with ``trade`` also months, ``2024-01:2026-06``.

    Returns
    -------
    Table
        One row per year and country. ``value`` is a fraction in [0, 1] for shares, on the
        0-10,000 scale for ``hhi``, else in ``unit``; an absent figure is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For another measure, a country with ``hhi``, or an option of supply with ``trade``.
    DataError
        If ``data`` cannot be used.
    NoData
        If no mineral of the query has a figure.
    """
    if trade is None:
        if engine is not None:
            raise QueryError("--engine reads a lake: name it with --trade")
        return of_supply.trend(
            *named,
            mineral=mineral,
            stage=stage,
            year=year,
            country=country,
            measure=measure,
            source=source,
            total=total,
            basis=basis,
            data=data,
            column_map=column_map,
            sheet=sheet,
            wide=wide,
            decimal=decimal,
            limit=limit,
        )
    if data is not None or total is not None or basis is not None:
        raise QueryError("--data, --total and --basis are of supply: leave them out with --trade")
    if measure not in MEASURES:
        raise QueryError(f"measure is {measure!r}: write {', '.join(MEASURES)}")
    from critmin.trade.dependency import dependency
    from critmin.trade.own_trade import opened

    span = year if year is not None else _all_periods(opened(str(trade), engine, source))
    answer = dependency(
        *named,
        mineral=mineral,
        stage=stage,
        supplier=country,
        year=span,
        source=source,
        extended=True,
        trade=trade,
        engine=engine,
    )
    if measure == "hhi" and answer.query.get("supplier"):
        raise QueryError("the HHI is of all suppliers: name none with --measure hhi")
    return _of_imports(answer, measure, year)


def _all_periods(data: Data) -> str:
    """All months of the data, or all years where they have no month, as they are typed."""
    found = {
        period
        for source in data.sources.values()
        if source.reader is not None
        for period in source.reader.codes()
    }
    months = [period for period in found if isinstance(period, Month)]
    return ",".join(map(str, sorted(months) if months else sorted(found)))


def _of_imports(answer: Table, measure: str, year: object) -> Table:
    """The answer of `dependency` as figures over time; its sentence and picture are of shares."""
    asked = {key: value for key, value in answer.query.items() if key not in {"year", "top"}}
    query = {**asked, "command": "trend", "year": year, "measure": measure}
    shares = measure == "share"
    table = builder.answer(
        _rows(answer, measure),
        columns_of(Row),
        query=query,
        cited=answer.sources,
        cautions=answer.warnings,
        notes=answer.notes,
        summary=partial(_summary, of=answer) if shares else _moved,
        chart=partial(_chart, of=answer) if shares else partial(_lines, measure=measure),
        from_user=answer.from_user,
    )
    return table if "period" in answer.names else table.without("period")


def _rows(answer: Table, measure: str) -> Iterator[Row]:
    """One row for each row of shares or quantities, or for each table of an HHI."""
    told: set[tuple[Any, ...]] = set()
    for row in answer.records():
        of = (row["mineral"], row["stage"], row["year"], row.get("period"))
        if measure == "hhi" and of in told:
            continue
        told.add(of)
        if measure == "hhi":
            country, iso3, value = WORLD, None, row["import_hhi"]
        else:
            country, iso3 = row["supplier"], row["supplier_iso3"]
            value = row["share"] if measure == "share" else row["imports_t"]
        unit = "fraction" if measure == "share" else UNITS[measure]
        yield Row(
            mineral=row["mineral"],
            stage=row["stage"],
            year=row["year"],
            buyer_iso3=row["buyer_iso3"],
            country=country,
            iso3=iso3,
            value=value,
            unit=unit if row["year"] is not None else None,
            period=row.get("period"),
            flag=row["flag"],
            source=row["source"],
        )


def _summary(_table: Table, of: Table) -> str:
    return of.summary


def _moved(table: Table) -> str:
    """HHI or weight of the first form in the newest period, and in the first one."""
    from critmin.core.wording import about
    from critmin.summaries.phrases import goods, in_year, known_place, possessive, sentence
    from critmin.trade.own_trade import months_as_years

    dated = [row for row in months_as_years(table).records() if row["year"] is not None]
    if not dated:
        return ""
    form = (dated[0]["mineral"], dated[0]["stage"])
    rows = [row for row in dated if (row["mineral"], row["stage"]) == form]
    first, last = min(row["year"] for row in rows), max(row["year"] for row in rows)
    buyer, what = known_place(str(table.query["buyer"])), goods(str(form[0]), str(form[1]))

    def said(year: int) -> str:
        of = [row for row in rows if row["year"] == year]
        known = [row["value"] for row in of if row["value"] is not None]
        if not known:
            return f"not known {in_year(of[0])}"
        least = "at least " if len(known) < len(of) else ""
        unit = "" if table.query["measure"] == "hhi" else " t"
        return f"{least}{about(sum(known), 3)}{unit} {in_year(of[0])}"

    of_what = "the HHI of" if table.query["measure"] == "hhi" else "the weight of"
    after = f", after {said(first)}" if first != last else ""
    return sentence(f"{of_what} {possessive(buyer)} imports of {what} was {said(last)}{after}")


def _chart(_table: Table, of: Table) -> Chart | None:
    from critmin.trade.charts import dependency as pictured
    from critmin.trade.own_trade import months_as_years

    return pictured(months_as_years(of))


def _lines(table: Table, measure: str) -> Chart | None:
    from critmin.trade.charts import imports_over_time
    from critmin.trade.own_trade import months_as_years

    return imports_over_time(months_as_years(table), UNITS[measure])

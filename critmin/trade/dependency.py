"""dependency: shares of a buyer's recorded imports, by supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.columns import columns_of
from critmin.answers.table import Column, Table
from critmin.core import arguments, dates, periods, roles
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import BY_PLACE, Rule
from critmin.declared.listed import TRADE
from critmin.declared.question import question
from critmin.supply.supply_table import competition_ranks
from critmin.trade import buyers, cautions, flows, search, us_imports
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import MEASURES, ImportTable, Supplier
from critmin.trade.imports import Imports
from critmin.trade.mine_supplier import mine_supplier
from critmin.trade.own_trade import check_periods, months_as_years, of_own_trade

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

NOTE = "shares are of recorded imports of the forms with data; re-exports are not subtracted"


class Row(NamedTuple):
    """Imports from one supplier, of one mineral in one form and year."""

    mineral: str
    stage: str
    year: int
    buyer: str
    buyer_iso3: str
    supplier: str
    supplier_iso3: str | None
    imports_usd: int | None
    imports_t: float | None
    share: float | None
    rank: int | None
    hs6: tuple[str, ...]
    import_hhi: float | None
    period: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "dependency",
    group=TRADE,
    place=1,
    answers="Where a buyer's imports come from: shares by supplier.",
    examples=(
        "critmin dependency japan lithium graphite --top 3",
        "critmin dependency eu27 cobalt --form refined --year 1995:2024 -f csv",
    ),
    limits="Recorded imports by customs value; re-exports are not subtracted. Tariff codes that "
    "also hold other goods give no share.",
    named=Rule(one=("buyer",), rest="supplier", needs=("buyer",), code=BY_PLACE),
    picture=True,
    buyer="always",
)
@of_own_trade
def dependency(
    *named: p.TradeNames,
    buyer: p.BuyerOption = None,
    mineral: p.Mineral = None,
    supplier: p.Suppliers = None,
    form: p.TradeForm = None,
    stage: p.Form = None,
    year: p.Period = None,
    measure: p.ImportMeasure = None,
    top: p.Top = None,
    as_of: p.BlocDay = None,
    source: p.TradeSource = None,
    extended: p.IndexOfImports = False,
    trade: p.Trade = None,
    engine: p.Engine = None,
) -> Table:
    """Import shares of a buyer by supplier, for each mineral and traded form.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), none for all that trade under codes of
        their own; and countries, in any order: the first is the buyer, the others suppliers. A
        bloc is one buyer: trade among its members is left out.
    buyer : str, optional
        The buyer, instead of the first country.
    stage : str or sequence of str, optional
        Traded forms (``ore``, ``intermediate``, ``ferroalloy``, ``refined``, ``semi``,
        ``magnet``, ``downstream``, ``scrap``, ``mixed``), or ``mining``, ``refining`` for
        the forms of that stage.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``1995:2024``; with ``trade`` also months, ``2024-01:2026-06``.
        Several years or months come from one source. A year of monthly data is the sum of its
        twelve months; without one of them it is no data.
    measure : {"value", "weight", "contained"}, optional
        Measure of the shares: customs value (the default), product weight, or contained
        element by the factors of the concordance. If it is given, shares printed by the USGS
        are not used, because the USGS does not state their measure.
    as_of : str or date, optional
        Day on which a bloc's membership is read; each year's last day when not given.
    top : int, optional
        Only the n largest suppliers of each form.
    extended : bool
        Add the HHI of the imports (0-10,000) to each row.

    Returns
    -------
    Table
        One row per mineral, form, year and supplier. ``share`` is in [0, 1], ``imports_usd``
        in USD, ``imports_t`` in t of product. An unknown weight is None, never 0. A supplier
        that is named but has no recorded flow has a share of 0 and the flag
        ``none_recorded``. Flows under tariff codes that also hold other minerals, or that no
        longer hold the mineral, are shown without a share. ``period`` is the month, in answers
        by month. Imports for which the source names no country are a row of their own, and part
        of the denominator of all shares.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a supplier is the buyer or a member of it, or for another measure.
    NoData
        If no imports of the query are recorded.
    """
    if measure not in {None, *MEASURES}:
        raise QueryError(f"--measure is {measure!r}: write {', '.join(MEASURES)}")
    if top is not None and top < 1:
        raise QueryError(f"--top is {top}: write 1 or more")
    said = roles.read("dependency", named, mineral=mineral, buyer=buyer, supplier=supplier)
    minerals = said.minerals
    forms = arguments.form_or_stage(form, stage)
    day = None if as_of is None else dates.day(as_of)
    importer = buyers.buyer(said.the("buyer"), day)
    years = check_periods(periods.read(year))
    only = buyers.suppliers(said.of("supplier"), importer, years or [us_imports.YEAR])
    for iso3 in only:
        for at in years or [us_imports.YEAR]:
            buyers.check_supplier(importer, iso3, at)
    found = search.find(
        importer,
        minerals,
        stage=forms,
        years=years,
        source=source,
        measure=measure,
        own=said.forms(),
    )
    view = _View(importer, only, measure or "value", top, extended)
    rows = [row for table in found.tables for row in view.rows(table)]
    rows += _missing_rows(found) if minerals else []
    about = [
        *read_as.cautions(said, part="form", given=forms),
        *cautions.of_imports(
            found,
            view.measure,
            named=bool(minerals),
            any_form=bool(forms or said.forms()),
            suppliers=only,
        ),
    ]
    answer = builder.answer(
        rows,
        _columns(view.measure),
        query={
            "command": "dependency",
            "buyer": importer.code,
            "minerals": minerals,
            "supplier": only,
            "stage": arguments.words(forms),
            "year": year,
            "measure": measure,
            "source": source,
            "as_of": day,
            "top": top,
            "answered_from": [_origin(table) for table in found.tables],
        },
        cited=found.sources,
        cautions=cautions.summarised(about, len(found.tables)),
        notes=[NOTE],
        summary=_summary,
        chart=_chart,
    )
    idle = [] if extended else ["import_hhi"]
    return answer.without([*idle, *([] if any(map(periods.name, years)) else ["period"])])


def _columns(measure: str) -> tuple[Column, ...]:
    shown = columns_of(Row)
    if measure != "contained":
        return shown
    contained = "Weight of the contained element"
    return tuple(
        column._replace(description=contained) if column.name == "imports_t" else column
        for column in shown
    )


def _origin(table: ImportTable) -> dict[str, Any]:
    """Table behind an answer, for the query in the JSON."""
    return {
        "mineral": table.mineral,
        "stage": table.form,
        "year": int(table.year),
        "hs6": list(table.codes),
        "source": table.source,
        **({"period": str(table.year)} if periods.name(table.year) else {}),
    }


class _View:
    """Rows of an import table that are shown."""

    def __init__(
        self, buyer: Buyer, only: list[str], measure: str, top: int | None, extended: bool
    ) -> None:
        self.buyer, self.only, self.measure = buyer, only, measure
        self.top, self.extended = top, extended

    def rows(self, table: ImportTable) -> list[Row]:
        ranked = table.ranked(self.measure)
        named = [share for supplier, share in ranked if share is not None and supplier.place]
        ranks = iter(competition_ranks(named))
        found = {}
        for supplier, share in ranked:
            rank = next(ranks) if share is not None and supplier.place else None
            found[supplier.place] = self._row(table, supplier, share, rank)
        if self.only:
            return [found.get(iso3) or self._none(table, iso3) for iso3 in self.only]
        rest = found.pop(us_imports.REST, None)
        rows = list(found.values())[: self.top]
        return [*rows, rest] if rest and not (self.top and table.printed) else rows

    def _index(self, table: ImportTable) -> float | None:
        return table.hhi(self.measure) if self.extended else None

    def _row(
        self, table: ImportTable, supplier: Supplier, share: float | None, rank: int | None
    ) -> Row:
        name, iso3 = flows.place_name(supplier.place)
        if table.printed and not supplier.place:
            name = us_imports.REST_NAME
        weight = "contained" if self.measure == "contained" else "weight"
        return Row(
            table.mineral,
            table.form,
            int(table.year),
            self.buyer.name,
            self.buyer.code,
            name,
            iso3,
            supplier.value if table.currency == "USD" and supplier.flows else None,
            table.amount(supplier, weight) if supplier.flows else None,
            share,
            rank,
            tuple(sorted({flow.code for flow in supplier.flows})),
            self._index(table),
            periods.name(table.year),
            codes(supplier.flags, table.flags, "converted" if weight == "contained" else None),
            (table.source,),
        )

    def _none(self, table: ImportTable, iso3: str) -> Row:
        """Row of a supplier without recorded flows: 0, or unknown if it may be in a residual."""
        share, why = table.absent(iso3)
        return Row(
            table.mineral,
            table.form,
            int(table.year),
            self.buyer.name,
            self.buyer.code,
            *flows.place_name(iso3),
            None,
            None,
            share,
            None,
            table.codes,
            self._index(table),
            periods.name(table.year),
            codes(
                why,
                table.flags,
                "dug_elsewhere" if mine_supplier(table.mineral, table.form, iso3) else None,
            ),
            (table.source,),
        )


def _missing_rows(found: Imports) -> list[Row]:
    """One row for each mineral (and form named) without imports."""
    return [
        no_data(
            Row,
            mineral=mineral,
            stage=form or None,
            buyer=found.buyer.name,
            buyer_iso3=found.buyer.code,
        )
        for mineral, form in found.unanswered
    ]


def _summary(table: Table) -> str:
    from critmin.summaries.dependency import dependency

    return dependency(months_as_years(table))


def _chart(table: Table) -> Chart | None:
    from critmin.trade.charts import dependency

    return dependency(months_as_years(table))

"""Whom a buyer buys from: shares of its recorded imports by supplier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.columns import columns, vocabulary
from critmin.answers.table import Cell, Column, Table
from critmin.core import arguments, names
from critmin.core.errors import QueryError
from critmin.supply.tables import competition_ranks
from critmin.trade import bought as said
from critmin.trade import buyers, flows, purchases, us_imports
from critmin.trade.bought import Bought
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import MEASURES, ImportTable, Supplier

if TYPE_CHECKING:
    from critmin.charts.model import Chart

HEAD = "mineral stage year buyer buyer_iso3 supplier supplier_iso3 imports_usd imports_t share rank"
COLUMNS = columns(f"{HEAD} hs6 flag source")
EXTENDED = columns(f"{HEAD} hs6 import_hhi flag source")
REST = "Other countries"
Row = tuple[Cell, ...]


def dependency(
    buyer: str,
    *minerals: str,
    supplier: arguments.Words = None,
    stage: arguments.Words = None,
    year: str | int | Sequence[int] | None = None,
    measure: str | None = None,
    source: str | None = None,
    as_of: str | None = None,
    top: int | None = None,
    extended: bool = False,
) -> Table:
    """Suppliers of a buyer's recorded imports, by mineral and traded form.

    Parameters
    ----------
    buyer : str
        A country, or a bloc as one buyer: flows among its members count in neither
        numerator nor denominator.
    *minerals : str
        Slugs, symbols or common names; none means all that trade under codes of their own.
    supplier : str or sequence of str, optional
        Only these suppliers.
    stage : str or sequence of str, optional
        Traded forms (``ore``, ``intermediate``, ``ferroalloy``, ``refined``, ``semi``,
        ``magnet``, ``downstream``, ``scrap``, ``mixed``), or ``mining``, ``refining`` for
        the forms of that stage.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``1995:2024``; several years come from one source.
    measure : {"value", "weight", "contained"}, optional
        What shares are of: customs value (the default), product weight, or the element's
        weight by the factors of the concordance. Naming one sets aside shares that the
        USGS prints, which do not say what they are of.
    source : str, optional
        ``baci-hs92``, ``baci-hs17``, ``comext``, ``usgs``.
    as_of : str, optional
        ISO day on which a bloc's membership is read; each year's last day when not given.
    top : int, optional
        Only the n largest suppliers of each form.
    extended : bool
        Add the index of the imports (0-10,000) to each row.

    Returns
    -------
    Table
        One row per mineral, form, year and supplier. An unknown weight is None, never 0;
        a supplier asked for that recorded imports do not name has a share of 0 and the
        flag ``none_recorded``. Flows under codes that hold other minerals too, or that the
        mineral has left, are shown as recorded and have no share.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    QueryError
        If a supplier is the buyer or a member of it.
    NoData
        If nothing asked for is recorded.
    """
    if measure not in {None, *MEASURES}:
        raise QueryError(f"--measure is {measure!r}: write {', '.join(MEASURES)}")
    if top is not None and top < 1:
        raise QueryError(f"--top is {top}: write 1 or more")
    named = arguments.flat(minerals)
    who = buyers.buyer(buyer, _day(as_of))
    years = arguments.years(year)
    only = [names.country(text).iso3 for text in arguments.words(supplier)]
    for iso3 in only:
        for at in years or [us_imports.YEAR]:
            buyers.check_supplier(who, iso3, at)
    bought = purchases.buy(who, named, stage=stage, years=years, source=source, measure=measure)
    view = _View(who, only, measure or "value", top, extended)
    rows: list[Row] = [row for table in bought.found for row in view.rows(table)]
    rows += _missing_rows(bought, extended) if named else []
    query: dict[str, Any] = {
        "command": "dependency",
        "buyer": who.code,
        "minerals": named,
        "supplier": only,
        "stage": arguments.words(stage),
        "year": year,
        "measure": measure,
        "source": source,
        "as_of": as_of,
        "top": top,
    }
    query = {key: value for key, value in query.items() if value not in (None, [], ())}
    query["answered_from"] = [
        {
            "mineral": t.mineral,
            "stage": t.form,
            "year": t.year,
            "hs6": list(t.codes),
            "source": t.source,
        }
        for t in bought.found
    ]
    return Table(
        chart=_chart,
        query=query,
        columns=_columns(view),
        rows=tuple(rows),
        sources=bought.sources,
        warnings=said.folded(
            said.cautions(bought, view.measure, named=bool(named), any_form=bool(stage)),
            len(bought.found),
        ),
        notes=("shares are of recorded imports of the forms held; re-exports are not netted",),
    )


def _columns(view: _View) -> tuple[Column, ...]:
    shown = EXTENDED if view.extended else COLUMNS
    if view.measure != "contained":
        return shown
    said = vocabulary()["imports_t"]._replace(description="Weight of the element contained in them")
    return tuple(said if column.name == "imports_t" else column for column in shown)


def _day(as_of: str | None) -> str | None:
    if as_of is None:
        return None
    return arguments.day(as_of)


class _View:
    """Which rows of an import table are shown, and how."""

    def __init__(
        self, who: Buyer, only: list[str], measure: str, top: int | None, extended: bool
    ) -> None:
        self.who, self.only, self.measure = who, only, measure
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
        rest = found.pop("", None)
        rows = list(found.values())[: self.top]
        return [*rows, rest] if rest and not self.top else rows

    def _row(
        self, table: ImportTable, supplier: Supplier, share: float | None, rank: int | None
    ) -> Row:
        name, iso3 = flows.place_name(supplier.place) if supplier.place else (REST, None)
        usd = supplier.value if table.currency == "USD" and supplier.flows else None
        weight = "contained" if self.measure == "contained" else "weight"
        tonnes = table.amount(supplier, weight) if supplier.flows else None
        codes = sorted({flow.code for flow in supplier.flows})
        converted = ["converted"] if weight == "contained" else []
        flags = [*supplier.flags, *_flags(table), *converted]
        return self._finish(table, name, iso3, usd, tonnes, share, rank, codes, flags)

    def _none(self, table: ImportTable, iso3: str) -> Row:
        """A supplier asked for and not recorded: none, or hidden in what is lumped together."""
        share, why = table.absent(iso3)
        flags = [why, *(_flags(table) if share is not None else [])]
        name = flows.place_name(iso3)[0]
        return self._finish(table, name, iso3, None, None, share, None, table.codes, flags)

    def _finish(
        self,
        table: ImportTable,
        name: str,
        iso3: str | None,
        usd: int | None,
        tonnes: float | None,
        share: float | None,
        rank: int | None,
        codes: Sequence[str],
        flags: Sequence[str],
    ) -> Row:
        index = (table.hhi(self.measure),) if self.extended else ()
        return (
            table.mineral,
            table.form,
            table.year,
            self.who.name,
            self.who.code,
            name,
            iso3,
            usd,
            tonnes,
            share,
            rank,
            ";".join(codes) or None,
            *index,
            ";".join(dict.fromkeys(flags)) or None,
            table.source,
        )


def _flags(table: ImportTable) -> list[str]:
    flags = [] if table.exclusive else ["code_not_exclusive"]
    flags += ["forms_partial"] if table.partial else []
    return [*flags, *(["value_in_eur"] if table.currency == "EUR" else [])]


def _missing_rows(bought: Bought, extended: bool) -> list[Row]:
    """One row for each mineral (and form named) that has nothing, years apart."""
    answered = {(table.mineral, table.form) for table in bought.found}
    keys = dict.fromkeys((m, f) for m, f, _ in bought.missing if (m, f) not in answered)
    empty = (None,) * (8 if extended else 7)
    return [
        (m, f or None, None, bought.buyer.name, bought.buyer.code, *empty, "no_data", None)
        for m, f in keys
    ]


def _chart(table: Table) -> Chart | None:
    from critmin.trade.charts import dependency

    return dependency(table)

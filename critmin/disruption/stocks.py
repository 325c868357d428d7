"""How long stocks last under a loss of imports, from statistics of the same form and unit."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.measures.shocks import NO_SHORTAGE, days_of_cover, loss_in_year, stock_of_days
from critmin.supply.supply_table import MASS_IN_TONNES
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import Figure
from critmin.supply_risk.us_reliance import PrintedReliance
from critmin.supply_risk.us_statistics import Base
from critmin.trade import us_imports
from critmin.trade.import_table import ImportTable

HOME = "USA"  # the only country with published stocks


class Stock(NamedTuple):
    """Stocks at the end of a year and use in it, in t of one form.

    ``reliance`` is the net import reliance in (0, 1]; ``stock`` is None, with the reason, if none
    is printed.
    """

    what: str
    use: float
    reliance: float
    stock: float | None
    source: str
    reason: str


class Cover(NamedTuple):
    """Stock against a loss, and the days that it lasts.

    ``amount`` is in the unit of ``use``, None if unknown; ``reliance`` is the part of use covered
    by imports, in (0, 1]. Without statistics, recorded imports are taken as use: both are 1.
    ``days`` is None if unknown or without a shortage. ``reason`` is why there are no statistics;
    with ``unweighed`` the loss is known by value, but not by weight as the statistics are.
    """

    table: ImportTable
    lost: float | None
    statistics: Stock | None
    reason: str
    amount: float | None
    use: float
    reliance: float
    days: float | None
    unweighed: bool = False

    @property
    def lost_of_use(self) -> float | None:
        """Weight lost in t, if net imports are printed as a share of use; else None."""
        if self.lost is None or self.statistics is None or not self.table.printed:
            return None
        return self.lost * self.reliance * self.use

    @property
    def sources(self) -> tuple[str, ...]:
        """Source of the statistics, if they are used."""
        if self.statistics is None or not (self.amount or self.table.printed):
            return ()
        return (self.statistics.source,)

    def cautions(self, *, named: bool, supposed: bool, home: bool) -> Iterator[Caution]:
        """Cautions with the figures behind the days, or the reason for none.

        Parameters
        ----------
        named : bool
            Whether minerals were named; else figures and missing statistics are left out.
        supposed : bool
            Whether the stock is an assumption of the scenario.
        home : bool
            Whether the buyer is the country with published stocks.
        """
        found, what = self.statistics, self.table.what
        if found is None:
            if named and home:
                reason = self.reason.removeprefix(f"{what}: ")
                yield caution("stock_not_known", what=what, reason=reason)
            return
        if found.reason and not supposed:
            yield Caution("stock_not_known", found.reason)
        elif self.unweighed:
            yield caution("stock_not_known:weight", what=what)
        if not named or self.days is None or self.amount is None or self.lost is None:
            return
        net = self.lost * self.reliance
        yield caution(
            "days_of_cover",
            what=what,
            stock=self.amount,
            days=self.days,
            use=self.use,
            reliance=self.reliance,
            lost=self.lost,
            missing=loss_in_year(net, stock=self.amount, use=self.use) or 0.0,
            source=found.source,
        )


def cover(
    table: ImportTable,
    buyer: str,
    lost: float | None,
    by_weight: float | None,
    stock_days: float | None,
) -> Cover:
    """Stock against the loss of an import table.

    Parameters
    ----------
    table : ImportTable
        The buyer's imports.
    buyer : str
        Its code.
    lost : float, optional
        Largest loss as a share of the imports, in [0, 1]; None when unknown.
    by_weight : float, optional
        The same by weight. Use and stocks are weights, so it is used with them, unless the
        shares are the publisher's own.
    stock_days : float, optional
        Stock in days of use, instead of the published stock.
    """
    found, reason = None, "stocks are published only for the United States"
    if buyer == HOME:
        try:
            found = stock(table)
        except NoData as why:
            reason = str(why)
    in_weight = found is not None and not table.printed
    unweighed = in_weight and lost is not None and by_weight is None
    lost = by_weight if in_weight else lost
    use, reliance = (1.0, 1.0) if found is None else (found.use, found.reliance)
    amount = None if found is None else found.stock
    if stock_days is not None:
        amount = stock_of_days(stock_days, use)
    days = None if lost is None else days_of_cover(lost * reliance, stock=amount, use=use)
    days = None if days == NO_SHORTAGE else days
    return Cover(table, lost, found, reason, amount, use, reliance, days, unweighed)


def stock(table: ImportTable) -> Stock:
    """Stock, use and reliance of the United States for an import table.

    Raises
    ------
    NoData
        If no stock of the same form, no use or no reliance is printed.
    """
    base = _base(table)
    place = us_statistics.edition_for(base, table.year)
    if place is None:
        raise NoData(f"{table.what}: no edition prints its consumption")
    answer = PrintedReliance.of(base, *place)
    consumption = answer.consumption
    use = _tonnes(consumption) if consumption else None
    if not use:
        raise NoData(f"{table.what}: no apparent consumption of {base.what} is printed in t")
    amount, why = _stocks(base, answer)
    source = next(iter(answer.sources), "")
    return Stock(base.what, use, _reliance(answer), amount, source, why)


def _base(table: ImportTable) -> Base:
    """Reliance statistics of the same imports as the table.

    Raises
    ------
    NoData
        If there are no statistics, or only of another form.
    """
    own = us_imports.forms().get(table.mineral, {}).get(table.form)
    of = [base for base in us_statistics.bases() if base.mineral == table.mineral]
    for base in of:
        if own is not None and base.import_form == own:
            return base
    forms = ", ".join(dict.fromkeys(repr(b.import_form) for b in of if b.import_form)) or "no form"
    raise NoData(f"{table.what}: stocks and use are printed of {forms}")


def _tonnes(figure: Figure) -> float | None:
    scale = MASS_IN_TONNES.get(figure.unit)
    return None if figure.quantity is None or scale is None else figure.quantity * scale


def _reliance(answer: PrintedReliance) -> float:
    """Net import reliance as a share of use; if only a limit is printed, its high end.

    Raises
    ------
    NoData
        For a net exporter, or if neither a figure nor a limit is printed.
    """
    printed = answer.printed
    if printed.state == "net_exporter":
        raise NoData(f"{answer.what}: a net exporter, so its use does not depend on imports")
    reliance = printed.quantity
    if reliance is None and printed.state in {"greater_than", "less_than"}:
        reliance = 1.0 if printed.high is None else printed.high
    if reliance is None or reliance <= 0:
        raise NoData(f"{answer.what}: no net import reliance is printed ({printed.state})")
    return min(1.0, reliance)


def _stocks(base: Base, answer: PrintedReliance) -> tuple[float | None, str]:
    """Closing stocks that count in the balance, in t; or None with the reason."""
    source = answer.printed.source
    edition = Edition.of(source).year
    forms = [
        form
        for form in us_statistics.counted_forms().get((base.mineral, base.of), ())
        if form.measure == "stocks" and form.counts_in(answer.year, edition)
    ]
    if not forms:
        return None, f"{answer.what}: no stocks of this form are printed"
    own = us_statistics.figures(source)[base.mineral]
    amounts = []
    for form in forms:
        figure = own.get((form.measure, form.form, answer.year))
        amount = _tonnes(figure) if figure else None
        if amount is None:
            state = figure.state if figure else "not printed"
            return None, f"{answer.what}: stocks ({form.form}): {state}"
        amounts.append(amount)
    return fsum(amounts), ""

"""How long stocks of the United States last: statistics of the same form and unit."""

from __future__ import annotations

from math import fsum
from typing import NamedTuple

from critmin.core.errors import NoData
from critmin.supply.tables import MASS_IN_TONNES
from critmin.supply_risk import us_statistics
from critmin.supply_risk.balance import Figure
from critmin.supply_risk.us_reliance import PrintedReliance
from critmin.supply_risk.us_statistics import Base
from critmin.trade import us_imports
from critmin.trade.import_table import ImportTable


class Stock(NamedTuple):
    """Stocks at the end of a year and use in it, in t of one form.

    ``reliance`` is the part of use that imports cover, net, in (0, 1]; ``stock`` is None
    where none is printed, with the reason.
    """

    what: str
    use: float
    reliance: float
    stock: float | None
    source: str
    reason: str


def stock(table: ImportTable) -> Stock:
    """Stock, use and reliance of the United States for an import table.

    Raises
    ------
    NoData
        If none is printed of the same form, or no use or reliance to reckon with.
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
    return Stock(base.what, use, _reliance(answer), amount, ";".join(answer.sources[:1]), why)


def _base(table: ImportTable) -> Base:
    """The reliance whose imports are those of the table.

    Raises
    ------
    NoData
        If the statistics are of another form, or of none.
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
    """Net import reliance as a share of use; where only a limit is printed its high end.

    Raises
    ------
    NoData
        For a net exporter, or where neither a figure nor a limit is printed.
    """
    printed = answer.printed
    if printed.state == "net_exporter":
        raise NoData(f"{answer.what}: a net exporter; no stop of imports is set against its use")
    reliance = printed.quantity
    if reliance is None and printed.state in {"greater_than", "less_than"}:
        reliance = 1.0 if printed.high is None else printed.high
    if reliance is None or reliance <= 0:
        raise NoData(f"{answer.what}: no net import reliance is printed ({printed.state})")
    return min(1.0, reliance)


def _stocks(base: Base, answer: PrintedReliance) -> tuple[float | None, str]:
    """Closing stocks that count in the balance, in t; or None and why."""
    forms = [
        form
        for form in us_statistics.counted_forms().get((base.mineral, base.of), ())
        if form.measure == "stocks" and form.counts != "no"
    ]
    if not forms:
        return None, f"{answer.what}: no stocks of this form are printed"
    source = answer.printed.source
    amounts = []
    for form in forms:
        figure = us_statistics.look_up(base.mineral, form.measure, form.form, answer.year, source)
        amount = _tonnes(figure) if figure else None
        if amount is None:
            state = figure.state if figure else "not printed"
            return None, f"{answer.what}: stocks ({form.form}): {state}"
        amounts.append(amount)
    return fsum(amounts), ""

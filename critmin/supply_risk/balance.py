"""Balance of supply: apparent consumption and net import reliance, recomputed.

Pure: figures in, numbers out. With a withheld, unknown or unbounded figure there is no number but a
reason, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import fsum

from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.measures.supply_risk import apparent_consumption, net_import_reliance, stock_drawdown

TOLERANCE = 0.006  # of a recomputed reliance from one printed in whole percent
LAST_GOVERNMENT_STOCKS = 2022  # last year in which changes of government stocks count
NEWEST = 9999  # an edition after all others
BEFORE = "before-"  # editions before one
TRADE = ("imports", "exports")
STOCKS = ("stocks", "stock_change")
WHY = {
    "withheld": "withheld",
    "unknown": "not known",
    "greater_than": "printed only as more than a value",
}


class Figure(NamedTuple):
    """Printed figure of one edition; ``low`` and ``high`` are set for bounds and ranges."""

    quantity: float | None
    low: float | None
    high: float | None
    unit: str
    state: str
    status: str
    note: str
    source: str


class CountedForm(NamedTuple):
    """Statistic, and how it counts in the balance (reliance_forms.csv).

    ``sign`` is ``+``, ``-`` or ``opening-closing``; ``counts`` is ``yes``, ``no``, ``to-2022`` for
    years to 2022, ``before-2026`` for editions before that of 2026, or ``consumption`` or
    ``reliance`` if it counts in only one of the two.
    """

    measure: str
    form: str
    sign: str
    counts: str

    def counts_in(self, year: int, edition: int) -> bool:
        """Whether it counts in the balance of a year, as an edition computes it."""
        if self.counts.startswith(BEFORE):
            return edition < int(self.counts.removeprefix(BEFORE))
        return self.counts != "no" and not (
            self.counts == "to-2022" and year > LAST_GOVERNMENT_STOCKS
        )


LookUp = Callable[[str, str, int], Figure | None]


class Term(NamedTuple):
    """Signed figure of the balance: its measure, how it counts, and its interval."""

    measure: str
    counts: str
    low: float
    centre: float
    high: float


class Balance(NamedTuple):
    """Recomputed apparent consumption and reliance, with their figures."""

    consumption: float
    reliance: float
    unit: str
    figures: tuple[Figure, ...]


def recompute(
    forms: Sequence[CountedForm], year: int, look_up: LookUp, edition: int = NEWEST
) -> Balance:
    """Recompute apparent consumption and net import reliance from the statistics that count.

    Parameters
    ----------
    forms : sequence of CountedForm
        All statistics of the mineral and how each counts.
    year : int
        Year; opening stocks are the closing stocks of the year before.
    look_up : callable
        Gives the figure of a measure, form and year, or None.
    edition : int
        Edition whose rules hold; the newest by default.

    Returns
    -------
    Balance
        Consumption in the unit of the statistics, reliance as a fraction of it; negative
        for a net exporter.

    Raises
    ------
    NoData
        If a figure that counts is absent, withheld, unknown or too vague (more than 0.6
        point of reliance either way), the statistics are in different units, or consumption
        is not positive.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries: imports less exports plus adjustments for
    stock changes, over apparent consumption.
    """
    terms: list[Term] = []
    used: list[Figure] = []
    for form in forms:
        if not form.counts_in(year, edition):
            continue
        term, figures = _term(form, year, look_up)
        terms.append(term)
        used += figures
    units = sorted({figure.unit for figure in used})
    if len(units) != 1:
        raise NoData(f"its statistics are in different units: {', '.join(units)}")
    consumption, reliance = _solve(term._replace(low=term.centre) for term in terms)
    if _width(terms) > 2 * TOLERANCE:
        raise NoData("a figure that counts is printed only as a bound that is too wide")
    return Balance(consumption, reliance, units[0], tuple(used))


def _term(form: CountedForm, year: int, look_up: LookUp) -> tuple[Term, list[Figure]]:
    closing = _known(form, year, look_up)
    low, centre, high = _interval(closing)
    if form.sign != "opening-closing":
        return Term(form.measure, form.counts, low, centre, high), [closing]
    opening = _known(form, year - 1, look_up)
    before = _interval(opening)
    return Term(
        form.measure,
        form.counts,
        stock_drawdown(before[0], high),
        stock_drawdown(before[1], centre),
        stock_drawdown(before[2], low),
    ), [closing, opening]


def _known(form: CountedForm, year: int, look_up: LookUp) -> Figure:
    """Figure of a statistic that counts.

    Raises
    ------
    NoData
        If it is not printed, withheld, unknown, or only printed as more than a value.
    """
    figure = look_up(form.measure, form.form, year)
    what = f"{form.measure.replace('_', ' ')}{f' ({form.form})' if form.form else ''} of {year}"
    if figure is None:
        raise NoData(f"{what}: not printed")
    if figure.state in WHY:
        raise NoData(f"{what}: {WHY[figure.state]}")
    return figure


def _interval(figure: Figure) -> tuple[float, float, float]:
    """Low, centre and high of a figure that is a number or an interval."""
    if figure.quantity is not None:
        return figure.quantity, figure.quantity, figure.quantity
    low, high = figure.low or 0.0, figure.high or 0.0
    return low, (low + high) / 2, high


def _solve(terms: Iterable[Term]) -> tuple[float, float]:
    """Consumption and reliance of the terms, each at its low end."""
    sums = {name: [0.0, 0.0] for name in ("domestic", "imports", "exports", "adjustment")}
    for term in terms:
        if term.counts != "reliance":
            sums[_role(term)][0] += term.low
        if term.counts != "consumption":
            sums[_role(term)][1] += term.low
    consumption = apparent_consumption(
        primary=sums["domestic"][0],
        imports=sums["imports"][0],
        exports=sums["exports"][0],
        adjustment=sums["adjustment"][0],
    )
    try:
        reliance = net_import_reliance(
            imports=sums["imports"][1],
            exports=sums["exports"][1],
            adjustment=sums["adjustment"][1],
            consumption=consumption,
        )
    except ValueError as problem:
        raise NoData(str(problem)) from problem
    return consumption, reliance


def _role(term: Term) -> str:
    if term.measure in TRADE:
        return term.measure
    return "adjustment" if term.measure in STOCKS else "domestic"


def _width(terms: Sequence[Term]) -> float:
    """Width of the reliance over each term's interval, with the other terms at their centres."""
    centred = [term._replace(low=term.centre) for term in terms]
    widths = []
    for at, term in enumerate(terms):
        if term.high > term.low:
            ends = [
                _solve([*centred[:at], term._replace(low=end), *centred[at + 1 :]])[1]
                for end in (term.low, term.high)
            ]
            widths.append(abs(ends[1] - ends[0]))
    return fsum(widths)


def differs(printed: Figure, computed: float) -> bool:
    """Whether a recomputed reliance is more than 0.6 point from the printed one or its limit."""
    if printed.state == "net_exporter":
        return computed > TOLERANCE
    low = printed.quantity if printed.quantity is not None else printed.low
    high = printed.quantity if printed.quantity is not None else printed.high
    below = low is not None and computed < low - TOLERANCE
    above = high is not None and computed > high + TOLERANCE
    return below or above

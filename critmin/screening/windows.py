"""Months before and after a day, and what was imported in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import Month, between

WIDTH = 0.05  # of the change, between the least and the most that it may be
LEAST_T = 0.1  # a month before, of a comparison good from the country that controls
LEAST_SHARE = 0.01  # of the buyer's imports of it
BEFORE, AFTER, YEAR_EARLIER = "before", "after", "same months a year earlier"


class Monthly(NamedTuple):
    """Imports of a good in a month from a partner, who is empty where not named."""

    month: Month
    buyer: str
    code: str
    partner: str
    value: float
    kg: float | None
    missing: int = 0  # flows without a published value, which are in no figure


class Window(NamedTuple):
    """A window of months, in order."""

    name: str
    months: tuple[Month, ...]


class Totals(NamedTuple):
    """Monthly means of a window: t and value of all imports, and those from one country.

    The weight is None if a flow has none. ``recorded`` are the months with any flow.
    """

    recorded: int
    t: float | None
    value: float
    t_from: float | None
    value_from: float
    supplier: str
    supplier_share: float | None
    missing: int = 0
    unnamed: float = 0.0  # mean value from partners that are not named
    t_unnamed: float | None = 0.0  # their mean weight

    @property
    def unit_value(self) -> float | None:
        """Value per kg; None without weight."""
        return self.value / (self.t * 1000) if self.t else None

    @property
    def share_from(self) -> float | None:
        """Share of the country in the value."""
        return self.value_from / self.value if self.value else None


def windows(held: Iterable[Month], effective: str, most: int) -> list[Window]:
    """Months before and after a control took effect, at most ``most`` of each.

    The windows are of the calendar: a month that is not held is not replaced by another. The month
    in which it took effect is in neither window, unless it did on the first. The months of a year
    earlier count only where they were before the control.

    >>> [w.months for w in windows([Month(2024, m) for m in range(1, 7)], "2024-03-15", 12)][:2]
    [(2024-01, 2024-02), (2024-04, 2024-05, 2024-06)]
    """
    months = sorted(held)
    first, begin, last = span(effective, most)
    before = [one for one in months if first <= one < _month(effective)]
    after = [one for one in months if begin <= one <= last]
    known = {*months}
    earlier = [
        past
        for one in after
        if (past := Month(int(one) - 1, one.month)) in known and past < _month(effective)
    ]
    return [
        Window(BEFORE, tuple(before)),
        Window(AFTER, tuple(after)),
        Window(YEAR_EARLIER, tuple(earlier)),
    ]


def span(effective: str, most: int) -> tuple[Month, Month, Month]:
    """First month before a control, first month after it, and last month after it.

    >>> span("2024-03-15", 3), span("2024-03-01", 3)
    ((2023-12, 2024-04, 2024-06), (2023-12, 2024-03, 2024-05))
    """
    begins = _month(effective)
    after = begins if effective[8:] == "01" else begins.next
    return _shifted(begins, -most), after, _shifted(after, most - 1)


def absent(held: Sequence[Month], own: Iterable[Month], effective: str, most: int) -> list[Month]:
    """Months of the windows, within those of the source, that are not held for a buyer.

    >>> held = [Month(2024, 1), Month(2024, 2), Month(2024, 6)]
    >>> absent(held, held[1:], "2024-03-15", 12)
    [2024-01, 2024-04, 2024-05]
    """
    first, after, last = span(effective, most)
    known = {*own}
    begins = _month(effective)
    return [
        one
        for one in between(max(first, held[0]), min(last, held[-1]))
        if one not in known and (one < begins or one >= after)
    ]


def _month(day: str) -> Month:
    return Month(int(day[:4]), int(day[5:7]))


def _shifted(month: Month, by: int) -> Month:
    year, at = divmod(int(month) * 12 + month.month - 1 + by, 12)
    return Month(year, at + 1)


def totals(flows: Sequence[Monthly], window: Window, country: str) -> Totals:
    """Monthly means over all months of a window; a month without a flow counts as none recorded."""
    inside = {*window.months}
    here = [flow for flow in flows if flow.month in inside]
    number = len(window.months) or 1
    own = [flow for flow in here if flow.partner == country]
    by: dict[str, float] = {}
    for flow in here:
        if flow.partner:
            by[flow.partner] = by.get(flow.partner, 0.0) + flow.value
    value = fsum(flow.value for flow in here)
    supplier = max(by, key=lambda code: (by[code], code), default="")
    return Totals(
        len({flow.month for flow in here}),
        _tonnes(here, number),
        value / number,
        _tonnes(own, number),
        fsum(flow.value for flow in own) / number,
        supplier,
        by[supplier] / value if supplier and value else None,
        sum(flow.missing for flow in here),
        fsum(flow.value for flow in here if not flow.partner) / number,
        _tonnes([flow for flow in here if not flow.partner], number),
    )


def _tonnes(flows: Sequence[Monthly], months: int) -> float | None:
    if any(flow.kg is None for flow in flows):
        return None
    return fsum(flow.kg or 0.0 for flow in flows) / 1000 / months


def change(before: float | None, after: float | None) -> float | None:
    """Relative change; None without a figure before, or where nothing was recorded before."""
    return None if not before or after is None else after / before - 1


def told(before: Totals, after: Totals) -> float | None:
    """Change of the weight from a country; None where partners that are not named may change it.

    Any part of what is not named may be the country's. The change is told if that moves it by at
    most `WIDTH`.

    >>> now = Totals(12, 1.0, 9.0, 0.08, 8.0, "CHN", 0.8)
    >>> then = now._replace(t_from=1.0)
    >>> told(then, now._replace(t_from=0.5)), told(then, now._replace(unnamed=8.0, t_unnamed=0.92))
    (-0.5, None)
    """
    if not (before.unnamed or after.unnamed or before.t_unnamed or after.t_unnamed):
        return change(before.t_from, after.t_from)
    if before.t_from is None or before.t_unnamed is None:
        return None
    if after.t_from is None or after.t_unnamed is None:
        return None
    least = change(before.t_from + before.t_unnamed, after.t_from)
    most = change(before.t_from, after.t_from + after.t_unnamed)
    if least is None or most is None or most - least > WIDTH:
        return None
    return change(before.t_from, after.t_from)


def in_quantity(before: Totals) -> bool:
    """Whether a good was bought from the country in more than samples.

    The change of a few kilograms says nothing of trade.

    >>> nothing = Totals(8, 4.2, 9.0, 0.029, 8.0, "CHN", 0.8)
    >>> in_quantity(nothing), in_quantity(nothing._replace(t_from=0.2))
    (False, True)
    """
    if before.t is None or before.t_from is None:
        return False
    return before.t_from >= max(LEAST_T, LEAST_SHARE * before.t)


def place(value: float | None, among: Sequence[float]) -> int | None:
    """Place of a change among others, the largest fall first; equals share the better place."""
    return None if value is None else 1 + sum(other < value for other in among)

"""What is said beside prices: of what they are, the base of an index, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from critmin.answers import cautions as vocabulary
from critmin.answers.table import Caution
from critmin.measures.prices import Mean, Price, Series

if TYPE_CHECKING:
    from critmin.markets.since_control import Control

NOTED = 6  # what each series is of is said when at most this many are shown
INTERVALS = frozenset({"range", "less_than", "greater_than"})


def named(series: Series) -> str:
    """Mineral and form."""
    return f"{series.mineral} ({series.form})" if series.form else series.mineral


def described(series: Series) -> str:
    """Mineral, form, unit and what the publisher notes."""
    parts = [f"{named(series)}: {series.unit}"] if series.unit else [named(series)]
    return "; ".join([*parts, *([series.note] if series.note else [])])


def limits(code: str, shown: Sequence[Series]) -> str:
    """The newest interval of each series that was printed as one, for the code that says so."""
    if code not in INTERVALS:
        return ""
    said = []
    for series in shown:
        for one in [price for price in series.prices if code in price.flags][-1:]:
            high = "any" if one.high is None else f"{one.high:g}"
            said.append(f"{series.mineral} {one.period}: {one.low or 0:g} to {high}")
    return "; " + "; ".join(said[:NOTED])


def counted(cautions: Sequence[Caution]) -> list[Caution]:
    """Cautions of a run over all minerals, one line per code."""
    counts: dict[str, int] = {}
    for caution in cautions:
        counts[caution.code] = counts.get(caution.code, 0) + 1
    return [Caution(c, f"{n} minerals: {vocabulary.meaning(c)}") for c, n in counts.items()]


def of_base(series: Series, period: str, base: Mean | None) -> Iterator[Caution]:
    """The base of an index, and what is wrong with it."""
    if base is None:
        why = (
            "an average over a year has no month; name a year"
            if not series.monthly and len(period) > len("2022")
            else f"figures run from {series.priced[0].period} to {series.priced[-1].period}"
        )
        yield Caution("index_base_missing", f"{named(series)}: no base in {period}: {why}")
        return
    yield Caution(
        "index_base", f"{named(series)}: 100 is {base.value:,.10g} {series.unit}, {period}"
    )
    if base.periods < base.of:
        yield Caution(
            "partial_year", f"{named(series)}: {period} has {base.periods} months of {base.of}"
        )


def story(series: Series, control: Control, base: Price) -> str:
    """Before and after a control, in words."""
    newest = series.priced[-1]
    after = [p for p in series.priced if p.period > base.period]
    low, high = min(after, key=_value), max(after, key=_value)
    change = _value(newest) / _value(base) - 1
    return (
        f"{named(series)}: {control.said}. Before: {_value(base):,.10g} {series.unit} in "
        f"{base.period}. After: {_value(newest):,.10g} in {newest.period}, {change:+.1%}; "
        f"lowest {_value(low):,.10g} ({low.period}), highest {_value(high):,.10g} ({high.period})"
    )


def _value(one: Price) -> float:
    return one.value or 0.0

"""Figures of one chart, all rounded by one rule, and the words after them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from critmin.charts.model import FRACTION, Span, bounds, written

MILLION, BILLION = 1e6, 1e9


def digits_of(values: Iterable[float | None]) -> int:
    """Decimals of all figures of a chart, by the largest; none if all are whole.

    >>> digits_of([4.12, 0.502]), digits_of([13.2, 6.11]), digits_of([220.0, 7.36])
    (2, 1, 0)
    >>> digits_of([8, 3, None])
    0
    """
    known = [abs(value) for value in values if value is not None]
    most = max(known, default=0.0)
    if most >= 100 or all(value == int(value) for value in known):
        return 0
    return 1 if most >= 10 else 2


def figure(value: float | None, unit: str, digits: int) -> str:
    """A figure with the decimals of its chart; a share as a percentage, millions in words.

    >>> figure(0.502, "", 2), figure(9200000, "t", 0), figure(92000, "t", 0), figure(0.3, "kt", 0)
    ('0.50', '9.2 million t', '92,000 t', '0.3 kt')
    >>> figure(44.0, "", 1), figure(6.9, "", 1)
    ('44', '6.9')
    >>> figure(0.5, "fraction", 2), figure(None, "t", 0)
    ('50%', 'no figure')
    """
    if value is None or unit == FRACTION:
        return written(value, unit)
    tail = f" {unit}" if unit and not unit.startswith("0-") else ""
    for size, name in ((BILLION, "billion"), (MILLION, "million")):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}{tail}"
    if value == int(value):
        return f"{value:,.0f}{tail}"
    if value and not round(value, digits):
        return f"{value:.1g}{tail}"
    return f"{value:,.{digits}f}{tail}"


def interval(span: Span, unit: str, digits: int) -> str:
    """Figures of an interval with the decimals of its chart.

    >>> interval(Span("A", 0.468, 0.864), "", 2), interval(Span("A", 2, None), "t", 0)
    ('0.47 to 0.86', '2 t or more')
    >>> interval(Span("A", 0, 7), "t", 0)
    'up to 7 t'
    """
    return bounds(span, unit, partial(figure, digits=digits))


def joined(figure: str, text: str) -> str:
    """A figure and the words after it: set apart, unless they go on with its sentence.

    >>> joined("12", "of 42"), joined("6,220", "China 78%"), joined("71%", "(all of it)")
    ('12 of 42', '6,220 · China 78%', '71% (all of it)')
    """
    if not text:
        return figure
    goes_on = text.startswith(("(", ",", ";")) or text.split()[0] in {"of", "or", "and", "to", "in"}
    return f"{figure} {text}" if goes_on else f"{figure} · {text}"

"""Dates in hand-made tables, and how exactly each is known."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from tables import BuildError

SHAPES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "day"),
    (re.compile(r"\d{4}-\d{2}"), "month"),
    (re.compile(r"\d{4}"), "year"),
)


class Dated(NamedTuple):
    """A date, as exact as it is known, and its precision."""

    date: str
    precision: str


def dated(text: str, where: str) -> Dated:
    """Date and precision of a cell: ``day``, ``month``, ``year``, or ``day-approx`` after ``~``.

    An empty cell has neither. Anything else, such as two dates in one cell, stops the build.

    >>> dated("2025-06", "here")
    Dated(date='2025-06', precision='month')
    >>> dated("~2023-01-06", "here")
    Dated(date='2023-01-06', precision='day-approx')
    """
    if not text:
        return Dated("", "")
    about = text.startswith("~")
    bare = text.removeprefix("~")
    for shape, precision in SHAPES:
        if shape.fullmatch(bare):
            _check_exists(bare, where)
            if about and precision != "day":
                break
            return Dated(bare, "day-approx" if about else precision)
    raise BuildError(f"{where}: {text!r} is not one date")


def _check_exists(text: str, where: str) -> None:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise BuildError(f"{where}: {text!r} is no date") from error

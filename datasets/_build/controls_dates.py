"""One date of a hand-made table, and how exactly it is known."""

from __future__ import annotations

import re
from datetime import date

from tables import BuildError

SHAPES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "day"),
    (re.compile(r"\d{4}-\d{2}"), "month"),
    (re.compile(r"\d{4}"), "year"),
)


def dated(text: str, where: str) -> tuple[str, str]:
    """A date and its precision: ``day``, ``month``, ``year``, or ``day-approx`` after ``~``.

    An empty cell has neither. Anything else, such as two dates in one cell, stops the build.

    >>> dated("2025-06", "here"), dated("~2023-01-06", "here")
    (('2025-06', 'month'), ('2023-01-06', 'day-approx'))
    """
    if not text:
        return "", ""
    about = text.startswith("~")
    bare = text.removeprefix("~")
    for shape, precision in SHAPES:
        if shape.fullmatch(bare):
            _must_exist(bare, where)
            if about and precision != "day":
                break
            return bare, "day-approx" if about else precision
    raise BuildError(f"{where}: {text!r} is not one date")


def _must_exist(text: str, where: str) -> None:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise BuildError(f"{where}: {text!r} is no date") from error

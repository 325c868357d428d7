"""A stated figure as numbers: its middle if it is one, and the ends that its bound leaves. Pure."""

from __future__ import annotations

from critmin.answers.builder import codes
from critmin.clean_products.bundled_tables import Stated
from critmin.core.named_tuple import NamedTuple

SHARE = "share of the world"
EXACT, ABOUT = "=", "~"
UPWARD, DOWNWARD = (">", ">="), ("<", "<=")
# What must not be read into a figure of a stage.
CODES = {
    "capacity": "capacity_not_output",
    "makers": "nationality_not_place",
    "price": "price_not_cost",
    "duty": "duty_not_cost",
}


class Ends(NamedTuple):
    """Middle, lowest and highest value; None where it is not stated."""

    middle: float | None
    low: float | None
    high: float | None


NOTHING = Ends(None, None, None)


def ends(value: float, bound: str, least: float | None, most: float | None) -> Ends:
    """Middle and ends of a value with its bound.

    A limit has no middle. "About" has no ends.

    >>> ends(0.8, ">", 0.0, 1.0), ends(0.85, "~", 0.0, 1.0)
    (Ends(middle=None, low=0.8, high=1.0), Ends(middle=0.85, low=None, high=None))
    """
    if bound == EXACT:
        return Ends(value, value, value)
    if bound == ABOUT:
        return Ends(value, None, None)
    return Ends(None, value, most) if bound in UPWARD else Ends(None, least, value)


def share(one: Stated) -> Ends:
    """A stated share of the world; nothing for another figure."""
    return ends(one.value, one.bound, 0.0, 1.0) if one.unit == SHARE else NOTHING


def value(one: Stated) -> Ends:
    """A stated figure that is no share; its open end is not known."""
    return NOTHING if one.unit == SHARE else ends(one.value, one.bound, None, None)


def flags(one: Stated) -> tuple[str, ...]:
    """Warning codes of a stated figure: of its bound, its stage, and where it was read."""
    limit = one.bound in (*UPWARD, *DOWNWARD)
    return codes(
        "stated_limit" if limit else "stated_about" if one.bound == ABOUT else None,
        CODES.get(one.stage),
        "quoted" if one.seen_in else None,
        "year_inferred" if "year inferred" in one.note else None,
    )

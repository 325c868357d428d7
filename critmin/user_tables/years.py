"""Years of a user's table, in the digits of any script."""

from __future__ import annotations

import re

from critmin.user_tables.decimal_notation import narrow

YEAR = re.compile(r"([0-9]{4})(?:\.0+|年)?")
FIRST, LAST = 1800, 2100  # a year beyond them is of another calendar, or a slip


def read_year(text: str) -> tuple[int | None, str]:
    """A year, or None and why it is none.

    >>> read_year("2024.0"), read_year("２０２４年"), read_year("24")
    ((2024, ''), (2024, ''), (None, "'24' is not a year: write 2024"))
    """
    found = YEAR.fullmatch(narrow(text))
    if found is None:
        return None, f"{text!r} is not a year: write 2024"
    if FIRST <= int(found[1]) <= LAST:
        return int(found[1]), ""
    return None, (
        f"{text!r} is not a year from {FIRST} to {LAST}: write the year of the Common Era, as 2024"
    )

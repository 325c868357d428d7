"""Reading one printed cell, of a publisher or of a user: a state and numbers.

Withheld, unknown and zero are three things and stay three from here on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

STATES = ("number", "zero", "unknown", "withheld", "less_than", "greater_than", "range")
ZERO_MARKS = {"—", "–", "-", "--", "---"}
UNKNOWN_MARKS = {"", "NA", "N/A", "XX", "NaN", "n/a"}


class UnreadableCell(ValueError):
    """A cell that no rule reads: the build stops, nothing is guessed."""


@dataclass(frozen=True)
class Value:
    """A published figure.

    ``quantity`` is set for ``number`` and ``zero``; ``low`` and ``high`` for
    ``less_than`` (0, x), ``greater_than`` (x, none) and ``range`` (a, b).
    """

    state: str
    quantity: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    note: str = ""

    def scaled(self, factor: Decimal) -> Value:
        """The same figure in another unit (exact decimal arithmetic)."""

        def times(number: Decimal | None) -> Decimal | None:
            return None if number is None else number * factor

        return Value(self.state, times(self.quantity), times(self.low), times(self.high), self.note)


def plain(number: Decimal | None) -> str:
    """A decimal as shortest plain text: no exponent, no trailing zeros."""
    if number is None:
        return ""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in {"-0", ""} else "0"


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation as error:
        raise UnreadableCell(text) from error


def read_value(cell: str, *, blank: str = "unknown") -> Value:
    """Read one cell of a publisher's table.

    Parameters
    ----------
    cell : str
        The cell as printed.
    blank : str
        The state an empty cell stands for in this table (``unknown`` unless the
        publisher says otherwise).

    Raises
    ------
    UnreadableCell
        If no rule reads the cell.
    """
    text = cell.strip().replace("\xa0", " ").strip()
    if text == "":
        return Value(blank, Decimal(0) if blank == "zero" else None)
    if text in UNKNOWN_MARKS:
        return Value("unknown")
    if text == "W":
        return Value("withheld")
    if text in ZERO_MARKS:
        return Value("zero", Decimal(0))
    if text in {"s", "(s)"}:  # "less than half the unit shown"
        return Value("less_than", low=Decimal(0), high=Decimal("0.5"))
    if re.fullmatch(r"[Ll]ess than (1/2|½) unit\.?", text):
        return Value("less_than", low=Decimal(0), high=Decimal("0.5"))
    if match := re.fullmatch(r"(?:<|[Ll]ess than)\s*([\d,. ]+)", text):
        return Value("less_than", low=Decimal(0), high=_number(match[1]))
    if match := re.fullmatch(r"(?:>|[Mm]ore than|[Gg]reater than)\s*([\d,. ]+)", text):
        return Value("greater_than", low=_number(match[1]))
    if match := re.fullmatch(r"([\d,.]+)\s*(?:-|–|—|to)\s*([\d,.]+)", text):
        return Value("range", low=_number(match[1]), high=_number(match[2]))
    if re.fullmatch(r"[A-Za-z][A-Za-z ]+", text):  # "Large", "Moderate", "Available"
        return Value("unknown", note=f"printed as: {text}")
    number = _number(text)
    return Value("zero", Decimal(0)) if number == 0 else Value("number", number)

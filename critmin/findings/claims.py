"""Claims: what an answer says of one subject, as a value with all that it depends on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from critmin.core.named_tuple import NamedTuple
from critmin.measures.known import Known

# A claim is certain if it holds whatever the figures without a value are, possible if it holds for
# some of them, and not known if nothing bounds it.
CERTAIN, POSSIBLE, NOT_KNOWN = "certain", "possible", "not known"


class Claim(NamedTuple):
    """One claim of an answer.

    Parameters
    ----------
    subject : str
        What it is of, in words: "lithium mining", "China".
    measure : str
        Column, or what is counted: "hhi", "band", "number".
    value : Known or None
        Value with its interval; None where it is a word, or not known.
    unit : str
        Unit of the value, as in ``columns.csv``; empty for counts.
    period : str
        Year, month or day that the value is of; ``2021/2025`` for a change between two.
    comparator : Known or None
        What the value is compared with.
    scope : tuple of str
        What the question was limited to, in the words that every rendering must have.
    amount : float or None
        Amount behind the value: of several claims the largest leads.
    strength : {"certain", "possible", "not known"}
        How firmly it holds.
    basis : str
        What was weighed, or the source's own words for it.
    word : str
        The claim where it is no number: "high", "rose".
    """

    subject: str
    measure: str
    value: Known | None = None
    unit: str = ""
    period: str = ""
    comparator: Known | None = None
    scope: tuple[str, ...] = ()
    amount: float | None = None
    strength: str = CERTAIN
    basis: str = ""
    word: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The claim as written to files: without fields that are empty."""
        cells: dict[str, Any] = dict(zip(self._fields, self, strict=True))
        for name in ("value", "comparator"):
            known = cells[name]
            cells[name] = dict(zip(known._fields, known, strict=True)) if known else None
        cells["scope"] = list(self.scope)
        return {name: cell for name, cell in cells.items() if cell not in (None, "", [])}


def about(claims: Iterable[Claim], measure: str) -> tuple[Claim, ...]:
    """Claims on one measure."""
    return tuple(claim for claim in claims if claim.measure == measure)

"""Records of acts, awards and budget lines, their status on a day, and sums. Pure.

A day is ISO text (``2025-03-31``), so days compare as text. A date known only to the
month or year is uncertain on every day in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple

# What an award can be on a day. `stood`: it was in place that day and was ended later;
# `unsure`: it was cancelled on a day that is not known, or a date is known only roughly.
STATUSES = ("announced", "finalised", "restructured", "stood", "unsure", "cancelled")
KINDS = (
    "grant",
    "loan",
    "equity",
    "purchase",
    "price-floor",
    "conditional-loan",
    "letter-of-interest",
    "equity-or-grant",
    "matching",
)
NOT_BINDING = frozenset({"conditional-loan", "letter-of-interest"})
# Kinds of records of acts that are none, each with its code of warnings.csv.
NO_ACT_FLAGS = {"bill": "not_in_force", "statute-expiry": "state_of_law", "outcome": "state_of_law"}
SCOPES = ("named", "product", "list")
PURPOSES = ("reshoring", "friendshoring", "other-supply-chain", "ev-purchase")
PAPER_YEARS = range(2020, 2025)  # fiscal years that the paper prints


class Named(NamedTuple):
    """Mineral that an act or award names, and how.

    ``scope`` is ``named``, ``product`` (a product made of it), ``list`` (every mineral on the
    critical-minerals list that day; ``mineral`` is empty) or ``unnamed`` (minerals not published).
    """

    mineral: str
    scope: str
    wording: str


def is_grounded(confidence: str, evidence: str) -> bool:
    """Whether a record rests on a page with an address and not on general knowledge alone."""
    return confidence != "general_knowledge" and bool(evidence)


class Act(NamedTuple):
    """A legal act, or a state of the law on which acts depend.

    ``signed`` is empty for a rule of which only ``effective`` is known, and both where no day is.
    ``also_under`` is a second law on which it rests, ``ends_in_part`` an act of which it ends a
    part; ``dpa_view`` says whether the view of the Defense Production Act has it.
    """

    act_id: str
    paper_row: str
    paper_period: str
    president: str
    instrument: str
    number: str
    document: str
    statute: str
    dpa: bool
    subject: str
    announced: str
    signed: str
    published: str
    effective: str
    revoked: str
    revoked_by: str
    confidence: str
    evidence: str
    note: str
    dpa_view: bool
    also_under: str
    ends_in_part: str
    paper_section: str
    names: tuple[Named, ...]

    @property
    def day(self) -> str:
        """The day it was signed, else the day it takes effect; empty where neither is known."""
        return self.signed or self.effective

    @property
    def statutes(self) -> tuple[str, ...]:
        """Laws on which it rests."""
        return tuple(law for law in (self.statute, self.also_under) if law)

    @property
    def grounded(self) -> bool:
        """Whether a page with an address supports it."""
        return is_grounded(self.confidence, self.evidence)

    def stands(self, day: str) -> bool:
        """Whether the act was signed and not revoked by the end of a day."""
        return "" < self.day <= day and not (self.revoked and self.revoked <= day)


class Award(NamedTuple):
    """Federal money or equity; ``amount_usd`` is None where no sum is published.

    ``counted_in`` is the award that this one has become or is part of, to avoid double counting.
    """

    award_id: str
    date: When
    administration: str
    programme: str
    kind: str
    recipient: str
    project: str
    iso3: str
    stages: tuple[str, ...]
    amount_usd: float | None
    amount_is: str
    last_status: str
    ended: When | None
    paid_usd: float | None
    counted: bool
    counted_in: str
    confidence: str
    evidence: str
    note: str
    names: tuple[Named, ...]

    @property
    def grounded(self) -> bool:
        """Whether a page with an address supports it."""
        return is_grounded(self.confidence, self.evidence)

    @property
    def minerals(self) -> tuple[str, ...]:
        """Minerals it is for; none where they are not published."""
        return tuple(name.mineral for name in self.names if name.mineral)


class Budget(NamedTuple):
    """A budget line of one fiscal year, in billion yen, as the paper or the ministry states it.

    ``level`` is ``line``, ``total`` (it has parts) or ``part`` (of ``part_of``).
    """

    line_id: str
    paper_row: str
    fiscal_year: int
    purpose: str
    line: str
    level: str
    part_of: str
    amount_bn_jpy: float
    stated_by: str
    printed_group: str
    printed_label: str
    printed_year: str
    confidence: str
    pages: tuple[str, ...]
    note: str


def status(award: Award, day: str) -> str | None:
    """Status of an award on a day, one of `STATUSES`; None before it was announced.

    Only ends are dated; ``announced``, ``finalised`` and ``restructured`` are as last known.
    """
    if award.date.first > day:
        return None
    if award.ended is None:
        gone = award.last_status == "cancelled"
        return "unsure" if gone or award.date.holds(day) else award.last_status
    if award.ended.last <= day:
        return "cancelled"
    return "unsure" if award.ended.holds(day) or award.date.holds(day) else "stood"


def doubles(award: Award, other: Award | None, day: str) -> bool:
    """Whether an award's amount must not be counted: it is in another award, or is not money.

    Until the other award is announced, this one is counted.
    """
    return not award.counted and (other is None or other.date.first <= day)


class MoneySum(NamedTuple):
    """Sum of awards of one kind and status.

    ``low`` counts awards that belong for certain and only to the group, ``high`` all that may
    belong to it; in USD, None if no award has a published amount. ``counted`` are the awards
    in ``high``; ``without_page`` is the number of those left out because no page supports them.
    """

    awards: int
    without_amount: int
    counted_elsewhere: int
    low: float | None
    high: float | None
    counted: tuple[Award, ...]
    without_page: int


def add_up(
    found: Sequence[Award],
    doubled: Callable[[Award], bool],
    alone: Callable[[Award], bool],
    *,
    only_grounded: bool = False,
) -> MoneySum:
    """Sum awards, each once; those without a published amount are counted separately.

    Parameters
    ----------
    found : sequence of Award
        Awards of one kind and status.
    doubled : callable
        Whether the amount of an award is counted in another one.
    alone : callable
        Whether an award belongs for certain and only to the group.
    only_grounded : bool
        Whether awards without a page stay out of both sums.
    """
    once = [award for award in found if not doubled(award)]
    own = [award for award in once if award.grounded or not only_grounded]
    counted = tuple(award for award in own if award.amount_usd is not None)
    low, high = (
        sum(award.amount_usd or 0.0 for award in part) if counted else None
        for part in ([award for award in counted if alone(award)], counted)
    )
    return MoneySum(
        awards=len(found),
        without_amount=len(own) - len(counted),
        counted_elsewhere=len(found) - len(once),
        low=low,
        high=high,
        counted=counted,
        without_page=len(once) - len(own),
    )


def counts(line: Budget) -> bool:
    """Whether a line is in the sums: a line of the paper that is not a part of a total."""
    return line.stated_by == "paper" and line.level != "part"


def tied(total: Budget, budgets: tuple[Budget, ...]) -> tuple[float | None, int]:
    """Sum and number of the parts of a total; None without parts."""
    parts = [
        line.amount_bn_jpy
        for line in budgets
        if (line.part_of, line.fiscal_year, line.stated_by)
        == (total.line_id, total.fiscal_year, total.stated_by)
    ]
    return (round(sum(parts), 6), len(parts)) if parts else (None, 0)


def sums(lines: Iterable[Budget], purpose: str) -> dict[int, float]:
    """Sums of the lines of a purpose by fiscal year, billion yen; a year without any is absent."""
    found: dict[int, float] = {}
    for line in lines:
        if counts(line) and line.purpose == purpose:
            found[line.fiscal_year] = found.get(line.fiscal_year, 0.0) + line.amount_bn_jpy
    return found

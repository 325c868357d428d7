"""The editor's rules on a finding: what may lead, what may be compared, how it is said. Pure.

Each rule is a veto: a finding that breaks one is not published. `vetoes` looks for all of them;
tests ask it of every answer whose question has findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from critmin.core.dates import MONTHS
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import about, percent
from critmin.findings.claims import Claim
from critmin.findings.finding import HEADLINE, TITLE, WORDS, Finding, Statement, words_in
from critmin.measures.known import Known

# A row below these cannot lead: dollars, or a part of all that was asked for and dollars.
FLOOR, PART, LEAST = 1_000_000.0, 0.01, 100_000.0
POINTS = "percentage points"
# Words with which a sentence begins that keeps its subject back.
LATE = frozenset({"between", "by", "if", "in", "on", "since", "with", "while"})
_MONTHS = "|".join(MONTHS)
_YEAR = re.compile(rf"(?:(?:{_MONTHS}) )?(?<![\d,.-])(?:19|20)\d\d(?:-(?:19|20)\d\d)?(?![\d,.]*\d)")
_CODE = re.compile(r"\b[a-z]+(?:[-_][a-z]+)*_[a-z]+\b|\bin-force\b|\b[a-z]+@[0-9]|\bNone\b|\bnan\b")
_NOTHING = re.compile(r"(?<![\d.])0\.0+%|\b0% (?:more|less)\b")


def may_lead(amount: float, whole: float) -> bool:
    """Whether a value of trade is large enough to be spoken of first.

    Parameters
    ----------
    amount : float
        US dollars.
    whole : float
        US dollars of all that was asked for.

    Examples
    --------
    >>> may_lead(2e6, 1e9), may_lead(5e5, 2e6), may_lead(5e5, 1e9)
    (True, True, False)
    """
    return amount >= FLOOR or (amount >= LEAST and amount >= PART * whole)


class Change(NamedTuple):
    """A change in words, and the word before what it is compared with."""

    words: str
    than: str
    same: bool = False

    @property
    def alone(self) -> str:
        """The change where what it is compared with is known."""
        return f"{self.words} as before" if self.same else self.words

    def on(self, base: str) -> str:
        """The change on an earlier value: "8% more than" and when that was."""
        return f"{self.words} {self.than} {base}"


def change(
    before: float, after: float, *, rough: str = "", base: float | None = None, floor: float = 0.0
) -> Change | None:
    """Change in words: percent, or a ratio where it has doubled; None from too small a base.

    Parameters
    ----------
    before, after : float
        Values compared; ``before`` is above zero.
    rough : str
        "about " where one of them is an estimate.
    base : float, optional
        Amount behind the earlier value, if it is not that value.
    floor : float
        Least amount from which a change may be said.

    Examples
    --------
    >>> change(100, 108).on("in 2024"), change(100, 240).alone
    ('8% more than in 2024', '2.4 times as much')
    >>> change(100, 100).on("in 2024"), change(0.08, 0, base=83, floor=1000)
    ('as much as in 2024', None)
    """
    if (before if base is None else base) < floor or before <= 0:
        return None
    ratio = after / before
    if ratio >= 2:
        return Change(f"{rough}{about(ratio)} times as much", "as")
    if ratio == 1:
        return Change(f"{rough}as much", "as", same=True)
    moved = percent(abs(ratio - 1))
    about_ = rough if moved[0].isdigit() else ""
    return Change(f"{about_}{moved} {'more' if ratio > 1 else 'less'}", "than")


def points(before: float, after: float) -> str:
    """Difference of two shares: in percentage points, never in percent.

    >>> points(0.21, 0.25), points(0.5, 0.49), points(0.5, 0.4999)
    ('4 percentage points', '1 percentage point', 'under 0.1 percentage points')
    """
    moved = abs(after - before) * 100
    if moved < 0.1:
        return f"under 0.1 {POINTS}"
    said = f"{moved:.0f}" if moved >= 9.95 or abs(moved - round(moved)) < 0.05 else f"{moved:.1f}"
    return f"{said} {POINTS[:-1] if said == '1' else POINTS}"


def newest_common(*periods: Collection[str]) -> str:
    """Newest period that all have, in which they may be compared; empty without any.

    >>> newest_common(["2023", "2024", "2025"], ["2023", "2024"])
    '2024'
    """
    return max(set.intersection(*map(set, periods)), default="")


def unseen(claims: Sequence[Claim], drawn: Collection[float], *, measure: str) -> list[Claim]:
    """Claims on a measure of which no value is drawn: the picture would not agree with them.

    Parameters
    ----------
    claims : sequence of Claim
        Claims of the statement that a picture leads with.
    drawn : collection of float
        Values of the series that is drawn.
    measure : str
        Measure of the series.
    """

    def shown(known: Known) -> bool:
        ends = {known.value, known.low, known.high} - {None}
        return any(abs(one - end) <= 1e-9 * max(1.0, abs(end)) for end in ends for one in drawn)  # type: ignore[operator,arg-type]

    of = [claim for claim in claims if claim.measure == measure and claim.value is not None]
    return [claim for claim in of if claim.value is not None and not shown(claim.value)]


def vetoes(finding: Finding) -> list[str]:
    """What the editor would not let pass: one line each; empty if the finding may be published."""
    sentence, headline, title = finding.sentence(), finding.headline(), finding.fitted()
    found = [*_too_long(finding, sentence, headline, title), *_order(finding.claims)]
    for text in (sentence, headline, title):
        found += [f"{fault}: {text}" for fault in faults(text)]
        found += [f"scope {word!r} is not said: {text}" for word in _unsaid(finding, text)]
    for said in (finding.lead, *filter(None, [finding.pictured])):
        found += _years_disagree(said)
    return found


def faults(text: str) -> list[str]:
    """What is plainly wrong in a sentence or title.

    >>> faults("China mined 70% in 2024 (0.0% more than in 2024")
    ['a year twice', 'a share that rounds to nothing', 'an open bracket']
    """
    years = _YEAR.findall(text)
    return [
        fault
        for fault, wrong in {
            "a year twice": len(years) != len(set(years)),
            "a share that rounds to nothing": _NOTHING.search(text) is not None,
            "a code": _CODE.search(text) is not None,
            "an open bracket": text.count("(") != text.count(")"),
            "its subject comes late": text.partition(" ")[0].lower() in LATE,
        }.items()
        if wrong
    ]


def _too_long(finding: Finding, sentence: str, headline: str, title: str) -> Iterator[str]:
    before = words_in(finding.first)
    if words_in(sentence) > WORDS + before:
        yield f"over {WORDS} words: {sentence}"
    if words_in(headline) > HEADLINE + before:
        yield f"a headline over {HEADLINE} words: {headline}"
    if len(title) > TITLE:
        yield f"a title over {TITLE} characters: {title}"


def _unsaid(finding: Finding, text: str) -> list[str]:
    """Words of the scope of what leads that a text does not have."""
    words = dict.fromkeys(word for claim in finding.lead.claims for word in claim.scope)
    return [word for word in words if text and word.lower() not in text.lower()]


def _order(claims: Sequence[Claim]) -> Iterator[str]:
    """A claim about a small amount before one that is large enough to lead."""
    amounts = [claim.amount for claim in claims if claim.amount is not None]
    whole = sum(amounts)
    if amounts and not may_lead(amounts[0], whole) and any(may_lead(a, whole) for a in amounts):
        yield f"too small an amount leads: {amounts[0]:,.0f}"


def _years_disagree(said: Statement) -> Iterator[str]:
    periods = {claim.period for claim in said.claims if claim.period}
    if said.compares and len(periods) > 1:
        yield f"periods that are compared differ: {', '.join(sorted(periods))}"

"""Figures of a finding's texts, traced to its claims and to the values of its asides."""

from __future__ import annotations

import re

from said_figures import unexplained

from critmin.findings.claims import Claim
from critmin.findings.finding import Finding


def _as_said(claim: Claim) -> list[float | None]:
    """Other ways to say a value: a change as a ratio, an index of 100 as a share."""
    value = claim.value.value if claim.value is not None else None
    if value is None:
        return []
    if claim.measure.startswith("change of "):
        return [abs(value), 1 + value]
    return [value / 100, abs(round(value) - 100) / 100] if claim.unit == "base = 100" else []


def untraced(finding: Finding) -> list[str]:
    """Figures in sentence, headline and title that no claim and no value of an aside has."""
    numbers: list[float | None] = []
    dates: list[object] = []
    quoted: list[object] = []
    for claim in finding.claims:
        for known in filter(None, (claim.value, claim.comparator)):
            numbers += [known.low, known.high, known.value]
        numbers += _as_said(claim)
        dates += [part for span in claim.period.split("/") for part in span.split(" to ")]
        quoted += [claim.basis, claim.unit]
    for value in finding.values:
        if isinstance(value, str):
            (dates if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else quoted).append(value)
        else:
            numbers.append(value)
    numbers += [float(round(one)) for one in numbers if one is not None]
    left: list[str] = []
    for text in (finding.sentence(), finding.headline(), finding.fitted()):
        plain = text.replace(" (0 to 10)", "").replace(" on a scale of 0 to 10", "")
        left += unexplained(plain, quoted=quoted, dates=dates, shares=numbers, numbers=numbers)
    return left

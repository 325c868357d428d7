"""Figures of a finding's texts, traced to its claims and to the values of its asides."""

from __future__ import annotations

from said_figures import unexplained

from critmin.findings.finding import Finding


def untraced(finding: Finding) -> list[str]:
    """Figures in sentence, headline and title that no claim and no value of an aside has."""
    numbers: list[float | None] = []
    dates: list[object] = []
    quoted: list[object] = []
    for claim in finding.claims:
        for known in filter(None, (claim.value, claim.comparator)):
            numbers += [known.low, known.high, known.value]
        dates += [part for span in claim.period.split("/") for part in span.split(" to ")]
        quoted += [claim.basis]
    for value in finding.values:
        if isinstance(value, str):
            quoted.append(value)
        else:
            numbers.append(value)
    numbers += [float(round(one)) for one in numbers if one is not None]
    left: list[str] = []
    for text in (finding.sentence(), finding.headline(), finding.fitted()):
        plain = text.replace(" (0 to 10)", "").replace(" on a scale of 0 to 10", "")
        left += unexplained(plain, quoted=quoted, dates=dates, shares=numbers, numbers=numbers)
    return left

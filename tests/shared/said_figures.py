"""Figures of a sentence, read without the code that writes it, and compared with known values."""

from __future__ import annotations

import re
from collections.abc import Iterable

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = "|".join(MONTHS)
DATE = re.compile(rf"\b(?:\d{{1,2}} )?(?:{_MONTH}) \d{{4}}\b")
PERCENT = re.compile(r"(under |over )?(\d+(?:\.\d+)?)%")
NUMBER = re.compile(
    r"(?<![\w.,-])(\d[\d,]*(?:\.\d+)?)(?: (billion|million)| to [\d.]+ (billion|million))?"
)
SCALES = {None: 1.0, "million": 1e6, "billion": 1e9}


def in_words(day: object) -> str:
    """An ISO day, month or year as a sentence writes it."""
    year, *rest = str(day).split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month


def months_of(days: Iterable[object]) -> set[str]:
    """Days and their months as sentences write them."""
    known = [str(day) for day in days if day]
    return {in_words(day) for day in known} | {in_words(day[:7]) for day in known}


def share_is(value: float, shown: str, bound: str | None) -> bool:
    """Whether a share rounds to the percent shown: whole, to a tenth below 10%."""
    points = value * 100
    if bound == "under ":
        return 0 < points < float(shown)
    if bound == "over " and shown == "99":
        return 99.5 <= points < 100
    if shown in {"0", "100"}:
        return points == float(shown)
    return abs(points - float(shown)) <= (0.0501 if abs(points) < 9.95 else 0.501)


def number_is(value: float, shown: str, scale: float = 1.0) -> bool:
    """Whether a value rounds to the number shown, whole or with two to four digits."""
    own, scaled = float(shown.replace(",", "")), value / scale
    if own == scaled or (abs(scaled) >= 100 and own == round(scaled)):
        return True
    return any(
        abs(own - float(f"{scaled:.{digits}g}")) < 1e-9 * max(1.0, own) for digits in (2, 3, 4)
    )


def unexplained(
    sentence: str,
    *,
    quoted: Iterable[object] = (),
    dates: Iterable[object] = (),
    shares: Iterable[float | None] = (),
    numbers: Iterable[float | None] = (),
) -> list[str]:
    """Figures of a sentence that none of the values explains.

    Parameters
    ----------
    sentence : str
        The summary.
    quoted : iterable
        Texts of cells that may stand in the sentence as they are; their figures are not looked at.
    dates : iterable
        ISO days, months and years.
    shares, numbers : iterable of float
        Values to which percentages and other numbers must round; None is left out.
    """
    days = [str(day) for day in dates if day]
    words, years = months_of(days), {day[:4] for day in days}
    parts = [value for value in shares if value is not None]
    values = [value for value in numbers if value is not None]
    text = _without(sentence, [str(cell) for cell in quoted if cell])
    left = [found[0] for found in DATE.finditer(text) if found[0] not in words]
    text = DATE.sub(" ", text)
    left += [
        found[0]
        for found in PERCENT.finditer(text)
        if not any(share_is(value, found[2], found[1]) for value in parts)
    ]
    for found in NUMBER.finditer(PERCENT.sub(" ", text)):
        shown, scale = found[1].rstrip(","), SCALES[found[2] or found[3]]
        if shown not in years and not any(number_is(value, shown, scale) for value in values):
            left.append(found[0])
    return left


def _without(text: str, quoted: list[str]) -> str:
    """Text without what is quoted from cells, the longest first."""
    for one in sorted(quoted, key=len, reverse=True):
        for first in (one[:1], one[:1].lower(), one[:1].upper()):
            text = text.replace(first + one[1:], " ")
    return text

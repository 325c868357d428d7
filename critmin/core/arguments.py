"""The only reader of arguments that users give: names, stages, years and days.

Each question reads its arguments here once and passes on slugs, ISO codes, years and ISO days.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from critmin.core import names
from critmin.core.dates import TODAY, Span, When
from critmin.core.errors import QueryError, UnknownName

Words = str | Sequence[str] | None
Years = str | int | Sequence[int] | None
Day = str | date | None
PRECISIONS = {10: "day", 7: "month", 4: "year"}


def words(text: Words) -> list[str]:
    """Split a comma-separated text, or take a sequence as it is.

    Raises
    ------
    QueryError
        If the text is given but has no word in it; that does not mean all.
    """
    if text is None:
        return []
    parts = text.split(",") if isinstance(text, str) else list(text)
    found = [part.strip() for part in parts if part.strip()]
    if parts and not found:
        raise QueryError("an option has an empty value: give a name, or leave the option out")
    return found


def flat(minerals: Sequence[Any]) -> list[str]:
    """Flatten names given one by one or as a list.

    Raises
    ------
    QueryError
        For anything that is not text.
    """
    found: list[Any] = []
    for item in minerals:
        found += item if isinstance(item, (list, tuple)) else [item]
    if not all(isinstance(name, str) for name in found):
        raise QueryError("a mineral is given as text: a slug, a symbol or a common name")
    return found


def slugs(minerals: Sequence[Any]) -> list[str]:
    """Slugs of minerals, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(names.mineral(text).slug for text in flat(minerals)))


def countries(text: Words) -> list[str]:
    """ISO3 codes of countries, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(names.country(word).iso3 for word in words(text)))


def stages(text: Words, default: str = "mining") -> list[str]:
    """Stages of supply; the default if none is given."""
    return [names.stage(word) for word in words(text)] or [default]


def total(text: str | None) -> str | None:
    """Denominator of shares: ``published``, ``listed`` or None for the source's own rule.

    Raises
    ------
    QueryError
        If it is something else.
    """
    if text not in {None, "published", "listed"}:
        raise QueryError(f"total is {text!r}: write published or listed")
    return text


def years(text: Years) -> list[int]:
    """Years of ``2023``, ``2021,2024`` or ``2018:2024``.

    Raises
    ------
    QueryError
        If the text is none of these.

    Examples
    --------
    >>> years("2018:2020"), years(2023)
    ([2018, 2019, 2020], [2023])
    """
    if text is None:
        return []
    if isinstance(text, int):
        return [text]
    if not isinstance(text, str):
        return [int(year) for year in text]
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})\s*(?::\s*(\d{4})\s*)?", part)
        if match is None:
            raise QueryError(f"{text!r} is not a year: write 2023, 2021,2024 or 2018:2024")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise QueryError(f"{text!r} ends before it starts: write {last}:{first}")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def _iso(given: str | date) -> str:
    """A date as ISO text: ``20251015`` is ``2025-10-15``; other text as it is."""
    text = (given if isinstance(given, str) else given.isoformat()[:10]).strip()
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _date(text: str) -> When | None:
    """An ISO day, month or year; None for any other text."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return None
    try:
        date.fromisoformat((text + "-01-01")[:10])
        return When.read(text, PRECISIONS[len(text)])
    except ValueError:
        return None


def day(given: Day) -> str:
    """ISO day of ``2025-10-15``, ``20251015``, ``today`` or a date; today when not given.

    Raises
    ------
    QueryError
        If it is not a day.

    Examples
    --------
    >>> day("20251015"), day("2025-10-15")
    ('2025-10-15', '2025-10-15')
    """
    if given is None or given == TODAY:
        return date.today().isoformat()
    found = _date(_iso(given))
    if found is None or found.precision != "day":
        raise QueryError(f"{str(given)!r} is not a day: write it as 2025-10-15")
    return found.first


def when(given: str | date, option: str) -> When:
    """Day, month or year, with the first and last day that it can mean.

    Parameters
    ----------
    given : str or date
        ``2025-10-15``, ``20251015``, ``2025-10`` or ``2025``.
    option : str
        Name of the option, for the error message.

    Raises
    ------
    QueryError
        If it is none of these.

    Examples
    --------
    >>> when("2022-06", "from").last
    '2022-06-30'
    """
    found = _date(_iso(given))
    if found is None:
        raise QueryError(
            f"{option} is {str(given).strip()!r}: write a day, month or year as 2025-03-31, "
            "2025-03, 2025"
        )
    return found


def last_day(given: Day, option: str = "as-of") -> str:
    """ISO day; the last day of a month or year; today when not given.

    Raises
    ------
    QueryError
        If it is none of these.

    Examples
    --------
    >>> last_day("2025-02")
    '2025-02-28'
    """
    if given is None or given == TODAY:
        return date.today().isoformat()
    return when(given, option).last


def span(since: str | date | None, until: str | date | None, years: Sequence[int] = ()) -> Span:
    """Days between two dates, from the first day of one to the last day of the other.

    Parameters
    ----------
    since, until : str, date or None
        A day, a month or a year; None leaves that end open.
    years : sequence of int
        Only days of these years; all when empty.

    Raises
    ------
    QueryError
        If a date is none of these, or the second is before the first.

    Examples
    --------
    >>> span("2022", "2022-06")[:2]
    ('2022-01-01', '2022-06-30')
    """
    first = "" if since is None else when(since, "from").first
    last = "" if until is None else when(until, "to").last
    if first and last and last < first:
        raise QueryError(f"{since} to {until}: the second date is before the first")
    return Span(first, last, tuple(years))


def choice(what: str, text: str | None, known: Sequence[str]) -> str | None:
    """Word of a closed vocabulary in the vocabulary's spelling; None when not given.

    Raises
    ------
    UnknownName
        With suggestions and the known words.

    Examples
    --------
    >>> choice("purpose", "EV purchase", ["reshoring", "ev-purchase"])
    'ev-purchase'
    """
    if text is None or text in known:
        return text
    word = text.strip().casefold().replace(" ", "-").replace("_", "-")
    if word in known:
        return word
    raise UnknownName(what, text, names.suggestions(word, known), tuple(known))

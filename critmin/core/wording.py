"""Wording of sentences: names, places, lists, counts, years and rounded numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, log10
from typing import Any

from critmin.core import names, sources
from critmin.core.dates import in_words

Cells = Mapping[str, Any]  # of a row that is only read
AnyRow = Cells | tuple[Any, ...]  # by the names of its cells, or a question's own row
# How a picture names the paper whose figures and claims are rebuilt.
PAPER = "2025 paper of the Japan Research Institute"
SCOPES = {"magnet_rare_earths": "magnet rare earths only", "battery_grade": "battery grade only"}


class About(str):
    """Mineral, stage or form, and year that a message is of, as it prints them.

    >>> of = About("tin", "mining", 2025)
    >>> f"{of}: no figure", of.mineral, of.stage, of.year
    ('tin mining 2025: no figure', 'tin', 'mining', 2025)
    """

    mineral: str
    stage: str
    year: int | None

    __slots__ = ("mineral", "stage", "year")

    def __new__(cls, mineral: str, stage: str = "", year: int | None = None) -> About:
        """Text of the parts that there are."""
        said = (mineral, stage, "" if year is None else str(year))
        made = super().__new__(cls, " ".join(filter(None, said)))
        made.mineral, made.stage, made.year = mineral, stage, year
        return made

    def __getnewargs__(self) -> tuple[str, str, int | None]:  # type: ignore[override]
        """Parts of a copy."""
        return self.mineral, self.stage, self.year


def cell(row: AnyRow, name: str, *otherwise: Any) -> Any:
    """Cell of a row by its name; another value where the row has no such cell, if one is given.

    >>> cell({"year": 2024}, "year"), cell({}, "period", None)
    (2024, None)
    """
    if isinstance(row, tuple):
        return getattr(row, name, *otherwise)
    return row.get(name, *otherwise) if otherwise else row[name]


def few(words: Sequence[str], shown: int = 4) -> str:
    """List the first words and the number of the others.

    >>> few(["a", "b", "a", "c"], 2)
    'a, b and 1 more'
    """
    once = list(dict.fromkeys(words))
    more = f" and {len(once) - shown} more" if len(once) > shown else ""
    return ", ".join(once[:shown]) + more


def listed(words: Sequence[str]) -> str:
    """Join words with commas and "and".

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, thing: str, things: str = "") -> str:
    """Number with its noun, singular or plural.

    >>> counted(1, "table"), counted(2, "table"), counted(2, "country", "countries")
    ('1 table', '2 tables', '2 countries')
    >>> counted(98765, "row")
    '98,765 rows'
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def year_spans(years: Iterable[int]) -> str:
    """Ascending years as spans.

    >>> year_spans([1900, 1901, 1902, 1905])
    '1900-1902, 1905'
    """
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}-{s[-1]}" for s in spans)


def mineral_name(slug: str) -> str:
    """Name of a mineral in a chart; a user's own name is unchanged.

    >>> mineral_name("rare-earths"), mineral_name("x")
    ('Rare earths', 'x')
    """
    known = names.minerals().get(slug)
    return known.name if known else slug


def when(row: AnyRow) -> str:
    """Year or month of a row, or the years that it is the average of.

    >>> when({"year": 2024, "flag": "estimated", "source": "usgs@2026"})
    '2024'
    >>> when({"year": 2020, "flag": ("period_average",), "source": ("eu@2023",)})
    'average of 2016-2020'
    >>> when({"year": 2025, "period": "2025-06"})
    'June 2025'
    """
    flags, ids = (_several(cell(row, name, None)) for name in ("flag", "source"))
    period = sources.average_of(ids, flags)
    return (
        f"average of {period}"
        if period
        else in_words(str(cell(row, "period", None) or cell(row, "year")))
    )


def scoped(name: str, row: AnyRow) -> str:
    """Name of what a row counts, with what of it the publisher counts.

    >>> scoped("Rare earths", {"flag": ("magnet_rare_earths",)})
    'Rare earths (magnet rare earths only)'
    """
    parts = [SCOPES[code] for code in _several(cell(row, "flag", None)) if code in SCOPES]
    return f"{name} ({', '.join(parts)})" if parts else name


def lower(name: str) -> str:
    """Name within a sentence, with a small first letter."""
    return name[:1].lower() + name[1:]


def bloc_title(name: str) -> str:
    """Name of a bloc in a text.

    >>> bloc_title("eu27"), bloc_title("quad")
    ('EU27', 'Quad')
    """
    return name.title() if name == "quad" else name.upper()


def place(code: str) -> str:
    """Name of a country or bloc in a text.

    >>> place("JPN"), place("eu27")
    ('Japan', 'EU27')
    """
    known = names.countries().get(code)
    return known.name if known else bloc_title(code)


def the(name: str, *, start: bool = False) -> str:
    """Name of a place in a sentence, with its article.

    >>> the("United States"), the("EU27", start=True), the("Japan")
    ('the United States', 'The EU27', 'Japan')
    """
    if name.startswith(("United ", "European Union", "EU27", "Netherlands", "Philippines")):
        return f"{'The' if start else 'the'} {name}"
    return name


def _several(cell: Any) -> tuple[str, ...]:
    """Codes or ids of a cell."""
    return cell if isinstance(cell, tuple) else (cell,) if cell else ()


def percent(share: float) -> str:
    """Share as a person would round it: whole percent, one decimal below 10%.

    What is not zero is never called zero, and what is not all is never called all.

    >>> percent(0.6464), percent(0.0812), percent(0.0002), percent(0.998), percent(0), percent(1)
    ('65%', '8.1%', 'under 0.1%', 'over 99%', '0%', '100%')
    """
    points = share * 100
    if points == 0 or points == 100:
        return f"{points:.0f}%"
    if 0 < points < 0.1:
        return "under 0.1%"
    if 99.5 <= points < 100:
        return "over 99%"
    return f"{points:.0f}%" if abs(points) >= 9.95 else f"{points:.1f}%".replace(".0%", "%")


def between(low: float, high: float) -> str:
    """Interval of shares in words; one figure if both ends round to the same.

    >>> between(0.09, 0.19), between(0.31, 0.31), between(0, 0.004)
    ('between 9% and 19%', '31%', 'between 0% and 0.4%')
    """
    least, most = percent(low), percent(high)
    return least if least == most else f"between {least} and {most}"


def about(value: float, digits: int = 2) -> str:
    """Quantity rounded to a few significant digits, with thousands separators.

    >>> about(34_123), about(5_549), about(0.0123), about(325, 3), about(0)
    ('34,000', '5,500', '0.012', '325', '0')
    """
    if value == 0:
        return "0"
    places = digits - 1 - floor(log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:,.{max(places, 0)}f}"


def capital(text: str) -> str:
    """Text with a capital first letter, as at the start of a sentence.

    >>> capital("the EU27 made 2%")
    'The EU27 made 2%'
    """
    return text[:1].upper() + text[1:]

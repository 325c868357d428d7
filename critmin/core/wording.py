"""Wording of lists of names, counts and years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def few(names: Sequence[str], shown: int = 4) -> str:
    """List the first names and the number of the others.

    >>> few(["a", "b", "a", "c"], 2)
    'a, b and 1 more'
    """
    once = list(dict.fromkeys(names))
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
    """
    return f"{number} {thing if number == 1 else things or thing + 's'}"


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

"""Announcements by number and clause, as texts and pictures name them. Pure.

A suspension belongs to the clauses that it suspends: No. 72 of 2025 suspends clause 2 of No. 46 of
2024 and not clause 1. So an announcement is named without its clause only where every measure of
it on record is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from critmin.core.wording import listed
from critmin.export_controls.measure import Measure


def named(meant: Sequence[Measure], register: Iterable[Measure]) -> list[str]:
    """Names of the announcements of some measures, each with its clause unless all of it is meant.

    Parameters
    ----------
    meant : sequence of Measure
        The measures that a text is about.
    register : iterable of Measure
        All measures on record.

    Returns
    -------
    list of str
        ``No. 57 of 2025``, ``No. 46 of 2024, clause 2``.
    """
    siblings: dict[str, list[Measure]] = {}
    for measure in register:
        siblings.setdefault(_number(measure), []).append(measure)
    by_number: dict[str, list[Measure]] = {}
    for measure in meant:
        by_number.setdefault(_number(measure), []).append(measure)
    return [_named(number, of, siblings[number]) for number, of in by_number.items()]


def joined(names: Sequence[str]) -> str:
    """Several names in one text; bare numbers of one year together.

    >>> joined(["No. 55 of 2025", "No. 56 of 2025"])
    'Nos. 55, 56 of 2025'
    >>> joined(["No. 46 of 2024, clause 2"])
    'No. 46 of 2024, clause 2'
    """
    bare = [re.fullmatch(r"No\. (\d+) of (\d{4})", name) for name in names]
    found = [match for match in bare if match is not None]
    years = {match[2] for match in found}
    if len(names) > 1 and len(found) == len(names) and len(years) == 1:
        return f"Nos. {', '.join(match[1] for match in found)} of {years.pop()}"
    return listed(list(names))


def short(announcement: str) -> str:
    """An announcement by its number, where it has one.

    >>> short("Announcement No. 72 of 2025"), short("Announcement of 2 January 2025")
    ('No. 72 of 2025', 'Announcement of 2 January 2025')
    """
    return re.sub(r"^Announcement (?=No\.)", "", announcement)


def _number(measure: Measure) -> str:
    """Announcement without its clause."""
    return short(measure.announcement).partition(", ")[0]


def _clause(measure: Measure) -> list[str]:
    """Parts of its clause, from the widest: ``clause 2``, ``first half``."""
    return measure.announcement.partition(", ")[2].split(", ")


def _named(number: str, meant: Sequence[Measure], every: Sequence[Measure]) -> str:
    """One announcement, with the widest clause that holds nothing but what is meant."""
    ids = {measure.measure_id for measure in meant}
    if len(every) == 1:
        return short(every[0].announcement)
    if all(measure.measure_id in ids for measure in every):
        return number
    clauses: list[str] = []
    for measure in meant:
        parts = _clause(measure)
        wide = next(
            parts[:length]
            for length in range(1, len(parts) + 1)
            if length == len(parts)
            or all(m.measure_id in ids for m in every if _clause(m)[:length] == parts[:length])
        )
        clauses.append(", ".join(wide))
    return ", ".join(filter(None, [number, listed(list(dict.fromkeys(clauses)))]))

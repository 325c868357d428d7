"""Which edition of a publisher's files is the newest."""

from __future__ import annotations

import re
from typing import Any

from critmin.lakes.reading import UNDATED

_DAY = re.compile(r"v?((?:19|20)[0-9]{2})[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-3][0-9]))?")


def edition_order(edition: str) -> tuple[Any, ...]:
    """What editions are sorted by: days and numbers as such, and ``undated`` before all.

    A day is read with and without signs between its figures, so that 202601 is before 2026-02.
    """
    text = edition.casefold()
    day = _DAY.fullmatch(text)
    words = day.groups("0") if day else re.findall(r"[0-9]+|[^0-9_.-]+", text)
    ordered = tuple((0, int(w), "") if w.isdecimal() else (1, 0, w) for w in words)
    return text != UNDATED, ordered, edition

"""Reading what is asked of the control tables: minerals, buyer, day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.dates import TODAY
from critmin.core.errors import NoData, QueryError
from critmin.export_controls.register import FIRST_DAY

COMPILED = Caution(
    "compiled",
    "controls are an own compilation: no measure on record is no proof that there is none",
)


@dataclass(frozen=True)
class Asking:
    """What is asked of the control tables, names read."""

    slugs: tuple[str, ...]
    jurisdiction: str | None
    buyer: str | None
    buyer_also: frozenset[str]
    day: str
    until: str | None
    ended: bool
    disruptions: bool

    def matches(self, mineral: str, slug: str) -> bool:
        """Whether a mineral on record is the one asked for, its group, or a member of it."""
        return names.related(mineral, slug)

    def asked_for(self, mineral: str) -> list[str]:
        """The minerals asked for that a row's mineral answers."""
        return [slug for slug in self.slugs if self.matches(mineral, slug)]


def end_use_reach(buyer: str, ids: Iterable[str]) -> Caution:
    """End-use bans and entity lists that aim at a buyer's users: they are in no share."""
    text = f"{buyer}: aimed at its users, and in no share: {', '.join(ids)}"
    return Caution("end_use_reach", text)


def read_day(as_of: str | date | None) -> str:
    """The day asked for as ISO text; ``today`` is the day it is."""
    if as_of is None or as_of == TODAY:
        return date.today().isoformat()
    text = as_of if isinstance(as_of, str) else as_of.isoformat()
    if not _is_day(text):
        raise QueryError(f"{text!r} is no day: write it as 2025-10-15")
    if text < FIRST_DAY:
        raise NoData(f"controls are on record for days from {FIRST_DAY} on, not for {text}")
    return text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None


def later(day: str, days: int) -> str:
    """The day so many days after a day; the last day of the calendar beyond it."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


@cache
def buyer_names(text: str, day: str) -> tuple[str | None, frozenset[str]]:
    """A buyer and what else it answers to: a country's blocs, or a bloc's members."""
    code, is_bloc = names.country_or_bloc(text)
    if is_bloc:
        return code, frozenset(names.members(code, day))
    return code, frozenset(b for b in names.bloc_names() if code in names.members(b, day))

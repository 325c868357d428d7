"""Shared by questions on controls: the day, the buyer and the filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import dates, names
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.export_controls.bundled_tables import FIRST_DAY, beside


class ControlQuery(NamedTuple):
    """Filters of a question on controls: slugs, ISO3 codes, ISO days.

    ``by`` are the countries or blocs that control, ``jurisdictions`` all whose measures bind its
    exports on the day; ``stands_for`` are the blocs and members that stand for the buyer on the
    day; ``until`` is the last day of the changes to show. ``known_on`` is the day on which it is
    asked what could be known, empty for what is known now.
    """

    slugs: tuple[str, ...]
    by: tuple[str, ...]
    jurisdictions: frozenset[str]
    buyer: str | None
    stands_for: frozenset[str]
    day: str
    until: str | None
    ended: bool
    known_on: str = ""

    def answers(self, mineral: str) -> list[str]:
        """Minerals of the query that are this mineral, its group, a member of it or beside it."""
        return [s for s in self.slugs if names.related(mineral, s) or beside(s, mineral)]

    def imposed_by(self, jurisdiction: str) -> bool:
        """Whether measures of a jurisdiction are asked for."""
        return not self.by or jurisdiction in self.jurisdictions


def compiled() -> Caution:
    """The list of controls is compiled by hand: one may be missing."""
    return caution("compiled:controls")


def end_use_reach(buyer: str, ids: Iterable[str]) -> Caution:
    """Names of end-use bans and entity lists that target a buyer's users; they are in no share."""
    return caution("end_use_reach", buyer=buyer, ids=tuple(ids))


def read_day(as_of: dates.Day) -> str:
    """ISO day for which controls are read; today when not given.

    Parameters
    ----------
    as_of : str or date, optional
        ``2025-10-15``, ``20251015``, ``today`` or a date.

    Raises
    ------
    QueryError
        If it is not a day.
    NoData
        If it is before the first day on record.
    """
    day = dates.day(as_of)
    if day < FIRST_DAY:
        raise NoData(f"controls are on record from {FIRST_DAY}, not for {day}: write a later day")
    return day


def read_days(as_of: dates.Day, known_on: dates.Day) -> tuple[str, str]:
    """ISO day for which controls are read, and the day on which it is asked what could be known.

    The second is empty if it is not given: what is known now. Alone it is also the first.

    Raises
    ------
    QueryError, NoData
        As `read_day`, for either.
    """
    if known_on is None:
        return read_day(as_of), ""
    known = read_day(known_on)
    return (known if as_of is None else read_day(as_of)), known


def view(as_of: dates.Day, day: str, known_on: str) -> list[Caution]:
    """Which of two views is shown: what is known now of a day, or what could be known then.

    Nothing to say if neither day is given: today both are the same.
    """
    if known_on:
        code = "known_on" if known_on >= day else "known_on:forecast"
        return [caution(code, day=day, known=known_on)]
    return [] if as_of is None else [caution("known_now", day=day)]


def later(day: str, days: int) -> str:
    """Day a number of days after a day, at most the last day of the calendar."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return date.max.isoformat()


@cache
def stands_for(code: str, day: str) -> frozenset[str]:
    """The blocs of a country, or the members of a bloc, on a day.

    A measure that targets one of them applies to the buyer with this code.
    """
    if code in names.bloc_names():
        return frozenset(names.members(code, day))
    return frozenset(bloc for bloc in names.bloc_names() if code in names.members(bloc, day))

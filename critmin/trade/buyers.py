"""Buyers: a country, or a bloc as one buyer, with its members in the trade tables."""

from __future__ import annotations

from collections.abc import Iterable

from critmin.core import arguments, names
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.periods import last_day
from critmin.trade import flows


class Buyer(NamedTuple):
    """Buyer: its name, whether it is a bloc, and its code.

    The code is ISO3, a bloc's name, or that of a former country in trade_places.csv.
    """

    name: str
    code: str
    is_bloc: bool
    as_of: str | None = None

    def members(self, year: int) -> frozenset[str]:
        """Codes of the countries and former countries whose imports are the buyer's in a year.

        A bloc's members are those of ``as_of``, else of the last day of the year.
        """
        if not self.is_bloc:
            return frozenset({self.code})
        return flows.members_with_history(names.members(self.code, self._day(year)), year)

    def _day(self, year: int) -> str:
        return self.as_of or last_day(year)

    def changes(self, before: int, year: int) -> tuple[list[str], list[str]]:
        """Names of the members that joined and that left a bloc between two years."""
        old, new = (set(names.members(self.code, self._day(one))) for one in (before, year))
        known = names.countries()
        return sorted(known[c].name for c in new - old), sorted(known[c].name for c in old - new)

    def membership(self, years: Iterable[int]) -> str:
        """Number of a bloc's members in the years, in words."""
        if self.as_of is not None:
            return f"{len(names.members(self.code, self.as_of))} members on {self.as_of}"
        spans: list[tuple[frozenset[str], int, int]] = []
        for year in sorted(set(years)):
            now = frozenset(names.members(self.code, self._day(year)))
            if spans and spans[-1][0] == now:
                spans[-1] = (now, spans[-1][1], year)
            else:
                spans.append((now, year, year))
        if len(spans) == 1:
            return f"{len(spans[0][0])} members on {last_day(spans[0][2])}"
        counts = ", ".join(
            f"{len(now)} ({first}{f'-{last}' if last > first else ''})"
            for now, first, last in spans
        )
        return f"members on each year's last day: {counts}"


def place(text: str) -> str:
    """Trade partner of a name: ISO3 of a country, or code of a former one in the trade tables.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return _recorded(text) or names.country(text).iso3


def place_or_bloc(text: str) -> tuple[str, bool]:
    """Trade partner of a name, or name of a bloc, and whether it is a bloc.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    code = _recorded(text)
    return (code, False) if code else names.country_or_bloc(text)


def _recorded(text: str) -> str | None:
    """Code of a former country in the trade tables; None for another name."""
    if text.strip().upper() in names.countries():
        return None
    former = names.former(text)
    return former.code if former and former.code else None


def places(text: arguments.Words) -> list[str]:
    """Trade partners of names, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    return list(dict.fromkeys(place(word) for word in arguments.places(text)))


def suppliers(text: arguments.Words, buyer: Buyer, years: Iterable[int]) -> list[str]:
    """Trade partners of names, once each; a bloc means its members outside the buyer.

    The members are those on the last day of the newest year, or on the buyer's own day.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    last = max(years)
    found: list[str] = []
    for word in arguments.places(text):
        code, is_bloc = place_or_bloc(word)
        own = buyer.members(last)
        day = buyer.as_of or last_day(last)
        found += [c for c in names.members(code, day) if c not in own] if is_bloc else [code]
    return list(dict.fromkeys(found))


def buyer(text: str, as_of: str | None = None) -> Buyer:
    """Buyer of a country's, former country's or bloc's name.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    code, is_bloc = place_or_bloc(text)
    if is_bloc:
        label = next(m.name for m in names.memberships() if m.bloc == code)
        return Buyer(label, code, True, as_of)
    return Buyer(flows.place_name(code)[0], code, False)


def check_supplier(buyer: Buyer, supplier: str, year: int) -> None:
    """Refuse a supplier that is the buyer or a member of it.

    Raises
    ------
    QueryError
        If it is; both are named.
    """
    if supplier in buyer.members(year):
        what = "a member of the buyer" if buyer.is_bloc else "the buyer itself,"
        raise QueryError(f"the supplier {supplier} is {what} {buyer.name}: name another")

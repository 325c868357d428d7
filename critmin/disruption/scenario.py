"""A scenario of stopped supply: who stops what, by how much, and what dampens the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite

from critmin.core import names
from critmin.core.errors import QueryError
from critmin.disruption.stops import Stop, cuts, parse_stop, read_stops
from critmin.trade.buyers import Buyer


@dataclass(frozen=True)
class Scenario:
    """Stops with resolved names, the day, and the parameters of the loss.

    ``written`` has a stop's label (a code, or a bloc's name), the suppliers it stands for,
    its mineral or None, and its cut. Shares are in [0, 1]; ``stock_days`` is None when no
    stock is supposed.
    """

    stops: tuple[Stop, ...]
    written: tuple[tuple[str, tuple[str, ...], str | None, float], ...]
    day: str
    pass_through: float = 1.0
    reach: float = 0.0
    substitution: float = 0.0
    replacement: float = 0.0
    stock_days: float | None = None
    allow_gap: bool = False

    @property
    def suppliers(self) -> tuple[str, ...]:
        """All suppliers that stop anything."""
        return tuple(dict.fromkeys(stop.supplier for stop in self.stops))

    @property
    def minerals(self) -> list[str]:
        """Minerals that the stops name, when none of them stops everything."""
        named = [stop.mineral for stop in self.stops]
        return [] if None in named else list(dict.fromkeys(slug for slug in named if slug))

    def cuts(self, mineral: str) -> dict[str, float]:
        """Cut by supplier for a mineral."""
        return cuts(self.stops, mineral, names.above(mineral)[1:])

    def stopped(self, mineral: str) -> str | None:
        """The stops that reach a mineral, as they are written, separated by ;."""
        reach = {None, *names.above(mineral)}
        found = [
            Stop(label, slug, cut).what for label, _, slug, cut in self.written if slug in reach
        ]
        return ";".join(dict.fromkeys(found)) or None


def read(
    stop: Sequence[str],
    buyer: Buyer,
    years: Sequence[int],
    day: str,
    *,
    pass_through: float = 1.0,
    reach: float = 0.0,
    substitution: float = 0.0,
    replace: float = 0.0,
    stock_days: float | None = None,
    allow_gap: bool = False,
) -> Scenario:
    """The scenario that words describe.

    Raises
    ------
    UnknownName, AmbiguousName
        For a supplier or mineral that is none or several.
    QueryError
        For contradictory stops, a supplier that is the buyer or inside it, or a number
        outside its range.
    """
    parts = {
        "--pass-through": pass_through,
        "--reach": reach,
        "--substitution": substitution,
        "--replace": replace,
    }
    for option, value in parts.items():
        _check(option, value, 1.0)
    if stock_days is not None:
        _check("--stock-days", stock_days, inf)
    written = []
    for text in stop:
        parsed = parse_stop(text)
        label, codes = _suppliers(parsed.supplier, day)
        _check_apart(text, codes, buyer, years)
        slug = None if parsed.mineral is None else names.mineral(parsed.mineral).slug
        written.append((label, codes, slug, parsed.cut))
    return Scenario(
        stops=read_stops(
            stop, lambda text: _suppliers(text, day)[1], lambda text: names.mineral(text).slug
        ),
        written=tuple(written),
        day=day,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replacement=replace,
        stock_days=stock_days,
        allow_gap=allow_gap,
    )


def _check(option: str, value: float, most: float) -> None:
    if not isfinite(value) or not 0 <= value <= most:
        range_ = "from 0 to 1" if most < inf else "of days, 0 or more"
        raise QueryError(f"{option} is {value:g}: write a number {range_}")


def _suppliers(text: str, day: str) -> tuple[str, tuple[str, ...]]:
    """Label and country codes of a country, or of a bloc with its members on a day."""
    code, is_bloc = names.country_or_bloc(text)
    if not is_bloc:
        return code, (code,)
    members = names.members(code, day)
    if not members:
        raise QueryError(f"--stop is {text!r}: {code} had no members on {day}")
    return code, members


def _check_apart(text: str, codes: Sequence[str], buyer: Buyer, years: Sequence[int]) -> None:
    """Refuse a supplier that is the buyer or inside it."""
    own = frozenset(code for year in years for code in buyer.members(year))
    inside = [code for code in codes if code in own]
    if inside:
        raise QueryError(
            f"--stop is {text!r}: {', '.join(inside)} is the buyer {buyer.name} itself, or a "
            "member of it"
        )

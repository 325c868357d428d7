"""Scenario of stopped supply: the stops, and the parameters that reduce the loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from critmin.core import arguments, names
from critmin.core.errors import QueryError
from critmin.trade.buyers import Buyer, place_or_bloc

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_WORD = r"([^:=\s](?:[^:=]*[^:=\s])?)"  # not of spaces alone
STOP = re.compile(rf"\s*{_WORD}\s*(?::\s*{_WORD}\s*)?(?:=\s*{_WORD}\s*)?")


class Stop(str):
    """Stop of one mineral's exports, or of all (None), by a country or bloc.

    ``place`` is a trade partner's code or a bloc's name, ``suppliers`` its countries, ``cut`` is
    the part of their exports that stops, in [0, 1]; 0 exempts a country from a wider stop. As a
    text, and so in the cells of an answer, it is as a user types it: ``COD:cobalt=0.573``.

    >>> stop = Stop("COD", ("COD",), "cobalt", 0.573)
    >>> print(stop, stop.place, stop.mineral, stop.cut)
    COD:cobalt=0.573 COD cobalt 0.573
    """

    place: str
    suppliers: tuple[str, ...]
    mineral: str | None
    cut: float

    __slots__ = ("cut", "mineral", "place", "suppliers")

    def __new__(
        cls, place: str, suppliers: tuple[str, ...], mineral: str | None, cut: float
    ) -> Stop:
        """Stop, with its text."""
        of = "" if mineral is None else f":{mineral}"
        by = "" if cut == 1 else f"={cut:.12g}"  # as typed, and read back the same
        made = super().__new__(cls, f"{place}{of}{by}")
        made.place, made.suppliers, made.mineral, made.cut = place, suppliers, mineral, cut
        return made

    def __getnewargs__(self) -> tuple[str, tuple[str, ...], str | None, float]:  # type: ignore[override]
        """Parts of a copy."""
        return self.place, self.suppliers, self.mineral, self.cut


@dataclass(frozen=True)
class Scenario:
    """Stops, the day, and the parameters of the loss.

    ``day`` is an ISO day; the parameters are in [0, 1]; ``stock_days`` is None if no stock is
    assumed. ``allow_gap`` traces origins even if too much of the trade is unexplained;
    ``origin_stage`` is the stage at which supply stops, None for that of each form.
    ``known_on`` is the day on which it is asked what could be known of controls, empty for now.
    """

    stops: tuple[Stop, ...]
    day: str
    pass_through: float = 1.0
    reach: float = 0.0
    substitution: float = 0.0
    replacement: float = 0.0
    stock_days: float | None = None
    allow_gap: bool = False
    known_on: str = ""
    origin_stage: str | None = None

    @property
    def minerals(self) -> list[str]:
        """Minerals that the stops name; empty if a stop covers all minerals."""
        named = [stop.mineral for stop in self.stops]
        return [] if None in named else list(dict.fromkeys(slug for slug in named if slug))

    @property
    def by_supplier(self) -> tuple[Stop, ...]:
        """One stop per country and mineral; a bloc's stop becomes one per member."""
        return tuple(
            dict.fromkeys(
                Stop(code, (code,), stop.mineral, stop.cut)
                for stop in self.stops
                for code in stop.suppliers
            )
        )

    def cuts(self, mineral: str) -> dict[str, float]:
        """Cut of exports in [0, 1] by supplier for a mineral.

        The most specific stop counts: that of the mineral, else of its group, else of all minerals.
        """
        order = [None, *reversed(names.above(mineral))]
        reaching = [stop for stop in self.stops if stop.mineral in order]
        reaching.sort(key=lambda stop: order.index(stop.mineral))
        return {code: stop.cut for stop in reaching for code in stop.suppliers}

    def stopped(self, mineral: str) -> tuple[Stop, ...]:
        """Stops that cover a mineral."""
        reach = {None, *names.above(mineral)}
        return tuple(dict.fromkeys(stop for stop in self.stops if stop.mineral in reach))


def read(
    stop: Sequence[str],
    buyer: Buyer,
    years: Sequence[int],
    day: str,
    *,
    known_on: str = "",
    pass_through: float = 1.0,
    reach: float = 0.0,
    substitution: float = 0.0,
    replace: float = 0.0,
    stock_days: float | None = None,
    allow_gap: bool = False,
    origin_stage: str | None = None,
) -> Scenario:
    """Read the scenario from the arguments of a question.

    Parameters
    ----------
    stop : sequence of str
        As `parse_stop` reads them.
    buyer : Buyer
        Buyer of the imports; no supplier may be the buyer or a member of it.
    years : sequence of int
        Years of trade, for the buyer's members.
    day : str
        ISO day for the members of a bloc that stops exports.
    known_on : str
        ISO day on which it is asked what could be known of controls; empty for now.
    pass_through, reach, substitution, replace, stock_days, allow_gap, origin_stage
        As in `critmin.shock`.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous supplier or mineral.
    QueryError
        For contradictory stops or none, a supplier that is the buyer or inside it, or a number
        outside its range.
    """
    parts = {
        "--pass-through": pass_through,
        "--reach": reach,
        "--substitution": substitution,
        "--replace": replace,
    }
    for option, value in parts.items():
        _check_range(option, value, 1.0)
    if stock_days is not None:
        _check_range("--stock-days", stock_days, inf)
    stops = []
    for text in stop:
        found = read_stop(text, day)
        _check_outside(text, found.suppliers, buyer, years)
        stops.append(found)
    if not stops:
        raise QueryError("name at least one stop: --stop CHN or --stop COD:cobalt=0.573")
    plan = Scenario(
        stops=tuple(stops),
        day=day,
        pass_through=pass_through,
        reach=reach,
        substitution=substitution,
        replacement=replace,
        stock_days=stock_days,
        allow_gap=allow_gap,
        known_on=known_on,
        origin_stage=arguments.origin_stage(origin_stage),
    )
    _refuse_contradictions(plan.by_supplier)
    return plan


def parse_stop(text: str) -> tuple[str, str | None, float]:
    """Parts of ``CHN``, ``CHN=0.5``, ``CHN=50%``, ``COD:cobalt``, ``COD:cobalt=0.573``.

    Returns
    -------
    tuple
        Country or bloc and mineral or None, as given, and cut in [0, 1].

    Raises
    ------
    QueryError
        If the text is none of these, or the cut is not in [0, 1].

    Examples
    --------
    >>> parse_stop("CHN")
    ('CHN', None, 1.0)
    >>> parse_stop("COD:cobalt=0.573")
    ('COD', 'cobalt', 0.573)
    >>> parse_stop("CHN=25%")
    ('CHN', None, 0.25)
    """
    match = STOP.fullmatch(text)
    if match is None:
        raise QueryError(f"--stop is {text!r}: write CHN, COD:cobalt or COD:cobalt=0.573")
    return match[1], match[2], 1.0 if match[3] is None else _cut(text, match[3])


def _cut(text: str, number: str) -> float:
    """Cut of a stop: a share, or a percentage with its sign."""
    digits = number.removesuffix("%").rstrip()
    if NUMBER.fullmatch(digits) is None:  # not all that Python takes for a number: 0.1_5
        raise QueryError(f"--stop is {text!r}: {number!r} is not a number from 0 to 1")
    cut = float(digits) / (1 if digits == number else 100)
    if not 0 <= cut <= 1:
        raise QueryError(f"--stop is {text!r}: a cut must be from 0 to 1, or 0% to 100%")
    return cut + 0.0  # "-0" is 0


def read_stop(text: str, day: str) -> Stop:
    """Read a stop; a bloc means its members on an ISO day.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous supplier or mineral.
    QueryError
        As `parse_stop`, and for a bloc without members on the day.
    """
    place, mineral, cut = parse_stop(text)
    code, is_bloc = place_or_bloc(place)
    suppliers = names.members(code, day) if is_bloc else (code,)
    if not suppliers:
        raise QueryError(f"--stop is {place!r}: {code} had no members on {day}")
    return Stop(code, suppliers, None if mineral is None else names.mineral(mineral).slug, cut)


def _check_range(option: str, value: float, most: float) -> None:
    if not isfinite(value) or not 0 <= value <= most:
        range_ = "from 0 to 1" if most < inf else "of days, 0 or more"
        raise QueryError(f"{option} is {value:g}: write a number {range_}")


def _check_outside(text: str, suppliers: Sequence[str], buyer: Buyer, years: Sequence[int]) -> None:
    """Refuse a supplier that is the buyer or a member of it."""
    own = frozenset(code for year in years for code in buyer.members(year))
    inside = [code for code in suppliers if code in own]
    if inside:
        raise QueryError(
            f"--stop is {text!r}: {', '.join(inside)} is the buyer {buyer.name} itself, or a "
            "member of it"
        )


def _refuse_contradictions(stops: Iterable[Stop]) -> None:
    """Refuse two different cuts of the same supplier and mineral."""
    found: dict[tuple[str, str | None], Stop] = {}
    for stop in stops:
        known = found.setdefault((stop.place, stop.mineral), stop)
        if known.cut != stop.cut:
            raise QueryError(f"the stops {known} and {stop} contradict each other")

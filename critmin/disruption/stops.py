"""Pure: what a scenario stops, read from the words a person types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from critmin.core.errors import QueryError


class Stop(NamedTuple):
    """One supplier's stop: of one mineral or of all (None), by a cut in (0, 1]."""

    supplier: str
    mineral: str | None
    cut: float

    @property
    def what(self) -> str:
        """The stop as it is written: ``COD:cobalt=0.573``."""
        mineral = "" if self.mineral is None else f":{self.mineral}"
        cut = "" if self.cut == 1 else f"={self.cut:g}"
        return f"{self.supplier}{mineral}{cut}"


def parse_stop(text: str) -> Stop:
    """Read ``CHN``, ``CHN=0.5``, ``COD:cobalt`` or ``COD:cobalt=0.573``; names stay as given.

    Raises
    ------
    QueryError
        If the text is none of these, or the cut lies outside 0 to 1 or is 0.

    Examples
    --------
    >>> parse_stop("CHN")
    Stop(supplier='CHN', mineral=None, cut=1.0)
    >>> parse_stop("COD:cobalt=0.573")
    Stop(supplier='COD', mineral='cobalt', cut=0.573)
    """
    match = re.fullmatch(r"\s*([^:=]+?)\s*(?::\s*([^:=]+?)\s*)?(?:=\s*([^:=]+?)\s*)?", text)
    if match is None:
        raise QueryError(f"--stop is {text!r}: write CHN, COD:cobalt or COD:cobalt=0.573")
    try:
        cut = 1.0 if match[3] is None else float(match[3])
    except ValueError:
        raise QueryError(f"--stop is {text!r}: {match[3]!r} is no number from 0 to 1") from None
    if not 0 < cut <= 1:
        raise QueryError(f"--stop is {text!r}: a cut lies above 0 and is at most 1")
    return Stop(match[1], match[2], cut)


def read_stops(
    texts: Iterable[str], suppliers: Callable[[str], Sequence[str]], mineral: Callable[[str], str]
) -> tuple[Stop, ...]:
    """Several stops at once, with resolved names; a bloc becomes its members.

    Parameters
    ----------
    texts : iterable of str
        As `parse_stop` reads them.
    suppliers : callable
        Country codes of a country's or bloc's name.
    mineral : callable
        Slug of a mineral's name.

    Raises
    ------
    QueryError
        If the same supplier and mineral are cut in two different ways, or no stop is given.
    """
    stops: dict[tuple[str, str | None], Stop] = {}
    for parsed in map(parse_stop, texts):
        slug = None if parsed.mineral is None else mineral(parsed.mineral)
        for code in suppliers(parsed.supplier):
            stop = Stop(code, slug, parsed.cut)
            known = stops.setdefault((code, slug), stop)
            if known.cut != stop.cut:
                raise QueryError(f"the stops {known.what} and {stop.what} contradict each other")
    if not stops:
        raise QueryError("name at least one stop: --stop CHN or --stop COD:cobalt=0.573")
    return tuple(stops.values())


def cuts(stops: Iterable[Stop], mineral: str, groups: Sequence[str] = ()) -> dict[str, float]:
    """Cut by supplier for one mineral; the stop that names it most closely goes first.

    Parameters
    ----------
    stops : iterable of Stop
        With resolved names.
    mineral : str
        Slug.
    groups : sequence of str
        Groups that the mineral belongs to, the closest first: a stop of a group goes after
        one of the mineral itself and before one of all.

    Examples
    --------
    >>> cuts([Stop("CHN", None, 1.0), Stop("CHN", "cobalt", 0.5)], "cobalt")
    {'CHN': 0.5}
    >>> cuts([Stop("CHN", "rare-earths", 0.5)], "dysprosium", ["rare-earths"])
    {'CHN': 0.5}
    """
    order = [None, *reversed(groups), mineral]
    reaching = [stop for stop in stops if stop.mineral in order]
    reaching.sort(key=lambda stop: order.index(stop.mineral))
    return {stop.supplier: stop.cut for stop in reaching}

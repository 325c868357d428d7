"""Colour of each country of one picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.charts.model import CHINA
from critmin.charts.palette import FAINT, FOCUS, Colour

# Place in the list of colours that a frequent producer has in every picture, if it is free there.
PLACES = {
    **dict.fromkeys(("AUS", "JPN", "MMR", "MEX"), 0),
    **dict.fromkeys(("COD", "USA", "PER", "TUR"), 1),
    **dict.fromkeys(("CHL", "IDN", "KAZ", "BEL"), 2),
    **dict.fromkeys(("RUS", "BRA", "PHL"), 3),
    **dict.fromkeys(("ZAF", "CAN", "KOR", "MOZ"), 4),
    **dict.fromkeys(("IND", "ARG", "FIN", "VNM"), 5),
    **dict.fromkeys(("DEU", "ZWE", "MYS", "NOR"), 6),
}


def country_colours(
    series: Iterable[tuple[str, str, bool]], choices: Sequence[Colour], *, rest: Colour = FAINT
) -> dict[str, Colour]:
    """Colours of series, one colour a country and one country a colour.

    China has the colour of the focus in every picture. Frequent producers have a colour of their
    own where it is free; who comes first in the series comes first here.

    Parameters
    ----------
    series : iterable of (str, str, bool)
        Name, ISO 3166-1 alpha-3 code of the country or "", and whether it is in focus.
    choices : sequence of Colour
        Colours of those that are not in focus.
    rest : Colour
        Grey of those that find no colour left, so that no two countries share a colour that names
        one.

    >>> from critmin.charts.palette import LINES
    >>> found = country_colours([("China", "CHN", True), ("Chile", "", False)], LINES)
    >>> found["China"].name, found["Chile"].name
    ('focus', 'line-1')
    """
    given = list(series)
    # One country has the colour of the focus: China where it is shown, else the first in focus.
    focused = list(dict.fromkeys(key or name for name, key, focus in given if focus))
    focus = CHINA if any(key == CHINA for _, key, _ in given) else next(iter(focused), None)
    shown = dict.fromkeys(key or name for name, key, _ in given)
    coloured = [who for who in shown if who != focus][: len(choices)]
    colours: dict[str, Colour] = {} if focus is None else {focus: FOCUS}
    free = list(choices)
    for who in coloured:
        own = PLACES.get(who, len(choices))
        if own < len(choices) and choices[own] in free:
            colours[who] = choices[own]
            free.remove(choices[own])
    for who in coloured:
        if who not in colours:
            colours[who] = free.pop(0)
    return {name: colours.get(key or name, rest) for name, key, _ in given}

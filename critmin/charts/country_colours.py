"""Colour of each country of one picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.charts.palette import FAINT, FOCUS, Colour

CHINA = "CHN"


def country_colours(
    series: Iterable[tuple[str, str, bool]], choices: Sequence[Colour]
) -> dict[str, Colour]:
    """Colours of series, one colour a country and one country a colour.

    Parameters
    ----------
    series : iterable of (str, str, bool)
        Name, ISO 3166-1 alpha-3 code of the country or "", and whether it is in focus.
    choices : sequence of Colour
        Colours of those that are not in focus. When they are used up the others are grey, so that
        no two countries share a colour that names one.

    >>> from critmin.charts.palette import LINES
    >>> found = country_colours([("China", "CHN", True), ("Chile", "", False)], LINES)
    >>> found["China"].name, found["Chile"].name
    ('focus', 'line-1')
    """
    given = list(series)
    # One country has the colour of the focus: China where it is shown, else the first in focus.
    focused = list(dict.fromkeys(key or name for name, key, focus in given if focus))
    focus = CHINA if any(key == CHINA for _, key, _ in given) else next(iter(focused), None)
    colours: dict[str, Colour] = {} if focus is None else {focus: FOCUS}
    left = iter(choices)
    found: dict[str, Colour] = {}
    for name, key, _ in given:
        who = key or name
        if who not in colours:
            colours[who] = next(left, FAINT)
        found[name] = colours[who]
    return found

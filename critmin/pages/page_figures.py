"""A picture of an answer for a page: drawn for a wide and for a narrow window, with its caption."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from critmin.answers.chart_of_answer import chart_of
from critmin.charts.model import Chart
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.pages.blocks import Picture

if TYPE_CHECKING:
    from markupsafe import Markup

    from critmin.answers.table import Table
    from critmin.drawing.style import Style


# What to type to see more; a page has a table.
_TO_TYPE = re.compile(r": name [^.;]* to see (?:it|them)\.")


class FigureView(NamedTuple):
    """A picture as the template writes it; the style shows one of its two drawings.

    A map has one drawing, that of narrow windows, which is scaled: its shapes are most of a page.
    """

    key: str
    heading: str
    topic: str
    subtitle: str
    wide: Markup
    narrow: Markup
    source: str


def picture_of(
    table: Table, key: str, *, map: bool = False, sourced: bool = False, most: int | None = None
) -> Picture | None:
    """Picture of an answer, or its map; None if it has too few figures for one."""
    if not len(table) or (table.map if map else table.chart) is None:
        return None
    try:
        return Picture(key, chart_of(table, map=map), sourced=sourced, most=most)
    except QueryError:
        return None


def drawn(block: Picture) -> FigureView:
    """Picture of a page, drawn."""
    return figure_view(block.chart, block.key, most=block.most)


def figure_view(chart: Chart, key: str, *, most: int | None = None) -> FigureView:
    """Draw a chart for a page.

    Parameters
    ----------
    chart : Chart
        What to draw, with its finding.
    key : str
        Id in the page; ids within the drawing begin with it.
    most : int, optional
        Letters of both drawings together; of more, and of a map, only the narrow one is kept.
    """
    from markupsafe import Markup

    from critmin.drawing.style import COLUMN, PAGE

    chart = replace(chart, note=_TO_TYPE.sub(".", chart.note))
    narrow = _drawn(chart, COLUMN._replace(margin=0), f"{key}-n")
    small = most is not None and (chart.kind == "map" or len(narrow) > most)
    wide = Markup() if small else _drawn(chart, PAGE, f"{key}-w")
    once = small or (most is not None and len(wide) + len(narrow) > most)
    return FigureView(
        key=key,
        heading=chart.heading,
        topic=chart.topic if chart.title else "",
        subtitle=chart.subtitle,
        wide=narrow if once else wide,
        narrow=Markup() if once else _described_above(narrow, key),
        source=chart.source,
    )


def _drawn(chart: Chart, style: Style, key: str) -> Markup:
    from markupsafe import Markup

    from critmin.drawing.draw import inline

    return Markup(inline(chart, key, style=style))


def _described_above(narrow: Markup, key: str) -> Markup:
    """The narrow drawing with the words of the wide one, which the page holds once."""
    from markupsafe import Markup

    start, _, rest = narrow.partition(Markup("<title"))
    _, _, drawn = rest.partition(Markup("</desc>\n"))
    return Markup(start.replace(f"{key}-n-", f"{key}-w-") + drawn)

"""An answer's chart as a picture: PNG, SVG or PDF, for a slide or for a column.

The only module that uses the canvas; matplotlib is loaded when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from critmin.charts import palette
from critmin.drawing import bars, stacks, timelines
from critmin.charts.canvas import Box, Sheet, drawing, line_height, wrapped
from critmin.charts.model import Chart
from critmin.drawing.style import Style, style_of
from critmin.core.errors import UnknownName

FORMS = ("png", "svg", "pdf")
# Functions that measure and draw the body of each kind of chart.
BODIES: dict[str, tuple[Callable[..., float], Callable[..., None]]] = {
    "bars": (bars.bars_height, bars.draw_bars),
    "stacks": (stacks.stacks_height, stacks.draw_stacks),
    "intervals": (bars.intervals_height, bars.draw_intervals),
    "lines": (timelines.lines_height, timelines.draw_lines),
    "timeline": (timelines.timeline_height, timelines.draw_timeline),
}


def picture(chart: Chart, form: str = "svg", *, size: str = "slide") -> bytes:
    """Draw a chart.

    Parameters
    ----------
    chart : Chart
        What to draw.
    form : {"svg", "png", "pdf"}
        SVG and PDF are drawn in paths, the same bytes for the same chart.
    size : {"slide", "column"}
        10 by 5.6 inches, or 3.4 inches wide and as long as it needs.

    Raises
    ------
    UnknownName
        For another form.
    QueryError
        For another size.
    MissingExtra
        If matplotlib is not installed.
    """
    if form not in FORMS:
        raise UnknownName("picture format", form, known=FORMS)
    style = style_of(size)
    with drawing():
        return _drawn(chart, style).saved(form, chart.title, style.dots)


def _drawn(chart: Chart, style: Style) -> Sheet:
    room = style.across - 2 * style.margin
    title = wrapped(chart.title, style.title, room, bold=True)
    subtitle = wrapped(chart.subtitle, style.subtitle, room)
    note = wrapped(chart.note, style.small, room)
    source = wrapped(chart.source, style.small, room)
    above = (
        len(title) * line_height(style.title)
        + len(subtitle) * line_height(style.subtitle)
        + style.pitch * 0.6
    )
    below = (len(note) + len(source)) * line_height(style.small) + style.pitch * 0.5
    measure, draw = BODIES[chart.kind]
    up = style.up or measure(chart, style) + above + below + 2 * style.margin
    sheet = Sheet(style.across, up)
    left = style.margin
    top = sheet.lines(left, up - style.margin, title, style.title, bold=True)
    sheet.lines(left, top, subtitle, style.subtitle, colour=palette.FAINT)
    foot = style.margin + (len(note) + len(source)) * line_height(style.small)
    edge: Any = sheet.lines(left, foot, note, style.small)
    sheet.lines(left, edge, source, style.small, colour=palette.FAINT)
    body = Box(left, style.margin + below, left + room, up - style.margin - above)
    draw(chart, sheet, body, style)
    return sheet

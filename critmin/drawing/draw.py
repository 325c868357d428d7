"""A chart as a picture: its finding above, its body, its sources and its command below.

The body of a chart of kind K is drawn by ``critmin/drawing/K.py``, which has two functions:
``height(chart, style)`` and ``draw(chart, sheet, box, style)``. Where a size has no room for all
rows, ``fitted(chart, style)`` is the chart with the most important ones and a note on the others.
A chart may have another one for narrow pictures, its ``column``.
"""

from __future__ import annotations

from importlib import import_module
from itertools import islice

from critmin.charts.model import Chart
from critmin.charts.palette import FAINT, FOCUS, INK, RULE
from critmin.core.errors import UnknownName
from critmin.drawing.fonts import balanced, line_height, width, wrapped
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import PAGE, Style, style_of

FORMS = ("png", "svg", "pdf")
LONG, SMALLER = 2, 0.86  # lines of a title that is set smaller, and how much
MOST_TIPS = 60  # figures named in a picture's description; more are counted


def picture(chart: Chart, form: str = "svg", *, size: str = "slide") -> bytes:
    """Draw a chart.

    Parameters
    ----------
    chart : Chart
        What to draw.
    form : {"svg", "png", "pdf"}
        SVG needs nothing else; PNG and PDF need matplotlib. Each has the same bytes for the same
        chart.
    size : {"slide", "column"}
        1080 or 400 pixels wide, as high as the content; a PNG has twice as many.

    Raises
    ------
    UnknownName
        For another form.
    QueryError
        For another size.
    MissingExtra
        For PNG and PDF, if matplotlib is not installed.
    """
    if form not in FORMS:
        raise UnknownName("picture format", form, known=FORMS)
    style = style_of(size)
    chart = chart.narrow if style.narrow else chart
    sheet = sheet_of(chart, style)
    if form == "svg":
        from critmin.drawing.svg import svg

        text = svg(sheet, title=chart.heading, description=description(chart, sheet))
        return text.encode()
    from critmin.drawing.matplotlib_writer import written

    return written(sheet, form, chart.heading)


def inline(
    chart: Chart, name: str, *, style: Style = PAGE, heading: bool = False, foot: bool = False
) -> str:
    """A chart as SVG inside an HTML page that has `svg.palette_css` among its rules.

    Parameters
    ----------
    name : str
        Start of the ids in this picture; differs for each picture of a page.
    heading, foot : bool
        Whether title, topic and subtitle stand in the picture, and its source and command. The
        note always does.
    """
    from critmin.drawing.svg import svg

    chart = chart.narrow if style.narrow else chart
    sheet = sheet_of(chart, style, heading=heading, foot=foot)
    words = description(chart, sheet)
    return svg(sheet, title=chart.heading, description=words, name=name, inline=True)


def sheet_of(chart: Chart, style: Style, *, heading: bool = True, foot: bool = True) -> Sheet:
    """A chart on a sheet that is as high as its content."""
    chart = chart.narrow if style.narrow else chart
    body = import_module(f"critmin.drawing.{chart.kind}")
    if hasattr(body, "fitted"):
        chart = body.fitted(chart, style)
        body = import_module(f"critmin.drawing.{chart.kind}")  # it may fit in another form
    above = _Head(chart, style) if heading else None
    below = _Foot(chart, style, whole=foot)
    top = above.height if above else style.margin
    down = body.height(chart, style)
    sheet = Sheet(style.width, top + down + below.height)
    if above:
        above.draw(sheet)
    box = Box(style.margin, top, style.width - style.margin, top + down)
    body.draw(chart, sheet, box, style)
    below.draw(sheet, box.bottom)
    return sheet


def description(chart: Chart, sheet: Sheet) -> str:
    """A chart in words: topic, how it is measured, and the figures of its marks."""
    tips = list(dict.fromkeys(tip for tip in (getattr(i, "tip", "") for i in sheet.items) if tip))
    named = list(islice(tips, MOST_TIPS))
    if len(tips) > len(named):
        named.append(f"and {len(tips) - len(named)} more")
    parts = [chart.topic, chart.subtitle, "; ".join(named), chart.note]
    return " ".join(
        part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part
    )


class _Head:
    """Finding, topic and how it is measured, above the body."""

    ACCENT = (44.0, 5.0)

    def __init__(self, chart: Chart, style: Style) -> None:
        self.style = style
        self.size = style.title
        if len(wrapped(chart.heading, self.size, style.room, bold=True)) > LONG:
            self.size = style.title * SMALLER
        self.title = balanced(chart.heading, self.size, style.room, bold=True)
        words = [chart.topic if chart.title else "", chart.subtitle]
        under = " · ".join(filter(None, words))
        self.under = wrapped(under, style.subtitle, style.room)
        self.top = max(style.margin * 0.5, 10.0) if style.margin else 0.0

    @property
    def height(self) -> float:
        style = self.style
        title = len(self.title) * line_height(self.size)
        under = len(self.under) * line_height(style.subtitle)
        return self.top + self._accent + title + 4 + under + style.pitch * 0.6

    @property
    def _accent(self) -> float:
        return self.ACCENT[1] + 10.0 if self.style.margin else 0.0

    def draw(self, sheet: Sheet) -> None:
        style = self.style
        if self._accent:
            sheet.bar(style.margin, self.top, *self.ACCENT, FOCUS, edge=FOCUS)
        top = self.top + self._accent
        top = sheet.lines(style.margin, top, self.title, self.size, bold=True)
        sheet.lines(style.margin, top + 4, self.under, style.subtitle, colour=FAINT)


class _Foot:
    """Note, sources and the command that makes the picture, below the body."""

    def __init__(self, chart: Chart, style: Style, *, whole: bool) -> None:
        self.style, small, room = style, style.small, style.room
        self.note = wrapped(chart.note, small, room)
        self.source = wrapped(chart.source, small, room) if whole else []
        name = chart.command.partition(" ")[0]  # in bold, and so a little wider
        room -= width(name, small, bold=True) - width(name, small)
        self.command = wrapped(chart.command, small, room) if whole else []

    @property
    def height(self) -> float:
        lines = len(self.note) + len(self.source) + len(self.command)
        gaps = self._before + self._ruled
        return lines * line_height(self.style.small) + gaps + self.style.margin * 0.6

    @property
    def _before(self) -> float:
        return self.style.pitch * 0.5 if self.note else 0.0

    @property
    def _ruled(self) -> float:
        return 20.0 if self.source or self.command else 0.0

    def draw(self, sheet: Sheet, top: float) -> None:
        style, left = self.style, self.style.margin
        top = sheet.lines(left, top + self._before, self.note, style.small)
        if self._ruled:
            y = top + self._ruled * 0.5
            sheet.rule([(left, y), (style.width - left, y)], colour=RULE)
        top = sheet.lines(left, top + self._ruled, self.source, style.small, colour=FAINT)
        for number, line in enumerate(self.command):
            x, base = left, top + style.small
            if not number:  # the program's name is its signature
                name, space, line = line.partition(" ")
                sheet.text(x, base, name, style.small, bold=True, colour=INK, centred=False)
                x += width(name + space, style.small, bold=True)
            if line:
                sheet.text(x, base, line, style.small, colour=FAINT, centred=False)
            top += line_height(style.small)

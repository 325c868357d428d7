"""Body of shares by year: a stacked column for each year, labelled right of the last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import fsum

from critmin.charts.country_colours import country_colours
from critmin.charts.forms import History, Slice
from critmin.charts.model import FRACTION, RESIDUAL, written
from critmin.charts.palette import (
    FAINT,
    INK,
    OTHERS,
    PAPER,
    REST,
    RULE,
    SERIES,
    Colour,
    contrast,
    ink_on,
)
from critmin.charts.placing import moved_apart
from critmin.charts.scale import Scale, tick_labels, ticks
from critmin.charts.time_axis import labelled_years
from critmin.core.wording import year_spans
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import Style

TALL = {"slide": 0.42, "page": 0.5, "column": 0.8}  # height of the plot over its width
TAIL = 0.36  # of the width at most for the labels
GAP = 8.0
LEADER = 20.0  # pixels from the last column to the labels
SWATCH = 10.0
FULL = 0.84  # of a year's room, for its column
NARROW = 14.0  # pixels of a year from which on there are gaps between columns
FIGURED = 6  # most columns that have all their figures written in them
READABLE = 4.5  # contrast of a figure with its column
WHOLE = 1.0
NONE = "no figures"


@dataclass(frozen=True)
class _Layout:
    """Where the parts of the columns stand, in pixels from the top left of the body."""

    chart: History
    style: Style
    room: float
    order: list[str]  # from the foot of a column to its top
    colours: dict[str, Colour]
    values: list[float]
    left: float
    tail: float
    labels: dict[str, list[str]]  # of the series in the last column
    earlier: dict[str, list[str]]  # of those that are only in earlier ones
    gaps: list[str]
    plot_height: float

    @property
    def pitch(self) -> float:
        return line_height(self.style.small)

    @property
    def head(self) -> float:
        return self.style.small * 0.8

    @property
    def height(self) -> float:
        lines = sum(map(len, self.earlier.values())) + len(self.gaps)
        foot = self.pitch * 1.6 + lines * self.pitch + (GAP if lines else 0.0)
        return self.head + self.plot_height + foot


def height(chart: History, style: Style) -> float:
    """Pixels that the columns take, with what stands below them."""
    return _layout(chart, style, style.room).height


def draw(chart: History, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw a column for each year, the focus at its foot and the rest on top.

    A year without figures has no column, and is named below. The scale is that of years: a year
    that the answer leaves out keeps its place.
    """
    layout = _layout(chart, style, box.width)
    top = box.top + layout.head
    plot = Box(box.left + layout.left, top, box.right - layout.tail, top + layout.plot_height)
    _values(layout, sheet, plot)
    across = _across(chart, plot)
    wide = _wide(across)
    wide *= FULL if wide >= NARROW else 1.0  # thin columns with gaps would flicker
    last: dict[str, tuple[float, float]] = {}
    for year in chart.years:
        edges = _column(year, layout, across, wide, sheet, plot)
        last = edges or last
    _years(layout, across, sheet, plot)
    _labels(layout, last, across.at(_last(chart)) + wide / 2, sheet, plot)
    edge = plot.bottom + layout.pitch * 1.6 + GAP
    for name, lines in layout.earlier.items():
        _swatch(layout, name, box.left, edge + layout.pitch / 2, sheet)
        edge = sheet.lines(box.left + 2 * SWATCH, edge, lines, style.small)
    sheet.lines(box.left, edge, layout.gaps, style.small, colour=FAINT)


def _layout(chart: History, style: Style, room: float) -> _Layout:
    order = _order(chart)
    first = {name: next(s for s in chart.slices if s.series == name) for name in order}
    focus = {s.series for s in chart.slices if s.highlight}
    # The largest choose first, so that those that find no colour left are small.
    sizes = {name: fsum(s.value for s in chart.slices if s.series == name) for name in order}
    ranked = sorted((name for name in order if not _rest(first[name])), key=lambda n: -sizes[n])
    named = [(name, first[name].key, name in focus) for name in ranked]
    colours = dict.fromkeys(order, REST) | country_colours(named, SERIES, rest=OTHERS)
    sums = [fsum(s.value for s in chart.slices if s.year == year) for year in chart.years]
    whole = chart.unit in {"", FRACTION}
    values = ticks(0.0, WHOLE if whole else max([0.0, *sums]), 4 if style.narrow else 5)
    texts = tick_labels(values, FRACTION if whole else chart.unit)
    left = max(width(text, style.small) for text in texts) + GAP
    tail = room * TAIL
    words = tail - LEADER - SWATCH * 1.6
    newest = {s.series: s.value for s in chart.slices if s.year == _last(chart)}
    labels = {
        name: wrapped(f"{name} {_figure(newest[name], chart)}", style.label, words, name in focus)
        for name in order
        if name in newest
    }
    widest = max(
        (
            width(line, style.label, bold=name in focus)
            for name, lines in labels.items()
            for line in lines
        ),
        default=0.0,
    )
    total = sum(len(lines) for lines in labels.values()) * line_height(style.label)
    earlier = {
        name: wrapped(_earlier(name, chart), style.small, room - 2 * SWATCH)
        for name in order
        if name not in newest
    }
    return _Layout(
        chart,
        style,
        room,
        order,
        colours,
        values,
        left,
        widest + LEADER + SWATCH * 1.6,
        labels,
        earlier,
        _gaps(chart, style, room),
        max(TALL[style.name] * room, total * 1.04),
    )


def _rest(one: Slice) -> bool:
    return one.kind == RESIDUAL


def _order(chart: History) -> list[str]:
    """Series from the foot of a column: in focus first, the rest last."""
    focus = {s.series for s in chart.slices if s.highlight}
    rest = {s.series for s in chart.slices if _rest(s)}
    return sorted(chart.series, key=lambda name: (name not in focus, name in rest))


def _last(chart: History) -> int:
    return max(s.year for s in chart.slices)


def _figure(value: float, chart: History) -> str:
    return written(value, chart.unit or FRACTION)


def _earlier(name: str, chart: History) -> str:
    """A series that is not in the last column, with its last figure."""
    one = max((s for s in chart.slices if s.series == name), key=lambda s: s.year)
    return f"{name}: {_figure(one.value, chart)} in {one.year}, not shown later"


def _gaps(chart: History, style: Style, room: float) -> list[str]:
    known = {s.year for s in chart.slices}
    gaps = [year for year in sorted(chart.gaps) if year not in known]
    if not gaps:
        return []
    return wrapped(f"No figures: {year_spans(gaps)}.", style.small, room)


def _across(chart: History, plot: Box) -> Scale:
    """Scale of the years; each has its room, and the first and the last are within the plot."""
    first, last = chart.years[0], chart.years[-1]
    wide = plot.width / (last - first + 1)
    return Scale(first, last, plot.left + wide / 2, plot.right - wide / 2)


def _wide(across: Scale) -> float:
    """Room of a year, up to a fifth of the plot."""
    years = across.high - across.low + 1
    room = (across.end - across.start) / (years - 1) if years > 1 else float("inf")
    return min(room, 120.0)


def _values(layout: _Layout, sheet: Sheet, plot: Box) -> None:
    up, small = _up(layout, plot), layout.style.small
    unit = layout.chart.unit or FRACTION
    for value, text in zip(layout.values, tick_labels(layout.values, unit), strict=True):
        y = up.at(value)
        colour, thick = (FAINT, 1.5) if value == 0 else (RULE, 1.0)
        sheet.rule([(plot.left, y), (plot.right, y)], colour=colour, thick=thick)
        sheet.text(plot.left - GAP, y, text, small, colour=FAINT, anchor="end")


def _up(layout: _Layout, plot: Box) -> Scale:
    sums = [
        fsum(s.value for s in layout.chart.slices if s.year == year) for year in layout.chart.years
    ]
    return Scale(0.0, max([layout.values[-1], *sums]), plot.bottom, plot.top)


def _column(
    year: int, layout: _Layout, across: Scale, wide: float, sheet: Sheet, plot: Box
) -> dict[str, tuple[float, float]]:
    """Draw the column of a year; returns upper and lower edge of each part in pixels."""
    up, x = _up(layout, plot), across.at(year)
    parts = {s.series: s for s in layout.chart.slices if s.year == year}
    edges: dict[str, tuple[float, float]] = {}
    done = 0.0
    for name in layout.order:
        one = parts.get(name)
        if one is None or one.value <= 0:
            continue
        top, bottom = up.at(done + one.value), up.at(done)
        done += one.value
        edges[name] = (top, bottom)
        figure = _figure(one.value, layout.chart)
        colour = layout.colours[name]
        sheet.bar(
            x - wide / 2,
            top,
            wide,
            bottom - top,
            colour,
            hatch=_rest(one),
            edge=colour if wide < NARROW * FULL else None,
            tip=f"{name}, {year}: {figure}",
        )
        size = layout.style.small
        few = len(layout.chart.years) <= FIGURED or one.highlight
        fits = (
            max(width("88%", size), width(figure, size)) + 6 <= wide and size * 1.3 <= bottom - top
        )
        ink = ink_on(colour)
        reads = min(contrast(ink.light, colour.light), contrast(ink.dark, colour.dark)) >= READABLE
        if few and fits and reads and not _rest(one) and year != _last(layout.chart):
            sheet.text(x, (top + bottom) / 2, figure, size, colour=ink, anchor="middle")
    return edges


def _years(layout: _Layout, across: Scale, sheet: Sheet, plot: Box) -> None:
    small = layout.style.small
    y = plot.bottom + layout.pitch * 0.85
    low, high = round(across.low), round(across.high)
    span = across.end - across.start
    for year in labelled_years(low, high, span, partial(width, size=small)):
        sheet.text(across.at(year), y, str(year), small, colour=FAINT, anchor="middle")
    known = {s.year for s in layout.chart.slices}
    for year in sorted(set(layout.chart.gaps) - known):
        x = across.at(year)
        tip = f"{year}: no figures"
        sheet.rule([(x, plot.bottom - 1), (x, plot.bottom - 6)], colour=FAINT, tip=tip)
        if width(NONE, small) + GAP <= _wide(across):
            sheet.text(x, plot.bottom - small * 1.4, NONE, small, colour=FAINT, anchor="middle")


def _labels(
    layout: _Layout, last: dict[str, tuple[float, float]], right: float, sheet: Sheet, plot: Box
) -> None:
    """Draw the names and figures of the last column beside it, moved apart, with leaders."""
    size = layout.style.label
    shown = [name for name in reversed(layout.order) if name in last and name in layout.labels]
    tall = [len(layout.labels[name]) * line_height(size) for name in shown]
    wanted = [sum(last[name]) / 2 - up / 2 for name, up in zip(shown, tall, strict=True)]
    for name, top, up in zip(
        shown, moved_apart(wanted, tall, plot.top - layout.head, plot.bottom), tall, strict=True
    ):
        y, middle = sum(last[name]) / 2, top + up / 2
        left = plot.right + LEADER
        sheet.rule([(right + 2, y), (left - 3, middle)], colour=FAINT, thick=1.0)
        _swatch(layout, name, left, middle, sheet)
        focus = any(s.highlight for s in layout.chart.slices if s.series == name)
        sheet.lines(left + SWATCH * 1.6, top, layout.labels[name], size, bold=focus, colour=INK)


def _swatch(layout: _Layout, name: str, left: float, y: float, sheet: Sheet) -> None:
    rest = any(_rest(s) for s in layout.chart.slices if s.series == name)
    edge = FAINT if rest else PAPER
    sheet.bar(left, y - SWATCH / 2, SWATCH, SWATCH, layout.colours[name], hatch=rest, edge=edge)

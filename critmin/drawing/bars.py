"""Body of horizontal bars in panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from critmin.charts.figures import digits_of, figure, joined
from critmin.charts.model import ELSEWHERE, NO_FIGURE, RESIDUAL, TOTAL, Bar, Bars, Part, distinct
from critmin.charts.palette import FAINT, INK, OTHERS, PAPER, PLAIN, REST, Colour, focus
from critmin.core.wording import listed
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.rows import FILL, GAP, Place, Rows, labels_above, paper_behind
from critmin.drawing.sheet import FRONT, Box, Sheet
from critmin.drawing.style import Style

BETWEEN = 28.0  # pixels between two panels
NARROWEST = 190.0  # pixels of a panel beside others
ON_LINE = 0.5  # of a panel: longer words go below their bar
NO_BAR = 1e9  # a scale that leaves any other smaller
OWN_SCALES = "Each panel has its own scale."


def fitted(chart: Bars, style: Style) -> Bars:
    """A chart without rows that say nothing: panels below each other name them in the note."""
    if not style.narrow or not chart.apart:
        return chart
    known = {bar.panel for bar in chart.bars if bar.value is not None}
    empty = [bar for bar in chart.bars if bar.panel in known and bar.value is None and not bar.text]
    named = [
        f"{panel}: {NO_FIGURE} for {listed([bar.label for bar in empty if bar.panel == panel])}."
        for panel in distinct([bar.panel for bar in empty])
    ]
    return replace(
        chart,
        bars=tuple(bar for bar in chart.bars if bar not in empty),
        note=" ".join([*named, chart.note]),
    )


def height(chart: Bars, style: Style) -> float:
    """Pixels from the top of the bars to their foot."""
    return _Layout(chart, style, style.room).height


def draw(chart: Bars, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw bars, with panels side by side, or below each other where they are narrow."""
    _Layout(chart, style, box.width).draw(sheet, box)


def fill(mark: Bar | Part) -> tuple[Colour, bool]:
    """Colour of a bar or a part, and whether it is hatched."""
    if mark.kind == RESIDUAL:
        return REST, True
    if mark.kind == ELSEWHERE:
        return OTHERS, False
    return (focus([mark.key]) if mark.highlight else PLAIN), False


def _bold(bar: Bar, mixed: bool) -> bool:
    """Whether a bar stands out: the whole, or one in focus among others that are not."""
    return bar.kind == TOTAL or (bar.highlight and mixed)


class _Layout:
    """Bands of panels below each other; a band has one panel or all of them."""

    def __init__(self, chart: Bars, style: Style, across: float) -> None:
        self.style = style
        panels = chart.panels
        bands = [_Band(chart, panels, style, across)]
        if len(panels) > 1 and (style.narrow or bands[0].across < NARROWEST):
            bands = [_Band(chart, [panel], style, across) for panel in panels]
            widest = max(band.rows.left for band in bands)  # zero lines below each other
            bands = [_Band(chart, [panel], style, across, widest) for panel in panels]
        self.bands = bands
        self.own = len(panels) > 1 and (chart.apart or bool(chart.units))
        if not self.own:
            least = min(min(band.scales) for band in bands)
            for band in bands:
                band.scales = [least] * len(band.scales)
        self.foot = line_height(style.small) + GAP if self.own else 0.0

    @property
    def height(self) -> float:
        bands = sum(band.height for band in self.bands)
        return bands + self.style.pitch * 0.6 * (len(self.bands) - 1) + self.foot

    def draw(self, sheet: Sheet, box: Box) -> None:
        top = box.top
        for band in self.bands:
            band.draw(sheet, box.left, top)
            top += band.height + self.style.pitch * 0.6
        if self.own:
            y = box.top + self.height
            sheet.text(box.left, y - 3, OWN_SCALES, self.style.small, colour=FAINT, centred=False)


class _Band:
    """Panels side by side that share the labels of their rows."""

    def __init__(
        self, chart: Bars, panels: Sequence[str], style: Style, across: float, left: float = 0.0
    ) -> None:
        self.style, self.panels = style, panels
        self.marks = [[bar for bar in chart.bars if bar.panel == panel] for panel in panels]
        self.labels = distinct([bar.label for bar in chart.bars if bar.panel in panels])
        above = labels_above(chart.labels, across, style)
        left = max(Rows(self.labels, across, style, above=above).left, left)
        self.across = (across - left - BETWEEN * (len(panels) - 1)) / len(panels)
        units = dict(zip(chart.panels, chart.units, strict=False))
        every = digits_of(bar.value for bar in chart.bars)
        digits = {
            panel: digits_of(bar.value for bar in of) if chart.units or chart.apart else every
            for panel, of in zip(panels, self.marks, strict=True)
        }
        # Where all bars are highlighted, none stands out in bold.
        self.mixed = not all(bar.highlight for bar in chart.bars)
        self.words = {
            bar: _Words(
                bar, units.get(panel, chart.unit), digits[panel], style, self.across, self.mixed
            )
            for panel, of in zip(panels, self.marks, strict=True)
            for bar in of
        }
        shown = self._with_words() if above and len(panels) == 1 else self.labels
        here = [[self.words[bar] for bar in self.words if bar.label == of] for of in self.labels]
        below = [max(len(one.below) for one in of) for of in here]
        small = line_height(style.small)
        self.rows = Rows(
            shown,
            across,
            style,
            above=above,
            lines=[max(len(one.beside) for one in of) for of in here],
            below=[lines * small + (GAP if lines else 0.0) for lines in below],
        )
        self.rows.left = left
        heads = [wrapped(panel, style.label, self.across, bold=True) for panel in panels]
        self.heads = heads if any(panels) else []
        most = max(map(len, heads)) if self.heads else 0
        self.head = most * line_height(style.label) + GAP if most else 0.0
        self.limits = chart.limits if len(panels) == 1 else ()
        self.head += line_height(style.small) if self.limits else 0.0
        self.lows = [min([0.0, *(bar.value or 0.0 for bar in of)]) for of in self.marks]
        self.scales = [self._scale(of, -low) for of, low in zip(self.marks, self.lows, strict=True)]

    def _with_words(self) -> list[str]:
        """Labels above their bars with the words of these, if some do not fit beside a bar.

        All words then have one place, and all rows are equally far apart.
        """
        if not any(one.below for one in self.words.values()):
            return self.labels
        after = {bar.label: bar.text for bar in self.words if bar.text and bar.value is not None}
        for one in self.words.values():
            one.above()
        return [
            f"{label}{' ' if after[label].startswith('(') else ': '}{after[label]}"
            if label in after
            else label
            for label in self.labels
        ]

    @property
    def height(self) -> float:
        return self.head + self.rows.height

    def _scale(self, bars: Sequence[Bar], left: float) -> float:
        """Pixels per unit at which every bar has room for its words; ``left`` of zero."""
        rooms = [
            (self.across - GAP - self.words[bar].width) / (left + max(bar.value, 0.0))
            for bar in bars
            if bar.value
        ]
        return min(rooms, default=NO_BAR)

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        places = self.rows.places(top + self.head)
        for number, label in enumerate(self.labels):
            of_label = [bar for of in self.marks for bar in of if bar.label == label]
            chosen = all(_bold(bar, self.mixed) for bar in of_label)
            self.rows.label(sheet, number, places[number], left, bold=chosen)
        place_of = dict(zip(self.labels, places, strict=True))
        for number, bars in enumerate(self.marks):
            start = left + self.rows.left + number * (self.across + BETWEEN)
            if self.heads:
                sheet.lines(start, top, self.heads[number], self.style.label, bold=True)
            scale = self.scales[number]
            zero = start - self.lows[number] * scale if self.lows[number] else start
            for bar in bars:
                self._bar(sheet, bar, zero, place_of[bar.label].middle, scale)
            self._limits(sheet, zero, top, places, scale)
            for bar in bars:
                place = place_of[bar.label]
                end = max(zero, zero + (bar.value or 0.0) * scale)
                grounded = bool(self.limits)
                self.words[bar].draw(sheet, end + GAP, place.middle, bar, grounded=grounded)
                self.words[bar].draw_below(sheet, start, place.below)
            for place in (
                places if self.rows.above else [places[0]._replace(below=places[-1].bottom)]
            ):
                begin = place.middle - self.style.pitch / 2
                sheet.rule([(zero, begin), (zero, place.below)], colour=INK, thick=1.0, layer=FRONT)

    def _limits(
        self, sheet: Sheet, zero: float, top: float, places: Sequence[Place], scale: float
    ) -> None:
        """Limits ruled across the bars, in pieces where words stand between these."""
        half, small = self.style.pitch / 2, self.style.small
        for at, name in self.limits:
            x = zero + at * scale
            ends = [(place.middle - half, place.middle + half) for place in places]
            if not self.rows.above and not any(one.below for one in self.words.values()):
                ends = [(top + self.head, places[-1].bottom)]
            for begin, end in ends:
                sheet.rule([(x, begin), (x, end)], colour=INK, thick=1.2, dashes=(5, 4))
            for place, label in zip(places, self.labels, strict=True):
                bars = [bar for of in self.marks for bar in of if bar.label == label]
                if any((bar.value or 0.0) > at for bar in bars):  # on a bar it is a cut
                    cut = place.middle - half * FILL, place.middle + half * FILL
                    sheet.rule([(x, y) for y in cut], colour=PAPER, thick=2.0, layer=FRONT)
            y = top + self.head - line_height(small) / 2
            sheet.text(x, y, name, small, colour=FAINT, anchor="middle")

    def _bar(self, sheet: Sheet, bar: Bar, zero: float, y: float, scale: float) -> None:
        words = self.words[bar]
        if bar.value:
            colour, hatch = fill(bar)
            down = self.style.pitch * FILL
            long = bar.value * scale
            sheet.bar(
                min(zero, zero + long),
                y - down / 2,
                abs(long),
                down,
                colour,
                hatch=hatch,
                tip=f"{bar.label}: {words.whole}",
            )


class _Words:
    """Figure and words of a bar: on its line, and below it where they are long."""

    def __init__(
        self, bar: Bar, unit: str, digits: int, style: Style, across: float, mixed: bool
    ) -> None:
        self.style = style
        said = figure(bar.value, unit, digits)
        self.whole = " ".join(filter(None, [said, bar.text]))
        self.below: list[str] = []
        room = across - GAP
        if bar.value is None:
            self.whole = bar.text or NO_FIGURE
            self.beside = wrapped(self.whole, style.label, room)
        else:
            line = joined(said, bar.text)
            if width(line, style.label, bar.highlight) > across * ON_LINE:
                self.below = wrapped(bar.text, style.small, across)
                line = said
            self.beside = [line]
        self.figure, self.bold = said, _bold(bar, mixed)
        self.width = max(width(line, style.label, self.bold) for line in self.beside)

    def above(self) -> None:
        """Leave the words to the label above; the figure stays."""
        if self.figure != NO_FIGURE:
            self.beside, self.below = [self.figure], []
            self.width = width(self.figure, self.style.label, self.bold)

    def draw(self, sheet: Sheet, x: float, y: float, bar: Bar, *, grounded: bool = False) -> None:
        known, step = bar.value is not None, line_height(self.style.label)
        y -= (len(self.beside) - 1) * step / 2
        for line in self.beside:
            if grounded:
                paper_behind(sheet, x, y, line, self.style.label, bold=self.bold)
            sheet.text(
                x,
                y,
                line,
                self.style.label,
                italic=not known,
                bold=known and self.bold,
                colour=INK if known else FAINT,
            )
            y += step

    def draw_below(self, sheet: Sheet, x: float, top: float) -> None:
        sheet.lines(x, top - 2, self.below, self.style.small, colour=FAINT)

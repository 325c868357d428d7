"""Body of stacked bars in groups, with each part labelled inside, or with its colour beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from critmin.charts.country_colours import country_colours
from critmin.charts.model import FRACTION, RESIDUAL, Part, Stacks, distinct, written
from critmin.charts.palette import FAINT, INK, OTHERS, REST, RULE, SERIES, Colour, ink_on
from critmin.charts.scale import tick_labels, ticks
from critmin.drawing.fonts import CAPITALS, line_height, width, wrapped
from critmin.drawing.rows import GAP
from critmin.drawing.sheet import FRONT, Box, Sheet
from critmin.drawing.style import Style

NAMED = 5  # parts named outside the bar of a narrow picture; the others are added up
LARGE = 0.1  # share from which a part is named in any picture
SMALLEST = 0.01  # share from which a part is named for itself
BETWEEN = 0.5  # of a pitch between two groups
BARS = 0.84  # height of a bar over the height of its line
PADDING = 3.0  # pixels on both sides of a name inside a part
BESIDE = 0.27  # of the width for the small parts, beside the bars
SHARE_OF_NAMES = 0.26  # of the width for the names of groups, and again for those of rows
APART = 12.0  # pixels between two small parts
SWATCH = 9.0  # pixels of the square before a small part's name
AXIS = (0.0, 0.5, 1.0)  # of shares


class Small(NamedTuple):
    """A part that is named outside its bar; what continues a long name has no square."""

    colour: Colour
    hatch: bool
    text: str
    square: bool = True


def height(chart: Stacks, style: Style) -> float:
    """Pixels from the top of the stacks to the foot of their percentages."""
    return _Layout(chart, style, style.room).height


def draw(chart: Stacks, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw stacked bars; what is too small for a name is named beside or below its bar."""
    _Layout(chart, style, box.width).draw(sheet, box)


def part_colours(chart: Stacks) -> dict[str, Colour]:
    """Colour of each name, that of the largest part first, so that what is left grey is small."""
    most: dict[str, float] = {}
    first: dict[str, Part] = {}
    for part in chart.parts:
        if part.kind != RESIDUAL:
            most[part.label] = max(most.get(part.label, 0.0), part.value)
            first.setdefault(part.label, part)
    order = sorted(most, key=lambda name: -most[name])
    given = [(name, first[name].key, first[name].highlight) for name in order]
    return country_colours(given, SERIES, rest=OTHERS)


class _Row:
    """One stacked bar: its parts, their colours, and where each is named."""

    def __init__(
        self,
        parts: Sequence[Part],
        colours: dict[str, Colour],
        scale: float,
        style: Style,
        unit: str,
    ) -> None:
        self.unit, self.scale = unit, scale
        self.parts = [part for part in parts if part.value > 0]
        self.labels = {part.label for part in parts}
        self.folded = ""
        if unit == FRACTION:
            self._fold(colours, style)
        self.fills = [
            (REST, True) if part.kind == RESIDUAL else (colours.get(part.label, OTHERS), False)
            for part in self.parts
        ]
        self.names = [_name(part, part.value * scale, style, unit) for part in self.parts]
        self.small = [
            Small(*look, f"{part.label} {written(part.value, unit)}")
            for part, look, name in zip(self.parts, self.fills, self.names, strict=True)
            if not name[0]
        ]

    def _fold(self, colours: dict[str, Colour], style: Style) -> None:
        """Add up the parts that a key could not tell apart: grey ones, and the smallest.

        A narrow picture names the largest few outside the bar. What is added up is named at the
        pointer and in the description.
        """
        outside = [
            part
            for part in self.parts
            if part.kind != RESIDUAL
            and not part.highlight
            and not _name(part, part.value * self.scale, style, self.unit)[0]
        ]
        ranked = sorted(outside, key=lambda part: -part.value)
        kept = ranked[:NAMED] if style.narrow else ranked
        small = [
            part
            for part in outside
            if part.value < SMALLEST
            or colours[part.label] == OTHERS
            or (part not in kept and part.value < LARGE)
        ]
        if len(small) < 2:
            return
        whole = sum(part.value for part in small)
        others = small[0]._replace(label=f"{len(small)} others", value=whole, key="")
        left = [part for part in self.parts if part not in small]
        countries = [part for part in left if part.kind != RESIDUAL]
        rest = [part for part in left if part.kind == RESIDUAL]
        self.parts = [*countries, others, *rest]
        named = [f"{part.label} {written(part.value, self.unit)}" for part in small]
        self.folded = f" ({', '.join(named)})"

    def draw(self, sheet: Sheet, x: float, y: float, style: Style) -> None:
        down = style.pitch * BARS
        for part, (colour, hatch), (text, size) in zip(
            self.parts, self.fills, self.names, strict=True
        ):
            across = part.value * self.scale
            tip = f"{part.group}, {part.row}, {part.label}: {written(part.value, self.unit)}"
            if self.folded and part.label not in self.labels:
                tip += self.folded
            sheet.bar(x, y - down / 2, across, down, colour, hatch=hatch, tip=tip.lstrip(", "))
            if not text and style.narrow and not hatch:  # its name is below
                text = written(part.value, self.unit)
                text = text if width(text, size, part.highlight) + 2 * PADDING <= across else ""
            if text:
                middle = x + across / 2
                if hatch:  # plain ground, so that the hatching does not cross letters
                    half = width(text, size) / 2 + 3
                    high = CAPITALS * size + 6
                    sheet.bar(middle - half, y - high / 2, 2 * half, high, REST, edge=REST)
                ink = ink_on(colour)
                sheet.text(middle, y, text, size, colour=ink, bold=part.highlight, anchor="middle")
            x += across


class _Layout:
    """Positions of a chart's stacks."""

    def __init__(self, chart: Stacks, style: Style, across: float) -> None:
        self.chart, self.style, self.across = chart, style, across
        size = style.label
        groups = distinct([group for group, _ in chart.rows])
        self.headed = style.narrow  # groups as headings above their rows
        most = across * SHARE_OF_NAMES
        self.groups = {group: wrapped(group, size, most, bold=True) for group in groups}
        if self.headed:
            self.groups = {group: wrapped(group, size, across, bold=True) for group in groups}
        self.rows = {row: wrapped(row, size, most) for _, row in chart.rows}
        names = [width(line, size, bold=True) for of in self.groups.values() for line in of]
        self.names = 0.0 if self.headed else max(names, default=0.0) + 2 * GAP * any(groups)
        texts = [width(line, size) for of in self.rows.values() for line in of]
        self.left = self.names + max(texts, default=0.0) + GAP * any(self.rows)
        aside = 0.0 if style.narrow else across * BESIDE
        parts = {row: [p for p in chart.parts if (p.group, p.row) == row] for row in chart.rows}
        self.axis = list(AXIS)
        most = max([sum(part.value for part in of) for of in parts.values()], default=0.0)
        if chart.unit != FRACTION:
            self.axis = [value for value in ticks(0.0, most) if value <= most]
        total = max(1.0, most)
        colours = part_colours(chart)
        rows = {
            row: _Row(of, colours, (across - self.left - aside) / total, style, chart.unit)
            for row, of in parts.items()
        }
        if aside and not any(stack.small for stack in rows.values()):
            aside = 0.0
        self.scale = (across - self.left - aside) / total
        self.stacks = {
            row: _Row(of, colours, self.scale, style, chart.unit) for row, of in parts.items()
        }
        room = aside - 2 * GAP if aside else across - self.left
        self.aside = aside
        self.small = {
            row: _flowed(stack.small, style.small, room) for row, stack in self.stacks.items()
        }

    def _heights(self, row: tuple[str, str]) -> tuple[float, float]:
        """Height of a row's bar with what is beside it, and of what is below."""
        small = len(self.small[row]) * line_height(self.style.small)
        names = max(len(self.rows[row[1]]), 0 if self.headed else len(self.groups[row[0]]))
        bar = max(self.style.pitch, names * line_height(self.style.label) if names > 1 else 0.0)
        if self.aside:
            return max(bar, small + 4.0), 0.0
        return bar, small + (GAP / 2 if small else 0.0)

    def _steps(self) -> list[tuple[tuple[str, str], bool, float]]:
        """Each row, whether it begins a group, and its top counted from the chart's."""
        found, before, top = [], None, 0.0
        for row in self.stacks:
            new = row[0] != before
            if new:
                top += BETWEEN * self.style.pitch if before is not None else 0.0
                lines = len(self.groups[row[0]])
                top += lines * line_height(self.style.label) + 2 if self.headed and lines else 0.0
            before = row[0]
            found.append((row, new, top))
            top += sum(self._heights(row))
        return found

    @property
    def height(self) -> float:
        row, _, top = self._steps()[-1]
        return top + sum(self._heights(row)) + line_height(self.style.small) + GAP

    def draw(self, sheet: Sheet, box: Box) -> None:
        style, left = self.style, box.left + self.left
        foot = box.top + self.height - line_height(style.small) - GAP
        for part in self.axis[1:]:
            x = left + part * self.scale
            sheet.rule([(x, box.top), (x, foot + 3)], colour=RULE)
        for row, new, above in self._steps():
            top = box.top + above
            bar, _ = self._heights(row)
            y = top + bar / 2
            if new:
                self._group(sheet, row[0], box.left, top, y)
            self._lines(sheet, left - GAP, y, self.rows[row[1]])
            self.stacks[row].draw(sheet, left, y, style)
            half = style.pitch / 2
            sheet.rule([(left, y - half), (left, y + half)], colour=INK, layer=FRONT)
            self._small(sheet, row, box, top, y)
        for part, text in zip(self.axis, tick_labels(self.axis, self.chart.unit), strict=True):
            x = left + part * self.scale
            half = width(text, style.small) / 2
            sheet.text(
                x,
                foot + GAP + style.small * 0.6,
                text,
                style.small,
                colour=FAINT,
                anchor="end"
                if x + half > box.right
                else "start"
                if x - half < box.left
                else "middle",
            )

    def _group(self, sheet: Sheet, group: str, left: float, top: float, y: float) -> None:
        lines, size = self.groups[group], self.style.label
        if self.headed:
            sheet.lines(left, top - len(lines) * line_height(size) - 2, lines, size, bold=True)
            return
        y -= (len(lines) - 1) * line_height(size) / 2
        for line in lines:
            sheet.text(left, y, line, size, bold=True)
            y += line_height(size)

    def _lines(self, sheet: Sheet, right: float, y: float, lines: Sequence[str]) -> None:
        size = self.style.label
        y -= (len(lines) - 1) * line_height(size) / 2
        for line in lines:
            sheet.text(right, y, line, size, colour=FAINT, anchor="end")
            y += line_height(size)

    def _small(
        self, sheet: Sheet, row: tuple[str, str], box: Box, top: float, middle: float
    ) -> None:
        """Names of small parts, each after a square in its colour."""
        lines, size = self.small[row], self.style.small
        step = line_height(size)
        if self.aside:
            left, y = box.right - self.aside + 2 * GAP, middle - (len(lines) - 1) * step / 2
        else:
            left = box.left + self.left
            y = top + self._heights(row)[0] + step / 2
        for line in lines:
            x = left
            for one in line:
                edge = RULE if one.hatch else one.colour
                sheet.bar(x, y - SWATCH / 2, SWATCH, SWATCH, one.colour, hatch=one.hatch, edge=edge)
                sheet.text(x + SWATCH + 4, y, one.text, size, colour=FAINT)
                x += _swatched(one, size)
            y += step


def _name(part: Part, across: float, style: Style, unit: str) -> tuple[str, float]:
    """Name and figure of a part with the type size at which they fit inside; else nothing."""
    text = f"{part.label} {written(part.value, unit)}"
    for size in (style.label, style.small):
        if width(text, size, part.highlight) + 2 * PADDING <= across:
            return text, size
    return "", style.small


def _swatched(one: Small, size: float) -> float:
    """Pixels of a small part's square and name, with the gap after them."""
    return SWATCH + 4 + width(one.text, size) + APART


def _flowed(parts: Sequence[Small], size: float, room: float) -> list[list[Small]]:
    """Small parts in lines no wider than the room; a name that is wider takes several."""
    lines: list[list[Small]] = []
    used = 0.0
    for one in parts:
        across = _swatched(one, size)
        if lines and used + across - APART <= room:
            lines[-1].append(one)
            used += across
            continue
        texts = wrapped(one.text, size, room - SWATCH - 4)
        lines += [[one._replace(text=text, square=not at)] for at, text in enumerate(texts)]
        used = _swatched(lines[-1][0], size)
    return lines

"""Body of stacked bars in groups, with each part labelled."""

from __future__ import annotations

from critmin.charts import palette
from critmin.charts.model import RESIDUAL, Part, Stacks, distinct, written
from critmin.drawing.bars import FILL, GAP, fill
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import Box, Sheet
from critmin.drawing.style import Style

BETWEEN = 0.55  # of a pitch between two groups


class _Stack:
    """One stacked bar: parts labelled inside, and parts too small for that."""

    def __init__(self, parts: list[Part], scale: float, size: float) -> None:
        self.parts, self.scale = parts, scale
        plain = iter(palette.ramp(len(parts)))
        self.fills = [
            fill(part) if part.highlight or part.kind == RESIDUAL else (next(plain), "")
            for part in parts
        ]
        self.names = [_fitting(part, part.value * scale - 0.06, size) for part in parts]

    def small(self) -> str:
        """The parts without a name inside, in the bar's order."""
        return ", ".join(
            f"{part.label} {written(part.value, 'fraction')}".replace(" ", "\u00a0")
            for part, (name, _) in zip(self.parts, self.names, strict=True)
            if part.value > 0 and not name
        )

    def draw(self, sheet: Sheet, x: float, y: float, up: float) -> None:
        """From ``x`` to the right, ``y`` its middle."""
        for part, (colour, hatch), name in zip(self.parts, self.fills, self.names, strict=True):
            across = part.value * self.scale
            sheet.bar(x, y - up / 2, across, up, colour, hatch=hatch)
            if name[0]:
                _name(sheet, (x + across / 2, y), name, colour, part)
            x += across


class _StackPage:
    """Positions of the stacks of a chart, on a slide or in a column."""

    def __init__(self, chart: Stacks, across: float, style: Style, size: float) -> None:
        self.beside = style.name == "slide"
        self.style, self.size, self.across = style, size, across
        self.groups = distinct([group for group, _ in chart.rows])
        self.names = max(width(group, size, bold=True) for group in self.groups) + GAP
        stages = max(width(row, size) for _, row in chart.rows) + GAP
        self.left = self.names + stages
        self.right = across * (0.77 if self.beside else 1.0)
        parts = {row: _parts(chart, row) for row in chart.rows}
        total = max([1.0, *(sum(part.value for part in of) for of in parts.values())])
        self.scale = (self.right - self.left) / total
        self.stacks = {row: _Stack(of, self.scale, size) for row, of in parts.items()}

    def below(self, stack: _Stack) -> list[str]:
        """Lines below a bar: in a column, the labels of small parts."""
        if self.beside:
            return []
        return wrapped(stack.small(), self.style.small, self.right - self.left)

    def height(self, pitch: float) -> float:
        """Height of all bars in inches, with the line of percentages."""
        lines = sum(len(self.below(stack)) for stack in self.stacks.values())
        bars = len(self.stacks) + BETWEEN * (len(self.groups) - 1)
        return bars * pitch + (lines + 1.2) * line_height(self.style.small)


def stacks_height(chart: Stacks, style: Style) -> float:
    """Height of the stacks in inches; in a column small parts are labelled below their bar."""
    page = _StackPage(chart, style.across - 2 * style.margin, style, style.label)
    return page.height(style.pitch)


def draw_stacks(chart: Stacks, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw stacked bars in groups, with labels inside the parts, next to or below the bar."""
    bars = len(chart.rows) + BETWEEN * (len({group for group, _ in chart.rows}) - 1)
    page = _StackPage(chart, box.width, style, style.label)
    lines = page.height(0.0)
    pitch = min((box.height - lines) / bars, style.pitch * 2.0)
    page = _StackPage(chart, box.width, style, style.label_size(pitch * 0.9))
    top, before, up = box.top, "", pitch * FILL
    for (group, row), stack in page.stacks.items():
        if group != before:
            top -= BETWEEN * pitch if before else 0.0
            sheet.text(box.left, top - pitch / 2, group, page.size, bold=True)
        before = group
        y, left = top - pitch / 2, box.left + page.left
        sheet.text(left - GAP, y, row, page.size, across="right", colour=palette.FAINT)
        for part in (0.5, 1.0):
            x = left + part * page.scale
            sheet.rule([x, x], [y - pitch / 2, y + pitch / 2], colour=palette.RULE)
        stack.draw(sheet, left, y, up)
        sheet.rule([left, left], [y - pitch / 2, y + pitch / 2], order=3)
        top -= pitch
        if page.beside:
            _beside(stack.small(), sheet, (box.left + page.right, box.right), (y, pitch), style)
        else:
            top = sheet.lines(left, top, page.below(stack), style.small, colour=palette.FAINT)
    for part in (0.0, 0.5, 1.0):
        x = box.left + page.left + part * page.scale
        text = f"{part:.0%}"
        within = x + width(text, style.small) / 2 <= box.right
        sheet.text(
            x,
            top - line_height(style.small) * 0.6,
            text,
            style.small,
            across="center" if within else "right",
            colour=palette.FAINT,
        )


def _parts(chart: Stacks, row: tuple[str, str]) -> list[Part]:
    return [part for part in chart.parts if (part.group, part.row) == row]


def _fitting(part: Part, room: float, size: float) -> tuple[str, float]:
    """Label and its type size, if they fit inside a part; else nothing.

    The highlighted part is known by its colour, so its figure alone is enough.
    """
    figure = written(part.value, "fraction")
    texts = [f"{part.label} {figure}"] + ([figure] if part.highlight else [])
    for text in texts:
        for smaller in (size, size * 0.85):
            if width(text, smaller, part.highlight) <= room:
                return text, smaller
    return "", size


def _name(
    sheet: Sheet, at: tuple[float, float], name: tuple[str, float], colour: str, part: Part
) -> None:
    x, y = at
    text, size = name
    if part.kind == RESIDUAL:  # a plain background, so that the hatching does not cross letters
        across, up = width(text, size) + 0.05, size / 72 * 1.15
        sheet.bar(x - across / 2, y - up / 2, across, up, palette.REST, edge=palette.REST)
    sheet.text(
        x, y, text, size, across="center", colour=palette.ink_on(colour), bold=part.highlight
    )


def _beside(
    text: str, sheet: Sheet, xs: tuple[float, float], at: tuple[float, float], style: Style
) -> None:
    """Label the parts that are too small after the bar, in two lines at most."""
    left, right = xs
    y, pitch = at
    size = min(style.small, pitch * 72 / 2 / 1.33)
    lines = wrapped(text, size, right - left - GAP)
    while len(lines) > 2 and size > 4:
        size -= 0.25
        lines = wrapped(text, size, right - left - GAP)
    top = y + len(lines) * line_height(size) / 2
    sheet.lines(left + GAP, top, lines, size, colour=palette.FAINT)

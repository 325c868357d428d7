"""Faults of a drawn sheet that a reader would see: small, cut, overlapping or unreadable text.

`faults` is the test of every body: a sheet is plain data, so nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise

from critmin.charts.palette import PAPER, contrast
from critmin.drawing.fonts import CAPITALS, width
from critmin.drawing.sheet import Box, Mark, Point, Rule, Shape, Sheet, Text
from critmin.drawing.style import SMALLEST

EDGE = 0.75  # pixels that may be outside, for the rounding of widths
TOUCH = 1.5  # pixels that two texts may share across and down
READABLE = 4.5  # contrast of text with what is behind it (WCAG 2.2, 1.4.3)
LINE = 2.0  # contrast with paper from which a line disturbs text that it crosses
DEPTH = 0.2  # of a text's size, below the line that it stands on
SIDES = {"start": 0.0, "middle": 0.5, "end": 1.0}
STEPS_OF_CURVE = 8


def faults(sheet: Sheet) -> list[str]:
    """Sentences on all that is wrong with a sheet; none for a sound one."""
    texts = [item for item in sheet.items if isinstance(item, Text)]
    return [
        *_sizes(texts),
        *_outside(sheet),
        *_overlaps(texts),
        *_unreadable(sheet, texts),
        *_crossed(sheet, texts),
    ]


def box_of(text: Text) -> Box:
    """A text's rectangle, from the top of its capitals to the foot of its letters."""
    across = width(text.text, text.size, text.bold)
    if text.upwards:
        foot = text.y + across * SIDES[text.anchor]
        left, right = text.x - CAPITALS * text.size, text.x + DEPTH * text.size
        return Box(left, foot - across, right, foot)
    left = text.x - across * SIDES[text.anchor]
    return Box(left, text.y - CAPITALS * text.size, left + across, text.y + DEPTH * text.size)


def _sizes(texts: Sequence[Text]) -> Iterator[str]:
    for text in texts:
        if text.size < SMALLEST:
            yield f"text of {text.size:g} pixels: {text.text!r}"
        if not text.text.strip():
            yield f"empty text at {text.x:g}, {text.y:g}"


def _outside(sheet: Sheet) -> Iterator[str]:
    paper = Box(0, 0, sheet.width, sheet.height)
    for item in sheet.items:
        box = extent(item)
        if (
            box.left < paper.left - EDGE
            or box.top < paper.top - EDGE
            or box.right > paper.right + EDGE
            or box.bottom > paper.bottom + EDGE
        ):
            name = item.text if isinstance(item, Text) else item.tip
            yield f"{type(item).__name__} outside the sheet: {name!r} at {_rounded(box)}"


def _overlaps(texts: Sequence[Text]) -> Iterator[str]:
    for one, other in combinations(texts, 2):
        a, b = box_of(one), box_of(other)
        across = min(a.right, b.right) - max(a.left, b.left)
        down = min(a.bottom, b.bottom) - max(a.top, b.top)
        if across > TOUCH and down > TOUCH:
            yield f"texts overlap: {one.text!r} and {other.text!r} at {_rounded(a)}"


def _unreadable(sheet: Sheet, texts: Sequence[Text]) -> Iterator[str]:
    """Texts on shapes of their own lightness, or on hatching."""
    shapes = sorted(
        (item for item in sheet.items if isinstance(item, Shape)), key=lambda item: item.layer
    )
    outlines = [(shape, extent(shape), _rings(shape)) for shape in shapes]
    for text in texts:
        box = box_of(text)
        said: set[str] = set()
        for part in (0.02, 0.25, 0.5, 0.75, 0.98):
            point = (box.left + part * box.width, (box.top + text.y) / 2)
            behind = _behind(point, outlines)
            if behind is not None and behind.hatch:
                said.add(f"text on hatching: {text.text!r}")
            for paper in ("light", "dark"):
                ground = _ground(behind, paper)
                ratio = contrast(getattr(text.colour, paper), ground)
                if ratio < READABLE:
                    said.add(f"contrast {ratio:.1f} on {paper} paper: {text.text!r} on {ground}")
        yield from sorted(said)


def _behind(point: Point, outlines: Sequence[tuple[Shape, Box, list[list[Point]]]]) -> Shape | None:
    """The highest shape at a point."""
    for shape, box, rings in reversed(outlines):
        within = box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom
        if within and sum(_inside(point, ring) for ring in rings) % 2:
            return shape
    return None


def _ground(shape: Shape | None, paper: str) -> str:
    """Colour of a shape as it is seen on paper."""
    below = str(getattr(PAPER, paper))
    if shape is None:
        return below
    above = str(getattr(shape.colour, paper))
    parts = [
        round(
            int(above[at : at + 2], 16) * shape.opacity
            + int(below[at : at + 2], 16) * (1 - shape.opacity)
        )
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _crossed(sheet: Sheet, texts: Sequence[Text]) -> Iterator[str]:
    """Texts with a dark line through them, or under a mark."""
    for text in texts:
        box = box_of(text)
        inner = Box(box.left + 2, box.top + 2, box.right - 2, text.y - 1)
        for item in sheet.items:
            if isinstance(item, Rule):
                dark = contrast(item.colour.light, PAPER.light) >= LINE
                crosses = dark and any(_cuts(a, b, inner) for a, b in pairwise(item.points))
                if crosses and not _covered(inner, item, sheet):
                    yield f"a line crosses {text.text!r}"
            elif isinstance(item, Mark):
                at = extent(item)
                across = min(at.right, inner.right) - max(at.left, inner.left)
                down = min(at.bottom, inner.bottom) - max(at.top, inner.top)
                if across > 0 and down > 0:
                    yield f"a mark is on {text.text!r}"


def _covered(box: Box, line: Rule, sheet: Sheet) -> bool:
    """Whether a shape lies between a line and a text."""
    above = [item for item in sheet.items if isinstance(item, Shape) and item.layer > line.layer]
    return any(
        at.left <= box.left
        and at.top <= box.top
        and at.right >= box.right
        and at.bottom >= box.bottom
        for at in map(extent, above)
    )


def extent(item: Text | Shape | Rule | Mark) -> Box:
    """Rectangle that an item fills."""
    if isinstance(item, Text):
        return box_of(item)
    if isinstance(item, Mark):
        half = item.size / 2
        return Box(item.x - half, item.y - half, item.x + half, item.y + half)
    points = list(item.points) if isinstance(item, Rule) else [*chain(*_rings(item))]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _rings(shape: Shape) -> list[list[Point]]:
    """Outlines of a shape as points; curves in short straight pieces."""
    rings: list[list[Point]] = []
    for letter, *values in shape.path:
        numbers = [float(value) for value in values]
        if letter == "M":
            rings.append([(numbers[0], numbers[1])])
        elif letter == "L":
            rings[-1].append((numbers[0], numbers[1]))
        elif letter == "C":
            start = rings[-1][-1]
            rings[-1] += [
                _curve(start, numbers, step / STEPS_OF_CURVE)
                for step in range(1, STEPS_OF_CURVE + 1)
            ]
    return rings


def _curve(start: Point, numbers: Sequence[float], t: float) -> Point:
    (a, b), (c, d, e, f, x, y), s = start, numbers, 1 - t
    return (
        s**3 * a + 3 * s * s * t * c + 3 * s * t * t * e + t**3 * x,
        s**3 * b + 3 * s * s * t * d + 3 * s * t * t * f + t**3 * y,
    )


def _inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether a point is inside a ring, by the edges to its right."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _cuts(one: Point, other: Point, box: Box) -> bool:
    """Whether a straight line runs through a rectangle (Liang and Barsky's clipping)."""
    start, end = 0.0, 1.0
    across, down = other[0] - one[0], other[1] - one[1]
    for step, room in (
        (-across, one[0] - box.left),
        (across, box.right - one[0]),
        (-down, one[1] - box.top),
        (down, box.bottom - one[1]),
    ):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            start = max(start, room / step)
        else:
            end = min(end, room / step)
    return start < end


def _rounded(box: Box) -> tuple[int, ...]:
    return tuple(round(value) for value in box)

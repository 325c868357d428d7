"""Body of a chain's flows: places by stage, and bands as thick as what flows between them."""

from __future__ import annotations

from critmin.charts.flow_layout import Band, Layout, Slot, layout
from critmin.charts.forms import Flow, Link, Node
from critmin.charts.model import CHINA, ELSEWHERE, RESIDUAL, Bar, Bars, written
from critmin.charts.palette import FAINT, INK, OTHERS, PAPER, PLAIN, REST, Colour
from critmin.charts.palette import focus as focus_of
from critmin.core.wording import capital
from critmin.drawing.fonts import line_height, width, wrapped
from critmin.drawing.sheet import BACK, Anchor, Box, Shape, Sheet
from critmin.drawing.style import Style

FEW = 3  # columns, beside which labels have room on a narrow sheet
BAR = 12.0  # pixels of a node across
GAP = 10.0  # pixels between two nodes, at least
NARROW_GAP = 30.0  # on a narrow sheet, where links between nodes are steep
BESIDE = 7.0  # pixels from a node to its label
OUTER, INNER = 0.24, 200.0  # of the width and pixels, for labels outside and between columns
ABOVE = 4.0  # pixels between a label and the node below it
FLOWS = 120.0  # pixels of all flows together, at least
SEEN_THROUGH = 0.86  # how opaque the paper behind a label is
SPREAD = 1.6  # height of a column over that of its labels
LEAST, MOST = 280.0, 620.0  # pixels of the columns
LEVEL, STEEP = 0.56, 0.8  # of the way to the next column, to which a link is drawn on its level
EDGE = 0.84  # of the room of other labels, for those above the first and the last column
PALE, STRONG = 0.42, 0.62  # how opaque links are
AT_LEAST = "at least"


def fitted(chart: Flow, style: Style) -> Flow | Bars:
    """A chain where there is room for the names between its flows; else bars of its places."""
    return as_bars(chart) if style.narrow else chart


def as_bars(chart: Flow) -> Bars:
    """Places of each stage as bars below each other, without the last: it buys the whole."""
    last = max(node.column for node in chart.nodes)
    bars = []
    for node in sorted(chart.nodes, key=lambda one: (one.column, one.kind == RESIDUAL)):
        value = sum(link.value for link in chart.links if link.source == node.name)
        if node.label and node.column < last and value > 0:
            panel = chart.columns[node.column] if chart.columns else ""
            text = "(at least)" if AT_LEAST in node.label and AT_LEAST not in panel else ""
            name = capital(place_of(node, chart))
            kind = ELSEWHERE if node.known else node.kind
            bars.append(Bar(name, value, panel, node.highlight, kind, text, node.key))
    return Bars(
        topic=chart.topic,
        title=chart.title,
        subtitle=chart.subtitle,
        unit=chart.unit,
        note=chart.note,
        source=chart.source,
        command=chart.command,
        more=chart.more,
        bars=tuple(bars),
    )


def height(chart: Flow, style: Style) -> float:
    """Height of the columns with their headings, in pixels."""
    parts = _Parts(chart, style.room, style)
    return parts.head + parts.tall + BESIDE


def draw(chart: Flow, sheet: Sheet, box: Box, style: Style) -> None:
    """Draw the links, the nodes and their labels."""
    parts = _Parts(chart, box.width, style)
    top = box.top + parts.head
    found = parts.layout
    kinds = {node.name: node.kind for node in chart.nodes}
    known = {node.name for node in chart.nodes if node.known}
    labels = {node.name: place_of(node, chart) for node in chart.nodes}
    focused = {node.name for node in chart.nodes if parts.focused(node)}
    for band in sorted(found.bands, key=lambda one: _layer(one, focused)):
        unknown = RESIDUAL in (kinds[band.link.source], kinds[band.link.target])
        colour, opacity = PLAIN, PALE
        if unknown:
            colour, opacity = REST, 1.0
        if parts.coloured(band.link, focused):
            colour, opacity = parts.colour, STRONG
        tip = (
            f"{capital(labels[band.link.source])} to {labels[band.link.target]}: "
            f"{written(band.link.value, chart.unit)}"
        )
        left, right = parts.edges(band.column, box)
        path = _curve(left, right, top, band, STEEP if style.narrow else LEVEL)
        plain = band.link.source in known or band.link.target in known
        if unknown and plain and colour is REST:
            colour = OTHERS
        hatch = unknown and colour is REST
        sheet.items.append(Shape(path, colour, None, 0.0, hatch, tip, opacity, BACK))
    for slot in found.slots:
        _node(parts, slot, sheet, box, top)
    for number, lines in enumerate(parts.heads):
        x, anchor = parts.head_place(number, box)
        start = top - 10 - len(lines) * line_height(style.small)
        sheet.lines(x, start, lines, style.small, bold=True, colour=FAINT, anchor=anchor)


class _Parts:
    """What the picture of a chain consists of, at a width in pixels."""

    def __init__(self, chart: Flow, room: float, style: Style) -> None:
        self.chart, self.style, self.room = chart, style, room
        self.colour = focus_of(node.key for node in chart.nodes if self.focused(node))
        self.count = max(node.column for node in chart.nodes) + 1
        self.gap = NARROW_GAP if style.narrow else GAP
        self.labels = {node.name: self._label(node) for node in chart.nodes}
        self.wide = [self._widest(0), self._widest(self.count - 1)]
        one = line_height(style.label)
        tall = {node.name: len(self.labels[node.name]) * one for node in chart.nodes}
        beside = {node.name: tall[node.name] for node in chart.nodes if not self.is_above(node)}
        above = {
            node.name: tall[node.name] + ABOVE
            for node in chart.nodes
            if self.is_above(node) and node.label
        }
        columns = [
            sum(
                beside.get(node.name, 0.0) + above.get(node.name, 0.0) + self.gap
                for node in chart.nodes
                if node.column == at
            )
            for at in range(self.count)
        ]
        self.tall = max(min(max(LEAST, max(columns) * SPREAD), MOST), max(columns) + FLOWS)
        self.layout: Layout = layout(
            chart.nodes,
            chart.links,
            self.tall,
            beside,
            above,
            self.gap,
            centred=not style.narrow or self.count <= FEW,
        )
        space = room / self.count - BAR
        self.heads = [wrapped(head, style.small, space, bold=True) for head in chart.columns]
        self.head = max(map(len, self.heads), default=0) * line_height(style.small) + 14

    def is_above(self, node: Node) -> bool:
        """Whether a node's label stands above it: between columns; with many on a narrow sheet."""
        if node.column not in (0, self.count - 1):
            return True
        return self.style.narrow and self.count > FEW

    def _label(self, node: Node) -> list[str]:
        room = self.room * OUTER
        if self.is_above(node):
            room = min(self.room / self.count, INNER) - 2 * BESIDE
            if node.column in (0, self.count - 1):
                words = [width(w, self.style.label, self.focused(node)) for w in node.label.split()]
                room = max(room * EDGE, *words, 0.0)
        return wrapped(node.label, self.style.label, room, bold=self.focused(node))

    def _widest(self, column: int) -> float:
        lines = [
            line
            for node in self.chart.nodes
            if node.column == column and not self.is_above(node)
            for line in self.labels[node.name]
        ]
        return max((width(line, self.style.label, bold=True) for line in lines), default=0.0)

    def focused(self, node: Node) -> bool:
        """Whether a node is in focus: those that the chart names, else China."""
        if any(one.highlight for one in self.chart.nodes):
            return node.highlight
        return node.key == CHINA

    def coloured(self, link: Link, focused: set[str]) -> bool:
        """Whether a link is in the colour of the focus."""
        if any(one.highlight for one in self.chart.links):
            return link.highlight
        return link.source in focused

    def x(self, column: int, box: Box) -> float:
        """Left edge of a column's nodes."""
        left = box.left + (self.wide[0] + BESIDE if self.wide[0] else 0.0)
        right = box.right - BAR - (self.wide[1] + BESIDE if self.wide[1] else 0.0)
        return left + (right - left) * column / max(self.count - 1, 1)

    def edges(self, column: int, box: Box) -> tuple[float, float]:
        """Where the links after a column begin and end."""
        return self.x(column, box) + BAR, self.x(column + 1, box)

    def label_place(self, node: Node, x: float) -> tuple[float, Anchor]:
        """Where the label of a node whose left edge is at ``x`` stands."""
        last = self.count - 1
        if self.is_above(node):
            if node.column == 0:
                return x, "start"
            return (x + BAR, "end") if node.column == last else (x + BAR / 2, "middle")
        return (x - BESIDE, "end") if node.column == 0 else (x + BAR + BESIDE, "start")

    def head_place(self, column: int, box: Box) -> tuple[float, Anchor]:
        """Where a column's heading stands."""
        if column == 0:
            return box.left, "start"
        if column == self.count - 1:
            return box.right, "end"
        return self.x(column, box) + BAR / 2, "middle"


def _node(parts: _Parts, slot: Slot, sheet: Sheet, box: Box, top: float) -> None:
    node, focus = slot.node, parts.focused(slot.node)
    x, y = parts.x(node.column, box), top + slot.top
    unknown = node.kind == RESIDUAL
    rest = OTHERS if node.known else REST
    colour: Colour = parts.colour if focus else rest if unknown else PLAIN
    hatch = unknown and not focus and not node.known
    name = capital(place_of(node, parts.chart))
    tip = f"{name}: {written(slot.value, parts.chart.unit)}"
    sheet.bar(x, y, BAR, max(slot.tall, 1.0), colour, hatch=hatch, edge=colour, tip=tip)
    lines = parts.labels[node.name]
    one = line_height(parts.style.label)
    start = y + slot.tall / 2 - len(lines) * one / 2
    at, side = parts.label_place(node, x)
    if parts.is_above(node):
        start = y - ABOVE - len(lines) * one
        wide = max((width(line, parts.style.label, focus) for line in lines), default=0.0)
        left = at - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[side]
        if lines:  # links that pass are seen through the paper behind the label
            _paper_behind(sheet, Box(left - 3, start, left + wide + 3, y - ABOVE / 2))
    ink = FAINT if unknown else INK
    sheet.lines(at, start, lines, parts.style.label, bold=focus, colour=ink, anchor=side)


def _paper_behind(sheet: Sheet, box: Box) -> None:
    over = (("M", box.left, box.top), ("L", box.right, box.top))
    under = (("L", box.right, box.bottom), ("L", box.left, box.bottom), ("Z",))
    sheet.items.append(Shape((*over, *under), PAPER, None, 0.0, opacity=SEEN_THROUGH))


def place_of(node: Node, chart: Flow) -> str:
    """Name of a place without its figure; of one without a label, that of what flows into it.

    >>> chart = Flow(topic="", nodes=(), links=(), columns=())
    >>> place_of(Node("a", "Chile: at least 40%", 0), chart)
    'Chile'
    """
    if node.label:
        return node.label.partition(":")[0]
    nodes = {one.name: one for one in chart.nodes}
    before = next((link.source for link in chart.links if link.target == node.name), None)
    return place_of(nodes[before], chart) if before in nodes else ""


def _layer(band: Band, focused: set[str]) -> tuple[bool, float]:
    """Links of the focus above others, thin ones above thick ones."""
    return band.link.highlight or band.link.source in focused, -band.thick


def _curve(
    left: float, right: float, top: float, band: Band, level: float
) -> tuple[tuple[str | float, ...], ...]:
    """Outline of a band: two curves, level for a part of the way from either end."""
    away = (right - left) * level
    near, far = left + away, right - away
    start, end = top + band.start, top + band.end
    low, foot = start + band.thick, end + band.thick
    return (
        ("M", left, start),
        ("C", near, start, far, end, right, end),
        ("L", right, foot),
        ("C", far, foot, near, low, left, low),
        ("Z",),
    )

"""Contents of charts of two sides, of many minerals and places, of a map and of a chain. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from critmin.charts.model import COUNTRY, FRACTION, NO_FIGURE, Chart, distinct, written

BOUNDARIES = (
    "Boundaries and names on the map imply no opinion on the status of any territory. "
    "Shapes: Natural Earth."
)


class Slope(NamedTuple):
    """A figure at two sides, as at mining and refining; None without a figure."""

    label: str
    left: float | None
    right: float | None
    highlight: bool = False
    key: str = ""
    left_text: str = ""
    right_text: str = ""


class Pair(NamedTuple):
    """A figure on two dates, or of two sides; ``group`` collects lines under a heading."""

    label: str
    before: float | None
    after: float | None
    group: str = ""
    highlight: bool = False
    text: str = ""


class Cell(NamedTuple):
    """A cell of a heatmap: its row, its column, its figure and the words written in it.

    ``value`` is None without a figure; ``state`` says why, as "not on the list", "no data". A cell
    that no one asked about is absent.
    """

    row: str
    column: str
    value: float | None
    text: str = ""
    state: str = ""
    highlight: bool = False


def share_cell(row: str, column: str, share: float | None, state: str = "") -> Cell:
    """Cell of a share with its figure, or with why there is none.

    >>> share_cell("Tin", "China", 0.31).text, share_cell("Tin", "Peru", None, "withheld").state
    ('31%', 'withheld')
    """
    if share is None:
        return Cell(row, column, None, state=state or NO_FIGURE)
    return Cell(row, column, share, written(share, FRACTION))


class Slice(NamedTuple):
    """A part of a year's whole: a supplier's share. ``kind`` "residual" is the rest."""

    series: str
    year: int
    value: float
    highlight: bool = False
    kind: str = COUNTRY
    key: str = ""


class Area(NamedTuple):
    """A country on a map by its ISO 3166-1 alpha-3 code; None without a figure.

    ``state`` says why, as "withheld"; a country that the answer does not name is left pale.
    """

    key: str
    label: str
    value: float | None
    state: str = ""


class Node(NamedTuple):
    """A place in a stage of a chain; ``column`` counts the stages from the left, from 0.

    A residual is hatched, as unknown, unless it is ``known``.
    """

    name: str
    label: str
    column: int
    highlight: bool = False
    kind: str = COUNTRY
    key: str = ""
    known: bool = False


class Link(NamedTuple):
    """A flow between two nodes; ``value`` in the chart's unit."""

    source: str
    target: str
    value: float
    highlight: bool = False


@dataclass(frozen=True, kw_only=True)
class Slopes(Chart):
    """Slopegraph: the same countries at two sides, labelled at both; one scale."""

    kind: ClassVar[str] = "slopes"

    slopes: tuple[Slope, ...]
    sides: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Pairs(Chart):
    """Dumbbells: two figures of each line joined; ``sides`` name the two."""

    kind: ClassVar[str] = "pairs"

    pairs: tuple[Pair, ...]
    sides: tuple[str, str]

    @property
    def groups(self) -> list[str]:
        """Groups from top to bottom."""
        return distinct([pair.group for pair in self.pairs])


@dataclass(frozen=True, kw_only=True)
class Heat(Chart):
    """Heatmap: figures by row and column on one scale from 0 to ``top``.

    ``levels`` are the limits between its steps, from the lowest. Cells without a figure are
    hatched, and the words of their ``state`` stand in the key. In a matrix of yes and no ``marks``
    are the words of its cells, the fullest first, as "on the list", "in a group", "not on it": a
    cell whose text is one of them is drawn as its mark. The rows of such a matrix are in the order
    of importance: a narrow picture has the first of them. ``emphasis`` says what a highlighted cell
    is, for the key.
    """

    kind: ClassVar[str] = "heat"

    cells: tuple[Cell, ...]
    levels: tuple[float, ...] = ()
    marks: tuple[str, ...] = ()
    emphasis: str = ""

    @property
    def rows(self) -> list[str]:
        """Rows from top to bottom."""
        return distinct([cell.row for cell in self.cells])

    @property
    def columns(self) -> list[str]:
        """Columns from left to right."""
        return distinct([cell.column for cell in self.cells])


@dataclass(frozen=True, kw_only=True)
class History(Chart):
    """Stacked shares by year: one column a year, each part a supplier; a year without is a gap."""

    kind: ClassVar[str] = "history"

    slices: tuple[Slice, ...]
    gaps: tuple[int, ...] = ()

    @property
    def years(self) -> list[int]:
        """Years from left to right, with those without figures."""
        return sorted({one.year for one in self.slices} | set(self.gaps))

    @property
    def series(self) -> list[str]:
        """Suppliers in order of appearance."""
        return distinct([one.series for one in self.slices])


@dataclass(frozen=True, kw_only=True)
class Map(Chart):
    """Choropleth of the world in Equal Earth; ``levels`` are the limits between its steps.

    The note always ends with a sentence on boundaries.
    """

    kind: ClassVar[str] = "map"

    areas: tuple[Area, ...]
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Add the sentence on boundaries to the note."""
        super().__post_init__()
        if not self.note.endswith(BOUNDARIES):
            object.__setattr__(self, "note", f"{self.note} {BOUNDARIES}".lstrip())


@dataclass(frozen=True, kw_only=True)
class Flow(Chart):
    """Sankey: places by stage, from the mine on the left to the buyer on the right.

    ``columns`` name the stages.
    """

    kind: ClassVar[str] = "flow"

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    columns: tuple[str, ...]

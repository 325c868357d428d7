"""Contents of a chart, without its drawing. Pure.

A `Chart` is plain data: a title, a unit, marks and small print. `critmin.drawing` draws it as
SVG, PNG or PDF, `critmin.charts.text_chart` as text; neither decides what is shown. An absent
figure is None and is drawn as "no figure", never as zero. Bars, stacks, lines, intervals and
timelines are here, the other forms in `critmin.charts.forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import percent

Item = TypeVar("Item", bound=Hashable)

# Kinds of marks; each is drawn in its own way.
COUNTRY, RESIDUAL, BLOC, TOTAL = "country", "residual", "bloc", "total"
ELSEWHERE = "elsewhere"  # a residual that is known: plain, and not hatched as what is unknown
FRACTION = "fraction"
INDEX = "index"  # on a base of 100, written in whole numbers
CHINA = "CHN"  # in focus in every picture


class Bar(NamedTuple):
    """A horizontal bar: the figure of a label in a panel.

    ``value`` is None without a figure; ``text`` is written after the figure, or instead of
    "no figure" if there is none. Bars of one label in several panels share a line. ``key`` is the
    ISO 3166 code of a country, which decides its colour.
    """

    label: str
    value: float | None
    panel: str = ""
    highlight: bool = False
    kind: str = COUNTRY
    text: str = ""
    key: str = ""


class Part(NamedTuple):
    """A part of a stacked bar: ``row`` is the bar, ``group`` the bars that belong together.

    For both stages of each mineral the group is the mineral and the row the stage.
    """

    group: str
    row: str
    label: str
    value: float
    highlight: bool = False
    kind: str = COUNTRY
    key: str = ""


class Point(NamedTuple):
    """A point of a line; ``x`` is a year, with a fraction for months; None breaks the line."""

    series: str
    x: float
    y: float | None
    highlight: bool = False
    key: str = ""


class Moment(NamedTuple):
    """A dated event: ISO day (or month, or year), an optional last day, and its lane.

    What holds from ``start`` has a bar up to ``end``; ``lasting`` has one up to the edge. Spans of
    days (first or "", last or "") in which it is suspended are drawn on that bar. ``confirmed`` is
    the last day on which a source shows that it holds: later parts of the bar are drawn empty.
    ``state`` is a word for how it stands today, as "in force". ``key`` is the ISO3 code of a
    country, which decides its colour. Where there is no room for all events, those of the lowest
    ``rank`` are drawn, and all below 0; ``records`` is the number of records that one stands for.
    """

    label: str
    start: str
    end: str | None = None
    lane: str = ""
    highlight: bool = False
    lasting: bool = False
    suspended: tuple[tuple[str, str], ...] = ()
    state: str = ""
    confirmed: str = ""
    key: str = ""
    rank: int = 0
    records: int = 1


class Span(NamedTuple):
    """An interval bar from ``low`` to ``high``; both None for no figure.

    If only ``high`` is None, it is ``low`` or more, or more than ``low`` if it is ``over``.
    ``point`` is marked inside it; ``text`` is written after it, or instead of "no figure". ``key``
    is the ISO 3166 code of the country of a highlight: any but China's is dark, not red.
    """

    label: str
    low: float | None
    high: float | None
    point: float | None = None
    group: str = ""
    highlight: bool = False
    text: str = ""
    over: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Fields that all charts have.

    ``title`` is the finding with its number; empty means the sentence of the answer. ``topic`` is
    what is shown, with stage and year, and ``subtitle`` how it is measured. ``note`` is small print
    below, ``source`` the line of sources, empty for those of the answer, and ``command`` the
    command that makes the picture. ``more`` counts what is in the table and not in the picture;
    the note says so. ``column`` is the chart of a narrow picture, where that has another body.
    """

    kind: ClassVar[str] = ""

    topic: str
    title: str = ""
    subtitle: str = ""
    unit: str = ""
    note: str = ""
    source: str = ""
    command: str = ""
    more: int = 0
    column: Chart | None = None

    def __post_init__(self) -> None:
        """Add to the note how many more there are."""
        more = left_in_table(self.more)
        if more not in self.note:
            object.__setattr__(self, "note", f"{more} {self.note}".rstrip())

    def leaving_out(self, number: int) -> dict[str, Any]:
        """Fields of a chart without some rows: their count, and the note without the old one."""
        own = left_in_table(self.more)
        note = self.note.replace(own, "").strip() if own else self.note
        return {"more": self.more + number, "note": note}

    @property
    def narrow(self) -> Chart:
        """Chart of a narrow picture, with title, sources and command of this one."""
        if self.column is None:
            return self
        return replace(self.column, title=self.title, source=self.source, command=self.command)

    @property
    def heading(self) -> str:
        """Title, or the topic where there is no finding."""
        return self.title or self.topic


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Horizontal bars in panels side by side.

    All panels have one scale, unless they are ``apart``, for figures that are not compared, as
    output and reserves. ``units`` are those of the panels, if they differ; such panels are apart.
    ``limits`` are values ruled across a single panel, with a name each (0.5: "half").
    """

    kind: ClassVar[str] = "bars"

    bars: tuple[Bar, ...]
    units: tuple[str, ...] = ()
    apart: bool = False
    limits: tuple[tuple[float, str], ...] = ()

    @property
    def panels(self) -> list[str]:
        """Panels in order of appearance."""
        return distinct([bar.panel for bar in self.bars])

    @property
    def labels(self) -> list[str]:
        """Lines from top to bottom."""
        return distinct([bar.label for bar in self.bars])


@dataclass(frozen=True, kw_only=True)
class Stacks(Chart):
    """Stacked bars, each from 0, with gaps between groups."""

    kind: ClassVar[str] = "stacks"

    parts: tuple[Part, ...]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(group, row) from top to bottom."""
        return distinct([(part.group, part.row) for part in self.parts])


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """Time series, each labelled at its last point; ``moments`` are days marked across them.

    ``peaks`` asks for the highest point of each line to be labelled, where it is not the last.
    ``limits`` are values ruled across, with a name each.
    """

    kind: ClassVar[str] = "lines"

    points: tuple[Point, ...]
    moments: tuple[Moment, ...] = ()
    peaks: bool = False
    limits: tuple[tuple[float, str], ...] = ()

    @property
    def series(self) -> list[str]:
        """Names of the lines in order of appearance."""
        return distinct([point.series for point in self.points])

    @property
    def without(self) -> list[str]:
        """Series without any figure; they have no line, and are named below the others."""
        known = {point.series for point in self.points if point.y is not None}
        return [name for name in self.series if name not in known]


@dataclass(frozen=True, kw_only=True)
class Timeline(Chart):
    """Dated events in lanes, oldest first; ``today`` is a day marked across them, named by ``day``.

    ``bars`` and ``marked`` say in the key what a full bar and a highlighted mark mean. ``listed``
    asks for a list of dates and words, where a strip of time would say nothing more; one of
    ``grouped`` events keeps the lanes together. ``chosen`` says in the note which events are drawn,
    where not all are.
    """

    kind: ClassVar[str] = "timeline"

    moments: tuple[Moment, ...]
    today: str = ""
    day: str = "today,"
    bars: str = "in force"
    marked: str = ""
    listed: bool = False
    grouped: bool = False
    chosen: str = ""

    def __post_init__(self) -> None:
        """Add to the note how many more there are, and which are drawn."""
        super().__post_init__()
        more = left_in_table(self.more)
        if more and self.chosen not in self.note:
            note = self.note.replace(more, f"{more} {self.chosen}", 1)
            object.__setattr__(self, "note", note)

    @property
    def lanes(self) -> list[str]:
        """Lanes from top to bottom."""
        return distinct([moment.lane for moment in self.moments])


@dataclass(frozen=True, kw_only=True)
class Intervals(Chart):
    """Bars from a lowest to a highest value, in groups.

    ``limits`` are values ruled across, with a name each (0.5: "half"). ``point`` names the value
    that is marked inside an interval.
    """

    kind: ClassVar[str] = "intervals"

    spans: tuple[Span, ...]
    limits: tuple[tuple[float, str], ...] = ()
    point: str = "central value"

    @property
    def groups(self) -> list[str]:
        """Groups from top to bottom."""
        return distinct([span.group for span in self.spans])


def left_in_table(number: int) -> str:
    """Sentence on records that are not drawn; empty for none.

    >>> left_in_table(4), left_in_table(1), left_in_table(0)
    ('4 more are in the table.', '1 more is in the table.', '')
    """
    return f"{number} more {'is' if number == 1 else 'are'} in the table." if number else ""


NO_FIGURE = "no figure"


def bounds(span: Span, unit: str, said: Callable[[float, str], str] | None = None) -> str:
    """Figures of an interval as a chart writes them, each by ``said`` or as `written`.

    >>> bounds(Span("A", 0.1, 0.4), "fraction"), bounds(Span("A", 0.1, None), "fraction")
    ('10% to 40%', '10% or more')
    >>> bounds(Span("A", 0, 2000), "t"), bounds(Span("A", 0, 0), "t")
    ('up to 2,000 t', '0 t')
    """
    if span.low is None:
        return NO_FIGURE
    said = said or written
    low = said(span.low, unit)
    if span.high is None:
        return f"more than {low}" if span.over else f"{low} or more"
    high = said(span.high, unit)
    if low == high:
        return low
    if span.low == 0:
        return f"up to {high}"
    return f"{low.removesuffix(f' {unit}')} to {high}"


def written(value: float | None, unit: str) -> str:
    """A figure as a chart writes it, a share as sentences round it.

    >>> written(0.6464, "fraction"), written(270000, "t"), written(4878.9, "0-10,000")
    ('65%', '270,000 t', '4,879')
    >>> written(0.997, "fraction"), written(1.0, "fraction"), written(0.0366, "fraction")
    ('over 99%', '100%', '3.7%')
    >>> written(0.004, "fraction"), written(None, "t"), written(1.25, "kt")
    ('0.4%', 'no figure', '1.25 kt')
    """
    if value is None:
        return NO_FIGURE
    if unit == FRACTION:
        if 0 < value < 0.0001:
            return "<0.01%"
        # A mark is beside its figure, so that the smallest are told apart.
        return f"{value * 100:.1g}%" if 0 < abs(value) < 0.001 else percent(value)
    if unit == INDEX:
        return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"
    number = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return number if unit.startswith("0-") or not unit else f"{number} {unit}"


def distinct(items: Sequence[Item]) -> list[Item]:
    """Items once each, in order of appearance."""
    return list(dict.fromkeys(items))

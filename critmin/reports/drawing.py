"""Charts of a report as plain numbers; the template writes them as SVG.

Positions are percentages of the width, so that text keeps its size on any screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from critmin.core.named_tuple import NamedTuple

ROW = 36  # pixels per bar with its label
LINE = 17  # pixels per further line of a label
LETTERS = 46  # of a label and its figure next to each other on the narrowest screen
PLOT = 160  # height of a line chart in pixels
LABEL = 17  # least distance of two labels in pixels
INDEX_TOP = 10_000
BANDS = ((1_000, "1,000"), (1_800, "1,800"))


class Bar(NamedTuple):
    """Bar from ``low`` to ``high`` in percent of the width, with its figure."""

    label: str
    low: float
    high: float
    figure: str
    strong: bool = False


class Placed(NamedTuple):
    """Bar with its top in pixels and its label in lines; the figure stands on the last line."""

    bar: Bar
    top: int
    label: tuple[str, ...]

    @property
    def height(self) -> int:
        """Height in pixels."""
        return ROW + LINE * (len(self.label) - 1)


class Bars(NamedTuple):
    """Bars with direct labels; ticks are positions in percent with their labels."""

    title: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...] = ()
    kind: str = "bars"

    @property
    def height(self) -> int:
        """Height in pixels."""
        return sum(placed.height for placed in self.placed()) + (18 if self.ticks else 0)

    def placed(self) -> Iterator[Placed]:
        """Bars below each other; a label too long for its figure has further lines."""
        top = 0
        for bar in self.bars:
            placed = Placed(bar, top, _beside(bar.label, bar.figure))
            top += placed.height
            yield placed

    @property
    def words(self) -> str:
        """The chart in words."""
        return "; ".join(f"{bar.label} {bar.figure}" for bar in self.bars)


class Line(NamedTuple):
    """Series: parts without gaps as SVG points, single points, and the label with its position."""

    label: str
    parts: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    label_y: float
    figures: str


class Lines(NamedTuple):
    """Series over years with labels at their right ends."""

    title: str
    lines: tuple[Line, ...]
    first: str
    last: str
    top: str
    kind: str = "lines"

    @property
    def height(self) -> int:
        """Height in pixels."""
        return PLOT + 40

    @property
    def words(self) -> str:
        """The chart in words."""
        return "; ".join(f"{line.label}: {line.figures}" for line in self.lines)


Chart = Bars | Lines


def share_bars(
    title: str, rows: Sequence[tuple[str, float | None]], *, strongest: bool = True
) -> Bars:
    """Bars of shares in [0, 1]; a share without a figure has a label and no bar."""
    known = [share for _, share in rows if share is not None]
    most = max(known, default=0.0) if strongest else None
    bars = tuple(
        Bar(label, 0.0, 0.0, "no figure")
        if share is None
        else Bar(label, 0.0, _percent(share), f"{share:.1%}", share == most)
        for label, share in rows
    )
    return Bars(title, bars)


def interval_bars(title: str, rows: Sequence[tuple[str, float | None, float | None, str]]) -> Bars:
    """Bars between two shares in [0, 1], each with its figure in words."""
    return Bars(
        title,
        tuple(
            Bar(label, _percent(low or 0), _percent(high or 0), figure)
            for label, low, high, figure in rows
        ),
    )


def index_bars(
    title: str, rows: Sequence[tuple[str, float | None, float | None, float | None]]
) -> Bars:
    """Concentration on the scale 0-10,000: (label, index, lowest, highest).

    With bounds the bar is between them; without bounds it starts at 0.
    """
    bars = []
    for label, point, low, high in rows:
        if low is not None and high is not None:
            figure = f"{low:,.0f} to {high:,.0f}" if round(high - low) else f"{low:,.0f}"
            bars.append(Bar(label, _percent(low / INDEX_TOP), _percent(high / INDEX_TOP), figure))
        elif point is not None:
            figure = f"{point:,.0f} (no bounds)"
            bars.append(Bar(label, 0.0, _percent(point / INDEX_TOP), figure))
        else:
            bars.append(Bar(label, 0.0, 0.0, "no figure"))
    ticks = tuple((_percent(value / INDEX_TOP), text) for value, text in BANDS)
    return Bars(title, tuple(bars), ticks)


def _beside(label: str, figure: str) -> tuple[str, ...]:
    """Lines of a label of which the last leaves room for the figure at the right end.

    >>> _beside("Lithium, mining 2024", "3,120 to 3,140")
    ('Lithium, mining 2024',)
    >>> _beside("Graphite, refining (battery grade only) 2024", "9,166 to 9,170")
    ('Graphite, refining (battery grade only) 2024', '')
    """
    written = wrap(label, LETTERS) or [""]
    if len(written[-1]) + 1 + len(figure) > LETTERS:
        written.append("")
    return tuple(written)


def _percent(part: float) -> float:
    return round(100 * min(max(part, 0.0), 1.0), 2)


def lines(
    title: str,
    series: Mapping[str, Mapping[float, float]],
    *,
    fraction: bool = True,
    ends: tuple[str, str] | None = None,
) -> Lines | None:
    """Lines over years, with gaps for years without a figure.

    Parameters
    ----------
    title : str
        Title of the chart.
    series : mapping
        Label to year to value.
    fraction : bool
        Whether values are shares in [0, 1].
    ends : pair of str, optional
        Labels below the first and last position; the years by default.

    Returns
    -------
    Lines or None
        None if there are fewer than two years.
    """
    years = sorted({year for values in series.values() for year in values})
    if len(years) < 2:
        return None
    most = max(value for values in series.values() for value in values.values()) or 1.0
    span = years[-1] - years[0]
    placed = []
    for label, values in series.items():
        points = [
            (round(100 * (year - years[0]) / span, 2), round(100 - 100 * values[year] / most, 2))
            if year in values
            else None
            for year in years
        ]
        placed.append((label, _runs(points), values))
    drawn = _labelled(placed, fraction)
    first, last = ends or (f"{years[0]:.0f}", f"{years[-1]:.0f}")
    return Lines(title, drawn, first, last, _written(most, fraction))


Runs = list[list[tuple[float, float]]]


def _runs(points: Sequence[tuple[float, float] | None]) -> Runs:
    """Points in runs without gaps."""
    runs: Runs = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _labelled(
    placed: Sequence[tuple[str, Runs, Mapping[float, float]]], fraction: bool
) -> tuple[Line, ...]:
    """Lines with labels at their last points, moved apart if they overlap."""
    order = sorted((runs[-1][-1][1] * PLOT / 100, i) for i, (_, runs, _) in enumerate(placed))
    at: dict[int, float] = {}
    free = 0.0
    for y, i in order:
        at[i] = max(y, free)
        free = at[i] + LABEL
    over = max(0.0, free - LABEL - PLOT)
    found = []
    for i, (label, runs, values) in enumerate(placed):
        years = sorted(values)
        ends = f"{_written(values[years[0]], fraction)} in {years[0]:.0f}"
        if len(years) > 1:
            ends += f", {_written(values[years[-1]], fraction)} in {years[-1]:.0f}"
        parts = tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1)
        dots = tuple(run[0] for run in runs if len(run) == 1)
        found.append(Line(label, parts, dots, round(at[i] - over, 1), ends))
    return tuple(found)


def _written(value: float, fraction: bool) -> str:
    return f"{value:.1%}" if fraction else f"{value:,.0f}"

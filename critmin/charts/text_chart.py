"""An answer's chart as text for a terminal: its heading, its body and its small print.

Pure: a chart, a width and what the terminal can show go in, lines come out. The bodies are in
`text_bars`, `text_time` and `text_grid`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from critmin.charts import text_bars, text_grid, text_time
from critmin.charts.model import Chart
from critmin.charts.text_screen import NARROWEST, Screen

BODIES: dict[str, Callable[..., Iterator[str]]] = {
    "bars": text_bars.bars,
    "stacks": text_bars.stacks,
    "intervals": text_bars.intervals,
    "slopes": text_bars.slopes,
    "pairs": text_bars.pairs,
    "lines": text_time.lines,
    "timeline": text_time.timeline,
    "history": text_time.history,
    "heat": text_grid.heat,
    "map": text_grid.ranking,
    "flow": text_grid.flow,
}


def plot(chart: Chart, columns: int = 80, *, blocks: bool = True, colour: bool = False) -> str:
    """Draw a chart in at most ``columns`` characters a line.

    Parameters
    ----------
    chart : Chart
        What to draw.
    columns : int
        Characters a line, at least 40.
    blocks : bool
        Bars in eighths of a character; else plain ASCII.
    colour : bool
        China, or what else is in focus, in red (ANSI escape codes).

    Examples
    --------
    >>> from critmin.charts.model import Bar, Bars
    >>> print(plot(Bars(topic="Two", bars=(Bar("A", 4.0), Bar("B", None))), 40, blocks=False))
    Two
    A ############################ 4
    B no figure
    """
    screen = Screen(max(columns, NARROWEST), blocks, colour)
    lines: list[str] = []
    for heading in (chart.heading, chart.topic if chart.title else "", chart.subtitle):
        lines += textwrap.wrap(heading, screen.columns)
    lines += BODIES[chart.kind](chart, screen)
    for small in (chart.note, chart.source):
        lines += textwrap.wrap(small, screen.columns)
    text = "\n".join(line.rstrip() for line in lines).replace("\u00a0", " ")
    return text if blocks else text.encode("ascii", "replace").decode("ascii")

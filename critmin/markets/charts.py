"""Charts of `price`: lines, bars of one period, or changes of many prices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from critmin.answers.table import Table
from critmin.charts.labels import left_out, small_print, unanswered_names
from critmin.charts.model import FRACTION, INDEX, Bar, Bars, Chart, Lines, Point, distinct
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, listed, lower, mineral_name
from critmin.findings.finding import Finding, Statement
from critmin.markets.control_marks import about_controls, days_of, name_of
from critmin.markets.price_finding import UNITS, Line, of_base, risen
from critmin.markets.price_finding import price as finding

if TYPE_CHECKING:
    from critmin.markets.price import Row
    from critmin.markets.since_control import Control
    from critmin.measures.prices import Series

FEWEST = 2  # fewest periods of a line
MOST = 8  # most lines in one chart
MOST_BARS = 24
FEW = 3  # most minerals that a topic names
YEARLY = "Each point is the mean of a year and stands in its middle."
OTHER_CAUSES = "Other causes are not separated."
PEAKS = 2  # most lines whose peaks are labelled
WIDE = 4  # times: prices whose highest differ by more are drawn as an index


def price(
    table: Table, controls: Sequence[tuple[str, Control]] = (), series: Sequence[Series] = ()
) -> Chart | None:
    """Prices as lines: the index if the answer has one, else the price in its unit.

    Prices in several units are drawn as an index of the first year that all have, else those of one
    period as bars. ``controls`` are the minerals' controls since which prices are compared, drawn
    as days across the lines; ``series`` are those of the answer, for the names of their forms.
    """
    rows = [row for row in table.typed if row.period is not None]
    if not rows:
        return None
    absent = unanswered_names([row.mineral for row in table.typed if row.period is None])
    named = "form" in table.names
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        by_series.setdefault(_series(row, named), []).append(row)
    base = _base(table, rows)
    heights = {
        name: [row.index if base else row.price for row in of] for name, of in by_series.items()
    }
    units = distinct([str(row.unit) for row in rows])
    common = ""
    if not base and 1 < len(by_series) <= MOST and (len(units) > 1 or _far_apart(heights)):
        common = _common_year(by_series)
        heights = _indexed(by_series, common) if common else heights
        base = f"the mean of {common}" if common else ""
    lines = _lines(by_series, heights)
    title = _title(finding(table, controls), _pictured(table, lines, common, controls))
    apart = len(units) > 1 and not base and len(by_series) <= MOST
    if apart or max(map(len, by_series.values())) < FEWEST:
        return _newest(by_series, units, title, _forms(series, by_series), absent)
    if len(by_series) > MOST:
        return _changes(by_series, title, controls, absent)
    unit = INDEX if base else units[0]
    minerals = distinct([row.mineral for row in rows])
    yearly = controls and all(row.period.isdigit() for row in rows)
    return Lines(
        title=title,
        topic=f"{_prices_of(minerals)}{about_controls(controls)}",
        subtitle=f"{f'Index: 100 is {base}' if base else capital(UNITS.get(unit, unit))}"
        f"{_forms(series, by_series)}",
        unit="" if unit in UNITS else unit,
        note=small_print([YEARLY if yearly else "", OTHER_CAUSES if controls else "", absent]),
        points=tuple(
            Point(name, year(row.period), height)
            for name in by_series
            for row, height in zip(by_series[name], heights[name], strict=True)
        ),
        moments=days_of(controls),
        peaks=len(by_series) <= PEAKS and not controls,
    )


def _lines(
    by_series: Mapping[str, Sequence[Row]], heights: Mapping[str, Sequence[float | None]]
) -> list[Line]:
    """Series as they are drawn."""
    return [
        Line(name, tuple((row.period, y) for row, y in zip(of, heights[name], strict=True)))
        for name, of in by_series.items()
    ]


def _pictured(
    table: Table, lines: Sequence[Line], common: str, controls: Sequence[tuple[str, Control]]
) -> Statement | None:
    """What the lines show over their base, or since a control; None where the finding leads."""
    if len({control.effective.text for _, control in controls}) == 1:
        return risen(lines, name_of(controls[0][1]))
    index = str(table.query.get("index") or "")
    if common or (index and len(lines) <= FEW):
        return of_base(lines, common or in_words(index))
    return None


def _title(found: Finding | None, pictured: Statement | None) -> str:
    """What is found in the prices as they are drawn."""
    if pictured is not None:
        found = (found or Finding(pictured))._replace(pictured=pictured)
    return found.fitted() if found is not None else ""


def _base(table: Table, rows: Sequence[Row]) -> str:
    """Base of the index in words; empty without an index."""
    if table.query.get("since_control"):
        first = {row.mineral: row.period for row in reversed(rows)}
        years = set(first.values())
        if len(years) == 1 and min(years).isdigit():
            return f"the mean of {min(years)}, the last year before the control"
        return "the last price before the control"
    index = table.query.get("index")
    return f"the mean of {in_words(str(index))}" if index else ""


def _far_apart(heights: Mapping[str, Sequence[float | None]]) -> bool:
    """Whether the highest prices differ so much that the lower lines would lie at the bottom."""
    tops = [max((value for value in of if value), default=0.0) for of in heights.values()]
    return max(tops) > WIDE * min(tops) > 0


def _common_year(by_series: Mapping[str, Sequence[Row]]) -> str:
    """First calendar year in which all series have a price; empty without any."""
    years = [{row.period[:4] for row in of if row.price is not None} for of in by_series.values()]
    return min(set.intersection(*years), default="")


def _indexed(by_series: Mapping[str, Sequence[Row]], base: str) -> dict[str, list[float | None]]:
    """Prices of each series over its mean in a year, times 100."""
    found: dict[str, list[float | None]] = {}
    for name, of in by_series.items():
        prices = [row.price for row in of]
        own = [
            value
            for row, value in zip(of, prices, strict=True)
            if value is not None and row.period[:4] == base
        ]
        found[name] = [None if value is None else 100 * value / fmean(own) for value in prices]
    return found


def _changes(
    by_series: Mapping[str, Sequence[Row]],
    title: str,
    controls: Sequence[tuple[str, Control]],
    absent: str,
) -> Bars:
    """Change of each price from its first to its newest, the largest rises and falls."""
    bars = []
    for name, of in by_series.items():
        priced = [row for row in of if row.price]
        if len(priced) < FEWEST:
            continue
        first, last = priced[0], priced[-1]
        change = (last.price or 0.0) / (first.price or 1.0) - 1
        span = " to ".join(in_words(row.period) for row in (first, last))
        bars.append(Bar(f"{name}, {span}", change))
    ranked = sorted(bars, key=lambda bar: -(bar.value or 0.0))
    gone = max(len(ranked) - MOST_BARS, 0)
    shown = ranked if not gone else [*ranked[: MOST_BARS // 2], *ranked[-MOST_BARS // 2 :]]
    since = "the last one before the control" if controls else "the first"
    notes = [
        left_out(gone, "price between these", "prices between these"),
        left_out(len(by_series) - len(ranked), "price of one period", "prices of one period"),
        OTHER_CAUSES if controls else "",
        absent,
    ]
    return Bars(
        title=title,
        topic=f"Change of the prices of {counted(len(ranked), 'mineral')}"
        f"{about_controls(controls)}",
        subtitle=f"From {since} to the newest price, each of one form of the mineral",
        unit=FRACTION,
        note=small_print(notes),
        bars=tuple(shown),
    )


def _newest(
    by_series: Mapping[str, Sequence[Row]],
    units: Sequence[str],
    title: str,
    forms: str,
    absent: str,
) -> Bars:
    """Newest price of each series in the unit that most of them have."""
    last = {name: of[-1] for name, of in by_series.items()}
    most = Counter(str(row.unit) for row in last.values())
    unit = max(units, key=lambda one: most[one])
    here = [name for name, row in last.items() if str(row.unit) == unit]
    ranked = sorted(here, key=lambda name: -(last[name].price or 0.0))
    gone, others = len(ranked) - MOST_BARS, len(last) - len(here)
    notes = [
        left_out(gone, "lower price"),
        left_out(others, "price in another unit", "prices in other units"),
        absent,
    ]
    return Bars(
        title=title,
        topic=f"{_prices_of(distinct([last[name].mineral for name in here]))}, newest",
        subtitle=forms.removeprefix(". ") or "Each price is of one form of the mineral",
        unit=unit,
        note=small_print(notes),
        bars=tuple(
            Bar(f"{name}, {in_words(last[name].period)}", last[name].price)
            for name in ranked[:MOST_BARS]
        ),
    )


def _prices_of(minerals: Sequence[str]) -> str:
    names = [lower(mineral_name(slug)) for slug in minerals]
    if len(names) > FEW + 1:
        return f"Prices of {len(names)} minerals"
    return f"Prices of {listed(names)}"


def _forms(series: Sequence[Series], by_series: Mapping[str, object]) -> str:
    """Forms of the minerals, as the end of a subtitle; none where the lines name theirs."""
    named = distinct([(one.mineral, _plain(one.form)) for one in series if one.form])
    lines = " ".join(by_series)
    if not named or len(named) > FEW or any(form in lines for _, form in named):
        return ""
    alone = len({one.mineral for one in series}) == 1
    said = [form if alone else f"{lower(mineral_name(slug))}: {form}" for slug, form in named]
    return f". {capital('; '.join(said))}"


def _plain(form: str) -> str:
    """A form in the words of a picture.

    >>> _plain("metal, 99%; not carbonate"), _plain("average unit value of imports")
    ('metal, 99% (not carbonate)', 'mean value of United States imports')
    """
    form = form.replace("average unit value of imports", "mean value of United States imports")
    form = form.replace("annual average; germanium metal", "metal, mean of the year")
    return re.sub(r"; (not [\w ]+)$", r" (\1)", form)


def _series(row: Row, named: bool) -> str:
    name = mineral_name(row.mineral)
    return f"{name}, {row.form}" if named and row.form else name


def year(period: str) -> float:
    """Year of a period, with a fraction for the middle of a month.

    >>> year("2022"), year("2022-07")
    (2022.0, 2022.5416666666667)
    """
    first, _, month = period.partition("-")
    return int(first) + ((int(month) - 0.5) / 12 if month else 0.0)

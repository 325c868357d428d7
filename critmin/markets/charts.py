"""Charts of `price`: lines, bars of one period, or changes of many prices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from critmin.answers.finding import first_sentence
from critmin.answers.table import Cell, Table, as_number, several
from critmin.charts.labels import TITLE, left_out, small_print, unanswered_names
from critmin.charts.model import FRACTION, INDEX, Bar, Bars, Chart, Lines, Point, distinct
from critmin.core.dates import in_words
from critmin.core.wording import about, capital, counted, listed, lower, mineral_name, percent
from critmin.markets.control_marks import about_controls, days_of, name_of
from critmin.summaries.phrases import possessive

if TYPE_CHECKING:
    from critmin.markets.since_control import Control
    from critmin.measures.prices import Series

Row = dict[str, Cell]
FEWEST = 2  # fewest periods of a line
MOST = 8  # most lines in one chart
MOST_BARS = 24
FEW = 3  # most minerals that a topic names
YEARLY = "Each point is the mean of a year and stands in its middle."
OTHER_CAUSES = "Other causes are not separated."
HIGH = 1.5  # times the base: a peak from which on a title says it
PEAKS = 2  # most lines whose peaks are labelled
FAR = 0.85  # of the peak: a price above that is near it
WIDE = 4  # times: prices whose highest differ by more are drawn as an index
UNITS = {"USD/t": "dollars a tonne", "USD/kg": "dollars a kilogram", "USD/lb": "dollars a pound"}


def price(
    table: Table, controls: Sequence[tuple[str, Control]] = (), series: Sequence[Series] = ()
) -> Chart | None:
    """Prices as lines: the index if the answer has one, else the price in its unit.

    Prices in several units are drawn as an index of the first year that all have, else those of one
    period as bars. ``controls`` are the minerals' controls since which prices are compared, drawn
    as days across the lines; ``series`` are those of the answer, for the names of their forms.
    """
    rows = [row for row in table if row["period"] is not None]
    if not rows:
        return None
    absent = unanswered_names([str(row["mineral"]) for row in table if row["period"] is None])
    title = _title(table, series)
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        by_series.setdefault(_series(row), []).append(row)
    base, column = _base(table, rows), "index"
    index = str(table.query.get("index") or "")
    heights = {name: [as_number(row[column]) for row in of] for name, of in by_series.items()}
    if not base:
        heights = {name: [as_number(row["price"]) for row in of] for name, of in by_series.items()}
    units = distinct([str(row["unit"]) for row in rows])
    if index and len(by_series) <= FEW:
        title = _with_base(by_series, heights, in_words(index)) or title
    if not base and 1 < len(by_series) <= MOST and (len(units) > 1 or _far_apart(heights)):
        common = _common_year(by_series)
        heights = _indexed(by_series, common) if common else heights
        base = f"the mean of {common}" if common else ""
        title = _with_base(by_series, heights, common) if common else title
    title = _since(controls, by_series, heights) or title
    apart = len(units) > 1 and not base and len(by_series) <= MOST
    if apart or max(map(len, by_series.values())) < FEWEST:
        return _newest(by_series, units, title, _forms(series, by_series), absent)
    if len(by_series) > MOST:
        return _changes(by_series, title, controls, absent)
    unit = INDEX if base else units[0]
    minerals = distinct([str(row["mineral"]) for row in rows])
    yearly = controls and all(str(row["period"]).isdigit() for row in rows)
    return Lines(
        title=title,
        topic=f"{_prices_of(minerals)}{about_controls(controls)}",
        subtitle=f"{f'Index: 100 is {base}' if base else capital(UNITS.get(unit, unit))}"
        f"{_forms(series, by_series)}",
        unit="" if unit in UNITS else unit,
        note=small_print([YEARLY if yearly else "", OTHER_CAUSES if controls else "", absent]),
        points=tuple(
            Point(name, year(str(row["period"])), height)
            for name in by_series
            for row, height in zip(by_series[name], heights[name], strict=True)
        ),
        moments=days_of(controls),
        peaks=len(by_series) <= PEAKS and not controls,
    )


def _title(table: Table, series: Sequence[Series]) -> str:
    """Sentence of the answer without the forms of goods, which the subtitle names."""
    text = _below_peak(table, series) or first_sentence(table.summary)
    for one in series:
        text = text.replace(f" ({one.form})", "")
    text = re.sub(r"the last price (before .+?) took effect,", r"\1,", text)
    text = re.sub(r"rose to about ([\d.]+) times its price", _risen, text)
    if len(text) <= TITLE:
        return text
    newest = _each(series) if 1 < len(series) <= FEW and "; " in text else ""
    shorter = (text.split(at)[0] for at in ("; ", ": "))
    return newest or next((clause for clause in shorter if len(clause) <= TITLE), "")


def _risen(found: re.Match[str]) -> str:
    """A multiple as a rise in percent, as the other rises of a title are."""
    return f"rose about {100 * (float(found[1]) - 1):.0f}%"


def _below_peak(table: Table, series: Sequence[Series]) -> str:
    """Newest price of one mineral and how far it is below its peak; empty where it is near it."""
    shown = [row for row in table if row["price"] is not None]
    if len(series) != 1 or len(shown) < FEWEST or table.query.get("index"):
        return ""
    if table.query.get("since_control"):
        return ""
    last, top = shown[-1], max(shown, key=lambda row: as_number(row["price"]) or 0.0)
    price_, peak = as_number(last["price"]) or 0.0, as_number(top["price"]) or 1.0
    if price_ > FAR * peak:
        return ""
    rough = "about " if "estimated" in several(last["flag"]) else ""
    unit = UNITS.get(str(last["unit"]), str(last["unit"]))
    return (
        f"{mineral_name(str(last['mineral']))} cost {rough}{about(price_, 3)} {unit} in "
        f"{in_words(str(last['period']))}, {percent(1 - price_ / peak)} below its peak of "
        f"{in_words(str(top['period']))}"
    )


def _each(series: Sequence[Series]) -> str:
    """Newest price of each of a few minerals."""
    said: list[str] = []
    for one in series:
        last = one.priced[-1]
        name, unit = lower(mineral_name(one.mineral)), one.unit
        cost = "" if said else " cost"
        said.append(f"{name}{cost} {about(last.value or 0, 3)} {unit} in {in_words(last.period)}")
    return capital(listed(said)) if len(listed(said)) <= TITLE else ""


def _base(table: Table, rows: Sequence[Row]) -> str:
    """Base of the index in words; empty without an index."""
    if table.query.get("since_control"):
        first = {row["mineral"]: str(row["period"]) for row in reversed(rows)}
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


def _with_base(
    by_series: Mapping[str, Sequence[Row]], heights: Mapping[str, Sequence[float | None]], base: str
) -> str:
    """Newest price of each series in percent of its base, as a title."""
    last: dict[str, tuple[str, float]] = {}
    for name, of in by_series.items():
        known = [(row, value) for row, value in zip(of, heights[name], strict=True) if value]
        if known:
            last[name] = (str(known[-1][0]["period"]), known[-1][1])
    if risen := _from_peak(by_series, heights, base):
        return risen
    periods = {period for period, _ in last.values()}
    when = f" in {in_words(min(periods))}" if len(periods) == 1 else ""
    said = [
        f"{possessive(name if not at else lower(name))}"
        f"{f' price{when} was' if not at else ''} {percent(value / 100)}"
        f"{f' of its {base} level' if not at else ''}"
        for at, (name, (_, value)) in enumerate(list(last.items())[:FEW])
    ]
    return listed(said)


def _from_peak(
    by_series: Mapping[str, Sequence[Row]], heights: Mapping[str, Sequence[float | None]], base: str
) -> str:
    """Highest peak of the series over their base, and its newest price, as a title.

    Empty where no price was far above its base and fell.
    """
    found = [
        (value, name, str(row["period"]))
        for name, of in by_series.items()
        for row, value in zip(of, heights[name], strict=True)
        if value
    ]
    top, name, period = max(found)
    last, _, newest = [one for one in found if one[1] == name][-1]
    if top < 100 * HIGH or last > FAR * top:
        return ""
    now = f"{percent(abs(round(last) - 100) / 100)} {'below' if last < 100 else 'above'}"
    rose = f"{possessive(name)} price rose to {about(top / 100)} times its {base} level in"
    return f"{rose} {in_words(period)} and was {now} it in {in_words(newest)}"


def _since(
    controls: Sequence[tuple[str, Control]],
    by_series: Mapping[str, Sequence[Row]],
    heights: Mapping[str, Sequence[float | None]],
) -> str:
    """Changes of a few yearly prices since one control, the largest first, as a title."""
    days = {control.effective.text for _, control in controls}
    if len(days) != 1 or not 1 < len(by_series) <= FEW:
        return ""
    spans = {(str(of[0]["period"]), str(of[-1]["period"])) for of in by_series.values()}
    ends = {name: (of[0], of[-1]) for name, of in heights.items()}
    if len(spans) != 1 or any(not all(pair) for pair in ends.values()):
        return ""
    ((first, last),) = spans
    changes = {name: (pair[1] or 0) / (pair[0] or 1) - 1 for name, pair in ends.items()}
    ranked = sorted(changes, key=lambda name: -changes[name])
    if min(changes.values()) <= 0:
        return ""
    said = [f"{possessive(lower(name))} about {percent(changes[name])}" for name in ranked]
    said[0] = said[0].replace(" about", " price rose about")
    since = f"from {in_words(first)}, before {name_of(controls[0][1])}, to {in_words(last)}"
    return f"{capital(said[0])} {since}; {listed(said[1:])}"


def _common_year(by_series: Mapping[str, Sequence[Row]]) -> str:
    """First calendar year in which all series have a price; empty without any."""
    years = [
        {str(row["period"])[:4] for row in of if row["price"] is not None}
        for of in by_series.values()
    ]
    return min(set.intersection(*years), default="")


def _indexed(by_series: Mapping[str, Sequence[Row]], base: str) -> dict[str, list[float | None]]:
    """Prices of each series over its mean in a year, times 100."""
    found: dict[str, list[float | None]] = {}
    for name, of in by_series.items():
        prices = [as_number(row["price"]) for row in of]
        own = [
            value
            for row, value in zip(of, prices, strict=True)
            if value is not None and str(row["period"])[:4] == base
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
        priced = [row for row in of if row["price"]]
        if len(priced) < FEWEST:
            continue
        first, last = priced[0], priced[-1]
        change = (as_number(last["price"]) or 0.0) / (as_number(first["price"]) or 1.0) - 1
        span = " to ".join(in_words(str(row["period"])) for row in (first, last))
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
    most = Counter(str(row["unit"]) for row in last.values())
    unit = max(units, key=lambda one: most[one])
    here = [name for name, row in last.items() if str(row["unit"]) == unit]
    ranked = sorted(here, key=lambda name: -(as_number(last[name]["price"]) or 0.0))
    gone, others = len(ranked) - MOST_BARS, len(last) - len(here)
    notes = [
        left_out(gone, "lower price"),
        left_out(others, "price in another unit", "prices in other units"),
        absent,
    ]
    return Bars(
        title=title,
        topic=f"{_prices_of(distinct([str(last[name]['mineral']) for name in here]))}, newest",
        subtitle=forms.removeprefix(". ") or "Each price is of one form of the mineral",
        unit=unit,
        note=small_print(notes),
        bars=tuple(
            Bar(f"{name}, {in_words(str(last[name]['period']))}", as_number(last[name]["price"]))
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


def _series(row: Row) -> str:
    name = mineral_name(str(row["mineral"]))
    return f"{name}, {row['form']}" if row.get("form") else name


def year(period: str) -> float:
    """Year of a period, with a fraction for the middle of a month.

    >>> year("2022"), year("2022-07")
    (2022.0, 2022.5416666666667)
    """
    first, _, month = period.partition("-")
    return int(first) + ((int(month) - 0.5) / 12 if month else 0.0)

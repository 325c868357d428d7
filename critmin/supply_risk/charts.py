"""Charts of `reliance` and `risk`: intervals, as many figures are ranges; lines over years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.labels import headline, left_out, small_print, unanswered_names, whens
from critmin.charts.model import FRACTION, Chart, Intervals, Span, distinct, written
from critmin.core.wording import capital, counted, listed, lower, mineral_name
from critmin.summaries.phrases import goods, known_place, possessive

Row = Any  # of several questions
MOST = 20  # most intervals of one picture
FEW = 3  # minerals that a title counts
HALF = 0.5
DIFFERS = 0.015  # between a printed and a recomputed reliance
PAIR = 150  # characters of a title
EU = "eu2023"
THRESHOLD = 1.0  # of the EU's score
FEWER = "name fewer minerals"
OLDER = "name one mineral"


def reliance(table: Table) -> Chart | None:
    """Net import reliance as it is printed, or recomputed where it is not."""
    rows = [row for row in table.typed if _told(row)]
    if not rows:
        return None
    if "form" not in table.names:  # of main forms alone, which are called as their mineral
        rows = [row._replace(form=None) for row in rows]
    spans = {id(row): _reliance(row) for row in rows}
    several = len({row.year for row in rows}) > len({_label(row) for row in rows}) or any(
        sum(_label(one) == _label(row) for one in rows) > 1 for row in rows
    )
    head = _reliance_head(table, rows)
    if several and all(_exact(spans[id(row)]) for row in rows):
        figures = [series.Figure(_label(row), row.year, spans[id(row)].low) for row in rows]
        return series.lines(figures, head, [_missing(table, rows)])
    if several and len(rows) <= MOST:
        ordered = sorted(rows, key=lambda row: (_label(row), row.year))
        groups = len({_label(row) for row in rows}) > 1
        made = [
            spans[id(row)]._replace(label=str(row.year), group=_label(row) if groups else "")
            for row in ordered
        ]
        return Intervals(**head, note=_missing(table, rows), spans=tuple(made))
    newest = _newest(rows)
    ranked = sorted(newest, key=lambda row: _rank(spans[id(row)]))
    older = len({row.year for row in rows}) - len({row.year for row in newest})
    said = [
        left_out(
            len(ranked) - MOST,
            "less reliant mineral or form",
            "less reliant minerals or forms",
            narrow=FEWER,
        ),
        left_out(older if several else 0, "earlier year", narrow=OLDER),
        _recomputed(ranked[:MOST]),
        _missing(table, rows),
    ]
    if len(newest) > 3:
        head["title"] = _counted(newest, [spans[id(row)] for row in newest])
    return Intervals(
        **head,
        note=small_print(said),
        spans=tuple(spans[id(row)] for row in ranked[:MOST]),
        limits=((HALF, "half"),),
    )


def _reliance_head(table: Table, rows: Sequence[Row]) -> dict[str, Any]:
    buyer = known_place(str(rows[0].buyer_iso3))
    printed = any(row.nir is not None for row in rows)
    way = "as the source prints it" if printed else "recomputed from trade and output"
    names = distinct([_label(row) for row in rows])
    what = f" of {names[0]}" if len(names) == 1 else " by mineral"
    return {
        "topic": f"{capital(possessive(buyer))} net import reliance{what}, {whens(rows)}",
        "subtitle": f"Imports less exports, as a share of use; {way}",
        "unit": FRACTION,
    }


def _counted(rows: Sequence[Row], spans: Sequence[Span]) -> str:
    """Title on many minerals: of how many more than half of the use is imported."""
    whole = [span.label for span in spans if span.low is not None and span.low >= 1]
    half = sum(_above_half(span) for span in spans)
    known = sum(span.low is not None or span.text == "net exporter" for span in spans)
    things = counted(known, "mineral")
    if len({row.mineral for row in rows}) < len(rows):
        things = counted(known, "form of minerals", "forms of minerals")
    years = sorted({row.year for row in rows})
    when = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    buyer = capital(known_place(str(rows[0].buyer_iso3)))
    named = f"its {lower(whole[0])}" if len(whole) == 1 else f"its use of {len(whole)}"
    all_of = f", and all of {named}" if whole else ""
    part = f"each of these {things}" if half == known else f"{half} of {things}"
    return f"{buyer} imported more than half of its use of {part} in {when}{all_of}"


def _above_half(span: Span) -> bool:
    """Whether the lowest value is above half."""
    return span.low is not None and (span.low > HALF or (span.low == HALF and span.over))


def _told(row: Row) -> bool:
    """Whether a row has a figure, or a word instead of one."""
    if row.year is None or row.state is None:
        return False
    return row.nir is not None or row.computed_nir is not None or bool(row.state)


def _label(row: Row) -> str:
    """Mineral of a row, in the traded form or the form that the source names."""
    form = str(row.form or "")
    if form in {"ore", "refined"}:
        return capital(goods(str(row.mineral), form))
    name = mineral_name(str(row.mineral))
    return f"{name}, {form}" if form and form.casefold() not in name.casefold() else name


def _reliance(row: Row) -> Span:
    """Printed reliance with its limit, else the computed one with its range."""
    label, printed, computed = _label(row), row.nir, row.computed_nir
    if row.state == "net_exporter" or (printed is None and computed is not None and computed <= 0):
        return Span(label, None, None, text="net exporter")
    if printed is not None:
        if row.state == "greater_than":
            return Span(label, printed, None, over=True)
        if row.state == "less_than":
            return Span(label, 0.0, printed)
        return Span(label, printed, printed, printed)
    if computed is None:
        return Span(label, None, None, text="unknown")
    low, high = row.computed_low, row.computed_high
    if low is None or high is None:
        return Span(label, computed, computed, computed)
    exact = computed if row.state == "number" else None
    return Span(label, max(0.0, low), high, exact)


def _recomputed(rows: Sequence[Row]) -> str:
    """Sentence on printed figures that the source's own trade and output do not give."""
    found = [
        f"{lower(_label(row))} {written(row.computed_nir, FRACTION)}"
        for row in rows
        if row.nir is not None
        and row.state == "number"
        and row.computed_nir is not None
        and abs(row.computed_nir - row.nir) >= DIFFERS
    ]
    return f"Recomputed from the same source's trade and output: {listed(found)}." if found else ""


def _exact(span: Span) -> bool:
    return span.low is not None and span.low == span.high


def _rank(span: Span) -> tuple[bool, float, float]:
    """Order of intervals: the most reliant first, what has no figure last."""
    high = 1.0 if span.high is None else span.high
    return span.low is None, -(span.low or 0.0), -high


def _newest(rows: Sequence[Row]) -> list[Row]:
    newest: dict[str, Row] = {}
    for row in rows:
        if _label(row) not in newest or row.year > newest[_label(row)].year:
            newest[_label(row)] = row
    return list(newest.values())


def _missing(table: Table, rows: Sequence[Row]) -> str:
    """Sentence on minerals asked for that have no figure in any form."""
    shown = {row.mineral for row in rows}
    return unanswered_names([r.mineral for r in table.typed if r.mineral not in shown])


def risk(table: Table) -> Chart | None:
    """Scores, the highest first, with their ranges; of several years as lines."""
    every = [row for row in table.typed if row.year is not None]
    rows = [row for row in every if _top(row) is not None]
    if not every:
        return None
    first = (rows or every)[0]
    eu = first.method == EU
    names = {_of(row) for row in rows}
    absent = distinct([_of(row) for row in every if _of(row) not in names])
    shown = {row.mineral for row in rows}
    unnamed = [row.mineral for row in table.typed if row.mineral not in shown]
    minerals = distinct([row.mineral for row in every])
    of = f" of {lower(mineral_name(minerals[0]))}" if len(minerals) == 1 else ""
    finding = first_sentence(table.summary)
    method = "EU method of 2023" if eu else "GeoPolRisk method, 0 to 1"
    two_stages = len(names) > len({row.mineral for row in rows})
    head: dict[str, Any] = {
        "topic": f"{capital(possessive(known_place(str(first.buyer_iso3))))} supply risk{of}, "
        f"{whens(rows or every)}",
        # two minerals with their scores are a little longer than other titles
        "title": _risk_title(rows, eu=eu) or headline(finding, PAIR),
        "subtitle": f"Score by the {method}; a higher score is a higher risk"
        f"{'; the higher of two stages counts' if two_stages else ''}",
    }
    notes = [
        _unscored(absent),
        unanswered_names([one for one in unnamed if one not in {r.mineral for r in every}]),
    ]
    if len({row.year for row in rows}) > 1:
        figures = [series.Figure(_of(row), row.year, row.score) for row in rows]
        return series.lines(figures, head, notes)
    rows.sort(key=lambda row: -(_top(row) or 0.0))
    spans = [_score(row) for row in rows[:MOST]]
    if not spans:
        spans = [Span(name, None, None) for name in absent]
    said = [
        left_out(len(rows) - MOST, "lower score", narrow=FEWER),
        *notes,
        _why_range(rows[:MOST]),
    ]
    return Intervals(
        **head,
        note=small_print(said),
        spans=tuple(spans),
        limits=((THRESHOLD, f"EU threshold: {THRESHOLD:.1f}"),) if eu else (),
    )


def _why_range(rows: Sequence[Row]) -> str:
    """Sentence on why some scores are ranges: shares that are printed for a part of the supply."""
    if not any("shares_sum_below_1" in several(row.flag) for row in rows):
        return ""
    return "A range: the source names no country for part of the supply."


def _risk_title(rows: Sequence[Row], *, eu: bool) -> str:
    """How many of some minerals surely reach the EU's threshold, and the highest; else empty."""
    minerals = distinct([row.mineral for row in rows])
    if not eu or len(minerals) < FEW or len({row.year for row in rows}) > 1:
        return ""
    sure = {row.mineral for row in rows if _surely(row) >= THRESHOLD}
    may = {row.mineral for row in rows if (_top(row) or 0.0) >= THRESHOLD}
    if may != sure or not sure:
        return ""
    top = max(rows, key=lambda row: _top(row) or 0.0)
    many = f"All {len(minerals)}" if sure == {*minerals} else f"{len(sure)} of {len(minerals)}"
    reach = "reaches" if len(sure) == 1 else "reach"
    stages = ", at the mine or the refinery" if len(rows) > len(minerals) else ""
    return (
        f"{many} minerals {reach} the EU's supply-risk threshold of {THRESHOLD:.1f}{stages}; "
        f"{lower(mineral_name(top.mineral))} scores {_top(top):.2f}"
    )


def _surely(row: Row) -> float:
    """Score, or the lowest one where only a range is known."""
    return float(row.score if row.score is not None else row.score_low or 0.0)


def _of(row: Row) -> str:
    return f"{mineral_name(row.mineral)}, {row.stage}"


def _unscored(absent: Sequence[str]) -> str:
    if not absent:
        return ""
    return f"No score: {', '.join(absent)}." if len(absent) <= 4 else f"No score: {len(absent)}."


def _top(row: Row) -> float | None:
    """Score, or the highest one where only a range is known; None without either."""
    found = row.score if row.score is not None else row.score_high
    return None if found is None else float(found)


def _score(row: Row) -> Span:
    """Score of a row with its range; a score without a range is a mark."""
    score, low, high = row.score, row.score_low, row.score_high
    if low is None or high is None:
        low = high = score
    inside = score is not None and low < score < high
    return Span(_of(row), low, high, score if inside else None)

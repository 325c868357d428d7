"""Charts of the answers of `hhi`, `trend` and `check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.charts import series
from critmin.charts.labels import averages, basis_name, left_out, unanswered, whens
from critmin.charts.model import (
    FRACTION,
    Bar,
    Bars,
    Chart,
    Intervals,
    Span,
    capital,
    distinct,
    written,
)
from critmin.core.wording import about, counted, listed, lower, mineral_name, scoped, when
from critmin.summaries.phrases import adjective, rough
from critmin.supply.charts import FEWER, HIGHLIGHTED, state_of, title_of

Row = dict[str, Any]
INDICES = 24
MEASURES = {FRACTION: "Share of the world's output", "0-10,000": "Herfindahl-Hirschman index"}


def hhi(table: Table) -> Chart | None:
    """Intervals of the HHI, with a mark at the usual value, the index of the named suppliers."""
    from critmin.measures.bands import BANDS

    rows = [row for row in table.records() if row["year"] is not None]
    if not rows:
        return None
    years = len({row["year"] for row in rows}) == len(rows) > 1
    one = len({(row["mineral"], row["stage"]) for row in rows}) == 1
    rows.sort(key=lambda row: row["year"] if years and one else -(_lowest(row) or 0.0))
    weighted = rows[0]["weight"] == "wgi"
    scheme = str(rows[0]["scheme"] or "")
    limits = () if weighted or scheme not in BANDS else BANDS[scheme]
    more = len(rows) - INDICES
    apart = [name for name in ("stage", "year") if len({row[name] for row in rows}) > 1]
    notes = [
        unanswered(table.records()),
        averages(rows) if one else "",
        left_out(more, "less concentrated one", narrow=FEWER),
    ]
    what = lower(scoped(mineral_name(rows[0]["mineral"]), rows[0]))
    return Intervals(
        topic=f"How concentrated {what if one else 'supply'} is: "
        f"{listed(sorted({row['stage'] for row in rows}))}, {whens(rows)}",
        title=_hhi_title(table, rows),
        subtitle=f"Herfindahl-Hirschman index{', weighted by governance' if weighted else ''}; "
        "bars span what the figures allow, largest supplier named",
        unit="0-10" if weighted else "0-10,000",
        note=" ".join(filter(None, notes)),
        spans=tuple(_span(row, apart, one=one) for row in rows[:INDICES]),
        limits=tuple(
            (limit, f"above {limit:,.0f}: {name}")
            for limit, name in zip(limits, ("moderate", "high"), strict=False)
        ),
    )


def _hhi_title(table: Table, rows: Sequence[Row]) -> str:
    """First sentence; of two stages of a mineral their figures where the sentence is too long."""
    title = title_of(table)
    stages = [row["stage"] for row in rows]
    if len(rows) != 2 or sorted(stages) != ["mining", "refining"] or any(map(str.isdigit, title)):
        return title
    at = {row["stage"]: _index(row) for row in rows}
    return f"{title}: HHI {at['mining']} at the mine, {at['refining']} at the refinery"


def _index(row: Row) -> str:
    """HHI of a row between its bounds, to three digits."""
    low, high = about(_lowest(row) or 0.0, 3), about(row["hhi_high"] or 0.0, 3)
    known = row["hhi_high"] is not None and low != high
    return f"{rough(row)}{low}{f' to {high}' if known else ''}"


def _lowest(row: Row) -> float | None:
    value: float | None = row["hhi_low"] if row["hhi_low"] is not None else row["hhi"]
    return value


def _span(row: Row, apart: Sequence[str], *, one: bool) -> Span:
    parts = [] if one and apart else [scoped(mineral_name(row["mineral"]), row)]
    parts += [when(row) if name == "year" else str(row[name]) for name in apart]
    leader = row["top_country"]
    text = f"{leader} {written(row['cr1'], FRACTION)}" if leader and row["cr1"] else ""
    low, high = _lowest(row), row["hhi_high"]
    if high is None and low is not None:
        # With a withheld producer the index of the others is not a lower bound.
        high, text = low, f"{text}, no bounds".removeprefix(", ")
    china = row["top_iso3"] == HIGHLIGHTED
    return Span(capital(", ".join(parts)), low, high, row["hhi"], "", china, text)


def trend(table: Table) -> Chart | None:
    """Lines by country; by mineral and stage if there are several."""
    every = [row for row in table.records() if row["year"] is not None]
    if not every:
        return None
    units = Counter(row["unit"] for row in every if row["value"] is not None)
    unit = str(units.most_common(1)[0][0] or "") if units else str(every[0]["unit"] or "")
    rows = [row for row in every if str(row["unit"] or "") == unit or row["value"] is None]
    many = len({(row["mineral"], row["stage"]) for row in every}) > 1
    places = len({row["country"] for row in every}) > 1

    def name(row: Row) -> str:
        what = f"{mineral_name(row['mineral'])} {row['stage']}" if many else ""
        return ", ".join(filter(None, [what, row["country"] if places or not many else ""]))

    kept = {name(row) for row in rows if row["value"] is not None}
    other = distinct(
        [name(row) for row in every if row["value"] is not None and name(row) not in kept]
    )
    narrow = "name one mineral"
    basis = "" if many else basis_name(rows[0]["basis"])
    notes = [
        averages(rows),
        "A later year is a projection."
        if any("projection" in (r["flag"] or ()) for r in rows)
        else "",
        unanswered(table.records()),
        left_out(len(other), "line in another unit", "lines in other units", narrow=narrow),
    ]
    head = {
        "topic": f"{_subject(every)}, {whens(rows)}",
        "title": title_of(table),
        "subtitle": ", ".join(filter(None, [MEASURES.get(unit, f"Quantity, {unit}"), basis])),
        "unit": unit,
    }
    figures = [
        series.Figure(name(row), row["year"], row["value"], str(row["iso3"] or ""), state_of(row))
        for row in rows
        if name(row) not in other
    ]
    return series.lines(figures, head, notes)


def _subject(rows: Sequence[Row]) -> str:
    """Supply that rows are of: a mineral with its stages, or several minerals."""
    goods = distinct([scoped(mineral_name(row["mineral"]), row) for row in rows])
    stages = listed(distinct([str(row["stage"]) for row in rows]))
    if len({row["mineral"] for row in rows}) == 1:
        return capital(f"{adjective(lower(goods[0]))} {stages}")
    named = listed([lower(name) for name in goods]) if len(goods) < 4 else f"{len(goods)} minerals"
    return f"{capital(stages)} of {named}"


def check(table: Table) -> Chart | None:
    """Number of problems of a user's table, by kind."""
    rows = table.records()
    if not rows:
        return None
    kinds = Counter(_kind(str(row["code"])) for row in rows)
    lines = len({row["line"] for row in rows})
    return Bars(
        topic="Problems of a supply table, by kind",
        title=title_of(table),
        subtitle=f"Number of problems, in {counted(lines, 'line')}",
        bars=tuple(Bar(kind, float(number)) for kind, number in kinds.most_common()),
    )


def _kind(code: str) -> str:
    return capital(code.replace("_", " "))

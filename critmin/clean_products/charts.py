"""Charts of `demand`: bars of a year, lines over years, intervals of stated figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table, several
from critmin.charts.labels import span_of
from critmin.charts.model import (
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Intervals,
    Lines,
    Point,
    Span,
    distinct,
)
from critmin.clean_products.products import COUNTED, products
from critmin.core.wording import counted, listed, lower

Row = dict[str, Any]
BARS = 12  # most countries of one product in a picture
PANELS = 3
SERIES = 7
SPANS = 24
SHOWN = 5  # lines of countries if none is named
HIGHLIGHTED = "CHN"
WHAT = {"sales": "sold", "additions": "capacity added, net"}


def demand(table: Table) -> Chart | None:
    """Picture of an answer of `demand`; None if it has nothing that can be drawn together."""
    rows = [row for row in table.records() if row["year"] is not None]
    if "hhi" in table.query:
        return _concentration(rows)
    by_country = [row for row in rows if row["stage"] in COUNTED]
    if not by_country:
        return _stated([row for row in rows if row["share_low"] is not None or row["share"]])
    first = [row for row in by_country if row["product"] == by_country[0]["product"]]
    if len({row["year"] for row in first}) > 1:
        return _lines(by_country)
    return _bars(by_country)


def _name(slug: str) -> str:
    return products()[slug].name


def _subject(rows: Sequence[Row]) -> str:
    first, *others = distinct([_name(row["product"]) for row in rows])
    return listed([first, *map(lower, others)])


def _bars(rows: Sequence[Row]) -> Chart:
    """Shares of one year, a panel for each product."""
    kept = distinct([row["product"] for row in rows])[:PANELS]
    bars: list[Bar] = []
    gone = 0
    for slug in kept:
        own = [row for row in rows if row["product"] == slug and row["kind"] in {"country", "bloc"}]
        shown = [row for row in own if row["rank"] or row["share"] is None or row["kind"] == "bloc"]
        panel = f"{_name(slug)}, {own[0]['year']}" if len(kept) > 1 else ""
        bars += [
            Bar(
                row["country"],
                row["share"],
                panel,
                row["iso3"] == HIGHLIGHTED,
                text="not listed" if "not_listed" in several(row["flag"]) else "",
            )
            for row in shown[:BARS]
        ]
        gone += len(shown[BARS:])
        rest = [row for row in rows if row["product"] == slug and row["kind"] == RESIDUAL]
        bars += [
            Bar("Not listed", row["share"], panel, kind=RESIDUAL)
            for row in rest
            if row["share"] > 0
        ]
    named = [row for row in rows if row["product"] in kept]
    verb = WHAT[named[0]["stage"]] if len({row["stage"] for row in named}) == 1 else "demand"
    return Bars(
        topic=f"{_subject(named)}: {verb}, {span_of(sorted(row['year'] for row in named))}",
        subtitle="Share of the world by country",
        unit=FRACTION,
        note=f"{f'{gone} smaller ones are not drawn. ' if gone else ''}{_small_print(named)}",
        bars=tuple(bars),
    )


def _lines(rows: Sequence[Row]) -> Chart:
    """Shares over the years of the places named, or of the largest ones."""
    many = len({row["product"] for row in rows}) > 1

    def name(row: Row) -> str:
        return f"{_name(row['product'])}, {row['country']}" if many else str(row["country"])

    places = [row for row in rows if row["kind"] in {"country", "bloc"}]
    heights: dict[str, float] = {}
    for row in places:
        if row["year"] == max(r["year"] for r in places if r["product"] == row["product"]):
            heights[name(row)] = row["share"] or 0.0
    china = {name(row) for row in places if row["iso3"] == HIGHLIGHTED}
    order = sorted(heights, key=lambda key: (key not in china, -heights[key]))
    kept = order[: SERIES if len(order) <= SERIES else SHOWN]
    return Lines(
        topic=f"{_subject(rows)}, {span_of(sorted(row['year'] for row in rows))}",
        subtitle="Share of the world",
        unit=FRACTION,
        note=_small_print(rows),
        points=tuple(
            Point(name(row), row["year"], row["share"], row["iso3"] == HIGHLIGHTED)
            for label in kept
            for row in places
            if name(row) == label
        ),
    )


def _stated(rows: Sequence[Row]) -> Chart | None:
    """Stated shares of the world as intervals, in groups by product and stage."""
    if not rows:
        return None
    return Intervals(
        topic=f"{_subject(rows)}: stated shares",
        subtitle="Share of the world, as publishers state it; a limit is drawn to its end",
        unit=FRACTION,
        note=f"{len(rows) - SPANS} more are not drawn." if len(rows) > SPANS else "",
        spans=tuple(
            Span(
                f"{row['country']} {row['year']}{': ' * bool(row['item'])}{row['item'] or ''}",
                row["share"] if row["share_low"] is None else row["share_low"],
                row["share"] if row["share_high"] is None else row["share_high"],
                row["share"],
                f"{_name(row['product'])}, {row['stage']}",
                row["iso3"] == HIGHLIGHTED,
            )
            for row in rows[:SPANS]
        ),
        limits=((0.5, "half"),),
    )


def _concentration(rows: Sequence[Row]) -> Chart:
    """HHI by year as lines, or of one year as intervals."""
    if len({row["year"] for row in rows}) > 1 and len(rows) > len({r["product"] for r in rows}):
        return Lines(
            topic=f"How concentrated demand is: {_subject(rows)}",
            subtitle="Herfindahl-Hirschman index of the listed countries",
            unit="0-10,000",
            note=_small_print(rows),
            points=tuple(Point(_name(row["product"]), row["year"], row["hhi"]) for row in rows),
        )
    return Intervals(
        topic="How concentrated demand is",
        subtitle="Herfindahl-Hirschman index; bars span what the figures allow",
        unit="0-10,000",
        note=_small_print(rows),
        spans=tuple(
            Span(
                f"{_name(row['product'])}, {row['year']}",
                row["hhi_low"] if row["hhi_low"] is not None else row["hhi"],
                row["hhi_high"] if row["hhi_high"] is not None else row["hhi"],
                row["hhi"],
                highlight=row["top_iso3"] == HIGHLIGHTED,
                text=f"{row['top_country'] or ''}{', no bounds' * (row['hhi_low'] is None)}",
            )
            for row in rows
        ),
    )


def _small_print(rows: Sequence[Row]) -> str:
    """Sentences on what the figures are."""
    net = any(row["stage"] == "additions" for row in rows)
    lost = [r for r in rows if r.get("kind") == COUNTRY and (r["share"] or 0) < 0]
    below = distinct([row["country"] for row in lost])
    over = any("residual_negative" in several(row["flag"]) for row in rows)
    notes = ["Capacity added is net of losses." if net else ""]
    notes += [
        f"Net loss, not drawn: {counted(len(below), 'country', 'countries')}." if below else ""
    ]
    notes += ["In some years the listed countries add up to more than the world." if over else ""]
    return " ".join(filter(None, notes))

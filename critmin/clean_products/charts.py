"""Charts of `demand`: bars of a year, lines over years, intervals of stated figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import first_clause, first_sentence
from critmin.answers.table import Table, several
from critmin.charts.labels import TITLE, left_out, small_print, span_of
from critmin.charts.model import (
    BLOC,
    CHINA,
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
from critmin.core.wording import capital, counted, listed, lower, percent, the

Row = dict[str, Any]
BARS = 10  # most countries of one product in a picture
PANELS = 3
NARROW = 0.005  # bounds of a share that are not worth words
SERIES = 7
SPANS = 24
SHOWN = 5  # lines of countries if none is named
WHAT = {"sales": "sold", "additions": "capacity added"}
BOUGHT = {"sales": "bought", "additions": "added"}


def demand(table: Table) -> Chart | None:
    """Picture of an answer of `demand`; None if it has nothing that can be drawn together."""
    rows = [row for row in table.records() if row["year"] is not None]
    if "hhi" in table.query:
        return _concentration(rows, first_clause(table))
    by_country = [row for row in rows if row["stage"] in COUNTED]
    if not by_country:
        shares = [row for row in rows if row["share_low"] is not None or row["share"]]
        title = _without_publisher(table)
        if not shares:
            return _amounts(rows, title)
        no_share = ("figure that is no share", "figures that are no shares")
        return _stated(shares, title, left_out(len(rows) - len(shares), *no_share))
    # Of countries that were asked for, none is known to be the largest of the world.
    title = first_clause(table, "" if table.query.get("country") else _leader(by_country))
    first = [row for row in by_country if row["product"] == by_country[0]["product"]]
    stated = left_out(
        len(rows) - len(by_country), "stated figure", narrow="name a product and stage"
    )
    if len({row["year"] for row in first}) > 1:
        return _lines(by_country, title, stated)
    return _bars(by_country, title, stated)


def _without_publisher(table: Table) -> str:
    """Sentence of the answer without the publisher, whom the sources name."""
    text = re.sub(r", by [A-Z(].*$", "", first_sentence(table.summary))
    return text if len(text) <= TITLE else ""


def _leader(rows: Sequence[Row]) -> str:
    """The country with the largest share of each product, as a title."""
    said: dict[str, list[str]] = {}
    for slug in distinct([row["product"] for row in rows]):
        own = [row for row in rows if row["product"] == slug and row["kind"] == COUNTRY]
        top = max(own, key=lambda row: (row["year"], row["share"] or 0.0))
        said.setdefault(str(top["country"]), []).append(f"{lower(_name(slug))} ({_between(top)})")
    if len(said) == 1 and (text := _bought(rows, next(iter(said)))):
        return text
    if len(said) == 1:
        ((who, what),) = said.items()
        return f"{the(who, start=True)} has the largest share of the world in {listed(what)}"
    texts = [f"{who}, {listed(of)}" for who, of in said.items()]
    return f"Largest shares of the world: {listed(texts)}"


def _bought(rows: Sequence[Row], who: str) -> str:
    """What one country bought and added of each product, as a title."""
    own = [row for row in rows if row["country"] == who and row["share"] is not None]
    last: dict[str, Row] = {}
    for row in sorted(own, key=lambda row: int(row["year"])):
        last[row["product"]] = row
    said: dict[str, list[str]] = {}
    for slug in distinct([row["product"] for row in rows]):
        if slug not in last:
            return ""
        of = said.setdefault(str(last[slug]["stage"]), [])
        whole = "of its" if said.get("sales") and last[slug]["stage"] != "sales" else ""
        whole = whole or ("of its" if of else "of the world's")
        of.append(f"{_between(last[slug])} {whole} {lower(_name(slug))}")
    verbs = [f"{BOUGHT[stage]} {listed(of)}" for stage, of in said.items()]
    return f"{the(who, start=True)} {listed(verbs)}"


def _between(row: Row) -> str:
    """Share of a row, as an interval where its figure is one."""
    low, high = row["share_low"], row["share_high"]
    if low is None or high is None or percent(low) == percent(high):
        return percent(row["share"] or 0.0)
    return f"{percent(low)} to {percent(high)}"


def _name(slug: str) -> str:
    return products()[slug].name


def _subject(rows: Sequence[Row]) -> str:
    first, *others = distinct([_name(row["product"]) for row in rows])
    return listed([first, *map(lower, others)])


def _bars(rows: Sequence[Row], title: str, stated: str) -> Chart:
    """Shares of one year, a panel for each product, with all others in one bar."""
    every = distinct([row["product"] for row in rows])
    kept = every[:PANELS]
    many = len(kept) > 1
    if many and any(" to " in _between(row) for slug in kept for row in _largest(rows, slug)):
        shown = [row for row in rows if row["product"] in kept]
        return _shares(shown, title, [left_out(len(every) - len(kept), "product"), stated])
    asked = {slug: _largest(rows, slug) for slug in kept}
    countries = distinct([row["country"] for slug in kept for row in asked[slug]])
    bars: list[Bar] = []
    gone = 0
    for slug in kept:
        own = [row for row in rows if row["product"] == slug]
        panel = f"{_name(slug)}, {own[0]['year']}" if many else ""
        by_country = {row["country"]: row for row in own if row["kind"] in {COUNTRY, BLOC}}
        for country in countries:
            row = by_country.get(country)
            bars.append(
                Bar(country, None, panel, text="not among the largest")
                if row is None
                else Bar(
                    country,
                    row["share"],
                    panel,
                    row["iso3"] == CHINA,
                    text=_said(row),
                    key=row["iso3"] or "",
                )
            )
        left = [row for row in own if row["kind"] == COUNTRY and row["country"] not in countries]
        gone += len(left)
        bars += _rest(own, left, panel)
    named = [row for row in rows if row["product"] in kept]
    verb = WHAT[named[0]["stage"]] if len({row["stage"] for row in named}) == 1 else "bought"
    countries_ = counted(gone, "country", "countries")
    more = f"Others: {countries_} and what is not listed." if gone else ""
    if many and not gone:
        more = "Drawn: the largest countries of each."
    elif not any(bar.kind == RESIDUAL for bar in bars):
        more = "Smaller buyers are not drawn."
    return Bars(
        title=title,
        topic=f"{_subject(named)} {verb}, {span_of(sorted(row['year'] for row in named))}",
        subtitle="Share of the world by country",
        unit=FRACTION,
        note=small_print(
            [more, *_notes(named), left_out(len(every) - len(kept), "product"), stated]
        ),
        bars=tuple(bars),
    )


def _shares(rows: Sequence[Row], title: str, notes: Sequence[str]) -> Chart:
    """Shares of each product's largest countries as marks, as some of them are intervals."""
    shown = [row for slug in distinct([r["product"] for r in rows]) for row in _largest(rows, slug)]
    return Intervals(
        title=title,
        topic=f"Largest buyers of {lower(_subject(rows))}",
        subtitle="Share of the world's sales or added capacity",
        unit=FRACTION,
        note=small_print(["Smaller buyers are not drawn.", *_notes(rows), *notes]),
        spans=tuple(
            Span(
                str(row["country"]),
                row["share"] if row["share_low"] is None else row["share_low"],
                row["share"] if row["share_high"] is None else row["share_high"],
                group=f"{_name(row['product'])} {WHAT[row['stage']]}, {row['year']}",
                highlight=row["iso3"] == CHINA,
                text="not listed" if row["share"] is None else "",
            )
            for row in shown
        ),
    )


def _largest(rows: Sequence[Row], slug: str) -> list[Row]:
    """Countries and blocs of one product to draw."""
    own = [row for row in rows if row["product"] == slug and row["kind"] in {COUNTRY, BLOC}]
    shown = [row for row in own if row["rank"] or row["share"] is None or row["kind"] == BLOC]
    return shown[:BARS]


def _rest(own: Sequence[Row], left: Sequence[Row], panel: str) -> list[Bar]:
    """All countries that are not drawn, and what the source does not list, as one bar."""
    listed_ = [row["share"] for row in left if row["share"] and row["share"] > 0]
    residual = [row["share"] for row in own if row["kind"] == RESIDUAL and row["share"] > 0]
    total = sum(listed_) + sum(residual)
    return [Bar("Others", total, panel, kind=RESIDUAL)] if total > 0 else []


def _said(row: Row) -> str:
    """What a bar says beside its figure: that a country is not listed, or bounds that differ."""
    if "not_listed" in several(row["flag"]):
        return "not listed"
    low, high = row["share_low"], row["share_high"]
    if row["share"] is None or low is None or high is None:
        return ""
    return "" if high - low < NARROW else f"({low:.0%} to {high:.0%})"


def _lines(rows: Sequence[Row], title: str, stated: str) -> Chart:
    """Shares over the years of the places named, or of the largest ones."""
    many = len({row["product"] for row in rows}) > 1

    def name(row: Row) -> str:
        return f"{_name(row['product'])}, {row['country']}" if many else str(row["country"])

    places = [row for row in rows if row["kind"] in {COUNTRY, BLOC}]
    heights: dict[str, float] = {}
    for row in places:
        if row["year"] == max(r["year"] for r in places if r["product"] == row["product"]):
            heights[name(row)] = row["share"] or 0.0
    china = {name(row) for row in places if row["iso3"] == CHINA}
    order = sorted(heights, key=lambda key: (key not in china, -heights[key]))
    kept = order[: SERIES if len(order) <= SERIES else SHOWN]
    smaller = left_out(len(order) - len(kept), "smaller line", narrow="name countries")
    return Lines(
        title=title,
        topic=f"{_subject(rows)}, {span_of(sorted(row['year'] for row in rows))}",
        subtitle="Share of the world",
        unit=FRACTION,
        note=small_print([*_notes(rows), smaller, stated]),
        points=tuple(
            Point(
                name(row),
                row["year"],
                row["share"],
                row["iso3"] == CHINA,
                "" if many else row["iso3"] or "",
            )
            for label in kept
            for row in places
            if name(row) == label
        ),
    )


def _stated(rows: Sequence[Row], title: str, amounts: str) -> Chart | None:
    """Stated shares of the world as intervals, in groups by product and stage."""
    if not rows:
        return None
    return Intervals(
        title=title,
        topic=f"{_subject(rows)}: shares of what is made and bought",
        subtitle="Share of the world, as publishers state it; a limit is drawn to its end",
        unit=FRACTION,
        note=small_print([left_out(len(rows) - SPANS, "further share"), amounts]),
        spans=tuple(
            Span(
                f"{row['country']} {row['year']}{': ' * bool(row['item'])}{row['item'] or ''}",
                row["share"] if row["share_low"] is None else row["share_low"],
                row["share"] if row["share_high"] is None else row["share_high"],
                row["share"],
                f"{_name(row['product'])}, {row['stage']}",
                row["iso3"] == CHINA,
            )
            for row in rows[:SPANS]
        ),
        limits=((0.5, "half"),),
    )


def _amounts(rows: Sequence[Row], title: str) -> Chart | None:
    """Stated figures that are no shares, in the unit that most of them have."""
    known = [row for row in rows if row["quantity"] is not None or row["quantity_low"] is not None]
    if not known:
        return None
    units = [row["unit"] for row in known]
    unit = max(distinct(units), key=units.count)
    here = [row for row in known if row["unit"] == unit]
    notes = [
        left_out(len(here) - SPANS, "further figure"),
        left_out(len(rows) - len(here), "figure in another unit", "figures in other units"),
    ]
    part = str(unit).startswith(FRACTION)
    return Intervals(
        title=title,
        topic=f"{_subject(here)}: stated figures",
        subtitle=capital(str(unit).replace(FRACTION, "part")),
        unit=FRACTION if part else str(unit),
        note=small_print(notes),
        spans=tuple(
            Span(
                f"{row['country']} {row['year']}{': ' * bool(row['item'])}{row['item'] or ''}",
                row["quantity"] if row["quantity_low"] is None else row["quantity_low"],
                row["quantity"] if row["quantity_high"] is None else row["quantity_high"],
                row["quantity"],
                highlight=row["iso3"] == CHINA,
            )
            for row in here[:SPANS]
        ),
    )


def _concentration(rows: Sequence[Row], title: str) -> Chart:
    """HHI by year as lines, or of one year as intervals."""
    if len({row["year"] for row in rows}) > 1 and len(rows) > len({r["product"] for r in rows}):
        return Lines(
            title=title,
            topic=f"How concentrated demand is: {_subject(rows)}",
            subtitle="Herfindahl-Hirschman index of the listed countries",
            unit="0-10,000",
            note=small_print(_notes(rows)),
            points=tuple(Point(_name(row["product"]), row["year"], row["hhi"]) for row in rows),
        )
    return Intervals(
        title=title,
        topic="How concentrated demand is",
        subtitle="Herfindahl-Hirschman index; bars span what the figures allow",
        unit="0-10,000",
        note=small_print(_notes(rows)),
        spans=tuple(
            Span(
                f"{_name(row['product'])}, {row['year']}",
                row["hhi_low"] if row["hhi_low"] is not None else row["hhi"],
                row["hhi_high"] if row["hhi_high"] is not None else row["hhi"],
                row["hhi"],
                highlight=row["top_iso3"] == CHINA,
                text=f"{row['top_country'] or ''}{', no bounds' * (row['hhi_low'] is None)}",
            )
            for row in rows
        ),
    )


def _notes(rows: Sequence[Row]) -> list[str]:
    """Sentences on what the figures are."""
    net = any(row["stage"] == "additions" for row in rows)
    lost = [r for r in rows if r.get("kind") == COUNTRY and (r["share"] or 0) < 0]
    below = distinct([row["country"] for row in lost])
    over = any("residual_negative" in several(row["flag"]) for row in rows)
    return [
        "Capacity added is net of losses." if net else "",
        f"Net loss, not drawn: {counted(len(below), 'country', 'countries')}." if below else "",
        "In some years the listed countries add up to more than the world." if over else "",
    ]

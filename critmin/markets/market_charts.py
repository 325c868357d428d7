"""Charts of `market`: values of one year as bars, of two years as pairs."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.finding import first_clause
from critmin.answers.table import Cell, Table, as_number
from critmin.charts.forms import Pair, Pairs
from critmin.charts.labels import left_out, small_print, unanswered
from critmin.charts.model import Bar, Bars, Chart, distinct
from critmin.core.wording import about, listed, lower, mineral_name

Row = dict[str, Cell]
MOST_BARS = 20
FEW = 3  # most minerals that a title or topic names
BILLION = 1e9
STATED = frozenset({"stated", "implied"})  # kinds of totals; others are single minerals
TOTALS = {"stated": "All, as the IEA states it", "implied": "All, by a change that the IEA states"}
RECONSTRUCTED = "The IEA's demand times the IMF's mean price of the year"
OF_OUTPUT = "World output times the price of one form, both of the USGS"


def market(table: Table, only: int | None = None) -> Chart | None:
    """Market values of single minerals in one year as bars; in two years as pairs.

    The year is ``only``, else the newest with a total and single minerals, else the newest with
    any value. A total that another publisher states stands in the small print beside their sum,
    because it is of other prices; it is drawn only where there is no single mineral.
    """
    rows = [row for row in table if row["year"] is not None]
    valued = [row for row in rows if row["value_usd"] is not None]
    if not valued:
        return None
    totals = {row["year"] for row in valued if row["kind"] in STATED}
    singles = {row["year"] for row in valued if row["kind"] not in STATED}
    years = sorted({int(str(row["year"])) for row in valued})
    if not totals and len(years) == 2 and only is None:
        return _two_years(table, valued, years)
    wanted = only or max(int(str(one)) for one in totals & singles or totals | singles)
    here = [row for row in rows if row["year"] == wanted]
    shown = [row for row in here if row["kind"] not in STATED] or here
    ranked = sorted(shown, key=lambda row: -_billions(row))
    gone = len(ranked) - MOST_BARS
    notes = [
        left_out(gone, "smaller one"),
        _beside(here),
        "No figure: no price is of the form that the demand is counted in."
        if any(not row["value_usd"] for row in here)
        else "",
        unanswered(table.records()),
    ]
    return Bars(
        title=_worth(table, here),
        topic=f"Market value of {_what(table, shown)}, {wanted}",
        subtitle=f"{_how(shown)}; dollars",
        note=small_print(notes),
        bars=tuple(
            Bar(
                TOTALS.get(str(row["kind"]), mineral_name(str(row["mineral"]))),
                None if row["value_usd"] is None else rounded(_usd(row)),
            )
            for row in ranked[:MOST_BARS]
        ),
    )


def _beside(rows: Sequence[Row]) -> str:
    """Sum of the single minerals beside the total that the IEA states, and why they differ."""
    stated = [row for row in rows if row["kind"] == "stated"]
    single = [row for row in rows if row["kind"] not in STATED and row["value_usd"]]
    if not stated or not single:
        return ""
    total = sum(map(_billions, single))
    return (
        f"These {len(single)} add up to {total:,.0f} billion dollars. The IEA states "
        f"{_billions(stated[0]):,.0f} billion for all energy-transition minerals, but it values "
        "them by another method."
    )


def _usd(row: Row) -> float:
    return as_number(row["value_usd"]) or 0.0


def _billions(row: Row) -> float:
    return _usd(row) / BILLION


def rounded(value: float) -> float:
    """A value with the two digits that a title gives it.

    >>> rounded(527_400_000.0), rounded(6_120_000_000.0)
    (530000000.0, 6100000000.0)
    """
    return float(f"{value:.2g}")


def _what(table: Table, rows: Sequence[Row]) -> str:
    slugs = distinct([str(row["mineral"]) for row in rows if row["kind"] not in STATED])
    if not table.query.get("minerals"):
        return "the output of minerals" if _of_output(rows) else "energy-transition minerals"
    names = [lower(mineral_name(slug)) for slug in slugs]
    return listed(names) if len(names) <= FEW else f"{len(names)} minerals"


def _of_output(rows: Sequence[Row]) -> bool:
    return any(row["kind"] == "output" for row in rows)


def _how(rows: Sequence[Row]) -> str:
    return OF_OUTPUT if _of_output(rows) else RECONSTRUCTED


def _worth(table: Table, rows: Sequence[Row]) -> str:
    """The largest value of the newest year, and what it is of the others, as a title."""
    valued = [row for row in rows if row["value_usd"] is not None]
    newest = max(int(str(row["year"])) for row in valued)
    single = [row for row in valued if row["kind"] not in STATED and row["year"] == newest]
    if not single:
        return first_clause(table)
    ranked = sorted(single, key=lambda row: -_billions(row))
    names = [lower(mineral_name(str(row["mineral"]))) for row in ranked]
    sums = [_dollars(row) for row in ranked]
    what = "World output of" if _of_output(valued) else "Demand for"
    if len(ranked) == 1:
        was = [r for r in valued if r["mineral"] == ranked[0]["mineral"] and r["year"] != newest]
        old = f", after {_dollars(was[0])} in {was[0]['year']}" if was else ""
        return f"{what} {names[0]} was worth about {sums[0]} in {newest}{old}"
    if len(ranked) <= FEW:
        others = listed(
            [
                f"{n} ({s.removesuffix(' dollars')})"
                for n, s in zip(names[1:], sums[1:], strict=True)
            ]
        )
        return f"{what} {names[0]} was worth about {sums[0]} in {newest}, more than {others}"
    text = f"{what} {names[0]} was worth about {sums[0]} in {newest}"
    if _billions(ranked[0]) * 2 > sum(map(_billions, ranked)):
        if len(ranked) <= FEW + 1:
            return f"{text}, more than {listed(names[1:])} together"
        return f"{text}, more than {len(ranked) - 1} other minerals together"
    return f"{text}, the most of {len(ranked)} minerals"


def _dollars(row: Row) -> str:
    value = _billions(row)
    return (
        f"{about(value)} billion dollars"
        if value >= 1
        else f"{about(value * 1000)} million dollars"
    )


def _two_years(table: Table, valued: Sequence[Row], years: Sequence[int]) -> Pairs:
    """Values of minerals in two years."""
    values = {(str(row["mineral"]), int(str(row["year"]))): _billions(row) for row in valued}
    slugs = sorted(
        {slug for slug, _ in values}, key=lambda slug: -values.get((slug, years[1]), 0.0)
    )
    gone = len(slugs) - MOST_BARS
    first, last = years
    return Pairs(
        title=_worth(table, valued),
        topic=f"Market value of {_what(table, valued)}, {first} and {last}",
        subtitle=f"{_how(valued)}; billion dollars",
        note=small_print([left_out(gone, "smaller one"), unanswered(table.records())]),
        sides=(str(first), str(last)),
        pairs=tuple(
            Pair(mineral_name(slug), values.get((slug, first)), values.get((slug, last)))
            for slug in slugs[:MOST_BARS]
        ),
    )

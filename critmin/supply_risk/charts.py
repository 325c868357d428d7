"""Charts of `reliance` and `risk`."""

from __future__ import annotations

from typing import Any

from critmin.answers.table import Table
from critmin.charts.labels import unanswered_names
from critmin.charts.model import FRACTION, Bar, Bars, Chart, distinct
from critmin.core.wording import listed, mineral_name, place, the

MOST = 24  # most bars of one picture
STATES = {
    "net_exporter": "net exporter",
    "greater_than": "or more",
    "less_than": "at most",
    "unknown": "unknown",
}
EU = "eu2023"


def reliance(table: Table) -> Chart:
    """Net import reliance, printed and recomputed, in two panels."""
    rows = [row for row in table.records() if row["year"] is not None]
    rows.sort(key=lambda row: -max(row["nir"] or 0.0, row["computed_nir"] or 0.0))
    several = "form" in table.names
    bars = []
    for row in rows[:MOST]:
        label = mineral_name(row["mineral"])
        label = f"{label}, {row['form']}" if several and row["form"] else label
        printed, computed = row["nir"], row["computed_nir"]
        if any(one["nir"] is not None or not several for one in rows):
            state = STATES.get(row["state"], "")
            bars.append(Bar(label, printed, "As printed", text=state))
        net = "net exporter" if computed is not None and computed <= 0 else ""
        bars.append(Bar(label, None if net else computed, "Recomputed", text=net))
    years = distinct([row["year"] for row in rows])
    buyer = the(place(rows[0]["buyer_iso3"]))
    more = len(rows) - MOST
    return Bars(
        topic=f"How far {buyer} {_relies(buyer)} on imports",
        subtitle=f"Net imports as a share of use, {listed([str(year) for year in sorted(years)])}",
        unit=FRACTION,
        note=f"{more} less reliant ones are not drawn." if more > 0 else "",
        bars=tuple(bars),
    )


def _relies(buyer: str) -> str:
    return "rely" if buyer == "the United States" else "relies"


def risk(table: Table) -> Chart | None:
    """Scores, the highest first."""
    rows = [row for row in table.records() if _top(row) is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -(_top(row) or 0.0))
    more = len(rows) - MOST
    first = rows[0]
    eu = first["method"] == EU
    notes = ["1 and above counts as a risk to supply: marked."] if eu else []
    notes += [f"{more} lower scores are not drawn."] if more > 0 else []
    shown = {row["mineral"] for row in rows}
    empty = [row["mineral"] for row in table.records() if row["mineral"] not in shown]
    notes += [unanswered_names(empty)]
    several = len({row["year"] for row in rows}) > 1
    years = listed([str(year) for year in sorted(distinct([row["year"] for row in rows]))])
    if eu:
        years = f"averages of the five years to {years}"
    method = "by the EU's method of 2023" if eu else "by GeoPolRisk, 0 to 1"
    buyer = the(place(first["buyer_iso3"]))
    return Bars(
        topic=f"Supply risk of {buyer}",
        subtitle=f"Score {method}, {years}; more is riskier",
        note=" ".join(filter(None, notes)),
        bars=tuple(
            Bar(
                f"{mineral_name(row['mineral'])}, {row['stage']}"
                + (f", {row['year']}" if several else ""),
                row["score"],
                highlight=eu and (row["score"] or 0.0) >= 1,
                text="" if row["score"] is not None else _range(row),
            )
            for row in rows[:MOST]
        ),
    )


def _top(row: dict[str, Any]) -> float | None:
    """Score, or the highest one where only a range is known; None without either."""
    found = row["score"] if row["score"] is not None else row["score_high"]
    return None if found is None else float(found)


def _range(row: dict[str, Any]) -> str:
    return f"between {row['score_low']:.3g} and {row['score_high']:.3g}"

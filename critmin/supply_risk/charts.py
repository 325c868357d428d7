"""Charts of the answers of `reliance`, `risk` and `controls`."""

from __future__ import annotations

import re
from typing import Any

from critmin.answers.table import Table
from critmin.charts.model import FRACTION, Bar, Bars, Chart, Moment, Timeline, capital, distinct
from critmin.charts.words import listed, lower, mineral_name, place, the, unanswered_names

Row = dict[str, Any]
MOST = 24  # bars of one picture
MOST_MEASURES = 40
STATES = {
    "net_exporter": "net exporter",
    "greater_than": "or more",
    "less_than": "at most",
    "unknown": "unknown",
}
EU = "eu2023"
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")


def reliance(table: Table) -> Chart:
    """Net import reliance as printed and recomputed, beside each other."""
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
        title=f"How far {buyer} {_relies(buyer)} on imports",
        subtitle=f"Net imports as a share of use, {listed([str(year) for year in sorted(years)])}",
        unit=FRACTION,
        note=f"{more} less reliant ones are not drawn." if more > 0 else "",
        bars=tuple(bars),
    )


def _relies(buyer: str) -> str:
    return "rely" if buyer == "the United States" else "relies"


def risk(table: Table) -> Chart | None:
    """Scores, the highest first."""
    rows = [row for row in table.records() if row["score"] is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -row["score"])
    more = len(rows) - MOST
    first = rows[0]
    eu = first["method"] == EU
    notes = ["1 and above counts as a risk to supply: marked."] if eu else []
    notes += [f"{more} lower scores are not drawn."] if more > 0 else []
    notes += [unanswered_names([row["mineral"] for row in table.records() if row["score"] is None])]
    years = listed([str(year) for year in sorted(distinct([row["year"] for row in rows]))])
    if eu:
        years = f"averages of the five years to {years}"
    method = "as the EU's study of 2023 reckons it" if eu else "by GeoPolRisk, 0 to 1"
    who = f" of {the(place(first['buyer_iso3']))}"
    return Bars(
        title=f"Supply risk{who}",
        subtitle=f"Score {method}, {years}; more is riskier",
        note=" ".join(filter(None, notes)),
        bars=tuple(
            Bar(
                f"{mineral_name(row['mineral'])}, {row['stage']}",
                float(row["score"]),
                highlight=eu and row["score"] >= 1,
            )
            for row in rows[:MOST]
        ),
    )


def controls(table: Table) -> Chart | None:
    """Measures by their first day, a lane for each country; None where there are too many."""
    if "measure_id" not in table.names:
        return None
    found: dict[str, list[Row]] = {}
    for row in table.records():
        if row["measure_id"] is not None:
            found.setdefault(row["measure_id"], []).append(row)
    dated = {id_: of for id_, of in found.items() if _day(of[0])}
    if not dated or len(dated) > MOST_MEASURES:
        return None
    undated = sorted(set(found) - set(dated))
    ranked = sorted(dated.values(), key=lambda of: (of[0]["jurisdiction_iso3"], _day(of[0])))
    day = table.query.get("as_of") or "the day asked for"
    minerals = distinct([row["mineral"] for of in dated.values() for row in of if row["mineral"]])
    alone = len(minerals) == 1
    return Timeline(
        title=f"Export controls{f' on {lower(mineral_name(minerals[0]))}' if alone else ''}, "
        "by first day in force",
        subtitle=f"State on {day} in brackets; bans marked; bars: suspended",
        note=" ".join(
            filter(
                None,
                ["Law, not practice.", f"No day known: {', '.join(undated)}." if undated else ""],
            )
        ),
        moments=tuple(
            Moment(
                _measure(of, alone),
                _day(of[0]),
                _until(of[0]),
                place(of[0]["jurisdiction_iso3"]),
                "ban" in of[0]["type"],
                _since(of[0]),
            )
            for of in ranked
        ),
    )


def _day(row: Row) -> str:
    day = str(row["effective"] or row["announced"] or "")
    return day if DATED.match(day) else ""


def _until(row: Row) -> str | None:
    until = str(row["suspended_until"] or "")
    return until if DATED.match(until) and until > _day(row) else None


def _since(row: Row) -> str:
    """The first day of a suspension, where it is later than the measure's own."""
    since = str(row["suspended_from"] or "")
    return since if DATED.match(since) and since > _day(row) else ""


def _measure(rows: list[Row], alone: bool) -> str:
    """Kind, target, id and state of a measure, after its minerals where there are several."""
    first = rows[0]
    names = distinct([lower(mineral_name(row["mineral"])) for row in rows if row["mineral"]])
    shown = names if len(names) < 6 else [*names[:5], f"{len(names) - 5} more"]
    target = str(first["target"])
    whom = "" if target == "all" else f" towards {the(place(target))}"
    kind = str(first["type"]).replace("-", " ")
    state = str(first["status"]).replace("-unverified", ", unverified").replace("-", " ")
    what = "" if alone else f"{', '.join(shown)}: "
    return capital(f"{what}{kind}{whom} ({first['measure_id']}, {state})")

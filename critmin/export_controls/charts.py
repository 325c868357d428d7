"""Chart of `controls`."""

from __future__ import annotations

import re
from typing import Any

from critmin.answers.plain_values import plain
from critmin.answers.table import Table
from critmin.charts.model import Chart, Moment, Timeline, capital, distinct
from critmin.core.wording import lower, mineral_name, place, the
from critmin.export_controls.announcements import short

Row = dict[str, Any]
MOST_MEASURES = 40
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")


def controls(table: Table) -> Chart | None:
    """Timeline of measures by first day in force, a lane for each country; None for too many."""
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
    day, known = table.query["as_of"], table.query.get("known_on")
    on = f"{day}, as it could be known on {known}," if known else day
    minerals = distinct([row["mineral"] for of in dated.values() for row in of if row["mineral"]])
    alone = len(minerals) == 1
    return Timeline(
        topic=f"Export controls{f' on {lower(mineral_name(minerals[0]))}' if alone else ''}, "
        "by first day in force",
        subtitle=f"State on {on} in brackets; bans marked; bars: suspended",
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
                None,
                place(of[0]["jurisdiction_iso3"]),
                "ban" in of[0]["type"],
                suspended=((_since(of[0]), until),) if (until := _until(of[0])) else (),
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
    """First day of a suspension, if it is later than that of the measure."""
    since = str(row["suspended_from"] or "")
    return since if DATED.match(since) and since > _day(row) else ""


def _whom(target: str) -> str:
    """A target in a text: a country, a bloc, all outside a bloc, or not stated."""
    words = plain("target", target, {})
    if target == "not-stated":
        return f"countries {words}"
    return the(place(target)) if words == target else f"{words} countries"


def _measure(rows: list[Row], alone: bool) -> str:
    """Minerals (if several), kind, target, announcement and state of a measure."""
    first = rows[0]
    names = distinct([lower(mineral_name(row["mineral"])) for row in rows if row["mineral"]])
    shown = names if len(names) < 6 else [*names[:5], f"{len(names) - 5} more"]
    target = str(first["target"])
    whom = "" if target == "all" else f" towards {_whom(target)}"
    kind = str(first["type"]).replace("-", " ")
    state = plain("status", str(first["status"]), {**first, "effective": None})
    number = short(str(first["announcement"] or first["measure_id"]))
    what = "" if alone else f"{', '.join(shown)}: "
    return capital(f"{what}{kind}{whom} ({number}; {state})")

"""Summary of `effect`, from its rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Table
from critmin.core.wording import capital, counted, listed, lower, percent, the
from critmin.screening.effect_rows import ENOUGH, SHORT
from critmin.summaries.phrases import Row, amount, known_place, number, possessive

UNKNOWN = {
    "partners_unnamed": "part of them is from partners that are not named",
    "weight_missing": "weights are missing",
}
SMALL = 0.1  # of the largest rise; a smaller fall is not said


def effect(table: Table) -> str:
    """What happened to imports from the country that controls, and whether it stands out."""
    rows = table.records()
    if not rows:
        return ""
    if "after_t" in table.names:
        return _replaced(table, rows)
    after = [r for r in rows if r["window"] == "after" and r["treatment"] == "controlled"]
    told = [row for row in after if number(row, "from_country_change") is not None]
    if not told:
        return _from_nothing(table, after)
    row = max(told, key=lambda one: amount(one, "month_value"))
    before = next(
        r
        for r in rows
        if r["window"] == "before" and (r["buyer"], r["code"]) == (row["buyer"], row["code"])
    )
    who, moved = _country(table), amount(row, "from_country_change")
    by = percent(abs(moved))
    change = "did not change" if by == percent(0) else f"{'fell' if moved < 0 else 'rose'} by {by}"
    first = (
        f"{capital(possessive(known_place(str(row['buyer_iso3']))))} imports of "
        f"{lower(str(row['goods']))} from {who} {change} after the control "
        f"of {_day(table)}: {_t(before)} a month before, {_t(row)} after"
    )
    return f"{first}. {beside(row, before)}"


def _t(row: Row) -> str:
    value = amount(row, "from_country_t")
    return f"{value:,.0f} t" if value >= 10 else f"{value:.2g} t"


def beside(row: Row, before: Row) -> str:
    """How many comparison goods fell or rose as much, or why that is not said."""
    place, others = number(row, "fall_place"), int(amount(row, "comparisons"))
    if place is None:
        return _too_little(row, before, others)
    more = int(place) - 1
    verb = "fell"
    if amount(row, "from_country_change") >= 0:
        more, verb = others - more, "rose"
    if not more:
        return f"None of {others} goods without a control {verb} as much."
    return f"Of {others} goods without a control, {more} {verb} as much or more."


def _too_little(row: Row, before: Row, others: int) -> str:
    """Every reason why a change cannot be told from the usual."""
    windows = ((before, "before"), (row, "after"))
    short = [
        f"{counted(int(amount(of, 'months')), 'month')} {when} the control"
        + (f" ({int(amount(of, 'months_recorded'))} with imports)" if _gaps(of) else "")
        for of, when in windows
        if amount(of, "months") < SHORT
    ]
    reasons = []
    if short:
        reasons.append(f"only {listed(short)} can be compared")
    if others < ENOUGH:
        goods = counted(others, "comparison good") if others else "no comparison good"
        reasons.append(f"{goods} can stand beside it")
    if not others and not short:
        return "No comparison good can stand beside it."
    return f"{capital(', and '.join(reasons))}: too little to say if that is unusual."


def _gaps(of: Row) -> bool:
    return number(of, "months_recorded") not in {None, number(of, "months")}


def _from_nothing(table: Table, after: Sequence[Row]) -> str:
    goods = listed(list(dict.fromkeys(lower(str(row["goods"])) for row in after))) or "the goods"
    who = _country(table)
    controlled = [r for r in table.records() if r["treatment"] == "controlled"]
    flags = {flag for row in controlled for flag in row["flag"]}
    reasons = [said for flag, said in UNKNOWN.items() if flag in flags]
    if reasons:
        return f"How imports of {goods} from {who} changed is not known: {listed(reasons)}."
    return f"No imports of {goods} from {who} were recorded before the control."


def _replaced(table: Table, rows: Sequence[Row]) -> str:
    more = max(rows, key=lambda row: amount(row, "difference"))
    less = min(rows, key=lambda row: amount(row, "difference"))
    said = []
    if -amount(less, "difference") > SMALL * amount(more, "difference"):
        said.append(f"less from {the(str(less['supplier']))} ({_moved(less)})")
    if amount(more, "difference") > 0:
        said.append(f"more from {the(str(more['supplier']))} ({_moved(more)})")
    buyers = list(dict.fromkeys(str(row["buyer_iso3"]) for row in rows))
    who = capital(known_place(buyers[0])) if len(buyers) == 1 else "The buyers"
    if not said:
        return f"{who} bought no more from any supplier after the control."
    return f"{who} bought {listed(said)} after the control of {_day(table)}."


def _moved(row: Row) -> str:
    return f"{lower(str(row['goods']))}, {amount(row, 'difference'):+,.0f} t a month"


def _country(table: Table) -> str:
    return the(known_place(str(table.query["answered_from"]["country"])))


def _day(table: Table) -> str:
    return str(table.query["answered_from"]["effective"])

"""Summary of `effect`, from its rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Table
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, listed, lower, percent, the
from critmin.screening.effect_rows import ENOUGH, SHORT, Row
from critmin.summaries.phrases import amount, known_place, number, possessive

UNKNOWN = {
    "partners_unnamed": "part of them is from partners that are not named",
    "weight_missing": "weights are missing",
}


def effect(table: Table) -> str:
    """What happened to imports from the country that controls, and whether it stands out."""
    rows = table.typed
    if not rows:
        return ""
    if "after_t" in table.names:
        return _replaced(table, rows)
    after = [r for r in rows if r.window == "after" and r.treatment == "controlled"]
    told = [row for row in after if number(row, "from_country_change") is not None]
    if not told:
        return _from_nothing(table, after)
    row = max(told, key=lambda one: amount(one, "month_value"))
    before = next(
        r for r in rows if r.window == "before" and (r.buyer, r.code) == (row.buyer, row.code)
    )
    who, moved = _country(table), amount(row, "from_country_change")
    by = percent(abs(moved))
    change = "did not change" if by == percent(0) else f"{'fell' if moved < 0 else 'rose'} by {by}"
    first = (
        f"{capital(possessive(known_place(str(row.buyer_iso3))))} imports of "
        f"{lower(str(row.goods))} from {who} {change} after the control "
        f"of {_day(table)}: {_tonnes(before, 'from_country_t')} a month before, "
        f"{_tonnes(row, 'from_country_t')} after"
    )
    return f"{first}. {beside(row, before)}"


def _tonnes(row: Row, column: str) -> str:
    value = amount(row, column)
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
    goods = listed(list(dict.fromkeys(lower(str(row.goods)) for row in after))) or "the goods"
    who = _country(table)
    controlled = [r for r in table.typed if r.treatment == "controlled"]
    flags = {flag for row in controlled for flag in row.flag}
    reasons = [said for flag, said in UNKNOWN.items() if flag in flags]
    if reasons:
        return f"How imports of {goods} from {who} changed is not known: {listed(reasons)}."
    return f"No imports of {goods} from {who} were recorded before the control."


def _replaced(table: Table, rows: Sequence[Row]) -> str:
    """What the country that controls sold less, and who sold more of the same goods.

    Where it sold no less, nobody took its place, whatever others sold more.
    """
    code = table.query["answered_from"]["country"]
    own = [r for r in rows if r.supplier_iso3 == code and number(r, "difference") is not None]
    if not own:
        return _others(table, rows)
    row = max(own, key=lambda one: max(amount(one, "before_t"), amount(one, "after_t")))
    same = [r for r in rows if (r.buyer, r.code) == (row.buyer, row.code)]
    others = [one for one in same if one is not row]
    most = _most(others)
    fell = amount(row, "difference") < 0
    said = (
        f"{capital(possessive(known_place(str(row.buyer_iso3))))} imports of "
        f"{lower(str(row.goods))} from {_country(table)} {'fell' if fell else 'did not fall'} "
        f"after the control of {_day(table)}: {_tonnes(row, 'after_t')} a month, "
        f"{_tonnes(row, 'before_t')} before."
    )
    if most is None:
        return f"{said} No other {_supplier(others)} sold more."
    name = capital(the(str(most.supplier)))
    where = "" if fell else f", but not in {possessive(_country(table))} place"
    return f"{said} {name} sold {_tonnes(most, 'difference')} a month more{where}."


def _others(table: Table, rows: Sequence[Row]) -> str:
    """Who sold more where the country that controls is in no row with figures.

    A supplier without imports both before and after has no row: they are not unknown.
    """
    most = _most(rows)
    buyers = list(dict.fromkeys(str(row.buyer_iso3) for row in rows))
    who = capital(known_place(buyers[0])) if len(buyers) == 1 else "The buyers"
    since = f"after the control of {_day(table)}"
    code = table.query["answered_from"]["country"]
    unknown = any(row.supplier_iso3 == code for row in rows)
    own = "are not known both before and after it" if unknown else "were not recorded at all"
    own = f"imports from {_country(table)} {own}"
    if most is None:
        return f"{who} bought no more from any {_supplier(rows)} {since}; {own}."
    return (
        f"{who} bought {_tonnes(most, 'difference')} a month more {lower(str(most.goods))} from "
        f"{the(str(most.supplier))} {since}; {own}."
    )


def _most(rows: Sequence[Row]) -> Row | None:
    """Row of the supplier that sold most more; partners that are not named are no supplier."""
    named = [row for row in rows if row.supplier_iso3]
    most = max(named, key=lambda row: amount(row, "difference"), default=None)
    return most if most is not None and amount(most, "difference") > 0 else None


def _supplier(rows: Sequence[Row]) -> str:
    """What is said not to have sold more: partners that are not named may have."""
    return "supplier" if all(row.supplier_iso3 for row in rows) else "supplier that is named"


def _country(table: Table) -> str:
    return the(known_place(str(table.query["answered_from"]["country"])))


def _day(table: Table) -> str:
    return in_words(str(table.query["answered_from"]["effective"]))

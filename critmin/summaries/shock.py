"""Summary of `shock`: what a buyer would lose if suppliers stopped, and what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.periods import Month
from critmin.core.wording import about, counted, listed, lower, mineral_name, percent
from critmin.summaries.phrases import (
    adjective,
    amount,
    flags,
    goods,
    known_place,
    names_or_count,
    number,
    order,
    possessive,
    sentence,
    span,
    year,
)

Row = Any  # of the question, in a package above
MOST = 3  # forms said one by one
HALF = 0.5
UNPUBLISHED = "assumption:no_stocks"
# Parameters that make a loss smaller or larger, with the value that changes nothing.
ASSUMED = {
    "pass_through": (1.0, "{} passed through"),
    "reach": (0.0, "{} of re-exports stopped too"),
    "substitution": (0.0, "{} substituted"),
    "replace": (0.0, "{} replaced"),
}


def shock(table: Table) -> str:
    """Loss of each form, its tonnes or dollars, and whether stocks are known."""
    dated = [row for row in table.typed if row.year is not None]
    newest = max((order(row) for row in dated), default=0)
    rows = [row for row in dated if row.year == newest or row.loss_measure == "output"]
    own = [row for row in rows if row.loss_measure != "output"]
    if not own:
        return ""
    buyer = known_place(str(table.query["buyer"]))
    if len({row.mineral for row in own}) > MOST:
        return _counted(table, own, buyer)
    stopped = [row for row in own if "not_stopped" not in flags(row)]
    if not stopped:
        what = names_or_count(list(dict.fromkeys(_goods(row) for row in own)))
        return sentence(f"none of the stops affects {possessive(buyer)} imports of {what}")
    told = [row for row in stopped if loss_of(row)]
    if not told:
        return " ".join(filter(None, [_unknown(table, stopped, buyer), _world(rows)]))
    said = _lost(table, told, buyer)
    untold = [row for row in stopped if row not in told]
    after = _after(table, told, untold)
    return " ".join(filter(None, [said, after]))


def _goods(row: Row) -> str:
    return goods(str(row.mineral), str(row.stage))


def loss_of(row: Row) -> str:
    """Loss in words: a figure, an interval, or at least a figure; empty if it is not known."""
    low, high = number(row, "loss_share_low"), number(row, "loss_share_high")
    if low is None:
        return "" if high is None else f"at most {percent(high)}"
    if high is None:
        return f"at least {percent(low)}" if low else ""
    return "none" if high == 0 else span(low, high)


def share_of(row: Row) -> str:
    """What a loss is a share of."""
    measure = str(row.loss_measure)
    if measure == "supply":
        return f"supply, own output included, of {_goods(row)}"
    if measure == "weight":
        return f"imports by weight of {_goods(row)}"
    return f"recorded imports of {_goods(row)}"


def _stops(rows: Sequence[Row]) -> list[Any]:
    """Stops of some rows, once each."""
    return list(dict.fromkeys(stop for row in rows for stop in row.stopped))


def scenario(rows: Sequence[Row], table: Table) -> str:
    """The stops in words: who stops or cuts, and of what."""
    read = _stops(rows)
    names = dict.fromkeys(adjective(lower(mineral_name(str(row.mineral)))) for row in rows)
    what = names_or_count(list(names))
    whole = [known_place(stop.place) for stop in read if stop.cut == 1]
    parts = [f"{names_or_count(whole)} stopped all {what} exports"] if whole else []
    cuts = [(known_place(stop.place), percent(stop.cut)) for stop in read if stop.cut < 1]
    for at, (place, part) in enumerate(cuts):
        parts.append(f"{place} by {part}" if at else f"{place} cut its {what} exports by {part}")
    return f"if {listed(parts)}{_assumed(table)}"


def _assumed(table: Table) -> str:
    """Parameters of the scenario that are not the plain ones."""
    found = []
    for name, (plain, words) in ASSUMED.items():
        value = table.query.get(name, plain)
        if isinstance(value, int | float) and value != plain:
            found.append(words.format(percent(value)))
    if table.query.get("reach") == 1:
        found = [text.replace("100% of re-exports", "re-exports") for text in found]
    return f" ({', '.join(found)})" if found else " and nothing reacted"


def _lost(table: Table, told: Sequence[Row], buyer: str) -> str:
    """What is lost of each form, the largest loss first."""
    ranked = sorted(told, key=lambda row: -_size(row))[:MOST]
    some = [row for row in ranked if loss_of(row) != "none"]
    head = scenario(told, table)
    if not some:
        what = names_or_count([_goods(row) for row in ranked])
        return sentence(f"{head}, {buyer} would lose none of its recorded imports of {what}")
    parts = [f"{loss_of(row)} of its {share_of(row)}" for row in some]
    if len({share_of(row).removesuffix(_goods(row)) for row in some}) == 1:
        parts = [parts[0], *(f"{loss_of(row)} of {_goods(row)}" for row in some[1:])]
    more = len(told) - len(ranked)
    rest = f"{counted(more, 'more form')} in the table, " if more else ""
    end = _tonnes(some[0]) if len(some) == 1 else f" ({rest}{_trade_of(some[0])})"
    return sentence(f"{head}, {buyer} would lose {listed(parts)}{end}")


def _trade_of(row: Row) -> str:
    """Year or years of the trade that the loss is a share of."""
    of = year(row)
    average = of.endswith(" average")
    return f"average trade of {of.removesuffix(' average')}" if average else f"trade of {of}"


def _size(row: Row) -> float:
    return amount(row, "loss_share_high") or amount(row, "loss_share_low")


def _tonnes(row: Row) -> str:
    """Tonnes lost in a year, in the weight of the product."""
    tonnes = number(row, "loss_t")
    if not tonnes or row.loss_measure != "value":
        return f" ({_trade_of(row)})"
    each = "month" if isinstance(row.year, Month) else "year"
    return f", about {about(tonnes)} t a {each} (product weight, {_trade_of(row)})"


def _after(table: Table, told: Sequence[Row], untold: Sequence[Row]) -> str:
    """What cannot be told, or how long stocks last, or that stocks are not published."""
    if untold:
        what = names_or_count([_goods(row) for row in untold])
        return sentence(f"the loss of {what} cannot be told")
    traded = [row for row in told if row.loss_measure in {"value", "printed"}]
    if any({"feed_unseen", "dug_elsewhere"} & flags(row) for row in traded):
        return "What the stopped suppliers mined and others refined is not counted."
    covered = [row for row in told if number(row, "days_of_cover") is not None]
    if covered:
        row = min(covered, key=lambda row: amount(row, "days_of_cover"))
        which = f" of {_goods(row)}" if len(told) > 1 else ""
        return sentence(f"stocks{which} would last about {amount(row, 'days_of_cover'):,.0f} days")
    if any(map(_size, told)) and any(one.name == UNPUBLISHED for one in table.warnings):
        return "Stocks are not published."
    return ""


def _unknown(table: Table, rows: Sequence[Row], buyer: str) -> str:
    """Why the loss cannot be told: what stands behind the imports is in no table."""
    read = _stops(rows)
    mineral = adjective(lower(mineral_name(str(rows[0].mineral))))
    cut = read[0].cut if read else 1.0
    place = possessive(known_place(read[0].place)) if read else ""
    what = f"a {percent(cut)} cut" if cut < 1 else "a stop"
    who = (
        f"{what} of {place} {mineral} exports" if len(read) == 1 else f"a cut of {mineral} exports"
    )
    first = f"what {who} takes from {buyer} cannot be told"
    unseen = [
        row for row in rows if number(row, "unexplained_share") and "feed_unseen" in flags(row)
    ]
    if unseen:
        row = unseen[-1]
        part = percent(amount(row, "unexplained_share"))
        first += f": {part} of the feed behind its {_goods(row)} is in no table"
    elif all("code_not_exclusive" in flags(row) for row in rows):
        first += ": the trade codes also hold other goods"
    return sentence(first)


def _world(rows: Sequence[Row]) -> str:
    """Feed that the world's refineries would lack."""
    for row in rows:
        refinery = row.stage == "refining" and row.buyer_iso3 == "world"
        if row.loss_measure == "output" and refinery and loss_of(row):
            return sentence(f"the world's refineries would lack {loss_of(row)} of their feed")
    return ""


def _counted(table: Table, rows: Sequence[Row], buyer: str) -> str:
    """Number of lines of which more than half would be lost, and the largest by customs value."""
    told = [row for row in rows if loss_of(row)]
    if not told:
        return ""
    above = [row for row in told if amount(row, "loss_share_low") > HALF]
    lines = f"{counted(len(told), 'line')} (a mineral in one form, trade to {told[0].year})"
    first = (
        f"{_all_stops(rows)}{_assumed(table)}, {buyer} would lose more than half of its recorded "
        f"imports in {len(above)} of {lines}"
    )
    valued = [row for row in told if number(row, "loss_usd")]
    if 2 * len(valued) > len([row for row in told if _size(row)]):
        most = max(valued, key=lambda row: amount(row, "loss_usd"))
        worth = _dollars(amount(most, "loss_usd"))
        first += f"; the largest loss by customs value is {_goods(most)} (about {worth})"
    untold = len({(row.mineral, row.stage) for row in rows}) - len(told)
    rest = sentence(f"the loss of {counted(untold, 'line')} cannot be told") if untold else ""
    return " ".join(filter(None, [sentence(first), rest]))


def _all_stops(rows: Sequence[Row]) -> str:
    """Stops of all minerals in words."""
    found = []
    for stop in _stops(rows):
        what = f"{lower(mineral_name(stop.mineral))} " if stop.mineral else ""
        part = f"cut its {what}exports by {percent(stop.cut)}"
        whole = f"stopped all {what}exports"
        found.append(f"{known_place(stop.place)} {part if stop.cut < 1 else whole}")
    return f"if {listed(found)}"


def _dollars(value: float) -> str:
    """Dollars in millions or billions, to two digits."""
    if value >= 1e9:
        return f"{about(value / 1e9)} billion dollars"
    if value >= 1e6:
        return f"{about(value / 1e6)} million dollars"
    return f"{about(value)} dollars"

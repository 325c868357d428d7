"""Summaries of `via`: what reached a buyer from one origin through other countries, or chains."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

from critmin.answers.table import Table
from critmin.core.wording import listed, percent, the
from critmin.summaries.phrases import (
    amount,
    flags,
    goods,
    known_place,
    number,
    order,
    possessive,
    sentence,
    span,
)

Row = Any  # of the question, in a package above
WORTH = 0.001  # a smaller low end is next to nothing and not said
CHAIN = 0.01  # a chain with less is not named
NAMED = 2
MOST = 3  # forms said one by one
EVENLY = "if imports mix evenly"
WIDE = "the range over what is assumed is wider than 30 points"
UNTOLD = "the routes cannot be told apart"
OWN = "own output is part of that supply"


def via(table: Table) -> str:
    """Share produced in the origin, and what of it surely came directly and through others."""
    forms = _newest(table)
    if not forms:
        return ""
    told = [rows for rows in forms if not _wide(rows)]
    wide = [rows for rows in forms if _wide(rows)]
    buyer, origin = _names(forms[0][0])
    said = []
    if len(told) == 1:
        said.append(_one(table, told[0], buyer, origin))
    elif told:
        said.append(_several(table, told[:MOST], buyer, origin))
    if wide:
        said.append(_cannot(wide[:MOST], buyer, origin, why=not told))
    owning = [rows for rows in told[:MOST] if "own_output_in_supply" in flags(rows[0])]
    if owning and len(said) == 1:
        said.append(f"{possessive(buyer)} {OWN}")
    return " ".join(map(sentence, said))


def via_stages(table: Table) -> str:
    """Share mined in one country, with the largest chain, and what is followed to no mine."""
    forms = _newest(table)
    told = [rows for rows in forms if not _wide(rows)]
    if not forms:
        return ""
    buyer, origin = _names(forms[0][0])
    if not told:
        return sentence(_cannot(forms[:MOST], buyer, origin, why=True))
    return " ".join(sentence(_dug(rows, buyer, origin)) for rows in told[:NAMED])


def _newest(table: Table) -> list[list[Row]]:
    """Rows with a share of the newest year, by form."""
    rows = [row for row in table.typed if number(row, "share_low") is not None]
    newest = max((order(row) for row in rows), default=0)
    found: dict[object, list[Row]] = {}
    for row in rows:
        if row.year == newest:
            found.setdefault(row.stage, []).append(row)
    return list(found.values())


def _names(row: Row) -> tuple[str, str]:
    """Buyer and origin in a sentence."""
    return known_place(str(row.buyer_iso3)), known_place(str(row.origin_iso3))


def _wide(rows: Sequence[Row]) -> bool:
    return any("cannot_be_told" in flags(row) for row in rows)


def _goods(rows: Sequence[Row]) -> str:
    return goods(str(rows[0].mineral), str(rows[0].stage))


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """What the origin shipped itself, and what others shipped."""
    direct = [row for row in rows if "direct" in flags(row)]
    return direct, [row for row in rows if row not in direct]


def _least(rows: Sequence[Row]) -> float:
    """Sum of the low ends of some rows: at least so much, as the low ends need not meet."""
    return fsum(amount(row, "share_low") for row in rows)


def _origin_share(table: Table, rows: Sequence[Row]) -> str:
    """Share of the supply by country of production, over all draws; empty if not in the notes.

    The high ends of the rows do not occur together, so they are never added.
    """
    first = rows[0]
    for about in table.warnings:
        here = about.is_of(first.mineral, first.stage, first.year)
        if about.name == "origin_share" and here:
            low, high = (round(about.values[end], 3) for end in ("low", "high"))  # as it says
            return span(low, high) if high else "under 0.1%"
    return ""


def _opening(interval: str) -> str:
    """Interval as the start of a sentence."""
    if " to " not in interval or interval.startswith("up"):
        return interval
    return f"between {interval.replace(' to ', ' and ', 1)}"


def _above_all(rows: Sequence[Row]) -> str:
    """Countries that shipped most by the low ends; none if it is next to nothing."""
    named = [row for row in rows if row.via_iso3 and amount(row, "share_low") >= WORTH]
    named.sort(key=lambda row: -amount(row, "share_low"))
    who = [f"{the(str(row.via))} ({percent(amount(row, 'share_low'))})" for row in named[:NAMED]]
    return f", above all {listed(who)}" if who and len(rows) > 1 else ""


def _routes(rows: Sequence[Row]) -> list[str]:
    """What came directly, and what came through others at least."""
    direct, others = _split(rows)
    parts = []
    if (low := _least(direct)) >= WORTH:
        sure = percent(low) == percent(fsum(amount(row, "share_high") for row in direct))
        parts.append(f"{'' if sure else 'at least '}{percent(low)} shipped directly")
    if (low := _least(others)) >= WORTH:
        parts.append(f"at least {percent(low)} through other countries{_above_all(others)}")
    return parts


def _one(table: Table, rows: Sequence[Row], buyer: str, origin: str) -> str:
    """One form: the share made in the origin, and what of it surely came by each way."""
    direct, others = _split(rows)
    total, parts = _origin_share(table, rows), _routes(rows)
    supply = f"{possessive(buyer)} supply of {_goods(rows)}"
    when = f"in {rows[0].year}"
    none = "" if direct else "none of it was shipped directly"
    if not total:
        head = f"at least {percent(_least(rows))} of {supply} was produced in {origin} {when}"
    else:
        head = f"{_opening(total)} of {supply} was produced in {origin} {when}"
    said = f"{head}, {EVENLY}"
    if not others:
        return f"{said}, all shipped directly"
    if not parts:
        return f"{said}; {none or UNTOLD}"
    return "; ".join(filter(None, [f"{said}: {listed(parts)}", none]))


def _several(table: Table, forms: Sequence[Sequence[Row]], buyer: str, origin: str) -> str:
    """Some forms: of each the share made in the origin, and what surely came by each way."""
    parts = []
    for rows in forms:
        total = _origin_share(table, rows) or f"at least {percent(_least(rows))}"
        ways = [way.partition(", above all")[0] for way in _routes(rows)]
        parts.append(f"{total} of {_goods(rows)}{f' ({listed(ways)})' if ways else ''}")
    said = (
        f"of {possessive(buyer)} supply in {forms[0][0].year}, {listed(parts)} was produced in "
        f"{origin}, {EVENLY}"
    )
    return said if any(map(_routes, forms)) else f"{said}; {UNTOLD}"


def _cannot(forms: Sequence[Sequence[Row]], buyer: str, origin: str, *, why: bool) -> str:
    what = listed([_goods(rows) for rows in forms])
    reason = f": {WIDE}" if why else ""
    made = "mined" if "refiner" in forms[0][0] else "produced"
    return (
        f"how much of {possessive(buyer)} supply of {what} was {made} in {origin} in "
        f"{forms[0][0].year} cannot be told{reason}"
    )


def _dug(rows: Sequence[Row], buyer: str, origin: str) -> str:
    """One refined form: the share mined in the origin, its largest chain, and what is unknown."""
    chains = [row for row in rows if "unexplained" not in flags(row)]
    rest = fsum(amount(row, "share_high") for row in rows if "unexplained" in flags(row))
    low = fsum(amount(row, "share_low") for row in chains)
    supply = f"{possessive(buyer)} supply of {_goods(rows)} in {rows[0].year}"
    part = _opening(span(low, min(1.0, low + rest)))
    said = f"{part} of {supply} was mined in {origin}, if supply mixes evenly"
    named = [row for row in chains if row.refiner and amount(row, "share_low") >= CHAIN]
    if named:
        top = max(named, key=lambda row: amount(row, "share_low"))
        refiner, last = the(str(top.refiner)), the(str(top.via))
        shipped = "" if last == refiner else f" and shipped by {last}"
        most = percent(amount(top, "share_low"))
        said += f"; the largest chain is refined in {refiner}{shipped} ({most})"
    return f"{said}; {percent(rest)} is followed to no mine" if rest else said

"""Summaries of `via`: what reached a buyer from one origin through other countries, or chains."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Table
from critmin.core.wording import listed, percent, the
from critmin.summaries.phrases import (
    Row,
    amount,
    flags,
    goods,
    known_place,
    number,
    possessive,
    sentence,
    span,
)

WORTH = 0.01  # a country with less at the high end is not named
NAMED = 2
MOST = 3  # forms said one by one
EVENLY = "if imports mix evenly"
WIDE = "the range over what is assumed is wider than 30 points"
OWN = "own output is part of that supply"


def via(table: Table) -> str:
    """Share that came through third countries, beside what was shipped directly."""
    forms = _newest(table)
    if not forms:
        return ""
    told = [rows for rows in forms if not _wide(rows)]
    wide = [rows for rows in forms if _wide(rows)]
    buyer, origin = _names(forms[0][0])
    said = []
    if len(told) == 1:
        said.append(_one(told[0], buyer, origin))
    elif told:
        said.append(_several(told[:MOST], buyer, origin))
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
    rows = [row for row in table if number(row, "share_low") is not None]
    newest = max((int(str(row["year"])) for row in rows), default=0)
    found: dict[object, list[Row]] = {}
    for row in rows:
        if row["year"] == newest:
            found.setdefault(row["stage"], []).append(row)
    return list(found.values())


def _names(row: Row) -> tuple[str, str]:
    """Buyer and origin in a sentence."""
    return known_place(str(row["buyer_iso3"])), known_place(str(row["origin_iso3"]))


def _wide(rows: Sequence[Row]) -> bool:
    return any("cannot_be_told" in flags(row) for row in rows)


def _goods(rows: Sequence[Row]) -> str:
    return goods(str(rows[0]["mineral"]), str(rows[0]["stage"]))


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """What the origin shipped itself, and what others shipped."""
    direct = [row for row in rows if "direct" in flags(row)]
    return direct, [row for row in rows if row not in direct]


def _range(rows: Sequence[Row]) -> str:
    """Sum of the ends of some rows, as an interval."""
    low = fsum(amount(row, "share_low") for row in rows)
    return span(low, min(1.0, fsum(amount(row, "share_high") for row in rows)))


def _opening(interval: str) -> str:
    """Interval as the start of a sentence."""
    if " to " not in interval or interval.startswith("up"):
        return interval
    return f"between {interval.replace(' to ', ' and ', 1)}"


def _above_all(rows: Sequence[Row]) -> str:
    """Countries that surely shipped most; none if it is little."""
    named = [row for row in rows if row["via_iso3"] and amount(row, "share_high") >= WORTH]
    named.sort(key=lambda row: -amount(row, "share_low"))
    who = [the(str(row["via"])) for row in named[:NAMED] if amount(row, "share_low") > 0]
    return f", above all {listed(who)}" if who else ""


def _one(rows: Sequence[Row], buyer: str, origin: str) -> str:
    """One form: through other countries, and directly."""
    direct, others = _split(rows)
    supply = f"{possessive(buyer)} supply of {_goods(rows)}"
    when = f"in {rows[0]['year']}"
    if not others:
        part = _opening(_range(direct))
        return f"{part} of {supply} came from {origin} {when}, all shipped directly"
    shipped = f", beside {_range(direct)} shipped directly" if direct else ", none of it directly"
    return (
        f"{_opening(_range(others))} of {supply} came from {origin} through other countries {when}"
        f"{_above_all(others)}{shipped}, {EVENLY}"
    )


def _several(forms: Sequence[Sequence[Row]], buyer: str, origin: str) -> str:
    """Some forms: of each what came directly and what came through other countries."""
    parts = []
    for rows in forms:
        direct, others = _split(rows)
        first = f"{_range(direct)} of {_goods(rows)} directly" if direct else ""
        then = f"{_range(others)}{'' if direct else f' of {_goods(rows)}'} through others"
        parts.append(" and ".join(filter(None, [first, then if others else ""])))
    when = f"in {forms[0][0]['year']}"
    return f"from {origin} came, of {possessive(buyer)} supply {when}, {EVENLY}: {'; '.join(parts)}"


def _cannot(forms: Sequence[Sequence[Row]], buyer: str, origin: str, *, why: bool) -> str:
    what = listed([_goods(rows) for rows in forms])
    reason = f": {WIDE}" if why else ""
    made = "mined" if "refiner" in forms[0][0] else "produced"
    return (
        f"how much of {possessive(buyer)} supply of {what} was {made} in {origin} in "
        f"{forms[0][0]['year']} cannot be told{reason}"
    )


def _dug(rows: Sequence[Row], buyer: str, origin: str) -> str:
    """One refined form: the share mined in the origin, its largest chain, and what is unknown."""
    chains = [row for row in rows if "unexplained" not in flags(row)]
    rest = fsum(amount(row, "share_high") for row in rows if "unexplained" in flags(row))
    low = fsum(amount(row, "share_low") for row in chains)
    supply = f"{possessive(buyer)} supply of {_goods(rows)} in {rows[0]['year']}"
    part = _opening(span(low, min(1.0, low + rest)))
    said = f"{part} of {supply} was mined in {origin}, if supply mixes evenly"
    named = [row for row in chains if row["refiner"] and amount(row, "share_low") >= WORTH]
    if named:
        top = max(named, key=lambda row: amount(row, "share_low"))
        refiner, last = the(str(top["refiner"])), the(str(top["via"]))
        shipped = "" if last == refiner else f" and shipped by {last}"
        most = percent(amount(top, "share_low"))
        said += f"; the largest chain is refined in {refiner}{shipped} ({most})"
    return f"{said}; {percent(rest)} is followed to no mine" if rest else said

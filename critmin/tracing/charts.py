"""Charts of `via`: flows from the origin to the buyer where they can be told, else intervals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table, several
from critmin.charts.forms import Flow, Link, Node
from critmin.charts.labels import headline, left_out, small_print
from critmin.charts.model import (
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Chart,
    Intervals,
    Span,
    distinct,
    written,
)
from critmin.core.wording import capital, listed, lower, mineral_name, place, the
from critmin.summaries.phrases import goods, possessive

if TYPE_CHECKING:
    from critmin.tracing.via import Row as DirectRow
    from critmin.tracing.via_stages import Row as ChainRow

    Row: TypeAlias = DirectRow | ChainRow
    R = TypeVar("R", DirectRow, ChainRow)

LISTED = 10  # most intervals of ways
IN_ALL = "All routes together"
BANDS = 8  # most last shippers of a flow
LEAST = 0.05  # of a buyer's supply; of less no flow is drawn
LITTLE = 0.001  # of a buyer's supply at most: no interval
THIN = 0.02  # of a buyer's supply; what is less is added up
SLIM = 0.005  # of a buyer's supply; a chain with less is added up
OTHERS, APART, UNKNOWN = "others", "elsewhere", "unknown"
_WAYS = re.compile(r" \([^)]*(?:shipped directly|through other countries)[^)]*\)")
NARROW = "name a form"
MIDDLE = ("Refined in, at least", "Shipped by, at least")


def via(table: Table[DirectRow]) -> Chart | None:
    """Flow of what each country surely shipped last; intervals if little of it can be told."""
    forms = _newest(table)
    if not forms:
        return None
    if len(forms) == 1 and not _wide(forms[0]) and _least(forms[0]) >= LEAST:
        return _shippers(table, forms[0])
    return _intervals(table, forms, "by the country that shipped it last")


def via_stages(table: Table[ChainRow]) -> Chart | None:
    """Flow from the mine through refineries to the buyer; intervals if it cannot be told."""
    forms = _newest(table)
    told = [rows for rows in forms if not _wide(rows)]
    if not forms:
        return None
    if not told:
        return _intervals(table, forms, "by refining country and last shipper")
    return _chains(table, told[0], others=len(forms) - 1)


def _newest(table: Table[R]) -> list[list[R]]:
    """Rows with a share in the newest year, by form."""
    rows = [row for row in table.typed if row.share_low is not None]
    newest = max((row.year for row in rows), default=0)
    forms = distinct([row.stage for row in rows])
    found = [[r for r in rows if (r.stage, r.year) == (form, newest)] for form in forms]
    return [rows for rows in found if rows]


def _wide(rows: Sequence[Row]) -> bool:
    return any("cannot_be_told" in several(row.flag) for row in rows)


def _least(rows: Sequence[Row]) -> float:
    """Share that surely came from the origin: the sum of the low ends."""
    return fsum(row.share_low or 0.0 for row in rows)


def _goods(row: Row) -> str:
    return goods(str(row.mineral), str(row.stage))


def _between(row: Row) -> str:
    return f"From {the(place(row.origin_iso3))} to {the(place(row.buyer_iso3))}"


def _title(table: Table) -> str:
    return headline(_WAYS.sub("", first_sentence(table.summary)))


def _older(table: Table) -> str:
    years = {row.year for row in table.typed if row.share_low is not None}
    return left_out(len(years) - 1, "earlier year", narrow="name a year")


def _shippers(table: Table, rows: Sequence[Row]) -> Chart:
    """Origin, the countries that shipped last, and the buyer; all of the supply is drawn."""
    first = rows[0]
    origin, buyer = place(first.origin_iso3), place(first.buyer_iso3)
    ranked = sorted(rows, key=lambda row: -(row.share_low or 0.0))
    shown = [row for row in ranked if row.via_iso3 and (row.share_low or 0.0) >= THIN][:BANDS]
    known = _least(rows)
    nodes = [
        Node(
            "origin", f"{origin}: at least {written(known, FRACTION)}", 0, True, key=_origin(rows)
        ),
        Node(APART, f"Elsewhere, or not known: {written(1 - known, FRACTION)}", 0, kind=RESIDUAL),
        Node("buyer", buyer, 2, key=str(first.buyer_iso3)),
        Node(f"{APART} 1", "", 1, kind=RESIDUAL),
    ]
    links = [Link(APART, f"{APART} 1", 1 - known), Link(f"{APART} 1", "buyer", 1 - known)]
    for row in shown:
        direct = row.via_iso3 == row.origin_iso3
        label = "Shipped directly" if direct else str(row.via)
        nodes.append(
            Node(
                f"via {row.via_iso3}",
                f"{label}: {written(row.share_low, FRACTION)}",
                1,
                direct,
                key=str(row.via_iso3),
            )
        )
        links += _through("origin", f"via {row.via_iso3}", "buyer", row.share_low or 0.0)
    rest = fsum(row.share_low or 0.0 for row in rows if row not in shown)
    if rest > 0:
        nodes.append(Node(OTHERS, f"Others: {written(rest, FRACTION)}", 1, kind=RESIDUAL))
        links += _through("origin", OTHERS, "buyer", rest)
    smaller = [row for row in rows if row not in shown]
    return Flow(
        topic=f"{_between(first)}: {_goods(first)} by last shipper, {first.year}",
        title=_sure_title(rows, known),
        subtitle=f"Share of {possessive(the(buyer))} supply, if imports mix evenly; at least: what "
        "surely came this way",
        unit=FRACTION,
        note=small_print([_highest(table, rows), _most(smaller), _older(table)]),
        nodes=tuple(nodes),
        links=tuple(link for link in links if link.value > 0),
        columns=(f"{capital(_made(rows))} in", "Shipped by, at least", "Bought by"),
    )


def _sure_title(rows: Sequence[Row], known: float) -> str:
    """What surely came from the origin, and how much of it directly."""
    first = rows[0]
    origin, buyer = the(place(first.origin_iso3)), the(place(first.buyer_iso3))
    direct = fsum(row.share_low or 0.0 for row in rows if _direct(row))
    made = _made(rows)
    shipped = f"; {written(direct, FRACTION)} was shipped directly" if 0 < direct < known else ""
    return (
        f"At least {written(known, FRACTION)} of {possessive(buyer)} {lower(_goods(first))} was "
        f"{made} in {origin} in {first.year}{shipped}"
    )


def _made(rows: Sequence[Row]) -> str:
    return {"ore": "mined", "refined": "refined"}.get(str(rows[0].stage), "processed")


def _total(table: Table, rows: Sequence[Row]) -> tuple[float, float] | None:
    """Range of what came from the origin by all ways, which the answer's notes have."""
    first = rows[0]
    for about in table.warnings:
        here = about.is_of(first.mineral, first.stage, first.year)
        if about.name == "origin_share" and here:
            return round(about.values["low"], 3), round(about.values["high"], 3)  # as it says
    return None


def _highest(table: Table, rows: Sequence[Row]) -> str:
    """Sentence on the highest share by all ways."""
    total = _total(table, rows)
    if total is None or written(total[1], FRACTION) == written(_least(rows), FRACTION):
        return ""
    origin = the(place(rows[0].origin_iso3))
    most = written(total[1], FRACTION)
    return f"Up to {most} may have been {_made(rows)} in {origin}; the table has ranges."


def _most(rows: Sequence[Row]) -> str:
    """Sentence on ways that may be large, and of which little is sure."""
    found = [row for row in rows if row.via_iso3 and (row.share_high or 0.0) >= LEAST / 2]
    named = [
        f"{the(str(row.via))} (up to {written(row.share_high, FRACTION)})" for row in found[:3]
    ]
    return f"Some may also have come through {listed(named)}." if named else ""


def _origin(rows: Sequence[Row]) -> str:
    return str(rows[0].origin_iso3)


def _through(source: str, middle: str, target: str, value: float) -> list[Link]:
    return [Link(source, middle, value, True), Link(middle, target, value, True)]


def _chains(table: Table, rows: Sequence[ChainRow], *, others: int) -> Chart:
    """Mine, refining country, last shipper and buyer; all of the supply is drawn."""
    first = rows[0]
    origin, buyer = place(first.origin_iso3), place(first.buyer_iso3)
    unknown = [row for row in rows if "unexplained" in several(row.flag)]
    chains = [row for row in rows if row not in unknown]
    refined = any(row.refiner for row in chains)
    steps = ("refiner", "via") if refined else ("via",)
    amounts: dict[tuple[str, ...], float] = {}
    for row in chains:
        share = row.share_low or 0.0
        codes = (row.refiner_iso3, row.via_iso3)[-len(steps) :]
        path = tuple(OTHERS if share < SLIM else code or OTHERS for code in codes)
        amounts[path] = amounts.get(path, 0.0) + share
    known = fsum(amounts.values())
    untold = fsum(row.share_high or 0.0 for row in unknown)
    apart = max(0.0, 1 - known - untold)
    last = len(steps) + 1
    nodes = {
        "origin": Node(
            "origin", f"{origin}: at least {written(known, FRACTION)}", 0, True, key=_origin(rows)
        ),
        "buyer": Node("buyer", buyer, last, key=str(first.buyer_iso3)),
    }
    flows: dict[tuple[str, str], float] = {}
    for path, value in amounts.items():
        names = ["origin", *(f"{step} {code}" for step, code in zip(steps, path, strict=True))]
        _add(flows, [*names, "buyer"], value)
    for name, label, value in (
        (UNKNOWN, "Mine not known", untold),
        (APART, "Mined elsewhere", apart),
    ):
        names = [name, *(f"{name} {at}" for at in range(1, last))]
        _add(flows, [*names, "buyer"], value)
        for at, one in enumerate(names if value > 0 else ()):
            text = "" if at else f"{label}: {written(value, FRACTION)}"
            nodes[one] = Node(one, text, at, kind=RESIDUAL, known=name == APART)
    nodes |= _middle(steps, amounts, _origin(rows))
    return Flow(
        topic=f"From mines in {the(origin)} to {the(buyer)}: {_goods(first)}, {first.year}",
        title=_title(table),
        subtitle=f"Share of {possessive(the(buyer))} supply, if supply mixes evenly; at least: "
        "what surely came this way",
        unit=FRACTION,
        note=" ".join(
            filter(
                None,
                [
                    _may_be(rows, known, untold),
                    left_out(others, "other form", narrow=NARROW),
                    _older(table),
                ],
            )
        ),
        nodes=tuple(nodes.values()),
        links=tuple(
            Link(source, target, value, source == "origin" or "origin" in _above(flows, source))
            for (source, target), value in flows.items()
            if value > 0
        ),
        columns=("Mined in", *MIDDLE[not refined :], "Bought by"),
    )


def _may_be(rows: Sequence[Row], known: float, untold: float) -> str:
    """Sentence on what may have come from the origin beside what surely did."""
    high = min(1.0, known + untold)
    if written(high, FRACTION) == written(known, FRACTION):
        return ""
    origin = the(place(_origin(rows)))
    return (
        f"Up to {written(high, FRACTION)} was mined in {origin} if all whose mine is not known "
        "came from there."
    )


def _above(flows: Mapping[tuple[str, str], float], name: str) -> set[str]:
    """Nodes from which a node is reached."""
    found = {source for source, target in flows if target == name}
    return found.union(*(_above(flows, one) for one in found))


def _add(flows: dict[tuple[str, str], float], names: Sequence[str], value: float) -> None:
    """Add a flow to each of the links along a path."""
    for source, target in pairwise(names):
        flows[source, target] = flows.get((source, target), 0.0) + value


def _middle(
    steps: Sequence[str], amounts: Mapping[tuple[str, ...], float], origin: str
) -> dict[str, Node]:
    """Refining and shipping countries, with what goes through each."""
    nodes = {}
    for at, step in enumerate(steps):
        for code in distinct([path[at] for path in amounts]):
            value = fsum(amount for path, amount in amounts.items() if path[at] == code)
            country = code != OTHERS
            label = place(code) if country else "Other routes"
            nodes[f"{step} {code}"] = Node(
                f"{step} {code}",
                f"{label}: {written(value, FRACTION)}",
                at + 1,
                code == origin,
                kind=COUNTRY if country else RESIDUAL,
                key=code if country else "",
            )
    return nodes


def _intervals(table: Table, forms: Sequence[Sequence[Row]], by: str) -> Chart:
    """Range of the share of each way, form by form, below that of all ways together."""
    first = forms[0][0]
    most = max(4, LISTED // len(forms))
    kept = [
        [row for row in rows if (row.share_high or 0.0) >= LITTLE][:most] or rows for rows in forms
    ]
    more = sum(map(len, forms)) - sum(map(len, kept))
    stages = hasattr(first, "refiner")
    totals = [None if stages else _total(table, rows) for rows in forms]
    what = (
        lower(_goods(first))
        if len(forms) == 1
        else f"{len(forms)} forms of {lower(mineral_name(first.mineral))}"
    )
    spans = []
    for rows, total in zip(kept, totals, strict=True):
        group = capital(_goods(rows[0])) if len(forms) > 1 else ""
        if total is not None and len(rows) > 1:
            spans.append(Span(IN_ALL, *total, group=group, highlight=True, key=_origin(rows)))
        spans += [Span(_way(row), row.share_low, row.share_high, group=group) for row in rows]
    said = [
        "The highest shares of the routes cannot all be true at once." if any(totals) else "",
        left_out(more, "smaller one", narrow=NARROW),
        _older(table),
    ]
    return Intervals(
        topic=f"{_between(first)}: {what}, {by}, {first.year}",
        title=_most_title(forms, totals) or _title(table),
        subtitle=f"Share of {possessive(the(place(first.buyer_iso3)))} supply if "
        f"{'supply mixes' if stages else 'imports mix'} evenly: range of what the records allow",
        unit=FRACTION,
        note=small_print(said),
        spans=tuple(spans),
    )


def _most_title(
    forms: Sequence[Sequence[Row]], totals: Sequence[tuple[float, float] | None]
) -> str:
    """Highest share of each form where nothing is sure to come from the origin; else empty."""
    known = [
        (total[1], lower(_goods(rows[0])))
        for rows, total in zip(forms, totals, strict=True)
        if total is not None and total[0] == 0
    ]
    if not known or len(known) < len(forms) or len(known) > 2:
        return ""
    first = forms[0][0]
    buyer = possessive(the(place(first.buyer_iso3)))
    parts = [
        f"{written(high, FRACTION)} of {'its' if number else buyer} {what}"
        for number, (high, what) in enumerate(sorted(known, reverse=True))
    ]
    if max(known)[0] >= LEAST:
        return _untold_title(forms, sorted(known, reverse=True))
    were = "was" if len(parts) == 1 else "were"
    origin = the(place(first.origin_iso3))
    return f"Up to {listed(parts)} {were} {_made_all(forms)} in {origin} in {first.year}"


def _untold_title(forms: Sequence[Sequence[Row]], known: Sequence[tuple[float, str]]) -> str:
    """That the share cannot be told, with the range of each form."""
    first = forms[0][0]
    mineral = lower(mineral_name(first.mineral))
    what = known[0][1] if len(known) == 1 else mineral
    ranges = [f"0% to {written(high, FRACTION)}" for high, _ in known]
    if len(known) > 1:
        kinds = [good.replace(mineral, "").strip() for _, good in known]
        ranges = [f"{part} of the {kind}" for part, kind in zip(ranges, kinds, strict=True)]
    return (
        f"How much of {possessive(the(place(first.buyer_iso3)))} {what} was {_made_all(forms)} "
        f"in {the(place(first.origin_iso3))} in {first.year} cannot be told: "
        f"{', '.join(ranges)}"
    )


def _made_all(forms: Sequence[Sequence[Row]]) -> str:
    """Word for how all of some forms are made."""
    kinds = {_made(rows) for rows in forms}
    return kinds.pop() if len(kinds) == 1 else "produced" if "mined" in kinds else "processed"


def _way(row: Row) -> str:
    """Way of a row: its refining country and its last shipper."""
    refiner = getattr(row, "refiner", None)
    if refiner and refiner != row.via:
        return f"{refiner}, shipped by {the(str(row.via))}"
    return str(row.via)


def _direct(row: Row) -> bool:
    return bool(row.via_iso3 == row.origin_iso3)

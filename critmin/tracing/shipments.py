"""Shipments of one mineral in one form between countries, with weight and content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.named_tuple import NamedTuple
from critmin.tracing.contents import Content, Contents
from critmin.trade import flows
from critmin.trade.codes import caveats
from critmin.trade.flows import Flow
from critmin.trade.import_table import ODD_PART
from critmin.trade.weights import OUTLIER, Weight, Weights

TWICE = "twice"  # basis of a flow that is recorded again under another code


class Shipment(NamedTuple):
    """Flow of product under a code, with its content.

    ``tonnes`` is its weight, ``low`` and ``high`` the ends of its interval, and ``basis`` where it
    comes from: as in `critmin.trade.weights.Weight`, or ``twice`` for a flow that counts 0 because
    the same trade is recorded under another code.
    """

    exporter: str
    importer: str
    code: str
    tonnes: float
    low: float
    high: float
    basis: str
    content: Content


def shipments(
    origin: str, year: int, contents: Contents, what: str
) -> tuple[list[Shipment], list[Caution]]:
    """Shipments between countries, and cautions on their weights.

    Parameters
    ----------
    origin : str
        Trade source.
    year : int
        Year of trade.
    contents : Contents
        Contents of the mineral in the form.
    what : str
        Network in words, for the cautions.
    """
    found: list[Shipment] = []
    dear: list[Flow] = []
    weights = Weights(origin, year, contents.codes)
    twice = _booked_twice(origin, year, contents.codes)
    value = 0
    for flow in flows.flows(origin, year, contents.codes):
        content = contents.of(flow.code, flow.exporter)
        if content is None or flow.importer == flow.exporter:
            continue
        weight = weights.of(flow)
        if weight is None or not weight.kg:
            continue
        found.append(_shipment(flow, weight, content, twice=flow in twice))
        value += flow.value
        if weights.judged(flow) == "unlike_product":
            dear.append(flow)
    return found, [
        *_about_estimates(found, what),
        *_about_dear(found, dear, value, what),
        *_about_twice(twice, what),
    ]


def _shipment(flow: Flow, weight: Weight, content: Content, *, twice: bool) -> Shipment:
    ends = (flow.exporter, flow.importer, flow.code)
    if twice:
        return Shipment(*ends, 0.0, 0.0, weight.kg / 1000, TWICE, content)
    kg, low, high, basis = weight
    return Shipment(*ends, kg / 1000, low / 1000, high / 1000, basis, content)


def _about_estimates(found: Iterable[Shipment], what: str) -> Iterator[Caution]:
    by_basis: dict[str, float] = {}
    for one in found:
        by_basis[one.basis] = by_basis.get(one.basis, 0.0) + one.tonnes
    whole = sum(by_basis.values())
    pair = by_basis.get("pair", 0.0)
    others = by_basis.get("exporter", 0.0) + by_basis.get("world", 0.0)
    if pair + others:
        yield caution(
            "weight_estimated",
            what=what,
            share=(pair + others) / whole,
            pair=pair / whole,
            others=others / whole,
        )


def _about_dear(
    found: Iterable[Shipment], dear: Iterable[Flow], value: int, what: str
) -> Iterator[Caution]:
    part = sum(flow.value for flow in dear) / value if value else 0.0
    if part > ODD_PART:
        weight = sum(flow.kg or 0 for flow in dear) / 1000 / sum(one.tonnes for one in found)
        yield caution("unlike_product", what=what, part=part, weight=weight, times=OUTLIER)


def _about_twice(twice: Iterable[Flow], what: str) -> Iterator[Caution]:
    if twice:
        listed = "; ".join(f"{f.exporter} to {f.importer} under {f.code}" for f in twice)
        yield caution("double_booked", what=what, flows=listed)


def _booked_twice(origin: str, year: int, codes: set[str]) -> list[Flow]:
    """Flows recorded again under a second code (trade_caveats.csv): all but the heaviest."""
    near = [
        caveat
        for caveat in caveats()
        if caveat.flag == "double_booked"
        and caveat.code in codes
        and caveat.first <= year <= caveat.last
        and caveat.source in {"", origin}
    ]
    pairs: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows.flows(origin, year, {caveat.code for caveat in near}):
        if any(c.meets(origin, year, flow.code, flow.importer, flow.exporter) for c in near):
            pairs.setdefault((flow.exporter, flow.importer), []).append(flow)
    return [
        flow for found in pairs.values() for flow in sorted(found, key=lambda f: -(f.kg or 0))[1:]
    ]

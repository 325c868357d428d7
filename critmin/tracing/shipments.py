"""Shipments of one mineral in one form between countries, each once, with weight and content."""

from __future__ import annotations

from typing import NamedTuple

from critmin.tracing.contents import Content, Contents
from critmin.trade import codes as concordance
from critmin.trade import flows
from critmin.trade.flows import Flow
from critmin.trade.import_table import is_outlier

Said = list[tuple[str, str]]  # warning codes and sentences


class Shipment(NamedTuple):
    """Product weight in t from an exporter to an importer in a strand, with its content."""

    exporter: str
    importer: str
    tonnes: float
    content: Content


def shipments(origin: str, year: int, contents: Contents) -> tuple[list[Shipment], Said]:
    """Shipments between countries, and what is to be said of their weights."""
    found: list[Shipment] = []
    guessed = total = 0.0
    twice = _booked_twice(origin, year, contents.codes)
    for flow in flows.flows(origin, year, contents.codes):
        content = contents.of(flow.code, flow.exporter)
        kg, recorded = _weight(origin, flow, year)
        if content is None or not kg or flow.importer == flow.exporter or flow in twice:
            continue
        found.append(Shipment(flow.exporter, flow.importer, kg / 1000, content))
        total += kg
        guessed += 0.0 if recorded else kg
    said = []
    if guessed:
        text = "of the weight is missing or contradicted by the value, and estimated from it"
        said.append(("weight_estimated", f"{guessed / total:.1%} {text}"))
    if twice:
        text = "; ".join(f"{f.exporter} to {f.importer} under {f.code}" for f in twice)
        said.append(("double_booked", f"booked twice, counted once: left out is {text}"))
    return found, said


def _booked_twice(origin: str, year: int, codes: set[str]) -> list[Flow]:
    """Flows that stand under a second code too (trade_caveats.csv): all but the heaviest."""
    near = [
        caveat
        for caveat in concordance.caveats()
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


def _weight(origin: str, flow: Flow, year: int) -> tuple[float | None, bool]:
    """Weight in kg, and whether it is the recorded one."""
    world = flows.world(origin, year, flow.code).unit_value
    if flow.kg is not None and not is_outlier(flow, world):
        return float(flow.kg), True
    return (flow.value / world if world else None), False

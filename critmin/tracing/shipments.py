"""Shipments of one mineral in one form between countries, with weight and content."""

from __future__ import annotations

from typing import NamedTuple

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.tracing.contents import Content, Contents
from critmin.trade import flows
from critmin.trade.codes import caveats
from critmin.trade.flows import Flow
from critmin.trade.import_table import is_outlier


class Shipment(NamedTuple):
    """Product weight in t from an exporter to an importer in a strand, with its content."""

    exporter: str
    importer: str
    tonnes: float
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
    estimated = total = 0.0
    twice = _booked_twice(origin, year, contents.codes)
    for flow in flows.flows(origin, year, contents.codes):
        content = contents.of(flow.code, flow.exporter)
        kg, recorded = _weight(origin, flow, year)
        if content is None or not kg or flow.importer == flow.exporter or flow in twice:
            continue
        found.append(Shipment(flow.exporter, flow.importer, kg / 1000, content))
        total += kg
        estimated += 0.0 if recorded else kg
    cautions = []
    if estimated:
        cautions.append(caution("weight_estimated", what=what, share=estimated / total))
    if twice:
        listed = "; ".join(f"{f.exporter} to {f.importer} under {f.code}" for f in twice)
        cautions.append(caution("double_booked", what=what, flows=listed))
    return found, cautions


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


def _weight(origin: str, flow: Flow, year: int) -> tuple[float | None, bool]:
    """Weight in kg, and whether it is the recorded one."""
    world = flows.world(origin, year, flow.code).unit_value
    if flow.kg is not None and not is_outlier(flow, world):
        return float(flow.kg), True
    return (flow.value / world if world else None), False

"""Flows of one supplier into a buyer, with the warning codes of their values and weights. Pure.

A missing weight is unknown, not zero, and so is one that the price contradicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from critmin.core.named_tuple import NamedTuple
from critmin.trade.readers import Flow
from critmin.trade.weights import judged

ODD_PART = 0.01  # a supplier is flagged if such flows exceed this part of its value
NO_VALUE = "value_not_recorded"  # code of a supplier whose shipments have no value
PART_OF_VALUE = "value_incomplete"  # code of one of whose shipments some have no value


class Supplier(NamedTuple):
    """Flows of one supplier into the buyer.

    ``printed`` is a share that the publisher prints; ``odd`` is the value of flows whose unit
    value differs widely from the world's. ``contradicted`` are the flows whose weight is far too
    heavy for their value, as recorded; ``flows`` hold them without a weight.
    """

    place: str
    flows: tuple[Flow, ...]
    flags: tuple[str, ...] = ()
    printed: float | None = None
    odd: int = 0
    contradicted: tuple[Flow, ...] = ()

    @property
    def value(self) -> int:
        """Value of all flows, whole USD or euros."""
        return sum(flow.value for flow in self.flows)

    @property
    def recorded(self) -> tuple[Flow, ...]:
        """All flows with the weights that the source records."""
        wrong = {(flow.importer, flow.code): flow for flow in self.contradicted}
        return tuple(wrong.get((flow.importer, flow.code), flow) for flow in self.flows)

    @property
    def wrong(self) -> int:
        """Value of the flows whose weight their price contradicts."""
        return sum(flow.value for flow in self.contradicted)

    @property
    def unweighed(self) -> int:
        """Value of the flows without a recorded weight."""
        return sum(flow.value for flow in self.flows if flow.kg is None) - self.wrong

    @property
    def kg(self) -> int | None:
        """Weight in kg of the flows that have one; None if none has."""
        known = [flow.kg for flow in self.flows if flow.kg is not None]
        return sum(known) if known else None


def suppliers_of(
    flows: Iterable[Flow],
    unit_values: Mapping[str, float | None],
    caveats: Mapping[Flow, Sequence[str]],
) -> tuple[Supplier, ...]:
    """Flows by supplier, with flags for weights, unit values and caveats."""
    by_place: dict[str, list[Flow]] = {}
    for flow in flows:
        by_place.setdefault(flow.exporter, []).append(flow)
    return tuple(
        _supplier(place, own, [judged(flow, unit_values.get(flow.code)) for flow in own], caveats)
        for place, own in sorted(by_place.items())
    )


def _supplier(
    place: str, own: Sequence[Flow], codes: Sequence[str], caveats: Mapping[Flow, Sequence[str]]
) -> Supplier:
    """One supplier's flows, each with the code of its judgement; wrong weights are taken out."""
    flags = {code for flow in own for code in caveats.get(flow, ())} if caveats else set()
    if not place:
        return Supplier(place, tuple(own), (_no_partner(own),))
    if any(flow.state for flow in own) and any(flow.value for flow in own):
        flags.add(PART_OF_VALUE)
    odd = sum(flow.value for flow, code in zip(own, codes, strict=True) if code)
    if odd and odd > ODD_PART * sum(flow.value for flow in own):
        flags |= {"unit_value_outlier", *codes} - {""}
    bare = sum(1 for flow in own if flow.kg is None)
    if bare:
        flags.add("weight_missing" if bare == len(own) else "weight_incomplete")
    if not any(flow.value for flow in own):
        flags.add(NO_VALUE)
    if "weight_implausible" not in codes:
        return Supplier(place, tuple(own), tuple(sorted(flags)), None, odd)
    wrong = tuple(
        flow for flow, code in zip(own, codes, strict=True) if code == "weight_implausible"
    )
    kept = [
        flow._replace(kg=None) if code == "weight_implausible" else flow
        for flow, code in zip(own, codes, strict=True)
    ]
    flags.add("weight_implausible")
    return Supplier(place, tuple(kept), tuple(sorted(flags)), None, odd, wrong)


def _no_partner(own: Sequence[Flow]) -> str:
    """Warning code of flows without a country of supply."""
    hidden = any("suppressed" in flow.state for flow in own)
    return "partner_suppressed" if hidden else "partner_not_specified"

"""Where a buyer's supply was produced, through third countries: networks traced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from critmin import concordance, networkdata, origins, trade
from critmin.errors import NoData
from critmin.measures import Interval
from critmin.networkdata import Network, Node
from critmin.origins import Origins, Refusal

BUYER = "buyer"  # stands for all members of a bloc as one node
NAMED = 3  # exporters named in a refusal


class OriginShare(NamedTuple):
    """Where one buyer's supply of a mineral in a form was produced.

    All shares are fractions of the buyer's supply, own output and imports, in the
    network's weight. ``direct`` is what the suppliers shipped themselves, ``origin`` what
    was produced there if imports mix evenly, its width being ``unexplained``;
    ``gap_share`` is the part of the whole network's exports that nothing explains.
    """

    direct: float
    origin: Interval
    unexplained: float
    gap_share: float
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]


def origin_of(
    mineral: str,
    form: str,
    year: int,
    members: frozenset[str],
    suppliers: frozenset[str],
    *,
    allow_gap: bool = False,
) -> OriginShare:
    """Share of a buyer's supply that was produced in the suppliers, at the form's own stage.

    Parameters
    ----------
    mineral : str
        Slug.
    form : str
        Trade form; its own stage is the mine for ore, the plant for what is refined.
    year : int
        Of trade and of output.
    members : frozenset of str
        ISO3 of the buyer; of a bloc all its members, flows among whom are left out.
    suppliers : frozenset of str
        ISO3 of the producers asked about.
    allow_gap : bool
        Trace although more than a fifth of all exports is unexplained.

    Raises
    ------
    NoData
        Where it cannot be traced, with the reason.
    """
    found = network(mineral, form, year)
    traced = traced_for(found, members, allow_gap=allow_gap)
    buyer = buyer_node(found, members)
    origin = traced.origin_share(buyer, *nodes_of(found, suppliers))
    unexplained = traced.unexplained(buyer)
    if origin is None or unexplained is None:
        raise NoData(f"{found.what} cannot be traced: the buyer has neither imports nor output")
    direct = traced.direct_share(buyer, *nodes_of(found, suppliers)) or 0.0
    return OriginShare(
        direct, origin, unexplained, traced.gap_share or 0.0, year, found.sources,
        tuple(dict.fromkeys(caution.code for caution in found.cautions)),
    )  # fmt: skip


def network(mineral: str, form: str, year: int) -> Network:
    """The network of a mineral in a form and year; see `critmin.networkdata.network`."""
    return networkdata.network(mineral, form, year)


def buyer_node(found: Network, members: Collection[str]) -> Node:
    """The node a buyer is: its own, or the one that a bloc's members are joined in."""
    (first, *more) = sorted(members)
    return (BUYER, found.form) if more else (first, found.form)


def nodes_of(found: Network, countries: Collection[str]) -> list[Node]:
    """Nodes at which countries produce or ship."""
    stages = (found.form, networkdata.WITHHELD)
    return [(iso3, stage) for iso3 in sorted(countries) for stage in stages]


def traced_for(found: Network, members: Collection[str], *, allow_gap: bool = False) -> Origins:
    """The network traced, a bloc's members joined to one node.

    Raises
    ------
    NoData
        If too much is unexplained and that is not allowed.
    """
    traced = origins.trace(*joined(found, members))
    refusal = origins.trace(found.production, found.flows).refusal() if len(members) > 1 \
        else traced.refusal()  # fmt: skip
    if refusal is not None and not allow_gap:
        raise NoData(refused(found, refusal))
    return traced


def joined(
    found: Network, members: Collection[str]
) -> tuple[Mapping[Node, float], Mapping[tuple[Node, Node], float]]:
    """Output and flows with the members as one node, flows among them left out."""
    if len(members) < 2:
        return found.production, found.flows

    def place(node: Node) -> Node:
        return (BUYER, node[1]) if node[0] in members else node

    production: dict[Node, float] = {}
    for node, tonnes in found.production.items():
        production[place(node)] = production.get(place(node), 0.0) + tonnes
    flows: dict[tuple[Node, Node], float] = {}
    for (a, b), tonnes in found.flows.items():
        pair = (place(a), place(b))
        if pair[0][0] != pair[1][0]:
            flows[pair] = flows.get(pair, 0.0) + tonnes
    return production, flows


def refused(found: Network, refusal: Refusal) -> str:
    """Why a network is not traced, with the gap and the largest unexplained exporters."""
    named = ", ".join(
        f"{trade.place_name(node[0])[0]} {tonnes:,.0f} t"  # type: ignore[index]
        for node, tonnes in refusal.largest[:NAMED]
    )
    return f"{found.what} cannot be traced: {refusal}; the largest: {named}"


def traceable(year: int) -> dict[tuple[str, str], str]:
    """Every mineral and form of the concordance: empty where it can be traced, else why not."""
    found: dict[tuple[str, str], str] = {}
    for mineral in sorted(concordance.by_mineral()):
        for form in concordance.forms_of(mineral):
            try:
                built = network(mineral, form, year)
                refusal = origins.trace(built.production, built.flows).refusal()
                found[mineral, form] = refused(built, refusal) if refusal else ""
            except NoData as reason:
                found[mineral, form] = str(reason)
    return found

"""Chains of one mineral, form and year: every buyer's refined supply followed to the mines.

Two networks are traced, with all countries apart: the refined goods, and the feed of the
refineries, which is pooled over all forms before the refinery that a source holds (ore, crude
hydroxide; blister or matte of one's own shipments). `critmin.tracing.stages` links them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.core import names
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import About, listed
from critmin.supply import source_choice
from critmin.tracing import mixing, network, trace
from critmin.tracing.contents import Contents, outputs_of
from critmin.tracing.feed_forms import (
    UPSTREAM,
    comes_from_mine,
    dug_strands,
    is_reckoned,
    mined_as,
    not_held,
    unfollowed,
)
from critmin.tracing.mixing import Origins
from critmin.tracing.network import Network, Node, Pair
from critmin.tracing.stages import SLACK, Feed, Supply, dug_of_mined
from critmin.trade.codes import by_mineral, forms_of
from critmin.trade.readers import Flow

if TYPE_CHECKING:
    from collections.abc import Iterator

FEED = "feed"  # strand of all that goes into refineries
SMALL = 1e-4  # shares of last shippers below this are summed, under no name
DUST = 1e-6  # t; a smaller supply is a rounding error
TINY = 1e-6  # shares of mines below this are left out


class Chains(NamedTuple):
    """Supplies of all buyers of a mineral in a form and year, by country.

    ``output`` is the source of the refined output, ``refiners`` the countries that it lists;
    ``mined`` is the mine output in the weight of the networks, and ``dug`` the largest use of a
    mine's output over that output, which is at most `stages.SLACK`.
    """

    mineral: str
    form: str
    year: int
    output: str
    refiners: frozenset[str]
    supplies: Mapping[str, Supply]
    mined: Mapping[str, float]
    dug: float
    sources: tuple[str, ...]
    flags: tuple[str, ...]


def outputs(mineral: str, form: str, year: int) -> tuple[str | None, ...]:
    """Sources of the refined output of a form in a year, the preferred first.

    One source may list refineries that another leaves to other countries, so that each can
    answer for a buyer. None where the output is not a table of its own.
    """
    lines = [line for line in outputs_of(mineral, form) if line.stage == "refining"]
    if not lines or any(line.source or line.how == "feed" for line in lines):
        return (None,)
    try:
        found = source_choice.candidates(mineral, "refining", None, None)
    except NoData:
        return (None,)
    ids = dict.fromkeys(e.source for e in found if e.year == year and e.observed)
    order = source_choice.preference("refining", mineral)
    newest = sorted(ids, reverse=True)
    best: dict[str, str] = {}
    for id_ in newest:
        best.setdefault(Edition.of(id_).origin, id_)
    ranked = sorted(best, key=lambda origin: order.index(origin) if origin in order else len(order))
    return tuple(best[origin] for origin in ranked) or (None,)


def chains(
    mineral: str,
    form: str,
    year: int,
    *,
    output: str | None = None,
    shipments: Sequence[Flow] = (),
    allow_gap: bool = False,
) -> Chains:
    """Follow every buyer's supply of a form to the mines.

    Parameters
    ----------
    mineral, form, year
        Slug, traded form made at refineries, year of trade and of output.
    output : str, optional
        Source of the refined output; the preferred one by default.
    shipments : sequence of Flow
        Own shipments of goods on the way to refineries (ore, matte, blister, hydroxide), with
        codes of the concordance and weights in kg of product; added to the bundled ones.
    allow_gap : bool
        Answer even if more than a fifth of the exports of a network is unexplained.

    Raises
    ------
    NoData
        If a network cannot be traced, the weights differ, or more would have been dug of a
        mine than it mined.
    QueryError
        If a shipment has no weight, or a code that is no feed of the mineral.
    """
    what = About(mineral, form, year)
    try:
        goods = network.network(mineral, form, year, output)
        made = _traced(goods.production, goods.flows, goods, allow_gap)
    except NoData as reason:
        raise NoData(unfollowed(what, str(reason))) from reason
    try:
        feed, ore = _feed(mineral, year, shipments)
        fed = _traced(*feed, ore, allow_gap)
        _check_weights(goods, ore)
    except NoData as reason:
        missing = not_held(mineral, form, year, {flow.code for flow in shipments})
        lacking = f"; no source has the trade between all countries in: {listed(missing)}"
        also = lacking if missing else ""
        raise NoData(unfollowed(what, f"{reason}{also}")) from reason
    feeds = dict(feeds_of(goods, fed))
    supplies = dict(_supplies(goods, made, feeds))
    mined = {iso3: tonnes for (iso3, _), tonnes in feed[0].items()}
    dug, most = dug_of_mined(supplies.values(), mined)
    if dug > SLACK:
        country = names.countries()[most].name
        raise NoData(unfollowed(what, f"{country} would have dug {dug:.0%} of what it mined"))
    refined = [m for m in goods.made if is_refined(goods, m.strand)]
    return Chains(
        mineral,
        form,
        year,
        refined[0].source if refined else "",
        frozenset(iso3 for m in refined for iso3 in (*m.known, *m.hidden)),
        supplies,
        mined,
        dug,
        codes(goods.sources, ore.sources),
        codes(
            (about.code for one in (goods, ore) for about in one.cautions),
            "feed_by_construction" if is_reckoned(mineral, form) else "",
            "own_shipments" if shipments else "",
        ),
    )


def _check_weights(goods: Network, ore: Network) -> None:
    if ore.basis != goods.basis:
        raise NoData(
            f"{ore.mineral} {ore.form} is weighed as {ore.basis} and {goods.mineral} {goods.form} "
            f"as {goods.basis}, and no content turns one into the other"
        )


def is_refined(goods: Network, strand: str) -> bool:
    """Whether a strand of goods is made at refineries."""
    lines = outputs_of(goods.mineral, goods.form)
    return any(
        line.strand == strand and not comes_from_mine(line.stage, line.how) for line in lines
    )


def _traced(
    production: Mapping[Node, float], flows: Mapping[Pair, float], found: Network, allow_gap: bool
) -> Origins:
    traced = mixing.trace(production, flows)
    refusal = traced.refusal()
    if refusal is not None and not allow_gap:
        raise NoData(trace.refused(found, refusal))
    return traced


def _feed(
    mineral: str, year: int, shipments: Sequence[Flow]
) -> tuple[tuple[dict[Node, float], dict[Pair, float]], Network]:
    """Mine output and feed between countries in one strand, and the network it is taken from."""
    forms, reasons = [], []
    for form in feed_forms(mineral):
        try:
            forms.append(network.network(mined_as(mineral), form, year))
        except NoData as reason:
            reasons.append(str(reason))
    if not forms:
        none = f"no tariff code is mapped to {mined_as(mineral)} before the refinery"
        raise NoData(next(iter(reasons), none))
    production, flows = pooled(forms)
    for flow, tonnes in _own(mineral, shipments):
        own = ((flow.exporter, FEED), (flow.importer, FEED))
        flows[own] = flows.get(own, 0.0) + tonnes
    return (production, flows), forms[-1]


def feed_forms(mineral: str) -> list[str]:
    """Traded forms that come from the mine of a mineral, or in part."""
    mined = mined_as(mineral)
    return [form for form in UPSTREAM if form in forms_of(mined) and dug_strands(mined, form)]


def pooled(forms: Sequence[Network]) -> tuple[dict[Node, float], dict[Pair, float]]:
    """Mine output and what is traded from the mine, of several forms in one strand.

    The mine output of the last form counts; the forms share the table that it is taken from.
    """
    production: dict[Node, float] = {}
    flows: dict[Pair, float] = {}
    for found in forms:
        strands = dug_strands(found.mineral, found.form)
        production = {(n[0], FEED): t for n, t in found.production.items() if n[1] in strands}
        for (a, b), tonnes in found.flows.items():
            if b[1] in strands:
                pair = ((a[0], a[1] if a[1] == network.WITHHELD else FEED), (b[0], FEED))
                flows[pair] = flows.get(pair, 0.0) + tonnes
    return production, flows


def _own(mineral: str, shipments: Iterable[Flow]) -> Iterator[tuple[Flow, float]]:
    """Own shipments with their content in t."""
    lines = by_mineral().get(mineral, ())
    contents = {
        form: Contents(mineral, form, [line for line in lines if line.form == form], False)
        for form in UPSTREAM
    }
    known = {code for of_form in contents.values() for code in of_form.codes}
    for flow in shipments:
        what = f"{flow.code} from {flow.exporter} to {flow.importer}"
        if flow.code not in known:
            codes_known = ", ".join(sorted(known))
            raise QueryError(
                f"{flow.code} is no feed of {mineral} in the concordance: {codes_known}"
            )
        content = _fed_by(mineral, contents, flow, what)
        if flow.kg is None:
            raise QueryError(f"{what} has no weight")
        if flow.exporter != flow.importer:
            yield flow, flow.kg / 1000 * content


def _fed_by(mineral: str, contents: Mapping[str, Contents], flow: Flow, what: str) -> float:
    """Content of an own shipment.

    Raises
    ------
    QueryError
        If it has none, or the goods are made at refineries.
    """
    for form, of_form in contents.items():
        found, dug = of_form.of(flow.code, flow.exporter), dug_strands(mineral, form)
        if found is not None and dug and found.strand not in dug:
            raise QueryError(f"{what} is made at refineries and no feed of them")
        if found is not None and found.content > 0:
            return found.content
    raise QueryError(f"{what} has no content: the concordance gives none to the code")


def feeds_of(goods: Network, fed: Origins) -> Iterator[tuple[str, Feed]]:
    """Feed of each country that refines."""
    for strand in goods.made:
        if not is_refined(goods, strand.strand):
            continue
        output = dict(strand.known)
        for (iso3, of), tonnes in goods.production.items():
            if of == strand.strand:
                output[iso3] = max(tonnes, output.get(iso3, 0.0))
        for iso3, tonnes in output.items():
            at = fed.index.get((iso3, FEED))
            if at is None or not fed.supply[at] > 0:
                yield iso3, Feed(0.0, tonnes, {})
                continue
            column = fed.traced[:, at]
            mines = {fed.nodes[i][0]: float(column[i]) for i in (column > TINY).nonzero()[0]}
            yield iso3, Feed(float(fed.use[at]), tonnes, mines)


def _supplies(
    goods: Network, made: Origins, feeds: Mapping[str, Feed]
) -> Iterator[tuple[str, Supply]]:
    """Supply of each country, its strands weighed by use."""
    nodes: dict[str, list[int]] = {}
    for (iso3, strand), at in made.index.items():
        if strand != network.WITHHELD and made.supply[at] > DUST:
            nodes.setdefault(iso3, []).append(at)
    for iso3, own in nodes.items():
        use = float(sum(made.use[at] for at in own))
        by = made.use if use > 0 else made.supply
        whole = float(sum(by[at] for at in own))
        refined: dict[tuple[str, str], float] = {}
        unrefined: dict[tuple[str, str], float] = {}
        for at in own:
            into = refined if is_refined(goods, made.nodes[at][1]) else unrefined
            for key, share in _shipped(made, at):
                into[key] = into.get(key, 0.0) + share * float(by[at]) / whole
        used = {refiner: feeds[refiner] for refiner, _ in refined if refiner in feeds}
        yield iso3, Supply(use, refined, unrefined, used)


def _shipped(made: Origins, at: int) -> Iterator[tuple[tuple[str, str], float]]:
    """Share of a node's supply by (origin, last shipper): A_ij O_ki, and its own output."""
    buyer = made.nodes[at][0]
    own = float(made.production[at] / made.supply[at])
    if own > 0:
        yield (buyer, buyer), own
    for i in made.direct[:, at].nonzero()[0]:
        last = made.nodes[i][0]
        shares = float(made.direct[i, at]) * made.traced[:, i]
        for k in (shares > 0).nonzero()[0]:
            share = float(shares[k])
            yield (made.nodes[k][0], last if share >= SMALL else ""), share

"""Network of one mineral, form and year: output by country, and trade in the same weight.

Output and trade are in contained element (or oxide), converted by named contents, or in product
weight if output is printed so. Tracing is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import About
from critmin.supply.supply_table import BY_PRODUCT
from critmin.tracing import weighing
from critmin.tracing.contents import Contents, named_producers
from critmin.tracing.draws import USUAL, Draws
from critmin.tracing.output import Made, Outputs, check_contents, outputs
from critmin.tracing.shipments import Shipment, shipments
from critmin.trade.codes import Line, shared_with
from critmin.trade.flows import place_name
from critmin.trade.source_choice import choose, lines_with_flows
from critmin.trade.sources import trade_source, worldwide

if TYPE_CHECKING:
    from critmin.tracing.draws import Array

WITHHELD = "withheld"  # strand of shipments from a country whose own output is unknown
BUYER = "buyer"  # code of all members of a bloc as one place

Node = tuple[str, str]
Pair = tuple[Node, Node]


class Network(NamedTuple):
    """Output and trade of one mineral in one form and year, in tonnes of ``basis``.

    Nodes are (ISO3, strand); a strand is the form, or a part of it made at a stage of its own.
    Shipments of a country with withheld or unknown output have a node of their own, so that
    they count as unexplained. ``made`` has the output of each strand as its source gives it.
    """

    mineral: str
    form: str
    year: int
    basis: str
    production: Mapping[Node, float]
    flows: Mapping[Pair, float]
    hidden: frozenset[str]
    sources: tuple[str, ...]
    cautions: tuple[Caution, ...]
    made: tuple[Made, ...] = ()

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return About(self.mineral, self.form, self.year)


class Parts(NamedTuple):
    """All that a network is made of, before it is weighed.

    ``ore`` are the parts of the ore from which the form is made, where that is its only known
    output.
    """

    mineral: str
    form: str
    year: int
    basis: str
    made: tuple[Made, ...]
    shipments: tuple[Shipment, ...]
    sources: tuple[str, ...]
    cautions: tuple[Caution, ...]
    about_output: tuple[Caution, ...]
    ore: Parts | None = None

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return About(self.mineral, self.form, self.year)


class Weighed(NamedTuple):
    """Output and flows over the draws of what is assumed; each an array over the draws."""

    production: dict[Node, Array]
    flows: dict[Pair, Array]
    hidden: frozenset[str]
    cautions: tuple[Caution, ...]
    made: tuple[Made, ...]


def network(mineral: str, form: str, year: int, source: str | None = None) -> Network:
    """Build the network of a mineral in a form, with the usual values of what is assumed.

    ``source`` names the source of the plants' output.

    Raises
    ------
    NoData
        If it has no code of its own, no output by country, or no common weight.
    """
    found = parts(mineral, form, year, source)
    return at_draw(found, weigh(found, USUAL), 0)


def drawn_networks(
    mineral: str, form: str, year: int, number: int, source: str | None = None
) -> Iterator[Network]:
    """The network in each of a number of draws; the first is that of `network`.

    Raises
    ------
    NoData
        As `network`.
    """
    found = parts(mineral, form, year, source)
    weighed = weigh(found, Draws(number))
    return (at_draw(found, weighed, at) for at in range(number))


def at_draw(found: Parts, weighed: Weighed, at: int) -> Network:
    """Network of one draw."""
    return Network(
        found.mineral,
        found.form,
        found.year,
        found.basis,
        {node: float(tonnes[at]) for node, tonnes in weighed.production.items() if tonnes[at] > 0},
        {pair: float(tonnes[at]) for pair, tonnes in weighed.flows.items() if tonnes[at] > 0},
        weighed.hidden,
        found.sources,
        weighed.cautions,
        weighed.made,
    )


def parts(mineral: str, form: str, year: int, source: str | None = None) -> Parts:
    """Read all that a network is made of; ``source`` names that of the plants' output.

    Raises
    ------
    NoData
        As `network`.
    """
    what = About(mineral, form, year)
    origin, lines = _lines(mineral, form, year, what)
    found = outputs(mineral, form, year, source)
    ore = None if found.feed is None else parts(mineral, "ore", year)
    basis, sources = _basis(found, ore)
    contents = Contents(mineral, form, lines, basis in BY_PRODUCT)
    check_contents(contents, basis, sources[0], what)
    shipped, cautions = shipments(origin, year, contents, what)
    if not shipped:
        raise NoData(f"{what} cannot be traced: no trade between countries is recorded")
    return Parts(
        mineral,
        form,
        year,
        "product" if basis in BY_PRODUCT else basis,
        tuple(found.made),
        tuple(shipped),
        codes(trade_source(origin).id, sources),
        tuple(cautions),
        tuple(found.cautions),
        ore,
    )


def _basis(found: Outputs, ore: Parts | None) -> tuple[str, list[str]]:
    """Basis of the output, and its sources."""
    if ore is None:
        return found.basis, [made.source for made in found.made]
    return ore.basis, [ore.sources[-1]]


def weigh(found: Parts, drawn: Draws) -> Weighed:
    """Weigh output and trade of a network over draws."""
    production: dict[Node, Array] = {}
    flows: dict[Pair, Array] = {}
    cautions = [*found.cautions]
    strands = [_left(found, drawn)] if found.ore else [(m, None) for m in found.made]
    for made, left in strands:
        known = weighing.scaled(made, found.year, drawn) if left is None else left
        own = [s for s in found.shipments if s.content.strand == made.strand]
        shipped, lowered = weighing.weighed(made, known, own, drawn, found.what)
        output, allotted = weighing.output(made, known, shipped, drawn, found.what)
        production |= {(iso3, made.strand): tonnes for iso3, tonnes in output.items()}
        flows |= {
            ((a, WITHHELD if a in made.hidden else made.strand), (b, made.strand)): tonnes
            for (a, b), tonnes in shipped.items()
        }
        cautions += [*lowered, *allotted, *_hidden(made, found.what)]
    every = tuple(made for made, _ in strands)
    hidden = frozenset().union(*(made.hidden for made in every))
    return Weighed(production, flows, hidden, (*cautions, *found.about_output), every)


def _left(found: Parts, drawn: Draws) -> tuple[Made, dict[str, Array]]:
    """Feed of each country's plants: ore mined and imported, less ore exported.

    If a table lists plants and no ore is left, they use scrap and traded intermediates; their
    output is unknown, not zero. Whether ore is left is decided by the usual values.
    """
    assert found.ore is not None
    ore = weigh(found.ore, drawn)
    known = weighing.left(
        {iso3: tonnes for (iso3, _), tonnes in ore.production.items()},
        {(a, b): tonnes for ((a, _), (b, _)), tonnes in ore.flows.items()},
    )
    plants = named_producers(found.mineral, "refining")
    hidden = ore.hidden | (plants - known.keys())
    strand = found.shipments[0].content.strand
    usual = {iso3: float(tonnes[0]) for iso3, tonnes in known.items()}
    return Made(strand, usual, hidden, 0.0, frozenset(), found.sources[-1]), known


def joined(
    found: Network, members: Collection[str]
) -> tuple[Mapping[Node, float], Mapping[Pair, float]]:
    """Output and flows with a bloc's members as one place, without flows among them."""

    def place(node: Node) -> Node:
        return (BUYER, node[1]) if node[0] in members else node

    production: dict[Node, float] = {}
    for node, tonnes in found.production.items():
        production[place(node)] = production.get(place(node), 0.0) + tonnes
    flows: dict[Pair, float] = {}
    for (a, b), tonnes in found.flows.items():
        pair = (place(a), place(b))
        if pair[0][0] != pair[1][0]:
            flows[pair] = flows.get(pair, 0.0) + tonnes
    return production, flows


def _lines(mineral: str, form: str, year: int, what: str) -> tuple[str, tuple[Line, ...]]:
    """Trade source to use, and its concordance lines of the form."""
    origin = choose(worldwide(), mineral, form, [year])
    lines = lines_with_flows(origin, mineral, form, year)
    if not lines[0].exclusive:
        shared = sorted({line.code for line in lines})
        others = dict.fromkeys(other for code in shared for other in shared_with(code, mineral))
        raise NoData(f"{what} cannot be traced: {', '.join(shared)} also holds {', '.join(others)}")
    return origin, lines


def _hidden(made: Made, what: str) -> Iterator[Caution]:
    if made.hidden:
        countries = ", ".join(sorted(place_name(iso3)[0] for iso3 in made.hidden))
        yield caution("withheld_excluded:output", what=what, countries=countries)

"""Network of one mineral, form and year: output by country, and trade in the same weight.

Output and trade are in contained element (or oxide), converted by named contents, or in product
weight if output is printed so. Tracing is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from math import fsum
from typing import NamedTuple

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.wording import few
from critmin.supply import bundled_tables, source_choice
from critmin.supply.supply_table import BY_PRODUCT, MASS_IN_TONNES, SupplyTable
from critmin.tracing.contents import Content, Contents, Output, named_producers, outputs_of
from critmin.tracing.shipments import Shipment, shipments
from critmin.trade.codes import Line, shared_with
from critmin.trade.flows import place_name
from critmin.trade.source_choice import choose, lines_with_flows
from critmin.trade.sources import trade_source, worldwide

WITHHELD = "withheld"  # strand of shipments from a country whose own output is unknown
BUYER = "buyer"  # code of all members of a bloc as one place
NAMED = 6  # most countries named in a caution
ROUNDS = 50  # rounds of lowering contents; each changes less than the one before

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
        return f"{self.mineral} {self.form} {self.year}"


class Made(NamedTuple):
    """Output of a strand by country, in t.

    ``hidden`` are countries that produce it while no source publishes how much, ``residual`` the
    output of other countries, ``may`` the unlisted countries that can have a part of it. With
    ``only_shipped`` a country's output counts only up to its net exports.
    """

    strand: str
    known: Mapping[str, float]
    hidden: frozenset[str]
    residual: float
    may: frozenset[str]
    source: str
    only_shipped: bool = False


def network(mineral: str, form: str, year: int, source: str | None = None) -> Network:
    """Build the network of a mineral in a form; ``source`` names that of the plants' output.

    Raises
    ------
    NoData
        If it has no code of its own, no output by country, or no common weight.
    """
    what = f"{mineral} {form} {year}"
    origin, lines = _lines(mineral, form, year, what)
    made, basis, about_output = _made(mineral, form, year, what, source)
    contents = Contents(mineral, form, lines, basis in BY_PRODUCT)
    _check_contents(contents, basis, made, what)
    shipped, cautions = shipments(origin, year, contents, what)
    if not shipped:
        raise NoData(f"{what} cannot be traced: no trade between countries is recorded")
    production: dict[Node, float] = {}
    flows: dict[Pair, float] = {}
    for strand in made:
        own = [s for s in shipped if s.content.strand == strand.strand]
        weighed, lowered = _weighed(strand, own, what)
        output, allotted = _output(strand, weighed, what)
        production |= {(iso3, strand.strand): tonnes for iso3, tonnes in output.items()}
        flows |= {
            ((a, WITHHELD if a in strand.hidden else strand.strand), (b, strand.strand)): tonnes
            for (a, b), tonnes in weighed.items()
        }
        cautions += [*lowered, *allotted, *_hidden(strand, what)]
    return Network(
        mineral,
        form,
        year,
        "product" if basis in BY_PRODUCT else basis,
        production,
        flows,
        frozenset().union(*(m.hidden for m in made)),
        codes(trade_source(origin).id, (m.source for m in made)),
        (*cautions, *about_output),
        tuple(made),
    )


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


def _made(
    mineral: str, form: str, year: int, what: str, source: str | None
) -> tuple[list[Made], str, list[Caution]]:
    """Output of each strand, its basis, and its cautions."""
    found = outputs_of(mineral, form)
    if not found:
        raise NoData(f"{what} cannot be traced: no source prints output of this form by country")
    if found[0].how == "feed":
        return _feed(mineral, found[0], year, what)
    made, bases, cautions = [], set(), []
    for line in found:
        if source is not None and line.stage == "refining" and line.source is None:
            line = line._replace(source=source)
        table = _table(mineral, line, year, what)
        bases.add(line.becomes or table.basis)
        if line.reason:
            cautions.append(caution(line.code, what=what, reason=line.reason))
        made.append(_made_of(table, line, named_producers(mineral, line.stage)))
    return made, bases.pop(), cautions


def _table(mineral: str, line: Output, year: int, what: str) -> SupplyTable:
    try:
        (entry,) = source_choice.choose(
            mineral, line.stage, years=[year], source=line.source, basis=line.basis
        )
    except NoData as reason:
        raise NoData(f"{what} cannot be traced: {reason}") from reason
    table = bundled_tables.load(entry)
    if table.unit not in MASS_IN_TONNES:
        raise NoData(f"{what} cannot be traced: {table.source} prints {table.unit} at {line.stage}")
    return table.scaled_to("t")


def _made_of(table: SupplyTable, line: Output, may: frozenset[str]) -> Made:
    return Made(
        line.strand,
        {row.iso3: row.centre * line.factor for row in table.countries if row.centre is not None},
        frozenset(row.iso3 for row in table.countries if row.centre is None),
        fsum(row.centre or 0.0 for row in table.residuals) * line.factor,
        may - {row.iso3 for row in table.countries},
        table.source,
        line.how == "shipped",
    )


def _feed(
    mineral: str, line: Output, year: int, what: str
) -> tuple[list[Made], str, list[Caution]]:
    """Feed of each country's plants: ore mined and imported, less ore exported.

    If a table lists plants and no ore is left, they use scrap and traded intermediates; their
    output is unknown, not zero.
    """
    ore = network(mineral, "ore", year)
    left: dict[str, float] = {iso3: tonnes for (iso3, _), tonnes in ore.production.items()}
    for ((a, _), (b, _)), tonnes in ore.flows.items():
        left[a] = left.get(a, 0.0) - tonnes
        left[b] = left.get(b, 0.0) + tonnes
    known = {iso3: tonnes for iso3, tonnes in left.items() if tonnes > 0}
    source = ore.sources[-1]
    plants = named_producers(mineral, "refining")
    hidden = ore.hidden | (plants - known.keys())
    made = Made(line.strand, known, hidden, 0.0, frozenset(), source)
    return [made], ore.basis, [caution(line.code, what=what, reason=line.reason)]


def _check_contents(contents: Contents, basis: str, made: list[Made], what: str) -> None:
    source = made[0].source
    if basis not in {*BY_PRODUCT, "contained", "reo"}:
        raise NoData(
            f"{what} cannot be traced: output is {basis} ({source}), and no content turns trade in "
            "product weight into it"
        )
    if contents.bare:
        raise NoData(
            f"{what} cannot be traced: output is {basis} ({source}), and "
            f"{', '.join(contents.bare)} has no single content"
        )


def _weighed(
    made: Made, shipments: list[Shipment], what: str
) -> tuple[dict[tuple[str, str], float], list[Caution]]:
    """Contained tonnes by pair of countries, with contents lowered where supply is too small.

    A content is known only as a range. If shipments at the usual content exceed an exporter's
    output and imports, its content is lowered, at most to the low end of the range.
    """
    part: dict[str, float] = {}
    for _ in range(ROUNDS):
        lower = dict(_lowered(made, shipments, part))
        if all(abs(lower[iso3] - part.get(iso3, 1.0)) < 1e-9 for iso3 in lower):
            break
        part = lower
    found: dict[tuple[str, str], float] = {}
    for s in shipments:
        pair = (s.exporter, s.importer)
        found[pair] = found.get(pair, 0.0) + s.tonnes * _at(s.content, part.get(s.exporter, 1.0))
    moved = sorted(iso3 for iso3, at in part.items() if at < 1)
    if not moved:
        return found, []
    countries = _named(moved, _exports(found))
    return found, [caution("content_lowered", what=what, countries=countries)]


def _exports(flows: Mapping[tuple[str, str], float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for (exporter, _), tonnes in flows.items():
        found[exporter] = found.get(exporter, 0.0) + tonnes
    return found


def _named(countries: Iterable[str], by: Mapping[str, float]) -> str:
    """Names of the largest countries, and the number of the others."""
    ordered = sorted(countries, key=lambda iso3: (-by.get(iso3, 0.0), iso3))
    return few([place_name(iso3)[0] for iso3 in ordered], NAMED)


def _at(content: Content, part: float) -> float:
    """Content at a position in its range: 0 the low end, 1 the usual content."""
    return content.low + part * (content.content - content.low)


def _lowered(
    made: Made, shipments: list[Shipment], part: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Position of each exporter's content in its range, 0 to 1, given those of the others."""
    high: dict[str, float] = {}
    low: dict[str, float] = {}
    bought: dict[str, float] = {}
    for s in shipments:
        at = _at(s.content, part.get(s.exporter, 1.0))
        bought[s.importer] = bought.get(s.importer, 0.0) + s.tonnes * at
        high[s.exporter] = high.get(s.exporter, 0.0) + s.tonnes * s.content.content
        low[s.exporter] = low.get(s.exporter, 0.0) + s.tonnes * s.content.low
    for iso3, most in high.items():
        has = made.known.get(iso3, 0.0) + bought.get(iso3, 0.0)
        free = iso3 in made.hidden or iso3 in made.may or most - low[iso3] <= 0
        yield iso3, 1.0 if free else min(1.0, max(0.0, (has - low[iso3]) / (most - low[iso3])))


def _output(
    made: Made, flows: Mapping[tuple[str, str], float], what: str
) -> tuple[dict[str, float], list[Caution]]:
    """Output by country; the residual is split over unlisted producers that are net exporters."""
    net: dict[str, float] = {}
    for (exporter, importer), tonnes in flows.items():
        net[exporter] = net.get(exporter, 0.0) + tonnes
        net[importer] = net.get(importer, 0.0) - tonnes
    over = {iso3: tonnes for iso3, tonnes in net.items() if tonnes > 0 and iso3 in made.may}
    total = fsum(over.values())
    output = {iso3: tonnes for iso3, tonnes in made.known.items() if tonnes}
    if made.only_shipped:
        output = {
            iso3: min(tonnes, net[iso3])
            for iso3, tonnes in output.items()
            if net.get(iso3, 0.0) > 0
        }
    if not (made.residual > 0 and total > 0):
        return output, []
    part = min(1.0, made.residual / total)
    allotted = {iso3: tonnes * part for iso3, tonnes in over.items()}
    about = caution(
        "residual_allotted",
        what=what,
        t=total * part,
        source=made.source,
        countries=_named(over, over),
    )
    return output | allotted, [about]


def _hidden(made: Made, what: str) -> Iterator[Caution]:
    if made.hidden:
        countries = ", ".join(sorted(place_name(iso3)[0] for iso3 in made.hidden))
        yield caution("withheld_excluded:output", what=what, countries=countries)

"""The network of one mineral, form and year: output by country, and trade in its weight.

Both sides stand in one weight: contained element (or oxide) through named contents, or
product weight where output is printed in it. Nothing here traces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.supply import register, source_choice
from critmin.supply.tables import BY_PRODUCT, MASS_IN_TONNES, SupplyTable
from critmin.tracing.contents import Content, Contents, Output, named_producers, outputs_of
from critmin.tracing.shipments import Said, Shipment, shipments
from critmin.trade import codes as concordance
from critmin.trade import flows as trade
from critmin.trade.codes import Line
from critmin.trade.source_choice import choose, held
from critmin.trade.sources import trade_source, worldwide

WITHHELD = "withheld"  # stands for what a country ships whose own output is not known
BUYER = "buyer"  # stands for all members of a bloc as one place
NAMED = 6  # countries named in a caution
ROUNDS = 50  # of lowering contents; each changes less than the one before

Node = tuple[str, str]
Pair = tuple[Node, Node]


class Network(NamedTuple):
    """Output and trade of one mineral in one form and year, in tonnes of ``basis``.

    Nodes are (ISO3, strand): the form, or a part of it that is made at a stage of its own.
    What a country with withheld or unknown output ships leaves from a node of its own, so
    that none of it counts as explained.
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

    @property
    def what(self) -> str:
        """The network in words, for messages."""
        return f"{self.mineral} {self.form} {self.year}"


class Made(NamedTuple):
    """Output of a strand by country; ``hidden`` have one that nobody prints."""

    strand: str
    known: Mapping[str, float]
    hidden: frozenset[str]
    residual: float
    may: frozenset[str]
    source: str
    only_shipped: bool = False


def network(mineral: str, form: str, year: int) -> Network:
    """The network of a mineral in a form.

    Raises
    ------
    NoData
        With the reason: no code of its own, no output by country, no common weight.
    """
    what = f"{mineral} {form} {year}"
    origin, lines = _codes(mineral, form, year, what)
    made, basis, more = _made(mineral, form, year, what)
    contents = Contents(mineral, form, lines, basis in BY_PRODUCT)
    _check_contents(contents, basis, made, what)
    shipped, said = shipments(origin, year, contents)
    if not shipped:
        raise NoData(f"{what} cannot be traced: no trade between countries is recorded")
    production: dict[Node, float] = {}
    flows: dict[Pair, float] = {}
    for strand in made:
        own = [s for s in shipped if s.content.strand == strand.strand]
        weighed, about = _weighed(strand, own)
        output, allotted = _output(strand, weighed)
        production |= {(iso3, strand.strand): tonnes for iso3, tonnes in output.items()}
        flows |= {
            ((a, WITHHELD if a in strand.hidden else strand.strand), (b, strand.strand)): tonnes
            for (a, b), tonnes in weighed.items()
        }
        said += [*about, *allotted, *_about(strand)]
    sources = dict.fromkeys([trade_source(origin).id, *(m.source for m in made)])
    return Network(
        mineral,
        form,
        year,
        "product" if basis in BY_PRODUCT else basis,
        production,
        flows,
        frozenset().union(*(m.hidden for m in made)),
        tuple(sources),
        tuple(Caution(code, f"{what}: {text}") for code, text in (*said, *more)),
    )


def joined(
    found: Network, members: Collection[str]
) -> tuple[Mapping[Node, float], Mapping[Pair, float]]:
    """Output and flows with the members as one place, flows among them left out."""

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


def _codes(mineral: str, form: str, year: int, what: str) -> tuple[str, Sequence[Line]]:
    origin = choose(worldwide(), mineral, form, [year])
    lines = held(origin, mineral, form, year)
    if not lines[0].exclusive:
        codes = sorted({line.code for line in lines})
        others = dict.fromkeys(o for code in codes for o in concordance.shared_with(code, mineral))
        raise NoData(f"{what} cannot be traced: {', '.join(codes)} also holds {', '.join(others)}")
    return origin, lines


def _made(mineral: str, form: str, year: int, what: str) -> tuple[list[Made], str, Said]:
    """Output of each strand, its basis, and what is to be said of it."""
    found = outputs_of(mineral, form)
    if not found:
        raise NoData(f"{what} cannot be traced: no source prints output of this form by country")
    if found[0].how == "feed":
        return _feed(mineral, found[0], year)
    made, bases, said = [], set(), []
    for line in found:
        table = _table(mineral, line, year, what)
        bases.add(line.becomes or table.basis)
        said += [(line.code, line.reason)] if line.reason else []
        made.append(_made_of(table, line, named_producers(mineral, line.stage)))
    return made, bases.pop(), said


def _table(mineral: str, line: Output, year: int, what: str) -> SupplyTable:
    try:
        (entry,) = source_choice.choose(
            mineral, line.stage, years=[year], source=line.source, basis=line.basis
        )
    except NoData as reason:
        raise NoData(f"{what} cannot be traced: {reason}") from reason
    table = register.load(entry)
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


def _feed(mineral: str, line: Output, year: int) -> tuple[list[Made], str, Said]:
    """Ore left in each country, mined and imported less exported: what its plants can make.

    Where a bundled table names plants and no ore is left, they work on scrap and traded
    intermediates: their output is one that nobody prints, not none.
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
    return [made], ore.basis, [(line.code, line.reason)]


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


def _weighed(made: Made, shipments: list[Shipment]) -> tuple[dict[tuple[str, str], float], Said]:
    """Contained tonnes by pair; contents lowered where shipments exceed output and imports.

    A content is known to a range. Where an exporter's shipments at the usual content are
    more than it made and bought, they contained less: down to the range's low end.
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
    text = "contents within their range are lowered where exports exceed output and imports: "
    return found, [("content_lowered", text + _named(moved, _exports(found)))]


def _exports(flows: Mapping[tuple[str, str], float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for (exporter, _), tonnes in flows.items():
        found[exporter] = found.get(exporter, 0.0) + tonnes
    return found


def _named(countries: Iterable[str], by: Mapping[str, float]) -> str:
    """Countries in words: the largest, and how many more."""
    ordered = sorted(countries, key=lambda iso3: (-by.get(iso3, 0.0), iso3))
    names = ", ".join(trade.place_name(iso3)[0] for iso3 in ordered[:NAMED])
    more = len(ordered) - NAMED
    return f"{names} and {more} more" if more > 0 else names


def _at(content: Content, part: float) -> float:
    """Content between its low end (0) and the usual one (1)."""
    return content.low + part * (content.content - content.low)


def _lowered(
    made: Made, shipments: list[Shipment], part: Mapping[str, float]
) -> Iterator[tuple[str, float]]:
    """Where each exporter's content lies in its range, given where the others' lie."""
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


def _output(made: Made, flows: Mapping[tuple[str, str], float]) -> tuple[dict[str, float], Said]:
    """Output by country, the residual's over unlisted producers that ship more than they buy."""
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
    names = _named(over, over)
    text = (
        f"{total * part:,.0f} t of the output of other countries ({made.source}) is taken to be "
        f"that of {names}, named as producers elsewhere, which export more than they import"
    )
    allotted = {iso3: tonnes * part for iso3, tonnes in over.items()}
    return output | allotted, [("residual_allotted", text)]


def _about(made: Made) -> Iterator[tuple[str, str]]:
    if made.hidden:
        names = ", ".join(sorted(trade.place_name(iso3)[0] for iso3 in made.hidden))
        text = "is withheld or unknown; what it ships is of unknown origin"
        yield "withheld_excluded", f"output of {names} {text}"

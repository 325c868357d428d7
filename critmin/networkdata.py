"""The network of one mineral, form and year: output by country, and trade in its weight.

Both sides stand in one weight: contained element through the named contents of the
concordance, or product weight where output is printed in it. Nothing here traces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum
from typing import NamedTuple

from critmin import catalog, choice, concordance, trade, tradesource
from critmin.concordance import Line
from critmin.errors import NoData
from critmin.imports import is_outlier
from critmin.supply import MASS_IN_TONNES, SupplyTable
from critmin.table import Caution
from critmin.trade import Flow

STAGE_OF = {"ore": "mining", "intermediate": "refining", "ferroalloy": "refining",
            "refined": "refining"}  # fmt: skip
BY_PRODUCT = {"gross-weight", "product"}  # bases of output that weigh what trade weighs
TRADED = ("baci-hs92", "baci-hs17")
WITHHELD = "withheld"  # stands for what a country ships whose own output is not known

Node = tuple[str, str]


class Network(NamedTuple):
    """Output and trade of one mineral in one form and year, in tonnes of ``basis``.

    Nodes are (ISO3, form); what a country with withheld or unknown output ships leaves
    from a node (ISO3, ``withheld``), so that none of it counts as explained.
    """

    mineral: str
    form: str
    year: int
    basis: str
    production: Mapping[Node, float]
    flows: Mapping[tuple[Node, Node], float]
    hidden: frozenset[str]
    sources: tuple[str, ...]
    cautions: tuple[Caution, ...]

    @property
    def what(self) -> str:
        """The network in words, for messages."""
        return f"{self.mineral} {self.form} {self.year}"


def network(mineral: str, form: str, year: int) -> Network:
    """The network of a mineral in a form.

    Raises
    ------
    NoData
        With the reason: no code of its own, no output by country, no common weight.
    """
    what = f"{mineral} {form} {year}"
    origin, lines = _codes(mineral, form, year, what)
    output = _output(mineral, form, year, what)
    contents = _contents(lines, output, what)
    flows, said = _flows(origin, mineral, form, year, contents)
    if not flows:
        raise NoData(f"{what} cannot be traced: no trade between countries is recorded")
    production, hidden, about = _production(output, form, flows)
    moved = {
        ((a, WITHHELD if a in hidden else form), (b, form)): tonnes
        for (a, b), tonnes in flows.items()
    }
    basis = "contained" if contents is not None else "product"
    return Network(
        mineral, form, year, basis, production, moved, hidden,
        (trade.STORES[origin].id, output.source),
        tuple(Caution(code, f"{what}: {text}") for code, text in (*said, *about)),
    )  # fmt: skip


def _codes(mineral: str, form: str, year: int, what: str) -> tuple[str, list[Line]]:
    origin = tradesource.choose(TRADED, mineral, form, [year])
    lines = tradesource.held(origin, mineral, form, year)
    if not lines:
        raise NoData(tradesource.why_nothing(mineral, form, [year]))
    if not lines[0].exclusive:
        codes = sorted({line.code for line in lines})
        others = dict.fromkeys(o for code in codes for o in concordance.shared_with(code, mineral))
        raise NoData(f"{what} cannot be traced: {', '.join(codes)} also holds {', '.join(others)}")
    return origin, lines


def _output(mineral: str, form: str, year: int, what: str) -> SupplyTable:
    stage = STAGE_OF.get(form)
    if stage is None:
        raise NoData(f"{what} cannot be traced: no source prints output of this form by country")
    try:
        (entry,) = choice.choose(mineral, stage, years=[year])
    except NoData as reason:
        raise NoData(f"{what} cannot be traced: {reason}") from reason
    table = catalog.load(entry)
    if table.unit not in MASS_IN_TONNES:
        raise NoData(f"{what} cannot be traced: {table.source} prints {stage} in {table.unit}")
    return table.scaled_to("t")


def _contents(lines: Iterable[Line], output: SupplyTable, what: str) -> dict[str, float] | None:
    """Contents by code; None where output is in product weight.

    Raises
    ------
    NoData
        If output is of an element and a code has no content, or is on another basis.
    """
    if output.basis in BY_PRODUCT:
        return None
    if output.basis != "contained":
        raise NoData(
            f"{what} cannot be traced: output is {output.basis} ({output.source}), and no content "
            "turns trade in product weight into it"
        )
    found = {line.code: line.content for line in lines}
    bare = sorted(code for code, content in found.items() if content is None)
    if bare:
        raise NoData(
            f"{what} cannot be traced: output is contained ({output.source}), and "
            f"{', '.join(bare)} has no single content"
        )
    return {code: content for code, content in found.items() if content is not None}


def _flows(
    origin: str, mineral: str, form: str, year: int, contents: Mapping[str, float] | None
) -> tuple[dict[tuple[str, str], float], list[tuple[str, str]]]:
    """Tonnes by (exporter, importer), and what is to be said of them."""
    found: dict[tuple[str, str], float] = {}
    guessed = total = 0.0
    for flow in _of_form(origin, mineral, form, year):
        kg, weighed = _weight(origin, year, flow)
        content = _content(flow, contents)
        if flow.importer == flow.exporter or content is None or not kg:
            continue
        tonnes = kg * content / 1000
        total += tonnes
        guessed += 0.0 if weighed else tonnes
        pair = (flow.exporter, flow.importer)
        found[pair] = found.get(pair, 0.0) + tonnes
    said = []
    if guessed:
        said.append(
            ("weight_estimated", f"{guessed / total:.1%} of the trade has no weight or one that its "
             "value contradicts; it counts with the world's unit value")
        )  # fmt: skip
    return found, said


def _of_form(origin: str, mineral: str, form: str, year: int) -> Iterable[Flow]:
    """Flows under the form's codes that are of the form, and those filed under others."""
    codes = {line.code for line in tradesource.held(origin, mineral, form, year)}
    others = concordance.other_forms()
    elsewhere = {code for (code, _), o in others.items() if (o.mineral, o.form) == (mineral, form)}
    for flow in trade.flows(origin, year, codes | elsewhere):
        other = others.get((flow.code, flow.exporter))
        own = (other.mineral, other.form) == (mineral, form) if other else flow.code in codes
        if own:
            yield flow


def _weight(origin: str, year: int, flow: Flow) -> tuple[float | None, bool]:
    """Weight in kg, and whether it is the recorded one."""
    world = trade.sums(origin)[year, flow.code].unit_value
    if flow.kg is not None and not is_outlier(flow, world):
        return float(flow.kg), True
    return (flow.value / world if world else None), False


def _content(flow: Flow, contents: Mapping[str, float] | None) -> float | None:
    if contents is None:
        return 1.0
    other = concordance.other_forms().get((flow.code, flow.exporter))
    return other.content if other else contents.get(flow.code)


def _production(
    output: SupplyTable, form: str, flows: Mapping[tuple[str, str], float]
) -> tuple[dict[Node, float], frozenset[str], list[tuple[str, str]]]:
    """Output by node, countries whose output is not known, and what is to be said."""
    known = {row.iso3: row.centre for row in output.countries}
    hidden = frozenset(iso3 for iso3, centre in known.items() if centre is None)
    production = {(iso3, form): centre for iso3, centre in known.items() if centre}
    said = []
    if hidden:
        names = ", ".join(sorted(trade.place_name(iso3)[0] for iso3 in hidden))
        said.append(
            ("withheld_excluded", f"output of {names} is withheld or unknown; what it ships is of "
             "unknown origin")
        )  # fmt: skip
    allotted = _allotted(output, known, flows)
    if allotted:
        production |= {(iso3, form): tonnes for iso3, tonnes in allotted.items()}
        names = ", ".join(sorted(trade.place_name(iso3)[0] for iso3 in allotted))
        said.append(
            ("residual_allotted", f"{fsum(allotted.values()):,.0f} t of the output of other "
             f"countries ({output.source}) is taken to be that of {names}, which are not listed "
             "and export more than they import")
        )  # fmt: skip
    return production, hidden, said


def _allotted(
    output: SupplyTable, known: Mapping[str, object], flows: Mapping[tuple[str, str], float]
) -> dict[str, float]:
    """The residual's output over unlisted countries, by what they export beyond imports."""
    residual = fsum(row.centre or 0.0 for row in output.residuals)
    net: dict[str, float] = {}
    for (exporter, importer), tonnes in flows.items():
        net[exporter] = net.get(exporter, 0.0) + tonnes
        net[importer] = net.get(importer, 0.0) - tonnes
    over = {iso3: tonnes for iso3, tonnes in net.items() if tonnes > 0 and iso3 not in known}
    total = fsum(over.values())
    if not (residual > 0 and total > 0):
        return {}
    part = min(1.0, residual / total)
    return {iso3: tonnes * part for iso3, tonnes in over.items()}

"""Loss of all other buyers if suppliers stop, and world output outside these suppliers.

The loss needs output and trade of one mineral on one basis; shock_bases.csv lists such pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import fsum

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGE_OF_FORM
from critmin.core.wording import About
from critmin.measures import shocks
from critmin.supply import bundled_tables, source_choice
from critmin.supply.one_country import WorldShare, world_share
from critmin.supply.supply_table import MASS_IN_TONNES, SupplyTable
from critmin.trade import flows
from critmin.trade.codes import Line
from critmin.trade.import_table import ImportTable
from critmin.trade.source_choice import choose, lines_with_flows
from critmin.trade.sources import by_data, refuse_without_world, trade_source, worldwide

ODD = 0.01  # part of the value in flows without a weight that is flagged


class Outside(NamedTuple):
    """World output outside suppliers, a fraction; None if none of them is listed."""

    share: float | None
    source: str
    flags: tuple[str, ...]
    of_each: tuple[WorldShare, ...]


class OthersLoss(NamedTuple):
    """Loss of all others as a share of their supply, with its parts in t of element.

    ``exports`` and ``imports`` are the stopped suppliers' trade with all others, ``outside``
    output outside them; ``caution`` has the figures in words.
    """

    share: float
    exports: float
    imports: float
    outside: float
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    caution: Caution


@cache
def bases() -> dict[tuple[str, str], str]:
    """Note on the basis, by mineral and form whose output and trade have the same one."""
    return {(mineral, form): note for mineral, form, note in read_table("shock_bases.csv")[1]}


def outside(table: ImportTable, suppliers: Iterable[str]) -> Outside:
    """World output outside suppliers, at the stage that produces an imported form.

    A supplier that the source does not list counts as having no output.
    """
    found = [world_share(table.mineral, table.form, iso3) for iso3 in suppliers]
    known = [one.share for one in found if one.share is not None]
    flags = codes(flag for one in found for flag in one.flags)
    source = next((one.source for one in found if one.source), None) or ""
    if not known:
        return Outside(None, source, flags, ())
    return Outside(max(0.0, 1.0 - fsum(known)), source, flags, tuple(found))


def others_loss(mineral: str, form: str, year: int, cuts: Mapping[str, float]) -> OthersLoss:
    """Loss of all others: ``X / (Q_row - M + X)``, times the part of X that is cut.

    X are the stopped suppliers' exports to all others, M their imports from them, Q_row output
    outside the suppliers.

    Parameters
    ----------
    mineral, form, year
        Slug, trade form, year of trade; output is of the same year.
    cuts : mapping of str to float
        Cut of exports in [0, 1] by supplier. Several suppliers count as one, without trade
        among them.

    Raises
    ------
    NoData
        If output and trade are not on one basis, or one of them is unknown.
    """
    what = About(mineral, form, year)
    if (mineral, form) not in bases():
        raise NoData(f"{what}: output and trade are not matched on one basis")
    refuse_without_world(what, year)
    output = _output(mineral, form, year, what)
    origin = choose(worldwide(), mineral, form, [year])
    lines = lines_with_flows(origin, mineral, form, year)
    contents = _contents(lines, what)
    sent: dict[str, float] = {}
    imports = bare = value = 0.0
    for flow in _world(origin, year, tuple(sorted(contents))):
        if (flow.exporter in cuts) == (flow.importer in cuts):
            continue
        value += flow.value
        if flow.kg is None:
            bare += flow.value
            continue
        tonnes = flow.kg / 1000 * contents[flow.code]
        if flow.exporter in cuts:
            sent[flow.exporter] = sent.get(flow.exporter, 0.0) + tonnes
        else:
            imports += tonnes
    exports, left = fsum(sent.values()), _output_outside(output, cuts, what)
    try:
        whole = shocks.others_loss(exports=exports, outside=left, imports=imports)
    except ValueError as problem:
        raise NoData(f"{what}: {problem}") from problem
    cut = fsum(cuts[code] * tonnes for code, tonnes in sent.items()) / exports if exports else 0.0
    flags = ["withheld_excluded"] if output.in_state("withheld") else []
    flags += ["weight_incomplete"] if bare > ODD * value else []
    withheld = [row.country for row in output.in_state("withheld")]
    about = caution(
        "others_loss:withheld" if withheld else "others_loss",
        what=what,
        exports=exports,
        cut=cut,
        outside=left,
        source=output.source,
        imports=imports,
        basis=bases()[mineral, form],
        countries=tuple(withheld),
    )
    sources = (output.source, trade_source(origin).id)
    return OthersLoss(whole * cut, exports, imports, left, tuple(flags), sources, about)


def _output(mineral: str, form: str, year: int, what: str) -> SupplyTable:
    (entry,) = source_choice.choose(mineral, STAGE_OF_FORM[form], years=[year])
    table = bundled_tables.load(entry)
    if table.unit not in MASS_IN_TONNES or table.basis != "contained":
        raise NoData(
            f"{what}: {table.source} prints output as {table.unit} ({table.basis}), not in tonnes "
            "of the element"
        )
    return table.scaled_to("t")


def _output_outside(output: SupplyTable, cuts: Mapping[str, float], what: str) -> float:
    """Output of all rows except the suppliers', including other countries."""
    rows = [row for row in output.rows if row.kind != "total"]
    hidden = [row.country for row in rows if row.iso3 in cuts and row.centre is None]
    if hidden:
        raise NoData(f"{what}: output of {', '.join(hidden)} is not printed")
    return fsum(row.centre or 0.0 for row in rows if row.iso3 not in cuts)


def _contents(lines: Sequence[Line], what: str) -> dict[str, float]:
    """Mass fraction of the element by tariff code."""
    bare = [line.code for line in lines if line.content is None or not line.exclusive]
    if bare:
        raise NoData(f"{what}: no single content applies to {', '.join(bare)}")
    return {line.code: line.content for line in lines if line.content is not None}


@by_data
def _wanted(origin: str, year: int) -> frozenset[str]:
    """Codes of all minerals of this module in a source and year, so that flows are read once."""
    return frozenset(
        line.code
        for mineral, form in bases()
        for line in lines_with_flows(origin, mineral, form, year)
        if line.content is not None
    )


@by_data
def _flows(origin: str, year: int) -> dict[str, list[flows.Flow]]:
    found: dict[str, list[flows.Flow]] = {}
    for flow in flows.flows(origin, year, _wanted(origin, year)):
        found.setdefault(flow.code, []).append(flow)
    return found


def _world(origin: str, year: int, codes: Iterable[str]) -> list[flows.Flow]:
    by_code = _flows(origin, year)
    return [flow for code in codes for flow in by_code.get(code, ())]

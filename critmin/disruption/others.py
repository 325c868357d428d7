"""What all others lose when suppliers stop: output and trade of one mineral on one basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import fsum
from typing import NamedTuple

from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.core.names import STAGE_OF_FORM
from critmin.measures.shocks import others_loss
from critmin.supply import register, source_choice
from critmin.supply.tables import MASS_IN_TONNES, SupplyTable
from critmin.trade import flows
from critmin.trade.codes import Line
from critmin.trade.source_choice import choose, held
from critmin.trade.sources import trade_source, worldwide

ODD = 0.01  # value of flows without a weight, as a part of all, that is flagged


class Others(NamedTuple):
    """Loss of all others as a share of what they take, and how it is made up (t of element).

    ``exports`` and ``imports`` are the stopped suppliers' trade with all others, ``outside``
    output outside them.
    """

    share: float
    exports: float
    imports: float
    outside: float
    flags: tuple[str, ...]
    sources: tuple[str, ...]
    said: str


@cache
def bases() -> dict[tuple[str, str], str]:
    """Minerals and forms whose output and trade weigh the same thing, with a note."""
    return {(mineral, form): note for mineral, form, note in read_table("shock_bases.csv")[1]}


def others(mineral: str, form: str, year: int, cuts: Mapping[str, float]) -> Others:
    """``X / (Q_row - M + X)`` of the stopped suppliers, times the part of X that is cut.

    Parameters
    ----------
    mineral, form, year
        Slug, trade form, year of trade; output is of the same year.
    cuts : mapping of str to float
        Cut of exports in (0, 1] by supplier. Several suppliers count as one: trade among
        them is left out.

    Raises
    ------
    NoData
        Where output and trade are not on one basis, or one of them is not known.
    """
    what = f"{mineral} {form} {year}"
    if (mineral, form) not in bases():
        raise NoData(f"{what}: output and trade are not matched on one basis")
    output = _output(mineral, form, year, what)
    origin = choose(worldwide(), mineral, form, [year])
    lines = held(origin, mineral, form, year)
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
    exports, outside = fsum(sent.values()), _outside(output, cuts, what)
    try:
        whole = others_loss(exports=exports, outside=outside, imports=imports)
    except ValueError as problem:
        raise NoData(f"{what}: {problem}") from problem
    cut = fsum(cuts[code] * tonnes for code, tonnes in sent.items()) / exports if exports else 0.0
    flags = ["withheld_excluded"] if output.in_state("withheld") else []
    flags += ["weight_incomplete"] if bare > ODD * value else []
    said = (
        f"{what}: exports {exports:,.0f} t, cut by {cut:.1%}; output outside {outside:,.0f} t "
        f"({output.source}), less imports of {imports:,.0f} t; contained weight; "
        f"{bases()[mineral, form]}{_hidden(output)}"
    )
    return Others(
        whole * cut,
        exports,
        imports,
        outside,
        tuple(flags),
        (output.source, trade_source(origin).id),
        said,
    )


def _hidden(output: SupplyTable) -> str:
    withheld = [row.country for row in output.in_state("withheld")]
    if not withheld:
        return ""
    return f"; output withheld for {', '.join(withheld)} would lower the share"


def _output(mineral: str, form: str, year: int, what: str) -> SupplyTable:
    (entry,) = source_choice.choose(mineral, STAGE_OF_FORM[form], years=[year])
    table = register.load(entry)
    if table.unit not in MASS_IN_TONNES or table.basis != "contained":
        raise NoData(
            f"{what}: {table.source} prints output as {table.unit} ({table.basis}), not in tonnes "
            "of the element"
        )
    return table.scaled_to("t")


def _outside(output: SupplyTable, cuts: Mapping[str, float], what: str) -> float:
    """Output of all rows but the suppliers', other countries included."""
    rows = [row for row in output.rows if row.kind != "total"]
    hidden = [row.country for row in rows if row.iso3 in cuts and row.centre is None]
    if hidden:
        raise NoData(f"{what}: output of {', '.join(hidden)} is not printed")
    return fsum(row.centre or 0.0 for row in rows if row.iso3 not in cuts)


def _contents(lines: Sequence[Line], what: str) -> dict[str, float]:
    """Content of the element by code."""
    bare = [line.code for line in lines if line.content is None or not line.exclusive]
    if bare:
        raise NoData(f"{what}: no single content holds for {', '.join(bare)}")
    return {line.code: line.content for line in lines if line.content is not None}


@cache
def _wanted(origin: str, year: int) -> frozenset[str]:
    """All codes that any mineral here needs of a source and year: it is read once."""
    return frozenset(
        line.code
        for mineral, form in bases()
        for line in held(origin, mineral, form, year)
        if line.content is not None
    )


@cache
def _flows(origin: str, year: int) -> dict[str, list[flows.Flow]]:
    found: dict[str, list[flows.Flow]] = {}
    for flow in flows.flows(origin, year, _wanted(origin, year)):
        found.setdefault(flow.code, []).append(flow)
    return found


def _world(origin: str, year: int, codes: Iterable[str]) -> list[flows.Flow]:
    by_code = _flows(origin, year)
    return [flow for code in codes for flow in by_code.get(code, ())]

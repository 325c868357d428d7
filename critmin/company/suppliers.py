"""suppliers: a company's own suppliers compared with world supply, and losses from a stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from critmin.answers import builder
from critmin.answers.cautions import caution, explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.company.line_controls import Target, reach
from critmin.company.own_supply import OwnSupply, own_supplies
from critmin.company.supplier_list import SupplierList, read_suppliers
from critmin.company.supplier_rows import Pairs, Reached, Row, rows_of
from critmin.core import arguments, names, sources, wording
from critmin.declared.listed import OWN
from critmin.declared.question import question
from critmin.export_controls.query import read_days, stands_for, view
from critmin.supply.cautions import counted
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyTable
from critmin.user_tables.limits import read_limits

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

FEW = 5  # most pairs of mineral and stage for which cautions on world supply are shown singly


@question(
    "suppliers",
    group=OWN,
    place=1,
    answers="Your own suppliers compared with world supply, line by line.",
    examples=(
        "critmin suppliers suppliers.csv --buyer JPN --as-of 2026-11-24",
        "critmin suppliers - --stage refining -f csv < suppliers.csv",
    ),
    picture=True,
    buyer="always",
)
def suppliers(
    file: p.File,
    *,
    buyer: p.ReachedBuyer = None,
    as_of: p.ControlDay = None,
    known_on: p.KnownOn = None,
    stage: p.LineStage = None,
    column_map: p.ColumnMap = (),
    sheet: p.Sheet = None,
    decimal: p.Decimal = None,
    limit: p.Limit = (),
) -> Table:
    """Compare a supplier list with world supply, line by line.

    Parameters
    ----------
    file : str, path, DataFrame or sequence of dict
        CSV, TSV, XLSX or Parquet; ``-`` is standard input. Or the list itself. Needs a column of
        materials and one of countries; suppliers, stages, amounts and tariff codes are used where
        they exist. A material may be a good as ordered ("nickel sulphate 22% Ni"), which tells its
        stage.
    buyer : str, optional
        Country or bloc that buys; without it only controls towards all countries count.
    as_of : str or date, optional
        Day for which export controls are read, 2020-01-01 or later; today when not given.
    known_on : str or date, optional
        A day on which it is asked what could be known of controls: what was announced later is
        left out. Without ``as_of`` it is also their day.
    stage : str, optional
        Stage of lines without one whose good does not tell it; ``refining`` for smelter lists,
        else ``mining``.

    Returns
    -------
    Table
        One row per line of the file. ``own_share`` is the line's share of the list's supply
        of that mineral and stage, ``own_hhi`` (0-10,000) the HHI of its countries, the
        lower bound if a country is not known; ``world_share`` and ``world_hhi`` are
        those of world supply. ``stop_takes`` is the share of own supply, over all lines, that
        is lost if all shipments from the line's country stop and nobody reacts. Shares are in
        [0, 1]. An unknown figure is None, with the reason in ``flag`` and the warnings.

    Raises
    ------
    DataError
        If the file cannot be read as a supplier list.
    UnknownName, AmbiguousName
        For an unknown or ambiguous name of a buyer or stage.
    QueryError, NoData
        For text that is not a day, or a day before the first control on record.
    """
    day, known = read_days(as_of, known_on)
    code = names.country_or_bloc(buyer)[0] if buyer else None
    also = stands_for(code, day) if code else frozenset()
    supplied = read_suppliers(
        file,
        column_map,
        names.stage(stage) if stage else None,
        sheet=sheet,
        decimal=decimal,
        limits=read_limits(limit),
    )
    file = supplied.file
    pairs = own_supplies(supplied)
    target = Target(code or "", also)
    reached = {
        key: reach(*key, target, day, known)
        for key in dict.fromkeys(
            (kind.mineral, kind.stage, kind.iso3)
            for kind in (group.kind for group in supplied.lines.groups)
            if kind.matched
        )
    }
    own = sources.of_user(str(file))
    world = [source for pair in pairs.values() for source in pair.sources]
    controls = sources.records(id_ for one in reached.values() for id_ in one.sources)
    return builder.answer(
        rows_of(supplied.lines, pairs, reached, own.id),
        columns_of(Row),
        query={
            "command": "suppliers",
            "file": file,
            "buyer": code,
            "as_of": day,
            "known_on": known or None,
            "stage": stage,
            "column_map": arguments.pairs(column_map),
            "sheet": sheet,
            "decimal": decimal,
        },
        cited=[own, *world, *controls],
        cautions=[
            *supplied.cautions,
            *_about_supply(supplied, pairs),
            *_about_controls(reached, day, code),
            *view(as_of, day, known),
        ],
        notes=[*supplied.notes, _counts(supplied), *_figures(pairs)],
        summary=_summary,
        chart=_chart,
        from_user=True,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.contents import suppliers

    return suppliers(table)


def _chart(table: Table) -> Chart | None:
    from critmin.company.charts import suppliers

    return suppliers(table)


def _about_supply(supplied: SupplierList, pairs: Pairs) -> Iterator[Caution]:
    """Cautions on lines that are not matched, on assumed stages, and on world supply."""
    found = [*supplied.lines.cautions()]
    yield from (one for one in found if one.code != "stage_assumed")
    yield from (one for one in found if one.code == "stage_assumed")
    if supplied.amount is None:
        yield caution("amount_missing:column")
    for pair in pairs.values():
        yield from pair.own_cautions
    world = [one for pair in pairs.values() for one in pair.world_cautions]
    yield from (one for one in world if one.code == "no_data")
    about = [one for one in world if one.code != "no_data"]
    yield from about if len(pairs) <= FEW else counted(about)


def _about_controls(reached: Reached, day: str, buyer: str | None) -> Iterator[Caution]:
    """Cautions on supply that is or may be under control, and on the limits of the records."""
    if not reached:
        return
    for (mineral, stage, iso3), control in reached.items():
        what = f"{mineral} {stage} from {names.countries()[iso3].name}, {day}"
        for code in control.flags:
            ids = ", ".join(control.end_use if code == "end_use_reach" else control.ids)
            yield explained(code, what, ids)
    if buyer is None:
        yield caution("target_not_asked")
    yield caution("compiled:controls")


def _counts(supplied: SupplierList) -> str:
    matched = sum(len(one.places) for one in supplied.lines.groups if one.kind.matched)
    rest = len(supplied.lines) - matched
    lines = wording.counted(len(supplied.lines), "line")
    return f"{supplied.file}: {lines}, {matched:,} matched, {rest:,} not"


def _figures(pairs: Pairs) -> Iterator[str]:
    """Notes on own and world HHI, and on the loss if each country stops."""
    known = names.countries()
    for pair in pairs.values():
        if pair.own is None:
            continue
        if pair.own_hhi is not None and pair.world_hhi is not None and pair.world:
            yield _indices(pair, pair.own, pair.own_hhi, pair.world.table, pair.world_hhi)
        takes = ", ".join(f"{known[iso3].name} {share:.1%}" for iso3, share in pair.stops.items())
        if takes:
            nowhere = "; lines without a known country may increase it" if pair.own.residual else ""
            yield (
                f"{pair.what}: share lost if one country stops all its shipments and "
                f"nobody reacts: {takes}{nowhere}"
            )


def _indices(
    pair: OwnSupply, own: Distribution, own_hhi: float, table: SupplyTable, world_hhi: float
) -> str:
    bounds = own.hhi()[1]
    index = f"{own_hhi:,.0f}"
    index += f" to {bounds.high:,.0f}" if own.residual and bounds else ""
    return (
        f"{pair.what}: own HHI {index}, the world's {world_hhi:,.0f} ({table.source}, {table.year})"
    )


own_suppliers = suppliers  # the name before it was that of the command

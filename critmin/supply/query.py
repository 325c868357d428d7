"""Shared by all supply questions: finding tables, their flags, and building the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import arguments, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.wording import year_spans
from critmin.supply import bundled_tables, source_choice
from critmin.supply.bundled_tables import Entry
from critmin.supply.cautions import counted, of_entries
from critmin.supply.distribution import Distribution
from critmin.supply.stand_ins import StandIns, stand_ins
from critmin.supply.supply_table import Inputs, Missing, SupplyRow, SupplyTable
from critmin.user_tables.own_data import OwnData

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.findings.finding import Finding

ROW_STATES = ("withheld", "unknown", "less_than", "greater_than", "range")


def find(
    minerals: Sequence[str],
    stages: Sequence[str],
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
    data: OwnData | None = None,
    by_mineral: Mapping[str, Sequence[str]] | None = None,
) -> Inputs:
    """Find tables in the bundled data, or in a user's own table if there is one.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If both a file and a source are named.
    """
    if data is None:
        at = arguments.stages(stages)
        return find_bundled(
            minerals, at, years=years, source=source, basis=basis, by_mineral=by_mineral
        )
    if source is not None:
        raise QueryError("--data and --source exclude each other: a file is its own source")
    from critmin.supply.own_table import find_in_file

    return find_in_file(data, minerals=minerals, stages=stages, years=years, basis=basis)


def find_bundled(
    minerals: Sequence[str],
    stages: Sequence[str],
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
    by_mineral: Mapping[str, Sequence[str]] | None = None,
) -> Inputs:
    """Find bundled tables of minerals and stages; no mineral means all.

    ``by_mineral`` has the stages of minerals that do not take ``stages``.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    wanted = sources.check(source) if source else None
    slugs = arguments.slugs(minerals)
    every = not slugs
    if every:
        slugs = sorted({entry.mineral for entry in bundled_tables.index() if entry.stage in stages})
    inputs = Inputs(all_minerals=every)
    entries: list[Entry] = []
    stood_for: dict[tuple[str, str], str] = {}
    for named in slugs:
        for stage in (by_mineral or {}).get(named, stages):
            found = (
                StandIns((named,)) if every else stand_ins(named, stage, years=years, source=wanted)
            )
            inputs.cautions += found.cautions
            for slug in found.slugs:
                if (slug, stage) in stood_for:
                    continue
                stood_for[slug, stage] = found.code
                try:
                    chosen = source_choice.choose(
                        slug, stage, years=years, source=wanted, basis=basis
                    )
                except NoData as reason:
                    inputs.missing.append(Missing(slug, stage, str(reason)))
                    continue
                entries += chosen
                if not every:
                    _note_missing_years(inputs, slug, stage, years, [e.year for e in chosen])
    inputs.tables = [
        bundled_tables.load(entry).coded(stood_for[entry.mineral, entry.stage]) for entry in entries
    ]
    inputs.sources = sources.records(table.source for table in inputs.tables)
    inputs.cautions += of_entries(entries)
    return inputs


def _note_missing_years(
    inputs: Inputs, slug: str, stage: str, years: Sequence[int], have: Sequence[int]
) -> None:
    absent = sorted(year for year in years if year not in have)
    if absent:
        inputs.cautions.append(
            caution("no_data:years", mineral=slug, stage=stage, years=year_spans(absent))
        )


def shares_of(table: SupplyTable, total: str | None) -> Distribution:
    """Shares of the total named, or of the source's default total."""
    return Distribution.of(table, total or sources.default_total(table.source))


def all_shares(inputs: Inputs, total: str | None) -> list[Distribution]:
    """Shares of all tables; tables without that total are added to the missing ones."""
    found = []
    for table in list(inputs.tables):
        try:
            found.append(shares_of(table, total))
        except NoData as reason:
            inputs.tables.remove(table)
            inputs.missing.append(Missing(table.mineral, table.stage, str(reason)))
    return found


def row_flags(row: SupplyRow, *more: str) -> tuple[str, ...]:
    """Warning codes of one row: of its state, its status and its table."""
    state = row.state if row.state in ROW_STATES else None
    status = row.status if row.status != "reported" and row.centre is not None else None
    return codes(state, status, more)


def table_flags(table: SupplyTable) -> list[str]:
    """Warning codes that apply to every share of a table."""
    found = list(table.codes)
    found += ["withheld_excluded"] if table.in_state("withheld") else []
    found += ["unknown_excluded"] if any(r.state == "unknown" for r in table.hidden) else []
    return [*found, *(["residual_unknown"] if table.residual_unknown else [])]


def flags_of(shares: Distribution, row: SupplyRow, *more: str) -> tuple[str, ...]:
    """Warning codes of one row of a table, the same in every answer that shows it."""
    of_table: list[str] = []
    if row.centre is not None:
        table = shares.table
        of_table = list(table.codes) if row.kind == "total" else table_flags(table)
    large = "residual_large" if row.kind == "residual" and shares.bounds_only else ""
    return row_flags(row, *of_table, large, *more)


def answer(
    inputs: Inputs,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[Cell, ...]],
    *,
    query: dict[str, Any],
    cautions: Sequence[Caution] = (),
    notes: Iterable[str] = (),
    summary: Callable[[Table], str | Finding | None] | str = "",
    chart: Callable[[Table], Chart | None] | None = None,
    map: Callable[[Table], Chart | None] | None = None,
) -> Table:
    """Build the `Table`, with cautions that name what is missing.

    If all minerals are shown, cautions are counted by code and the missing ones share one.
    """
    missing = [Caution("no_data", gap.reason) for gap in inputs.missing]
    if inputs.summarised and missing:
        missing = [
            caution(
                "no_data:minerals",
                number=len(missing),
                stages=tuple(dict.fromkeys(gap.stage for gap in inputs.missing)),
                minerals=tuple(dict.fromkeys(gap.mineral for gap in inputs.missing)),
            )
        ]
    of_tables, of_shares = inputs.cautions, list(cautions)
    if inputs.summarised:
        of_tables, of_shares = counted(of_tables), counted(of_shares)
    return builder.answer(
        rows,
        columns,
        query={**query, "answered_from": [_origin(table) for table in inputs.tables]},
        cited=inputs.sources,
        cautions=[*of_tables, *of_shares, *missing],
        notes=notes,
        summary=summary,
        chart=chart,
        map=map,
        from_user=inputs.from_user,
    )


def _origin(table: SupplyTable) -> dict[str, Any]:
    """Table behind an answer, for the query in the JSON."""
    return {
        "mineral": table.mineral,
        "stage": table.stage,
        "basis": table.basis,
        "year": table.year,
        "source": table.source,
    }

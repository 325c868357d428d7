"""trend: share, HHI or quantity over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers import read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, names, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.bloc_members import BlocMembers
from critmin.supply.cautions import mined, stage_note
from critmin.supply.distribution import Distribution
from critmin.supply.query import flags_of, table_flags
from critmin.supply.stand_ins import stand_ins
from critmin.supply.supply_table import Inputs, Missing, SupplyTable
from critmin.user_tables.own_data import OwnData

if TYPE_CHECKING:
    from critmin.charts.model import Chart

RULE = Rule("trend", rest="country", stages=True)
MEASURES = {"share": "fraction", "hhi": "0-10,000", "quantity": ""}


class Row(NamedTuple):
    """Figure of one year, for one country or the world."""

    mineral: str
    stage: str
    basis: str | None
    year: int | None
    country: str | None
    iso3: str | None
    value: float | None
    unit: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def trend(
    *named: str,
    mineral: arguments.Words = None,
    stage: arguments.Words = None,
    year: str | int | Sequence[int] | None = None,
    country: arguments.Words = None,
    measure: str = "share",
    source: str | None = None,
    total: str | None = None,
    basis: str | None = None,
    data: Any = None,
    column_map: arguments.Pairs = (),
    sheet: str | None = None,
    wide: str | None = None,
    decimal: str | None = None,
    limit: arguments.Pairs = (),
) -> Table[Row]:
    """Shares, HHI or quantities over all years that the preferred source prints.

    Each year is from the newest edition that prints it. Each row names its edition, and a flag
    marks where the edition changes. Projections are shown only for years that are named.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), none for all minerals of the stage; and
        countries to show alone, in any order.
    measure : {"share", "hhi", "quantity"}
        Measure to show. ``hhi`` gives one row per year, for the world.
    country : str or sequence of str, optional
        Only these countries, and blocs with the members of each year's last day.
    mineral, stage, year, source, total, basis, data, column_map, sheet, wide, decimal, limit
        As in `critmin.share`.

    Returns
    -------
    Table
        One row per year and country. ``value`` is a fraction in [0, 1] for shares, on the
        0-10,000 scale for ``hhi``, else in ``unit``; an absent figure is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For another measure, or a country with ``hhi``.
    DataError
        If ``data`` cannot be used.
    NoData
        If no mineral of the query has a figure.
    """
    user_table = OwnData.of(data, column_map, sheet, wide, decimal, limit)
    if measure not in MEASURES:
        raise QueryError(f"measure is {measure!r}: write {', '.join(MEASURES)}")
    said = roles.read(RULE, named, mineral=mineral, country=country, own_names=data is not None)
    if measure == "hhi" and said.of("country"):
        raise QueryError("the HHI is of the whole world: leave out --country with --measure hhi")
    arguments.total(total)
    only = arguments.countries_or_blocs(said.of("country"))
    years = arguments.years(year)
    stages = said.stage(stage)
    chosen = source_choice.stages_of(said, stages) if data is None else source_choice.AS_GIVEN
    inputs = (
        query.find(said.minerals, stages, years=years or ALL, basis=basis, data=user_table)
        if data is not None
        else _ask_all_years(said.minerals, stages, years, source, basis, chosen.by_mineral)
    )
    inputs.refuse_if_empty()
    rows: list[Row] = []
    cautions: list[Caution] = [*chosen.cautions]
    blocs = BlocMembers(None)
    before: SupplyTable | None = None
    for shares in query.all_shares(inputs, total):
        table = shares.table
        moved = _moved(before, table)
        before = table
        cautions += [c for c in shares.cautions() if c.code != "estimated"]
        rows += _rows(shares, measure, only, moved, blocs)
    cautions += blocs.cautions
    question = {
        "command": "trend",
        "minerals": said.minerals,
        "stage": stages,
        "year": year,
        "country": only,
        "measure": measure,
        "source": source,
        "total": total,
        "basis": basis,
        **(user_table.asked if user_table else {}),
    }
    inputs.refuse_if_empty()
    if not inputs.all_minerals:
        rows += [no_data(Row, mineral=gap.mineral, stage=gap.stage) for gap in inputs.missing]
    shown = [] if user_table or inputs.all_minerals else mined(inputs.tables)
    return query.answer(
        inputs,
        _columns(measure),
        rows,
        query=question,
        cautions=cautions,
        notes=stage_note(stages, shown),
        summary=partial(_summary, alone=read_as.not_alone(said)),
        chart=_chart,
    )


ALL = tuple(range(1900, 2101))


def _summary(table: Table, alone: tuple[str, ...] = ()) -> str:
    from critmin.summaries.trend import trend

    return read_as.begin(alone, trend(table))


def _chart(table: Table) -> Chart | None:
    from critmin.supply.charts import trend

    return trend(table)


def _columns(measure: str) -> tuple[Column, ...]:
    unit = MEASURES[measure] or "as in unit"
    return tuple(c._replace(unit=unit) if c.name == "value" else c for c in columns_of(Row))


def _ask_all_years(
    minerals: Sequence[str],
    named: Sequence[str],
    years: Sequence[int],
    source: str | None,
    basis: str | None,
    by_mineral: Mapping[str, Sequence[str]],
) -> Inputs:
    """Years of the preferred source only: a trend never joins two publishers."""
    wanted = sources.check(source) if source else None
    stages = arguments.stages(named)
    slugs = arguments.slugs(minerals)
    inputs = Inputs(all_minerals=not slugs)
    if not slugs:
        slugs = sorted({entry.mineral for entry in bundled_tables.index() if entry.stage in stages})
    for slug, at, code in _answering(slugs, stages, by_mineral, years, wanted, inputs):
        try:
            origin = wanted or source_choice.choose(slug, at, basis=basis)[0].origin
            printed = source_choice.candidates(slug, at, origin, basis)
        except NoData as reason:
            inputs.missing.append(Missing(slug, at, str(reason)))
            continue
        span = years or sorted({entry.year for entry in printed if entry.observed})
        part = query.find_bundled([slug], [at], years=span, source=origin, basis=basis)
        if basis is None:
            part.tables = _one_basis(part.tables)
        inputs.tables += [table.coded(code) for table in part.tables]
        inputs.missing += part.missing
        inputs.cautions += part.cautions
        inputs.sources += part.sources
    inputs.sources = tuple(dict.fromkeys(inputs.sources))
    return inputs


def _answering(
    slugs: Sequence[str],
    stages: Sequence[str],
    by_mineral: Mapping[str, Sequence[str]],
    years: Sequence[int],
    source: str | None,
    inputs: Inputs,
) -> list[tuple[str, str, str]]:
    """Minerals and stages that answer, each with the warning code of its rows."""
    if inputs.all_minerals:
        return [(slug, at, "") for slug in slugs for at in stages]
    answering: dict[tuple[str, str], str] = {}
    for slug in slugs:
        for at in by_mineral.get(slug, stages):
            found = stand_ins(slug, at, years=years, source=source)
            inputs.cautions += found.cautions
            for one in found.slugs:
                answering.setdefault((one, at), found.code)
    return [(slug, at, code) for (slug, at), code in answering.items()]


def _one_basis(found: list[SupplyTable]) -> list[SupplyTable]:
    """Only years on the basis of the newest year: a trend never joins two bases."""
    if not found:
        return found
    basis = max(found, key=lambda table: table.year).basis
    return [table for table in found if table.basis == basis]


def _moved(before: SupplyTable | None, table: SupplyTable) -> str:
    """``edition_change`` if this year is from another edition than the year before."""
    if before is None or (before.mineral, before.stage) != (table.mineral, table.stage):
        return ""
    return "edition_change" if before.source != table.source else ""


def _rows(
    shares: Distribution, measure: str, only: list[str], moved: str, blocs: BlocMembers
) -> list[Row]:
    table = shares.table
    of_table = partial(Row, table.mineral, table.stage, table.basis, table.year)
    source = (table.source,)
    if measure == "hhi":
        point, _ = shares.hhi()
        flags = [*table.codes, *(c.code for c in shares.cautions()), moved]
        flags += ["unknown"] if table.in_state("unknown") else []
        return [of_table("World", None, point, MEASURES["hhi"], codes(flags), source)]
    unit = "fraction" if measure == "share" else table.unit
    found = {row.iso3 or row.country: row for row in [*table.countries, *shares.unattributed]}
    order = only or [row.iso3 or row.country for row, _ in shares.ranked]
    order += [] if only else [key for key in found if key not in order]
    rows: list[Row] = []
    for key in order:
        if key in names.bloc_names():
            total = blocs.total(key, shares)
            value = total.share if measure == "share" else total.amount
            flag = codes(total.flags, table_flags(table), moved)
            rows.append(of_table(key, None, value, unit, flag, source))
            continue
        row = found.get(key)
        if row is None:
            name = names.countries()[key].name
            rows.append(of_table(name, key, None, unit, ("not_listed",), source))
            continue
        value = shares.share(row) if measure == "share" else row.centre
        flag = flags_of(shares, row, moved)
        rows.append(of_table(row.country, row.iso3 or None, value, unit, flag, source))
    return rows

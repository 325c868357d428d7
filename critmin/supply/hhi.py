"""hhi: how concentrated supply is, with bounds and related indices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Annotated

from critmin import measures
from critmin.answers import read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import SUPPLY
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.supply import query, source_choice
from critmin.supply.cautions import mined, stage_note
from critmin.supply.distribution import Distribution
from critmin.supply.governance import MIDDLE, NONE, Vintage, read_weight, vintage_of, weighted
from critmin.supply.leader import leader, side_by_side
from critmin.supply.supply_table import Missing, SupplyTable
from critmin.user_tables.own_data import OwnData

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p
    from critmin.findings.finding import Finding

COMPANIONS = ("hhi_normalised", "shannon", "theil", "gini", "rosenbluth")  # with --extended


class Row(NamedTuple):
    """HHI of one table with its bounds, its band and related indices."""

    mineral: str
    stage: str
    basis: str | None
    year: int | None
    hhi: float | None
    hhi_low: float | None
    hhi_high: float | None
    band: str | None
    scheme: str | None
    weight: str | None
    denominator: str | None
    cr1: float | None
    cr3: float | None
    cr5: float | None
    effective_suppliers: float | None
    top_country: str | None
    top_iso3: str | None
    countries: int | None
    residual_share: float | None
    unknown: int | None
    hhi_normalised: float | None
    shannon: float | None
    theil: float | None
    gini: float | None
    rosenbluth: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Weight = Annotated[
    str,
    option(
        "--weight",
        takes="none|wgi[@EDITION]",
        help="Weight shares by governance scores: those of the year, or of one edition, as "
        "wgi@2020mean.",
        completes=("none", "wgi", "wgi@2020mean", "wgi@2024mean"),
    ),
]
Scheme = Annotated[
    str, option("--scheme", takes="doj2023|doj2010", help="Merger guidelines that set the bands.")
]


@question(
    "hhi",
    group=SUPPLY,
    place=1,
    answers="Concentration of supply (HHI, bounds); no mineral means all.",
    examples=(
        "critmin hhi cobalt --stage mining,refining",
        "critmin hhi --stage mining --weight wgi -f latex",
    ),
    limits="By country, not by firm. Bounds are given for what is not attributed to a country; an "
    "empty index is not known.",
    named=Rule(
        beyond="the HHI is of the whole world; critmin share shows single countries", stages=True
    ),
    picture=True,
)
def hhi(
    *named: p.Minerals,
    mineral: p.Mineral = None,
    stage: p.Stage = None,
    year: p.Year = None,
    weight: Weight = "none",
    scheme: Scheme = "doj2023",
    extended: p.MoreIndices = False,
    source: p.SourceId = None,
    total: p.Total = None,
    basis: p.Basis = None,
    data: p.Data = None,
    column_map: p.ColumnMap = (),
    sheet: p.Sheet = None,
    wide: p.Wide = None,
    decimal: p.Decimal = None,
    limit: p.Limit = (),
) -> Table[Row]:
    """Concentration of supply, one row per mineral, stage and year.

    Parameters
    ----------
    *named : str
        Minerals: slugs, symbols, common names or products; none means all minerals of the stage.
    weight : {"none", "wgi", "wgi@2020mean", "wgi@2024mean"}
        ``wgi`` gives the EU's governance-weighted index on its own 0-10 scale, with the scores
        of the vintage that stands for the newest year of each mineral and stage; or with those
        of the vintage named.
    scheme : {"doj2023", "doj2010"}
        Merger guidelines whose limits name the band.
    extended : bool
        Adds normalised HHI, Shannon, Theil, Gini and Rosenbluth before ``flag``.

    Returns
    -------
    Table
        ``hhi`` (0-10,000) is the index of the named suppliers, empty if half of the total or
        more is unnamed; ``hhi_low`` and ``hhi_high`` are its bounds for every possible split
        of the residual and every value of figures printed as intervals. They are empty beside
        a producer without a figure, and ``top_country`` is where most has no country.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For another weight or scheme.
    DataError
        If ``data`` cannot be used.
    NoData
        If no mineral of the query has a figure.

    References
    ----------
    Formulas of `critmin.measures.hhi`, `critmin.measures.hhi_bounds` and
    `critmin.measures.weighted_hhi`, with their sources.
    """
    user_table = OwnData.of(data, column_map, sheet, wide, decimal, limit)
    _check_options(total, scheme)
    weighed, pinned = read_weight(weight)
    said = roles.read("hhi", named, mineral=mineral, own_names=data is not None)
    stages = said.stage(stage)
    chosen = source_choice.stages_of(said, stages) if data is None else source_choice.AS_GIVEN
    inputs = query.find(
        said.minerals,
        stages,
        years=arguments.years(year),
        source=source,
        basis=basis,
        data=user_table,
        by_mineral=chosen.by_mineral,
    )
    inputs.refuse_if_empty()
    rows: list[Row] = []
    cautions: list[Caution] = [*chosen.cautions]
    vintages = {} if weighed == NONE else _vintages(inputs.tables, pinned)
    for table in list(inputs.tables):
        try:
            shares = _ranked(table, total)
        except NoData as reason:
            inputs.tables.remove(table)
            rows.append(
                no_data(
                    Row,
                    mineral=table.mineral,
                    stage=table.stage,
                    basis=table.basis,
                    year=table.year,
                    scheme=scheme,
                    weight=weighed,
                    denominator=total,
                    source=(table.source,),
                )
            )
            inputs.missing.append(Missing(table.mineral, table.stage, str(reason)))
            continue
        vintage = vintages.get((table.mineral, table.stage))
        row, of_row = _row(shares, vintage, scheme, extended=extended)
        rows.append(row)
        cautions += of_row
    inputs.refuse_if_empty()
    if not inputs.all_minerals:
        shown = {(row.mineral, row.stage) for row in rows}
        rows += [
            no_data(Row, mineral=gap.mineral, stage=gap.stage)
            for gap in inputs.missing
            if (gap.mineral, gap.stage) not in shown
        ]
    inputs.sources += sources.records(vintage.source for vintage in vintages.values())
    notes = [] if user_table else stage_note(stages, said.minerals and mined(inputs.tables))
    question = {
        "command": "hhi",
        "minerals": said.minerals,
        "stage": stages,
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
        "weight": weight,
        "scheme": scheme,
        "extended": extended or None,
        **(user_table.asked if user_table else {}),
    }
    if vintages:
        notes.append("the trade parameter t of the EU's index is left out (1 for all suppliers)")
        cautions += _about_vintages(vintages)
    notes += side_by_side(inputs.tables, total) if not inputs.all_minerals else []
    find = partial(_finding, alone=read_as.not_alone(said))
    full = query.answer(
        inputs,
        _columns(weighed),
        rows,
        query=question,
        cautions=cautions,
        notes=notes,
        summary=find,
        chart=partial(_chart, find=find),
    )
    return full if extended else full.without(COMPANIONS)


def _check_options(total: str | None, scheme: str) -> None:
    arguments.total(total)
    if scheme not in measures.BANDS:
        raise QueryError(f"scheme is {scheme!r}: write {' or '.join(measures.BANDS)}")


def _vintages(
    tables: Sequence[SupplyTable], pinned: Vintage | None
) -> dict[tuple[str, str], Vintage]:
    """Vintage of the scores by mineral and stage: the one named, or that of the newest year."""
    newest: dict[tuple[str, str], int] = {}
    for table in tables:
        key = table.mineral, table.stage
        newest[key] = max(table.year, newest.get(key, table.year))
    return {key: pinned or vintage_of(year) for key, year in newest.items()}


def _about_vintages(vintages: Mapping[tuple[str, str], Vintage]) -> list[Caution]:
    """Vintage of the scores; those of several are not comparable."""
    used = list(dict.fromkeys(vintages.values()))
    found = [caution("wgi_vintage", source=one.source, years=one.what) for one in used]
    if len(used) > 1:
        found.append(caution("wgi_vintages", sources=tuple(one.source for one in used)))
    return found


def _ranked(table: SupplyTable, total: str | None) -> Distribution:
    """Shares of a table with at least one producer.

    Raises
    ------
    NoData
        If it has none, or lacks the total that shares are divided by.
    """
    shares = query.shares_of(table, total)
    if not shares.ranked:
        raise NoData(f"no country has a figure above zero for {table.what} ({table.source})")
    return shares


def _finding(table: Table[Row], alone: tuple[str, ...] = ()) -> Finding | None:
    from critmin.supply.hhi_finding import hhi

    return hhi(table, alone)


def _chart(table: Table[Row], find: Callable[[Table[Row]], Finding | None]) -> Chart | None:
    from critmin.supply.hhi_charts import hhi

    return hhi(table, find=find)


def _columns(weight: str) -> tuple[Column, ...]:
    shown = columns_of(Row)
    if weight == "none":
        return shown
    scale = {"hhi", "hhi_low", "hhi_high"}
    return tuple(c._replace(unit="0-10") if c.name in scale else c for c in shown)


def _row(
    shares: Distribution, vintage: Vintage | None, scheme: str, *, extended: bool
) -> tuple[Row, list[Caution]]:
    table, parts = shares.table, shares.parts
    first = leader(shares)
    cautions = [*shares.cautions(), *first.cautions]
    flags = ["unknown"] if table.in_state("unknown") else []
    if vintage is not None:
        point, bounds, absent = weighted(shares, vintage)
        cautions += _about_scores(table, vintage, absent)
        band = None
    else:
        point, bounds = shares.hhi()
        band, uncertain = _band(point, bounds, scheme)
        flags += ["band_uncertain"] if uncertain else []
    row = Row(
        table.mineral,
        table.stage,
        table.basis,
        table.year,
        point,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
        band,
        None if vintage else scheme,
        "wgi" if vintage else NONE,
        shares.denominator.kind,
        measures.concentration_ratio(parts, 1),
        measures.concentration_ratio(parts, 3),
        measures.concentration_ratio(parts, 5),
        None if shares.bounds_only else measures.effective_number(parts),
        first.row.country if first.row else None,
        (first.row.iso3 or None) if first.row else None,
        len(parts),
        shares.residual,
        len(table.in_state("unknown")) + len(table.in_state("withheld")),
        *(_companions(shares) if extended else UNASKED),
        codes(table.codes, [caution.code for caution in cautions], flags),
        (table.source, vintage.source) if vintage else (table.source,),
    )
    return row, cautions


def _about_scores(table: SupplyTable, vintage: Vintage, absent: Sequence[str]) -> Iterator[Caution]:
    """Suppliers without a score, and scores of other years than the figures."""
    if absent:
        named, source = ", ".join(absent), vintage.source
        yield caution("wgi_missing", what=table.what, source=source, countries=named, used=MIDDLE)
    if not vintage.first <= table.year <= vintage.last:
        yield caution("wgi_other_year", what=table.what, years=vintage.what, source=vintage.source)


Companions = tuple[float | None, float | None, float | None, float | None, float | None]
UNASKED: Companions = (None, None, None, None, None)


def _companions(shares: Distribution) -> Companions:
    """Related indices; None if half of the total or more is unnamed."""
    if shares.bounds_only:
        return None, None, None, None, None
    parts = shares.parts
    normal = [part / fsum(parts) for part in parts]
    return (
        measures.normalised_hhi(normal),
        measures.shannon(normal),
        measures.theil(normal),
        measures.gini(parts),
        measures.rosenbluth(normal),
    )


def _band(
    point: float | None, bounds: measures.Interval | None, scheme: str
) -> tuple[str | None, bool]:
    if bounds is None:
        return (None if point is None else measures.band(point, scheme).name), True
    low, high = (measures.band(end, scheme).name for end in bounds)
    if point is not None:
        return measures.band(point, scheme).name, low != high
    return (low, False) if low == high else (None, True)

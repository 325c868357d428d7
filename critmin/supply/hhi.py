"""How concentrated it is: HHI with bounds, and its companions."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin import measures
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core.errors import NoData, QueryError
from critmin.core.files import read_table
from critmin.supply import query as asking
from critmin.supply import register, remarks
from critmin.supply.share import side_by_side
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyTable

COLUMNS = columns(
    "mineral stage basis year hhi hhi_low hhi_high band scheme weight denominator cr1 cr3 cr5 "
    "effective_suppliers top_country top_iso3 countries residual_share unknown flag source"
)
EXTRA = columns("hhi_normalised shannon theil gini rosenbluth")
WEIGHTS = ("none", "wgi")
MIDDLE = 5.0  # a supplier without a governance score gets the middle of the 0-10 scale
WORST = 10.0
WGI_TABLE = "wgi/scaled_mean_2016_2020.csv"
WGI_SOURCE = "wgi@2020mean"
Row = tuple[Cell, ...]


def hhi(
    *minerals: str,
    stage: asking.Words = None,
    year: str | int | Sequence[int] | None = None,
    source: str | None = None,
    total: str | None = None,
    basis: str | None = None,
    weight: str = "none",
    scheme: str = "doj2023",
    extended: bool = False,
    data: str | None = None,
    column_map: Sequence[str] = (),
) -> Table:
    """Concentration of supply, one row per mineral, stage and year.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means all minerals of the stage.
    stage, year, source, total, basis, data, column_map
        As in `critmin.share`.
    weight : {"none", "wgi"}
        ``wgi`` gives the EU's governance-weighted index on its own 0-10 scale.
    scheme : {"doj2023", "doj2010"}
        Which limits name the band.
    extended : bool
        Adds normalised HHI, Shannon, Theil, Gini and Rosenbluth before ``flag``.

    Returns
    -------
    Table
        ``hhi`` (0-10,000) is the index of the named suppliers, empty when half of
        the total or more is unnamed; ``hhi_low`` and ``hhi_high`` hold every way
        the residual and the imprecise figures can fall out.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If no mineral asked for has a figure.
    """
    _check_options(total, weight, scheme)
    asked = asking.ask(
        minerals,
        stage,
        years=asking.parse_years(year),
        source=source,
        basis=basis,
        data=data,
        column_map=column_map,
    )
    asked.refuse_if_empty()
    rows: list[Row] = []
    cautions: list[Caution] = []
    for table in list(asked.found):
        try:
            spread = _ranked(table, total)
        except NoData as reason:
            asked.found.remove(table)
            rows.append(_empty_row(table, scheme, weight, total or "", extended))
            asked.missing.append((table.mineral, table.stage, str(reason)))
            continue
        row, said = _row(spread, weight, scheme, extended)
        rows.append(row)
        cautions += said
    asked.refuse_if_empty()
    if not asked.all_minerals:
        rows += [_no_data_row(m, s, extended) for m, s, _ in asked.missing if _new(rows, m, s)]
    if weight == "wgi":
        asked.sources += register.sources_of([WGI_SOURCE])
    notes = [] if data else remarks.stage_note(stage, minerals and [t.mineral for t in asked.found])
    query = {
        "command": "hhi",
        "minerals": asking.flat(minerals),
        "stage": asking.words(stage),
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
        "weight": weight,
        "scheme": scheme,
        "data": data,
    }
    shown = _columns(weight, extended)
    if weight == "wgi":
        notes.append("the trade parameter t of the EU's index is left out (1 for all suppliers)")
    notes += side_by_side(asked.found, total) if not asked.all_minerals else []
    kept = remarks.counted(cautions) if asked.all_minerals and data is None else cautions
    return asking.answer(asked, shown, rows, query=query, cautions=kept, notes=notes)


def _check_options(total: str | None, weight: str, scheme: str) -> None:
    asking.check_total(total)
    if weight not in WEIGHTS:
        raise QueryError(f"weight is {weight!r}: write none or wgi")
    if scheme not in measures.BANDS:
        raise QueryError(f"scheme is {scheme!r}: write {' or '.join(measures.BANDS)}")


def _ranked(table: SupplyTable, total: str | None) -> Distribution:
    """Shares of a table that has at least one producer.

    Raises
    ------
    NoData
        If it has none, or not the total asked for.
    """
    spread = asking.distribution(table, total)
    if not spread.ranked:
        raise NoData(f"no country has a figure above zero for {table.what} ({table.source})")
    return spread


def _new(rows: Sequence[Row], mineral: str, stage: str) -> bool:
    return all(row[:2] != (mineral, stage) for row in rows)


def _columns(weight: str, extended: bool) -> tuple[Column, ...]:
    shown = (*COLUMNS[:-2], *EXTRA, *COLUMNS[-2:]) if extended else COLUMNS
    if weight == "none":
        return shown
    scale = {"hhi", "hhi_low", "hhi_high"}
    return tuple(c._replace(unit="0-10") if c.name in scale else c for c in shown)


def _row(
    spread: Distribution, weight: str, scheme: str, extended: bool
) -> tuple[Row, list[Caution]]:
    table, parts = spread.table, spread.parts
    cautions = spread.cautions()
    flags = [*table.codes, *(caution.code for caution in cautions)]
    if weight == "wgi":
        point, bounds, absent = weighted(spread)
        if absent:
            flags.append("wgi_missing")
            cautions.append(
                Caution("wgi_missing", f"{table.what}: no score for {', '.join(absent)}; 5 used")
            )
        band = None
    else:
        point, bounds = spread.hhi()
        band, uncertain = _band(point, bounds, scheme)
        flags += ["band_uncertain"] if uncertain else []
    top, _ = spread.ranked[0]
    head: Row = (
        table.mineral,
        table.stage,
        table.basis,
        table.year,
        point,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
        band,
        scheme if weight == "none" else None,
        weight,
        spread.denominator.kind,
        measures.concentration_ratio(parts, 1),
        measures.concentration_ratio(parts, 3),
        measures.concentration_ratio(parts, 5),
        None if spread.bounds_only else measures.effective_number(parts),
        top.country,
        top.iso3 or None,
        len(parts),
        spread.residual,
        len(table.in_state("unknown")) + len(table.in_state("withheld")),
    )
    cited = table.source if weight == "none" else f"{table.source};{WGI_SOURCE}"
    tail: Row = (asking.joined(flags) or None, cited)
    return (*head, *(_extra(spread) if extended else ()), *tail), cautions


def _extra(spread: Distribution) -> Row:
    """Companions of the index; none when half of the total or more is unnamed."""
    if spread.bounds_only:
        return (None,) * len(EXTRA)
    parts = spread.parts
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
        return (None if point is None else measures.band(point, scheme).name), False
    low, high = (measures.band(end, scheme).name for end in bounds)
    if point is not None:
        return measures.band(point, scheme).name, low != high
    return (low, False) if low == high else (None, True)


def governance() -> dict[str, float]:
    """Governance on the EU's 0-10 scale by ISO3, mean of 2016-2020."""
    header, rows = read_table(WGI_TABLE)
    iso3, score = header.index("iso3"), header.index("scaled_mean")
    return {row[iso3]: float(row[score]) for row in rows if row[iso3] and row[score]}


def weighted(spread: Distribution) -> tuple[float | None, measures.Interval | None, list[str]]:
    """EU HHI_WGI on its 0-10 scale: point, bounds, and countries without a score.

    The trade parameter t is left out (1 for all). The residual enters the upper
    bound as one supplier of the worst governance.
    """
    scores = governance()
    weights = [scores.get(row.iso3, MIDDLE) for row, _ in spread.ranked]
    absent = [row.country for row, _ in spread.ranked if row.iso3 not in scores]
    point = measures.weighted_hhi(spread.parts, weights)
    ends = [spread.interval(row) for row, _ in spread.ranked]
    low = measures.weighted_hhi([end.low for end in ends], weights)
    high = measures.weighted_hhi([end.high for end in ends], weights)
    bounds = measures.Interval(low, high + spread.residual_high**2 * WORST)
    return (None if spread.bounds_only else point, None if spread.unbounded else bounds, absent)


def _empty_row(table: SupplyTable, scheme: str, weight: str, total: str, extended: bool) -> Row:
    blank = (None,) * (9 + (len(EXTRA) if extended else 0))
    return (
        table.mineral,
        table.stage,
        table.basis,
        table.year,
        None,
        None,
        None,
        None,
        scheme,
        weight,
        total or None,
        *blank,
        "no_data",
        table.source,
    )


def _no_data_row(mineral: str, stage: str, extended: bool) -> Row:
    blank = (None,) * (18 + (len(EXTRA) if extended else 0))
    return (mineral, stage, *blank, "no_data", None)

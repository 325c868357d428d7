"""How it moved: a share, an index or a quantity over years."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.columns import BY_NAME, columns
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import names
from critmin.core.errors import NoData, QueryError
from critmin.supply import query as asking
from critmin.supply import register, remarks, source_choice
from critmin.supply.found import Asked
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyTable

COLUMNS = columns("mineral stage basis year country iso3 value unit flag source")
MEASURES = {"share": "fraction", "hhi": "0-10,000", "quantity": ""}
Row = tuple[Cell, ...]


def trend(
    *minerals: str,
    stage: asking.Words = None,
    year: str | int | Sequence[int] | None = None,
    country: asking.Words = None,
    measure: str = "share",
    source: str | None = None,
    total: str | None = None,
    basis: str | None = None,
    data: str | None = None,
    column_map: Sequence[str] = (),
) -> Table:
    """A measure over all years that the preferred source prints.

    Each year is taken from the newest edition that prints it, named per row and
    flagged where the edition changes. Projections are given only for years named.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means all minerals of the stage.
    measure : {"share", "hhi", "quantity"}
        What is followed. ``hhi`` gives one row per year, for the world.
    country : str or sequence of str, optional
        Only these countries.
    stage, year, source, total, basis, data, column_map
        As in `critmin.share`.

    Returns
    -------
    Table
        One row per year and country; an absent figure is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If nothing asked for has a figure.
    """
    if measure not in MEASURES:
        raise QueryError(f"measure is {measure!r}: write {', '.join(MEASURES)}")
    if measure == "hhi" and country:
        raise QueryError("an index is of the world: leave out --country with --measure hhi")
    asking.check_total(total)
    only = asking.countries(country)
    years = asking.parse_years(year)
    asked = (
        asking.ask(minerals, stage, years=years or ALL, data=data, column_map=column_map)
        if data is not None
        else _ask_all_years(minerals, stage, years, source, basis)
    )
    asked.refuse_if_empty()
    rows: list[Row] = []
    cautions: list[Caution] = []
    before: SupplyTable | None = None
    for spread in asking.spreads(asked, total):
        table = spread.table
        moved = _moved(before, table)
        before = table
        cautions += [c for c in spread.cautions() if c.code not in {"unknown", "estimated"}]
        rows += list(_rows(spread, measure, only, moved))
    query = {
        "command": "trend",
        "minerals": list(minerals),
        "stage": asking.words(stage),
        "year": year,
        "country": only,
        "measure": measure,
        "source": source,
        "total": total,
        "basis": basis,
        "data": data,
    }
    asked.refuse_if_empty()
    if not asked.all_minerals:
        rows += [
            (mineral, at, None, None, None, None, None, None, "no_data", None)
            for mineral, at, _ in asked.missing
        ]
    named = [] if data or asked.all_minerals else [table.mineral for table in asked.found]
    return asking.answer(
        asked,
        _columns(measure),
        rows,
        query=query,
        cautions=remarks.counted(cautions) if asked.all_minerals and data is None else cautions,
        notes=remarks.stage_note(stage, named),
    )


ALL = tuple(range(1900, 2101))


def _columns(measure: str) -> tuple[Column, ...]:
    value = BY_NAME["value"]._replace(unit=MEASURES[measure] or "as in unit")
    return tuple(value if column.name == "value" else column for column in COLUMNS)


def _ask_all_years(
    minerals: Sequence[str],
    stage: asking.Words,
    years: Sequence[int],
    source: str | None,
    basis: str | None,
) -> Asked:
    """Years of the preferred source alone: a trend never joins two publishers."""
    wanted = register.check_source(source) if source else None
    stages = asking.parse_stages(stage)
    slugs = [names.mineral(text).slug for text in asking.flat(minerals)]
    asked = Asked(all_minerals=not slugs)
    if not slugs:
        slugs = sorted({entry.mineral for entry in register.index() if entry.stage in stages})
    for slug in dict.fromkeys(slugs):
        for at in stages:
            try:
                origin = wanted or source_choice.choose(slug, at, basis=basis)[0].origin
                printed = source_choice.candidates(slug, at, origin, basis)
            except NoData as reason:
                asked.missing.append((slug, at, str(reason)))
                continue
            span = years or sorted({entry.year for entry in printed if entry.observed})
            part = asking.ask_supply([slug], [at], years=span, source=origin, basis=basis)
            if basis is None:
                part.found = _one_basis(part.found)
            asked.found += part.found
            asked.missing += part.missing
            asked.cautions += part.cautions
            asked.sources += part.sources
    asked.sources = tuple(dict.fromkeys(asked.sources))
    return asked


def _one_basis(found: list[SupplyTable]) -> list[SupplyTable]:
    """Only the years on the newest year's basis: a trend never crosses bases."""
    if not found:
        return found
    basis = max(found, key=lambda table: table.year).basis
    return [table for table in found if table.basis == basis]


def _moved(before: SupplyTable | None, table: SupplyTable) -> str:
    """``edition_change`` where this year is from another edition than the year before it."""
    if before is None or (before.mineral, before.stage) != (table.mineral, table.stage):
        return ""
    return "edition_change" if before.source != table.source else ""


def _rows(spread: Distribution, measure: str, only: list[str], moved: str) -> list[Row]:
    table = spread.table
    head = (table.mineral, table.stage, table.basis, table.year)
    if measure == "hhi":
        point, _ = spread.hhi()
        flags = [*table.codes, *(c.code for c in spread.cautions()), moved]
        flag = asking.joined(flags) or None
        return [(*head, "World", None, point, MEASURES["hhi"], flag, table.source)]
    unit = "fraction" if measure == "share" else table.unit
    found = {row.iso3 or row.country: row for row in [*table.countries, *table.residuals]}
    order = only or [row.iso3 or row.country for row, _ in spread.ranked]
    order += [] if only else [key for key in found if key not in order]
    rows: list[Row] = []
    for key in order:
        row = found.get(key)
        if row is None:
            name = names.countries()[key].name
            rows.append((*head, name, key, None, unit, "not_listed", table.source))
            continue
        value = spread.share(row) if measure == "share" else row.centre
        flag = asking.row_flags(row, *asking.said_of(table), moved) or None
        rows.append((*head, row.country, row.iso3 or None, value, unit, flag, table.source))
    return rows

"""A user's own supply table as the tables that answer a query.

A file with a fatal problem is refused; what is only remarked is said with the first lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.errors import AmbiguousName, DataError, QueryError, UnknownName
from critmin.core.names import suggestions
from critmin.core.sources import of_user
from critmin.supply.own_table_reading import (
    DOUBTED,
    FIRST_LINES,
    Key,
    Line,
    Reading,
    Remark,
    key_of,
)
from critmin.supply.own_table_reading import read as read
from critmin.supply.supply_table import Inputs, Missing, SupplyTable
from critmin.user_tables.own_data import OwnData

IN_FULL = 10  # remarks of a kind that are said in full
MORE = {
    "country_doubted": "country_doubted:more",
    "country_unrecognised": "country_unrecognised:more",
    "mineral_unrecognised": "mineral_unrecognised:more",
}


def find_in_file(
    own: OwnData,
    *,
    minerals: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    basis: str | None = None,
) -> Inputs:
    """Supply tables of a user's own that answer a query.

    Raises
    ------
    UnknownName
        For a basis that the table does not have for the query.
    DataError
        For the first fatal problem, with line and column.
    NoData
        If the table has no row for the query.
    """
    one = minerals[0] if len(minerals) == 1 and isinstance(minerals[0], str) else ""
    with opened(own, mineral=one) as reading:
        refusal = reading.refusal()
        if refusal is not None:
            first, number = refusal
            more = f" (and {number - 1} more: critmin check)" if number > 1 else ""
            raise DataError(
                first.message + more,
                file=reading.file,
                line=first.line,
                column=first.column,
                code=first.code,
            )
        return _select(reading, minerals, [names.stage(word) for word in stages], years, basis)


@contextmanager
def opened(own: OwnData, *, mineral: str = "") -> Iterator[Reading]:
    """A user's table, read by DuckDB if it is large and plain.

    Parameters
    ----------
    own : OwnData
        The table and how it is to be read.
    mineral : str
        Mineral of a wide table without a column of minerals.

    Raises
    ------
    DataError, QueryError
        As `read`.
    """
    from critmin.user_tables.large_files import is_large
    from critmin.user_tables.limits import read_limits

    limits = read_limits(own.limit)
    if is_large(own.data) and own.wide is None and own.sheet is None:
        from critmin.supply.own_table_large import LargeReading
        from critmin.user_tables.large_table import Large

        with Large(own.data, own.column_map, own.decimal, limits) as table:
            if table is not None:
                yield LargeReading(table)
                return
    yield read(
        own.data,
        own.column_map,
        sheet=own.sheet,
        wide=own.wide,
        decimal=own.decimal,
        mineral=mineral,
        limits=limits,
    )


def _wanted_minerals(minerals: Sequence[str]) -> set[str]:
    wanted = set()
    for text in minerals:
        try:
            wanted.add(names.mineral(text).slug)
        except (UnknownName, AmbiguousName):
            wanted.add(text)
    return wanted


def _missing(
    reading: Reading,
    found: Sequence[SupplyTable],
    wanted: set[str],
    stages: Sequence[str],
    years: Sequence[int],
    basis: str | None,
) -> list[Missing]:
    """Minerals and stages of the query without a row, each with what the file has instead."""
    there = {(table.mineral, table.stage) for table in found}
    minerals = wanted or {mineral for mineral, *_ in reading.tables()}
    at_any_stage = set() if stages else {mineral for mineral, _ in there}
    missing = []
    for mineral in sorted(minerals):
        for stage in stages or [""]:
            if (mineral, stage) in there or mineral in at_any_stage:
                continue
            reason = _why_missing(reading, mineral, stage, years, basis)
            missing.append(Missing(mineral, stage, reason))
    return missing


def _why_missing(
    reading: Reading, mineral: str, stage: str, years_asked: Sequence[int], basis: str | None
) -> str:
    keys = [key for key in reading.tables() if key[0] == mineral]
    if not keys:
        have = ", ".join(sorted({slug for slug, *_ in reading.tables()}))
        return f"no row for {mineral} in {reading.file}; it has {have}"
    if basis is not None:
        bases = ", ".join(sorted({key[2] for key in keys}))
        keys = [key for key in keys if key[2] == basis]
        if not keys:
            return f"no row for {mineral} on basis {basis} in {reading.file}; it has {bases}"
    years = ", ".join(str(year) for year in sorted({key[3] for key in keys}))
    stages = ", ".join(sorted({key[1] for key in keys if key[1]})) or "no stage named"
    wanted = f"{mineral} at {stage}" if stage else mineral
    when = f" in {years_asked[0]}" if len(years_asked) == 1 else ""
    on = "" if basis is None else f" on basis {basis}"
    return f"no row for {wanted}{on}{when} in {reading.file}; it has {years} ({stages})"


def _newest(keys: Sequence[Key]) -> list[Key]:
    """Newest year of each mineral, stage and basis."""
    newest: dict[tuple[str, str, str], int] = {}
    for key in keys:
        newest[key[:3]] = max(key[3], newest.get(key[:3], key[3]))
    return [key for key in keys if newest[key[:3]] == key[3]]


def _on_basis(keys: Sequence[Key], basis: str) -> list[Key]:
    """Tables on the basis asked for."""
    found = [key for key in keys if key[2] == basis]
    if keys and not found:
        known = sorted({key[2] for key in keys})
        raise UnknownName("basis", basis, suggestions(basis, known), known)
    return found


def _select(
    reading: Reading,
    minerals: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    basis: str | None,
) -> Inputs:
    keys = reading.tables()
    if len(stages) > 1 and not any(stage for _, stage, *_ in keys):
        raise QueryError(f"{reading.file} has no stage column: name one stage")
    wanted = _wanted_minerals(minerals)
    own = of_user(reading.file)
    default = stages[0] if stages else "mining"
    asked = [
        key
        for key in keys
        if (not wanted or key[0] in wanted) and (not stages or (key[1] or default) in stages)
    ]
    if basis is not None:
        asked = _on_basis(asked, basis)
    asked = [key for key in asked if key[3] in years] if years else _newest(asked)
    groups: dict[Key, list[Line]] = {}
    for line in reading.lines_at({*asked}):
        mineral, stage, of, year = key_of(line)
        groups.setdefault((mineral, stage or default, of, year), []).append(line)
    inputs = Inputs(from_user=True, all_minerals=not minerals)
    used = 0
    for (mineral, stage, of, year), lines in sorted(groups.items()):
        rows = tuple(line.row for line in lines)
        used += len(lines)
        inputs.tables.append(SupplyTable(mineral, stage, of, year, lines[0].unit, own.id, rows))
    inputs.missing = _missing(reading, inputs.tables, wanted, stages, years, basis)
    inputs.sources = (own,)
    inputs.cautions = [*_said(reading.remarks()), *reading.cautions]
    inputs.cautions.append(_rows_read(reading, used, basis))
    return inputs


def _rows_read(reading: Reading, used: int, basis: str | None) -> Caution:
    """How many rows were read, used and set aside."""
    aside = reading.rows_in - used
    name = "rows_read:aside" if basis is None else "rows_read:basis"
    name = "rows_read:wide" if reading.wide else name
    return caution(
        name if aside else "rows_read",
        file=reading.file,
        read=reading.rows_in,
        used=used,
        aside=aside,
    )


def doubted(reading: Reading) -> list[Caution]:
    """Cautions on countries that were read from letters."""
    return list(_said([one for one in reading.remarks() if one.code == DOUBTED]))


def _said(remarks: Sequence[Remark]) -> Iterator[Caution]:
    """Cautions on remarks: the first of each kind in full, the others counted."""
    by_code: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_code.setdefault(remark.code, []).append(remark)
    for code, found in by_code.items():
        full = IN_FULL if len(found) > IN_FULL + 1 else len(found)  # one more is named too
        for remark in found[:full]:
            yield Caution(code, f"{_places(remark.number, remark.lines)}: {remark.message}")
        rest = found[full:]
        if rest:
            number = sum(remark.number for remark in rest)
            lines = sorted(line for remark in rest for line in remark.lines)[:FIRST_LINES]
            yield caution(MORE[code], lines=_places(number, lines), names=len(rest))


def _places(number: int, lines: Sequence[int]) -> str:
    """Lines in words, the first of them where they are many.

    >>> _places(1, (3,)), _places(2, (3, 9)), _places(2000, (3, 9, 12))
    ('line 3', 'lines 3, 9', 'lines 3, 9, 12 and 1,997 more')
    """
    shown = ", ".join(map(str, lines))
    rest = number - len(lines)
    return f"line{'s' if number > 1 else ''} {shown}{f' and {rest:,} more' if rest else ''}"

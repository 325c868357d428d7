"""Who supplies it: shares by country or by bloc."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Table
from critmin.core import names
from critmin.core.errors import QueryError
from critmin.supply import query as asking
from critmin.supply import remarks
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyRow, SupplyTable, competition_ranks

COLUMNS = columns("mineral stage basis year rank country iso3 kind quantity unit share flag source")
Row = tuple[Cell, ...]


def share(
    *minerals: str,
    stage: asking.Words = None,
    year: str | int | Sequence[int] | None = None,
    source: str | None = None,
    total: str | None = None,
    basis: str | None = None,
    top: int | None = None,
    country: asking.Words = None,
    by: str = "country",
    as_of: str | None = None,
    data: str | None = None,
    column_map: Sequence[str] = (),
) -> Table:
    """Shares of supply by country or bloc.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; may be empty only with ``data``.
    stage : str or sequence of str, optional
        ``mining`` (default), ``refining``, ``reserves``, ``capacity``; several give
        each after the other.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``2018:2024``; the newest observed year when not given.
    source : str, optional
        ``usgs``, ``iea@2024`` ...; the documented preference order when not given.
    total : {"published", "listed"}, optional
        The denominator; the source's own rule when not given.
    basis : str, optional
        What was weighed, where a source prints several bases.
    top : int, optional
        Only the n largest countries.
    country : str or sequence of str, optional
        Only these countries; one that the source does not list gets an empty row.
    by : str
        ``country`` or ``bloc:NAME,...``.
    as_of : str, optional
        ISO day on which bloc membership is read; the year's last day when not given.
    data : str, optional
        A user's own table instead of the bundled ones.
    column_map : sequence of str
        ``theirs=ours`` column names of that table.

    Returns
    -------
    Table
        One row per country, then the residual and the printed total. Shares are
        fractions in [0, 1] of the denominator; an absent figure is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If no mineral asked for has a figure.
    """
    if not minerals and data is None:
        raise QueryError("name at least one mineral")
    if top is not None and top < 1:
        raise QueryError(f"top is {top}: write 1 or more")
    asking.check_total(total)
    view = _View(top, asking.countries(country), by, as_of)
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
    notes = remarks.stage_note(stage, [t.mineral for t in asked.found]) if data is None else []
    for spread in asking.spreads(asked, total):
        cautions += [*spread.cautions(), *remarks.publisher_notes(spread.table)]
        rows += view.rows(spread)
        notes += view.notes(spread)
    asked.refuse_if_empty()
    rows += [_no_data_row(mineral, at) for mineral, at, _ in asked.missing]
    notes += side_by_side(asked.found, total)
    query = {
        "command": "share",
        "minerals": asking.flat(minerals),
        "stage": asking.words(stage),
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
        "top": top,
        "country": view.only,
        "by": by,
        "as_of": view.as_of,
        "data": data,
    }
    return asking.answer(asked, COLUMNS, rows, query=query, cautions=cautions, notes=notes)


def _no_data_row(mineral: str, stage: str) -> Row:
    return (mineral, stage, None, None, None, None, None, None, None, None, None, "no_data", None)


class _View:
    """Which rows of a distribution are shown, and how."""

    def __init__(self, top: int | None, only: list[str], by: str, as_of: str | None) -> None:
        self.top, self.only, self.as_of = top, only, as_of
        self.blocs = self._read_by(by)
        if as_of is not None:
            self.as_of = asking.check_day(as_of)
            if not self.blocs:
                raise QueryError("--as-of is the day of bloc membership: it goes with --by bloc:")
        if self.blocs and (top or only):
            raise QueryError("--by bloc: goes with neither --top nor --country")

    @staticmethod
    def _read_by(by: str) -> list[str]:
        if by == "country":
            return []
        kind, _, listed = by.partition(":")
        if kind != "bloc" or not asking.words(listed):
            raise QueryError(f"by is {by!r}: write country or bloc:eu27,g7")
        return list(dict.fromkeys(names.bloc(word) for word in asking.words(listed)))

    def rows(self, spread: Distribution) -> list[Row]:
        if self.blocs:
            return [*(self._bloc_row(spread, bloc) for bloc in self.blocs), *_total_rows(spread)]
        ranked = _ranked_rows(spread)
        if self.only:
            found = {row[6]: row for row in [*ranked, *_unranked_rows(spread)]}
            return [found.get(iso3) or _not_listed(spread.table, iso3) for iso3 in self.only]
        if self.top:
            return ranked[: self.top]
        return [*ranked, *_unranked_rows(spread), *_residual_rows(spread), *_total_rows(spread)]

    def notes(self, spread: Distribution) -> list[str]:
        """What is not shown or lies behind a row, so that nothing vanishes unnamed."""
        if self.blocs:
            return [self._bloc_note(spread.table, bloc) for bloc in self.blocs]
        if self.only:
            return self._not_listed_note(spread.table)
        if not self.top or len(spread.parts) <= self.top:
            return []
        hidden = spread.parts[self.top :]
        return [
            f"{spread.table.what}: {self.top} of {len(spread.parts)} countries shown; the other "
            f"{len(hidden)} hold {fsum(hidden):.1%}, not attributed {spread.residual:.1%}"
        ]

    def _not_listed_note(self, table: SupplyTable) -> list[str]:
        """Countries asked for that have no row: that is no figure, and no zero."""
        listed = {row.iso3 for row in table.countries}
        absent = [names.countries()[iso3].name for iso3 in self.only if iso3 not in listed]
        if not absent:
            return []
        who = f"{', '.join(absent)} is not listed by {table.source}"
        lumped = ", it may be among the other countries" if table.residuals else ""
        return [f"{table.what}: {who}; that is no figure and no zero{lumped}"]

    def _bloc_note(self, table: SupplyTable, bloc: str) -> str:
        day = self.as_of or f"{table.year}-12-31"
        members = names.members(bloc, day)
        rows = [row for row in table.countries if row.iso3 in members]
        counted = ", ".join(row.country for row in rows if row.centre is not None) or "none"
        hidden = ", ".join(f"{row.country} ({row.state})" for row in rows if row.centre is None)
        return (
            f"{table.what}: {bloc} on {day} has {len(members)} members; counted: {counted}"
            f"{'; no figure: ' + hidden if hidden else ''}; the others are not listed. "
            "Blocs may overlap"
        )

    def _bloc_row(self, spread: Distribution, bloc: str) -> Row:
        table = spread.table
        day = self.as_of or f"{table.year}-12-31"
        members = set(names.members(bloc, day))
        rows = [row for row in table.countries if row.iso3 in members]
        known = [row for row in rows if row.centre is not None]
        hidden = [row for row in rows if row.centre is None]
        amount = fsum(row.centre or 0.0 for row in known) if known else None
        if hidden and not amount:
            amount = None  # zero beside a hidden figure is not zero
        flags = ["bloc_incomplete"] if hidden else [] if rows else ["not_listed"]
        flags += [*sorted({row.status for row in known} - {"reported"}), *asking.said_of(table)]
        held = None if amount is None else amount / spread.denominator.value
        return _row(table, None, bloc, "", "bloc", amount, held, asking.joined(flags))


def _row(
    table: SupplyTable,
    rank: int | None,
    country: str,
    iso3: str,
    kind: str,
    quantity: float | None,
    held: float | None,
    flag: str,
) -> Row:
    return (
        table.mineral,
        table.stage,
        table.basis,
        table.year,
        rank,
        country,
        iso3 or None,
        kind,
        quantity,
        table.unit,
        held,
        flag or None,
        table.source,
    )


def _ranked_rows(spread: Distribution) -> list[Row]:
    ranks = competition_ranks(spread.parts)
    return [
        _row(
            spread.table,
            rank,
            row.country,
            row.iso3,
            row.kind,
            row.centre,
            held,
            asking.row_flags(row, *asking.said_of(spread.table)),
        )
        for rank, (row, held) in zip(ranks, spread.ranked, strict=True)
    ]


def _unranked_rows(spread: Distribution) -> list[Row]:
    """Countries with zero, then those whose figure is unknown or withheld."""
    rest = [row for row in spread.table.countries if not (row.centre or 0) > 0]
    rest.sort(key=lambda row: (row.centre is None, row.iso3, row.country))
    return [
        _row(
            spread.table,
            None,
            row.country,
            row.iso3,
            row.kind,
            row.centre,
            spread.share(row),
            asking.row_flags(row),
        )
        for row in rest
    ]


def _residual_rows(spread: Distribution) -> list[Row]:
    table = spread.table
    rows = [_residual_row(spread, row) for row in table.residuals]
    printed = fsum(spread.share(row) or 0.0 for row in table.residuals)
    rest = spread.residual - printed
    if rest > 1e-6:  # less is the rounding of floating point
        amount = float(f"{rest * spread.denominator.value:.10g}")  # a difference, not a figure
        flag = asking.joined(sorted(table.statuses - {"reported"}))
        rows.append(_row(table, None, "Not attributed", "", "residual", amount, rest, flag))
    return rows


def _residual_row(spread: Distribution, row: SupplyRow) -> Row:
    flag = asking.row_flags(row, "residual_large" if spread.bounds_only else "")
    return _row(
        spread.table, None, row.country, "", "residual", row.centre, spread.share(row), flag
    )


def _total_rows(spread: Distribution) -> list[Row]:
    """The printed total; its share is 1 where it is the denominator, else not a share."""
    total = spread.table.total
    if total is None:
        return []
    held = 1.0 if spread.denominator.kind == "published" else None
    return [
        _row(
            spread.table,
            None,
            total.country,
            "",
            "total",
            total.centre,
            held,
            asking.row_flags(total),
        )
    ]


def _not_listed(table: SupplyTable, iso3: str) -> Row:
    name = names.countries()[iso3].name
    return _row(table, None, name, iso3, "country", None, None, "not_listed")


def side_by_side(found: Sequence[SupplyTable], total: str | None) -> list[str]:
    """Notes on a mineral's stages shown together: bases that differ, the leader's shift."""
    notes = []
    by_mineral: dict[str, list[SupplyTable]] = {}
    for table in found:
        by_mineral.setdefault(table.mineral, []).append(table)
    for mineral, tables in by_mineral.items():
        stages = list({table.stage: table for table in tables}.values())
        if len(stages) < 2:
            continue
        said = ", ".join(f"{t.stage} {t.basis}, {t.source}" for t in stages)
        if len({table.basis for table in stages}) > 1:
            notes.append(f"{mineral}: bases differ ({said}); do not divide one by the other")
        elif len({table.source for table in stages}) > 1:
            notes.append(f"{mineral}: publishers differ ({said}); compare shares, not quantities")
        notes.append(f"{mineral}: {_leaders(stages, total)}")
    return notes


def _leaders(stages: Sequence[SupplyTable], total: str | None) -> str:
    said = []
    first = []
    for table in stages:
        spread = asking.distribution(table, total)
        if spread.ranked:
            row, held = spread.ranked[0]
            first.append(row.country)
            said.append(f"{table.stage} is led by {row.country} ({held:.1%}, {table.year})")
    shift = "the leader changes" if len(set(first)) > 1 else "the same leader at each"
    return f"{', '.join(said)}: {shift}"

"""share: who supplies a mineral, by country or bloc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from math import fsum
from typing import TYPE_CHECKING

from critmin.answers import read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, dates, names, roles
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import START
from critmin.declared.question import question
from critmin.supply import query, source_choice
from critmin.supply.bloc_members import BlocMembers
from critmin.supply.cautions import mined, publisher_notes, stage_note
from critmin.supply.distribution import Distribution
from critmin.supply.leader import side_by_side
from critmin.supply.query import flags_of, table_flags
from critmin.supply.supply_table import SupplyTable, competition_ranks
from critmin.user_tables.own_data import OwnData

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """Figure and share of a country, a bloc, the residual or the total."""

    mineral: str
    stage: str
    basis: str | None
    year: int | None
    rank: int | None
    country: str | None
    iso3: str | None
    kind: str | None
    quantity: float | None
    unit: str | None
    share: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "share",
    group=START,
    place=2,
    answers="Who supplies a mineral: shares by country or bloc.",
    examples=(
        "critmin share lithium --stage mining,refining",
        "critmin share graphite --by bloc:eu27,g7,brics -f csv",
    ),
    limits="By country of mine or plant, not of its owner. Withheld and unknown output is in no "
    "share. Of one source and year, named in each row.",
    named=Rule(rest="country", needs_mineral=True, stages=True),
    picture=True,
    map=True,
)
def share(
    *named: p.SupplyNames,
    mineral: p.Mineral = None,
    stage: p.Stage = None,
    year: p.Year = None,
    top: p.Top = None,
    country: p.Countries = None,
    by: p.GroupBy = "country",
    as_of: p.BlocDay = None,
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
    """Shares of supply by country or bloc.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products as lithium carbonate), and countries to
        show alone, in any order. No mineral only with ``data``.
    stage : str or sequence of str, optional
        ``mining`` (default), ``refining``, ``reserves``, ``capacity``; several are
        shown one after the other. A product has its own stage, and a mineral with figures at one
        stage only that one.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``2018:2024``; the newest observed year when not given.
    top : int, optional
        Only the n largest countries.
    country : str or sequence of str, optional
        Only these countries; one that the source does not list has an empty row.
    by : str
        ``country`` or ``bloc:NAME,...``.
    as_of : str, optional
        ISO day on which bloc membership is read; the year's last day when not given.

    Returns
    -------
    Table
        One row per country, then the residual and the printed total. Shares are
        fractions in [0, 1] of the denominator; an absent figure is None.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If no mineral is named without ``data``, or an argument is malformed or excludes another.
    DataError
        If ``data`` cannot be used.
    NoData
        If no mineral of the query has a figure.

    References
    ----------
    Formula of `critmin.measures.shares`. The default denominator is a property of the source:
    `critmin.core.sources.default_total`.
    """
    user_table = OwnData.of(data, column_map, sheet, wide, decimal, limit)
    said = roles.read("share", named, mineral=mineral, country=country, own_names=data is not None)
    if top is not None and top < 1:
        raise QueryError(f"top is {top}: write 1 or more")
    arguments.total(total)
    view = _View(top, arguments.countries_or_blocs(said.of("country")), by, as_of)
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
    notes = stage_note(stages, mined(inputs.tables)) if data is None else []
    for shares in query.all_shares(inputs, total):
        cautions += [*shares.cautions(), *publisher_notes(shares.table)]
        rows += view.rows(shares)
        notes += view.notes(shares)
    inputs.refuse_if_empty()
    rows += [no_data(Row, mineral=gap.mineral, stage=gap.stage) for gap in inputs.missing]
    cautions += view.members.cautions
    notes += side_by_side(inputs.tables, total)
    question = {
        "command": "share",
        "minerals": said.minerals,
        "stage": stages,
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
        "top": top,
        "country": view.only,
        "by": by,
        "as_of": view.as_of,
        **(user_table.asked if user_table else {}),
    }
    return query.answer(
        inputs,
        columns_of(Row),
        rows,
        query=question,
        cautions=cautions,
        notes=notes,
        summary=partial(_summary, alone=read_as.not_alone(said)),
        chart=partial(_chart, members=view.counted),
        map=_map,
    )


def _summary(table: Table, alone: tuple[str, ...] = ()) -> str:
    from critmin.summaries.share import share

    return read_as.begin(alone, share(table))


def _chart(table: Table, members: Mapping[str, Sequence[str]]) -> Chart | None:
    from critmin.supply.share_charts import share

    return share(table, members)


def _map(table: Table) -> Chart | None:
    from critmin.supply.share_charts import share_map

    return share_map(table)


class _View:
    """Rows of a distribution that are shown, and their grouping."""

    def __init__(self, top: int | None, only: list[str], by: str, as_of: dates.Day) -> None:
        self.top, self.only = top, only
        self.blocs = self._read_by(by)
        self.as_of = None if as_of is None else dates.day(as_of)
        if as_of is not None and not self.blocs and not {*only} & {*names.bloc_names()}:
            raise QueryError("--as-of is the day of bloc membership: use it with --by bloc:NAME")
        if self.blocs and (top or only):
            raise QueryError("--by bloc:NAME excludes --top and --country: leave them out")
        self.members = BlocMembers(self.as_of)
        self.counted: dict[str, list[str]] = {}  # countries of each bloc that have a figure

    @staticmethod
    def _read_by(by: str) -> list[str]:
        if by == "country":
            return []
        kind, _, listed = by.partition(":")
        if kind != "bloc" or not arguments.words(listed):
            raise QueryError(f"by is {by!r}: write country or bloc:eu27,g7")
        return list(dict.fromkeys(names.bloc(word) for word in arguments.words(listed)))

    def rows(self, shares: Distribution) -> list[Row]:
        if self.blocs:
            return [*(self._bloc_row(shares, bloc) for bloc in self.blocs), *_total_rows(shares)]
        ranked = _ranked_rows(shares)
        if self.only:
            found = {row.iso3: row for row in [*ranked, *_unranked_rows(shares)]}
            return [
                self._bloc_row(shares, code)
                if code in names.bloc_names()
                else found.get(code) or _not_listed(shares.table, code)
                for code in self.only
            ]
        if self.top:
            return ranked[: self.top]
        return [*ranked, *_unranked_rows(shares), *_residual_rows(shares), *_total_rows(shares)]

    def notes(self, shares: Distribution) -> list[str]:
        """Notes on countries that are not shown, not listed, or added up in a bloc."""
        if self.blocs:
            return [self._bloc_note(shares.table, bloc) for bloc in self.blocs]
        if self.only:
            blocs = [code for code in self.only if code in names.bloc_names()]
            about = [self._bloc_note(shares.table, bloc) for bloc in blocs]
            return [*about, *self._not_listed_note(shares.table)]
        if not self.top or len(shares.parts) <= self.top:
            return []
        hidden = shares.parts[self.top :]
        return [
            f"{shares.table.what}: {self.top} of {len(shares.parts)} countries shown; the other "
            f"{len(hidden)} hold {fsum(hidden):.1%}, not attributed {shares.residual:.1%}"
        ]

    def _not_listed_note(self, table: SupplyTable) -> list[str]:
        """Note on countries named that the source does not list: no figure is not zero."""
        listed = {row.iso3 for row in table.countries}
        known = names.countries()
        absent = [known[code].name for code in self.only if code in known and code not in listed]
        if not absent:
            return []
        absence = f"{', '.join(absent)} is not listed by {table.source}"
        lumped = ", it may be among the other countries" if table.residuals else ""
        return [f"{table.what}: {absence}; its figure is unknown, not zero{lumped}"]

    def _bloc_note(self, table: SupplyTable, bloc: str) -> str:
        day, members = self.members.day(table), self.members.of(bloc, table)
        rows = [row for row in table.countries if row.iso3 in members]
        self.counted[bloc] = [row.country for row in rows if row.centre is not None]
        counted = ", ".join(self.counted[bloc]) or "none"
        hidden = ", ".join(f"{row.country} ({row.state})" for row in rows if row.centre is None)
        return (
            f"{table.what}: {bloc} on {day} has {len(members)} members; counted: {counted}"
            f"{'; no figure: ' + hidden if hidden else ''}; the others are not listed. "
            "Blocs may overlap"
        )

    def _bloc_row(self, shares: Distribution, bloc: str) -> Row:
        table, total = shares.table, self.members.total(bloc, shares)
        flag = codes(total.flags, table_flags(table))
        return _row(table, None, bloc, "", "bloc", total.amount, total.share, flag)


def _row(
    table: SupplyTable,
    rank: int | None,
    country: str,
    iso3: str,
    kind: str,
    quantity: float | None,
    share_: float | None,
    flag: tuple[str, ...],
) -> Row:
    return Row(
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
        share_,
        flag,
        (table.source,),
    )


def _ranked_rows(shares: Distribution) -> list[Row]:
    ranks = competition_ranks(shares.parts)
    return [
        _row(
            shares.table,
            rank,
            row.country,
            row.iso3,
            row.kind,
            row.centre,
            share_,
            flags_of(shares, row),
        )
        for rank, (row, share_) in zip(ranks, shares.ranked, strict=True)
    ]


def _unranked_rows(shares: Distribution) -> list[Row]:
    """Countries with zero output, then those with an unknown or withheld figure."""
    rest = [row for row in shares.table.countries if not (row.centre or 0) > 0]
    rest.sort(key=lambda row: (row.centre is None, row.iso3, row.country))
    return [
        _row(
            shares.table,
            None,
            row.country,
            row.iso3,
            row.kind,
            row.centre,
            shares.share(row),
            flags_of(shares, row),
        )
        for row in rest
    ]


def _residual_rows(shares: Distribution) -> list[Row]:
    return [
        _row(
            shares.table,
            None,
            row.country,
            "",
            "residual",
            row.centre,
            shares.share(row),
            flags_of(shares, row),
        )
        for row in shares.unattributed
    ]


def _total_rows(shares: Distribution) -> list[Row]:
    """Printed total; its share is 1 if it is the denominator, else None."""
    total = shares.table.total
    if total is None:
        return []
    share_ = 1.0 if shares.denominator.kind == "published" else None
    return [
        _row(
            shares.table,
            None,
            total.country,
            "",
            "total",
            total.centre,
            share_,
            flags_of(shares, total),
        )
    ]


def _not_listed(table: SupplyTable, iso3: str) -> Row:
    name = names.countries()[iso3].name
    return _row(table, None, name, iso3, "country", None, None, ("not_listed",))

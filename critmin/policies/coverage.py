"""policy coverage: minerals that acts name and money reaches, and their share of market value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, dates
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import of_user
from critmin.markets.market import check_valued
from critmin.measures.policy_coverage import covered
from critmin.policies import query, reach
from critmin.policies.bundled_tables import awards
from critmin.policies.coverage_definitions import Definition, belongs, unit
from critmin.policies.coverage_definitions import definitions as read_definitions
from critmin.policies.coverage_inputs import STAGES, Inputs
from critmin.policies.state import KINDS, NOT_BINDING, Award, MoneySum, add_up, status

if TYPE_CHECKING:
    from critmin.charts.model import Chart

FIRST_DAY, SECOND_DAY = "2022-06", "2025-03"
ON_RECORD = "2019-01-01"


class Row(NamedTuple):
    """Mineral on a day: acts that name it, money that reaches it, its market value."""

    mineral: str
    as_of: str
    classes: tuple[str, ...]
    on_lists: tuple[str, ...]
    words: tuple[str, ...]
    acts: tuple[str, ...]
    money: tuple[str, ...]
    money_unsure: tuple[str, ...]
    awards: int
    value_usd: float | None
    value_year: int | None
    china_mining: float | None
    china_refining: float | None
    china_dependent: bool | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class SummaryRow(NamedTuple):
    """Part of a class reached on a day, under one definition of words or money."""

    class_: str
    class_set: str
    reach: str
    reach_kind: str
    as_of: str
    minerals_count: int
    reached_low: int
    reached_high: int
    without_value: int
    value_usd: float | None
    value_share_low: float | None
    value_share_high: float | None
    china_minerals: int
    china_value_usd: float | None
    china_share_low: float | None
    china_share_high: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class MoneyRow(NamedTuple):
    """Money of one instrument and status that reaches a class on a day."""

    class_: str
    class_set: str
    reach: str
    as_of: str
    instrument: str
    status: str
    awards: int
    without_amount: int
    counted_elsewhere: int
    amount_usd_low: float | None
    amount_usd_high: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


# Money first, because the ids of words are the widest.


def policy_coverage(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    as_of: str | date | None = None,
    year: str | int | None = None,
    summary: bool = False,
    money: bool = False,
    definitions: str | None = None,
    valued_by: str = "output",
) -> Table:
    """Which minerals United States acts name and money reaches, at two dates.

    Parameters
    ----------
    *minerals : str
        Only these; when none is named, all that acts, awards, lists or definitions name.
    since, until : str or date, optional
        The two days compared; a month or year means its last day. June 2022 and March 2025
        when not given.
    as_of : str or date, optional
        One day instead.
    year : str or int, optional
        Year of the market values, the same for both days; the newest when not given.
    summary : bool
        Shares of market value by class and definition of words or money, instead of minerals.
    money : bool
        Sums of money by class, definition, instrument and status, instead of minerals.
    definitions : str, optional
        A file that replaces ``datasets/policy/coverage_definitions.csv``.
    valued_by : {"output", "demand"}
        Market value of minerals: world output times a price, which also covers military
        minerals, or the IEA's demand times a price, which exists for four minerals.

    Returns
    -------
    Table
        Shares, in [0, 1], are of the market value of minerals that have one, from certain
        (low) to possible reach (high); minerals without a value are counted and named.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a date is not a day, month or year, or options exclude each other.
    DataError
        For a file of definitions that cannot be used.
    """
    if summary and money:
        raise QueryError("--summary and --money exclude each other")
    years = arguments.years(year)
    if len(years) > 1:
        raise QueryError("coverage uses market values of one year: name one year")
    days = _days(since, until, as_of)
    if min(days) < ON_RECORD:
        raise QueryError(f"acts are on record from 2019, not for {min(days)}")
    wanted = list(dict.fromkeys(unit(slug) for slug in arguments.slugs(minerals)))
    way = check_valued(valued_by)
    inputs = Inputs(read_definitions(definitions), days, tuple(years), definitions, way)
    if money:
        view = _money(inputs, wanted)
    else:
        view = _summary(inputs, wanted) if summary else _by_mineral(inputs, wanted)
    own = [] if definitions is None else [of_user(str(definitions), "own definitions")]
    return query.answer(
        view.rows,
        view.columns,
        query={
            "command": "policy",
            "view": "coverage",
            "minerals": arguments.flat(minerals),
            "days": list(days),
            "year": inputs.year,
            "summary": summary or None,
            "money": money or None,
            "definitions": definitions,
            "valued_by": way,
        },
        named=view.named,
        nothing="no act, award, list or definition names it",
        cautions=[
            *view.cautions,
            *inputs.cautions(wanted),
            caution("compiled:policies", what="act or award"),
        ],
        missing=view.missing,
        notes=[f"{d.id} ({d.kind}): {d.meaning}" for d in inputs.definitions if d.meaning],
        summary=_sentence,
        chart=_chart,
        own=own,
        from_user=definitions is not None,
    )


def _days(
    since: str | date | None, until: str | date | None, as_of: str | date | None
) -> tuple[str, ...]:
    if as_of is not None:
        if since is not None or until is not None:
            raise QueryError("--as-of is one day, --from and --to are two: leave one out")
        return (dates.last_day(as_of),)
    first = dates.when(since or FIRST_DAY, "from").last
    second = dates.when(until or SECOND_DAY, "to").last
    if second < first:
        raise QueryError(f"{first} to {second}: the second date is before the first")
    return tuple(dict.fromkeys((first, second)))


def _sentence(table: Table) -> str:
    from critmin.summaries.policy import coverage

    return coverage(table)


def _chart(table: Table) -> Chart | None:
    from critmin.policies import coverage_charts, money_charts

    if table.query.get("money"):
        return money_charts.by_class(table)
    if table.query.get("summary"):
        return coverage_charts.reached(table)
    return coverage_charts.minerals(table)


class _View(NamedTuple):
    """View of coverage: its rows, columns and cautions."""

    columns: tuple[Column, ...]
    named: str
    rows: Sequence[Row] | Sequence[SummaryRow] | Sequence[MoneyRow]
    cautions: Sequence[Caution] = ()
    missing: Sequence[Caution] = ()


def _by_mineral(inputs: Inputs, wanted: Sequence[str]) -> _View:
    rows = [_mineral_row(inputs, slug, day) for slug in inputs.shown(wanted) for day in inputs.days]
    absent = [slug for slug in wanted if slug not in inputs.minerals]
    rows += [no_data(Row, mineral=slug) for slug in absent]
    missing = [caution("no_data:coverage", mineral=slug) for slug in absent]
    columns = columns_of(Row, as_of=9, china_dependent=7, words=7, value_usd=5, source=4)
    return _View(columns, "mineral", rows, missing=missing)


def _mineral_row(inputs: Inputs, slug: str, day: str) -> Row:
    words = {d.id: reach.acts_naming(d, slug, day) for d in inputs.of_kind("words")}
    money = {d.id: reach.money_reach(d, slug, day) for d in inputs.of_kind("money")}
    traits = reach.traits(slug)
    value = inputs.values[slug]
    return Row(
        mineral=slug,
        as_of=day,
        classes=tuple(d.id for d in inputs.of_kind("class") if belongs(traits, d)),
        on_lists=tuple(sorted(traits.lists & reach.issued_by(day))),
        words=tuple(id_ for id_, found in words.items() if found),
        acts=codes(act.act_id for found in words.values() for act in found),
        money=tuple(id_ for id_, found in money.items() if found.certain),
        money_unsure=tuple(i for i, found in money.items() if found.possible and not found.certain),
        awards=_awards(inputs, slug, day),
        value_usd=value.usd,
        value_year=value.year if value.usd is not None else None,
        china_mining=inputs.china["mining"][slug].share,
        china_refining=inputs.china["refining"][slug].share,
        china_dependent=inputs.dependent(slug),
        flag=_mineral_flags(inputs, slug),
        source=inputs.sources([slug]),
    )


def _awards(inputs: Inputs, slug: str, day: str) -> int:
    """Number of awards that reach a mineral under any definition of money."""
    money = inputs.of_kind("money")
    return len({id_ for d in money for id_ in reach.awards_reaching(d, slug, day)})


def _mineral_flags(inputs: Inputs, slug: str) -> tuple[str, ...]:
    value = inputs.values[slug]
    origin = "value_of_user" if value.own else "reconstructed" if value.usd is not None else None
    shares = [inputs.china[stage][slug].share for stage in STAGES]
    return codes(
        "value_missing" if value.usd is None else None,
        origin,
        value.flags,
        "china_unknown" if all(share is None for share in shares) else None,
    )


def _summary(inputs: Inputs, wanted: Sequence[str]) -> _View:
    """One row per class, definition of words or money, and day."""
    rows: list[SummaryRow] = []
    missing: list[Caution] = []
    for group in inputs.of_kind("class"):
        members = inputs.members(group, wanted)
        if members:
            rows += _summary_rows(inputs, group, members)
        else:
            rows.append(no_data(SummaryRow, class_=group.id))
            missing.append(caution("no_data:class", group=group.id))
    columns = columns_of(SummaryRow, as_of=9, value_share_low=9, value_usd=4, source=3)
    return _View(columns, "class_", rows, missing=missing)


def _summary_rows(
    inputs: Inputs, group: Definition, members: Sequence[str]
) -> Iterator[SummaryRow]:
    dependent = [slug for slug in members if inputs.dependent(slug)]
    sources = inputs.sources(members)
    for reading in inputs.of_kind("words", "money"):
        for day in inputs.days:
            found = inputs.reached(reading, day, members)
            whole, china = (covered(part, found, inputs.usd) for part in (members, dependent))
            yield SummaryRow(
                class_=group.id,
                class_set=group.first("set", "overlapping"),
                reach=reading.id,
                reach_kind=reading.kind,
                as_of=day,
                minerals_count=len(whole.minerals),
                reached_low=whole.reached_low,
                reached_high=whole.reached_high,
                without_value=len(whole.without_value),
                value_usd=whole.value,
                value_share_low=whole.share_low,
                value_share_high=whole.share_high,
                china_minerals=len(china.minerals),
                china_value_usd=china.value,
                china_share_low=china.share_low,
                china_share_high=china.share_high,
                flag=codes(
                    "value_missing" if whole.without_value else None,
                    "reach_uncertain" if whole.reached_low != whole.reached_high else None,
                ),
                source=sources,
            )


def _money(inputs: Inputs, wanted: Sequence[str]) -> _View:
    """One row per class, definition of money, day, instrument and status with an award.

    The lower sum counts certain awards with all of their minerals in the class; the upper sum
    counts every possible award with a mineral in it.
    """
    rows = [
        row
        for group in inputs.of_kind("class")
        for members in [set(inputs.members(group, wanted))]
        for reading in inputs.of_kind("money")
        for day in inputs.days
        for row in _money_rows(inputs, (group, reading, day), members)
    ]
    cautions = [caution("kinds_apart"), caution("joint_minerals:classes")]
    return _View(columns_of(MoneyRow), "class_", rows, cautions)


def _money_rows(
    inputs: Inputs, of: tuple[Definition, Definition, str], members: set[str]
) -> Iterator[MoneyRow]:
    group, reading, day = of

    def alone(award: Award) -> bool:
        certain = reach.reach_of_award(award, reading, day).certain
        return certain and all(unit(mineral) in members for mineral in award.minerals)

    cells: dict[tuple[str, str], list[Award]] = {}
    for award in awards():
        touches = {unit(mineral) for mineral in award.minerals} & members
        if touches and reach.reach_of_award(award, reading, day).possible:
            cells.setdefault((award.kind, str(status(award, day))), []).append(award)
    for (kind, state), found in sorted(cells.items(), key=lambda c: (KINDS.index(c[0][0]), c[0])):
        added = add_up(found, lambda award: reach.is_double(award, day), alone)
        yield MoneyRow(
            group.id,
            group.first("set", "overlapping"),
            reading.id,
            day,
            kind,
            state,
            added.awards,
            added.without_amount,
            added.counted_elsewhere,
            added.low,
            added.high,
            _money_flags(added, kind),
            inputs.base,
        )


def _money_flags(added: MoneySum, kind: str) -> tuple[str, ...]:
    amounts = {award.amount_is for award in added.counted}
    return codes(
        "amount_not_published" if added.without_amount else None,
        "counted_elsewhere" if added.counted_elsewhere else None,
        "not_binding" if kind in NOT_BINDING else None,
        "amount_ceiling" if "ceiling" in amounts else None,
        "amount_partly_private" if "partly-private" in amounts else None,
    )

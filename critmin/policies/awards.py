"""policy awards: federal money and equity of the United States for minerals, and sums of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, dates
from critmin.core.dates import Span
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import related
from critmin.core.wording import counted, few
from critmin.policies import bundled_tables, query, reach
from critmin.policies.query import UNSURE_FLAGS, as_given, record_columns
from critmin.policies.state import KINDS, NOT_BINDING, Award, MoneySum, add_up, status

if TYPE_CHECKING:
    from critmin.charts.model import Chart

GROUPINGS = ("mineral", "administration", "programme", "year", "stage", "country", "all")
UNNAMED = "not-published"
MOST_NOTES = 8  # most awards whose own notes are shown
AMOUNT_FLAGS = {
    "ceiling": "amount_ceiling",
    "partly-private": "amount_partly_private",
    "not-published": "amount_not_published",
}


class Row(NamedTuple):
    """Award with its status on the day."""

    award_id: str
    date: str
    administration: str
    programme: str
    instrument: str
    recipient: str
    project: str
    iso3: str | None
    minerals: tuple[str, ...]
    stages: tuple[str, ...]
    amount_usd: float | None
    amount_is: str
    status: str | None
    ended: str | None
    paid_usd: float | None
    counted: bool
    counted_in: str | None
    confidence: str
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class SumRow(NamedTuple):
    """Sum of a group's awards of one instrument and status."""

    group: str
    instrument: str
    status: str
    awards: int
    without_amount: int
    counted_elsewhere: int
    amount_usd_low: float | None
    amount_usd_high: float | None
    without_page: int | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class _Wanted(NamedTuple):
    """Filters of awards, and the day of their status."""

    slugs: Collection[str]
    span: Span
    day: str
    instrument: str | None
    programme: str | None

    def fits(self, award: Award) -> bool:
        """Whether an award matches all filters except the minerals."""
        return (
            self.span.may_hold(award.date)
            and status(award, self.day) is not None
            and self.instrument in {None, award.kind}
            and self.programme in {None, award.programme}
        )


def policy_awards(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    year: str | int | None = None,
    as_of: str | date | None = None,
    instrument: str | None = None,
    programme: str | None = None,
    by: str | None = None,
) -> Table:
    """Federal money and equity of the United States for minerals since 2020.

    Parameters
    ----------
    *minerals : str
        Only awards for one of these, its group or a member of it.
    since, until : str or date, optional
        Only awards dated between these; a day, a month or a year.
    year : str or int, optional
        Only awards of these years.
    as_of : str or date, optional
        Status at the end of this day; today when not given.
    instrument : str, optional
        One of `critmin.policies.state.KINDS`.
    programme : str, optional
        As in the column ``programme``, e.g. ``dpa-title-iii``.
    by : str, optional
        ``mineral``, ``administration``, ``programme``, ``year``, ``stage``, ``country`` or
        ``all``: sums instead of awards, by instrument and status. Different instruments or
        statuses are never added up.

    Returns
    -------
    Table
        One row per award; or sums in USD. ``amount_usd_low`` counts awards only for the
        group, ``amount_usd_high`` all that include it, so groups must not be added up.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a date is not a day, month or year.
    NoData
        If no award on record matches.
    """
    wanted = _Wanted(
        slugs=arguments.slugs(minerals),
        span=dates.span(since, until, arguments.years(year)),
        day=dates.last_day(as_of),
        instrument=arguments.choice("instrument", instrument, KINDS),
        programme=arguments.choice(
            "programme", programme, sorted({award.programme for award in bundled_tables.awards()})
        ),
    )
    grouping = arguments.choice("grouping", by, GROUPINGS)
    found = [award for award in bundled_tables.awards() if wanted.fits(award)]
    if wanted.slugs:
        found = [a for a in found if any(reach.is_for(a, slug) for slug in wanted.slugs)]
    absent = [slug for slug in wanted.slugs if not any(reach.is_for(a, slug) for a in found)]
    cautions: list[Caution] = []
    rows: list[Row] | list[SumRow]
    if grouping:
        rows = list(_sums(found, grouping, wanted))
        rows += [no_data(SumRow, group=slug) for slug in absent]
        cautions += _sum_cautions(found, grouping)
    else:
        rows = [_row(award, wanted.day) for award in found]
        rows += [no_data(Row, minerals=(slug,)) for slug in absent]
    return query.answer(
        rows,
        columns_of(SumRow) if grouping else record_columns(Row, amount_usd=9, status=7),
        query={
            "command": "policy",
            "view": "awards",
            "minerals": arguments.flat(minerals),
            "from": as_given(since),
            "to": as_given(until),
            "year": year,
            "as_of": wanted.day,
            "instrument": instrument,
            "programme": programme,
            "by": by,
        },
        named="group" if grouping else "award_id",
        nothing="no award on record matches",
        cautions=[*cautions, *_unsupported(found), caution("compiled:policies", what="award")],
        missing=[caution("no_data:award", mineral=slug, day=wanted.day) for slug in absent],
        notes=[f"{a.award_id}: {a.note}" for a in found if len(found) <= MOST_NOTES],
        summary=_summary,
        chart=_chart,
    )


def _unsupported(found: Sequence[Award]) -> Iterator[Caution]:
    """Awards from general knowledge or without an address: shown, and in no sum."""
    loose = [award.award_id for award in found if not award.grounded]
    if loose and len(loose) == len(found):
        yield caution("not_grounded:all", what=counted(len(loose), "award"))
    elif loose:
        what = f"{len(loose)} of {counted(len(found), 'award')}"
        yield caution("not_grounded", what=what, ids=few(loose))


def _summary(table: Table) -> str:
    from critmin.summaries.policy import awards

    return awards(table)


def _chart(table: Table) -> Chart | None:
    from critmin.policies import money_charts

    return money_charts.sums(table) if table.query.get("by") else money_charts.awards(table)


def _row(award: Award, day: str) -> Row:
    return Row(
        award_id=award.award_id,
        date=award.date.text,
        administration=award.administration,
        programme=award.programme,
        instrument=award.kind,
        recipient=award.recipient,
        project=award.project,
        iso3=award.iso3 or None,
        minerals=award.minerals,
        stages=award.stages,
        amount_usd=award.amount_usd,
        amount_is=award.amount_is,
        status=status(award, day),
        ended=award.ended.text if award.ended else None,
        paid_usd=award.paid_usd,
        counted=award.grounded and not reach.is_double(award, day),
        counted_in=award.counted_in or None,
        confidence=award.confidence,
        evidence=award.evidence or None,
        flag=codes(_flags(award, day)),
        source=(bundled_tables.SOURCE,),
    )


def _flags(award: Award, day: str) -> Iterator[str]:
    """Warning codes of one award."""
    yield AMOUNT_FLAGS.get(award.amount_is, "")
    if award.kind in NOT_BINDING:
        yield "not_binding"
    if reach.is_double(award, day):
        yield "counted_elsewhere"
    if len(award.minerals) > 1:
        yield "joint_minerals"
    if any(name.scope == "unnamed" for name in award.names):
        yield "minerals_not_named"
    if status(award, day) == "unsure":
        yield "date_uncertain"
    yield UNSURE_FLAGS.get(award.confidence, "")


def _groups(award: Award, grouping: str) -> list[str]:
    """Groups of an award; several if it includes several."""
    found: dict[str, Iterable[str]] = {
        "mineral": award.minerals or (UNNAMED,),
        "administration": (award.administration,),
        "programme": (award.programme,),
        "year": (award.date.first[:4],),
        "stage": award.stages,
        "country": (award.iso3 or UNNAMED,),
        "all": ("all",),
    }
    return list(dict.fromkeys(found[grouping]))


def _sums(found: Sequence[Award], grouping: str, wanted: _Wanted) -> Iterator[SumRow]:
    """One row per group, instrument and status."""
    cells: dict[tuple[str, str, str], list[Award]] = {}
    for award in found:
        for group in _groups(award, grouping):
            if grouping != "mineral" or not wanted.slugs or _is_wanted(group, wanted.slugs):
                key = (group, award.kind, str(status(award, wanted.day)))
                cells.setdefault(key, []).append(award)
    for (group, kind, state), mine in sorted(cells.items(), key=_place):
        added = add_up(
            mine,
            lambda award: reach.is_double(award, wanted.day),
            lambda award: len(_groups(award, grouping)) == 1,
            only_grounded=True,
        )
        yield SumRow(
            group,
            kind,
            state,
            added.awards,
            added.without_amount,
            added.counted_elsewhere,
            added.low,
            added.high,
            added.without_page,
            _sum_flags(added),
            (bundled_tables.SOURCE,),
        )


def _is_wanted(group: str, slugs: Iterable[str]) -> bool:
    return group != UNNAMED and any(related(group, slug) for slug in slugs)


def _place(cell: tuple[tuple[str, str, str], list[Award]]) -> tuple[str, int, str]:
    (group, kind, state), _awards = cell
    return (group, KINDS.index(kind), state)


def _sum_flags(added: MoneySum) -> tuple[str, ...]:
    of_awards = [
        code
        for award in added.counted
        for code in (
            AMOUNT_FLAGS.get(award.amount_is),
            "not_binding" if award.kind in NOT_BINDING else None,
        )
        if code != "amount_not_published"
    ]
    return codes(
        [code for code in of_awards if code],
        "amount_not_published" if added.without_amount else None,
        "counted_elsewhere" if added.counted_elsewhere else None,
        "not_grounded" if added.without_page else None,
    )


def _sum_cautions(found: Iterable[Award], grouping: str) -> list[Caution]:
    cautions = [caution("kinds_apart")]
    if any(len(_groups(award, grouping)) > 1 for award in found):
        name = "joint_minerals:sums" if grouping == "mineral" else "joint_groups"
        cautions.append(caution(name, grouping=grouping))
    return cautions

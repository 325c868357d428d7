"""policy dpa, policy acts: acts of the United States on minerals and related law."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table
from critmin.core import arguments, dates
from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted, few
from critmin.policies import bundled_tables, query, reach
from critmin.policies.query import UNSURE_FLAGS, as_given, record_columns
from critmin.policies.state import NO_ACT_FLAGS, Act

if TYPE_CHECKING:
    from critmin.charts.model import Chart

MOST_NOTES = 8  # most acts whose own notes are shown


class Row(NamedTuple):
    """Act with the minerals that it names individually."""

    act_id: str
    president: str | None
    signed: str | None
    instrument: str
    document: str
    number: str | None
    statute: str
    dpa: bool
    minerals: tuple[str, ...]
    named_by_list: str | None
    revoked: str | None
    paper_row: int | None
    confidence: str
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class AnyActRow(NamedTuple):
    """Act of any law, or a state of the law, with the minerals that it names individually."""

    act_id: str
    president: str | None
    signed: str | None
    instrument: str | None
    document: str | None
    number: str | None
    statutes: tuple[str, ...]
    dpa: bool | None
    subject: str | None
    minerals: tuple[str, ...]
    named_by_list: str | None
    revoked: str | None
    ends_in_part: str | None
    paper_row: int | None
    paper_section: str | None
    grounded: bool | None
    confidence: str | None
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


Dates = tuple[str | date | None, str | date | None, str | int | None, str | date | None]


def policy_dpa(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    year: str | int | None = None,
    as_of: str | date | None = None,
) -> Table:
    """United States acts on minerals and under the Defense Production Act since 2019.

    Parameters
    ----------
    *minerals : str
        Only acts that name one of these: the mineral, its group, a product made of it, or
        the critical-minerals list that included it when the act was signed.
    since, until : str or date, optional
        Only acts signed between these; a day, a month or a year.
    year : str or int, optional
        Only acts of these years.
    as_of : str or date, optional
        Only acts signed and not revoked by the end of this day.

    Returns
    -------
    Table
        One row per act. ``signed`` is empty for a rule of which only the effective day is
        known; ``minerals`` are those named individually.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a date is not a day, month or year.
    NoData
        If no act on record matches.
    """
    return _answered("dpa", bundled_tables.dpa_acts(), minerals, (since, until, year, as_of))


def policy_acts(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    year: str | int | None = None,
    as_of: str | date | None = None,
) -> Table:
    """United States acts on minerals, energy and trade under any law since 2019.

    The acts of `policy_dpa` and others: statutes, orders and proclamations on tariffs, energy and
    climate, and what became of the Defense Production Act itself.

    Parameters
    ----------
    *minerals, since, until, year, as_of
        As in `policy_dpa`.

    Returns
    -------
    Table
        One row per act. Rows of bills, expiries and outcomes are flagged: they are no acts in
        force. A row without a page (``grounded`` is false) supports no count.

    Raises
    ------
    UnknownName, AmbiguousName, QueryError, NoData
        As in `policy_dpa`.
    """
    return _answered("acts", bundled_tables.acts(), minerals, (since, until, year, as_of))


def _answered(view: str, among: Sequence[Act], minerals: Sequence[str], dated: Dates) -> Table:
    """Acts of a view that name one of some minerals, between days."""
    since, until, year, as_of = dated
    slugs = arguments.slugs(minerals)
    span = dates.span(since, until, arguments.years(year))
    day = None if as_of is None else dates.last_day(as_of)
    limited = span != dates.Span() or day is not None
    shown: list[Act] = []
    undated: list[str] = []
    named: set[str] = set()
    for act in among:
        found = {slug for slug in slugs if reach.scope(act, slug, act.day)}
        if slugs and not found:
            continue
        when = When.read(act.day, "day")
        if when is None and limited:
            undated.append(act.act_id)
            continue
        in_days = when is None or (span.may_hold(when) and (day is None or act.stands(day)))
        if in_days:
            named |= found
            shown.append(act)
    absent = [slug for slug in slugs if slug not in named]
    row: Any = Row if view == "dpa" else AnyActRow
    make: Callable[[Act], Any] = _row if view == "dpa" else _any_row
    return query.answer(
        [*map(make, shown), *(no_data(row, minerals=(slug,)) for slug in absent)],
        record_columns(row),
        query={
            "command": "policy",
            "view": view,
            "minerals": arguments.flat(minerals),
            "from": as_given(since),
            "to": as_given(until),
            "year": year,
            "as_of": as_given(as_of),
        },
        named="act_id",
        nothing="no act on record in these days",
        cautions=[
            *(_unsupported(shown, undated) if view == "acts" else ()),
            caution("compiled:policies", what="act"),
        ],
        missing=[caution("no_data:act", mineral=slug) for slug in absent],
        notes=_notes(shown),
        summary=_summary,
        chart=_chart,
    )


def _notes(acts: Sequence[Act]) -> list[str]:
    """Acts' own notes, if there are few acts."""
    if len(acts) > MOST_NOTES:
        return [f"notes on single acts are shown with {MOST_NOTES} acts or fewer"]
    return [f"{act.act_id}: {act.note}" for act in acts if act.note]


def _unsupported(acts: Sequence[Act], undated: Sequence[str]) -> Iterator[Caution]:
    """Acts without a page, and those that no day can place."""
    loose = [act.act_id for act in acts if not act.grounded]
    if loose and len(loose) == len(acts):
        yield caution("not_grounded:all", what=counted(len(loose), "act"))
    elif loose:
        what = f"{len(loose)} of {counted(len(acts), 'act')}"
        yield caution("not_grounded", what=what, ids=few(loose))
    if undated:
        yield caution("day_unknown", ids=few(undated))


def _summary(table: Table) -> str:
    from critmin.summaries.policy import acts

    return acts(table)


def _chart(table: Table) -> Chart:
    from critmin.answers.finding import first_clause
    from critmin.policies.charts import acts_source, timeline

    shown = set(table.column("act_id"))
    acts = (act for act in bundled_tables.acts() if act.day and act.act_id in shown)
    named = first_clause(table) if table.query.get("minerals") else ""
    return timeline(
        acts,
        title=named,
        today=dates.last_day(table.query.get("as_of")),
        figure=table.query.get("view") == "dpa",
        source=acts_source(table),
    )


def _row(act: Act) -> Row:
    lists = any(name.scope == "list" for name in act.names)
    return Row(
        act_id=act.act_id,
        president=act.president or None,
        signed=act.signed or None,
        instrument=act.instrument,
        document=act.document,
        number=act.number or None,
        statute=act.statute,
        dpa=act.dpa,
        minerals=codes(name.mineral for name in act.names),
        named_by_list=reach.critical_list(act.day) if lists else None,
        revoked=act.revoked or None,
        paper_row=int(act.paper_row) if act.paper_row else None,
        confidence=act.confidence,
        evidence=act.evidence or None,
        flag=codes(flags(act)),
        source=(bundled_tables.SOURCE,),
    )


def _any_row(act: Act) -> AnyActRow:
    known = _row(act)
    return AnyActRow(
        act_id=known.act_id,
        president=known.president,
        signed=known.signed,
        instrument=known.instrument,
        document=known.document,
        number=known.number,
        statutes=act.statutes,
        dpa=known.dpa,
        subject=act.subject,
        minerals=known.minerals,
        named_by_list=known.named_by_list,
        revoked=known.revoked,
        ends_in_part=act.ends_in_part or None,
        paper_row=known.paper_row,
        paper_section=act.paper_section or None,
        grounded=act.grounded,
        confidence=known.confidence,
        evidence=known.evidence,
        flag=codes(
            (code for code in known.flag if act.day or code != "date_signed_unknown"),
            "day_unknown" if not act.day else None,
            NO_ACT_FLAGS.get(act.instrument),
            "no_address" if not act.evidence else None,
        ),
        source=known.source,
    )


def flags(act: Act) -> Iterator[str]:
    """Warning codes of one act."""
    if not act.dpa:
        yield "not_dpa"
    if act.instrument != "executive-order" and act.paper_row:
        yield "no_executive_order"
    if not act.signed:
        yield "date_signed_unknown"
    if any(name.scope == "product" for name in act.names):
        yield "names_product"
    yield UNSURE_FLAGS.get(act.confidence, "")

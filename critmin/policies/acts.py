"""policy dpa: acts of the United States on minerals and under the Defense Production Act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.table import Table
from critmin.core import arguments, dates
from critmin.core.dates import When
from critmin.policies import bundled_tables, query, reach
from critmin.policies.query import UNSURE_FLAGS, as_given, record_columns
from critmin.policies.state import Act

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
    slugs = arguments.slugs(minerals)
    span = dates.span(since, until, arguments.years(year))
    day = None if as_of is None else dates.last_day(as_of)
    rows: list[Row] = []
    notes: list[str] = []
    named: set[str] = set()
    for act in bundled_tables.acts():
        when = When.read(act.day, "day")
        if when is None or not span.may_hold(when) or (day is not None and not act.stands(day)):
            continue
        found = {slug for slug in slugs if reach.scope(act, slug, act.day)}
        if found or not slugs:
            named |= found
            rows.append(_row(act))
            notes += [f"{act.act_id}: {act.note}"] if act.note else []
    if len(rows) > MOST_NOTES:
        notes = [f"notes on single acts are shown with {MOST_NOTES} acts or fewer"]
    absent = [slug for slug in slugs if slug not in named]
    rows += [no_data(Row, minerals=(slug,)) for slug in absent]
    return query.answer(
        rows,
        record_columns(Row),
        query={
            "command": "policy",
            "view": "dpa",
            "minerals": arguments.flat(minerals),
            "from": as_given(since),
            "to": as_given(until),
            "year": year,
            "as_of": as_given(as_of),
        },
        named="act_id",
        nothing="no act on record in these days",
        cautions=[caution("compiled:policies", what="act")],
        missing=[caution("no_data:act", mineral=slug) for slug in absent],
        notes=notes,
        chart=_chart,
    )


def _chart(table: Table) -> Chart:
    from critmin.policies.charts import timeline

    shown = set(table.column("act_id"))
    return timeline(act for act in bundled_tables.acts() if act.act_id in shown)


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
        minerals=tuple(name.mineral for name in act.names if name.mineral),
        named_by_list=reach.critical_list(act.day) if lists else None,
        revoked=act.revoked or None,
        paper_row=int(act.paper_row) if act.paper_row else None,
        confidence=act.confidence,
        evidence=act.evidence or None,
        flag=codes(flags(act)),
        source=(bundled_tables.SOURCE,),
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

"""Which acts the United States passed on minerals and under the Defense Production Act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from critmin.answers.table import Cell, Table
from critmin.core.arguments import flat
from critmin.core.arguments import years as parse_years
from critmin.core.dates import When
from critmin.policies import naming
from critmin.policies.charts import timeline
from critmin.policies.query import (
    UNSURE_FLAGS,
    Answer,
    compiled,
    read_day,
    read_minerals,
    read_span,
    record_columns,
)
from critmin.policies.register import acts
from critmin.policies.state import Act

COLUMNS = record_columns(
    "act_id president signed instrument document number statute dpa minerals named_by_list "
    "revoked paper_row confidence evidence flag source"
)


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
        the critical-minerals list on which it stood when the act was signed.
    since, until : str or date, optional
        Only acts signed between these; a day, a month or a year.
    year : str or int, optional
        Only acts of these years.
    as_of : str or date, optional
        Only acts signed and not revoked by the end of this day.

    Returns
    -------
    Table
        One row per act. ``signed`` is empty for a rule of which only the day it takes effect
        is known; ``minerals`` are those named one by one.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is no mineral, or several.
    QueryError
        For a date that is none.
    NoData
        If no act on record fits.
    """
    slugs = read_minerals(flat(minerals))
    span = read_span(since, until, parse_years(year))
    day = None if as_of is None else read_day(as_of)
    answer = Answer(
        COLUMNS,
        {
            "command": "policy",
            "view": "dpa",
            "minerals": list(minerals),
            "from": since,
            "to": until,
            "year": year,
            "as_of": as_of,
        },
    )
    reached, shown = set(), []
    for act in acts():
        when = When.read(act.day, "day")
        if when is None or not span.holds(when) or (day is not None and not act.stands(day)):
            continue
        found = {slug for slug in slugs if naming.scope(act, slug, act.day)}
        if found or not slugs:
            reached |= found
            shown.append(act)
            answer.add(_row(act), flags(act))
            answer.notes += [f"{act.act_id}: {act.note}"] if act.note else []
    for slug in slugs:
        if slug not in reached:
            answer.absent(8, slug, f"no act on record names {slug} in the days asked for")
    answer.cautions.append(compiled("act"))
    if len(answer.rows) > 8:
        answer.notes = ["notes of single acts are said when at most 8 are shown"]
    table = answer.table("no act on record in the days asked for")
    return table.replace(chart=timeline(shown))


def _row(act: Act) -> tuple[Cell, ...]:
    named = [name.mineral for name in act.names if name.mineral]
    lists = any(name.scope == "list" for name in act.names)
    return (
        act.act_id,
        act.president or None,
        act.signed or None,
        act.instrument,
        act.document,
        act.number or None,
        act.statute,
        act.dpa,
        ";".join(named) or None,
        naming.critical_list(act.day) if lists else None,
        act.revoked or None,
        int(act.paper_row) if act.paper_row else None,
        act.confidence,
        act.evidence or None,
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

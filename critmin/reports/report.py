"""report: one self-contained page on a buyer or a mineral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.briefs.brief import page_of
from critmin.briefs.page import BriefPage
from critmin.briefs.topic import Topic, topic
from critmin.core.errors import NoData
from critmin.declared.listed import START
from critmin.declared.question import question
from critmin.reports.context import Context
from critmin.reports.query import answered
from critmin.reports.sections import BUYER, MINERAL

if TYPE_CHECKING:
    from critmin.declared import parameters as p


@question(
    "report",
    group=START,
    place=5,
    answers="One self-contained page on a buyer or a mineral.",
    examples=(
        "critmin report japan -o japan.html",
        "critmin report lithium --as-of 2026-11-24 -o lithium.html",
    ),
)
def report(subject: p.Subject, *, as_of: p.ControlDay = None) -> str:
    """Write one self-contained HTML page on a buyer or a mineral.

    Parameters
    ----------
    subject : str
        A mineral, or a country or bloc that buys.
    as_of : str or date, optional
        Day for which export controls are read; today when not given. The page depends only
        on the day and the data.

    Returns
    -------
    str
        HTML that loads no other file.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If ``as_of`` is not a day.
    NoData
        If no question has an answer, or the day is before the first control on record.
    """
    import critmin
    from critmin.export_controls.query import read_day

    found, day = topic(subject), read_day(as_of)
    page = Context(found, day, _brief(found, day))
    every = MINERAL if page.topic.kind == "mineral" else BUYER
    sections = [section for section in every if section.question in critmin.__all__]
    for section in sections:
        page.found[section.key] = [answered(query) for query in section.queries(page)]
    _refuse_if_empty(page)
    from critmin.reports.writing import written

    return written(page, sections)


def _brief(found: Topic, day: str) -> BriefPage | None:
    """Brief that opens the report; None if it has no data."""
    try:
        return page_of(found, day)
    except NoData:
        return None


def _refuse_if_empty(page: Context) -> None:
    blocks = [block for found in page.found.values() for block in found]
    if not any(block.table for block in blocks):
        raise NoData(f"no question has an answer for {page.topic.name}: {blocks[0].reason}")

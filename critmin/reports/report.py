"""report: one self-contained page on a buyer or a mineral."""

from __future__ import annotations

from datetime import date

from critmin.core.errors import NoData
from critmin.reports.context import Context
from critmin.reports.query import answered
from critmin.reports.sections import BUYER, MINERAL
from critmin.reports.topic import topic


def report(subject: str, *, as_of: str | date | None = None) -> str:
    """One self-contained HTML page on a buyer or a mineral.

    Parameters
    ----------
    subject : str
        A mineral, or a country or bloc that buys.
    as_of : str or date, optional
        The day of the export controls; by default today. The page is the same for the
        same day and the same data.

    Returns
    -------
    str
        HTML that loads nothing from anywhere.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If ``as_of`` is no day, or before the first control on record.
    NoData
        If no question has an answer.
    """
    import critmin
    from critmin.export_controls.query import read_day

    page = Context(topic(subject), read_day(as_of))
    every = MINERAL if page.topic.kind == "mineral" else BUYER
    sections = [section for section in every if section.question in critmin.__all__]
    for section in sections:
        page.found[section.key] = [answered(query) for query in section.queries(page)]
    _refuse_if_empty(page)
    from critmin.reports.writing import written

    return written(page, sections)


def _refuse_if_empty(page: Context) -> None:
    blocks = [block for found in page.found.values() for block in found]
    if not any(block.table for block in blocks):
        raise NoData(f"no question has an answer for {page.topic.name}: {blocks[0].reason}")

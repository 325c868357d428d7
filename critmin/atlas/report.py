"""report: one self-contained page on a buyer or a mineral, that of the atlas standing alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.atlas.answer_section import Place
from critmin.atlas.subject_page import SubjectPage, blocks, subject_page
from critmin.atlas.subjects import Subject
from critmin.briefs.topic import topic
from critmin.core.dates import in_words
from critmin.core.errors import NoData
from critmin.declared.listed import START
from critmin.declared.question import question
from critmin.pages.blocks import Code, Page
from critmin.pages.html_page import written

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
    from critmin.export_controls.query import read_day

    found, day = topic(subject), read_day(as_of)
    page = subject_page(Subject(found.kind, found.code, found.name), day, alone=True)
    if not page.answered:
        reason = page.answers[0].reason
        raise NoData(f"no question has an answer for {found.name}: {reason}")
    return written(_alone(page))


def _alone(page: SubjectPage) -> Page:
    """The page as a file of its own."""
    from critmin import __version__

    own, day = page.subject, page.day
    foot = (
        "n/a is no figure; withheld is a figure that its publisher keeps back; neither is zero. "
        "The CSV below each table has all rows and columns, with warning codes and sources; its "
        "command with ",
        Code("--notes"),
        f" prints all notes. Made offline by critmin {__version__}; this page loads nothing. To "
        "make it again: ",
        Code(f"critmin report {own.code} --as-of {day} -o {own.code}.html"),
    )
    return Page(
        "report",
        f"{own.name}: supply of critical minerals, {in_words(day)}",
        own.name,
        day,
        blocks(page, Place()),
        (foot,),
        brand="critmin report",
        top=True,
    )

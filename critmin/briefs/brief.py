"""brief: a country, a bloc or a mineral on one screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from critmin.answers import builder
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Table
from critmin.briefs.brief_rows import columns, typed
from critmin.briefs.topic import Topic, topic
from critmin.core.errors import QueryError
from critmin.declared.listed import START
from critmin.declared.question import question
from critmin.export_controls.query import compiled, read_day, view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from critmin.briefs.brief_page import BriefPage
    from critmin.briefs.part import Part
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

ROLES = ("buyer", "supplier")
SHEETS = 2  # of A4, of a brief as a PDF


@question(
    "brief",
    group=START,
    place=1,
    answers="A country, bloc or mineral on one screen: what matters, and what changes next.",
    examples=("critmin brief japan", "critmin brief lithium --as-of 2026-11-24 -o lithium.pdf"),
    limits="A selection of the other questions, each row with its source.",
    picture=True,
)
def brief(subject: p.Subject, *, role: p.BriefSide = None, as_of: p.ControlDay = None) -> Table:
    """Brief on a buyer, a supplier or a mineral: three sentences and the rows behind them.

    Parameters
    ----------
    subject : str
        A country or bloc, or a mineral.
    role : {"buyer", "supplier"}, optional
        What is asked of a country or bloc; a buyer when not given.
    as_of : str or date, optional
        Day for which export controls and bloc membership are read; today when not given.

    Returns
    -------
    Table
        Rows of ``kind`` risk (forms that the buyer imports: over half from one country first,
        those under that country's export controls before the others, then by value), producer
        (the largest of each stage) or sale (what others import from the supplier), then the
        nearest dated changes of export controls, of ``kind`` event. ``summary`` has the
        sentences, ``further`` the commands that show more.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For another role, a role of a mineral, or a text that is not a day.
    NoData
        If a buyer has no recorded imports, a supplier neither output nor exports nor controls, a
        mineral neither output nor controls; or the day is before the first control on record.
    """
    if role not in {None, *ROLES}:
        raise QueryError(f"--as is {role!r}: write {' or '.join(ROLES)}")
    day, found = read_day(as_of), topic(subject)
    if found.kind == "mineral" and role is not None:
        raise QueryError(f"{found.code} is a mineral: --as {role} is for a country or bloc")
    part = _part(found, role, day)
    table = _answer(found, role, day, part, as_of)

    def page() -> BriefPage:
        from critmin.briefs.brief_page import BriefPage

        return BriefPage(found, role, day, table, part)

    return table.replace(writers=_writers(page))


def page_of(found: Topic, day: str, role: str | None = None) -> BriefPage:
    """Page of the brief on a mineral, buyer or supplier, which also opens other pages on it.

    Parameters
    ----------
    found : Topic
        Mineral, country or bloc.
    day : str
        ISO day.
    role : {"supplier"}, optional
        What is asked of a country or bloc; a buyer when not given.

    Raises
    ------
    NoData
        If there is none.
    """
    from critmin.briefs.brief_page import BriefPage

    part = _part(found, role, day)
    return BriefPage(found, role, day, _answer(found, role, day, part, day), part)


def _answer(
    found: Topic, role: str | None, day: str, part: Part, as_of: str | date | None
) -> Table:
    on = "" if as_of is None else f" --as-of {day}"
    return builder.answer(
        part.rows(),
        columns(),
        query={"command": "brief", "subject": found.code, "as": role, "as_of": day},
        cautions=[*_read_as(found), *part.cautions(), compiled(), *view(as_of, day, "")],
        notes=part.notes(),
        summary=" ".join(part.sentences),
        chart=_chart,
        body=_body,
        further=part.further(typed(found.code), on),
    )


def _part(found: Topic, role: str | None, day: str) -> Part:
    """Content of the brief; only the module of its kind is imported."""
    if found.kind == "mineral":
        from critmin.briefs.producing import Producing

        return Producing.of(found.code, day)
    from critmin.trade.buyers import buyer

    if role == "supplier":
        from critmin.briefs.selling import Selling

        return Selling.of(buyer(found.code, day), day)
    from critmin.briefs.buyer_brief import BuyerBrief

    return BuyerBrief.of(buyer(found.code, day), day)


def _read_as(found: Topic) -> list[Caution]:
    """That the brief on a good is on its mineral."""
    if not found.good:
        return []
    return [caution("read_as:mineral", name=found.good, mineral=found.code)]


def _writers(page: Callable[[], BriefPage]) -> Mapping[str, Callable[[], str | bytes]]:
    """Writers of the brief as a page; what they need is imported when one is used."""

    def html() -> str:
        from critmin.pages.html_page import written

        return written(page().page())

    def pdf() -> bytes:
        from critmin.pages.pdf_page import written

        made = page()
        again = f"{made.command} -o {made.topic.code.lower()}.pdf"
        return written(made.page(), again, most=SHEETS)

    return {"html": html, "pdf": pdf}


def _chart(table: Table) -> Chart | None:
    from critmin.briefs.brief_charts import brief as drawn

    return drawn(table)


def _body(table: Table, width: int) -> str:
    from critmin.briefs.brief_screen import body

    return body(table, width)

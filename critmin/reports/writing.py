"""Writes the answers of a report as one HTML page: the brief, then a section a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from critmin.answers import ordering, plain_text
from critmin.answers.table import Table
from critmin.briefs import brief as briefs
from critmin.briefs.page import BriefPage
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import capital
from critmin.pages import shell, words
from critmin.pages.figures import FigureView, figure_of
from critmin.pages.plain import differently, plain
from critmin.pages.shell import Entry
from critmin.pages.tables import TableView, table_view
from critmin.reports.context import Context
from critmin.reports.query import Block
from critmin.reports.rows import by_measure, differing
from critmin.reports.sections import Section

if TYPE_CHECKING:
    from critmin.core.sources import Source

CAUTIONS = 2  # in sight below a table; the others are a click away
LAST = {"residual": 1, "total": 2}  # kinds of rows that stand below the countries
MORE = 6  # notes that a click shows; --notes has all
HERE = Path(__file__).parent
BRIEFS = Path(briefs.__file__).parent


class SectionView(NamedTuple):
    """Section as the template needs it.

    ``said`` is the sentence of the answer; ``table`` is None without an answer, and not ``shown``
    in a section of sentences and a picture. ``gaps`` are (question, reason) without data.
    """

    key: str
    heading: str
    lead: str
    said: tuple[str, ...]
    figure: FigureView | None
    table: TableView | None
    shown: bool
    commands: tuple[str, ...]
    gaps: tuple[tuple[str, str], ...]


def written(page: Context, sections: Sequence[Section]) -> str:
    """The page."""
    said: set[str] = set()
    views = [_view(_headed(section, page), page.found[section.key], said) for section in sections]
    views = [_with_lead(view, differing(page)) if view.key == "trend" else view for view in views]
    full = [view for view in views if view.table is not None]
    absent = [view for view in views if view.table is None]
    brief = page.brief
    entries = [
        *([Entry("brief", "In brief")] if brief is not None else []),
        *(Entry(view.key, view.heading) for view in full),
        *([Entry("absent", "Questions without an answer")] if absent else []),
        Entry("sources", "Sources and licences"),
    ]
    blocks = [block for found in page.found.values() for block in found]
    return shell.written(
        "report.html",
        HERE,
        BRIEFS,
        title=f"{page.topic.name}: supply of critical minerals, {in_words(page.day)}",
        topic=page.topic,
        iso_day=page.day,
        day=in_words(page.day),
        page=brief,
        figure=_picture(brief),
        entries=entries,
        sections=full,
        absent=absent,
        sources=shell.cited(_cited(blocks, brief)),
        command=f"critmin report {page.topic.code} --as-of {page.day} -o {page.topic.code}.html",
    )


def _picture(brief: BriefPage | None) -> FigureView | None:
    """Picture of the brief; that of a mineral's output is in the first section."""
    if brief is None or brief.kind == "producer" or brief.picture is None:
        return None
    return figure_of(brief.picture, "picture")


def _cited(blocks: Iterable[Block], brief: BriefPage | None) -> Iterator[Source]:
    for block in blocks:
        yield from block.table.sources if block.table is not None else ()
    yield from brief.sources if brief is not None else ()


def _headed(section: Section, page: Context) -> Section:
    """A section with the name of the supplier in its heading."""
    return section._replace(heading=section.heading.format(main=page.main))


def _with_lead(view: SectionView, more: Sequence[str]) -> SectionView:
    return view._replace(lead=" ".join([view.lead, *more]))


def _view(section: Section, blocks: Sequence[Block], said: set[str]) -> SectionView:
    """A section; ``said`` are cautions of the sections above, which are not repeated in sight."""
    tables = [block.table for block in blocks if block.table is not None and len(block.table)]
    gaps = tuple(
        (block.query.title, words.reason(block.reason or "nothing on record"))
        for block in blocks
        if block.table is None or not len(block.table)
    )
    commands = tuple(block.query.line for block in blocks)
    if not tables:
        nothing = gaps or (("", "The sections above have no answer to start from."),)
        empty = (section.key, section.heading, section.lead, (), None, None, False)
        return SectionView(*empty, commands, nothing)
    whole = _joined(tables)
    text = whole.to_csv()
    if section.question == "controls":
        whole = by_measure(whole)
    if section.order:
        whole = _countries_first(ordering.sort(whole, ordering.order_of(section.order)))
    figure = figure_of(tables[0], f"{section.key}-p") if _drawn(section, tables) else None
    table = table_view(
        whole,
        f"{section.key}-t",
        columns=section.columns.split(),
        rows=section.rows,
        bar=section.bar,
        as_ordered=len(tables) > 1 or bool(section.order),
    )
    summary = tables[0].summary if len(tables) == 1 else ""
    shown = bool(section.columns) and not (section.either and figure is not None)
    lettered = [text for _letter, text in table.notes] if shown else []
    cautions = words.unsaid(table.cautions, [*table.everywhere, *lettered])
    kept = tuple([text for text in cautions if text not in said][:CAUTIONS])
    said.update(kept)
    others = (text for text in cautions if text not in kept)
    return SectionView(
        section.key,
        section.heading,
        section.lead,
        (summary,) if summary else (),
        figure,
        table._replace(
            csv=text,
            file=f"{section.key}.csv",
            label=section.heading,
            cautions=kept,
            more=tuple(differently([*others, *_readable(table.more)]))[:MORE],
            command=commands[0] if len(commands) == 1 else "",
        ),
        shown,
        commands,
        gaps,
    )


def _countries_first(table: Table) -> Table:
    """Rows in their order, with residuals and totals below the countries."""
    if "kind" not in table.names:
        return table
    last = [LAST.get(str(kind), 0) for kind in table.column("kind")]
    return table.in_order(sorted(range(len(table)), key=last.__getitem__))


def _drawn(section: Section, tables: Sequence[Table]) -> bool:
    return section.picture and len(tables) == 1


def _joined(tables: Sequence[Table]) -> Table:
    """Answers of one question for several buyers, as one table."""
    first, *others = tables
    return first.joined(others) if others else first


def _readable(texts: Iterable[str]) -> Iterator[str]:
    """Notes in plain words; those with codes are in the CSV and the command's notes."""
    for text in texts:
        said = plain_text.readable(plain(text))
        if said:
            yield capital(said)

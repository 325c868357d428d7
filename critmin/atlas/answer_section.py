"""Section of a page: an answer with its sentence, its pictures, its table and its notes.

A page in the atlas has files and other pages beside it. One that stands alone holds its CSV and is
shorter. What was said above is not said again: of cautions in sight, each stands once on a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from critmin.answers import ordering
from critmin.answers.builder import codes
from critmin.answers.screens import ordered
from critmin.answers.table import Cell, Table
from critmin.atlas.questions import AS_IT_IS, Answer, Look
from critmin.core.named_tuple import NamedTuple
from critmin.pages import page_words as words
from critmin.pages.blocks import (
    LEAD,
    NONE,
    SMALL,
    AnswerTable,
    Block,
    Code,
    OnlyFile,
    Paragraphs,
    Picture,
    Section,
    Sentences,
    Strong,
)
from critmin.pages.page_figures import picture_of
from critmin.pages.page_tables import Link, TableView, table_view
from critmin.pages.page_words import differently, plain, readable, unsaid

CAUTIONS = 2  # in sight below a table; the others are a click away
NOTES = 6  # that a click shows; the command with --notes has all
LARGEST = 36_000  # letters of a picture in two drawings; of a larger one a page has one drawing
LAST = {"residual": 1, "total": 2}  # kinds of rows that stand below the countries


class Place(NamedTuple):
    """Where a page stands.

    ``alone``: no files and no other pages are beside it. ``files`` is the address of the folder of
    its tables' files, ``link`` leads to the pages of what cells name. ``held`` are the rows of a
    table that it can show, ``most`` the letters of a picture in two drawings.
    """

    alone: bool = True
    files: str = ""
    link: Link | None = None
    held: int = 24
    most: int | None = None

    def files_of(self, key: str) -> tuple[tuple[str, str], ...]:
        """Format and address of each file of a table."""
        if self.alone:
            return ()
        return tuple((name, f"{self.files}/{key}.{name.lower()}") for name in ("CSV", "JSON"))


def section(answer: Answer, place: Place, above: set[str]) -> Section:
    """Section of an answer with rows.

    Parameters
    ----------
    answer : Answer
        One with a table.
    place : Place
        Where the page stands.
    above : set of str
        Cautions in sight above; those of this section are added.
    """
    table = answer.table
    assert table is not None
    pictures = _pictures(answer, table, place)
    shown = _shows_table(answer.look, place, bool(pictures))
    view = _noted(_view(answer, table, place), shown, place, above)
    said = table.summary
    found: list[Block] = [Sentences((said,))] if said else []
    found += [one._replace(finding=not said) for one in pictures]
    if answer.look.lead and (shown or pictures):
        found.append(Paragraphs((answer.look.lead,), LEAD))
    found.append(AnswerTable(view) if shown else OnlyFile(view))
    found += [*_gaps(answer)]
    return Section(f"{answer.key}-h", answer.heading, tuple(found), searched=True)


def _shows_table(look: Look, place: Place, pictured: bool) -> bool:
    if not place.alone:
        return True
    return "table" in look.alone or (look.alone == "either" and not pictured)


def _pictures(answer: Answer, table: Table, place: Place) -> list[Picture]:
    """Pictures of an answer: its usual one, and where it is about the output of countries a map."""
    look, found = answer.look, []
    wanted = look.alone != "table" and bool(look.alone) if place.alone else look.pictured
    if wanted:
        found.append(picture_of(table, f"{answer.key}-figure", most=place.most))
    if look.mapped and not place.alone:
        found.append(picture_of(table, f"{answer.key}-map", map=True, most=place.most))
    return [one for one in found if one is not None]


def _view(answer: Answer, table: Table, place: Place) -> TableView:
    look = answer.look
    view = table_view(
        _in_order(_by_measure(table), look),
        answer.key,
        columns=(look.columns if place.alone else f"{look.columns} {look.further}").split(),
        rows=look.rows,
        held=place.held,
        link=place.link,
        bar=look.bar,
        command=answer.command,
        as_ordered=True,
        csv=table.to_csv() if place.alone else "",
        files=place.files_of(answer.key),
    )
    return view._replace(label=answer.heading, command=answer.command)


def _in_order(table: Table, look: Look) -> Table:
    """Rows as a page shows them; files have them as the command prints them.

    In an order of its own, countries stand above residuals and totals.
    """
    if not look.order:
        return ordered(table)
    if look.order == AS_IT_IS:
        return table
    table = ordering.sort(table, ordering.order_of(look.order))
    if "kind" not in table.names:
        return table
    last = [LAST.get(str(kind), 0) for kind in table.column("kind")]
    return table.in_order(sorted(range(len(table)), key=last.__getitem__))


def _by_measure(table: Table) -> Table:
    """Controls with one row for each measure and state, and all of its minerals in it.

    The answer has a row for each mineral of a measure. Other answers stay as they are.
    """
    if table.query.get("command") != "controls" or "measure_id" not in table.names:
        return table
    merged: dict[tuple[Cell, ...], list[Any]] = {}
    for row in table.typed:
        apart = (row.measure_id, row.status, row.suspended_until, row.effective)
        merged.setdefault(apart, []).append(row)
    return table.replace(
        rows=tuple(
            of[0]._replace(
                mineral=codes(*(row.mineral for row in of)), flag=codes(*(row.flag for row in of))
            )
            for of in merged.values()
        )
    )


def _noted(view: TableView, shown: bool, place: Place, above: set[str]) -> TableView:
    """A table with the cautions that nothing in sight says already, and the other notes."""
    lettered = [text for _letter, text in view.notes] if shown else []
    cautions = unsaid([*map(plain, view.cautions)], [*view.everywhere, *lettered])
    kept = tuple([text for text in cautions if text not in above][:CAUTIONS])
    others = [text for text in cautions if text not in {*kept, *above}]
    above.update(kept)
    texts = list(differently([*others, *readable(view.more)]))
    return view._replace(cautions=kept, more=_few(texts, len(others) + len(view.more), place))


def _few(texts: list[str], number: int, place: Place) -> tuple[str, ...]:
    """The first notes; a page with files counts those that only these have."""
    if place.alone or len(texts) == number <= NOTES:
        return tuple(texts[:NOTES])
    kept = texts[: NOTES - 1]
    left = number - len(kept)
    return (*kept, f"{left} more {'note is' if left == 1 else 'notes are'} in the JSON file.")


def _gaps(answer: Answer) -> Iterator[Block]:
    """Parts without data, each with its reason; and the commands, if there are several."""
    if answer.gaps:
        lines = [(Strong(f"{name}:"), f" {words.reason(why)}") for name, why in answer.gaps]
        yield Paragraphs(tuple(lines), NONE)
    if len(answer.commands) > 1:
        line: list[str | Code] = ["Commands: "]
        for at, command in enumerate(answer.commands):
            line += [", ", Code(command)] if at else [Code(command)]
        yield Paragraphs((tuple(line),), SMALL)

"""Writes the pages of the atlas and the files of their tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from critmin.answers import formats, ordering, plain_text
from critmin.answers.chart_of_answer import chart_of
from critmin.answers.table import Table, as_number
from critmin.atlas import links
from critmin.atlas.contents import ROWS, Block, Page
from critmin.atlas.search_index import FILE, VARIABLE
from critmin.atlas.subjects import BUYER, MINERAL, SUPPLIER, Subject
from critmin.charts.model import Chart
from critmin.core.dates import in_words
from critmin.core.errors import QueryError
from critmin.core.wording import capital
from critmin.pages import shell, words
from critmin.pages.figures import FigureView, figure_view
from critmin.pages.plain import differently, plain
from critmin.pages.tables import TableView, table_view

HERE = Path(__file__).parent
HELD = 20  # rows of a table that a page can show
LARGEST = 36_000  # letters of a picture in two drawings; of a larger one a page has one drawing
NOTES = 6  # notes on a table that a page has
MAPPED = ("supply",)  # answers on one mineral
HISTORY = "history"  # start of the keys of blocks over the years
SORTED = {"largest": "-imports_usd", "output": "-share"}
AS_ORDERED = (HISTORY, "buyers", "dependence")  # newest first, or the largest buyers first
# The page's own script, and the index of the search beside it, in a folder and on a server.
OWN_FILES = ("'self'", "file:")
KINDS = {MINERAL: "Mineral", BUYER: "Buyer", SUPPLIER: "Supplier"}


class TableFile(NamedTuple):
    """Table of a page as files: their path without suffix, the command, the number of rows."""

    path: str
    page: str
    heading: str
    command: str
    rows: int


class Written(NamedTuple):
    """Files of a page by path, in bytes, and the tables among them."""

    files: dict[str, bytes]
    tables: tuple[TableFile, ...]


class View(NamedTuple):
    """Block as the template writes it."""

    block: Block
    said: str
    figures: tuple[FigureView, ...]
    table: TableView


def page_files(page: Page, day: str) -> Written:
    """Page of a subject, with all its tables as CSV and JSON.

    Parameters
    ----------
    page : Page
        What it shows.
    day : str
        ISO day for which export controls are read.
    """
    own = page.subject
    folder = links.folder_of(own)
    tables: dict[str, bytes] = {}
    named = []
    for block in page.answered:
        assert block.table is not None
        path = f"{folder}/{block.key}"
        tables |= table_files(block.table, path)
        entry = TableFile(path, own.path, block.heading, block.command, len(block.table))
        named.append(entry)
    said = " ".join(page.sentences)
    html = written(
        "subject.html",
        title=f"{own.name}: {KINDS[own.kind].lower()} in the atlas of critical minerals",
        top="../",
        day=day,
        page=page,
        kind=KINDS[own.kind],
        views=[view(block, own, f"../{folder}/{block.key}", said) for block in page.answered],
        other=links.other_page(own),
        around=links.neighbours(own),
        cited=shell.cited(
            source for block in page.answered if block.table for source in block.table.sources
        ),
    )
    return Written({own.path: html.encode()} | tables, tuple(named))


def table_files(table: Table, path: str) -> dict[str, bytes]:
    """Whole answer as CSV and JSON, as the command line writes them."""
    found = {}
    for name in ("csv", "json"):
        content = formats.write(table, formats.named(name), formats.Layout())
        found[f"{path}.{name}"] = content if isinstance(content, bytes) else content.encode()
    return found


def view(block: Block, own: Subject | None, path: str, said: str = "") -> View:
    """Block with an answer as the template writes it.

    Parameters
    ----------
    block : Block
        A block with a table.
    own : Subject or None
        Subject of the page; None for a page at the top.
    path : str
        Address of its files from the page, without suffix.
    said : str
        What the page says already; a block does not repeat it.
    """
    table = block.table
    assert table is not None
    shown = table_view(
        _in_order(block, table),
        block.key,
        columns=block.shown,
        rows=ROWS,
        held=HELD,
        link=links.links_of(own),
        command=block.command,
        as_ordered=block.key.startswith((*AS_ORDERED, *SORTED)),
    )
    files = (("CSV", f"{path}.csv"), ("JSON", f"{path}.json"))
    shown = shown._replace(csv="", files=files, more=_few(shown.more), cautions=_cautions(shown))
    return View(
        block,
        "" if table.summary == said else table.summary,
        _figures(block, table, LARGEST if own else None),
        shown,
    )


def _cautions(shown: TableView) -> tuple[str, ...]:
    """Cautions that no note of the rows says."""
    known = [*shown.everywhere, *(text for _letter, text in shown.notes)]
    return words.unsaid(tuple(map(plain, shown.cautions)), known)


def _in_order(block: Block, table: Table) -> Table:
    """Rows as a page shows them: of a history the newest, of shares and values the largest first.

    The files have them as the command prints them.
    """
    if block.key.startswith(HISTORY):
        return _newest_first(table)
    order = SORTED.get(block.key)
    return ordering.sort(table, [order]) if order else table


def _newest_first(table: Table) -> Table:
    """Rows of the newest year first; those of a year keep their order."""
    years = [as_number(year) or 0 for year in table.column("year")]
    return table.in_order(sorted(range(len(table)), key=lambda at: -years[at]))


def _few(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Notes in plain words; those with codes, long lists or the same words are in the JSON file."""
    texts = filter(None, (plain_text.readable(plain(one)) for one in notes))
    said = tuple(differently(map(capital, texts)))
    kept = said if len(said) == len(notes) <= NOTES else said[: NOTES - 1]
    left = len(notes) - len(kept)
    verb = "note is" if left == 1 else "notes are"
    return (*kept, *([f"{left} more {verb} in the JSON file."] if left else []))


def _figures(block: Block, table: Table, most: int | None) -> tuple[FigureView, ...]:
    """Pictures of an answer: its usual one, and where it is about the output of countries a map.

    ``most`` are the letters of one picture; the front page has room for any.
    """
    found = []
    if block.pictured and table.chart is not None and (chart := _chart(table)):
        found.append(figure_view(chart, f"{block.key}-figure", most=most))
    if block.key in MAPPED and table.map is not None and (chart := _chart(table, map=True)):
        found.append(figure_view(chart, f"{block.key}-map", most=most))
    return tuple(found)


def _chart(table: Table, *, map: bool = False) -> Chart | None:
    """Chart of an answer; None if it has too few figures for one."""
    try:
        return chart_of(table, map=map)
    except QueryError:
        return None


def written(template: str, *, title: str, top: str, day: str, **values: Any) -> str:
    """Write a page from a template of the atlas.

    Parameters
    ----------
    template : str
        Name of the template.
    title : str
        Title of the page.
    top : str
        Address of the top of the atlas from the page: empty or ``../``.
    day : str
        ISO day of the atlas.
    **values
        What the template uses besides.
    """
    script = search_script()
    return shell.written(
        template,
        HERE,
        title=title,
        scripts=[shell.hashed(script), *OWN_FILES],
        own_style=shell.bundled(HERE / "atlas.css"),
        top=top,
        day=day,
        on=in_words(day),
        search=shell.trusted(script),
        plain=plain,
        **values,
    )


@cache
def search_script() -> str:
    """Script of the search, the same on all pages."""
    text = shell.bundled(HERE / "find.js")
    return text.replace("INDEX_FILE", FILE).replace("INDEX_NAME", VARIABLE)

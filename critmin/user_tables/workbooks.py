"""Sheets of a user's workbook as texts; a cell stored as a number keeps its value."""

from __future__ import annotations

from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.grid import HEADER_WITHIN, IsHeader, Lines, Merged, header_at
from critmin.user_tables.limits import USUAL, Limits
from critmin.user_tables.workbook_cells import Reading
from critmin.user_tables.workbook_parts import Book, Damaged, Page, refusal


class Sheet(NamedTuple):
    """Sheet that is read, and the other sheets with anything on them.

    ``name`` is empty where the workbook has no other sheet with anything on it; ``hidden`` says
    what of the sheet is hidden in the workbook and read all the same.
    """

    lines: Lines
    merged: Merged
    name: str
    others: tuple[str, ...]
    hidden: tuple[str, ...] = ()


def read_sheet(
    file: str,
    content: bytes,
    is_header: IsHeader | None,
    sheet: str | None,
    *,
    one: bool,
    limits: Limits = USUAL,
) -> Sheet:
    """Read the sheet named, else the first with a header.

    Rows are those that are there, with their numbers: what the workbook says of their number is
    not believed.

    Parameters
    ----------
    file : str
        Name of the workbook, for errors.
    content : bytes
        Its bytes.
    is_header : callable or None
        Whether a row is the header; without it the first sheet is read.
    sheet : str or None
        Name of a sheet.
    one : bool
        Refuse a workbook in which several sheets have a header, if none is named.
    limits : Limits
        What is read of it at most.

    Raises
    ------
    DataError
        If the workbook cannot be read or is beyond a limit, several sheets fit, or a formula has
        no stored value.
    QueryError
        If there is no sheet of that name.
    """
    try:
        book = Book(file, content, limits)
        parts = {page.part: page for page in book.pages}  # sheets may have one part
        read = {part: _head(book, page) for part, page in parts.items()}
        heads = [read[page.part] for page in book.pages]
        at = _chosen(file, book.pages, heads, is_header, sheet, one=one, columns=limits.columns)
        reading = Reading(book)
        reading.read(book.pages[at].part)
        reading.refuse_unstored()
        merged = reading.merged()
    except Damaged as damage:
        raise refusal(file, damage) from damage
    others = tuple(page.name for i, page in enumerate(book.pages) if i != at and heads[i])
    hidden = [f"hidden sheet {book.pages[at].name!r}"] if book.pages[at].hidden else []
    name = book.pages[at].name if others else ""
    return Sheet(reading.lines, merged, name, others, (*hidden, *reading.hidden()))


def _head(book: Book, page: Page) -> Lines:
    """First rows with text of a sheet."""
    reading = Reading(book, HEADER_WITHIN)
    reading.read(page.part)
    return reading.lines


def _chosen(
    file: str,
    pages: list[Page],
    heads: list[Lines],
    is_header: IsHeader | None,
    wanted: str | None,
    *,
    one: bool,
    columns: int,
) -> int:
    if wanted is not None:
        exact = [page.name for page in pages]
        if wanted in exact:
            return exact.index(wanted)
        folded = [page.name.strip().casefold() for page in pages]
        if wanted.strip().casefold() not in folded:
            names = ", ".join(page.name for page in pages)
            raise QueryError(f"--sheet is {wanted!r}; {file} has {names}")
        return folded.index(wanted.strip().casefold())
    if is_header is None:
        return 0
    named = {id(lines): header_at(lines, is_header, columns) for lines in heads}  # a part's once
    found = [i for i, lines in enumerate(heads) if named[id(lines)] is not None]
    if one and len(found) > 1:
        shown = " and ".join(_shown(pages[i]) for i in found)
        raise DataError(
            f"has a table on sheets {shown}: name one with --sheet",
            file=file,
            code="several_sheets",
        )
    return found[0] if found else 0


def _shown(page: Page) -> str:
    return f"{page.name!r} (hidden)" if page.hidden else repr(page.name)

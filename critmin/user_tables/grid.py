"""A user's table as a grid of texts: where its header is, and lines that are no rows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from critmin.core.errors import DataError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.decimal_notation import Exact, narrow

MOST_COLUMNS = 200
# Characters that no cell keeps: controls, halves of characters, and two that XML refuses.
CONTROL = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
    "\ufffd",
)
HEADER_WITHIN = 40  # non-blank rows that are searched for the header
IsHeader = Callable[[list[str]], bool]
Score = Callable[[list[str]], int]
Lines = list[tuple[int, list[str]]]
Merged = dict[tuple[int, int], str]


class Broken(NamedTuple):
    """Line that cannot be read as a row of the table, and the reason."""

    line: int
    code: str
    message: str


@dataclass(frozen=True)
class Grid:
    """Table of a file: header and rows as text, each row with its line number.

    ``above`` is the number of rows above the header, as a title; ``broken`` are lines that cannot
    be read as rows; ``merged`` has the text of a workbook's merged cells for each further
    (line, column) that they cover. ``encoding`` is empty for UTF-8, ``separator`` for files that
    are no text; ``separator_found`` if it is not the usual one of the file's suffix. ``sheet`` is
    the sheet that was read where a workbook has several, ``other_sheets`` are those that were not.
    ``footnotes`` are lines of text below the table.
    """

    file: str
    header: list[str]
    rows: Lines
    above: int = 0
    broken: tuple[Broken, ...] = ()
    merged: Merged = field(default_factory=dict)
    separator: str = ""
    separator_found: bool = False
    encoding: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    footnotes: tuple[tuple[int, str], ...] = ()
    header_line: int = 1

    @property
    def found_as(self) -> list[str]:
        """How the file was read, where that is not a plain CSV: its separator and encoding."""
        names = {";": "semicolons", "|": "vertical bars", "\t": "tabs", ",": "commas"}
        said = (
            [f"cells separated by {names.get(self.separator, repr(self.separator))}"]
            if self.separator_found
            else []
        )
        said += [f"encoding {self.encoding}"] if self.encoding else []
        said += [f"sheet {self.sheet!r}"] if self.sheet else []
        rows = f"{self.above} row{'s' if self.above > 1 else ''} above the header skipped"
        return said + ([rows] if self.above else [])


def refusal(file: str, broken: Broken) -> DataError:
    """Error of a line that cannot be read."""
    return DataError(broken.message, file=file, line=broken.line, code=broken.code)


def full(lines: Lines) -> Lines:
    """Lines with text in them."""
    return [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]


def header_at(lines: Lines, is_header: IsHeader | None) -> int | None:
    """Position of the first full row that is a header; None if there is none."""
    if is_header is None:
        return None
    head = lines[:HEADER_WITHIN]
    passes = (i for i, (_, cells) in enumerate(head) if is_header(cells))
    found = next(passes, None)
    while found is not None and found + 1 < len(head) and is_header(head[found + 1][1]):
        found += 1  # a header of two rows: the lower one names the columns
    return found


def likeliest(lines: Lines, score: Score | None) -> int:
    """Position of the full row with most of the columns needed, for the error; else the first.

    One word that is known may stand in a title, so two are needed.
    """
    if score is None:
        return 0
    scores = [score(cells) for _, cells in lines[:HEADER_WITHIN]]
    return scores.index(max(scores)) if max(scores) > 1 else 0


def _with_merged_header(lines: Lines, merged: Merged) -> Lines:
    """First rows with merged cells filled in, for a header that spans rows or columns."""
    return [
        (line, [cell or merged.get((line, at), "") for at, cell in enumerate(cells)])
        if at_row < HEADER_WITHIN
        else (line, cells)
        for at_row, (line, cells) in enumerate(lines)
    ]


def finished(
    file: str,
    lines: Lines,
    broken: list[Broken],
    is_header: IsHeader | None = None,
    merged: Merged | None = None,
    score: Score | None = None,
) -> Grid:
    """Header and rows without blank lines; rows of another length are among the broken ones."""
    filled = full(lines)
    if not filled:
        if broken:
            raise refusal(file, broken[0])
        raise DataError(
            "is empty: a header and at least one row are needed", file=file, code="empty"
        )
    heads = _with_merged_header(filled, merged) if merged else filled
    found = header_at(heads, is_header)
    at = likeliest(heads, score) if found is None else found
    filled[at] = heads[at]
    (line, header), rows = filled[at], filled[at + 1 :]
    while len(header) > 1 and not header[-1].strip() and not _used(rows, len(header) - 1):
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise DataError(
            f"has {len(header):,} columns, more than {MOST_COLUMNS}: swap rows and columns",
            file=file,
            line=line,
            code="too_many_columns",
        )
    rows, footnotes = without_footnotes(rows, len(header))
    good = []
    for number, cells in rows:
        extra = any(cell.strip() for cell in cells[len(header) :])
        if len(cells) < len(header) or extra:
            message = f"has {len(cells)} cells, the header {len(header)}: one whole table is needed"
            broken.append(Broken(number, "ragged_row", message))
        else:
            good.append((number, cells))
    return Grid(
        file,
        header,
        list(_trimmed(good, len(header))),
        at,
        tuple(sorted(broken)),
        merged or {},
        footnotes=footnotes,
        header_line=line,
    )


def _used(rows: Lines, column: int) -> bool:
    """Whether any row has text in a column."""
    return any(len(cells) > column and cells[column].strip() for _, cells in rows)


def without_footnotes(rows: Lines, width: int) -> tuple[Lines, tuple[tuple[int, str], ...]]:
    """Rows, and the lines of text below them: a sentence in the first cell and nothing beside it.

    One word alone may be a row that was cut off, and stays one.
    """
    end = len(rows)
    while end and width > 2 and _is_sentence(rows[end - 1][1]):
        end -= 1
    notes = tuple((number, cells[0].strip()) for number, cells in rows[end:])
    return (rows[:end], notes) if end else (rows, ())


def _is_sentence(cells: list[str]) -> bool:
    text = narrow(cells[0]).strip()
    alone = not any(cell.strip() for cell in cells[1:])
    return bool(text) and alone and (":" in text or len(text.split()) > 2)


def _trimmed(rows: Sequence[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header, control characters made visible as U+FFFD."""
    for number, cells in rows:
        yield (
            number,
            [
                cell if isinstance(cell, Exact) else cell.translate(CONTROL)
                for cell in cells[:width]
            ],
        )

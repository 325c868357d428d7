"""A user's table as a grid of texts: where its header is, and lines that are no rows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from critmin.core.errors import DataError
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import dashes
from critmin.user_tables.decimal_notation import Exact, narrow
from critmin.user_tables.limits import USUAL, Limits

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

    ``titles`` are the texts above the header, and ``above`` is the number of their rows;
    ``broken`` are lines that cannot be read as rows; ``merged`` has the text of a workbook's
    merged cells for each further (line, column) that they cover. ``encoding`` is empty for UTF-8,
    ``separator`` for files that are no text; ``separator_found`` if it is not the usual one of the
    file's suffix. ``sheet`` is the sheet that was read where a workbook has several,
    ``other_sheets`` are those that were not. ``footnotes`` are lines of text below the table;
    ``hidden`` says what of a sheet is hidden in the workbook and read all the same. ``nested`` says
    what columns hold that is no single value.
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
    hidden: tuple[str, ...] = ()
    nested: dict[int, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()

    @property
    def said(self) -> list[str]:
        """Texts that may say what a mark of the table means: titles, header and footnotes."""
        return [*self.titles, *self.header, *(text for _, text in self.footnotes)]

    def refuse_nested(self, places: Iterable[int]) -> None:
        """Refuse a column that is used and has several values in a cell, or bytes.

        Raises
        ------
        DataError
            If one is.
        """
        for at in places:
            if at in self.nested:
                raise DataError(
                    f"holds {self.nested[at]}: write one text or number in a cell",
                    file=self.file,
                    column=self.header[at],
                    code="nested",
                )

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
        said += self.hidden
        rows = f"{self.above} row{'s' if self.above > 1 else ''} above the header skipped"
        return said + ([rows] if self.above else [])


def refusal(file: str, broken: Broken) -> DataError:
    """Error of a line that cannot be read."""
    return DataError(broken.message, file=file, line=broken.line, code=broken.code)


def held(lines: Iterable[tuple[int, list[str]]], file: str, limits: Limits) -> Lines:
    """Lines of a table, within the limits of rows and cells.

    Raises
    ------
    DataError
        If they are more.
    """
    found: Lines = []
    cells_met = rows = 0
    for number, cells in lines:
        found.append((number, cells))
        if cells:
            rows += 1
            cells_met += len(cells)
            limits.hold("rows", rows - 1, file, line=number)  # one of them is the header
            limits.hold("cells", cells_met, file, line=number)
    return found


def full(lines: Lines) -> Lines:
    """Lines with text in them."""
    return [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]


def header_at(lines: Lines, is_header: IsHeader | None, columns: int = USUAL.columns) -> int | None:
    """Position of the first full row that is a header; None if there is none.

    Words are not looked up in rows of more than ``columns`` texts, which are refused later.
    """
    if is_header is None:
        return None
    head = lines[:HEADER_WITHIN]

    def passes(at: int) -> bool:
        return filled(head[at][1]) <= columns and is_header(head[at][1])

    found = next((at for at in range(len(head)) if passes(at)), None)
    while found is not None and found + 1 < len(head) and passes(found + 1):
        found += 1  # a header of two rows: the lower one names the columns
    return found


def filled(cells: list[str]) -> int:
    """Number of cells with text."""
    return sum(bool(cell.strip()) for cell in cells)


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
    widths: dict[int, int] = {}
    for line, at in merged:
        widths[line] = max(at + 1, widths.get(line, 0))
    found = list(lines)
    for row, (line, cells) in enumerate(lines[:HEADER_WITHIN]):
        cells = cells + [""] * (widths.get(line, 0) - len(cells))
        found[row] = line, [cell or merged.get((line, at), "") for at, cell in enumerate(cells)]
    return found


def finished(
    file: str,
    lines: Lines,
    broken: list[Broken],
    is_header: IsHeader | None = None,
    merged: Merged | None = None,
    score: Score | None = None,
    *,
    limits: Limits = USUAL,
    padded: bool = False,
) -> Grid:
    """Header and rows without blank lines; rows of another length are among the broken ones.

    In a sheet (``padded``) a row ends with its last text, so that a shorter one is no broken one.
    """
    there = full(lines)
    if not there:
        if broken:
            raise refusal(file, broken[0])
        raise DataError(
            "is empty: a header and at least one row are needed", file=file, code="empty"
        )
    for number, cells in there[:HEADER_WITHIN]:  # before headers are looked for in them
        limits.hold("columns", filled(cells), file, line=number)
    heads = _with_merged_header(there, merged) if merged else there
    found = header_at(heads, is_header, limits.columns)
    at = likeliest(heads, score) if found is None else found
    there[at] = heads[at]
    (line, header), rows = there[at], there[at + 1 :]
    header = _as_wide_as_rows(header, rows, padded=padded)
    limits.hold("columns", len(header), file, line=line)
    if padded:
        rows = [(number, cells + [""] * (len(header) - len(cells))) for number, cells in rows]
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
        titles=tuple(cell for _, cells in there[:at] for cell in cells if cell.strip()),
    )


def _as_wide_as_rows(header: list[str], rows: Lines, *, padded: bool) -> list[str]:
    """Header without empty cells at its end that no row has text below; in a sheet, with them."""
    width = len(header)
    while width > 1 and not header[width - 1].strip():
        width -= 1
    used = max((_end(cells) for _, cells in rows), default=0)
    wide = max(width, used if padded else min(used, len(header)))
    return (header + [""] * (wide - len(header)))[:wide]


def _end(cells: list[str]) -> int:
    """Number of cells up to the last with text."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return end


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
    return bool(text) and alone and (":" in text or len(text.split()) > 2 or bool(dashes([text])))


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

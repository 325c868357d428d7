"""A table of an answer for a page: headings and cells in words, notes by letter, its whole as CSV.

A page shows the columns and rows that a reader needs; the CSV beside each table has all of them,
as the command prints them. What leaves the page is counted on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers import cautions, reading
from critmin.answers.command_line import command_line
from critmin.answers.levels import level
from critmin.answers.screens import ordered
from critmin.answers.table import Cell, Column, Table, as_number, several
from critmin.answers.text import MISSING, raw, shown_rows
from critmin.charts.model import CHINA
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.core.wording import between, capital
from critmin.pages import page_words as words

if TYPE_CHECKING:
    from markupsafe import Markup

SHOWN = 10  # rows at first and in print
HELD = 24  # rows that a page can show; further ones are in its CSV
# Columns that a page has in other ways, or that only files need.
FOR_FILES = (
    "flag iso3 supplier_iso3 top_iso3 via_iso3 refiner_iso3 control_ids measure_id hs6 evidence "
    "event_id agreement_id scheme weight governance_release kind buyer forms_held forms_all "
    "list_id rank denominator minerals_as_named"
)
NEVER = frozenset(FOR_FILES.split())
# Columns said once above a table if all rows agree.
IF_EQUAL = (
    "mineral minerals stage basis year buyer_iso3 unit method jurisdiction_iso3 status product "
    "supplier country"
)
COMMON = frozenset(IF_EQUAL.split())
HEADS = (
    "mineral", "minerals", "country", "supplier", "jurisdiction_iso3", "jurisdiction", "technology",
    "product", "date", "buyer_iso3", "period", "stage", "year", "measure",
)  # fmt: skip
RANGES = {
    "hhi": "HHI between",
    "origin_share": "Origin share",
    "total_share": "Origin share",
    "score": "Score between",
    "share": "Share between",
    "under_licence": "Under export licence",
    "under_ban": "Under export ban",
    "loss_share": "Loss",
}
# Decimals of figures that screens show with more than they mean.
DECIMALS = {"score": 2, "score_low": 2, "score_high": 2, "reserve_years": 0}
YEARS = {"year", "value_year", "year_a", "year_b"}  # numbers that are read as words
SHARES = {"fraction", "share"}  # units of figures that are shown as percent
Link = Callable[[str, str], str]


class Shown(NamedTuple):
    """A cell: its text, the number or text that it sorts by, a link, a bar and note letters.

    ``bar`` is a share in percent of the column's width, None for no bar; ``focus``: it is China's.
    ``heads``: it heads its row. ``whole``: it is never broken into lines.
    """

    text: str
    key: str | None = None
    number: bool = False
    heads: bool = False
    whole: bool = False
    href: str = ""
    bar: float | None = None
    focus: bool = False
    marks: str = ""


class Heading(NamedTuple):
    """A heading of a column: the name in files, words, meaning, and whether it has numbers."""

    name: str
    text: str
    meaning: str
    number: bool


class TableView(NamedTuple):
    """A table as the template writes it.

    ``label`` names the table for those who do not see the heading above it.
    ``common`` are (heading, text) that all rows share, ``notes`` (letter, meaning), ``left_out``
    the number of rows that only the CSV has, ``first`` the number of rows shown at first; the first
    ``early`` notes are of these. ``files`` are (format, address) of files with all rows; without a
    ``csv`` none is embedded.
    """

    key: str
    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Shown, ...], ...]
    first: int
    total: int
    common: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str], ...]
    everywhere: tuple[str, ...]
    early: int
    cautions: tuple[str, ...]
    more: tuple[str, ...]
    source: str
    command: str
    csv: str
    file: str
    label: str = ""
    files: tuple[tuple[str, str], ...] = ()

    @property
    def left_out(self) -> int:
        """Rows that only the CSV has."""
        return self.total - len(self.rows)

    @property
    def embedded(self) -> Markup:
        """The CSV as the page holds it; its script writes it back."""
        from markupsafe import Markup

        return Markup(self.csv.replace("&", "&amp;").replace("<", "&lt;"))


def table_view(
    table: Table,
    key: str,
    *,
    title: str = "",
    columns: Sequence[str] = (),
    rows: int = SHOWN,
    held: int = HELD,
    link: Link | None = None,
    bar: str = "",
    command: str = "",
    as_ordered: bool = False,
    headings: Mapping[str, str] | None = None,
    csv: str | None = None,
    files: Sequence[tuple[str, str]] = (),
) -> TableView:
    """Make a table of an answer for a page.

    Parameters
    ----------
    table : Table
        The whole answer.
    key : str
        Id in the page, and the name of the file that is offered.
    title : str
        Caption; the sentence above the table says the rest.
    columns : sequence of str
        Columns shown; without it, those that are not only for files.
    rows, held : int
        Rows shown at first and in print, and at most.
    link : callable, optional
        Address for (column, value) of a mineral or place; empty for none.
    bar : str
        Column of shares that has bars.
    command : str
        Command line that prints the CSV; that of the answer's query if empty.
    as_ordered : bool
        Whether the rows stay in the order of the answer.
    headings : mapping of str to str, optional
        Headings of columns that mean something narrower here.
    csv : str, optional
        CSV that is embedded; the table's own when not given.
    files : sequence of (str, str)
        Format and address of each file with all rows; the page then has no CSV.
    """
    sorted_ = table if as_ordered else ordered(table)
    part = sorted_.in_order(range(len(table))[:held])
    notes = _Notes(part)
    wanted = [name for name in (columns or table.names) if name in table.names]
    kept = [name for name in wanted if name not in NEVER or name in columns]
    if "unit" in kept and set(part.column("unit")) <= SHARES:
        kept.remove("unit")
    said = headings or {}
    common = _common(part, [name for name in kept if name in COMMON], said)
    shown = [name for name in kept if name not in common and not _empty(part, name)]
    fields = _fields(part, shown, said)
    heads = (name for name in HEADS if name in shown)
    head = next((name for name in heads if not {None, (), ""} & {*part.column(name)}), "")
    return TableView(
        key=key,
        title=title,
        headings=tuple(one.heading for one in fields),
        rows=_rows(part, fields, head, notes, link, bar),
        first=min(rows, len(part)),
        total=len(table),
        common=tuple(common.values()),
        notes=tuple(notes.lettered),
        everywhere=tuple(notes.everywhere),
        early=notes.early(rows),
        cautions=tuple(short.text for short in reading.strongest(table)),
        more=tuple(_more(table)),
        source=reading.source_line(table.sources),
        command=command or command_line(table.query),
        csv="" if files else table.to_csv() if csv is None else csv,
        file=f"{key}.csv",
        files=tuple(files),
    )


class _Field(NamedTuple):
    """A column of the page: its heading and the columns of the answer that it shows."""

    heading: Heading
    names: tuple[str, ...]


class _Notes:
    """Codes of the rows that change their reading, by letter; those of all rows apart."""

    def __init__(self, table: Table) -> None:
        flags = [several(cell) for cell in table.column("flag")] if "flag" in table.names else []
        self.flags = [[code for code in of if level(code) != "background"] for of in flags]
        every = [code for code in dict.fromkeys(c for of in self.flags for c in of)]
        always = [c for c in every if len(flags) > 1 and all(c in of for of in self.flags)]
        self.everywhere = [cautions.meaning(code) for code in always]
        kept = [code for code in every if code not in always]
        self.letter = {code: words.letter(at) for at, code in enumerate(kept)}
        self.lettered = [(self.letter[code], cautions.meaning(code)) for code in kept]

    def early(self, rows: int) -> int:
        """Number of letters in the first rows."""
        return len({code for of in self.flags[:rows] for code in of if code in self.letter})

    def marks(self, at: int) -> str:
        """Letters of a row."""
        found = self.flags[at] if self.flags else []
        return " ".join(sorted({self.letter[code] for code in found if code in self.letter}))


def _empty(table: Table, name: str) -> bool:
    return all(cell is None or cell == () for cell in table.column(name))


def _common(
    table: Table, candidates: Sequence[str], said: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Columns whose cells agree in all rows, with heading and words."""
    texts = shown_rows(table)
    found = {}
    for name in candidates:
        cells = table.column(name)
        if len(cells) > 1 and cells[0] is not None and len(set(cells)) == 1:
            column = table.columns[table.names.index(name)]
            shown = {row[table.names.index(name)] for row in texts}
            if len(shown) == 1:
                text = _text(name, cells[0], shown.pop(), {}, column)
                found[name] = (said.get(name) or words.heading(column, cells), text)
    return found


def _fields(table: Table, shown: Sequence[str], said: Mapping[str, str]) -> list[_Field]:
    """Columns of the page; a low and a high figure are one column."""
    columns = {column.name: column for column in table.columns}
    found = []
    for name in shown:
        stem = name.removesuffix("_low")
        if name.endswith("_high") and f"{name.removesuffix('_high')}_low" in shown:
            continue
        if stem != name and f"{stem}_high" in shown:
            column = columns[name]
            text = said.get(stem) or RANGES.get(stem) or capital(stem.replace("_", " "))
            heading = Heading(stem, text, column.description, number=True)
            found.append(_Field(heading, (name, f"{stem}_high")))
            continue
        column = columns[name]
        if name == "unit" and {"quantity", "price", "value", "production"} & set(shown):
            continue
        number = _numeric(column)
        text = said.get(name) or words.heading(column, table.column(name))
        heading = Heading(name, text, column.description, number)
        found.append(_Field(heading, (name,)))
    return found


def _rows(
    table: Table, fields: Sequence[_Field], head: str, notes: _Notes, link: Link | None, bar: str
) -> tuple[tuple[Shown, ...], ...]:
    texts = shown_rows(table)
    at = {name: number for number, name in enumerate(table.names)}
    found = []
    for number, (record, text) in enumerate(zip(table, texts, strict=True)):
        cells = []
        for field in fields:
            if len(field.names) == 2:
                column = table.columns[at[field.names[0]]]
                cells.append(_range(record, field.names, column, text, at))
                continue
            name = field.names[0]
            cell = _shown(name, record, text[at[name]], table.columns[at[name]])
            if name == head:
                cell = cell._replace(heads=True, marks=notes.marks(number))
            if link is not None and isinstance(record[name], str):
                cell = cell._replace(href=link(name, str(record[name])))
            if name == bar and (share := as_number(record[name])) is not None:
                cell = cell._replace(bar=round(100 * min(share, 1.0), 1), focus=_focus(record))
            cells.append(cell)
        if cells and not head:
            cells[0] = cells[0]._replace(marks=notes.marks(number))
        found.append(tuple(cells))
    return tuple(found)


def _focus(row: Mapping[str, Cell]) -> bool:
    """Whether a row is about China: red is the colour of nobody else."""
    return CHINA in {row.get("iso3"), row.get("supplier_iso3")}


def _shown(name: str, row: Mapping[str, Cell], text: str, column: Column) -> Shown:
    shown = _text(name, row[name], text, row, column)
    if _numeric(column):
        return Shown(shown, _key(as_number(row[name])), number=True)
    if column.unit == "date" or name in YEARS:
        key = raw(row[name])
        return Shown(shown, None if key == shown else key, whole=column.unit == "date")
    return Shown(shown)


def _numeric(column: Column) -> bool:
    return column.type in {"number", "integer"} and column.name not in YEARS


def _text(name: str, value: Cell, text: str, row: Mapping[str, Cell], column: Column) -> str:
    """A cell in words, from its value and its text on a screen."""
    if value is None or value == ():
        return {"W": "withheld"}.get(text, text)
    if name == "source":
        return _publishers(several(value))
    if isinstance(value, bool):
        return text
    if isinstance(value, str | tuple):
        return words.cell(name, value, row)
    return _figure(name, float(value), text, row, column)


def _figure(name: str, value: float, text: str, row: Mapping[str, Cell], column: Column) -> str:
    """A number in words: dollars in millions, limits, a unit beside it."""
    if name in words.MILLIONS:
        return words.millions(value)
    if column.unit == "fraction" and (limit := words.beyond(value)):
        return limit
    if name in {"nir", "computed_nir"}:
        return words.reliance(text, value, row)
    if name in DECIMALS:
        return f"{value:,.{DECIMALS[name]}f}"
    unit = row.get("unit")
    if column.unit == "as in unit" and unit == "share":
        return words.beyond(value) or f"{value:.1%}"
    if column.unit == "as in unit" and unit and unit not in SHARES:
        return f"{text} {unit}"
    return text


def _range(
    row: Mapping[str, Cell],
    names: tuple[str, ...],
    column: Column,
    texts: Sequence[str],
    at: Mapping[str, int],
) -> Shown:
    """A low and a high figure in one cell."""
    low, high = (as_number(row[name]) for name in names)
    if low is None and high is None:
        return Shown(MISSING, "", number=True)
    if low is None or high is None:
        known, which = (high, "at most") if low is None else (low, "at least")
        text = texts[at[names[1] if low is None else names[0]]]
        return Shown(f"{which} {text}", _key(known), number=True)
    if column.unit == "fraction":
        span = between(low, high).removeprefix("between ").replace(" and ", " to ")
        return Shown(span, _key(high), number=True)
    one, other = (_text(name, row[name], texts[at[name]], row, column) for name in names)
    return Shown(one if one == other else f"{one} to {other}", _key(high), number=True)


def _key(value: float | None) -> str:
    """Number to sort by; empty without a figure.

    >>> _key(0.3777403), _key(562636796.0), _key(None)
    ('0.37774', '5.62637e+08', '')
    """
    return "" if value is None else f"{value:.6g}"


def _publishers(ids: Sequence[str]) -> str:
    from critmin.core import sources

    found: Sequence[Source] = sources.records(ids)
    return "; ".join(dict.fromkeys(f"{s.publisher} {s.edition}".strip() for s in found))


def _more(table: Table) -> list[str]:
    """Cautions and notes that the short lines do not say, in full."""
    said = {short.text for short in reading.strongest(table)}
    texts = [*(caution.message for caution in table.warnings), *table.notes]
    return [capital(text) for text in dict.fromkeys(texts) if text not in said]

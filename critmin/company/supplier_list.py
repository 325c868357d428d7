"""Reader of a supplier list: recognises its columns and reads every line.

The columns of the industry's templates are known (conflict-minerals and extended-minerals
smelter lists, smelter look-up lists), and so are the usual names in purchasing systems, in five
languages (table_words.csv); `--map` names any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.company.line_amount import AmountColumn, notation_in, unit_of
from critmin.company.lines import Lines, LinesMaker
from critmin.company.supplier_line import DefaultStage, LineCells, ListReader, Used, broken_kind
from critmin.core import arguments, table_words
from critmin.core.errors import DataError, QueryError
from critmin.core.no_names import dashes, says_no_unit
from critmin.core.table_words import clearness, field_of
from critmin.user_tables.country_column import CountryColumn
from critmin.user_tables.figures import Cells, read_mark
from critmin.user_tables.files import read_grid
from critmin.user_tables.grid import Grid
from critmin.user_tables.large_files import is_large
from critmin.user_tables.limits import USUAL, Limits
from critmin.user_tables.supply_rows import in_percent

FIELDS = (
    "material",
    "supplier",
    "country",
    "stage",
    "quantity",
    "share",
    "spend",
    "unit",
    "currency",
    "code",
)
# Headers of codes of the EU's Combined Nomenclature, and of the tariffs that extend it.
COMBINED = ("cn", "taric", "zolltarif", "waren", "codenc")
NEEDED = ("material", "country")
AMOUNTS = ("quantity", "share", "spend")  # the first header that a list has is used


@dataclass(frozen=True)
class SupplierList:
    """Supplier list: its lines, one per row of the file, in file order."""

    file: str
    lines: Lines
    amount: AmountColumn | None
    notes: tuple[str, ...] = field(default=())
    cautions: tuple[Caution, ...] = field(default=())


def read_suppliers(
    file: Any,
    column_map: arguments.Pairs = (),
    stage: str | None = None,
    *,
    sheet: str | None = None,
    decimal: str | None = None,
    limits: Limits = USUAL,
) -> SupplierList:
    """Read a supplier list; ``-`` is standard input.

    Parameters
    ----------
    file : str, path, DataFrame or sequence of dict
        CSV, TSV, XLSX or Parquet; a title above the table and sheets before it are skipped.
        Text may also be separated by semicolons, and be in another encoding than UTF-8 if one
        alone fits. Or the list itself.
    column_map : sequence of str
        ``theirs=ours``, ours one of `FIELDS`.
    stage : str, optional
        Stage of supply of lines without one; ``refining`` in smelter lists, else ``mining``.
    sheet : str, optional
        Sheet of a workbook.
    decimal : {".", ","}, optional
        Decimal mark of the amounts; found from all of them when not given.
    limits : Limits
        What is read of the list at most.

    Raises
    ------
    DataError
        If the file cannot be read, has no row, or no column of materials or countries.
    QueryError
        If ``column_map`` is malformed.
    """
    mapped = _column_map(column_map)
    asked = _Asked(mapped, stage, decimal, limits)
    if sheet is None and is_large(file):
        found = _read_large(file, asked)
        if found is not None:
            return found
    grid = read_grid(
        file,
        asked.is_header,
        collect=True,
        lenient=True,
        sheet=sheet,
        score=asked.score,
        limits=limits,
    )
    fields = _fields(grid.header, mapped)
    _refuse_unusable(grid, fields, mapped)
    if not grid.rows and not grid.broken:
        raise DataError("has a header but no row", file=grid.file, code="empty")
    at = fields.get("unit", [])[:1]
    units = {cells[place].strip() for _, cells in grid.rows for place in at}
    _read_percent_as_shares(grid, fields, units)
    kind = _kind_of_amounts(fields)
    grid.refuse_nested(sorted(_used(fields, kind).places))
    place = fields[kind][0] if kind else 0
    cells = [(number, cells[place]) for number, cells in grid.rows] if kind else []
    at = fields["country"][:1]
    countries = CountryColumn(cells[place] for _, cells in grid.rows for place in at)
    reader = _reader(grid, fields, units, cells, asked, countries)
    return _finished(grid, fields, reader, _lines(grid, fields, reader))


@dataclass(frozen=True)
class _Asked:
    """How a list is to be read: arguments of `read_suppliers`."""

    mapped: dict[str, str]
    stage: str | None
    decimal: str | None
    limits: Limits

    def is_header(self, cells: list[str]) -> bool:
        return {*NEEDED} <= _fields(cells, self.mapped).keys()

    def score(self, cells: list[str]) -> int:
        return len(_fields(cells, self.mapped))


def _read_large(file: Any, asked: _Asked) -> SupplierList | None:
    """List as DuckDB reads it; None if it is not installed, or can only be read line by line."""
    from critmin.company.large_list import LargeList
    from critmin.user_tables.engine import Engine
    from critmin.user_tables.large_files import relation_of

    engine = Engine()
    if not engine.open():
        return None

    def read() -> SupplierList:
        relation = relation_of(
            engine.connection, file, asked.is_header, asked.score, asked.limits, engine.folder
        )
        fields = _fields(relation.grid.header, asked.mapped)
        _refuse_unusable(relation.grid, fields, asked.mapped)
        used = _used(fields, _kind_of_amounts(fields))
        large = LargeList(engine, relation, used, asked.limits)
        units = large.units()
        _read_percent_as_shares(large.grid, fields, units)
        countries = CountryColumn(large.countries())
        reader = _reader(large.grid, fields, units, large.amounts(), asked, countries)
        return _finished(large.grid, fields, reader, large.lines(reader))

    try:
        return engine.unless_odd(read)
    finally:
        engine.close()


def _reader(
    grid: Grid,
    fields: dict[str, list[int]],
    units: set[str],
    amounts: Cells,
    asked: _Asked,
    countries: CountryColumn,
) -> ListReader:
    """Reader of the lines, by what the header and all units, amounts and countries say."""
    amount = _amount_column(grid, fields, units, amounts, stated=read_mark(asked.decimal))
    smelters = any(table_words.fold_header(name).startswith("smelter") for name in grid.header)
    stated = asked.stage or ("refining" if smelters else "")
    default = DefaultStage(stated or "mining", assumed=not stated)
    return ListReader(amount, default, countries, combined=_is_combined(grid, fields))


def _finished(
    grid: Grid, fields: dict[str, list[int]], reader: ListReader, lines: Lines
) -> SupplierList:
    amount = reader.amount
    cautions = tuple(_cautions(grid, fields, amount, reader.found_as))
    return SupplierList(grid.file, lines, amount, _notes(grid, fields, amount), cautions)


def _kind_of_amounts(fields: dict[str, list[int]]) -> str:
    """Kind of the amounts that are used; empty if there are none."""
    return next((kind for kind in AMOUNTS if kind in fields), "")


def _decisive(kind: str) -> tuple[str, ...]:
    """Fields that decide what a line is, in the order of `LineCells`."""
    return "material", "country", "stage", "currency" if kind == "spend" else "unit", "code"


def _used(fields: dict[str, list[int]], kind: str) -> Used:
    """Columns that are used; others, as a second kind of amounts, are not looked at."""
    decisive = [fields.get(name, []) for name in _decisive(kind)]
    supplier, amount, unit = (fields.get(name, []) for name in ("supplier", kind, "unit"))
    return Used(decisive, supplier, amount, unit)


def _lines(grid: Grid, fields: dict[str, list[int]], reader: ListReader) -> Lines:
    """Lines of a grid, those that cannot be read among the others."""
    maker = LinesMaker(reader)
    texts = _Texts(grid, fields, reader.amount)
    broken = iter([*grid.broken, None])
    ahead = next(broken)
    for number, cells in grid.rows:
        while ahead is not None and ahead.line < number:
            maker.add_kind(ahead.line, broken_kind(ahead.code, ahead.message))
            ahead = next(broken)
        maker.add(number, *texts.of(number, cells))
    while ahead is not None:
        maker.add_kind(ahead.line, broken_kind(ahead.code, ahead.message))
        ahead = next(broken)
    return maker.lines


def _is_combined(grid: Grid, fields: dict[str, list[int]]) -> bool:
    """Whether the tariff codes are of the EU's Combined Nomenclature."""
    codes = [table_words.fold_header(grid.header[at]) for at in fields.get("code", ())]
    return any(code.startswith(COMBINED) for code in codes)


class _Texts:
    """Cells of rows by field; a merged cell applies to all its lines, an amount only to one."""

    def __init__(
        self, grid: Grid, fields: dict[str, list[int]], amount: AmountColumn | None
    ) -> None:
        used = _decisive(amount.kind if amount else "")
        self._decisive = [fields.get(name, []) for name in used]
        self._supplier = fields.get("supplier", [])
        self._amount = fields.get(amount.kind, []) if amount else []
        self._merged = grid.merged

    def of(self, number: int, cells: list[str]) -> tuple[LineCells, str, str]:
        """Cells of a row that decide what it is, its supplier and its amount."""
        decisive = [self._text(number, cells, places) for places in self._decisive]
        supplier = self._text(number, cells, self._supplier)
        amount = next((cells[at].strip() for at in self._amount if cells[at].strip()), "")
        return LineCells(*decisive), supplier, amount

    def _text(self, number: int, cells: list[str], places: list[int]) -> str:
        for at in places:
            text = cells[at] or (self._merged and self._merged.get((number, at))) or ""
            if text := text.strip():
                return text
        return ""


def _column_map(pairs: arguments.Pairs) -> dict[str, str]:
    found = {}
    for pair in arguments.pairs(pairs):
        theirs, equals, ours = pair.rpartition("=")
        if not equals or ours.strip() not in FIELDS or not theirs.strip():
            raise QueryError(
                f"--map is {pair!r}: write theirs=ours with ours one of {', '.join(FIELDS)}"
            )
        found[theirs.strip()] = ours.strip()
    return found


def _fields(header: Sequence[str], mapped: dict[str, str]) -> dict[str, list[int]]:
    """Columns by field: the mapped one, else that with the clearest header.

    Only a supplier's name may be in several columns; the first filled cell is used.
    """
    free_fields = [field_of(text) for text in header]
    fields = {theirs.casefold(): ours for theirs, ours in mapped.items()}
    found: dict[str, list[int]] = {}
    for name in FIELDS:
        named = [i for i, text in enumerate(header) if fields.get(text.strip().casefold()) == name]
        free = [
            i
            for i, text in enumerate(header)
            if free_fields[i] == name and text.strip().casefold() not in fields
        ]
        by_name = sorted(free, key=lambda at, name=name: clearness(name, header[at]))  # type: ignore[misc]
        places = named or (by_name if name == "supplier" else by_name[:1])
        if places:
            found[name] = places
    return found


def _refuse_unusable(grid: Grid, fields: dict[str, list[int]], mapped: dict[str, str]) -> None:
    header = [text.strip().casefold() for text in grid.header]
    unknown = [theirs for theirs in mapped if theirs.casefold() not in header]
    shown = ", ".join(text.strip() for text in grid.header if text.strip())
    if unknown:
        raise QueryError(f"--map names column {unknown[0]!r}; {grid.file} has {shown}")
    absent = [name for name in NEEDED if name not in fields]
    if absent:
        raise DataError(
            f"no column of {' and '.join(absent)} is recognised; the columns are {shown} "
            f"(name it with --map theirs={absent[0]})",
            file=grid.file,
            line=1,
            code="missing_column",
        )
    for name, places in fields.items():
        if name != "supplier" and len(places) > 1:
            raise QueryError(f"--map gives {name} twice: name one column")


def _read_percent_as_shares(grid: Grid, fields: dict[str, list[int]], units: set[str]) -> None:
    """Take a quantity in percent for the shares, by its heading or the unit of all its lines."""
    if "quantity" not in fields or "share" in fields:
        return
    if in_percent(grid.header[fields["quantity"][0]]) or _all_in_percent(units):
        fields["share"] = fields.pop("quantity")


def _all_in_percent(units: set[str]) -> bool:
    """Whether the unit of all lines is percent."""
    stated = {text for text in units if text and not says_no_unit(text)}
    return bool(stated) and all(map(in_percent, stated))


def _amount_column(
    grid: Grid, fields: dict[str, list[int]], units: set[str], amounts: Cells, *, stated: str
) -> AmountColumn | None:
    kind = _kind_of_amounts(fields)
    if not kind:
        return None
    text = grid.header[fields[kind][0]]
    said = next((text[a + 1 : b - 1].strip() for a, b in table_words.bracketed(text)), "")
    unit = unit_of(said) or table_words.unit_in_header(text) or table_words.unit(text)
    notation = notation_in(amounts, grid.separator, stated)
    return AmountColumn(
        kind,
        text.strip(),
        "share" if kind == "share" else unit,
        table_words.is_percent(text) or _all_in_percent(units),
        notation.mark,
        notation.mixed,
        tuple(notation.taken_as),
        tuple(dashes(grid.said).items()),
    )


def _cautions(
    grid: Grid, fields: dict[str, list[int]], amount: AmountColumn | None, found_as: Sequence[str]
) -> Iterator[Caution]:
    """How the list was read where it is not a plain one, and what of it is not used."""
    how = [*grid.found_as, *found_as, *(["decimal comma"] if amount and amount.mark == "," else [])]
    how += ["a decimal point in some amounts, a comma in others"] if amount and amount.mixed else []
    how += amount.taken_as if amount else ()
    if how:
        yield caution("read_as_found", file=grid.file, how="; ".join(how))
    used = {at for places in _taken(fields, amount).values() for at in places}
    rest = [text.strip() for at, text in enumerate(grid.header) if at not in used and text.strip()]
    if rest:
        yield caution("column_not_used", file=grid.file, columns=tuple(rest))
    if grid.other_sheets:
        yield caution("sheet_not_used", file=grid.file, sheets=tuple(grid.other_sheets))
    for line, text in grid.footnotes:
        yield caution("row_not_used", file=grid.file, line=line, text=text)


def _taken(fields: dict[str, list[int]], amount: AmountColumn | None) -> dict[str, list[int]]:
    """Columns that are used: one kind of amount, and all other fields."""
    unused_kinds = {kind for kind in AMOUNTS if amount is None or kind != amount.kind}
    return {name: places for name, places in fields.items() if name not in unused_kinds}


def _notes(
    grid: Grid, fields: dict[str, list[int]], amount: AmountColumn | None
) -> tuple[str, ...]:
    """Notes on how columns and merged cells were read."""
    columns = ", ".join(
        f"{' or '.join(repr(grid.header[at].strip()) for at in places)} as {name}"
        for name, places in _taken(fields, amount).items()
    )
    notes = [f"columns: {columns}"]
    if grid.merged:
        notes.append("merged cells apply to each of their lines, amounts only to the first")
    return tuple(notes)

"""A user's large supply table in DuckDB: names as codes, plain figures as numbers.

What is not plain stays text, and is read as single rows of a small table are.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from critmin.core import arguments
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.columns import ColumnMap, columns_of
from critmin.user_tables.decimal_notation import POINT, Exact, Notation, notation_of
from critmin.user_tables.engine import Engine
from critmin.user_tables.figures import Figures, read_mark
from critmin.user_tables.grid import CONTROL, without_footnotes
from critmin.user_tables.large_files import (
    NotPlain,
    is_large,
    quoted,
    refuse_odd_bytes,
    relation_of,
)
from critmin.user_tables.large_plan import MOST_ODD, PART, WORD, Plan, load, more_names, plan_of
from critmin.user_tables.limits import USUAL, Limits
from critmin.user_tables.supply_rows import (
    FoundRows,
    Row,
    found_rows,
    in_percent,
    is_header,
    one_row,
    unit_in_header,
)

FEW_ODD = 5_000  # odd rows up to which the names in the sample are enough


@dataclass
class Ids:
    """Numbers of the meanings of a column."""

    of: dict[Any, int] = field(default_factory=dict)

    def __call__(self, meaning: Any) -> int:
        """Number of a meaning."""
        return self.of.setdefault(meaning, len(self.of))

    @property
    def meanings(self) -> list[Any]:
        """Meanings by their numbers."""
        return list(self.of)


class Coded(NamedTuple):
    """Meanings of a column's codes: their numbers, and the codes with which no row is used."""

    ids: tuple[int, ...]
    refused: tuple[int, ...]

    def sql(self, code: str) -> str:
        """Number of the meaning of a row's code."""
        if self.ids == tuple(range(len(self.ids))):
            return code
        return f"list_extract({[*self.ids]}::INTEGER[], {code} + 1)"


@dataclass
class LargeTable:
    """A table in DuckDB.

    The table ``big`` has a code for each name (``mineral``, ``year``, ``country`` and those there
    of ``stage``, ``unit``, ``basis`` and ``flag``), ``q`` for a plain figure, ``w`` for the code
    of a word in its place, and ``rest`` for the cells of a row that is not plain. ``texts`` has
    the texts of the codes; those of ``counted`` columns are places in it and no type. The row with
    ``rowid`` 0 is in line ``first``. ``odd`` are the rows that are not plain, by line.
    """

    connection: Any
    found: FoundRows
    kind: str
    texts: dict[str, list[str]]
    odd: list[Row]
    first: int
    row_of: Callable[[int, dict[str, str]], Row]
    counted: frozenset[str] = frozenset()
    folder: str = ""

    @staticmethod
    def cleaned(text: str) -> str:
        """A text with its control characters made visible."""
        return text.translate(CONTROL)

    def code(self, column: str) -> str:
        """SQL of the number of a code: its place in the texts."""
        return column if column in self.counted else f"CAST(enum_code({column}) AS INTEGER)"

    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Add rows of numbers to a table of the connection."""
        path = Path(self.folder) / f"{table}.csv"
        with path.open("w", encoding="ascii", newline="") as stream:
            csv.writer(stream).writerows(rows)
        self.connection.execute(f"COPY {table} FROM {quoted(str(path))} (HEADER false)")

    def faulty(self, where: str) -> list[Row]:
        """Rows that are plain but cannot be used, with a 1 for every plain figure."""
        names = [name for name in self.texts if name != "word"]
        listed = ", ".join(
            f"list_extract({self.texts[name]}::VARCHAR[], {name} + 1)"
            if name in self.counted
            else name
            for name in names
        )
        rows = self.connection.execute(
            f"SELECT rowid, {listed}, CASE WHEN q IS NULL THEN CAST(w AS VARCHAR) ELSE '1' END "
            f"FROM big WHERE {where} ORDER BY rowid"
        )
        return [
            self.row_of(
                self.first + at,
                {n: self.cleaned(text) for n, text in zip([*names, self.kind], cells, strict=True)},
            )
            for at, *cells in rows.fetchall()
        ]


class Large(Engine):
    """A large table, open while a question is answered.

    Leaves nothing behind, however it ends.
    """

    def __init__(
        self, data: Any, column_map: arguments.Pairs, decimal: str | None, limits: Limits = USUAL
    ) -> None:
        super().__init__()
        self._asked = data, column_map, decimal
        self._limits = limits

    def __enter__(self) -> LargeTable | None:
        """The table; None if it is not plain enough, and for the reader of single lines."""
        data, column_map, decimal = self._asked
        mapped, mark = ColumnMap.of(column_map), read_mark(decimal)
        if not is_large(data) or not self.open():
            return None
        return self.unless_odd(lambda: self._loaded(data, mapped, mark))

    def __exit__(self, *_error: object) -> None:
        """Forget the table."""
        self.close()

    def _loaded(self, data: Any, mapped: ColumnMap, mark: str) -> LargeTable:
        relation = relation_of(
            self.connection,
            data,
            lambda cells: is_header(cells, mapped),
            lambda cells: sum(map(bool, columns_of(cells, mapped).names)),
            self._limits,
            self.folder,
        )
        plan = plan_of(relation, mapped, mark)
        self.run(load(self.connection, plan))
        rows, odd = self.connection.execute("SELECT count(*), count(rest) FROM big").fetchall()[0]
        if odd > FEW_ODD and more_names(self.connection, plan):
            self.connection.execute("DROP TABLE big")
            for name in {*plan.texts} - plan.counted:
                self.connection.execute(f"DROP TYPE code_{name}")
            self.run(load(self.connection, plan))
        if relation.grid.separator:
            refuse_odd_bytes(relation.path, relation.grid.header_line, rows)
        table = _table(self.connection, plan, rows, self._limits)
        table.folder = self.folder
        return table


def _table(connection: Any, plan: Plan, rows: int, limits: Limits) -> LargeTable:
    """The loaded table, with its odd rows as they are read."""
    count = connection.execute("SELECT count(rest) FROM big").fetchall()[0][0]
    if count > MOST_ODD or count == rows:
        raise NotPlain
    first = plan.grid.header_line + 1
    kept = connection.execute(
        "SELECT rowid, rest FROM big WHERE rest IS NOT NULL ORDER BY rowid"
    ).fetchall()
    lines = [(first + at, _cells(plan, text, limits)) for at, text in kept]
    full = [line for line in lines if any(cell.strip() for cell in line[1])]
    end = first + rows  # the footnotes are the odd rows at the end without a gap
    tail: list[tuple[int, list[str]]] = []
    for number, cells in reversed(lines):
        if number != end - 1:
            break
        tail.insert(0, (number, cells))
        end = number
    tail = [line for line in tail if any(cell.strip() for cell in line[1])]
    _, notes = without_footnotes([(0, [""]), *tail], len(plan.grid.header))
    noted = {number for number, _ in notes}
    full = [line for line in full if line[0] not in noted]
    said = [*plan.grid.said, *(text for _, text in notes)]
    cells = (*plan.texts[WORD], *(cells[plan.at(plan.kind)] for _, cells in full))
    figures = _figures(connection, plan, full).with_dashes(cells, said)
    unit = unit_in_header(plan.columns)

    def row_of(number: int, named: dict[str, str]) -> Row:
        return one_row(number, named, figures, unit)

    named = [
        (n, {k: c for k, c in zip(plan.columns.names, cells, strict=True) if k})
        for n, cells in full
    ]
    if any(in_percent(cells.get("unit", "")) for _, cells in named):
        raise NotPlain
    if any(in_percent(text) for text in plan.texts.get("unit", ())):
        raise NotPlain
    odd = [row_of(number, cells) for number, cells in named]
    found = found_rows(plan.grid, plan.columns, figures.found_as, notes)
    return LargeTable(connection, found, plan.kind, plan.texts, odd, first, row_of, plan.counted)


def _cells(plan: Plan, text: str, limits: Limits) -> list[str]:
    cells = text.split(PART)
    longest = max(map(len, cells))
    if len(cells) != len(plan.grid.header) or "\x00" in text or longest > limits.cell:
        raise NotPlain
    return [
        Exact(cell) if at in plan.relation.numeric and cell else cell.translate(CONTROL)
        for at, cell in enumerate(cells)
    ]


def _taken(connection: Any, plan: Plan, notation: Notation) -> tuple[int, str] | None:
    """The first figure of all rows that is read with a point and might have a decimal comma.

    None if a figure needs the point. Where no figure of the sample has a mark and none of the
    loaded ones a fraction, all are taken for whole, without another look at their texts.
    """
    if plan.sure or (notation.point and not notation.taken):
        return None
    fraction = "SELECT 1 FROM big WHERE q <> floor(q) LIMIT 1"
    if not (notation.taken or plan.marked or connection.execute(fraction).fetchone()):
        return None
    cell = f"trim({plan.text(plan.kind)}, ' ')"
    plain, either = r"[0-9]{1,18}\.[0-9]{1,20}", r"[1-9][0-9]{0,2}\.[0-9]{3}"
    rows = f"(SELECT {cell} AS text, row_number() OVER () AS place FROM {plan.relation.sql})"
    needs, place, text = connection.execute(
        f"SELECT count(*) FILTER (NOT fits), min(place), arg_min(text, place) FROM (SELECT *, "
        f"regexp_full_match(text, {quoted(either)}) AS fits FROM {rows} "
        f"WHERE regexp_full_match(text, {quoted(plain)}))"
    ).fetchall()[0]
    if needs or not text:
        return None if needs else notation.taken
    found = (plan.grid.header_line + place, text)
    return min(found, notation.taken) if notation.taken else found


def _figures(connection: Any, plan: Plan, odd: Sequence[tuple[int, list[str]]]) -> Figures:
    """How the figures are written: as in the sample, if no odd row says otherwise."""
    at = plan.at(plan.kind)
    cells = [(number, row[at]) for number, row in odd]
    usual = POINT if plan.grid.separator == "," else ""
    notation = notation_of(cells, stated=plan.stated, usual=usual)
    if plan.mark and not plan.stated and at not in plan.relation.numeric:
        if notation.comma if plan.mark == POINT else notation.point:
            raise NotPlain
        notation = notation._replace(mark=plan.mark)
    elif not notation.mark:
        raise NotPlain
    if usual == notation.mark == POINT and not plan.stated:
        notation = notation._replace(taken=_taken(connection, plan, notation))
    if plan.kind == "share" and any("%" in text or "％" in text for _, text in cells):
        raise NotPlain
    if plan.percent:
        most = connection.execute("SELECT max(q) FROM big").fetchall()[0][0]
        if not most or most <= 0.01:
            raise NotPlain
    return Figures(notation, plan.percent)

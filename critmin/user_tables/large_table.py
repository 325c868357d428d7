"""A user's large supply table in DuckDB: names as codes, plain figures as numbers.

What is not plain stays text, and is read as single rows of a small table are.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from critmin.core import arguments
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.columns import REQUIRED, ColumnMap, Columns, columns_of
from critmin.user_tables.decimal_notation import COMMA, NUMERAL, POINT, Exact, notation_of
from critmin.user_tables.figures import Figures, is_percent_header, read_mark
from critmin.user_tables.grid import CONTROL, Grid, without_footnotes
from critmin.user_tables.large_files import (
    NotPlain,
    Relation,
    is_large,
    quoted,
    refuse_odd_bytes,
    relation_of,
)
from critmin.user_tables.supply_rows import (
    FoundRows,
    Row,
    found_rows,
    in_percent,
    is_header,
    of_one_figure,
    one_row,
    unit_in_header,
)

CODED = (*REQUIRED, "stage", "unit", "basis", "flag")
MOST_NAMES = 20_000  # of a column in the sample
FEW_ODD = 5_000  # odd rows up to which the names in the sample are enough
MOST_ODD = 200_000  # rows that are read singly
MEMORY = "700MB"
SIGNS = {"%", "％", "\x00", "\x1f"}
PART = "\x1f"  # between the cells of a row that is kept as text
LOOK = 0.1  # seconds between looks at how far DuckDB is
Watch = Callable[[Iterator[tuple[int, int]]], None]


class Shape(NamedTuple):
    """How the figures of plain cells are written, as a pattern and its number in SQL."""

    pattern: str
    number: str


@dataclass
class LargeTable:
    """A table in DuckDB.

    The table ``big`` has a code for each name (``mineral``, ``year``, ``country`` and those there
    of ``stage``, ``unit``, ``basis`` and ``flag``), ``q`` for a plain figure, ``w`` for the code
    of a word in its place, and ``rest`` for the cells of a row that is not plain. ``texts`` has
    the texts of the codes. The row with ``rowid`` 0 is in line ``first``. ``odd`` are the rows
    that are not plain, by line.
    """

    connection: Any
    found: FoundRows
    kind: str
    texts: dict[str, list[str]]
    odd: list[Row]
    first: int
    row_of: Callable[[int, dict[str, str]], Row]
    folder: str = ""

    @staticmethod
    def cleaned(text: str) -> str:
        """A text with its control characters made visible."""
        return text.translate(CONTROL)

    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Add rows of numbers to a table of the connection."""
        path = Path(self.folder) / f"{table}.csv"
        with path.open("w", encoding="ascii", newline="") as stream:
            csv.writer(stream).writerows(rows)
        self.connection.execute(f"COPY {table} FROM {quoted(str(path))} (HEADER false)")

    def faulty(self, where: str) -> list[Row]:
        """Rows that are plain but cannot be used, with a 1 for every plain figure."""
        names = [name for name in self.texts if name != "word"]
        listed = ", ".join(names)
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


@dataclass
class _Plan:
    """What a table is and how it is to be loaded."""

    relation: Relation
    columns: Columns
    kind: str
    stated: str
    mark: str
    percent: bool
    texts: dict[str, list[str]]

    @property
    def grid(self) -> Grid:
        """Header of the table and how it was read."""
        return self.relation.grid

    def at(self, name: str) -> int:
        """Place of one of our columns."""
        return self.columns.names.index(name)


class Large:
    """A large table, open while a question is answered.

    Leaves nothing behind, however it ends.
    """

    watch: Watch | None = None  # shows how far the reading is; set by a program with a terminal

    def __init__(self, data: Any, column_map: arguments.Pairs, decimal: str | None) -> None:
        self._asked = data, column_map, decimal
        self._folder = ""
        self._connection: Any = None

    def __enter__(self) -> LargeTable | None:
        """The table; None if it is not plain enough, and for the reader of single lines."""
        data, column_map, decimal = self._asked
        mapped, mark = ColumnMap.of(column_map), read_mark(decimal)
        if not is_large(data):
            return None
        try:
            import duckdb
        except ImportError:
            return None
        self._folder = tempfile.mkdtemp(prefix="critmin-")
        setting = {"memory_limit": MEMORY, "temp_directory": self._folder}
        self._connection = duckdb.connect(config=setting)
        try:
            return self._loaded(data, mapped, mark)
        except NotPlain:
            self._close()
            return None
        except BaseException:
            self._close()
            raise

    def __exit__(self, *_error: object) -> None:
        """Forget the table."""
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _loaded(self, data: Any, mapped: ColumnMap, mark: str) -> LargeTable:
        relation = relation_of(
            self._connection,
            data,
            lambda cells: is_header(cells, mapped),
            lambda cells: sum(map(bool, columns_of(cells, mapped).names)),
        )
        plan = _plan(relation, mapped, mark)
        self._run(_load(self._connection, plan))
        rows, odd = self._connection.execute("SELECT count(*), count(rest) FROM big").fetchall()[0]
        if odd > FEW_ODD and _more_names(self._connection, plan):
            self._connection.execute("DROP TABLE big")
            for name in plan.texts:
                self._connection.execute(f"DROP TYPE code_{name}")
            self._run(_load(self._connection, plan))
        if relation.grid.separator:
            refuse_odd_bytes(relation.grid.file, relation.grid.header_line, rows)
        table = _table(self._connection, plan, rows)
        table.folder = self._folder
        return table

    def _run(self, sql: str) -> None:
        """Run a query that takes long, and show how far it is."""
        import duckdb

        failed: list[BaseException] = []

        def work() -> None:
            try:
                self._connection.execute(sql)
            except duckdb.Error as error:
                failed.append(error)

        worker = Thread(target=work, daemon=True)
        worker.start()
        try:
            (self.watch or _exhaust)(_steps(self._connection, worker))
        except BaseException:
            self._connection.interrupt()
            worker.join()
            raise
        worker.join()
        if failed:
            raise NotPlain from failed[0]


def _exhaust(steps: Iterator[tuple[int, int]]) -> None:
    for _ in steps:
        pass


def _steps(connection: Any, worker: Thread) -> Iterator[tuple[int, int]]:
    """How much of a table is read, in percent."""
    while worker.is_alive():
        worker.join(LOOK)
        done = connection.query_progress()
        yield max(0, min(100, int(done))), 100


def _plan(relation: Relation, mapped: ColumnMap, mark: str) -> _Plan:
    grid = relation.grid
    columns = columns_of(grid.header, mapped)
    doubled = any(columns.names.count(name) > 1 for name in columns.names if name)
    both = {"quantity", "share"} <= {*columns.names}
    header = {text.strip().casefold() for text in grid.header}
    if columns.missing or doubled or both or not {*mapped.theirs} <= header:
        raise NotPlain
    columns = of_one_figure(columns)
    kind = "share" if "share" in columns.names else "quantity"
    at = columns.names.index(kind)
    sample = [row[at] for row in relation.sample]
    if at in relation.numeric:
        found = POINT
    else:
        usual = POINT if grid.separator == "," else ""
        notation = notation_of(enumerate(sample), stated=mark, usual=usual)
        said = notation.point or notation.comma or mark
        found = notation.mark if said else ""
        if not notation.mark or (notation.mark == COMMA and usual and not mark):
            raise NotPlain
    percent = kind == "share" and is_percent_header(columns.header_of("share"))
    texts = {name: _names(relation, columns, name) for name in CODED if name in columns.names}
    texts["word"] = _words(sample)
    return _Plan(relation, columns, kind, mark, found, percent, texts)


def _more_names(connection: Any, plan: _Plan) -> bool:
    """Add names of the odd rows to those of the sample; whether there are any."""
    kept = connection.execute(
        f"SELECT rest FROM big WHERE rest IS NOT NULL USING SAMPLE {MOST_ODD} ROWS (reservoir, 1)"
    ).fetchall()
    rows = [cells for (text,) in kept if len(cells := text.split(PART)) == len(plan.grid.header)]
    before = sum(map(len, plan.texts.values()))
    more = plan.relation._replace(sample=rows)
    for name, texts in plan.texts.items():
        found = _words(row[plan.at(plan.kind)] for row in rows) if name == "word" else None
        found = _names(more, plan.columns, name) if found is None else found
        plan.texts[name] = [*dict.fromkeys([*texts, *found])][:MOST_NAMES]
    return sum(map(len, plan.texts.values())) > before


def _words(cells: Iterable[str]) -> list[str]:
    """Words in place of a figure, which are read alike in every notation."""
    plain = dict.fromkeys(text for text in cells if not NUMERAL.search(text))
    return [text for text in plain if not SIGNS & {*text}][:MOST_NAMES]


def _names(relation: Relation, columns: Columns, name: str) -> list[str]:
    """Names of a column in the sample, the commonest first where there are many."""
    at = columns.names.index(name)
    found = dict.fromkeys(row[at] for row in relation.sample)
    needed = name in REQUIRED
    kept = [
        text
        for text in found
        if (text.strip() or not needed)
        and text.strip().casefold() != name
        and PART not in text
        and "\x00" not in text
    ]
    return kept[:MOST_NAMES]


def _shape(plan: _Plan, cell: str) -> Shape:
    """Pattern of the plain figures, and their number."""
    numeric = plan.at(plan.kind) in plan.relation.numeric
    trimmed = f"trim({cell}, ' ')"
    fraction = {POINT: r"(\.[0-9]{1,20})?", COMMA: "(,[0-9]{1,20})?", "": ""}[plan.mark]
    pattern = f"[0-9]{{1,18}}{fraction}"
    if numeric and not plan.percent:
        pattern = r"[0-9]{1,18}(\.[0-9]*)?|[0-9](\.[0-9]*)?e-[0-9]{1,2}"
    number = f"replace({trimmed}, ',', '.')" if plan.mark == COMMA else trimmed
    if plan.percent:
        number = f"{number} || 'e-2'"
    return Shape(f"regexp_full_match({trimmed}, {quoted(pattern)})", f"CAST({number} AS DOUBLE)")


def _load(connection: Any, plan: _Plan) -> str:
    """Types of the codes, and the query that reads the whole table."""
    for name, texts in plan.texts.items():
        listed = ", ".join(map(quoted, texts or [PART]))
        connection.execute(f"CREATE TYPE code_{name} AS ENUM ({listed})")
    shown, tests = [], []
    for name in CODED:
        if name in plan.texts:
            shown.append(f"TRY_CAST(c{plan.at(name)} AS code_{name}) AS {name}")
            tests.append(f"{name} IS NULL")
    cell = f"c{plan.at(plan.kind)}"
    shape = _shape(plan, cell)
    shown.append(f"CASE WHEN {shape.pattern} THEN {shape.number} END AS n")
    limit = " AND n <= 1" if plan.kind == "share" else ""
    shown.append(f"CASE WHEN n < 1e18{limit} THEN n END AS q")
    shown.append(f"CASE WHEN q IS NULL THEN TRY_CAST({cell} AS code_word) END AS w")
    tests.append("(q IS NULL AND w IS NULL)")
    cells = ", ".join(f"coalesce(c{at}, '')" for at in range(len(plan.grid.header)))
    shown.append(
        f"CASE WHEN {' OR '.join(tests)} THEN concat_ws({quoted(PART)}, {cells}) END AS rest"
    )
    columns = ", ".join([name for name in CODED if name in plan.texts] + ["q", "w", "rest"])
    return (
        f"CREATE TEMP TABLE big AS SELECT {columns} FROM "
        f"(SELECT {', '.join(shown)} FROM {plan.relation.sql})"
    )


def _table(connection: Any, plan: _Plan, rows: int) -> LargeTable:
    """The loaded table, with its odd rows as they are read."""
    count = connection.execute("SELECT count(rest) FROM big").fetchall()[0][0]
    if count > MOST_ODD or count == rows:
        raise NotPlain
    first = plan.grid.header_line + 1
    kept = connection.execute(
        "SELECT rowid, rest FROM big WHERE rest IS NOT NULL ORDER BY rowid"
    ).fetchall()
    lines = [(first + at, _cells(plan, text)) for at, text in kept]
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
    figures = _figures(connection, plan, full)
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
    return LargeTable(connection, found, plan.kind, plan.texts, odd, first, row_of)


def _cells(plan: _Plan, text: str) -> list[str]:
    cells = text.split(PART)
    if len(cells) != len(plan.grid.header) or "\x00" in text:
        raise NotPlain
    return [
        Exact(cell) if at in plan.relation.numeric and cell else cell.translate(CONTROL)
        for at, cell in enumerate(cells)
    ]


def _figures(connection: Any, plan: _Plan, odd: Sequence[tuple[int, list[str]]]) -> Figures:
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
    if plan.kind == "share" and any("%" in text or "％" in text for _, text in cells):
        raise NotPlain
    if plan.percent:
        most = connection.execute("SELECT max(q) FROM big").fetchall()[0][0]
        if not most or most <= 0.01:
            raise NotPlain
    return Figures(notation, plan.percent)

"""Large supplier lists: DuckDB finds what lines have alike, which is then read as in a short list.

What only the reader of single lines can read, as a list with a broken row, is left to it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from critmin.company.line_amount import NOTHING, Amount, AmountColumn, read_amount
from critmin.company.lines import Lines
from critmin.company.supplier_line import Kind, LineCells, ListReader, Used, names_supplier
from critmin.user_tables.decimal_notation import COMMA, POINT, Exact
from critmin.user_tables.engine import Engine
from critmin.user_tables.grid import CONTROL, Grid, without_footnotes
from critmin.user_tables.large_files import NotPlain, Relation, quoted, refuse_odd_bytes
from critmin.user_tables.limits import Limits

SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
DECISIVE = ("c0", "c1", "c2", "c3", "c4")
MOST_SINGLE = 10_000  # rows with text in the first cell alone
MOST_NAMELESS = 1_000  # texts without letters in place of a material or a country
CHUNK = 1_000_000  # lines that are fetched at once
# Numbers with a mark, and those of them that can be read with either mark.
MARKED, EITHER = "[0-9]+[.,][0-9]+", "[1-9][0-9]{0,2}[.,][0-9]{3}"
# Numbers that programs write and a float keeps, with each mark: their pattern, and what takes
# groups out.
FIGURES = {
    "": ("[0-9]{1,15}", "q"),
    POINT: (
        r"[0-9]{1,15}(\.[0-9]{1,20})?|[1-9][0-9]{0,2}(,[0-9]{3}){1,4}(\.[0-9]{1,20})?",
        "replace(q, ',', '')",
    ),
    COMMA: (
        r"[0-9]{1,15}(,[0-9]{1,20})?|[1-9][0-9]{0,2}(\.[0-9]{3}){1,4}(,[0-9]{1,20})?",
        "replace(replace(q, '.', ''), ',', '.')",
    ),
}
STORED = r"[0-9]{1,15}(\.[0-9]{1,38})?|[0-9](\.[0-9]+)?e-[0-9]{2}"


class LargeList:
    """Cells of a large list in a table of DuckDB.

    The table ``cells`` has the texts of a line as they are written: ``c0`` to ``c4`` decide what it
    is, ``s`` is its supplier, ``q`` its amount, ``u`` its unit.

    Parameters
    ----------
    engine : Engine
        The engine, open.
    relation : Relation
        The list as the engine sees it.
    used : Used
        Its columns.
    limits : Limits
        What is read of it at most.

    Raises
    ------
    NotPlain
        If only the reader of single lines can read the list or refuse it.
    DataError
        If it has more rows than are read.
    """

    def __init__(self, engine: Engine, relation: Relation, used: Used, limits: Limits) -> None:
        if relation.unread & used.places or not relation.grid.header:
            raise NotPlain
        self._engine = engine
        self._nameless = "''"  # SQL of the supplier where it tells what a line is
        self._has_aside = False
        self._first = relation.grid.header_line + 1
        self._stored = bool(used.amount) and {*used.amount} <= relation.numeric.keys()
        every = [f"c{at}" for at in range(len(relation.grid.header))]
        rest = " || ".join(f"coalesce({cell}, '')" for cell in every[1:]) or "''"
        longest = f"greatest(0, {', '.join(f'strlen({cell})' for cell in every)})"
        # Most rows have a letter in a cell after the first one, which is quicker to find.
        lettered = [f"regexp_matches(c{at}, '[!-~]')" for at in sorted(used.places - {0})[:2]]
        shown = [
            *(f"{_first(places)} AS c{at}" for at, places in enumerate(used.decisive)),
            f"{_first(used.supplier)} AS s",
            f"{_first(used.amount)} AS q",
            f"{_first(used.unit)} AS u",
            f"CASE WHEN {' OR '.join(lettered) or 'false'} THEN NULL "
            f"WHEN trim({rest}, {quoted(SPACES)}) = '' THEN {every[0]} END AS single",
            f"{longest} AS longest",
        ]
        engine.run(
            f"CREATE TEMP TABLE cells AS SELECT {', '.join(shown)} FROM {relation.as_texts} AS list"
        )
        ((rows, met),) = self._fetch("SELECT count(*), max(longest) FROM cells")
        limits.hold("large_rows", rows, relation.grid.file)
        if not rows or met > limits.cell:
            raise NotPlain
        if relation.grid.separator:
            refuse_odd_bytes(relation.path, relation.grid.header_line, rows)
        self._rows = rows
        self.grid = replace(relation.grid, footnotes=self._set_aside(relation.grid))
        self._refuse_odd_numbers(relation, used)

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._engine.connection.execute(sql).fetchall()
        return found

    def _set_aside(self, grid: Grid) -> tuple[tuple[int, str], ...]:
        """Footnotes of the list; they, and rows without text, are none of its lines."""
        single = self._fetch(
            "SELECT rowid, single FROM cells WHERE single IS NOT NULL ORDER BY rowid "
            f"LIMIT {MOST_SINGLE + 1}"
        )
        if len(single) > MOST_SINGLE:
            raise NotPlain
        width = len(grid.header)
        blank = [at for at, text in single if not text.strip()]
        tail: list[tuple[int, list[str]]] = []
        end = self._rows
        for at, text in reversed(single):
            if at != end - 1:
                break
            end = at
            if text.strip():
                tail.insert(0, (at, [text, *[""] * (width - 1)]))
        _, notes = without_footnotes([(-1, [""] * width), *tail], width)
        aside = [*blank, *(at for at, _ in notes)]
        self._has_aside = bool(aside)
        if len(aside) == self._rows:
            raise NotPlain
        if aside:
            listed = ", ".join(map(str, sorted(aside)))
            self._engine.run("ALTER TABLE cells RENAME TO every")
            self._engine.run(
                "CREATE TEMP TABLE cells AS SELECT *, rowid AS place FROM every "
                f"WHERE rowid NOT IN ({listed}) ORDER BY rowid"
            )
            self._engine.run("DROP TABLE every")
        return tuple((self._first + at, text) for at, text in notes)

    def _refuse_odd_numbers(self, relation: Relation, used: Used) -> None:
        """Refuse names stored as numbers that each reader would write in its own way."""
        named = [
            f"c{at}"
            for at, places in enumerate(used.decisive)
            if {*places} & relation.numeric.keys()
        ]
        named += ["s"] if {*used.supplier} & relation.numeric.keys() else []
        for column in named:
            odd = f"NOT regexp_full_match({column}, '[0-9]*')"
            if self._fetch(f"SELECT 1 FROM cells WHERE {odd} LIMIT 1"):
                raise NotPlain

    def units(self) -> set[str]:
        """Units of all lines."""
        return {_seen(text) for (text,) in self._fetch("SELECT DISTINCT u FROM cells")}

    def countries(self) -> set[str]:
        """Countries of all lines."""
        return {_seen(text) for (text,) in self._fetch("SELECT DISTINCT c1 FROM cells")}

    def amounts(self) -> list[tuple[int, str]]:
        """Amounts that tell how all are written: one of each plain kind, and every other one."""
        if self._stored:
            return []
        written = "trim(q, ' ')"
        marked = f"regexp_full_match({written}, {quoted(MARKED)})"
        either = f"regexp_full_match({written}, {quoted(EITHER)})"
        grouped = " OR ".join(
            f"regexp_full_match({written}, {quoted(FIGURES[mark][0])})" for mark in (POINT, COMMA)
        )
        marks = "contains(q, '.'), contains(q, ','), instr(q, '.') < instr(q, ',')"
        kind = (
            f"CASE WHEN {marked} THEN CASE WHEN {either} THEN '' ELSE ' ' END "
            f"WHEN {grouped} THEN '  ' ELSE q END"
        )
        found = self._fetch(  # the first of each kind, as a short list names it
            f"SELECT arg_min(q, rowid) FROM cells GROUP BY {kind}, {marks} ORDER BY min(rowid)"
        )
        return [(0, _seen(text)) for (text,) in found]

    def lines(self, reader: ListReader) -> Lines:
        """Lines of the list, as a reader of their kinds reads them."""
        kinds = self._kinds(reader)
        column = reader.amount
        amounts = [NOTHING, *self._odd_amounts(column)]
        suppliers = self._suppliers()
        same = " AND ".join(f"cells.{name} = kinds.{name}" for name in (*DECISIVE, "n"))
        place = "place" if self._has_aside else "rowid"
        amount = "CASE WHEN f IS NOT NULL THEN -1 ELSE coalesce(odd.id, 0) END"
        self._engine.run(
            "CREATE TEMP TABLE lines AS SELECT nth, CAST(kinds.id AS INTEGER) AS kind, "
            f"CAST({amount} AS INTEGER) AS amount, coalesce(f, 0) AS figure, "
            "CAST(names.id AS INTEGER) AS supplier "
            f"FROM (SELECT *, {place} AS nth, {self._nameless} AS n, {self._figure(column)} AS f "
            f"FROM cells) AS cells JOIN kinds ON {same} JOIN names ON cells.s = names.s "
            "LEFT JOIN odd ON cells.q = odd.q AND f IS NULL ORDER BY nth"
        )
        numbers: Sequence[int] = range(self._first, self._first + self._rows)
        if self._has_aside:
            numbers = array(
                "q",
                (self._first + at for (at,) in self._fetch("SELECT nth FROM lines ORDER BY nth")),
            )
        lines = Lines(numbers, kinds, amounts, suppliers)
        for start in range(0, len(numbers), CHUNK):
            part = self._engine.connection.execute(
                "SELECT kind, amount, figure, supplier FROM lines "
                f"WHERE rowid >= {start} AND rowid < {start + CHUNK} ORDER BY rowid"
            ).fetchnumpy()
            lines.kind_of.frombytes(part["kind"].tobytes())
            lines.amount_of.frombytes(part["amount"].tobytes())
            lines.figures.frombytes(part["figure"].tobytes())
            lines.supplier_of.frombytes(part["supplier"].tobytes())
        silent = {at for at, kind in enumerate(kinds) if not kind.has_amount}
        for at, kind_at in enumerate(lines.kind_of) if silent else ():
            if kind_at in silent:
                lines.amount_of[at] = 0
        return lines

    def _figure(self, column: AmountColumn | None) -> str:
        """SQL of the figure of a plain amount, NULL for any other."""
        if column is None:
            return "CAST(NULL AS DOUBLE)"
        pattern, number = (STORED, "q") if self._stored else FIGURES[column.mark]
        if column.percent:
            pattern = pattern.partition("|[0-9](")[0]  # a power has no second one
            number = f"trim({number}, ' ') || 'e-2'"
        plain = f"regexp_full_match(trim(q, ' '), {quoted(pattern)})"
        return f"CASE WHEN {plain} THEN CAST({number} AS DOUBLE) END"

    def _kinds(self, reader: ListReader) -> list[Kind]:
        """Kinds of the lines, by the first line of each, and the table ``kinds`` of their cells."""
        nameless = self._texts_without_name()
        self._nameless = f"CASE WHEN {nameless} THEN s ELSE '' END"
        columns = ", ".join(DECISIVE)
        self._engine.run(
            f"CREATE TEMP TABLE kinds AS SELECT *, row_number() OVER (ORDER BY first) - 1 AS id "
            f"FROM (SELECT {columns}, {self._nameless} AS n, min(rowid) AS first FROM cells "
            "GROUP BY ALL)"
        )
        found = self._fetch(f"SELECT {columns}, n FROM kinds ORDER BY id")
        return [reader.read(LineCells(*map(_seen, cells)), _seen(name)) for *cells, name in found]

    def _texts_without_name(self) -> str:
        """SQL of whether the material or the country of a line is no name."""
        tests = []
        for column in ("c0", "c1"):
            texts = self._fetch(f"SELECT DISTINCT {column} FROM cells")
            found = [text for (text,) in texts if names_supplier(_seen(text), "x")]
            if len(found) > MOST_NAMELESS:
                raise NotPlain
            tests += [f"{column} IN ({', '.join(map(quoted, found))})"] if found else []
        return " OR ".join(tests) or "false"

    def _odd_amounts(self, column: AmountColumn | None) -> list[Amount]:
        """Amounts that are no plain figures, and the table ``odd`` of their texts."""
        if column is None:
            self._engine.run("CREATE TEMP TABLE odd (q VARCHAR, id BIGINT)")
            return []
        self._engine.run(
            "CREATE TEMP TABLE odd AS SELECT q, row_number() OVER (ORDER BY first) AS id FROM "
            f"(SELECT q, min(rowid) AS first FROM cells WHERE ({self._figure(column)}) IS NULL "
            "GROUP BY q)"
        )
        texts = (_seen(text) for (text,) in self._fetch("SELECT q FROM odd ORDER BY id"))
        stored = self._stored
        return [read_amount(Exact(t) if stored and t else t, column) for t in texts]

    def _suppliers(self) -> list[str]:
        """Names of the suppliers, and the table ``names`` of them."""
        self._engine.run(
            "CREATE TEMP TABLE names AS SELECT s, row_number() OVER (ORDER BY first) - 1 AS id "
            "FROM (SELECT s, min(rowid) AS first FROM cells GROUP BY s)"
        )
        return [_seen(text) for (text,) in self._fetch("SELECT s FROM names ORDER BY id")]


def _first(places: Sequence[int]) -> str:
    """SQL of the first cell with text of some columns."""
    if len(places) == 1:
        return f"coalesce(c{places[0]}, '')"
    texts = [f"CASE WHEN trim(c{at}, {quoted(SPACES)}) <> '' THEN c{at} END" for at in places]
    return f"coalesce({', '.join([*texts, quoted('')])})"


def _seen(text: str) -> str:
    """A text without spaces around it, its control characters made visible."""
    return text.translate(CONTROL).strip()

"""How a large table is to be loaded: its columns, the names in its sample, its plain figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.columns import REQUIRED, ColumnMap, Columns, columns_of
from critmin.user_tables.decimal_notation import COMMA, NUMERAL, POINT, notation_of
from critmin.user_tables.figures import is_percent_header
from critmin.user_tables.grid import Grid
from critmin.user_tables.large_files import NotPlain, Relation, quoted
from critmin.user_tables.supply_rows import of_one_figure

CODED = (*REQUIRED, "stage", "unit", "basis", "flag")
MOST_NAMES = 20_000  # of a column in the sample
FEW_NAMES = 256  # of a column, up to which a text is cast to its code and may fail
MOST_ODD = 200_000  # rows that are read singly
SIGNS = {"%", "％", "\x00", "\x1f"}
SAID = 4_000  # cells of the sample that tell how figures are written
WORD = "word"  # texts in place of figures, beside those of the columns
PART = "\x1f"  # between the cells of a row that is kept as text


class Shape(NamedTuple):
    """How the figures of plain cells are written, as a pattern and its number in SQL."""

    pattern: str
    number: str


@dataclass
class Plan:
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


def plan_of(relation: Relation, mapped: ColumnMap, mark: str) -> Plan:
    """Plan of a table, from its header and its sample.

    Raises
    ------
    NotPlain
        If columns are missing or doubled, or its figures can be read in two ways.
    """
    grid = relation.grid
    columns = columns_of(grid.header, mapped)
    doubled = any(columns.names.count(name) > 1 for name in columns.names if name)
    both = {"quantity", "share"} <= {*columns.names}
    header = {text.strip().casefold() for text in grid.header}
    if columns.missing or doubled or both or not {*mapped.theirs} <= header:
        raise NotPlain
    if any(columns.names[at] for at in relation.unread):
        raise NotPlain
    columns = of_one_figure(columns)
    kind = "share" if "share" in columns.names else "quantity"
    at = columns.names.index(kind)
    sample = [row[at] for row in relation.sample]
    if at in relation.numeric:
        found = POINT
    else:
        usual = POINT if grid.separator == "," else ""
        notation = notation_of(
            enumerate(sample[:: max(1, len(sample) // SAID)]), stated=mark, usual=usual
        )
        said = notation.point or notation.comma or mark
        found = notation.mark if said else ""
        if not notation.mark or (notation.mark == COMMA and usual and not mark):
            raise NotPlain
    percent = kind == "share" and is_percent_header(columns.header_of("share"))
    texts = {name: _names(relation, columns, name) for name in CODED if name in columns.names}
    texts[WORD] = _words(sample)
    return Plan(relation, columns, kind, mark, found, percent, texts)


def more_names(connection: Any, plan: Plan) -> bool:
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


def _shape(plan: Plan, cell: str) -> Shape:
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


def load(connection: Any, plan: Plan) -> str:
    """Types of the codes, and the query that reads the whole table."""
    for name, texts in plan.texts.items():
        listed = ", ".join(map(quoted, texts or [PART]))
        connection.execute(f"CREATE TYPE code_{name} AS ENUM ({listed})")
    shown, tests = [], []
    for name in CODED:
        if name in plan.texts:
            shown.append(f"{_code(plan, name, f'c{plan.at(name)}')} AS {name}")
            tests.append(f"{name} IS NULL")
    cell = f"c{plan.at(plan.kind)}"
    shape = _shape(plan, cell)
    shown.append(f"CASE WHEN {shape.pattern} THEN {shape.number} END AS n")
    limit = " AND n <= 1" if plan.kind == "share" else ""
    shown.append(f"CASE WHEN n < 1e18{limit} THEN n END AS q")
    shown.append(f"CASE WHEN q IS NULL THEN {_code(plan, WORD, cell)} END AS w")
    tests.append("(q IS NULL AND w IS NULL)")
    cells = ", ".join(f"coalesce(c{at}, '')" for at in range(len(plan.grid.header)))
    shown.append(
        f"CASE WHEN {' OR '.join(tests)} THEN concat_ws({quoted(PART)}, {cells}) END AS rest"
    )
    columns = ", ".join([name for name in CODED if name in plan.texts] + ["q", "w", "rest"])
    source, order = plan.relation.sql, ""
    searched = [
        f"{_search(name, f'c{plan.at(plan.kind if name == WORD else name)}')} AS found_{name}"
        for name, texts in plan.texts.items()
        if len(texts) > FEW_NAMES
    ]
    if searched:  # a search loses the order of the rows
        numbered = f"(SELECT *, row_number() OVER () AS place FROM {source})"
        source, order = f"(SELECT *, {', '.join(searched)} FROM {numbered})", " ORDER BY place"
        shown.append("place")
    return (
        f"CREATE TEMP TABLE big AS SELECT {columns} FROM "
        f"(SELECT {', '.join(shown)} FROM {source}){order}"
    )


def _code(plan: Plan, name: str, cell: str) -> str:
    """SQL of the code of a text, NULL where it has none.

    A cast that fails compares the text with every name for its error, also where the error is
    not shown; so a text is looked for first where the names are many.
    """
    many = len(plan.texts[name]) > FEW_NAMES
    return f"found_{name}" if many else f"TRY_CAST({cell} AS code_{name})"


def _search(name: str, cell: str) -> str:
    """SQL of the code of a text that is looked for among many names."""
    names = f"SELECT CAST(unnest(enum_range(CAST(NULL AS code_{name}))) AS VARCHAR)"
    return f"CASE WHEN {cell} IN ({names}) THEN CAST({cell} AS code_{name}) END"

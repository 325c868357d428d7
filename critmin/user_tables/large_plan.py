"""How a large table is to be loaded: its columns, the names in its sample, its plain figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.columns import REQUIRED, ColumnMap, Columns, columns_of
from critmin.user_tables.decimal_notation import COMMA, FIRST, LAST, NUMERAL, POINT, notation_of
from critmin.user_tables.figures import is_percent_header
from critmin.user_tables.grid import Grid
from critmin.user_tables.large_files import FLOATS, MOST_NAMES, NotPlain, Relation, quoted
from critmin.user_tables.supply_rows import of_one_figure

CODED = (*REQUIRED, "stage", "unit", "basis", "flag")
FEW_NAMES = 256  # of a column, up to which a text is cast to its code and may fail
MOST_ODD = 200_000  # rows that are read singly
SIGNS = {"%", "％", "\x00", "\x1f"}
SAID = 4_000  # cells of the sample that tell how figures are written
WORD = "word"  # texts in place of figures, beside those of the columns
PART = "\x1f"  # between the cells of a row that is kept as text
EXACT = 15  # digits of a decimal number up to which it becomes a float without a text
WHOLE = "BETWEEN 0 AND 999999999999999999"  # of whole numbers that are plain figures
YEARS = [str(year) for year in range(FIRST, LAST + 1)]


class Shape(NamedTuple):
    """Which cells are plain figures, and their number, in SQL."""

    test: str
    number: str


@dataclass
class Plan:
    """What a table is and how it is to be loaded.

    ``sure`` if a figure of the sample needs the decimal mark, ``marked`` if one has a mark that
    can be read in two ways.
    """

    relation: Relation
    columns: Columns
    kind: str
    stated: str
    mark: str
    percent: bool
    texts: dict[str, list[str]]
    sure: bool = False
    marked: bool = False

    @property
    def grid(self) -> Grid:
        """Header of the table and how it was read."""
        return self.relation.grid

    def at(self, name: str) -> int:
        """Place of one of our columns."""
        return self.columns.names.index(name)

    def text(self, name: str) -> str:
        """SQL of the cell of one of our columns as a text."""
        return self.relation.texts[self.at(name)]

    @property
    def counted(self) -> frozenset[str]:
        """Columns whose codes are numbers and no type: years that are stored as numbers."""
        typed = "year" in self.texts and self.at("year") in self.relation.numeric
        return frozenset({"year"} if typed else ())


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
    sure, marked = True, False
    sample = _texts(relation, at)
    if at in relation.numeric:
        found = POINT
    else:
        usual = POINT if grid.separator == "," else ""
        notation = notation_of(
            enumerate(sample[:: max(1, len(sample) // SAID)]), stated=mark, usual=usual
        )
        said = notation.point or notation.comma or mark
        sure, marked = bool(said and not notation.taken), notation.taken is not None
        found = notation.mark if said else ""
        if not notation.mark or (notation.mark == COMMA and usual and not mark):
            raise NotPlain
    percent = kind == "share" and is_percent_header(columns.header_of("share"))
    texts = {name: _names(relation, columns, name) for name in CODED if name in columns.names}
    if columns.names.index("year") in relation.numeric:
        texts["year"] = YEARS
    texts[WORD] = _words(sample)
    return Plan(relation, columns, kind, mark, found, percent, texts, sure, marked)


def more_names(connection: Any, plan: Plan) -> bool:
    """Add names of the odd rows to those of the sample; whether there are any."""
    kept = connection.execute(
        f"SELECT rest FROM big WHERE rest IS NOT NULL USING SAMPLE {MOST_ODD} ROWS (reservoir, 1)"
    ).fetchall()
    rows = [cells for (text,) in kept if len(cells := text.split(PART)) == len(plan.grid.header)]
    before = sum(map(len, plan.texts.values()))
    more = plan.relation._replace(sample=rows, distinct=None)
    for name, texts in plan.texts.items():
        if name in plan.counted:
            continue
        found = _words(row[plan.at(plan.kind)] for row in rows) if name == "word" else None
        found = _names(more, plan.columns, name) if found is None else found
        plan.texts[name] = [*dict.fromkeys([*texts, *found])][:MOST_NAMES]
    return sum(map(len, plan.texts.values())) > before


def _texts(relation: Relation, at: int) -> list[str]:
    """Texts of a column in the sample."""
    if at in relation.numeric:  # of a number, those in the place of one
        return ["", "inf", "-inf"] if relation.numeric[at] in FLOATS else [""]
    return relation.distinct(at) if relation.distinct else [row[at] for row in relation.sample]


def _words(cells: Iterable[str]) -> list[str]:
    """Words in place of a figure, which are read alike in every notation."""
    plain = dict.fromkeys(text for text in cells if not NUMERAL.search(text))
    return [text for text in plain if not SIGNS & {*text}][:MOST_NAMES]


def _names(relation: Relation, columns: Columns, name: str) -> list[str]:
    """Names of a column in the sample, the commonest first where there are many."""
    at = columns.names.index(name)
    cells = relation.distinct(at) if relation.distinct else [row[at] for row in relation.sample]
    found = dict.fromkeys(cells)
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


def _shape(plan: Plan) -> Shape:
    """Test of the plain figures, and their number."""
    at = plan.at(plan.kind)
    if kind := plan.relation.numeric.get(at):
        return _typed_shape(f"c{at}", kind, plan.relation.texts[at], percent=plan.percent)
    cell = plan.text(plan.kind)
    trimmed = f"trim({cell}, ' ')"
    fraction = {POINT: r"(\.[0-9]{1,20})?", COMMA: "(,[0-9]{1,20})?", "": ""}[plan.mark]
    pattern = f"[0-9]{{1,18}}{fraction}"
    number = f"replace({trimmed}, ',', '.')" if plan.mark == COMMA else trimmed
    if plan.percent:
        number = f"{number} || 'e-2'"
    return Shape(f"regexp_full_match({trimmed}, {quoted(pattern)})", f"CAST({number} AS DOUBLE)")


def _typed_shape(cell: str, kind: str, text: str, *, percent: bool) -> Shape:
    """Test and number of a figure that is stored as a number.

    Its float is that of its digits, as of a small table: by way of the text where a division or
    a widening would give another last digit.
    """
    number = f"CAST({cell} AS DOUBLE)"
    if kind in FLOATS:
        # Statistics of Parquet leave NaN out, and what is known of all rows is not asked.
        test = f"isfinite({cell}) AND {cell} >= 0 AND {cell} < 1e18 AND NOT signbit({cell})"
        by_text = kind == "FLOAT" or percent
    else:
        # A decimal of many places holds no number as large as the limit, which cannot be cast.
        below = f"CAST({cell} AS DOUBLE) < 1e18"
        test = f"{cell} >= 0 AND {below}" if kind.startswith("DECIMAL") else f"{cell} {WHOLE}"
        by_text = kind.startswith("DECIMAL") and int(kind[8:].partition(",")[0]) > EXACT
        by_text |= percent and kind.startswith("DECIMAL")
        number = f"{number} / 100" if percent and not by_text else number
    if by_text:
        tail = " || 'e-2'" if percent else ""
        test += f" AND NOT contains({text}, 'e')" if percent else ""
        number = f"CAST({text}{tail} AS DOUBLE)"
    return Shape(test, number)


def load(connection: Any, plan: Plan) -> str:
    """Types of the codes, and the query that reads the whole table."""
    for name, texts in plan.texts.items():
        if name in plan.counted:
            continue
        listed = ", ".join(map(quoted, texts or [PART]))
        connection.execute(f"CREATE TYPE code_{name} AS ENUM ({listed})")
    shown, tests = [], []
    for name in CODED:
        if name in plan.texts:
            shown.append(f"{_code(plan, name, plan.text(name))} AS {name}")
            tests.append(f"{name} IS NULL")
    shape = _shape(plan)
    shown.append(f"CASE WHEN {shape.test} THEN {shape.number} END AS n")
    limit = " AND n <= 1" if plan.kind == "share" else ""
    shown.append(f"CASE WHEN n < 1e15{limit} THEN n END AS q")
    shown.append(f"CASE WHEN q IS NULL THEN {_code(plan, WORD, plan.text(plan.kind))} END AS w")
    tests.append("(q IS NULL AND w IS NULL)")
    cells = ", ".join(f"coalesce({text}, '')" for text in plan.relation.texts)
    shown.append(
        f"CASE WHEN {' OR '.join(tests)} THEN concat_ws({quoted(PART)}, {cells}) END AS rest"
    )
    columns = ", ".join([name for name in CODED if name in plan.texts] + ["q", "w", "rest"])
    source, order = plan.relation.sql, ""
    searched = [
        f"{_search(name, plan.text(plan.kind if name == WORD else name))} AS found_{name}"
        for name, texts in plan.texts.items()
        if len(texts) > FEW_NAMES and name not in plan.counted
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
    if name in plan.counted:
        year, kind = f"c{plan.at(name)}", plan.relation.numeric[plan.at(name)]
        # As a float, because a decimal of many places holds no year to compare it with.
        test = f"CAST({year} AS DOUBLE) BETWEEN {FIRST} AND {LAST}"
        if kind in FLOATS or kind.startswith("DECIMAL"):
            test += f" AND {year} = floor({year})"
        return f"CASE WHEN {test} THEN CAST({year} AS INTEGER) - {FIRST} END"
    many = len(plan.texts[name]) > FEW_NAMES
    return f"found_{name}" if many else f"TRY_CAST({cell} AS code_{name})"


def _search(name: str, cell: str) -> str:
    """SQL of the code of a text that is looked for among many names."""
    names = f"SELECT CAST(unnest(enum_range(CAST(NULL AS code_{name}))) AS VARCHAR)"
    return f"CASE WHEN {cell} IN ({names}) THEN CAST({cell} AS code_{name}) END"

"""A user's large supply table: checked as a whole by DuckDB, with the words of single rows.

Each distinct name is looked up once, as in a small table. Rows with a fault, and tables in which
a check between rows may fail, are read singly and say what a small table's would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from critmin.supply.own_table_reading import (
    DOUBTED,
    FIRST_LINES,
    Key,
    Line,
    Problem,
    Reading,
    Remark,
    cautions_of,
    check_tables,
    place_key,
    read_line,
)
from critmin.supply.supply_table import SHARE_SUM, SupplyRow
from critmin.user_tables.columns import REQUIRED, DistinctNames
from critmin.user_tables.country_column import may_be_code
from critmin.user_tables.large_table import Coded, Ids, LargeTable
from critmin.user_tables.places import TableNames

SLACK = 1e-9  # of a sum in DuckDB, whose last digits differ; what it lets pass is summed again
PARTS = ("mineral", "stage", "basis", "year")
FEW_PLACES = 4_096  # whose presence in a table is kept in bits
STAND_IN = {"mineral": "tin", "country": "Chile", "year": "2000", "quantity": "1", "share": "1"}


class LargeReading(Reading):
    """Rows and problems of a large table; rows are made when they are asked for."""

    def __init__(self, table: LargeTable) -> None:
        found = table.found
        self._table = table
        self._known = TableNames(self._places())
        super().__init__(found.file, [], [], 0, list(cautions_of(found, self._known)))
        self._look_names_up()
        self._ids = {name: Ids() for name in (*PARTS, "unit", "flag", "place", "word")}
        self._coded = {name: self._code(name) for name in table.texts}
        self._read_odd_rows()
        self._make_facts()
        self.problems += check_tables(self._suspects())

    @property
    def good(self) -> int:
        """Number of rows that can be used."""
        return sum(self.tables().values())

    def tables(self) -> dict[Key, int]:
        """Tables in the file, with the number of their rows."""
        return self._tables

    def lines_at(self, keys: Collection[Key]) -> list[Line]:
        """Rows of some of the tables, in file order."""
        if len(keys) == len(self._tables):
            return self._lines("true")
        ids = [self._ids[part].of for part in PARTS]
        coded = [[of[value] for of, value in zip(ids, key, strict=True)] for key in keys]
        if not coded:
            return []
        listed = ", ".join(f"({', '.join(map(str, key))})" for key in coded)
        return self._lines(f"({', '.join(PARTS)}) IN (VALUES {listed})")

    def remarks(self) -> list[Remark]:
        """Problems with which rows are used all the same, each once."""
        found: dict[tuple[str, str], tuple[int, list[int]]] = {}
        for code, said, number, lines in [*self._remarked(), *self._odd_remarks()]:
            before, first = found.get((code, said), (0, []))
            found[code, said] = before + number, sorted([*first, *lines])[:FIRST_LINES]
        remarks = [Remark(*key, number, tuple(lines)) for key, (number, lines) in found.items()]
        return sorted(remarks, key=lambda one: (one.lines[0], one.code != "mineral_unrecognised"))

    def refusal(self) -> tuple[Problem, int] | None:
        """The first fatal problem and the number of all, without reading each row that has one."""
        fatal = [problem for problem in self.problems if problem.fatal]
        found = sum(
            number * sum(problem.fatal for problem in self._faults[name][code])
            for name in self._faults
            for code, number in self._ask(
                f"SELECT {self._number(name)} AS code, count(*) FROM big "
                f"WHERE rest IS NULL AND code IN ({self._faulty(name)}) GROUP BY code"
            )
        )
        if not found:
            return (fatal[0], len(fatal)) if fatal else None
        first = self._ask(f"SELECT min(rowid) FROM big WHERE rest IS NULL AND ({self._either})")
        (row,) = self._table.faulty(f"rowid = {first[0][0]}")
        faults = [problem for problem in read_line(row, self._known)[1] if problem.fatal]
        of_odd = self.problems[: self._of_rows]
        before = of_odd and (of_odd[0].line or 0) < row.line
        return (of_odd if before else faults)[0], found + len(fatal)

    @property
    def fatal(self) -> list[Problem]:
        """Problems with which no figure can be computed."""
        return [problem for problem in self.all_problems() if problem.fatal]

    def all_problems(self) -> list[Problem]:
        """Every problem, in the order in which they are met."""
        first = self._table.first
        of_rows = [one for one in self._odd_problems if one[2].code != DOUBTED]
        for name, of in self._told():
            texts = {
                code: [(_rank(*p[1:3]), p[1:]) for p in found if p.code != DOUBTED]
                for code, found in of.items()
            }
            rows = self._ask(
                f"SELECT rowid, {self._number(name)} AS code FROM big WHERE rest IS NULL "
                f"AND code IN ({', '.join(map(str, texts))})"
            )
            of_rows += [
                (first + row, rank, Problem(first + row, *rest))
                for row, code in rows
                for rank, rest in texts[code]
            ]
        of_rows.sort(key=lambda one: one[:2])
        return [*(problem for *_, problem in of_rows), *self.problems[self._of_rows :]]

    def _places(self) -> list[str]:
        """Texts of the column of countries.

        Whether all cells are codes is told by those that are in a row; another one may be in the
        sample by mistake.
        """
        texts = self._table.texts["country"]
        if any(map(may_be_code, texts)):
            there = "SELECT DISTINCT enum_code(country) FROM big WHERE country IS NOT NULL"
            texts = [texts[code] for (code,) in self._ask(there)]
        odd = (row.cells.get("country", "") for row in self._table.odd)
        return [*map(self._clean, texts), *odd]

    def _ask(self, sql: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._table.connection.execute(sql).fetchall()
        return found

    def _look_names_up(self) -> None:
        """Look names up, those that are not known in file order: the first get suggestions."""
        finders: dict[str, DistinctNames[Any]] = {
            "mineral": self._known.minerals,
            "country": self._known.places,
        }
        for name, known in finders.items():
            texts = self._table.texts[name]
            unknown = [
                code for code, text in enumerate(texts) if known.is_unknown(self._clean(text))
            ]
            order = [(row.line, row.cells.get(name, "").strip()) for row in self._table.odd]
            if unknown:
                listed = ", ".join(map(str, unknown))
                order += [
                    (self._table.first + line, self._clean(texts[code]))
                    for code, line in self._ask(
                        f"SELECT enum_code({name}) AS code, min(rowid) FROM big "
                        f"WHERE code IN ({listed}) GROUP BY code"
                    )
                ]
            for _, text in sorted(order):
                known[text]

    def _clean(self, text: str) -> str:
        return self._table.cleaned(text).strip()

    def _code(self, name: str) -> Coded:
        """Meanings of the codes of a column."""
        ids, refused = [], []
        target = "place" if name == "country" else name
        for code, text in enumerate(self._table.texts[name]):
            if self._unused(name, text):
                ids.append(0)
                refused.append(code)
                continue
            read, _ = self._one(name, text)
            if read is None:
                refused.append(code)
            ids.append(self._ids[target](_meaning(name, read)) if read else 0)
        return Coded(tuple(ids), tuple(refused))

    def _unused(self, name: str, text: str) -> bool:
        """Whether an unknown name is in no row of the table, but in the sample by mistake."""
        if name not in {"mineral", "country"}:
            return False
        known: DistinctNames[Any] = (
            self._known.minerals if name == "mineral" else self._known.places
        )
        return self._clean(text) not in known and known.is_unknown(self._clean(text))

    def _one(self, name: str, text: str) -> tuple[Line | None, list[Problem]]:
        """A row with one text, and the others without a fault; and its problems."""
        kind = self._table.kind
        cells = {one: STAND_IN[one] for one in ("mineral", "country", "year", kind)}
        cells |= {one: "" for one in self._table.texts if one not in {*cells, "word"}}
        cells[kind if name == "word" else name] = self._table.cleaned(text)
        return read_line(self._table.row_of(0, cells), self._known)

    def _read_odd_rows(self) -> None:
        """Read the rows that are not plain; what is wrong with a code is read once for all rows.

        A million rows with a year that is none have the same few problems.
        """
        self._faults = {
            name: {
                code: self._one(name, self._table.texts[name][code])[1]
                for code in coded.refused
                if not self._unused(name, self._table.texts[name][code])
            }
            for name, coded in self._coded.items()
        }
        self._faults = {name: of for name, of in self._faults.items() if of}
        tests = [f"{self._number(name)} IN ({self._faulty(name)})" for name in self._faults]
        self._either = " OR ".join(f"coalesce({test}, false)" for test in tests)
        self._plain = f"rest IS NULL AND NOT ({self._either})" if tests else "rest IS NULL"
        self._odd_lines: dict[int, Line] = {}
        self._odd_problems: list[tuple[int, int, Problem]] = []
        for row in self._table.odd:
            line, problems = read_line(row, self._known)
            self._odd_problems += [(row.line, -1, problem) for problem in problems]
            self.problems += [problem for problem in problems if problem.fatal]
            if line:
                self._odd_lines[line.number] = line
        self._of_rows = len(self.problems)
        coded = self._ask("SELECT count(*) FROM big WHERE rest IS NULL")[0][0]
        self.rows_in = coded + len(self._table.odd)

    def _faulty(self, name: str) -> str:
        """Codes of a column with which no row is used, in SQL."""
        return ", ".join(map(str, self._faults[name]))

    def _number(self, name: str) -> str:
        """SQL of the number of a column's code."""
        return self._table.code(self._column(name))

    def _column(self, name: str) -> str:
        return "w" if name == "word" else name

    def _make_facts(self) -> None:
        """A view of the rows that are used, by the numbers of their meanings."""
        default, _ = self._one("country", STAND_IN["country"])
        assert default is not None
        absent = {name: self._ids[name](_meaning(name, default)) for name in (*PARTS, "unit")}
        absent["flag"] = self._ids["flag"]("")
        code = self._table.code
        coded = {name: of.sql(code(name)) for name, of in self._coded.items() if name != "word"}
        parts = [f"{(absent | coded)[name]} AS {name}" for name in (*PARTS, "unit", "flag")]
        place = self._coded["country"].sql(code("country"))
        word = self._coded["word"].sql(code("w"))
        centres = [_centre(figure) for figure in self._ids["word"].meanings]
        centre = f"coalesce(q, {_listed(centres, word)})" if any(centres) else "q"
        columns = f"{', '.join(parts)}, {place} AS place, q, {word} AS w, {centre} AS centre"
        self._table.connection.execute(
            "CREATE TEMP TABLE odd (line BIGINT, mineral INTEGER, stage INTEGER, basis INTEGER, "
            "year INTEGER, unit INTEGER, flag INTEGER, place INTEGER, q DOUBLE, w INTEGER, "
            "centre DOUBLE)"
        )
        odd = [self._odd_fact(line) for line in self._odd_lines.values()]
        if odd:
            self._table.insert("odd", odd)
        self._table.connection.execute(
            f"CREATE TEMP VIEW facts AS SELECT {self._table.first} + rowid AS line, {columns} "
            f"FROM big WHERE {self._plain} UNION ALL SELECT * FROM odd"
        )
        self._grouped = self._groups()
        meanings = [self._ids[part].meanings for part in PARTS]
        self._tables: dict[Key, int] = {}
        for group in self._grouped:
            key = tuple(of[at] for of, at in zip(meanings, group, strict=False))
            self._tables[key] = group[len(PARTS)]

    def _odd_fact(self, line: Line) -> tuple[object, ...]:
        ids = [self._ids[name](_meaning(name, line)) for name in (*PARTS, "unit", "flag")]
        place = self._ids["place"](_meaning("country", line))
        return line.number, *ids, place, None, None, line.row.centre

    def _groups(self) -> list[tuple[Any, ...]]:
        """Tables in the file: rows, different places and units, sum, and smallest total."""
        places = self._ids["place"].meanings
        keys: dict[str, int] = {}
        of_place = [keys.setdefault(key, len(keys)) for _, _, _, key in places]
        key = "place" if of_place == [*range(len(places))] else _listed(of_place, "place")
        if len(keys) <= FEW_PLACES:
            different = f"bit_count(bitstring_agg({key}, 0, {max(len(keys) - 1, 1)}))"
        else:
            different = f"count(DISTINCT {key})"
        totals = [at for at, place in enumerate(places) if place[2] == "total"]
        total = f"place IN ({', '.join(map(str, totals))})" if totals else "false"
        return self._ask(
            f"SELECT {', '.join(PARTS)}, count(*), {different}, min(unit), max(unit), "
            f"sum(centre) FILTER (NOT ({total})), min(centre) FILTER ({total} AND centre > 0) "
            f"FROM facts GROUP BY {', '.join(PARTS)}"
        )

    def _suspects(self) -> list[Line]:
        """Rows of the tables in which a check between rows may fail."""
        share = self._ids["unit"].of.get("share", -1)
        limit = SHARE_SUM[1] * (1 - SLACK)
        keys = []
        for key, group in zip(self._tables, self._grouped, strict=True):
            rows, different, least, most, listed, total = group[len(PARTS) :]
            over = least == share and (listed or 0) > limit
            above = total is not None and (listed or 0) > total * limit
            if rows != different or least != most or over or above:
                keys.append(key)
        return self.lines_at(keys)

    def _lines(self, where: str) -> list[Line]:
        """Rows that are used, in file order."""
        of = {name: self._ids[name].meanings for name in self._ids}
        found = []
        for number, mineral, stage, basis, year, unit, flag, place, q, w, _ in self._ask(
            f"SELECT * FROM facts WHERE {where} ORDER BY line"
        ):
            if number in self._odd_lines:
                found.append(self._odd_lines[number])
                continue
            country, iso3, kind, _ = of["place"][place]
            low = high = None
            state = "number" if q else "zero"
            if q is None:
                q, low, high, state = of["word"][w]
            note = of["flag"][flag]
            row = SupplyRow(country, iso3, kind, q, low, high, state, "reported", note)
            found.append(
                Line(
                    number,
                    of["mineral"][mineral],
                    of["stage"][stage],
                    of["basis"][basis],
                    of["year"][year],
                    of["unit"][unit],
                    row,
                )
            )
        return found

    def _said(self) -> dict[str, dict[int, tuple[str, str]]]:
        """What is remarked of names, by column and code."""
        found: dict[str, dict[int, tuple[str, str]]] = {}
        for name, said in (("mineral", self._of_mineral), ("country", self._of_country)):
            refused = self._coded[name].refused
            for code, text in enumerate(self._table.texts[name]):
                if code not in refused and (remark := said(self._clean(text))):
                    found.setdefault(name, {})[code] = remark
        return found

    def _of_mineral(self, text: str) -> tuple[str, str] | None:
        said = self._known.minerals[text][1]
        return ("mineral_unrecognised", said) if said else None

    def _of_country(self, text: str) -> tuple[str, str] | None:
        place = self._known.places[text]
        return (place.code, place.said) if place.code else None

    def _remarked(self) -> Iterator[tuple[str, str, int, list[int]]]:
        first = self._table.first
        for name, texts in self._told():
            said = {
                code: [one for one in problems if not one.fatal] for code, problems in texts.items()
            }
            listed = ", ".join(str(code) for code, remarks in said.items() if remarks)
            if not listed:
                continue
            for code, number, rows in self._ask(
                f"SELECT {self._number(name)} AS code, count(*), min(rowid, {FIRST_LINES}) "
                f"FROM big WHERE rest IS NULL AND code IN ({listed}) GROUP BY code"
            ):
                for one in said[code]:
                    yield one.code, one.message, number, [first + row for row in rows]

    def _told(self) -> Iterator[tuple[str, dict[int, list[Problem]]]]:
        """Problems of each code of a column: those that are remarked, and those of no row used."""
        for name, of in self._said().items():
            yield name, {code: [Problem(None, name, *one)] for code, one in of.items()}
        yield from self._faults.items()

    def _odd_remarks(self) -> Iterator[tuple[str, str, int, list[int]]]:
        for number, _, problem in self._odd_problems:
            if not problem.fatal:
                yield problem.code, problem.message, 1, [number]


def _rank(column: str | None, code: str) -> int:
    """Place of a problem among those of its row, as rows that are read singly have them."""
    if code == "missing_value" and column in REQUIRED:
        return REQUIRED.index(column)
    order = ("year", "", "stage", "mineral", "country")  # of the figure between them
    return len(REQUIRED) + order.index(column if column in order else "")


def _listed(values: Sequence[Any], code: str) -> str:
    """Value of a number in SQL."""
    texts = ", ".join("NULL" if value is None else repr(value) for value in values)
    kind = "DOUBLE" if any(isinstance(value, float) for value in values) else "INTEGER"
    return f"list_extract([{texts}]::{kind}[], {code} + 1)"


def _centre(figure: tuple[float | None, float | None, float | None, str]) -> float | None:
    quantity, low, high, state = figure
    return SupplyRow("", "", "", quantity, low, high, state, "", "").centre


def _meaning(name: str, line: Line) -> Any:
    """What a text of a column means in a row that is used."""
    row = line.row
    read: dict[str, Callable[[], Any]] = {
        "country": lambda: (row.country, row.iso3, row.kind, place_key(row)),
        "word": lambda: (row.quantity, row.low, row.high, row.state),
        "flag": lambda: row.note,
    }
    return read[name]() if name in read else getattr(line, name)

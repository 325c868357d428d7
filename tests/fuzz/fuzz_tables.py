"""Targets for a user's table: made of known rows in a known way, or of any bytes.

What is made is read back: an accepted table has the rows that were put into it. What is any bytes
is read, the same each time and with no row lost, or refused in one line.
"""

from __future__ import annotations

import atexit
import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from fuzz_bytes import Choices
from fuzz_typed import one_line

import critmin
from critmin.core.errors import CritminError
from critmin.supply import own_table
from critmin.supply.own_table_reading import Reading

MINERALS = {"lithium": "lithium", "Co": "cobalt", "Kupfer": "copper", "锂": "lithium"}
COUNTRIES = {"China": "CHN", "CHL": "CHL", "Österreich": "AUT", "Congo (Kinshasa)": "COD"}
COUNTRIES |= {"日本": "JPN", "Peru": "PER", "NA": "NAM", "Türkiye": "TUR"}
YEARS = (2022, 2023, 2024)


class Row(NamedTuple):
    """A row as it was meant: slug, year, ISO3, figure; None where the cell says nothing."""

    mineral: str
    year: int
    country: str
    figure: Decimal | None


class Made(NamedTuple):
    """A table that was made: its rows as meant, and its cells as written."""

    rows: list[Row]
    cells: list[list[str]]
    decimal: str


@cache
def folder() -> Path:
    """A folder of this process."""
    made = tempfile.mkdtemp(prefix="fuzz-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@contextmanager
def written(name: str, content: bytes) -> Iterator[str]:
    """A file of some bytes."""
    path = folder() / name
    path.write_bytes(content)
    try:
        yield str(path)
    finally:
        path.unlink()


def made(choices: Choices) -> Made:
    """A table of known names and figures, in one notation of numbers."""
    mark, group = choices.one((".", ".", ",")), choices.one(("", "", "", "other", " "))
    group = {"other": "." if mark == "," else ","}.get(group, group)
    rows, cells, there = [], [], set()
    while choices.left and len(rows) < 12:
        mineral, country = choices.one([*MINERALS]), choices.one([*COUNTRIES])
        year = choices.one(YEARS)
        key = (MINERALS[mineral], COUNTRIES[country], year)
        if key in there:  # a second figure of a country is refused
            choices.number(2)
            continue
        there.add(key)
        figure, text = _figure(choices, mark, group)
        rows.append(Row(MINERALS[mineral], year, COUNTRIES[country], figure))
        cells.append([mineral, str(year), country, text])
    return Made(rows, cells, mark)


def _figure(choices: Choices, mark: str, group: str) -> tuple[Decimal | None, str]:
    kind = choices.number(16)
    if kind == 1:
        return None, choices.one(("", "W", "NA"))
    if kind == 2:
        text = choices.one(("0", "-"))  # a dash that no legend explains is no zero
        return (Decimal(0) if text == "0" else None), text
    digits = choices.number(4)
    number = Decimal(choices.number(10 ** choices.one((1, 3, 4, 7)))).scaleb(-digits)
    whole, _, part = f"{number:f}".partition(".")
    if group and len(whole) > 3:
        start = len(whole) % 3 or 3
        whole = group.join(
            [whole[:start], *(whole[i : i + 3] for i in range(start, len(whole), 3))]
        )
    return number, f"{whole}{mark}{part}" if part else whole


HEADER = ["mineral", "year", "country", "quantity"]


def fuzz_made_csv(content: bytes) -> None:
    """A text file of known rows is read as they were meant, or refused."""
    choices = Choices(content)
    mark, end = choices.one((",", ",", ";", "\t", "|")), choices.one(("\n", "\r\n"))
    encoding = choices.one(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
    quoting = choices.one((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    order = choices.one(([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]))
    blank, title = choices.chance(40), choices.chance(40)
    table = made(choices)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mark, lineterminator=end, quoting=quoting)
    if title:
        out.write(f"Output by country{end}")
    for cells in ([HEADER], table.cells):
        writer.writerows([[row[i] for i in order] for row in cells])
        if blank:
            out.write(end)
    with written("made.csv", out.getvalue().encode(encoding)) as path:
        same_as_meant(path, table)


def same_as_meant(path: str, table: Made) -> None:
    """The rows of an accepted file are those that were meant, and so are its shares."""
    try:
        reading = own_table.read(path)
    except CritminError as error:
        one_line(error)
        return
    accounted(reading)
    if reading.fatal:
        return
    said = any("(--decimal , reads" in one.message for one in reading.cautions)
    if table.decimal == "," and said:  # read with a point; what it says reads it as it was meant
        reading = own_table.read(path, decimal=",")
        assert [line_as_row(line) for line in reading.lines] == table.rows, table.cells
        return
    found = [line_as_row(line) for line in reading.lines]
    assert found == table.rows, (table.cells, found, table.rows)
    for mineral, year in sorted({(row.mineral, row.year) for row in table.rows}):
        same_shares(path, mineral, year, table.rows)


def line_as_row(line: Any) -> Row:
    """A line of a reading as it is compared."""
    quantity = line.row.quantity
    figure = None if quantity is None else Decimal(repr(quantity)).normalize() + 0
    return Row(line.mineral, line.year, line.row.iso3, figure)


def same_shares(path: str, mineral: str, year: int, rows: list[Row]) -> None:
    """The shares of an answer are the figures over their sum."""
    figures = {r.country: r.figure for r in rows if (r.mineral, r.year) == (mineral, year)}
    whole = sum(figure or 0 for figure in figures.values())
    try:
        answer = critmin.share(mineral, data=path, year=year, top=100)
    except CritminError as error:
        one_line(error)
        assert not whole, (path, error)
        return
    for row in answer:
        if row["kind"] == "country" and row["share"] is not None:
            expected = float((figures[row["iso3"]] or Decimal(0)) / whole)
            assert isclose(row["share"], expected, rel_tol=1e-9), (row, expected)
    shown = {row["iso3"] for row in answer if row["kind"] == "country"}
    assert {code for code, figure in figures.items() if figure} <= shown, (figures, shown)
    exported_and_read(answer)


def exported_and_read(answer: Any) -> None:
    """The CSV of an answer says what the answer says."""
    lines = list(csv.DictReader(io.StringIO(answer.to_csv())))
    assert len(lines) == len(answer)
    for line, row in zip(lines, answer, strict=True):
        share = row["share"]
        assert (float(line["share"]) if line["share"] else None) == share, (line, row)
        assert line["iso3"] == (row["iso3"] or "")


def accounted(reading: Reading) -> None:
    """No row vanishes: each is a line or has a problem."""
    if any(problem.code == "missing_column" for problem in reading.problems):
        return  # said of the whole file
    fatal = {problem.line for problem in reading.problems if problem.fatal}
    assert len(reading.lines) + len(fatal) >= reading.rows_in or reading.wide, reading


def fuzz_any_csv(content: bytes) -> None:
    """Any bytes are read, the same each time and with no row lost, or refused in one line."""
    choices = Choices(content)
    suffix = choices.one((".csv", ".tsv", ".txt"))
    how = choices.one(({}, {}, {"decimal": ","}, {"decimal": "."}, {"wide": "year"}))
    with written(f"any{suffix}", choices.rest()) as path:
        read_twice(path, **how)


def read_twice(path: str, **how: Any) -> None:
    """A file is read alike twice, or refused alike; an answer is one, or an error of ours."""
    first, second = outcome(path, **how), outcome(path, **how)
    assert first == second
    if how.get("wide") is None and not isinstance(first, str):
        as_csv_module_reads(path, first)
        try:
            answer = critmin.share(data=path, **how)
        except CritminError as error:
            one_line(error)
            return
        for row in answer:
            share = row["share"]
            assert share is None or 0 <= share < float("inf"), row


def outcome(path: str, **how: Any) -> Any:
    """What a file says, or why it is refused."""
    try:
        reading = own_table.read(path, **how)
    except CritminError as error:
        one_line(error)
        return str(error)
    accounted(reading)
    return (
        [(line.number, *line_as_row(line), line.unit, line.stage) for line in reading.lines],
        reading.problems,
        reading.rows_in,
    )


def as_csv_module_reads(path: str, found: Any) -> None:
    """Rows of a plain file under our own header are those that the csv module reads."""
    lines, problems, _ = found
    content = Path(path).read_bytes()
    if not content.startswith(b"mineral,year,country,quantity\n") or problems or b"\r" in content:
        return
    try:
        rows = [row for row in csv.reader(io.StringIO(content.decode()), strict=True) if row][1:]
    except (csv.Error, UnicodeDecodeError):
        return
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) != len(lines):
        notes = [row for row in rows if not any(cell.strip() for cell in row[1:])]
        assert len(rows) - len(notes) <= len(lines), (rows, lines)
        return
    for row, line in zip(rows, lines, strict=True):
        if row[3].isascii() and row[3].isdigit():
            assert line[4] == Decimal(row[3]), (row, line)
        if row[1].isascii() and row[1].isdigit():
            assert line[2] == int(row[1]), (row, line)


# Workbooks ---------------------------------------------------------------------------------------

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
    '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
    '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    f'relationships"><Relationship Id="r1" Type="{LINKS}/officeDocument" Target='
    '"xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="A" '
    'sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    f'package/2006/relationships"><Relationship Id="r1" Type="{LINKS}/worksheet" Target='
    '"worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"


def workbook(sheet: str | bytes, **other: bytes) -> bytes:
    """A workbook with one sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as parts:
        for name, content in (PARTS | other).items():
            parts.writestr(name, content)
        parts.writestr(SHEET, sheet)
    return out.getvalue()


def fuzz_made_workbook(content: bytes) -> None:
    """A workbook of known rows is read as they were meant, whatever size it says it has."""
    choices = Choices(content)
    size = choices.one(("", "A1:D99", "A1", "A1:B2", "A1:D2"))
    skip, numbered = choices.chance(60), choices.chance(200)
    table = made(choices)
    rows = []
    for at, cells in enumerate([HEADER, *table.cells], start=1):
        line = at + (1 if skip and at > 1 else 0)
        figure = None if at == 1 else table.rows[at - 2].figure
        plain = figure is not None and choices.chance(128)
        last = _number(figure) if plain and cells[3] != "-" else _text(cells[3])
        year = _number(Decimal(cells[1])) if numbered and at > 1 else _text(cells[1])
        rows.append(f'<row r="{line}">{_text(cells[0])}{year}{_text(cells[2])}{last}</row>')
    dimension = f'<dimension ref="{size}"/>' if size else ""
    sheet = (
        f'<worksheet xmlns="{MAIN}">{dimension}<sheetData>{"".join(rows)}</sheetData></worksheet>'
    )
    with written("made.xlsx", workbook(sheet)) as path:
        same_as_meant(path, table)


def _text(text: str) -> str:
    return (
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
        if text
        else "<c/>"
    )


def _number(number: Decimal | None) -> str:
    return f"<c><v>{number:f}</v></c>"


def fuzz_any_workbook(content: bytes) -> None:
    """A workbook with any sheet, or any bytes for a workbook."""
    choices = Choices(content)
    whole = choices.chance(40)
    content = choices.rest()
    with written("any.xlsx", content if whole else workbook(content)) as path:
        read_twice(path)


# Parquet, and the reading of large tables --------------------------------------------------------


def fuzz_made_parquet(content: bytes) -> None:
    """A Parquet file of known rows is read as they were meant, by both readings."""
    import pyarrow as pa
    from pyarrow import parquet

    choices = Choices(content)
    years = choices.one((pa.int64(), pa.int16(), pa.uint32(), pa.float64(), pa.string()))
    kinds = (pa.float64(), pa.string(), pa.decimal128(20, 4), pa.int64(), pa.float32())
    figures = choices.one(kinds)
    texts = choices.one((pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())))
    table = made(choices)
    rows = table.rows
    if figures == pa.int64():
        rows = [
            r._replace(figure=None if r.figure is None else r.figure.to_integral()) for r in rows
        ]
    if figures == pa.float32():
        rows = [r._replace(figure=None if r.figure is None else r.figure % 2) for r in rows]
        rows = [r._replace(figure=None if r.figure is None else r.figure // 1 / 2) for r in rows]
    values: list[Any] = [r.figure for r in rows]
    if figures in (pa.float64(), pa.float32()):
        values = [None if v is None else float(v) for v in values]
    if figures == pa.string():
        values = [None if v is None else f"{v:f}" for v in values]
    if figures == pa.int64():
        values = [None if v is None else int(v) for v in values]
    shown = pa.table(
        {
            "mineral": pa.array([c[0] for c in table.cells], pa.string()).cast(texts),
            "year": pa.array([r.year for r in rows], pa.int64()).cast(years),
            "country": pa.array([c[2] for c in table.cells], pa.string()).cast(texts),
            "quantity": pa.array(values, figures),
        }
    )
    out = io.BytesIO()
    parquet.write_table(shown, out)
    with written("made.parquet", out.getvalue()) as path:
        same_as_meant(path, table._replace(rows=rows))
        both_readings(path)


def fuzz_any_parquet(content: bytes) -> None:
    """Any bytes named as Parquet; a real file with some bytes exchanged."""
    choices = Choices(content)
    base = bytearray(_small_parquet())
    if choices.chance(200):
        for _ in range(1 + choices.number(6)):
            base[choices.number(len(base))] = choices.number(256)
    else:
        base = bytearray(choices.rest())
    with written("any.parquet", bytes(base)) as path:
        read_twice(path)


def _small_parquet(known: list[bytes] = []) -> bytes:  # noqa: B006
    if not known:
        import pyarrow as pa
        from pyarrow import parquet

        out = io.BytesIO()
        rows = {"mineral": ["tin"], "year": [2024], "country": ["Peru"], "quantity": [1.5]}
        parquet.write_table(pa.table(rows), out, compression="none")
        known.append(out.getvalue())
    return known[0]


def fuzz_large(content: bytes) -> None:
    """A text file says the same to the reading of single lines and to that of large tables."""
    choices = Choices(content)
    if choices.chance(128):
        with written("large.csv", b"mineral,year,country,quantity\n" + choices.rest()) as path:
            both_readings(path)
        return
    mark = choices.one((",", ";", "\t"))
    table = made(choices)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows([HEADER, *table.cells])
    with written("large.csv", out.getvalue().encode()) as path:
        both_readings(path)


def both_readings(path: str) -> None:
    """The rows and problems of both readings are the same, where both take the file."""
    from critmin.supply.own_table_large import LargeReading
    from critmin.user_tables.large_table import Large

    small = told(lambda: own_table.read(path))
    try:
        with Large(path, (), None) as table:
            large = None if table is None else told(lambda: LargeReading(table))
    except CritminError as error:
        large = str(error)
    assert large is None or large == small, (large, small)


def told(read: Any) -> Any:
    """Rows and problems of a reading, or why it is refused."""
    try:
        reading = read()
        keys = {*reading.tables()}
        lines = [(line.number, *line_as_row(line), line.unit) for line in reading.lines_at(keys)]
        return lines, reading.all_problems(), reading.rows_in
    except CritminError as error:
        one_line(error)
        return str(error)

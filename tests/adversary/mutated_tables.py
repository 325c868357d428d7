"""Adversary of the readers of own tables: mutated files, and what they truly say.

``python tests/adversary/mutated_tables.py --each 700`` mutates a small workbook, a CSV and a
Parquet file so often each. Every table that critmin reads is compared, row by row, with another
reading: openpyxl's without the dimension of the sheet, the csv module's, and DuckDB's. A silent
difference, an error that is none of critmin's own, or a reading of over ten seconds is printed,
and the exit code is 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "shared"))
import lying_files

from critmin.core.errors import CritminError
from critmin.core.names import fold
from critmin.supply import own_table
from critmin.user_tables.grid import CONTROL

SLOW = 10.0  # seconds of processor time
HEADER = ("mineral", "year", "country", "quantity")
COUNTRIES = ("Chile", "China", "Peru", "Japan", "Brazil", "Canada", "India")
PIECES = (
    *('"', "'", ",", ";", "\t", "\n", "\r", "\r\n", "-", "−", "٣", "１２", "²", ".", "0", "9", "e"),
    *("%", "\x00", "\ufeff", "\u202e", " ", "#REF!", "nan", "W", "<", ">", "(", "[", "=1+1", "年"),
)
XML = (
    *(
        "<",
        ">",
        "/",
        '"',
        "&amp;",
        "&#0;",
        "&#65;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<c/>",
        "<v>",
    ),
    *(
        "</v>",
        "<row>",
        "</row>",
        ' r="1"',
        ' r="5"',
        ' t="s"',
        ' t="e"',
        ' s="1"',
        ' s="3"',
        ' s="9"',
    ),
    *("<f>1</f>", "<is><t>x</t></is>", "<extLst>", ' hidden="1"', "0", "1", "7", "99", "-", "1e3"),
)
VALUES = (
    "0",
    "1",
    "2",
    "9",
    "-5",
    "1e3",
    "0.5",
    "",
    "A1",
    "D3",
    "XFD9",
    "s",
    "n",
    "str",
    "e",
    "b",
    "x",
)
Rows = dict[int, tuple[str, ...]]


def rows_of(chance: random.Random) -> list[tuple[str, int, str, float]]:
    return [
        ("lithium", 2023, name, round(chance.uniform(1, 900), chance.randint(0, 3)))
        for name in COUNTRIES
    ]


def edited(text: str, chance: random.Random, pieces: tuple[str, ...]) -> str:
    """A text with one to three changes: a piece put in, a span left out, doubled or moved."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + int(chance.expovariate(1 / 12)))
        how = chance.randrange(5)
        if how == 0:
            text = text[:at] + chance.choice(pieces) + text[at:]
        elif how == 1:
            text = text[:at] + text[end:]
        elif how == 2:
            text = text[:end] + text[at:end] + text[end:]
        elif how == 3:
            text = text[:at] + chance.choice(pieces) + text[at + 1 :]
        else:
            to = chance.randrange(len(text) + 1)
            rest = text[:at] + text[end:]
            text = rest[:to] + text[at:end] + rest[to:]
    return text


def without_or_twice(text: str, chance: random.Random) -> str:
    """XML with an element left out, doubled, or moved to the place of another."""
    found = list(re.finditer(r"<(row|c|si|sheet|xf|numFmt|Relationship)\b.*?(?:</\1>|/>)", text))
    if not found:
        return text
    one, other = chance.choice(found), chance.choice(found)
    how = chance.randrange(3)
    if how == 0:
        return text[: one.start()] + text[one.end() :]
    if how == 1:
        return text[: one.end()] + one[0] + text[one.end() :]
    return text[: other.start()] + one[0] + text[other.end() :]


def workbook(chance: random.Random) -> bytes:
    """A mutated workbook."""
    figures = tuple((row[2], row[3]) for row in rows_of(chance))
    parts = lying_files.honest(rows=figures)
    part = chance.choice([lying_files.SHEET] * 6 + [lying_files.TEXTS] * 2 + list(parts))
    how = chance.randrange(8)
    if how < 2:
        parts[part] = without_or_twice(parts[part], chance)
    elif how < 5:
        for _ in range(chance.randint(1, 3)):
            parts[part] = another_value(parts[part], chance)
    elif how < 7:
        parts[part] = edited(parts[part], chance, XML)
    content = lying_files.packed(parts)
    return flipped(content, chance) if how == 7 else content


def another_value(text: str, chance: random.Random) -> str:
    """XML in which the value of an attribute or an element is that of another."""
    found = list(re.finditer(r'(?<==")[^"]*(?=")|(?<=>)[^<]+(?=<)', text))
    one, other = chance.choice(found), chance.choice(found)
    value = chance.choice((other[0], chance.choice(VALUES), edited(one[0], chance, VALUES)))
    return text[: one.start()] + value + text[one.end() :]


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Bytes with some of them changed, left out, or cut off."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    if chance.random() < 0.1:
        del found[chance.randrange(len(found)) :]
    return bytes(found)


def text(chance: random.Random) -> bytes:
    """A mutated CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator=chance.choice(["\n", "\r\n"])).writerows(
        [HEADER, *rows_of(chance)]
    )
    return edited(out.getvalue(), chance, PIECES).encode("utf-8", "replace")


def parquet(chance: random.Random) -> bytes:
    """A mutated Parquet file."""
    import pyarrow as pa
    from pyarrow import parquet as store

    columns: list[Any] = [list(column) for column in zip(*rows_of(chance), strict=True)]
    columns[3] = [None if chance.random() < 0.2 else int(one) for one in columns[3]]
    out = io.BytesIO()
    packing = chance.choice(["none", "snappy", "zstd"])
    table = pa.table(dict(zip(HEADER, columns, strict=True)))
    store.write_table(table, out, compression=packing, use_dictionary=chance.random() < 0.5)
    return flipped(out.getvalue(), chance)


def of_openpyxl(path: str) -> Rows:
    """Rows of the first sheet whose row has the header, by openpyxl, whatever its dimension."""
    from openpyxl import load_workbook

    # its content: of a damaged file that it opens by name, it leaves the stream open
    content = io.BytesIO(Path(path).read_bytes())
    for page in load_workbook(content, data_only=True).worksheets:
        rows = {
            at: tuple("" if cell is None else str(cell) for cell in cells)
            for at, cells in enumerate(page.iter_rows(values_only=True), start=1)
        }
        found = below_header(rows)
        if found:
            return found
    return {}


def of_csv(path: str) -> Rows:
    """Rows of a text, by the csv module."""
    content = Path(path).read_bytes().decode("utf-8-sig")
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    rows = [(reader.line_num, tuple(cells)) for cells in reader]
    return below_header(dict(rows))


def shown(cell: Any) -> str:
    """A cell as a text; bytes of a column that does not say what it holds are letters."""
    if isinstance(cell, bytes):
        return cell.decode()
    return "" if cell is None else str(cell)


def of_duckdb(path: str) -> Rows:
    """Rows of a Parquet file, by DuckDB."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT * FROM read_parquet('{path}')")
        rows = {1: tuple(found.columns)}
        for at, cells in enumerate(found.fetchall(), start=2):
            rows[at] = tuple(map(shown, cells))
    return below_header(rows)


def below_header(rows: Rows) -> Rows:
    """Cells of our columns in the rows below the header that have any text."""
    names: list[str] = []
    found: Rows = {}
    for number, cells in rows.items():
        folded = [cell.strip().casefold() for cell in cells]
        if not names and {*HEADER} <= {*folded}:
            names = folded
        elif names and any(folded):
            named = dict(zip(names, cells, strict=False))
            found[number] = tuple(named.get(name, "").strip() for name in HEADER)
    return found


KINDS: dict[str, tuple[Callable[[random.Random], bytes], Callable[[str], Rows]]] = {
    ".xlsx": (workbook, of_openpyxl),
    ".csv": (text, of_csv),
    ".parquet": (parquet, of_duckdb),
}


class ByLine(Exception):
    """Rows or columns are refused, each with its line: no figure is computed."""


class NoOther(Exception):
    """The other reading finds no table: there is nothing to compare."""


def differences(path: str, other: Callable[[str], Rows]) -> Iterator[str]:
    """What another reading has that ours has otherwise; nothing if the file is refused."""
    reading = own_table.read(path)
    if reading.fatal:
        raise ByLine
    said = "; ".join(one.message for one in reading.cautions)
    try:
        rows = other(path)
    except Exception as error:
        raise NoOther from error
    if not rows:
        raise NoOther
    ours = {line.number: line for line in reading.lines}
    for number in sorted({*rows} - {*ours}):
        if f"line {number}" not in said:
            yield f"line {number} is not used and not said: {rows[number]}"
    for number in sorted({*ours} - {*rows}):
        yield f"line {number} is used and not there: {ours[number]}"
    for number in sorted({*ours} & {*rows}):
        yield from (f"line {number}: {one}" for one in unlike(ours[number], rows[number]))


def unlike(line: Any, cells: tuple[str, ...]) -> Iterator[str]:
    """Cells of a row that were read as something else."""
    mineral, year, country, figure = cells
    row = line.row
    if row.quantity is not None and not same_number(row.quantity, figure):
        yield f"{row.quantity} is {figure!r}"
    if row.quantity is None and row.low is None and re.fullmatch(r"[0-9.]+", figure):
        yield f"no figure is {figure!r}"
    if not same_number(line.year, year):
        yield f"the year {line.year} is {year!r}"
    known = (row.iso3 and country not in COUNTRIES) or row.kind != "country"
    if not known and row.country != country.translate(CONTROL):
        yield f"{row.country!r} is {country!r}"
    if fold(line.mineral) != {"li": "lithium"}.get(fold(mineral), fold(mineral)):
        yield f"{line.mineral!r} is {mineral!r}"


def same_number(number: float, figure: str) -> bool:
    try:
        return abs(float(figure.rstrip("年")) - number) <= 1e-9 * abs(number)
    except ValueError:
        return figure in {"-", "–", "—"} and number == 0


def tried(path: Path, other: Callable[[str], Rows]) -> tuple[str, list[str]]:
    """What became of a file, and what is wrong with that."""
    start = time.process_time()
    found: list[str] = []
    try:
        found = list(differences(str(path), other))
        kind = "read" if found else "read alike"
    except CritminError:
        kind = "refused whole"
    except ByLine:
        kind = "refused by line"
    except NoOther as none:
        print(f"{path.name}: no other reading: {none.__cause__}"[:150], file=sys.stderr)
        kind = "read, without another reading"
    except Exception as error:  # what the adversary looks for
        kind = "crashed"
        found = [f"{type(error).__name__}: {error}"]
    if time.process_time() - start > SLOW:
        found.append("takes long")
    return kind, found


def main() -> int:
    """Mutate, read and compare."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=700, help="files of each kind")
    options.add_argument("--seed", type=int, default=13)
    options.add_argument("--kind", choices=list(KINDS), action="append")
    options.add_argument("--keep", help="folder for the files that differ")
    given = options.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for suffix in given.kind or KINDS:
            make, other = KINDS[suffix]
            counts: Counter[str] = Counter()
            for at in range(given.each):
                path = Path(folder) / f"{at}{suffix}"
                path.write_bytes(make(random.Random(f"{given.seed} {suffix} {at}")))
                kind, found = tried(path, other)
                counts[kind] += 1
                print(*(f"{path.name}: {said}" for said in found), sep="\n", end="\n" * bool(found))
                if found and given.keep:
                    (Path(given.keep) / path.name).write_bytes(path.read_bytes())
                wrong += bool(found)
                path.unlink()
            print(suffix, dict(counts))
    print(f"{wrong} files differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())

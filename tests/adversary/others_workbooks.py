"""Workbooks that others wrote: each cell of each sheet, beside openpyxl's reading.

``python tests/adversary/others_workbooks.py FOLDER...`` reads every .xlsx and .xlsm below the
folders, as those that libraries for workbooks keep for their own tests. A cell that differs, or an
error that is none of critmin's own, is printed, and the exit code is 1. What critmin refuses is
counted by its reason.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from critmin.core.errors import CritminError
from critmin.user_tables.limits import USUAL
from critmin.user_tables.workbook_cells import Reading
from critmin.user_tables.workbook_parts import Book, Damaged

MOST = 2_000_000  # cells of a sheet that openpyxl goes through, empty ones too


def alike(ours: str, other: Any) -> bool:
    """Whether a cell's text is what another reading has there."""
    from openpyxl.utils.escape import unescape

    if other is None:
        return not ours.strip()
    if isinstance(other, bool):
        return ours.upper() in {str(other).upper(), str(int(other))}
    if isinstance(other, datetime.datetime):
        apart = datetime.datetime.fromisoformat(ours) - other
        return abs(apart) <= datetime.timedelta(seconds=0.5)
    if isinstance(other, datetime.time | datetime.timedelta):
        return bool(ours)  # critmin shows a day with it
    if isinstance(other, int | float):
        try:
            number = float(ours.rstrip("%")) / (100 if ours.endswith("%") else 1)
        except ValueError:
            return False
        return math.isclose(number, other, rel_tol=1e-12, abs_tol=1e-12)
    return ours.split() == unescape(str(other)).split()


def differences(path: Path, met: Counter[str]) -> Iterator[str]:
    """Cells of a workbook that are read otherwise; what is met is counted."""
    from openpyxl import load_workbook

    content = path.read_bytes()
    book = Book(path.name, content, USUAL)
    try:
        other = load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # openpyxl has many kinds of it
        met["workbooks that openpyxl does not read"] += 1
        return
    named = {sheet.title: sheet for sheet in other.worksheets}
    for page in book.pages:
        sheet = named.get(page.name)
        if sheet is None or sheet.max_row * sheet.max_column > MOST:
            met["sheets not compared"] += 1
            continue
        reading = Reading(book)
        reading.read(page.part)
        met["sheets"] += 1
        within = {
            place for area in sheet.merged_cells.ranges for line in area.rows for place in line
        }
        for said in of_sheet(dict(reading.lines), sheet.iter_rows(values_only=True), within, met):
            yield f"{page.name} {said}"


def of_sheet(
    rows: dict[int, list[str]],
    theirs: Iterable[tuple[Any, ...]],
    within: set[tuple[int, int]],
    met: Counter[str],
) -> Iterator[str]:
    """Cells of a sheet that are read otherwise.

    Of merged cells openpyxl drops all but the first; critmin reads what is in them.
    """
    for number, others in enumerate(theirs, start=1):
        pairs = zip_longest(rows.pop(number, []), others)
        for at, (ours, other) in enumerate(pairs, start=1):
            met["cells"] += bool(ours) or other is not None
            dropped = other is None and (number, at) in within
            if not dropped and not alike(ours or "", other):
                yield f"row {number} cell {at}: {ours!r}, not {other!r}"
    for number, own in rows.items():
        if any(own):
            yield f"row {number}: {own!r}, which openpyxl has not"


def main(folders: list[str]) -> int:
    """Compare all workbooks of folders."""
    met: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    wrong = 0
    warnings.simplefilter("ignore")
    paths = [path for folder in folders for path in sorted(Path(folder).rglob("*.xls[xm]"))]
    for path in paths:
        found: list[str] = []
        try:
            found += differences(path, met)
        except (CritminError, Damaged) as error:
            refused[re.sub(r"[0-9,]+|'[^']*'|part \S+", "#", str(error))] += 1
        except Exception as error:  # what this looks for
            found.append(f"{type(error).__name__}: {error}")
        print(*(f"{path.name}: {said}" for said in found[:5]), sep="\n", end="\n" * bool(found))
        wrong += bool(found)
    print(len(paths), "workbooks", dict(met))
    for reason, count in refused.most_common():
        print(f"{count} refused: {reason}")
    print(f"{wrong} workbooks differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Workbooks that others wrote: each cell of each sheet, beside openpyxl's reading.

``python tests/adversary/others_workbooks.py FOLDER...`` reads every .xlsx and .xlsm below the
folders, as those that libraries for workbooks keep for their own tests. A cell that differs, an
error that is none of critmin's own, or a workbook that takes over ten seconds is printed, and the
exit code is 1. What critmin refuses is counted by its reason.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from critmin.core.errors import CritminError
from critmin.user_tables.limits import USUAL
from critmin.user_tables.workbook_cells import Reading
from critmin.user_tables.workbook_parts import Book, Damaged

SLOW = 10.0  # seconds of processor time
MOST = 2_000_000  # cells of a sheet that openpyxl goes through, empty ones too


def alike(ours: str, other: Any) -> bool:
    """Whether a cell's text is what another reading has there."""
    if other is None:
        return not ours.strip()
    if isinstance(other, bool):
        return ours.upper() in {str(other).upper(), str(int(other))}
    if isinstance(other, datetime.datetime):
        return ours[:19] == str(other.replace(microsecond=0))
    if isinstance(other, datetime.time | datetime.timedelta):
        return bool(ours)  # critmin shows a day with it
    if isinstance(other, int | float):
        try:
            number = float(ours.rstrip("%")) / (100 if ours.endswith("%") else 1)
        except ValueError:
            return False
        return math.isclose(number, other, rel_tol=1e-12, abs_tol=1e-12)
    return ours.split() == str(other).split()


def differences(path: Path, met: Counter[str]) -> Iterator[str]:
    """Cells of a workbook that are read otherwise; what is met is counted."""
    content = path.read_bytes()
    book = Book(path.name, content, USUAL)
    try:
        other = load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # openpyxl has many kinds of it
        met["workbooks that openpyxl does not read"] += 1
        return
    named = {sheet.title: sheet for sheet in other.worksheets}
    for page in book.pages:
        if page.name not in named:
            met["sheets of another kind"] += 1
            continue
        if named[page.name].max_row * named[page.name].max_column > MOST:
            met["sheets with a cell far away"] += 1
            continue
        reading = Reading(book)
        reading.read(page.part)
        met["sheets"] += 1
        rows = dict(reading.lines)
        theirs = enumerate(named[page.name].iter_rows(values_only=True), start=1)
        for number, cells in theirs:
            own = rows.pop(number, [])
            for at in range(max(len(own), len(cells))):
                ours = own[at] if at < len(own) else ""
                cell = cells[at] if at < len(cells) else None
                met["cells"] += bool(ours or cell is not None)
                if not alike(ours, cell):
                    yield f"{page.name} row {number} cell {at + 1}: {ours!r}, not {cell!r}"
        for number, own in rows.items():
            if any(own):
                yield f"{page.name} row {number}: {own!r}, which openpyxl has not"


def main(folders: list[str]) -> int:
    """Compare all workbooks of folders."""
    met: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    wrong = 0
    warnings.simplefilter("ignore")
    paths = [path for folder in folders for path in sorted(Path(folder).rglob("*.xls[xm]"))]
    for path in paths:
        start = time.process_time()
        found: list[str] = []
        try:
            found += differences(path, met)
        except (CritminError, Damaged) as error:
            refused[re.sub(r"[0-9,]+|'[^']*'|part \S+", "#", str(error))] += 1
        except Exception as error:  # what this looks for
            found.append(f"{type(error).__name__}: {error}")
        if time.process_time() - start > SLOW:
            found.append("takes long")
        print(*(f"{path.name}: {said}" for said in found[:5]), sep="\n", end="\n" * bool(found))
        wrong += bool(found)
    print(len(paths), "workbooks", dict(met))
    for reason, count in refused.most_common():
        print(f"{count} refused: {reason}")
    print(f"{wrong} workbooks differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

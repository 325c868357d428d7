"""Packed tables: a part read alone is what any gzip program reads there."""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path

import pytest

from critmin.core import files

DATA = Path(files.data_dir())
PACKED = [
    "trade/hs92_1995.csv.gz",
    "trade/hs17_2024.csv.gz",
    "trade/cn_2024.csv.gz",
    "traced/shares_2024.csv.gz",
]


@pytest.mark.parametrize("path", PACKED)
def test_parts_are_the_table(path) -> None:
    whole = gzip.decompress((DATA / path).read_bytes())
    assert files.unpacked(path) == whole
    header, *lines = whole.decode("ascii").splitlines()
    at = max(header.split(",").index(name) for name in ("importer", "buyer") if name in header)
    by_part: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        by_part[line.split(",")[at]].append(line)
    assert len(by_part) > 20
    for name, own in by_part.items():
        assert files.part_of(path, name) == own
    assert files.part_of(path, "ZZZ") == []
    assert files.part_of(path, "J") == []


# Tables that `sorted_rows_of` reads: of publishers by mineral, and of the vocabulary by code.
SORTED = [
    "cautions.csv",
    "warnings.csv",
    "traced/state.csv",
    *(
        path.relative_to(DATA).as_posix()
        for kind in ("supply", "salient", "prices")
        for path in sorted(DATA.glob(f"[!_]*/{kind}_*.csv"))
    ),
]


@pytest.mark.parametrize("path", SORTED)
def test_rows_of_a_sorted_table_are_found(path) -> None:
    by_first: dict[str, list[list[str]]] = defaultdict(list)
    for row in files.read_table(path)[1]:
        by_first[row[0]].append(row)
    firsts = [first.encode() for first in by_first]
    assert firsts == sorted(firsts)
    assert len(SORTED) > 12
    for first, rows in by_first.items():
        assert files.sorted_rows_of(path, first) == rows
        second = rows[-1][1]
        if not {",", '"'} & set(second):
            matching = [row for row in rows if row[1] == second]
            assert files.sorted_rows_of(path, first, second) == matching
    for absent in ("", "0", "m", "zzz", firsts[0].decode()[:-1], f"{firsts[-1].decode()}-"):
        assert files.sorted_rows_of(path, absent) == by_first.get(absent, [])

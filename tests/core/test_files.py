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

"""Packed tables: a part read alone is what any gzip program reads there."""

from __future__ import annotations

import gzip
import re
import shutil
import zlib
from collections import defaultdict
from pathlib import Path

import pytest

from critmin.core import files
from critmin.core.errors import DamagedTable

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


@pytest.fixture
def copied(tmp_path, monkeypatch) -> Path:
    """A copy of the bundled tables that may be damaged."""
    place = tmp_path / "datasets"
    shutil.copytree(DATA, place, ignore=shutil.ignore_patterns("_build", "__pycache__"))
    monkeypatch.setattr(files, "data_dir", lambda: place)
    caches = [value for value in vars(files).values() if hasattr(value, "cache_clear")]
    for cached in caches:
        cached.cache_clear()
    yield place
    for cached in caches:
        cached.cache_clear()


def cut(content: bytes) -> bytes:
    return content[: len(content) * 3 // 4]


def without_a_line(content: bytes) -> bytes:
    lines = content.split(b"\n")
    return b"\n".join(lines[:3] + lines[4:])


def one_bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("damage", [cut, without_a_line, one_bit])
@pytest.mark.parametrize("path", ["usgs/supply_2026.csv", "trade/hs92_2024.csv.gz"])
def test_a_damaged_table_answers_nothing(copied, path, damage) -> None:
    target = copied / path
    target.write_bytes(damage(target.read_bytes()))
    readings = (
        lambda: files.read_table(path),
        lambda: files.rows_of(path, "gallium"),
        lambda: files.sorted_rows_of(path, "gallium"),
        lambda: files.part_of(path, "JPN"),
        lambda: files.unpacked(path),
    )
    for reading in readings:
        with pytest.raises(DamagedTable, match=re.escape(path)):
            reading()


def test_a_missing_table_is_named(copied) -> None:
    (copied / "usgs/supply_2026.csv").unlink()
    with pytest.raises(DamagedTable, match=r"usgs/supply_2026\.csv is missing"):
        files.read_table("usgs/supply_2026.csv")


def test_every_table_has_its_checksum() -> None:
    recorded = {row[0]: row[1:] for row in files.read_table(files.CHECKSUMS)[1]}
    there = {
        path.relative_to(DATA).as_posix()
        for path in DATA.glob("**/*.csv*")
        if "_build" not in path.parts and path.name != files.CHECKSUMS
    }
    assert set(recorded) == there
    for path, (size, crc) in recorded.items():
        content = (DATA / path).read_bytes()
        assert (int(size), int(crc, 16)) == (len(content), zlib.crc32(content)), path

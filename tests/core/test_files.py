"""Packed tables: a part read alone is what any gzip program reads there."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import zlib
from collections import defaultdict
from pathlib import Path

import pytest

from critmin.core import files
from critmin.core.errors import DamagedTable

ROOT = Path(__file__).resolve().parents[2]
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


def older_edition(place: Path) -> None:
    shutil.copy(place / "usgs/supply_2025.csv", place / "usgs/supply_2026.csv")


def exchanged(place: Path) -> None:
    older, newer = (place / f"usgs/supply_{year}.csv" for year in (2025, 2026))
    texts = older.read_bytes(), newer.read_bytes()
    newer.write_bytes(texts[0])
    older.write_bytes(texts[1])


def recorded_anew(place: Path) -> None:
    """A changed table, and a list that agrees with it."""
    table, sums = place / "usgs/supply_2026.csv", place / files.CHECKSUMS
    content = without_a_line(table.read_bytes())
    old = files._sums(table.read_bytes())
    table.write_bytes(content)
    sums.write_text(sums.read_text().replace(old, files._sums(content)))


def unlisted(place: Path) -> None:
    sums = place / files.CHECKSUMS
    lines = sums.read_text().splitlines(keepends=True)
    sums.write_text("".join(line for line in lines if "usgs/supply_2026" not in line))


def unreadable(place: Path) -> None:
    (place / "usgs/supply_2026.csv").unlink()
    (place / "usgs/supply_2026.csv").mkdir()


def list_cut(place: Path) -> None:
    (place / files.CHECKSUMS).write_bytes(cut((place / files.CHECKSUMS).read_bytes()))


def list_missing(place: Path) -> None:
    (place / files.CHECKSUMS).unlink()


@pytest.mark.parametrize(
    "attack",
    [older_edition, exchanged, recorded_anew, unlisted, unreadable, list_cut, list_missing],
)
def test_an_exchanged_or_forged_folder_answers_nothing(copied, attack) -> None:
    attack(copied)
    with pytest.raises(DamagedTable, match="install critmin again"):
        files.read_table("usgs/supply_2026.csv")


MISSING = (
    "imf/price_series_2025.csv",
    "iea/demand_2025.csv",
    "usgs/salient_2026.csv",
    "traced/state.csv",
)


@pytest.mark.parametrize("path", MISSING)
def test_a_missing_table_is_never_passed_over(path) -> None:
    """Whether a table belongs to the data is read from the list, not from the folder."""
    assert files.has(path)
    assert not files.has(path.replace(".csv", "_1900.csv"))
    sources = (ROOT / top for top in ("critmin", "cli"))
    looking = [
        str(file)
        for source in sources
        for file in source.rglob("*.py")
        if re.search(r"data_dir\(\)[^\n]*\.(is_file|exists|glob|open|read_\w+)\(", file.read_text())
        and file.name != "files.py"
    ]
    assert looking == []


def test_every_table_has_its_checksum() -> None:
    recorded = {path: sums.split(",") for path, sums in files.recorded().items()}
    sums = (DATA / files.CHECKSUMS).read_bytes()
    assert hashlib.sha256(sums).hexdigest() == files.LISTED_SHA256
    there = {
        path.relative_to(DATA).as_posix()
        for path in DATA.glob("**/*.*")
        if path.suffix in {".csv", ".gz", ".toml", ".json"}
        and "_build" not in path.parts
        and path.name != files.CHECKSUMS
    }
    assert set(recorded) == there
    for path, (size, crc) in recorded.items():
        content = (DATA / path).read_bytes()
        assert (int(size), int(crc, 16)) == (len(content), zlib.crc32(content)), path

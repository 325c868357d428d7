"""Tables packed by gzip are read as those in them; other packing is refused in one line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from pathlib import Path

import pytest

import critmin
from critmin.core.errors import DataError
from critmin.supply.own_table_large import LargeReading
from critmin.user_tables import large_files
from critmin.user_tables.large_table import Large

ROWS = "".join(
    f"tin,{year},{name},{year - 1999}.5\n" for year in (2023, 2024) for name in ("Peru", "China")
)
TABLE = f"mineral,year,country,quantity\n{ROWS}".encode()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)  # the same in each process that collects the tests


def figures(path: str) -> list[tuple[object, ...]]:
    rows = critmin.share(data=path, year=2024).records()
    return [(row["iso3"], row["quantity"], row["share"]) for row in rows]


@pytest.fixture
def plain(tmp_path: Path) -> str:
    path = tmp_path / "plain.csv"
    path.write_bytes(TABLE)
    return str(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("own.csv.gz", packed(TABLE)),
        ("own.gz", packed(TABLE)),
        ("OWN.CSV.GZ", packed(TABLE)),
        ("named_otherwise.csv", packed(TABLE)),
        ("two_members.csv.gz", packed(TABLE[:40]) + packed(TABLE[40:])),
        ("not_packed.csv.gz", TABLE),
        ("own.tsv.gz", packed(TABLE.replace(b",", b"\t"))),
        ("own.csv.gz", packed(TABLE.decode().encode("utf-16"))),
    ],
)
def test_read_as_the_table_in_it(tmp_path: Path, plain: str, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert figures(str(path)) == figures(plain)


def test_a_packed_table_from_standard_input(plain: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(packed(TABLE)))
    monkeypatch.setattr("sys.stdin", stream)
    assert figures("-") == figures(plain)


def test_a_supplier_list(tmp_path: Path) -> None:
    path = tmp_path / "suppliers.csv.gz"
    path.write_bytes(packed(b"material,supplier,country\ntin,A,Peru\n"))
    assert critmin.suppliers(str(path)).column("iso3") == ["PER"]


@pytest.mark.parametrize("cut", [3, 12, 60, -9, -4, -1])
def test_cut_or_damaged(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "own.csv.gz"
    whole = packed(TABLE)
    path.write_bytes(whole[:cut])
    with pytest.raises(
        DataError, match=r"own\.csv\.gz: is packed by gzip and is cut off or damaged"
    ):
        critmin.check(str(path))
    at = cut % len(whole)
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
    try:
        assert figures(str(path))
    except DataError as error:
        assert "damaged" in str(error)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bz2.compress(TABLE), "is packed by bzip2: unpack it first"),
        (lzma.compress(TABLE), "is packed by xz: unpack it first"),
        (b"\x28\xb5\x2f\xfd" + TABLE, "is packed by zstd: unpack it first"),
        (packed(bz2.compress(TABLE)), "is packed by bzip2: unpack it first"),
        (packed(b"PAR1\x15\x04\xff\x00" + TABLE), "is a Parquet file: save it unpacked"),
    ],
)
def test_other_packing_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=said):
        critmin.check(str(path))


@pytest.mark.parametrize("large", [False, True])
def test_a_small_file_that_unpacks_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    if large:
        pytest.importorskip("duckdb")
        monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    path = tmp_path / "own.csv.gz"
    packer = zlib.compressobj(9, wbits=31)
    path.write_bytes(packer.compress(TABLE + b" " * 20_000_000) + packer.flush())
    assert path.stat().st_size < 25_000
    with pytest.raises(DataError, match=r"has [\d,]+ bytes, more than 10,000,000.*--limit bytes="):
        critmin.check(str(path), limit="bytes=10M")


def test_a_large_one_is_read_by_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: str
) -> None:
    pytest.importorskip("duckdb")
    monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    path = tmp_path / "own.csv.gz"
    path.write_bytes(packed(TABLE))
    with Large(str(path), (), None) as table:
        assert table is not None
        reading = LargeReading(table)
        assert (reading.file, reading.good) == (str(path), 4)
    assert figures(str(path)) == figures(plain)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["own.csv.gz", "plain.csv"]

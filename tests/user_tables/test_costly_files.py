"""Files of a few kilobytes that ask for gigabytes or minutes: each is read or refused at once.

No stopwatch is held: what a file costs is held by a limit of the processor in a process of its own,
far above what is needed and far below what such a file took.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import costly_parquet
import costly_workbooks
import pytest

import critmin
from critmin.core.errors import DataError
from critmin.user_tables import frames, limits, parquet_pages
from critmin.user_tables.limits import USUAL, Clock, Spent, run

SECONDS, MEGABYTES = 20, 1_500
LONG = {"many_texts", "many_formats", "many_names", "merged_backwards", "many_empty_groups"}


def asked(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """`critmin check` with so many seconds of the processor and so much memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1_000_000,) * 2)

    return subprocess.run(
        [sys.executable, "-m", "critmin", "check", str(path), *more],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def is_told(got: subprocess.CompletedProcess[str]) -> bool:
    """Whether the program ended by itself, with one line if it refused the file."""
    if got.returncode not in {0, 1, 4}:
        return False
    return got.returncode != 4 or got.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in LONG else [])
        for name in costly_workbooks.CASES
    ],
)
def test_a_small_workbook_takes_no_minute(tmp_path: Path, name: str) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(costly_workbooks.CASES[name]())
    got = asked(path)
    assert is_told(got), got.stderr[-2000:]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in LONG else [])
        for name in costly_parquet.CASES
    ],
)
def test_a_small_parquet_file_takes_no_gigabytes(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    path = costly_parquet.CASES[name](tmp_path / "own.parquet")
    try:
        table = critmin.check(str(path))
    except DataError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 400
    else:
        assert not table.rows


@pytest.mark.parametrize("name", ["nested_in_sheet", "nested_in_extension", "nested_in_texts"])
def test_the_depth_of_xml_is_limited_and_the_limit_is_raised(tmp_path: Path, name: str) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(costly_workbooks.CASES[name](150))
    with pytest.raises(DataError, match=r"has 101 elements .* more than 100: .*--limit depth="):
        critmin.check(str(path))
    assert critmin.check(str(path), limit="depth=200").rows == ()


def test_the_clock_refuses_a_file_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([0.0, 5.0, 11.5])
    monkeypatch.setattr(limits, "process_time", lambda: next(now))
    clock = Clock("own.xlsx", USUAL._replace(seconds=10))
    clock.look()
    with pytest.raises(
        DataError, match=r"has taken 11 processor seconds, more than 10: .*seconds="
    ):
        clock.look()


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process")
def test_a_process_of_its_own_is_ended_at_each_limit() -> None:
    assert run("builtins:abs", -5, memory=500_000_000, seconds=9) == 5
    with pytest.raises(Spent, match="memory"):
        run("builtins:bytearray", 5_000_000_000, memory=500_000_000, seconds=9)
    with pytest.raises(Spent, match="seconds"):
        run("builtins:pow", 7, 10**9, memory=500_000_000, seconds=1)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of a process")
def test_an_odd_parquet_file_says_the_same_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyarrow")
    path = str(costly_parquet.written(tmp_path / "own.parquet", {}))
    plain = critmin.share(data=path)
    monkeypatch.setattr(frames, "PLAIN_BYTES", 0)
    assert critmin.share(data=path).rows == plain.rows
    with pytest.raises(DataError, match=r"own\.parquet: has 3 rows, more than 2: .*rows="):
        critmin.share(data=path, limit="rows=2")
    monkeypatch.setattr(limits, "OF_ITSELF", 0)
    with pytest.raises(DataError, match=r"has taken over 1,000,000 bytes of memory.*memory="):
        critmin.share(data=path, limit="memory=1M")


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("packing", ["none", "snappy", "zstd", "gzip"])
def test_the_pages_say_what_they_cost(tmp_path: Path, version: str, packing: str) -> None:
    pytest.importorskip("pyarrow")
    more = {"list": [[1, 2], [], [3]], "struct": [{"a": 1, "b": [1, 2]}] * 3}
    how = {"compression": packing, "data_page_version": version}
    cost = parquet_pages.cost_of(costly_parquet.written(tmp_path / "a.parquet", more, **how))
    assert (cost.rows, cost.grows) == (3, False)
    assert cost.values == 4 + 6  # an empty list has a place of its own
    assert 0 < cost.largest < cost.bytes < 2_000


@pytest.mark.parametrize("at", range(0, 60))
def test_no_changed_directory_ends_in_another_error(tmp_path: Path, at: int) -> None:
    pytest.importorskip("pyarrow")

    def change(old: bytes) -> bytes:
        place = at * len(old) // 60
        return old[:place] + bytes([old[place] ^ 0xFF]) + old[place + 1 :]

    path = costly_parquet.changed_directory(tmp_path / "own.parquet", change)
    with suppress(parquet_pages.NotParquet):
        parquet_pages.cost_of(path)


LINES = {
    "a line without an end": b"x" * 3_000_000,
    "a quote without an end": b'"' + b"a,b\n" * 400_000,
    "a million columns": b",".join(b"c%d" % at for at in range(140_000)),
    "a million empty columns": b"," * 999_000 + b"\n",
    "quotes in quotes": b'""' * 400_000,
    "commas alone": (b"," * 50_000 + b"\n") * 300,
    "carriage returns": b"\r" * 3_000_000,
    "separators stated": b"sep=;\n" * 200_000,
    "NUL": b"\0" * 3_000_000,
    "a byte order mark again and again": b"\xef\xbb\xbf" * 1_000_000,
    "spaces": b" " * 900_000 + b"\n",
    "digits": b"mineral,year,country,quantity\ntin,2023,Peru," + b"9" * 130_000,
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("content", LINES.values(), ids=LINES.keys())
def test_a_text_of_odd_lines_is_refused_in_one_line(
    tmp_path: Path, content: bytes, packed: bool
) -> None:
    import gzip

    path = tmp_path / ("own.csv.gz" if packed else "own.csv")
    head = b"" if content[:3] in {b"sep", b"\xef\xbb\xbf", b"min"} else b"mineral,year\n"
    path.write_bytes(gzip.compress(head + content) if packed else head + content)
    with pytest.raises(DataError) as refused:
        critmin.share(data=str(path))
    assert "\n" not in str(refused.value)


def test_a_gzip_of_zeros_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "own.csv.gz"
    with gzip.open(path, "wb", 9) as stream:
        for _ in range(300):
            stream.write(b"a,b\n" * 250_000)
    with pytest.raises(DataError, match=r"bytes, more than 256,000,000.*--limit bytes="):
        critmin.check(str(path))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("critmin.user_tables.limits", "_called"),
        ("critmin.user_tables.limits", "run"),
        ("critmin.user_tables.files", "read_grid"),
        ("critmin.user_tables.frames", "TypedLines.__init__"),
    ],
)
def test_an_answer_of_the_other_process_makes_no_other_thing(module: str, name: str) -> None:
    said = b"\x80\x04" + f"c{module}\n{name}\n".encode() + b"(I1\ntR."
    assert limits._read(said) == ("spent", "memory")

"""Archives of strangers: their names are labels, their sizes are counted, no program reads them."""

from __future__ import annotations

import gzip
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import seven_archives

pytest.importorskip("duckdb")

from critmin.core.errors import CritminError, DataError
from critmin.lakes import adding, overlaps, store, unpacking
from critmin.lakes.adding import add
from critmin.user_tables import seven_zip, unpackers

HEAD = "period,importer,exporter,code,value\n"
TABLE = f"{HEAD}2024,JPN,CHN,250410,5\n".encode()
NAMES = [
    "--use-compress-program=sh -c 'touch pwned' .csv",
    "-o/x/t.csv",
    "-so.csv",
    "--.csv",
    "*.csv",
    "?.csv",
    "[a-z].csv",
    "@list.csv",
    "@/etc/passwd.csv",
    "/absolute/t.csv",
    "../../../climbs/t.csv",
    "..\\..\\climbs\\t.csv",
    "C:\\windows\\t.csv",
    "a\x1b[31mb.csv",
    "a\nb.csv",
    "a\rb.csv",
    "$(touch pwned).csv",
    "`touch pwned`.csv",
    "a;touch pwned;.csv",
    "|touch pwned.csv",
    "%TEMP%.csv",
    "~/t.csv",
    "nul.csv",
    "a\u202etxt.csv",
    "'quoted'.csv",
    '"quoted".csv',
    " .csv",
    "x" * 3000 + ".csv",
    "a/b/c/../../../../t.csv",
    "./././t.csv",
    "d\udcffd.csv",
]


def zipped(files: dict[str, bytes]) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


KINDS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "7z": seven_archives.archive,
    "zip": zipped,
}


@pytest.fixture(autouse=True)
def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(*given: object, **_more: object) -> None:
        pytest.fail(f"a program was started: {given}")

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr("os.system", started)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_only_a_label(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    if kind == "zip" and ("\udcff" in name or len(name) > 2000):
        pytest.skip("no such name in a zip")
    home = tmp_path / "a" / "b" / "c" / "d"
    home.mkdir(parents=True)
    monkeypatch.chdir(home)
    file = home / f"t.{kind}"
    file.write_bytes(KINDS[kind]({name: TABLE, "other.csv": TABLE.replace(b"JPN", b"USA")}))
    results = add([file], reader="table", lake=home / "lake")
    assert [one.record.rows_used for one in results] == [1, 1]
    assert results[0].record.name.startswith(f"t.{kind}/")
    assert results[0].record.name.isprintable()
    assert ".." not in results[0].record.name.split("/")
    assert sorted(path.name for path in home.iterdir()) == ["lake", f"t.{kind}"]
    assert {path.name for path in tmp_path.rglob("*") if "lake" not in path.parts} == {
        *"abcd",
        f"t.{kind}",
    }
    assert {path.name for path in (home / "lake").iterdir()} <= {
        ".lock",
        "lake.json",
        "files",
        "flows",
    }


def changed(at: int, by: int = 1) -> Callable[[bytes], bytes]:
    return lambda made: made[:at] + bytes([made[at] ^ by]) + made[at + 1 :]


def directory(found: bytes) -> bytes:
    return seven_archives.with_directory(b"", found)


DAMAGED = {
    "no bytes": b"",
    "signature alone": seven_archives.SIGNATURE,
    "another file": b"PK\x03\x04" + b"\0" * 60,
    "cut in the streams": seven_archives.archive({"t.csv": TABLE})[:60],
    "cut at the end": seven_archives.archive({"t.csv": TABLE})[:-1],
    "another version of the head": changed(12)(seven_archives.archive({"t.csv": TABLE})),
    "another packed byte": changed(40)(seven_archives.archive({"t.csv": TABLE * 9})),
    "another directory": changed(-3)(seven_archives.archive({"t.csv": TABLE})),
    "another checksum": seven_archives.archive({"t.csv": TABLE}, digest=1),
    "larger than it is": seven_archives.archive({"t.csv": TABLE}, sizes=[len(TABLE) + 1]),
    "says exabytes": seven_archives.archive({"t.csv": TABLE}, sizes=[1 << 62]),
    "says a billion files": seven_archives.archive({"t.csv": TABLE}, number_of_files=10**9),
    "says more names": seven_archives.archive({"t.csv": TABLE}, number_of_files=2),
    "a dictionary of gigabytes": seven_archives.archive(
        {"t.csv": TABLE}, coder=b"\x21\x21\x01\x28", sizes=[1 << 40]
    ),
    "no such dictionary": seven_archives.archive({"t.csv": TABLE}, coder=b"\x21\x21\x01\x29"),
    "an unknown method": seven_archives.archive({"t.csv": TABLE}, coder=b"\x02\x7f\x7f"),
    "PPMd": seven_archives.archive({"t.csv": TABLE}, coder=b"\x23\x03\x04\x01\x01\x00"),
    "encrypted": seven_archives.archive({"t.csv": TABLE}, coder=b"\x24\x06\xf1\x07\x01\x01\x00"),
    "many coders": directory(b"\x01\x04\x06\x00\x01\x09\x01\x00\x07\x0b\x01\x00\x7f" + b"\0" * 200),
    "a billion streams": directory(b"\x01\x04\x06\x00\xf0\xff\xff\xff\x7f\x09" + b"\0" * 50),
    "a directory in itself": directory(b"\x17" + b"\x06\x00\x01\x09\x01\x00" + b"\x17" * 40),
    "nothing but ends": directory(b"\0" * 40),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_no_archive_or_lies_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "t.7z"
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"^t\.7z: (cannot be unpacked: |unpacks to )") as refused:
        add([file], reader="table", lake=tmp_path / "lake")
    assert "\n" not in str(refused.value)
    assert not list((tmp_path / "lake").glob("f*"))


@pytest.mark.parametrize("at", range(0, 150, 3))
def test_no_changed_byte_of_an_archive_reads_as_another_table(tmp_path: Path, at: int) -> None:
    content = seven_archives.archive({"t.csv": TABLE, "u.csv": TABLE.replace(b"JPN", b"USA")})
    file = tmp_path / "t.7z"
    file.write_bytes(changed(at % len(content), 0x10)(content))
    try:
        results = add([file], reader="table", lake=tmp_path / "lake")
    except CritminError:
        return
    assert {one.record.rows_used for one in results} == {1}


def test_what_unpacks_to_a_thousand_times_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FEW_BYTES", 1_000)
    monkeypatch.setattr(unpacking, "MOST_TIMES", 20)
    content = HEAD.encode() + b"2024,JPN,CHN,250410,5\n" * 20_000
    for name, made in (
        ("t.zip", zipped({"t.csv": content})),
        ("t.7z", seven_archives.archive({"t.csv": content})),
        ("t.csv.gz", gzip.compress(content)),
    ):
        (tmp_path / name).write_bytes(made)
        with pytest.raises(DataError, match=r"more than 20 times its size: unpack it yourself"):
            add([tmp_path / name], reader="table", lake=tmp_path / "lake")
    (tmp_path / "t.csv").write_bytes(HEAD.encode() + b"2024,JPN,CHN,250410,5\n")
    assert len(add([tmp_path / "t.csv"], reader="table", lake=tmp_path / "lake")) == 1


def many(number: int) -> dict[str, bytes]:
    rows = (f"2024,JPN,CHN,{100000 + at},{at}.5\n" for at in range(number))
    return {f"{at}/t.csv": HEAD.encode() + row.encode() for at, row in enumerate(rows)}


def counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, number: int
) -> dict[str, int]:
    """How often what grows with the lake is done for an archive of so many tables."""
    met = dict.fromkeys(("records", "unpacked", "opened", "asked"), 0)

    def counting(owner: object, name: str, key: str) -> None:
        old = getattr(owner, name)

        def new(*given: object, **more: object) -> object:
            met[key] += 1
            return old(*given, **more)

        monkeypatch.setattr(owner, name, new)

    with monkeypatch.context() as inside:
        monkeypatch = inside
        counting(store, "record_of", "records")
        counting(unpackers.Stage, "read", "unpacked")
        counting(seven_zip.Archive, "streams", "opened")
        counting(zipfile.ZipFile, "__init__", "opened")
        counting(overlaps, "_touch", "asked")
        file = tmp_path / f"{number}.{kind}"
        file.write_bytes(KINDS[kind](many(number)))
        results = add([file], reader="table", lake=tmp_path / f"lake{number}")
    assert [one.status for one in results] == ["added"] * number
    return met


@pytest.mark.parametrize("kind", KINDS)
def test_an_archive_of_many_tables_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    few = counted(monkeypatch, tmp_path, kind, 4)
    more = counted(monkeypatch, tmp_path, kind, 16)
    assert few["opened"] == more["opened"] <= 4
    assert few["records"] == more["records"] == 0
    assert few["asked"] == more["asked"] == 0
    assert more["unpacked"] <= 4 * few["unpacked"] + 4


def test_tables_beyond_a_commit_are_added_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "MOST_TABLES", 3)
    file = tmp_path / "t.7z"
    file.write_bytes(seven_archives.archive(many(8)))
    results = add([file], reader="table", lake=tmp_path / "lake")
    assert [one.status for one in results] == ["added"] * 8
    again = add([file], reader="table", lake=tmp_path / "lake")
    assert [one.status for one in again] == ["already there"] * 8


def test_tables_before_one_that_is_refused_are_in_the_lake(tmp_path: Path) -> None:
    file = tmp_path / "t.7z"
    files = many(3) | {"bad.csv": b"period,code\n2024,1\n"} | {"later.csv": TABLE}
    file.write_bytes(seven_archives.archive(files))
    with pytest.raises(DataError, match=r"t\.7z/bad\.csv"):
        add([file], reader="table", lake=tmp_path / "lake")
    assert len(store.open_lake(tmp_path / "lake").added) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_flow_in_two_tables_of_an_archive_is_refused(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"t.{kind}"
    file.write_bytes(
        KINDS[kind](many(3) | {"again.csv": many(2)["1/t.csv"] + b"2024,JPN,CHN,99,1\n"})
    )
    with pytest.raises(
        DataError, match=rf"t\.{kind}/again\.csv: .* is in the lake from t\.{kind}/1/t"
    ):
        add([file], reader="table", lake=tmp_path / "lake")
    assert len(store.open_lake(tmp_path / "lake").added) == 3


def test_a_table_of_an_archive_replaces_one_before_it(tmp_path: Path) -> None:
    files = {"1.csv": TABLE, "2.csv": TABLE.replace(b",5\n", b",6\n")}
    (tmp_path / "t.7z").write_bytes(seven_archives.archive(files))
    results = add([tmp_path / "t.7z"], reader="table", lake=tmp_path / "lake", replace=True)
    assert [one.status for one in results] == ["added", "replaced"]
    (left,) = store.open_lake(tmp_path / "lake").added
    assert left.name == "t.7z/2.csv"
    assert len(list((tmp_path / "lake").rglob("*.parquet"))) == 1


def test_one_table_twice_in_an_archive_is_added_once(tmp_path: Path) -> None:
    (tmp_path / "t.7z").write_bytes(seven_archives.archive({"1.csv": TABLE, "2.csv": TABLE}))
    results = add([tmp_path / "t.7z"], reader="table", lake=tmp_path / "lake")
    assert [one.status for one in results] == ["added", "already there"]

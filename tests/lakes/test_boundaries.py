"""A lake from a stranger: it is read whole or refused, and nothing outside it is touched.

Each class of attack is a table of cases; `lake_attacks` has what they share.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from lake_attacks import (
    KEY_OF_NONE,
    OTHER,
    ROWS,
    Record,
    changed_record,
    csv_of,
    outcome,
    record_file,
    refused,
    snapshot,
    those_of,
)

from critmin.lakes.adding import add
from critmin.lakes.managing import lake_add, lake_check, lake_remove
from critmin.lakes.store import open_lake

posix = pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    add([csv_of(tmp_path / "t.csv", ROWS)], reader="table", lake=tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user's with names that a lake has, too."""
    folder = tmp_path / "mine"
    for name in (
        "thesis.parquet",
        "source=table/edition=undated/period=2024/thesis.parquet",
        f"source=table/edition=undated/period=2024/{KEY_OF_NONE}.parquet",
        f"{KEY_OF_NONE}.json",
        ".lock",
        f".critmin-{KEY_OF_NONE}.part",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


ACTIONS: dict[str, Callable[[Path], Any]] = {
    "add": lambda lake: lake_add([csv_of(lake.parent / "o.csv", OTHER)], "table", lake=lake),
    "remove": lambda lake: lake_remove("table", lake=lake),
    "remove a file": lambda lake: lake_remove("t.csv", lake=lake),
    "replace": lambda lake: lake_add(
        [csv_of(lake.parent / "n.csv", ROWS + OTHER)], "table", lake=lake, replace=True
    ),
    "check": lambda lake: lake_check(lake=lake),
}


# Deletion through links. ------------------------------------------------------------------------


def moved(lake: Path, outside: Path, name: str) -> None:
    """Move a folder or file of the lake among the user's own, and link it."""
    if (lake / name).is_dir():
        shutil.copytree(lake / name, outside, dirs_exist_ok=True)
        shutil.rmtree(lake / name)
        (lake / name).symlink_to(outside)
    else:
        target = outside / Path(name).name
        shutil.move(lake / name, target)
        (lake / name).symlink_to(target)


def in_place(lake: Path, outside: Path, name: str) -> None:
    """Put a link to the user's folder in the place of a folder of the lake."""
    shutil.rmtree(lake / name)
    (lake / name).symlink_to(outside)


def part(lake: Path) -> str:
    return open_lake(lake).parts()[0].path


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "flows moved": lambda lake, out: moved(lake, out, "flows"),
    "flows of others": lambda lake, out: in_place(lake, out, "flows"),
    "files moved": lambda lake, out: moved(lake, out, "files"),
    "files of others": lambda lake, out: in_place(lake, out, "files"),
    "source": lambda lake, out: moved(lake, out, "flows/source=table"),
    "edition": lambda lake, out: moved(lake, out, "flows/source=table/edition=undated"),
    "period": lambda lake, out: moved(lake, out, str(Path(part(lake)).parent)),
    "part": lambda lake, out: moved(lake, out, part(lake)),
    "record": lambda lake, out: moved(lake, out, f"files/{record_file(lake).name}"),
    "head": lambda lake, out: moved(lake, out, "lake.json"),
    "lock": lambda lake, out: moved(lake, out, ".lock"),
    "lock of none": lambda lake, out: (
        (lake / ".lock").unlink(),
        (lake / ".lock").symlink_to(out / "new"),
    )[1],
    "a run's folder": lambda lake, out: (lake / ".adding-abcdefgh").symlink_to(out),
    "a run's file": lambda lake, out: (lake / f".critmin-{KEY_OF_NONE}.part").symlink_to(
        out / "thesis.parquet"
    ),
    "a run's record": lambda lake, out: (lake / "files" / f"{KEY_OF_NONE}.adding").symlink_to(
        out / f"{KEY_OF_NONE}.json"
    ),
    "flows up": lambda lake, out: (
        shutil.move(lake / "flows", lake.parent / "flows"),
        (lake / "flows").symlink_to(".."),
    )[1],
    "a stray": lambda lake, out: (lake / "flows" / "stray").symlink_to(out),
    "a stray part": lambda lake, out: (
        lake / Path(part(lake)).parent / f"{KEY_OF_NONE}.parquet"
    ).symlink_to(out / "thesis.parquet"),
}


@posix
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("link", LINKS)
def test_nothing_is_removed_or_written_through_a_link(
    lake: Path, outside: Path, link: str, action: str
) -> None:
    LINKS[link](lake, outside)
    csv_of(lake.parent / "o.csv", OTHER), csv_of(lake.parent / "n.csv", ROWS + OTHER)
    before = snapshot(lake.parent, but=lake)
    said = outcome(lambda: ACTIONS[action](lake))
    assert snapshot(lake.parent, but=lake) == before
    assert "\n" not in said


@posix
@pytest.mark.parametrize("link", ["flows moved", "files moved", "source", "period", "part"])
def test_a_lake_with_a_link_within_is_refused_by_name(lake: Path, outside: Path, link: str) -> None:
    LINKS[link](lake, outside)
    for ask in (lambda: those_of(lake), lambda: lake_remove("table", lake=lake)):
        assert "is a link, and a lake has none within it" in refused(ask)


@posix
@pytest.mark.parametrize("link", ["flows moved", "files of others", "period", "part", "head"])
def test_links_are_found_where_no_folder_is_held_open(
    lake: Path, outside: Path, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows."""
    from critmin.lakes import below

    monkeypatch.setattr(below, "WITHIN", False)
    assert len(those_of(lake)) == 2
    ACTIONS["add"](lake)
    LINKS[link](lake, outside)
    before = snapshot(lake.parent, but=lake)
    assert "is a link" in refused(lambda: lake_remove("table", lake=lake))
    assert snapshot(lake.parent, but=lake) == before


@posix
def test_a_whole_lake_may_be_a_link(lake: Path) -> None:
    there = lake.rename(lake.with_name("disk"))
    lake.symlink_to(there)
    assert len(those_of(lake)) == 2
    assert [row[1] for row in lake_remove("table", lake=lake).rows] == ["removed"]
    assert lake.is_symlink()


# Records that name other places. ----------------------------------------------------------------

PATHS = {
    "above": "../mine/thesis.parquet",
    "far above": "flows/../../../../../../../../tmp/thesis.parquet",
    "in flows": "flows/../../mine/thesis.parquet",
    "absolute": "{outside}/thesis.parquet",
    "absolute twice": "/{outside}/thesis.parquet",
    "of Windows": "..\\mine\\thesis.parquet",
    "a drive": "C:\\thesis.parquet",
    "a share": "\\\\host\\share\\thesis.parquet",
    "with NUL": "flows/\0../mine/thesis.parquet",
    "capitals": "FLOWS/source=table/edition=undated/period=2024/{key}.parquet",
    "two slashes": "flows//source=table/edition=undated/period=2024/{key}.parquet",
    "a point": "./flows/source=table/edition=undated/period=2024/{key}.parquet",
    "a slash at its end": "flows/source=table/edition=undated/period=2024/{key}.parquet/",
    "escaped": "flows/source=table/edition=undated/period=2024/%2e%2e/{key}.parquet",
    "a pattern": "flows/*/*/*/*.parquet",
    "an address": "file://{outside}/thesis.parquet",
    "of the network": "s3://bucket/thesis.parquet",
    "empty": "",
    "home": "~/thesis.parquet",
    "the record": "files/{key}.json",
    "the head": "lake.json",
    "another year": "flows/source=table/edition=undated/period=2020/{key}.parquet",
    "full width": "flows/source=table/edition=undated/period=２０２４/{key}.parquet",
    "a line": "flows/source=table/edition=undated/period=2024\n/{key}.parquet",
}
FIELDS: dict[str, tuple[str, Any]] = {
    "source up": ("source", "../../mine"),
    "source of points": ("source", ".."),
    "source with a slash": ("source", "table/.."),
    "source of Windows": ("source", "..\\..\\mine"),
    "source with NUL": ("source", "table\0"),
    "edition up": ("edition", "../../../mine"),
    "key up": ("key", "../mine/thesis"),
    "key in capitals": ("key", "ABCDEF0123456789"),
    "key of none": ("key", KEY_OF_NONE),
    "key empty": ("key", ""),
    "key with a line": ("key", f"{KEY_OF_NONE}\n"),
}


def renamed(path: str, outside: Path) -> Callable[[Record], None]:
    def change(cells: Record) -> None:
        cells["parts"][0]["path"] = path.format(outside=outside, key=cells["key"])

    return change


def field(name: str, value: Any) -> Callable[[Record], None]:
    def change(cells: Record) -> None:
        cells[name] = value
        for one in cells["parts"]:
            if name != "key":
                words = {of: cells[of] for of in ("source", "edition")}
                one["path"] = (
                    "flows/source={source}/edition={edition}/".format(**words)
                    + f"period={one['period']}/{cells['key']}.parquet"
                )

    return change


@pytest.mark.parametrize("action", ["remove", "remove a file", "replace", "add"])
@pytest.mark.parametrize("case", [*PATHS, *FIELDS])
def test_a_record_names_nothing_but_its_own_rows(
    lake: Path, outside: Path, case: str, action: str
) -> None:
    changed_record(lake, renamed(PATHS[case], outside) if case in PATHS else field(*FIELDS[case]))
    csv_of(lake.parent / "o.csv", OTHER), csv_of(lake.parent / "n.csv", ROWS + OTHER)
    before = snapshot(lake.parent, but=lake)
    said = outcome(lambda: ACTIONS[action](lake))
    assert snapshot(lake.parent, but=lake) == before
    if case != "source of points":  # a folder called `source=..` is one as any other
        assert said
        assert "\n" not in said


# What critmin did not make stays. ----------------------------------------------------------------

STRAYS = (
    "flows/thesis.parquet",
    "flows/notes.txt",
    "flows/source=table/thesis.parquet",
    "flows/source=table/edition=undated/thesis.parquet",
    "flows/source=table/edition=undated/period=2024/thesis.parquet",
    f"flows/source=table/edition=undated/period=2024/{KEY_OF_NONE}.parquet",
    "flows/source=table/edition=undated/period=2024/0123456789ABCDEF.parquet",
    "flows/source=table/edition=undated/period=2024/01234567.parquet.parquet",
    "flows/source=mine/edition=2020/period=2020/thesis.parquet",
    "flows/a/b/c/d/e/thesis.parquet",
    "flows/.hidden.parquet",
    "flows/period=2024/thesis.parquet",
    "files/notes.parquet",
    "files/thesis.txt",
    "thesis.parquet",
    ".critmin-notes.part",
    "files/.critmin-notes.part",
    ".adding-notes/thesis.parquet",
    "flows/.adding-abcdefgh/thesis.parquet",
)


@pytest.mark.parametrize("action", ["add", "remove", "replace"])
@pytest.mark.parametrize("stray", STRAYS)
def test_a_file_of_the_users_own_in_a_lake_stays_and_is_named(
    lake: Path, stray: str, action: str
) -> None:
    (lake / stray).parent.mkdir(parents=True, exist_ok=True)
    (lake / stray).write_bytes(b"mine")
    table = ACTIONS[action](lake)
    assert (lake / stray).read_bytes() == b"mine"
    if stray.startswith(("flows/", "files/")):
        (said,) = [one for one in table.warnings if one.code == "lake_left"]
        assert stray in said.message
        assert stray in {row[0] for row in lake_check(lake=lake).rows}


def test_a_folder_of_the_users_own_in_a_lake_stays(lake: Path) -> None:
    name = lake / f".critmin-{KEY_OF_NONE}.part"
    (name / "below").mkdir(parents=True)
    ACTIONS["add"](lake)
    assert (name / "below").is_dir()


def test_what_a_stopped_run_left_is_removed_and_said(lake: Path) -> None:
    """Rows that were put in their places before their record, or lost it before they went."""
    path = record_file(lake)
    cells = json.loads(path.read_text("utf-8"))
    for end in (".adding", ".removing"):
        shutil.copytree(lake, copy := lake.with_name(end[1:]))
        (copy / "files" / path.name).rename(copy / "files" / f"{cells['key']}{end}")
        table = lake_add([csv_of(lake.parent / "o.csv", OTHER)], "table", lake=copy)
        (said,) = [one for one in table.warnings if one.code == "lake_swept"]
        assert cells["parts"][0]["path"] in said.message
        assert not list(copy.rglob(f"{cells['key']}*"))
        assert lake_check(lake=copy).rows == ()


def test_an_unfinished_record_takes_no_rows_of_a_whole_one(lake: Path) -> None:
    path = record_file(lake)
    shutil.copy(path, path.with_suffix(".removing"))
    ACTIONS["add"](lake)
    assert len(those_of(lake)) == 3
    assert lake_check(lake=lake).rows == ()


# A lake is verified as it is read. ----------------------------------------------------------------


def swapped(lake: Path) -> None:
    one, two = (lake / part.path for part in open_lake(lake).parts())
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)


def rewritten(sql: str) -> Callable[[Path], None]:
    """Replace a part by another whole Parquet file."""

    def change(lake: Path) -> None:
        import duckdb

        path = lake / open_lake(lake).parts()[-1].path
        made = lake.parent / "made.parquet"
        query = sql.format(rows=f"read_parquet('{path}', hive_partitioning=false)")
        duckdb.execute(f"COPY ({query}) TO '{made}' (FORMAT parquet)")
        path.write_bytes(made.read_bytes())

    return change


def bytes_of(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def changed(lake: Path) -> None:
        path = lake / open_lake(lake).parts()[-1].path
        path.write_bytes(change(path.read_bytes()))

    return changed


def of_same_size(lake: Path) -> None:
    """Another value in a file of the same size, with the times that it had."""
    path = lake / open_lake(lake).parts()[-1].path
    times = path.stat()
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CHN", b"COD"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def of_another_lake(lake: Path) -> None:
    other = lake.parent / "other"
    add([csv_of(lake.parent / "x.csv", ROWS.replace("114", "999"))], reader="table", lake=other)
    theirs, ours = (open_lake(folder).parts()[0].path for folder in (other, lake))
    shutil.copy(other / theirs, lake / ours)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "swapped": swapped,
    "of the same size and times": of_same_size,
    "of another lake": of_another_lake,
    "another value": rewritten("SELECT * REPLACE (value * 1000 AS value) FROM {rows}"),
    "another exporter": rewritten("SELECT * REPLACE ('COD' AS exporter) FROM {rows}"),
    "another code": rewritten("SELECT * REPLACE ('282520' AS code) FROM {rows}"),
    "another year": rewritten("SELECT * REPLACE ('2023' AS period) FROM {rows}"),
    "another currency": rewritten("SELECT * REPLACE ('EUR' AS currency) FROM {rows}"),
    "another state": rewritten("SELECT * REPLACE ('suppressed' AS state) FROM {rows}"),
    "twice the rows": rewritten("SELECT * FROM {rows} UNION ALL SELECT * FROM {rows}"),
    "no rows": rewritten("SELECT * FROM {rows} WHERE false"),
    "another column": rewritten("SELECT *, 1 AS more FROM {rows}"),
    "without a column": rewritten("SELECT * EXCLUDE (weight_kg) FROM {rows}"),
    "packed otherwise": rewritten("SELECT * FROM {rows}"),
    "cut off": bytes_of(lambda content: content[:-9]),
    "without its end": bytes_of(lambda content: content[:-9] + bytes(9)),
    "empty": bytes_of(lambda content: b""),
    "longer": bytes_of(lambda content: content + b"PAR1"),
    "of zeros": bytes_of(lambda content: bytes(len(content))),
    "of text": bytes_of(lambda content: b"period,value\n".ljust(len(content), b"\n")),
    "a page that is another": bytes_of(
        lambda content: content[:60] + bytes([content[60] ^ 255]) + content[61:]
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_part_that_is_not_as_it_was_added_is_one_error_that_names_it(
    lake: Path, damage: str
) -> None:
    assert len(those_of(lake)) == 2
    DAMAGE[damage](lake)
    parts = [part.path for part in open_lake(lake).parts()]
    for where in (lake, f"file://{lake}"):
        said = refused(lambda where=where: those_of(where))
        assert "not as it was added: critmin lake check" in said
        assert said.startswith(tuple(parts))
    assert "changed" in {row[2] for row in lake_check(lake=lake).rows}


def test_add_reads_no_changed_part_of_another_file(lake: Path) -> None:
    """Whether a file is in the lake already is found in its rows."""
    rewritten("SELECT * REPLACE ('COD' AS exporter) FROM {rows}")(lake)
    more = csv_of(lake.parent / "more.csv", ROWS.replace("114", "115"))
    said = refused(lambda: lake_add([more], "table", lake=lake))
    assert "not as it was added" in said


RECORDS: dict[str, Callable[[Record], None]] = {
    "rows": lambda cells: cells["parts"][0].update(rows=2),
    "currency": lambda cells: cells.update(currency="EUR"),
    "nomenclature": lambda cells: cells.update(nomenclature="HS92"),
    "rows used": lambda cells: cells.update(rows_used=3, rows_in=3),
    "sum": lambda cells: cells["about"].update(value="118.000"),
    "weight": lambda cells: cells["about"].update(weight_kg="11.000"),
    "no weight": lambda cells: cells["about"].update(weight_kg=None),
    "reporter": lambda cells: cells["about"].update(reporters=["KOR"]),
    "more reporters": lambda cells: cells["about"].update(reporters=["JPN", "KOR"]),
    "no reporter": lambda cells: cells["about"].update(reporters=[]),
    "flow": lambda cells: cells["about"].update(flows=["export"]),
    "part left out": lambda cells: cells["parts"].pop(),
}


@pytest.mark.parametrize("sealed_anew", [True, False], ids=["old", "new"])
@pytest.mark.parametrize("case", RECORDS)
def test_a_record_says_what_its_rows_are(lake: Path, case: str, sealed_anew: bool) -> None:
    """Also one of an older lake, which has no checksum."""
    path = record_file(lake)
    cells = json.loads(path.read_text("utf-8"))
    RECORDS[case](cells)
    if sealed_anew:
        cells.pop("checksum", None)
    path.write_text(json.dumps(cells), "utf-8")
    assert path.name in refused(lambda: those_of(lake))
    assert {row[2] for row in lake_check(lake=lake).rows} & {"record", "damaged", "count"}


def test_a_lake_without_checksums_is_read(lake: Path) -> None:
    rows = those_of(lake)
    path = record_file(lake)
    cells = json.loads(path.read_text("utf-8"))
    cells.pop("checksum")
    path.write_text(json.dumps(cells), "utf-8")
    assert those_of(lake) == rows
    assert lake_check(lake=lake).rows == ()
    lake_remove("table", lake=lake)
    assert not list(lake.rglob("*.parquet"))


# What was verified is remembered outside the lake. ------------------------------------------------


@pytest.fixture
def remembered(lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of caches; the lake's files are older than what may be a change of this moment."""
    from critmin.lakes import below

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(below, "FRESH", -1.0)
    below.memory_of.cache_clear()
    return tmp_path / "cache"


def read_again(monkeypatch: pytest.MonkeyPatch, lake: Path) -> list[str]:
    """Parts that are read whole for another question, as in a new process."""
    from critmin.lakes import below

    read: list[str] = []
    whole = below.Below.sha256
    monkeypatch.setattr(
        below.Below, "sha256", lambda door, path: (read.append(path), whole(door, path))[1]
    )
    below.memory_of.cache_clear()
    those_of(lake)
    return read


def test_a_part_is_read_whole_once(
    lake: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(lake, but=remembered)
    assert len(read_again(monkeypatch, lake)) == 2
    assert read_again(monkeypatch, lake) == []
    assert snapshot(lake, but=remembered) == before
    (file,) = (path for path in remembered.rglob("*") if path.is_file())
    file.write_text("{")
    assert len(read_again(monkeypatch, lake)) == 2


def test_what_changed_is_read_again(
    lake: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(read_again(monkeypatch, lake)) == 2
    of_same_size(lake)
    with pytest.raises(Exception, match="not as it was added"):
        read_again(monkeypatch, lake)


@posix
def test_a_memory_that_all_can_write_is_none(
    lake: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_again(monkeypatch, lake)
    (file,) = (path for path in remembered.rglob("*") if path.is_file())
    file.chmod(0o666)
    assert len(read_again(monkeypatch, lake)) == 2


def test_a_change_of_this_moment_is_not_remembered(lake: Path, tmp_path: Path) -> None:
    """Two changes within a step of the file system's clock have the same time."""
    from critmin.lakes import below

    memory = below.Memory("lake")
    memory.learn("part", "told", below.time.time())
    assert not memory.knows("part", "told")
    memory.learn("part", "told", below.time.time() - below.FRESH - 1)
    assert memory.knows("part", "told")


def test_every_engine_reads_verified_parts(lake: Path) -> None:
    """Spark's way is the same: it is given paths after they are verified."""
    from critmin.lakes.engine import Engine

    class Driver:
        backend = None
        asked: tuple[str, ...] = ()

        def read(self, _lake: Any, paths: Any) -> Any:
            self.asked = tuple(paths)
            raise InterruptedError

        def close(self) -> None:
            pass

    driver = Driver()
    engine = Engine("sc://host:15002", driver)  # type: ignore[arg-type]
    with pytest.raises(InterruptedError):
        engine.flows(open_lake(lake))
    assert len(driver.asked) == 2
    driver.asked = ()
    of_same_size(lake)
    assert "not as it was added" in refused(lambda: engine.flows(open_lake(lake)))
    assert driver.asked == ()


# Read-only lakes, full disks. ---------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
def test_a_lake_that_cannot_be_written_is_checked(
    lake: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    opened = os.open

    def read_only(path: Any, flags: int, *given: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, flags, *given, **named)

    monkeypatch.setattr(os, "open", read_only)
    assert lake_check(lake=lake).rows == ()
    for action in ("add", "remove"):
        assert str(lake) in refused(lambda action=action: ACTIONS[action](lake))


@posix
@pytest.mark.parametrize("call", ["mkdir", "replace", "fsync", "second replace"])
def test_a_full_disk_names_the_file(lake: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    name = call.removeprefix("second ")
    real, calls = getattr(os, name), [0] if name == call else []

    def full(*given: Any, **named: Any) -> Any:
        if not calls:
            calls.append(0)
            return real(*given, **named)
        raise OSError(errno.ENOSPC, "No space left on device")

    new = csv_of(lake.parent / "o.csv", OTHER)
    monkeypatch.setattr(os, name, full)
    said = refused(lambda: lake_add([new], "table", lake=lake))
    assert "No space left on device" in said
    assert str(lake) in said
    monkeypatch.undo()
    assert not list(lake.rglob("*.adding"))
    assert lake_check(lake=lake).rows == ()
    lake_add([new], "table", lake=lake)
    assert len(those_of(lake)) == 3

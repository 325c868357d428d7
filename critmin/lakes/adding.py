"""lake add: publishers' files become rows of a lake."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from os import PathLike
from pathlib import Path

from critmin.answers.writing import leftovers, sync, write_whole
from critmin.core.errors import DataError, OutputError, QueryError, UnknownName, visible
from critmin.core.named_tuple import NamedTuple
from critmin.lakes import staging
from critmin.lakes.overlaps import refuse_overlaps
from critmin.lakes.reading import Asked, Reader
from critmin.lakes.staging import Watch
from critmin.lakes.store import (
    FLOWS,
    FORMAT,
    HEAD,
    RECORDS,
    Added,
    Lake,
    Part,
    held,
    open_lake,
    plain_name,
    tried,
)
from critmin.lakes.unpacking import Member, Packed, tables

READERS = {
    "baci": "baci",
    "census": "census",
    "comext": "comext",
    "comtrade": "comtrade",
    "hmrc": "hmrc",
    "comexstat": "comexstat",
    "table": "plain_table",
}
LOCK, WORK = ".lock", ".adding-"
KEY = 16  # digits of the SHA-256
ADDED, THERE, REPLACED = "added", "already there", "replaced"


class Result(NamedTuple):
    """What became of a table: its record, and whether it was added now."""

    status: str
    record: Added
    replaced: tuple[Added, ...] = ()


def reader_of(name: str) -> Reader:
    """Reader of a name.

    Raises
    ------
    UnknownName
        If there is none.
    """
    if name not in READERS:
        raise UnknownName("reader", name, known=tuple(READERS))
    found: Reader = import_module(f"critmin.lakes.{READERS[name]}").READER
    return found


def add(
    paths: Sequence[str | PathLike[str]],
    *,
    reader: str,
    lake: str | PathLike[str],
    edition: str = "",
    source: str = "",
    columns: Mapping[str, str] | None = None,
    replace: bool = False,
    watch: Watch | None = None,
) -> list[Result]:
    """Add publishers' files to a lake; the lake is made if there is none.

    Parameters
    ----------
    paths : sequence of str or path
        Files as they were downloaded: plain, .zip, .gz or .7z.
    reader : str
        Whose files they are: ``baci``, ``table`` ...
    lake : str or path
        Folder of the lake.
    edition : str
        Edition of the source, where the files do not name it.
    source : str
        Name of a plain table's source.
    columns : mapping
        Column of the lake to column of a plain table, where the names differ.
    replace : bool
        Whether rows of another file of the same source, edition, period and reporter are replaced.
    watch : callable, optional
        Told the name of a table, the share of it that is read, and its rows a second.

    Returns
    -------
    list of Result
        One for each table in the files.

    Raises
    ------
    DataError
        If a file cannot be used as it is; tables before it are in the lake.
    QueryError, UnknownName
        If an argument is not valid.
    OutputError
        If the lake cannot be written.
    """
    asked = Asked(edition, source, columns or {})
    return [*added([*map(Path, paths)], reader, Path(lake), asked, replace=replace, watch=watch)]


def added(
    paths: Sequence[Path],
    reader: str,
    folder: Path,
    asked: Asked,
    *,
    replace: bool = False,
    watch: Watch | None = None,
) -> Iterator[Result]:
    """Add files table by table, as `add`."""
    found = reader_of(reader)
    for text in (asked.edition, asked.source):
        if not plain_name(text):
            raise QueryError(f"{text!r} has other signs than letters, digits, - _ and . in it")
    todo = [packed for path in paths for packed in _tables(path, found)]
    home = made_lake(folder)
    with _work_folder(folder) as work:
        for packed in todo:
            yield _one(home, packed, found, asked, work, replace, watch)


def _tables(path: Path, reader: Reader) -> list[Packed]:
    try:
        if path.exists() and not path.is_file():
            folder = path.is_dir()
            what = "a folder: name the files in it" if folder else "not a plain file: copy it"
            raise DataError(f"is {what}", file=str(path))
        with path.open("rb"):
            found, others = tables(path, reader.wanted, reader.beside)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error
    if not found:
        listed = ", ".join(others[:3])
        raise DataError(f"has no table for --as {reader.name}; it has {listed}", file=path.name)
    return found


def made_lake(folder: Path) -> Lake:
    """Open a lake, or make one in a new or empty folder.

    Raises
    ------
    QueryError
        If the folder holds other things, or a lake of another format.
    OutputError
        If it cannot be written.
    """
    try:
        if (folder / HEAD).is_file():
            return open_lake(folder)
        folder.mkdir(parents=True, exist_ok=True)
        left = {path.name for path in leftovers(folder)}
        others = sorted({path.name for path in folder.iterdir()} - left - {LOCK, HEAD})
        if others and not (folder / HEAD).is_file():
            raise QueryError(f"{folder} holds other things, as {others[0]}: name a new folder")
        with held(folder / LOCK):
            if not (folder / HEAD).is_file():
                write_whole(folder / HEAD, f"{json.dumps({'format': FORMAT})}\n".encode())
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    return open_lake(folder)


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """Folder of this run beside the rows; what runs that were killed left is removed."""
    try:
        swept(folder)
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=folder))
        handle = tried(work / LOCK)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}") from error
    with _terminated():
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
            if handle is not None:
                os.close(handle)


class Terminated(KeyboardInterrupt):
    """The system asked the process to end (SIGTERM)."""


@contextmanager
def _terminated() -> Iterator[None]:
    """Clean up at SIGTERM as at Ctrl-C, and then end by it; a handler of the caller is kept."""
    of_program = threading.current_thread() is threading.main_thread()
    if not of_program or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def end(*_given: object) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    except Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(OSError):  # where a process may send no signals, it ends as at Ctrl-C
            os.kill(os.getpid(), signal.SIGTERM)
        raise
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def swept(folder: Path) -> None:
    """Remove the folders of runs that no longer live, and rows that no record names."""
    for left in folder.glob(f"{WORK}*"):
        with suppress(OSError):  # another user's, who alone may look into it: it may live
            _remove_dead(left)
    with held(folder / LOCK):
        named = {part.path for part in open_lake(folder).parts()}
        for path in (folder / FLOWS).rglob("*.parquet"):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink()
        for left in (*leftovers(folder), *leftovers(folder / RECORDS)):
            left.unlink(missing_ok=True)


def _remove_dead(work: Path) -> None:
    """Remove the folder of a run, unless the run holds its lock."""
    handle = tried(work / LOCK) if (work / LOCK).exists() else None
    if handle is None:
        return
    try:
        shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(handle)


def _one(
    home: Lake,
    packed: Packed,
    reader: Reader,
    asked: Asked,
    work: Path,
    replace: bool,
    watch: Watch | None,
) -> Result:
    """Add one table."""
    try:
        member = packed.unpack(work)
        key = member.sha256[:KEY]
        there = _there(home.folder, key)
        if there is not None:
            return Result(THERE, there)
        plan = reader.plan(member.name, member.path, _with_beside(asked, packed, work))
        with staging.database(work) as con:
            done = staging.staged(con, plan, member, work, watch)
            if not done.rows_used:
                raise DataError(f"no row can be used: {_reasons(done)}", file=member.name)
            parts = staging.written(con, done, member.name, work, key)
            record = _record(member, reader, done, [part for part, _path in parts], key)
            with held(home.folder / LOCK):
                there = _there(home.folder, key)
                if there is not None:
                    return Result(THERE, there)
                old = refuse_overlaps(con, open_lake(home.folder), record, replace=replace)
                _commit(home.folder, record, parts)
                for one in old:
                    forget(home.folder, one)
    except OSError as error:
        raise OutputError(f"{home.folder} cannot be written: {error.strerror}") from error
    return Result(REPLACED if old else ADDED, record, tuple(old))


def _with_beside(asked: Asked, packed: Packed, work: Path) -> Asked:
    """What the user says, with the other members of the archive unpacked."""
    found = {}
    for one in packed.beside:
        name = one.name.rpartition("/")[2].lower()
        folder = work / name
        folder.mkdir(exist_ok=True)
        found[name] = one.unpack(folder).path
    return asked._replace(beside=found, work=work)


def _reasons(done: staging.Staged) -> str:
    pairs = sorted(done.set_aside.items(), key=lambda pair: -pair[1])
    return "; ".join(
        f"{count:,} {'row' if count == 1 else 'rows'}, {reason} "
        f"({', '.join(done.examples.get(reason, ()))})"
        for reason, count in pairs[:3]
    )


def _there(folder: Path, key: str) -> Added | None:
    return next((one for one in open_lake(folder).added if one.key == key), None)


def _record(
    member: Member, reader: Reader, done: staging.Staged, parts: list[Part], key: str
) -> Added:
    plan, about = done.plan, done.about
    if done.rows_in != done.rows_used + sum(done.set_aside.values()):
        raise AssertionError(f"{member.name}: rows in are not rows used and rows set aside")
    return Added(
        key=key,
        name=member.name,
        sha256=member.sha256,
        bytes=member.bytes,
        reader=reader.name,
        source=plan.source,
        edition=plan.edition,
        nomenclature=";".join(about["nomenclatures"]),
        currency=";".join(about["currencies"]),
        rows_in=done.rows_in,
        rows_used=done.rows_used,
        set_aside=done.set_aside,
        parts=tuple(parts),
        added=date.today().isoformat(),
        about={
            **about,
            "examples": done.examples,
            "notes": [*map(visible, plan.notes)],
            "unused": [*map(visible, plan.unused)],
        },
    )


def _commit(folder: Path, record: Added, parts: list[tuple[Part, Path]]) -> None:
    """Move the rows to their places, then the record that makes them visible."""
    for part, path in parts:
        target = folder / part.path
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        sync(target.parent)
    (folder / RECORDS).mkdir(exist_ok=True)
    cells = record._asdict() | {"parts": [part._asdict() for part in record.parts]}
    text = f"{json.dumps(cells, indent=1)}\n"
    write_whole(folder / RECORDS / f"{record.key}.json", text.encode())


def forget(folder: Path, record: Added) -> None:
    """Take a file out of a lake: its record first, then its rows."""
    (folder / RECORDS / f"{record.key}.json").unlink()
    for part in record.parts:
        path = folder / part.path
        path.unlink(missing_ok=True)
        for above in list(path.parents)[:3]:
            if above.is_dir() and not any(above.iterdir()):
                above.rmdir()

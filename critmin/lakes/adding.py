"""lake add: publishers' files become rows of a lake."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from critmin.answers.writing import as_interrupted, leftovers
from critmin.core.errors import DataError, OutputError, QueryError, UnknownName, visible
from critmin.lakes import staging
from critmin.lakes.below import Below
from critmin.lakes.overlaps import ADDED as ADDED
from critmin.lakes.overlaps import REPLACED as REPLACED
from critmin.lakes.overlaps import THERE as THERE
from critmin.lakes.overlaps import Result as Result
from critmin.lakes.overlaps import Waiting, decided
from critmin.lakes.reading import Asked, Reader
from critmin.lakes.staging import Watch
from critmin.lakes.store import (
    FORMAT,
    HEAD,
    RECORDS,
    Added,
    Lake,
    Part,
    commit,
    finished,
    forget,
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
MOST_TABLES, MOST_ROWS = 1_000, 1_000_000  # that wait to be put into the lake together


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
    todo = [_tables(path, found) for path in paths]
    home = made_lake(folder)
    with _work_folder(folder) as (work, gone), staging.database(work, paths, folder) as con:
        run = _Run(home, con, gone, replace=replace)
        try:
            for packed in todo:
                for _table in run.staged(packed, found, asked, work, watch):
                    if run.is_full:
                        yield from run.committed()
        except Exception:
            yield from run.committed()  # what came before it
            raise
        yield from run.committed()


def _tables(path: Path, reader: Reader) -> Packed:
    try:
        if path.exists() and not path.is_file():
            folder = path.is_dir()
            what = "a folder: name the files in it" if folder else "not a plain file: copy it"
            raise DataError(f"is {what}", file=str(path))
        with path.open("rb"):
            found = tables(path, reader.wanted, reader.beside)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error
    if not found.names:
        listed = ", ".join(found.others[:3])
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
    with written(folder):
        with Below(folder) as door:
            if door.stamp(HEAD) is not None:
                return open_lake(folder)
        folder.mkdir(parents=True, exist_ok=True)
        left = {path.name for path in leftovers(folder)}
        others = sorted({path.name for path in folder.iterdir()} - left - {LOCK, HEAD})
        if others and not (folder / HEAD).is_file():
            raise QueryError(f"{folder} holds other things, as {others[0]}: name a new folder")
        with held(folder / LOCK):
            if not (folder / HEAD).is_file():
                with Below(folder) as door:
                    door.write(HEAD, f"{json.dumps({'format': FORMAT})}\n".encode())
    return open_lake(folder)


@contextmanager
def _work_folder(folder: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Folder of this run beside the rows, and what runs that were killed left and is removed."""
    with written(folder):
        gone = swept(folder)
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=folder))
        handle = tried(work / LOCK)
    with as_interrupted():
        try:
            yield work, tuple(gone)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            if handle is not None:
                os.close(handle)


def swept(folder: Path) -> list[str]:
    """Remove what runs that no longer live have left, and nothing else; the names of it."""
    gone = [left.name for left in sorted(folder.glob(f"{WORK}*")) if _remove_dead(left)]
    with held(folder / LOCK):
        gone += finished(folder)
        with Below(folder) as door:
            for place in ("", f"{RECORDS}/"):
                for left in filter(_is_ours, leftovers(folder / place)):
                    with suppress(DataError):  # a link or a folder is none of a run
                        gone += [place + left.name] if door.remove(place + left.name) else []
    return gone


def _is_ours(left: Path) -> bool:
    """Whether a file has a name that a run gives, and not one that a user would."""
    return re.fullmatch(r"\.critmin-[0-9a-f]{16}\.part", left.name) is not None


def _remove_dead(work: Path) -> bool:
    """Remove the folder of a run, unless the run holds its lock; whether it did.

    Another user's, who alone may look into it, may live.
    """
    with suppress(OSError):
        if work.is_symlink() or not (work / LOCK).exists():
            return False
        handle = tried(work / LOCK)
        if handle is None:
            return False
        try:
            shutil.rmtree(work, ignore_errors=True)
        finally:
            os.close(handle)
    return not work.exists()


class _Run:
    """Tables of a run: each is judged by itself, and many are put into the lake at once.

    So the records of the lake are read once for many tables, and not once for each.

    Parameters
    ----------
    home : Lake
        The lake.
    con : connection
        DuckDB.
    swept : sequence of str
        What stopped runs had left and this one removed: it is said of the first table.
    replace : bool
        As of `add`.
    """

    def __init__(self, home: Lake, con: Any, swept: tuple[str, ...], *, replace: bool) -> None:
        self._folder, self._con, self._replace = home.folder, con, replace
        self._swept = swept
        self._known = {one.key: one for one in home.added}
        self._waiting: list[Waiting] = []
        self._number = 0

    @property
    def is_full(self) -> bool:
        """Whether so much waits that it is put into the lake: a run that is stopped loses it."""
        rows = sum(one.record.rows_used for one in self._waiting if one.parts)
        return rows >= MOST_ROWS or len(self._waiting) >= MOST_TABLES

    def staged(
        self, packed: Packed, reader: Reader, asked: Asked, work: Path, watch: Watch | None
    ) -> Iterator[None]:
        """Judge the tables of a file, one after another."""
        with written(self._folder):
            asked = asked._replace(beside=packed.beside(work))
            for member in packed.unpack(work):
                self._number += 1
                own = work / f"table-{self._number}"
                own.mkdir()
                self._waiting.append(self._judged(member, reader, asked, own, watch))
                yield

    def _judged(
        self, member: Member, reader: Reader, asked: Asked, own: Path, watch: Watch | None
    ) -> Waiting:
        key = member.sha256[:KEY]
        if key in self._known:
            return Waiting(self._known[key], ())
        plan = reader.plan(member.name, member.path, asked._replace(work=own))
        done = staging.staged(self._con, plan, member, own, watch)
        if not done.rows_used:
            raise DataError(f"no row can be used: {_reasons(done)}", file=member.name)
        parts = staging.written(self._con, done, member.name, own, key)
        done.path.unlink()
        record = _record(member, reader, done, [part for part, _path in parts], key)
        self._known[key] = record
        return Waiting(record, tuple(parts))

    def committed(self) -> Iterator[Result]:
        """Put what waits into the lake, as far as it can be put there."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with written(self._folder), held(self._folder / LOCK):
            home = open_lake(self._folder)
            results, refused = decided(self._con, home, waiting, replace=self._replace)
            done = {result.record.key for result in results if result.status != THERE}
            for record, parts in waiting:
                if parts and record.key in done:
                    commit(self._folder, record, parts)
            for other in (other for result in results for other in result.replaced):
                forget(self._folder, other)
        for result in results:
            yield result._replace(swept=self._swept)
            self._swept = ()
        if refused is not None:
            raise refused


def _reasons(done: staging.Staged) -> str:
    pairs = sorted(done.set_aside.items(), key=lambda pair: -pair[1])
    return "; ".join(
        f"{count:,} {'row' if count == 1 else 'rows'}, {reason} "
        f"({', '.join(done.examples.get(reason, ()))})"
        for reason, count in pairs[:3]
    )


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


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Say which file of a lake could not be written, where the system names it."""
    try:
        yield
    except OSError as error:
        named = error.filename2 or error.filename
        place = folder / os.fsdecode(named) if isinstance(named, str | bytes) else folder
        raise OutputError(f"{place} cannot be written: {error.strerror or error}") from error

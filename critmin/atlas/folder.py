"""Folder of an atlas: what of it is done, what belongs to it, and its manifest.

While an atlas is made, each job that is done is a line of ``unfinished.jsonl``, so that an
interrupted run goes on where it stopped. At the end ``manifest.json`` names all files with their
SHA-256. Files are written beside their place and renamed: none is ever half written.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from critmin.answers.writing import leftovers, sync, write_whole
from critmin.atlas.page_writing import TableFile, Written
from critmin.core.errors import OutputError, QueryError

MANIFEST, UNFINISHED, TABLES = "manifest.json", "unfinished.jsonl", "tables/index.csv"
MARK = "atlas of critical minerals"


class Edition(NamedTuple):
    """What decides the bytes of an atlas."""

    version: str
    data_edition: str
    as_of: str


class Record(NamedTuple):
    """Job that is done: its files with their SHA-256, and its tables."""

    job: str
    files: dict[str, str]
    tables: tuple[TableFile, ...]

    def as_json(self) -> str:
        """One line of text."""
        tables = [list(table) for table in self.tables]
        return json.dumps({"job": self.job, "files": self.files, "tables": tables})


def record_of(found: dict[str, Any]) -> Record:
    """Record of a line of text that was read.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        tables = tuple(TableFile(*one) for one in found["tables"])
        return Record(str(found["job"]), _within(found["files"]), tables)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no record of a job: {error!r}") from error


def _within(files: dict[str, str]) -> dict[str, str]:
    """Files by path, all of them in the folder: an atlas may come from somebody else.

    Raises
    ------
    ValueError
        If one is not.
    """
    for path in files:
        one = PurePath(path)
        if one.anchor or ".." in one.parts or "\0" in path:
            raise ValueError(f"{path!r} is no file of the folder")
    return dict(files)


def written_job(directory: Path, job: str, made: Written) -> Record:
    """Write the files of a job.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    files = {path: write(directory, path, content) for path, content in made.files.items()}
    return Record(job, files, made.tables)


def write(directory: Path, path: str, content: bytes) -> str:
    """Write one file whole or not at all, and return its SHA-256.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    target = directory / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}") from error
    write_whole(target, content, synced=False)
    return sha256(content).hexdigest()


class Folder:
    """Folder in which an atlas is made.

    Parameters
    ----------
    directory : Path
        A new or empty folder, or that of an atlas, finished or not.
    edition : Edition
        Of the atlas to make; what is there of another one is made again.

    Raises
    ------
    QueryError
        If the folder holds other things, or is a file.
    OutputError
        If it cannot be made or read.
    """

    def __init__(self, directory: Path, edition: Edition) -> None:
        self.directory, self.edition = directory, edition
        self._earlier: set[str] = set()
        self.done: dict[str, Record] = {}
        try:
            _check(directory)
            directory.mkdir(parents=True, exist_ok=True)
            found = [*self._finished(), *self._unfinished()]
        except OSError as error:
            raise OutputError(f"{directory} cannot be used: {error.strerror}") from error
        self.done = {one.job: one for one in found if self._whole(one)}

    def _finished(self) -> list[Record]:
        """Jobs of the atlas that the manifest describes, if it is the same edition."""
        with _undamaged(self.directory / MANIFEST):
            text = _text(self.directory / MANIFEST)
            return [] if text is None else self._of_manifest(json.loads(text))

    def _of_manifest(self, read: Any) -> list[Record]:
        self._earlier |= _within(read["files"]).keys()
        if Edition(*(read.get(name) for name in Edition._fields)) != self.edition:
            return []
        tables: dict[str, list[list[Any]]] = {}
        for one in read["tables"]:
            tables.setdefault(one[1], []).append(one)
        return [
            record_of(
                {
                    "job": job,
                    "files": {path: read["files"][path] for path in paths},
                    "tables": tables.get(job, []),
                }
            )
            for job, paths in read["jobs"].items()
        ]

    def _unfinished(self) -> list[Record]:
        """Jobs of an interrupted run, if it made the same edition."""
        with _undamaged(self.directory / UNFINISHED):
            text = _text(self.directory / UNFINISHED)
            if not text:
                return []
            first, *lines = text.splitlines()
            start = json.loads(first)
            self._earlier |= _within(dict.fromkeys(start["earlier"], "")).keys()
            edition = Edition(*start["edition"])
        found = []
        for line in lines:
            try:
                found.append(record_of(json.loads(line)))
            except ValueError:  # the run ended while it wrote this line
                continue
        self._earlier |= {path for one in found for path in one.files}
        return found if edition == self.edition else []

    def _whole(self, record: Record) -> bool:
        """Whether all files of a job are there, and as they were written."""
        for path, digest in record.files.items():
            try:
                content = (self.directory / path).read_bytes()
            except OSError:
                return False
            if sha256(content).hexdigest() != digest:
                return False
        return True

    def begin(self) -> None:
        """Say that the atlas is being made; from here on an interrupted run can go on."""
        start = {"edition": list(self.edition), "earlier": sorted(self._earlier)}
        lines = [json.dumps(start), *(one.as_json() for one in self.done.values())]
        write(self.directory, UNFINISHED, "".join(f"{line}\n" for line in lines).encode())
        self._remove(MANIFEST)

    def add(self, record: Record) -> None:
        """Keep a job that is done.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        self.done[record.job] = record
        try:
            with (self.directory / UNFINISHED).open("a", encoding="utf-8") as stream:
                stream.write(f"{record.as_json()}\n")
        except OSError as error:
            place = self.directory / UNFINISHED
            raise OutputError(f"{place} cannot be written: {error.strerror}") from error

    def finish(self, jobs: Sequence[str]) -> None:
        """Write the list of tables and the manifest, and remove files of an earlier atlas.

        Parameters
        ----------
        jobs : sequence of str
            All jobs of the atlas, in their order.

        Raises
        ------
        OutputError
            If a file cannot be written or removed.
        """
        records = [self.done[job] for job in sorted(jobs)]
        files = {path: digest for one in records for path, digest in one.files.items()}
        tables = [table for one in records for table in one.tables]
        files[TABLES] = write(self.directory, TABLES, _table_list(tables))
        manifest = {
            "what": MARK,
            **self.edition._asdict(),
            "files": dict(sorted(files.items())),
            "jobs": {one.job: sorted(one.files) for one in records},
            "tables": [list(table) for table in tables],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        try:
            for path in sorted(self._earlier - files.keys()):
                (self.directory / path).unlink(missing_ok=True)
            _remove_empty(self.directory / "tables")
            self._sync(files)
        except OSError as error:
            where = error.filename or self.directory
            raise OutputError(f"{where} cannot be written: {error.strerror}") from error
        write_whole(self.directory / MANIFEST, f"{text}\n".encode())
        self._remove(UNFINISHED)

    def _remove(self, name: str) -> None:
        try:
            (self.directory / name).unlink(missing_ok=True)
        except OSError as error:
            place = self.directory / name
            raise OutputError(f"{place} cannot be removed: {error.strerror}") from error

    def _sync(self, files: Iterable[str]) -> None:
        """Put all pages on the disk before the manifest says that they are whole."""
        folders = set()
        for path in files:
            sync(self.directory / path)
            folders.add((self.directory / path).parent)
        for folder in folders:
            for left in leftovers(folder):  # of runs that were killed
                left.unlink(missing_ok=True)
            sync(folder)


def _check(directory: Path) -> None:
    """Refuse a folder that holds anything but an atlas."""
    if directory.exists() and not directory.is_dir():
        raise QueryError(f"{directory} is a file: name a new or empty folder")
    if not directory.exists() or not any(directory.iterdir()):
        return
    if (directory / UNFINISHED).is_file() or _is_atlas(directory / MANIFEST):
        return
    raise QueryError(f"{directory} holds other files: name a new or empty folder, or an atlas")


@contextmanager
def _undamaged(file: Path) -> Iterator[None]:
    """Say which file of an atlas is not as it was written."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise OutputError(f"{file} is damaged: name a new or empty folder") from error


def _is_atlas(manifest: Path) -> bool:
    try:
        text = _text(manifest)
        return text is not None and json.loads(text).get("what") == MARK
    except (ValueError, AttributeError):
        return False


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _table_list(tables: Iterable[TableFile]) -> bytes:
    """All tables of the atlas as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("csv", "json", "page", "heading", "command", "rows"))
    for one in tables:
        files = (f"{one.path}.csv", f"{one.path}.json")
        writer.writerow((*files, one.page, one.heading, one.command, one.rows))
    return out.getvalue().encode()


def _remove_empty(folder: Path) -> None:
    """Remove folders without files."""
    for one in sorted(folder.rglob("*"), reverse=True):
        if one.is_dir() and not any(one.iterdir()):
            one.rmdir()

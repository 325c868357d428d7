"""Folder of a lake: what was added to it, file by file, and where its rows lie.

A lake is a folder::

    lake.json                     format of the lake
    files/KEY.json                one record an added file; written last, it makes its rows visible
    files/KEY.adding, .removing   the same while its rows are put in their places, or removed
    flows/source=S/edition=E/period=P/KEY.parquet

KEY is the first 16 digits of the SHA-256 of the added file. Only rows of parts that a record
names are read or removed, so a run that was stopped leaves a whole file's rows or none, and the
next one finishes what it began. A run holds a lock while it lives; the system lets it go when it is
killed. A record has a checksum, and a part is read by its SHA-256 before an engine opens it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, partial
from hashlib import file_digest
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from critmin.core.errors import DataError, MissingExtra, QueryError
from critmin.lakes.below import Below, Memory, Stamp, memory_of
from critmin.lakes.below import held as held
from critmin.lakes.below import tried as tried
from critmin.lakes.schema import ROWS, NoRecord, record_of, text_of
from critmin.lakes.schema import Added as Added
from critmin.lakes.schema import Part as Part
from critmin.lakes.schema import part_path as part_path
from critmin.lakes.schema import plain_name as plain_name

FORMAT = 1
HEAD = "lake.json"
RECORDS = "files"
FLOWS = ROWS
SEEN, ADDING, REMOVING = ".json", ".adding", ".removing"  # ends of the names of records
AGAIN = "delete it and add the file again"


class Lake:
    """A lake as it is on disk when it is opened.

    Parameters
    ----------
    folder : Path
        Folder with a lake.json.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def address(self) -> str:
        """Where it is, as an engine reads it."""
        return str(self.folder)

    @cached_property
    def added(self) -> tuple[Added, ...]:
        """Records of the added files, by source, edition and name.

        Raises
        ------
        DataError
            If one is damaged.
        """
        for name, fault in self.judged[1].items():
            raise DataError(fault, file=f"{self.address}/{RECORDS}/{name}")
        return self.judged[0]

    @cached_property
    def judged(self) -> tuple[tuple[Added, ...], dict[str, str]]:
        """Records that can be read, and by the name of each other one what is wrong with it."""
        found, faults = [], {}
        for name, read in self._records():
            try:
                found.append(record_of(name, read()))
            except DataError as error:
                faults[name] = error.problem
            except OSError as error:
                faults[name] = f"cannot be read: {error.strerror or error}"
            except (ValueError, RecursionError) as error:
                known = error.args[0] if isinstance(error, NoRecord) else "it is not whole"
                faults[name] = f"is not a record of a lake, {known}; {AGAIN}"
        found.sort(key=lambda one: (one.source, one.edition, one.name, one.key))
        return tuple(found), faults

    def verify(self, parts: Iterable[Part]) -> None:
        """Refuse to read parts of which one is gone, or not as it was added.

        Raises
        ------
        DataError
            If there is one; it names the part.
        """
        if unlike := self.unlike(parts):
            raise DataError(
                "this file of the lake is gone, or not as it was added: critmin lake check",
                file=unlike,
            )

    def unlike(self, parts: Iterable[Part]) -> str:
        """First of the parts that is gone or not as it was added, by its SHA-256; empty for none.

        A part that was found to be as it was added is not read again until it changes.

        Raises
        ------
        DataError
            If a part is a link, or stands below one.
        """
        asked, memory = list(parts), memory_of(self.memory)
        try:
            stamps = self.stamps([part.path for part in asked])
            pairs = zip(asked, stamps, strict=True)
            return next((one.path for one, stamp in pairs if self._differs(one, stamp, memory)), "")
        except OSError as error:
            said = " ".join(str(error.strerror or error).split())
            raise DataError(f"cannot be read: {said}", file=self.address) from error
        finally:
            memory.keep()

    def _differs(self, part: Part, stamp: Stamp | None, memory: Memory) -> bool:
        if stamp is None or stamp.bytes != part.bytes:
            return True
        told = f"{stamp.told} {part.sha256}" if stamp.told else ""
        if memory.knows(part.path, told):
            return False
        if self.sha256(part.path) != part.sha256:
            return True
        memory.learn(part.path, told, stamp.changed)
        return False

    @property
    def memory(self) -> str:
        """Name of its memory: where it is, whatever it is called."""
        return os.path.realpath(self.folder)

    def stamps(self, paths: Sequence[str]) -> list[Stamp | None]:
        """What tells whether its files are as they were; None for one that is not there."""
        with Below(self.folder) as door:
            return [door.stamp(path) for path in paths]

    def sha256(self, path: str) -> str:
        """SHA-256 of one of its files."""
        with Below(self.folder) as door:
            return door.sha256(path)

    def unsealed(self, parts: Iterable[Part]) -> list[Added]:
        """Records without a checksum of files that have any of the parts."""
        asked = {part.path for part in parts}
        return [
            one
            for one in self.judged[0]
            if not one.checksum and not asked.isdisjoint(part.path for part in one.parts)
        ]

    def _records(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        with Below(self.folder) as door:
            for name, _is_folder in door.names(RECORDS):
                if name.endswith(SEEN):
                    yield name, partial(door.read, f"{RECORDS}/{name}")

    def parts(self, source: str = "", edition: str = "") -> tuple[Part, ...]:
        """Parts of a source and edition; of all where they are empty."""
        return tuple(
            part
            for one in self.added
            if source in {"", one.source} and edition in {"", one.edition}
            for part in one.parts
        )


class RemoteLake(Lake):
    """A lake on object storage or HDFS, to read: ``lake add`` writes folders only.

    Parameters
    ----------
    address : str
        Address with a scheme that pyarrow knows, as ``s3://bucket/lake``.
    """

    def __init__(self, address: str) -> None:
        super().__init__(Path())
        self._address = address
        self.files, self.base = storage_of(address)

    @property
    def address(self) -> str:
        """Where it is, as an engine reads it."""
        return self._address.partition("?")[0]

    @property
    def memory(self) -> str:
        """Name of its memory."""
        return self.address

    def stamps(self, paths: Sequence[str]) -> list[Stamp | None]:
        """What tells whether its files are as they were; None for one that is not there."""
        found = self.files.get_file_info([f"{self.base}/{path}" for path in paths])
        return [_stamp(one) if one.is_file else None for one in found]

    def sha256(self, path: str) -> str:
        """SHA-256 of one of its files."""
        with self.files.open_input_file(f"{self.base}/{path}") as stream:
            return file_digest(stream, "sha256").hexdigest()

    def head(self) -> bytes:
        """Content of its lake.json."""
        return self._bytes(f"{self.base}/{HEAD}")

    def _records(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        from pyarrow import fs

        folder = fs.FileSelector(f"{self.base}/{RECORDS}")
        for one in sorted(self.files.get_file_info(folder), key=lambda one: str(one.path)):
            if one.path.endswith(SEEN):
                yield one.base_name, partial(self._bytes, one.path)

    def _bytes(self, path: str) -> bytes:
        with self.files.open_input_stream(path) as stream:
            return bytes(stream.read())


def _stamp(found: Any) -> Stamp:
    when = found.mtime_ns
    return Stamp(found.size, f"{found.size}:{when}" if when else "", (when or 0) / 1e9)


def storage_of(address: str) -> tuple[Any, str]:
    """Storage of pyarrow for an address, and the path in it."""
    from pyarrow import fs

    found: tuple[Any, str] = fs.FileSystem.from_uri(re.sub(r"^s3[an]://", "s3://", address))
    return found


def open_lake(folder: str | Path) -> Lake:
    """Open a lake.

    Raises
    ------
    QueryError
        If the folder is none, or was made in another format.
    """
    text = str(folder)
    if text.startswith("file://"):
        folder = unquote(text.removeprefix("file://"))
    elif "://" in text:
        return _open_remote(text)
    try:
        with Below(Path(folder)) as door:
            if door.stamp(HEAD) is None:
                raise QueryError(
                    f"{folder} is not a lake: make one with critmin lake add FILE --lake DIR"
                )
            content = door.read(HEAD)
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise DataError(f"cannot be read: {said}", file=f"{folder}/{HEAD}") from error
    _check_format(content, text)
    return Lake(Path(folder))


def finished(folder: Path) -> list[str]:
    """Finish what stopped runs began, and name the files that this removed.

    Rows go that a run was putting in their places or removing, as its record says, unless a
    record that is whole names them too. The caller holds the lock.
    """
    named = {part.path for part in open_lake(folder).parts()}
    gone = []
    with Below(folder) as door:
        for name, _is_folder in door.names(RECORDS):
            key, dot, end = name.partition(".")
            if f"{dot}{end}" not in {ADDING, REMOVING}:
                continue
            with suppress(ValueError, RecursionError):  # no record: `lake check` names it
                record = record_of(f"{key}{SEEN}", door.read(f"{RECORDS}/{name}"))
                gone += _removed(door, record, named)
                door.remove(f"{RECORDS}/{name}")
    return gone


def commit(folder: Path, record: Added, parts: Iterable[tuple[Part, Path]]) -> None:
    """Put the rows of an added file in their places, and then its record, which makes them visible.

    The caller holds the lock.
    """
    where = f"{RECORDS}/{record.key}"
    with Below(folder) as door:
        try:
            door.write(f"{where}{ADDING}", text_of(record))
            for part, path in parts:
                door.put(path, part.path)
            door.move(f"{where}{ADDING}", f"{where}{SEEN}")
        except BaseException:  # as Ctrl-C; what stays, the next run removes
            with suppress(OSError, DataError):
                if door.stamp(f"{where}{ADDING}") is not None:  # its rows are not visible
                    _removed(door, record, ())
                    door.remove(f"{where}{ADDING}")
            raise


def forget(folder: Path, record: Added) -> None:
    """Take a file out of a lake: its record first, then its rows, and nothing else.

    The caller holds the lock.

    Raises
    ------
    DataError
        If any of it is a link or no plain file; nothing is removed then.
    """
    where = f"{RECORDS}/{record.key}"
    with Below(folder) as door:
        for part in record.parts:
            door.stamp(part.path)
        door.move(f"{where}{SEEN}", f"{where}{REMOVING}")
        _removed(door, record, ())
        door.remove(f"{where}{REMOVING}")


def _removed(door: Below, record: Added, kept: Collection[str]) -> list[str]:
    """Remove the rows that a record names, but for some; those that were there."""
    paths = [part.path for part in record.parts if part.path not in kept]
    return [path for path in paths if door.remove(path)]


def strays(lake: Lake) -> Iterator[str]:
    """Files of a lake that no record names, and unfinished records."""
    known = {part.path for one in lake.judged[0] for part in one.parts}
    unread = {name.removesuffix(SEEN) for name in lake.judged[1]}
    with Below(lake.folder) as door:
        yield from (path for path in door.every(RECORDS) if not path.endswith(SEEN))
        for path in door.every(FLOWS):
            if path not in known and Path(path).stem not in unread:
                yield path


def _open_remote(address: str) -> Lake:
    try:
        lake = RemoteLake(address)
        _check_format(lake.head(), address)
    except ModuleNotFoundError:
        raise MissingExtra("a lake", "lake") from None
    except FileNotFoundError:
        raise QueryError(f"{address} is not a lake: it has no {HEAD}") from None
    except (OSError, ValueError) as error:  # of pyarrow too
        text = " ".join(str(error).split())[:200]
        raise QueryError(f"the lake {address} cannot be read: {text}") from error
    return lake


def _check_format(head: bytes, where: str) -> None:
    try:
        found = json.loads(head)["format"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        right = json.dumps({"format": FORMAT})
        raise DataError(
            f"is damaged: it is the line {right} in a lake of this version", file=f"{where}/{HEAD}"
        ) from error
    if found != FORMAT:
        raise QueryError(f"{where} has format {found}, this version reads format {FORMAT}")


def own_folder(text: str) -> Path:
    """Folder as a user writes it: ``~`` is the home folder, where there is one."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def default_folder() -> Path:
    """Folder of the user's lake where none is named: ``critmin/lake`` in the folder of user data.

    Raises
    ------
    QueryError
        If the user has no home folder.
    """
    data = Path(os.environ.get("XDG_DATA_HOME", ""))
    try:
        home = data if data.is_absolute() else Path.home() / ".local" / "share"
    except RuntimeError:
        raise QueryError("there is no home folder: name the lake with --lake DIR") from None
    return home / "critmin" / "lake"

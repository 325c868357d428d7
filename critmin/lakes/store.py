"""Folder of a lake: what was added to it, file by file, and where its rows lie.

A lake is a folder::

    lake.json                     format of the lake
    files/KEY.json                one record an added file; written last, it makes its rows visible
    flows/source=S/edition=E/period=P/KEY.parquet

KEY is the first 16 digits of the SHA-256 of the added file. Only rows of parts that a record
names are read, so a run that was stopped leaves a whole file's rows or none. A run holds a lock
while it lives; the system lets it go when it is killed.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal, DecimalException
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from critmin.core.errors import DataError, MissingExtra, QueryError, visible
from critmin.core.named_tuple import NamedTuple

FORMAT = 1
HEAD = "lake.json"
RECORDS = "files"
FLOWS = "flows"
AGAIN = "delete it and add the file again"
HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # by another process
WAIT = 0.05  # seconds between two tries to lock
_PERIOD = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_KEY = re.compile(r"[0-9a-f]{8,64}")


class Part(NamedTuple):
    """Rows of one period of an added file: a Parquet file below the lake's folder."""

    path: str  # relative, with ``/``
    period: str
    rows: int
    bytes: int
    sha256: str


class Added(NamedTuple):
    """Record of a file that was added."""

    key: str
    name: str  # without its folder
    sha256: str
    bytes: int
    reader: str  # baci, comext, census, comtrade, hmrc, comexstat, table
    source: str
    edition: str
    nomenclature: str
    currency: str
    rows_in: int
    rows_used: int
    set_aside: dict[str, int]  # rows not used, by reason
    parts: tuple[Part, ...]
    added: str  # day
    about: dict[str, Any]  # what else the reader found: reporters, totals, notes


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
            except OSError as error:
                faults[name] = f"cannot be read: {error.strerror or error}"
            except (ValueError, RecursionError) as error:
                known = error.args[0] if isinstance(error, _NoRecord) else "it is not whole"
                faults[name] = f"is not a record of a lake, {known}; {AGAIN}"
        found.sort(key=lambda one: (one.source, one.edition, one.name, one.key))
        return tuple(found), faults

    def unlike(self, parts: Iterable[Part]) -> str:
        """First of the parts that is not there or has another size; empty for none."""
        return next((part.path for part in parts if self._size(part.path) != part.bytes), "")

    def _size(self, path: str) -> int | None:
        file = self.folder / path
        return file.stat().st_size if file.is_file() else None

    def _records(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        for path in sorted((self.folder / RECORDS).glob("*.json")):
            yield path.name, path.read_bytes

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

    def unlike(self, parts: Iterable[Part]) -> str:
        """First of the parts that is not there or has another size; empty for none."""
        asked = list(parts)
        found = self.files.get_file_info([f"{self.base}/{part.path}" for part in asked])
        pairs = zip(asked, found, strict=True)
        return next((p.path for p, one in pairs if not one.is_file or one.size != p.bytes), "")

    def head(self) -> bytes:
        """Content of its lake.json."""
        return self._bytes(f"{self.base}/{HEAD}")

    def _records(self) -> Iterator[tuple[str, Callable[[], bytes]]]:
        from pyarrow import fs

        folder = fs.FileSelector(f"{self.base}/{RECORDS}")
        for one in sorted(self.files.get_file_info(folder), key=lambda one: str(one.path)):
            if one.path.endswith(".json"):
                yield one.base_name, partial(self._bytes, one.path)

    def _bytes(self, path: str) -> bytes:
        with self.files.open_input_stream(path) as stream:
            return bytes(stream.read())


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
    head = Path(folder) / HEAD
    try:
        if not head.is_file():
            raise QueryError(
                f"{folder} is not a lake: make one with critmin lake add FILE --lake DIR"
            )
        content = head.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(head)) from error
    _check_format(content, text)
    return Lake(Path(folder))


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


class _NoRecord(ValueError):
    """A text that is not the record of an added file, and why."""


def record_of(name: str, text: bytes) -> Added:
    """Record of an added file, read and checked.

    A path in it is never followed unless it is the one that `part_path` gives, so that a record
    from elsewhere names no file outside the lake.

    Raises
    ------
    ValueError
        If it is none.
    """
    cells = json.loads(text)
    _check_fields(cells, Added)
    cells = {k: visible(cell) if isinstance(cell, str) else cell for k, cell in cells.items()}
    for cell in cells["parts"]:
        _check_fields(cell, Part)
    parts = tuple(Part(**cell) for cell in cells.pop("parts"))
    record = Added(**cells, parts=parts)
    if f"{record.key}.json" != name or not _KEY.fullmatch(record.key):
        raise _NoRecord("its key is not its name")
    _check_paths(record)
    if not record.about:  # a record written by hand says nothing more
        return record._replace(about={name: kind() for name, kind in _ABOUT.items()} | NO_SUM)
    _check_about(record.about)
    return record


def _check_paths(record: Added) -> None:
    if not record.parts or not plain_name(record.source + record.edition):
        raise _NoRecord("it has no parts, or its source is no name")
    for part in record.parts:
        if not _PERIOD.fullmatch(part.period):
            raise _NoRecord(f"{part.period!r} is no period")
        if part.path != part_path(record.source, record.edition, part.period, record.key):
            raise _NoRecord(f"the path {part.path!r} is not that of its rows")


def part_path(source: str, edition: str, period: str, key: str) -> str:
    """Where the rows of a period of an added file lie, below the lake's folder."""
    return f"{FLOWS}/source={source}/edition={edition}/period={period}/{key}.parquet"


def plain_name(text: str) -> bool:
    """Whether a text can be the name of a source or an edition."""
    return all(sign.isalnum() or sign in "-_." for sign in text)


_KINDS = {"str": str, "int": int, "dict[str, int]": dict, "dict[str, Any]": dict}


def _check_fields(cells: Any, kind: type[Added | Part]) -> None:
    fields = kind.__annotations__
    if not isinstance(cells, dict):
        raise _NoRecord("it has other things than fields")
    for name in sorted({*fields} ^ {*cells}):
        raise _NoRecord(f"{name} is {'missing' if name in fields else 'unknown'}")
    for name, annotation in fields.items():
        cell, wanted = cells[name], _KINDS.get(str(annotation), list)
        number = isinstance(cell, int) and not isinstance(cell, bool) and cell >= 0
        if not (number if wanted is int else isinstance(cell, wanted)):
            raise _NoRecord(f"{name} is not as written")
    if not all(isinstance(count, int) for count in cells.get("set_aside", {}).values()):
        raise _NoRecord("set_aside is not as written")


_ABOUT = {
    "reporters": list, "flows": list, "nomenclatures": list, "currencies": list, "whole": bool,
    "scope": str, "examples": dict, "notes": list, "unused": list,
}  # fmt: skip
NO_SUM = {"value": None}


def _check_about(about: Mapping[str, Any]) -> None:
    for name, kind in _ABOUT.items():
        cell = about.get(name)
        texts = not isinstance(cell, list) or all(isinstance(one, str) for one in cell)
        if not isinstance(cell, kind) or not texts:
            raise _NoRecord(f"about.{name} is not as written")
    try:
        fine = about["value"] is None or Decimal(about["value"]).is_finite()
    except (LookupError, TypeError, DecimalException):
        fine = False
    if not fine or not isinstance(about.get("revised_months", 0), int):
        raise _NoRecord("about.value is not as written")
    held = about.get("held", {})
    if not isinstance(held, dict) or not all(isinstance(of, dict) for of in held.values()):
        raise _NoRecord("about.held is not as written")
    if not all(isinstance(codes, list) for of in held.values() for codes in of.values()):
        raise _NoRecord("about.held is not as written")


def tried(path: Path) -> int | None:
    """Lock a file, and return its handle; None if another process holds it. OSError if none can."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno not in HELD:  # as on some networks; the system names no file
            raise OSError(error.errno, f"{error.strerror}: not locked", str(path)) from error
        return None
    return handle


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for a lock, and hold it."""
    handle = tried(path)
    while handle is None:
        time.sleep(WAIT)
        handle = tried(path)
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""Folder of a lake: what was added to it, file by file, and where its rows lie.

A lake is a folder::

    lake.json                     format of the lake
    files/KEY.json                one record an added file; written last, it makes its rows visible
    flows/source=S/edition=E/period=P/KEY.parquet

KEY is the first 16 digits of the SHA-256 of the added file. Only rows of parts that a record
names are read, so a run that was stopped leaves a whole file's rows or none.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from critmin.core.errors import MissingExtra, QueryError
from critmin.core.named_tuple import NamedTuple

FORMAT = 1
HEAD = "lake.json"
RECORDS = "files"
FLOWS = "flows"


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
        """Records of the added files, by source, edition and name."""
        found = [_record(text) for text in self._records()]
        return tuple(sorted(found, key=lambda one: (one.source, one.edition, one.name, one.key)))

    def gone(self, paths: Iterable[str]) -> str:
        """First of the files that is not there; empty for none."""
        return next((path for path in paths if not (self.folder / path).is_file()), "")

    def _records(self) -> Iterator[str]:
        for path in sorted((self.folder / RECORDS).glob("*.json")):
            yield path.read_text("utf-8")

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

    def gone(self, paths: Iterable[str]) -> str:
        """First of the files that is not there; empty for none."""
        asked = list(paths)
        found = self.files.get_file_info([f"{self.base}/{path}" for path in asked])
        return next((p for p, one in zip(asked, found, strict=True) if not one.is_file), "")

    def head(self) -> str:
        """Content of its lake.json."""
        return self._text(f"{self.base}/{HEAD}")

    def _records(self) -> Iterator[str]:
        from pyarrow import fs

        folder = fs.FileSelector(f"{self.base}/{RECORDS}")
        for one in sorted(self.files.get_file_info(folder), key=lambda one: str(one.path)):
            if one.path.endswith(".json"):
                yield self._text(one.path)

    def _text(self, path: str) -> str:
        with self.files.open_input_stream(path) as stream:
            return str(stream.read().decode("utf-8"))


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
    if not head.is_file():
        raise QueryError(f"{folder} is not a lake: make one with critmin lake add FILE --lake DIR")
    _check_format(head.read_text("utf-8"), text)
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


def _check_format(head: str, where: str) -> None:
    found = json.loads(head).get("format")
    if found != FORMAT:
        raise QueryError(f"{where} has format {found}, this version reads format {FORMAT}")


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


def _record(text: str) -> Added:
    cells = json.loads(text)
    parts = tuple(Part(**part) for part in cells.pop("parts"))
    return Added(**cells, parts=parts)

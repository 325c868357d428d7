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
from functools import cached_property
from pathlib import Path
from typing import Any

from critmin.core.errors import QueryError
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

    @cached_property
    def added(self) -> tuple[Added, ...]:
        """Records of the added files, by source, edition and name."""
        found = [_record(path) for path in sorted((self.folder / RECORDS).glob("*.json"))]
        return tuple(sorted(found, key=lambda one: (one.source, one.edition, one.name, one.key)))

    def parts(self, source: str = "", edition: str = "") -> tuple[Part, ...]:
        """Parts of a source and edition; of all where they are empty."""
        return tuple(
            part
            for one in self.added
            if source in {"", one.source} and edition in {"", one.edition}
            for part in one.parts
        )


def open_lake(folder: str | Path) -> Lake:
    """Open a lake.

    Raises
    ------
    QueryError
        If the folder is none, or was made in another format.
    """
    head = Path(folder) / HEAD
    if not head.is_file():
        raise QueryError(f"{folder} is not a lake: make one with critmin lake add FILE --lake DIR")
    found = json.loads(head.read_text("utf-8")).get("format")
    if found != FORMAT:
        raise QueryError(f"{folder} has format {found}, this version reads format {FORMAT}")
    return Lake(Path(folder))


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


def _record(path: Path) -> Added:
    cells = json.loads(path.read_text("utf-8"))
    parts = tuple(Part(**part) for part in cells.pop("parts"))
    return Added(**cells, parts=parts)

"""Tables of an export: which bundled files each holds, its columns, keys and references. Pure data.

``tables.csv`` and ``columns.csv`` beside this module say what the files themselves do not: which
files are one table, keys, references and meanings. A bundled file without a line there is a table
of its own, with the types of the data package.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TextIO

from critmin.answers.columns import vocabulary
from critmin.core import files as bundle
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple

HERE = Path(__file__).parent
TEXT, INTEGER, REAL = "TEXT", "INTEGER", "REAL"
TYPES = {"string": TEXT, "integer": INTEGER, "number": REAL, "real": REAL, "boolean": INTEGER}
NO_REFERENCE = "-"
UNLISTED = ("sources.csv", "table_warnings.csv")  # bundled, and not in the list of tables
SOURCE_ID = "sources.id"
OWN = "critmin"  # origin of tables that are no copy of an original


class Field(NamedTuple):
    """Column of a table: ``refers_to`` is ``table.column`` of another table, or empty."""

    name: str
    type: str
    refers_to: str
    description: str


class File(NamedTuple):
    """Bundled file, and the cells that its rows get in front: its source or its year."""

    path: str
    source: str
    licence: str
    rows: int
    header: tuple[str, ...]
    front: tuple[str, ...]


class Content(NamedTuple):
    """Table of an export. One that is computed has no ``files``, but the number of its ``rows``."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    indexed: tuple[str, ...]
    files: tuple[File, ...]
    rows: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(field.name for field in self.fields)

    @property
    def sources(self) -> tuple[str, ...]:
        """Source editions of the files, once each."""
        return tuple(dict.fromkeys(file.source for file in self.files if file.source))


class _Spec(NamedTuple):
    """Line of tables.csv."""

    table: str
    files: str
    key: str
    indexed: str
    title: str


def _own(name: str) -> list[list[str]]:
    return list(csv.reader(bundle.own_text(HERE / name).splitlines()))[1:]


@cache
def _specs() -> dict[str, _Spec]:
    return {cells[0]: _Spec(*cells) for cells in _own("tables.csv")}


@cache
def _said() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Type, reference and meaning by table and column; an empty table stands for all."""
    return {(cells[0], cells[1]): (cells[2], cells[3], cells[4]) for cells in _own("columns.csv")}


@cache
def _package() -> dict[str, dict[str, str]]:
    """Types of the data package by file and column."""
    text = bundle.content("datapackage.json")
    return {
        resource["path"]: {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for resource in json.loads(text)["resources"]
    }


def field_of(table: str, name: str, known: str = "") -> Field:
    """Column of a table with its type, reference and meaning.

    Parameters
    ----------
    table, name : str
        Names of the table and of the column.
    known : str
        Type of the data package, used where ``columns.csv`` names none.
    """
    general, own = (_said().get((one, name), ("", "", "")) for one in ("", table))
    answer = vocabulary().get(name)
    type_ = own[0] or general[0] or known or (answer.type if answer else "string")
    reference = own[1] or general[1]
    meaning = own[2] or general[2] or (answer.description if answer else "")
    to_itself = reference == f"{table}.{name}"
    return Field(
        name, TYPES[type_], "" if reference == NO_REFERENCE or to_itself else reference, meaning
    )


def fields_of(table: str, names: Iterable[str]) -> tuple[Field, ...]:
    """Columns of a computed table, in order."""
    return tuple(field_of(table, name) for name in names)


def _table_of(path: str) -> str:
    """Name of the table that holds a file."""
    stem = re.sub(r"\.csv(\.gz)?$", "", path)
    for spec in _specs().values():
        if spec.files and re.fullmatch(spec.files, stem):
            return spec.table
    return re.sub(r"_\d{4}$", "", stem).replace("/", "_").lower()


def _header(path: str) -> tuple[str, ...]:
    """First line of a bundled file."""
    with opened(path) as handle:
        return tuple(next(csv.reader(handle)))


def opened(path: str) -> TextIO:
    """A bundled file as text, packed or not."""
    binary = io.BytesIO(bundle.content(path))
    if path.endswith(".gz"):
        import gzip

        return io.TextIOWrapper(gzip.GzipFile(fileobj=binary), encoding="utf-8", newline="")
    return io.TextIOWrapper(binary, encoding="utf-8", newline="")


def _year_of(path: str) -> str:
    """Year at the end of a file's name; empty without one."""
    found = re.search(r"_(\d{4})\.csv", path)
    return found[1] if found else ""


def _file(path: str, source: str, licence: str, rows: int) -> File:
    known = _package().get(path)
    header = tuple(known) if known else _header(path)
    front: tuple[str, ...] = ()
    if source and not source.startswith(f"{OWN}@") and "source" not in header:
        front = ("source",)
    elif _year_of(path) and "year" not in header:
        front = ("year",)
    return File(path, source, licence, rows, header, front)


def _listed() -> list[File]:
    """All bundled files, in the order of the list of tables."""
    files = [
        _file(path, source, licence, int(rows))
        for path, _title, source, rows, licence in read_table("tables.csv")[1]
    ]
    return [*files, *(_file(path, "", "", len(read_table(path)[1])) for path in UNLISTED)]


def _content(table: str, files: Sequence[File]) -> Content:
    spec = _specs().get(table, _Spec(table, "", "", "", ""))
    titles = {cells[0]: cells[1] for cells in read_table("tables.csv")[1]}
    names: dict[str, str] = {}
    for file in files:
        types = _package().get(file.path, {})
        for name in (*file.front, *file.header):
            names.setdefault(name, types.get(name, ""))
    fields = [field_of(table, name, known) for name, known in names.items()]
    if any(file.front == ("source",) for file in files):
        fields = [f._replace(refers_to=SOURCE_ID) if f.name == "source" else f for f in fields]
    return Content(
        name=table,
        title=spec.title or titles.get(files[0].path, ""),
        fields=tuple(fields),
        key=tuple(spec.key.split()),
        indexed=tuple(spec.indexed.split()),
        files=tuple(files),
        rows=sum(file.rows for file in files),
    )


@cache
def bundled() -> tuple[Content, ...]:
    """Tables made of bundled files, each file in one of them."""
    found: dict[str, list[File]] = {}
    for file in _listed():
        found.setdefault(_table_of(file.path), []).append(file)
    return tuple(
        _content(table, sorted(files, key=lambda file: (file.source, file.path)))
        for table, files in sorted(found.items())
    )


def in_order(contents: Sequence[Content]) -> list[Content]:
    """Tables so that each stands after those that it refers to."""
    by_name = {content.name: content for content in contents}
    done: dict[str, Content] = {}

    def add(content: Content) -> None:
        if content.name in done:
            return
        for field in content.fields:
            parent = field.refers_to.partition(".")[0]
            if parent and parent != content.name:
                add(by_name[parent])
        done[content.name] = content

    for content in contents:
        add(content)
    return list(done.values())

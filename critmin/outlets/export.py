"""export: all bundled tables as one SQLite or DuckDB file, or as a folder of Parquet."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from critmin.answers.builder import answer
from critmin.answers.columns import columns
from critmin.answers.table import Column, Table
from critmin.answers.writing import folder_beside, put, real_place, write_whole
from critmin.core.errors import OutputError, QueryError, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import ABOUT
from critmin.declared.parameter import PATH, argument, option
from critmin.declared.question import question

if TYPE_CHECKING:
    from collections.abc import Callable

    from critmin.declared import parameters as p
    from critmin.outlets.catalogue import Content
    from critmin.outlets.records import Record
    from critmin.outlets.views import View

    Contents = Iterable[tuple[Content, Iterable[Record]]]
    Writer = Callable[[Path, Contents, Iterable[View]], Iterator[int]]

SQLITE, DUCKDB, PARQUET = "sqlite", "duckdb", "parquet"
SUFFIXES = {".sqlite": SQLITE, ".sqlite3": SQLITE, ".db": SQLITE, ".duckdb": DUCKDB}
KINDS = {SQLITE: "SQLite", DUCKDB: "DuckDB", PARQUET: "Parquet"}
MARK = "about.parquet"  # a folder with it is an export


class Written(NamedTuple):
    """Table or view that was written."""

    table: str
    kind: str
    title: str
    rows: int | None
    source: tuple[str, ...]


ExportPath = Annotated[
    str | PathLike[str],
    argument(
        "path", "PATH", "A new file, .sqlite or .duckdb, or a new folder for Parquet.", kind=PATH
    ),
]
Metadata = Annotated[
    str | PathLike[str] | None,
    option(
        "--metadata",
        takes="FILE.json",
        help="Also write titles and licences for Datasette.",
        kind=PATH,
    ),
]
Overwrite = Annotated[
    bool, option("--overwrite", help="Replace a file, or a folder of an earlier export.")
]


@question(
    "export",
    group=ABOUT,
    place=5,
    answers="All tables as one database, with keys, views, sources and licences.",
    examples=("critmin export critmin.sqlite", "critmin export critmin-tables --as parquet"),
    cited=False,
)
def export(
    path: ExportPath,
    *,
    kind: p.ExportKind = None,
    metadata: Metadata = None,
    overwrite: Overwrite = False,
) -> Table:
    """Write all bundled tables with keys, views, sources and licences.

    Parameters
    ----------
    path : str or path
        ``.sqlite``, ``.sqlite3`` or ``.db`` is SQLite, ``.duckdb`` is DuckDB, a name without a
        suffix is a folder of Parquet files.
    kind : {"sqlite", "duckdb", "parquet"}, optional
        Kind of file, whatever the name ends with.
    metadata : str or path, optional
        Also write there what Datasette shows beside the tables: titles, licences, meanings.

    Returns
    -------
    Table
        One row per table and view: its rows and sources.

    Raises
    ------
    UnknownName
        For another kind of file.
    QueryError
        If the path exists, or its suffix is of no kind.
    MissingExtra
        If DuckDB or Parquet is asked for and not installed.
    OutputError
        If the file cannot be written.
    """
    work = Export(path, kind=kind, metadata=metadata, overwrite=overwrite)
    with closing(work.steps()) as steps:
        for _ in steps:
            pass
    return work.answer()


class Export:
    """Export that is checked before it is written, and written step by step.

    Parameters
    ----------
    path, kind, metadata, overwrite
        As for `export`.

    Raises
    ------
    CritminError
        As `export`.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        kind: str | None = None,
        metadata: str | PathLike[str] | None = None,
        overwrite: bool = False,
    ) -> None:
        self.path = _place(path)
        self.kind = _kind(self.path, kind)
        self.metadata = None if metadata is None else _place(metadata)
        self.overwrite = overwrite
        if self.metadata == self.path:
            raise QueryError(f"{self.path} is the export itself: name another file for --metadata")
        for target in (self.path, self.metadata):
            if target is not None:
                _check_free(target, overwrite=overwrite, folder=self.kind == PARQUET)
        _check_extra(self.kind)

    def steps(self) -> Generator[tuple[int, int], None, None]:
        """Write everything, and say after each step how many of how many rows are written.

        Raises
        ------
        OutputError
            If something cannot be written; nothing is left behind then.
        """
        from critmin.outlets.contents import contents, total
        from critmin.outlets.views import views

        every = total()
        yield 0, every
        done = 0
        with folder_beside(self.path) as folder:
            made = folder / "export"
            try:
                for number in _writer(self.kind)(made, contents(), views()):
                    done += number
                    yield done, every
            except OutputError as error:
                raise OutputError(f"{self.path} cannot be written: {error}") from error
            if self.metadata is not None:
                from critmin.outlets.datasette_metadata import metadata

                write_whole(self.metadata, metadata(self.path.stem).encode("utf-8"))
            put(made, self.path)

    def answer(self) -> Table:
        """What was written: tables, then views."""
        from critmin.outlets.contents import contents_alone
        from critmin.outlets.views import views

        rows = [
            Written(one.name, "table", one.title, one.rows, one.sources) for one in contents_alone()
        ]
        rows.sort(key=lambda row: row.table)
        rows += [Written(one.name, "view", one.meaning, None, ()) for one in views()]
        query = {
            "command": "export",
            "file": str(self.path),
            "as": self.kind,
            "metadata": None if self.metadata is None else str(self.metadata),
            "overwrite": self.overwrite or None,
        }
        size = _size(self.path)
        return answer(
            rows, _columns(), query=query, summary=lambda table: _summary(table, self.kind, size)
        )


def _columns() -> tuple[Column, ...]:
    """Columns. In other answers some have other meanings; here they describe what was written."""
    return (
        Column("table", "string", "", "Table or view", 9),
        Column("kind", "string", "", "table or view", 8),
        Column("title", "string", "", "What it holds", 7),
        Column("rows", "integer", "", "Rows; empty for a view", 8),
        *columns("source"),
    )


def _summary(table: Table, kind: str, size: int) -> str:
    from critmin.summaries.contents import export

    return export(table, KINDS[kind], size)


def _place(path: str | PathLike[str]) -> Path:
    """Where to write: a link stays a link, and its target is written."""
    try:
        found = real_place(path)
    except IsADirectoryError:
        return Path(os.path.realpath(path))
    except OSError as error:
        raise OutputError(f"{os.fspath(path)} cannot be written: {error.strerror}") from error
    if found is None:
        raise QueryError(f"{os.fspath(path)} is a pipe or a device: name a file")
    return found if Path(path).is_symlink() else Path(path)


def _kind(path: Path, named: str | None) -> str:
    """Kind of file, as named or by the suffix.

    Raises
    ------
    UnknownName
        For a kind that does not exist.
    QueryError
        For a suffix of no kind.
    """
    if named is not None:
        if named not in KINDS:
            raise UnknownName("kind of export", named, known=tuple(KINDS))
        return named
    suffix = path.suffix.casefold()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    if not suffix:
        return PARQUET
    raise QueryError(
        f"no kind of export has the suffix of {path.name!r}: use .sqlite, .duckdb, a folder's "
        "name, or --as sqlite|duckdb|parquet"
    )


def _check_free(target: Path, *, overwrite: bool, folder: bool) -> None:
    """Refuse a target that exists, unless it may be replaced; a folder only if it is an export."""
    if not os.path.isdir(target.parent):  # noqa: PTH112 - no error for a name that is too long
        raise OutputError(f"{target} cannot be written: there is no folder {target.parent}")
    if not target.exists():
        return
    if target.is_dir():
        if not any(target.iterdir()):
            return
        if not (folder and (target / MARK).is_file()):
            raise QueryError(f"{target} is a folder with other files: name another one")
    if not overwrite:
        raise QueryError(f"{target} exists: name another one, or replace it with --overwrite")


def _check_extra(kind: str) -> None:
    """Refuse a kind that needs an extra which is not installed."""
    from importlib.util import find_spec

    from critmin.core.errors import MissingExtra

    needs = {DUCKDB: ("duckdb", "a DuckDB file", "big"), PARQUET: ("pyarrow", "Parquet", "parquet")}
    if kind in needs:
        module, what, extra = needs[kind]
        if find_spec(module) is None:
            raise MissingExtra(what, extra)


def _writer(kind: str) -> Writer:
    """Writer of a kind of file."""
    if kind == SQLITE:
        from critmin.outlets.sqlite_file import write
    elif kind == DUCKDB:
        from critmin.outlets.duckdb_file import write
    else:
        from critmin.outlets.parquet_folder import write
    return write


def _size(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(one.stat().st_size for one in path.iterdir())
    return path.stat().st_size

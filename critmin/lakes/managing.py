"""lake: add files to a user's own trade data, list and check what is there, and remove it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from os import PathLike
from pathlib import Path

from critmin.answers.builder import answer
from critmin.answers.cautions import caution
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core.errors import DataError, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source, of_user
from critmin.core.wording import few
from critmin.lakes import adding, totals, unit_values
from critmin.lakes.adding import Result
from critmin.lakes.engine import connect
from critmin.lakes.staging import Watch
from critmin.lakes.store import (
    RECORDS,
    SEEN,
    Added,
    Lake,
    default_folder,
    forget,
    held,
    open_lake,
    strays,
)

Folder = str | PathLike[str] | None
READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
NAMED = 3  # most files that a caution names


class FileRow(NamedTuple):
    """A file of a lake, as it was added, is there, or was removed."""

    file: str
    status: str
    source: str
    edition: str
    nomenclature: str
    currency: str
    first: str
    last: str
    reporters: int | None
    rows_in: int
    rows_used: int
    rows_set_aside: int
    value: float | None
    bytes: int
    added: str


def file_columns() -> tuple[Column, ...]:
    """Columns of a file of a lake. In other answers some names have other meanings."""
    return (
        Column("file", "string", "", "File as it was added", 9),
        Column("status", "string", "", "added, already there, replaced, in the lake, removed", 8),
        Column("source", "string", "", "Publisher's data, as the lake names it", 8),
        Column("edition", "string", "", "Edition that the file or the user names", 5),
        Column("nomenclature", "string", "", "Nomenclature of the codes", 4),
        Column("currency", "string", "", "Currency of the values, not converted", 4),
        Column("first", "string", "", "First year or month", 7),
        Column("last", "string", "", "Last year or month", 7),
        Column("reporters", "integer", "", "Reporting countries; empty where reconciled", 3),
        Column("rows_in", "integer", "", "Rows of the file", 6),
        Column("rows_used", "integer", "", "Rows in the lake", 8),
        Column("rows_set_aside", "integer", "", "Rows not used; each with its reason", 7),
        Column("value", "number", "", "Sum of the values, in the currency", 3),
        Column("bytes", "integer", "", "Size in the lake", 2),
        Column("added", "date", "", "Day on which it was added", 2),
    )


PROBLEMS = (
    Column("path", "string", "", "File below the folder of the lake", 9),
    Column("file", "string", "", "File that was added", 6),
    Column("code", "string", "", "Kind of problem", 9),
    Column("message", "string", "", "What is wrong and what to do", 9),
)


def folder_of(lake: Folder) -> Path:
    """Folder of a lake; that of the user where none is named."""
    return Path(lake) if lake else default_folder()


def lake_add(
    paths: str | PathLike[str] | Sequence[str | PathLike[str]],
    reader: str,
    *,
    lake: Folder = None,
    edition: str | None = None,
    source: str | None = None,
    columns: Mapping[str, str] | None = None,
    replace: bool = False,
    watch: Watch | None = None,
) -> Table:
    """Add publishers' files to a lake.

    Parameters
    ----------
    paths : str, path or sequence of them
        Files as they were downloaded: plain, .zip, .gz or .7z.
    reader : str
        Whose files they are: baci, comext, census, comtrade, hmrc, comexstat or table.
    lake : str or path, optional
        Folder of the lake; ``critmin/lake`` in the folder of the user's data when not given.
    edition : str, optional
        Edition of the data, where the files do not name it.
    source : str, optional
        Name of a plain table's data.
    columns : mapping, optional
        Column of a plain table to column of the lake, where the names differ.
    replace : bool
        Whether these files take the place of others of the same source, edition, period and
        reporter.
    watch : callable, optional
        Told the name of a table, the share of it that is read, and its rows a second.

    Returns
    -------
    Table
        A row for each table in the files: rows in, used and not used.

    Raises
    ------
    DataError
        If a file cannot be used; those before it are in the lake.
    QueryError, UnknownName
        If an argument is not valid.
    OutputError
        If the lake cannot be written.
    """
    every = [paths] if isinstance(paths, str | PathLike) else [*paths]
    folder = folder_of(lake)
    results = adding.add(
        every,
        reader=reader,
        lake=folder,
        edition=edition or "",
        source=source or "",
        columns={ours: theirs for theirs, ours in (columns or {}).items()},
        replace=replace,
        watch=watch,
    )
    return added_table(folder, results)


def added_table(folder: Path, results: Iterable[Result]) -> Table:
    """Answer of `lake_add` from its results."""
    found = [*results]
    rows = [row for one in found for row in _result_rows(one)]
    new = [one.record for one in found if one.status != adding.THERE]
    return answer(
        rows,
        file_columns(),
        query={"command": "lake add", "lake": str(folder)},
        cited=[_cited(folder)],
        cautions=[
            *(one for record in new for one in _cautions(record)),
            *_remains(folder, [name for one in found for name in one.swept]),
        ],
        summary=_added_sentence(found),
        from_user=True,
    )


def _result_rows(result: Result) -> Iterator[FileRow]:
    status = adding.ADDED if result.status == adding.REPLACED else result.status
    yield _row(result.record, status)
    for old in result.replaced:
        yield _row(old, "replaced")


def _added_sentence(results: Sequence[Result]) -> str:
    new = [one.record for one in results if one.status != adding.THERE]
    if not new:
        return f"{_count(len(results), 'file')} already in the lake; nothing was added."
    used, read = (sum(getattr(one, name) for one in new) for name in ("rows_used", "rows_in"))
    aside = read - used
    rest = f"; {_count(aside, 'row')} not used" if aside else ""
    there = len(results) - len(new)
    more = f" {_count(there, 'file')} already there." if there else ""
    return f"{used:,} of {read:,} rows of {_count(len(new), 'file')} added{rest}.{more}"


def _remains(folder: Path, swept: Sequence[str] = ()) -> Iterator[Caution]:
    """What stopped runs had left and is removed, and what critmin did not make and leaves."""
    for name, files in (("lake_swept", swept), ("lake_left", [*strays(open_lake(folder))])):
        if files:
            yield caution(name, lake=folder, files=few([*files], NAMED))


def _cautions(record: Added) -> Iterator[Caution]:
    if record.set_aside:
        examples = record.about["examples"]
        reasons = "; ".join(
            f"{_count(count, 'row')}, {reason}"
            + (f" ({', '.join(examples[reason])})" if examples.get(reason) else "")
            for reason, count in sorted(record.set_aside.items(), key=lambda pair: -pair[1])
        )
        yield caution("lake_rows", file=record.name, reasons=reasons)
    for kind, say in (("totals", totals.said), ("units", unit_values.said)):
        for name, values in say(record.about.get(kind, {})):
            yield caution(name, file=record.name, **values)
    if unused := record.about["unused"]:
        yield caution("column_not_used", file=record.name, columns=tuple(unused))


def lake_list(*, lake: Folder = None) -> Table:
    """List the files of a lake.

    Parameters
    ----------
    lake : str or path, optional
        As in `lake_add`.

    Returns
    -------
    Table
        A row for each file: its source, edition, periods, rows and size.

    Raises
    ------
    QueryError
        If the folder is no lake.
    """
    folder = folder_of(lake)
    records = open_lake(folder).added
    return answer(
        [_row(one, "in the lake") for one in records],
        file_columns(),
        query={"command": "lake list", "lake": str(folder)},
        cited=[_cited(folder)],
        summary=_list_sentence(folder, records),
        from_user=True,
    )


def _list_sentence(folder: Path, records: Sequence[Added]) -> str:
    if not records:
        return f"The lake {folder} is empty."
    sources = list(dict.fromkeys(f"{one.source} {one.edition}" for one in records))
    rows = sum(one.rows_used for one in records)
    periods = sorted(part.period for one in records for part in one.parts)
    return (
        f"{rows:,} rows of {_count(len(records), 'file')}, {periods[0]} to {periods[-1]}: "
        f"{', '.join(sources)}."
    )


def lake_check(*, lake: Folder = None) -> Table:
    """Check a lake: that all its rows are there and as they were added.

    Returns
    -------
    Table
        One row per problem; none if the lake is whole. Its cautions name the rows of each file
        that are not used, and totals that its rows do not add up to.

    Raises
    ------
    QueryError
        If the folder is no lake.
    """
    folder = folder_of(lake)
    with _still(folder):
        found = open_lake(folder)
        problems = sorted(_problems(found), key=lambda row: str(row[0]))
    records = found.judged[0]
    parts = sum(len(one.parts) for one in records)
    used, read = (sum(getattr(one, name) for one in records) for name in ("rows_used", "rows_in"))
    rows = f"{used:,} of {read:,} rows of the files are used"
    state = _count(len(problems), "problem") if problems else "all as they were added"
    return answer(
        problems,
        PROBLEMS,
        query={"command": "lake check", "lake": str(folder)},
        cited=[_cited(folder)],
        cautions=[one for record in records for one in _cautions(record)],
        summary=f"{_count(parts, 'part')} of {_count(len(records), 'file')}: {state}. {rows}.",
        from_user=True,
    )


def _problems(lake: Lake) -> Iterator[tuple[Cell, ...]]:
    records, faults = lake.judged
    for name, fault in faults.items():
        yield f"{RECORDS}/{name}", None, "damaged", fault
    for one in records:
        yield from _file_problems(lake, one)
    for path in strays(lake):
        yield path, None, "stray", "no record names it, so no answer reads it; critmin leaves it"


def _file_problems(lake: Lake, one: Added) -> Iterator[tuple[Cell, ...]]:
    again = "remove the file and add it again"
    if one.rows_used != sum(part.rows for part in one.parts):
        yield f"{RECORDS}/{one.key}{SEEN}", one.name, "count", f"rows do not add up; {again}"
    whole = True
    for part, stamp in zip(one.parts, lake.stamps([p.path for p in one.parts]), strict=True):
        if stamp is None:
            yield part.path, one.name, "missing", f"is not there; {again}"
        elif stamp.bytes != part.bytes or lake.sha256(part.path) != part.sha256:
            yield part.path, one.name, "changed", f"is not as it was written; {again}"
        else:
            continue
        whole = False
    if whole and not one.checksum:
        with connect() as engine:
            try:
                engine.compare(lake, one)
            except DataError as error:
                yield f"{RECORDS}/{one.key}{SEEN}", one.name, "record", error.problem


@contextmanager
def _still(folder: Path) -> Iterator[None]:
    """Hold the lock of a lake that is looked at; where none can be had, nobody here adds either."""
    with ExitStack() as stack:
        try:
            if (folder / adding.LOCK).exists():
                stack.enter_context(held(folder / adding.LOCK))
        except OSError as error:
            if error.errno not in READ_ONLY:
                raise DataError(f"{error.strerror}", file=f"{folder}/{adding.LOCK}") from error
        yield


def lake_remove(what: str, *, period: str | None = None, lake: Folder = None) -> Table:
    """Remove a source, an edition of it or one file from a lake.

    Parameters
    ----------
    what : str
        ``SOURCE``, ``SOURCE@EDITION``, or the name of a file, as `lake_list` prints them.
    period : str, optional
        Only files with rows of this year or month, and no other period.
    lake : str or path, optional
        As in `lake_add`.

    Returns
    -------
    Table
        A row for each file that was removed.

    Raises
    ------
    QueryError
        If nothing in the lake has the name, or a file has other periods too.
    OutputError
        If it cannot be removed.
    """
    folder = folder_of(lake)
    open_lake(folder)
    with adding.written(folder), held(folder / adding.LOCK):
        records = open_lake(folder).added
        found = [one for one in records if what in _names(one)]
        if not found:
            known = sorted({f"{one.source}@{one.edition}" for one in records})
            raise QueryError(f"the lake has no {what!r}; it has {', '.join(known) or 'nothing'}")
        if period is not None:
            found = _of_period(found, period)
        for one in found:
            forget(folder, one)
    rows = sum(one.rows_used for one in found)
    return answer(
        [_row(one, "removed") for one in found],
        file_columns(),
        query={"command": "lake remove", "lake": str(folder), "name": what, "period": period},
        cited=[_cited(folder)],
        cautions=_remains(folder),
        summary=f"{_count(len(found), 'file')} with {rows:,} rows removed.",
        from_user=True,
    )


def _names(record: Added) -> tuple[str, ...]:
    return record.source, f"{record.source}@{record.edition}", record.name


def _of_period(records: list[Added], period: str) -> list[Added]:
    """Files with rows of a year or a month alone; a year has its months."""
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", period, re.ASCII):
        raise QueryError(f"--period is {period!r}: write a year, 2024, or a month, 2024-01")
    of = (period, f"{period}-")
    found = [one for one in records if any(_within(part.period, of) for part in one.parts)]
    if not found:
        raise QueryError(f"no file has rows of {period}")
    for one in found:
        others = [part.period for part in one.parts if not _within(part.period, of)]
        if others:
            raise QueryError(
                f"{one.name} also has rows of {others[0]}: remove the file without --period"
            )
    return found


def _within(period: str, of: tuple[str, str]) -> bool:
    return period == of[0] or period.startswith(of[1])


def _row(record: Added, status: str) -> FileRow:
    periods = sorted(part.period for part in record.parts)
    value = record.about["value"]
    return FileRow(
        file=record.name,
        status=status,
        source=record.source,
        edition=record.edition,
        nomenclature=record.nomenclature,
        currency=record.currency,
        first=periods[0],
        last=periods[-1],
        reporters=len(record.about["reporters"]) or None,
        rows_in=record.rows_in,
        rows_used=record.rows_used,
        rows_set_aside=record.rows_in - record.rows_used,
        value=None if value is None else float(value),
        bytes=sum(part.bytes for part in record.parts),
        added=record.added,
    )


def _cited(folder: Path) -> Source:
    return of_user(str(folder), "own trade data in", "lake")


def _count(number: int, thing: str) -> str:
    """A number of things: 1 file, 2,000 rows."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

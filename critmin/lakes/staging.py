"""Judges the rows of one table by its plan, and writes those that are used, period by period.

DuckDB reads the table once, in bounded memory, and writes it beside the lake with the reason of
each row that is not used. What is counted and checked comes from there.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from critmin.core.errors import DataError, EngineError, MissingExtra, OutputError
from critmin.core.folding import encodable
from critmin.core.named_tuple import NamedTuple
from critmin.lakes.overlaps import refuse_both_ways
from critmin.lakes.reading import (
    COMMA,
    EITHER,
    POINT,
    Plan,
    computed_once,
    file_of,
    places,
    quoted,
    with_names,
)
from critmin.lakes.schema import COLUMNS
from critmin.lakes.store import FLOWS, Part, part_path
from critmin.lakes.totals import compared, mark
from critmin.lakes.unit_values import swapped
from critmin.lakes.unpacking import Member
from critmin.user_tables.engine import percent_done
from critmin.user_tables.large_files import seal

MEMORY = "1GB"  # of DuckDB; what needs more is on disk
BAR = ("enable_progress_bar = true", "enable_progress_bar_print = false")
EVERY = 0.2  # seconds between two words of progress
Watch = Callable[[str, float, float], None]  # name, share that is read, rows a second
EXAMPLES = 3  # lines named for each reason
SORTED = ("importer", "exporter", "code", "value", "weight_kg")  # they differ in every file
REPEATED = "repeats a row above"
UNNESTED = "unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::VARCHAR[])"


class Staged(NamedTuple):
    """A table that was judged: its rows beside the lake, and what they are."""

    path: Path
    plan: Plan
    rows_in: int
    rows_used: int
    set_aside: dict[str, int]
    examples: dict[str, list[str]]
    periods: tuple[str, ...]
    about: dict[str, Any]


@contextmanager
def database(folder: Path, files: Sequence[Path], lake: Path) -> Iterator[Any]:
    """DuckDB in bounded memory, which opens a folder, some files and a lake's rows alone.

    Raises
    ------
    MissingExtra
        If it is not installed.
    EngineError
        If it stops for a reason of its own, as a full disk or memory.
    """
    try:
        import duckdb
    except ModuleNotFoundError:
        raise MissingExtra("a lake", "lake") from None
    settings = (
        f"memory_limit = '{MEMORY}'",
        # Not in a folder below: DuckDB 1.2 looks for what it may open in the nearest one alone.
        f"temp_directory = {quoted(folder)}",
        "preserve_insertion_order = false",
        # The rows of a CSV are not known before it is read: without this, they would all be kept
        # in memory beside a few hundred codes of countries.
        "disabled_optimizers = 'join_order,build_side_probe_side'",
        *BAR,
    )
    try:
        with duckdb.connect() as connection:
            for setting in settings:
                connection.execute(f"SET {setting}")
            places = [str(place.absolute()) for place in (folder, lake / FLOWS)]
            # One that is not UTF-8 is opened by another name, in the folder.
            named = [name for file in files if encodable(name := str(file.absolute())) == name]
            seal(connection, named, places, locked=False)
            yield connection
    except duckdb.Error as error:
        raise EngineError(f"{folder}: DuckDB has stopped: {_first(error)}") from error


@contextmanager
def reported(name: str) -> Iterator[None]:
    """Say in one line what DuckDB found wrong with a table, or that it could not write."""
    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        raise OutputError(f"{name}: the lake cannot be written: {_first(error)}") from error
    except duckdb.InvalidInputException as error:
        line = _line(str(error))
        raise DataError(_problem(str(error)), file=name, line=line) from error
    except duckdb.Error as error:
        raise DataError(f"cannot be read: {_first(error)}", file=name) from error


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0].partition(": ")[2] or str(error)


def _line(text: str) -> int | None:
    found = re.search(r"[Ll]ine:? (\d+)", text)
    return int(found[1]) if found else None


def _problem(text: str) -> str:
    if "Expected Number of Columns" in text:
        return "has another number of cells than the header: the file is damaged or cut off"
    if "unicode" in text.lower() or "encod" in text.lower():
        return "is not UTF-8 text"
    if "quote" in text.lower():
        return "has a quote that is not closed: the file is damaged or cut off"
    return f"cannot be read: {text.partition(chr(10))[0]}"


def staged(
    con: Any, plan: Plan, member: Member, folder: Path, watch: Watch | None = None
) -> Staged:
    """Judge the rows of a table.

    Raises
    ------
    DataError
        If the table cannot be read, has no row, or has a flow twice with different figures.
    """
    path, name = folder / "staged.parquet", member.name
    _register(con, plan)
    with reported(name):
        if plan.marks:
            mark(con, plan.marks)
        statement = f"COPY ({_judged(plan)}) TO {quoted(path)} (FORMAT parquet, COMPRESSION snappy)"
        if watch is None:
            con.execute(statement)
        else:
            _watched(con, statement, member, watch)
        con.execute(f"CREATE OR REPLACE VIEW staged AS SELECT * FROM read_parquet({file_of(path)})")
        rows_in = con.execute("SELECT count(*) FROM staged").fetchone()[0]
    if not rows_in:
        raise DataError("has no rows", file=name, code="empty")
    _refuse_two_readings(con, plan, name)
    repeated = _refuse_conflicts(con, plan, name)
    refuse_both_ways(con, name)
    found = con.execute(
        "SELECT aside, count(*) FROM staged WHERE aside IS NOT NULL GROUP BY aside ORDER BY aside"
    ).fetchall()
    aside = dict(found) | ({REPEATED: repeated} if repeated else {})
    used = rows_in - sum(aside.values())
    about = con.execute(
        "SELECT list_sort(list(DISTINCT period)), list_sort(list(DISTINCT reporter)), "
        "list_sort(list(DISTINCT flow)), list_sort(list(DISTINCT nomenclature)), "
        "list_sort(list(DISTINCT currency)), sum(value)::VARCHAR, sum(weight_kg)::VARCHAR "
        "FROM staged WHERE aside IS NULL"
    ).fetchone()
    periods, reporters, flows, nomenclatures, currencies, value, weight = about
    return Staged(
        path=path,
        plan=plan,
        rows_in=rows_in,
        rows_used=used,
        set_aside=aside,
        examples=_examples(con, plan, name) if aside else {},
        periods=tuple(periods or ()),
        about={
            "reporters": [code for code in reporters or () if code],
            "flows": flows or [],
            "nomenclatures": nomenclatures or [],
            **({"held": _held(con)} if len(nomenclatures or ()) > 1 else {}),
            "currencies": currencies or [],
            "value": value,
            "weight_kg": weight,
            "whole": plan.whole,
            "scope": plan.scope,
            "totals": compared(con, aside),
            "units": swapped(con),
        },
    )


def _held(con: Any) -> dict[str, dict[str, list[str]]]:
    """Reporters of each nomenclature of a table, by period: each has a nomenclature of its own."""
    found = con.execute(
        "SELECT nomenclature, period, list_sort(list(DISTINCT reporter)) FROM staged "
        "WHERE aside IS NULL GROUP BY nomenclature, period ORDER BY nomenclature, period"
    ).fetchall()
    held: dict[str, dict[str, list[str]]] = {}
    for nomenclature, period, reporters in found:
        held.setdefault(nomenclature, {})[period] = [code for code in reporters or () if code]
    return held


def _watched(con: Any, statement: str, member: Member, watch: Watch) -> None:
    """Run a statement, and say every now and then how far it is."""
    rows, start = _estimated_rows(member), time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(con.execute, statement)
        try:
            while not wait([done], timeout=EVERY).done:
                share = percent_done(con) / 100
                watch(member.name, share, share * rows / (time.monotonic() - start))
        except BaseException:  # as Ctrl-C
            con.interrupt()
            raise
        done.result()
        watch(member.name, 1, rows / (time.monotonic() - start))


def _estimated_rows(member: Member) -> float:
    """Rows of a table, by the length of its first lines."""
    with member.path.open("rb") as stream:
        return member.bytes * (start := stream.read(1 << 16)).count(b"\n") / max(len(start), 1)


def _register(con: Any, plan: Plan) -> None:
    for scheme in {scheme for _code, scheme in plan.places.values()}:
        con.execute(f"CREATE OR REPLACE TABLE places_{scheme} (code TEXT, iso3 TEXT, kind TEXT)")
        found = plan.tables[scheme] if scheme in plan.tables else [*places(scheme)]
        if columns := [list(column) for column in zip(*found, strict=True)]:  # all rows at once
            con.execute(f"INSERT INTO places_{scheme} SELECT {UNNESTED}", columns)


def _judged(plan: Plan, *, numbered: bool = False) -> str:
    """SQL of the rows with the columns of a lake, the reason not to use them, and their keys."""
    given = _given(plan)
    cells = []
    for column in COLUMNS:
        kind = "VARCHAR" if column.type == "text" else column.type
        cells.append(f"CAST({given.get(column.name, 'NULL')} AS {kind}) AS {column.name}")
    cases = " ".join(f"WHEN {condition} THEN {quoted(reason)}" for reason, condition in plan.aside)
    joins = " ".join(
        f"LEFT JOIN places_{scheme} {alias} ON {alias}.code = {code}"
        for alias, (code, scheme) in plan.places.items()
    )
    number = ", r.__number" if numbered else ""
    source = (
        f"(SELECT *, row_number() OVER () + {plan.first - 1} AS __number FROM {plan.scan})"
        if numbered
        else plan.scan
    )
    marks = f"LEFT JOIN marks m ON m.row = {plan.marks.row}" if plan.marks else ""
    once = computed_once(plan)
    if once:
        steps = ", ".join(f"{text} AS {name}" for text, name in once.items())
        source = f"(SELECT r.*, {steps} FROM {source} r)"
    read = with_names(
        f"SELECT {', '.join(cells)}, CASE {cases} END AS aside, "
        f"hash({', '.join(plan.key)}) AS key_hash, "
        f"hash({', '.join(plan.rest or ['0'])}) AS rest_hash, "
        f"{plan.figures or 'NULL'} AS figures{number} FROM ",
        once,
    )
    read += f"{source} r {with_names(joins, once)} {with_names(marks, once)}"
    # Rows are compared as they are read: 0156 and 156 are one country.
    names = [one.name for one in COLUMNS if not _CONSTANT.fullmatch(given.get(one.name, "NULL"))]
    return (
        f"SELECT *, hash({', '.join(['key_hash', 'rest_hash', *names])}) AS row_hash FROM ({read})"
    )


_CONSTANT = re.compile(r"NULL|'[^']*'")


def _given(plan: Plan) -> dict[str, str]:
    """SQL of the columns of a lake that a plan gives."""
    names = ("source", "edition", "nomenclature", "currency")
    return {**{name: quoted(getattr(plan, name)) for name in names}, **plan.columns}


def _refuse_two_readings(con: Any, plan: Plan, name: str) -> None:
    """Refuse figures with decimal commas, or of which none tells what its point is."""
    if not plan.figures:
        return
    low = con.execute("SELECT list(DISTINCT figures) FROM staged").fetchone()[0] or []
    if COMMA in low:
        raise DataError(
            "has figures with commas, as 1234,5: write them with a decimal point and without "
            "marks between thousands",
            file=name,
            code="decimal",
        )
    if EITHER in low and POINT not in low:
        raise DataError(
            "has figures as 1.234, which can be 1234 or a little over 1: cut the cells with "
            "commas, or write 1.2340",
            file=name,
            code="decimal",
        )


def _refuse_conflicts(con: Any, plan: Plan, name: str) -> int:
    """Number of rows that repeat another one; a key with different figures is refused."""
    keys, conflict, rows = con.execute(
        "SELECT count(*), bool_or(low <> high), coalesce(sum(rows), 0) FROM (SELECT key_hash, "
        "min(row_hash) AS low, max(row_hash) AS high, count(*) AS rows FROM staged "
        "WHERE aside IS NULL GROUP BY key_hash)"
    ).fetchone()
    if conflict:
        both = con.execute(
            "SELECT period, importer, exporter, flow, code FROM staged WHERE aside IS NULL "
            "GROUP BY period, importer, exporter, flow, code, key_hash "
            "HAVING count(DISTINCT row_hash) > 1 ORDER BY ALL LIMIT 1"
        ).fetchone()
        cells = " ".join(str(cell or "-") for cell in both or ())
        raise DataError(
            f"has a flow twice with different figures ({cells}): "
            "nothing was added; keep one of the rows, or their sum",
            file=name,
            code="duplicate",
        )
    return int(rows - keys)


def _examples(con: Any, plan: Plan, name: str) -> dict[str, list[str]]:
    """First lines of each reason, read again where there is any."""
    with reported(name):
        con.execute("SET preserve_insertion_order = true")
        rows = con.execute(
            f"SELECT aside, list(__number ORDER BY __number)[1:{EXAMPLES}] FROM "
            f"({_judged(plan, numbered=True)}) WHERE aside IS NOT NULL GROUP BY aside"
        ).fetchall()
        con.execute("SET preserve_insertion_order = false")
    return {reason: [f"line {line}" for line in lines] for reason, lines in rows}


def written(con: Any, done: Staged, name: str, folder: Path, key: str) -> list[tuple[Part, Path]]:
    """Write the rows that are used, one Parquet file a period, sorted by code.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    plan, parts = done.plan, []
    once = (
        "QUALIFY row_number() OVER (PARTITION BY row_hash) = 1"
        if REPEATED in done.set_aside
        else ""
    )
    names, varying = _constants(con, plan)
    for period in done.periods:
        target = folder / f"{period}.parquet"
        with reported(name):
            con.execute(
                f"COPY (SELECT {names} FROM (SELECT {varying} FROM staged WHERE aside IS NULL "
                f"AND period = {quoted(period)} {once} ORDER BY code)) "
                f"TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd)"
            )
            count = con.execute(f"SELECT count(*) FROM read_parquet({file_of(target)})")
            rows = count.fetchone()[0]
        where = part_path(plan.source, plan.edition, period, key)
        size, digest = _kept(target)
        parts.append((Part(where, period, rows, size, digest), target))
    total = sum(part.rows for part, _path in parts)
    if total != done.rows_used:
        raise AssertionError(f"{name}: {done.rows_used} rows used, {total} written")
    return parts


def _constants(con: Any, plan: Plan) -> tuple[str, str]:
    """SQL of the columns of a lake, and of those that differ between rows: only they are sorted."""
    given, written, varying = _given(plan), dict[str, str](), [*SORTED]
    kinds = {one.name: "VARCHAR" if one.type == "text" else one.type for one in COLUMNS}
    texts = []
    for name in (name for name in kinds if name not in SORTED):
        if _CONSTANT.fullmatch(text := given.get(name, "NULL")):
            written[name] = f"CAST({text} AS {kinds[name]}) AS {name}"
        else:
            texts.append(name)
    cells = ", ".join(f"min({name}), max({name}), count({name}), count(*)" for name in texts)
    found = con.execute(f"SELECT {cells or 1} FROM staged WHERE aside IS NULL").fetchone()
    for place, name in enumerate(texts):
        (low, high, filled, rows), kind = found[4 * place : 4 * place + 4], kinds[name]
        if not filled:
            written[name] = f"CAST(NULL AS {kind}) AS {name}"
        elif kind == "VARCHAR" and low == high and filled == rows:
            written[name] = f"{quoted(low)} AS {name}"
        else:
            varying.append(name)
    every = ", ".join(written.get(column.name, column.name) for column in COLUMNS)
    return every, ", ".join(varying)


def _kept(path: Path) -> tuple[int, str]:
    """Put a file on the disk, and return its size and SHA-256."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
        return path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()

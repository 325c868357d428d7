"""Refuses to add what another file of the same source and edition holds already."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from critmin.core.errors import DataError
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few
from critmin.lakes.reading import quoted
from critmin.lakes.store import Added, Lake, Part

# What is compared where a file holds a part of a publication: codes by their first six digits.
ADDED, THERE, REPLACED = "added", "already there", "replaced"
MONTHS = 12
NAMED = 3  # most periods, reporters and flows that are named
# A reconciled flow is an import and an export; who recorded a flow does not make it another.
WAYS = "CASE flow WHEN 'trade' THEN ['import', 'export'] ELSE [flow] END"
SAME = f"left(period, 4), importer, exporter, unnest({WAYS}), left(code, 6)"


class Result(NamedTuple):
    """What became of a table: its record, and whether it was added now."""

    status: str
    record: Added
    replaced: tuple[Added, ...] = ()
    swept: tuple[str, ...] = ()  # what stopped runs had left, and this one removed, before it


class Waiting(NamedTuple):
    """A table that was judged: its record and its rows; without rows if it is there already."""

    record: Added
    parts: tuple[tuple[Part, Path], ...]


def decided(
    con: Any, lake: Lake, waiting: Sequence[Waiting], *, replace: bool
) -> tuple[list[Result], DataError | None]:
    """What becomes of tables that are to come into a lake, up to the first that is refused.

    Parameters
    ----------
    con : connection
        DuckDB.
    lake : Lake
        The lake.
    waiting : sequence of Waiting
        The tables, in their order.
    replace : bool
        Whether they replace files whose rows they have.
    """
    alive = {one.key: one for one in lake.added}
    new = [one for one in waiting if one.parts and one.record.key not in alive]
    files = {one.record.key: [path for _, path in one.parts] for one in new}
    overlaps = overlapping(con, lake, [one.record for one in new], files)
    results = []
    for record, parts in waiting:
        if record.key not in overlaps or not parts:
            results.append(Result(THERE, alive.get(record.key, record)))
            continue
        old = [other for other in overlaps[record.key] if other.key in alive]
        try:
            refuse_overlaps(record, old, replace=replace)
        except DataError as error:
            return results, error
        results.append(Result(REPLACED if old else ADDED, record, tuple(old)))
        alive[record.key] = record
        for other in old:
            del alive[other.key]
    return results, None


Files = Mapping[str, Sequence[Path]]  # of the rows of a record, by its key


def overlapping(con: Any, lake: Lake, new: Sequence[Added], files: Files) -> dict[str, list[Added]]:
    """Records of the lake, or new before it, that hold rows of a new one, by the key of that.

    However many there are, the records are gone over once, and the rows of those that may have
    some in common are read once.

    Parameters
    ----------
    con : connection
        DuckDB.
    lake : Lake
        The lake; rows of it are verified before they are read.
    new : sequence of Added
        Records that are to come into it, in their order.
    files : mapping
        Files with the rows of each of those.
    """
    of_year: dict[tuple[str, str, str], list[Added]] = {}
    of_reporter: dict[tuple[str, ...], list[Added]] = {}
    every = {one.key: one for one in (*lake.added, *new)}
    for one in every.values():
        for year in _years(one):
            of_year.setdefault((one.source, one.edition, year), []).append(one)
            for reporter in ["*", *(one.about["reporters"] or [""])]:
                if one.about["whole"]:
                    named = (one.source, one.edition, year, one.about["scope"], reporter)
                    of_reporter.setdefault(named, []).append(one)
    place = {key: at for at, key in enumerate(every)}
    fresh = {one.key for one in new}
    read = {
        one.key: one
        for of in of_year.values()
        if len(of) > 1 and fresh & {one.key for one in of} and not all(o.about["whole"] for o in of)
        for one in of
    }
    lake.verify([part for key, one in read.items() if key not in fresh for part in one.parts])
    home = lake.folder.absolute()
    of_each = [files.get(key) or [home / p.path for p in one.parts] for key, one in read.items()]
    pairs = _in_common(con, [place[key] for key in read], of_each)
    by_place = [*every.values()]
    found: dict[str, list[Added]] = {one.key: [] for one in new}
    for low, high in sorted(pairs):
        one, record = by_place[low], by_place[high]
        both_whole = one.about["whole"] and record.about["whole"]  # then of different partners
        if record.key in fresh and not both_whole and _touch(one, record):
            found[record.key].append(one)
    for record in new:
        whole = _whole_beside(record, of_reporter) if record.about["whole"] else []
        found[record.key] += [
            one for one in whole if place[one.key] < place[record.key] and _touch(one, record)
        ]
        found[record.key].sort(key=lambda one: (one.source, one.edition, one.name, one.key))
    return found


def _years(one: Added) -> list[str]:
    return sorted({part.period[:4] for part in one.parts})


def _whole_beside(record: Added, of: Mapping[tuple[str, ...], list[Added]]) -> list[Added]:
    """Whole records of the same scope that may have a year and a reporter of a whole one."""
    head = (record.source, record.edition)
    asked = [*record.about["reporters"], ""] if record.about["reporters"] else ["*"]
    return [
        *{
            one.key: one
            for year in _years(record)
            for reporter in asked
            for one in of.get((*head, year, record.about["scope"], reporter), ())
        }.values()
    ]


def _in_common(
    con: Any, places: Sequence[int], files: Sequence[Sequence[Path]]
) -> set[tuple[int, int]]:
    """Pairs of records, by their places, with a flow that is in both."""
    paths = [(place, str(path)) for place, of in zip(places, files, strict=True) for path in of]
    if not paths:
        return set()
    con.execute("CREATE OR REPLACE TEMP TABLE of_file (place INT, filename VARCHAR)")
    con.execute(
        "INSERT INTO of_file SELECT unnest(?::INT[]), unnest(?::VARCHAR[])",
        [list(column) for column in zip(*paths, strict=True)],
    )
    listed = ", ".join(quoted(glob.escape(path)) for _place, path in paths)
    rows = f"read_parquet([{listed}], hive_partitioning = false, filename = true)"
    found = con.execute(
        f"SELECT DISTINCT list_sort(list(DISTINCT place)) AS places FROM (SELECT {SAME}, place "
        f"FROM {rows} r JOIN of_file USING (filename)) AS flows({', '.join('abcde')}, place) "
        "GROUP BY a, b, c, d, e HAVING count(DISTINCT place) > 1"
    ).fetchall()
    return {pair for (of,) in found for pair in combinations(of, 2)}


def refuse_overlaps(record: Added, others: Sequence[Added], *, replace: bool) -> None:
    """Refuse a file whose rows others in the lake have, unless they are replaced.

    Raises
    ------
    DataError
        If there are any and they are not to be replaced, or have what the new one does not.
    """
    if others and not replace:
        named = ", ".join(one.name for one in others[:3])
        periods = common_periods(others[0], record)
        raise DataError(
            f"{record.source} {record.edition} {periods[0]} is in the lake from {named}: "
            "counted once; write --replace to put this file in its place",
            file=record.name,
            code="overlap",
        )
    for one in others:
        if more := _beyond(one, record):
            raise DataError(
                f"does not hold all that {one.name} has, as {more}: nothing was added; to let "
                f"that go, first write critmin lake remove {one.name}",
                file=record.name,
                code="overlap",
            )


def _beyond(one: Added, other: Added) -> str:
    """What a file has beyond another: periods, reporters or flows; empty for nothing."""
    theirs = {part.period for part in other.parts}
    months = Counter(period[:4] for period in theirs if "-" in period)
    whole = {year for year, number in months.items() if number == MONTHS}
    mine = {part.period for part in one.parts}
    periods = {period for period in mine if not {period, period[:4]} & (theirs | whole)}
    reporters = {*one.about["reporters"]} - {*other.about["reporters"]}
    flows = {*one.about["flows"]} - {*other.about["flows"]}
    found = [*sorted(periods), *sorted(flows)]
    if reporters and other.about["reporters"]:
        found += sorted(reporters)
    return few(found, NAMED) if found else ""


def refuse_both_ways(con: Any, name: str) -> None:
    """Refuse a table that has a flow as an import or export, and as reconciled trade.

    Raises
    ------
    DataError
        If there is one: it would count twice.
    """
    both = "bool_or(flow = 'trade') AND bool_or(flow IN ('import', 'export'))"
    if not con.execute(f"SELECT {both} FROM staged WHERE aside IS NULL").fetchone()[0]:
        return
    same = "left(period, 4), nomenclature, importer, exporter, left(code, 6)"
    found = con.execute(
        f"SELECT DISTINCT {same} FROM staged WHERE aside IS NULL AND flow = 'trade' INTERSECT "
        f"SELECT DISTINCT {same} FROM staged WHERE aside IS NULL AND flow IN ('import', 'export') "
        "ORDER BY ALL LIMIT 1"
    ).fetchone()
    if found is not None:
        year, _nomenclature, importer, exporter, code = (cell or "-" for cell in found)
        raise DataError(
            f"has a flow as import or export, and as trade ({year} {importer} {exporter} {code}): "
            "nothing was added; keep one of them",
            file=name,
            code="duplicate",
        )


def _ways(one: Added) -> set[str]:
    """Flows of a file; reconciled trade is both import and export."""
    flows = {*one.about["flows"]}
    return flows | {"import", "export"} if "trade" in flows else flows


def common_periods(one: Added, other: Added) -> list[str]:
    """Periods of a file that another has too: the same, or its year or months."""
    others = {part.period for part in other.parts}
    years, their_months = {period[:4] for period in others}, {p for p in others if "-" in p}
    years_only = {period for period in others if "-" not in period}
    return sorted(
        {
            part.period
            for part in one.parts
            if part.period in others
            or part.period[:4] in years_only
            or (part.period in years and any(m[:4] == part.period for m in their_months))
        }
    )


def _touch(one: Added, other: Added) -> bool:
    """Whether two files share a period, a reporter and a flow."""
    mine, theirs = ({*file.about["reporters"]} for file in (one, other))
    return (
        bool(common_periods(one, other))
        and bool(mine & theirs or not mine or not theirs)
        and bool(_ways(one) & _ways(other))
    )

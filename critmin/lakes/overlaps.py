"""Refuses to add what another file of the same source and edition holds already."""

from __future__ import annotations

import glob
from collections import Counter
from typing import Any

from critmin.core.errors import DataError
from critmin.core.wording import few
from critmin.lakes.reading import quoted
from critmin.lakes.store import Added, Lake

# What is compared where a file holds a part of a publication: codes by their first six digits.
MONTHS = 12
NAMED = 3  # most periods, reporters and flows that are named
# A reconciled flow is an import and an export; who recorded a flow does not make it another.
WAYS = "CASE flow WHEN 'trade' THEN ['import', 'export'] ELSE [flow] END"
SAME = f"left(period, 4), importer, exporter, unnest({WAYS}), left(code, 6)"


def refuse_overlaps(con: Any, lake: Lake, record: Added, *, replace: bool) -> list[Added]:
    """Files of a lake whose rows a new one repeats; they are refused unless they are replaced.

    Raises
    ------
    DataError
        If there are any and they are not to be replaced, or have what the new one does not.
    """
    others = [
        one
        for one in lake.added
        if (one.source, one.edition) == (record.source, record.edition)
        and _touch(one, record)
        and (_covers(one, record) or _common(con, lake, one, record))
    ]
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
    return others


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


def _covers(one: Added, other: Added) -> bool:
    """Whether both hold all of their period, for the same partners."""
    whole = one.about["whole"] and other.about["whole"]
    return bool(whole and one.about["scope"] == other.about["scope"])


def _common(con: Any, lake: Lake, one: Added, record: Added) -> bool:
    """Whether a flow of the new file is in another file."""
    if one.about["whole"] and record.about["whole"]:
        return False  # of different partners
    periods = common_periods(one, record)
    parts = [part for part in one.parts if part.period in periods]
    lake.verify(parts)
    paths = [quoted(glob.escape(str(lake.folder.absolute() / part.path))) for part in parts]
    theirs = f"read_parquet([{', '.join(paths)}], hive_partitioning = false)"
    found = con.execute(
        f"SELECT 1 FROM (SELECT DISTINCT {SAME} FROM staged WHERE aside IS NULL INTERSECT "
        f"SELECT DISTINCT {SAME} FROM {theirs}) LIMIT 1"
    ).fetchone()
    return found is not None

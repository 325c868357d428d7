"""Charts of what the data cover: stages of minerals, years of one mineral, sources, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import finding, first_clause
from critmin.answers.table import Table
from critmin.charts.model import (
    COUNTRY,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Moment,
    Part,
    Stacks,
    Timeline,
    distinct,
)
from critmin.core import sources
from critmin.core.names import STAGES
from critmin.core.wording import counted, lower, mineral_name
from critmin.summaries.contents import SPAN

Row = dict[str, Any]
MOST = 24
YEARLY, AVERAGE, NONE = "of a year", "average only", "none"


def minerals(table: Table) -> Chart | None:
    """Number of minerals with figures at each stage, or the years of one mineral."""
    rows: list[Row] = table.records()
    if not rows:
        return None
    return _stages(table, rows) if "mining" in table.names else _years(table, rows)


def _stages(table: Table, rows: Sequence[Row]) -> Stacks:
    """Minerals with figures of a year, or only of an average, at each stage."""
    counts = {
        stage: Counter(
            NONE if not row[stage] else AVERAGE if SPAN in row[stage].partition("(")[2] else YEARLY
            for row in rows
        )
        for stage in STAGES
    }
    return Stacks(
        title=finding(table, f"{len(rows)} minerals, groups and compounds are covered"),
        topic="Minerals, groups and compounds with figures by country, by stage of supply",
        subtitle="Number of minerals: figures of a year, only an average of several years, or none",
        parts=tuple(
            Part("", stage.capitalize(), kind, counts[stage][kind], kind=_kind(kind))
            for stage in STAGES
            for kind in (YEARLY, AVERAGE, NONE)
            if counts[stage][kind]
        ),
    )


def _kind(kind: str) -> str:
    return RESIDUAL if kind == NONE else COUNTRY


def _years(table: Table, rows: Sequence[Row]) -> Timeline:
    """Years for which each edition has figures, by stage."""
    name = lower(mineral_name(rows[0]["mineral"]))
    shown = sorted(rows, key=lambda row: (STAGES.index(row["stage"]), not row["preferred"]))[:MOST]
    gone = len(rows) - len(shown)
    return Timeline(
        title=first_clause(table, f"{counted(len(rows), 'table')} have figures of {name}"),
        topic=f"Years with figures of {name}, by stage and source",
        subtitle="Marked: the table that answers without options",
        bars="years with figures",
        note=f"{counted(gone, 'older edition')} not drawn." if gone else "",
        moments=tuple(_covered(row) for row in shown),
    )


def _covered(row: Row) -> Moment:
    """Years of an edition as one bar; the years of its scenarios are only named."""
    years = sorted(int(year) for year in str(row["years"]).split(", "))
    edition = row["source"][0].partition("@")[2][:4]
    seen = [year for year in years if not edition.isdigit() or year <= int(edition)] or years
    ahead = years[-1] if years[-1] > seen[-1] else 0
    said = [f"{row['producers']} countries"] if row["producers"] else []
    said += [f"scenarios to {ahead}"] if ahead else []
    return Moment(
        _edition(row["source"][0]),
        str(seen[0]),
        str(seen[-1]) if seen[-1] > seen[0] else None,
        str(row["stage"]).capitalize(),
        bool(row["preferred"]),
        state=", ".join(said),
    )


def _edition(id_: str) -> str:
    """Publisher and edition of a source."""
    known = sources.editions().get(id_)
    return f"{known.publisher} {known.edition}" if known else id_


def editions(table: Table) -> Chart | None:
    """Number of bundled tables of each publisher; of one publisher, of each edition."""
    rows: list[Row] = table.records()
    publishers = distinct([row["producer"] or "Own compilation" for row in rows])
    one = len(publishers) == 1
    counts: Counter[str] = Counter()
    for row in rows:
        name = f"{row['title']}" if one else row["producer"] or "Own compilation"
        counts[name] += row["tables"]
    ranked = counts.most_common()
    gone = len(ranked) - MOST
    return Bars(
        title=finding(table, f"{counted(len(rows), 'edition')} of sources"),
        topic=f"Bundled tables by {'edition' if one else 'publisher'}",
        subtitle="Number of tables",
        note=f"{counted(gone, 'more')} not drawn." if gone > 0 else "",
        bars=tuple(Bar(name, number) for name, number in ranked[:MOST]),
    )


def tables(table: Table) -> Chart | None:
    """Tables and rows of each source."""
    rows: list[Row] = table.records()
    numbers: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for row in rows:
        name = _publisher(row["source"][0])
        numbers[name] += 1
        sizes[name] += row["rows"]
    bars = [Bar(name, number, "Tables") for name, number in numbers.most_common(MOST)]
    bars += [Bar(name, sizes[name], "Rows") for name, _ in numbers.most_common(MOST)]
    return Bars(
        title=first_clause(table),
        topic="Bundled tables by publisher",
        subtitle="Number of tables, and of their rows",
        apart=True,
        bars=tuple(bars),
    )


def _publisher(id_: str) -> str:
    known = sources.editions().get(id_)
    return known.publisher if known else id_

"""Charts of what the data cover: stages of minerals, years of one mineral, sources, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin import __version__
from critmin.answers.finding import first_clause
from critmin.answers.table import Table
from critmin.charts.labels import left_out
from critmin.charts.model import Bar, Bars, Chart, Moment, Timeline, distinct
from critmin.core import sources
from critmin.core.names import STAGES
from critmin.core.sources import Edition
from critmin.core.wording import capital, counted, listed, lower, mineral_name, percent
from critmin.summaries.contents import SPAN

Row = Any  # of several questions
MOST = 24
MOST_PRODUCTS = 6
DEVELOPERS = "The critmin developers"
OWN = "critmin's own compilations"


def minerals(table: Table) -> Chart | None:
    """Number of minerals with figures at each stage, or the years of one mineral."""
    rows: Sequence[Row] = table.typed
    if not rows:
        return None
    return _stages(table, rows) if "mining" in table.names else _years(table, rows)


def _stages(table: Table, rows: Sequence[Row]) -> Bars:
    """Minerals with figures at each stage, and how many have only an average."""
    counts, averages = {}, {}
    for stage in STAGES:
        known = [str(getattr(row, stage)) for row in rows if getattr(row, stage)]
        counts[stage] = len(known)
        averages[stage] = sum(SPAN in one.partition("(")[2] for one in known)
    most, least = max(STAGES, key=counts.__getitem__), min(STAGES, key=counts.__getitem__)
    only = [f"{number} of {stage}" for stage, number in averages.items() if number]
    return Bars(
        title=f"{capital(_of_stage(most))} figures by country cover {counts[most]} of critmin's "
        f"{len(rows)} minerals, {_of_stage(least)} figures only {counts[least]}",
        topic="Minerals, groups and compounds with figures by country, by stage of supply",
        subtitle=f"Number of the {len(rows)} minerals",
        note=f"Only as an average of several years: {listed(only)}." if only else "",
        source=_own_source("list of the minerals and their tables"),
        bars=tuple(Bar(stage.capitalize(), number) for stage, number in counts.items()),
    )


def _of_stage(stage: str) -> str:
    """Stage before the word figures.

    >>> _of_stage("capacity"), _of_stage("mining")
    ('plant capacity', 'mining')
    """
    return f"plant {stage}" if stage == "capacity" else stage


def _own_source(what: str) -> str:
    """Source line of what critmin says of itself."""
    return f"Source: critmin {__version__}, {what}, data edition {sources.data_edition()}."


def _years(table: Table, rows: Sequence[Row]) -> Timeline:
    """Years for which each edition has figures, by stage."""
    name = lower(mineral_name(rows[0].mineral))
    shown = sorted(rows, key=lambda row: (STAGES.index(row.stage), not row.preferred))[:MOST]
    return Timeline(
        title=first_clause(table, f"{counted(len(rows), 'table')} have figures of {name}"),
        topic=f"Years with figures of {name}, by stage and source",
        subtitle="Marked: the table that answers without options",
        bars="years with figures",
        note=left_out(len(rows) - len(shown), "older edition"),
        moments=tuple(_covered(row) for row in shown),
    )


def _covered(row: Row) -> Moment:
    """Years of an edition as one bar; the years of its scenarios are only named."""
    years = sorted(int(year) for year in str(row.years).split(", "))
    edition = Edition.of(row.source[0]).edition[:4]
    seen = [year for year in years if not edition.isdigit() or year <= int(edition)] or years
    ahead = years[-1] if years[-1] > seen[-1] else 0
    said = [f"{row.producers} countries"] if row.producers else []
    said += [f"scenarios to {ahead}"] if ahead else []
    return Moment(
        _edition(row.source[0]),
        str(seen[0]),
        str(seen[-1]) if seen[-1] > seen[0] else None,
        str(row.stage).capitalize(),
        bool(row.preferred),
        state=", ".join(said),
    )


def _edition(id_: str) -> str:
    """Publisher and edition of a source."""
    known = sources.editions().get(id_)
    return f"{known.publisher} {known.edition}" if known else id_


def editions(table: Table) -> Chart | None:
    """Number of bundled tables of each publisher; of one publisher, of each edition."""
    rows: Sequence[Row] = table.typed
    publishers = distinct([row.producer or "Own compilation" for row in rows])
    one = len(publishers) == 1
    counts: Counter[str] = Counter()
    for row in rows:
        name = f"{row.title}" if one else row.producer or "Own compilation"
        counts[name] += row.tables
    ranked = counts.most_common()
    return Bars(
        title=_editions(counts, rows, publishers),
        topic=f"Tables that come with critmin, by {'edition' if one else 'publisher'}",
        subtitle="Number of tables",
        note=left_out(len(ranked) - MOST, "smaller one"),
        source="" if one else _own_source("list of its sources"),
        bars=tuple(Bar(_short(name), number) for name, number in ranked[:MOST]),
    )


def _editions(counts: Counter[str], rows: Sequence[Row], publishers: Sequence[str]) -> str:
    """Number of tables and the share of the largest publisher, as a title."""
    whole = counted(sum(counts.values()), "table")
    if len(publishers) == 1:
        return f"{whole} of {counted(len(rows), 'edition')} by {publishers[0]} come with critmin"
    name, number = counts.most_common(1)[0]
    by = "critmin's developers" if name == DEVELOPERS else name
    return f"Of the {whole} that come with critmin, {by} compiled {number}"


def _short(name: str) -> str:
    """Publisher without its division."""
    return name.partition(", National")[0]


def tables(table: Table) -> Chart | None:
    """Tables and rows of the largest products, and of all others together."""
    rows: Sequence[Row] = table.typed
    numbers: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for row in rows:
        name = _product(row.source[0])
        numbers[name] += 1
        sizes[name] += row.rows
    named = [name for name, _ in numbers.most_common(MOST_PRODUCTS)]
    rest = [name for name in numbers if name not in named]
    lines = [(name, [name]) for name in named] + ([("Others", rest)] if rest else [])
    return Bars(
        title=_rows_of(sizes),
        topic="Tables that come with critmin, by product of a publisher",
        subtitle="Number of tables, and of their rows",
        note=f"Others: {listed(rest)}." if rest else "",
        source=_own_source("list of its tables"),
        apart=True,
        bars=tuple(
            Bar(name, sum(counts[one] for one in of), panel)
            for panel, counts in (("Tables", numbers), ("Rows", sizes))
            for name, of in lines
        ),
    )


def _rows_of(sizes: Counter[str]) -> str:
    """Product with the most rows, as a title."""
    name, number = sizes.most_common(1)[0]
    whole = sum(sizes.values())
    return (
        f"{percent(number / whole)} of the {whole:,} rows in the tables of critmin are from {name}"
    )


def _product(id_: str) -> str:
    """Product of a source; critmin's own compilations are one."""
    known = sources.editions().get(id_)
    name = known.publisher.removeprefix("(c) ") if known else id_
    return OWN if name.startswith("critmin") else name

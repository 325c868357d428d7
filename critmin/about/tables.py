"""tables: bundled tables, and the number of minerals that they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critmin.answers.builder import answer
from critmin.answers.cautions import caution
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Column, Table
from critmin.core import names
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import ABOUT
from critmin.declared.question import question
from critmin.supply import bundled_tables
from critmin.supply.bundled_tables import Entry

if TYPE_CHECKING:
    from critmin.charts.model import Chart


class Bundled(NamedTuple):
    """Bundled table: its contents and number of minerals."""

    table: str
    title: str
    rows: int
    minerals: int | None
    stages: str | None
    years: str | None
    licence: str
    source: tuple[str, ...]


def _columns() -> tuple[Column, ...]:
    """Columns. In other answers some have other meanings; here they describe a table."""
    return (
        Column("table", "string", "", "Path under datasets/", 9),
        Column("title", "string", "", "What it holds", 7),
        Column("rows", "integer", "", "Rows", 6),
        Column("minerals", "integer", "", "Minerals with figures", 5),
        Column("stages", "string", "", "Stages", 5),
        Column("years", "string", "", "Years", 5),
        Column("licence", "string", "", "Licence of the table", 5),
        *columns("source"),
    )


def coverage() -> dict[str, tuple[set[str], set[str]]]:
    """Minerals with figures by stage: all, and those with only a period average."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for stage in names.STAGES:
        usable = [
            e
            for e in bundled_tables.index()
            if e.stage == stage and bundled_tables.usable(e) and e.observed
        ]
        every = {entry.mineral for entry in usable}
        yearly = {entry.mineral for entry in usable if entry.status != "period_average"}
        found[stage] = (every, every - yearly)
    return found


def both_stages() -> tuple[set[str], set[str]]:
    """Minerals with figures at mine and refinery: under one name, or through their ore."""
    cover = coverage()
    mining, refining = cover["mining"][0], cover["refining"][0]
    through = {
        m
        for m, (ores, _) in bundled_tables.mined_as().items()
        if m in refining and mining & {*ores}
    }
    return mining & refining, through - mining


def _cautions() -> list[Caution]:
    """Cautions with the number of minerals with figures at each stage, and at both."""
    cover = coverage()
    found = [
        caution(
            "coverage:stage_averages" if averages else "coverage:stage",
            stage=stage,
            minerals=len(every),
            averages=len(averages),
        )
        for stage, (every, averages) in cover.items()
    ]
    named, through = both_stages()
    averages = {m for _every, rest in cover.values() for m in rest} & (named | through)
    both = caution(
        "coverage:both_stages",
        minerals=len(named | through),
        through=len(through),
        ores=tuple(sorted(through)),
        averages=len(averages),
    )
    return [*found, both]


@question(
    "tables",
    group=ABOUT,
    place=4,
    answers="Which tables are bundled, and what they cover.",
    examples=("critmin tables", "critmin tables --columns table,rows,licence -f csv"),
    picture=True,
    cited=False,
)
def tables() -> Table:
    """List all bundled tables, and the number of minerals that they cover at each stage.

    Returns
    -------
    Table
        One row per table, with its licence and source; coverage by stage is in the warnings.
    """
    entries: dict[str, list[Entry]] = {}
    for entry in bundled_tables.index():
        entries.setdefault(entry.path, []).append(entry)
    rows = [
        _row(path, title, source, int(count), licence, entries.get(path, []))
        for path, title, source, count, licence in read_table("tables.csv")[1]
    ]
    query = {"command": "tables"}
    return answer(
        rows, _columns(), query=query, cautions=_cautions(), summary=_summary, chart=_chart
    )


def _summary(table: Table) -> str:
    from critmin.summaries import contents as sentences

    return sentences.tables(table)


def _chart(table: Table) -> Chart | None:
    from critmin.about import charts

    return charts.tables(table)


def _row(
    path: str, title: str, source: str, count: int, licence: str, entries: list[Entry]
) -> Bundled:
    years = sorted({entry.year for entry in entries})
    ends = dict.fromkeys((years[0], years[-1])) if years else ()
    return Bundled(
        table=path,
        title=title,
        rows=count,
        minerals=len({entry.mineral for entry in entries if entry.producers}) or None,
        stages=" ".join(s for s in names.STAGES if any(e.stage == s for e in entries)) or None,
        years="-".join(str(year) for year in ends) or None,
        licence=licence,
        source=(source,),
    )

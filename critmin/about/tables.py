"""Which tables are bundled, and how many minerals they cover."""

from __future__ import annotations

from critmin.about.minerals import SOURCE
from critmin.answers.table import Caution, Column, Table
from critmin.core import names, sources
from critmin.core.files import read_table
from critmin.supply import register
from critmin.supply.register import Entry


def coverage() -> dict[str, tuple[set[str], set[str]]]:
    """Minerals with figures by stage: all of them, and those that rest on an average alone."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for stage in names.STAGES:
        usable = [
            e for e in register.index() if e.stage == stage and register.usable(e) and e.observed
        ]
        every = {entry.mineral for entry in usable}
        yearly = {entry.mineral for entry in usable if entry.status != "period_average"}
        found[stage] = (every, every - yearly)
    return found


def both_stages() -> tuple[set[str], set[str]]:
    """Minerals with figures at mine and refinery: under one name, and through their ore."""
    cover = coverage()
    mining, refining = cover["mining"][0], cover["refining"][0]
    through = {m for m, (ore, _) in register.mined_as().items() if m in refining and ore in mining}
    return mining & refining, through - mining


def _both_stages() -> str:
    one, through = both_stages()
    averages = {m for _every, rest in coverage().values() for m in rest} & (one | through)
    return (
        f"mining and refining both: {len(one | through)} minerals, {len(through)} of them through "
        f"their ore ({', '.join(sorted(through))}); for {len(averages)} one of the two stages "
        "rests on the EU study's averages"
    )


def tables() -> Table:
    """All bundled tables, and how many minerals they cover at each stage.

    Returns
    -------
    Table
        One row per table, with its licence and source; coverage by stage is in the warnings.
    """
    spans: dict[str, list[Entry]] = {}
    for entry in register.index():
        spans.setdefault(entry.path, []).append(entry)
    columns = (
        Column("table", "string", "", "Path under datasets/", 9),
        Column("title", "string", "", "What it holds", 7),
        Column("rows", "integer", "", "Rows", 6),
        Column("minerals", "integer", "", "Minerals with figures", 5),
        Column("stages", "string", "", "Stages", 5),
        Column("years", "string", "", "Years", 5),
        Column("licence", "string", "", "Licence of the table", 5),
        SOURCE,
    )
    rows = []
    for path, title, source, count, licence in read_table("tables.csv")[1]:
        entries = spans.get(path, [])
        stages = " ".join(s for s in names.STAGES if any(e.stage == s for e in entries))
        years = sorted({entry.year for entry in entries})
        span = (
            "-".join(str(year) for year in dict.fromkeys((years[0], years[-1]))) if years else None
        )
        kinds = len({entry.mineral for entry in entries if entry.producers}) or None
        rows.append((path, title, int(count), kinds, stages or None, span, licence, source))
    said = []
    cover = coverage()
    for stage, (every, averages) in cover.items():
        message = f"{stage}: {len(every)} minerals"
        if averages:
            message += f", of which {len(averages)} rest on the EU study's 2016-2020 averages alone"
        said.append(Caution("coverage", message))
    said.append(Caution("coverage", _both_stages()))
    used = [str(row[-1]) for row in rows]
    return Table(
        query={"command": "tables"},
        columns=columns,
        rows=tuple(rows),
        sources=sources.records(used),
        warnings=tuple(said),
    )

"""minerals: minerals covered, and the sources of their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from critmin.answers import read_as
from critmin.answers.builder import answer
from critmin.answers.columns import columns, columns_of, meaning, weighing
from critmin.answers.table import Column, Table
from critmin.core import names, roles, sources
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import Mineral
from critmin.declared.listed import ABOUT
from critmin.declared.parameter import option
from critmin.declared.question import question
from critmin.supply import bundled_tables, source_choice
from critmin.supply.bundled_tables import Entry
from critmin.supply.stand_ins import outdated
from critmin.uses import host_metals

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """Stage, basis and source edition of a mineral."""

    mineral: str
    stage: str
    basis: str
    years: str
    producers: int
    status: str
    unit: str
    preferred: bool
    hosts: tuple[str, ...]
    source: tuple[str, ...]


class Listed(NamedTuple):
    """Mineral of the list, with the preferred source of each stage."""

    mineral: str
    name: str
    symbol: str | None
    category: str
    group: str | None
    mining: str | None
    refining: str | None
    reserves: str | None
    capacity: str | None
    hosts: tuple[str, ...]


def _list_columns() -> tuple[Column, ...]:
    """Columns of the list. In other answers stages are quantities; here they name the source."""
    return (
        *columns("mineral"),
        Column("name", "string", "", "Name", 7),
        Column("symbol", "string", "", "Element symbol", 5),
        Column("category", "string", "", "element, ore, compound, product, group, biotic", 4),
        Column("group", "string", "", "Group the mineral belongs to", 5),
        *(
            Column(stage, "string", "", f"Preferred source and newest year at {stage}", 6)
            for stage in names.STAGES
        ),
        *columns("hosts"),
    )


Hosts = Annotated[
    bool, option("--hosts", help="Host metals of a mineral, and its own by-products.")
]


@question(
    "minerals",
    group=ABOUT,
    place=1,
    answers="Which minerals are covered; or one, with its host metals.",
    examples=("critmin minerals gallium", "critmin minerals zinc --hosts"),
    limits="Which minerals, stages and years have figures.",
    named=host_metals.RULE,
    picture=True,
)
def minerals(*named: p.NamesOfMinerals, hosts: Hosts = False, name: str | None = None) -> Table:
    """List all minerals with the sources of their figures, or one mineral in full.

    Parameters
    ----------
    *named : str
        A mineral (slug, symbol, common name or product): one row per stage, basis and source
        edition of it.
    hosts : bool
        By-products and their hosts instead: of the mineral, or all.
    name : str, optional
        The same mineral by name.

    Returns
    -------
    Table
        One row per mineral with the preferred source of each stage and its host metals; or
        all figures of the mineral named.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    if hosts:
        return host_metals.host_metals(*named, *([name] if name else []))
    said = roles.read("minerals", named, mineral=name)
    if said.minerals:
        table = _one_mineral(said.minerals[0])
        about = read_as.cautions(said, part="stage")
        return table.replace(warnings=(*about, *table.warnings))
    rows = [_listed(mineral) for mineral in names.minerals().values()]
    return answer(
        rows,
        _list_columns(),
        query={"command": "minerals"},
        cited=(),
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries import contents as sentences

    return sentences.minerals(table)


def _chart(table: Table) -> Chart | None:
    from critmin.about import charts

    return charts.minerals(table)


def _listed(mineral: Mineral) -> Listed:
    return Listed(
        mineral=mineral.slug,
        name=mineral.name,
        symbol=mineral.symbol or None,
        category=mineral.category,
        group=mineral.group or None,
        mining=_preferred(mineral.slug, "mining"),
        refining=_preferred(mineral.slug, "refining"),
        reserves=_preferred(mineral.slug, "reserves"),
        capacity=_preferred(mineral.slug, "capacity"),
        hosts=host_metals.host_names(mineral.slug),
    )


def _usable(slug: str, stage: str) -> list[Entry]:
    return [
        e
        for e in bundled_tables.by_mineral_stage().get((slug, stage), [])
        if bundled_tables.usable(e)
    ]


def _preferred(slug: str, stage: str) -> str | None:
    """Source and year of the answer without options."""
    entry = _chosen(slug, stage)
    return f"{entry.source} ({entry.when})" if entry else None


def _chosen(slug: str, stage: str) -> Entry | None:
    """Table of the answer without options; None if there is none, or its ores answer instead."""
    if not any(entry.observed for entry in _usable(slug, stage)) or outdated(slug, stage):
        return None
    return source_choice.choose(slug, stage)[0]


def _one_mineral(name: str) -> Table:
    mineral = names.mineral(name)
    rows = [row for stage in names.STAGES for row in _rows_of_stage(mineral, stage)]
    remarks = host_metals.remarks(mineral.slug)
    used = [id_ for row in rows for id_ in row.source] + ([host_metals.OWN] if remarks else [])
    return answer(
        rows,
        weighing(meaning(columns_of(Row), status="Status of that year's figures"), status=5),
        query={"command": "minerals", "minerals": [name]},
        cited=sources.records(used),
        notes=[
            *_notes(mineral),
            *remarks,
            *([] if rows else ["no bundled table has a figure for it"]),
        ],
        summary=_summary,
        chart=_chart,
    )


def _rows_of_stage(mineral: Mineral, stage: str) -> list[Row]:
    """Rows of a stage, one for each basis and source edition with figures."""
    usable = _usable(mineral.slug, stage)
    chosen = _chosen(mineral.slug, stage)
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in usable:
        groups.setdefault((entry.basis, entry.source), []).append(entry)
    rows = []
    for (basis, source), entries in sorted(groups.items(), key=lambda g: g[0][1], reverse=True):
        entries.sort(key=lambda entry: entry.year)
        newest = max(entries, key=lambda entry: (entry.observed, entry.year))
        rows.append(
            Row(
                mineral=mineral.slug,
                stage=stage,
                basis=basis,
                years=", ".join(str(entry.year) for entry in entries),
                producers=newest.producers,
                status=newest.status,
                unit=newest.unit,
                preferred=chosen in entries,
                hosts=host_metals.host_names(mineral.slug),
                source=(source,),
            )
        )
    return rows


def _notes(mineral: Mineral) -> list[str]:
    """Notes on the name, the other names, and the group or its members."""
    aliases = [a for a, slug, _ in read_table("mineral_aliases.csv")[1] if slug == mineral.slug]
    members = [m.slug for m in names.minerals().values() if m.group == mineral.slug]
    notes = [f"{mineral.name}: {mineral.meaning}"]
    notes += [mineral.note] if mineral.note else []
    notes += [f"also known as {', '.join(aliases)}"] if aliases else []
    notes += [f"members of the group: {', '.join(members)}"] if members else []
    notes += [f"belongs to {mineral.group}"] if mineral.group else []
    return notes

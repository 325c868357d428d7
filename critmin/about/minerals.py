"""What is here, and from where: minerals, sources, citations."""

from __future__ import annotations

from critmin.answers.columns import vocabulary
from critmin.answers.table import Cell, Column, Table
from critmin.core import names
from critmin.core import sources as editions
from critmin.core.errors import UnknownName
from critmin.core.files import read_table
from critmin.supply import register, source_choice
from critmin.supply.register import Entry
from critmin.uses import host_metals

SLUG, STAGE, BASIS, SOURCE = (
    vocabulary()[name] for name in ("mineral", "stage", "basis", "source")
)
LIST_COLUMNS = (
    SLUG,
    Column("name", "string", "", "Name", 7),
    Column("symbol", "string", "", "Element symbol", 5),
    Column("category", "string", "", "element, ore, compound, product, group, biotic", 4),
    Column("group", "string", "", "Group the mineral belongs to", 5),
    *(
        Column(stage, "string", "", f"Preferred source and newest year at {stage}", 6)
        for stage in names.STAGES
    ),
    vocabulary()["hosts"],
)
ONE_COLUMNS = (
    SLUG,
    STAGE,
    BASIS,
    Column("years", "string", "", "Years with figures", 8),
    Column(
        "producers", "integer", "", "Countries with a figure above zero, newest observed year", 6
    ),
    Column("status", "string", "", "Status of that year's figures", 5),
    vocabulary()["unit"],
    Column("preferred", "boolean", "", "Whether a plain query answers from it", 7),
    vocabulary()["hosts"],
    SOURCE,
)
DAYS = {"published", "obtained"}
CITATION_STYLES = ("text", "bibtex")

# What a narrow screen keeps of a source: what it is and on what terms.
WEIGHTS = {"title": 9, "licence": 8, "published": 6, "url": 2, "citation": 1}


def minerals(name: str | None = None) -> Table:
    """All minerals with where their figures come from; or one, in full.

    Parameters
    ----------
    name : str, optional
        A mineral: then one row per stage, basis and source edition.

    Returns
    -------
    Table
        One row per mineral with the preferred source of each stage and its host metals; or
        what is here of the one named.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    """
    if name is not None:
        return _one_mineral(name)
    rows = []
    for mineral in names.minerals().values():
        found: list[Cell] = [mineral.slug, mineral.name, mineral.symbol or None]
        found += [mineral.category, mineral.group or None]
        found += [_preferred(mineral.slug, stage) for stage in names.STAGES]
        found.append(host_metals.host_names(mineral.slug))
        rows.append(tuple(found))
    return Table(query={"command": "minerals"}, columns=LIST_COLUMNS, rows=tuple(rows))


def _usable(slug: str, stage: str) -> list[Entry]:
    return [e for e in register.by_mineral_stage().get((slug, stage), []) if register.usable(e)]


def _preferred(slug: str, stage: str) -> str | None:
    if not any(entry.observed for entry in _usable(slug, stage)):
        return None
    entry = source_choice.choose(slug, stage)[0]
    return f"{entry.source} ({entry.year})"


def _one_mineral(name: str) -> Table:
    mineral = names.mineral(name)
    rows: list[tuple[Cell, ...]] = []
    used = []
    for stage in names.STAGES:
        usable = _usable(mineral.slug, stage)
        first = (
            source_choice.choose(mineral.slug, stage)[0]
            if any(e.observed for e in usable)
            else None
        )
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in usable:
            groups.setdefault((entry.basis, entry.source), []).append(entry)
        for (basis, source), entries in sorted(groups.items(), key=lambda g: g[0][1], reverse=True):
            entries.sort(key=lambda entry: entry.year)
            last = max(entries, key=lambda entry: (entry.observed, entry.year))
            years = ", ".join(str(entry.year) for entry in entries)
            rows.append(
                (
                    mineral.slug,
                    stage,
                    basis,
                    years,
                    last.producers,
                    last.status,
                    last.unit,
                    first in entries,
                    host_metals.host_names(mineral.slug),
                    source,
                )
            )
            used.append(source)
    aliases = [a for a, s, _ in read_table("mineral_aliases.csv")[1] if s == mineral.slug]
    notes = [f"{mineral.name}: {mineral.meaning}"]
    notes += [mineral.note] if mineral.note else []
    notes += [f"also known as {', '.join(aliases)}"] if aliases else []
    members = [m.slug for m in names.minerals().values() if m.group == mineral.slug]
    notes += [f"members of the group: {', '.join(members)}"] if members else []
    notes += [f"belongs to {mineral.group}"] if mineral.group else []
    notes += host_metals.remarks(mineral.slug)
    used += [host_metals.OWN] if host_metals.remarks(mineral.slug) else []
    notes += [] if rows else ["no bundled table has a figure for it"]
    return Table(
        query={"command": "minerals", "minerals": [name]},
        columns=ONE_COLUMNS,
        rows=tuple(rows),
        sources=editions.records(used),
        notes=tuple(notes),
    )


def sources(source: str | None = None) -> Table:
    """All source editions, or those of one origin or edition.

    Parameters
    ----------
    source : str, optional
        ``usgs`` or ``usgs@2025``; all when not given.

    Returns
    -------
    Table
        One row per edition: who made it, its licence, when it was obtained, how many tables.

    Raises
    ------
    UnknownName
        With suggestions.
    """
    header, rows = read_table("sources.csv")
    wanted = None if source is None else editions.check(source)
    kept = [row for row in rows if wanted is None or wanted in row[:2]]
    keys = ("edition", "producer", "title", "licence", "url", "published", "obtained", "citation")
    counts: dict[str, int] = {}
    for row in read_table("tables.csv")[1]:
        counts[row[2]] = counts.get(row[2], 0) + 1
    columns = (
        *(
            Column(
                key, "string", _unit(key), f"{key.capitalize()} of the source", WEIGHTS.get(key, 5)
            )
            for key in keys
        ),
        Column("tables", "integer", "", "Bundled tables made from it", 4),
        Column("default_total", "string", "", "Denominator of its shares", 3),
        SOURCE,
    )
    at = {name: header.index(name) for name in (*keys, "default_total", "id")}
    return Table(
        query={"command": "sources", **({"source": source} if source else {})},
        columns=columns,
        rows=tuple(
            (
                *(row[at[key]] or None for key in keys),
                counts.get(row[at["id"]], 0),
                row[at["default_total"]],
                row[at["id"]],
            )
            for row in kept
        ),
        sources=editions.records(row[at["id"]] for row in kept),
    )


def _unit(key: str) -> str:
    return "date" if key in DAYS else ""


def cite(source: str, style: str = "text") -> Table:
    """Citations of a source edition, or of all editions of an origin.

    Parameters
    ----------
    source : str
        ``usgs@2025`` or ``usgs``.
    style : {"text", "bibtex"}
        How to write them.

    Returns
    -------
    Table
        One row per edition.

    Raises
    ------
    UnknownName
        For a source or style that does not exist.
    """
    if style not in CITATION_STYLES:
        raise UnknownName("style", style, known=CITATION_STYLES)
    wanted = editions.check(source)
    header, rows = read_table("sources.csv")
    kept = [dict(zip(header, row, strict=True)) for row in rows if wanted in row[:2]]
    write = _bibtex if style == "bibtex" else _text
    columns = (Column("citation", "string", "", "Citation", 9), SOURCE)
    return Table(
        query={"command": "cite", "source": source, "style": style},
        columns=columns,
        rows=tuple((write(row), row["id"]) for row in kept),
        sources=editions.records(row["id"] for row in kept),
    )


def _text(row: dict[str, str]) -> str:
    return (
        f"{row['citation']}. {row['url']}. Licence: {row['licence']}. Obtained {row['obtained']}."
    )


def _bibtex(row: dict[str, str]) -> str:
    key = row["id"].replace("@", "")
    fields = {
        "author": f"{{{row['producer']}}}",
        "title": f"{{{row['title']}}}",
        "year": row["published"][:4],
        "url": row["url"],
        "note": f"Licence: {row['licence']}; obtained {row['obtained']}",
    }
    body = "".join(
        f"  {name} = {{{text if name == 'url' else _escaped(text)}}},\n"
        for name, text in fields.items()
        if text
    )
    return f"@misc{{{key},\n{body}}}"


def _escaped(text: str) -> str:
    for mark in "&%#_":
        text = text.replace(mark, f"\\{mark}")
    return text

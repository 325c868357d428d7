"""What all supply questions share: reading the query, finding tables, making the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import names
from critmin.core.dates import TODAY
from critmin.core.errors import NoData, QueryError
from critmin.supply import register, remarks, source_choice
from critmin.supply.found import Asked
from critmin.supply.register import Entry
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyRow, SupplyTable

Words = str | Sequence[str] | None
ROW_STATES = ("withheld", "unknown", "less_than", "greater_than", "range")


def words(text: Words) -> list[str]:
    """A comma-separated text or a sequence as a list.

    Raises
    ------
    QueryError
        If something is given and no word is in it: that does not mean all.
    """
    if text is None:
        return []
    parts = text.split(",") if isinstance(text, str) else list(text)
    found = [part.strip() for part in parts if part.strip()]
    if parts and not found:
        raise QueryError("an option names nothing: give it a name, or leave it out")
    return found


def flat(minerals: Sequence[Any]) -> list[str]:
    """Names given one by one or as a list.

    Raises
    ------
    QueryError
        For anything that is no name.
    """
    found: list[Any] = []
    for item in minerals:
        found += item if isinstance(item, (list, tuple)) else [item]
    if not all(isinstance(name, str) for name in found):
        raise QueryError("a mineral is a name: a slug, a symbol or a common name")
    return found


def parse_years(text: str | int | Sequence[int] | None) -> list[int]:
    """Years of ``2023``, ``2021,2024`` or ``2018:2024``.

    Raises
    ------
    QueryError
        If the text is none of these.

    Examples
    --------
    >>> parse_years("2018:2020"), parse_years(2023)
    ([2018, 2019, 2020], [2023])
    """
    if text is None:
        return []
    if isinstance(text, int):
        return [text]
    if not isinstance(text, str):
        return [int(year) for year in text]
    years: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})\s*(?::\s*(\d{4})\s*)?", part)
        if match is None:
            raise QueryError(f"{text!r} is no year: write 2023, 2021,2024 or 2018:2024")
        first = int(match[1])
        last = int(match[2] or first)
        if last < first:
            raise QueryError(f"{text!r} runs backwards: write {last}:{first}")
        years += range(first, last + 1)
    return list(dict.fromkeys(years))


def countries(text: Words) -> list[str]:
    """ISO3 codes of the countries named, once each.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    """
    return list(dict.fromkeys(names.country(word).iso3 for word in words(text)))


def check_day(text: str) -> str:
    """An ISO day, ``today`` the one it is, or `QueryError`."""
    from datetime import date

    if text == TODAY:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise QueryError(f"{text!r} is no day: write 2026-11-24") from error


def parse_stages(text: Words, default: str = "mining") -> list[str]:
    """Stages named, or the default."""
    return [names.stage(word) for word in words(text)] or [default]


def check_total(total: str | None) -> str | None:
    """``published``, ``listed`` or None.

    Raises
    ------
    QueryError
        If it is something else.
    """
    if total not in {None, "published", "listed"}:
        raise QueryError(f"total is {total!r}: write published or listed")
    return total


def ask_supply(
    minerals: Sequence[str],
    stages: Sequence[str],
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
) -> Asked:
    """Bundled tables for minerals and stages; no mineral means all of them.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    """
    wanted = register.check_source(source) if source else None
    slugs = [names.mineral(text).slug for text in flat(minerals)]
    every = not slugs
    if every:
        slugs = sorted({entry.mineral for entry in register.index() if entry.stage in stages})
    asked = Asked(all_minerals=every)
    entries: list[Entry] = []
    done: set[tuple[str, str]] = set()
    for named in dict.fromkeys(slugs):
        for stage in stages:
            slug = named if every else ore_of(named, stage, asked)
            if (slug, stage) in done:
                continue
            done.add((slug, stage))
            try:
                chosen = source_choice.choose(slug, stage, years=years, source=wanted, basis=basis)
            except NoData as reason:
                asked.missing.append((slug, stage, str(reason)))
                continue
            entries += chosen
            if not every:
                _note_missing_years(asked, slug, stage, years, [e.year for e in chosen])
    asked.found = [register.load(entry) for entry in entries]
    asked.sources = register.sources_of(table.source for table in asked.found)
    asked.cautions += remarks.cautions_of(entries)
    return asked


def ore_of(slug: str, stage: str, asked: Asked) -> str:
    """The ore a refined material is mined as, where no table has it at the mine itself."""
    if stage == "refining" or slug not in register.mined_as():
        return slug
    if any(register.usable(e) for e in register.by_mineral_stage().get((slug, stage), [])):
        return slug
    ore, reason = register.mined_as()[slug]
    asked.cautions.append(Caution("mined_as", f"{slug} {stage}: {ore} is shown. {reason}"))
    return ore


def _note_missing_years(
    asked: Asked, slug: str, stage: str, years: Sequence[int], have: Sequence[int]
) -> None:
    absent = sorted(year for year in years if year not in have)
    if absent:
        asked.cautions.append(
            Caution("no_data", f"{slug} {stage}: no figure for {remarks.year_spans(absent)}")
        )


def ask(
    minerals: Sequence[str],
    stages: Words,
    *,
    years: Sequence[int] = (),
    source: str | None = None,
    basis: str | None = None,
    data: str | None = None,
    column_map: Sequence[str] = (),
) -> Asked:
    """Tables from the bundled data, or from a user's file when one is named."""
    if data is None:
        return ask_supply(minerals, parse_stages(stages), years=years, source=source, basis=basis)
    if source is not None:
        raise QueryError("--data and --source exclude each other: a file is its own source")
    from critmin.supply.own_table import ask_file

    return ask_file(
        data, minerals=minerals, stages=words(stages), years=years, column_map=column_map
    )


def distribution(table: SupplyTable, total: str | None) -> Distribution:
    """Shares over the total asked for, or over the one that is the source's own."""
    return Distribution.of(table, total or register.default_total(table.source))


def spreads(asked: Asked, total: str | None) -> list[Distribution]:
    """Shares of all tables found; a table without that total joins what is missing."""
    found = []
    for table in list(asked.found):
        try:
            found.append(distribution(table, total))
        except NoData as reason:
            asked.found.remove(table)
            asked.missing.append((table.mineral, table.stage, str(reason)))
    return found


def row_flags(row: SupplyRow, *more: str) -> str:
    """Warning codes of one row, joined: its state, its status, then what is said of its table."""
    codes = [row.state] if row.state in ROW_STATES else []
    if row.status != "reported" and row.centre is not None:
        codes.append(row.status)
    return joined([*codes, *more])


def said_of(table: SupplyTable) -> list[str]:
    """Codes that bear on every share of a table."""
    found = list(table.codes)
    found += ["withheld_excluded"] if table.in_state("withheld") else []
    return [*found, *(["residual_unknown"] if table.residual_unknown else [])]


def joined(codes: Iterable[str]) -> str:
    """Codes joined, each once, empty ones aside."""
    return ";".join(dict.fromkeys(code for code in codes if code))


def answer(
    asked: Asked,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[Cell, ...]],
    *,
    query: dict[str, Any],
    cautions: Iterable[Caution] = (),
    notes: Iterable[str] = (),
) -> Table:
    """The finished `Table`, with what is missing named in its warnings."""
    said = (
        remarks.counted(asked.cautions)
        if asked.all_minerals and not asked.from_user
        else asked.cautions
    )
    missing = [Caution("no_data", reason) for _, _, reason in asked.missing]
    if asked.all_minerals and missing and not asked.from_user:
        stages = ", ".join(dict.fromkeys(stage for _, stage, _ in asked.missing))
        slugs = ", ".join(dict.fromkeys(slug for slug, _, _ in asked.missing))
        missing = [
            Caution("no_data", f"{len(missing)} minerals have no figure at {stages}: {slugs}")
        ]
    asked_for = {key: value for key, value in query.items() if value not in (None, [], ())}
    asked_for["answered_from"] = [
        {
            "mineral": t.mineral,
            "stage": t.stage,
            "basis": t.basis,
            "year": t.year,
            "source": t.source,
        }
        for t in asked.found
    ]
    return Table(
        query=asked_for,
        columns=columns,
        rows=tuple(rows),
        sources=asked.sources,
        warnings=tuple(dict.fromkeys([*said, *cautions, *missing])),
        notes=tuple(notes),
        from_user=asked.from_user,
    )

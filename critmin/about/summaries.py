"""Summaries of the answers on the contents of the data: sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import names
from critmin.core.sources import average_of
from critmin.core.wording import counted, listed, lower, mineral_name, start

Row = dict[str, Cell]
SPAN = "-"  # between the years of an average, as in "eu@2023 (2016-2020)"


def minerals(table: Table) -> str:
    """Number of minerals with figures at each stage, or the stages of the mineral named."""
    rows = list(table)
    asked = list(table.query.get("minerals", ()))
    if asked:
        return _one(rows, names.mineral(str(asked[0])).slug)
    said: list[str] = []
    averages = []
    for stage in names.STAGES:
        known = [str(row[stage]) for row in rows if row[stage]]
        have = "" if said else " have figures"
        said.append(f"{len(known)}{have} of {stage}")
        mean = sum(SPAN in text.partition("(")[2] for text in known)
        if mean:
            averages.append(f"{mean} of {stage}")
    only = f" Only an average of several years is there for {listed(averages)}."
    apart = only if averages else ""
    return f"Of {len(rows)} minerals, groups and compounds, {listed(said)}.{apart}"


def _one(rows: Sequence[Row], slug: str) -> str:
    """Stages with figures of one mineral, the newest year and the producers, and those without."""
    name = lower(mineral_name(slug))
    if not rows:
        return f"No bundled table has a figure for {name}."
    said: list[str] = []
    without = []
    for stage in names.STAGES:
        own = [row for row in rows if row["stage"] == stage]
        best = next((row for row in own if row["preferred"]), own[0] if own else None)
        if best is None:
            without.append(stage)
            continue
        mean = average_of(several(best["source"]), several(best["status"]))
        year = f"the average of {mean}" if mean else str(_newest(best))
        number = int(as_number(best["producers"]) or 0)
        countries = counted(number, "country", "countries")
        said.append(f"{stage} by {countries} in {year}")
    first = f"{start(name)}: figures of {listed(said)}"
    return (
        f"{first}; none of {listed(without).replace(' and ', ' or ')}." if without else f"{first}."
    )


def _newest(row: Row) -> int:
    """Newest year that is no projection: one up to the edition of the source."""
    edition = int(several(row["source"])[0].partition("@")[2][:4])
    years = [int(year) for year in str(row["years"]).split(", ")]
    return max((year for year in years if year <= edition), default=years[0])


def sources(table: Table) -> str:
    """Number of editions, of their publishers, and of the tables made from them."""
    rows = list(table)
    producers = list(dict.fromkeys(str(row["producer"]) for row in rows))
    made = sum(int(as_number(row["tables"]) or 0) for row in rows)
    if len(rows) == 1:
        row = rows[0]
        return (
            f"{row['title']} ({row['producer']}), licence {row['licence']}; "
            f"{counted(made, 'bundled table')} {'is' if made == 1 else 'are'} made from it."
        )
    whose = producers[0] if len(producers) == 1 else counted(len(producers), "publisher")
    return f"Figures come from {len(rows)} editions by {whose}, in {made} bundled tables."


def tables(table: Table) -> str:
    """Number of tables and of their rows, and how many hold figures of minerals by country."""
    rows = list(table)
    total = sum(int(as_number(row["rows"]) or 0) for row in rows)
    supply = sum(row["minerals"] is not None for row in rows)
    licences = len({row["licence"] for row in rows})
    return (
        f"{len(rows)} tables with {total:,} rows are bundled, under {licences} licences; {supply} "
        "of them hold supply by country."
    )

"""Summaries of the supply questions: one or two sentences from the rows of an answer."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.wording import (
    listed,
    lower,
    mineral_name,
    percent,
    place,
    scoped,
    start,
    the,
    when,
)

Row = dict[str, Cell]
# What a country does at a stage, in the past tense.
DOES = {
    "mining": "mined",
    "refining": "refined",
    "reserves": "held",
    "capacity": "had capacity for",
}
ROUGH = {"estimated", "rounded_shares"}  # flags of figures that are "about"
MOST = 2  # tables of which a sentence speaks


def share(table: Table) -> str:
    """Largest supplier at each stage, with the next one, and who is in no share."""
    found = [(key, rows) for key, rows in _by_table(table).items() if _led(rows)]
    if not found or len(found) > MOST or len({mineral for (mineral, *_), _ in found}) > 1:
        return ""
    said = " but ".join(_led(rows) for _, rows in found)
    withheld = [the(str(row["country"])) for row in table if "withheld" in several(row["flag"])]
    apart = f" Output of {listed(withheld[:MOST])} is withheld and in no share." if withheld else ""
    return f"{start(said)}.{apart}"


def _by_table(table: Table) -> dict[tuple[Cell, ...], list[Row]]:
    """Rows of each mineral, stage and year."""
    found: dict[tuple[Cell, ...], list[Row]] = {}
    for row in table:
        if row["year"] is not None:
            found.setdefault((row["mineral"], row["stage"], row["year"]), []).append(row)
    return found


def _led(rows: Sequence[Row]) -> str:
    """Largest country of a table and its share; empty if most of the total has no country."""
    ranked = [row for row in rows if row["rank"] is not None]
    if not ranked or any("residual_large" in several(row["flag"]) for row in rows):
        return ""
    first = ranked[0]
    what = scoped(lower(mineral_name(str(first["mineral"]))), first)
    year = when(first)
    return (
        f"{the(place(str(first['iso3'])))} {DOES[str(first['stage'])]} {_about(first)} of the "
        f"world's {what} {'in ' if year.isdigit() else 'in the '}{year}"
    )


def _about(row: Row) -> str:
    rough = "about " if ROUGH & {*several(row["flag"])} else ""
    return f"{rough}{percent(as_number(row['share']) or 0.0)}"

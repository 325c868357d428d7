"""Block of a mineral page: how much of it cars and power plants hold."""

from __future__ import annotations

from typing import Any

from critmin.answers.table import Table
from critmin.atlas.contents import Block
from critmin.charts.model import Bar, Bars, Chart
from critmin.core.wording import counted, lower, mineral_name
from critmin.uses.technology import technology

SHOWN = ("technology", "intensity", "unit", "reference", "total_intensity")
LEAD = "Mass in one vehicle or in one megawatt of capacity, without steel and aluminium."
COMMAND = "critmin technology"


def uses(slug: str) -> Block:
    """Rows of `critmin technology` that are about one mineral."""
    heading, command = "Where it is used", f"{COMMAND}, rows with mineral {slug}"
    whole = technology()
    own = whole.mapped(lambda row: row if row.mineral == slug else None)
    if not len(own):
        none = "the source lists no car and no power plant that holds it"
        return Block("uses", heading, LEAD, command, None, none)
    table = own.replace(sentence=_summary, chart=_chart)
    return Block("uses", heading, LEAD, command, table, "", SHOWN)


def _summary(table: Table) -> str:
    rows = sorted(table.records(), key=_mass)
    top = rows[-1]
    kind = top["unit"].rpartition("/")[2]
    same = [row for row in rows if row["unit"] == top["unit"]]
    what = lower(mineral_name(top["mineral"]))
    return (
        f"Of {counted(len(same), 'technology', 'technologies')} measured by {kind}, "
        f"{_name(top)} holds most {what}: {top['intensity']:,.4g} kg."
    )


def _mass(row: dict[str, Any]) -> tuple[bool, float]:
    """Order by mass; power plants, in kg per megawatt, after cars."""
    return row["unit"] == "kg/MW", row["intensity"] or 0.0


def _name(row: dict[str, Any]) -> str:
    return str(row["technology"]).replace("-", " ")


def _chart(table: Table) -> Chart | None:
    rows = sorted(table.records(), key=_mass, reverse=True)
    unit = rows[0]["unit"]
    shown = [row for row in rows if row["unit"] == unit]
    if len(shown) < 2:
        return None
    return Bars(
        topic=f"{mineral_name(rows[0]['mineral'])} in each technology",
        subtitle="Mass without steel and aluminium",
        unit=unit,
        bars=tuple(Bar(_name(row), row["intensity"]) for row in shown),
    )

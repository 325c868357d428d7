"""Figure 2: who mines and who refines six minerals, by the IEA's edition of the paper's year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Table
from critmin.paper.figures import check_edition
from critmin.supply.share import share

if TYPE_CHECKING:
    from critmin.charts.model import Chart, Part

MINERALS = ("copper", "lithium", "nickel", "cobalt", "graphite", "rare-earths")
STAGES = ("mining", "refining")
# The newest year that each edition observed; the first is the paper's.
YEARS = {"2024": 2023, "2025": 2024}


def figure(edition: str | None = None) -> Table:
    """Shares of mining and of refining by country, both stages of each mineral.

    Shares are of the total that the IEA prints, as the IEA's own; where that total leaves a
    listed country out they sum to more than 1, and the answer's warnings say so.

    Raises
    ------
    QueryError
        For an edition that is not bundled.
    """
    chosen = check_edition(2, edition, tuple(YEARS))
    table = share(
        *MINERALS, stage=STAGES, year=YEARS[chosen], source=f"iea@{chosen}", total="published"
    )
    query: dict[str, Any] = {**table.query, "command": "figure", "figure": 2, "edition": chosen}
    return table.replace(query=query, chart=partial(_chart, year=YEARS[chosen]))


def _chart(table: Table, *, year: int) -> Chart:
    from critmin.charts.labels import mineral_name
    from critmin.charts.model import FRACTION, Stacks
    from critmin.supply.charts import over_one, share_parts

    parts: list[Part] = []
    for mineral in MINERALS:
        for stage in STAGES:
            rows = [r for r in table if (r["mineral"], r["stage"]) == (mineral, stage)]
            parts += share_parts(rows, mineral_name(mineral), stage)
    return Stacks(
        title="Who mines it, and who refines it",
        subtitle=f"Share of world mining and refining by country, {year}",
        unit=FRACTION,
        note=(
            "Contained metal; graphite as mined and battery-grade; rare earths: the magnet four. "
            f"{over_one(parts)}"
        ),
        parts=tuple(parts),
    )

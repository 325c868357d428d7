"""Figure 2: mining and refining shares of six minerals, from the IEA edition of the paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Table
from critmin.paper.figures import check_edition
from critmin.supply.share import share

if TYPE_CHECKING:
    from critmin.charts.model import Chart, Part

LEAST = 0.1  # share below which a country is drawn with the rest of the world
MINERALS = ("copper", "lithium", "nickel", "cobalt", "graphite", "rare-earths")
STAGES = ("mining", "refining")
# Newest observed year of each edition; the first is that of the paper.
YEARS = {"2024": 2023, "2025": 2024}


def figure(edition: str | None = None) -> Table:
    """Shares of mining and refining by country for each mineral.

    Shares are of the total that the IEA prints, as in the IEA's own figures. If that total leaves
    out a listed country they sum to more than 1, with a warning.

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
    return table.replace(query=query, sentence=_summary, chart=partial(_chart, year=YEARS[chosen]))


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure2

    return figure2(table)


def _chart(table: Table, *, year: int) -> Chart:
    from critmin.charts.model import FRACTION, Stacks
    from critmin.core.wording import mineral_name
    from critmin.supply.charts import over_one, share_parts

    parts: list[Part] = []
    for mineral in MINERALS:
        for stage in STAGES:
            rows = [r for r in table.typed if (r.mineral, r.stage) == (mineral, stage)]
            parts += share_parts(rows, mineral_name(mineral), stage, least=LEAST)
    return Stacks(
        topic=f"Share of world mining and refining by country, {year}",
        unit=FRACTION,
        note=(
            "Countries below 10% are in the rest of the world, except China. "
            "Contained metal; graphite as mined and battery-grade; rare earths: the four of "
            "magnets. "
            f"{over_one(parts)}"
        ),
        parts=tuple(parts),
    )

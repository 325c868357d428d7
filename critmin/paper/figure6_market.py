"""Figure 6: market value of energy-transition minerals, and what cannot be valued."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import names, sources
from critmin.core.wording import listed, lower, mineral_name
from critmin.markets.demand_value import rules
from critmin.markets.market import market
from critmin.paper.figures import check_edition
from critmin.uses.list_tables import SOURCE, members_on, registry

if TYPE_CHECKING:
    from critmin.charts.model import Chart

NUMBER = 6
KNOWN = ("gallium", "germanium", "tungsten", "manganese", "platinum")  # named in the picture
EDITIONS = ("2024",)
YEARS = (2022, 2023)
PAPER_YEAR = 2023  # newest year of the outlook that the paper cites
# Official lists of the countries that the paper speaks of, as they stood when it was written.
LISTS = ("US-2022", "EU-2024-CRM", "JP-35")
ONE = "rare-earths"  # demand is printed for the group, so its members are named once


def figure(edition: str | None = None) -> Table:
    """Totals stated by the IEA and, for single minerals, demand times price.

    The outlook prints values by mineral only as a picture without numbers. Minerals of the
    official lists without a value follow, each with the reason: no demand, or no price.

    Raises
    ------
    QueryError
        For an edition of the outlook that is not bundled.
    """
    chosen = check_edition(NUMBER, edition, EDITIONS)
    table = market(year=YEARS)
    at = table.names.index("flag")
    rows = [_without_price(row, at, table.names) for row in table.rows]
    absent = without_demand()
    rows += [_without_demand(slug, table.names) for slug in absent]
    priceless = sorted(
        {str(row[0]) for row in rows if "no_price" in several(row[at])}, key=list(rules()).index
    )
    warnings = (
        *table.warnings,
        caution("no_price", minerals=_named(priceless)),
        caution("no_demand", lists=listed(_issuers()), number=len(absent), minerals=_named(absent)),
    )
    return table.replace(
        rows=tuple(rows),
        sources=(*table.sources, *sources.records([SOURCE])),
        warnings=warnings,
        query={"command": "figure", "figure": NUMBER, "edition": chosen},
        sentence=_summary,
        chart=_chart,
    )


def without_demand() -> list[str]:
    """Minerals of the lists for which the IEA prints no total demand; rare earths count as one."""
    members = {
        ONE if ONE in names.above(slug) else slug
        for list_id in LISTS
        for slug in members_on(list_id)
        if slug in names.minerals()
    }
    return sorted(members - set(rules()))


def _without_price(row: tuple[Cell, ...], at: int, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    """Row with its reason, if the mineral has a demand and no price."""
    cells = dict(zip(columns, row, strict=True))
    if cells["value_usd"] is not None or cells["demand_t"] is None:
        return row
    return (*row[:at], codes(several(row[at]), "no_price"), *row[at + 1 :])


def _without_demand(slug: str, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    """Row of a mineral of the lists without a demand."""
    cells: dict[str, Cell] = {
        "mineral": slug,
        "flag": ("no_data", "no_demand"),
        "source": (SOURCE,),
    }
    return tuple(cells.get(name) for name in columns)


def _issuers() -> list[str]:
    """Whose lists they are, with their years."""
    known = {one.list_id: one for one in registry().values()}
    return [f"{known[id_].jurisdiction} ({known[id_].list_date[:4]})" for id_ in LISTS]


def _named(slugs: list[str]) -> str:
    return ", ".join(names.minerals()[slug].name for slug in slugs)


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure6

    return figure6(table)


def _chart(table: Table) -> Chart:
    """Values of the paper's year, with their check and what has no value as small print."""
    from critmin.markets.market_charts import market as bars

    priced = [row for row in table if as_number(row["value_usd"]) or row["demand_t"] is not None]
    shown = table.replace(rows=tuple(tuple(row.values()) for row in priced))
    drawn = bars(shown, PAPER_YEAR)
    if drawn is None:  # the year has totals and single minerals
        raise ValueError("figure 6 has no values")
    absent = without_demand()
    named = listed([lower(mineral_name(slug)) for slug in absent if slug in KNOWN])
    more = f"No demand is published for {len(absent)} more minerals of official lists, as {named}."
    return replace(drawn, note=f"{drawn.note} {more}")

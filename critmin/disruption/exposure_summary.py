"""How many minerals of which one supplier can stop more than a threshold, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Cell, Table
from critmin.disruption.exposure_said import BEFORE

if TYPE_CHECKING:
    from critmin.charts.model import Chart

SUMMARY = weighing(
    columns(
        "buyer_iso3 supplier_iso3 measure threshold minerals_above minerals_counted "
        "minerals_without minerals flag source"
    ),
    buyer_iso3=9,
    minerals=8,
    minerals_counted=7,
    minerals_without=6,
    source=1,
)
MEASURED = (
    "direct_share",
    "origin_share_low",
    "origin_share_high",
    "under_licence_low",
    "under_licence_high",
    "under_ban_low",
    "under_ban_high",
)


NOTES = (
    "a mineral is above when any of its traded forms held is; of the years the newest counts",
    "minerals_without are those without a figure, never below: without --summary each has its "
    "rows and the reason",
)
# What single rows are about; the rows are not here.
OF_ROWS = frozenset(
    {
        "code_redefined",
        "forms_held",
        "forms_partial",
        "no_year_before",
        "other_asia",
        "period_average",
        "unit_value_outlier",
        "value_in_eur",
    }
)


def of(table: Table) -> Table:
    """One row per buyer and share: of each mineral the form with the largest share counts.

    Parameters
    ----------
    table : Table
        The answer by mineral. The year before the first control is left out; a mineral
        without a figure is counted as such and never as below.
    """
    at = {name: place for place, name in enumerate(table.names)}
    newest = [
        row for row in table.rows if "before_control" not in str(row[at["flag"]] or "").split(";")
    ]
    found = []
    threshold = float(str(table.query["threshold"]))
    for buyer in table.query["buyers"]:
        own = [row for row in newest if row[at["buyer_iso3"]] == buyer]
        found += [_line(own, at, measure, threshold) for measure in MEASURED if own]
    return Table(
        chart=_chart,
        query=table.query,
        columns=SUMMARY,
        rows=tuple(found),
        sources=table.sources,
        warnings=tuple(c for c in table.warnings if c.code not in OF_ROWS),
        notes=(*NOTES, *(note for note in table.notes if note != BEFORE)),
    )


def _line(
    rows: Sequence[tuple[Cell, ...]], at: Mapping[str, int], measure: str, threshold: float
) -> tuple[Cell, ...]:
    largest: dict[str, float | None] = {}
    for row in rows:
        share, mineral = row[at[measure]], str(row[at["mineral"]])
        known = largest.setdefault(mineral, None)
        if isinstance(share, int | float) and (known is None or share > known):
            largest[mineral] = float(share)
    figures = {mineral: share for mineral, share in largest.items() if share is not None}
    above = sorted(m for m, share in figures.items() if share > threshold)
    used = (part for row in rows for part in str(row[at["source"]] or "").split(";") if part)
    first = rows[0]
    return (
        first[at["buyer_iso3"]],
        first[at["supplier_iso3"]],
        measure,
        threshold,
        len(above),
        len(figures),
        len(largest) - len(figures),
        ";".join(above) or None,
        None if figures else "no_data",
        ";".join(dict.fromkeys(used)) or None,
    )


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import exposure

    return exposure(table)

"""Charts of `via`."""

from __future__ import annotations

from critmin.answers.table import Table
from critmin.charts.labels import span_of
from critmin.charts.model import FRACTION, Chart, Intervals, Span
from critmin.core.wording import lower, mineral_name, place

LISTED = 22


def via(table: Table) -> Chart:
    """Intervals of the share that each country shipped last."""
    rows = [row for row in table.records() if row["share_low"] is not None]
    first = rows[0]
    more = len(rows) - LISTED
    return Intervals(
        topic=f"{place(first['buyer_iso3'])}: {lower(mineral_name(first['mineral']))} out of "
        f"{place(first['origin_iso3'])}, by the country that shipped it last",
        subtitle=f"Share of supply if imports mix evenly, {span_of([r['stage'] for r in rows])}, "
        f"{span_of(sorted(r['year'] for r in rows))}; grey: range of draws and origin unknown",
        unit=FRACTION,
        note=f"{more} smaller ones are not drawn." if more > 0 else "",
        spans=tuple(
            Span(
                row["via"],
                row["share_low"],
                row["share_high"],
                group=row["stage"] if len({r["stage"] for r in rows}) > 1 else "",
                highlight=row["via_iso3"] == row["origin_iso3"],
            )
            for row in rows[:LISTED]
        ),
    )


def via_stages(table: Table) -> Chart:
    """Intervals of the share of each chain of refinery and last shipper."""
    rows = [row for row in table.records() if row["share_low"] is not None]
    first = rows[0]
    more = len(rows) - LISTED
    return Intervals(
        topic=f"{place(first['buyer_iso3'])}: {lower(mineral_name(first['mineral']))} dug in "
        f"{place(first['origin_iso3'])}, by refining country and last shipper",
        subtitle=f"Share of supply if it mixes evenly, {span_of([r['stage'] for r in rows])}, "
        f"{span_of(sorted(r['year'] for r in rows))}; grey: followed to no mine",
        unit=FRACTION,
        note=f"{more} smaller ones are not drawn." if more > 0 else "",
        spans=tuple(
            Span(
                f"{row['refiner']}, {row['via']}" if row["refiner"] else row["via"],
                row["share_low"],
                row["share_high"],
                group=row["stage"] if len({r["stage"] for r in rows}) > 1 else "",
                highlight=row["refiner_iso3"] == row["buyer_iso3"],
            )
            for row in rows[:LISTED]
        ),
    )

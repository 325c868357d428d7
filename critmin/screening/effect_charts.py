"""Chart of `effect`: change of each good, the controlled ones marked, in order."""

from __future__ import annotations

from critmin.answers.table import Table
from critmin.charts.forms import Pair, Pairs
from critmin.charts.labels import headline
from critmin.charts.model import CHINA, FRACTION, Bar, Bars, Chart
from critmin.core.wording import the
from critmin.summaries.phrases import known_place

MOST = 20


def effect(table: Table) -> Chart | None:
    """Bars of changes; of suppliers, pairs of before and after."""
    rows = table.records()
    country = the(known_place(str(table.query["country"])))
    day = table.query["effective"]
    if "after_t" in table.names:
        known = [r for r in rows if r["before_t"] is not None and r["after_t"] is not None]
        known.sort(key=lambda row: -max(row["before_t"], row["after_t"]))
        return Pairs(
            topic=f"Imports in an average month before and after the control of {day}",
            title=headline(table.summary),
            subtitle="Product weight",
            unit="t",
            more=max(0, len(known) - MOST),
            sides=("before", "after"),
            pairs=tuple(
                Pair(
                    str(row["supplier"]),
                    row["before_t"],
                    row["after_t"],
                    f"{row['buyer']}: {row['goods']}",
                    row["supplier_iso3"] == CHINA,
                )
                for row in known[:MOST]
            ),
        )
    after = [
        row for row in rows if row["window"] == "after" and row["from_country_change"] is not None
    ]
    if not after:
        return None
    after.sort(key=lambda row: row["from_country_change"])
    buyers = list(dict.fromkeys(row["buyer"] for row in after))
    return Bars(
        topic=f"Change of monthly imports from {country} after the control of {day}",
        title=headline(table.summary.split(". ")[0]),
        subtitle="By product weight, after against before; marked: under control",
        unit=FRACTION,
        more=max(0, len(after) - 2 * MOST),
        bars=tuple(
            Bar(
                str(row["goods"]),
                row["from_country_change"],
                row["buyer"] if len(buyers) > 1 else "",
                row["treatment"] == "controlled",
                key=str(table.query["country"]) if row["treatment"] == "controlled" else "",
            )
            for row in after[: 2 * MOST]
        ),
    )

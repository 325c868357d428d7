"""Charts of `screen`: products of one buyer as bars, of several buyers as a heatmap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from critmin.answers.table import Table
from critmin.charts.forms import Heat, share_cell
from critmin.charts.labels import headline
from critmin.charts.model import CHINA, FRACTION, Bar, Bars, Chart
from critmin.core.wording import capital
from critmin.screening.rules import of_query
from critmin.screening.sentences import goods_of
from critmin.summaries.phrases import known_place, possessive

if TYPE_CHECKING:
    from critmin.screening.rows import Row

PRODUCTS, BUYERS = 20, 10  # most of one picture
STEPS = (0.25, 0.5, 0.75)
RULED = {"geodep": "that meet CEPII's rule", "ec2021": "that meet the Commission's rule of 2021"}


def screen(table: Table) -> Chart | None:
    """Share of the largest supplier of each product that meets the rule, or of all."""
    rows = [row for row in table.typed if row.share is not None]
    if not rows:
        return None
    newest = max(row.year for row in rows)
    rows = [row for row in rows if row.year == newest]
    met = [row for row in rows if row.meets is True] or rows
    buyers = {row.buyer_iso3 for row in met}
    which = RULED.get(str(table.query.get("rule")), "")
    which += " with other thresholds" if of_query(table.query) else ""
    which = f" {which}" if any(row.meets is True for row in met) else ""
    if len(buyers) == 1:
        return _one(table, met, which, newest)
    return _many(table, met, which, newest)


def _label(row: Row) -> str:
    return capital(goods_of(row))


def _one(table: Table, met: Sequence[Row], which: str, year: int) -> Chart:
    ordered = sorted(met, key=lambda row: -(row.imports or 0))[:PRODUCTS]
    ordered.sort(key=lambda row: -(row.share or 0.0))
    whose = capital(possessive(known_place(met[0].buyer_iso3)))
    return Bars(
        topic=f"{whose} imports of products{which}, {year}: the largest supplier",
        title=headline(table.summary.split(". The largest")[0]),
        subtitle="Share of the largest supplier in recorded imports by value",
        unit=FRACTION,
        more=len(met) - len(ordered),
        bars=tuple(
            Bar(
                _label(row),
                row.share,
                "",
                row.supplier_iso3 == CHINA,
                text=row.supplier or "",
                key=row.supplier_iso3 or "",
            )
            for row in ordered
        ),
    )


def _many(table: Table, met: Sequence[Row], which: str, year: int) -> Chart:
    worth: dict[str, float] = {}
    paid: dict[str, float] = {}
    count = Counter(_label(row) for row in met)
    for row in met:
        paid[row.buyer] = paid.get(row.buyer, 0.0) + (row.imports or 0.0)
        worth[_label(row)] = worth.get(_label(row), 0.0) + (row.imports or 0.0)
    buyers = sorted(paid, key=lambda name: -paid[name])[:BUYERS]
    products = sorted(worth, key=lambda name: (-count[name], -worth[name]))[:PRODUCTS]
    cells = {(_label(row), row.buyer): row for row in reversed(met)}
    drawn = [(product, name) for product in products for name in buyers if (product, name) in cells]
    return Heat(
        topic=f"Imports of products{which}, {year}: share of the largest supplier",
        title=headline(table.summary),
        subtitle="Share of the largest supplier in recorded imports by value; empty: not among "
        "those shown",
        unit=FRACTION,
        more=len(met) - len(drawn),
        levels=STEPS,
        cells=tuple(
            share_cell(product, name, cells[product, name].share) for product, name in drawn
        ),
    )

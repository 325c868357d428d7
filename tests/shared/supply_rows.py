"""Rows of supply made up for a test."""

from __future__ import annotations

from critmin.supply.supply_table import SupplyRow


def row(
    country: str,
    quantity: float | None = None,
    *,
    iso3: str = "",
    kind: str = "country",
    low: float | None = None,
    high: float | None = None,
    state: str = "number",
    status: str = "reported",
) -> SupplyRow:
    return SupplyRow(country, iso3, kind, quantity, low, high, state, status, "")


def other(quantity: float) -> SupplyRow:
    return row("Other countries", quantity, kind="residual")


def world(quantity: float) -> SupplyRow:
    return row("World", quantity, kind="total")

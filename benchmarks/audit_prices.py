"""Audit of prices: monthly series of the IMF and the World Bank, and the USGS's by year."""

from __future__ import annotations

import re
from collections import Counter
from math import isclose
from pathlib import Path
from typing import Any

import audit_originals as originals
from audit_compare import Difference, Result, correction, slugs
from audit_originals import Cell

import critmin
from critmin.answers.table import several
from critmin.core.errors import CritminError
from critmin.core.names import minerals


def prices(folder: Path) -> Result:
    """Each monthly price beside the original series that it agrees with most."""
    series = {"imf": originals.imf_prices(folder), "worldbank": originals.world_bank_prices(folder)}
    compared, differences, left_out = 0, [], Counter[str]()
    for name in sorted(minerals()):
        rows = answered(name, "")
        origin = several(rows[0]["source"])[0].partition("@")[0] if rows else ""
        candidates = series.get(origin, {})
        if not candidates:
            left_out[origin] += len(rows)
            continue
        counts = {key: sum(same_month(row, candidates[key]) for row in rows) for key in candidates}
        of = max(counts, key=lambda key: counts[key])
        compared += len(rows)
        for row in (row for row in rows if not same_month(row, candidates[of])):
            printed = str(candidates[of].get(str(row["period"])))
            what = f"{name} {row['period']}, {of}"
            differences.append(Difference(what, printed, str(row["price"]), ""))
    left_out = Counter({what: count for what, count in left_out.items() if count})
    return Result("IMF and World Bank: monthly prices", compared, tuple(differences), left_out)


def same_month(row: dict[str, Any], found: dict[str, float]) -> bool:
    """Whether an answered price is that of its month, to the six decimals that are kept."""
    printed = found.get(str(row["period"]))
    return printed is not None and isclose(printed, row["price"], abs_tol=6e-7)


def usgs_prices(folder: Path) -> Result:
    """Each answered price of the year beside the prices printed for its mineral and year."""
    printed = printed_by_mineral(folder)
    compared, differences, left_out = 0, [], Counter[str]()
    for name in sorted({name for name, _year in printed}):
        for row in answered(name, "usgs"):
            cells = printed.get((name, int(str(row["period"]))), [])
            if several(row["source"])[0] != "usgs@2026" or not cells:
                left_out["other editions"] += 1
                continue
            compared += 1
            if not any(same_price(cell, float(str(row["price"]))) for cell in cells):
                what = f"{name} {row['period']}, {row['unit']}"
                texts = ", ".join(cell.text for cell in cells)
                reason = next(filter(None, map(correction, cells)), "")
                differences.append(Difference(what, texts, str(row["price"]), reason))
    name = "USGS, Mineral Commodity Summaries 2026: prices of the year"
    return Result(name, compared, tuple(differences), left_out)


def printed_by_mineral(folder: Path) -> dict[tuple[str, int], list[Cell]]:
    """Printed prices by mineral and year: all of the chapters that name the mineral."""
    chapters: dict[str, list[Cell]] = {}
    for cell in originals.usgs_prices(folder):
        chapters.setdefault(cell.labels[1], []).append(cell)
    printed: dict[tuple[str, int], list[Cell]] = {}
    for cells in chapters.values():
        names = {slug for cell in cells for label in cell.labels for slug in slugs(label)}
        for name, cell in ((name, cell) for name in names for cell in cells):
            printed.setdefault((name, cell.year), []).append(cell)
    return printed


def answered(name: str, origin: str) -> list[dict[str, Any]]:
    """Rows of `price` that come from a publisher; none if there is no price."""
    try:
        rows = [dict(row) for row in critmin.price(name) if row["price"] is not None]
    except CritminError:
        return []
    return [row for row in rows if several(row["source"])[0].startswith(origin)]


def same_price(cell: Cell, price: float) -> bool:
    """Whether an answered price is a printed one, or the middle of a printed range."""
    ends = [originals.number(part) for part in re.split("[\u2013-]", cell.text.lstrip("<>"))]
    known = [end for end in ends if end is not None]
    return bool(known) and isclose(sum(known) / len(known), price, rel_tol=1e-9)

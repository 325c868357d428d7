"""Audit of supply: output, capacity and reserves by country, and the HHI of the printed cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import audit_originals as originals
from audit_compare import Difference, Result, compare, oddities, place, slugs
from audit_originals import Cell

import critmin
from critmin.core.errors import CritminError, NoData
from critmin.core.names import minerals

STAGES = "mining,refining,reserves,capacity"
SEVERAL_TOTALS = re.compile(r"synthetic|ilmenite and rutile")  # joint totals of several tables
BASES = {"iron-ore": ("usable-ore", "gross-weight"), "potash": ("recoverable-ore",)}
TONNES = {"kg": 0.001, "t": 1.0, "kt": 1e3, "Mt": 1e6}
UNITS = (("thousand", 1e3), ("million", 1e6), ("kilogram", 1e-3))
STATES = {"NA": "unknown", "XX": "unknown", "": "unknown", "W": "withheld"}

Answers = dict[tuple[str, str, int, str], list[dict[str, Any]]]


@cache
def supply(source: str, years: str) -> Answers:
    """Rows of `share` by mineral, stage, year and place."""
    asked = {"year": years, "source": source}
    tables = [critmin.share(*sorted(minerals()), stage=STAGES, **asked)]
    for name, stage, basis in (
        (name, stage, basis)
        for name, bases in BASES.items()  # printed beside the basis that is answered first
        for stage in STAGES.split(",")
        for basis in bases
    ):
        try:
            tables.append(critmin.share(name, stage=stage, basis=basis, **asked))
        except CritminError:
            continue
    found: Answers = {}
    for row in (row for table in tables for row in table):
        where = row["iso3"] if row["kind"] == "country" else row["kind"]
        if row["year"] is not None:
            key = (str(row["mineral"]), str(row["stage"]), int(str(row["year"])), str(where))
            found.setdefault(key, []).append(dict(row))
    return found


def supply_rows(cell: Cell, source: str, years: str) -> list[dict[str, Any]]:
    """Answers that may be a cell's own: of the most exact label that has any."""
    answers, where = supply(source, years), place(cell.place)
    if where == "total" and SEVERAL_TOTALS.search(cell.labels[0]):
        return []
    for name in (name for label in cell.labels for name in slugs(label) if where):
        rows = [
            row for stage in cell.stages for row in answers.get((name, stage, cell.year, where), ())
        ]
        if rows:
            return rows
    return []


def same_amount(cell: Cell, row: dict[str, Any]) -> bool:
    """Whether an answer has the printed figure, or the printed state."""
    flags = row["flag"] or ()
    if cell.text in STATES:
        return row["quantity"] is None and STATES[cell.text] in flags
    if cell.text[:1] in "<>":
        state = "less_than" if cell.text[0] == "<" else "greater_than"
        bound, amount = originals.number(cell.text[1:]), row["quantity"]
        halved = bound is not None and amount is not None and isclose(2 * amount, bound)
        return state in flags and (amount in {None, bound} or halved)
    printed, amount = originals.number(cell.text), row["quantity"]
    if printed is None:
        return bool({"range", "less_than", "greater_than", "unknown"} & set(flags))
    if amount is None:
        return False
    in_tonnes = TONNES.get(row["unit"])
    if in_tonnes is None:
        return isclose(amount, printed, rel_tol=1e-9)
    unit = cell.unit.casefold()
    factor = TONNES.get(cell.unit) or next((f for word, f in UNITS if word in unit), 1.0)
    return isclose(amount * in_tonnes, printed * factor, rel_tol=1e-9, abs_tol=1e-12)


def usgs_cells(folder: Path) -> Result:
    return compare(
        "USGS, Mineral Commodity Summaries 2026: output, capacity, reserves",
        originals.usgs_world(folder),
        lambda cell: supply_rows(cell, "usgs@2026", "2024,2025"),
        same_amount,
        "quantity",
    )


def iea_cells(folder: Path) -> Result:
    def ask(edition: str, cells: Iterable[Cell]) -> Result:
        return compare(
            "IEA, Critical Minerals Data Explorer 2024 and 2025: output",
            cells,
            lambda cell: supply_rows(cell, edition, "2023,2024,2030,2035,2040"),
            lambda cell, row: isclose(
                float(cell.text), row["quantity"] or 0.0, rel_tol=1e-6, abs_tol=1e-9
            ),
            "quantity",
        )

    one, two = (
        ask("iea@2024", originals.iea_2024(folder)),
        ask("iea@2025", originals.iea_2025(folder)),
    )
    return Result(
        one.name,
        one.compared + two.compared,
        one.differences + two.differences,
        one.left_out + two.left_out,
        one.pairs + two.pairs,
    )


def eu_cells(folder: Path) -> Result:
    def equal(cell: Cell, row: dict[str, Any]) -> bool:
        if cell.text.startswith("<"):
            return "less_than" in (row["flag"] or ())
        return isclose(float(cell.text) / 100, row["quantity"] or 0.0, abs_tol=1e-9)

    return compare(
        "European Commission, study of 2023: shares of global supply",
        originals.eu_supply(folder),
        lambda cell: supply_rows(cell, "eu@2023", "2020"),
        equal,
        "quantity",
    )


def concentrations(results: Iterable[Result]) -> Result:
    """HHI of each table, computed from the printed cells, beside `hhi` over the listed total."""
    tables: dict[tuple[str, str, int, str, str], dict[str, float]] = {}
    for result in results:
        for cell, row in result.pairs:
            where = place(cell.place)
            if where in {"total", ""} or not isinstance(row.get("quantity"), float):
                continue
            key = (row["mineral"], row["stage"], row["year"], row["basis"], row["source"][0])
            factor = TONNES.get(row["unit"], 1.0)
            tables.setdefault(key, {})[f"{where} {cell.place}"] = row["quantity"] * factor
    compared, differences, left_out = 0, [], Counter[str]()
    for (name, stage, year, basis, source), amounts in sorted(tables.items()):
        try:
            (row,) = critmin.hhi(
                name, stage=stage, year=year, source=source, basis=basis, total="listed"
            )
        except (NoData, ValueError):
            continue
        if row["hhi"] is None or len(amounts) != rows_with_figures(
            name, stage, year, basis, source
        ):
            left_out["no HHI" if row["hhi"] is None else "not all rows are printed cells"] += 1
            continue
        whole = 1.0 if source.startswith("eu") else sum(amounts.values())
        named = [v for where, v in amounts.items() if not where.startswith("residual")]
        found = 10_000 * sum((value / whole) ** 2 for value in named)
        compared += 1
        if not isclose(found, row["hhi"], rel_tol=1e-9):
            reason = oddities().get((source, name, stage, year), "")
            what = f"{name} {stage} {year} {source}"
            differences.append(Difference(what, f"{found:.3f}", f"{row['hhi']:.3f}", reason))
    return Result("HHI from the printed cells", compared, tuple(differences), left_out)


def rows_with_figures(name: str, stage: str, year: int, basis: str, source: str) -> int:
    """Number of countries and residuals of a table that have a figure in `share`."""
    asked = {"stage": stage, "year": year, "source": source, "basis": basis}
    table = critmin.share(name, **asked)
    return sum(row["kind"] != "total" and row["quantity"] is not None for row in table)

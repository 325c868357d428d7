"""Audit of trade: reliances and import sources as printed, and import shares of a few buyers."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import audit_originals as originals
from audit_compare import DATASETS, Difference, Result, compare, correction, place, slugs
from audit_originals import Cell
from audit_supply import STATES

import critmin
from critmin.answers.table import several
from critmin.core.errors import CritminError

BUYERS = ("USA", "JPN", "DEU", "KOR", "IND", "GBR", "FRA", "BRA")
TRADE_YEAR = 2023


def reliances(folder: Path) -> Result:
    answers: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in critmin.reliance(buyer="USA", year="2021:2025", forms=True):
        if row["year"] is not None:
            answers.setdefault((str(row["mineral"]), int(str(row["year"]))), []).append(dict(row))

    def asked(cell: Cell) -> list[dict[str, Any]]:
        exact = next((slugs(label)[0] for label in cell.labels if slugs(label)), "")
        return answers.get((exact, cell.year), [])

    return compare(
        "USGS, Mineral Commodity Summaries 2026: net import reliance of the United States",
        originals.usgs_reliance(folder),
        asked,
        same_reliance,
        "nir",
    )


def same_reliance(cell: Cell, row: dict[str, Any]) -> bool:
    """Whether an answer has the printed reliance, or the printed state."""
    text, nir, state = cell.text, row["nir"], row["state"]
    if text == "s":  # less than half of the unit, or a footnote that there is no figure
        text = "NA" if "preclude" in str(cell.row["Notes"]) else "<0.5"
    if text == "E":
        return bool(state == "net_exporter")
    if text in STATES:
        return nir is None and bool(state == STATES[text])
    bound = {"<": "less_than", ">": "greater_than"}.get(text[:1])
    printed = originals.number(text.lstrip("<>"))
    same = printed is not None and nir is not None and isclose(nir * 100, printed, abs_tol=1e-9)
    return same and (bound is None or state == bound)


def import_sources(folder: Path) -> Result:
    """Printed shares beside the answered form that fits most of a printed form's cells."""
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in originals.usgs_import_sources(folder):
        groups.setdefault(cell.labels, []).append(cell)
    compared, differences, left_out = 0, [], Counter[str]()
    for labels, cells in groups.items():
        names = [name for label in labels[:2] for name in slugs(label)]
        forms = next((list(sourcing(name).values()) for name in names if sourcing(name)), [])
        fits = [sum(same_share(c, form.get(place(c.place))) for c in cells) for form in forms]
        if not fits or 2 * max(fits) <= len(cells):
            left_out[f"{labels[0]}, {labels[-1]}"] += len(cells)
            continue
        best = forms[fits.index(max(fits))]
        compared += len(cells)
        for cell in cells:
            row = best.get(place(cell.place))
            if not same_share(cell, row):
                what = f"{labels[0]}, {labels[-1]}: {cell.place}"
                answered = "none" if row is None else str(row["share"])
                differences.append(Difference(what, cell.text, answered, correction(cell)))
    name = "USGS, Mineral Commodity Summaries 2026: import sources of the United States"
    return Result(name, compared, tuple(differences), left_out)


@cache
def sourcing(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Rows of the United States' import sources of a mineral, by form and place."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    try:
        table = critmin.dependency("USA", name, source="usgs")
    except CritminError:
        return {}
    for row in table:
        where = str(row["supplier_iso3"] or "residual")
        found.setdefault(str(row["stage"]), {})[where] = dict(row)
    return found


def same_share(cell: Cell, row: dict[str, Any] | None) -> bool:
    """Whether an answer has the printed share; of "less than" the middle is answered."""
    share = None if row is None else row["share"]
    printed = originals.number(cell.text.lstrip("<>"))
    if share is None or printed is None:
        return False
    half = cell.text.startswith("<") and isclose(share * 200, printed)
    return half or isclose(share * 100, printed)


def import_shares(folder: Path) -> Result:
    """Shares by value of a few buyers, over the codes of each mineral and form."""
    flows = originals.baci_flows(folder, TRADE_YEAR)
    compared, differences = 0, []
    for buyer in BUYERS if flows else ():
        table = critmin.dependency(buyer, year=TRADE_YEAR, source="baci-hs92", measure="value")
        codes: dict[tuple[str, str], set[str]] = {}
        for row in table:
            of = (str(row["mineral"]), str(row["stage"]))
            codes.setdefault(of, set()).update(several(row["hs6"]))
        values = {of: by_exporter(flows, buyer, *of, held) for of, held in codes.items()}
        for row in table:
            if row["share"] is None or not row["supplier_iso3"]:
                continue
            by = values[str(row["mineral"]), str(row["stage"])]
            total, value = sum(by.values()), by.get(str(row["supplier_iso3"]), 0.0)
            compared += 1
            if total <= 0 or not isclose(value / total, row["share"], rel_tol=1e-4, abs_tol=1e-6):
                what = f"{buyer} {row['mineral']} {row['stage']} from {row['supplier_iso3']}"
                printed = f"{value / total:.6f}" if total > 0 else "none"
                differences.append(Difference(what, printed, f"{row['share']:.6f}", ""))
    name = f"CEPII, BACI HS92 {TRADE_YEAR}: import shares by value of {len(BUYERS)} buyers"
    return Result(name, compared, tuple(differences), Counter())


def by_exporter(
    flows: dict[tuple[str, str], dict[str, float]],
    buyer: str,
    name: str,
    form: str,
    codes: set[str],
) -> dict[str, float]:
    """Value by exporter under codes, but for flows that are another form or mineral.

    Those stand in the ledger of such flows, trade_forms.csv.
    """
    found: dict[str, float] = {}
    for code in codes:
        for exporter, value in flows.get((buyer, code), {}).items():
            of = other_forms().get((code, exporter))
            own = code in own_codes(name, form)
            if of == (name, form) or (own and of is None):
                found[exporter] = found.get(exporter, 0.0) + value
    return found


@cache
def other_forms() -> dict[tuple[str, str], tuple[str, str]]:
    """Mineral and form by code and exporter, where they are not those of the code."""
    with (DATASETS / "trade_forms.csv").open(newline="") as file:
        return {
            (row["code"], row["exporter"]): (row["mineral"], row["form"])
            for row in csv.DictReader(file)
        }


@cache
def own_codes(name: str, form: str) -> frozenset[str]:
    """Codes of a mineral's form, by the concordance."""
    with (DATASETS / "concordance.csv").open(newline="") as file:
        return frozenset(
            row["code"]
            for row in csv.DictReader(file)
            if (row["mineral"], row["form"]) == (name, form)
        )

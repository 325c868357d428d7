"""Validation of the USGS: world totals as sums, reliances, consumption, shares and growth."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import validation_originals as originals
from audit_compare import DATASETS
from validation import LEAST_DIGITS, ROUNDED, Computed, Key, Kind, Published, half_unit, plain_text

import critmin
from critmin.core.errors import CritminError
from critmin.core.names import minerals
from critmin.supply_risk.balance import CountedForm

STAGES = "mining,refining,reserves,capacity"
EDITIONS = originals.EDITIONS
TONNES = {"kg": 0.001, "t": 1.0, "kt": 1e3, "Mt": 1e6}
POINTS = 0.006  # 0.6 point: whole percent, and the rounding of the parts


def by_source(published: Sequence[Published]) -> Iterator[tuple[str, list[Published]]]:
    """Numbers by edition."""
    for source, own in groupby(sorted(published, key=_source), _source):
        yield source, list(own)


def _source(one: Published) -> str:
    return one.source


# ---- World totals ----


@dataclass
class Sum:
    """Rows of one table added up, with what their rounding allows and the codes they carry."""

    quantity: float = 0.0
    slack: float = 0.0
    figures: int = 0
    flags: set[str] = field(default_factory=set)

    def add(self, row: Mapping[str, Any]) -> None:
        self.flags.update(row["flag"] or ())
        if row["quantity"] is not None:
            self.quantity += row["quantity"]
            self.slack += half_unit(plain_text(row["quantity"]))
            self.figures += 1


def world_totals(published: Sequence[Published]) -> dict[Key, Computed]:
    """Sums of the rows of `share`, countries and residual, by table."""
    found: dict[Key, Computed] = {}
    for source, own in by_source(published):
        years = ",".join(sorted({one.year for one in own}))
        sums = _sums(critmin.share(*sorted(minerals()), stage=STAGES, year=years, source=source))
        for one in own:
            if one.key not in sums:  # printed on a second basis, which is asked for by name
                sums |= _of_basis(one)
        for key, total in sums.items():
            if total.figures:
                found[key] = Computed(total.quantity, total.slack, tuple(sorted(total.flags)))
            else:
                found[key] = Computed(None, why_none="rows_without_figures")
    return found


def _of_basis(one: Published) -> dict[Key, Sum]:
    stage, _, basis = one.what.partition(", ")
    try:
        return _sums(
            critmin.share(
                one.mineral, stage=stage, basis=basis, year=int(one.year), source=one.source
            )
        )
    except CritminError:
        return {}


def _sums(table: critmin.Table) -> dict[Key, Sum]:
    found: dict[Key, Sum] = {}
    for row in table:
        if row["year"] is None or not row["source"]:
            continue
        what = f"{row['stage']}, {row['basis']}"
        (source,) = row["source"]
        key = (str(row["mineral"]), what, "World", str(row["year"]), source)
        total = found.setdefault(key, Sum())
        if row["kind"] != "total":
            total.add(row)
    return found


# ---- Reliance and consumption ----


@cache
def reliance_rows(source: str) -> tuple[dict[str, Any], ...]:
    """Rows of `reliance` of one edition, all minerals, forms and years."""
    newest = int(source.partition("@")[2])
    table = critmin.reliance(
        source=source, year=f"{newest - 5}:{newest - 1}", forms=True, extended=True
    )
    return tuple(dict(row) for row in table if row["year"] is not None)


def reliances(published: Sequence[Published]) -> dict[Key, Computed]:
    """`computed_nir` of each edition, in percent."""
    found: dict[Key, Computed] = {}
    for source, _own in by_source(published):
        for row in reliance_rows(source):
            nir = row["computed_nir"]
            flags = tuple(row["flag"] or ())
            key = (row["mineral"], row["form"] or "", "USA", str(row["year"]), source)
            why = "" if nir is not None else _why_none(row)
            found[key] = Computed(None if nir is None else 100 * nir, flags=flags, why_none=why)
    return found


def _why_none(row: Mapping[str, Any]) -> str:
    return "part_not_published" if row["mineral"] in balanced() else "no_balance"


@cache
def balanced() -> frozenset[str]:
    """Minerals of which the notes say what adds up to consumption (reliance_bases.csv)."""
    return frozenset(line["mineral"] for line in _table("reliance_bases.csv") if not line["reason"])


@cache
def _table(name: str) -> list[dict[str, str]]:
    with (DATASETS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_reliances(folder: Path) -> Iterator[Published]:
    """Net import reliances as printed, but for those that are no number and no limit."""
    for one in originals.statistics(folder, "net_import_reliance"):
        if one.printed == "E" or one.published is not None:
            yield one._replace(unit="percent")


def read_consumption(folder: Path) -> Iterator[Published]:
    """Apparent consumption as printed, under the form of the reliance that it belongs to."""
    forms = {
        (line["mineral"], line["consumption_form"]): line["of"]
        for line in _table("reliance_bases.csv")
        if line["consumption"] == "consumption_apparent"
    }
    for one in originals.statistics(folder, "consumption_apparent"):
        if one.published is not None and (one.mineral, one.what) in forms:
            yield one._replace(what=forms[one.mineral, one.what])


def consumptions(published: Sequence[Published]) -> dict[Key, Computed]:
    """`computed_consumption` of each edition."""
    found: dict[Key, Computed] = {}
    for source, _own in by_source(published):
        for row in reliance_rows(source):
            key = (row["mineral"], row["form"] or "", "USA", str(row["year"]), source)
            own = row["computed_consumption"]
            if own is None:
                found[key] = Computed(None, why_none=_why_none(row))
            else:
                slack = parts_slack(row["mineral"], row["form"] or "", row["year"], source)
                found[key] = Computed(own, slack, tuple(row["flag"] or ()))
    return found


class Part(NamedTuple):
    """A printed part of a consumption: its text, its sign, and if it counts in both numbers."""

    text: str
    sign: int
    counts: str
    domestic: bool


def consumption_of(own: Sequence[Part]) -> float:
    """Consumption of printed parts."""
    return sum(part.sign * float(part.text) for part in own if part.counts != "reliance")


def reliance_of(own: Sequence[Part], corner: Sequence[int] = ()) -> float:
    """Reliance of printed parts, in percent; with ``corner`` each at an end of its rounding."""
    net = consumption = 0.0
    for part, side in zip(own, corner or (0,) * len(own), strict=True):
        amount = part.sign * (float(part.text) + side * half_unit(part.text))
        consumption += amount if part.counts != "reliance" else 0.0
        net += amount if part.counts != "consumption" and not part.domestic else 0.0
    return 100 * net / consumption if consumption > 0 else float("nan")


def parts_slack(
    mineral: str, form: str, year: int, source: str, least: int = LEAST_DIGITS
) -> float:
    """What the rounding of the parts of a consumption allows."""
    return sum(
        half_unit(part.text, least)
        for part in parts(mineral, form, year, source)
        if part.counts != "reliance"
    )


def parts(mineral: str, form: str, year: int, source: str) -> list[Part]:
    """Parts of a consumption as the bundled statistics print them, for their rounding alone."""
    found = []
    for line in _table("reliance_forms.csv"):
        if (line["mineral"], line["of"]) != (mineral, form):
            continue
        counted = CountedForm(line["measure"], line["form"], line["sign"], line["counts"])
        if not counted.counts_in(year, int(source.partition("@")[2])):
            continue
        signs = (
            {year - 1: 1, year: -1}
            if line["sign"] == "opening-closing"
            else {year: -1 if line["sign"] == "-" else 1}
        )
        for when, sign in signs.items():
            text = _statistic(source).get((mineral, line["measure"], line["form"], when), "0")
            domestic = line["measure"] not in {"imports", "exports", "stocks", "stock_change"}
            found.append(Part(text, sign, line["counts"], domestic))
    return found


def opening_stocks(one: Published, source: str) -> float:
    """Stocks of a consumption at the end of the year before, as an edition prints them."""
    year = int(one.year) - 1
    return sum(
        float(_statistic(source).get((one.mineral, line["measure"], line["form"], year), "0"))
        for line in _table("reliance_forms.csv")
        if (line["mineral"], line["of"]) == one.key[:2] and line["sign"] == "opening-closing"
    )


@cache
def _statistic(source: str) -> dict[tuple[str, str, str, int], str]:
    lines = _table(f"usgs/salient_{source.partition('@')[2]}.csv")
    return {
        (line["mineral"], line["measure"], line["form"], int(line["year"])): line["quantity"] or "0"
        for line in lines
    }


KINDS = (
    Kind(
        "usgs_world_totals",
        "USGS: world totals, as sums of countries",
        "critmin share MINERAL --stage STAGE --source usgs@EDITION",
        f"{ROUNDED}, of the total and of each row",
        originals.world_totals,
        world_totals,
        lambda one, computed: half_unit(one.printed) + computed.slack,
    ),
    Kind(
        "usgs_reliance",
        "USGS: net import reliance of the United States",
        "critmin reliance --forms --source usgs@EDITION --year YEARS",
        "0.6 percentage points: whole percent are printed, of parts that are rounded themselves",
        read_reliances,
        reliances,
        lambda one, computed: 100 * POINTS,
    ),
    Kind(
        "usgs_consumption",
        "USGS: apparent consumption of the United States",
        "critmin reliance --forms --extended --source usgs@EDITION --year YEARS",
        f"{ROUNDED}, of the consumption and of each part",
        read_consumption,
        consumptions,
        lambda one, computed: half_unit(one.printed) + computed.slack,
    ),
)

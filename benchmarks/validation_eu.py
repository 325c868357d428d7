"""Why a supply risk of the EU's study of 2023 is not computed: what would give the printed score.

Shares and trade parameters are those of the study's annex; import reliance, recycling, substitution
and the lists that count are a third party's transcription. Each rule first makes the computed score
from its parts, and then asks for the printed one with one input another way.
"""

from __future__ import annotations

import csv
from functools import cache
from math import isclose, isnan
from typing import NamedTuple

from audit_compare import DATASETS, slugs
from validation import Computed, Published, agrees
from validation_others import golden

import critmin
from critmin import measures

HALF = 0.05  # scores are printed with one decimal


class Inputs(NamedTuple):
    """Parts of a score: two concentrations, reliance, recycling rate, substitution index."""

    world: float | None
    union: float | None
    reliance: float | None
    recycling: float
    substitution: float

    def score(self) -> float:
        """Score of the parts."""
        return measures.eu_supply_risk(
            hhi_global=self.world,
            hhi_sourcing=self.union,
            import_reliance=self.reliance if None not in (self.world, self.union) else None,
            recycling=self.recycling,
            substitution=self.substitution,
        )


def _inputs(computed: Computed) -> Inputs | None:
    """Parts of a computed score, if they give it."""
    parts = Inputs(*(None if isnan(part) else part for part in computed.parts))  # type: ignore[arg-type]
    return parts if isclose(parts.score(), computed.value or 0.0, rel_tol=1e-6) else None


def shares_too_low(one: Published, computed: Computed, _tolerance: float) -> bool:
    """Whether the annex's shares give less even if nothing is recycled or can be replaced."""
    parts = _inputs(computed)
    if parts is None or one.published is None or _without_list(one, parts):
        return False
    most = max(index for index in (parts.world, parts.union) if index is not None)
    return most < one.published - HALF


def no_list(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether a list of EU sourcing lacks which, as concentrated as others are, gives the score.

    The study counts world supply and EU sourcing; the annex has the one list alone.
    """
    parts = _inputs(computed)
    if parts is None or not _without_list(one, parts):
        return False
    ends = [
        parts._replace(union=index, reliance=1.0 if parts.reliance is None else parts.reliance)
        for index in (min(_unions()), max(_unions()))
    ]
    low, high = (end.score() for end in ends)
    return low - tolerance <= (one.published or 0.0) <= high + tolerance


def world_alone(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether world supply alone gives the score, where the transcription counts both lists."""
    parts = _inputs(computed)
    return (
        parts is not None
        and None not in (parts.world, parts.union)
        and agrees(one, parts._replace(union=None).score(), tolerance)
    )


def rate_of_2017(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether the score has the recycling rate that the study of 2017 prints for the material."""
    parts, rate = _inputs(computed), _rates_2017().get(one.mineral)
    if parts is None or rate is None or rate == parts.recycling:
        return False
    return agrees(one, parts._replace(recycling=rate).score(), tolerance)


def reliance_of_2017(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether the score has the import reliance that the study of 2017 prints for the material."""
    parts, reliance = _inputs(computed), _rates_2017("import_reliance_pct").get(one.mineral)
    if parts is None or None in (reliance, parts.union) or reliance == parts.reliance:
        return False
    return agrees(one, parts._replace(reliance=reliance).score(), tolerance)


def _without_list(one: Published, parts: Inputs) -> bool:
    return parts.union is None and _lists()[one.mineral, one.what] == "global+eu"


@cache
def _lists() -> dict[tuple[str, str], str]:
    path = DATASETS / "eu" / "parameters_2023.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["mineral"], row["stage"]): row["used"] for row in csv.DictReader(file)}


@cache
def _unions() -> tuple[float, ...]:
    """Concentrations of all lists of EU sourcing that the annex prints."""
    return tuple(row["import_part"] for row in critmin.risk() if row["import_part"] is not None)


@cache
def _rates_2017(column: str = "eol_rir_pct") -> dict[str, float]:
    found = {}
    for line in golden("eu2017_supply_risk.csv"):
        names = slugs(line["material"])
        if names and line[column]:
            found[names[0]] = float(line[column]) / 100
    return found


RULES = (
    ("eu_shares_too_low", shares_too_low),
    ("eu_rate_of_2017", rate_of_2017),
    ("eu_reliance_of_2017", reliance_of_2017),
    ("eu_world_alone", world_alone),
    ("eu_no_list", no_list),
)

"""European Commission 2023 study: import reliance, recycling and substitution by stage.

The report itself is not at hand: the figures are a third party's transcription, as are the
scores that the study prints, beside which they stand (labels/eu_published_2023.csv; a second
transcription prints the same highest score of a material, or another, or none).
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from corrections import Ledger
from eu import SOURCE, STAGES, mineral_of, refuse_repeats
from eu_labels import MATERIALS
from places import Places
from tables import BuildError, TidyTable, read_rows
from values import plain

FILE = "eu/eu_2023_parameters.csv"
COLUMNS = (
    "mineral", "stage", "used", "import_reliance", "recycling", "substitution", "published",
    "flag", "note",
)
PUBLISHED = Path(__file__).resolve().parent / "labels" / "eu_published_2023.csv"
USED = {"GS+EU": "global+eu", "GSonly": "global", "EUonly": "eu"}
GROUP_RATE = "recycling is the rate of the group; the published score needs {}"
# Stages whose inputs are known not to be the study's, and why.
NOT_REPRODUCED = {
    ("chromium", "mining"): "the annex prints 9% of EU sourcing, about what is imported",
    ("germanium", "refining"): "the annex's shares give twice the published score",
    **dict.fromkeys(
        (("yttrium", "mining"), ("yttrium", "refining")), GROUP_RATE.format("31%, not 1%")
    ),
    **dict.fromkeys(
        (("terbium", "mining"), ("terbium", "refining")), GROUP_RATE.format("6%, not 1%")
    ),
    **{
        (metal, "refining"): "recycling is the rate of the platinum-group metals together"
        for metal in ("iridium", "palladium", "platinum", "rhodium", "ruthenium")
    },
}


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Parameters of the supply risk, one row per mineral and stage."""
    originals = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    if set(_published()) != {(row["material"], row["stage"]) for row in originals}:
        raise BuildError(f"{PUBLISHED.name}: not the materials and stages of {FILE}")
    rows = sorted((_row(original) for original in originals), key=lambda r: (r["mineral"], r["stage"]))
    keys = [(row["mineral"], row["stage"]) for row in rows]
    refuse_repeats(FILE, keys)
    absent = set(NOT_REPRODUCED) - set(keys)
    if absent:
        raise BuildError(f"{FILE}: noted and not there: {sorted(absent)}")
    return [
        TidyTable(
            path="eu/parameters_2023.csv",
            source=SOURCE,
            title="EU 2023 study: import reliance, recycling and substitution by material and stage",
            columns=COLUMNS,
            rows=rows,
            warnings=("period_average", "transcribed"),
        )
    ]


def _row(row: dict[str, str]) -> dict[str, str]:
    """One material and stage; percent become fractions, an empty cell stays empty."""
    if row["material"] not in MATERIALS or row["stage"] not in STAGES:
        raise BuildError(f"{FILE}: unknown row {row['material']}, {row['stage']}")
    if row["supply_used"] not in USED:
        raise BuildError(f"{FILE}: unknown supply {row['supply_used']!r}")
    mineral, stage = mineral_of(row), STAGES[row["stage"]]
    note = NOT_REPRODUCED.get((mineral, stage), "")
    return {
        "mineral": mineral, "stage": stage, "used": USED[row["supply_used"]],
        "import_reliance": _fraction(row, "import_reliance_pct", blank=True),
        "recycling": _fraction(row, "eol_recycling_input_rate_pct"),
        "substitution": _unit(row, Decimal(row["substitution_index_sr"])),
        "published": _published()[row["material"], row["stage"]],
        "flag": "not_reproduced" if note else "", "note": note,
    }


@cache
def _published() -> dict[tuple[str, str], str]:
    """Score that the study prints, by material and stage."""
    scores = {(r["material"], r["stage"]): r["score"] for r in read_rows(PUBLISHED)}
    strange = [key for key, score in scores.items() if not 0 <= Decimal(score) <= 10]
    if strange:
        raise BuildError(f"{PUBLISHED.name}: no scores: {strange}")
    return scores


def _fraction(row: dict[str, str], column: str, *, blank: bool = False) -> str:
    if blank and not row[column].strip():
        return ""
    return _unit(row, Decimal(row[column]) / 100)


def _unit(row: dict[str, str], value: Decimal) -> str:
    if not 0 <= value <= 1:
        raise BuildError(f"{FILE}: {row['material']}, {row['stage']}: {value} lies outside 0 to 1")
    return plain(value)

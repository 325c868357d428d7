"""European Commission 2023 study: import reliance, recycling and substitution by stage.

The report itself is not at hand: the figures are a third party's transcription. The scores
that the study prints stand beside them (``labels/published_2023.csv``, also transcribed;
``second_transcription`` says whether another copy prints the same highest score).
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corrections import Ledger
from eu.study import SOURCE, STAGES, materials, mineral_of
from labels import label_rows, must_match, one_of, refuse_repeats
from places import Places
from tables import BuildError, RawRow, TidyTable, read_rows

FILE = "eu/eu_2023_parameters.csv"
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


class Parameters(NamedTuple):
    """Inputs of the supply risk of a mineral at a stage, and the score that the study prints."""

    mineral: str
    stage: str
    used: str
    import_reliance: Decimal | None
    recycling: Decimal
    substitution: Decimal
    published: str
    flag: str
    note: str


def build(sources: Path, ledger: Ledger, places: Places) -> list[TidyTable]:
    """Parameters of the supply risk, one row per mineral and stage."""
    del places
    originals = ledger.apply(SOURCE, FILE, read_rows(sources / FILE))
    must_match(FILE, ((row["material"], row["stage"]) for row in originals), published())
    rows = sorted(
        (parameters(original) for original in originals), key=lambda r: (r.mineral, r.stage)
    )
    keys = [(row.mineral, row.stage) for row in rows]
    refuse_repeats(FILE, keys)
    if absent := set(NOT_REPRODUCED) - set(keys):
        raise BuildError(f"{FILE}: noted and not there: {sorted(absent)}")
    return [
        TidyTable(
            path="eu/parameters_2023.csv",
            source=SOURCE,
            title="EU 2023 study: import reliance, recycling and substitution by material "
            "and stage",
            columns=Parameters._fields,
            rows=rows,
            warnings=("period_average", "transcribed"),
        )
    ]


def parameters(row: RawRow) -> Parameters:
    """One material and stage; percent become fractions, an empty cell stays empty."""
    one_of(f"{FILE}: material", row["material"], materials())
    one_of(f"{FILE}: stage", row["stage"], STAGES)
    one_of(f"{FILE}: supply used", row["supply_used"], USED)
    mineral, stage = mineral_of(row), STAGES[row["stage"]]
    reliance = row["import_reliance_pct"].strip()
    note = NOT_REPRODUCED.get((mineral, stage), "")
    return Parameters(
        mineral,
        stage,
        used=USED[row["supply_used"]],
        import_reliance=fraction(row, Decimal(reliance) / 100) if reliance else None,
        recycling=fraction(row, Decimal(row["eol_recycling_input_rate_pct"]) / 100),
        substitution=fraction(row, Decimal(row["substitution_index_sr"])),
        published=published()[row["material"], row["stage"]],
        flag="not_reproduced" if note else "",
        note=note,
    )


@cache
def published() -> dict[tuple[str, str], str]:
    """Score that the study prints, by material and stage."""
    scores = {
        (row["material"], row["stage"]): row["score"] for row in label_rows("eu", "published_2023")
    }
    strange = [key for key, score in scores.items() if not 0 <= Decimal(score) <= 10]
    if strange:
        raise BuildError(f"eu/labels/published_2023.csv: no scores: {strange}")
    return scores


def fraction(row: RawRow, value: Decimal) -> Decimal:
    """A value between 0 and 1; any other stops the build."""
    if not 0 <= value <= 1:
        raise BuildError(f"{FILE}: {row['material']}, {row['stage']}: {value} lies outside 0 to 1")
    return value

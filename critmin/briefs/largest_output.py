"""What a country makes most of: the only reader of largest_makers.csv.

The build finds it with `critmin.briefs.output_shares`, whose tables of supply take longer to read.
"""

from __future__ import annotations

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import capital, lower, mineral_name, percent, place, the
from critmin.summaries.stages import does

TABLE = "largest_makers.csv"


class Largest(NamedTuple):
    """Mineral and stage of which a country makes more than half, with its share in a year."""

    iso3: str
    mineral: str
    stage: str
    year: int
    share: float


def largest(iso3: str) -> Largest | None:
    """Listed mineral of which a country has the largest share; None if none is above half."""
    found = next((row for row in read_table(TABLE)[1] if row[0] == iso3), None)
    if found is None:
        return None
    code, mineral, stage, year, share = found
    return Largest(code, mineral, stage, int(year), float(share))


def most_of(iso3: str) -> str:
    """Sentence on the listed mineral of which a country makes more than half; empty if none."""
    most = largest(iso3)
    if most is None:
        return ""
    verb = does({"mineral": most.mineral, "stage": most.stage, "flag": ()})
    return (
        f"{capital(the(place(iso3)))} {verb} about {percent(most.share)} of the published "
        f"world output of {lower(mineral_name(most.mineral))} in {most.year}."
    )

"""The only reader of the World Bank's political-stability scores, as GeoPolRisk uses them."""

from __future__ import annotations

from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.measures.geopolitical import instability

TABLE = "wgi/political_stability.csv"
SOURCE = "wgi@2025"
NEW_METHOD = 2023  # first year of the World Bank's new method; earlier scores are not comparable


class Score(NamedTuple):
    """Instability on the 0-1 scale, 1 the worst, and the release it was read from."""

    value: float
    edition: str


@cache
def scores() -> dict[tuple[str, int], Score]:
    """Instability by (ISO3, year)."""
    header, rows = read_table(TABLE)
    at = [header.index(name) for name in ("iso3", "year", "estimate", "edition")]
    return {
        (row[at[0]], int(row[at[1]])): Score(instability(float(row[at[2]])), row[at[3]])
        for row in rows
        if row[at[0]] and row[at[2]]
    }


@cache
def release(year: int) -> str:
    """Release of the scores of a year; empty for a year without any."""
    return next((found.edition for (_, at), found in scores().items() if at == year), "")


def score(iso3: str, year: int) -> Score | None:
    """Instability of a country in a year; None where the World Bank gives none."""
    return scores().get((iso3, year))

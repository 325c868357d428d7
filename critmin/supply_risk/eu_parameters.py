"""The only reader of the EU study's parameters: import reliance, recycling, substitution, t."""

from __future__ import annotations

from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple

SOURCE = "eu@2023"
YEAR = 2020
PARTS = {"global": "eu/supply_2023.csv", "eu": "eu/sourcing_2023.csv"}


class Parameters(NamedTuple):
    """Parameters of one mineral and stage.

    ``used`` names the lists of shares that count in the score, ``global`` and ``eu``;
    ``recycling`` is a rate in [0, 1], ``substitution`` an index in [0, 1];
    ``published`` is the score that the study prints, to one decimal.
    """

    mineral: str
    stage: str
    used: frozenset[str]
    import_reliance: float | None
    recycling: float
    substitution: float
    published: float
    flag: str
    note: str


class Share(NamedTuple):
    """A country's share in one list, its trade parameter t, and the ends of a share like <0.1%."""

    country: str
    iso3: str
    share: float
    t: float
    low: float
    high: float


@cache
def parameters() -> tuple[Parameters, ...]:
    """All parameters, by mineral and stage."""
    found = []
    for row in read_table("eu/parameters_2023.csv")[1]:
        mineral, stage, used, reliance, recycling, substitution, published, flag, note = row
        found.append(
            Parameters(
                mineral,
                stage,
                frozenset(used.split("+")),
                float(reliance) if reliance else None,
                float(recycling),
                float(substitution),
                float(published),
                flag,
                note,
            )
        )
    return tuple(found)


@cache
def _t() -> dict[tuple[str, str, str, str], float]:
    rows = read_table("eu/trade_parameters_2023.csv")[1]
    return {
        (mineral, stage, scope, iso3): float(t) for mineral, stage, scope, _name, iso3, t in rows
    }


@cache
def largest_t() -> float:
    """Largest trade parameter of the study."""
    return max(_t().values())


@cache
def _lists(scope: str) -> dict[tuple[str, str], tuple[Share, ...]]:
    header, rows = read_table(PARTS[scope])
    at = {name: header.index(name) for name in header}
    found: dict[tuple[str, str], list[Share]] = {}
    for row in rows:
        mineral, stage, iso3 = row[at["mineral"]], row[at["stage"]], row[at["iso3"]]
        quantity, low, high = (row[at[name]] for name in ("quantity", "low", "high"))
        ends = (quantity, quantity) if quantity else (low, high)
        least, most = (float(end) for end in ends)
        t = _t()[mineral, stage, scope, iso3]
        share = Share(row[at["country"]], iso3, (least + most) / 2, t, least, most)
        found.setdefault((mineral, stage), []).append(share)
    return {key: tuple(shares) for key, shares in found.items()}


def shares(scope: str, mineral: str, stage: str) -> tuple[Share, ...]:
    """Shares of ``global`` supply or ``eu`` sourcing; empty if the study prints none."""
    return _lists(scope).get((mineral, stage), ())

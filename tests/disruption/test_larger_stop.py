"""A larger stop never takes less: of one supplier, of several, of a bloc."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from critmin import shock
from critmin.core.errors import NoData

CUTS = st.floats(0.0, 1.0).map(lambda cut: round(cut, 6))
CASES = st.sampled_from(
    [
        ("JPN", "lithium", ("CHN",)),
        ("USA", "antimony", ("CHN",)),
        ("eu27", "rare-earths", ("CHN",)),
        ("DEU", "cobalt", ("COD",)),
        ("KOR", "graphite", ("CHN", "JPN")),
        ("USA", "copper", ("brics",)),
    ]
)
LOSSES = ("loss_share_low", "loss_share_high", "loss_usd", "loss_t")


@cache
def losses(buyer: str, mineral: str, suppliers: tuple[str, ...], cut: float) -> dict[Any, Any]:
    """Losses by form and year, of the forms that have one."""
    stop = [f"{supplier}={cut!r}" for supplier in suppliers]
    try:
        table = shock(buyer, mineral, stop=stop, as_of="2026-11-24")
    except NoData:
        return {}
    return {
        (row["stage"], row["year"], row.get("form"), name): row[name]
        for row in table
        for name in LOSSES
        if row[name] is not None
    }


@settings(max_examples=15)
@given(CASES, CUTS, CUTS)
def test_a_larger_cut_never_loses_less(
    case: tuple[str, str, tuple[str, ...]], one: float, other: float
) -> None:
    less, more = (losses(*case, cut) for cut in sorted((one, other)))
    # A stop of nothing loses nothing also where what a larger one takes is not known.
    assert less.keys() == more.keys() or (min(one, other) == 0 and less.keys() >= more.keys())
    for key, loss in more.items():
        assert 0 <= less[key] <= loss * (1 + 1e-9) + 1e-12, key


def test_a_stop_of_nothing_loses_nothing_and_a_whole_one_something() -> None:
    none, whole = (losses("JPN", "lithium", ("CHN",), cut) for cut in (0.0, 1.0))
    assert none and all(loss == 0 for loss in none.values())
    assert max(whole.values()) > 0

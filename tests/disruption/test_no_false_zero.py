"""Over all minerals: no 0 and no empty cell without its reason, and no row that vanishes."""

from __future__ import annotations

from typing import Any

import pytest
from answers import flags

from critmin import dependency, exposure, shock
from critmin.core.errors import NoData

ASKED = [
    (buyer, supplier, year)
    for buyer in ("JPN", "USA", "BEL", "eu27", "brics", "SACU")
    for supplier in ("CHN", "Belgium-Luxembourg", "Puerto Rico")
    for year in (1997, 2022, None)
    if (buyer, supplier) != ("brics", "CHN")
]
# Why a share by value is unknown: each code says so of the row.
UNKNOWN = {"code_emptied", "code_not_exclusive", "joint_row", "not_listed", "value_not_recorded"}
UNWEIGHED = {"weight_missing", "weight_implausible", "period_average"}
Key = tuple[Any, Any, Any]


def key(row: dict[str, Any]) -> Key:
    return row["mineral"], row["stage"], row["year"]


def imports_of(buyer: str, year: int | None) -> set[Key] | None:
    """Rows of `dependency`; None where the buyer has none, or the supplier is inside it."""
    try:
        found = dependency(buyer, year=year)
    except NoData:
        return None
    for row in found:
        assert row["share"] != 0, row
        assert row["share"] is not None or flags(row) & {*UNKNOWN, "range"}, row
        assert row["imports_usd"] != 0
        assert row["imports_t"] != 0
        assert row["imports_t"] is not None or flags(row) & UNWEIGHED, row
    return {key(row) for row in found}


@pytest.mark.parametrize(("buyer", "supplier", "year"), ASKED)
def test_every_zero_and_every_gap_has_a_reason(buyer, supplier, year) -> None:
    bought = imports_of(buyer, year)
    if bought is None or (buyer, supplier) == ("eu27", "Belgium-Luxembourg"):
        return
    exposed = {key(row): row for row in exposure(buyer, supplier=supplier, year=year)}
    lost = [row for row in shock(buyer, stop=supplier, year=year) if row["buyer_iso3"] != "world"]
    alone = {at for at, row in exposed.items() if "shared_codes_only" not in flags(row)}
    assert alone - bought <= {at for at in alone if "before_control" in flags(exposed[at])}
    assert bought - alone == set()
    assert {key(row) for row in lost} == bought
    for row in lost:
        direct = exposed[key(row)]["direct_share"]
        assert row["direct_share"] == direct
        assert direct != 0 or "none_recorded" in flags(row)
        assert direct is not None or flags(row) & UNKNOWN
        if row["loss_share_high"] is None:
            assert flags(row) & {*UNKNOWN, "feed_unseen"}, row
        elif direct is not None:
            assert row["loss_share_low"] == pytest.approx(direct)
        assert row["loss_share_high"] != 0 or flags(row) & {"no_shortage", "none_recorded"}
        assert (row["loss_measure"] is None) == (row["loss_share_low"] is None)

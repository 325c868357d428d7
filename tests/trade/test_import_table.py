"""A buyer's imports: unknown weights, odd unit values, shares, index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.trade.import_table import ImportTable, Supplier, suppliers_of
from critmin.trade.readers import Flow


def flow(exporter: str, value: int, kg: int | None, code: str = "283691") -> Flow:
    return Flow("JPN", code, exporter, value, kg)


def table(flows: list[Flow], **changes: object) -> ImportTable:
    given: dict[str, object] = {
        "mineral": "lithium",
        "form": "refined",
        "year": 2024,
        "buyer": "Japan",
        "source": "baci-hs92@202601",
        "currency": "USD",
        "codes": ("283691",),
        "not_held": (),
        "shared": {},
        "contents": {("283691", f.exporter): 0.1879 for f in flows},
        "suppliers": suppliers_of(flows, {"283691": 10.0}, {}),
    }
    return ImportTable(**{**given, **changes})  # type: ignore[arg-type]


def by_place(found: ImportTable) -> dict[str, Supplier]:
    return {supplier.place: supplier for supplier in found.suppliers}


def test_an_unknown_weight_is_not_zero() -> None:
    found = table([flow("CHL", 1000, 100), flow("CHN", 3000, None)])
    china = by_place(found)["CHN"]
    assert (china.kg, found.share(china, "weight"), found.share(china, "value")) == (
        None,
        None,
        0.75,
    )
    assert china.flags == ("weight_missing",)
    assert found.share(by_place(found)["CHL"], "weight") == 1.0
    assert "no weight is recorded for 75.0% of the value" in found.cautions("weight")[0].message
    assert not [c for c in found.cautions("value") if c.code == "weight_missing"]


def test_a_partly_known_weight_says_so() -> None:
    found = table([flow("CHN", 1000, 100), flow("CHN", 500, None, "282520")])
    assert by_place(found)["CHN"].flags == ("weight_incomplete",)
    assert by_place(found)["CHN"].kg == 100


def test_odd_unit_values_are_flagged_and_kept() -> None:
    found = table([flow("CHL", 1000, 100), flow("FRA", 4040, 20)])
    assert by_place(found)["FRA"].flags == ("unit_value_outlier", "unlike_product")
    assert by_place(found)["FRA"].kg == 20
    assert found.total("value") == 5040
    assert "1 of 2 suppliers (80.2% of the value)" in found.cautions("value")[0].message


def test_a_speck_of_odd_trade_does_not_mark_a_large_supplier() -> None:
    found = table([flow("CHL", 1_000_000, 100_000), flow("CHL", 5_000, 1, "283691")])
    assert by_place(found)["CHL"].flags == ()
    assert by_place(found)["CHL"].odd == 5_000


def test_a_weight_far_too_heavy_for_its_value_is_unknown() -> None:
    """The value counts, the weight does not: neither in the share nor in the total."""
    found = table([flow("CHL", 1000, 100), flow("PNG", 400, 1000), flow("PNG", 600, 60, "282520")])
    png = by_place(found)["PNG"]
    assert png.flags == ("unit_value_outlier", "weight_implausible")
    assert (png.kg, png.value, png.wrong, png.unweighed) == (60, 1000, 400, 0)
    assert found.share(png, "weight") == pytest.approx(60 / 160)
    assert found.share(png, "value") == 0.5
    said = {c.code: c.message for c in found.cautions("weight")}
    assert "1 supplier (20.0% of the value)" in said["weight_implausible"]
    assert "weight_missing" not in said


def test_the_weights_as_recorded_stay_at_hand() -> None:
    """Whoever judges the flows anew, for some codes or several forms, sees the wrong weight."""
    given = [flow("PNG", 400, 1000), flow("PNG", 600, 60, "282520"), flow("PNG", 5, None, "260400")]
    (png,) = table(given).suppliers
    assert png.recorded == tuple(given)
    assert png.contradicted == (given[0],)


def test_a_speck_with_a_wrong_weight_is_flagged_too() -> None:
    found = table([flow("CHL", 1_000_000, 100_000), flow("CHL", 5_000, 900_000, "283691")])
    chl = by_place(found)["CHL"]
    assert (chl.flags, chl.kg) == (("weight_implausible",), 100_000)


def test_contained_weight_only_through_a_factor() -> None:
    found = table([flow("CHL", 1000, 1000)])
    assert found.amount(found.suppliers[0], "contained") == pytest.approx(0.1879)
    without = table([flow("CHL", 1000, 1000)], contents={})
    assert without.amount(without.suppliers[0], "contained") is None
    assert "283691 x 0.1879" in found.cautions("contained")[-1].message


def test_a_shared_code_says_with_what() -> None:
    found = table([flow("CHN", 1, 1)], shared={"811292": ["gallium", "indium"]})
    assert not found.exclusive
    assert "811292 also covers gallium, indium" in found.cautions("value")[0].message


def test_printed_shares_are_used_as_they_are() -> None:
    printed = (Supplier("CHN", (), (), 0.55), Supplier("", (), (), 0.45))
    found = table([], suppliers=printed)
    assert found.ranked("value")[0][1] == 0.55
    assert found.hhi("value") == pytest.approx(3025)  # what is lumped together is not squared


FLOWS = st.lists(
    st.tuples(
        st.sampled_from(["CHN", "CHL", "DEU", "USA", "ARG"]),
        st.integers(1, 10**12),
        st.one_of(st.none(), st.integers(1, 10**12)),
    ),
    min_size=1,
    max_size=30,
)


@given(FLOWS)
def test_nothing_is_lost_and_shares_are_shares(flows) -> None:
    found = table([flow(*one) for one in flows])
    assert found.total("value") == sum(value for _, value, _ in flows)
    for measure in ("value", "weight"):
        shares = [share for _, share in found.ranked(measure) if share is not None]
        assert all(0 <= share <= 1 for share in shares)
        assert shares == sorted(shares, reverse=True)
        if shares:
            assert sum(shares) == pytest.approx(1)
            index = found.hhi(measure)
            assert index is not None
            assert 10_000 / len(shares) - 1e-6 <= index <= 10_000 + 1e-6

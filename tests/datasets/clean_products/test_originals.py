"""What stops the build of the tables of clean products, and how it reads their traps."""

from __future__ import annotations

from decimal import Decimal

import pytest

ROW = {"Entity": "China", "Code": "CHN", "Year": "2024", "Electric cars sold": "11300000"}
STATED = {
    "product": "solar PV",
    "stage": "China cost below",
    "country": "Europe",
    "iso3": "",
    "share": "0.35",
    "year": "2022",
    "source": 'IEA (2022) Solar PV Global Supply Chains: "a sentence"',
    "address": "https://example.org",
    "confidence": "medium",
    "bound": "=",
    "note": "",
}
LABEL = {"slug": "solar-pv", "stage": "cost", "item": "", "unit": "fraction below the country"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Code": "JPN"}, "do not agree"),
        ({"Electric cars sold": "-49752"}, "no number of cars"),
        ({"Electric cars sold": "1.5"}, "no number of cars"),
        ({"Entity": "Atlantis"}, "unknown country"),
    ],
)
def test_an_odd_sale_stops_the_build(build_path, change, said) -> None:
    from clean_products import sales
    from places import Places
    from tables import BuildError

    assert sales.sale(ROW, Places()).iso3 == "CHN"
    with pytest.raises(BuildError, match=said):
        sales.sale({**ROW, **change}, Places())


@pytest.mark.parametrize(
    ("code", "kind"), [("OWID_WRL", "total"), ("OWID_EUR", "region"), ("OWID_EU27", "bloc")]
)
def test_a_sum_with_a_code_is_no_country(build_path, code, kind) -> None:
    from clean_products import sales
    from places import Places

    assert sales.sale({**ROW, "Entity": "x", "Code": code}, Places()).kind == kind


def test_additions_of_broken_rows(build_path) -> None:
    from clean_products import additions

    held = {
        ("AAA", 2019): Decimal(10),
        ("AAA", 2020): Decimal(70),
        ("BBB", 2019): Decimal(20),  # its rows end
        ("CCC", 2018): Decimal(5),  # broken in 2019
        ("CCC", 2020): Decimal(6),
        ("DDD", 2020): Decimal(40),  # its first row
        ("EEE", 2019): Decimal(9),  # a loss
        ("EEE", 2020): Decimal(4),
    }
    rows = {row.iso3: row for row in additions.additions("wind", held, 2020)}
    world, without = Decimal(60 - 20 + 6 + 40 - 5), Decimal(60 + 40 - 5)
    assert rows["AAA"].share == round(60 / world, 4)
    assert {rows["AAA"].share_low, rows["AAA"].share_high} == {
        round(60 / world, 4),
        round(60 / without, 4),
    }
    assert rows["BBB"].state == rows["CCC"].state == "unknown"
    assert rows["BBB"].share is None
    assert rows["DDD"].share == round(40 / world, 4)
    assert rows["EEE"].share < 0


def test_solar_thermal_power_is_no_photovoltaic_power(build_path) -> None:
    from clean_products.additions import PRODUCTS, THERMAL

    assert PRODUCTS["solar-pv"]("Solar energy", "Solar photovoltaic")
    assert not PRODUCTS["solar-pv"]("Solar energy", THERMAL)


@pytest.mark.parametrize("share", ["0.61514", "0.000012345", "-0.0056691", "0"])
def test_a_small_share_does_not_become_zero(build_path, share) -> None:
    from clean_products.additions import _rounded

    found = _rounded(Decimal(share))
    assert bool(found) == bool(Decimal(share))
    assert abs(found - Decimal(share)) <= abs(Decimal(share)) / 1000


def test_lower_in_china_is_more_elsewhere(build_path) -> None:
    from clean_products import stated
    from places import Places

    one = stated.stated(STATED, LABEL, Places())
    assert (one.value, one.unit) == (Decimal("0.5385"), stated.ABOVE)
    assert one.note == "stated as 35% lower in China"
    assert one.publisher == "IEA (2022) Solar PV Global Supply Chains"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bound": "!"}, "unknown value"),
        ({"iso3": "FRA"}, "do not agree"),
        ({"country": "China", "iso3": "JPN"}, "do not agree"),
        ({"country": "China", "iso3": ""}, "do not agree"),
    ],
)
def test_an_odd_statement_stops_the_build(build_path, change, said) -> None:
    from clean_products import stated
    from places import Places
    from tables import BuildError

    with pytest.raises(BuildError, match=said):
        stated.stated({**STATED, **change}, LABEL, Places())


def test_an_impossible_share_stops_the_build(build_path) -> None:
    from clean_products import stated
    from places import Places
    from tables import BuildError

    label = {**LABEL, "unit": "share of the world"}
    with pytest.raises(BuildError, match="no share"):
        stated.stated({**STATED, "share": "1.2"}, label, Places())


@pytest.mark.parametrize(
    ("source", "publisher", "seen"),
    [
        ("IEA (2024) A, as reported by X", "IEA (2024) A", "X"),
        ('IEA (2024) A, as reported: "words"', "IEA (2024) A", "a report of it"),
        (
            'IEA (6 Mar 2025) B (full text reposted): "words"',
            "IEA (6 Mar 2025) B",
            "a report of it",
        ),
        ('IEA C: "words"; CC BY 4.0', "IEA C", ""),
    ],
)
def test_no_sentence_of_a_publisher_is_kept(build_path, source, publisher, seen) -> None:
    from clean_products.stated import attribution

    assert attribution(source) == (publisher, seen)

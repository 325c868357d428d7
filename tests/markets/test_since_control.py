"""Before and after a control: the base, the change, and the extremes after it."""

from __future__ import annotations

import pytest
from answers import said

import critmin
from critmin.core.errors import UnknownName
from critmin.markets.since_control import base_of, before_and_after, controller, first_control
from critmin.measures.prices import Price, Series


def years(*values: float | None, first: int) -> Series:
    prices = tuple(Price(str(first + at), value) for at, value in enumerate(values))
    return Series("antimony", "usgs", "metal", "USD/lb", False, prices)


def test_the_change_is_of_the_newest_price_on_the_last_before() -> None:
    control = first_control("antimony", "CHN")  # 15 September 2024
    series = years(4.0, 5.0, 8.0, 2.0, 6.0, first=2022)
    base = base_of(series, control)
    assert base == Price("2023", 5.0)
    told = before_and_after("antimony", series, control, base).message
    assert "Before: 5 USD/lb in 2023. After: 6 in 2026, +20.0%" in told
    assert "lowest 2 (2025), highest 8 (2024)" in told


@pytest.mark.parametrize("values", [(4.0, 5.0), (None, 5.0), (4.0, None)])
def test_there_is_no_base_without_a_price_before_and_after(values) -> None:
    control = first_control("antimony", "CHN")
    first = 2022 if values == (4.0, 5.0) else 2023
    assert base_of(years(*values, first=first), control) is None


def test_a_country_or_a_measure_controls() -> None:
    assert controller("china") == "CHN"
    assert controller("cn-2024-33") == "CN-2024-33"
    with pytest.raises(UnknownName, match="country or measure"):
        controller("CN-2099-1")


def test_an_item_that_names_its_mineral_is_not_named_twice() -> None:
    told = said(critmin.price("graphite", since_control="CHN"), "since_control")
    assert "covers natural flake graphite" in told

"""One printed cell: a number, zero, unknown, withheld, a bound, or unreadable."""

from __future__ import annotations

from decimal import Decimal

import pytest

from critmin.core.printed_numbers import (
    LESS_THAN_HALF,
    STATES,
    UnreadableCell,
    Value,
    about_mark,
    plain,
    read_value,
)


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [
        ("7", "7"),
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("90,000,000", "90000000"),
        ("0.02", "0.02"),
        (".5", "0.5"),
        ("1,234.5", "1234.5"),
        (" 12 ", "12"),
        ("\xa012\xa0", "12"),
        ("1 234", "1234"),
        ("1e3", "1000"),
    ],
)
def test_number(cell: str, quantity: str) -> None:
    assert read_value(cell) == Value("number", Decimal(quantity))


@pytest.mark.parametrize("cell", ["—", "–", "-", "--", "---", "0", "0.0", "0.00"])
def test_zero(cell: str) -> None:
    assert read_value(cell) == Value("zero", Decimal(0))


@pytest.mark.parametrize("cell", ["", "  ", "NA", "N/A", "n/a", "NaN", "XX"])
def test_unknown(cell: str) -> None:
    assert read_value(cell) == Value("unknown")


def test_withheld() -> None:
    assert read_value("W") == Value("withheld")


@pytest.mark.parametrize("cell", ["Large", "Moderate", "Available", "Not applicable"])
def test_words_are_unknown_and_kept(cell: str) -> None:
    assert read_value(cell) == Value("unknown", note=f"printed as: {cell}")


@pytest.mark.parametrize(
    ("cell", "limit"),
    [
        ("<0.1", "0.1"),
        ("< 1", "1"),
        ("<1,000", "1000"),
        ("less than 5", "5"),
        ("Less than 0.5", "0.5"),
        ("Less than 1/2 unit", "0.5"),
        ("less than ½ unit.", "0.5"),
    ],
)
def test_less_than(cell: str, limit: str) -> None:
    assert read_value(cell) == Value("less_than", low=Decimal(0), high=Decimal(limit))


@pytest.mark.parametrize(
    ("cell", "limit"), [(">95", "95"), ("> 90,000,000", "90000000"), ("More than 5", "5")]
)
def test_greater_than(cell: str, limit: str) -> None:
    assert read_value(cell) == Value("greater_than", low=Decimal(limit))


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("10-20", "10", "20"),
        ("10–20", "10", "20"),
        ("12 to 15", "12", "15"),
        ("1,000-2,000", "1000", "2000"),
    ],
)
def test_range(cell: str, low: str, high: str) -> None:
    assert read_value(cell) == Value("range", low=Decimal(low), high=Decimal(high))


def test_a_blank_can_stand_for_zero() -> None:
    assert read_value("", blank="zero") == Value("zero", Decimal(0))
    assert read_value("", blank="withheld") == Value("withheld")


@pytest.mark.parametrize(
    "cell", ["12abc", "1.2.3", "<", ">", "E", "<0.1%", "65%", "—5", "#REF!", "5;6", "(5)"]
)
def test_what_no_rule_reads_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        read_value(cell)


@pytest.mark.parametrize("cell", ["12,5", "0,65", "1.234,5", "1,2,3", "1,23", "1 2"])
def test_a_comma_that_parts_no_thousands_is_not_guessed_at(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        read_value(cell)


@pytest.mark.parametrize("cell", ["20-10", "15 to 12"])
def test_a_range_that_runs_backwards_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        read_value(cell)


@pytest.mark.parametrize(
    "cell", ["7", "—", "NA", "W", "<1", ">1", "1-2", "Large", "Less than 1/2 unit"]
)
def test_every_state_is_of_the_vocabulary(cell: str) -> None:
    assert read_value(cell).state in STATES


def test_zero_unknown_and_withheld_are_three_things() -> None:
    assert len({read_value(cell) for cell in ("—", "NA", "W")}) == 3
    assert read_value("NA").quantity is None
    assert read_value("W").quantity is None


def test_scaling_is_exact_and_keeps_the_state() -> None:
    assert read_value("0.1").scaled(Decimal(1000)).quantity == Decimal(100)
    assert read_value("<0.5").scaled(Decimal(1000)) == Value(
        "less_than", low=Decimal(0), high=Decimal(500)
    )
    assert read_value("W").scaled(Decimal(1000)) == Value("withheld")
    assert read_value("Large").scaled(Decimal(10)).note == "printed as: Large"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, ""),
        (Decimal(0), "0"),
        (Decimal("-0"), "0"),
        (Decimal("1E+6"), "1000000"),
        (Decimal("12.50"), "12.5"),
        (Decimal("100"), "100"),
        (Decimal("0.0000001"), "0.0000001"),
    ],
)
def test_plain(number: Decimal | None, text: str) -> None:
    assert plain(number) == text


def test_a_range_may_have_equal_ends_and_no_higher_first() -> None:
    found = read_value("5-5")
    assert (found.state, found.low, found.high) == ("range", 5, 5)
    with pytest.raises(UnreadableCell, match=r"^10 to 5$"):
        read_value("10-5")


def test_a_cell_like_no_mark_is_about_none() -> None:
    assert about_mark("?") == ""
    assert about_mark("12") == ""


def test_half_a_unit_is_said_in_words_and_by_a_mark() -> None:
    found = read_value("Less than 1/2 unit.")
    assert (found.low, found.high) == (0, Decimal("0.5"))
    assert found == LESS_THAN_HALF

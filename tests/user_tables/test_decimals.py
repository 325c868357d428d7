"""Decimal marks: found from all numbers of a file, never guessed from one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core.errors import QueryError
from critmin.user_tables.decimal_notation import Exact, notation_of, with_point
from critmin.user_tables.figures import figures_of, read_mark


def mark(*cells: str, separator: str = ";") -> str:
    notation = notation_of(enumerate(cells, start=2), usual="." if separator == "," else "")
    return "mixed" if notation.mixed else notation.mark or "unsure"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (("5", "44000"), "."),
        (("44,5",), ","),
        (("44.5",), "."),
        (("0,123",), ","),
        (("0.123",), "."),
        (("1.234",), "unsure"),
        (("1,234",), "unsure"),
        (("1.234", "5,5"), ","),
        (("1.234", "5.5"), "."),
        (("1.234", "0,125"), ","),
        (("1.234.567",), ","),
        (("1,234,567",), "."),
        (("1.234,5",), ","),
        (("12,34.5", "1"), "."),
        (("5,5", "5.5"), "mixed"),
        (("1 234,5",), ","),
        (("1'234.5",), "."),
        (("<0,5", "2-4"), ","),
        (("34,4%",), ","),
        (("n/a", "W", ""), "."),
        (("１，２３４", "５．５"), "."),
    ],
)
def test_the_mark_of_a_file(cells: tuple[str, ...], found: str) -> None:
    assert mark(*cells) == found


def test_between_commas_a_number_has_a_point_unless_one_says_otherwise() -> None:
    assert mark("1,234", separator=",") == "."
    assert mark("1.234", separator=",") == "."
    assert mark("12,5", separator=",") == ","
    assert mark("1,234", "12,5", separator=",") == "mixed"


def test_stored_numbers_say_nothing_of_texts_and_keep_their_value() -> None:
    assert mark(Exact(1.234), Exact(12.5)) == "."
    assert mark(Exact(12.5), "7,5") == ","
    assert with_point(Exact(1.234), ",") == "1.234"
    assert Exact(1.234).strip() == "1.234"
    assert isinstance(Exact(1.234).strip(), Exact)


def test_the_same_cell_under_both_marks() -> None:
    assert [with_point("1.234", mark) for mark in ".,"] == ["1.234", "1234"]
    assert [with_point("1,234", mark) for mark in ".,"] == ["1234", "1.234"]


@pytest.mark.parametrize("cell", ["1,2,3", "12.34.56", "e86,0", "1.23,456.7"])
def test_what_is_no_number_stays_as_it_is(cell: str) -> None:
    figures = figures_of([(2, "0,5")], [], share_header="", stated="", separator=";")
    assert figures.quantity(cell).text == cell


@pytest.mark.parametrize(("text", "found"), [(",", ","), ("point", "."), (None, ""), ("", "")])
def test_the_mark_as_the_user_says_it(text: str | None, found: str) -> None:
    assert read_mark(text) == found


def test_another_mark_is_refused() -> None:
    with pytest.raises(QueryError, match=r"--decimal is ';': write , or \."):
        read_mark(";")


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        (("0,04", "0.5"), "'0,04' under 'Share (%)' may be 4% or 0,04%"),
        (("0.5", "0,04"), "'0.5' under 'Share (%)' may be 50% or 0.5%"),
        (("0.5", "1.234,5"), ""),
        (("1,2,3", "0,04"), "'0.04' under 'Share (%)' may be 4% or 0.04%"),
        (("1,2,3", "n.d."), ""),
        ((Exact(1e-05), Exact(0.5)), "'0.00001' under 'Share (%)' may be 0.001% or 0.00001%"),
    ],
)
def test_a_percent_header_above_fractions_in_any_notation(cells, doubt) -> None:
    shares = list(enumerate(cells, 2))
    found = figures_of([], shares, share_header="Share (%)", stated="", separator=";")
    assert found.doubt.startswith(doubt)
    assert bool(found.doubt) == bool(doubt)


@given(
    st.lists(st.text("0123456789.,-<% '％５", max_size=8), min_size=1),
    st.sampled_from(["", ".", ","]),
    st.sampled_from([";", ",", ""]),
)
def test_no_cell_is_too_odd_for_its_notation(cells, stated, separator) -> None:
    shares = list(enumerate(cells, 2))
    found = figures_of([], shares, share_header="Share (%)", stated=stated, separator=separator)
    for cell in cells:
        assert found.share(cell).text is not None

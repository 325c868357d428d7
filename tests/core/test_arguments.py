"""Arguments of a question: lists, years, options with two spellings; what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.core import arguments
from critmin.core.errors import QueryError, UnknownName


def test_each_mineral_is_text() -> None:
    assert arguments.slugs(["Li", ("cobalt", "lithium")]) == ["lithium", "cobalt"]
    for names in (["lithium", 5], [5, "lithium"], [5]):
        with pytest.raises(QueryError, match="a mineral is given as text"):
            arguments.flat(names)


def test_stages_and_forms_are_once_each_however_they_are_spelt() -> None:
    assert arguments.stages("refining,mine, Mining") == ["refining", "mining"]
    assert arguments.stages(None) == ["mining"]
    assert arguments.trade_forms("ore,Ore") == ["ore"]


def test_countries_and_blocs_are_told_by_their_codes_once() -> None:
    assert arguments.countries_or_blocs("japan, EU, Japan, JPN") == ["JPN", "eu27"]
    assert arguments.countries(["japan", "DRC"]) == ["JPN", "COD"]


def test_a_list_without_a_name_does_not_mean_all() -> None:
    assert arguments.words(None) == arguments.places(None) == []
    assert arguments.words(" a ,, b") == ["a", "b"]
    for read in (arguments.words, arguments.places):
        with pytest.raises(QueryError, match="an option has an empty value"):
            read(" , ")


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_an_option_with_two_spellings_is_given_in_one(nothing: Any) -> None:
    assert arguments.either("--top", nothing, None) is None
    assert arguments.either("--top", nothing, 3) == arguments.either("--top", 3, nothing) == 3
    assert arguments.either("--top", 0, nothing) == 0
    with pytest.raises(QueryError, match="--top is given twice, in two spellings"):
        arguments.either("--top", 3, nothing, 3)


def test_the_query_of_an_answer_has_a_text_a_list_or_nothing() -> None:
    assert arguments.as_asked(["japan"]) == "japan"
    assert arguments.as_asked(("japan", "china")) == ["japan", "china"]
    assert arguments.as_asked([]) is None


def test_forms_are_given_as_forms_or_as_stages() -> None:
    assert arguments.form_or_stage("ore", None) == arguments.form_or_stage(None, "ore") == "ore"
    assert arguments.form_or_stage(None, None) is None
    with pytest.raises(QueryError, match="--form and --stage exclude each other"):
        arguments.form_or_stage("ore", "mining")


def test_supply_has_its_origin_in_a_mine_or_a_refinery() -> None:
    found = [arguments.origin_stage(text) for text in ("mine", "refining", None)]
    assert found == ["mining", "refining", None]
    with pytest.raises(QueryError, match="--origin-stage is 'reserves': write mining or refining"):
        arguments.origin_stage("reserves")


@pytest.mark.parametrize("year", [-1, 10_000, 2023.5, float("inf"), float("nan")])
def test_a_number_that_is_no_year_is_refused(year: float) -> None:
    with pytest.raises(QueryError, match="is not a year: write 2023"):
        arguments.years(year)


NUMBER = st.integers(0, 9999)


@given(NUMBER)
def test_a_year_as_a_number_is_the_year_as_text(year: int) -> None:
    assert arguments.years(year) == arguments.years(float(year)) == [year]
    assert arguments.years(f"{year:04}") == [year]


@given(st.lists(NUMBER, min_size=1, max_size=5))
def test_years_in_a_list_are_those_between_commas(given_years: list[int]) -> None:
    found = arguments.years(",".join(f"{year:04}" for year in given_years))
    assert arguments.years(given_years) == found == list(dict.fromkeys(given_years))


@given(st.lists(st.integers(2000, 2006), min_size=1, max_size=9))
def test_years_are_a_span_if_none_between_them_lacks(given_years: list[int]) -> None:
    every = {*range(min(given_years), max(given_years) + 1)}
    if every == {*given_years}:
        found = arguments.span_of_years(given_years, None, None)
        assert found == (str(min(given_years)), str(max(given_years)))
    else:
        with pytest.raises(QueryError, match="this question takes years without a gap"):
            arguments.span_of_years(given_years, None, None)


@pytest.mark.parametrize(("first", "last"), [("2020", None), (None, "2024"), ("2020", "2024")])
def test_a_span_is_given_as_years_or_by_its_ends(first: str | None, last: str | None) -> None:
    assert arguments.span_of_years(None, first, last) == (first, last)
    with pytest.raises(QueryError, match="--year excludes --from and --to"):
        arguments.span_of_years("2021", first, last)


@pytest.mark.parametrize(
    ("given_pairs", "expected"),
    [
        ({"wo": "country", "was": "mineral"}, ["wo=country", "was=mineral"]),
        (("wo=country",), ["wo=country"]),
        ("wo=country", ["wo=country"]),
    ],
)
def test_columns_have_theirs_and_ours(
    given_pairs: str | Mapping[str, str] | tuple[str, ...], expected: list[str]
) -> None:
    assert arguments.pairs(given_pairs) == expected


def test_a_word_of_a_closed_list_is_in_the_spelling_of_the_list() -> None:
    assert arguments.choice("kind", None, ["loan"]) is None
    assert arguments.choice("kind", "State_Aid", ["loan", "state-aid"]) == "state-aid"
    assert arguments.choice("kind", "GVC", ["GVC"]) == "GVC"
    with pytest.raises(UnknownName, match="unknown kind 'other'; known: loan, grant"):
        arguments.choice("kind", "other", ["loan", "grant"])
    with pytest.raises(UnknownName) as caught:
        arguments.choice("kind", "loans", ["loan", "grant"])
    assert caught.value.suggestions == ("loan",)
    with pytest.raises(QueryError, match="total is 'all': write published or listed"):
        arguments.total("all")

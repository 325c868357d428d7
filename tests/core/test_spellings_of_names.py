"""A name means the same however it is typed: its case, its width, its accents, its spaces."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from critmin.core import arguments, dates, name_reading, names, periods, products, roles
from critmin.core.errors import AmbiguousName, CritminError, QueryError, UnknownName
from critmin.core.files import read_table
from critmin.core.periods import Month


def cells(table: str, column: str) -> list[str]:
    header, rows = read_table(table)
    return [row[header.index(column)] for row in rows]


def wide(text: str) -> str:
    """Letters, digits and signs as wide as Chinese ones; a space as wide too."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text).replace(
        " ", "\u3000"
    )


WAYS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small": str.lower,
    "titles": str.title,
    "the other case": str.swapcase,
    "full width": wide,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "taken apart": lambda text: unicodedata.normalize("NFD", text),
    "spaces around": lambda text: f" \t{text}  ",
    "hard spaces": lambda text: text.replace(" ", "\xa0"),
}
MINERALS = [*names.minerals(), *(one.name for one in names.minerals().values())]
MINERALS += [*cells("mineral_aliases.csv", "alias"), *cells("mineral_translations.csv", "name")]
MINERALS += cells("mineral_ambiguous.csv", "alias")
COUNTRIES = [text for country in names.countries().values() for text in country if text]
COUNTRIES += [*cells("country_aliases.csv", "alias"), *cells("country_names.csv", "name")]
COUNTRIES += [*cells("country_ambiguous.csv", "alias"), *names.former_names()]
BLOCS = [*names.bloc_names(), *{member.name for member in names.memberships()}]
STAGES = [*names.STAGES, *names.STAGE_WORDS]
FORMS = [*names.TRADE_FORMS, *names.STAGE_FORMS]
LISTS: dict[str, tuple[list[str], Callable[[str], Any]]] = {
    "mineral": (MINERALS, lambda text: names.mineral(text, suggest=False).slug),
    "country": (COUNTRIES, lambda text: names.country(text, suggest=False).iso3),
    "bloc": (BLOCS, names.bloc),
    "stage": (STAGES, names.stage),
    "form": (FORMS, names.trade_forms),
    "good": (cells("products.csv", "name"), lambda text: products.product(text)),
    "any": (
        [*MINERALS, *COUNTRIES, *BLOCS, *cells("products.csv", "name")],
        lambda text: name_reading.one(text)._replace(text=""),
    ),
}
EUROPIUM = {"eu"}  # the symbol is told from the union by its capital


def outcome(look: Callable[[str], Any], text: str) -> Any:
    """What a name means, or the kind of its refusal with its meanings."""
    try:
        return look(text)
    except AmbiguousName as error:
        return error.meanings
    except UnknownName:
        return UnknownName


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("way", WAYS)
def test_every_known_name_means_the_same_in_every_spelling(kind: str, way: str) -> None:
    known, look = LISTS[kind]
    for text in dict.fromkeys(known):
        if kind != "any" or names.fold(text) not in EUROPIUM:
            assert outcome(look, WAYS[way](text)) == outcome(look, text), text


ANY_NAME = st.sampled_from([(kind, text) for kind, (known, _) in LISTS.items() for text in known])


@given(ANY_NAME, st.data())
def test_letters_in_any_mixture_of_cases_are_the_same_name(
    named: tuple[str, str], data: st.DataObject
) -> None:
    kind, text = named
    assume(names.fold(text) not in EUROPIUM)
    look = LISTS[kind][1]
    upper = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    mixed = "".join(
        letter.upper() if up else letter.lower() for letter, up in zip(text, upper, strict=True)
    )
    assert outcome(look, mixed) == outcome(look, text)


@given(ANY_NAME, st.text("qxzjäß 7", min_size=3, max_size=9))
def test_a_name_with_anything_before_or_after_it_is_no_name(
    named: tuple[str, str], other: str
) -> None:
    kind, text = named
    assume(len(names.fold(other)) > 2)
    for spelt in (f"{other}{text}", f"{text}{other}", f"{other} {text}"):
        found = outcome(LISTS[kind][1], spelt)
        assert found in (UnknownName, None) or (kind == "any" and not found.known), spelt


@settings(max_examples=40)
@given(st.text(max_size=12))
def test_any_text_is_a_known_name_or_refused(text: str) -> None:
    for _, look in LISTS.values():
        outcome(look, text)
    try:
        found = roles.read("share", [text])
    except CritminError:
        return
    assert {names.mineral(slug).slug for slug in found.minerals} <= set(names.minerals())


def test_a_stage_in_full_width_among_the_names_is_the_stage() -> None:
    assert roles.read("share", ["lithium", wide("refining")]).at == ["refining"]
    assert arguments.choice("purpose", wide("EV purchase"), ["ev-purchase"]) == "ev-purchase"


# Years, months and days --------------------------------------------------------------------------

YEARS = st.integers(1000, 9999)


@given(YEARS, st.integers(0, 60), st.sampled_from([":", "-", " : ", " - "]))
def test_a_range_of_years_has_each_of_them_once(first: int, more: int, sign: str) -> None:
    last = min(9999, first + more)
    assert arguments.years(f"{first}{sign}{last}") == list(range(first, last + 1))
    if last > first:
        with pytest.raises(QueryError, match=f"write {first}:{last}"):
            arguments.years(f"{last}{sign}{first}")


@given(st.lists(st.tuples(YEARS, st.integers(0, 3)), min_size=1, max_size=6))
def test_ranges_of_years_between_commas_are_in_their_order(parts: list[tuple[int, int]]) -> None:
    parts = [(first, min(9999, first + more)) for first, more in parts]
    typed = ",".join(f"{first}:{last}" if last > first else f"{first}" for first, last in parts)
    every = [year for first, last in parts for year in range(first, last + 1)]
    assert arguments.years(typed) == list(dict.fromkeys(every)) == periods.read(typed)


@given(st.builds(Month, st.integers(1900, 2100), st.integers(1, 12)), st.integers(0, 40))
def test_a_range_of_months_has_no_gap(first: Month, more: int) -> None:
    last = first
    for _ in range(more):
        last = last.next
    found = periods.read(f"{first}:{last}")
    assert (found[0], found[-1], len(found)) == (first, last, more + 1)
    for one, after in pairwise(found):
        day = date.fromisoformat(periods.last_day(one)) + timedelta(days=1)
        assert day.isoformat() == f"{after}-01"


@given(st.dates())
def test_a_day_is_read_in_both_spellings_and_lies_in_its_month_and_year(day: date) -> None:
    text = day.isoformat()
    assert dates.day(text) == dates.day(text.replace("-", "")) == dates.day(day) == text
    for part in (text[:7], text[:4]):
        found = dates.when(part, "from")
        assert found.first <= text <= found.last
        assert dates.last_day(part) == found.last
        assert dates.Span(text, text).may_hold(found)
        assert found.holds(text)
    assert dates.span(text[:4], text[:7]).last == dates.when(text[:7], "to").last


@pytest.mark.parametrize(
    ("year", "leap"), [(1600, True), (1900, False), (2000, True), (2023, False), (2024, True)]
)
def test_february_ends_as_in_the_calendar(year: int, leap: bool) -> None:
    last = f"{year}-02-{29 if leap else 28}"
    assert dates.when(f"{year}-02", "from").last == last
    assert periods.last_day(Month(year, 2)) == last
    if leap:
        assert dates.day(f"{year}0229") == last
    else:
        with pytest.raises(QueryError, match="is not a day"):
            dates.day(f"{year}-02-29")


@given(st.integers(0, 12), st.integers(0, 40))
def test_no_other_month_and_day_is_read(month: int, number: int) -> None:
    text = f"2023-{month:02}-{number:02}"
    try:
        date.fromisoformat(text)
    except ValueError:
        with pytest.raises(QueryError):
            dates.day(text)
    else:
        assert dates.day(text) == text


def test_a_date_may_be_in_a_span_that_its_days_touch() -> None:
    june = dates.when("2022-06", "from")
    for first, last, may in (
        ("2022-06-30", "", True),
        ("2022-07-01", "", False),
        ("", "2022-06-01", True),
        ("", "2022-05-31", False),
        ("2022-06-15", "2022-06-16", True),
        ("", "", True),
    ):
        assert dates.Span(first, last).may_hold(june) is may
    for years, may in (((2022,), True), ((2021,), False), ((2023,), False), ((1999, 2022), True)):
        assert dates.Span(years=years).may_hold(june) is may
    turn = dates.When("2021-12-31", "day-approx", "2021-12-30", "2022-01-02")
    assert dates.Span(years=(2022,)).may_hold(turn)
    assert not dates.Span(years=(2023,)).may_hold(turn)


def test_a_moment_is_its_day_and_no_day_is_today() -> None:
    assert dates.day(datetime(2025, 1, 2, 10, 30)) == "2025-01-02"
    today = dates.day(None)
    assert dates.last_day(None) == dates.last_day("today") == dates.day("today") == today


def test_a_span_ends_on_its_first_day_at_the_earliest() -> None:
    assert dates.span("2022-06-01", "2022-06-01") == ("2022-06-01", "2022-06-01", ())
    assert dates.span(None, "2022-06") == ("", "2022-06-30", ())
    with pytest.raises(QueryError, match="2023 to 2022: the second date is before the first"):
        dates.span("2023", "2022")

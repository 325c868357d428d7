"""What a program gives as arguments: taken from frames, or refused by name."""

from __future__ import annotations

import datetime

import pytest

import critmin

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")

ROWS = [
    {"mineral": "lithium", "year": 2023, "wo": "Chile", "quantity": 44_000},
    {"mineral": "lithium", "year": 2023, "wo": "Australia", "quantity": 86_000},
]


def years_of(year: object) -> set[object]:
    return set(critmin.share("lithium", year=year)["year"])


@pytest.mark.parametrize(
    "year", [np.int64(2023), 2023.0, np.float64(2023), [2023.0], ["2023"], pd.Series([2023])]
)
def test_a_year_may_come_from_a_frame(year) -> None:
    assert critmin.share("lithium", year=year).rows == critmin.share("lithium", year=2023).rows


def test_several_years_may_come_from_a_frame() -> None:
    assert years_of(np.array([2023, 2024])) == years_of(pd.Series([2023, 2024])) == {2023, 2024}
    frame = critmin.share("lithium", year=2023).to_pandas()
    assert years_of(frame["year"].unique()) == {2023}


def test_other_arguments_may_come_from_a_frame() -> None:
    assert len(critmin.share("lithium", top=np.int64(2))) == 2
    names = pd.Series(["lithium", "cobalt"])
    both = critmin.share("lithium", "cobalt").rows
    assert critmin.share(names).rows == critmin.share(mineral=names).rows == both
    days = "2026-11-24", datetime.date(2026, 11, 24), pd.Timestamp("2026-11-24")
    first, *others = (critmin.controls("gallium", as_of=day).rows for day in days)
    assert others == [first, first]


def test_years_that_are_compared_may_be_numbers() -> None:
    as_text = critmin.compare("share", "lithium", "2023", "2024")
    assert critmin.compare("share", "lithium", 2023, np.int64(2024)).rows == as_text.rows


def test_cuts_of_a_shock_are_a_dict_or_texts() -> None:
    asked = {"as_of": "2026-11-24"}
    given = critmin.shock("japan", "lithium", stop={"china": np.float64(0.5)}, **asked)
    assert given.rows == critmin.shock("japan", "lithium", stop="china=0.5", **asked).rows


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: critmin.share("lithium", top="3"), "top is '3': give a whole number"),
        (lambda: critmin.share("lithium", top=True), "top is True: give a whole number"),
        (lambda: critmin.share("lithium", source=5), "source is 5: give a text"),
        (lambda: critmin.share("lithium", source=["usgs", "iea"]), "source is ['usgs', 'iea']"),
        (lambda: critmin.share("lithium", by=5), "by is 5: give a text"),
        (lambda: critmin.share("lithium", stage=5), "stage is 5: give a text or a list of texts"),
        (lambda: critmin.share("lithium", year=True), "year is True: give a year"),
        (lambda: critmin.share("lithium", year=2023.5), "year is 2023.5: give a year"),
        (lambda: critmin.share("lithium", year=float("nan")), "year is nan: give a year"),
        (lambda: critmin.share("lithium", year=["x"]), "'x' is not a year"),
        (lambda: critmin.share("lithium", stage=pd.DataFrame()), "stage is a DataFrame"),
        (lambda: critmin.share(5), "a name is given as text"),
        (lambda: critmin.share(data=5), "data is a int: give the name of a file"),
        (lambda: critmin.share(data=ROWS, column_map=5), "column_map is 5"),
        (lambda: critmin.brief(5), "subject is 5: give a text"),
        (lambda: critmin.brief(["japan"]), "subject is ['japan']: give a text"),
        (lambda: critmin.exposure("japan", "graphite", supplier=5), "supplier is 5: give a text"),
        (lambda: critmin.controls("gallium", as_of=20261124), "as_of is 20261124: give a date"),
        (lambda: critmin.shock("japan", "gallium", stop="china", reach="0.5"), "give a number"),
        (lambda: critmin.shock("japan", "gallium", stop=5), "stop is 5: give a text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(ask, said) -> None:
    with pytest.raises(critmin.QueryError) as caught:
        ask()
    assert said in str(caught.value)


@pytest.mark.parametrize("column_map", [{"wo": "country"}, "wo=country", ["wo=country"]])
def test_columns_are_renamed_as_in_pandas_or_as_in_a_shell(column_map) -> None:
    assert critmin.share(data=ROWS, column_map=column_map)["country"] == ["Australia", "Chile"]
    listed = [{"supplier": "A", "mineral": "lithium", "wo": "Chile"}]
    assert "CHL" in critmin.suppliers(listed, column_map=column_map)["iso3"]

"""Conditions of ``--fail-if``: what they mean, and what they refuse."""

from __future__ import annotations

import operator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.answers.conditions import check, condition
from critmin.answers.table import Cell, Column, Table
from critmin.core.errors import QueryError, UnknownName

COLUMNS = (
    Column("country"),
    Column("share", "number", "fraction"),
    Column("world_share", "number", "fraction"),
    Column("year", "integer"),
    Column("quantity", "number", "as in unit"),
    Column("flag"),
    Column("hs6"),
    Column("effective", unit="date"),
    Column("untapped", "boolean"),
)
ROW: dict[str, Cell] = {
    "country": "China",
    "share": 0.7,
    "world_share": 0.5,
    "year": 2024,
    "quantity": 1.0,
    "flag": ("estimated", "withheld"),
    "hs6": ("250410", "250490"),
    "effective": "2025-01-02",
    "untapped": True,
}
EMPTY = dict.fromkeys(ROW)


def met(text: str, row: dict[str, Cell] | None = None) -> bool | None:
    return condition(text, COLUMNS)(ROW if row is None else row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("share > 0.5", True),
        ("share > 50%", True),
        ("share>70%", False),
        ("share >= 70 %", None),  # a percent sign stands at its number
        ("SHARE = .7", True),
        ("share == 7e-1", True),
        ("share != 0.7", False),
        ("share > world_share", True),
        ("world_share > share", False),
        ("year = 2024", True),
        ("country = china", True),
        ("country = share", False),  # a word beside a text is a text
        ("country = 'China'", True),
        ('country != "Chile"', True),
        ("flag = withheld", True),
        ("flag = unknown", False),
        ("flag != withheld", False),
        ("hs6 = 250490", True),
        ("effective < 2025-02-01", True),
        ("effective < 2025-01-01", False),
        ("untapped", True),
        ("untapped = no", False),
        ("untapped = No", False),
        ("untapped = false", False),
        ("untapped != no", True),
        ("untapped = yes", True),
        ("untapped == true", True),
        ("untapped != true", False),
        ("share = 70%", True),
        ("share >= 0.7 ", True),
        ("hs6 = 'share'", False),
        ("not untapped", False),
        ("share > 50% and country = Chile", False),
        ("share > 50% or country = Chile", True),
        ("share < 50% and year = 2024 or country = China", True),
        ("share < 50% and (year = 2024 or country = China)", False),
        ("not (share < 50%) and not country = Chile", True),
        ("share is empty", False),
        ("share is not empty", True),
    ],
)
def test_meaning(text, expected) -> None:
    if expected is None:
        with pytest.raises(QueryError):
            met(text)
    else:
        assert met(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "share > 0",
        "share != 0",
        "country = China",
        "country != China",
        "flag != withheld",
        "share > world_share",
        "untapped",
        "untapped != yes",
    ],
)
def test_an_empty_cell_meets_no_comparison_nor_its_opposite(text) -> None:
    assert met(text, EMPTY) is None
    assert met(f"not ({text})", EMPTY) is None
    assert met(f"{text} or share is empty", EMPTY) is True
    assert met(f"{text} and share is not empty", EMPTY) is False


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 1, "expected a column"),
        ("share", 6, "expected ="),
        ("share >", 8, "expected a number"),
        ("share > 50% and", 16, "expected a column"),
        ("(share > 1", 11, "expected )"),
        ("share > 1)", 10, "expected and"),
        ("share > china", 9, "share is a number, china is not"),
        ("share > '5'", 9, "is not"),
        ("share is 5", 10, "expected empty"),
        ("untapped = maybe", 12, "yes or no"),
        ("untapped > yes", 12, "yes or no"),
        ("share > 1 share < 2", 11, "expected and"),
        ('share > "1', 9, "'\"' has no meaning here"),
        (" !5", 2, "'!' has no meaning here"),
        ("= share", 1, "expected a column, not ="),
        ("(share > 1 = 2", 12, "expected ), not ="),
        ("share > 0 or " * 60 + "(" * 60, 831, "brackets"),
        ("5 < share", 1, "expected a column"),
        ("(" * 60 + "share > 1", 51, "brackets"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_position(text, at, said) -> None:
    with pytest.raises(QueryError, match=f"position {at}: ") as refused:
        met(text)
    assert said in str(refused.value)


def test_only_brackets_within_one_another_are_counted() -> None:
    assert met(" or ".join(["(share < 0)"] * 200)) is False
    assert met("(" * 49 + "share > 0" + ")" * 49) is True


def test_an_unknown_column_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName) as refused:
        met("shares > 50%")
    assert refused.value.suggestions == ("share",)
    with pytest.raises(UnknownName, match="known: country, share"):
        met("x = 1")


NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6))
SIGNS = {
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@given(st.sampled_from([*SIGNS]), NUMBERS, NUMBERS)
def test_a_comparison_is_that_of_the_numbers(sign, cell, limit) -> None:
    assert met(f"quantity {sign} {limit!r}", {**ROW, "quantity": cell}) is SIGNS[sign](cell, limit)


@given(st.text(max_size=40))
def test_any_text_is_a_condition_or_refused(text) -> None:
    with suppress(QueryError, UnknownName):
        assert met(text) in {True, False, None}


TRUTH = {True: "share > 0", False: "share < 0", None: "world_share > 0"}
LEAVES = st.sampled_from([*TRUTH.items()])


def kleene(kind: str, left: bool | None, right: bool | None) -> bool | None:
    """Three-valued logic by its table: unknown unless one side settles it."""
    settles = kind == "or"
    if settles in (left, right):
        return settles
    return None if None in (left, right) else not settles


def joined(children):
    return st.tuples(st.sampled_from(["and", "or", "not"]), children, children).map(_join)


def _join(parts):
    kind, (left, one), (right, other) = parts
    if kind == "not":
        return (None if left is None else not left), f"not ({one})"
    return kleene(kind, left, right), f"({one}) {kind} ({other})"


@given(st.recursive(LEAVES, joined, max_leaves=12))
def test_and_or_not_follow_three_valued_logic(case) -> None:
    expected, text = case
    assert met(text, {**ROW, "share": 0.5, "world_share": None}) is expected


def rows_that_meet(text: str, *rows: tuple[Cell, ...], unit: str = "fraction") -> list[Cell]:
    columns = (Column("country"), Column("kind"), Column("share", "number", unit), Column("unit"))
    table = Table({}, columns, tuple((*row, "fraction") for row in rows))
    meets = check(text, table)
    return [row["country"] for row in table if meets(row)]


SUPPLIERS = (
    ("China", "country", 0.44),
    ("eu27", "bloc", 0.6),
    ("Other countries", "residual", 0.55),
    ("World", "total", 1.0),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("share > 50%", []),
        ("share > 40%", ["China"]),
        ("not share > 50%", ["China"]),
        ("share > 50% and kind = total", ["World"]),
        ("share > 50% and kind != total", ["eu27", "Other countries"]),
        ("share > 50% and kind is not empty", ["eu27", "Other countries", "World"]),
    ],
)
def test_rows_that_hold_others_do_not_count_unless_the_kind_is_named(text, expected) -> None:
    assert rows_that_meet(text, *SUPPLIERS) == expected


def test_blocs_count_where_no_country_is_listed() -> None:
    assert rows_that_meet("share > 50%", *SUPPLIERS[1:]) == ["eu27"]


def test_a_figure_in_the_unit_of_its_row_is_a_fraction_where_all_are() -> None:
    assert rows_that_meet("share > 40%", *SUPPLIERS, unit="as in unit") == ["China"]
    with pytest.raises(QueryError, match="share is a fraction"):
        rows_that_meet("share > 40", *SUPPLIERS, unit="as in unit")
    columns = (Column("n", "number", "as in unit"), Column("year", "integer"), Column("unit"))
    fractions = Table({}, columns, ((0.4, 2024, "fraction"), (0.6, 2024, "fraction")))
    tonnes = Table({}, columns, ((40.0, 2024, "t"), (0.6, 2024, "fraction")))
    for table, text, expected in (
        (fractions, "n > 50% and year = 2024", [False, True]),
        (tonnes, "n > 5 and year = 2024", [True, False]),
    ):
        meets = check(text, table)
        assert [meets(row) for row in table] == expected


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("share > 50", 9, "share is a fraction: write 50% or 0.5"),
        ("Share > 2.5", 9, "Share is a fraction: write 2.5% or 0.025"),
        ("share > 1.5", 9, "share is a fraction: write 1.5% or 0.015"),
        ("share > 100", 9, "share is a fraction: write 100% or 1"),
        ("share > 100.5", 9, "share is a fraction: write 50% or 0.5"),
        ("share > 1e400", 9, "share is a fraction: write 50% or 0.5"),
        ("year > 20%", 8, "year is no fraction: write 20 without %"),
    ],
)
def test_a_percentage_is_for_fractions(text, at, said) -> None:
    with pytest.raises(QueryError) as caught:
        condition(text, COLUMNS)
    assert str(caught.value) == f"condition, position {at}: {said}"

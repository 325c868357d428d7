"""Order of rows: by hand on small tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.answers.columns import columns
from critmin.answers.ordering import order_of, sort
from critmin.answers.screens import ordered, screen_of
from critmin.answers.table import Cell, Table
from critmin.core.errors import QueryError, UnknownName


def answer(names: str, *rows: tuple[Cell, ...], **query: object) -> Table:
    return Table(query=query, columns=columns(names), rows=rows)


def test_several_columns_both_directions_and_empty_last() -> None:
    table = answer("mineral share", ("tin", 0.5), ("zinc", None), ("lead", 0.5), ("boron", 0.9))
    assert sort(table, order_of("-share,mineral"))["mineral"] == ["boron", "lead", "tin", "zinc"]
    assert sort(table, order_of("share"))["mineral"] == ["tin", "lead", "boron", "zinc"]
    assert sort(table, order_of("mineral:desc"))["mineral"] == ["zinc", "tin", "lead", "boron"]


def test_an_unknown_column_lists_the_known_ones_and_a_wrong_direction_is_refused() -> None:
    table = answer("mineral share", ("tin", 0.5))
    with pytest.raises(UnknownName, match="unknown column 'price'; known: mineral, share"):
        sort(table, order_of("price"))
    with pytest.raises(QueryError, match="write share:desc, share:asc or -share"):
        order_of("share:down")
    with pytest.raises(QueryError):
        order_of(" , ")


@given(st.lists(st.none() | st.floats(allow_nan=False) | st.integers(-9, 9)))
def test_rows_are_only_reordered_and_equal_ones_stay(cells) -> None:
    rows = [(cell, at) for at, cell in enumerate(cells)]
    for name, sign in (("share", 1), ("-share", -1)):
        got = sort(answer("share rank", *rows), [name]).rows
        assert sorted(got, key=lambda row: row[1]) == rows
        keys = [(cell is None, 0 if cell is None else sign * cell, at) for cell, at in got]
        assert keys == sorted(keys)


SHARES = "mineral stage year country kind share"


def test_groups_stay_and_totals_stay_below_their_rows() -> None:
    table = answer(
        SHARES,
        ("tin", "mining", 2024, "Peru", "country", 0.2),
        ("tin", "mining", 2024, "China", "country", 0.5),
        ("tin", "mining", 2024, "Chile", "country", None),
        ("tin", "mining", 2024, "Other countries", "residual", 0.3),
        ("tin", "mining", 2024, "World", "total", 1.0),
        ("tin", "refining", 2024, "Bolivia", "country", 0.1),
        ("tin", "refining", 2024, "China", "country", 0.9),
        command="share",
    )
    assert ordered(table)["country"] == [
        "China",
        "Peru",
        "Chile",
        "Other countries",
        "World",
        "China",
        "Bolivia",
    ]


EXPOSED = "mineral stage year buyer_iso3 direct_share under_licence_low under_licence_high"


def test_items_are_placed_by_their_best_row_and_kept_together() -> None:
    """A form's row of the year before the first control stays beside its newest one."""
    rows = (
        ("barite", "ore", 2024, "JPN", 0.95, 0.0, 0.0),
        ("graphite", "ore", 2022, "JPN", 0.97, 0.8, 0.8),
        ("graphite", "ore", 2024, "JPN", 0.90, 0.6, 0.6),
        ("tin", "ore", 2024, "JPN", 0.10, 0.0, 0.0),
    )
    table = answer(EXPOSED, *rows, command="exposure")
    assert [row[:3] for row in ordered(table).rows] == [
        ("graphite", "ore", 2022),
        ("graphite", "ore", 2024),
        ("barite", "ore", 2024),
        ("tin", "ore", 2024),
    ]
    asked = answer(EXPOSED, *rows, command="exposure", minerals=["barite", "graphite", "tin"])
    assert ordered(asked).rows == rows


def test_the_first_line_of_a_command_that_fits_applies_and_a_star_is_all_but_codes() -> None:
    matrix = answer("mineral lists jurisdiction flag source", command="lists")
    assert screen_of(matrix).essential == ("mineral", "lists", "jurisdiction")
    changes = answer("mineral list_id jurisdiction list_date change flag", command="lists")
    assert "change" in screen_of(changes).essential


def test_an_answer_without_a_line_keeps_the_heaviest_columns() -> None:
    table = answer("mineral basis share", command="no such command")
    assert screen_of(table).essential == ("mineral", "share")
    assert ordered(table) is table

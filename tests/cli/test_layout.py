"""What a terminal shows of an answer: intervals in one column, and what leaves first."""

from __future__ import annotations

import pytest
from critmin.cli.screen_layout import above, fitted, hoist, interval, laid_out

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Cell, Table

NAMES = (
    "mineral stage year buyer_iso3 supplier_iso3 imports_usd direct_share under_licence_low "
    "under_licence_high flag source"
)


def answer(*rows: tuple[Cell, ...], names: str = NAMES) -> Table:
    return Table(
        query={}, columns=weighing(columns(names), buyer_iso3=9, year=9, source=1), rows=rows
    )


def row(buyer: str, low: float | None, high: float | None) -> tuple[Cell, ...]:
    return ("graphite", "ore", 2024, buyer, "CHN", 1_000_000, 0.5, low, high, None, "x@1")


TWO = answer(row("JPN", 0.1, 0.4), row("KOR", None, None))


KEPT = ("mineral", "stage", "year", "buyer_iso3", "direct_share")


def shown(
    table: Table, width: int, essential: tuple[str, ...] = KEPT
) -> tuple[list[str], list[str], bool]:
    body, _same = hoist(table)
    fit = fitted(laid_out(table, body, None, "", "-", essential), width)
    return [name for column in fit.shown for name in column.names], [*fit.dropped], fit.tight


def test_both_ends_of_an_interval_stand_in_one_column() -> None:
    found = {column.heading: column.cells for column in laid_out(TWO, TWO, None, "", "-")}
    assert found["under licence"] == ("10.0-40.0%", "n/a")
    assert not {"under licence low", "under licence high"} & set(found)


def test_what_is_in_the_row_s_own_unit_is_an_interval_too() -> None:
    """And one that lies below zero is told with a word: -2.0--1.0% has a dash too many."""
    rows = (("C3", "a", -0.02, -0.01, "fraction", True), ("C3", "b", 1.0, 2.0, "ratio", None))
    table = answer(*rows, names="id case value_low value_high unit holds")
    body, same = hoist(table)
    cells = {column.heading: column.cells for column in laid_out(table, body, None, "", "-")}
    assert cells["value"] == ("-2.0 to -1.0%", "1-2")
    assert same == {"id": "C3"}


def test_forms_held_are_so_many_of_all() -> None:
    table = answer((1, 3), (None, None), names="forms_held forms_all")
    (column,) = laid_out(table, table, None, "", "-")
    assert (column.heading, column.cells[0]) == ("forms held", "1 of 3")


def test_an_index_keeps_its_bounds_apart() -> None:
    table = answer((5.0, 4.0, 6.0), names="hhi hhi_low hhi_high")
    assert [c.heading for c in laid_out(table, table, None, "", "-")] == [
        "hhi",
        "hhi low",
        "hhi high",
    ]


@pytest.mark.parametrize("dash", ["-", "\u2013"])
def test_an_interval_of_one_figure_is_that_figure(dash: str) -> None:
    assert interval("3.0%", "3.0%", dash) == "3.0%"
    assert interval("n/a", "n/a", dash) == "n/a"
    assert interval("3.0%", "n/a", dash) == f"3.0{dash}n/a"


def test_what_all_rows_share_stands_above_and_says_what_it_is() -> None:
    _body, same = hoist(TWO)
    assert same["supplier_iso3"] == "supplier China"
    assert "buyer_iso3" not in same
    one = answer(row("JPN", 0.1, 0.4), row("JPN", 0.1, 0.4))
    assert hoist(one)[1]["buyer_iso3"] == "buyer Japan"


def test_whose_row_it_is_never_leaves() -> None:
    names, dropped, tight = shown(TWO, 20)
    assert tight
    assert "buyer_iso3" in names
    assert {"imports_usd", "under_licence_low", "under_licence_high"} <= set(dropped)


def test_headings_break_before_a_column_leaves() -> None:
    wide, dropped, tight = shown(TWO, 200)
    assert (dropped, tight) == ([], False)
    body, _same = hoist(TWO)
    full = sum(c.width + 3 for c in laid_out(TWO, body, None, "", "-")) + 1
    names, dropped, tight = shown(TWO, full - 1)
    assert tight
    assert [name for name in names if name != "flag"] == [n for n in wide if n != "flag"]
    assert dropped == []


def test_lists_and_sentences_may_run_over_lines_and_codes_may_not() -> None:
    long = "barite;graphite;rare-earths;magnesium;tungsten"
    table = answer(("direct_share", long, long), names="measure minerals control_ids")
    measure, minerals, codes = laid_out(table, table, None, "", "-")
    assert minerals.wraps
    assert minerals.cells == ("barite; graphite; rare-earths; magnesium; tungsten",)
    assert minerals.width == 22
    assert not measure.wraps
    assert not codes.wraps


WIDE_ROW = ("tungsten", "ore", "a" * 20, "b" * 20, "c" * 20, "d" * 20)
WIDE_NAMES = "mineral stage title document recipient project"


def test_essential_columns_stand_on_two_lines_where_one_is_too_narrow() -> None:
    table = answer(WIDE_ROW, WIDE_ROW, names=WIDE_NAMES)
    columns = laid_out(table, table, None, "", "-", table.names)
    fit = fitted(columns, 70)
    assert [[c.names[0] for c in line] for line in fit.lines] == [
        ["mineral", "stage", "title"],
        ["document", "recipient", "project"],
    ]
    assert not fit.dropped
    assert len(fitted(columns, 200).lines) == 1


def test_the_table_turns_where_lines_do_not_help() -> None:
    table = answer(WIDE_ROW, names=WIDE_NAMES)
    fit = fitted(laid_out(table, table, None, "", "-", table.names), 30)
    assert fit.turned
    assert [c.names[0] for c in fit.shown] == WIDE_NAMES.split()


def test_empty_columns_leave_before_light_ones() -> None:
    """The weight of `basis` is below that of `share`, whose column has no figure."""
    rows = [("tin", "contained", None, 5), ("zinc", "contained", None, 6)]
    table = answer(*rows, names="mineral basis share rank")
    fit = fitted(laid_out(table, table, None, "", "-", ("mineral", "rank")), 28)
    assert [c.names[0] for c in fit.shown] == ["mineral", "basis", "rank"]


def test_text_breaks_into_shorter_lines_before_a_record_does() -> None:
    rows = [("tin", "one two three four five six", "seven eight nine ten eleven")] * 2
    table = answer(*rows, names="mineral document title")
    columns = laid_out(table, table, None, "", "-", table.names)
    fit = fitted(columns, 44)
    assert len(fit.lines) == 1
    assert [c.width for c in fit.shown] == [7, 14, 14]


def test_what_stands_above_says_it_once_and_without_codes() -> None:
    same = {"mineral": "tin", "buyer": "buyer Japan", "buyer_iso3": "buyer Japan", "weight": "none"}
    assert above({**same, "flag": "estimated", "source": "usgs@2026"}) == "tin · buyer Japan"


def test_wide_characters_take_two_columns() -> None:
    table = answer(("tin", "硫酸镍硫酸镍"), names="mineral supplier")
    _mineral, supplier = laid_out(table, table, None, "", "-")
    assert supplier.width == 12

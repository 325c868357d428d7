"""Which source answers, what an index and a control do to it, and how bad input is refused."""

from __future__ import annotations

from typing import Any

import pytest
from answers import flags, said

import critmin
from critmin.answers.table import Table
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.markets import price_tables

COLUMNS = ("mineral", "period", "price", "unit", "index", "flag", "source")


def rows(table: Table, mineral: str | None = None) -> list[dict[str, Any]]:
    return [row for row in table if mineral in {None, row["mineral"]}]


def origins(table: Table) -> set[str]:
    return {id_.partition("@")[0] for row in table for id_ in row["source"]}


def test_columns_are_the_contract() -> None:
    assert critmin.price("nickel").names == COLUMNS
    assert critmin.price("nickel", forms=True).names == (*COLUMNS[:-2], "form", *COLUMNS[-2:])


@pytest.mark.parametrize(
    ("options", "origin"),
    [
        ({}, "imf"),
        ({"start": "2020"}, "imf"),
        ({"start": "2025-09"}, "imf"),
        ({"start": "2025-10"}, "worldbank"),
        ({"end": "2026-03"}, "worldbank"),
        ({"start": "1980"}, "worldbank"),
        ({"source": "worldbank"}, "worldbank"),
        ({"source": "usgs@2025"}, "usgs"),
    ],
)
def test_one_source_answers(options, origin) -> None:
    assert origins(critmin.price("nickel", **options)) == {origin}


def test_the_world_bank_where_the_imf_has_none_and_the_usgs_where_neither_has() -> None:
    assert origins(critmin.price("phosphate-rock")) == {"worldbank"}
    assert origins(critmin.price("antimony")) == {"usgs"}


def test_another_source_than_the_preferred_is_said() -> None:
    table = critmin.price("nickel", start="2026")
    assert any("from worldbank; preferred, but shorter: imf@2025" in note for note in table.notes)


def test_no_mineral_gives_the_newest_price_of_each() -> None:
    table = critmin.price()
    assert len(set(table.column("mineral"))) == len(table)
    priced = [s for s in price_tables.minerals() if any(one.priced for one in price_tables.of(s))]
    assert table.column("mineral") == priced
    assert None not in table.column("price")
    assert "gemstones" in said(table, "no_data")


def test_no_mineral_with_a_month_gives_that_month_of_all() -> None:
    table = critmin.price(start="2024-06", end="2024-06")
    assert set(table.column("period")) == {"2024-06", "2024"}


def test_a_month_without_a_figure_stays_empty() -> None:
    table = critmin.price("phosphate-rock", start="2023-10", end="2023-12")
    middle = rows(table)[1]
    assert (middle["period"], middle["price"], flags(middle)) == ("2023-11", None, {"unknown"})


def test_withheld_is_not_unknown_and_not_zero() -> None:
    table = critmin.price("mica-sheet", source="usgs", forms=True, start=2024)
    block = [row for row in table if "block" in row["form"]]
    assert [row["price"] for row in block] == [None, None]
    assert all("withheld" in flags(row) for row in block)


def test_a_range_shows_its_middle_and_says_its_limits() -> None:
    table = critmin.price("zeolites", start=2025)
    assert rows(table)[0]["price"] == 175
    assert "zeolites 2025: 50 to 300" in said(table, "range")


def test_years_come_from_the_newest_edition_and_changes_are_flagged() -> None:
    table = critmin.price("germanium")
    editions = ["usgs@2023", "usgs@2024", "usgs@2025", *["usgs@2026"] * 5]
    assert table.column("source") == [(edition,) for edition in editions]
    assert ["edition_change" in flags(row) for row in table][:5] == [False, True, True, True, False]


def test_a_form_is_never_joined_with_another() -> None:
    table = critmin.price("gallium")
    assert table.column("period") == ["2021", "2022", "2023", "2024", "2025"]
    forms = critmin.price("gallium", forms=True)
    assert len({row["form"] for row in forms}) == 3


@pytest.mark.parametrize("base", ["2022", "2022-06"])
def test_the_index_is_100_over_its_base(base) -> None:
    table = critmin.price("nickel", start=base, end=base, index=base)
    own = table.column("index")
    assert sum(own) / len(own) == pytest.approx(100)


def test_an_incomplete_base_year_is_said() -> None:
    assert "7 of 12 months" in said(critmin.price("lithium", index=2012), "partial_year")
    assert not said(critmin.price("lithium", index=2013), "partial_year")


def test_an_index_without_a_base_is_refused_alone_and_empty_among_several() -> None:
    with pytest.raises(NoData, match="no index; prices run from 2012-06"):
        critmin.price("lithium", index=2010)
    table = critmin.price("lithium", "nickel", index=2010, start=2025)
    assert all(row["index"] is None for row in rows(table, "lithium"))
    assert all("index_base_missing" in flags(row) for row in rows(table, "lithium"))
    assert all(row["index"] is not None for row in rows(table, "nickel"))


def test_a_month_as_base_of_annual_prices_is_refused() -> None:
    with pytest.raises(NoData, match="yearly averages"):
        critmin.price("antimony", index="2022-06")


# Dates of effect: MOFCOM announcements 23 of 2023, 33 of 2024, 10 of 2025; DR Congo 22 February.
@pytest.mark.parametrize(
    ("mineral", "by", "base", "begins"),
    [
        ("gallium", "CHN", "2022", "2023"),
        ("germanium", "china", "2022", "2023"),
        ("graphite", "CHN", "2022", "2023"),
        ("antimony", "CHN", "2023", "2024"),
        ("bismuth", "CHN", "2024", "2025"),
        ("tungsten", "CHN", "2024", "2025"),
        ("molybdenum", "CHN", "2025-01", "2025-02"),
        ("rare-earths", "CHN", "2025-03", "2025-04"),
        ("cobalt", "COD", "2025-01", "2025-02"),
        ("nickel", "IDN", "2013-12", "2014-01"),
        ("nickel", "ID-2020-NI", "2019-12", "2020-01"),
    ],
)
def test_the_base_is_the_last_period_that_ended_before_the_control(
    mineral, by, base, begins
) -> None:
    table = critmin.price(mineral, since_control=by)
    first, second = rows(table)[:2]
    assert (first["period"], first["index"]) == (base, 100)
    assert "index_base" in flags(first)
    assert second["period"] == begins
    assert "control_begins" in flags(second)
    assert not any("control_begins" in flags(row) for row in rows(table)[2:])


def test_before_and_after_are_stated() -> None:
    told = said(critmin.price("antimony", since_control="CHN"), "since_control")
    assert "CN-2024-33" in told
    assert "Before: 5.49 USD/lb in 2023. After: 25 in 2025, +355.4%" in told


def test_a_control_known_to_the_year_is_uncertain_within_it() -> None:
    table = critmin.price("copper", since_control="LAO")
    own = rows(table)
    assert own[0]["period"] == "2023-12"
    assert {row["period"][:4] for row in own if "date_uncertain" in flags(row)} == {"2024"}
    assert not any("control_begins" in flags(row) for row in own)


def test_a_group_measured_through_its_members_is_partial() -> None:
    table = critmin.price("rare-earths", since_control="CHN")
    assert all("control_partial" in flags(row) for row in table)


@pytest.mark.parametrize(
    ("mineral", "by", "why"),
    [
        ("cobalt", "CHN", "no control of China on cobalt took effect: CN-2025-58"),
        ("erbium", "CHN", "took effect"),
        ("cerium", "CHN", "took effect"),
        ("zeolites", "CHN", "no export control of China on zeolites is on record"),
        ("tin", "CHN", "CN-LIC-2016"),
        ("manganese", "GAB", "both before and after 2029-01-01"),
        ("lithium", "JPN", "no export control of Japan"),
    ],
)
def test_no_control_is_no_data_with_the_reason(mineral, by, why) -> None:
    with pytest.raises(NoData, match=why):
        critmin.price(mineral, since_control=by)


def test_a_span_without_periods_since_the_control_is_no_data() -> None:
    with pytest.raises(NoData, match=r"to 2019 since CN-2023-23.*there are usgs@2026"):
        critmin.price("gallium", since_control="CHN", end=2019)


def test_forms_without_a_price_in_the_span_are_named() -> None:
    table = critmin.price("gallium", forms=True, start=2025)
    assert len(table) == 1
    assert any("forms without a price there" in n and "low-purity" in n for n in table.notes)


def test_all_minerals_since_a_control() -> None:
    table = critmin.price(since_control="CHN")
    for mineral in set(table.column("mineral")):
        base, newest = rows(table, mineral)
        assert base["index"] == 100
        assert newest["period"] > base["period"]
    assert {"gallium", "germanium", "antimony"} <= set(table.column("mineral"))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"start": "2024-13"}, "write a year or a month"),
        ({"start": "soon"}, "--from is 'soon'"),
        ({"end": "2024-02-30"}, "--to is"),
        ({"index": "22"}, "--index is"),
        ({"start": "2024", "end": "2023"}, "is after"),
        ({"start": "2024-02", "end": "2024-01"}, "is after"),
        ({"index": "2022", "since_control": "CHN"}, "exclude each other"),
    ],
)
def test_malformed_questions_are_refused(options, why) -> None:
    with pytest.raises(QueryError, match=why):
        critmin.price("nickel", **options)


@pytest.mark.parametrize(
    ("mineral", "options", "why"),
    [
        ("gemstones", {}, "without a figure"),
        ("hydrogen", {}, "no bundled source prints one"),
        ("platinum-group-metals", {}, "members have prices: iridium"),
        ("nickel", {"source": "iea"}, "iea prints no prices"),
        ("lithium", {"source": "worldbank"}, r"there are imf@2025 \(2012-06"),
        ("nickel", {"start": "2027"}, "from 2027; there are"),
        ("antimony", {"end": "1999-12"}, "to 1999-12; there are"),
    ],
)
def test_no_price_is_no_data_with_the_reason(mineral, options, why) -> None:
    with pytest.raises(NoData, match=why):
        critmin.price(mineral, **options)


def test_among_several_the_missing_one_keeps_a_row() -> None:
    table = critmin.price("nickel", "hydrogen", start="2025-09")
    last = rows(table)[-1]
    assert (last["mineral"], last["price"], last["flag"]) == ("hydrogen", None, ("no_data",))
    assert "hydrogen" in said(table, "no_data")


def test_unknown_names_are_refused() -> None:
    for options in ({"source": "imff"}, {"since_control": "Chna"}, {"since_control": "CN-2023-99"}):
        with pytest.raises(UnknownName):
            critmin.price("nickel", **options)
    with pytest.raises(UnknownName):
        critmin.price("nickle")

"""Whom a buyer buys from: golden shares, blocs, shared codes, and no data told from zero."""

from __future__ import annotations

import json
from typing import Any

import pytest
from answers import flags, said
from critmin.cli import app

from critmin import dependency
from critmin.answers.table import Table
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.trade import flows

COLUMNS = (
    "mineral",
    "stage",
    "year",
    "buyer",
    "buyer_iso3",
    "supplier",
    "supplier_iso3",
    "imports_usd",
    "imports_t",
    "share",
    "rank",
    "hs6",
    "flag",
    "source",
)


def one(table: Table) -> dict[str, Any]:
    assert len(table) == 1
    return next(iter(table))


def test_columns_are_the_contract() -> None:
    assert dependency("JPN", "lithium").names == COLUMNS
    extended = dependency("JPN", "lithium", extended=True)
    assert extended.names == (*COLUMNS[:12], "import_hhi", *COLUMNS[12:])
    index = sum(float(share) ** 2 for share in extended.column("share")) * 10_000  # type: ignore
    assert extended.column("import_hhi")[0] == pytest.approx(index)
    assert f"import HHI {index:,.0f}" in said(extended, "import_hhi")


# China's share of EU27 imports of metal, customs value (Eurostat).
@pytest.mark.parametrize(
    ("mineral", "year", "share"),
    [
        ("gallium", 2022, 0.974),
        ("gallium", 2023, 0.866),
        ("gallium", 2024, 0.679),
        ("germanium", 2022, 0.450),
        ("germanium", 2023, 0.525),
        ("germanium", 2024, 0.335),
    ],
)
def test_eight_digits_split_what_six_do_not(mineral, year, share) -> None:
    row = one(dependency("eu27", mineral, stage="refined", supplier="china", year=year))
    assert row["share"] == pytest.approx(share, abs=0.0005)
    assert row["imports_usd"] is None
    assert "value_in_eur" in flags(row)
    assert row["source"] == ("comext@2024",)


def test_the_united_states_prefer_the_usgs() -> None:
    mixed = one(dependency("US", "antimony", stage="mixed", supplier="CHN"))
    assert (mixed["share"], mixed["source"]) == (0.55, ("usgs@2026",))
    assert "period_average" in flags(mixed)
    baci = one(dependency("US", "antimony", supplier="CHN", source="baci-hs17"))
    assert baci["share"] == pytest.approx(0.1144, abs=0.0001)
    assert dependency("US", "antimony", measure="value").column("source")[0] != ("usgs@2026",)
    hidden = one(dependency("US", "antimony", stage="mixed", supplier="JPN"))
    assert (hidden["share"], flags(hidden)) == (None, {"not_listed", "period_average"})


def test_a_share_printed_as_a_bound_says_so() -> None:
    ore = dependency("US", "copper", stage="ore")
    canada = next(row for row in ore if row["supplier_iso3"] == "CAN")
    assert (canada["share"], flags(canada)) == (0.99, {"greater_than", "period_average"})
    assert said(ore, "greater_than").endswith("for Canada; that value is used")
    assert "for Other countries; half" in said(ore, "less_than")


def test_germanium_for_japan_in_2023_is_no_data() -> None:
    with pytest.raises(NoData, match="811230 is empty since 2017"):
        dependency("JPN", "germanium", year=2023)
    both = dependency("JPN", "germanium", "lithium", year=2023)
    empty = [row for row in both if row["mineral"] == "germanium"]
    assert {row["flag"] for row in empty} == {("no_data",)}
    assert all(row["share"] is row["imports_usd"] is row["imports_t"] is None for row in empty)


def test_a_remnant_of_a_code_is_called_that() -> None:
    before, after = dependency(
        "JPN", "germanium", stage="refined", year="2005,2012", supplier="CHN"
    )
    assert before["share"] > 0.5
    assert not flags(before)
    assert (after["share"], flags(after)) == (None, {"code_emptied"})  # not 0: it trades elsewhere
    # 23,029 USD from the Philippines are all that is left under it: no whole of anything.
    table = dependency("JPN", "germanium", stage="refined", year=2012, extended=True)
    left = one(table)
    assert (left["supplier_iso3"], left["imports_usd"]) == ("PHL", 23_029)
    assert (left["share"], left["rank"], left["import_hhi"]) == (None, None, None)
    assert not said(table, "import_hhi")


def test_no_other_code_of_one_mineral_is_left_with_a_remnant() -> None:
    """Germanium's code fell to a twentieth in 2007: no other does, so caveats.csv is complete."""
    held, years = flows.codes_held("baci-hs92"), flows.years("baci-hs92")
    fallen = set()
    for codes in flows.mapped("baci-hs92").values():
        for line in codes:
            of = [
                flows.world("baci-hs92", year, line.code).value if line.code in held[year] else 0
                for year in years
            ]
            fallen |= {
                (line.code, years[at])
                for at in range(3, len(years) - 2)
                if min(of[at - 3 : at]) > 5 * max(of[at : at + 3])
            }
    assert fallen == {("811230", 2007), ("811230", 2017)}  # a remnant, then nothing


def test_a_shared_code_says_with_what_and_has_neither_shares_nor_an_index() -> None:
    table = dependency("JPN", "gallium", extended=True)
    assert all("code_not_exclusive" in flags(row) for row in table)
    assert {table.column(name).count(None) for name in ("share", "rank", "import_hhi")} == {15}
    of_the_code = table.column("imports_usd")
    assert of_the_code == sorted(of_the_code, reverse=True)  # type: ignore[type-var]
    assert dependency("JPN", "gallium", top=2).column("supplier_iso3") == ["TWN", "CHN"]
    assert "811292 also covers germanium" in said(table, "code_not_exclusive")
    assert not said(table, "import_hhi")
    every = dependency("JPN")
    assert "gallium" not in every.column("mineral")
    assert "gallium" in said(every, "shared_codes_only")
    assert not [row for row in every if "code_not_exclusive" in flags(row)]


def test_a_shipment_without_a_value_is_no_zero() -> None:
    """Eurostat records shipments of less than a euro, or without a value, as 0."""
    table = dependency("BEL", "potash", extended=True)
    row = next(row for row in table if row["supplier_iso3"] == "CHN")
    assert (row["share"], row["rank"]) == (None, None)
    assert "value_not_recorded" in flags(row)
    assert "China" in said(table, "value_not_recorded")
    assert all(row["share"] != 0 for row in table)


@pytest.mark.parametrize("source", ["baci-hs92", "baci-hs17", "comext"])
def test_a_recorded_flow_has_no_weight_of_zero(source) -> None:
    for year in flows.years(source):
        held = flows.codes_held(source)[year]
        of = list(flows.flows(source, year, held))
        assert all(flow.kg is None or flow.kg > 0 for flow in of)
        assert source == "comext" or all(flow.value > 0 for flow in of)


def test_a_bloc_is_one_buyer() -> None:
    table = dependency("eu27", "lithium", stage="refined", year=2023)
    inside = {"DEU", "NLD", "BEL", "FRA"}
    assert not inside & set(table.column("supplier_iso3"))
    assert sum(table.column("share")) == pytest.approx(1)  # type: ignore[arg-type]
    assert said(table, "intra_bloc_excluded")
    members = [
        dependency(iso3, "lithium", stage="refined", year=2023, supplier="CHL")
        for iso3 in ("DEU", "BEL")
    ]
    whole = one(dependency("eu27", "lithium", stage="refined", year=2023, supplier="CHL"))[
        "imports_usd"
    ]
    assert whole > sum(one(member)["imports_usd"] for member in members)


def test_a_bloc_says_of_how_many_members_it_was_made() -> None:
    # Accessions of 2004, 2007 and 2013; the United Kingdom left on 31 January 2020.
    table = dependency("eu27", "cobalt", supplier="CHN", year="1995:2024")
    counts = "15 (1995-2003), 25 (2004-2006), 27 (2007-2012), 28 (2013-2019), 27 (2020-2024)"
    assert counts in said(table, "intra_bloc_excluded")
    held = dependency("eu27", "cobalt", year="2005,2024", as_of="2024-01-01")
    assert "27 members on 2024-01-01" in said(held, "intra_bloc_excluded")
    assert "GBR" in held.column("supplier_iso3")
    assert "GBR" not in dependency("eu27", "cobalt", year=2005).column("supplier_iso3")


def test_belgium_before_1999_stands_with_luxembourg() -> None:
    with pytest.raises(NoData, match="Belgium-Luxembourg until 1998"):
        dependency("BEL", "nickel", year=1996)
    early = dependency("eu27", "cobalt", stage="refined", year=1998)
    assert "Belgium-Luxembourg" not in early.column("supplier")
    hidden = one(dependency("JPN", "manganese", stage="ore", year=1998, supplier="ZAF"))
    assert (hidden["share"], flags(hidden)) == (None, {"joint_row"})


def test_dr_congo_cobalt_is_intermediate_and_flagged_where_booked_twice() -> None:
    table = dependency("CHN", "cobalt", stage="intermediate", year="2022,2023", supplier="COD")
    assert ["double_booked" in flags(row) for row in table] == [False, True]
    refined = dependency("CHN", "cobalt", stage="refined", year=2023)
    assert "COD" not in refined.column("supplier_iso3")


def test_taiwan_is_other_asia() -> None:
    row = one(dependency("JPN", "lithium", supplier="taiwan"))
    assert (row["supplier_iso3"], flags(row)) == ("TWN", {"other_asia"})


def test_none_recorded_is_told_from_no_data() -> None:
    row = one(dependency("JPN", "lithium", supplier="BRA", year=2023))
    assert (row["share"], row["imports_usd"]) == (0.0, None)
    assert flags(row) == {"none_recorded", "dug_elsewhere"}  # Brazil digs lithium


def test_history_comes_from_one_source() -> None:
    table = dependency("JPN", "graphite", year="1995:2024", supplier="CHN")
    assert table.column("year") == list(range(1995, 2025))
    assert set(table.column("source")) == {("baci-hs92@202601",)}
    assert all(0.5 < share < 1 for share in table.column("share"))  # type: ignore[operator]


def test_weight_and_contained_weight() -> None:
    value, weight, metal = (
        one(dependency("JPN", "lithium", supplier="CHN", year=2024, measure=measure))
        for measure in ("value", "weight", "contained")
    )
    assert value["imports_t"] == weight["imports_t"] == pytest.approx(34264.572)
    assert value["share"] != weight["share"]
    assert metal["imports_t"] == pytest.approx(5710.43, abs=0.01)
    assert "converted" in flags(metal)
    assert "converted" not in flags(weight)
    with pytest.raises(NoData, match="no single content factor"):
        dependency("JPN", "cobalt", stage="intermediate", measure="contained")


def test_two_sources_are_never_added_up() -> None:
    sources = {}
    for row in dependency("JPN"):
        sources.setdefault((row["mineral"], row["stage"]), set()).add(row["source"])
    assert len(sources) > 40
    assert all(len(found) == 1 for found in sources.values())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"supplier": "JPN"}, QueryError),
        ({"measure": "price"}, QueryError),
        ({"top": 0}, QueryError),
        ({"supplier": ""}, QueryError),  # an unset variable of a shell is not "all"
        ({"supplier": ["", " "]}, QueryError),
        ({"stage": " , "}, QueryError),
        ({"as_of": "2023-02-30"}, QueryError),
        ({"stage": "frobnicated"}, UnknownName),
        ({"source": "iea"}, UnknownName),
        ({"source": "usgs"}, NoData),
        ({"year": 1950}, NoData),
    ],
)
def test_bad_questions(arguments, error) -> None:
    with pytest.raises(error):
        dependency("JPN", "lithium", **arguments)


def test_a_form_that_only_shared_codes_hold_says_so() -> None:
    with pytest.raises(
        NoData, match="Japan: rare-earths magnet 2024: only codes shared with other minerals: name"
    ):
        dependency("JPN", stage="magnet", year=2024)


def test_a_buyer_that_is_no_importer() -> None:
    with pytest.raises(NoData, match="baci-hs92 has no code for it"):
        dependency("Antarctica", "lithium")
    with pytest.raises(NoData, match="no imports at all are recorded"):
        dependency("Christmas Island", "lithium")
    with pytest.raises(UnknownName):
        dependency("Atlantis")


@pytest.mark.parametrize(("who", "lacks"), [("JPN", "JPN"), ("g7", "CAN, GBR, JPN, USA")])
def test_a_source_of_eu_imports_does_not_answer_for_others(who, lacks) -> None:
    with pytest.raises(NoData, match=f"only imports of EU countries, and none of {lacks}$"):
        dependency(who, "lithium", source="comext")


def test_a_supplier_inside_the_bloc_is_refused() -> None:
    with pytest.raises(QueryError, match="member"):
        dependency("eu27", "lithium", supplier="germany")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("dependency JPN germanium --year 2023", 4),
        ("dependency JPN lithum", 3),
        ("dependency JPN lithium --supplier JPN", 2),
        ("reliance copper --buyer=", 2),
        ("dependency JPN lithium -q -f json", 0),
    ],
)
def test_exit_codes(line, code, capfdbinary) -> None:
    assert app.run(line.split()) == code
    out, err = capfdbinary.readouterr()
    if code:
        assert out == b""
        assert err.startswith(b"error: ")
        assert err.count(b"\n") == 1
    else:
        answer = json.loads(out)
        assert answer["query"]["answered_from"][0]["hs6"] == ["282520", "283691"]
        assert [column["name"] for column in answer["columns"]] == list(COLUMNS)


@pytest.mark.parametrize(
    ("bloc", "years", "changed"),
    [
        ("eu27", "2003:2005", {2004: "Slovakia and Slovenia|Slovenia joined"}),
        ("eu27", "2012:2021", {2013: "Croatia joined", 2020: "United Kingdom left"}),
        ("eu27", "2021,2012", {2021: "Croatia joined and United Kingdom left"}),
        ("brics", "2023:2024", {2024: "Egypt, Ethiopia, Iran, United Arab Emirates joined"}),
        ("g7", "1996:2024", {}),
    ],
)
def test_a_series_of_a_bloc_is_flagged_where_its_members_change(bloc, years, changed) -> None:
    found = dependency(bloc, "cobalt", stage="refined", year=years)
    flagged = {row["year"] for row in found if "bloc_changed" in flags(row)}
    assert flagged == set(changed)
    assert {row["year"] for row in found if "bloc_changed" not in flags(row)}.isdisjoint(flagged)
    for words in changed.values():
        assert any(word in said(found, "bloc_changed") for word in words.split("|"))
    same = dependency(bloc, "cobalt", stage="refined", year=years, as_of="2024-06-30")
    assert not any("bloc_changed" in flags(row) for row in same)


def test_a_member_recorded_with_others_is_named() -> None:
    found = dependency("brics", "cobalt", stage="refined", year="1999:2000", as_of="2024-06-30")
    flagged = {row["year"] for row in found if "bloc_incomplete" in flags(row)}
    assert flagged == {1999}
    assert "South Africa: its trade was recorded as Southern African" in said(
        found, "bloc_incomplete"
    )
    with pytest.raises(NoData, match="BRICS in 2008: it had no members in that year"):
        dependency("brics", "cobalt", year=2008)

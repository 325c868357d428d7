"""Briefs name the form of a share, the kind of a control, and what else is on record."""

from __future__ import annotations

import pytest

import critmin
from critmin.core.wording import percent

DAY = "2026-11-24"


def rows(table, kind):
    return [row for row in table if row["kind"] == kind]


def test_a_share_is_of_a_form_and_from_the_country_named() -> None:
    """Canada's 99% is of copper ore; refined copper comes from Chile."""
    summary = critmin.brief("usa", as_of=DAY).summary
    share = {
        (r["stage"], r["supplier_iso3"]): r["share"] for r in critmin.dependency("USA", "copper")
    }
    ore = percent(share["ore", "CAN"])
    assert share["refined", "CAN"] < 0.5
    assert f"copper ore ({ore})" in summary
    assert "copper (" not in summary.replace("copper ore (", "")
    assert "in at least one form" in summary
    assert "from Canada " in summary


def test_a_form_is_named_where_the_source_has_values() -> None:
    summary = critmin.brief("japan", as_of=DAY).summary
    assert "graphite ore (90%)" in summary


@pytest.mark.parametrize("mineral", ["fluorspar", "tin", "indium", "platinum"])
def test_a_licence_catalogue_is_on_record_and_ends(mineral) -> None:
    """China's Announcement No. 89 of 2025 has one year; `controls` has it as a catalogue."""
    (own,) = [
        row
        for row in critmin.controls(mineral, as_of=DAY)
        if row["type"] == "export-licence-catalogue"
    ]
    table = critmin.brief(mineral, as_of=DAY)
    assert "export-licence catalogue (Announcement No. 89 of 2025) is on record" in table.summary
    assert "by an earlier list" in table.summary
    assert "No dated change" not in table.summary
    assert "No control" not in table.summary
    assert rows(table, "event")[0]["next_event_date"] == own["next_event_date"] == "2026-12-31"
    cells = {row["control"] for row in rows(table, "producer") if row["iso3"] == "CHN"}
    assert "none-on-record" not in cells


def test_the_cell_of_the_largest_producer_names_the_catalogue() -> None:
    (china,) = [
        row
        for row in rows(critmin.brief("fluorspar", as_of=DAY), "producer")
        if row["iso3"] == "CHN"
    ]
    assert china["control"] == "licence-catalogue"
    assert china["control_ids"] == ("CN-LIC-2026",)
    assert "items_not_seen" in china["flag"]


def test_a_quota_is_not_a_licence() -> None:
    """DR Congo's measure on cobalt (CD-2025-004) is a quota."""
    of_cobalt = rows(critmin.brief("cobalt", as_of=DAY), "producer")
    assert {r["control"] for r in of_cobalt if r["iso3"] == "COD"} == {"quota-in-part"}
    of_china = rows(critmin.brief("china", as_of=DAY), "risk")
    (cobalt,) = [row for row in of_china if row["minerals"] == ("cobalt",)]
    assert (cobalt["iso3"], cobalt["control"]) == ("COD", "quota")


def test_a_ban_is_named_beside_a_licence_that_another_file_quotes() -> None:
    """China bans helium (No. 29 of 2026); Russia's rule is known only as another file quotes it."""
    summary = critmin.brief("helium", as_of=DAY).summary
    assert "China has banned exports of certain goods of helium" in summary
    assert "Russia, as another file quotes it, has required" in summary
    assert summary.index("China has banned") < summary.index("Russia,")


def test_the_rule_of_who_mines_most_stays_first() -> None:
    summary = critmin.brief("cobalt", as_of=DAY).summary
    assert summary.index("DR Congo has limited by quota") < summary.index("Namibia has banned")


def test_both_stages_of_a_gas_are_named() -> None:
    summary = critmin.share("helium", stage="mining,refining").summary
    assert "at the mining stage in 2025" in summary
    assert "at the refining stage on average in 2016-2020" in summary


def test_little_trade_is_no_large_risk() -> None:
    """South Africa sold DR Congo 457 USD of chromium ore in 2024."""
    risks = rows(critmin.brief("DRC", as_of=DAY), "risk")
    assert risks
    assert ("chromium",) not in [row["minerals"] for row in risks]
    assert rows(critmin.brief("tuvalu", as_of=DAY), "risk")  # 11 USD, and there is no other


def test_what_a_country_makes_and_its_own_next_change() -> None:
    table = critmin.brief("DRC", as_of=DAY)
    (mined,) = critmin.share("cobalt", country="DRC", stage="mining")
    assert f"mined about {percent(mined['share'])} of the published world output of cobalt" in (
        table.summary
    )
    assert [row["control_ids"] for row in rows(table, "event")] == [("CD-2025-004",)]
    assert "critmin brief COD --as supplier --as-of 2026-11-24" in table.further
    china = rows(critmin.brief("china", as_of=DAY), "event")[0]
    assert (china["iso3"], china["next_event_date"]) == ("CHN", "2026-11-27")

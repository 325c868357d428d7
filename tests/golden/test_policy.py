"""Acts, budget lines and coverage against what their publishers print.

Acts: Federal Register citations beside each. Budget lines: Nogimori (2025), Figure 7, as put
right; the programme's own totals from the press on the supplementary budgets. Coverage: the
rows counted here by other means than the library's, from the tables alone.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import critmin
from critmin.paper.figures import figure, figure_notes

TABLES = Path(__file__).resolve().parents[2] / "datasets" / "policy"
# act: number, day, Federal Register
ACTS = {
    "pd-2022-11": ("PD 2022-11", "2022-03-31", "87 FR 19775 (6 Apr 2022)"),
    "pd-2022-15": ("PD 2022-15", "2022-06-06", ""),
    "proc-10414": ("Proclamation 10414", "2022-06-06", ""),
    "eo-14110": ("EO 14110", "2023-10-30", ""),
    "pd-2024-03": ("PD 2024-03", "2023-12-27", "89 FR 3 (2 Jan 2024)"),
    "eo-14241": ("EO 14241", "2025-03-20", "90 FR 13673 (25 Mar 2025)"),
    "eo-13953": ("EO 13953", "2020-09-30", "85 FR 62539 (5 Oct 2020)"),
    "proc-11001": ("Proclamation 11001", "2026-01-14", ""),
}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("act_id", ACTS)
def test_numbers_and_days_of_acts(act_id) -> None:
    row = next(row for row in rows("acts") if row["act_id"] == act_id)
    assert (row["number"], row["signed"], row["published"]) == ACTS[act_id]


def test_what_the_battery_determination_names() -> None:
    # 87 FR 19775: lithium, nickel, cobalt, graphite, manganese
    table = critmin.policy_dpa(year=2022)
    named = dict(zip(table.column("act_id"), table.column("minerals"), strict=True))
    assert named["pd-2022-11"] == ("cobalt", "graphite", "lithium", "manganese", "nickel")
    assert named["pd-2022-15"] == ()


def test_five_determinations_of_one_day() -> None:
    table = critmin.policy_dpa(since="2019-07-22", until="2019-07-22")
    assert len(table) == 5
    assert set(table.column("number")) == {None}  # which number is whose was not seen


def test_an_act_ends_when_it_is_revoked() -> None:
    assert "eo-14110" in critmin.policy_dpa(as_of="2025-01-19").column("act_id")
    assert "eo-14110" not in critmin.policy_dpa(as_of="2025-01-20").column("act_id")


def test_an_act_that_names_the_list_names_what_stood_on_it() -> None:
    # 90 FR 13673, section 2(a): critical minerals of 30 U.S.C. 1606(a)(3), uranium, copper,
    # potash, gold. Tungsten is on the list of 2022; silver came on in November 2025.
    tungsten = critmin.policy_dpa("tungsten").column("act_id")
    assert {"eo-13953", "eo-14241"} <= set(tungsten)
    assert "eo-14241" not in critmin.policy_dpa("silver").column("act_id")
    assert "eo-14241" in critmin.policy_dpa("copper").column("act_id")


def test_figure_4_matches_the_printed_rows() -> None:
    table = figure(4)
    printed = [row for row in table if row["paper_row"] is not None]
    assert [row["paper_row"] for row in printed] == [1, 2, 3, 4, 4, 5, 6, 7]
    assert all(row["correction"] for row in printed)
    assert {r["instrument"] for r in printed if r["act_id"].startswith("eo-")} == {
        "executive-order"
    }
    assert [r["act_id"] for r in printed if not r["dpa"]] == ["proc-10414"]
    for row in printed:
        number, day, _page = ACTS.get(row["act_id"], ("", row["act_id"].removeprefix("memo-"), ""))
        assert (row["number"] or "", row["signed"]) == (number, day)
        assert row["evidence"].startswith("http")


BUDGETS = {
    "critical-goods": {2022: 958, 2023: 915, 2024: 16},
    "critical-goods-semiconductors": {2022: 216, 2023: 438},
    "critical-goods-batteries": {2022: 332, 2023: 266},
    "critical-goods-minerals": {2022: 106},
    "critical-goods-others": {2022: 305, 2023: 211, 2024: 16},
    "semiconductor-bases": {2021: 617, 2022: 450, 2023: 632, 2024: 471},
    "clean-vehicles": {2020: 4, 2021: 38, 2022: 90, 2023: 169, 2024: 146},
    "mineral-diversification": {2024: 160},
    "permanent-magnets": {2024: 4},
}


@pytest.mark.parametrize("line_id", BUDGETS)
def test_budget_lines_under_their_own_labels(line_id) -> None:
    found = {
        row["year"]: row["amount_bn_jpy"]
        for row in critmin.policy_meti()
        if row["line_id"] == line_id and row["stated_by"] == "paper"
    }
    assert found == BUDGETS[line_id]


def test_parts_tie_to_totals_and_rounding_is_shown() -> None:
    totals = {
        (row["year"], row["stated_by"]): (row["parts_bn_jpy"], row["rounding_bn_jpy"])
        for row in critmin.policy_meti()
        if row["level"] == "total"
    }
    assert totals[2022, "paper"] == (959, 1)  # 216 + 332 + 106 + 305, printed 958
    assert totals[2023, "paper"] == (915, 0)  # 438 + 266 + 211
    assert totals[2024, "paper"] == (16, 0)
    assert totals[2022, "ministry"] == (958.2, 0)
    assert totals[2023, "ministry"] == (None, None)  # only one of its parts was seen


def test_the_ministrys_own_semiconductors() -> None:
    row = next(
        row
        for row in critmin.policy_meti(year=2022)
        if row["line_id"] == "critical-goods-semiconductors" and row["stated_by"] == "ministry"
    )
    assert row["amount_bn_jpy"] == 368.6
    assert row["in_sums"] is False


def test_sums_by_purpose_count_each_yen_once() -> None:
    sums = {
        (row["purpose"], row["year"]): row["amount_bn_jpy"]
        for row in critmin.policy_meti(by="purpose")
    }
    assert sums["other-supply-chain", 2022] == 958 + 110
    assert sums["other-supply-chain", 2024] == 16 + 4 + 160
    assert sums["reshoring", 2022] == 11 + 450 + 580
    assert sums["ev-purchase", None] == 4 + 38 + 90 + 169 + 146
    assert ("friendshoring", 2023) not in sums  # no line is not a sum of 0
    years = {row["year"]: row["amount_bn_jpy"] for row in critmin.policy_meti(by="year")}
    assert years[2022] == sum(v for (_p, year), v in sums.items() if year == 2022)


def test_figure_7_has_the_years_that_the_header_repeats() -> None:
    table = {row["budget_line"] + row["level"] + row["stated_by"]: row for row in figure(7)}
    goods = table["Critical goods: whole programmetotalpaper"]
    assert [goods[f"fy{year}"] for year in range(2020, 2025)] == [None, None, 958, 915, 16]
    assert table["Critical goods: whole programmeroundingcomputed"]["fy2022"] == 1
    assert {row["item"] for row in figure_notes(7)} >= {"header", "row 10", "rows 11 and 14"}


def test_figure_7_is_the_printed_table_put_right() -> None:
    """All 18 printed lines in their order; a blank stays a blank."""
    with (Path(__file__).resolve().parent / "paper_figure7.csv").open(encoding="utf-8") as handle:
        printed = list(csv.DictReader(handle))
    rows = [row for row in figure(7) if row["paper_row"] is not None]
    assert [row["paper_row"] for row in rows] == [int(line["paper_row"]) for line in printed]
    years = [f"fy{year}" for year in range(2020, 2025)]
    for row, line in zip(rows, printed, strict=True):
        assert row["purpose"] == line["purpose"]
        assert [row[y] for y in years] == [float(line[y]) if line[y] else None for y in years]
    slipped = {row["paper_row"]: row["printed_label"] for row in rows if row["printed_label"]}
    assert slipped == {
        10: "(Semiconductors)",
        11: "(Storage batteries)",
        12: "(Critical minerals)",
        13: "(others)",
        14: "no label",
    }
    assert [row["paper_row"] for row in rows if row["printed_group"]] == [16, 17]


def by_hand(mineral: str, day: str, since: str = "") -> bool:
    """Whether an act under Title III names a mineral by name: from the tables alone."""
    signed = {
        row["act_id"]
        for row in rows("acts")
        if row["statute"] == "dpa-title-iii" and since <= row["signed"] <= day
    }
    return any(
        row["mineral"] == mineral and row["act_id"] in signed for row in rows("act_minerals")
    )


BATTERY = {"lithium", "nickel", "cobalt", "graphite", "manganese"}


def summary(**options) -> dict[tuple[str, str, str], dict[str, object]]:
    table = critmin.policy_coverage(summary=True, year=2023, valued_by="demand", **options)
    return {(str(r["class"]), str(r["reach"]), str(r["as_of"])): r for r in table}


def test_coverage_counts_what_acts_name() -> None:
    found = summary()
    for day in ("2022-06-30", "2025-03-31"):
        named = sum(by_hand(mineral, day) for mineral in BATTERY)
        assert found["battery", "dpa-by-name", day]["reached_low"] == named == 5
    in_office = found["battery", "dpa-in-office-by-name", "2025-03-31"]
    named = sum(by_hand(mineral, "2025-03-31", "2025-01-20") for mineral in BATTERY)
    assert in_office["reached_low"] == named == 0


def test_coverage_can_fall_either_way() -> None:
    # The paper: battery minerals are left out by 2025. Their value, of 2023: nickel 66.8,
    # lithium 44.1, cobalt 7.4 billion USD; graphite and manganese have none.
    found = summary()
    first, second = "2022-06-30", "2025-03-31"
    stays = [found["battery", "dpa", day] for day in (first, second)]
    assert [row["value_share_low"] for row in stays] == [1, 1]
    falls = [found["battery", "dpa-in-office-by-name", day] for day in (first, second)]
    assert [row["value_share_low"] for row in falls] == [1, 0]
    assert stays[0]["without_value"] == 2
    assert stays[0]["value_usd"] == pytest.approx(118.3e9, rel=0.005)
    assert found["defence", "dpa", second]["value_share_low"] == 1  # lithium and cobalt
    assert found["defence-not-battery", "dpa", second]["value_share_low"] is None


def test_china_dependent_value_is_lithium_and_cobalt() -> None:
    row = summary()["battery", "dpa", "2025-03-31"]
    # of those with a value; nickel's share of China is below one half at both stages
    assert row["china_value_usd"] == pytest.approx(51.5e9, rel=0.005)


def test_money_at_the_first_day_rests_on_one_equity() -> None:
    # by June 2022: nickel and cobalt through a finance-corporation equity of 2020; lithium
    # only through one dated to the year 2022
    row = summary()["battery", "committed", "2022-06-30"]
    assert (row["reached_low"], row["reached_high"]) == (2, 3)
    assert row["value_share_low"] == pytest.approx((66.8 + 7.36) / 118.3, abs=0.005)
    assert row["value_share_high"] == 1

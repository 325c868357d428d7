"""The tables of government action say what their sources say, and their sums tie."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from critmin.core import names
from critmin.policies.bundled_tables import acts, awards, budgets, in_office, terms, uses
from critmin.policies.state import KINDS, STATUSES
from critmin.uses.list_tables import list_ids

TABLES = Path(__file__).resolve().parents[3] / "datasets" / "policy"


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_award_is_there_once() -> None:
    ids = [row["award_id"] for row in rows("us_awards")]
    assert len(ids) == len(set(ids)) == 132
    assert {row["award_id"] for row in rows("us_award_minerals")} == set(ids)


def test_kinds_and_ends_of_awards() -> None:
    kinds = Counter(row["kind"] for row in rows("us_awards"))
    assert kinds == {
        "grant": 66,
        "letter-of-interest": 23,
        "equity": 13,
        "loan": 16,
        "purchase": 4,
        "conditional-loan": 3,
        "price-floor": 2,
        "equity-or-grant": 4,
        "matching": 1,
    }
    assert set(kinds) == set(KINDS)
    gone = [row for row in rows("us_awards") if row["status"] == "cancelled"]
    assert len(gone) == 11
    assert all(row["ended_precision"] for row in gone)
    assert {row["status"] for row in rows("us_awards")} <= set(STATUSES)


def test_an_empty_sum_is_said_to_be_unpublished() -> None:
    without = {row["award_id"] for row in rows("us_awards") if not row["amount_usd"]}
    assert without == {
        "dod-mp-floor-2025",
        "doe-lac-eq-2025",
        "dod-alcoa-gallium-2025",
        "lpo-lac-draw-2025",
        "dow-maaden-2025",
        "dow-koreazinc-eq-2025",
        "doe-nofo3-2026",
    }
    assert without == {
        row["award_id"] for row in rows("us_awards") if row["amount_is"] == "not-published"
    }


def test_double_counting_ones_name_the_other() -> None:
    ids = {award.award_id for award in awards()}
    twice = {a.award_id: a.counted_in for a in awards() if not a.counted}
    assert twice == {
        "exim-perpetua-loi-2024": "exim-perpetua-2026",
        "exim-graphiteone-2024": "exim-graphiteone-2025",
        "lpo-lac-draw-2025": "lpo-lac-2024",
        "doe-nofo3-2026": "",
    }
    assert {other for other in twice.values() if other} <= ids


def test_minerals_are_known() -> None:
    named = {n.mineral for a in acts() for n in a.names} | {m for a in awards() for m in a.minerals}
    named |= {use.mineral for use in uses()}
    assert named - {""} <= set(names.minerals())


def test_parts_tie_to_their_totals() -> None:
    for by, tolerance in (("paper", 2.5), ("ministry", 1e-9)):
        for total in [b for b in budgets() if b.level == "total" and b.stated_by == by]:
            parts = [
                b.amount_bn_jpy
                for b in budgets()
                if (b.part_of, b.fiscal_year, b.stated_by) == (total.line_id, total.fiscal_year, by)
            ]
            if by == "paper" or len(parts) > 1:
                assert sum(parts) == pytest.approx(total.amount_bn_jpy, abs=tolerance)


def test_terms_hand_over_on_one_day() -> None:
    assert [term.first for term in terms()] == ["2017-01-20", "2021-01-20", "2025-01-20"]
    assert in_office("2025-01-19").administration == "biden"
    assert in_office("2025-01-20").administration == "trump-2"
    assert in_office("2016-01-01") is None


def test_awards_are_of_the_administration_in_office() -> None:
    wrong = [
        award.award_id
        for award in awards()
        if award.date.precision == "day"
        and in_office(award.date.first).administration != award.administration
    ]
    assert not wrong


def test_battery_minerals_leave_out_silicon_and_vanadium() -> None:
    battery = {use.mineral for use in uses() if use.field == "battery"}
    assert battery == {"lithium", "nickel", "cobalt", "graphite", "manganese"}


def test_uses_of_the_minerals_whose_printed_uses_look_permuted() -> None:
    main = {use.mineral: use for use in uses() if use.field == "application"}
    assert main["tellurium"].use == "Metallurgy, solar cells, and thermoelectric devices"
    assert main["indium"].use == "Flat-panel displays and touchscreens"
    assert main["bismuth"].source == "usgs@2026"
    assert main["molybdenum"].confidence == "general_knowledge"


def test_definitions_name_lists_that_exist() -> None:
    lists = {r["value"] for r in rows("coverage_definitions") if r["rule"].endswith("on_list")}
    assert lists <= set(list_ids())


def test_parts_that_do_not_add_up_stop_the_build(build_path) -> None:
    from policy.budgets import BudgetLine, check_parts
    from tables import BuildError

    blank = BudgetLine(*[""] * len(BudgetLine._fields))

    def line(level, amount, by="paper"):
        return blank._replace(
            line_id="t" if level == "total" else "p",
            level=level,
            fiscal_year="2022",
            part_of="" if level == "total" else "t",
            amount_bn_jpy=amount,
            stated_by=by,
        )

    check_parts([line("total", "958"), line("part", "653"), line("part", "306")])
    with pytest.raises(BuildError, match="t 2022"):
        check_parts([line("total", "958"), line("part", "653"), line("part", "307")])
    with pytest.raises(BuildError, match="ministry"):
        check_parts(
            [
                line("total", "958.2", "ministry"),
                line("part", "600", "ministry"),
                line("part", "358.1", "ministry"),
            ]
        )


def test_an_unknown_mineral_or_row_stops_the_build(build_path) -> None:
    from labels import must_match, refuse_repeats
    from policy.words import meaning
    from tables import BuildError

    assert meaning("magnets", "here") == ("rare-earths", "product")
    with pytest.raises(BuildError, match="unobtainium"):
        meaning("unobtainium", "here")
    with pytest.raises(BuildError, match="not labelled"):
        must_match("acts", ["a", "b"], ["a"])
    with pytest.raises(BuildError, match="acts: more than once: a"):
        refuse_repeats("acts", ["a", "a"])


def test_a_cancelled_award_without_an_end_stops_the_build(build_path) -> None:
    from policy.awards import end_of
    from tables import BuildError

    raw = {"status_as_last_seen": "cancelled", "date": "2022-10-19"}
    with pytest.raises(BuildError, match="does not say when"):
        end_of(raw, {}, "here")
    with pytest.raises(BuildError, match="before"):
        end_of(raw, {"ended": "2021-01-01"}, "here")
    assert end_of(raw, {"ended": "unknown"}, "here") == ("", "unknown")

"""All measures of the register: dates, evidence, codes, minerals and chains that hold together."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

import critmin
from critmin.core import names
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.measure import CONFIDENCE_FLAGS, Measure
from critmin.export_controls.reach import extent
from critmin.export_controls.state import pauses
from critmin.trade import codes as tariff_codes

DATA = Path(__file__).resolve().parents[3] / "datasets"
EVERY = pytest.mark.parametrize("measure", measures(), ids=lambda m: m.measure_id)
CHANGING = {"suspends", "extends", "eases", "amends", "enforces"}
# Codes of goods that controls name and that the concordance does not hold: iron ore, equipment,
# tools, chemicals.
OTHER_GOODS = {"260111", "260112", "285210", "291990", "293190", "382499", "680421", "710491"} | {
    *("710510", "710692", "720110", "810199", "811299", "847989", "847990", "848690", "903289")
}


def column(table: str, name: str) -> set[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return {row[name] for row in csv.DictReader(handle)}


@EVERY
def test_dates_follow_one_another(measure: Measure) -> None:
    announced, effective, ended = measure.announced, measure.effective, measure.ended
    if effective is not None and effective.last < announced.first:
        assert measure.note.startswith("Retroactive")
    if ended is not None:
        assert ended.last >= (effective or announced).first
        assert not measure.ends or measure.ends[-1].ended == ended
    assert [end.announced.first for end in measure.ends] == sorted(
        end.announced.first for end in measure.ends
    )


@EVERY
def test_what_it_rests_on_is_covered(measure: Measure) -> None:
    if not measure.grounded:
        assert not measure.verified_through
        return
    assert measure.verified_through >= measure.announced.first
    for event in measure.events:
        assert event.evidence
        if event.kind in CHANGING:
            assert measure.verified_through >= event.known_from, event.event_id


@EVERY
def test_suspensions_do_not_overlap_and_extend_what_is_there(measure: Measure) -> None:
    found = pauses(measure)
    for earlier, later in pairwise(found):
        assert earlier.until.last < later.start
    for event in measure.events:
        assert event.until is None or event.until.last >= event.date.first
        assert event.known_from <= event.date.first or event.kind == "suspends"
        if event.kind == "extension-announced":
            assert any(pause.start <= event.known_from for pause in found)


@EVERY
def test_codes_and_minerals_are_known(measure: Measure) -> None:
    lines = {line.code for line in tariff_codes.lines()}
    known = lines | column("shared_codes", "code") | OTHER_GOODS
    covered = {cover.mineral for cover in measure.covers if cover.scope == "named"}
    assert covered <= set(names.minerals())
    for code in measure.codes:
        assert code.hs6 in known, code
        assert code.covers == "none" or code.mineral in covered


def test_only_two_have_no_address_and_they_are_marked() -> None:
    bare = {measure.measure_id for measure in measures() if not measure.grounded}
    assert bare == {"ZW-2021-CR", "ZW-2022-CR"}
    table = critmin.controls("chromium", by="ZWE", as_of="2026-11-24")
    for row in table:
        assert {"no_address", "no_page_seen"} <= set(row["flag"])


@EVERY
def test_what_is_known_from_memory_is_flagged_in_each_row(measure: Measure) -> None:
    day = (measure.ended or measure.announced).last
    day = max(day, "2020-01-01")
    table = critmin.controls(by=measure.jurisdiction, as_of=day, ended=True)
    for row in table:
        if row["measure_id"] != measure.measure_id:
            continue
        covers = [c for c in measure.covers if c.mineral == (row["mineral"] or "")]
        for confidence in {measure.confidence, *(c.confidence for c in covers)}:
            assert CONFIDENCE_FLAGS.get(confidence, "") in {"", *row["flag"]}


def test_no_share_s_low_end_rests_on_memory() -> None:
    """Zimbabwe's bans on chromium ore: of general knowledge, so in the high end alone."""
    for measure in measures():
        if measure.grounded:
            continue
        for code in measure.codes:
            assert extent(measure, code.mineral, "ore", code.hs6).high == 1
    row = next(
        r
        for r in critmin.exposure("CHN", supplier="ZWE", mineral="chromium", as_of="2024-06-01")
        if r["stage"] == "ore"
    )
    assert row["under_ban_low"] == 0
    assert row["direct_share"] == pytest.approx(row["under_ban_high"])
    assert "no_address" in row["flag"]

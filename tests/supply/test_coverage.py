"""Worlds of bundled tables, against bounds worked out by an independent program."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from critmin.core import names
from critmin.measures import SCALE
from critmin.supply import bundled_tables
from critmin.supply.coverage import Coverage, coverage
from critmin.supply.printed_table import hhi_range, leader, share_range, world_hhi_range

GOLDEN = list(
    csv.DictReader((Path(__file__).parent / "golden_bounds.csv").read_text("utf-8").splitlines())
)
# Where the other program read another print: each with what ours stands on.
OTHERWISE = {
    "ilmenite": "its total there is that of ilmenite and rutile together, 9,400 kt; here 8,900",
    "nickel reserves": "the G7 there has eight members; here its seven countries",
}
BASES = {"iron-ore": "iron-content"}


def worlds_of(mineral: str, stage: str, year: int, source: str) -> Coverage:
    entries = [
        entry
        for entry in bundled_tables.by_mineral_stage()[mineral, stage]
        if (entry.year, entry.source) == (year, source)
        and entry.basis == BASES.get(mineral, entry.basis)
    ]
    table = bundled_tables.load(entries[0])
    return coverage(table, bundled_tables.evidence(table))


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row['mineral']} {row['stage']}")
def test_bounds_are_those_of_an_independent_program(row):
    if row["mineral"] in OTHERWISE:
        return
    found = worlds_of(row["mineral"], row["stage"], int(row["year"]), f"usgs@{row['edition']}")
    low, high = hhi_range(found.worlds)
    world = world_hhi_range(found.worlds)
    top = next(at for at, one in enumerate(found.rows) if one.country == row["top"])
    computed = {
        "hhi_low": low * SCALE,
        "hhi_high": high * SCALE,
        "hhi_world_low": world.low * SCALE,
        "hhi_world_high": world.high * SCALE,
    }
    computed["top_low"], computed["top_high"] = share_range(found.worlds, [top])
    for bloc in ("eu27", "g7"):
        if f"{row['mineral']} {row['stage']}" in OTHERWISE and bloc == "g7":
            continue
        members = names.members(bloc, "2026-11-29")
        unlisted = len([iso3 for iso3 in members if iso3 not in {one.iso3 for one in found.rows}])
        ends = share_range(found.worlds, found.places(members), unlisted)
        computed[f"{bloc}_low"], computed[f"{bloc}_high"] = ends
    for name, value in computed.items():
        assert value == pytest.approx(float(row[name]), rel=2e-6, abs=1e-6), name
    first = leader(found.worlds)
    assert first.state == row["leader_state"]
    led = {found.rows[at].country for at in first.who}
    assert led | ({"an unnamed producer"} if first.unnamed else set()) == set(
        row["leader"].split("; ")
    )


def test_every_bundled_table_has_bounds():
    """No table is without worlds, and a printed figure lies inside its own interval."""
    for entry in bundled_tables.index():
        if not bundled_tables.usable(entry):
            continue
        table = bundled_tables.load(entry)
        found = coverage(table, bundled_tables.evidence(table))
        low, high = hhi_range(found.worlds)
        assert 0 < low <= high <= 1 + 1e-9, entry
        for box, row in zip(found.worlds.figures, found.rows, strict=True):
            assert row.quantity is None or box.low <= row.quantity <= box.high, (entry, row)


def test_a_blank_is_zero_where_another_edition_prints_zero():
    """Copper refined in 2023: three blanks of one edition are zeros of the one before."""
    found = worlds_of("copper", "mining", 2023, "usgs@2025")
    assert not found.blanks


def test_a_producer_outside_the_total_is_no_part_of_it():
    found = worlds_of("iodine", "mining", 2024, "usgs@2025")
    assert found.outside == ("United States",)
    assert found.worlds.outside == 1


def test_the_scope_of_a_table_is_in_words():
    assert worlds_of("soda-ash", "mining", 2025, "usgs@2026").scope == "natural"

"""No answer is firmer than what it rests on: producers without a figure, leaders, flags."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import critmin
from critmin.answers.table import Table, several
from critmin.core import names
from critmin.supply import bundled_tables, query
from critmin.supply.distribution import Distribution
from critmin.supply.governance import EU_STUDY, weighted
from critmin.supply.leader import leader

STAGES = ("mining", "refining", "reserves", "capacity")
SLUGS = tuple(names.minerals())


def tables() -> Iterator[Distribution]:
    for entry in bundled_tables.index():
        if bundled_tables.usable(entry):
            yield query.shares_of(bundled_tables.load(entry), None)


def said(table: Table, code: str) -> str:
    return " ".join(caution.message for caution in table.warnings if caution.code == code)


def only(table: Table) -> dict[str, object]:
    (row,) = table
    return row


# --- producers without a figure


def test_no_bundled_table_has_bounds_beside_a_country_without_a_figure() -> None:
    found = 0
    for shares in tables():
        if shares.ranked and any(row.centre is None for row in shares.table.countries):
            found += 1
            assert shares.hhi()[1] is None, shares.table.what
            assert weighted(shares, EU_STUDY)[1] is None, shares.table.what
    assert found > 150


# USGS, Mineral Commodity Summaries 2026: helium reserves of Qatar "Large", of Canada and China NA.
@pytest.mark.parametrize("weight", ["none", "wgi"])
def test_helium_reserves_have_no_bounds(weight: str) -> None:
    table = critmin.hhi("helium", stage="reserves", weight=weight)
    row = only(table)
    assert (row["hhi_low"], row["hhi_high"], row["unknown"]) == (None, None, 3)
    assert {"unknown", "top_uncertain"} <= set(several(row["flag"]))
    assert "Qatar" in said(table, "top_uncertain")
    assert "no bounds" in said(table, "unknown")
    if weight == "none":
        assert row["hhi"] == pytest.approx(5088.28, abs=0.005)
        assert "band_uncertain" in several(row["flag"])


def test_every_share_beside_an_unknown_producer_says_so() -> None:
    for row in critmin.share("helium", stage="reserves"):
        unknown = row["country"] in {"Qatar", "Canada", "China"}
        if row["kind"] == "country":
            assert ("unknown_excluded" in several(row["flag"])) is not unknown
            assert (row["share"] is None) is unknown


# --- who leads


def test_no_leader_is_named_where_half_has_no_country() -> None:
    found = 0
    for stage in STAGES:
        for row in critmin.hhi(stage=stage):
            if (row["residual_share"] or 0) >= 0.5:
                found += 1
                assert (row["top_country"], row["top_iso3"]) == (None, None), row["mineral"]
                assert "residual_large" in several(row["flag"])
            elif row["year"] is not None:
                assert row["top_country"], row["mineral"]
    assert found >= 3


def test_two_stages_together_name_no_leader_of_the_unnamed(tmp_path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "mineral,year,country,quantity,stage\n"
        "tin,2024,China,30,mining\ntin,2024,Other,70,mining\ntin,2024,China,70,refining\n"
    )
    notes = critmin.share("tin", stage="mining,refining", data=str(file)).notes
    (note,) = [note for note in notes if "refining is led by China" in note]
    assert "who leads mining is not known" in note
    assert "same country" not in note


@pytest.mark.parametrize(
    ("mineral", "stage", "country"),
    [("bromine", "mining", "United States"), ("tantalum", "reserves", "DR Congo")],
)
def test_a_hidden_producer_that_other_tables_put_first_is_named(
    mineral: str, stage: str, country: str
) -> None:
    assert country in said(critmin.hhi(mineral, stage=stage), "top_uncertain")


def test_a_residual_larger_than_the_largest_named_is_said() -> None:
    for shares in tables():
        if not shares.ranked or shares.bounds_only:
            continue
        codes = {caution.code for caution in leader(shares).cautions}
        if shares.residual >= shares.parts[0]:
            assert "top_uncertain" in codes, shares.table.what


# --- the same flags in every answer


def keyed(table: Table) -> dict[tuple[object, ...], set[str]]:
    """Flags by what the row is of."""
    return {
        (r["mineral"], r["year"], r["country"], several(r["source"])[-1:]): set(several(r["flag"]))
        for r in table
        if r["year"] is not None and r.get("kind") != "total"
    }


@pytest.mark.parametrize("measure", ["share", "quantity"])
@pytest.mark.parametrize("stage", STAGES)
def test_trend_carries_every_flag_of_share(stage: str, measure: str) -> None:
    shares = keyed(critmin.share(*SLUGS, stage=stage, year="2015:2025"))
    trend = keyed(critmin.trend(*SLUGS, stage=stage, measure=measure))
    common = shares.keys() & trend.keys()
    assert len(common) > 20
    missing = {key: shares[key] - trend[key] for key in common if not shares[key] <= trend[key]}
    assert not missing
    years = {(key[0], key[1], key[3]) for key in common}
    assert not [key for key in shares.keys() - common if (key[0], key[1], key[3]) in years]


def test_reserves_carry_every_flag_of_share() -> None:
    have = [e.mineral for e in bundled_tables.index() if e.stage == "reserves"]
    slugs = [slug for slug in dict.fromkeys(have) if bundled_tables.usable_of(slug, "reserves")]
    shown = keyed(critmin.reserves(*slugs))
    stock = keyed(critmin.share(*slugs, stage="reserves"))
    common = shown.keys() & stock.keys()
    assert len(common) > 0.8 * len(stock)
    missing = {key: stock[key] - shown[key] for key in common if not stock[key] <= shown[key]}
    assert not missing


def test_reserves_carry_the_flags_of_output_too() -> None:
    table = critmin.reserves("bauxite")
    output = keyed(critmin.share("bauxite", year=2025))
    made = [row for row in table if row["production"] is not None and row["kind"] == "country"]
    for row in made:
        flags = output[row["mineral"], 2025, row["country"], several(row["source"])]
        assert flags <= set(several(row["flag"])), row["country"]

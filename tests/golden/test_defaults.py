"""What a plain question answers: newest figures, one vintage, years of averages, joined blocs."""

from __future__ import annotations

import re
from html import unescape

import pytest

import critmin
from critmin.answers.table import Table, several
from critmin.answers.text import shown_rows
from critmin.core import names
from critmin.core.errors import NoData, QueryError
from critmin.supply import source_choice
from critmin.supply.bundled_tables import usable_of
from critmin.supply.governance import LATEST, scores
from critmin.supply.stand_ins import outdated, stand_ins

STAGES = ("mining", "refining", "reserves", "capacity")


def said(table: Table, code: str) -> str:
    return " ".join(caution.message for caution in table.warnings if caution.code == code)


def minerals(table: Table) -> list[object]:
    return list(dict.fromkeys(table.column("mineral")))


# --- parts with newer figures than their group


def test_no_group_answers_with_an_average_older_than_its_members() -> None:
    members: dict[str, list[str]] = {}
    for mineral in names.minerals().values():
        if mineral.group:
            members.setdefault(mineral.group, []).append(mineral.slug)
    for group, slugs in members.items():
        for stage in STAGES:
            try:
                (own,) = source_choice.choose(group, stage)
            except NoData:
                continue
            newer = [s for s in slugs if any(e.year > own.year for e in usable_of(s, stage))]
            if own.status == "period_average" and newer:
                assert set(stand_ins(group, stage).slugs) == set(newer), (group, stage)


@pytest.mark.parametrize("ask", [critmin.share, critmin.hhi, critmin.trend, critmin.reserves])
@pytest.mark.parametrize("name", ["titanium", "titanium-minerals", "Ti"])
def test_titanium_is_answered_by_its_ores(ask, name: str) -> None:
    table = ask(name)
    assert minerals(table) == ["ilmenite", "rutile"]
    assert max(table.column("year")) >= 2025
    assert "ilmenite and rutile" in said(table, "mined_as")


@pytest.mark.parametrize("asked", [{"year": 2020}, {"source": "eu"}, {"source": "eu@2023"}])
def test_the_average_is_there_for_who_asks_for_it(asked: dict[str, object]) -> None:
    table = critmin.share("titanium", **asked)
    assert minerals(table) == ["titanium"]
    flags = set(several(table.column("flag")[0]))
    assert {"period_average", "newer_by_ore"} <= flags
    assert "ilmenite, rutile" in said(table, "newer_by_ore")


def test_every_outdated_average_says_so_among_all_minerals() -> None:
    rows = [row for row in critmin.hhi(stage="mining") if row["year"] is not None]
    flagged = {row["mineral"] for row in rows if "newer_by_ore" in several(row["flag"])}
    assert flagged == {row["mineral"] for row in rows if outdated(str(row["mineral"]), "mining")}
    assert flagged == {"titanium", "titanium-minerals"}


# --- figures that exist for a group alone


@pytest.mark.parametrize("name", ["platinum", "palladium", "rhodium", "osmium"])
def test_reserves_of_a_platinum_metal_are_those_of_the_group(name: str) -> None:
    table = critmin.reserves(name)
    assert minerals(table) == ["platinum-group-metals"]
    assert all("group_shares" in several(row["flag"]) for row in table if row["reserves"])
    assert name in said(table, "group_shares")


@pytest.mark.parametrize("ask", [critmin.share, critmin.hhi, critmin.trend])
def test_reserves_of_a_rare_earth_are_those_of_the_group(ask) -> None:
    table = ask("neodymium", stage="reserves")
    assert minerals(table) == ["rare-earths"]
    assert "group_shares" in several(table.column("flag")[0])


def test_own_figures_come_before_those_of_the_group() -> None:
    assert minerals(critmin.share("dysprosium")) == ["dysprosium"]
    assert minerals(critmin.trend("aluminium")) == ["bauxite"]


def test_a_group_without_figures_names_members_that_have_them_at_the_stage() -> None:
    with pytest.raises(NoData, match="members have figures: palladium, platinum;"):
        critmin.share("platinum-group-metals")


# --- what of it is counted


@pytest.mark.parametrize(
    ("mineral", "stage", "code", "word"),
    [
        ("rare-earths", "refining", "magnet_rare_earths", "magnet rare earths"),
        ("graphite", "refining", "battery_grade", "battery-grade"),
    ],
)
def test_a_part_that_stands_for_a_mineral_is_named_in_every_answer(
    mineral: str, stage: str, code: str, word: str
) -> None:
    for ask in (critmin.share, critmin.hhi, critmin.trend):
        table = ask(mineral, stage=stage)
        for row in table:
            counted = row.get("share", row.get("hhi", row.get("value")))
            assert counted is None or code in several(row["flag"]), ask
        assert word in said(table, code), ask


# --- governance scores


def test_scores_are_of_the_year_of_the_figures() -> None:
    new = critmin.hhi("cobalt", year=2024, weight="wgi")
    assert new.column("source") == [("usgs@2026", "wgi@2024mean")]
    old = critmin.hhi("dysprosium", weight="wgi")
    assert old.column("source") == [("eu@2023", "wgi@2020mean")]
    assert "2016-2020" in said(old, "wgi_vintage")


# EU scale 5 - 2 x mean: DR Congo 2016-20 8.253 (reference of the EU's study).
def test_the_vintage_asked_for_is_used_and_named() -> None:
    found = {
        weight: next(iter(critmin.hhi("cobalt", year=2024, weight=weight)))
        for weight in ("wgi", "wgi@2024mean", "wgi@2020mean")
    }
    assert found["wgi"] == found["wgi@2024mean"]
    old = found["wgi@2020mean"]
    assert old["source"] == ("usgs@2026", "wgi@2020mean")
    assert old["hhi"] != found["wgi"]["hhi"]
    assert "wgi_other_year" in several(old["flag"])
    assert {row["weight"] for row in found.values()} == {"wgi"}


def test_the_newer_scores_are_scaled_as_the_eu_scales_them() -> None:
    # World Bank, mean of the six estimates, latest year: Australia 1.527, Afghanistan -1.845.
    assert scores(LATEST)["AUS"] == pytest.approx(5 - 2 * 1.527)
    assert scores(LATEST)["AFG"] == pytest.approx(5 + 2 * 1.845)
    assert all(0 <= score <= 10 for score in scores(LATEST).values())


def test_a_series_has_one_vintage() -> None:
    table = critmin.hhi("antimony", stage="mining", year="2021:2025", weight="wgi")
    assert {several(row["source"])[-1] for row in table} == {"wgi@2024mean"}
    other = {row["year"] for row in table if "wgi_other_year" in several(row["flag"])}
    assert other == {2025}


def test_several_vintages_in_one_answer_are_said() -> None:
    assert said(critmin.hhi("cobalt", "dysprosium", weight="wgi"), "wgi_vintages")
    assert not said(critmin.hhi("cobalt", "tin", weight="wgi"), "wgi_vintages")


@pytest.mark.parametrize("weight", ["wgi@2019", "wgi@2025", "wgi@", "none@2020mean", "gdp"])
def test_another_weight_is_refused(weight: str) -> None:
    with pytest.raises(QueryError, match="wgi@2020mean"):
        critmin.hhi("cobalt", weight=weight)


# --- blocs whose members change


def test_a_bloc_that_others_joined_says_so_in_its_row() -> None:
    table = critmin.share("graphite", by="bloc:brics,g7", year="2022:2025")
    changed = {
        (row["country"], row["year"]) for row in table if "bloc_changed" in several(row["flag"])
    }
    assert changed == {("brics", 2024), ("brics", 2025)}
    assert "Indonesia joined" in said(table, "bloc_changed")
    fixed = critmin.share("graphite", by="bloc:brics", year="2022:2025", as_of="2025-12-31")
    assert not said(fixed, "bloc_changed")


def test_a_bloc_that_changed_within_an_average_says_so() -> None:
    table = critmin.share("dysprosium", stage="refining", by="bloc:eu27,g7")
    assert "United Kingdom left" in said(table, "bloc_changed")
    assert "g7" not in said(table, "bloc_changed")


# --- averages under one year


@pytest.mark.parametrize(
    ("table", "years"),
    [
        (critmin.share("dysprosium"), "2016-2020"),
        (critmin.hhi("germanium", stage="refining"), "2016-2020"),
        (critmin.dependency("USA", "antimony"), "2021-2024"),
        (critmin.exposure("USA", supplier="CHN", mineral="antimony"), "2021-2024"),
        (critmin.risk("tungsten"), "2016-2020"),
    ],
)
def test_an_average_is_shown_with_its_years(table: Table, years: str) -> None:
    at = table.names.index("year")
    assert {cells[at] for cells in shown_rows(table)} == {years}
    assert all(isinstance(year, int) for year in table.column("year"))


def test_a_single_year_is_shown_as_it_is() -> None:
    table = critmin.share("cobalt", year=2024)
    at = table.names.index("year")
    assert {cells[at] for cells in shown_rows(table)} == {"2024"}


def test_import_sources_beside_a_reliance_name_their_years() -> None:
    (row,) = critmin.reliance("antimony")
    assert str(row["sources_named"]).endswith("(average of 2021-2024)")


# --- reports


def said_in(mineral: str) -> str:
    page = critmin.report(mineral, as_of="2026-11-24")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def opening(said: str) -> str:
    """Sentences of a report above its first table."""
    return said.partition("In brief")[2].partition("Largest producers")[0]


def test_a_report_names_the_ores_that_stand_for_a_mineral() -> None:
    said = said_in("titanium")
    assert "Largest share of supply in 2025: ilmenite mining, China (about 34%)" in said
    assert "rutile mining, Australia (about 44% of those with a figure)" in said
    assert "titanium mining" not in opening(said)
    assert "titanium in 2025" not in opening(said)
    assert "Rutile mining Australia 44%" in said, "the picture has a bar of it"


def test_a_report_says_what_makes_its_leader_unsure() -> None:
    rare_earths = opening(said_in("REE"))
    assert "refined 91% of the world's magnet rare earths in 2024" in rare_earths
    assert "world's rare earths in 2024" not in rare_earths
    bromine = opening(said_in("bromine"))
    assert "Israel mined about 46% of the world's bromine in 2025" in bromine
    assert "not counting the United States, whose figure is withheld" in bromine
    krypton = opening(said_in("krypton"))
    assert "Which country produced the most krypton in 2025 is not known" in krypton
    assert "99% of the total has no country in the source" in krypton
    assert "United States refined" not in krypton


def test_a_share_of_the_world_says_what_of_the_mineral_is_counted() -> None:
    table = critmin.exposure("JPN", supplier="CHN", mineral="rare-earths")
    for row in table:
        counted = row["stage"] == "refined" and row["world_share"] is not None
        assert ("magnet_rare_earths" in several(row["flag"])) is counted, row["stage"]

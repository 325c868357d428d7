"""Figures 1 to 3 of the paper against the figures that their sources print."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import critmin
from critmin.answers.table import several
from critmin.core.errors import QueryError, UnknownName

HERE = Path(__file__).resolve().parent
PAPER3 = HERE / "paper_figure3.csv"


def by_country(table: critmin.Table) -> dict[str, dict]:
    return {row["country"]: row for row in table}


def test_figure_3_is_the_printed_table() -> None:
    """USGS, Mineral Commodity Summaries 2025, rare earths, as the paper prints it."""
    rows = by_country(critmin.figure(3))
    with PAPER3.open(encoding="utf-8") as handle:
        printed = list(csv.DictReader(handle))
    for row in printed:
        column = "production" if row["stage"] == "mining" else "reserves"
        assert rows[row["country"]][column] == float(row["quantity"])
    listed = [row for row in rows.values() if row["kind"] == "country"]
    assert sum(row["production"] or 0 for row in listed) == 392_850
    assert sum(row["reserves"] or 0 for row in listed) == 90_884_500
    assert len(listed) == len({row["country"] for row in printed})


def test_figure_3_stands_in_the_papers_order() -> None:
    countries = [row["country"] for row in critmin.figure(3) if row["kind"] == "country"]
    assert countries[:12] == [
        "China",
        "Brazil",
        "India",
        "Australia",
        "Russia",
        "Vietnam",
        "United States",
        "Greenland",
        "Tanzania",
        "South Africa",
        "Canada",
        "Thailand",
    ]


def test_figure_3_tells_a_blank_from_a_zero() -> None:
    old, new = by_country(critmin.figure(3)), by_country(critmin.figure(3, edition="2026"))
    for country in ("Greenland", "Tanzania", "South Africa", "Canada"):
        assert old[country]["production"] is None
        assert new[country]["production"] == 0
        assert old[country]["untapped"] is new[country]["untapped"] is True
        assert "usgs@2026" in old[country]["source"], "the zero is the later edition's"
    for country in ("Myanmar", "Madagascar", "Malaysia", "Nigeria"):
        assert old[country]["reserves"] is None
        assert old[country]["untapped"] is False
    assert old["Other countries"]["production"] == 1_100
    assert old["World"]["production"] == 390_000


def test_figure_3_shows_what_the_next_edition_revised() -> None:
    """USGS, Mineral Commodity Summaries 2026 with version 1.3 of its history of changes."""
    rows = by_country(critmin.figure(3, edition="2026"))
    for country, before, now in (
        ("Myanmar", 31_000, 27_000),
        ("Australia", 13_000, 29_000),
        ("Nigeria", 13_000, 1_500),
        ("Thailand", 13_000, 2_100),
    ):
        row = rows[country]
        assert (row["production_before"], row["production"]) == (before, now)
        assert row["production_change"] == now - before
    assert rows["Brazil"]["reserves"] == 11_000_000
    assert rows["Brazil"]["reserves_change"] == -10_000_000
    assert rows["India"]["reserves_change"] is None, "a figure that is gone is no change to zero"


def shares(mineral: str, stage: str) -> dict[str, float]:
    return {
        row["country"]: row["share"]
        for row in critmin.figure(2)
        if (row["mineral"], row["stage"]) == (mineral, stage)
    }


# kt, IEA Critical Minerals Data Explorer, May 2024 edition, sheet of supply, column of 2023.
IEA_2024 = {
    ("lithium", "refining"): ("China", 113.9, 176.3),
    ("lithium", "mining"): ("Australia", 84.1, 193.8),
    ("cobalt", "mining"): ("DR Congo", 157.0, 239.8),
    ("cobalt", "refining"): ("China", 171.7, 223.8),
    ("copper", "refining"): ("China", 11_547.0, 26_336.2),
    ("nickel", "mining"): ("Indonesia", 1_787.0, 3_450.5),
    ("graphite", "mining"): ("China", 1_320.0, 1_617.3),
    ("rare-earths", "refining"): ("China", 70.3, 76.3),
}


@pytest.mark.parametrize("cell", IEA_2024)
def test_figure_2_is_the_ieas(cell) -> None:
    leader, quantity, total = IEA_2024[cell]
    found = shares(*cell)
    assert found[leader] == pytest.approx(quantity / total)
    assert max(found, key=lambda name: 0 if name == "World" else found[name]) == leader


def test_figure_2_is_the_whole_sheet() -> None:
    """Each printed row once, its share that of the printed total, and nothing besides."""
    with (HERE / "paper_figure2.csv").open(encoding="utf-8") as handle:
        printed = {(r["mineral"], r["stage"], r["country"]): r for r in csv.DictReader(handle)}
    found = {(r["mineral"], r["stage"], r["country"]): r for r in critmin.figure(2)}
    world = {key for key in found if key[2] == "World"}
    assert found.keys() - world == printed.keys()
    assert len(printed) == 73
    for key, row in printed.items():
        total = float(row["printed_total_kt"])
        assert found[key]["quantity"] == float(row["kt"])
        assert found[key]["share"] == pytest.approx(float(row["kt"]) / total, abs=1e-12)
        assert found[(*key[:2], "World")]["quantity"] == total


def test_figure_2_has_both_stages_of_six_minerals_and_the_rest_of_the_world() -> None:
    table = critmin.figure(2)
    cells = {(row["mineral"], row["stage"]) for row in table}
    assert len(cells) == 12
    rest = {(row["mineral"], row["stage"]) for row in table if row["kind"] == "residual"}
    assert rest == cells
    assert {row["year"] for row in table} == {2023}
    assert {row["source"] for row in table} == {("iea@2024",)}
    over = [caution for caution in table.warnings if caution.code == "shares_sum_over_1"]
    assert len(over) == 3


def test_figure_2_by_the_next_edition() -> None:
    table = critmin.figure(2, edition="2025")
    assert {(row["year"], row["source"]) for row in table} == {(2024, ("iea@2025",))}


def moves(in_paper: str) -> list[dict]:
    return [row for row in critmin.figure(1) if row["in_paper"] == in_paper]


def test_figure_1_has_every_row_of_the_paper() -> None:
    """Months as printed against the first day in force of the matched measure."""
    rows = moves("paper")
    assert len(rows) == 19
    assert all(row["date"].startswith(row["paper_period"]) for row in rows)
    months = [row["paper_period"] for row in rows]
    assert sorted(set(months)) == ["2023-08", "2023-12", "2024-09", "2024-10", "2025-02", "2025-04"]
    assert months.count("2025-02") == 5
    assert months.count("2025-04") == 7


# Figure 1 of the paper, its items in critmin's names, with the days of announcement and effect
# that the measures' own pages give.
PRINTED_1 = {
    "CN-2023-23": ("2023-07-03", "2023-08-01", "gallium germanium"),
    "CN-2023-39": ("2023-10-20", "2023-12-01", "graphite graphite-synthetic"),
    "CN-2024-33": ("2024-08-15", "2024-09-15", "antimony diamond-industrial"),
    "CN-2024-785": ("2024-06-29", "2024-10-01", "rare-earths"),
    "CN-2025-10": ("2025-02-04", "2025-02-04", "bismuth indium molybdenum tellurium tungsten"),
    "CN-2025-18": (
        "2025-04-04",
        "2025-04-04",
        "dysprosium gadolinium lutetium samarium scandium terbium yttrium",
    ),
}


@pytest.mark.parametrize("measure_id", PRINTED_1)
def test_figure_1_items_and_days(measure_id) -> None:
    announced, effective, minerals = PRINTED_1[measure_id]
    rows = [row for row in moves("paper") if row["measure_id"] == (measure_id,)]
    assert sorted(row["mineral"] for row in rows) == minerals.split()
    assert {(row["announced"], row["date"]) for row in rows} == {(announced, effective)}
    assert all(row["evidence"] for row in rows)


def test_figure_1_names_the_pages_behind_its_rows() -> None:
    bare = {
        id_ for row in critmin.figure(1) if row["evidence"] is None for id_ in row["measure_id"]
    }
    assert bare <= {"CN-2024-51", "CN-2024-MG"}


def test_figure_3_says_what_the_publisher_says_of_its_figures() -> None:
    """USGS, Mineral Commodity Summaries 2025, footnotes of the rare-earths table."""
    said = [c.message for c in critmin.figure(3).warnings if c.code == "publisher_note"]
    assert any("China: quota" in message for message in said)
    assert any("Myanmar" in message and "Chinese import data" in message for message in said)


def test_figure_1_shows_the_ban_that_the_paper_leaves_out() -> None:
    ban = [row for row in moves("missing") if row["move"] == "ban"]
    assert {row["date"] for row in ban} == {"2024-12-03"}
    assert {row["mineral"] for row in ban} == {
        "antimony",
        "diamond-industrial",
        "gallium",
        "germanium",
    }
    assert {row["target"] for row in ban} == {("USA",)}


def test_figure_1_uses_are_the_publishers() -> None:
    """USGS, Mineral Commodity Summaries 2026, table 6."""
    uses = {row["mineral"]: row["uses"] for row in moves("paper")}
    assert uses["indium"] == "Flat-panel displays and touchscreens"
    assert uses["bismuth"] == "Medical, metallurgy, and atomic research"
    assert uses["molybdenum"] is None
    flags = {row["mineral"]: row["flag"] for row in moves("paper")}
    assert flags["molybdenum"] == ("use_not_listed",)


def test_figure_1_later_rows_say_what_never_began() -> None:
    later = moves("later")
    never = {row["measure_id"][0] for row in later if "never_in_force" in row["flag"]}
    assert never == {"CN-2025-55", "CN-2025-56", "CN-2025-57", "CN-2025-58", "CN-2025-61b"}
    events = {row["move"]: row for row in later if row["mineral"] is None and row["until"]}
    assert events["extension-announced"]["flag"] == ("instrument_not_seen",)
    assert events["extension-announced"]["until"] == "2027-01-10"


@pytest.mark.parametrize("number", range(1, 8))
def test_rows_end_with_a_source_that_can_be_cited(number) -> None:
    table = critmin.figure(number)
    assert table.names[-1] == "source"
    ids = {part for row in table for part in several(row["source"])}
    assert ids == {source.id for source in table.sources}


@pytest.mark.parametrize("number", range(1, 8))
def test_the_way_leads_from_the_rows_to_the_notes_and_back(number) -> None:
    """README, figure, notes, source: each says where the next one is."""
    table, notes = critmin.figure(number), critmin.figure_notes(number)
    assert any(f"critmin figure {number} --notes" in note for note in table.notes)
    (back,) = notes.notes
    assert f"critmin figure {number}" in back
    assert "critmin cite" in back
    if "--columns" in back:
        wanted = back.partition("--columns ")[2].split()[0].split(",")
        assert set(wanted) <= set(table.names)
        assert any(table.column("evidence"))


@pytest.mark.parametrize("number", range(1, 8))
def test_notes_resolve_and_are_of_the_figure(number) -> None:
    notes = critmin.figure_notes(number)
    assert {row["figure"] for row in notes} == {number}
    assert all(row["why"] and row["here"] and row["paper"] for row in notes)
    ids = {part for row in notes for part in row["source"]}
    assert ids == {source.id for source in notes.sources}


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown figure '8'"):
        critmin.figure(8)
    with pytest.raises(UnknownName, match="unknown figure '0'"):
        critmin.figure_notes(0)
    with pytest.raises(QueryError, match="edition 2025 and 2026, not '2019'"):
        critmin.figure(3, edition="2019")

"""Published figures, asked for through the public functions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import critmin
from critmin.about.tables import both_stages, coverage
from critmin.answers.table import Cell, Table, several
from critmin.core.errors import NoData
from critmin.supply import source_choice

HERE = Path(__file__).resolve().parent
FIGURE_3 = str(HERE / "paper_figure3.csv")
Row = dict[str, Cell]


def only(table: Table) -> Row:
    (row,) = table
    return row


def held(table: Table) -> dict[Cell, Cell]:
    """Shares of the countries."""
    return {row["country"]: row["share"] for row in table if row["kind"] == "country"}


# IEA, Critical Minerals Data Explorer, May 2024
@pytest.mark.parametrize(
    ("mineral", "stage", "country", "share"),
    [
        ("lithium", "refining", "China", 0.646),
        ("lithium", "refining", "Chile", 0.263),
        ("lithium", "refining", "Argentina", 0.052),
        ("cobalt", "refining", "China", 0.767),
        ("graphite", "refining", "China", 0.909),
        ("rare earths", "refining", "China", 0.921),
        ("nickel", "refining", "Indonesia", 0.372),
        ("nickel", "refining", "China", 0.281),
        ("copper", "refining", "China", 0.438),
        ("cobalt", "mining", "DR Congo", 0.655),
        ("nickel", "mining", "Indonesia", 0.518),
        ("rare earths", "mining", "China", 0.612),
        ("graphite", "mining", "China", 0.816),
    ],
)
def test_shares_of_the_iea(mineral: str, stage: str, country: str, share: float) -> None:
    found = critmin.share(mineral, stage=stage, year=2023, source="iea@2024")
    assert held(found)[country] == pytest.approx(share, abs=0.0005)
    assert set(found.column("source")) == {("iea@2024",)}
    assert set(found.column("year")) == {2023}


# USGS, Mineral Commodity Summaries 2025: rows 393,950 t with 1,100 t of other countries,
# printed total 390,000 t.
def test_rare_earths_2024_over_the_listed_total() -> None:
    found = critmin.share("rare earths", year=2024, source="usgs@2025")
    assert held(found)["China"] == pytest.approx(0.685366, abs=5e-7)
    row = only(critmin.hhi("rare earths", year=2024, source="usgs@2025"))
    assert row["denominator"] == "listed"
    assert row["hhi"] == pytest.approx(4923.5, abs=0.05)
    # This edition leaves the output of Canada, Greenland, South Africa and Tanzania blank.
    assert (row["hhi_low"], row["hhi_high"], row["unknown"]) == (None, None, 4)
    assert row["residual_share"] == pytest.approx(1100 / 393_950)
    assert (row["band"], row["scheme"], row["countries"]) == ("high", "doj2023", 12)


def test_rare_earths_2024_over_the_published_total() -> None:
    asked = {"year": 2024, "source": "usgs@2025", "total": "published"}
    found = critmin.share("rare earths", **asked)
    assert held(found)["China"] == pytest.approx(0.692308, abs=5e-7)
    table = critmin.hhi("rare earths", **asked)
    row = only(table)
    assert row["denominator"] == "published"
    assert row["hhi"] == pytest.approx(5023.8, abs=0.05)
    assert {"total_differs", "shares_sum_over_1"} <= set(several(row["flag"]))
    said = {caution.code: caution.message for caution in table.warnings}
    assert "393,950" in said["total_differs"]
    assert "390,000" in said["total_differs"]


# The seed paper's Figure 3 (JRI 2025), from USGS MCS 2025
@pytest.mark.parametrize(
    ("stage", "total", "china", "index"),
    [("mining", 392_850, 0.687285, 4951.16), ("reserves", 90_884_500, 0.484131, 3016.80)],
)
def test_figure_3_as_an_own_table(stage: str, total: float, china: float, index: float) -> None:
    found = critmin.share("rare earths", stage=stage, data=FIGURE_3)
    assert sum(row["quantity"] for row in found if row["kind"] == "country") == total
    assert held(found)["China"] == pytest.approx(china, abs=5e-7)
    assert len(held(found)) == 12
    row = only(critmin.hhi("rare earths", stage=stage, data=FIGURE_3))
    assert row["hhi"] == pytest.approx(index, abs=0.006)
    assert row["hhi_low"] == pytest.approx(row["hhi"])
    assert row["hhi_high"] == pytest.approx(row["hhi"])


def test_figure_3_and_the_bundled_reserves_are_the_same() -> None:
    bundled = critmin.share("rare earths", stage="reserves", year=2024, source="usgs@2025")
    own = critmin.share("rare earths", stage="reserves", data=FIGURE_3)
    assert held(own) == {name: part for name, part in held(bundled).items() if part is not None}


def test_figure_3_companions() -> None:
    row = only(critmin.hhi("rare earths", stage="mining", data=FIGURE_3, extended=True))
    assert row["cr3"] == pytest.approx(0.880743, abs=5e-7)
    assert row["cr5"] == pytest.approx(0.946926, abs=5e-7)
    assert row["effective_suppliers"] == pytest.approx(2.0197, abs=5e-5)
    assert row["hhi_normalised"] == pytest.approx(0.449217, abs=5e-7)
    assert row["gini"] == pytest.approx(0.781704, abs=5e-7)


# Theler et al., IMMI 9:144: helium 2015, printed HHI 5,055.853, the high end of the bounds
def test_helium_of_theler(tmp_path: Path) -> None:
    path = tmp_path / "helium.csv"
    path.write_text(
        "mineral,year,country,quantity\n"
        "helium,2015,United States,136\nhelium,2015,Rest of world,110\n"
    )
    row = only(critmin.hhi("helium", data=str(path)))
    assert row["hhi"] == row["hhi_low"] == pytest.approx(3056.38, abs=0.006)
    assert row["hhi_high"] == pytest.approx(5055.853, abs=0.001)
    assert row["countries"] == 1


# USGS, Mineral Commodity Summaries 2026
def test_antimony_2024() -> None:
    row = only(critmin.hhi("antimony", year=2024, source="usgs@2026"))
    assert row["hhi"] == pytest.approx(2645, abs=0.5)
    assert row["cr1"] == pytest.approx(0.336, abs=0.0005)


def test_cobalt_2025_bounds() -> None:
    row = only(critmin.hhi("cobalt", year=2025, source="usgs@2026"))
    assert row["hhi_low"] == pytest.approx(5554.00, abs=0.006)
    assert row["hhi_high"] == pytest.approx(5562.36, abs=0.006)


@pytest.mark.parametrize(
    ("stage", "origins"),
    [
        ("mining", ("usgs", "iea", "eu")),
        ("refining", ("iea", "usgs", "eu")),
        ("reserves", ("usgs",)),
    ],
)
def test_preference_order(stage: str, origins: tuple[str, ...]) -> None:
    assert source_choice.preference(stage, "copper") == origins


@pytest.mark.parametrize(
    ("mineral", "stage", "origin"),
    [
        ("lithium", "mining", "usgs"),
        ("copper", "mining", "usgs"),
        ("lithium", "reserves", "usgs"),
        ("lithium", "refining", "iea"),
        ("copper", "refining", "iea"),
        ("rare earths", "refining", "iea"),
        ("zinc", "refining", "eu"),
        ("dysprosium", "refining", "eu"),
    ],
)
def test_a_plain_question_is_answered_by_the_preferred_source(
    mineral: str, stage: str, origin: str
) -> None:
    ((source,),) = set(critmin.share(mineral, stage=stage).column("source"))
    assert str(source).partition("@")[0] == origin


def test_every_answer_comes_from_the_first_origin_that_has_it() -> None:
    for stage in ("mining", "refining", "reserves"):
        for row in critmin.hhi(stage=stage):
            entries = source_choice.candidates(str(row["mineral"]), stage, None, None)
            have = {entry.origin for entry in entries if entry.observed}
            order = [o for o in source_choice.preference(stage, str(row["mineral"])) if o in have]
            assert row["source"][0].partition("@")[0] == order[0], row["mineral"]


def test_coverage() -> None:
    found = {stage: len(every) for stage, (every, _averages) in coverage().items()}
    assert found["mining"] >= 85
    assert found["refining"] >= 60
    one, through = both_stages()
    assert not one & through
    assert len(one | through) >= 45


@pytest.mark.parametrize("stage", ["mining", "refining", "reserves", "capacity"])
def test_every_index_lies_in_its_bounds_and_every_companion_in_its_range(stage: str) -> None:
    for row in critmin.hhi(stage=stage, extended=True):
        what = row["mineral"]
        if row["hhi_low"] is None:  # a producer or the residual has no figure
            assert row["hhi_high"] is None, what
            assert {"withheld_excluded", "residual_unknown", "unknown"} & set(row["flag"]), what
            continue
        assert row["hhi_low"] - 1e-6 <= row["hhi_high"] <= 10_000 + 1e-6, what
        if row["hhi"] is None:
            assert row["residual_share"] >= 0.5, what
            continue
        assert row["hhi_low"] - 1e-6 <= row["hhi"] <= row["hhi_high"] + 1e-6, what
        for name in ("hhi_normalised", "gini", "rosenbluth"):
            assert -1e-9 <= row[name] <= 1 + 1e-9, (what, name)


@pytest.mark.parametrize("question", ["share", "hhi", "trend", "reserves"])
def test_a_mineral_whose_total_is_a_bound_does_not_take_the_others_with_it(question: str) -> None:
    # USGS MCS 2025: rare-earth reserves of the world are ">90,000,000", those of tin a number.
    asked = {"source": "usgs@2025", "total": "published"}
    asked |= {} if question == "reserves" else {"stage": "reserves"}
    found = getattr(critmin, question)("rare-earths", "tin", **asked)
    assert {"rare-earths", "tin"} == set(found.column("mineral"))
    assert any("greater_than" in caution.message for caution in found.warnings)
    with pytest.raises(NoData, match="greater_than"):
        getattr(critmin, question)("rare-earths", **asked)


def test_the_paper_figure_file_names_its_minerals_and_stages() -> None:
    with (HERE / "paper_figure3.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert list(rows[0]) == ["mineral", "year", "country", "quantity", "unit", "stage"]
    assert {row["stage"] for row in rows} == {"mining", "reserves"}
    assert critmin.check(FIGURE_3).rows == ()


def test_a_stage_whose_total_is_a_bound_does_not_take_the_other_stage_with_it() -> None:
    # USGS MCS 2025: rare-earth output has a plain world total, reserves only ">90,000,000".
    asked = critmin.hhi(
        "rare-earths", stage="mining,reserves", source="usgs@2025", total="published"
    )
    found = {row["stage"]: row["hhi"] for row in asked}
    assert found["mining"] == pytest.approx(5023.78, abs=0.01)
    assert found["reserves"] is None

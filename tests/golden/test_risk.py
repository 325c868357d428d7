"""The EU's supply risk of 2023, from country shares upward."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from answers import flags

import critmin
from critmin.answers.table import Cell
from critmin.core.errors import NoData, QueryError

HERE = Path(__file__).resolve().parent
Row = dict[str, Cell]
STAGES = {"E": "mining", "P": "refining"}
with (HERE / "eu2023_supply_risk.csv").open(encoding="utf-8", newline="") as handle:
    STUDY = list(csv.DictReader(handle))
ALL = {(row["mineral"], row["stage"]): row for row in critmin.risk()}


@pytest.mark.parametrize("row", STUDY, ids=lambda row: f"{row['material']} {row['stage']}")
def test_published_scores(row: dict[str, str]) -> None:
    slug = {"Natural graphite": "graphite"}.get(row["material"], row["material"].casefold())
    found = ALL[slug, STAGES[row["stage"]]]
    assert found["score"] == pytest.approx(float(row["sr_pub"]), abs=0.1)
    assert found["score"] == pytest.approx(float(row["sr_calc"]), abs=0.006)
    assert found["hhi_part"] == pytest.approx(float(row["hhi_wgi_t_gs"]), abs=0.006)
    if row["hhi_wgi_t_eu"]:
        assert found["import_part"] == pytest.approx(float(row["hhi_wgi_t_eu"]), abs=0.006)
    else:
        assert found["import_part"] is None
        assert "eu_sourcing_missing" in flags(found)
    assert "not_reproduced" not in flags(found)


@pytest.mark.parametrize(
    ("mineral", "stage", "world", "union", "score"),
    [
        ("tungsten", "refining", 4.2032, 0.8144, 1.208),
        ("magnesium", "refining", 4.6974, 5.3757, 4.119),
        ("graphite", "mining", 2.6342, 1.1714, 1.802),
        ("antimony", "mining", 2.4027, 2.8765, 1.786),
        ("cobalt", "mining", 3.6435, None, 2.785),
        ("niobium", "mining", 4.6059, None, 4.422),
        ("dysprosium", "refining", 5.7127, None, 5.599),
        ("gallium", "refining", 5.0322, 2.7708, 3.801),
    ],
)
def test_from_country_shares(
    mineral: str, stage: str, world: float, union: float | None, score: float
) -> None:
    found = ALL[mineral, stage]
    assert found["hhi_part"] == pytest.approx(world, abs=6e-5)
    assert found["import_part"] == (None if union is None else pytest.approx(union, abs=6e-5))
    assert found["score"] == pytest.approx(score, abs=6e-4)


def test_every_material_and_stage_with_parameters() -> None:
    assert len(ALL) == 70
    for key, row in ALL.items():
        assert {"period_average", "transcribed"} <= flags(row)
        assert (row["year"], row["buyer_iso3"], row["method"]) == (2020, "eu27", "eu2023")
        assert row["source"] == ("eu@2023", "wgi@2020mean")
        assert row["hhi_part"] is not None or "global_supply_missing" in flags(row)
        if key != ("chromium", "mining"):
            assert 0 <= float(str(row["score"])) <= 10


def test_a_list_of_which_most_is_not_printed_gives_no_score() -> None:
    # The annex prints South Africa 7% and Turkiye 2% of EU sourcing; scored on them alone the
    # stage would come out at 0.06, and the study prints 0.7.
    row = ALL["chromium", "mining"]
    assert row["score"] is row["import_part"] is None
    assert row["hhi_part"] == pytest.approx(1.749, abs=5e-4)
    assert {"residual_large", "not_reproduced"} <= flags(row)
    assert "highest_stage" not in flags(ALL["chromium", "refining"])


# European Commission, Study on the Critical Raw Materials for the EU 2023, scores by stage.
@pytest.mark.parametrize(
    ("mineral", "stage", "printed"),
    [
        ("antimony", "refining", 0.7),
        ("barite", "mining", 1.3),
        ("bentonite", "mining", 0.4),
        ("beryllium", "refining", 1.2),
        ("bismuth", "refining", 1.9),
        ("boron", "mining", 3.6),
        ("cobalt", "refining", 0.5),
        ("copper", "mining", 0.1),
        ("erbium", "refining", 5.6),
        ("feldspar", "mining", 1.5),
        ("fluorspar", "mining", 1.1),
        ("hafnium", "refining", 1.5),
        ("indium", "refining", 0.6),
        ("manganese", "mining", 1.2),
        ("niobium", "refining", 3.8),
        ("lithium", "mining", 0.8),
        ("scandium", "refining", 2.4),
        ("silicon", "refining", 1.4),
        ("tin", "refining", 0.9),
        ("titanium", "refining", 1.6),
        ("vanadium", "refining", 1.7),
    ],
)
def test_scores_that_the_study_prints(mineral: str, stage: str, printed: float) -> None:
    row = ALL[mineral, stage]
    assert row["score"] == pytest.approx(printed, abs=0.1)
    assert "not_reproduced" not in flags(row)


def test_what_the_inputs_do_not_reproduce_is_flagged() -> None:
    with (HERE.parents[1] / "datasets/eu/parameters_2023.csv").open(encoding="utf-8") as handle:
        printed = {
            (r["mineral"], r["stage"]): float(r["published"]) for r in csv.DictReader(handle)
        }
    assert set(printed) == set(ALL)
    close = {
        key
        for key, score in printed.items()
        if ALL[key]["score"] is not None and abs(float(str(ALL[key]["score"])) - score) <= 0.1
    }
    off = {key for key, row in ALL.items() if "not_reproduced" in flags(row)}
    assert set(ALL) - close <= off
    # Palladium and platinum come close by a recycling rate of the whole group.
    assert close & off == {("palladium", "refining"), ("platinum", "refining")}
    assert len(close) == 45
    # Annex shares give 3.65, the study prints 1.8.
    assert ALL["germanium", "refining"]["score"] == pytest.approx(3.65, abs=0.005)
    table = critmin.risk("phosphate-rock")
    said = {caution.code: caution.message for caution in table.warnings}
    assert said["not_reproduced"].endswith("the study prints 1; the bundled inputs give 1.24")
    assert "tungsten refining: the study prints 1.2" in critmin.risk("tungsten").notes
    assert "45 of 70 scores lie within 0.1 of what the study prints" in critmin.risk().notes


def test_the_result_of_the_method_is_the_highest_stage() -> None:
    for mineral in {mineral for mineral, _ in ALL} - {"chromium"}:
        rows = [row for (slug, _), row in ALL.items() if slug == mineral]
        (result,) = [row for row in rows if "highest_stage" in flags(row)]
        assert result["score"] == max(float(str(row["score"])) for row in rows)


def test_a_supplier_without_a_score_counts_with_the_middle_and_is_named() -> None:
    table = critmin.risk("barite")
    assert "wgi_missing" in flags(next(iter(table)))
    assert any("5 is used" in caution.message for caution in table.warnings)


def test_a_mineral_without_parameters() -> None:
    with pytest.raises(NoData, match="are not in the bundled transcription"):
        critmin.risk("gold")
    rows = {row["mineral"]: row for row in critmin.risk("gold", "gallium")}
    assert flags(rows["gold"]) == {"no_data"}
    assert rows["gold"]["score"] is None


def test_the_study_is_of_the_union_alone() -> None:
    assert critmin.risk("gallium", buyer="EU").rows == critmin.risk("gallium").rows
    with pytest.raises(NoData, match="European Union only"):
        critmin.risk("gallium", buyer="JPN")
    with pytest.raises(QueryError, match="write eu2023 or geopolrisk"):
        critmin.risk("gallium", method="dice")


def test_columns_are_the_contract() -> None:
    names = (
        "mineral stage year buyer_iso3 method score hhi_part import_part reliance recycling "
        "substitution score_low score_high import_price copper_equivalent copper_equivalent_low "
        "copper_equivalent_high governance_release flag source"
    )
    assert critmin.risk("gallium").names == tuple(names.split())

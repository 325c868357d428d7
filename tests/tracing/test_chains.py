"""Chains of real networks: published figures reproduced, refusals, own shipments, via."""

from math import fsum

import pytest
from answers import flags, one, rows, said

from critmin import via
from critmin.core.errors import NoData, QueryError
from critmin.core.names import members
from critmin.tracing import chain_draws, chain_network, chains
from critmin.tracing.feed_forms import is_dug, not_held
from critmin.tracing.stages import LIMIT
from critmin.trade.readers import Flow

EU = members("eu27", "2024-12-31")
# Unexplained part of the supply, reckoned once apart from this library out of BACI (release
# 202601), USGS MCS 2026 and the IEA's Explorer of 2025: copper against cobalt by buyer, 2024.
UNEXPLAINED = {
    ("copper", "USA"): 0.120,
    ("copper", "KOR"): 0.374,
    ("copper", "JPN"): 0.319,
    ("copper", "CHN"): 0.313,
    ("cobalt", "JPN"): 0.817,
    ("cobalt", "USA"): 0.597,
    ("cobalt", "CHN"): 0.014,
    ("cobalt", "IDN"): 0.007,
}


@pytest.mark.parametrize(("mineral", "code"), UNEXPLAINED)
def test_unexplained_part(mineral, code) -> None:
    found = chains.chained(mineral, "refined", 2024, {code})
    assert found.supply.unexplained == pytest.approx(UNEXPLAINED[mineral, code], abs=0.02)
    assert found.refused == (UNEXPLAINED[mineral, code] > LIMIT)


def test_the_european_union_apart() -> None:
    """84% of the EU's cobalt is followed to no mine: Finland sees 112 t of feed for 20,120 t."""
    found = chains.chained("cobalt", "refined", 2024, EU)
    assert found.supply.unexplained == pytest.approx(0.84, abs=0.02)
    finland = found.supply.feeds["FIN"]
    assert (round(finland.left), round(finland.output, -1)) == (112, 20_120)


def test_the_source_that_lists_the_buyer_answers() -> None:
    """The IEA lists no copper refinery in the United States, Korea and Germany, the USGS does."""
    for code in ("USA", "KOR", "DEU"):
        found = chains.chained("copper", "refined", 2024, {code})
        assert (found.output, found.instead_of) == ("usgs@2026", "iea@2025")
        assert found.supply.feeds[code].output > 500_000
    japan = chains.chained("copper", "refined", 2024, {"JPN"})
    assert (japan.output, japan.instead_of) == ("iea@2025", "")


def test_germany_with_its_own_refineries() -> None:
    """36% by the IEA, which gives Germany no refinery; 59% with the 597,000 t of the USGS."""
    iea = chain_network.chains("copper", "refined", 2024, output="iea@2025").supplies["DEU"]
    assert iea.unexplained == pytest.approx(0.361, abs=0.01)
    usgs = chains.chained("copper", "refined", 2024, {"DEU"}).supply
    assert usgs.unexplained == pytest.approx(0.586, abs=0.01)


def test_the_world_s_cobalt_is_dug_in_congo() -> None:
    found = chain_network.chains("cobalt", "refined", 2024)
    use = fsum(supply.use for supply in found.supplies.values())
    congo = fsum(supply.use * supply.dug.get("COD", 0.0) for supply in found.supplies.values())
    assert congo / use == pytest.approx(0.763, abs=0.02)


def test_without_the_feed_term_more_would_be_dug_than_mined() -> None:
    """Peru would have dug 1.4 times what it mined if every refinery counted as fully fed."""
    found = chain_network.chains("copper", "refined", 2024)
    assert found.dug == pytest.approx(1.0, abs=0.001)
    used = 0.0
    for supply in found.supplies.values():
        for (refiner, _), share in supply.refined.items():
            feed = supply.feeds.get(refiner)
            used += supply.use * share * (feed.mines.get("PER", 0.0) if feed else 0.0)
    assert used / found.mined["PER"] > 1.3


@pytest.mark.parametrize(
    ("mineral", "form", "why"),
    [
        ("nickel", "refined", "of exports are explained by neither"),
        ("lithium", "refined", "253090"),
        ("aluminium", "refined", "weighed as product"),
        ("zinc", "refined", "790111"),
        ("rare-earths", "refined", "261220"),
        ("bismuth", "refined", "no tariff code is mapped to bismuth before the refinery"),
        ("tungsten", "refined", "of exports are explained by neither"),
        ("cobalt", "semi", "no source prints output of this form"),
    ],
)
def test_what_cannot_be_followed_says_why(mineral, form, why) -> None:
    with pytest.raises(NoData, match="cannot be followed to the mine") as refused:
        chains.chained(mineral, form, 2024, {"JPN"})
    assert why in str(refused.value)


def test_the_missing_link_is_named_with_what_hangs_on_it() -> None:
    said_of = chains.chained("cobalt", "refined", 2024, {"JPN"}).refusal("Japan").message
    assert said_of.startswith("82% of the supply behind Japan's cobalt refined in 2024")
    assert "58% is refined in Japan, where 1 t of feed are seen for 5,649 t refined" in said_of
    assert "Cobalt ores and concentrates (260500, in comext@2024 alone)" in said_of


def test_nickel_names_matte_and_hydroxide() -> None:
    with pytest.raises(NoData, match=r"Nickel mattes \(750110.*MHP.*750120"):
        chains.chained("nickel", "refined", 2024, {"JPN"})


def test_forms_that_would_close_a_link_are_named_if_no_source_holds_them() -> None:
    copper = " ".join(not_held("copper", "refined", 2024))
    assert all(code in copper for code in ("740100", "740200", "740400"))
    assert "260300" not in copper
    assert "740200" not in " ".join(not_held("copper", "refined", 2024, {"740200"}))
    alumina = " ".join(not_held("aluminium", "refined", 2024))
    assert "281820" in alumina


def test_tungsten_explains_itself_by_construction() -> None:
    found = chains.chained("tungsten", "refined", 2022, {"CHN"})
    assert "feed_by_construction" in found.flags
    assert all(feed.fed == pytest.approx(1.0) for feed in found.supply.feeds.values())


def test_own_shipments_close_a_link() -> None:
    """Blister of one's own: Japan's feed grows by it, and what hangs on unseen feed shrinks."""
    bundled = chains.chained("copper", "refined", 2024, {"JPN"})
    blister = [Flow("JPN", "740200", "ZMB", 0, 200_000_000)]
    found = chains.chained("copper", "refined", 2024, {"JPN"}, shipments=blister)
    grown = found.supply.feeds["JPN"].left - bundled.supply.feeds["JPN"].left
    assert grown == pytest.approx(0.99 * 200_000, abs=1)
    assert found.supply.unexplained < bundled.supply.unexplained - 0.08
    assert found.supply.dug["ZMB"] > bundled.supply.dug.get("ZMB", 0.0) + 0.08
    assert "own_shipments" in found.flags
    assert "740200" not in found.refusal("Japan").message
    assert found.supply.unexplained == pytest.approx(1 - fsum(found.supply.dug.values()))


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        (Flow("JPN", "740311", "CHL", 0, 1000), "740311 is no feed of copper"),
        (Flow("JPN", "740200", "CHL", 0, None), "has no weight"),
        (Flow("JPN", "260500", "COD", 0, 1000), "has no content"),
        (Flow("JPN", "282200", "FIN", 0, 1000), "is made at refineries"),
    ],
)
def test_own_shipments_that_cannot_be_used(flow, problem) -> None:
    mineral = "copper" if flow.code.startswith("74") else "cobalt"
    with pytest.raises(QueryError, match=problem):
        chains.chained(mineral, "refined", 2024, {"JPN"}, shipments=[flow])


def test_crude_hydroxide_of_one_s_own_feeds_finland() -> None:
    crude = [Flow("FIN", "282200", "COD", 0, 30_000_000)]
    bundled = chains.chained("cobalt", "refined", 2024, {"FIN"}).supply.feeds["FIN"]
    found = chains.chained("cobalt", "refined", 2024, {"FIN"}, shipments=crude).supply
    assert found.feeds["FIN"].left - bundled.left == pytest.approx(0.34 * 30_000, abs=1)
    assert found.dug["COD"] > 0.4


# Goods on the way to refineries that no bundled source has between all countries, each in the
# concordance with its code and, except cobalt ore, a content, so that own shipments can be used.
@pytest.mark.parametrize(
    ("mineral", "code", "exporter", "content"),
    [
        ("copper", "740100", "CHL", 0.6),
        ("copper", "740200", "ZMB", 0.99),
        ("nickel", "750110", "IDN", 0.75),
        ("nickel", "750120", "IDN", 0.19),
        ("nickel", "750120", "CUB", 0.77),
        ("cobalt", "282200", "COD", 0.34),
        ("cobalt", "810520", "COD", 0.34),
    ],
)
def test_forms_that_close_links_have_a_content(mineral, code, exporter, content) -> None:
    flow = Flow("JPN", code, exporter, 0, 1_000_000)
    ((_, tonnes),) = chain_network._own(mineral, [flow])
    assert tonnes == pytest.approx(1000 * content)


def test_a_form_that_is_dug_has_no_refinery() -> None:
    assert is_dug("copper", "ore")
    assert not is_dug("cobalt", "intermediate")  # crude from the mine, oxide from plants
    assert not is_dug("copper", "semi")


def test_via_gives_chains_that_sum_to_the_answer() -> None:
    table = via("USA", "copper", origin="chile", origin_stage="mining")
    found = rows(table, stage="refined")
    supply = chains.chained("copper", "refined", 2024, {"USA"}).supply
    dug = supply.dug["CHL"]
    assert fsum(row["share_low"] for row in found) == pytest.approx(dug, abs=1e-4)
    high = fsum(row["share_high"] for row in found)
    assert high == pytest.approx(dug + supply.unexplained, abs=1e-4)
    *linked, unknown = found
    assert unknown["via"] == "Not followed to a mine"
    assert "unexplained" in flags(unknown)
    assert unknown["unexplained_share"] == pytest.approx(0.120, abs=0.01)
    first = linked[0]
    assert (first["refiner_iso3"], first["via_iso3"], first["fed_share"]) == ("CHL", "CHL", 1.0)
    assert "between 35.2% and 57" in said(table, "dug_share")
    assert "(200 draws of what is assumed, seed 2026)" in said(table, "dug_share")
    assert "iea@2025 does not list United States" in said(table, "refiners_of")


def test_a_wide_range_cannot_be_told() -> None:
    """Indonesia's own copper was refined at home or sold as ore: Malaysia's share is anyone's."""
    table = via("MYS", "copper", origin="IDN", origin_stage="mining")
    row = rows(table, stage="refined")[0]
    assert "cannot_be_told" in flags(row)
    assert "it cannot be told how much" in said(table, "cannot_be_told")


@pytest.mark.parametrize("code", ["CHN", "IDN", "USA", "VNM"])
def test_a_range_holds_the_usual_value(code) -> None:
    found = chains.chained("cobalt", "refined", 2024, {code})
    assert found.range is not None
    low, high = found.range.unexplained
    assert low - 1e-4 <= found.supply.unexplained <= high + 1e-4
    for mine, share in found.supply.dug.items():
        of = found.dug({mine})
        assert of.low - 1e-4 <= share
        assert share + found.supply.unexplained <= of.high + 1e-3


def test_the_first_draw_is_the_chain() -> None:
    found = chain_network.chains("cobalt", "intermediate", 2024)
    drawn = chain_draws.ranges("cobalt", "intermediate", 2024, found.output, 1)
    for code, supply in found.supplies.items():
        assert drawn[code].unexplained.low == pytest.approx(supply.unexplained)
        for mine, share in supply.dug.items():
            assert drawn[code].of([mine]).low == pytest.approx(share, abs=1e-9)


def test_via_of_japan_s_cobalt_is_refused_with_the_missing_link() -> None:
    with pytest.raises(NoData, match="82% of the supply behind Japan's cobalt refined") as refused:
        via("JPN", "cobalt", origin="COD", origin_stage="mining")
    assert "dug_as_traded" not in str(refused.value)
    anyway = via("JPN", "cobalt", origin="COD", origin_stage="mining", allow_gap=True)
    assert "gap_large" in flags(anyway.records()[-1])
    assert "feed_unseen" in {caution.code for caution in anyway.warnings}


def test_via_keeps_a_row_for_each_form_named() -> None:
    table = via("USA", "copper", origin="CHL", origin_stage="mining", stage="ore,refined,semi")
    assert flags(one(table, stage="ore")) == {"no_data", "dug_as_traded"}
    assert "no_data" in flags(one(table, stage="semi"))


def test_what_is_dug_has_no_origin_at_a_refinery() -> None:
    with pytest.raises(QueryError, match="ore is dug, not refined"):
        via("JPN", "graphite", origin="CHN", stage="ore", origin_stage="refining")
    with pytest.raises(QueryError, match="write mining or refining"):
        via("JPN", "graphite", origin="CHN", origin_stage="reserves")


def test_of_what_is_dug_the_mine_is_the_plain_answer() -> None:
    plain = via("JPN", "graphite", origin="CHN", stage="ore").records()
    assert (
        via("JPN", "graphite", origin="CHN", stage="ore", origin_stage="mining").records() == plain
    )

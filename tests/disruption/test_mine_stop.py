"""A stop at the mine: answered through the chain, or refused; never a reassuring 0."""

import pytest
from answers import flags, one, rows, said

from critmin import dependency, exposure, shock
from critmin.charts.model import Bars
from critmin.core.errors import QueryError
from critmin.disruption import charts
from critmin.tracing import chains
from critmin.trade.mine_supplier import mine_supplier

DAY = "2026-11-24"


@pytest.mark.parametrize("form", ["intermediate", "refined"])
@pytest.mark.parametrize("buyer", ["JPN", "USA"])
def test_a_stop_of_congo_s_cobalt_does_not_take_nothing(buyer, form) -> None:
    row = one(shock(buyer, "cobalt", stop="COD=0.573", as_of=DAY), stage=form)
    lost = ("loss_share_low", "loss_share_high", "loss_t", "loss_usd", "total_share_low")
    assert [row[name] for name in lost] == [None] * 5
    assert row["origin_stage"] == "mining"
    assert row["unexplained_share"] > 0.55
    assert {"dug_elsewhere", "feed_unseen"} <= flags(row)
    assert "no_shortage" not in flags(row)


def test_the_refusal_names_what_hangs_on_the_missing_link() -> None:
    table = shock("JPN", "cobalt", stop="COD=0.573", as_of=DAY)
    assert "82% of the supply behind Japan's cobalt refined in 2024" in said(table, "feed_unseen")
    assert "260500" in said(table, "feed_unseen")
    assert "DR Congo digs 73.1%" in said(table, "dug_elsewhere")


# Copper of Chile (shipped as ore and cathode), tantalum of Rwanda, niobium of DR Congo, cobalt of
# Indonesia: the supplier's share of recorded refined imports is 0 or next to it.
@pytest.mark.parametrize(
    ("mineral", "supplier", "form"),
    [
        ("copper", "CHL", "refined"),
        ("tantalum", "RWA", "refined"),
        ("niobium", "COD", "ferroalloy"),
        ("cobalt", "IDN", "refined"),
    ],
)
def test_neighbours(mineral, supplier, form) -> None:
    row = one(shock("JPN", mineral, stop=supplier, as_of=DAY), stage=form)
    assert row["loss_share_high"] is None
    assert row["loss_share_low"] != 0
    assert "feed_unseen" in flags(row)
    shown = one(exposure("JPN", supplier=supplier, mineral=mineral, stage=form, as_of=DAY))
    assert (shown["origin_share_low"], shown["origin_share_high"]) == (None, None)
    assert {"dug_elsewhere", "feed_unseen"} <= flags(shown)


def test_the_chain_answers_where_it_can() -> None:
    """China's refined cobalt is dug in DR Congo: a cut of 57.3% takes that part of it."""
    row = one(shock("CHN", "cobalt", stop="COD=0.573", as_of=DAY), stage="refined")
    share = chains.chained("cobalt", "refined", 2024, {"CHN"}).dug({"COD"})
    assert row["direct_share"] == 0
    assert row["total_share_low"] == pytest.approx(share.low, abs=1e-4)
    assert row["loss_share_low"] == pytest.approx(0.573 * share.low, abs=1e-4)
    assert row["loss_share_high"] == pytest.approx(0.573 * share.high, abs=1e-4)
    assert "loss_of_supply" in flags(row)
    assert (row["loss_t"], row["loss_usd"]) == (None, None)
    softer = shock("CHN", "cobalt", stop="COD=0.573", as_of=DAY, pass_through=0.5, substitution=0.2)
    assert one(softer, stage="refined")["loss_share_low"] == pytest.approx(
        row["loss_share_low"] * 0.4, abs=1e-4
    )


def test_several_stops_take_each_its_cut() -> None:
    stops = ["COD=0.5", "RUS=1"]
    table = shock("CHN", "cobalt", stop=stops, origin_stage="mining", as_of=DAY)
    row = one(table, stage="refined")
    found = chains.chained("cobalt", "refined", 2024, {"CHN"})
    congo, russia = found.dug({"COD"}), found.dug({"RUS"})
    assert row["loss_share_low"] == pytest.approx(0.5 * congo.low + russia.low, abs=1e-4)
    assert row["loss_share_high"] <= 0.5 * congo.high + russia.high + 1e-4


def test_a_stop_of_part_of_the_suppliers_at_the_mine_has_no_upper_end() -> None:
    table = shock("KOR", "copper", stop=["JPN", "IDN", "PAN"], as_of=DAY)
    row = one(table, stage="refined")
    assert row["loss_share_low"] > 0
    assert row["loss_share_high"] is None


def test_a_supplier_that_refines_what_it_digs_is_as_before() -> None:
    row = one(shock("JPN", "lithium", stop="CHN", as_of=DAY), stage="refined")
    assert row["loss_share_high"] == row["direct_share"] > 0.5
    assert not {"dug_elsewhere", "feed_unseen"} & flags(row)
    assert row["origin_stage"] == "refining"
    both = one(shock("USA", "copper", stop="CHL", as_of=DAY), stage="refined")  # digs and refines
    assert both["loss_share_high"] == both["direct_share"] > 0
    assert "dug_elsewhere" in flags(both)


def test_ore_that_was_not_bought_is_not_bought() -> None:
    row = one(shock("JPN", "copper", stop="COD", as_of=DAY), stage="ore")
    assert row["loss_share_high"] == 0
    assert "no_shortage" in flags(row)


def test_by_refinery_alone_a_stop_at_the_mine_is_refused() -> None:
    table = shock("JPN", "cobalt", stop="COD", origin_stage="refining", as_of=DAY)
    assert [row["loss_share_high"] for row in rows(table)] == [None, None]


def test_a_stop_at_the_mine_on_request() -> None:
    row = one(shock("USA", "copper", stop="CHL", origin_stage="mining", as_of=DAY), stage="refined")
    share = chains.chained("copper", "refined", 2024, {"USA"}).dug({"CHL"})
    assert row["total_share_low"] == row["loss_share_low"] == pytest.approx(share.low, abs=1e-4)
    assert row["total_share_high"] == row["loss_share_high"] == pytest.approx(share.high, abs=1e-4)
    assert row["loss_measure"] == "supply"
    with pytest.raises(QueryError, match="write mining or refining"):
        shock("USA", "copper", stop="CHL", origin_stage="capacity", as_of=DAY)


def test_exposure_to_a_mine() -> None:
    ask = {"supplier": "CHL", "mineral": "copper", "as_of": DAY}
    mined = exposure("USA", "JPN", origin_stage="mining", **ask)
    row = one(mined, stage="refined", buyer_iso3="USA", year=2024)
    share = chains.chained("copper", "refined", 2024, {"USA"}).dug({"CHL"})
    assert row["origin_share_low"] == pytest.approx(share.low, abs=1e-4)
    assert row["origin_share_high"] == pytest.approx(share.high, abs=1e-4)
    assert row["unexplained_share"] == pytest.approx(0.12, abs=0.01)
    assert row["origin_stage"] == "mining"
    japan = one(mined, stage="refined", buyer_iso3="JPN")
    assert japan["origin_share_low"] is None
    assert japan["unexplained_share"] == pytest.approx(0.319, abs=0.01)
    assert "feed_unseen" in flags(japan)
    plain = one(exposure("USA", **ask), stage="refined", year=2024)
    assert (plain["origin_stage"], "dug_elsewhere" in flags(plain)) == ("refining", True)


def test_ore_is_traced_to_the_mine_either_way() -> None:
    plain = exposure("JPN", supplier="CHN", mineral="graphite", stage="ore", as_of=DAY)
    mined = exposure(
        "JPN", supplier="CHN", mineral="graphite", stage="ore", as_of=DAY, origin_stage="mining"
    )
    assert mined.records() == plain.records()
    assert {row["origin_stage"] for row in rows(plain)} <= {"mining", None}


def test_the_summary_counts_what_cannot_be_told_as_without_a_figure() -> None:
    ask = {"supplier": "COD", "as_of": DAY}
    alone = exposure("JPN", mineral="cobalt", summary=True, **ask)
    direct = one(alone, measure="direct_share")
    assert (direct["minerals_counted"], direct["minerals_without"]) == (0, 1)


def test_of_all_minerals_each_code_is_said_once() -> None:
    for table in (shock("JPN", stop="COD", as_of=DAY), exposure("JPN", supplier="COD", as_of=DAY)):
        for code in ("dug_elsewhere", "feed_unseen"):
            (message,) = [c.message for c in table.warnings if c.code == code]
            assert "cobalt refined 2024" in message


def test_dependency_flags_it_too() -> None:
    row = one(dependency("JPN", "cobalt", supplier="COD", stage="refined"))
    assert flags(row) == {"none_recorded", "dug_elsewhere"}


def test_who_digs_more_than_it_refines() -> None:
    congo = mine_supplier("cobalt", "refined", "COD")
    assert congo is not None
    assert congo.only_mines
    assert congo.mined > 0.7
    assert mine_supplier("cobalt", "ore", "COD") is None
    assert mine_supplier("cobalt", "refined", "CHN") is None
    copper = mine_supplier("copper", "refined", "COD")  # by the USGS it refines, the IEA lists few
    assert copper is None or not copper.only_mines
    guinea = mine_supplier("aluminium", "refined", "GIN")  # bauxite stands for aluminium
    assert guinea is not None
    assert mine_supplier("tantalum", "refined", "RWA").refined is None  # type: ignore
    assert mine_supplier("helium", "refined", "QAT") is None  # nothing to refine elsewhere


def test_pictures_say_what_cannot_be_told() -> None:
    exposed = exposure("JPN", supplier="COD", mineral="cobalt", as_of=DAY)
    bars = charts.exposure(exposed)
    assert isinstance(bars, Bars)
    assert {bar.text for bar in bars.bars} == {"(what it mined: not known)"}
    assert not any(bar.highlight for bar in bars.bars)
    answer = shock("JPN", "cobalt", "copper", stop="COD", as_of=DAY)
    lost = answer.chart(answer)
    assert lost is not None
    assert "cannot be told: the mines that the ore came from are not known." in lost.note
    answer = shock("CHN", "cobalt", stop="COD", as_of=DAY)
    chained = answer.chart(answer)
    assert chained is not None
    assert "Lost share of its supply" in chained.subtitle


def test_days_of_use_last_by_the_loss_of_supply() -> None:
    row = one(shock("CHN", "cobalt", stop="COD", stock_days=60, as_of=DAY), stage="refined")
    assert row["days_of_cover"] == pytest.approx(60 / row["loss_share_high"])
    home = one(
        shock("USA", "copper", stop="CHL", stock_days=60, origin_stage="mining", as_of=DAY),
        stage="refined",
    )
    assert home["days_of_cover"] is None


def test_a_limit_of_an_unlisted_supplier_is_no_zero_and_stays() -> None:
    """China digs rhenium and nobody prints who refines it; the USGS leaves it at most 14%."""
    row = one(shock("USA", "rhenium", stop="CHN", as_of=DAY), stage="intermediate")
    assert 0 == row["loss_share_low"] < row["loss_share_high"] < 0.2
    assert "dug_elsewhere" in flags(row)

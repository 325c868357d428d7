"""What a stop takes: golden numbers, several stops, stocks, others, the refinery, no data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from answers import flags, one, rows, said
from critmin.cli import app
from critmin.cli.screen_layout import fitted, hoist, laid_out
from hypothesis import given
from hypothesis import strategies as st

from critmin import dependency, shock
from critmin.answers.screens import screen_of
from critmin.core import names
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.disruption import lost_imports, scenario
from critmin.disruption.lost_imports import Origin
from critmin.disruption.mine_to_refinery import cut_bases
from critmin.disruption.others_loss import bases, others_loss
from critmin.disruption.stocks import cover, stock
from critmin.export_controls.reach import controlled
from critmin.measures.interval import Interval
from critmin.measures.shocks import days_of_cover
from critmin.tracing.mixing import trace
from critmin.tracing.origin_share import OriginShare, origin_of
from critmin.trade.buyers import buyer
from critmin.trade.import_table import ImportTable, suppliers_of
from critmin.trade.imports import ImportFinder, Imports
from critmin.trade.readers import Flow

DAY = "2026-11-24"
COLUMNS = (
    "mineral",
    "stage",
    "year",
    "buyer_iso3",
    "stopped",
    "direct_share",
    "total_share_low",
    "total_share_high",
    "loss_share_low",
    "loss_share_high",
    "loss_t",
    "loss_usd",
    "days_of_cover",
    "under_licence_low",
    "under_licence_high",
    "under_ban_low",
    "under_ban_high",
    "output_outside_share",
    "others_loss_share",
    "loss_measure",
    "origin_stage",
    "unexplained_share",
    "flag",
    "source",
)


def plan(*stops: str, **more: Any) -> scenario.Scenario:
    return scenario.read(stops, buyer("JPN"), [2024], DAY, **more)


def test_columns_are_the_contract() -> None:
    assert shock("JPN", "lithium", stop="CHN", as_of=DAY).names == COLUMNS


# The network of the reference: C makes 80, A 20; V takes 30 and 5 and ships 20 on to J.
GOLDEN_FLOWS = {("C", "V"): 30, ("C", "J"): 10, ("A", "V"): 5, ("A", "J"): 5, ("V", "J"): 20}


def golden() -> tuple[ImportTable, Origin]:
    traced = trace({"C": 80, "A": 20}, GOLDEN_FLOWS)
    into_j = [
        Flow("J", "0", a, tonnes, tonnes * 1000)
        for (a, b), tonnes in GOLDEN_FLOWS.items()
        if b == "J"
    ]
    table = ImportTable(
        "cobalt", "ore", 2024, "J", "x@1", "USD", ("0",), (), {}, {}, suppliers_of(into_j, {}, {})
    )
    share, direct = traced.origin_share("J", "C"), traced.direct_share("J", "C")
    assert share is not None
    assert direct is not None
    return table, by_origin(share, direct)


def by_origin(share: Interval, direct: float, imports: float = 1.0) -> Origin:
    width = share.high - share.low
    return Origin(OriginShare(direct, share, width, imports, 0.0, 2024, (), ()))


@pytest.mark.parametrize(("reach", "lost"), [(0.0, 0.285714), (0.5, 0.530612), (1.0, 0.775510)])
def test_the_golden_network(monkeypatch, reach, lost) -> None:
    table, origin = golden()
    monkeypatch.setattr(scenario.Scenario, "cuts", lambda _self, _mineral: {"C": 1.0})
    monkeypatch.setattr(lost_imports, "one_content", lambda _table: True)
    found = lost_imports.loss(table, plan("CHN", reach=reach), [origin])
    assert found.share_low == pytest.approx(lost, abs=5e-7)
    assert found.share_high == pytest.approx(lost, abs=5e-7)
    assert found.t == pytest.approx(lost * 35, abs=5e-5)
    assert found.usd == (None if reach else pytest.approx(lost * 35, abs=5e-5))
    assert found.measure == ("weight" if reach else "value")
    assert found.direct == pytest.approx(10 / 35)


def dear() -> tuple[ImportTable, Origin]:
    """The network of the reference, with goods from C ten times as dear as the others."""
    into_j = [
        Flow("J", "0", a, tonnes * (10 if a == "C" else 1), tonnes * 1000)
        for (a, b), tonnes in GOLDEN_FLOWS.items()
        if b == "J"
    ]
    table, origin = golden()
    return replace(table, suppliers=suppliers_of(into_j, {}, {})), origin


def loss_of(monkeypatch, table: ImportTable, origin: Origin, reach: float) -> lost_imports.Loss:
    monkeypatch.setattr(scenario.Scenario, "cuts", lambda _self, _mineral: {"C": 1.0})
    monkeypatch.setattr(lost_imports, "one_content", lambda _table: True)
    return lost_imports.loss(table, plan("CHN", reach=reach), [origin])


def test_a_share_by_value_is_never_added_to_one_by_weight(monkeypatch) -> None:
    """By value 80% comes from C, by weight 28.6% and with re-exports 77.6%: not 80% + 49%."""
    table, origin = dear()
    direct = loss_of(monkeypatch, table, origin, 0.0)
    assert (direct.share_high, direct.measure) == (pytest.approx(100 / 125), "value")
    assert direct.weight == pytest.approx(10 / 35)
    whole = loss_of(monkeypatch, table, origin, 1.0)
    assert (whole.share_high, whole.measure) == (pytest.approx(0.775510, abs=5e-7), "weight")
    assert whole.t == pytest.approx(0.775510 * 35, abs=5e-5)
    assert whole.usd is None
    assert "loss_by_weight" in whole.flags


@given(
    direct=st.floats(0.0, 1.0),
    more=st.floats(0.0, 1.0),
    width=st.floats(0.0, 1.0),
    imports=st.floats(0.05, 1.0),
    reach=st.floats(0.001, 1.0),
    price=st.floats(0.01, 100.0),
)
def test_a_loss_with_reach_lies_between_two_shares_of_one_measure(
    direct, more, width, imports, reach, price
) -> None:
    """It is (1 - e) times the direct share plus e times the one with re-exports, both by weight.

    The prices of the imports do not change it.
    """
    direct *= imports
    low = min(1.0, direct + more * (1 - direct))
    share = Interval(low, min(1.0, low + width))
    into_j = [Flow("J", "0", "C", max(1, int(1000 * price)), 1000), Flow("J", "0", "A", 1000, 1000)]
    table = replace(golden()[0], suppliers=suppliers_of(into_j, {}, {}))
    with pytest.MonkeyPatch.context() as patch:
        found = loss_of(patch, table, by_origin(share, direct, imports), reach)
    own = direct / imports
    for got, end in zip((found.share_low, found.share_high), share, strict=True):
        passed = min(1.0, own + min(1.0, (end - direct) / imports))
        assert got == pytest.approx((1 - reach) * own + reach * passed)
        assert got is not None
        assert min(own, passed) - 1e-9 <= got <= max(own, passed) + 1e-9


def test_a_small_part_of_imports_is_not_told_from_rounded_shares(monkeypatch) -> None:
    table, _ = golden()
    found = loss_of(monkeypatch, table, by_origin(Interval(0.0001, 0.0001), 0.0001, 0.0001), 1.0)
    assert (found.share_low, found.share_high) == (pytest.approx(10 / 35), None)
    assert (found.measure, "reach_not_traced" in found.flags) == ("value", True)


def test_rare_earths_of_japan_through_third_countries() -> None:
    """By weight 66% come from China, and 8% more through others; the 38% are by value."""
    plain_, reached = (
        one(shock("JPN", "rare-earths", stop="CHN", reach=e, as_of=DAY), stage="refined")
        for e in (0.0, 1.0)
    )
    found = origin_of("rare-earths", "refined", 2024, frozenset({"JPN"}), frozenset({"CHN"}))
    assert 0.01 < found.beyond.low < 0.05 < found.beyond.high < 0.2
    assert reached["loss_share_low"] == pytest.approx(found.origin.low / found.imports)
    assert reached["loss_share_high"] == pytest.approx(min(1.0, found.origin.high / found.imports))
    assert plain_["loss_share_low"] < 0.4 < 0.65 < reached["loss_share_low"]
    assert (plain_["loss_measure"], reached["loss_measure"]) == ("value", "weight")
    assert reached["loss_usd"] is None
    assert reached["loss_t"] is None  # oxides and metals have different contents


@pytest.mark.parametrize("stops", [("CHN=0",), ("CHN=0%",), ("CHN", "CHN:barite=0"), ("g7=0.0",)])
def test_a_stop_of_nothing_takes_nothing(stops) -> None:
    row = one(shock("IND", "barite", stop=list(stops), as_of=DAY))
    assert (row["loss_share_low"], row["loss_share_high"]) == (0, 0)
    assert (row["loss_t"], row["loss_usd"], row["days_of_cover"]) == (0, 0, None)
    assert "no_shortage" in flags(row)


@pytest.mark.parametrize(
    "parameters",
    [{"pass_through": 0}, {"substitution": 1}, {"replace": 1}, {"pass_through": 0, "reach": 1}],
)
def test_a_parameter_at_its_end_takes_nothing(parameters) -> None:
    row = one(shock("JPN", "barite", stop="CHN", stock_days=0, as_of=DAY, **parameters))
    assert (row["loss_share_low"], row["loss_share_high"]) == (0, 0)
    assert (row["loss_t"], row["days_of_cover"]) == (0, None)


def test_no_stock_lasts_no_day_and_no_reach_is_the_direct_loss() -> None:
    bare = one(shock("JPN", "barite", stop="CHN=100%", stock_days=0, reach=0, as_of=DAY))
    plain_ = one(shock("JPN", "barite", stop="CHN=1", replace=0, substitution=0, as_of=DAY))
    assert bare["days_of_cover"] == 0
    assert plain_["days_of_cover"] is None
    for column in ("loss_share_low", "loss_share_high", "loss_t", "loss_usd", "loss_measure"):
        assert bare[column] == plain_[column]
    assert plain_["loss_share_high"] == plain_["direct_share"]


def test_stocks_in_t_meet_a_loss_by_weight() -> None:
    """Use and stocks of the United States are weights; a share by value does not go with them."""
    bought = Imports(buyer("USA"))
    ImportFinder(buyer("USA"), [2024], source="baci-hs17").add(
        "copper", ["refined"], bought, every=False
    )
    (table,) = bought.tables
    found = cover(table, "USA", 0.5, 0.25, None)
    assert (found.lost, found.unweighed) == (0.25, False)
    assert found.days == pytest.approx(days_of_cover(0.25 * 0.45, stock=123_000, use=1_860_000))
    unknown = cover(table, "USA", 0.5, None, None)
    assert (unknown.days, unknown.unweighed) == (None, True)
    about = list(unknown.cautions(named=True, supposed=False, home=True))
    assert "not known by weight" in about[0].message


def test_untraced_reach_has_no_upper_end(monkeypatch) -> None:
    table, _ = golden()
    monkeypatch.setattr(scenario.Scenario, "cuts", lambda _self, _mineral: {"C": 1.0})
    unknown = Origin(None, "not traced")
    reached = lost_imports.loss(table, plan("CHN", reach=1.0), [unknown])
    assert (reached.share_low, reached.share_high) == (pytest.approx(10 / 35), None)
    assert (reached.t, reached.usd, reached.measure) == (None, None, "value")
    assert "reach_not_traced" in reached.flags
    direct = lost_imports.loss(table, plan("CHN"), [unknown])
    assert direct.share_high == pytest.approx(10 / 35)


SHARE = st.floats(0.0, 1.0)


@given(cut=SHARE, phi=SHARE, e=SHARE, sigma=SHARE, r=SHARE, low=SHARE, width=SHARE)
def test_a_loss_is_an_interval_of_shares(cut, phi, e, sigma, r, low, width) -> None:
    table, _ = golden()
    table = ImportTable(
        **{
            **table.__dict__,
            "suppliers": suppliers_of(
                [Flow("J", "0", a, 10, 1000) for a in ("CHN", "AUS")], {}, {}
            ),
        }
    )
    origin = by_origin(Interval(low, min(1.0, low + width)), 0.5)
    asked = plan(f"CHN={cut}", pass_through=phi, reach=e, substitution=sigma, replace=r)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lost_imports, "one_content", lambda _table: True)
        found = lost_imports.loss(table, asked, [origin])
    assert found.share_low is not None
    assert found.share_high is not None
    assert 0 <= found.share_low <= found.share_high <= cut * phi + 1e-12
    lost = found.share_high * table.total("value")
    assert found.usd == (None if e else pytest.approx(lost))
    assert found.weight == pytest.approx(found.share_high)


# Stocks and apparent consumption of the United States in 2024, USGS MCS 2026.
@pytest.mark.parametrize(
    ("mineral", "form", "supplier", "use", "held", "reliance", "days"),
    [
        ("cobalt", "mixed", "NOR", 7_960, 990, 0.74, 61.35),
        ("copper", "refined", "CHL", 1_860_000, 123_000, 0.45, 53.64),
    ],
)
def test_days_of_cover_of_the_united_states(
    mineral, form, supplier, use, held, reliance, days
) -> None:
    usa = Imports(buyer("USA"))
    ImportFinder(usa.buyer).add(mineral, [form], usa, every=False)
    found = stock(usa.tables[0])
    assert (found.use, found.stock, found.reliance) == (use, held, reliance)
    whole = days_of_cover(1.0 * found.reliance, stock=found.stock, use=found.use)
    assert whole == pytest.approx(days, abs=0.005)
    row = one(shock("USA", mineral, stop=supplier, stage=form, as_of=DAY), stage=form)
    assert row["days_of_cover"] == pytest.approx(whole / row["loss_share_high"])  # type: ignore
    assert row["loss_t"] == pytest.approx(row["loss_share_high"] * reliance * use)
    assert "loss_of_use" in flags(row)


def test_stocks_of_another_form_are_not_used() -> None:
    table = shock("USA", "copper", stop="CHN", as_of=DAY)
    assert one(table, stage="ore")["days_of_cover"] is None
    assert "stocks and use are printed of 'refined copper'" in said(table, "stock_not_known")


def test_stock_days() -> None:
    row = one(shock("JPN", "lithium", stop="CHN", stock_days=60, as_of=DAY), stage="refined")
    assert row["days_of_cover"] == pytest.approx(60 / row["loss_share_high"])
    none = one(shock("JPN", "lithium", stop="CHN", as_of=DAY), stage="refined")
    assert none["days_of_cover"] is None


def test_no_shortage_is_not_endless_stock() -> None:
    table = shock("JPN", "lithium", stop="CHN", substitution=1, stock_days=60, as_of=DAY)
    row = one(table, stage="refined")
    assert (row["loss_share_high"], row["days_of_cover"]) == (0, None)
    assert "no_shortage" in flags(row)


def test_the_row_is_what_the_other_questions_say() -> None:
    row = one(shock("JPN", "graphite", stop="CHN", as_of=DAY), stage="ore")
    bought = one(dependency("JPN", "graphite", supplier="CHN", stage="ore"))
    assert row["direct_share"] == row["loss_share_high"] == pytest.approx(bought["share"])
    assert row["loss_usd"] == pytest.approx(bought["imports_usd"])
    assert row["loss_t"] == pytest.approx(bought["imports_t"])
    origin = origin_of("graphite", "ore", 2024, frozenset({"JPN"}), frozenset({"CHN"}))
    assert (row["total_share_low"], row["total_share_high"]) == origin.origin
    japan = Imports(buyer("JPN"))
    ImportFinder(japan.buyer).add("graphite", ["ore"], japan, every=False)
    law = controlled(japan.tables[0], "CHN", "JPN", frozenset(), DAY).licence
    assert law is not None
    assert (row["under_licence_low"], row["under_licence_high"]) == law
    assert law.low > 0.5


def test_cut_pass_through_substitution_and_replacement() -> None:
    whole = one(shock("JPN", "graphite", stop="CHN", as_of=DAY), stage="ore")
    part = one(
        shock(
            "JPN",
            "graphite",
            stop="CHN=0.5",
            pass_through=0.8,
            substitution=0.1,
            replace=0.05,
            as_of=DAY,
        ),
        stage="ore",
    )
    share = whole["direct_share"] * 0.5 * 0.8 * 0.9 - 0.05
    assert part["loss_share_low"] == part["loss_share_high"] == pytest.approx(share)
    assert part["stopped"] == ("CHN=0.5",)
    assert part["direct_share"] == whole["direct_share"]
    assert part["loss_usd"] == pytest.approx(share * whole["loss_usd"] / whole["direct_share"])


def test_several_stops_and_blocs() -> None:
    both = one(shock("JPN", "lithium", stop=["CHN", "CHL:lithium=0.5"], as_of=DAY), stage="refined")
    china, chile = (
        one(dependency("JPN", "lithium", supplier=iso3, stage="refined"))["share"]
        for iso3 in ("CHN", "CHL")
    )
    assert both["direct_share"] == pytest.approx(china + chile)
    assert both["loss_share_high"] == pytest.approx(china + chile / 2)
    assert both["stopped"] == ("CHN", "CHL:lithium=0.5")
    bloc = one(shock("JPN", "lithium", stop="brics", stage="refined", as_of=DAY))
    assert bloc["stopped"] == ("brics",)
    assert bloc["direct_share"] >= china


def test_a_group_is_stopped_with_its_members() -> None:
    row = one(shock("eu27", "cerium", stop="CHN:rare-earths=0.5", as_of=DAY), stage="refined")
    assert row["loss_share_high"] == pytest.approx(row["direct_share"] / 2)
    assert row["stopped"] == ("CHN:rare-earths=0.5",)


def test_what_no_stop_reaches_is_said() -> None:
    table = shock("KOR", "graphite", "tungsten", stop="CHN:graphite", as_of=DAY)
    row = one(table, mineral="tungsten", stage="ore")
    assert {"not_stopped", "no_shortage"} <= flags(row)
    assert (row["stopped"], row["loss_share_high"]) == ((), 0)


# Lithium chemicals: published with the method. Others by the same formula on the tables.
OTHERS = {"lithium": 0.474, "magnesium": 0.628, "silicon": 0.520, "bismuth": 0.667}


@pytest.mark.parametrize("mineral", OTHERS)
def test_what_others_lose(mineral) -> None:
    found = others_loss(mineral, "refined", 2024, {"CHN": 1.0})
    assert found.share == pytest.approx(OTHERS[mineral], abs=0.0005)
    assert found.share == pytest.approx(
        found.exports / (found.outside - found.imports + found.exports)
    )
    half = others_loss(mineral, "refined", 2024, {"CHN": 0.5})
    assert half.share == pytest.approx(found.share / 2)


def test_others_lose_an_unknown_part_where_bases_differ() -> None:
    table = shock("JPN", "antimony", "graphite", "silicon", stop="CHN", as_of=DAY)
    antimony = one(table, mineral="antimony", stage="refined")
    assert (antimony["others_loss_share"], "others_not_known" in flags(antimony)) == (None, True)
    assert "figures exist in eu@2023 (2020)" in said(table, "others_not_known")
    assert "graphite ore 2024: output and trade are not matched" in said(table, "others_not_known")
    assert "withheld for United States would lower" in said(table, "others_loss")


@pytest.mark.parametrize("key", bases())
def test_bases_are_minerals_and_forms(key) -> None:
    assert key[1] == "refined"
    assert key[0] in {"lithium", "magnesium", "silicon", "antimony", "bismuth", "nickel", "copper"}


def test_output_outside_is_not_what_others_lose() -> None:
    row = one(shock("JPN", "lithium", stop="CHN", as_of=DAY), stage="refined")
    assert row["output_outside_share"] == pytest.approx(1 - 169.677591 / 241.611753)
    assert row["others_loss_share"] == pytest.approx(0.474, abs=0.0005)


# A quota of 96,600 t a year against output of DR Congo in 2024, by source.
def test_a_quota_is_a_cut_on_a_base() -> None:
    (base,) = cut_bases(plan("COD:cobalt=0.573"), 2024)
    for part in (
        "226,000 t in usgs@2026: 96,502 t left, the quota is a cut of 0.573",
        "220,000 t in usgs@2025: 93,940 t left, the quota is a cut of 0.561",
        "181,796 t in iea@2025: 77,627 t left, the quota is a cut of 0.469",
        "quota is 96,600 t a year, 2026-01-01 to 2027-12-31 (CD-2025-004)",
    ):
        assert part in base.message
    assert not cut_bases(plan("COD:cobalt", "CHN=0.5"), 2024)


def test_the_quota_at_the_mine_and_second_hand() -> None:
    table = shock("JPN", stop="COD:cobalt=0.573", as_of=DAY)
    mine = one(table, stage="mining", buyer_iso3="world")
    assert mine["loss_share_low"] == mine["loss_share_high"] == pytest.approx(0.4294, abs=5e-5)
    assert mine["loss_t"] == pytest.approx(0.573 * 226_000)
    refinery = one(table, stage="refining", buyer_iso3="world")
    assert refinery["loss_share_high"] == mine["loss_share_high"]
    own = one(table, stage="refining", buyer_iso3="JPN")
    assert (own["loss_share_low"], own["loss_share_high"]) == (0, 1)
    assert "second_hand" in flags(refinery) & flags(own)
    assert "plants in China (78.4% of refined output) lose 27.2% to 54.8% of their output" in said(
        table, "second_hand"
    )
    assert not rows(shock("JPN", "cobalt", stop="COD", as_of=DAY), stage="refining")
    assert rows(shock("JPN", "cobalt", stop="COD", as_of=DAY, second_hand=True), stage="refining")


def test_own_plants_are_set_off_where_bases_are_alike() -> None:
    lithium = shock("JPN", "lithium", stop="CHN:lithium", as_of=DAY)
    mine = one(lithium, stage="mining")
    assert mine["loss_share_low"] == 0  # China makes more than it mines
    assert 0.1 < mine["loss_share_high"] < 0.3
    graphite = shock("JPN", "graphite", stop="CHN:graphite", as_of=DAY)
    assert "basis_differs" in flags(one(graphite, stage="refining", buyer_iso3="world"))


def test_printed_shares_bound_whom_they_do_not_name() -> None:
    table = shock("USA", "cobalt", stop="CHN", stage="mixed", as_of=DAY)
    row = one(table, stage="mixed")
    assert (row["direct_share"], row["loss_share_low"]) == (None, 0)
    named = dependency("USA", "cobalt", stage="mixed")
    smallest = min(r["share"] for r in named if r["supplier_iso3"])
    assert 0 < row["loss_share_high"] <= smallest
    assert "not_listed" in flags(row)


def test_all_minerals_the_largest_loss_first() -> None:
    table = shock("JPN", stop="CHN", as_of=DAY)
    lost = [row["loss_share_high"] for row in table]
    assert lost == sorted(lost, reverse=True)
    assert len({row["mineral"] for row in table}) > 35
    assert "do not add up" in said(table, "losses_not_additive")
    assert "nothing reacts" in said(table, "assumption")
    assert "law, not practice" in said(table, "assumption")
    assert all(row["source"] for row in table)


def test_assumptions_are_in_the_json(capfd) -> None:
    assert app.run(["shock", "JPN", "lithium", "--stop", "CHN", "-f", "json", "-q"]) == 0
    warnings = json.loads(capfd.readouterr().out)["warnings"]
    texts = [w["message"] for w in warnings if w["code"] == "assumption"]
    assert any("customs value, not damage" in text for text in texts)
    assert any("Pass-through 1, reach to re-exports 0" in text for text in texts)


def test_what_has_no_data_keeps_a_row() -> None:
    table = shock("JPN", "lithium", "germanium", stop="CHN", year=2023, as_of=DAY)
    empty = rows(table, mineral="germanium")
    assert {row["flag"] for row in empty} == {("no_data",)}
    assert all(row["loss_share_high"] is row["direct_share"] is None for row in empty)
    assert "811230 is empty since 2017" in said(table, "no_data")
    with pytest.raises(NoData, match="811230 is empty since 2017"):
        shock("JPN", "germanium", stop="CHN", year=2023)


def test_a_code_of_several_minerals_gives_no_loss_of_one() -> None:
    row = one(shock("JPN", "gallium", stop="CHN", year=2024, as_of="2025-12-01"))
    cells = "direct_share loss_share_low loss_share_high loss_t loss_usd under_licence_high"
    assert [row[name] for name in cells.split()] == [None] * 6
    assert "code_not_exclusive" in flags(row)


def test_a_bloc_is_one_buyer() -> None:
    row = one(shock("eu27", "magnesium", stop="CHN", stage="refined", as_of=DAY))
    assert row["buyer_iso3"] == "eu27"
    bought = one(dependency("eu27", "magnesium", supplier="CHN", stage="refined"))
    assert row["direct_share"] == pytest.approx(bought["share"])
    with pytest.raises(QueryError, match="DEU is the buyer"):
        shock("eu27", stop="DEU")


def test_a_stop_is_needed_and_must_reach_something() -> None:
    with pytest.raises(QueryError, match="name at least one stop"):
        shock("JPN", "lithium")
    with pytest.raises(QueryError, match="cover none of lithium"):
        shock("JPN", "lithium", stop="COD:cobalt")
    with pytest.raises(UnknownName, match="country or bloc 'Chna'"):
        shock("JPN", stop="Chna")


def test_of_all_minerals_none_goes_unnamed() -> None:
    table = shock("JPN", stop="CHN", as_of=DAY)
    told = " ".join(said(table, code) for code in ("shared_codes_only", "no_data", "no_trade_code"))
    words = set(re.findall(r"[a-z][a-z-]*", told))
    rowless = names.minerals().keys() - {row["mineral"] for row in table}
    assert rowless <= words
    assert "potash" in said(table, "no_data")  # no flows are held that name Japan
    assert "a control may be missing" in said(table, "compiled")


def test_of_all_minerals_untraced_ones_have_their_reason() -> None:
    table = shock("JPN", stop="CHN", as_of=DAY)
    told = [c.message for c in table.warnings if c.code == "not_traced"]
    empty = rows(table, total_share_low=None)
    assert all("not_traced" in flags(row) for row in empty)
    assert sum(int(message.split()[0]) for message in told) == len(empty)
    assert any(
        "a fifth of all exports is unexplained): antimony ore 2024 (25.5%)" in message
        for message in told
    )


def test_averages_of_world_output_are_flagged() -> None:
    table = shock("JPN", "beryllium", "graphite", stop="CHN", as_of=DAY)
    assert "world_period_average" in flags(one(table, mineral="beryllium", stage="refined"))
    assert "world_period_average" not in flags(one(table, mineral="graphite", stage="ore"))
    assert "eu@2023 2016-2020; usgs@2026 2025" in said(table, "world_years")


def test_a_shared_code_gives_no_loss_of_one_of_its_minerals() -> None:
    """16 million USD under 811292 are of gallium, germanium and five more together."""
    table = shock("JPN", "gallium", "germanium", stop="CHN", reach=1, stock_days=30, as_of=DAY)
    for row in table:
        assert "code_not_exclusive" in flags(row)
        lost = (
            "direct_share",
            "loss_share_low",
            "loss_share_high",
            "loss_t",
            "loss_usd",
            "days_of_cover",
        )
        assert [row[name] for name in lost] == [None] * len(lost)
        assert "no_shortage" not in flags(row)
    assert "other minerals are traded under the same tariff code (811292)" in said(
        table, "code_not_exclusive"
    )


@pytest.mark.parametrize("width", [80, 100])
def test_a_narrow_screen_tells_the_forms_of_a_mineral_apart(width) -> None:
    """Antimony has four forms in the USGS's shares; the source is named below the table."""
    table = shock("USA", "gallium", "antimony", stop="CHN", as_of="2025-10-15")
    body, _same = hoist(table)
    fit = fitted(laid_out(table, body, None, "", "-", screen_of(table).essential), width)
    shown = {name for column in fit.shown for name in column.names}
    assert {"mineral", "stage", "loss_share_low", "loss_share_high", "under_ban_high"} <= shown
    assert "source" in fit.dropped


def test_cuts_by_supplier_are_the_same_as_stops_in_words() -> None:
    given = shock("japan", "lithium", stop={"china": 0.5}, as_of="2026-11-24")
    typed = shock("japan", "lithium", stop="china=0.5", as_of="2026-11-24")
    assert given.rows == typed.rows
    assert given.rows != shock("japan", "lithium", stop="china", as_of="2026-11-24").rows

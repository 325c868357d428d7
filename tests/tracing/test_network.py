"""Networks: what stands behind a form, weights and contents, and the golden network traced."""

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin.core.errors import NoData
from critmin.tracing import network as networks
from critmin.tracing import origin_share, shipments, trace, weighing
from critmin.tracing.contents import Content, Contents
from critmin.tracing.draws import USUAL
from critmin.tracing.network import Network, Parts
from critmin.tracing.output import Made
from critmin.tracing.shipments import Shipment
from critmin.tracing.via import via

ORE = "ore"
WHAT = "cobalt ore 2024"
OUTPUT = {"CHN": 80.0, "AUS": 20.0}
FLOWS = {
    ("CHN", "VNM"): 30.0,
    ("CHN", "JPN"): 10.0,
    ("AUS", "VNM"): 5.0,
    ("AUS", "JPN"): 5.0,
    ("VNM", "JPN"): 20.0,
}


PURE = Content(ORE, 1.0, 1.0, 1.0)


def shipment(a, b, tonnes, content=PURE) -> Shipment:
    return Shipment(a, b, "250410", tonnes, tonnes, tonnes, "recorded", content)


def made_parts(output=OUTPUT, flows=FLOWS, hidden=()) -> Parts:
    """A network of countries in one strand."""
    known = {place: tonnes for place, tonnes in output.items() if place not in hidden}
    return Parts(
        "graphite",
        ORE,
        2012,
        "product",
        (Made(ORE, known, frozenset(hidden), 0.0, frozenset(), "usgs@2026"),),
        tuple(shipment(a, b, t) for (a, b), t in flows.items()),
        ("baci-hs92@202601",),
        (),
        (),
    )


def made_network(output=OUTPUT, flows=FLOWS, hidden=()) -> Network:
    found = made_parts(output, flows, hidden)
    return networks.at_draw(found, networks.weigh(found, USUAL), 0)


def only(monkeypatch, parts: Parts) -> None:
    """Let every question see this network."""
    monkeypatch.setattr(networks, "parts", lambda *_: parts)


def test_golden_network(monkeypatch) -> None:
    only(monkeypatch, made_parts())
    answer = origin_share.origin_of("graphite", ORE, 2012, frozenset({"JPN"}), frozenset({"CHN"}))
    assert answer.direct == pytest.approx(0.285714, abs=5e-7)
    assert answer.origin.low == answer.origin.high == pytest.approx(0.775510, abs=5e-7)
    assert answer.origin.low - answer.direct == pytest.approx(0.489796, abs=5e-7)
    assert answer.unexplained == answer.gap_share == 0
    assert answer.flags == ()
    other = origin_share.origin_of("graphite", ORE, 2012, frozenset({"JPN"}), frozenset({"AUS"}))
    assert other.origin.low == pytest.approx(0.224490, abs=5e-7)
    both = origin_share.origin_of(
        "graphite", ORE, 2012, frozenset({"JPN"}), frozenset({"AUS", "CHN", "USA"})
    )
    assert both.origin.low == pytest.approx(1.0)


def test_golden_network_with_a_flow_back(monkeypatch) -> None:
    only(monkeypatch, made_parts(flows=FLOWS | {("JPN", "CHN"): 7.0}))
    answer = origin_share.origin_of("graphite", ORE, 2012, frozenset({"JPN"}), frozenset({"CHN"}))
    assert answer.origin.low == pytest.approx(0.76057, abs=5e-6)


def test_golden_network_by_hand(monkeypatch) -> None:
    only(monkeypatch, made_parts())
    table = via("JPN", "graphite", origin="CHN", stage="ore", year=2012)
    hands = {row["via_iso3"]: row for row in table}
    assert list(hands) == ["VNM", "CHN"]
    assert hands["VNM"]["share_low"] == pytest.approx(20 / 35 * 30 / 35)
    assert hands["CHN"]["share_low"] == hands["CHN"]["share_high"] == pytest.approx(10 / 35)
    assert hands["CHN"]["flag"] == ("direct",)
    assert "between 77.6% and 77.6%" in table.warnings[0].message


def test_buyer_that_produces_says_so(monkeypatch) -> None:
    only(monkeypatch, made_parts())
    members, supplier = frozenset({"CHN"}), frozenset({"AUS"})
    answer = origin_share.origin_of("graphite", ORE, 2012, members, supplier)
    assert answer.flags == ("own_output_in_supply",)


def test_withheld_output_explains_nothing(monkeypatch) -> None:
    output = {"AUS": 20.0}
    only(monkeypatch, made_parts(output, FLOWS, hidden={"CHN"}))
    members = frozenset({"JPN"})
    with pytest.raises(NoData, match=r"57\.1% of exports .* the largest: China 40 t"):
        origin_share.origin_of("graphite", ORE, 2012, members, frozenset({"CHN"}))
    answer = origin_share.origin_of(
        "graphite", ORE, 2012, members, frozenset({"CHN"}), allow_gap=True
    )
    assert answer.origin.low == 0
    assert answer.origin.high == pytest.approx(0.775510, abs=5e-7)
    assert answer.direct == pytest.approx(10 / 35)
    own = origin_share.origin_of(
        "graphite", ORE, 2012, frozenset({"CHN", "VNM"}), frozenset({"AUS"}), allow_gap=True
    )
    assert "own_output_unknown" in own.flags


def test_bloc_leaves_its_inner_trade_out(monkeypatch) -> None:
    only(monkeypatch, made_parts())
    bloc = frozenset({"JPN", "VNM"})
    answer = origin_share.origin_of("graphite", ORE, 2012, bloc, frozenset({"CHN"}))
    assert answer.direct == answer.origin.low == pytest.approx(40 / 50)
    table = via("g7", "graphite", origin="CHN", stage="ore", year=2012)
    assert table.column("buyer_iso3") == ["g7"] * 2
    assert table.column("via_iso3") == ["VNM", "CHN"]
    assert "intra_bloc_excluded" in {caution.code for caution in table.warnings}


def test_buyer_without_supply_has_no_data(monkeypatch) -> None:
    only(monkeypatch, made_parts())
    with pytest.raises(NoData, match="neither recorded imports nor output"):
        origin_share.origin_of("graphite", ORE, 2012, frozenset({"PER"}), frozenset({"CHN"}))


def made(known, residual=0.0, may=(), hidden=(), shipped=False) -> Made:
    return Made(ORE, known, frozenset(hidden), residual, frozenset(may), "usgs@2026", shipped)


def output_of(made: Made, flows) -> tuple[dict[str, float], list]:
    """Output by country with the usual values."""
    known = weighing.scaled(made, 2024, USUAL)
    shipped, _ = weighing.weighed(
        made, known, [shipment(*p, t) for p, t in flows.items()], USUAL, WHAT
    )
    found, said = weighing.output(made, known, shipped, USUAL, WHAT)
    return {place: float(tonnes[0]) for place, tonnes in found.items()}, said


def weighed(made: Made, shipped) -> tuple[dict[tuple[str, str], float], list]:
    """Flows with the usual values."""
    known = weighing.scaled(made, 2024, USUAL)
    found, said = weighing.weighed(made, known, shipped, USUAL, WHAT)
    return {pair: float(tonnes[0]) for pair, tonnes in found.items()}, said


def test_the_residual_goes_to_named_producers_alone() -> None:
    flows = {("MMR", "CHN"): 30.0, ("SGP", "CHN"): 50.0, ("MNG", "CHN"): 10.0}
    output, said = output_of(made({"CHN": 5.0}, 100.0, {"MMR", "MNG"}), flows)
    assert output == {"CHN": 5.0, "MMR": 30.0, "MNG": 10.0}
    assert said[0].code == "residual_allotted"
    assert "Myanmar, Mongolia" in said[0].message
    output, _ = output_of(made({"CHN": 5.0}, 20.0, {"MMR", "MNG"}), flows)
    assert output == {"CHN": 5.0, "MMR": 15.0, "MNG": 5.0}
    assert output_of(made({"CHN": 5.0}, 20.0), flows) == ({"CHN": 5.0}, [])


def test_output_of_what_is_shipped_alone_stays_within_the_plant() -> None:
    flows = {("FIN", "JPN"): 12.0, ("SWE", "FIN"): 2.0, ("CHN", "JPN"): 3.0}
    output, _ = output_of(made({"FIN": 4.0, "CHN": 9.0, "JPN": 8.0}, shipped=True), flows)
    assert output == {"FIN": 4.0, "CHN": 3.0}


RANGE = Content(ORE, 0.5, 0.4, 0.6)


@pytest.mark.parametrize(
    ("mined", "content"), [(60.0, 0.5), (50.0, 0.5), (45.0, 0.45), (40.0, 0.4), (10.0, 0.4)]
)
def test_contents_are_lowered_within_their_range_as_far_as_needed(mined, content) -> None:
    flows, said = weighed(made({"ESP": mined}), [shipment("ESP", "AUT", 100.0, RANGE)])
    assert flows == {("ESP", "AUT"): pytest.approx(100 * content)}
    assert bool(said) == (content < 0.5)


def test_contents_of_those_with_unknown_output_stay() -> None:
    shipped = [shipment("ESP", "AUT", 100.0, RANGE)]
    for unknown in (made({}, hidden={"ESP"}), made({}, 5.0, {"ESP"})):
        assert weighed(unknown, shipped) == ({("ESP", "AUT"): 50.0}, [])


def test_crude_cobalt_is_no_refined_cobalt() -> None:
    refined = Contents("cobalt", "refined", [], by_product=False)
    crude = Contents("cobalt", "intermediate", [], by_product=False)
    assert refined.of("810510", "COD") is None
    assert refined.of("810510", "NOR") == Content("refined", 1.0, 1.0, 1.0)
    assert crude.of("810510", "COD") == Content("crude", 0.34, 0.30, 0.40)
    assert crude.of("810510", "NOR") is None
    assert crude.of("282200", "FIN") == Content("oxide", 0.7342, 0.63, 0.79)


@pytest.mark.parametrize("year", [2020, 2021, 2023])
def test_what_is_booked_twice_counts_once(year) -> None:
    contents = Contents("cobalt", "intermediate", [], by_product=False)
    shipped, said = shipments.shipments("baci-hs92", year, contents, WHAT)
    pair = [s for s in shipped if (s.exporter, s.importer) == ("COD", "CHN")]
    assert any(code == "double_booked" and "COD to CHN" in text for code, text, *_ in said)
    first, again = sorted(pair, key=lambda s: -s.tonnes)
    assert first.tonnes > 100_000
    assert (again.tonnes, again.low, again.basis) == (0, 0, "twice")
    assert 0 < again.high <= first.tonnes


def test_nothing_is_booked_twice_in_2024() -> None:
    contents = Contents("cobalt", "intermediate", [], by_product=False)
    _, said = shipments.shipments("baci-hs92", 2024, contents, WHAT)
    assert "double_booked" not in {caution.code for caution in said}


def test_a_weight_that_the_value_contradicts_is_not_used() -> None:
    """40,700 t of rare-earth compounds from Türkiye to Benin at a fortieth of the world's price."""
    contents = Contents("rare-earths", "refined", [], by_product=False)
    shipped, said = shipments.shipments("baci-hs92", 2024, contents, WHAT)
    (odd,) = [s for s in shipped if (s.exporter, s.importer) == ("TUR", "BEN")]
    assert odd.tonnes < 100
    assert odd.basis == "exporter"
    assert (odd.low, odd.high) == pytest.approx((0.2 * odd.tonnes, 5 * odd.tonnes))
    assert "weight_estimated" in {caution.code for caution in said}


def test_a_dear_weight_stands() -> None:
    """14.7 t of a dear rare-earth product from Norway were once taken for 1,338 t."""
    contents = Contents("rare-earths", "refined", [], by_product=False)
    shipped, said = shipments.shipments("baci-hs92", 2024, contents, WHAT)
    (dear,) = [s for s in shipped if (s.exporter, s.importer, s.code) == ("NOR", "IRL", "284690")]
    assert (dear.tonnes, dear.basis) == (14.691, "recorded")
    assert dear.low == dear.high == dear.tonnes
    assert "unlike_product" in {caution.code for caution in said}


def test_ore_of_papua_new_guinea_has_no_weight_of_28_million_tonnes() -> None:
    """2022: 13 and 14 Mt to the Philippines and North Korea at a two-hundredth of the price."""
    network = networks.network("copper", ORE, 2022)
    sent = {b[0]: t for (a, b), t in network.flows.items() if a[0] == "PNG"}
    assert sent["PHL"] + sent["PRK"] < 20_000
    assert trace.mixing.trace(network.production, network.flows).gap_share < 0.03


PLACES = ("AUS", "BRA", "CHN", "DEU", "EGY", "FRA")
AMOUNT = st.floats(0.01, 100.0)


@st.composite
def random_networks(draw) -> Network:
    output = draw(st.dictionaries(st.sampled_from(PLACES), AMOUNT, min_size=1))
    pairs = [(a, b) for a in PLACES for b in PLACES if a != b]
    flows = draw(st.dictionaries(st.sampled_from(pairs), AMOUNT, min_size=1))
    hidden = draw(st.sets(st.sampled_from(PLACES), max_size=2))
    known = {place: tonnes for place, tonnes in output.items() if place not in hidden}
    return made_network(known, flows, hidden)


@given(random_networks(), st.sets(st.sampled_from(PLACES), min_size=1, max_size=3))
@settings(deadline=None, max_examples=200)
def test_shares_add_up(network, members) -> None:
    try:
        traced = trace.traced_for(network, members, allow_gap=True)
    except NoData:
        return
    shares = traced.by_supplier()
    origins = fsum(origin for _, origin in shares.values())
    assert origins + traced.own() + traced.unexplained() == pytest.approx(1.0, abs=1e-6)
    assert fsum(direct for direct, _ in shares.values()) <= 1 + 1e-9
    for supplier in set(PLACES) - members:
        origin = traced.origin({supplier})
        assert 0 <= origin.low <= origin.high <= 1 + 1e-9
        hands = traced.via(supplier).values()
        assert fsum(share.low for share in hands) == pytest.approx(origin.low, abs=1e-9)
        widths = fsum(share.high - share.low for share in hands)
        assert widths <= traced.unexplained() + 1e-9
        assert traced.direct({supplier}) <= 1 + 1e-9


@given(random_networks(), st.sets(st.sampled_from(PLACES), min_size=2, max_size=4))
@settings(deadline=None)
def test_joining_a_bloc_keeps_output_and_outer_trade(network, members) -> None:
    production, flows = networks.joined(network, members)
    assert fsum(production.values()) == pytest.approx(fsum(network.production.values()))
    outer = fsum(
        tonnes
        for (a, b), tonnes in network.flows.items()
        if not (a[0] in members and b[0] in members)
    )
    assert fsum(flows.values()) == pytest.approx(outer)


@given(
    st.dictionaries(st.sampled_from(PLACES), AMOUNT),
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), AMOUNT).filter(
            lambda flow: flow[0] != flow[1]
        ),
        min_size=1,
    ),
)
def test_contents_never_leave_their_range(mined, traded) -> None:
    flows, _ = weighed(made(mined), [shipment(a, b, tonnes, RANGE) for a, b, tonnes in traded])
    weights: dict[tuple[str, str], float] = {}
    for a, b, tonnes in traded:
        weights[a, b] = weights.get((a, b), 0.0) + tonnes
    for pair, contained in flows.items():
        assert 0.4 - 1e-9 <= contained / weights[pair] <= 0.5 + 1e-9


def test_a_ring_that_nobody_feeds_is_named_in_the_answer(monkeypatch) -> None:
    """No bundled network has one, so that it is met here alone."""
    around = {("X", "Y"): 1.0, ("Y", "Z"): 1.0, ("Z", "X"): 1.0}
    only(monkeypatch, made_parts(flows=FLOWS | around))
    answer = via("JPN", "graphite", origin="CHN", stage=ORE, year=2012)
    (message,) = [c.message for c in answer.warnings if c.code == "ring"]
    assert all(place in message for place in "XYZ")

"""All draws solved at once, as one by one; ranges of shares and their widest cause."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from critmin.core import names
from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.tracing import mixing, origin_share, precomputed, ranges, trace
from critmin.tracing import network as networks
from critmin.tracing.contents import Content
from critmin.tracing.draws import CONTENTS, NUMBER, RESIDUAL, WEIGHTS, Draws
from critmin.tracing.network import Parts
from critmin.tracing.output import Made
from critmin.tracing.ranges import Ranged, cause_of, causes
from critmin.tracing.shares import GAP, IN_WORDS, Shares, Supplied
from critmin.tracing.shipments import Shipment
from critmin.tracing.solved import DrawnShares, solved
from critmin.trade import flows, sources
from critmin.trade.readers import CsvFlows

PLACES = ("AUS", "BRA", "CHN", "DEU", "EGY", "FRA")
AMOUNT = st.floats(0.01, 100.0)


@st.composite
def random_parts(draw) -> Parts:
    """Two strands, ranges of weights and contents, withheld output, an allotted residual."""
    made, shipped = [], []
    for strand in draw(st.sampled_from((("ore",), ("crude", "oxide")))):
        known = draw(st.dictionaries(st.sampled_from(PLACES), AMOUNT))
        hidden = draw(st.sets(st.sampled_from(PLACES), max_size=1))
        may = frozenset(PLACES) - known.keys() - hidden
        known = {place: tonnes for place, tonnes in known.items() if place not in hidden}
        made.append(Made(strand, known, frozenset(hidden), draw(AMOUNT), may, "s", False, (0.5, 2)))
        content = Content(strand, 0.5, 0.4, 0.6)
        pairs = draw(
            st.lists(
                st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), AMOUNT).filter(
                    lambda flow: flow[0] != flow[1]
                ),
                min_size=1,
                unique_by=lambda flow: flow[:2],
            )
        )
        shipped += [
            Shipment(a, b, strand, tonnes, tonnes / 5, tonnes * 5, "world", content)
            for a, b, tonnes in pairs
        ]
    return Parts("x", "ore", 2024, "contained", tuple(made), tuple(shipped), ("b",), (), ())


@given(random_parts(), st.sets(st.sampled_from(PLACES), min_size=1, max_size=4))
@settings(max_examples=100)
def test_all_draws_at_once_are_those_one_by_one(parts, members) -> None:
    weighed = networks.weigh(parts, Draws(4))
    every = solved(weighed)
    found = every.country(next(iter(members))) if len(members) == 1 else every.bloc(members)
    for at in range(4):
        network = networks.at_draw(parts, weighed, at)
        single = trace.seen_by(network, mixing.trace(network.production, network.flows), members)
        if single is None:
            assert found is None
            continue
        assert found is not None
        by_supplier = single.by_supplier()
        for number, place in enumerate(every.places):
            shares = (found.direct[at, number], found.origin[at, number])
            assert shares == pytest.approx(by_supplier.get(place, (0.0, 0.0)), abs=1e-9)
        assert found.own[at] == pytest.approx(single.own(), abs=1e-9)
        assert found.unexplained[at] == pytest.approx(single.unexplained(), abs=1e-9)


@given(random_parts(), st.sets(st.sampled_from(PLACES), min_size=1, max_size=3))
@settings(max_examples=50)
def test_a_range_holds_the_usual_share_and_ends_within_0_and_1(parts, members) -> None:
    shares = Ranged.of(parts, 10).buyer(members)
    if shares is None:
        return
    for one in shares.by_supplier.values():
        assert 0 <= one.low <= one.origin <= one.high <= 1
        assert one.direct_low <= one.direct <= one.direct_high
        assert one.low - one.direct_high - 1e-12 <= one.more_low <= one.origin - one.direct + 1e-12
        assert one.origin - one.direct - 1e-12 <= one.more_high <= one.high - one.direct_low + 1e-12
        assert one.high >= min(1.0, one.origin + shares.unexplained) - 1e-12
    low, high = shares.unexplained_range
    assert low <= shares.unexplained <= high
    joint = shares.of(set(PLACES[:3]) - members)
    assert joint.range.low <= joint.origin <= joint.range.high <= 1


@given(random_parts(), st.sets(st.sampled_from(PLACES), min_size=2, max_size=4))
@settings(max_examples=50)
def test_a_joint_range_holds_the_sums_of_all_draws(parts, suppliers) -> None:
    ranged = Ranged.of(parts, 10)
    buyer = next(place for place in PLACES if place not in suppliers)
    shares, drawn = ranged.buyer({buyer}), ranged.every.country(buyer)
    if shares is None or drawn is None:
        return
    at = [n for n, place in enumerate(ranged.every.places) if place in suppliers]
    joint, sums = shares.of(suppliers), drawn.origin[:, at].sum(axis=1)
    assert joint.range.low <= sums.min() + 1e-8
    assert joint.range.high >= min(1.0, (sums + drawn.unexplained).max()) - 1e-8


# Widths that the method was tried with, and the cause of each (graphite: Japan from China ...).
TRIED = (
    ("graphite", "ore", "JPN", "CHN", 0.02, GAP),
    ("lithium", "refined", "KOR", "CHN", 0.004, GAP),
    ("copper", "ore", "JPN", "CHL", 0.16, CONTENTS),
    ("tungsten", "ore", "USA", "CHN", 0.20, CONTENTS),
    ("rare-earths", "refined", "eu27", "CHN", 0.41, RESIDUAL),
)


@pytest.mark.parametrize(("mineral", "form", "buyer", "supplier", "width", "cause"), TRIED)
def test_widths_are_about_those_that_were_tried(
    mineral, form, buyer, supplier, width, cause
) -> None:
    members = frozenset({buyer})
    if buyer == "eu27":
        members = flows.members_with_history(names.members(buyer, "2024-12-31"), 2024)
    found = origin_share.origin_of(mineral, form, 2024, members, frozenset({supplier}))
    assert found.origin.high - found.origin.low == pytest.approx(width, rel=0.25)
    assert found.cause == cause
    assert found.wide is ("cannot_be_told" in found.flags) is (width > 0.3)
    assert found.origin.low <= found.traced <= found.origin.high
    assert found.in_words["number"] == NUMBER == 200
    assert found.in_words["cause"] == IN_WORDS[cause]


def test_the_eu_has_56_percent_of_its_rare_earths_from_china() -> None:
    """And not 60.7%, as while dear weights were replaced."""
    members = flows.members_with_history(names.members("eu27", "2024-12-31"), 2024)
    found = origin_share.origin_of("rare-earths", "refined", 2024, members, frozenset({"CHN"}))
    assert found.traced == pytest.approx(0.56, abs=0.005)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (("graphite", "ore", 2024), (WEIGHTS,)),
        (("copper", "ore", 2024), (WEIGHTS, CONTENTS, RESIDUAL)),
        (("tungsten", "refined", 2022), (WEIGHTS, CONTENTS, RESIDUAL)),  # through its ore
    ],
)
def test_causes_of_bundled_networks(key, expected) -> None:
    assert causes(networks.parts(*key)) == expected


def test_prepared_shares_are_those_drawn_now() -> None:
    known = precomputed.status("tungsten", "ore", 2024)
    assert known is not None
    ranged = Ranged.of(networks.parts("tungsten", "ore", 2024))
    eu = flows.members_with_history(names.members("eu27", "2024-12-31"), 2024)
    for members in (frozenset({"USA"}), eu):
        ready, now = precomputed.shares(known, members), ranged.buyer(members)
        assert ready is not None
        assert now is not None
        assert ready.unexplained_range == pytest.approx(now.unexplained_range, abs=5.1e-5)
        for place, one in ready.by_supplier.items():
            assert one[:8] == pytest.approx(now.by_supplier[place][:8], abs=1.1e-4)
            assert one.cause == now.by_supplier[place].cause


def test_a_cause_that_is_found_on_its_own_is_that_of_all_causes_together() -> None:
    parts = networks.parts("graphite", "ore", 2024)
    members = frozenset({"JPN"})
    shares = Ranged.of(parts, 2).buyer(members)
    assert shares is not None
    for place in ("CHN", "MOZ", "XXX"):
        found = shares.by_supplier.get(place)
        expected = found.cause if found else GAP
        assert cause_of(parts, members, shares.unexplained, place) == expected


def test_an_ore_has_the_same_draws_in_what_is_made_of_it() -> None:
    ore = networks.weigh(networks.parts("tungsten", "ore", 2022), Draws(20))
    parts = networks.parts("tungsten", "refined", 2022)
    assert parts.ore is not None
    again = networks.weigh(parts.ore, Draws(20))
    for pair, tonnes in ore.flows.items():
        assert (again.flows[pair] == tonnes).all()


def supplied(direct, origin, low, high) -> Supplied:
    return Supplied(
        direct, origin, low, high, direct, direct, low - direct, high - direct, CONTENTS
    )


OWN = Shares(
    0.1,
    Interval(0.05, 0.2),
    0.1,
    Interval(0.1, 0.15),
    {"CHN": supplied(0.3, 0.4, 0.3, 0.7), "VNM": supplied(0.5, 0.2, 0.1, 0.5)},
)


def test_joint_ranges_count_what_is_unexplained_once() -> None:
    joint = OWN.of({"CHN", "VNM"})
    assert (joint.direct, joint.origin) == (pytest.approx(0.8), pytest.approx(0.6))
    assert joint.range == pytest.approx((0.4, 0.9))  # the buyer makes 0.1 itself in every draw
    assert joint.more == pytest.approx((-0.4, 0.35))
    assert joint.wide
    nobody = OWN.of({"PER"})
    assert (nobody.origin, nobody.range, nobody.cause) == (0, (0, 0.2), GAP)


def test_noise_of_floats_takes_no_range_beyond_1() -> None:
    np = pytest.importorskip("numpy")
    origin, direct = np.array([[0.9, 0.1]]), np.array([[0.5, 0.0]])
    drawn = DrawnShares(direct, origin, np.array([0.0]), np.array([0.2]))
    assert ranges._high(drawn).tolist() == pytest.approx([1.0, 0.3])
    assert ranges._high(drawn, direct).tolist() == pytest.approx([0.5, 0.3])


def test_a_range_through_a_shipper_is_the_product_of_two() -> None:
    assert OWN.through("VNM", OWN, "CHN") == pytest.approx((0.5 * 0.3, 0.5 * 0.7))
    assert OWN.through("CHN", OWN, "CHN") == pytest.approx((0.3 * 0.1, 0.3 * 0.35))
    assert OWN.through("VNM", None, "CHN") == (0, 0.5)
    assert OWN.through("PER", OWN, "CHN") == (0, 0)
    assert OWN.made_in("JPN", "JPN") == pytest.approx((0.1, 0.35))


def test_a_refused_network_is_drawn_when_it_is_asked_for_all_the_same() -> None:
    members, china = frozenset({"JPN"}), frozenset({"CHN"})
    with pytest.raises(NoData):
        origin_share.origin_of("antimony", "ore", 2024, members, china)
    found = origin_share.origin_of("antimony", "ore", 2024, members, china, allow_gap=True)
    assert found.origin.low < found.traced < found.origin.high


OWN_TRADE = """\
year,importer,code,exporter,value,kg
2024,JPN,250410,CHN,40000000,20000000
2024,JPN,250410,MOZ,10000000,
2023,JPN,250410,MOZ,10000000,10000000
2024,JPN,250410,VNM,30000,15000000
2024,DEU,250410,CHN,60000000,30000000
"""


def test_trade_of_ones_own_is_traced_and_drawn_at_once(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sources, "TRADE_SOURCES", dict(sources.TRADE_SOURCES))
    path = tmp_path / "flows.csv"
    path.write_text(OWN_TRADE, "utf-8")
    own = sources.TradeSource("own", "2025", CsvFlows(path), "HS92", worldwide=True)
    asked = ("graphite", "ore", 2024, frozenset({"JPN"}), frozenset({"MOZ"}))
    bundled = origin_share.origin_of(*asked)
    sources.register(own)
    assert origin_share.origin_of(*asked) == bundled  # the last choice
    monkeypatch.setattr(sources, "TRADE_SOURCES", dict(sources.TRADE_SOURCES))
    sources.register(own._replace(origin="first"), first=True)
    found = origin_share.origin_of(*asked)
    assert found.sources[0] == "first@2025"
    # 10,000 t by the pair's price, 0.5 to 2 times; Viet Nam's 15,000 t are 15 t by the world's.
    assert found.direct == pytest.approx(10 / (20 + 10 + 0.015), rel=0.01)
    low, high = found.direct_range or (0, 0)
    assert 5 / 25.1 <= low < found.direct < high <= 20 / 40
    assert high - low > 0.2
    assert found.cause == WEIGHTS
    assert precomputed.status("lithium", "refined", 2024) is not None

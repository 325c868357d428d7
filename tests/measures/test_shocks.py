"""Stops of supply: published figures, the order of the rules, and what is refused."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from critmin.measures import shocks
from critmin.measures.interval import Interval
from critmin.measures.shocks import Exposure
from critmin.tracing.mixing import trace

SHARES = st.floats(0.0, 1.0)
INTERVALS = st.tuples(SHARES, SHARES).map(lambda ends: Interval(min(ends), max(ends)))
EXPOSURES = st.builds(Exposure, SHARES, INTERVALS, st.one_of(st.none(), INTERVALS))


def golden_exposure() -> Exposure:
    traced = trace(
        {"C": 80, "A": 20},
        {("C", "V"): 30, ("C", "J"): 10, ("A", "V"): 5, ("A", "J"): 5, ("V", "J"): 20},
    )
    direct = traced.direct_share("J", "C")
    assert direct is not None
    return Exposure(1.0, direct, traced.origin_share("J", "C"))


@pytest.mark.parametrize(("reach", "lost"), [(0.0, 0.285714), (1.0, 0.775510)])
def test_golden_network_stopped(reach: float, lost: float) -> None:
    loss = shocks.net_loss(shocks.gross_loss(golden_exposure(), reach=reach))
    assert loss == Interval(pytest.approx(lost, abs=5e-7), pytest.approx(lost, abs=5e-7))


def test_half_the_cut_half_the_loss() -> None:
    half = golden_exposure()._replace(cut=0.5)
    assert shocks.gross_loss(half).low == pytest.approx(5 / 35)
    assert shocks.gross_loss(golden_exposure(), pass_through=0.5).low == pytest.approx(5 / 35)


def test_cobalt_and_copper_days_of_cover() -> None:
    """Apparent consumption, stocks and reliance of the United States in 2024, USGS MCS 2026."""
    assert shocks.days_of_cover(0.74, stock=990, use=7960) == pytest.approx(61.35, abs=0.005)
    assert shocks.days_of_cover(0.45, stock=123, use=1860) == pytest.approx(53.64, abs=0.005)


def test_no_shortage_is_not_infinite_and_unknown_stock_no_figure() -> None:
    assert shocks.days_of_cover(0.0, stock=990, use=7960) == "none"
    assert shocks.days_of_cover(0.0, stock=None, use=7960) == "none"
    assert shocks.days_of_cover(0.5, stock=None, use=7960) is None
    assert shocks.days_of_cover(0.5, stock=0.0, use=7960) == 0
    with pytest.raises(ValueError, match="use must be positive"):
        shocks.days_of_cover(0.5, stock=1, use=0)


def test_loss_in_the_first_year() -> None:
    cover = 365 * 990 / (0.74 * 7960)
    lost = shocks.loss_in_year(0.74, stock=990, use=7960)
    assert lost == pytest.approx(0.74 * 7960 * (365 - cover) / 365)
    assert lost == pytest.approx(0.74 * 7960 - 990)
    assert shocks.loss_in_year(0.74, stock=0, use=7960) == pytest.approx(0.74 * 7960)
    assert shocks.loss_in_year(0.1, stock=7960, use=7960) == 0
    assert shocks.loss_in_year(0.0, stock=None, use=7960) == 0
    assert shocks.loss_in_year(0.1, stock=None, use=7960) is None


def test_stock_of_days_covers_those_days() -> None:
    stock = shocks.stock_of_days(60, 1000)
    assert shocks.days_of_cover(1.0, stock=stock, use=1000) == pytest.approx(60)
    assert shocks.days_of_cover(0.5, stock=stock, use=1000) == pytest.approx(120)


def test_what_others_lose_of_lithium_chemicals() -> None:
    """Contained lithium in tonnes, 2024: BACI carbonate x 0.1879 and hydroxide x 0.1654 of
    China, output outside China of the IEA (241,611.753 - 169,677.591)."""
    lost = shocks.others_loss(
        exports=3837.063 * 0.1879 + 121496.272 * 0.1654,
        imports=241091.541 * 0.1879 + 21294.896 * 0.1654,
        outside=241611.753 - 169677.591,
    )
    assert lost == pytest.approx(0.474, abs=0.0005)


@pytest.mark.parametrize(
    ("exports", "outside", "imports", "said"),
    [(5, 10, 11, "one basis"), (0, 10, 10, "have no supply"), (-1, 10, 0, "exports")],
)
def test_others_loss_refuses_what_is_no_share(
    exports: float, outside: float, imports: float, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        shocks.others_loss(exports=exports, outside=outside, imports=imports)


def test_others_lose_nothing_where_nothing_is_exported() -> None:
    assert shocks.others_loss(exports=0, outside=10, imports=5) == 0


def test_origin_below_direct_uses_direct() -> None:
    loss = shocks.gross_loss(Exposure(1.0, 0.6, Interval(0.2, 0.7)), reach=1.0)
    assert loss == Interval(0.6, 0.7)


def test_replacement_comes_after_substitution() -> None:
    assert shocks.net_loss(0.5, substitution=0.2, replacement=0.1) == Interval(
        pytest.approx(0.3), pytest.approx(0.3)
    )
    assert shocks.net_loss(Interval(0.1, 0.5), replacement=0.2) == Interval(0.0, 0.3)


def test_several_stops_add_what_is_shipped_and_bound_what_overlaps() -> None:
    """The transit country V ships C's goods: stopping both loses 30/35 to 1, not 1.35."""
    both = [golden_exposure(), Exposure(1.0, 20 / 35, 0.0)]
    assert shocks.joint_loss(both) == Interval(pytest.approx(30 / 35), pytest.approx(30 / 35))
    wide = shocks.joint_loss(both, reach=1.0)
    assert wide == Interval(pytest.approx(30 / 35), 1.0)
    assert shocks.joint_loss([]) == Interval(0.0, 0.0)


@given(st.lists(EXPOSURES, max_size=5), SHARES, SHARES, SHARES, SHARES)
def test_losses_stay_in_range(
    exposures: list[Exposure], phi: float, reach: float, sigma: float, replaced: float
) -> None:
    gross = shocks.joint_loss(exposures, pass_through=phi, reach=reach)
    net = shocks.net_loss(gross, substitution=sigma, replacement=replaced)
    assert 0 <= gross.low <= gross.high <= 1
    assert 0 <= net.low <= net.high
    assert net.low <= gross.low
    assert net.high <= gross.high
    for one in exposures:
        single = shocks.gross_loss(one, pass_through=phi, reach=reach)
        assert single.low <= gross.high
        if single.low <= gross.high:
            assert gross.low >= min(single.low, gross.high) - 1e-12


@given(EXPOSURES, SHARES, SHARES)
def test_more_reach_never_loses_less(exposure: Exposure, one: float, other: float) -> None:
    few, much = sorted((one, other))
    first = shocks.gross_loss(exposure, reach=few)
    second = shocks.gross_loss(exposure, reach=much)
    assert first.low <= second.low + 1e-12
    assert first.high <= second.high + 1e-12


@given(SHARES, st.floats(0, 1e9), st.floats(1e-3, 1e9))
def test_stock_and_loss_add_up_to_the_shortage(net: float, stock: float, use: float) -> None:
    assume(net * use > 1e-12)
    lost = shocks.loss_in_year(net, stock=stock, use=use)
    assert lost == pytest.approx(max(0.0, net * use - stock), rel=1e-6, abs=1e-6 * use)


def test_a_quota_at_the_mine_second_hand_at_the_refinery() -> None:
    """DR Congo's cobalt quota: 96,600 of 226,000 t, of 310,000 t in the world (USGS MCS 2026)."""
    lost = (226_000 - 96_600) / 310_000
    assert shocks.second_hand_loss(lost, 1.0) == Interval(lost, lost)
    assert shocks.second_hand_loss(lost, 1.0, primary=0.9).high == pytest.approx(0.9 * lost)
    wide = shocks.second_hand_loss(lost, 0.5)
    assert wide == Interval(0.0, pytest.approx(2 * lost))
    assert shocks.second_hand_loss(0.9, 0.5) == Interval(pytest.approx(0.8), 1.0)


@given(SHARES, st.floats(0.01, 0.99), SHARES)
def test_two_holders_lose_together_what_the_mine_lost(
    lost: float, held: float, split: float
) -> None:
    """However the loss is split between two holders, both stay within their interval."""
    rest = 1 - held
    least, most = max(0.0, lost - rest), min(lost, held)
    mine = least + split * (most - least)
    first, second = (shocks.second_hand_loss(lost, h) for h in (held, rest))
    assert first.low - 1e-9 <= mine / held <= first.high + 1e-9
    assert second.low - 1e-9 <= (lost - mine) / rest <= second.high + 1e-9


@pytest.mark.parametrize(
    "call",
    [
        lambda: shocks.gross_loss(Exposure(1.5, 0.5)),
        lambda: shocks.gross_loss(Exposure(1.0, 1.5)),
        lambda: shocks.gross_loss(Exposure(1.0, Interval(0.5, 0.4))),
        lambda: shocks.gross_loss(Exposure(1.0, 0.5), reach=-0.1),
        lambda: shocks.gross_loss(Exposure(1.0, 0.5), pass_through=float("nan")),
        lambda: shocks.net_loss(0.5, substitution=2),
        lambda: shocks.net_loss(0.5, replacement=-1),
        lambda: shocks.days_of_cover(0.5, stock=-1, use=1),
        lambda: shocks.second_hand_loss(1.5, 0.5),
        lambda: shocks.second_hand_loss(0.5, 0.5, primary=2),
    ],
)
def test_figures_out_of_range_are_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"must lie in|down to"):
        call()


def test_no_refined_output_is_no_loss_to_share() -> None:
    with pytest.raises(ValueError, match="share of refined output"):
        shocks.second_hand_loss(0.5, 0.0)

"""Small networks by hand: what is weighed, what is left of an ore, what makes a share a range."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from critmin.tracing import draws
from critmin.tracing import network as networks
from critmin.tracing.contents import Content, named_producers
from critmin.tracing.draws import USUAL, Draws
from critmin.tracing.network import Parts, Weighed
from critmin.tracing.output import Made
from critmin.tracing.ranges import Ranged, causes
from critmin.tracing.shares import GAP
from critmin.tracing.shipments import TWICE, Shipment

PURE = Content("ore", 1.0, 1.0, 1.0)
OUTPUT = {"CHN": 80.0, "AUS": 20.0}


def shipment(
    pair: tuple[str, str],
    tonnes: float,
    low: float | None = None,
    high: float | None = None,
    basis: str = "recorded",
    content: Content = PURE,
) -> Shipment:
    low, high = (tonnes if end is None else end for end in (low, high))
    return Shipment(*pair, "261100", tonnes, low, high, basis, content)


def parts(
    *shipped: Shipment,
    made: Collection[Made] | None = None,
    hidden: Collection[str] = (),
    ore: Parts | None = None,
    form: str = "ore",
) -> Parts:
    """Network of tungsten, of OUTPUT unless something else is made."""
    if made is None:
        known = {place: t for place, t in OUTPUT.items() if place not in hidden}
        made = () if ore else (Made("ore", known, frozenset(hidden), 0.0, frozenset(), "c"),)
    named = ("a", "b", "c")
    return Parts("tungsten", form, 2024, "contained", tuple(made), shipped, named, (), (), ore)


ORE = parts(
    shipment(("AUS", "CHN"), 15.0),
    shipment(("CHN", "JPN"), 10.0),
    shipment(("VNM", "PRK"), 3.0),
    hidden={"VNM"},
    made=[Made("ore", OUTPUT, frozenset({"VNM"}), 0.0, frozenset(), "usgs")],
)
REFINED = Content("refined", 1.0, 1.0, 1.0)


def of_ore(ore: Parts = ORE) -> Parts:
    return parts(shipment(("CHN", "JPN"), 5.0, content=REFINED), ore=ore, form="refined")


def test_plants_use_the_ore_that_is_left_in_their_country() -> None:
    (made,) = networks.weigh(of_ore(), USUAL).made
    assert made.known == {"CHN": 80.0 + 15 - 10, "AUS": 20.0 - 15, "JPN": 10.0, "PRK": 3.0}
    assert (made.strand, made.residual, made.may, made.source) == ("refined", 0, frozenset(), "c")


def test_output_of_plants_without_ore_and_of_mines_without_figures_is_unknown() -> None:
    found = networks.weigh(of_ore(), USUAL)
    plants = named_producers("tungsten", "refining")
    assert plants - {"CHN", "JPN"}
    assert found.hidden == {"VNM"} | (plants - {"CHN", "AUS", "JPN", "PRK"})
    assert found.production == {
        (place, "refined"): pytest.approx([t])
        for place, t in {"CHN": 85.0, "AUS": 5.0, "JPN": 10.0, "PRK": 3.0}.items()
    }


def test_what_is_left_is_decided_by_the_usual_values() -> None:
    ore = parts(
        shipment(("AUS", "CHN"), 15.0, 5.0, 45.0), shipment(("CHN", "JPN"), 10.0, 2.0, 50.0)
    )
    (usual,), (drawn,) = (networks.weigh(of_ore(ore), of).made for of in (USUAL, Draws(6)))
    assert drawn.known == pytest.approx(usual.known)
    assert usual.known == {"CHN": 85.0, "AUS": 5.0, "JPN": 10.0}


def test_nothing_is_no_output_and_no_flow() -> None:
    import numpy as np

    weighed = Weighed(
        {("CHN", "ore"): np.array([0.0, 2.0]), ("AUS", "ore"): np.array([1.0, 0.0])},
        {
            (("CHN", "ore"), ("JPN", "ore")): np.array([0.0, 3.0]),
            (("AUS", "ore"), ("JPN", "ore")): np.array([4.0, 0.0]),
        },
        frozenset(),
        (),
        (),
    )
    first, second = (networks.at_draw(parts(), weighed, at) for at in (0, 1))
    assert first.production == {("AUS", "ore"): 1.0}
    assert first.flows == {(("AUS", "ore"), ("JPN", "ore")): 4.0}
    assert second.production == {("CHN", "ore"): 2.0}
    assert second.flows == {(("CHN", "ore"), ("JPN", "ore")): 3.0}


def test_a_bloc_is_one_place_in_each_strand() -> None:
    own = (Made("crude", OUTPUT, frozenset(), 0.0, frozenset(), "c"),)
    crude = Content("crude", 1.0, 1.0, 1.0)
    shipped = [shipment(pair, 4.0, content=crude) for pair in (("AUS", "JPN"), ("AUS", "CHN"))]
    weighed = networks.weigh(parts(*shipped, made=own), USUAL)
    found = networks.at_draw(parts(*shipped, made=own), weighed, 0)
    production, flows = networks.joined(found, {"CHN", "JPN"})
    assert production == {("buyer", "crude"): 80.0, ("AUS", "crude"): 20.0}
    assert flows == {(("AUS", "crude"), ("buyer", "crude")): 8.0}


def test_countries_without_figures_are_named() -> None:
    found = networks.weigh(parts(shipment(("CHN", "JPN"), 1.0), hidden={"CHN", "AUS"}), USUAL)
    (said,) = [one.message for one in found.cautions if one.code == "withheld_excluded"]
    assert "Australia, China" in said


@pytest.mark.parametrize(
    ("key", "basis"),
    [(("copper", "ore", 2024), "contained"), (("graphite", "ore", 2024), "product")],
)
def test_a_network_is_in_what_its_output_is_printed_in(key, basis) -> None:
    found = networks.parts(*key)
    assert (found.basis, found.sources) == (basis, ("baci-hs92@202601", "usgs@2026"))


def test_a_form_made_of_ore_has_the_source_of_the_ore() -> None:
    found = networks.parts("tungsten", "refined", 2022)
    assert found.ore is not None
    assert found.sources == found.ore.sources == ("baci-hs92@202601", "usgs@2024")


# Ranges ------------------------------------------------------------------------------------------

SURE = shipment(("CHN", "JPN"), 10.0)
WEIGHED = shipment(("CHN", "JPN"), 10.0, 5.0, 20.0)
AGAIN = shipment(("CHN", "JPN"), 0.0, 0.0, 10.0, TWICE)
CONTAINED = shipment(("CHN", "JPN"), 10.0, content=Content("ore", 0.5, 0.4, 0.6))


def made(
    residual: float = 0.0, may: Collection[str] = (), spread: tuple[float, float] = (1.0, 1.0)
) -> Made:
    return Made("ore", OUTPUT, frozenset(), residual, frozenset(may), "c", False, spread)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (parts(SURE), ()),
        (parts(SURE, WEIGHED), (draws.WEIGHTS,)),
        (parts(SURE, AGAIN), (draws.TWICE,)),
        (parts(CONTAINED), (draws.CONTENTS,)),
        (parts(SURE, made=[made(0.5, {"CHN"}), made()]), (draws.RESIDUAL,)),
        (parts(SURE, made=[made(0.5, {"PER"})]), ()),  # Peru exports nothing
        (parts(SURE, made=[made(0.0, {"CHN"})]), ()),
        (parts(SURE, made=[made(spread=(0.5, 2.0)), made()]), (draws.BASIS,)),
        (of_ore(parts(WEIGHED, CONTAINED)), (draws.WEIGHTS, draws.CONTENTS)),
    ],
)
def test_what_makes_a_share_a_range(found: Parts, expected: tuple[str, ...]) -> None:
    assert {*causes(found)} == {*expected}
    assert causes(found) == tuple(cause for cause in draws.CAUSES if cause in expected)


def test_a_share_without_a_range_has_no_cause() -> None:
    found = Ranged.of(parts(SURE, shipment(("AUS", "DEU"), 2.0)), 3).buyer({"JPN"})
    assert found is not None
    (china,) = found.by_supplier.values()  # Australia sells to others alone
    assert {*found.by_supplier} == {"CHN"}
    assert (china.low, china.origin, china.high, china.cause) == (1.0, 1.0, 1.0, "")


def test_members_of_a_bloc_buy_as_one() -> None:
    known = parts(SURE, shipment(("AUS", "DEU"), 5.0), shipment(("JPN", "DEU"), 3.0))
    found = Ranged.of(known, 3).buyer({"JPN", "DEU"})
    assert found is not None
    shares = {place: one.direct for place, one in found.by_supplier.items()}
    assert shares == pytest.approx({"CHN": 10 / 15, "AUS": 5 / 15})


def test_the_cause_is_what_is_unexplained_where_that_is_more() -> None:
    ours = shipment(("CHN", "JPN"), 10.0, 9.9, 10.1), shipment(("AUS", "JPN"), 10.0)
    gap = shipment(("VNM", "JPN"), 10.0)
    explained, partly = (
        Ranged.of(parts(*shipped, hidden={"VNM"}), 20).buyer({"JPN"})
        for shipped in (ours, (*ours, gap))
    )
    assert explained is not None
    assert partly is not None
    assert explained.by_supplier["CHN"].cause == draws.WEIGHTS
    assert partly.unexplained == pytest.approx(1 / 3)
    assert partly.by_supplier["CHN"].cause == GAP


@pytest.mark.parametrize("members", [{"CHN"}, {"CHN", "JPN"}, {"JPN", "DEU"}])
def test_the_usual_shares_are_those_without_a_range(members: set[str]) -> None:
    known = parts(
        WEIGHED,
        shipment(("AUS", "CHN"), 15.0, 5.0, 45.0),
        shipment(("AUS", "DEU"), 2.0, 1.0, 4.0),
        shipment(("VNM", "DEU"), 1.0, 0.2, 5.0),
        hidden={"VNM"},
    )
    usual, drawn = (Ranged.of(known, number).buyer(members) for number in (1, 7))
    assert usual is not None
    assert drawn is not None
    assert drawn.own == pytest.approx(usual.own)
    assert drawn.unexplained == pytest.approx(usual.unexplained)
    assert not members & drawn.by_supplier.keys()
    assert usual.by_supplier.keys() == drawn.by_supplier.keys()
    for place, one in drawn.by_supplier.items():
        before = usual.by_supplier[place]
        assert (one.direct, one.origin) == pytest.approx((before.direct, before.origin))

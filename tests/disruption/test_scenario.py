"""Stops as they are typed: read once, with their names, and refused where they contradict."""

from copy import copy

import pytest

from critmin.core.errors import QueryError, UnknownName
from critmin.disruption import scenario
from critmin.disruption.scenario import Scenario, Stop
from critmin.trade.buyers import buyer

DAY = "2026-11-24"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("CHN", ("CHN", None, 1.0)),
        ("COD:cobalt=0.573", ("COD", "cobalt", 0.573)),
        ("CHN=0.5", ("CHN", None, 0.5)),
        (" DR Congo : rare earths = 1 ", ("DR Congo", "rare earths", 1.0)),
        ("CHN=0", ("CHN", None, 0.0)),
        ("CHN=0.0", ("CHN", None, 0.0)),
        ("CHN=-0", ("CHN", None, 0.0)),
        ("COD:cobalt=0", ("COD", "cobalt", 0.0)),
        ("CHN=0%", ("CHN", None, 0.0)),
        ("CHN= 57.3 %", ("CHN", None, 0.573)),
        ("CHN=100%", ("CHN", None, 1.0)),
        ("CHN=1", ("CHN", None, 1.0)),
    ],
)
def test_stops_are_taken_apart(text: str, parts: tuple[str, str | None, float]) -> None:
    assert scenario.parse_stop(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "CHN:",
        "CHN=",
        "=0.5",
        "CHN=1.2",
        "CHN=-0.1",
        "CHN=1.0000001",
        "CHN=100.1%",
        "CHN=%",
        "CHN=half",
        "CHN=nan",
        "CHN:a:b",
        "CHN=0.5=0.6",
        "CHN=5%0",
        "CHN=0.1_5",
        "CHN=٠.٥",
        "CHN=infinity",
        "CHN=50%%",
        "\x0b",
        " : =1",
    ],
)
def test_malformed_stops_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="--stop is"):
        scenario.parse_stop(text)


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("china", Stop("CHN", ("CHN",), None, 1.0)),
        (" DR Congo : rare earths = 0.2 ", Stop("COD", ("COD",), "rare-earths", 0.2)),
        ("CHN=0.12345678", Stop("CHN", ("CHN",), None, 0.12345678)),
    ],
)
def test_names_are_read_once_and_the_text_reads_back(text: str, stop: Stop) -> None:
    for found in (scenario.read_stop(text, DAY), scenario.read_stop(stop, DAY), copy(stop)):
        parts = (found.place, found.suppliers, found.mineral, found.cut)
        assert parts == (stop.place, stop.suppliers, stop.mineral, stop.cut)
        assert found == stop


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownName, match="country or bloc 'Chna'"):
        scenario.read_stop("Chna", DAY)
    with pytest.raises(UnknownName, match="mineral 'lithum'"):
        scenario.read_stop("CHN:lithum", DAY)


def read(*texts: str) -> Scenario:
    return scenario.read(texts, buyer("JPN"), [2024], DAY)


def test_a_bloc_is_its_members_and_the_narrower_stop_goes_first() -> None:
    plan = read("brics", "COD", "COD:Cobalt=0.573", "china")
    assert [*plan.stops] == ["brics", "COD", "COD:cobalt=0.573", "CHN"]
    assert [*plan.by_supplier].count("CHN") == 1
    assert plan.cuts("cobalt")["COD"] == 0.573
    assert plan.cuts("copper")["COD"] == 1.0
    assert {"CHN", "BRA", "IND"} <= plan.cuts("copper").keys()
    assert plan.stopped("cobalt") == ("brics", "COD", "COD:cobalt=0.573", "CHN")
    assert plan.stopped("copper") == ("brics", "COD", "CHN")
    assert read("COD:cobalt").cuts("copper") == {}


def test_a_group_is_stopped_before_everything_and_after_its_member() -> None:
    plan = read("CHN:dysprosium=0.2", "CHN", "CHN:rare-earths=0.5")
    assert plan.cuts("dysprosium") == {"CHN": 0.2}
    assert plan.cuts("terbium") == {"CHN": 0.5}
    assert plan.cuts("cobalt") == {"CHN": 1.0}


@pytest.mark.parametrize(
    "texts", [("CHN", "CHN=0.5"), ("CHN:cobalt", "china:Co=0.2"), ("brics", "china=0.9")]
)
def test_contradictory_stops_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(QueryError, match="contradict each other"):
        read(*texts)


def test_no_stop_is_refused() -> None:
    with pytest.raises(QueryError, match="at least one stop"):
        read()

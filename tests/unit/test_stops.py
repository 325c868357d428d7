"""Stops as they are typed: read, resolved, and refused when they contradict each other."""

import pytest

from critmin.core.errors import QueryError
from critmin.disruption import stops
from critmin.disruption.stops import Stop


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("CHN", Stop("CHN", None, 1.0)),
        ("COD:cobalt=0.573", Stop("COD", "cobalt", 0.573)),
        ("CHN=0.5", Stop("CHN", None, 0.5)),
        (" DR Congo : rare earths = 1 ", Stop("DR Congo", "rare earths", 1.0)),
    ],
)
def test_stops_are_read(text: str, stop: Stop) -> None:
    assert stops.parse_stop(text) == stop
    assert stops.parse_stop(stop.what) == stop


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
        "CHN=0",
        "CHN=half",
        "CHN=nan",
        "CHN:a:b",
        "CHN=0.5=0.6",
        "CHN=50%",
    ],
)
def test_malformed_stops_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="--stop is"):
        stops.parse_stop(text)


def read(*texts: str) -> tuple[Stop, ...]:
    blocs = {"both": ("CHN", "COD"), "china": ("CHN",)}
    return stops.read_stops(texts, lambda text: blocs.get(text, (text,)), str.casefold)


def test_a_bloc_is_its_members_and_the_narrower_stop_goes_first() -> None:
    found = read("both", "COD:Cobalt=0.573", "china")
    assert [stop.what for stop in found] == ["CHN", "COD", "COD:cobalt=0.573"]
    assert stops.cuts(found, "cobalt") == {"CHN": 1.0, "COD": 0.573}
    assert stops.cuts(found, "copper") == {"CHN": 1.0, "COD": 1.0}
    assert stops.cuts(read("COD:cobalt"), "copper") == {}


@pytest.mark.parametrize(
    "texts", [("CHN", "CHN=0.5"), ("CHN:cobalt", "china:Cobalt=0.2"), ("both", "china=0.9")]
)
def test_contradictory_stops_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(QueryError, match="contradict each other"):
        read(*texts)


def test_no_stop_is_refused() -> None:
    with pytest.raises(QueryError, match="at least one stop"):
        read()

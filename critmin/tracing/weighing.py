"""Contained weight of shipments and output by country, over draws of what is assumed.

Each quantity is an array over the draws (`critmin.tracing.draws`); the first has the usual values.
Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few
from critmin.tracing import draws
from critmin.tracing.draws import Draws
from critmin.tracing.output import Made
from critmin.tracing.shipments import TWICE, Shipment
from critmin.trade.flows import place_name

if TYPE_CHECKING:
    from critmin.tracing.draws import Array

NAMED = 6  # most countries named in a caution
ROUNDS = 50  # rounds of lowering contents; each changes less than the one before
Flows = Mapping[tuple[str, str], "Array"]


class Sums:
    """Sums of columns by group: amounts of shipments by exporter, importer or pair."""

    def __init__(self, groups: Sequence[int], number: int) -> None:
        import numpy as np

        at = np.asarray(groups, dtype=np.intp)
        self._order = np.argsort(at, kind="stable")
        self._there, self._starts = np.unique(at[self._order], return_index=True)
        self._number = number

    def of(self, amounts: Array) -> Array:
        """Sums of an array (draws, shipments), as an array (draws, groups)."""
        import numpy as np

        found = np.zeros((len(amounts), self._number))
        if len(self._order):
            found[:, self._there] = np.add.reduceat(amounts[:, self._order], self._starts, axis=1)
        return found


def weighed(
    made: Made, known: Mapping[str, Array], shipments: Sequence[Shipment], drawn: Draws, what: str
) -> tuple[Flows, list[Caution]]:
    """Contained tonnes by pair of countries, with contents lowered where supply is too small.

    A content is known only as a range. If shipments at the usual content exceed an exporter's
    output and imports, its content is lowered, at most to the low end of the range.

    Parameters
    ----------
    made : Made
        Output of the strand.
    known : mapping of str to array
        Known output by country, over the draws.
    shipments : sequence of Shipment
        Shipments of the strand.
    drawn : Draws
        Draws of the weights and contents.
    what : str
        Network in words, for the cautions.
    """
    import numpy as np

    if not shipments:
        return {}, []
    places = list(dict.fromkeys(end for s in shipments for end in (s.exporter, s.importer)))
    index = {place: at for at, place in enumerate(places)}
    pairs = {pair: at for at, pair in enumerate(dict.fromkeys(_pairs(shipments)))}
    exporter = np.array([index[s.exporter] for s in shipments])
    if drawn.number == 1:  # the usual values alone; to stack thousands of arrays is slow
        tonnes = np.array([[s.tonnes for s in shipments]])
        usual = np.array([[s.content.content for s in shipments]])
    else:
        tonnes = np.stack([_tonnes(s, drawn) for s in shipments], axis=1)
        usual = np.stack(list(_contents(shipments, drawn)), axis=1)
    low = np.array([s.content.low for s in shipments])
    by_exporter = Sums(exporter.tolist(), len(places))
    by_importer = Sums([index[s.importer] for s in shipments], len(places))
    by_pair = Sums([pairs[pair] for pair in _pairs(shipments)], len(pairs))

    most, least = by_exporter.of(tonnes * usual), by_exporter.of(tonnes * low)
    free = np.array([place in made.hidden or place in made.may for place in places])
    span = np.where(free | (most - least <= 0), np.inf, most - least)
    own = np.stack([known.get(p, np.zeros(drawn.number)) for p in places], axis=1)
    part = np.ones_like(most)
    for _ in range(ROUNDS):
        amounts = tonnes * (low + part[:, exporter] * (usual - low))
        over = most - own - by_importer.of(amounts)
        lower = np.clip(1.0 - np.maximum(0.0, over) / span, 0.0, 1.0)
        if np.abs(lower - part).max() < 1e-9:
            break
        part = lower
    amounts = by_pair.of(tonnes * (low + part[:, exporter] * (usual - low)))
    flows = {pair: amounts[:, at] for pair, at in pairs.items()}
    moved = [place for at, place in enumerate(places) if part[0, at] < 1]
    if not moved:
        return flows, []
    exports = by_exporter.of(tonnes * usual)[0]
    countries = named(moved, {place: float(exports[index[place]]) for place in places})
    return flows, [caution("content_lowered", what=what, countries=countries)]


def _pairs(shipments: Iterable[Shipment]) -> Iterator[tuple[str, str]]:
    return ((s.exporter, s.importer) for s in shipments)


def _tonnes(shipment: Shipment, drawn: Draws) -> Array:
    """Product weight of a shipment over the draws."""
    cause = draws.TWICE if shipment.basis == TWICE else draws.WEIGHTS
    key = f"{shipment.code} {shipment.exporter} {shipment.importer}"
    return drawn.between(cause, key, shipment.tonnes, shipment.low, shipment.high)


def _contents(shipments: Iterable[Shipment], drawn: Draws) -> Iterator[Array]:
    """Content of each shipment over the draws; an exporter's product has one under a code."""
    found: dict[tuple[str, str], Array] = {}
    for s in shipments:
        key = s.code, s.exporter
        if key not in found:
            usual, low, high = s.content.content, s.content.low, s.content.high
            found[key] = drawn.between(draws.CONTENTS, " ".join(key), usual, low, high)
        yield found[key]


def named(countries: Iterable[str], by: Mapping[str, float]) -> str:
    """Names of the largest countries, and the number of the others."""
    ordered = sorted(countries, key=lambda iso3: (-by.get(iso3, 0.0), iso3))
    return few([place_name(iso3)[0] for iso3 in ordered], NAMED)


def scaled(made: Made, year: int, drawn: Draws) -> dict[str, Array]:
    """Known output by country over the draws, where it was converted from another basis."""
    return {
        iso3: tonnes
        * drawn.between(draws.BASIS, f"{made.strand} {made.source} {year} {iso3}", 1, *made.spread)
        for iso3, tonnes in made.known.items()
    }


def left(made: Mapping[str, Array], flows: Flows) -> dict[str, Array]:
    """What is left of output and imports after exports, where that is usually anything."""
    import numpy as np

    found = {place: tonnes.copy() for place, tonnes in made.items()}
    for (a, b), tonnes in flows.items():
        for place, change in ((a, -tonnes), (b, tonnes)):
            found[place] = found[place] + change if place in found else change
    return {place: np.maximum(0.0, tonnes) for place, tonnes in found.items() if tonnes[0] > 0}


class Net(NamedTuple):
    """Exports less imports by country, over the draws."""

    places: tuple[str, ...]
    tonnes: Array

    @classmethod
    def of(cls, flows: Flows, number: int) -> Net:
        """Net exports of some flows."""
        import numpy as np

        found: dict[str, Array] = {}
        for (exporter, importer), tonnes in flows.items():
            found.setdefault(exporter, np.zeros(number))
            found.setdefault(importer, np.zeros(number))
            found[exporter] += tonnes
            found[importer] -= tonnes
        places = tuple(found)
        stacked = (
            np.stack([found[place] for place in places], axis=1)
            if places
            else np.zeros((number, 0))
        )
        return cls(places, stacked)


def output(
    made: Made, known: Mapping[str, Array], flows: Flows, drawn: Draws, what: str
) -> tuple[dict[str, Array], list[Caution]]:
    """Output by country; the residual is split over unlisted producers that are net exporters.

    In the draws each of them has from none to twice its usual part, and all together at most the
    residual.
    """
    import numpy as np

    net = Net.of(flows, drawn.number)
    exported = np.maximum(0.0, net.tonnes)
    index = {place: at for at, place in enumerate(net.places)}
    found = {iso3: tonnes for iso3, tonnes in known.items() if tonnes.any()}
    if made.only_shipped:
        found = {
            iso3: np.minimum(tonnes, exported[:, index[iso3]])
            for iso3, tonnes in found.items()
            if iso3 in index and exported[:, index[iso3]].any()
        }
    over = exported * np.array([place in made.may for place in net.places], dtype=float)
    total = over.sum(axis=1)
    if not (made.residual > 0 and total[0] > 0):
        return found, []
    part = np.minimum(1.0, made.residual / np.where(total > 0, total, np.inf))
    times = [drawn.between(draws.RESIDUAL, f"{what} {p}", 1, 0, 2) for p in net.places]
    allotted = over * part[:, None] * np.stack(times, axis=1)
    sums = allotted.sum(axis=1)
    allotted *= np.minimum(1.0, made.residual / np.where(sums > 0, sums, np.inf))[:, None]
    got = {place: allotted[:, index[place]] for place in net.places if over[:, index[place]].any()}
    usual = {place: float(tonnes[0]) for place, tonnes in got.items() if tonnes[0] > 0}
    about = caution(
        "residual_allotted",
        what=what,
        t=sum(usual.values()),
        source=made.source,
        countries=named(usual, {place: float(over[0, index[place]]) for place in usual}),
    )
    return found | got, [about]

"""Chains of every buyer and year from the mine through the refinery, and why some have none.

The library itself follows them, on the tables just built (see ``tracing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

from tables import PackedTable, csv_bytes, written_row

if TYPE_CHECKING:
    from critmin.tracing.chain_network import Chains
    from critmin.tracing.stages import Feed, Range

STATE_FILE = "chains/state.csv"
SUPPLY_DECIMALS = 5
RANGE_DECIMALS = 4
SMALL = 0.0005  # a country whose range exceeds the unexplained part by less has none
FEED_DECIMALS = 6


class State(NamedTuple):
    """Whether a form is followed to the mine in a year; ``reason`` says why not."""

    mineral: str
    form: str
    year: str
    output: str = ""
    refiners: tuple[str, ...] = ()
    dug: str = ""
    sources: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    reason: str = ""


class SupplyPart(NamedTuple):
    """Part of a buyer's supply by refiner and last shipper; a line with neither has its use."""

    buyer: str
    mineral: str
    form: str
    output: str
    mine: str
    refiner: str
    last: str
    share: str
    use_t: str


class RangePart(NamedTuple):
    """Range of the part of a buyer's supply dug in a country; without a mine of what is not."""

    buyer: str
    mineral: str
    form: str
    output: str
    mine: str
    low: str
    high: str


class FeedPart(NamedTuple):
    """Part of a refiner's feed by mine; a line without a mine has its feed and output."""

    mineral: str
    form: str
    output: str
    refiner: str
    mine: str
    share: str
    left_t: str
    output_t: str


Built = tuple[State, list[SupplyPart], list[FeedPart], list[RangePart]]
PACKED = (
    ("supply", SupplyPart._fields, "buyer"),
    ("feed", FeedPart._fields, "mineral"),
    ("range", RangePart._fields, "buyer"),
)


def tables(first: int, pool: Executor) -> dict[str, bytes]:
    """The state of every form made at refineries, and the chains of those followed, by path."""
    from critmin.tracing.feed_forms import is_dug, made_at_refinery
    from critmin.trade import codes, flows
    from critmin.trade.sources import worldwide

    years = range(first, flows.years(worldwide()[0])[-1] + 1)
    keys = [
        (mineral, form, year)
        for year in years
        for mineral in codes.by_mineral()
        for form in codes.forms_of(mineral)
        if made_at_refinery(form) and not is_dug(mineral, form)
    ]
    built = [one for found in pool.map(_one, keys) for one in found]
    files = {}
    for year in years:
        of_year = [one for one in built if one[0].year == str(year)]
        for at, (name, columns, part) in enumerate(PACKED):
            path = f"chains/{name}_{year}.csv.gz"
            lines = sorted(tuple(line) for one in of_year for line in one[1:][at])
            files[path] = PackedTable(path, "", "", columns, lines, part=part).as_csv()
    rows = [written_row(State._fields, state) for state, *_ in built]
    return {STATE_FILE: csv_bytes(State._fields, rows), **files}


def _one(key: tuple[str, str, int]) -> list[Built]:
    """State and chains by source of refined output, the preferred first."""
    from critmin.core.errors import NoData
    from critmin.tracing import chain_draws, chain_network

    built: list[Built] = []
    mineral, form, year = key
    for output in chain_network.outputs(*key):
        try:
            found = chain_network.chains(*key, output=output)
        except NoData as reason:
            state = State(mineral, form, str(year), output or "", reason=str(reason))
            built.append((state, [], [], []))
            continue
        state = State(
            mineral,
            form,
            str(year),
            found.output,
            tuple(sorted(found.refiners)),
            f"{found.dug:.4f}",
            found.sources,
            found.flags,
        )
        drawn = chain_draws.ranges(*key, output)
        parts = (list(_supplies(found)), list(_feeds(found)), list(_ranges(found, drawn)))
        built.append((state, *parts))
    return built


def _ranges(found: Chains, drawn: Mapping[str, Range]) -> Iterator[RangePart]:
    """Ranges of each buyer; those of countries that never dug anything to speak of are left out."""
    for buyer in found.supplies:
        key = (buyer, found.mineral, found.form, found.output)
        low, high = drawn[buyer].unexplained
        yield RangePart(*key, "", _rounded(low, RANGE_DECIMALS), f"{high:.{RANGE_DECIMALS}f}")
        for mine, share in drawn[buyer].dug.items():
            text = _rounded(share.low, RANGE_DECIMALS)
            if text or share.high > high + SMALL:
                yield RangePart(*key, mine, text, f"{share.high:.{RANGE_DECIMALS}f}")


def _supplies(found: Chains) -> Iterator[SupplyPart]:
    for buyer, supply in found.supplies.items():
        key = (buyer, found.mineral, found.form, found.output)
        yield SupplyPart(*key, "", "", "", "", f"{supply.use:.3f}")
        for (refiner, last), share in supply.refined.items():
            if text := _rounded(share, SUPPLY_DECIMALS):
                yield SupplyPart(*key, "", refiner, last, text, "")
        for (mine, last), share in supply.unrefined.items():
            if text := _rounded(share, SUPPLY_DECIMALS):
                yield SupplyPart(*key, mine, "", last, text, "")


def _feeds(found: Chains) -> Iterator[FeedPart]:
    every: dict[str, Feed] = {}
    for supply in found.supplies.values():
        every |= supply.feeds
    for refiner, feed in every.items():
        key = (found.mineral, found.form, found.output, refiner)
        yield FeedPart(*key, "", "", f"{feed.left:.3f}", f"{feed.output:.3f}")
        for mine, share in feed.mines.items():
            if text := _rounded(share, FEED_DECIMALS):
                yield FeedPart(*key, mine, text, "", "")


def _rounded(share: float, decimals: int) -> str:
    """A share to some decimals, the same on every machine; empty for none."""
    text = f"{share:.{decimals}f}".rstrip("0").rstrip(".")
    return "" if text == "0" else text

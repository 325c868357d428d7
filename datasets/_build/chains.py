"""Chains of every buyer and year from the mine through the refinery, and why some have none.

The library itself follows them, on the tables just built (see ``tracing``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tables import PackedTable, csv_bytes, written_row

if TYPE_CHECKING:
    from critmin.tracing.chain_network import Chains
    from critmin.tracing.stages import Feed

STATE_FILE = "chains/state.csv"
SUPPLY_DECIMALS = 5
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


def tables(first: int) -> dict[str, bytes]:
    """The state of every form made at refineries, and the chains of those followed, by path."""
    from critmin.tracing.feed_forms import is_dug, made_at_refinery
    from critmin.trade import codes, flows
    from critmin.trade.sources import worldwide

    states: list[State] = []
    files = {}
    for year in range(first, flows.years(worldwide()[0])[-1] + 1):
        supplies: list[SupplyPart] = []
        feeds: list[FeedPart] = []
        for mineral in codes.by_mineral():
            for form in codes.forms_of(mineral):
                if made_at_refinery(form) and not is_dug(mineral, form):
                    for state, found in _one(mineral, form, year):
                        states.append(state)
                        supplies += _supplies(found) if found else ()
                        feeds += _feeds(found) if found else ()
        for name, parts, by in (("supply", supplies, "buyer"), ("feed", feeds, "mineral")):
            path = f"chains/{name}_{year}.csv.gz"
            fields = SupplyPart._fields if name == "supply" else FeedPart._fields
            files[path] = PackedTable(path, "", "", fields, sorted(parts), part=by).as_csv()
    rows = [written_row(State._fields, state) for state in states]
    return {STATE_FILE: csv_bytes(State._fields, rows), **files}


def _one(mineral: str, form: str, year: int) -> Iterator[tuple[State, Chains | None]]:
    """States by source of refined output, the preferred first, and the chains followed."""
    from critmin.core.errors import NoData
    from critmin.tracing import chain_network

    for output in chain_network.outputs(mineral, form, year):
        key = (mineral, form, str(year))
        try:
            found = chain_network.chains(mineral, form, year, output=output)
        except NoData as reason:
            yield State(*key, output or "", reason=str(reason)), None
            continue
        state = State(
            *key,
            found.output,
            tuple(sorted(found.refiners)),
            f"{found.dug:.4f}",
            found.sources,
            found.flags,
        )
        yield state, found


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

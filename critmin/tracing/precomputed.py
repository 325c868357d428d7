"""Origin shares traced when the data were built, and the networks that can be traced.

Tracing needs numpy, which takes half of the time limit of an answer to import. The build traces
every network of the years with both trade and output (state.csv lists them, and the reasons
against the others) and writes each buyer's rounded shares to one packed table a year. Tests check
that they equal the trace.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from critmin.answers.builder import codes
from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.files import has, part_of, parted, read_table, sorted_rows_of
from critmin.core.named_tuple import NamedTuple
from critmin.measures.interval import Interval
from critmin.tracing.shares import Shares, Supplied
from critmin.trade import flows
from critmin.trade.source_choice import choose
from critmin.trade.sources import BUNDLED, asked, own_worldwide, trade_source, worldwide

STATE = "traced/state.csv"
OWN = 0.005  # a smaller share of own output in the supply has no caution


class Status(NamedTuple):
    """Whether a mineral in a form was traced; ``reason`` says why not.

    ``gap_share`` is the unexplained part of all exports, ``hidden`` the countries with
    withheld or unknown output.
    """

    mineral: str
    form: str
    year: int
    gap_share: float | None
    hidden: frozenset[str]
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    reason: str


def status(mineral: str, form: str, year: int) -> Status | None:
    """Status of a mineral, form and year; None if the table has no line for it.

    Nor is there one where a user's own trade source is used before the bundled ones, or instead.
    """
    if not has(STATE):  # while the build writes the table
        return None
    if asked() is not None:
        return None
    if own_worldwide() and _is_own(mineral, form, year):
        return None
    key = [mineral, form, str(year)]
    row = next((r for r in sorted_rows_of(STATE, mineral) if r[:3] == key), None)
    if row is None:
        return None
    gap, hidden, sources, flags, reason = row[3:]
    return Status(
        mineral,
        form,
        year,
        float(gap) if gap else None,
        frozenset(parted(hidden)),
        parted(sources),
        parted(flags),
        reason,
    )


def _is_own(mineral: str, form: str, year: int) -> bool:
    try:
        return trade_source(choose(worldwide(), mineral, form, [year])).id not in BUNDLED
    except NoData:
        return False


def state(mineral: str, form: str, year: int, *, allow_gap: bool) -> Status | None:
    """Status of a network; None where it was not traced when the data were built.

    Raises
    ------
    NoData
        If it cannot be traced.
    """
    known = status(mineral, form, year)
    if known is not None and known.reason and not (allow_gap and known.gap_share is not None):
        raise NoData(known.reason)
    return known


def flags_of(
    network: Collection[str], hidden: Collection[str], members: Collection[str], own: float
) -> tuple[str, ...]:
    """Warning codes of a network, and those of the buyer's own output in it."""
    return codes(
        network,
        "own_output_unknown" if set(hidden) & set(members) else "",
        "own_output_in_supply" if own >= OWN else "",
    )


def of_year(year: int) -> list[Status]:
    """Status of every mineral and form of a year, in the order of the table."""
    keys = [(row[0], row[1]) for row in read_table(STATE)[1] if row[2] == str(year)]
    return [known for key in keys if (known := status(*key, year)) is not None]


@cache
def _lines(buyer: str, year: int) -> list[str]:
    """Lines of one buyer, unpacked once."""
    return part_of(f"traced/shares_{year}.csv.gz", buyer)


@cache
def _of(buyer: str, year: int, mineral: str, form: str) -> Shares | None:
    """Shares of one buyer; a line without a supplier is the unexplained part."""
    start = f"{buyer},{mineral},{form},"
    found = {}
    for line in _lines(buyer, year):
        if line.startswith(start):
            supplier, *cells = line.removeprefix(start).split(",")
            found[supplier] = Supplied.of(cells)
    if not found:
        return None
    unknown, own = found.pop(""), found.pop(buyer)
    return Shares(
        unknown.origin,
        Interval(unknown.low, unknown.high),
        own.origin,
        Interval(own.low, own.high),
        found,
    )


@cache
def _blocs(year: int) -> dict[frozenset[str], str]:
    """Blocs by their members on the year's last day."""
    return {
        flows.members_with_history(names.members(bloc, f"{year}-12-31"), year): bloc
        for bloc in names.bloc_names()
    }


def shares(known: Status, members: frozenset[str]) -> Shares | None:
    """Shares of a buyer; None if the members are neither a country nor a bloc of that year.

    Raises
    ------
    NoData
        If the buyer has neither imports nor output.
    """
    code = next(iter(members)) if len(members) == 1 else _blocs(known.year).get(members)
    if code is None:
        return None
    found = _of(code, known.year, known.mineral, known.form)
    if found is None:
        raise NoData(no_supply(f"{known.mineral} {known.form} {known.year}"))
    return found


def shares_of_shipper(known: Status, place: str) -> Shares | None:
    """Shares of a country's own supply; None if all that it ships is of unknown origin."""
    if place in known.hidden:
        return None
    return _of(place, known.year, known.mineral, known.form)


def no_supply(what: str) -> str:
    """Reason for a buyer that is not in the network."""
    return f"{what} cannot be traced for this buyer: it has neither recorded imports nor output"

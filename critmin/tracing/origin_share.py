"""Origin shares: the part of a buyer's supply that its suppliers produced.

Precomputed shares are read from a table without loading the tracing. A network is built
(`critmin.tracing.trace`) only if there are none, or if ``allow_gap`` is set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few
from critmin.measures.interval import Interval
from critmin.tracing import draws, precomputed, shares
from critmin.tracing.precomputed import Status
from critmin.tracing.shares import WIDE, Shares
from critmin.trade import flows
from critmin.trade.import_table import ImportTable
from critmin.trade.sources import refuse_without_world, worldwide

if TYPE_CHECKING:
    from critmin.tracing.trace import Traced

NAMED = 5  # most tables named in a caution


class OriginShare(NamedTuple):
    """Origin of one buyer's supply of a mineral in a form.

    All shares are fractions of the buyer's supply (own output and imports) in the network's
    weight. ``direct`` is the share that the suppliers shipped directly; ``origin`` the range of
    the share produced there if imports mix evenly, over the draws of what is assumed, its high
    end with all that is ``unexplained``; ``imports`` the imported share; ``gap_share`` the
    unexplained part of all exports in the network.

    ``traced`` is the origin share with the usual values, ``direct_range`` and ``more`` the ranges
    of the direct share and of origin less direct share. ``why`` gives the widest cause of the
    range: a text, or what finds it where the network was drawn for this answer.
    """

    direct: float
    origin: Interval
    unexplained: float
    imports: float
    gap_share: float
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    traced: float | None = None
    direct_range: Interval | None = None
    more: Interval | None = None
    why: str | Callable[[], str] = ""

    @property
    def cause(self) -> str:
        """Widest cause of the range."""
        return self.why if isinstance(self.why, str) else self.why()

    @property
    def wide(self) -> bool:
        """Whether the range is too wide to tell where the supply was produced."""
        return "cannot_be_told" in self.flags

    @property
    def in_words(self) -> dict[str, Any]:
        """Fields of a sentence on the range: its ends, its draws and its widest cause."""
        return {
            "low": self.origin.low,
            "high": self.origin.high,
            "number": draws.NUMBER,
            "seed": draws.SEED,
            "cause": shares.IN_WORDS[self.cause],
        }

    @property
    def beyond(self) -> Interval:
        """Share of the imports that comes through third countries, tau - delta.

        Both shares are from the same draw of one network, so their weights agree. 0 if the
        suppliers re-export more of others' goods than others re-export of theirs.
        """
        if self.imports <= 0:
            return Interval(0.0, 0.0)
        more = self.more or Interval(*(end - self.direct for end in self.origin))
        low, high = (min(1.0, max(0.0, end) / self.imports) for end in more)
        return Interval(low, high)

    @property
    def of_imports(self) -> tuple[Interval, Interval]:
        """Ranges of the direct share, and of it with what comes through others, of the imports."""
        direct = [
            min(1.0, end / self.imports)
            for end in self.direct_range or Interval(self.direct, self.direct)
        ]
        total = [
            max(one, min(1.0, end / self.imports))
            for one, end in zip(direct, self.origin, strict=True)
        ]
        return Interval(*direct), Interval(*total)


class Supply(NamedTuple):
    """A buyer's supply in one network: its shares, and those of the countries that ship to it.

    ``shipper`` gives the shares of a country's own supply, None if all that it ships is of
    unknown origin. ``cause`` finds the widest cause of the range of a supplier, where the shares do
    not have it.
    """

    own: Shares
    shipper: Callable[[str], Shares | None]
    gap_share: float
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    cause: Callable[[str], str] | None = None

    def origin(self, suppliers: Collection[str]) -> OriginShare:
        """Origin share of some suppliers."""
        joint = self.own.of(suppliers)
        return OriginShare(
            joint.direct,
            joint.range,
            self.own.unexplained,
            self.own.imports,
            self.gap_share,
            self.year,
            self.sources,
            codes(self.flags, "cannot_be_told" if joint.wide else ""),
            joint.origin,
            joint.direct_range,
            joint.more,
            partial(self.cause, joint.widest) if self.cause and joint.widest else joint.cause,
        )

    def through(self, last: str, producer: str) -> Interval:
        """Range of the share that a producer made and ``last`` shipped.

        From the ranges of both countries' shares, so at least as wide as the range of the draws.
        """
        return self.own.through(last, self.shipper(last), producer)


def check_recorded(code: str, year: int) -> None:
    """Refuse a place that world trade records under another: its share would be a false 0.

    Raises
    ------
    NoData
        With the place where its trade is recorded.
    """
    found = [flows.elsewhere(source, code, year) for source in worldwide()]
    if found and found[0] is not None and None not in found:
        name = flows.place_name(code)[0]
        raise NoData(f"{name} cannot be traced in {year}: {found[0].reason}")


def origin_of_table(
    table: ImportTable,
    members: frozenset[str],
    suppliers: frozenset[str],
    *,
    allow_gap: bool = False,
) -> OriginShare:
    """`origin_of` for an import table, if the network is of the same tariff codes.

    Raises
    ------
    NoData
        If it cannot be traced, or only under other codes of the form.
    """
    for code in suppliers:
        check_recorded(code, table.year)
    found = origin_of(
        table.mineral, table.form, table.year, members, suppliers, allow_gap=allow_gap
    )
    if table.elsewhere and table.source not in found.sources:
        others = ", ".join(table.elsewhere)
        raise NoData(f"{table.what} cannot be traced: only {others} is, another code of the form")
    return found


def origin_of(
    mineral: str,
    form: str,
    year: int,
    members: frozenset[str],
    suppliers: frozenset[str],
    *,
    allow_gap: bool = False,
) -> OriginShare:
    """Share of a buyer's supply that was produced in the suppliers, at the form's own stage.

    If the year was traced when the data were built, the share is read from a table
    (`critmin.tracing.precomputed`), equal to the trace except for rounding.

    Parameters
    ----------
    mineral : str
        Slug.
    form : str
        Trade form; its own stage is the mine for ore, the plant for what is refined.
    year : int
        Year of trade and of output.
    members : frozenset of str
        ISO3 of the buyer; for a bloc all its members, without trade among them.
    suppliers : frozenset of str
        ISO3 of the producers.
    allow_gap : bool
        Trace even if more than a fifth of all exports is unexplained.

    Raises
    ------
    NoData
        If it cannot be traced, with the reason.
    """
    refuse_without_world(f"{mineral} {form} {year}", year)
    ready = _prepared(precomputed.state(mineral, form, year, allow_gap=allow_gap), members)
    if ready is not None:
        return ready.origin(suppliers)
    from critmin.tracing import trace

    traced = trace.trace(mineral, form, year, members, allow_gap=allow_gap)
    return supply_of(traced, members).origin(suppliers)


def _prepared(known: Status | None, members: frozenset[str]) -> Supply | None:
    """Supply as it was traced when the data were built; None if it was not."""
    if known is None or known.reason:
        return None
    own = precomputed.shares(known, members)
    if own is None:
        return None
    return Supply(
        own,
        partial(precomputed.shares_of_shipper, known),
        known.gap_share or 0.0,
        known.year,
        known.sources,
        precomputed.flags_of(known.flags, known.hidden, members, own.own),
    )


def supply_of(traced: Traced, members: frozenset[str]) -> Supply:
    """Supply of a buyer in a traced network, with the prepared ranges or new draws."""
    found = traced.network
    known = precomputed.status(found.mineral, found.form, found.year)
    ready = _prepared(known, members)
    if ready is not None:
        return ready
    ranged = traced.drawn()
    own = ranged.buyer(members)
    if own is None:
        raise NoData(precomputed.no_supply(found.what))

    def shipper(place: str) -> Shares | None:
        return None if place in found.hidden else ranged.buyer({place})

    flags, gap, parts = traced.flags(members), own.unexplained, traced.parts

    # What is drawn takes tens of megabytes: only what it is drawn from is kept until it is asked.
    def cause(supplier: str) -> str:
        from critmin.tracing.ranges import cause_of

        return cause_of(parts, members, gap, supplier) if parts is not None else ""

    return Supply(own, shipper, traced.gap_share, found.year, found.sources, flags, cause)


def about_ranges(found: Mapping[str, OriginShare]) -> Iterator[Caution]:
    """Cautions on the ranges of several tables: the widest with its cause, and those too wide.

    Parameters
    ----------
    found : mapping of str to OriginShare
        Origin shares by table in words (``antimony ore 2024``).
    """
    if not found:
        return
    what = max(found, key=lambda name: found[name].origin.high - found[name].origin.low)
    yield caution("origin_range", what=what, **found[what].in_words)
    wide = [name for name, one in found.items() if one.wide]
    if wide:
        yield caution("cannot_be_told:listed", limit=round(100 * WIDE), tables=few(wide, NAMED))

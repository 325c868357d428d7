"""The trade sources: one reader and one entry each.

A new source is a `Reader` (see `critmin.trade.readers`) and a line in `TRADE_SOURCES`, or a call
of `register` from outside. All questions of a buyer then find it, by name and by preference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from critmin.core import sources
from critmin.core.errors import QueryError, UnknownName
from critmin.core.names import members, suggestions
from critmin.core.sources import Source
from critmin.trade.codes import NOMENCLATURES
from critmin.trade.readers import PackedFlows, Reader


class TradeSource(NamedTuple):
    """A publisher's edition of trade, how it is read, and whom it can answer for.

    Parameters
    ----------
    origin, edition : str
        Its id is ``origin@edition``; a person names it by either.
    reader : Reader or None
        None for a source that prints shares of imports and no flows.
    nomenclature : str
        Of its codes: ``HS92`` ... ``HS22``, or ``CN``; empty where it has no codes.
    currency : str
        Of its values: ``USD`` or ``EUR``.
    worldwide : bool
        Whether it holds the trade of all countries with each other, by value and weight.
    weights : bool
        Whether its flows have weights; without, it answers for values alone.
    reporters : callable, optional
        The places whose imports it holds; those of every country when not given.
    holds : str
        What it holds, for the reason why it does not answer for another buyer.
    record : Source, optional
        How to cite it, where sources.csv does not say.
    """

    origin: str
    edition: str
    reader: Reader | None
    nomenclature: str
    currency: str = "USD"
    worldwide: bool = False
    weights: bool = True
    reporters: Callable[[], frozenset[str]] | None = None
    holds: str = ""
    record: Source | None = None

    @property
    def id(self) -> str:
        """``origin@edition``."""
        return f"{self.origin}@{self.edition}"


HELD_YEAR = 2024  # the newest year of the bundled trade: on its last day membership is read


@cache
def _eu_reporters() -> frozenset[str]:
    """Members of the European Union, and Ceuta, which Eurostat lists apart."""
    return frozenset(members("eu27", f"{HELD_YEAR}-12-31")) | {"XCE"}


# One set of flows in two nomenclatures: no other two sources may take each other's place.
BACI = ("baci-hs92", "baci-hs17")

# By preference: of sources that answer equally well for a mineral and form the first does.
TRADE_SOURCES = {
    source.origin: source
    for source in (
        TradeSource("baci-hs92", "202601", PackedFlows("hs92"), "HS92", worldwide=True),
        TradeSource("baci-hs17", "202601", PackedFlows("hs17"), "HS17", worldwide=True),
        TradeSource(
            "comext",
            "2024",
            PackedFlows("cn"),
            "CN",
            currency="EUR",
            weights=False,
            reporters=_eu_reporters,
            holds="it holds imports of EU countries alone",
        ),
        TradeSource(
            "usgs",
            "2026",
            None,
            "",
            weights=False,
            reporters=lambda: frozenset({"USA"}),
            holds="the USGS prints import sources of the United States alone, averages to "
            f"{HELD_YEAR} without amounts",
        ),
    )
}


def register(source: TradeSource, *, first: bool = False) -> None:
    """Add a trade source of one's own, as the last choice or as the first.

    Its name stands for the same flows for as long as the program runs: they are read once.

    Raises
    ------
    QueryError
        If its name is taken, it has no reader, or its nomenclature is unknown.
    """
    if source.origin in TRADE_SOURCES:
        raise QueryError(f"there is a trade source {source.origin} already: name it otherwise")
    if source.reader is None:
        raise QueryError(f"the trade source {source.origin} has no reader")
    if source.nomenclature not in NOMENCLATURES:
        known = ", ".join(NOMENCLATURES)
        raise QueryError(f"nomenclature is {source.nomenclature!r}: write one of {known}")
    before = dict(TRADE_SOURCES)
    if first:
        TRADE_SOURCES.clear()
    TRADE_SOURCES[source.origin] = source
    TRADE_SOURCES.update(before)


def trade_source(origin: str) -> TradeSource:
    """The source of an origin, a key of `TRADE_SOURCES`."""
    return TRADE_SOURCES[origin]


def with_flows() -> tuple[TradeSource, ...]:
    """Sources that hold flows, by preference."""
    return tuple(source for source in TRADE_SOURCES.values() if source.reader is not None)


def worldwide() -> tuple[str, ...]:
    """Origins of the sources that hold the trade of all countries with each other."""
    return tuple(source.origin for source in TRADE_SOURCES.values() if source.worldwide)


def check(text: str | None) -> str | None:
    """The origin of a trade source's id, with or without edition; None when not given.

    Raises
    ------
    UnknownName
        With the trade sources there are.
    """
    if text is None:
        return None
    wanted = text.strip().casefold()
    for origin, source in TRADE_SOURCES.items():
        if wanted in {origin.casefold(), source.id.casefold()}:
            return origin
    ids = [source.id for source in TRADE_SOURCES.values()]
    raise UnknownName("trade source", text, suggestions(wanted, TRADE_SOURCES), tuple(ids))


def records(ids: Iterable[str]) -> tuple[Source, ...]:
    """How to cite the sources of ids, once each, in order."""
    own = {source.id: source.record for source in TRADE_SOURCES.values()}
    found: dict[str, Source] = {}
    for id_ in dict.fromkeys(ids):
        for record in sources.records([id_]) or ([own[id_]] if own.get(id_) else []):
            if record is not None:
                found[id_] = record
    return tuple(found.values())

"""Trade sources, each with its reader.

To add a source, write a `Reader` (see `critmin.trade.readers`) and a line in `TRADE_SOURCES`, or
call `register`. All questions on trade then use it, by name and by preference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from critmin.core import sources
from critmin.core.errors import QueryError, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import members, suggestions
from critmin.core.sources import Source
from critmin.trade.codes import NOMENCLATURES
from critmin.trade.readers import PackedFlows, Reader


class TradeSource(NamedTuple):
    """Edition of trade data: its reader, and the countries whose imports it has.

    Parameters
    ----------
    origin, edition : str
        Its id is ``origin@edition``; users name the origin or the id.
    reader : Reader or None
        None for a source that prints shares of imports instead of flows.
    nomenclature : str
        Nomenclature of its codes: ``HS92`` ... ``HS22``, or ``CN``; empty without codes.
    currency : str
        Currency of its values: ``USD`` or ``EUR``.
    worldwide : bool
        Whether it has the trade between all countries, by value and weight.
    weights : bool
        Whether its flows have weights; if not, it is used for values only.
    reporters : callable, optional
        Codes of the places whose imports it has; every country when not given.
    holds : str
        Contents of the source, for the message to other buyers.
    record : Source, optional
        Citation of the source, if it is not in sources.csv.
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


HELD_YEAR = 2024  # newest year of the bundled trade; bloc membership is read on its last day


@cache
def _eu_reporters() -> frozenset[str]:
    """Members of the European Union, and Ceuta, which Eurostat lists apart."""
    return frozenset(members("eu27", f"{HELD_YEAR}-12-31")) | {"XCE"}


# The same flows in two nomenclatures: only these two sources may replace each other.
BACI = ("baci-hs92", "baci-hs17")

# By preference: of sources that fit a mineral and form equally well, the first is used.
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
            holds="it has only imports of EU countries",
        ),
        TradeSource(
            "usgs",
            "2026",
            None,
            "",
            weights=False,
            reporters=lambda: frozenset({"USA"}),
            holds="the USGS prints import sources only for the United States, as averages to "
            f"{HELD_YEAR} without amounts",
        ),
    )
}

BUNDLED = frozenset(source.id for source in TRADE_SOURCES.values())


def register(source: TradeSource, *, first: bool = False) -> None:
    """Add a trade source, as the last choice or as the first.

    Its flows are read once and must not change while the program runs.

    Raises
    ------
    QueryError
        If its name is taken, it has no reader, or its nomenclature is unknown.
    """
    if source.origin in TRADE_SOURCES:
        raise QueryError(f"there is already a trade source {source.origin}: use another name")
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
    """Trade source of an origin, a key of `TRADE_SOURCES`."""
    return TRADE_SOURCES[origin]


def with_flows() -> tuple[TradeSource, ...]:
    """Sources with flows, by preference."""
    return tuple(source for source in TRADE_SOURCES.values() if source.reader is not None)


def worldwide() -> tuple[str, ...]:
    """Origins of the sources with the trade between all countries."""
    return tuple(source.origin for source in TRADE_SOURCES.values() if source.worldwide)


def own_worldwide() -> bool:
    """Whether a source registered by the user has the trade between all countries."""
    return any(TRADE_SOURCES[origin].id not in BUNDLED for origin in worldwide())


def check(text: str | None) -> str | None:
    """Origin of a trade source's id, with or without edition; None when not given.

    Raises
    ------
    UnknownName
        With the known trade sources.
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
    """Citations of sources by id, once each, in order."""
    own = {source.id: source.record for source in TRADE_SOURCES.values()}
    found: dict[str, Source] = {}
    for id_ in dict.fromkeys(ids):
        for record in sources.records([id_]) or ([own[id_]] if own.get(id_) else []):
            if record is not None:
                found[id_] = record
    return tuple(found.values())

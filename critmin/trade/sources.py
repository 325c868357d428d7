"""Trade sources, each with its reader.

To add a source, write a `Reader` (see `critmin.trade.readers`) and a line in `TRADE_SOURCES`, or
call `register`. All questions on trade then use it, by name and by preference.

A question that is asked of a user's own trade data has the sources of these data instead, and no
others (`Data`, `asked_of`): a bundled source never stands in for one that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import ParamSpec, TypeVar, cast

from critmin.core import sources
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import members, suggestions
from critmin.core.periods import Month
from critmin.core.sources import Source
from critmin.core.wording import few
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
        Nomenclature of its codes: ``HS92`` ... ``HS22``, or ``CN``; empty without codes. With
        ``headings`` also another national one.
    currency : str
        Currency of its values: ``USD``, ``EUR`` or ``GBP``.
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
    headings : bool
        Whether its codes are national and are found by their first six digits.
    gap : callable, optional
        Reason why the source has no flows in a year or month, for the message.
    span : str
        Years and months that it has, in words.
    revised : tuple of int
        Its newest months, which the publisher still revises.
    other_editions : tuple of str
        Editions of it that the user also has, and that do not answer.
    reporting : callable, optional
        Codes of the places whose imports it has in a year or month, where its files say so.
    secret : callable, optional
        Values of a year's imports whose codes are kept secret, of which some may be under given
        codes: those of the same heading, and those of which only the chapter is known.
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
    headings: bool = False
    gap: Callable[[int], str] | None = None
    span: str = ""
    revised: tuple[int, ...] = ()
    other_editions: tuple[str, ...] = ()
    reporting: Callable[[int], frozenset[str]] | None = None
    secret: Callable[[int, Collection[str], Collection[str]], tuple[int, int]] | None = None

    @property
    def contents(self) -> str:
        """Years and months that it has, and its other editions, in words."""
        if not self.other_editions:
            return self.span
        some = "edition" if len(self.other_editions) == 1 else "editions"
        last = f"{self.origin}@{self.other_editions[-1]}"
        return (
            f"{self.span} (the lake also has {some} {few(self.other_editions)}, not used: "
            f"--source {last} asks it)"
        )

    @property
    def id(self) -> str:
        """``origin@edition``."""
        return f"{self.origin}@{self.edition}"

    @property
    def hint(self) -> str:
        """That it has what another source of the same data has not, and how to ask it."""
        return f"{self.id} has it: --source {self.origin}"


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

P = ParamSpec("P")
R = TypeVar("R")


class Data:
    """Trade data of a user, of which a question is asked instead of the bundled ones.

    Parameters
    ----------
    name : str
        What messages call them: ``the lake /data/lake``.
    found : iterable of TradeSource
        Their sources, by preference.
    note : str
        What every answer from them says.
    """

    def __init__(self, name: str, found: Iterable[TradeSource], note: str = "") -> None:
        self.name, self.note = name, note
        self.sources = {source.origin: source for source in found}
        self.kept: dict[object, object] = {}  # results of functions `by_data`

    @property
    def holds(self) -> str:
        """Buyers whose imports each source has, in words."""
        return "; ".join(f"{source.id} {source.holds}" for source in self.sources.values())


_asked: ContextVar[Data | None] = ContextVar("trade data of a question", default=None)


def asked() -> Data | None:
    """The user's data that the question is asked of; None for the bundled ones."""
    return _asked.get()


@contextmanager
def asked_of(data: Data | None) -> Iterator[None]:
    """Ask what is in the block of a user's data alone; of the bundled ones with None."""
    before = _asked.set(data)
    own = {} if data is None else {s.id: s.record for s in data.sources.values() if s.record}
    try:
        with sources.beside(own):
            yield
    finally:
        _asked.reset(before)


def by_data(function: Callable[P, R]) -> Callable[P, R]:
    """Cached function whose results depend on the trade data that a question is asked of."""
    of_bundled = cache(function)

    @wraps(function)
    def found(*given: P.args, **named: P.kwargs) -> R:
        data = _asked.get()
        if data is None:
            return of_bundled(*given, **named)  # type: ignore[arg-type]
        key = (function, given, tuple(named.items()))
        if key not in data.kept:
            data.kept[key] = function(*given, **named)
        return cast(R, data.kept[key])

    return found


def known() -> Mapping[str, TradeSource]:
    """Sources that may answer, by origin and by preference."""
    data = _asked.get()
    return TRADE_SOURCES if data is None else data.sources


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
        names = ", ".join(NOMENCLATURES)
        raise QueryError(f"nomenclature is {source.nomenclature!r}: write one of {names}")
    before = dict(TRADE_SOURCES)
    if first:
        TRADE_SOURCES.clear()
    TRADE_SOURCES[source.origin] = source
    TRADE_SOURCES.update(before)


def trade_source(origin: str) -> TradeSource:
    """Trade source of an origin, a key of `known`."""
    return known()[origin]


def with_flows() -> tuple[TradeSource, ...]:
    """Sources with flows, by preference."""
    return tuple(source for source in known().values() if source.reader is not None)


def also_with(members: frozenset[str], used: str) -> Iterator[TradeSource]:
    """Other sources of a user's data with the imports of all members, by preference."""
    for source in with_flows() if _asked.get() is not None else ():
        if source.origin != used and (source.reporters is None or members <= source.reporters()):
            yield source


def refuse_outside(source: TradeSource, buyer: str, members: frozenset[str]) -> None:
    """Refuse a source that does not have a buyer's imports, and name one that has.

    Raises
    ------
    NoData
        If a member of the buyer is not among those whose imports it has.
    """
    outside = members - source.reporters() if source.reporters else frozenset()
    if outside:
        others = "".join(f"; {one.hint}" for one in [*also_with(members, source.origin)][:1])
        raise NoData(
            f"no data for {buyer} by {source.id}: {source.holds}, and none of "
            f"{', '.join(sorted(outside))}{others}"
        )


def refuse_without_world(what: str, year: int) -> None:
    """Refuse to trace origins in trade of some countries alone, or by month.

    Raises
    ------
    NoData
        If the question is asked of data without the trade between all countries, or of a month.
    """
    data = _asked.get()
    if data is None:
        return
    if isinstance(year, Month):
        raise NoData(f"{what} cannot be traced: output is published by year, not by month")
    if not worldwide():
        raise NoData(
            f"{what} cannot be traced: that needs the trade between all countries, which is not in "
            f"{data.name}; {data.holds}"
        )


def worldwide() -> tuple[str, ...]:
    """Origins of the sources with the trade between all countries."""
    return tuple(source.origin for source in known().values() if source.worldwide)


def own_worldwide() -> bool:
    """Whether a source registered by the user has the trade between all countries."""
    return any(known()[origin].id not in BUNDLED for origin in worldwide())


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
    for origin, source in known().items():
        if wanted in {origin.casefold(), source.id.casefold()}:
            return origin
    ids = [source.id for source in known().values()]
    raise UnknownName("trade source", text, suggestions(wanted, known()), tuple(ids))


def records(ids: Iterable[str]) -> tuple[Source, ...]:
    """Citations of sources by id, once each, in order."""
    own = {source.id: source.record for source in known().values()}
    found: dict[str, Source] = {}
    for id_ in dict.fromkeys(ids):
        for record in sources.records([id_]) or ([own[id_]] if own.get(id_) else []):
            if record is not None:
                found[id_] = record
    return tuple(found.values())

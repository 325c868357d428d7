"""The only reader of sources.csv: publishers, editions and citations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from critmin.core.errors import UnknownName, visible
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import suggestions

# Short name of each origin, used where its editions are not cited in full.
PUBLISHERS = {
    "baci-hs17": "CEPII BACI HS17",
    "baci-hs92": "CEPII BACI HS92",
    "clean-products": "critmin stated figures of clean products",
    "comexstat": "Brazil Comex Stat",
    "comext": "Eurostat Comext",
    "controls": "critmin export controls",
    "critmin": "critmin own tables",
    "diplomacy": "critmin agreements and events",
    "eu": "European Commission study on critical raw materials",
    "iea": "IEA Critical Minerals Data Explorer",
    "iea-outlook": "IEA Global Critical Minerals Outlook",
    "iea-review": "IEA Critical Minerals Market Review",
    "iea-ev": "IEA Global EV Outlook",
    "hmrc": "HM Revenue & Customs Overseas Trade Statistics",
    "imf": "IMF Primary Commodity Prices",
    "irena": "(c) IRENA capacity statistics",
    "lists": "critmin official lists",
    "natural-earth": "Natural Earth",
    "policy": "critmin government action",
    "usgs": "USGS Mineral Commodity Summaries",
    "wgi": "World Bank governance indicators",
    "worldbank": "World Bank Pink Sheet",
}
# Editions that are another publication than the others of their origin.
OTHER_TITLES = {"iea@2021": "IEA The Role of Critical Minerals in Clean Energy Transitions"}


class Edition(NamedTuple):
    """Publisher and edition of an id of a source; the edition is empty where none is named.

    >>> Edition.of("usgs@2026"), Edition.of("usgs@2026").year, Edition.of("usgs").edition
    (Edition(origin='usgs', edition='2026'), 2026, '')
    """

    origin: str
    edition: str

    @classmethod
    def of(cls, id_: str) -> Edition:
        """Read an id: the only reader of its parts."""
        origin, _, edition = id_.partition("@")
        return cls(origin, edition)

    @property
    def year(self) -> int:
        """Year of an edition that begins with one."""
        return int(self.edition[:4])


class Source(NamedTuple):
    """Source edition: its id ``origin@edition`` and how to cite it."""

    id: str
    citation: str
    licence: str
    edition: str
    url: str

    @property
    def origin(self) -> str:
        """Id without the edition."""
        return Edition.of(self.id).origin

    @property
    def publisher(self) -> str:
        """Short name of the publication; the name of a user's own file."""
        return OTHER_TITLES.get(self.id) or PUBLISHERS.get(self.origin) or self.citation


def of_user(name: str, what: str = "own table", kind: str = "file") -> Source:
    r"""Source of a user's own file, whose name stands in one line with nothing hidden in it.

    >>> of_user("mine.csv").id, of_user("\x1b[31m.csv").citation == "own table \ufffd[31m.csv"
    ('file:mine.csv', True)
    """
    shown = visible(name)
    return Source(f"{kind}:{shown}", f"{what} {shown}", "", "", "")


@cache
def _lines() -> dict[str, dict[str, str]]:
    """Lines of sources.csv by id."""
    header, rows = read_table("sources.csv")
    lines = (dict(zip(header, row, strict=True)) for row in rows)
    return {line["id"]: line for line in lines}


@cache
def editions() -> dict[str, Source]:
    """Source editions by id."""
    return {id_: Source(*(line[name] for name in Source._fields)) for id_, line in _lines().items()}


# Records of a user's own data, while a question is asked of them.
_beside: ContextVar[Mapping[str, Source] | None] = ContextVar("records of own data", default=None)


@contextmanager
def beside(own: Mapping[str, Source]) -> Iterator[None]:
    """Let records of a user's own data, by id, answer first in the block."""
    before = _beside.set(own)
    try:
        yield
    finally:
        _beside.reset(before)


def records(ids: Iterable[str]) -> tuple[Source, ...]:
    """Source records of ids, once each, in order."""
    own = _beside.get()
    known = {**editions(), **own} if own else editions()
    return tuple(known[id_] for id_ in dict.fromkeys(ids) if id_ in known)


def check(text: str) -> str:
    """Check a source id, with or without edition, and return it as the tables write it.

    Raises
    ------
    UnknownName
        With suggestions and the known sources.
    """
    wanted = text.strip().casefold()
    origins = dict.fromkeys(Edition.of(id_).origin for id_ in editions())
    if wanted in editions() or wanted in origins:
        return wanted
    known = [*origins, *editions()]
    origin = Edition.of(wanted).origin
    close = [id_ for id_ in editions() if id_.startswith(f"{origin}@")]
    raise UnknownName("source", text, close[-3:] or suggestions(wanted, known), tuple(origins))


def data_edition() -> str:
    """Edition of the bundled data: the day on which the newest original was obtained."""
    return max(line["obtained"] for line in _lines().values())


@cache
def averaged_years(source: str) -> str:
    """Years that a source averages over: its shares, or those of imports; empty without any."""
    return _lines().get(source, {}).get("period", "")


def average_of(ids: Iterable[str], flags: Iterable[str]) -> str:
    """Years of a row's average: those of the first source that averages; empty for one year."""
    if "period_average" not in flags:
        return ""
    return next(filter(None, map(averaged_years, ids)), "")


@cache
def default_total(source: str) -> str:
    """Default denominator of a source: ``published`` or ``listed`` total.

    The IEA divides by its printed total; the USGS rounds its totals, so the listed sum is used.
    """
    return _lines().get(source, {}).get("default_total", "listed")

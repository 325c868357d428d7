"""Subjects of the atlas: its minerals, its buyers and its suppliers, and how they are chosen."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.wording import place
from critmin.trade import flows

MINERAL, BUYER, SUPPLIER = "mineral", "buyer", "supplier"
FOLDERS = {MINERAL: "minerals", BUYER: "buyers", SUPPLIER: "suppliers"}
BUYERS, SUPPLIERS = 60, 30  # pages
LEADING = 3  # a supplier counts where it is among so many largest producers
BLOC = "eu27"  # buys as one; trade among its members is left out
COMPARED = ("JPN", "USA", BLOC, "KOR", "IND")
WORLD = "baci-hs92"
BUYERS_RULE = (
    f"The {BUYERS} largest importers by recorded value in {{year}}, counting goods whose tariff "
    "code holds one covered mineral. The European Union counts as one buyer beside its members; "
    "trade among the members is left out."
)
SUPPLIERS_RULE = (
    f"The {SUPPLIERS} countries that are most often among the three largest producers of a "
    "mineral, at the mine or at the refinery. Equal counts: first by how often the largest, then "
    "by name."
)


class Subject(NamedTuple):
    """What a page is about: a mineral by slug, or a buyer or supplier by ISO3 or bloc."""

    kind: str
    code: str
    name: str

    @property
    def file(self) -> str:
        """Name of its files, without a suffix.

        >>> Subject("buyer", "TUR", "Türkiye").file, Subject("supplier", "COD", "DR Congo").file
        ('turkiye', 'dr-congo')
        """
        return self.code if self.kind == MINERAL else _hyphenated(self.name)

    @property
    def path(self) -> str:
        """Path of its page in the atlas.

        >>> Subject("mineral", "rare-earths", "Rare earths").path
        'minerals/rare-earths.html'
        """
        return f"{FOLDERS[self.kind]}/{self.file}.html"


def _hyphenated(name: str) -> str:
    """Lower case with hyphens, in ASCII."""
    words = name.replace("'", "").replace("-", " ").replace("(", " ").replace(")", " ").split()
    return "-".join(filter(None, map(names.fold, words)))


@cache
def minerals() -> tuple[Subject, ...]:
    """All minerals of the vocabulary, by name."""
    found = [Subject(MINERAL, slug, one.name) for slug, one in names.minerals().items()]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


@cache
def trade_year() -> int:
    """Newest year of the trade of the world."""
    return max(flows.years(WORLD))


@cache
def buyers() -> tuple[Subject, ...]:
    """Largest importers, the largest first (`BUYERS_RULE`)."""
    year = trade_year()
    codes = {
        line.code for found in flows.mapped(WORLD).values() for line in found if line.exclusive
    }
    bloc = set(names.members(BLOC, f"{year}-12-31"))
    value: Counter[str] = Counter()
    for flow in flows.flows(WORLD, year, codes):
        value[flow.importer] += flow.value
        if flow.importer in bloc and flow.exporter not in bloc:
            value[BLOC] += flow.value
    known = [code for code in value if code in names.countries() or code == BLOC]
    known.sort(key=lambda code: (-value[code], code))
    return tuple(Subject(BUYER, code, place(code)) for code in known[:BUYERS])


@cache
def suppliers() -> tuple[Subject, ...]:
    """Countries most often among the largest producers (`SUPPLIERS_RULE`)."""
    count: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for (_mineral, _stage, iso3), rank in _ranks().items():
        if rank <= LEADING:
            count[iso3] += 1
            first[iso3] += rank == 1
    order = sorted(count, key=lambda iso3: (-count[iso3], -first[iso3], place(iso3)))
    return tuple(Subject(SUPPLIER, iso3, place(iso3)) for iso3 in order[:SUPPLIERS])


def _ranks() -> dict[tuple[str, str, str], int]:
    """Rank of each country by mineral and stage; an ore that stands for a metal counts once."""
    from critmin.supply.share import share

    found: dict[tuple[str, str, str], int] = {}
    for mineral in minerals():
        try:
            table = share(mineral.code, stage="mining,refining")
        except NoData:
            continue
        for row in table:
            if row["kind"] == "country" and row["rank"] is not None:
                key = (str(row["mineral"]), str(row["stage"]), str(row["iso3"]))
                found[key] = int(str(row["rank"]))
    return found


def compared(supplier: str) -> tuple[str, ...]:
    """Buyers whose exposure to a supplier is shown; none that is the supplier or has it as member.

    >>> compared("JPN"), compared("DEU")
    (('USA', 'eu27', 'KOR', 'IND'), ('JPN', 'USA', 'KOR', 'IND'))
    """
    members = names.members(BLOC, f"{trade_year()}-12-31")
    return tuple(
        code for code in COMPARED if code != supplier and (code != BLOC or supplier not in members)
    )


@cache
def subjects() -> tuple[Subject, ...]:
    """All subjects, each with a page: minerals, buyers, suppliers."""
    return (*minerals(), *buyers(), *suppliers())


@cache
def of_path() -> dict[str, Subject]:
    """Subjects by the path of their pages."""
    return {one.path: one for one in subjects()}

"""Indicators of a buyer's imports of one product in one year, from recorded flows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from math import fsum

from critmin.core.named_tuple import NamedTuple
from critmin.screening.rules import SCALE, Rule, Thresholds, every, exceeds

Amount = int | Decimal  # summed without rounding
Key = tuple[str, str, int]  # buyer, code, year


class Recorded(NamedTuple):
    """Recorded flow of a product in a year.

    ``exporter`` is empty if the partner is not named; ``value`` None if it is not published.
    """

    year: int
    code: str
    importer: str
    exporter: str
    value: Amount | None


class Figures(NamedTuple):
    """Imports of one product by a buyer in a year, with what the rules compare.

    Parameters
    ----------
    imports : float
        Value of the recorded imports from outside the buyer.
    missing : int
        Imports, exports and flows inside a bloc without a published value, which are in no figure.
    import_hhi, import_hhi_high : float or None
        HHI of the imports, 0-10,000; the higher one if all partners that are not named were the
        largest supplier. None if all values are missing or zero.
    supplier : str
        Largest named supplier; empty without one.
    share : float or None
        Its share of the imports.
    exports : float or None
        Value of the recorded exports: 0 if none is recorded; None if the source has no exports,
        or some of them without a value.
    export_hhi : float or None
        HHI of the world's exports of the product; None if the source has not the whole world, or
        some exports without a value.
    outside_share : float or None
        Share of the imports of a bloc's members that come from outside it.
    """

    imports: float
    missing: int
    import_hhi: float | None
    import_hhi_high: float | None
    supplier: str
    share: float | None
    exports: float | None
    export_hhi: float | None
    outside_share: float | None

    @property
    def ratio(self) -> float | None:
        """Imports over exports; None if no exports are recorded or known."""
        return self.imports / self.exports if self.exports else None


class _Sum:
    """Values of one product in a year by partner."""

    def __init__(self) -> None:
        self.by: dict[str, Amount] = {}
        self.missing = 0

    def add(self, partner: str, value: Amount | None) -> None:
        if value is None:
            self.missing += 1
        else:
            self.by[partner] = self.by.get(partner, 0) + value

    @property
    def total(self) -> Amount:
        return sum(self.by.values())

    def hhi(self) -> tuple[float | None, float | None]:
        """Lowest and highest index."""
        total = float(self.total)
        if total <= 0:
            return None, None
        named = {partner: float(value) for partner, value in self.by.items() if partner}
        unnamed = float(self.by.get("", 0))
        squares = fsum(value * value for value in named.values())
        top = max(named.values(), default=0.0)
        more = 2 * top * unnamed + unnamed * unnamed
        return SCALE * squares / total**2, SCALE * (squares + more) / total**2

    def largest(self) -> tuple[str, float]:
        """Largest named partner; of equals the last by code."""
        named = [(value, partner) for partner, value in self.by.items() if partner]
        value, partner = max(named, default=(0, ""))
        return partner, float(value)


Bought = Callable[[str, int], frozenset[str]]  # buyers of whose imports a place's are a part
NOBODY: frozenset[str] = frozenset()


def figures(
    flows: Iterable[Recorded],
    bought: Bought,
    rule: Rule | None = None,
    *,
    exports_known: bool = True,
    worldwide: bool = True,
) -> Iterator[tuple[Key, Figures]]:
    """Figures of each buyer, product and year with recorded imports, in that order.

    Parameters
    ----------
    flows : iterable of Recorded
        Of the whole world where the source has it.
    bought : callable
        Buyers of which a place is a member in a year: a country is its own.
    rule : Rule, optional
        Decides whether a bloc's exports to its own members count.
    exports_known, worldwide : bool
        Whether the source records exports, and those of the whole world.
    """
    imports: dict[Key, _Sum] = {}
    inside: dict[Key, _Sum] = {}
    exports: dict[Key, _Sum] = {}
    world: dict[tuple[str, int], _Sum] = {}
    every_export = rule is not None and rule.inside_exports
    for flow in flows:
        if flow.importer == flow.exporter:
            continue  # goods that come back are no trade with another country
        buyers = bought(flow.importer, flow.year)
        sellers = bought(flow.exporter, flow.year) if flow.exporter else NOBODY
        for buyer in buyers - sellers:
            key = (buyer, flow.code, flow.year)
            imports.setdefault(key, _Sum()).add(flow.exporter, flow.value)
        for buyer in buyers & sellers:
            key = (buyer, flow.code, flow.year)
            inside.setdefault(key, _Sum()).add(flow.exporter, flow.value)
        for seller in sellers if every_export else sellers - buyers:
            key = (seller, flow.code, flow.year)
            exports.setdefault(key, _Sum()).add(flow.importer, flow.value)
        if flow.exporter:
            world.setdefault((flow.code, flow.year), _Sum()).add(flow.exporter, flow.value)
    indexes = {key: None if of.missing else of.hhi()[0] for key, of in world.items()}
    for key in sorted(imports):
        _, code, year = key
        found = imports[key]
        low, high = found.hhi()
        supplier, most = found.largest()
        total = found.total
        supplier = supplier if total > 0 else ""
        within, sold = inside.get(key, _Sum()), exports.get(key, _Sum())
        both = total + within.total
        yield (
            key,
            Figures(
                float(total),
                found.missing + within.missing + (sold.missing if exports_known else 0),
                low,
                high,
                supplier,
                most / float(total) if total > 0 and supplier else None,
                float(sold.total) if exports_known and not sold.missing else None,
                indexes.get((code, year)) if worldwide else None,
                float(total) / float(both) if both > 0 and not within.missing else None,
            ),
        )


def meets(found: Figures, limits: Thresholds) -> bool | None:
    """Whether all criteria are met in the year; None if that is not known.

    Where no exports are recorded, imports count as more than the exports, as CEPII has it.
    """
    if found.missing:
        return None
    criteria: list[bool | None] = []
    if limits.import_hhi is not None:
        criteria.append(exceeds(found.import_hhi, found.import_hhi_high, limits.import_hhi))
    if limits.export_hhi is not None:
        criteria.append(exceeds(found.export_hhi, found.export_hhi, limits.export_hhi))
    if limits.outside_share is not None:
        criteria.append(exceeds(found.outside_share, found.outside_share, limits.outside_share))
    if limits.ratio is not None:
        none = found.exports == 0
        criteria.append(none or exceeds(found.ratio, found.ratio, limits.ratio))
    return every(criteria)


def by_product(
    found: Mapping[Key, Figures], limits: Thresholds
) -> dict[tuple[str, str], dict[int, bool | None]]:
    """Whether the criteria are met, by buyer and code, then by year."""
    met: dict[tuple[str, str], dict[int, bool | None]] = {}
    for (buyer, code, year), figures in found.items():
        met.setdefault((buyer, code), {})[year] = meets(figures, limits)
    return met

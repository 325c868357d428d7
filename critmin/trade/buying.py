"""What all questions of a buyer share: which source answers, its flows as `ImportTable`s.

Two sources are never added up or joined into one series; a code that holds several
minerals is never added to codes that hold one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from critmin.core.errors import NoData, UnknownName
from critmin.core.names import TRADE_FORMS, members, suggestions
from critmin.trade import codes as concordance
from critmin.trade import flows as trade
from critmin.trade import us_imports
from critmin.trade.bought import Bought
from critmin.trade.buyers import Buyer
from critmin.trade.flows import Flow
from critmin.trade.import_table import ImportTable
from critmin.trade.sources import (
    BACI,
    choose,
    complementary,
    flows_of,
    held,
    import_table,
    why_nothing,
)

SHARED_ALONE = "shared codes alone"  # why a form is not shown where all minerals are asked for


def check_source(source: str | None) -> str | None:
    """The origin of a trade source's id, with or without edition.

    Raises
    ------
    UnknownName
        With the sources that hold trade.
    """
    if source is None:
        return None
    known = {
        "usgs": us_imports.SOURCE,
        **{store.origin: store.id for store in trade.STORES.values()},
    }
    wanted = source.strip().casefold()
    for origin, id_ in known.items():
        if wanted in {origin, id_}:
            return origin
    raise UnknownName("trade source", source, suggestions(wanted, known), tuple(known.values()))


def minerals_with_trade(buyer: Buyer) -> list[str]:
    """Minerals that some source can answer for, sorted."""
    return sorted(_with_code() | (set(us_imports.forms()) if buyer.code == "USA" else set()))


@cache
def _with_code() -> frozenset[str]:
    """Minerals of which a source has flows in some year, under a code of theirs or a shared one."""
    return frozenset(
        mineral
        for origin in trade.STORES
        for codes in (frozenset().union(*trade.codes_held(origin).values()),)
        for (mineral, _form), lines in trade.mapped(origin).items()
        if any(line.code in codes for line in lines)
    )


def refuse_shared(table: ImportTable) -> None:
    """Refuse flows under codes that hold other minerals too.

    Raises
    ------
    NoData
        Naming the codes and what else they hold.
    """
    if not table.exclusive:
        others = ", ".join(dict.fromkeys(o for found in table.shared.values() for o in found))
        raise NoData(
            f"no data for {table.what}: its codes {', '.join(table.codes)} also hold {others}, so "
            "their flows say nothing of it alone"
        )


class Buying:
    """Finds the import tables of one buyer."""

    def __init__(
        self,
        buyer: Buyer,
        years: Sequence[int] = (),
        *,
        source: str | None = None,
        measure: str | None = None,
    ) -> None:
        self.buyer = buyer
        self.years = list(years)
        self.source = source
        self.measure = measure
        self._recorded: dict[tuple[str, int, bool], Mapping[str, list[Flow]]] = {}

    def ask(self, mineral: str, forms: Collection[str], bought: Bought, *, every: bool) -> None:
        """Add the tables of one mineral in the forms to what was found.

        Parameters
        ----------
        mineral : str
            Slug.
        forms : collection of str
            Trade forms; empty means all that have data.
        every : bool
            Whether all minerals are asked for: then shared codes give no table, and a
            mineral without any is only counted.
        """
        known = [f for f in TRADE_FORMS if f in forms] if forms else self._forms(mineral)
        before = len(bought.found)
        reasons = []
        for form in known:
            try:
                tables, absent = self._form(mineral, form, every=every)
            except NoData as reason:
                reasons.append((mineral, form, str(reason)))
                continue
            bought.found += tables
            reasons += [(mineral, form, text) for text in absent]
        if not known:
            reasons = [(mineral, "", f"no tariff code is mapped to {mineral}")]
        answered = {table.form for table in bought.found[before:]}
        if every and not answered and any(why.endswith(SHARED_ALONE) for _, _, why in reasons):
            bought.shared_only.append(mineral)
        if forms or not answered:
            bought.missing += reasons
        elif not every:
            bought.missing += [r for r in reasons if r[1] in answered]

    def _forms(self, mineral: str) -> list[str]:
        own = concordance.forms_of(mineral)
        printed = self._usgs(mineral)
        return [form for form in TRADE_FORMS if form in own or form in printed]

    def _usgs(self, mineral: str) -> Mapping[str, str]:
        """Forms that the USGS prints for this query."""
        fits = self.source in {None, "usgs"} and self.measure is None
        if self.buyer.code != "USA" or not fits or self.years not in ([], [us_imports.YEAR]):
            return {}
        return us_imports.forms().get(mineral, {})

    def _form(self, mineral: str, form: str, *, every: bool) -> tuple[list[ImportTable], list[str]]:
        """Tables of one mineral and form, and why years are missing."""
        printed = self._usgs(mineral).get(form)
        if printed is not None:
            return [us_imports.table(self.buyer.name, mineral, form, printed)], []
        years = self.years or [max(y for o in self._origins() for y in trade.years(o))]
        origin = self._dearer(choose(self._origins(), mineral, form, years), mineral, form, years)
        found, absent = [], []
        for year in years:
            try:
                table = self._table(origin, mineral, form, year)
            except NoData as reason:
                absent.append(str(reason))
                continue
            if every and not table.exclusive:
                absent.append(f"{table.what}: {SHARED_ALONE}")
                continue
            found.append(table)
        if not found:
            raise NoData("; ".join(dict.fromkeys(absent[:1] + absent[-1:])))
        return found, absent

    def _dearer(self, origin: str, mineral: str, form: str, years: Sequence[int]) -> str:
        """Of two sources with different codes of a form the one the buyer pays more under.

        They are not added up; what the other holds is said.
        """
        if self.source is not None or origin not in BACI:
            return origin
        if not complementary(mineral, form, years):
            return origin
        paid = {
            one: sum(
                flow.value
                for year in years
                for code in {line.code for line in held(one, mineral, form, year)}
                for flow in self._flows(one, year).get(code, ())
            )
            for one in BACI
        }
        return max((origin, *BACI), key=lambda one: paid[one])

    def _origins(self) -> list[str]:
        """Sources that can answer for this buyer, in order."""
        if self.source == "usgs":
            raise NoData(
                f"the USGS prints import sources of the United States alone, averages to "
                f"{us_imports.YEAR} without amounts"
            )
        outside = self.buyer.members(us_imports.YEAR) - _declarants()
        if self.source == "comext" and outside:
            raise NoData(
                f"no data for {self.buyer.name} by {trade.STORES['comext'].id}: it holds imports "
                f"of EU countries alone, and none of {', '.join(sorted(outside))}"
            )
        if self.source is not None:
            return [self.source]
        eight_digits = ["comext"] if not outside and self.measure in {None, "value"} else []
        return ["baci-hs92", "baci-hs17", *eight_digits]

    def both_ways(self, mineral: str, form: str, year: int) -> tuple[ImportTable, ImportTable]:
        """Recorded imports and exports of a form from one source; one of them may be empty.

        Trade inside a bloc is in neither. In the exports the "suppliers" are the buyer's
        own places.

        Raises
        ------
        NoData
            If neither is recorded, or the codes hold other minerals too.
        """
        origin = choose(self._origins(), mineral, form, [year])
        lines = held(origin, mineral, form, year)
        inward = flows_of(self._flows(origin, year), lines, mineral, form)
        outward = flows_of(self._flows(origin, year, outward=True), lines, mineral, form)
        if not inward and not outward:
            self._table(origin, mineral, form, year)  # says why
        bought, sold = (
            import_table(self.buyer.name, origin, mineral, form, year, flows)
            for flows in (inward, outward)
        )
        refuse_shared(bought)
        return bought, sold

    def _flows(self, origin: str, year: int, *, outward: bool = False) -> Mapping[str, list[Flow]]:
        """The buyer's imports, or exports, by code, without flows inside a bloc."""
        key = (origin, year, outward)
        if key not in self._recorded:
            members = self.buyer.members(year)
            read = trade.exports if outward else trade.imports
            found: dict[str, list[Flow]] = {}
            for flow in read(origin, year, members):
                if (flow.importer if outward else flow.exporter) not in members:
                    found.setdefault(flow.code, []).append(flow)
            self._recorded[key] = found
        return self._recorded[key]

    def _table(self, origin: str, mineral: str, form: str, year: int) -> ImportTable:
        lines = held(origin, mineral, form, year)
        if not lines:
            raise NoData(why_nothing(mineral, form, [year]))
        by_code = self._flows(origin, year)
        if not by_code:
            raise NoData(f"no data for {self.buyer.name} in {year}: {self._no_importer(year)}")
        flows = flows_of(by_code, lines, mineral, form)
        if not flows:
            codes = ", ".join(sorted({line.code for line in lines}))
            raise NoData(
                f"no data for {mineral} {form} in {year}: {trade.STORES[origin].id} records no "
                f"imports of {codes} by {self.buyer.name}; none and unrecorded are not told apart"
            )
        return import_table(self.buyer.name, origin, mineral, form, year, flows)

    def _no_importer(self, year: int) -> str:
        joint = None if self.buyer.is_bloc else trade.joint_place(self.buyer.code, year)
        if joint is not None:
            return f"its trade was recorded as {joint.name} until {joint.last}"
        return "no imports at all are recorded"


@cache
def _declarants() -> frozenset[str]:
    return frozenset(members("eu27", f"{us_imports.YEAR}-12-31")) | {"XCE"}

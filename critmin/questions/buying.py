"""What all questions of a buyer share: which source answers, its flows as `ImportTable`s.

Two sources are never added up or joined into one series; a code that holds several
minerals is never added to codes that hold one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from critmin import concordance, trade, usimports
from critmin.buyers import Buyer
from critmin.concordance import Line
from critmin.errors import NoData, UnknownName
from critmin.imports import ImportTable, suppliers_of
from critmin.names import TRADE_FORMS, members, suggestions
from critmin.questions.bought import Bought
from critmin.table import Caution
from critmin.trade import Flow
from critmin.tradesource import choose, held, why_nothing


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
        "usgs": usimports.SOURCE,
        **{store.origin: store.id for store in trade.STORES.values()},
    }
    wanted = source.strip().casefold()
    for origin, id_ in known.items():
        if wanted in {origin, id_}:
            return origin
    raise UnknownName("trade source", source, suggestions(wanted, known), tuple(known.values()))


def minerals_with_trade(buyer: Buyer) -> list[str]:
    """Minerals that some source can answer for, sorted."""
    found = {mineral for mineral in concordance.by_mineral() if _any_code(mineral)}
    return sorted(found | (set(usimports.forms()) if buyer.code == "USA" else set()))


def _any_code(mineral: str) -> bool:
    return any(
        line.code in codes
        for origin in trade.STORES
        for (slug, _form), lines in trade.mapped(origin).items()
        if slug == mineral
        for line in lines
        for codes in trade.codes_held(origin).values()
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
        self._imports: dict[tuple[str, int], Mapping[str, list[Flow]]] = {}

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
        if every and not answered and _shared_alone(mineral):
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
        if self.buyer.code != "USA" or not fits or self.years not in ([], [usimports.YEAR]):
            return {}
        return usimports.forms().get(mineral, {})

    def _form(self, mineral: str, form: str, *, every: bool) -> tuple[list[ImportTable], list[str]]:
        """Tables of one mineral and form, and why years are missing."""
        printed = self._usgs(mineral).get(form)
        if printed is not None:
            return [usimports.table(self.buyer.name, mineral, form, printed)], []
        years = self.years or [max(y for o in self._origins() for y in trade.years(o))]
        origin = choose(self._origins(), mineral, form, years)
        found, absent = [], []
        for year in years:
            try:
                table = self._table(origin, mineral, form, year)
            except NoData as reason:
                absent.append(str(reason))
                continue
            if every and not table.exclusive:
                absent.append(f"{table.what}: shared codes alone")
                continue
            found.append(table)
        if not found:
            raise NoData("; ".join(dict.fromkeys(absent[:1] + absent[-1:])))
        return found, absent

    def _origins(self) -> list[str]:
        """Sources that can answer for this buyer, in order."""
        if self.source == "usgs":
            raise NoData(
                f"the USGS prints import sources of the United States alone, averages to "
                f"{usimports.YEAR} without amounts"
            )
        if self.source is not None:
            return [self.source]
        in_union = self.buyer.members(usimports.YEAR) <= _declarants()
        eight_digits = ["comext"] if in_union and self.measure in {None, "value"} else []
        return ["baci-hs92", "baci-hs17", *eight_digits]

    def _flows(self, origin: str, year: int) -> Mapping[str, list[Flow]]:
        """The buyer's imports by code, without flows inside a bloc."""
        if (origin, year) not in self._imports:
            members = self.buyer.members(year)
            found: dict[str, list[Flow]] = {}
            for flow in trade.imports(origin, year, members):
                if flow.exporter not in members:
                    found.setdefault(flow.code, []).append(flow)
            self._imports[origin, year] = found
        return self._imports[origin, year]

    def _table(self, origin: str, mineral: str, form: str, year: int) -> ImportTable:
        lines = held(origin, mineral, form, year)
        store = trade.STORES[origin]
        if not lines:
            raise NoData(why_nothing(mineral, form, [year]))
        by_code = self._flows(origin, year)
        if not by_code:
            raise NoData(f"no data for {self.buyer.name} in {year}: {self._no_importer(year)}")
        flows = _flows_of(by_code, lines, mineral, form)
        codes = tuple(sorted({line.code for line in lines}))
        if not flows:
            raise NoData(
                f"no data for {mineral} {form} in {year}: {store.id} records no imports of "
                f"{', '.join(codes)} by {self.buyer.name}; none and unrecorded are not told apart"
            )
        caveats, said = _caveats(origin, year, flows, mineral, form)
        exclusive = lines[0].exclusive
        every = [line for line in trade.mapped(origin)[mineral, form] if line.exclusive]
        not_held = tuple(sorted({line.code for line in every} - set(codes))) if exclusive else ()
        unit_values = {
            code: trade.sums(origin)[year, code].unit_value for code in {f.code for f in flows}
        }
        return ImportTable(
            mineral=mineral, form=form, year=year, buyer=self.buyer.name, source=store.id,
            currency=store.currency, codes=codes, not_held=not_held,
            shared={} if exclusive else {
                code: concordance.shared_with(code, mineral) for code in codes
            },
            contents=_contents(flows, lines),
            suppliers=suppliers_of(flows, unit_values, caveats),
            said=said,
        )  # fmt: skip

    def _no_importer(self, year: int) -> str:
        joint = None if self.buyer.is_bloc else trade.joint_place(self.buyer.code, year)
        if joint is not None:
            return f"its trade was recorded as {joint.name} until {joint.last}"
        return "no imports at all are recorded"


def _shared_alone(mineral: str) -> bool:
    return any(not line.exclusive for line in concordance.by_mineral().get(mineral, ()))


@cache
def _declarants() -> frozenset[str]:
    return frozenset(members("eu27", f"{usimports.YEAR}-12-31")) | {"XCE"}


def _flows_of(
    by_code: Mapping[str, list[Flow]], lines: Sequence[Line], mineral: str, form: str
) -> list[Flow]:
    """Flows of a form: of its codes, less those of another form, plus those from elsewhere."""
    others = concordance.other_forms()
    elsewhere = [key for key, o in others.items() if (o.mineral, o.form) == (mineral, form)]
    found = [
        flow
        for code in sorted({line.code for line in lines})
        for flow in by_code.get(code, ())
        if (code, flow.exporter) not in others
    ]
    found += [
        flow
        for code, exporter in elsewhere
        for flow in by_code.get(code, ())
        if flow.exporter == exporter
    ]
    return found


def _contents(flows: Sequence[Flow], lines: Sequence[Line]) -> dict[tuple[str, str], float]:
    by_code = {line.code: line.content for line in lines}
    found = {}
    for flow in flows:
        other = concordance.other_forms().get((flow.code, flow.exporter))
        content = other.content if other else by_code.get(flow.code)
        if content is not None:
            found[flow.code, flow.exporter] = content
    return found


def _caveats(
    origin: str, year: int, flows: Sequence[Flow], mineral: str, form: str
) -> tuple[dict[Flow, list[str]], tuple[Caution, ...]]:
    """Codes by flow, and each caution once."""
    by_flow: dict[Flow, list[str]] = {}
    said: dict[tuple[str, str], None] = {}
    what = f"{mineral} {form} {year}"
    near = [c for c in concordance.caveats() if c.first <= year <= c.last
            and c.source in {"", origin}]  # fmt: skip
    for flow in flows:
        for caveat in near:
            if caveat.meets(origin, year, flow.code, flow.importer, flow.exporter):
                by_flow.setdefault(flow, []).append(caveat.flag)
                where = what if caveat.code else f"{origin}, {year}"
                said[caveat.flag, f"{where}: {caveat.message}"] = None
    return by_flow, tuple(Caution(*pair) for pair in said)

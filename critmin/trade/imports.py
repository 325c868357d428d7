"""Imports of a buyer: the `ImportTable`s that answer a query, and what is missing.

Two sources are never added up or joined to one series. A code that holds several minerals is never
added to codes that hold one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import TRADE_FORMS
from critmin.core.periods import Month
from critmin.core.sources import Source
from critmin.core.wording import About
from critmin.trade import flows, sources, us_imports
from critmin.trade.buyers import Buyer
from critmin.trade.codes import forms_of
from critmin.trade.flows import Flow
from critmin.trade.import_table import ImportTable, refuse_shared
from critmin.trade.source_choice import (
    choose,
    complementary,
    flows_of,
    import_table,
    lines_with_flows,
    why_nothing,
)
from critmin.trade.sources import BACI, TradeSource

# Causes of a missing table; the cautions name each differently.
SHARED_CODES = "shared codes"  # all minerals are shown, and this one has only shared codes
UNRECORDED = "unrecorded"  # the source has the codes, but no imports by the buyer
NO_IMPORTS = "no imports"  # the source has no imports by the buyer in the year


class Missing(NamedTuple):
    """Mineral and form without an import table, with the reason (of several years, two)."""

    mineral: str
    form: str
    reason: str
    causes: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether the form has only tariff codes shared with other minerals."""
        return self.causes[-1:] == (SHARED_CODES,)


@dataclass(eq=False)
class Imports:
    """Import tables that answer a query, and what is missing."""

    buyer: Buyer
    tables: list[ImportTable] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    shared_only: list[str] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Sources of the tables, once each."""
        return sources.records(table.source for table in self.tables)

    @property
    def unanswered(self) -> list[tuple[str, str]]:
        """Minerals and forms without any table, once each."""
        answered = {(table.mineral, table.form) for table in self.tables}
        keys = dict.fromkeys((gap.mineral, gap.form) for gap in self.missing)
        return [key for key in keys if key not in answered]


def minerals_with_trade(buyer: Buyer) -> list[str]:
    """Minerals with flows or shares in any source, sorted."""
    printed = us_imports.forms() if buyer.code == "USA" and sources.asked() is None else {}
    origins = tuple(source.origin for source in sources.with_flows())
    return sorted({*_with_code(origins), *printed})


@sources.by_data
def _with_code(origins: tuple[str, ...]) -> frozenset[str]:
    """Minerals with flows in any source and year, under their own or a shared code."""
    return frozenset(
        mineral
        for origin in origins
        for codes in (frozenset().union(*flows.codes_held(origin).values()),)
        for (mineral, _form), lines in flows.mapped(origin).items()
        if any(line.code in codes for line in lines)
    )


class ImportFinder:
    """Finds the import tables of one buyer.

    Parameters
    ----------
    buyer : Buyer
        Whose imports.
    years : sequence of int
        The newest year of the sources when empty.
    source : str, optional
        Origin of the only source to use.
    measure : str, optional
        Measure of the shares; sources without weights are used for values only.
    """

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
        self._expected = False

    def add(self, mineral: str, forms: Collection[str], found: Imports, *, every: bool) -> None:
        """Add the tables of one mineral in the forms.

        Parameters
        ----------
        mineral : str
            Slug.
        forms : collection of str
            Trade forms; empty means all that have data.
        found : Imports
            Where the tables are added.
        every : bool
            Whether all minerals are shown: then shared codes give no table, and a mineral
            without a table is only counted.
        """
        known = [f for f in TRADE_FORMS if f in forms] if forms else self._forms(mineral)
        tables: list[ImportTable] = []
        missing: list[Missing] = []
        for form in known:
            try:
                of_form, absent = self._form(mineral, form, every=every)
            except NoData as reason:
                of_form, absent = [], [Missing(mineral, form, str(reason))]
            tables += of_form
            missing += absent
        if not known:
            missing = [Missing(mineral, "", f"no tariff code is mapped to {mineral}")]
        found.tables += tables
        answered = {table.form for table in tables}
        if every and not answered and any(gap.shared for gap in missing):
            found.shared_only.append(mineral)
        if forms or not answered:
            found.missing += missing
        elif not every:
            found.missing += [gap for gap in missing if gap.form in answered]

    def has_codes(self, mineral: str, form: str, year: int) -> bool:
        """Whether a source that answers the buyer has a code of the form in the year."""
        return any(lines_with_flows(origin, mineral, form, year) for origin in self._origins)

    def value(self, mineral: str, form: str, *, whole: bool = False) -> float | None:
        """Value of the imports of a form in the finder's only year, under codes of its own.

        0 if the source records none by the buyer; None if it has no such codes, or with
        ``whole`` lacks flows of one of them.
        """
        try:
            tables, missing = self._form(mineral, form, every=True)
        except NoData:
            return None
        if any(not table.claims or (whole and table.partial) for table in tables):
            return None
        if not tables:
            return 0.0 if all(gap.causes == (UNRECORDED,) for gap in missing) else None
        return tables[0].total("value")

    def _forms(self, mineral: str) -> list[str]:
        own = forms_of(mineral)
        printed = self._printed(mineral)
        return [form for form in TRADE_FORMS if form in own or form in printed]

    def _printed(self, mineral: str) -> Mapping[str, str]:
        """Forms for which the USGS prints shares, if it may answer the query."""
        fits = self.source in {None, "usgs"} and self.measure is None and sources.asked() is None
        if self.buyer.code != "USA" or not fits or self.years not in ([], [us_imports.YEAR]):
            return {}
        return us_imports.forms().get(mineral, {})

    def _form(
        self, mineral: str, form: str, *, every: bool
    ) -> tuple[list[ImportTable], list[Missing]]:
        """Tables of one mineral and form, and the missing years.

        Raises
        ------
        NoData
            If no source has a code of the form.
        """
        printed = self._printed(mineral).get(form)
        if printed is not None:
            return [us_imports.table(self.buyer.name, mineral, form, printed)], []
        years = self.years or [self._newest]
        self._expect(years)
        try:
            origin = choose(self._origins, mineral, form, years)
        except NoData as none:
            gap = Missing(mineral, form, str(none))
            raise NoData(self._pointed(gap, "", years[-1], every=every).reason) from none
        origin = self._larger_imports(origin, mineral, form, years)
        found: list[ImportTable] = []
        absent: list[Missing] = []
        for year in years:
            table = self._table(origin, mineral, form, year, exclusive=every)
            if isinstance(table, Missing):
                absent.append(self._pointed(table, origin, year, every=every))
            else:
                found.append(table)
        if found:
            return found, absent
        ends = list(dict.fromkeys([absent[0], absent[-1]]))
        causes = tuple(cause for gap in ends for cause in gap.causes or ("",))
        return [], [Missing(mineral, form, "; ".join(gap.reason for gap in ends), causes)]

    def _pointed(self, gap: Missing, used: str, year: int, *, every: bool) -> Missing:
        """A reason for no table that names another source of a user's data with one, if any."""
        for source in sources.also_with(self.buyer.members(year), used):
            found = self._table(source.origin, gap.mineral, gap.form, year, exclusive=every)
            if isinstance(found, ImportTable):
                return gap._replace(reason=f"{gap.reason}; {source.hint}")
        return gap

    def _expect(self, years: Sequence[int]) -> None:
        """Let all imports of the query be read at once, where they are a user's data."""
        if sources.asked() is not None and not self._expected:
            self._expected = True
            every = frozenset().union(*(self.buyer.members(year) for year in years))
            for origin in self._origins:
                flows.expect(origin, years, every)

    def _larger_imports(self, origin: str, mineral: str, form: str, years: Sequence[int]) -> str:
        """If two sources hold different codes of a form, the one with the larger import value.

        They are not added up; the answer names the codes of the other source.
        """
        if self.source is not None or origin not in BACI:
            return origin
        if not complementary(mineral, form, years):
            return origin
        paid = {
            one: sum(
                flow.value
                for year in years
                for code in {line.code for line in lines_with_flows(one, mineral, form, year)}
                for flow in self._flows(one, year).get(code, ())
            )
            for one in BACI
        }
        return max((origin, *BACI), key=lambda one: paid[one])

    @cached_property
    def _newest(self) -> int:
        """Newest year of the sources."""
        newest = [flows.years(origin)[-1] for origin in self._origins]
        return max([one for one in newest if not isinstance(one, Month)] or newest)

    @cached_property
    def _origins(self) -> list[str]:
        """Sources with imports of this buyer, by preference.

        Raises
        ------
        NoData
            If the source named does not have the buyer's imports, or none of a user's data has.
        """
        data = sources.asked()
        members = self.buyer.members(self.years[-1] if data and self.years else sources.HELD_YEAR)
        if self.source is None:
            found = [
                source.origin
                for source in sources.with_flows()
                if (source.weights or self.measure in {None, "value"})
                and (source.reporters is None or members <= source.reporters())
            ]
            if data is not None and not found:
                raise NoData(f"no data for {self.buyer.name} in {data.name}: {data.holds}")
            return self._reported(found, members) or found
        source = sources.trade_source(self.source)
        if source.reader is None:
            raise NoData(source.holds)
        sources.refuse_outside(source, self.buyer.name, members)
        return [self.source]

    def _reported(self, origins: list[str], members: frozenset[str]) -> list[str]:
        """Sources whose files say that the buyer reported by them in one of the years."""
        return [
            origin
            for origin in origins
            if (told := sources.trade_source(origin).reporting) is None
            or any(members <= told(year) for year in self.years)
        ]

    def both_ways(self, mineral: str, form: str, year: int) -> tuple[ImportTable, ImportTable]:
        """Recorded imports and exports of a form from one source; one of them may be empty.

        Trade within a bloc is left out. In the exports the "suppliers" are the members of the
        buyer.

        Raises
        ------
        NoData
            If neither is recorded, or the codes also hold other minerals.
        """
        origin = choose(self._origins, mineral, form, [year])
        lines = lines_with_flows(origin, mineral, form, year)
        both = (self._flows(origin, year, outward=out) for out in (False, True))
        own = sources.trade_source(origin).headings
        inward, outward = (flows_of(one, lines, mineral, form, headings=own) for one in both)
        if not inward and not outward:
            nothing = self._table(origin, mineral, form, year)
            if isinstance(nothing, Missing):
                raise NoData(nothing.reason)
        imports, exports = (
            import_table(self.buyer.name, origin, mineral, form, year, recorded)
            for recorded in (inward, outward)
        )
        refuse_shared(imports)
        return imports, exports

    def _flows(self, origin: str, year: int, *, outward: bool = False) -> Mapping[str, list[Flow]]:
        """Imports or exports of the buyer by code, without flows within a bloc."""
        key = (origin, year, outward)
        if key not in self._recorded:
            members = self.buyer.members(year)
            read = flows.exports if outward else flows.imports
            found: dict[str, list[Flow]] = {}
            for flow in read(origin, year, members):
                if (flow.importer if outward else flow.exporter) not in members:
                    found.setdefault(flow.code, []).append(flow)
            self._recorded[key] = found
        return self._recorded[key]

    def _table(
        self, origin: str, mineral: str, form: str, year: int, *, exclusive: bool = False
    ) -> ImportTable | Missing:
        """Table of one year, or the reason for none; with ``exclusive`` none under shared codes."""
        lines = lines_with_flows(origin, mineral, form, year)
        if not lines:
            return Missing(mineral, form, why_nothing(mineral, form, [year]))
        try:
            by_code = self._flows(origin, year)
        except NoData as gap:  # of a user's data: of a member or a month
            return Missing(mineral, form, str(gap), (NO_IMPORTS,))
        if not by_code:
            why = self._no_importer(origin, year)
            reason = f"no data for {self.buyer.name} in {year}: {why}"
            return Missing(mineral, form, reason, (NO_IMPORTS,))
        source = sources.trade_source(origin)
        recorded = flows_of(by_code, lines, mineral, form, headings=source.headings)
        if not recorded:
            codes = ", ".join(sorted({line.code for line in lines}))
            reason = (
                f"no data for {mineral} {form} in {year}: {source.id} records no imports "
                f"of {codes} by {self.buyer.name}; whether there were none is not known"
            )
            return Missing(mineral, form, reason, (UNRECORDED,))
        if exclusive and not lines[0].exclusive:
            reason = f"{mineral} {form} {year}: only codes shared with other minerals"
            return Missing(mineral, form, reason, (SHARED_CODES,))
        table = import_table(self.buyer.name, origin, mineral, form, year, recorded)
        return replace(table, caveats=(*table.caveats, *self._secret(source, table)))

    def _secret(self, source: TradeSource, table: ImportTable) -> Iterator[Caution]:
        """Imports whose code the publisher keeps secret: they may be of this form."""
        if source.secret is None:
            return
        heading, chapter = source.secret(table.year, self.buyer.members(table.year), table.codes)
        if heading or chapter:
            yield caution(
                "codes_secret",
                what=About(table.mineral, table.form, table.year),
                source=source.id,
                heading=f"{heading:,} {source.currency}",
                chapter=f"{chapter:,} {source.currency}",
            )

    def _no_importer(self, origin: str, year: int) -> str:
        if not self.buyer.members(year):
            return "it had no members in that year"
        found = None if self.buyer.is_bloc else flows.elsewhere(origin, self.buyer.code, year)
        return "no imports at all are recorded" if found is None else found.reason

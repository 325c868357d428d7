"""Import tables of several buyers, with the year before the supplier's first control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core import arguments
from critmin.core.errors import NoData, QueryError
from critmin.core.sources import Edition
from critmin.core.wording import few
from critmin.disruption.supplying import Supplying
from critmin.export_controls import reach
from critmin.export_controls.bundled_tables import First
from critmin.export_controls.query import stands_for
from critmin.trade import buyers, search, sources, us_imports
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import NAMED
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import ImportFinder, Imports, Missing


def buyers_of(
    texts: Sequence[str], supplier: Supplying, years: Sequence[int], day: str | None
) -> list[Buyer]:
    """Buyers of names, on a day or in each year; refused if one is the supplier, or is named twice.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If there is none, or one is the supplier or named twice.
    """
    found = [buyers.buyer(text, day) for text in texts]
    if not found:
        raise QueryError("name at least one buyer: critmin exposure JPN --supplier CHN")
    every = [one.code for one in found]
    twice = next((code for code in every if every.count(code) > 1), None)
    if twice is not None:
        raise QueryError(f"the buyer {twice} is named twice")
    for one in found:
        for year in years or [us_imports.YEAR]:
            for iso3 in supplier.countries:
                buyers.check_supplier(one, iso3, year)
    return found


@dataclass(eq=False)
class ExposedImports:
    """Import tables of several buyers, to compute their exposure to one supplier.

    ``minerals`` are slugs, empty for all; ``years`` is empty for the newest year and the year
    before the first control; ``own`` has the forms of minerals named as products. ``before`` has
    the buyer, mineral, form and year of tables of that earlier year, and whether an older control
    was in force even then; ``refused`` has the reasons of buyers without any table.
    """

    supplier: Supplying
    day: str
    minerals: list[str]
    years: Sequence[int]
    source: str | None
    known_on: str = ""
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)
    found: list[Imports] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    before: dict[tuple[str, str, str, int], bool] = field(default_factory=dict)
    cautions: list[Caution] = field(default_factory=list)

    def add(self, buyer: Buyer, stage: arguments.Words) -> None:
        """Find the import tables of one buyer, with the year before the first control."""
        try:
            found = search.find(
                buyer,
                self.minerals,
                stage=stage,
                years=self.years,
                source=self.source,
                own=self.own,
            )
        except NoData as reason:
            self.refused.append(str(reason))
            if not self.minerals:  # each mineral that is named has a row with the reason
                self.cautions.append(caution("no_data:buyer", buyer=buyer.name, reason=reason))
            found = Imports(
                buyer, missing=[Missing(slug, "", str(reason)) for slug in self.minerals]
            )
        self.found.append(found)
        self._add_shared(found)
        if not self.years:
            for table in list(found.tables):
                self._add_year_before(buyer, table, found)

    def _add_shared(self, found: Imports) -> None:
        """Add minerals that have only shared tariff codes, if no mineral is named.

        Their rows have controls but no share, because the flows include other minerals. A
        mineral without any flow has no row.
        """
        finder = ImportFinder(found.buyer, self.years, source=sources.check(self.source))
        alone = found.shared_only if found.tables else []
        for slug in alone:
            finder.add(slug, (), found, every=False)
        found.shared_only = sorted({*alone} & {table.mineral for table in found.tables})

    def refuse_if_empty(self) -> None:
        """Raise `NoData` with the reasons if no buyer has a table."""
        if not any(found.tables for found in self.found):
            raise NoData("; ".join(dict.fromkeys(self.refused)))

    def _add_year_before(self, buyer: Buyer, table: ImportTable, found: Imports) -> None:
        also = stands_for(buyer.code, self.day)
        first = self._first_control(table, buyer, also)
        if first is None or int(first.effective.first[:4]) > table.year:
            return
        if table.printed:
            self.cautions.append(caution("no_year_before:printed"))
            return
        year = int(first.effective.first[:4]) - 1
        old = Imports(buyer)
        finder = ImportFinder(buyer, [year], source=Edition.of(table.source).origin)
        finder.add(table.mineral, [table.form], old, every=False)
        keys = {(buyer.code, one.mineral, one.form, one.year) for one in old.tables}
        self.before |= dict.fromkeys(keys, first.older)
        found.tables += old.tables
        if not old.tables:
            self.cautions.append(
                caution(
                    "no_year_before",
                    what=table.what,
                    source=table.source,
                    year=year,
                    control=first.effective.text,
                )
            )

    def _first_control(
        self, table: ImportTable, buyer: Buyer, also: frozenset[str]
    ) -> First | None:
        found = [
            reach.first_effective(table, iso3, buyer.code, also, self.day, self.known_on)
            for iso3 in self.supplier.countries
        ]
        known = [first for first in found if first is not None]
        return min(known, key=lambda first: first.effective.first, default=None)

    def before_flags(self, buyer: Buyer, table: ImportTable) -> tuple[str, ...]:
        """Warning codes of a table of the year before the supplier's first control on the form."""
        older = self.before.get((buyer.code, table.mineral, table.form, table.year))
        if older is None:
            return ()
        return ("before_control", "older_control") if older else ("before_control",)

    def shared_codes(self) -> Iterator[Caution]:
        """Cautions on minerals with only shared codes; buyers with the same minerals share one."""
        by_minerals: dict[tuple[str, ...], list[str]] = {}
        for bought in self.found:
            if bought.shared_only:
                by_minerals.setdefault(tuple(bought.shared_only), []).append(bought.buyer.name)
        for minerals, countries in by_minerals.items():
            yield caution(
                "shared_codes_only:controls",
                buyers=tuple(countries),
                number=len(minerals),
                minerals=few(minerals, NAMED),
            )

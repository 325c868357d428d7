"""How much of a buyer's imports one supplier can stop, directly, by origin, and by law on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Caution, Cell, Table
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.sources import Source
from critmin.disruption import exposure_said
from critmin.disruption.exposure_rows import COLUMNS, UNTRACED, Line, OriginCells, blank
from critmin.export_controls import reach
from critmin.export_controls.query import buyer_names, read_day
from critmin.supply import world_share as worldshares
from critmin.supply.world_share import WorldShare, world_share
from critmin.tracing.origin_share import origin_of_table
from critmin.trade import buyers, imports, us_imports
from critmin.trade import sources as trade_sources
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import ImportFinder, Imports, Missing

if TYPE_CHECKING:
    from critmin.charts.model import Chart

NO_YEAR_BEFORE_PRINTED = Caution(
    "no_year_before",
    "the USGS prints averages of several years, and no year before a control; "
    "--source baci-hs92 has single years",
)
Row = tuple[Cell, ...]


def exposure(
    *buyer: str,
    supplier: str,
    mineral: arguments.Words = None,
    stage: arguments.Words = None,
    year: str | int | Sequence[int] | None = None,
    as_of: str | date | None = None,
    source: str | None = None,
    summary: bool = False,
    threshold: float = 0.5,
    allow_gap: bool = False,
) -> Table:
    """Share of buyers' recorded imports that a supplier ships, produced, and can stop by law.

    Parameters
    ----------
    *buyer : str
        Countries, or blocs as one buyer each; several stand side by side.
    supplier : str
        The country whose stop is feared.
    mineral : str or sequence of str, optional
        Slugs, symbols or common names; all that trade under codes of their own when none is
        named.
    stage : str or sequence of str, optional
        Traded forms, or ``mining``, ``refining`` for the forms of that stage.
    year : str, int or sequence of int, optional
        Years of trade. Unnamed: the newest, and beside it the last whole year before the
        supplier's first licence, quota or ban on the form, for a low share after a control is
        often its result.
    as_of : str or date, optional
        The day whose controls count, from 2020-01-01 on, and on which blocs are read; today
        when not given.
    source : str, optional
        ``baci-hs92``, ``baci-hs17``, ``comext``, ``usgs``.
    summary : bool
        Instead of rows by mineral: how many minerals, and which, are above the threshold.
    threshold : float
        Share in [0, 1) that `summary` compares with.
    allow_gap : bool
        Show shares by origin also where more than a fifth of exports is unexplained.

    Returns
    -------
    Table
        One row per mineral, form, year and buyer. Shares are fractions in [0, 1] of the
        buyer's recorded imports (by value) or, by origin, of its supply.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    QueryError
        If a buyer is the supplier, is named twice, or no buyer is named; for a bad day.
    NoData
        If no buyer has recorded imports of anything asked for.
    """
    if not 0 <= threshold < 1:
        raise QueryError(f"--threshold is {threshold:g}: write a share from 0 to below 1, as 0.5")
    day = read_day(as_of)
    years = arguments.years(year)
    iso3 = names.country(supplier).iso3
    who = _buyers(buyer, iso3, years, day)
    asked = _Asked(iso3, day, arguments.words(mineral), allow_gap, bool(years))
    for one in who:
        asked.ask(one, stage=stage, years=years, source=source)
    asked.refuse_if_empty()
    query: dict[str, Any] = {
        "command": "exposure",
        "buyers": [one.code for one in who],
        "supplier": iso3,
        "minerals": asked.minerals,
        "stage": arguments.words(stage),
        "year": year,
        "as_of": day,
        "source": source,
        "summary": summary or None,
        "threshold": threshold if summary else None,
        "allow_gap": allow_gap or None,
    }
    query = {key: value for key, value in query.items() if value not in (None, [], ())}
    rows = asked.rows(who)
    table = Table(
        chart=_chart,
        query=query,
        columns=COLUMNS,
        rows=tuple(rows),
        sources=asked.sources(rows),
        warnings=asked.cautions(any_form=bool(stage)),
        notes=(*exposure_said.NOTES, *([exposure_said.BEFORE] if asked.before else [])),
    )
    if not summary:
        return table
    from critmin.disruption import exposure_summary

    return exposure_summary.of(table)


def _buyers(texts: Sequence[str], supplier: str, years: Sequence[int], day: str) -> list[Buyer]:
    found = [buyers.buyer(text, day) for text in texts]
    if not found:
        raise QueryError("name at least one buyer: critmin exposure JPN --supplier CHN")
    codes = [one.code for one in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise QueryError(f"the buyer {twice} is named twice")
    for one in found:
        for year in years or [us_imports.YEAR]:
            buyers.check_supplier(one, supplier, year)
    return found


@dataclass
class _Asked:
    """One question of a supplier, put to one buyer after another."""

    supplier: str
    day: str
    minerals: list[str]
    allow_gap: bool
    years_named: bool
    found: list[Imports] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    before: set[tuple[str, str, str, int]] = field(default_factory=set)
    said: list[Caution] = field(default_factory=list)
    untraced: dict[str, str] = field(default_factory=dict)
    world: dict[tuple[str, str], WorldShare] = field(default_factory=dict)
    aimed: dict[str, dict[str, None]] = field(default_factory=dict)

    def ask(
        self, who: Buyer, *, stage: arguments.Words, years: Sequence[int], source: str | None
    ) -> None:
        """Find the import tables of one buyer, with the year before the first control."""
        try:
            bought = imports.find(who, self.minerals, stage=stage, years=years, source=source)
        except NoData as reason:
            self.refused.append(str(reason))
            if not self.minerals:  # of named ones the reason is said for each
                self.said.append(Caution("no_data", f"{who.name}: {reason}"))
            bought = Imports(
                who,
                missing=[
                    Missing(names.mineral(text).slug, "", str(reason)) for text in self.minerals
                ],
            )
        self.found.append(bought)
        self._add_shared(bought, years, source)
        if not self.years_named:
            for table in list(bought.tables):
                self._add_year_before(who, table, bought)

    def _add_shared(self, bought: Imports, years: Sequence[int], source: str | None) -> None:
        """In a run over all minerals, those that trade under shared codes alone.

        Their controls are shown, and no share: the code's flows say nothing of one mineral. Those
        without any flow have no row.
        """
        finder = ImportFinder(bought.buyer, years, source=trade_sources.check(source))
        alone = bought.shared_only if bought.tables else []
        for slug in alone:
            finder.add(slug, (), bought, every=False)
        bought.shared_only = sorted({*alone} & {table.mineral for table in bought.tables})

    def refuse_if_empty(self) -> None:
        """Raise the reasons when no buyer has anything."""
        if not any(bought.tables for bought in self.found):
            raise NoData("; ".join(dict.fromkeys(self.refused)))

    def _add_year_before(self, who: Buyer, table: ImportTable, bought: Imports) -> None:
        code, also = buyer_names(who.code, self.day)
        first = reach.first_effective(table, self.supplier, str(code), also, self.day)
        if first is None or int(first.first[:4]) > table.year:
            return
        year = int(first.first[:4]) - 1
        origin = table.source.partition("@")[0]
        if table.printed:
            self.said.append(NO_YEAR_BEFORE_PRINTED)
            return
        old = Imports(who)
        ImportFinder(who, [year], source=origin).add(table.mineral, [table.form], old, every=False)
        for found in old.tables:
            self.before.add((who.code, found.mineral, found.form, found.year))
        bought.tables += old.tables
        if not old.tables:
            self.said.append(
                Caution(
                    "no_year_before",
                    f"{table.what}: {table.source} has no "
                    f"imports of {year}, before the control of {first.text}",
                )
            )

    def rows(self, who: Sequence[Buyer]) -> list[Row]:
        """All rows: by mineral, form and year, the buyers side by side."""
        places = {one.code: at for at, one in enumerate(who)}
        slugs = {
            slug: at
            for at, slug in enumerate(
                dict.fromkeys(names.mineral(text).slug for text in self.minerals)
            )
        }
        forms = {form: at for at, form in enumerate(names.TRADE_FORMS)}
        keyed = []
        for bought in self.found:
            for table in bought.tables:
                key = (slugs.get(table.mineral, 0), table.mineral, forms[table.form], table.year)
                keyed.append(((*key, places[bought.buyer.code]), self._row(bought, table)))
            for slug, form in self._missing(bought):
                at = (slugs.get(slug, 0), slug, forms.get(form, 0), 0, places[bought.buyer.code])
                keyed.append((at, blank(bought.buyer.code, self.supplier, slug, form)))
        return [row for _key, row in sorted(keyed, key=lambda pair: pair[0])]

    def _missing(self, bought: Imports) -> Iterator[tuple[str, str]]:
        """What was named and has no table: one row each."""
        if self.minerals:
            yield from bought.unanswered

    def _row(self, bought: Imports, table: ImportTable) -> Row:
        who = bought.buyer
        code, also = buyer_names(who.code, self.day)
        under = reach.controlled(table, self.supplier, str(code), also, self.day)
        self.aimed.setdefault(who.name, {}).update(dict.fromkeys(under.end_use))
        held = {t.form for t in bought.tables if t.mineral == table.mineral}
        world = world_share(table.mineral, table.form, self.supplier)
        self.world[table.mineral, table.form] = world
        line = Line(
            who.code,
            self.supplier,
            table,
            under,
            held,
            world,
            before=(who.code, table.mineral, table.form, table.year) in self.before,
        )
        return line.row(self._origin(who, table) if table.claims else UNTRACED)

    def _origin(self, who: Buyer, table: ImportTable) -> OriginCells:
        """Shares by origin; empty with the reason said where it cannot be traced."""
        try:
            found = origin_of_table(
                table, who.members(table.year), frozenset({self.supplier}), allow_gap=self.allow_gap
            )
        except NoData as reason:
            self.untraced[table.what] = str(reason)
            return UNTRACED._replace(flags=("not_traced",))
        return OriginCells(*found.origin, found.unexplained, found.flags, found.sources)

    def sources(self, rows: Sequence[Row]) -> tuple[Source, ...]:
        """Records of all sources that the rows name."""
        used = [part for row in rows for part in str(row[-1] or "").split(";") if part]
        return sources.records(dict.fromkeys(used))

    def cautions(self, *, any_form: bool) -> tuple[Caution, ...]:
        """What is to be said of the tables of all buyers, once each."""
        return exposure_said.cautions(
            self.found,
            [*self.said, *worldshares.years_of(self.world.values())],
            self.untraced,
            self.aimed,
            named=bool(self.minerals),
            any_form=any_form,
        )


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import exposure

    return exposure(table)

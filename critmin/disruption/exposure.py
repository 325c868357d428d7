"""exposure: the part of a buyer's imports that one supplier can stop, and by law on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from critmin.answers import builder
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names
from critmin.core.errors import NoData, QueryError
from critmin.core.wording import few
from critmin.disruption.exposed_imports import ExposedImports
from critmin.export_controls import reach
from critmin.export_controls.query import compiled, end_use_reach, read_day, stands_for
from critmin.supply import one_country
from critmin.supply.one_country import WorldShare, world_share
from critmin.tracing import not_traced
from critmin.tracing.origin_share import OriginShare, about_ranges, origin_of_table
from critmin.trade import buyers, us_imports
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import NAMED, of_imports, summarised
from critmin.trade.codes import forms_of
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import Imports

if TYPE_CHECKING:
    from critmin.charts.model import Chart


class Row(NamedTuple):
    """Exposure of a buyer's imports of one form: direct, origin and controlled share."""

    mineral: str
    stage: str | None
    year: int | None
    buyer_iso3: str
    supplier_iso3: str
    imports_usd: float | None
    direct_share: float | None
    origin_share_low: float | None
    origin_share_high: float | None
    unexplained_share: float | None
    under_licence_low: float | None
    under_licence_high: float | None
    under_ban_low: float | None
    under_ban_high: float | None
    end_use_reach: bool | None
    control_status: tuple[str, ...]
    control_ids: tuple[str, ...]
    next_event: str | None
    forms_held: int | None
    forms_all: int | None
    world_share: float | None
    verified_through: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


# On a narrow screen keep buyer and mineral, then the shares; sources are also below the table.
WEIGHTS = {
    **dict.fromkeys(("stage", "year", "buyer_iso3"), 9),
    **dict.fromkeys(("under_licence_low", "under_licence_high"), 8),
    **dict.fromkeys(("under_ban_low", "under_ban_high"), 7),
    **dict.fromkeys(("origin_share_low", "origin_share_high"), 6),
    **dict.fromkeys(("world_share", "forms_held", "forms_all"), 5),
    **dict.fromkeys(("imports_usd", "control_ids"), 4),
    **dict.fromkeys(("control_status", "unexplained_share", "next_event", "flag"), 3),
    "end_use_reach": 2,
    **dict.fromkeys(("source", "verified_through"), 1),
}
NOTES = (
    "origin shares are of the buyer's supply (own output and imports), in the weight of the "
    "network, if imports mix evenly; direct shares are of imports by value: the two cannot be "
    "compared",
    "direct shares are of recorded imports of the forms with data (forms_held of forms_all); "
    "shares are by country of the mine or plant, not of its owner",
    "shares under licence or ban are law, not practice: low counts tariff codes wholly inside "
    "a control in force, high all codes that it touches",
)
BEFORE = (
    "rows with before_control are of the last whole year before the supplier's first control on "
    "record; a low share in later years is often its result"
)
# Cautions of single flows, or worded for `dependency`.
LEFT_OUT = {"import_hhi", "shared_codes_only"}


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
    """Share of buyers' recorded imports from one supplier: direct, by origin, and under controls.

    Parameters
    ----------
    *buyer : str
        Countries, or blocs as one buyer each; several are shown side by side.
    supplier : str
        The country that may stop supply.
    mineral : str or sequence of str, optional
        Slugs, symbols or common names; all that trade under codes of their own when none is
        named.
    stage : str or sequence of str, optional
        Traded forms, or ``mining``, ``refining`` for the forms of that stage.
    year : str, int or sequence of int, optional
        Years of trade. When not given: the newest year, and the last whole year before the
        supplier's first licence, quota or ban on the form, because a low share after a
        control is often its result.
    as_of : str or date, optional
        Day for which export controls and bloc membership are read, 2020-01-01 or later;
        today when not given.
    source : str, optional
        ``baci-hs92``, ``baci-hs17``, ``comext``, ``usgs``.
    summary : bool
        Count and name the minerals above the threshold, instead of rows by mineral.
    threshold : float
        Share in [0, 1) that `summary` compares with.
    allow_gap : bool
        Show origin shares even if more than a fifth of exports is unexplained.

    Returns
    -------
    Table
        One row per mineral, form, year and buyer. Shares are fractions in [0, 1] of the
        buyer's recorded imports (by value) or, by origin, of its supply.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If a buyer is the supplier, is named twice, or no buyer is named; for a bad day.
    NoData
        If no buyer has recorded imports of the query, or the day is before the first control.
    """
    if not 0 <= threshold < 1:
        raise QueryError(f"--threshold is {threshold:g}: write a share from 0 to below 1, as 0.5")
    day = read_day(as_of)
    years = arguments.years(year)
    iso3 = buyers.place(supplier)
    found = _buyers(buyer, iso3, years, day)
    named = arguments.words(mineral)
    imports = ExposedImports(iso3, day, arguments.slugs(named), years, source)
    for one in found:
        imports.add(one, stage)
    imports.refuse_if_empty()
    answer = _Answer(imports, allow_gap)
    rows = answer.rows([one.code for one in found])
    query = {
        "command": "exposure",
        "buyers": [one.code for one in found],
        "supplier": iso3,
        "minerals": named,
        "stage": arguments.words(stage),
        "year": year,
        "as_of": day,
        "source": source,
        "summary": summary or None,
        "threshold": threshold if summary else None,
        "allow_gap": allow_gap or None,
    }
    cautions = list(answer.cautions(any_form=bool(stage)))
    if summary:
        from critmin.disruption import exposure_summary

        return exposure_summary.answer(rows, threshold, query, cautions, NOTES)
    return builder.answer(
        rows,
        columns_of(Row, **WEIGHTS),
        query=query,
        cautions=cautions,
        notes=[*NOTES, *([BEFORE] if imports.before else [])],
        chart=_chart,
    )


def _buyers(texts: Sequence[str], supplier: str, years: Sequence[int], day: str) -> list[Buyer]:
    found = [buyers.buyer(text, day) for text in texts]
    if not found:
        raise QueryError("name at least one buyer: critmin exposure JPN --supplier CHN")
    every = [one.code for one in found]
    twice = next((code for code in every if every.count(code) > 1), None)
    if twice is not None:
        raise QueryError(f"the buyer {twice} is named twice")
    for one in found:
        for year in years or [us_imports.YEAR]:
            buyers.check_supplier(one, supplier, year)
    return found


@dataclass
class _Answer:
    """Rows and cautions of the answer.

    ``traced`` has each table's origin share, ``untraced`` the reason of those without one,
    ``end_use`` the measures that target each buyer's users.
    """

    imports: ExposedImports
    allow_gap: bool
    traced: dict[str, OriginShare] = field(default_factory=dict)
    untraced: dict[str, str] = field(default_factory=dict)
    world: dict[tuple[str, str], WorldShare] = field(default_factory=dict)
    end_use: dict[str, dict[str, None]] = field(default_factory=dict)

    def rows(self, order: Sequence[str]) -> list[Row]:
        """All rows by mineral, form and year, with the buyers in the order given."""
        forms: list[str | None] = [*names.TRADE_FORMS]
        minerals, every = self.imports.minerals, self.imports.found

        def place(row: Row) -> tuple[int, str, int, int, int]:
            return (
                minerals.index(row.mineral) if row.mineral in minerals else 0,
                row.mineral,
                forms.index(row.stage) if row.stage in forms else 0,
                row.year or 0,
                order.index(row.buyer_iso3),
            )

        rows = [self._row(bought, table) for bought in every for table in bought.tables]
        rows += [row for bought in every for row in self._missing(bought)]
        return sorted(rows, key=place)

    def _missing(self, bought: Imports) -> Iterator[Row]:
        """One row for each mineral and form named that has no recorded imports."""
        if not self.imports.minerals:
            return
        for mineral, form in bought.unanswered:
            yield no_data(
                Row,
                mineral=mineral,
                stage=form or None,
                buyer_iso3=bought.buyer.code,
                supplier_iso3=self.imports.supplier,
            )

    def _row(self, bought: Imports, table: ImportTable) -> Row:
        """Row of an import table; shares are empty if its codes also hold other minerals."""
        buyer, supplier = bought.buyer, self.imports.supplier
        also, day = stands_for(buyer.code, self.imports.day), self.imports.day
        controls = reach.controlled(table, supplier, buyer.code, also, day)
        self.end_use.setdefault(buyer.name, {}).update(dict.fromkeys(controls.end_use))
        forms = {one.form for one in bought.tables if one.mineral == table.mineral}
        output = world_share(table.mineral, table.form, supplier)
        self.world[table.mineral, table.form] = output
        row = no_data(
            Row,
            mineral=table.mineral,
            stage=table.form,
            year=table.year,
            buyer_iso3=buyer.code,
            supplier_iso3=supplier,
            end_use_reach=bool(controls.end_use),
            control_status=controls.statuses,
            control_ids=controls.ids,
            next_event=controls.next_event,
            forms_held=len(forms),
            forms_all=len({*forms_of(table.mineral), *forms}),
            world_share=output.share,
            verified_through=controls.verified_through,
            flag=codes(self._flags(buyer, table), controls.flags, output.flags),
            source=codes(table.source, controls.sources, output.source),
        )
        if not table.claims:
            return row
        own, origin = table.by(supplier), self._origin(buyer, table)
        licence_low, licence_high = controls.licence or (None, None)
        ban_low, ban_high = controls.ban or (None, None)
        row = row._replace(
            imports_usd=own.value if own and own.flows and table.currency == "USD" else None,
            direct_share=table.share(own, "value") if own else table.absent(supplier)[0],
            under_licence_low=licence_low,
            under_licence_high=licence_high,
            under_ban_low=ban_low,
            under_ban_high=ban_high,
        )
        if origin is None:
            return row._replace(flag=codes(row.flag, "not_traced"))
        return row._replace(
            origin_share_low=origin.origin.low,
            origin_share_high=origin.origin.high,
            unexplained_share=origin.unexplained,
            flag=codes(row.flag, origin.flags),
            source=codes(row.source, origin.sources),
        )

    def _flags(self, buyer: Buyer, table: ImportTable) -> tuple[str, ...]:
        if not table.claims:
            return (
                ("code_emptied",)
                if table.exclusive
                else ("code_not_exclusive", "shared_codes_only")
            )
        own = table.by(self.imports.supplier)
        return codes(
            own.flags if own else table.absent(self.imports.supplier)[1],
            table.flags,
            "before_control" if self.imports.is_before(buyer, table) else "",
        )

    def _origin(self, buyer: Buyer, table: ImportTable) -> OriginShare | None:
        """Origin share; None if it cannot be traced, with the reason kept in ``untraced``."""
        members, suppliers = buyer.members(table.year), frozenset({self.imports.supplier})
        try:
            found = origin_of_table(table, members, suppliers, allow_gap=self.allow_gap)
        except NoData as reason:
            self.untraced[table.what] = str(reason)
            return None
        self.traced[f"{table.what} ({buyer.name})"] = found
        return found

    def cautions(self, *, any_form: bool) -> Iterator[Caution]:
        """Cautions of all buyers' tables, once each; ``any_form``: whether forms were named."""
        every = [
            about
            for bought in self.imports.found
            for about in of_imports(
                bought,
                "value",
                named=bool(self.imports.minerals),
                any_form=any_form,
                suppliers=[self.imports.supplier],
            )
            if about.code not in LEFT_OUT
        ]
        every += _shared_codes(self.imports.found)
        every += [end_use_reach(name, ids) for name, ids in self.end_use.items() if ids]
        every += [*self.imports.cautions, *one_country.years_of(self.world.values())]
        yield from summarised(every, sum(len(bought.tables) for bought in self.imports.found))
        yield from about_ranges(self.traced)
        yield from not_traced.cautions(self.untraced)
        yield compiled()


def _shared_codes(found: Iterable[Imports]) -> Iterator[Caution]:
    """Cautions on minerals with only shared codes; buyers with the same minerals share one."""
    by_minerals: dict[tuple[str, ...], list[str]] = {}
    for bought in found:
        if bought.shared_only:
            by_minerals.setdefault(tuple(bought.shared_only), []).append(bought.buyer.name)
    for minerals, countries in by_minerals.items():
        yield caution(
            "shared_codes_only:controls",
            buyers=", ".join(countries),
            number=len(minerals),
            minerals=few(minerals, NAMED),
        )


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import exposure

    return exposure(table)

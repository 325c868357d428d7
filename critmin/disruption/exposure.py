"""exposure: the part of a buyer's imports that one supplier can stop, and by law on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder, read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, periods, roles
from critmin.core.errors import NoData, QueryError
from critmin.core.role_rules import PLACE, Rule
from critmin.declared.listed import START
from critmin.declared.parameter import NUMBER, option
from critmin.declared.question import question
from critmin.disruption import supplying
from critmin.disruption.at_the_mine import Said, dug, mine_suppliers, unseen
from critmin.disruption.exposed_imports import ExposedImports, buyers_of
from critmin.disruption.exposure_rows import BEFORE, EACH_DAY, NOTES, WEIGHTS, Row
from critmin.export_controls.query import compiled, end_use_reach, read_days, stands_for, view
from critmin.supply import one_country
from critmin.supply.one_country import WorldShare
from critmin.tracing import not_traced
from critmin.tracing.feed_forms import is_dug
from critmin.tracing.origin_share import OriginShare, about_ranges, origin_of_table
from critmin.trade.buyers import Buyer
from critmin.trade.cautions import of_imports, summarised
from critmin.trade.codes import forms_of
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import Imports
from critmin.trade.own_trade import check_periods, months_as_years, of_own_trade

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


SHARED = ("code_not_exclusive", "shared_codes_only")  # the form trades with other minerals only
LEFT_OUT = {"import_hhi", "shared_codes_only"}  # of single flows, or worded for `dependency`


Threshold = Annotated[
    float,
    option(
        "--threshold", takes="SHARE", help="For --summary: a share from 0 to below 1.", kind=NUMBER
    ),
]


@question(
    "exposure",
    group=START,
    place=3,
    answers="How much one supplier can stop, and how much of it by law.",
    examples=(
        "critmin exposure JPN USA eu27 KOR IND --supplier CHN --as-of 2025-10-15",
        "critmin exposure japan --supplier china --summary",
    ),
    limits="Law, not practice: a share under licence is not a share refused. Shares are of the "
    "traded forms that are recorded.",
    named=Rule(rest="buyer", needs=("buyer",), code=(PLACE, PLACE)),
    picture=True,
    buyer="always",
)
@of_own_trade
def exposure(
    *named: p.BuyersNames,
    supplier: p.StoppingSupplier = None,
    buyer: p.BuyersOption = None,
    mineral: p.TradedMinerals = None,
    form: p.TradeForm = None,
    stage: p.Form = None,
    year: p.Period = None,
    as_of: p.ControlDay = None,
    known_on: p.KnownOn = None,
    source: p.TradeSource = None,
    summary: p.AboveThreshold = False,
    threshold: Threshold = 0.5,
    allow_gap: p.AllowGap = False,
    origin_stage: p.OriginStage = None,
    trade: p.Trade = None,
    engine: p.Engine = None,
) -> Table:
    """Share of buyers' recorded imports from one supplier: direct, by origin, and under controls.

    Parameters
    ----------
    *named : str
        Buyers: countries, or blocs as one buyer each, side by side; and minerals (slugs, symbols,
        common names, products), in any order. All that trade under codes of their own when no
        mineral is named.
    supplier : str
        The country that may stop supply, or a bloc as one supplier; it has no default.
    buyer : str or sequence of str, optional
        Buyers, instead of the countries in ``named``.
    stage : str or sequence of str, optional
        Traded forms, or ``mining``, ``refining`` for the forms of that stage.
    year : str, int or sequence of int, optional
        Years of trade; with ``trade`` also months, ``2024-01:2026-06``. When not given: the
        newest year, and the last whole year before the supplier's first licence, quota or ban on
        the form, because a low share after a control is often its result.
    as_of : str or date, optional
        Day for which export controls and bloc membership are read, 2020-01-01 or later. When not
        given: today, and for each month of an answer by month its last day.
    known_on : str or date, optional
        A day on which it is asked what could be known of controls: what was announced later is
        left out. Without ``as_of`` it is also their day.
    summary : bool
        Count and name the minerals above the threshold, instead of rows by mineral.
    threshold : float
        Share in [0, 1) that `summary` compares with.
    allow_gap : bool
        Show origin shares even if more than a fifth of exports is unexplained.
    origin_stage : str, optional
        ``mining`` follows refined forms on to the mines that fed the refineries; ``refining``
        keeps to the refinery. By default the origin of a form is where it was made, but for a
        supplier that digs and does not refine it is the mine.

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
    day, known = read_days(as_of, known_on)
    years = check_periods(periods.read(year))
    by_month = any(map(periods.name, years))
    said = roles.read("exposure", named, mineral=mineral, buyer=buyer, supplier=supplier)
    stopping = supplying.named(said)
    source_of = supplying.read(stopping, day)
    each_day = by_month and as_of is None and known_on is None  # the law on each month's last day
    found = buyers_of(said.of("buyer"), source_of, years, None if each_day else day)
    forms = arguments.form_or_stage(form, stage)
    imports = ExposedImports(
        source_of, day, arguments.slugs(said.minerals), years, source, known, said.forms()
    )
    for one in found:
        imports.add(one, forms)
    imports.refuse_if_empty()
    answer = _Answer(imports, allow_gap, arguments.origin_stage(origin_stage), each_day)
    rows = answer.rows([one.code for one in found])
    query = {
        "command": "exposure",
        "buyers": [one.code for one in found],
        "supplier": source_of.code,
        "minerals": said.minerals,
        "stage": arguments.words(forms),
        "year": year,
        "as_of": None if each_day else day,
        "known_on": known or None,
        "source": source,
        "summary": summary or None,
        "threshold": threshold if summary else None,
        "allow_gap": allow_gap or None,
        "origin_stage": origin_stage,
    }
    cautions = [
        *read_as.cautions(said, part="form", given=forms),
        *answer.cautions(any_form=bool(forms or said.forms())),
        *view(as_of, day, known),
    ]
    if summary:
        from critmin.disruption import exposure_summary

        return exposure_summary.answer(rows, threshold, query, cautions, NOTES)
    own = [BEFORE] if imports.before else [EACH_DAY] if each_day else []
    table = builder.answer(
        rows,
        columns_of(Row, **WEIGHTS),
        query=query,
        cautions=cautions,
        notes=[*NOTES, *own],
        summary=_summary,
        chart=_chart,
    )
    return table if by_month else table.without("period")


@dataclass(eq=False)
class _Answer:
    """Rows and cautions of the answer.

    ``traced`` has each table's origin share, ``untraced`` the reason of those without one,
    ``end_use`` the measures that target each buyer's users, ``mines`` the cautions on what the
    supplier dug. ``each_day`` reads controls on the last day of each table's period.
    """

    imports: ExposedImports
    allow_gap: bool
    origin_stage: str | None = None
    each_day: bool = False
    traced: dict[str, OriginShare] = field(default_factory=dict)
    untraced: dict[str, str] = field(default_factory=dict)
    world: dict[tuple[str, str], WorldShare] = field(default_factory=dict)
    end_use: dict[str, dict[str, None]] = field(default_factory=dict)
    mines: Said = field(default_factory=Said)

    def rows(self, order: Sequence[str]) -> list[Row]:
        """All rows by mineral, form and year, with the buyers in the order given."""
        forms: list[str | None] = [*names.TRADE_FORMS]
        minerals, every = self.imports.minerals, self.imports.found

        def place(row: Row) -> tuple[int, str, int, int, str, int]:
            return (
                minerals.index(row.mineral) if row.mineral in minerals else 0,
                row.mineral,
                forms.index(row.stage) if row.stage in forms else 0,
                row.year or 0,
                row.period or "",
                order.index(row.buyer_iso3),
            )

        rows = [self._row(bought, table) for bought in every for table in bought.tables]
        return sorted([*rows, *(gap for one in every for gap in self._missing(one))], key=place)

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
                supplier_iso3=self.imports.supplier.code,
            )

    def _row(self, bought: Imports, table: ImportTable) -> Row:
        """Row of an import table; shares are empty if its codes also hold other minerals."""
        buyer, supplier = bought.buyer, self.imports.supplier
        day = periods.last_day(table.year) if self.each_day else self.imports.day
        also = stands_for(buyer.code, day)
        controls = supplier.controls(table, buyer.code, also, day, self.imports.known_on)
        self.end_use.setdefault(buyer.name, {}).update(dict.fromkeys(controls.end_use))
        forms = {one.form for one in bought.tables if one.mineral == table.mineral}
        output = supplier.world(table)
        self.world[table.mineral, table.form] = output
        row = no_data(
            Row,
            mineral=table.mineral,
            stage=table.form,
            year=int(table.year),
            period=periods.name(table.year),
            buyer_iso3=buyer.code,
            supplier_iso3=supplier.code,
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
        licence_low, licence_high = controls.licence or (None, None)
        ban_low, ban_high = controls.ban or (None, None)
        row = row._replace(
            imports_usd=supplier.usd(table),
            direct_share=supplier.direct(table),
            under_licence_low=licence_low,
            under_licence_high=licence_high,
            under_ban_low=ban_low,
            under_ban_high=ban_high,
        )
        mines = mine_suppliers(table, list(supplier.countries))
        if mines:
            self.mines.add(table, [one.caution(table.what) for one in mines])
            row = row._replace(flag=codes(row.flag, "dug_elsewhere"))
        at_mine = self.origin_stage == "mining" and not is_dug(table.mineral, table.form)
        if at_mine or (self.origin_stage is None and unseen(table, mines)):
            return self._dug(row, buyer, table)
        origin = self._origin(buyer, table)
        if origin is None:
            return row._replace(flag=codes(row.flag, "not_traced"))
        return row._replace(
            origin_share_low=origin.origin.low,
            origin_share_high=origin.origin.high,
            unexplained_share=origin.unexplained,
            origin_stage="mining" if is_dug(table.mineral, table.form) else "refining",
            flag=codes(row.flag, origin.flags),
            source=codes(row.source, origin.sources),
        )

    def _dug(self, row: Row, buyer: Buyer, table: ImportTable) -> Row:
        """Row with the share dug in the supplier, or without one where it cannot be told."""
        found = dug(table, buyer, list(self.imports.supplier.countries), allow_gap=self.allow_gap)
        self.mines.add(table, found.cautions(buyer))
        row = row._replace(unexplained_share=found.unexplained, origin_stage="mining")
        if found.share is None:
            return row._replace(flag=codes(row.flag, "feed_unseen"))
        chain = found.found
        return row._replace(
            origin_share_low=found.share.low,
            origin_share_high=found.share.high,
            flag=codes(
                row.flag, chain.flags if chain else (), "cannot_be_told" if found.wide else ""
            ),
            source=codes(row.source, chain.sources if chain else ()),
        )

    def _flags(self, buyer: Buyer, table: ImportTable) -> tuple[str, ...]:
        if not table.claims:
            return ("code_emptied",) if table.exclusive else SHARED
        return codes(
            self.imports.supplier.flags(table), table.flags, self.imports.before_flags(buyer, table)
        )

    def _origin(self, buyer: Buyer, table: ImportTable) -> OriginShare | None:
        """Origin share; None if it cannot be traced, with the reason kept in ``untraced``."""
        members = buyer.members(table.year)
        suppliers = frozenset(self.imports.supplier.countries)
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
                suppliers=self.imports.supplier.countries,
            )
            if about.code not in LEFT_OUT
        ]
        every += self.imports.shared_codes()
        every += [end_use_reach(name, ids) for name, ids in self.end_use.items() if ids]
        every += [
            *self.mines.cautions(each=bool(self.imports.minerals)),
            *self.imports.cautions,
            *one_country.years_of(self.world.values()),
        ]
        yield from summarised(every, sum(len(bought.tables) for bought in self.imports.found))
        yield from about_ranges(self.traced)
        yield from not_traced.cautions(self.untraced)
        yield compiled()


def _summary(table: Table) -> str:
    from critmin.summaries.exposure import exposure

    return exposure(months_as_years(table))


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import exposure

    return exposure(months_as_years(table))

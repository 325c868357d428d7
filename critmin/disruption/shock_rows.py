"""One row of a shock: the loss, how long stock lasts, what is under control, what others lose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell
from critmin.answers.text import joined
from critmin.core.errors import NoData
from critmin.disruption.losses import Loss, Origin, groups, loss, origin, plain
from critmin.disruption.others import Others, others
from critmin.disruption.scenario import Scenario
from critmin.disruption.stocks import Stock, stock
from critmin.export_controls.query import buyer_names
from critmin.export_controls.reach import Controlled, controlled
from critmin.measures.interval import Interval
from critmin.measures.shocks import NO_SHORTAGE, days_of_cover, loss_in_year, stock_of_days
from critmin.supply.world_share import WorldShare, world_share
from critmin.tracing.origin_share import OriginShare
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable

COLUMNS = weighing(
    columns(
        "mineral stage year buyer_iso3 stopped direct_share total_share_low total_share_high "
        "loss_share_low loss_share_high loss_t loss_usd days_of_cover under_licence_low "
        "under_licence_high under_ban_low under_ban_high output_outside_share others_loss_share "
        "flag source"
    ),
    # On a narrow screen: whose row it is, then the loss; sources stand below the table too.
    stage=9,
    buyer_iso3=9,
    loss_share_low=9,
    loss_share_high=9,
    loss_usd=8,
    source=1,
    flag=2,
)
HOME = "USA"
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Outside:
    """World output outside the stopped suppliers; None where none of them is listed."""

    share: float | None
    source: str
    flags: tuple[str, ...]
    found: tuple[WorldShare, ...]


@dataclass(frozen=True)
class Line:
    """A buyer's import table under a scenario, all parts of its row.

    ``stock`` and ``others`` are a reason in words where they are not known.
    """

    table: ImportTable
    who: Buyer
    plan: Scenario
    loss: Loss
    origin: Origin
    under: tuple[Controlled, ...]
    outside: Outside
    others: Others | str
    stock: Stock | str

    @classmethod
    def of(cls, table: ImportTable, who: Buyer, plan: Scenario) -> Line:
        """Reckon an import table."""
        cuts = plan.cuts(table.mineral)
        members = who.members(table.year)
        total = origin(table, members, cuts, allow_gap=plan.allow_gap)
        parts = groups(table, cuts)
        origins = (
            [total]
            if len(parts) == 1
            else [
                origin(table, members, part.codes, allow_gap=plan.allow_gap)
                for part in parts
                if plan.reach
            ]
        )
        code, also = buyer_names(who.code, plan.day)
        return cls(
            table,
            who,
            plan,
            loss(table, plan, origins),
            total,
            tuple(controlled(table, iso3, str(code), also, plan.day) for iso3 in cuts),
            _outside(table, list(cuts)),
            _others(table, cuts),
            _stock(table, who),
        )

    @property
    def lost(self) -> bool:
        """Whether anything is lost, as far as it is known."""
        return bool(self.loss.share_high)

    def row(self) -> Row:
        """The cells in the order of `COLUMNS`."""
        table, lost = self.table, self.loss
        total = self.origin.share or (None, None)
        return (
            table.mineral,
            table.form,
            table.year,
            self.who.code,
            self.plan.stopped(table.mineral),
            lost.direct,
            *total,
            lost.share_low,
            lost.share_high,
            plain(self._tonnes()),
            plain(lost.usd),
            self.days,
            *self._under(),
            self.outside.share,
            None if isinstance(self.others, str) else self.others.share,
            joined(self._flags()) or None,
            joined(self._sources()),
        )

    @property
    def use(self) -> tuple[float, float]:
        """Use in a year and the part of it that the imports cover.

        Without statistics of use the recorded imports stand for it: 1 and 1.
        """
        if isinstance(self.stock, str):
            return 1.0, 1.0
        return self.stock.use, self.stock.reliance

    @property
    def amount(self) -> float | None:
        """Stock in the unit of `use`; None when unknown."""
        if self.plan.stock_days is not None:
            return stock_of_days(self.plan.stock_days, self.use[0])
        return None if isinstance(self.stock, str) else self.stock.stock

    @property
    def days(self) -> float | None:
        """Days that stock lasts at the largest loss; None when unknown or without shortage."""
        high = self.loss.share_high
        if high is None:
            return None
        use, reliance = self.use
        cover = days_of_cover(high * reliance, stock=self.amount, use=use)
        return None if cover == NO_SHORTAGE else cover

    def _tonnes(self) -> float | None:
        """Weight lost: of recorded flows, or by printed shares of net imports for use."""
        if self.loss.t is not None or not self.table.printed or isinstance(self.stock, str):
            return self.loss.t
        high = self.loss.share_high
        return None if high is None else high * self.stock.reliance * self.stock.use

    def _under(self) -> Row:
        """Shares under licence and ban, of all stopped suppliers together."""
        cells: list[Cell] = []
        for found in ([c.licence for c in self.under], [c.ban for c in self.under]):
            known = [share for share in found if share is not None]
            if len(known) < len(found):
                cells += [None, None]
                continue
            cells += Interval(
                min(1.0, fsum(s.low for s in known)), min(1.0, fsum(s.high for s in known))
            )
        return tuple(cells)

    @property
    def aimed(self) -> tuple[str, ...]:
        """End-use bans and entity lists of the stopped suppliers that aim at the buyer."""
        return tuple(dict.fromkeys(id_ for one in self.under for id_ in one.end_use))

    def _flags(self) -> Iterator[str]:
        table = self.table
        yield from self.loss.flags
        yield "" if table.exclusive else "code_not_exclusive"
        yield "forms_partial" if table.partial else ""
        yield "value_in_eur" if table.currency == "EUR" else ""
        yield "end_use_reach" if self.aimed else ""
        yield "not_stopped" if not self.plan.cuts(table.mineral) else ""
        yield "no_shortage" if self.loss.share_high == 0 else ""
        yield "loss_of_use" if table.printed and self._tonnes() is not None else ""
        yield from self.origin.flags
        for one in self.under:
            yield from one.flags
        yield from self.outside.flags
        if isinstance(self.others, str):
            yield "others_not_known"
        else:
            yield from self.others.flags

    def _sources(self) -> Iterator[str]:
        yield self.table.source
        yield from self.origin.sources
        for one in self.under:
            yield from one.sources
        yield self.outside.source
        if not isinstance(self.others, str):
            yield from self.others.sources
        if not isinstance(self.stock, str) and (self.amount or self.table.printed):
            yield self.stock.source

    def cautions(self, *, named: bool) -> Iterator[Caution]:
        """What the row does not say; reasons of absent figures only of named minerals."""
        table = self.table
        if not table.claims and not table.exclusive:
            text = f"{table.what}: no loss is given, for {', '.join(table.codes)} "
            text += "holds other minerals too"
            yield Caution("code_not_exclusive", text)
        if named and self.origin.found is not None:
            yield self._traced(self.origin.found)
        if isinstance(self.others, str):
            yield Caution("others_not_known", _about(table, self.others))
        elif named:
            yield Caution("others_loss", self.others.said)
        if named and self.who.code == HOME and isinstance(self.stock, str):
            yield Caution("stock_not_known", _about(table, self.stock))
        yield from self._cover(named=named)

    def _traced(self, found: OriginShare) -> Caution:
        """The share by origin in words, and what of it counts beyond the direct share."""
        text = (
            f"{self.table.what}: between {found.origin.low:.1%} and {found.origin.high:.1%} by "
            f"origin if imports mix evenly; {found.unexplained:.1%} unexplained; "
            f"{found.direct:.1%} is shipped directly, in the same weight"
        )
        if self.plan.reach:
            least, most = found.beyond
            text += f"; third countries pass on {least:.1%} to {most:.1%} of the imports"
        return Caution("total_share", text)

    def _cover(self, *, named: bool) -> Iterator[Caution]:
        if isinstance(self.stock, str):
            return
        stock, days, table = self.stock, self.days, self.table
        if stock.reason and self.plan.stock_days is None:
            yield Caution("stock_not_known", stock.reason)
        if not named or days is None or self.amount is None or self.loss.share_high is None:
            return
        net = self.loss.share_high * stock.reliance
        short = loss_in_year(net, stock=self.amount, use=stock.use) or 0.0
        yield Caution(
            "days_of_cover",
            f"{table.what}: stocks of {self.amount:,.0f} t last {days:,.1f} days; use "
            f"{stock.use:,.0f} t a year, {stock.reliance:.0%} of it net imports, of which "
            f"{self.loss.share_high:.1%} are lost; {short:,.0f} t are missing in the first year "
            f"({stock.source})",
        )


def _about(table: ImportTable, reason: str) -> str:
    """A reason that says of which table it is."""
    return reason if reason.startswith(table.what) else f"{table.what}: {reason}"


def _outside(table: ImportTable, codes: list[str]) -> Outside:
    """World output outside suppliers; one that the source does not list holds none of it known."""
    found = [world_share(table.mineral, table.form, iso3) for iso3 in codes]
    known = [one.share for one in found if one.share is not None]
    flags = tuple(dict.fromkeys(flag for one in found for flag in one.flags))
    source = next((one.source for one in found if one.source), None) or ""
    if not known:
        return Outside(None, source, flags, ())
    return Outside(plain(max(0.0, 1.0 - fsum(known))), source, flags, tuple(found))


def _others(table: ImportTable, cuts: dict[str, float]) -> Others | str:
    try:
        return others(table.mineral, table.form, table.year, cuts)
    except NoData as reason:
        return str(reason)


def _stock(table: ImportTable, who: Buyer) -> Stock | str:
    if who.code != HOME:
        return "stocks are published for the United States alone"
    try:
        return stock(table)
    except NoData as reason:
        return str(reason)

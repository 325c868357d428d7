"""One reliance reckoned from a stage's output and trade in its product, and what to say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from critmin import measures
from critmin.answers.table import Caution, Cell
from critmin.answers.text import joined
from critmin.core.errors import NoData
from critmin.measures.interval import Interval
from critmin.supply.tables import MASS_IN_TONNES
from critmin.supply_risk.home_output import HomeOutput
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import OUTLIER, ImportTable

NAMED = 5  # leading suppliers that are named
LEAST_NAMED = 0.005  # share of recorded imports from which a supplier is named
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Reckoned:
    """One reliance with its parts: recorded trade both ways, and own output.

    ``consumption`` is in tonnes; ``reliance`` counts the output that the table lists for the
    buyer, ``bounds`` run to where all that it lumps under other countries is the buyer's too.
    """

    bought: ImportTable
    sold: ImportTable
    home: HomeOutput
    consumption: float
    reliance: float
    bounds: Interval

    @classmethod
    def of(cls, what: str, bought: ImportTable, sold: ImportTable, home: HomeOutput) -> Reckoned:
        """The reliance of output and trade on one basis.

        Raises
        ------
        NoData
            If no flow of a direction has a weight, consumption is not positive, or own output
        is not listed and nobody knows how much of it is lumped: any reliance is possible then.
        """
        if home.quantity == 0 and home.others is None:
            raise NoData(f"{what}: {home.cautions[0].message}, so any reliance is possible")
        imports, exports = (_tonnes(what, table, home.by) for table in (bought, sold))
        consumption = measures.apparent_consumption(
            primary=home.tonnes, imports=imports, exports=exports
        )
        if not consumption > 0:
            among = "" if home.others == 0 else "; its output may be among the other countries"
            raise NoData(
                f"{what}: exports ({exports:,.4g} t) are not below output ({home.tonnes:,.4g} t, "
                f"{home.spread.table.source}) and imports ({imports:,.4g} t) together{among}"
            )
        found = measures.net_import_reliance(
            imports=imports, exports=exports, consumption=consumption
        )
        other = 0.0  # what the reliance nears as own output grows without a limit
        if home.others is not None:
            unit = MASS_IN_TONNES.get(home.spread.table.unit, 1.0)
            other = (imports - exports) / (consumption + home.others * unit)
        bounds = Interval(min(found, other), max(found, other))
        return cls(bought, sold, home, consumption, found, bounds)

    @property
    def state(self) -> str:
        """``net_exporter``, ``less_than`` where own output may be larger, else ``number``."""
        if self.reliance < 0:
            return "net_exporter"
        return "number" if self.home.others == 0 else "less_than"

    @property
    def sources(self) -> list[str]:
        """Sources of trade and output."""
        return [self.bought.source, self.home.spread.table.source]

    @property
    def named(self) -> str:
        """Leading suppliers and their shares of recorded imports, in words."""
        ranked = self.bought.ranked(self.home.by)[:NAMED]
        return "; ".join(
            f"{flows.place_name(supplier.place)[0]} {part:.0%}"
            for supplier, part in ranked
            if part is not None and part >= LEAST_NAMED
        )

    def cautions(self) -> list[Caution]:
        """All that is to be said of the parts."""
        found = [*self.home.cautions]
        if self.state == "less_than":
            found.append(
                Caution(
                    "upper_limit",
                    f"{self.bought.what}: at most {self.reliance:.1%}, and {self.bounds.low:.1%} "
                    "were all output of the other countries its own",
                )
            )
        found += [*self.bought.cautions(self.home.by), *self._about_exports()]
        if self.home.by == "weight":
            found.append(Caution("product_weight", f"{self.bought.what}: all in product weight"))
        return list(dict.fromkeys(found))

    def _about_exports(self) -> Iterator[Caution]:
        """What the buyer's own flows out say that those in do not say already."""
        value = max(self.sold.total("value"), 1.0)
        for code, part, said in (
            ("weight_missing", sum(s.unweighed for s in self.sold.suppliers), "has no weight"),
            (
                "unit_value_outlier",
                sum(s.odd for s in self.sold.suppliers),
                f"costs over {OUTLIER:.0f} times more or less by weight than the world's; "
                "it is kept",
            ),
        ):
            if part:
                message = f"{self.bought.what}: {part / value:.1%} of the value of exports {said}"
                yield Caution(code, message)
        if self.home.by == "contained":
            yield from (c for c in self.sold.cautions("contained") if c.code == "converted")

    def row(self, buyer: Buyer) -> Row:
        """The reliance as a row."""
        table = self.home.spread.table
        codes = [
            *table.codes,
            *(c.code for c in self.cautions()),
            *sorted(table.statuses - {"reported"}),
        ]
        return (
            self.bought.mineral,
            buyer.code,
            self.bought.year,
            None,
            self.state,
            self.reliance,
            self.consumption,
            "t",
            self.named or None,
            self.bought.form,
            *self.bounds,
            joined(codes) or None,
            ";".join(self.sources),
        )


def _tonnes(what: str, table: ImportTable, by: str) -> float:
    """All that a table weighs; nothing recorded is nothing, no weight is no figure.

    Raises
    ------
    NoData
        If flows are recorded and none has a weight.
    """
    if table.suppliers and all(table.amount(s, by) is None for s in table.suppliers):
        raise NoData(f"{what}: {table.source} records flows and no weight for any")
    return table.total(by)

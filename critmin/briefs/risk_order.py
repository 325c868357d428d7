"""Order of a buyer's risks: which of its imports are named first, and the rule in words."""

from __future__ import annotations

from collections.abc import Iterable

from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.trade import flows
from critmin.trade.buyers import Buyer
from critmin.trade.readers import Flow
from critmin.trade.source_choice import choose, flows_of, lines_with_flows
from critmin.trade.sources import HELD_YEAR, worldwide

QUARTER = 0.25  # least share of the largest supplier
LITTLE, LITTLE_OF_ALL = 1e6, 0.01
RULE = (
    "risks: first the goods that an export licence, quota or ban of their largest supplier covers "
    "at least in part and in force, then the others; in both, the value bought from that supplier "
    "times its share of the imports decides. Left out are suppliers with less than a quarter of "
    "the imports, and trade under USD 1 million and under 1% of all the buyer's imports shown "
    "here, unless there is no other. Each mineral is named once"
)


class Weighed(NamedTuple):
    """What decides the place of a purchase among the risks.

    ``value`` is what was bought from the largest supplier, None where no source has it.
    """

    mineral: str
    form: str
    share: float
    value: float | None
    controlled: bool

    @property
    def order(self) -> tuple[bool, bool, float, float, str, str]:
        """Key for sorting; without a value after those with one, by share."""
        weight = 0.0 if self.value is None else self.value * self.share
        unknown = self.value is None
        return not self.controlled, unknown, -weight, -self.share, self.mineral, self.form


def little(values: Iterable[float]) -> float:
    """Value under which trade is little, given all values."""
    return min(LITTLE, LITTLE_OF_ALL * sum(values))


def recorded_value(buyer: Buyer, mineral: str, form: str, supplier: str) -> float | None:
    """Value bought from a supplier by the worldwide trade sources, in USD.

    For shares that a publisher prints without values. None if the form's tariff codes also hold
    other minerals, or no source has it.
    """
    try:
        origin = choose(worldwide(), mineral, form, [HELD_YEAR])
    except NoData:
        return None
    lines = lines_with_flows(origin, mineral, form, HELD_YEAR)
    if not lines[0].exclusive:
        return None
    members = buyer.members(HELD_YEAR)
    by_code: dict[str, list[Flow]] = {}
    for flow in flows.imports(origin, HELD_YEAR, members):
        if flow.exporter == supplier:
            by_code.setdefault(flow.code, []).append(flow)
    return float(sum(flow.value for flow in flows_of(by_code, lines, mineral, form)))

"""Who replaced whom: suppliers of a good before and after a control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from critmin.answers.builder import codes
from critmin.core.errors import CritminError
from critmin.core.named_tuple import NamedTuple
from critmin.screening.comparison import Good
from critmin.screening.windows import Monthly, Window, totals
from critmin.trade import flows as trade_flows

UNNAMED = "Not named"
LEAST = 0.01  # of the imports before; a smaller rise makes no candidate


class Row(NamedTuple):
    """Imports of a good from one supplier, before and after."""

    buyer: str
    buyer_iso3: str
    goods: str
    code: str
    supplier: str
    supplier_iso3: str | None
    before_t: float | None
    after_t: float | None
    difference: float | None
    own_output: bool | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def replacements(
    flows: Sequence[Monthly],
    windows: Sequence[Window],
    slug: str,
    good: Good,
    buyer: tuple[str, str],
    source: tuple[str, ...],
) -> Iterator[Row]:
    """Suppliers by what they sell more, t in an average month."""
    found = []
    every = totals(flows, windows[0], "").t or 0.0
    for partner in sorted({flow.partner for flow in flows}):
        before, after = (totals(flows, window, partner).t_from for window in windows[:2])
        more = None if before is None or after is None else after - before
        if before == 0 and after == 0:
            continue
        made = own_output(slug, partner) if partner else None
        away = made is False and more is not None and more > LEAST * every
        found.append(
            Row(
                *buyer,
                good.goods,
                good.code,
                trade_flows.place_name(partner)[0] if partner else UNNAMED,
                partner or None,
                before,
                after,
                more,
                made,
                codes(
                    "transit_candidate" if away else None,
                    "partners_unnamed" if not partner else None,
                    "weight_missing" if more is None else None,
                ),
                source,
            )
        )
    yield from sorted(found, key=lambda row: -(row.difference or 0.0))


def own_output(slug: str, iso3: str) -> bool:
    """Whether a bundled source names output of a mineral in a country, mined or refined."""
    return iso3 in _producers(slug)


@cache
def _producers(slug: str) -> frozenset[str]:
    """Countries with output, also a withheld or unknown one."""
    from critmin.supply.share import share

    found: set[str] = set()
    for stage in ("mining", "refining"):
        try:
            rows = share(slug, stage=stage).records()
        except CritminError:
            continue
        found |= {str(row["iso3"]) for row in rows if row["iso3"] and row["quantity"] != 0}
    return frozenset(found)

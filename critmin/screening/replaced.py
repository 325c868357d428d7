"""Who replaced whom: suppliers of a good before and after a control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from critmin.answers.builder import codes
from critmin.core.named_tuple import NamedTuple
from critmin.screening.comparison import Good
from critmin.screening.windows import Monthly, Window, totals
from critmin.supply.bundled_tables import Entry, load, usable_of
from critmin.trade import flows as trade_flows

UNNAMED = "Not named"
STAGES = {"ore": "mining", "refined": "refining"}  # forms whose makers tables of output list
PART = "magnet_rare_earths"  # tables of some of the elements: their zeros are not of all
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
        made = own_output(good.made, partner) if partner else None
        away = made is False and good.exclusive and more is not None and more > LEAST * every
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


def own_output(made: Sequence[tuple[str, str]], iso3: str) -> bool | None:
    """Whether a bundled source prints output of goods in a country, in the form they are traded in.

    Parameters
    ----------
    made : sequence of (str, str)
        Mineral and form of the goods.
    iso3 : str
        Country.

    Returns
    -------
    bool or None
        True for output above zero. False only if the newest figure is a printed zero. None if it
        is not known: no table lists makers of the form, or the country is withheld or not listed.

    Examples
    --------
    >>> own_output([("rare-earths", "magnet")], "JPN") is None
    True
    """
    if len(made) != 1:
        return None  # goods of several forms have several makers
    return _printed(*made[0]).get(iso3)


@cache
def _printed(mineral: str, form: str) -> dict[str, bool]:
    """Countries with a printed figure of output of a form: whether it is above zero."""
    stage = STAGES.get(form)
    newest: dict[tuple[str, str], Entry] = {}
    for entry in usable_of(mineral, stage) if stage else ():
        key = (entry.origin, entry.basis)
        if entry.observed and (key not in newest or newest[key].year < entry.year):
            newest[key] = entry
    found: dict[str, bool] = {}
    for entry in newest.values():
        table = load(entry)
        for row in table.countries:
            if row.iso3 and (row.centre or 0) > 0:
                found[row.iso3] = True
            elif row.iso3 and row.quantity == 0 and PART not in table.codes:
                found.setdefault(row.iso3, False)
    return found

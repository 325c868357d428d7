"""Refusal of `effect` where no buyer has months before and after a control."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.core.dates import in_words
from critmin.core.wording import few, listed, the
from critmin.screening.comparison import Good
from critmin.screening.monthly import Months
from critmin.trade.buyers import Buyer


def nothing(
    data: str,
    slug: str,
    goods: Sequence[Good],
    asked: Sequence[Buyer],
    found: Sequence[Months],
    effective: str,
) -> str:
    """What is missing, the day of the control, and the months of the sources that matter.

    Parameters
    ----------
    data, slug : str
        Name of the data, and the mineral.
    goods : sequence of Good
        Goods under control.
    asked : sequence of Buyer
        Buyers that were named.
    found : sequence of Months
        Sources with months.
    effective : str
        Day of the control.
    """
    if not goods:
        return f"the control covers no tariff code of {slug} that is known here"
    codes = few([good.code for good in goods], 6)
    who = few([the(one.name) for one in asked]) or "any buyer"
    spans = listed([_span(one) for one in _of_buyers(found, asked)])
    return (
        f"{data} has no imports of {slug} ({codes}) by {who} in months before and after the "
        f"control: it took effect on {in_words(effective)}; {spans}"
    )


def _of_buyers(found: Sequence[Months], asked: Sequence[Buyer]) -> Sequence[Months]:
    """Sources with months of a buyer that was asked; all if none has any."""
    of = [one for one in found if any(one.months_of(buyer.members) for buyer in asked)]
    return of or found


def _span(found: Months) -> str:
    """First and last month of a source in words, with its name."""
    record = found.source.record
    name = found.source.id if record is None else record.publisher
    first, last = (in_words(str(found.held[at])) for at in (0, -1))
    return f"{name} has {first}" + (f" to {last}" if last != first else "")

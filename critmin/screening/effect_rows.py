"""Rows of `effect`, and the limits of what it says. Pure."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple

CONTROLLED, COMPARISON = "controlled", "comparison"
ENOUGH = 10  # comparison goods
SHORT = 6  # months; fewer are flagged
NOTE = (
    "a month without a recorded import counts as none recorded. The month in which the control "
    "took effect is in neither window, unless it did on the first day. Codes are summed to six "
    "digits. Imports are as the buyer records them: by origin, or by country of dispatch within "
    "the EU"
)


class Row(NamedTuple):
    """Imports of a good by a buyer in a window of months."""

    buyer: str
    buyer_iso3: str
    treatment: str
    goods: str
    code: str
    window: str
    first: str | None
    last: str | None
    months: int
    months_recorded: int | None
    month_t: float | None
    month_value: float | None
    unit: str
    unit_value: float | None
    from_country_t: float | None
    from_country_share: float | None
    supplier: str | None
    supplier_iso3: str | None
    share: float | None
    from_country_change: float | None
    fall_place: int | None
    comparisons: int | None
    comparison_low: float | None
    comparison_high: float | None
    measure_id: str
    flag: tuple[str, ...]
    source: tuple[str, ...]

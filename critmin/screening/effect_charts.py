"""Charts of `effect`: lines of months with the day of the control, and pairs of suppliers."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Table
from critmin.charts.forms import Pair, Pairs
from critmin.charts.labels import headline
from critmin.charts.model import CHINA, Chart, Lines, Moment, Point
from critmin.core.dates import in_words
from critmin.core.wording import lower, the
from critmin.summaries.phrases import known_place

MOST = 12  # suppliers of one picture
Months = Sequence[tuple[float, float, float]]  # place on the axis, t from the country, t in all


def effect(table: Table, months: Months) -> Chart | None:
    """Lines of months with the day of the control; of suppliers, pairs of before and after."""
    rows = table.typed
    if not rows or not months:
        return None
    code = str(table.query["answered_from"]["country"])
    country = the(known_place(code))
    day = str(table.query["answered_from"]["effective"])
    if "after_t" in table.names:
        return _suppliers(table, day)
    first = rows[0]
    return Lines(
        topic=f"Monthly imports of {lower(str(first.goods))} by {the(str(first.buyer))}, "
        f"from {country} and in all",
        title=headline(table.summary.split(". ")[0]),
        subtitle="Product weight; goods without a control are in the table",
        unit="t",
        points=(
            *(Point(f"From {country}", at, own, True, code) for at, own, _whole in months),
            *(Point("From all suppliers", at, whole) for at, _own, whole in months),
        ),
        moments=(Moment("Control takes effect", day),),
    )


def _suppliers(table: Table, day: str) -> Chart | None:
    known = [row for row in table.typed if row.before_t is not None and row.after_t is not None]
    known.sort(key=lambda row: -max(row.before_t, row.after_t))
    return Pairs(
        topic=f"Imports in an average month before and after the control of {in_words(day)}",
        title=headline(table.summary),
        subtitle="Product weight",
        unit="t",
        more=max(0, len(known) - MOST),
        sides=("before", "after"),
        pairs=tuple(
            Pair(
                str(row.supplier),
                row.before_t,
                row.after_t,
                f"{row.buyer}: {row.goods}",
                row.supplier_iso3 == CHINA,
            )
            for row in known[:MOST]
        ),
    )

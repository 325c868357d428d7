"""Number and names of minerals for which one supplier's share exceeds a threshold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import sources
from critmin.core.named_tuple import NamedTuple

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.disruption.exposure_rows import Row

MEASURED = (
    "direct_share",
    "origin_share_low",
    "origin_share_high",
    "under_licence_low",
    "under_licence_high",
    "under_ban_low",
    "under_ban_high",
)
NOTES = (
    "a mineral counts if any of its traded forms with data exceeds the threshold in the newest "
    "year",
    "minerals_without have no figure and never count as below the threshold; run without "
    "--summary to see their reasons",
)
# Cautions of single rows, which a summary does not show.
OF_ROWS = frozenset(
    {
        "code_redefined",
        "forms_held",
        "forms_partial",
        "no_year_before",
        "other_asia",
        "unit_value_outlier",
        "unlike_product",
        "value_in_eur",
        "weight_implausible",
    }
)

# Flags of rows that a count of them keeps.
OF_FIGURES = frozenset({"most_not_held", "period_average"})


class SummaryRow(NamedTuple):
    """Number and names of minerals above the threshold, by one measure."""

    buyer_iso3: str
    supplier_iso3: str
    measure: str
    threshold: float
    minerals_above: int
    minerals_counted: int
    minerals_without: int
    minerals: tuple[str, ...]
    flag: tuple[str, ...]
    source: tuple[str, ...]


def answer(
    rows: Sequence[Row],
    threshold: float,
    query: Mapping[str, Any],
    cautions: Iterable[Caution],
    notes: Iterable[str],
) -> Table:
    """Answer with one row per buyer and measure.

    Parameters
    ----------
    rows : sequence of Row
        Rows of the answer by mineral. Rows of the year before the first control are left out.
        For each mineral the form with the largest share counts; minerals without a figure are
        counted separately.
    threshold : float
        Share in [0, 1).
    query, cautions, notes
        As in the answer by mineral; cautions of single rows are left out.
    """
    newest = [row for row in rows if "before_control" not in row.flag]
    found = []
    for buyer in query["buyers"]:
        own = [row for row in newest if row.buyer_iso3 == buyer]
        found += [_row(own, measure, threshold) for measure in MEASURED if own]
    return builder.answer(
        found,
        columns_of(
            SummaryRow, buyer_iso3=9, minerals=8, minerals_counted=7, minerals_without=6, source=1
        ),
        query=query,
        cited=sources.records(id_ for row in rows for id_ in row.source or ()),
        cautions=[one for one in cautions if one.code not in OF_ROWS],
        notes=[*NOTES, *notes],
        summary=_summary,
        chart=_chart,
    )


def _row(rows: Sequence[Row], measure: str, threshold: float) -> SummaryRow:
    largest: dict[str, float | None] = {}
    flags = set()
    for row in rows:
        share: float | None = getattr(row, measure)
        if measure == "direct_share" and share is not None and "feed_unseen" in row.flag:
            share = share or None  # what was dug there and refined elsewhere is not known
        flags |= {*OF_FIGURES} & {*row.flag} if share is not None else set()
        known = largest.setdefault(row.mineral, None)
        if share is not None and (known is None or share > known):
            largest[row.mineral] = share
    figures = {mineral: share for mineral, share in largest.items() if share is not None}
    above = tuple(sorted(mineral for mineral, share in figures.items() if share > threshold))
    return SummaryRow(
        rows[0].buyer_iso3,
        rows[0].supplier_iso3,
        measure,
        threshold,
        len(above),
        len(figures),
        len(largest) - len(figures),
        above,
        codes(sorted(flags), None if figures else "no_data"),
        codes(id_ for row in rows for id_ in row.source or ()),
    )


def _summary(table: Table) -> str:
    from critmin.summaries.exposure_counts import exposure_summary

    return exposure_summary(table)


def _chart(table: Table) -> Chart | None:
    from critmin.disruption.charts import exposure

    return exposure(table)

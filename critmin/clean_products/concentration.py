"""Concentration of demand for clean products: the HHI of each product and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.columns import columns_of, meaning
from critmin.answers.table import Table
from critmin.clean_products import remarks
from critmin.clean_products.bundled_tables import Counted
from critmin.clean_products.distribution import Distribution
from critmin.clean_products.products import COUNTED
from critmin.core.errors import NoData
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import listed

if TYPE_CHECKING:
    from critmin.charts.model import Chart


class IndexRow(NamedTuple):
    """Concentration of a product's demand in a year."""

    product: str
    stage: str
    year: int
    hhi: float | None
    hhi_low: float | None
    hhi_high: float | None
    cr1: float | None
    cr3: float | None
    top_country: str | None
    top_iso3: str | None
    countries: int
    residual_share: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def concentration(
    tables: Sequence[Counted],
    names: str,
    query: Mapping[str, object],
    summary: Callable[[Table], str],
    chart: Callable[[Table], Chart | None],
) -> Table:
    """HHI of each product and year.

    Raises
    ------
    NoData
        If no counted figure answers: a stated share of one place has no index.
    """
    if not tables:
        raise NoData(
            f"no figures by country for {names}: an HHI needs {listed(COUNTED)} of all countries"
        )
    rows = [_index_row(Distribution(table)) for table in tables]
    cautions = [one for table in tables for one in remarks.of_shares(Distribution(table))]
    return builder.answer(
        rows,
        meaning(
            columns_of(IndexRow, product=9),
            top_country="Country with the largest share",
            hhi_low="Lowest index that the figures allow",
        ),
        query=query,
        cautions=cautions,
        notes=remarks.notes(tables),
        summary=summary,
        chart=chart,
    )


def _index_row(shares: Distribution) -> IndexRow:
    table = shares.table
    value, bounds = shares.hhi()
    parts = [shares.share(figure) or 0.0 for figure in shares.gains]
    first = shares.gains[0] if shares.gains and not shares.bounds_only else None
    return IndexRow(
        table.product,
        table.stage,
        table.year,
        value,
        bounds.low if bounds else None,
        bounds.high if bounds else None,
        None if shares.bounds_only or not parts else parts[0],
        None if shares.bounds_only or not parts else fsum(parts[:3]),
        first.country if first else None,
        first.iso3 if first else None,
        len(shares.gains),
        shares.residual if shares.total is not None else None,
        codes(
            "residual_negative" if shares.residual < 0 else None,
            "residual_large" if shares.bounds_only else None,
            "net_loss" if shares.losses else None,
            "unknown" if shares.unknown else None,
        ),
        (table.source,),
    )

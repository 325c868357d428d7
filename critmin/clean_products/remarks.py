"""Cautions and notes of answers on clean products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from critmin.answers.cautions import caution, explained
from critmin.answers.table import Caution
from critmin.clean_products import stated_rows
from critmin.clean_products.bundled_tables import ADDITIONS_SOURCE, SALES_SOURCE, Counted, Stated
from critmin.clean_products.distribution import Distribution
from critmin.core.wording import About, few, listed, year_spans

MOST = 6  # most places named in a caution


def of_shares(shares: Distribution) -> list[Caution]:
    """Cautions of one product and year."""
    table = shares.table
    what = About(table.product, table.stage, table.year)
    found = []
    if table.source == ADDITIONS_SOURCE:
        found.append(caution("net_additions"))
    if shares.losses:
        named = few([figure.country for figure in shares.losses], MOST)
        found.append(caution("net_loss", what=what, countries=named))
    if shares.unknown:
        named = few([figure.country for figure in shares.unknown], MOST)
        found.append(caution("unknown", what=what, countries=named))
    if shares.residual < 0:
        found.append(caution("residual_negative", what=what, excess=-shares.residual))
    if shares.bounds_only:
        found.append(caution("residual_large", what=what, residual=shares.residual))
    return found


def of_stated(spoken: Iterable[Stated]) -> list[Caution]:
    """Cautions of stated figures: the meaning of each code, and the products with it."""
    carriers: dict[str, list[str]] = {}
    for one in spoken:
        for code in stated_rows.flags(one):
            carriers.setdefault(code, []).append(f"{one.product} {one.stage}")
    return [
        explained(code, carriers=", ".join(dict.fromkeys(found)))
        for code, found in sorted(carriers.items())
    ]


def no_figure(
    product: str, stages: Sequence[str], years: Sequence[int], places: Sequence[str]
) -> Caution:
    """Caution on a product without a figure at some stages."""
    when = f" in {year_spans(sorted(years))}" if years else ""
    where = f" for {', '.join(places)}" if places else ""
    return caution("no_data:demand", product=product, stages=listed(stages), when=when, where=where)


def notes(tables: Sequence[Counted]) -> Iterator[str]:
    """Notes on the sources of counted figures."""
    sources = {table.source for table in tables}
    if SALES_SOURCE in sources:
        yield (
            "electric cars: battery cars and plug-in hybrids; figures of the world and of large "
            "countries are rounded to two or three digits"
        )
    if ADDITIONS_SOURCE in sources:
        yield (
            "(c) IRENA 2025: shares computed from Renewable Capacity Statistics 2025; the levels "
            "are not redistributed here"
        )

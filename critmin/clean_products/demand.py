"""demand: final demand for clean products by country, and what is stated of their making."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.columns import columns_of, meaning
from critmin.answers.table import Caution, Table
from critmin.clean_products import bundled_tables, places, remarks, stated_rows
from critmin.clean_products.bundled_tables import Counted, Figure
from critmin.clean_products.concentration import concentration
from critmin.clean_products.distribution import Distribution
from critmin.clean_products.places import Place
from critmin.clean_products.products import Product, find_product, is_product, products, stages
from critmin.core import arguments
from critmin.core.errors import NoData, QueryError
from critmin.core.name_reading import apart
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import few, listed, year_spans
from critmin.declared.listed import PRICES
from critmin.declared.parameter import argument, option
from critmin.declared.question import question
from critmin.supply.supply_table import competition_ranks

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

OVERVIEW = 3  # countries of each product if none is named
SHARES = {
    "share": "Share of the world; empty where only a limit is stated",
    "share_low": "Lowest share that the figures allow",
    "share_high": "Highest share that the figures allow",
    "quantity": "The figure as the source states it; empty where only a limit is stated",
    "kind": "country, bloc, region, residual or total",
    "item": "What the figure is of",
}


class Row(NamedTuple):
    """Figure of a place: counted with its share, or stated with its bound."""

    product: str
    stage: str
    item: str | None
    year: int | None
    rank: int | None
    country: str | None
    iso3: str | None
    kind: str | None
    quantity: float | None
    quantity_low: float | None
    quantity_high: float | None
    unit: str | None
    share: float | None
    share_low: float | None
    share_high: float | None
    bound: str | None
    publisher: str | None
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


class _Query(NamedTuple):
    """Arguments of the question, read."""

    products: list[Product]
    stages: list[str]
    years: list[int]
    places: list[Place]
    top: int | None


Products = Annotated[
    str,
    argument(
        "products",
        "[PRODUCT]... [COUNTRY]...",
        "A clean product, as electric-cars, solar-pv, wind, batteries. Default: an overview.",
        "product_names",
        many=True,
    ),
]
OfDemand = Annotated[
    bool, option("--hhi", help="Concentration by year, with bounds, instead of countries.")
]


@question(
    "demand",
    group=PRICES,
    place=4,
    answers="Who buys and who makes electric cars, solar, wind, batteries.",
    examples=(
        "critmin demand electric-cars --year 2020:2025 --country CHN --country EU27",
        "critmin demand solar-pv --stage manufacturing,cost",
    ),
    limits="Clean products; stated figures carry their bound (more than, about).",
    picture=True,
)
def demand(
    *named: Products,
    stage: p.ProductStage = None,
    year: p.Year = None,
    country: p.Countries = None,
    top: p.Top = None,
    hhi: OfDemand = False,
    product: arguments.Words = None,
) -> Table[Row]:
    """Final demand for clean products by country, and stated figures of their making.

    Electric cars sold and solar and wind capacity added are counted by country and year. Other
    figures are stated by their publisher for single places, with a bound: the share of China in
    the world's battery cells, the cost of a solar module against China's.

    Parameters
    ----------
    *named : str
        Clean products by slug or common name (``electric-cars``, ``pv``, ``batteries``), an
        overview of all when none is named; and countries or blocs, in any order.
    product : str or sequence of str, optional
        More products.
    stage : str or sequence of str, optional
        ``sales``, ``additions`` (both counted); ``demand``, ``production``, ``capacity``,
        ``makers``, ``investment``, ``cost``, ``price``, ``support``, ``duty`` (stated);
        ``manufacturing`` for all of making. The product's own demand when not given.
    year : str, int or sequence of int, optional
        ``2024``, ``2020:2024``; when not given the newest year of counted figures, and all
        years of stated ones.
    country : str or sequence of str, optional
        Only these countries or blocs, with their share of the world.
    top : int, optional
        Only the n largest countries.
    hhi : bool
        Concentration instead of countries: the HHI of each product and year with its bounds.

    Returns
    -------
    Table
        One row per place, then what no listed country has, the printed blocs and regions, and
        the world. Shares are fractions; a net loss of capacity is below zero. A stated limit has
        no ``share`` but ``share_low`` and ``share_high``.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If an argument is malformed or excludes another.
    NoData
        If no figure answers the query.

    References
    ----------
    Bounds as in `critmin.measures.hhi_bounds`; none where the listed countries add up to more
    than the world.
    """
    if top is not None and top < 1:
        raise QueryError(f"top is {top}: write 1 or more")
    texts, found = apart(named, is_product)
    country = [*arguments.places(country), *found]
    if hhi and (country or top):
        raise QueryError("--hhi is of the world: leave out --country and --top")
    wanted = [find_product(text) for text in [*texts, *arguments.words(product)]]
    asked = _Query(
        list(dict.fromkeys(wanted)) or [p for p in products().values() if not p.part_of],
        stages(stage),
        arguments.years(year),
        [places.find(word) for word in dict.fromkeys(country)],
        top if top or wanted or country else OVERVIEW,
    )
    query = {
        "command": "demand",
        "products": [known.slug for known in wanted],
        "stage": asked.stages,
        "year": year,
        "country": [place.key for place in asked.places],
        "top": top,
        "hhi": hhi or None,
    }
    tables = list(_counted(asked))
    if hhi:
        names = listed([known.slug for known in asked.products])
        return concentration(tables, names, query, _summary, _chart)
    rows: list[Row] = []
    cautions: list[Caution] = []
    for table in tables:
        shares = Distribution(table)
        rows += _rows(shares, asked)
        cautions += remarks.of_shares(shares)
    spoken = [one for one in bundled_tables.stated() if _answers(one, asked)]
    rows += [_stated_row(one) for one in spoken]
    cautions += remarks.of_stated(spoken)
    gaps = _gaps(asked, [(row.product, row.stage) for row in rows])
    if not rows:
        raise NoData("; ".join(one.message for one in gaps))
    return builder.answer(
        rows,
        meaning(columns_of(Row, product=9, rank=2), **SHARES),
        query=query,
        cautions=[*cautions, *gaps],
        notes=[*_notes(asked, wanted), *remarks.notes(tables)],
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries import demand as sentences

    return sentences.demand(table)


def _chart(table: Table) -> Chart | None:
    from critmin.clean_products.charts import demand as picture

    return picture(table)


def _stages_of(product: Product, asked: _Query) -> list[str]:
    return asked.stages or [product.stage]


def _counted(asked: _Query) -> Iterator[Counted]:
    """Counted tables of the products, stages and years asked for."""
    for product in asked.products:
        for stage in _stages_of(product, asked):
            years = bundled_tables.counted().get((product.slug, stage), {})
            yield from (years[y] for y in asked.years or [max(years, default=0)] if y in years)


def _answers(one: bundled_tables.Stated, asked: _Query) -> bool:
    """Whether a stated figure is of a product, stage, year and place asked for."""
    return (
        any(one.product == p.slug and one.stage in _stages_of(p, asked) for p in asked.products)
        and (not asked.years or one.year in asked.years)
        and (
            not asked.places or any(place.is_named(one.iso3, one.country) for place in asked.places)
        )
    )


def _gaps(asked: _Query, found: Sequence[tuple[str, str]]) -> list[Caution]:
    """Cautions on products that have no figure at any of the stages asked for."""
    places, answered = [place.name for place in asked.places], {slug for slug, _ in found}
    return [
        remarks.no_figure(product.slug, _stages_of(product, asked), asked.years, places)
        for product in asked.products
        if product.slug not in answered
    ]


def _rows(shares: Distribution, asked: _Query) -> list[Row]:
    """Rows of one product and year."""
    if asked.places:
        return [_place_row(shares, place) for place in asked.places]
    ranks = competition_ranks([shares.share(f) or 0.0 for f in shares.gains])
    ranked = [_row(shares, f, r) for f, r in zip(shares.gains, ranks, strict=True)]
    if asked.top:
        return ranked[: asked.top]
    rest = [_row(shares, f, None) for f in shares.countries if f not in shares.gains]
    others = [_row(shares, f, None) for f in shares.table.figures if f.kind != "country"]
    return [*ranked, *rest, *_residual(shares), *others]


def _row(shares: Distribution, figure: Figure, rank: int | None) -> Row:
    table, interval = shares.table, shares.interval(figure)
    share = shares.share(figure)
    return Row(
        table.product,
        table.stage,
        None,
        table.year,
        rank,
        figure.country,
        figure.iso3 or None,
        figure.kind,
        figure.quantity,
        figure.quantity,
        figure.quantity,
        table.unit or None,
        share,
        interval.low if interval else None,
        interval.high if interval else None,
        None,
        None,
        None,
        codes(
            "unknown" if figure.state == "unknown" else None,
            "net_loss" if share is not None and share < 0 else None,
        ),
        (table.source,),
    )


def _residual(shares: Distribution) -> list[Row]:
    """What no listed country has; nothing for shares that are of all countries."""
    if shares.total is None or not shares.residual:
        return []
    rest = Figure("Not listed", "", "residual", None, shares.residual, None, None, "number")
    amount = float(f"{shares.residual * shares.total:.10g}")
    row = _row(shares, rest, None)._replace(
        quantity=amount, quantity_low=amount, quantity_high=amount
    )
    flag = "residual_negative" if shares.residual < 0 else None
    large = "residual_large" if shares.bounds_only else None
    return [row._replace(flag=codes(flag, large))]


def _place_row(shares: Distribution, place: Place) -> Row:
    """A country, or a bloc: as the source prints it, else its members added up."""
    found = place.of(shares)
    row = _row(shares, found.figure, _rank(shares, found.figure))
    return row._replace(flag=codes(found.flags, [f for f in row.flag if f not in found.flags]))


def _rank(shares: Distribution, figure: Figure) -> int | None:
    if figure not in shares.gains:
        return None
    share = shares.share(figure) or 0.0
    return 1 + sum((shares.share(other) or 0.0) > share for other in shares.gains)


def _stated_row(one: bundled_tables.Stated) -> Row:
    value, share = stated_rows.value(one), stated_rows.share(one)
    return Row(
        one.product,
        one.stage,
        one.item or None,
        one.year,
        None,
        one.country,
        one.iso3 or None,
        one.kind,
        value.middle,
        value.low,
        value.high,
        None if one.unit == stated_rows.SHARE else one.unit,
        share.middle,
        share.low,
        share.high,
        one.bound,
        one.publisher,
        one.evidence,
        stated_rows.flags(one),
        (bundled_tables.STATED_SOURCE,),
    )


def _notes(asked: _Query, named: Sequence[Product]) -> Iterator[str]:
    """Other stages of the products named, and the years that are counted."""
    if not named:
        yield "one product, with all countries: critmin demand electric-cars"
        return
    for product in asked.products:
        years = {
            stage: of
            for (slug, stage), of in bundled_tables.counted().items()
            if slug == product.slug
        }
        shown = _stages_of(product, asked)
        others = [stage for stage in years if stage not in shown]
        others += [
            one.stage
            for one in bundled_tables.stated()
            if one.product == product.slug and one.stage not in shown
        ]
        if others:
            yield f"{product.slug}: other stages: {few(others, 9)} (--stage)"
        for stage, of in years.items():
            if stage in shown and not asked.years:
                yield f"{product.slug} {stage}: years {year_spans(of)} (--year)"

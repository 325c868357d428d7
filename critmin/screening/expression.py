"""The indicators of `critmin.screening.indicators` as one expression over the rows of a lake.

The engine does the work: a row a buyer, product and year comes back, however many flows there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.core.named_tuple import NamedTuple
from critmin.lakes.schema import RESIDUAL
from critmin.screening.rules import DECIMALS, SCALE, Rule, Thresholds

if TYPE_CHECKING:
    import ibis
    from ibis.expr.types import BooleanValue, IntegerValue, NumericValue, Table

HEADING = 6  # digits that all nomenclatures of goods share
INWARD, OUTWARD = ("import", "trade"), ("export", "trade")
PRODUCT = ("nomenclature", "code", "year")


class Held(NamedTuple):
    """What a source of a lake holds: its years, and whether it has exports and the whole world."""

    years: tuple[int, ...]
    exports: bool
    worldwide: bool
    unique: bool = False  # at most one row for each year, importer, exporter and code
    gaps: tuple[tuple[str, int], ...] = ()  # blocs and years without all imports of all members


class Wanted(NamedTuple):
    """Buyers, years and rule of a screen.

    ``countries`` are ISO3 codes, none for all; ``blocs`` the members of each bloc by year.
    """

    countries: tuple[str, ...]
    blocs: Mapping[str, Mapping[int, Collection[str]]]
    years: tuple[int, ...]
    rule: Rule | None
    limits: Thresholds | None
    everything: bool = True  # also products that do not meet the rule
    codes: tuple[str, ...] = ()  # only codes with the first six digits of these; none for all
    top: int | None = None  # the largest imports of each buyer and year


def screened(flows: Table, held: Held, wanted: Wanted) -> Table:
    """Figures of each buyer, product and year, and whether they meet the rule.

    Parameters
    ----------
    flows : ibis.Table
        Rows of one source and edition of a lake.
    held : Held
        What the source holds.
    wanted : Wanted
        What is asked.
    """
    import ibis

    window = wanted.limits.of_years if wanted.limits else 1
    read = sorted({y - back for y in wanted.years for back in range(window)} & {*held.years})
    rows = _rows(flows, read, held.years, wanted.codes)
    parts = []
    if wanted.countries or not wanted.blocs:
        parts.append(_countries(rows, held, wanted))
    parts += [
        _bloc(rows, name, members, read, held, wanted) for name, members in wanted.blocs.items()
    ]
    found = parts[0] if len(parts) == 1 else ibis.union(*parts)
    if held.worldwide:
        found = found.left_join(_world(rows), list(PRODUCT)).drop(
            *(f"{name}_right" for name in PRODUCT)
        )
    else:
        found = found.mutate(export_hhi=ibis.null("float64"))
    found = _figures(found, held)
    if wanted.limits is not None:
        found = _verdict(found, held, wanted.limits)
    else:
        found = found.mutate(
            years_met=ibis.null("int64"), years_told=ibis.null("int64"), meets=ibis.null("boolean")
        )
    found = found.filter(found.year.isin(wanted.years))
    if not wanted.everything:
        found = found.filter(found.meets)
    if wanted.top is not None:
        first = ibis.cases((found.meets, 0), (found.meets.isnull(), 1), else_=2)
        window = ibis.window(
            group_by=["buyer_iso3", "nomenclature", "year"],
            order_by=[first, found.imports.desc(), found.code],
        )
        found = found.mutate(place=ibis.row_number().over(window))
        found = found.filter(found.place < wanted.top)
    return found.select(*COLUMNS)


COLUMNS = (
    "buyer_iso3",
    "nomenclature",
    "code",
    "year",
    "imports",
    "missing",
    "import_hhi",
    "import_hhi_high",
    "supplier_iso3",
    "share",
    "exports",
    "imports_over_exports",
    "export_hhi",
    "outside_share",
    "years_met",
    "years_told",
    "meets",
)


def _rows(flows: Table, years: Sequence[int], held: Sequence[int], codes: Sequence[str]) -> Table:
    """Rows of the years, with the year as a number, and partners named or not."""
    import ibis

    rows = flows.mutate(year=flows.period.left(4).cast("int64"))
    if {*held} - {*years}:
        rows = rows.filter(rows.year.isin(list(years)))
    if codes:
        rows = rows.filter(rows.code.left(HEADING).isin(sorted({code[:HEADING] for code in codes})))
    apart = rows.importer.fill_null("") != rows.exporter.fill_null("")
    rows = rows.filter(apart)  # goods that come back are no trade with another country
    named = (rows.state != RESIDUAL) & (rows.exporter.fill_null("") != "")
    partner = ibis.ifelse(named, rows.exporter, ibis.null("string"))
    return rows.select(*PRODUCT, "flow", "importer", partner=partner, paid=rows.value)


def _countries(rows: Table, held: Held, wanted: Wanted) -> Table:
    """Imports and exports of countries."""
    bought = rows.filter(rows.flow.isin(INWARD) & rows.importer.notnull() & (rows.importer != ""))
    exports = _sold(rows)
    if wanted.countries:
        bought = bought.filter(bought.importer.isin(wanted.countries))
        exports = exports.filter(exports.partner.isin(wanted.countries))
    bought = _by_buyer(bought.mutate(buyer_iso3=bought.importer), unique=held.unique)
    found = _with_exports(bought, exports.rename(buyer_iso3="partner"))
    return found.mutate(inside=found.imported.cast("float64") * 0, unmoved=found.missing * 0)


def _bloc(
    rows: Table,
    name: str,
    members: Mapping[int, Collection[str]],
    years: Sequence[int],
    held: Held,
    wanted: Wanted,
) -> Table:
    """Imports and exports of a bloc as one buyer."""
    import ibis

    into = _member(rows, rows.importer, members, years)
    out = _member(rows, rows.partner, members, years)
    rows = rows.mutate(buyer_iso3=ibis.literal(name), into=into, out=out)
    inward = rows.flow.isin(INWARD) & rows.into
    bought = _by_buyer(rows.filter(inward & ~rows.out), unique=False)
    outward = rows.flow.isin(OUTWARD) & rows.out
    if not (wanted.rule is not None and wanted.rule.inside_exports):
        outward = outward & ~rows.into
    sold = rows.filter(outward).group_by("buyer_iso3", *PRODUCT)
    found = _with_exports(bought, sold.agg(exported=lambda t: t.paid.sum(), unsold=_lacking))
    within = (
        rows.filter(inward & rows.out)
        .group_by("buyer_iso3", *PRODUCT)
        .agg(inside=lambda t: t.paid.sum().cast("float64"), unmoved=_lacking)
    )
    keys = ["buyer_iso3", *PRODUCT]
    found = found.left_join(within, keys).drop(*(f"{key}_right" for key in keys))
    return found.mutate(inside=found.inside.fill_null(0), unmoved=found.unmoved.fill_null(0))


def _lacking(rows: Table) -> NumericValue:
    """Number of rows without a published value."""
    return rows.count() - rows.paid.count()  # engines add integers up in 128 bits


def _member(
    rows: Table, place: ibis.Column, members: Mapping[int, Collection[str]], years: Sequence[int]
) -> BooleanValue:
    """Whether a place is a member in the year of its row."""
    import ibis

    by_members: dict[frozenset[str], list[int]] = {}
    for year in years:
        by_members.setdefault(frozenset(members[year]), []).append(year)
    found = [
        rows.year.isin(at) & place.fill_null("").isin(sorted(of)) for of, at in by_members.items()
    ]
    return ibis.or_(*found) if found else ibis.literal(value=False)


def _by_buyer(rows: Table, *, unique: bool) -> Table:
    """Sums of a buyer's imports of a product: exact ones, squares, and the largest partner."""
    import ibis

    keys = ["buyer_iso3", *PRODUCT]
    if not unique:
        rows = rows.group_by(*keys, "partner").agg(lacking=_lacking, paid=lambda t: t.paid.sum())
    rows = rows.mutate(v=rows.paid.cast("float64"))
    named = rows.partner.notnull() & rows.paid.notnull()
    return rows.group_by(*keys).agg(
        imported=rows.paid.sum(),
        missing=_lacking(rows) if unique else rows.lacking.sum(),
        squares=(rows.v * rows.v).sum(where=named),
        unnamed=rows.v.sum(where=rows.partner.isnull()),
        largest=ibis.struct({"v": rows.v, "of": rows.partner}).max(where=named),
    )


def _sold(rows: Table) -> Table:
    """Exports of each product by country; the engine adds them up once for all that asks."""
    sold = rows.filter(rows.flow.isin(OUTWARD) & rows.partner.notnull())
    return sold.group_by(*PRODUCT, "partner").agg(exported=sold.paid.sum(), unsold=_lacking)


def _with_exports(bought: Table, exports: Table) -> Table:
    keys = ["buyer_iso3", *PRODUCT]
    return bought.left_join(exports, keys).drop(*(f"{key}_right" for key in keys))


def _world(rows: Table) -> Table:
    """HHI of the world's exports of each product and year."""
    import ibis

    of = _sold(rows)
    of = of.mutate(v=of.exported.cast("float64"))
    found = of.group_by(*PRODUCT).agg(
        squares_world=(of.v * of.v).sum(),
        total_world=of.exported.sum().cast("float64"),
        lacking_world=of.unsold.max(),
    )
    whole = ibis.ifelse(found.lacking_world > 0, ibis.null("float64"), found.squares_world)
    return found.select(
        *PRODUCT, export_hhi=SCALE * whole / (found.total_world * found.total_world).nullif(0)
    )


def _figures(found: Table, held: Held) -> Table:
    import ibis

    total = found.imported.cast("float64").fill_null(0)
    over = (total * total).nullif(0)
    squares = found.squares.fill_null(0)
    top = found.largest["v"].fill_null(0)
    unnamed = found.unnamed.fill_null(0)
    unsold = found.unsold.fill_null(0)
    if held.exports:
        sold = found.exported.cast("float64").fill_null(0)
        exports: NumericValue = ibis.ifelse(unsold > 0, ibis.null("float64"), sold)
    else:
        exports, unsold = ibis.null("float64"), found.missing * 0
    inside = ibis.ifelse(found.unmoved > 0, ibis.null("float64"), found.inside)
    return found.mutate(
        imports=total,
        missing=found.missing + found.unmoved + unsold,
        import_hhi=SCALE * squares / over,
        import_hhi_high=SCALE * (squares + 2 * top * unnamed + unnamed * unnamed) / over,
        supplier_iso3=ibis.ifelse(total > 0, found.largest["of"], ibis.null("string")),
        share=found.largest["v"] / total.nullif(0),
        exports=exports,
        imports_over_exports=total / exports.nullif(0),
        outside_share=total / (total + inside).nullif(0),
    )


def _verdict(found: Table, held: Held, limits: Thresholds) -> Table:
    """Whether the criteria are met in each year, and in enough years of the window."""
    import ibis

    met = _met(found, limits)
    no = ibis.null("int64")  # a count over years is quicker than a sum
    found = found.mutate(sure=ibis.ifelse(met, 1, no), lost=ibis.ifelse(met.isnull(), 1, no))
    window = ibis.range_window(
        group_by=["buyer_iso3", "nomenclature", "code"],
        order_by="year",
        preceding=limits.of_years - 1,
        following=0,
    )
    found = found.mutate(
        years_met=found.sure.count().over(window),
        years_told=_years_held(found, held, limits) - found.lost.count().over(window),
    )
    enough = found.years_met >= limits.met_in
    open_ = found.years_met + limits.of_years - found.years_told >= limits.met_in
    return found.mutate(
        meets=ibis.cases(
            (enough, ibis.literal(value=True)), (open_, ibis.null("boolean")), else_=False
        )
    )


def _met(found: Table, limits: Thresholds) -> BooleanValue:
    """Whether all criteria are met in the year; null if that is not known."""
    import ibis

    def above(low: NumericValue, high: NumericValue, limit: float) -> BooleanValue:
        return ibis.cases(
            (low.isnull(), ibis.null("boolean")),
            (low.round(DECIMALS) > limit, ibis.literal(value=True)),
            (high.round(DECIMALS) > limit, ibis.null("boolean")),
            else_=False,
        )

    criteria = []
    if limits.import_hhi is not None:
        criteria.append(above(found.import_hhi, found.import_hhi_high, limits.import_hhi))
    if limits.export_hhi is not None:
        criteria.append(above(found.export_hhi, found.export_hhi, limits.export_hhi))
    if limits.outside_share is not None:
        criteria.append(above(found.outside_share, found.outside_share, limits.outside_share))
    if limits.ratio is not None:
        ratio = found.imports_over_exports
        criteria.append(
            ibis.cases(
                (found.exports == 0, ibis.literal(value=True)),
                else_=above(ratio, ratio, limits.ratio),
            )
        )
    return ibis.ifelse(found.missing > 0, ibis.null("boolean"), ibis.and_(*criteria))


def _years_held(found: Table, held: Held, limits: Thresholds) -> IntegerValue:
    """Years of the window that the source holds."""
    import ibis

    number = ibis.literal(0, "int64")
    for year in held.years:
        inside = (found.year >= year) & (found.year < year + limits.of_years)
        for bloc in (bloc for bloc, at in held.gaps if at == year):
            inside = inside & (found.buyer_iso3 != bloc)
        number = number + inside.cast("int64")
    return number

"""reliance: net import reliance as published, and recomputed from statistics or trade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers import builder, read_as
from critmin.answers.builder import no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, roles, sources
from critmin.core.errors import NoData, QueryError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.core.sources import Edition
from critmin.core.stages import STAGE_PRODUCTS
from critmin.core.wording import counted
from critmin.declared.listed import TRADE
from critmin.declared.question import question
from critmin.supply_risk import eu_parameters, trade_reliance, us_reliance, us_statistics
from critmin.supply_risk.eu_parameters import Parameters
from critmin.supply_risk.trade_reliance import Reliances, TradeReliance
from critmin.supply_risk.us_reliance import USA, PrintedReliance
from critmin.supply_risk.us_statistics import Base
from critmin.trade import buyers
from critmin.trade.buyers import Buyer

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p

BOUNDS = ("computed_low", "computed_high")  # method of figures computed from trade
RECOMPUTED = "computed_consumption"  # with --extended
COMPUTED_NOTE = (
    "computed: (imports - exports) / (output + imports - exports) by weight, without stock "
    "changes and scrap; output refined from imported ore counts as domestic output"
)


class Row(NamedTuple):
    """Printed and recomputed reliance of a mineral."""

    mineral: str
    buyer_iso3: str
    year: int | None
    nir: float | None
    state: str | None
    computed_nir: float | None
    apparent_consumption: float | None
    unit: str | None
    sources_named: str | None
    form: str | None
    computed_low: float | None
    computed_high: float | None
    computed_consumption: float | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


@question(
    "reliance",
    group=TRADE,
    place=4,
    answers="How far a buyer relies on imports: published, and recomputed.",
    examples=(
        "critmin reliance antimony copper cobalt",
        "critmin reliance --buyer JPN --year 2024 -f csv",
    ),
    limits="As the publisher prints it, for the United States; for others computed from trade, as "
    "bounds.",
    named=Rule(one=("buyer",), beyond="reliance takes one buyer: ask once for each"),
    picture=True,
    buyer="always",
)
def reliance(
    *named: p.RiskNames,
    mineral: p.Mineral = None,
    buyer: p.RiskBuyer = None,
    year: p.Year = None,
    forms: p.PrintedForms = False,
    source: p.RelianceSource = None,
    extended: p.MoreConsumption = False,
) -> Table[Row]:
    """Net import reliance as printed, and as recomputed from statistics or trade.

    Parameters
    ----------
    *named : str
        Minerals (slugs, symbols, common names, products), none for all that have a figure; and the
        buyer, in any order.
    buyer : str, optional
        Country or bloc; the United States when none is named. For the United States the USGS
        prints a reliance, and statistics from which it is recomputed. For others it is computed
        from output and trade, if both are on one basis. Figures of the European Commission for
        the European Union are rows of 2020.
    year : str, int or sequence of int, optional
        The newest by default; each from the newest edition that prints it.
    forms : bool
        One row for each form with a printed reliance, named in ``form`` before ``flag``;
        otherwise only the mineral's main form. For other buyers than the United States there
        is always one row for each form.
    source : str, optional
        Edition of the USGS, ``usgs@2024``: each year as that edition prints it, for the United
        States alone. When not given, the newest edition that prints the year.
    extended : bool
        Add ``computed_consumption``, the apparent consumption as recomputed.

    Returns
    -------
    Table
        ``nir`` is a fraction, a lower limit if ``state`` is ``greater_than``, an upper limit
        if it is ``less_than``, and empty for a net exporter. ``computed_nir`` is
        (imports - exports + stock adjustment) / apparent consumption over the forms that
        count (reliance_forms.csv), empty with a reason if it cannot be computed; for other
        buyers see `critmin.supply_risk.trade_reliance`.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    NoData
        If nothing in the query has a figure.
    QueryError
        For an edition with a buyer other than the United States.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries; see
    `critmin.measures.net_import_reliance` and `critmin.measures.apparent_consumption`.
    """
    said = roles.read("reliance", named, mineral=mineral, buyer=buyer)
    slugs, years = arguments.slugs(said.minerals), arguments.years(year)
    importer = said.first("buyer") or USA
    query = {
        "command": "reliance",
        "minerals": said.minerals,
        "buyer": importer,
        "year": year,
        "forms": forms or None,
        "source": source,
        "extended": extended or None,
    }
    edition, resolved = _edition(source), buyers.buyer(importer)
    if resolved.code == USA:
        found = _printed(slugs, years, query, forms=forms, edition=edition)
    elif source is None:
        found = _from_trade(resolved, slugs, years, query)
    else:
        raise QueryError(
            "--source names an edition of the USGS, which prints the reliance of the United States "
            f"alone: leave it out for {resolved.name}"
        )
    return read_as.noted(found if extended else found.without((RECOMPUTED,)), said)


def _edition(source: str | None) -> str | None:
    """Edition of the USGS that was asked for; None for the newest of each year."""
    if source is None:
        return None
    named, have = sources.check(source), us_statistics.editions()
    if Edition.of(named).origin != Edition.of(have[0]).origin:
        raise NoData(f"{source} prints no net import reliance; there are {', '.join(have)}")
    return named if "@" in named else None


def _printed(
    slugs: Sequence[str],
    years: Sequence[int],
    query: dict[str, Any],
    *,
    forms: bool,
    edition: str | None,
) -> Table:
    """Reliance of the United States: printed by the USGS, and recomputed."""
    every = not slugs
    bases = [base for base in us_statistics.bases() if base.main or forms]
    found: list[PrintedReliance] = []
    missing: dict[str, str] = {}
    for slug in slugs or dict.fromkeys(base.mineral for base in bases):
        own = [base for base in bases if base.mineral == slug]
        printed = [one for base in own for one in _of_years(base, years, edition)]
        found += printed
        if not printed:
            missing[slug] = _why_nothing(slug, years, edition)
    if not found or (len(slugs) == 1 and all(one.empty for one in found)):
        reasons = [*missing.values(), *(_why_empty(one) for one in found)]
        raise NoData("; ".join(dict.fromkeys(reasons)))
    rows = [_printed_row(one) for one in found]
    rows += [] if every else [no_data(Row, mineral=slug, buyer_iso3=USA) for slug in missing]
    editions = sorted({id_ for one in found for id_ in one.sources}, reverse=True)
    full = builder.answer(
        rows,
        columns_of(Row, year=9, computed_nir=9, form=9, source=4, flag=3),
        query=query,
        cited=sources.records(editions),
        cautions=[*us_reliance.cautions(found, every=every), *_missing(missing, every=every)],
        notes=_notes(found, every=every, forms=forms),
        summary=_summary,
        chart=_chart,
    )
    return full.without(BOUNDS if forms else (*BOUNDS, "form"))


def _of_years(base: Base, years: Sequence[int], edition: str | None) -> Iterator[PrintedReliance]:
    """Printed reliance of each year, from the edition named or the newest that has it."""
    for year in years or (None,):
        place = us_statistics.edition_for(base, year, edition)
        if place is not None:
            yield PrintedReliance.of(base, *place)


def _printed_row(one: PrintedReliance) -> Row:
    consumption, unit = one.use
    return Row(
        mineral=one.base.mineral,
        buyer_iso3=USA,
        year=one.year,
        nir=one.limit,
        state=one.printed.state,
        computed_nir=one.balance.reliance if one.balance else None,
        apparent_consumption=consumption,
        unit=unit,
        sources_named=one.import_sources or None,
        form=one.base.of or None,
        computed_low=None,
        computed_high=None,
        computed_consumption=one.balance.consumption if one.balance else None,
        flag=one.flags,
        source=tuple(one.sources),
    )


def _why_nothing(slug: str, years: Sequence[int], edition: str | None) -> str:
    own = [base for base in us_statistics.bases() if base.mineral == slug]
    have = sorted({year for base in own for year in us_statistics.span(base, edition)})
    who = f"{edition} prints" if edition else "the bundled USGS editions print"
    if not have:
        return f"no data for {slug}: {who} no net import reliance for it"
    wanted = ", ".join(str(year) for year in years)
    return f"no data for {slug} in {wanted}: {who} {have[0]} to {have[-1]}"


def _why_empty(one: PrintedReliance) -> str:
    return (
        f"no data for {one.what}: the reliance printed is {one.printed.state}, and not "
        f"recomputed: {one.reason}"
    )


def _missing(missing: dict[str, str], *, every: bool) -> list[Caution]:
    if every and missing:
        number = counted(len(missing), "mineral")
        return [caution("no_data:reliance", number=number, minerals=tuple(missing))]
    return [Caution("no_data", reason) for reason in missing.values()]


def _notes(found: Sequence[PrintedReliance], *, every: bool, forms: bool) -> Iterator[str]:
    """Notes on how each reliance is computed, and on other forms with a printed one."""
    if every:
        yield "how each mineral is computed: datasets/reliance_bases.csv and reliance_forms.csv"
        return
    for base in dict.fromkeys(one.base for one in found):
        if base.formula:
            yield f"{base.what}: {base.formula}"
        if base.note:
            yield f"{base.what}: {base.note}"
        others = [b.of for b in us_statistics.bases() if b.mineral == base.mineral and b != base]
        if others and not forms:
            yield f"{base.mineral} also has a printed reliance for {', '.join(others)}: --forms"


def _from_trade(
    buyer: Buyer, slugs: Sequence[str], years: Sequence[int], query: dict[str, Any]
) -> Table:
    """Reliance computed from output and trade, and printed for the European Union."""
    found = trade_reliance.find(buyer, slugs, years)
    return builder.answer(
        _trade_rows(found, every=not slugs),
        columns_of(Row, form=9, computed_nir=9, computed_low=4, computed_high=4, source=3, flag=3),
        query=query,
        cited=sources.records(found.sources),
        cautions=found.cautions(every=not slugs),
        notes=[COMPUTED_NOTE],
        summary=_summary,
        chart=_chart,
    )


def _trade_rows(found: Reliances, *, every: bool) -> list[Row]:
    """Rows by mineral: printed first, then by year and form.

    Minerals without a figure have a row only if they were named.
    """
    code = found.buyer.code
    rows = [_eu_row(one) for one in found.printed]
    rows += [_computed_row(one, code) for one in found.computed]
    if not every:
        rows += [
            no_data(Row, mineral=gap.mineral, buyer_iso3=code, year=gap.year, form=gap.form)
            for gap in found.missing
        ]
    forms = [None, *STAGE_PRODUCTS.values()]
    return sorted(
        rows,
        key=lambda row: (
            found.minerals.index(row.mineral),
            row.nir is None,
            row.year or 0,
            forms.index(row.form),
        ),
    )


def _eu_row(one: Parameters) -> Row:
    """Row of the European Commission's figure for the European Union."""
    return Row(
        mineral=one.mineral,
        buyer_iso3=trade_reliance.EU,
        year=eu_parameters.YEAR,
        nir=one.import_reliance,
        state="number",
        computed_nir=None,
        apparent_consumption=None,
        unit=None,
        sources_named=None,
        form=STAGE_PRODUCTS[one.stage],
        computed_low=None,
        computed_high=None,
        computed_consumption=None,
        flag=trade_reliance.PRINTED_CODES,
        source=(eu_parameters.SOURCE,),
    )


def _computed_row(one: TradeReliance, buyer: str) -> Row:
    return Row(
        mineral=one.imports.mineral,
        buyer_iso3=buyer,
        year=one.imports.year,
        nir=None,
        state=one.state,
        computed_nir=one.reliance,
        apparent_consumption=one.consumption,
        unit="t",
        sources_named=one.suppliers or None,
        form=one.imports.form,
        computed_low=one.bounds.low,
        computed_high=one.bounds.high,
        computed_consumption=one.consumption,
        flag=one.flags,
        source=one.sources,
    )


def _summary(table: Table) -> str:
    from critmin.summaries.reliance import reliance

    return reliance(table)


def _chart(table: Table) -> Chart | None:
    from critmin.supply_risk.charts import reliance

    return reliance(table)

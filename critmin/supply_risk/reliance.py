"""How far a country relies on imports: as published, and recomputed from the statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Column, Table
from critmin.core import arguments, names, sources
from critmin.core.errors import NoData
from critmin.supply_risk import us_statistics
from critmin.supply_risk.trade_reliance import trade_reliance
from critmin.supply_risk.us_reliance import HOME, Answer, Row, cautions
from critmin.supply_risk.us_statistics import Base
from critmin.trade import buyers

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = weighing(
    columns(
        "mineral buyer_iso3 year nir state computed_nir apparent_consumption unit sources_named "
        "flag source"
    ),
    year=9,
    computed_nir=9,
    source=4,
    flag=3,
)

FORM = weighing(columns("form"), form=9)  # rows of one mineral differ by it


def reliance(
    *minerals: str,
    buyer: str = HOME,
    year: str | int | Sequence[int] | None = None,
    forms: bool = False,
) -> Table:
    """Net import reliance as it is printed, and as it comes out of the statistics.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; none means all that have a figure.
    buyer : str
        Country or bloc. The USGS prints a reliance of the United States, and statistics to
        recompute it from. Of others it is reckoned from output and trade where both are on
        one basis; what the Commission prints for the European Union stands in rows of 2020.
    year : str, int or sequence of int, optional
        The newest by default; each from the newest edition that prints it.
    forms : bool
        A row for each form the publisher prints a reliance of, named in ``form`` before
        ``flag``; otherwise the form that stands for the mineral. Of other buyers than the
        United States there is always a row for each form.

    Returns
    -------
    Table
        ``nir`` is a fraction, a lower limit where ``state`` is ``greater_than``, an upper
        one where it is ``less_than``, and empty for a net exporter. ``computed_nir`` is
        (imports - exports + stock adjustment) / apparent consumption over the forms that
        count (reliance_forms.csv), empty with a reason where that cannot be settled; of
        other buyers see `critmin.supply_risk.trade_reliance`.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If nothing asked for has a figure.
    """
    slugs = list(dict.fromkeys(names.mineral(text).slug for text in arguments.flat(minerals)))
    years = arguments.years(year)
    asked = {"command": "reliance", "minerals": list(minerals), "buyer": buyer, "year": year}
    query = {key: value for key, value in asked.items() if value not in (None, [], ())}
    who = buyers.buyer(buyer)
    if who.code != HOME:
        return trade_reliance(who, slugs, years).replace(query=query)
    return _printed(slugs, years, query, forms=forms)


def _printed(
    slugs: Sequence[str], years: Sequence[int], query: dict[str, Any], *, forms: bool
) -> Table:
    """What the USGS prints for the United States, and what it comes to recomputed."""
    wanted = [base for base in us_statistics.bases() if base.main or forms]
    found: list[Answer] = []
    missing: dict[str, str] = {}
    for slug in slugs or list(dict.fromkeys(base.mineral for base in wanted)):
        own = [base for base in wanted if base.mineral == slug]
        answers = [answer for base in own for answer in _answers(base, years)]
        found += answers
        if not answers:
            missing[slug] = _why_nothing(slug, years)
    if not found or (len(slugs) == 1 and all(answer.empty for answer in found)):
        reasons = [*missing.values(), *(_said(answer) for answer in found)]
        raise NoData("; ".join(dict.fromkeys(reasons)))
    rows = [answer.row(with_form=forms) for answer in found]
    if slugs:
        rows += [_no_data_row(slug, with_form=forms) for slug in missing]
    return Table(
        chart=_chart,
        query=query,
        columns=_columns(with_form=forms),
        rows=tuple(rows),
        sources=sources.records(sorted({s for a in found for s in a.sources}, reverse=True)),
        warnings=tuple([*cautions(found, every=not slugs), *_missing(missing, every=not slugs)]),
        notes=tuple(_notes(found, every=not slugs, forms=forms)),
    )


def _columns(*, with_form: bool) -> tuple[Column, ...]:
    return (*COLUMNS[:-2], *FORM, *COLUMNS[-2:]) if with_form else COLUMNS


def _answers(base: Base, years: Sequence[int]) -> Iterator[Answer]:
    for year in years or (None,):
        place = us_statistics.edition_for(base, year)
        if place is not None:
            yield Answer.of(base, *place)


def _why_nothing(slug: str, years: Sequence[int]) -> str:
    have = sorted(
        {y for b in us_statistics.bases() if b.mineral == slug for y in us_statistics.span(b)}
    )
    if not have:
        return f"no data for {slug}: the USGS statistics at hand print no net import reliance of it"
    asked = ", ".join(str(year) for year in years)
    return f"no data for {slug} in {asked}: the USGS editions at hand print {have[0]} to {have[-1]}"


def _said(answer: Answer) -> str:
    return (
        f"no data for {answer.what}: the reliance printed is {answer.printed.state}, and not "
        f"recomputed: {answer.reason}"
    )


def _missing(missing: dict[str, str], *, every: bool) -> list[Caution]:
    if every and missing:
        return [Caution("no_data", f"{len(missing)} minerals have no figure: {', '.join(missing)}")]
    return [Caution("no_data", reason) for reason in missing.values()]


def _no_data_row(slug: str, *, with_form: bool) -> Row:
    return (slug, HOME, *(None,) * (8 if with_form else 7), "no_data", None)


def _notes(found: Sequence[Answer], *, every: bool, forms: bool) -> Iterator[str]:
    """How each answer was reckoned, and which other forms have a printed reliance."""
    if every:
        yield "how each mineral is reckoned: datasets/reliance_bases.csv and reliance_forms.csv"
        return
    for base in dict.fromkeys(answer.base for answer in found):
        if base.formula:
            yield f"{base.what}: {base.formula}"
        if base.note:
            yield f"{base.what}: {base.note}"
        others = [b.of for b in us_statistics.bases() if b.mineral == base.mineral and b != base]
        if others and not forms:
            yield f"{base.mineral} has a reliance of {', '.join(others)} too: --forms"


def _chart(table: Table) -> Chart | None:
    from critmin.supply_risk.charts import reliance

    return reliance(table)

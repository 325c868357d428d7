"""How far a buyer without statistics of its own relies on imports: from output and trade.

(imports - exports) / (output + imports - exports), of a stage's output and trade in its own
product, in one year and on one basis. Beside it stands what the European Commission
publishes for the European Union; the two are never blended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from critmin.answers import cautions
from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.core import sources
from critmin.core.errors import NoData
from critmin.supply.cautions import counted
from critmin.supply_risk import eu_parameters
from critmin.supply_risk.eu_parameters import Parameters
from critmin.supply_risk.home_output import FORMS, STAGES, home_output
from critmin.supply_risk.reckoned import Reckoned
from critmin.trade import cautions as trade_cautions
from critmin.trade import codes, flows, imports
from critmin.trade.buyers import Buyer
from critmin.trade.imports import ImportFinder

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = weighing(
    columns(
        "mineral buyer_iso3 year nir state computed_nir apparent_consumption unit sources_named "
        "form computed_low computed_high flag source"
    ),
    form=9,
    computed_nir=9,
    computed_low=4,
    computed_high=4,
    source=3,
    flag=3,
)
NAMES = [column.name for column in COLUMNS]
EU = "eu27"
Row = tuple[Cell, ...]


class Missing(NamedTuple):
    """A mineral, form and year without a figure, and why; ``form`` empty when none trades."""

    mineral: str
    form: str
    year: int
    reason: str


@dataclass
class Answers:
    """What was found for a buyer: printed for the European Union, reckoned, and missing."""

    buyer: Buyer
    printed: list[Parameters] = field(default_factory=list)
    reckoned: list[Reckoned] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def rows(self, order: Sequence[str], *, every: bool) -> list[Row]:
        """Rows by mineral: what is printed, then year by year and form by form.

        Empty ones only where minerals were named.
        """
        found = [_printed_row(p) for p in self.printed]
        found += [r.row(self.buyer) for r in self.reckoned]
        found += [] if every else [_empty(lack, self.buyer) for lack in self.missing]
        forms = [None, *FORMS.values()]

        def place(row: Row) -> tuple[int, bool, int, int]:
            cells = dict(zip(NAMES, row, strict=True))
            ours = cells["nir"] is None
            form = forms.index(None if cells["form"] is None else str(cells["form"]))
            return order.index(str(row[0])), ours, int(str(cells["year"])), form

        return sorted(found, key=place)

    @property
    def sources(self) -> list[str]:
        """Source ids of all figures."""
        printed = [eu_parameters.SOURCE] if self.printed else []
        return [*(s for r in self.reckoned for s in r.sources), *printed]


def trade_reliance(buyer: Buyer, slugs: Sequence[str], years: Sequence[int]) -> Table:
    """Reliance of a buyer from output and trade, one row per mineral, form and year.

    Parameters
    ----------
    buyer : Buyer
        Country or bloc; trade among a bloc's members is left out.
    slugs : sequence of str
        Minerals; none means all that trade.
    years : sequence of int
        None means the newest trade year, and what is published for the European Union.

    Returns
    -------
    Table
        ``nir`` is the Commission's, in a row of its own; ``computed_nir`` ours.

    Raises
    ------
    NoData
        If nothing asked for has a figure, with every reason.
    """
    answers = _find(buyer, slugs, years)
    if not answers.reckoned and not answers.printed:
        reasons = dict.fromkeys(lack.reason for lack in answers.missing)
        raise NoData("; ".join(reasons) if slugs else f"no data for any mineral and {buyer.name}")
    order = list(dict.fromkeys(slugs or sorted(_minerals(buyer))))
    rows = answers.rows(order, every=not slugs)
    return Table(
        chart=_chart,
        query={},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(answers.sources),
        warnings=tuple(_cautions(answers, every=not slugs)),
        notes=(
            "reckoned: (imports - exports) / (output + imports - exports) by weight, without "
            "stock changes and scrap; what is refined from imported ore counts as output",
        ),
    )


def _find(buyer: Buyer, slugs: Sequence[str], years: Sequence[int]) -> Answers:
    answers = Answers(buyer)
    wanted = slugs or sorted(_minerals(buyer))
    if buyer.code == EU and (not years or eu_parameters.YEAR in years):
        answers.printed = [
            p
            for p in eu_parameters.parameters()
            if p.mineral in wanted and p.import_reliance is not None
        ]
    for year in years or [flows.years("baci-hs92")[-1]]:
        desk = ImportFinder(buyer, [year], measure="weight")
        for slug in wanted:
            _ask(desk, slug, year, answers)
    return answers


def _minerals(buyer: Buyer) -> set[str]:
    printed = {p.mineral for p in eu_parameters.parameters()} if buyer.code == EU else set()
    return {*imports.minerals_with_trade(buyer), *printed}


def _ask(desk: ImportFinder, slug: str, year: int, answers: Answers) -> None:
    forms = [form for form in codes.forms_of(slug) if form in STAGES]
    if not forms:
        reason = f"no data for {slug}: no tariff code is mapped to its ore or its refined product"
        answers.missing.append(Missing(slug, "", year, reason))
    for form in forms:
        what = f"no data for {slug} {form} {year} and {desk.buyer.name}"
        try:
            bought, sold = desk.both_ways(slug, form, year)
            home = home_output(
                what, slug, STAGES[form], year, desk.buyer.members(year), [bought, sold]
            )
            answers.reckoned.append(Reckoned.of(what, bought, sold, home))
        except NoData as reason:
            answers.missing.append(Missing(slug, form, year, str(reason)))


def _printed_row(p: Parameters) -> Row:
    head: Row = (p.mineral, EU, eu_parameters.YEAR, p.import_reliance, "number")
    flags = "period_average;transcribed;not_recomputed"
    return (*head, *(None,) * 4, FORMS[p.stage], None, None, flags, eu_parameters.SOURCE)


def _empty(lack: Missing, buyer: Buyer) -> Row:
    head: Row = (lack.mineral, buyer.code, lack.year)
    return (*head, *(None,) * 6, lack.form or None, None, None, "no_data", None)


def _cautions(answers: Answers, *, every: bool) -> Iterator[Caution]:
    if answers.printed:
        yield from _about_printed(answers.printed, every=every)
    said = [caution for found in answers.reckoned for caution in found.cautions()]
    if answers.buyer.is_bloc and answers.reckoned:
        yield Caution(
            "intra_bloc_excluded",
            f"{answers.buyer.name} is one buyer: trade among its members is left out",
        )
    if not every:
        yield from trade_cautions.summarised(said, len(answers.reckoned))
        yield from dict.fromkeys(Caution("no_data", lack.reason) for lack in answers.missing)
        return
    yield from counted(said)
    have = {r.bought.mineral for r in answers.reckoned} | {p.mineral for p in answers.printed}
    absent = sorted({lack.mineral for lack in answers.missing} - have)
    if absent:
        message = f"{len(absent)} minerals have no figure: {', '.join(absent)}; name one for why"
        yield Caution("no_data", message)


def _about_printed(printed: Sequence[Parameters], *, every: bool) -> Iterator[Caution]:
    source, span = eu_parameters.SOURCE, sources.averaged_years(eu_parameters.SOURCE)
    yield Caution("period_average", f"{source}: the printed reliance averages {span}")
    yield Caution("transcribed", f"{source}: {cautions.meaning('transcribed')}")
    yield Caution(
        "not_recomputed",
        f"{source}: the printed reliance is not recomputed: no output and trade of {span} on one "
        "basis are bundled; other years are reckoned in rows of their own",
    )
    none = [f"{p.mineral} {p.stage}" for p in printed if p.import_reliance == 0]
    if none and not every:
        message = f"{', '.join(none)}: 0 is printed for net exporters too"
        yield Caution("publisher_note", f"{source}: {message}")


def _chart(table: Table) -> Chart | None:
    from critmin.supply_risk.charts import reliance

    return reliance(table)

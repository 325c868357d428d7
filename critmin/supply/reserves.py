"""reserves: mine output and reserves by country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from critmin.answers import read_as
from critmin.answers.builder import codes, no_data
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments, names, roles, sources
from critmin.core.errors import NoData, UnitError
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule
from critmin.declared.listed import SUPPLY
from critmin.declared.question import question
from critmin.supply import bundled_tables, query, source_choice
from critmin.supply.bundled_tables import Entry
from critmin.supply.distribution import Distribution
from critmin.supply.query import flags_of
from critmin.supply.stand_ins import stand_ins
from critmin.supply.supply_table import Inputs, Missing, SupplyRow, SupplyTable

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """Output and reserves of a country, the residual or the total."""

    mineral: str
    basis: str | None
    year: int | None
    country: str | None
    iso3: str | None
    kind: str | None
    production: float | None
    production_share: float | None
    reserves: float | None
    reserves_share: float | None
    unit: str | None
    reserve_years: float | None
    untapped: bool | None
    flag: tuple[str, ...]
    source: tuple[str, ...]

    @property
    def stage(self) -> str:
        """Stage of what is shared out, as rows of shares have it."""
        return "reserves"


@question(
    "reserves",
    group=SUPPLY,
    place=3,
    answers="Mine output and reserves by country, side by side.",
    examples=(
        "critmin reserves rare-earths",
        "critmin reserves lithium --columns country,reserves_share,untapped -f csv",
    ),
    limits="Reserves are what can be mined today at a profit, not what is in the ground.",
    named=Rule(rest="country", needs_mineral=True, blocs=False),
    picture=True,
    map=True,
)
def reserves(
    *named: p.SupplyNames,
    mineral: p.Mineral = None,
    country: p.Countries = None,
    year: p.Year = None,
    source: p.SourceId = None,
    total: p.Total = None,
    basis: p.Basis = None,
) -> Table[Row]:
    """Mine output and reserves by country, from one edition.

    Parameters
    ----------
    *named : str
        At least one mineral, and countries to show alone, in any order.
    country : str or sequence of str, optional
        Only these countries; one that the source does not list has an empty row.
    year : str, int or sequence of int, optional
        Year of the reserves; output is of the same year where the edition has it.

    Returns
    -------
    Table
        One row per country with either figure, both in ``unit``; shares are in [0, 1].
        ``reserve_years`` is reserves / output, empty if their bases differ; ``untapped`` is
        true if there are reserves and the source prints no output.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        If no mineral is named, or a year or total is malformed.
    NoData
        If no mineral of the query has reserves.
    """
    said = roles.read("reserves", named, mineral=mineral, country=country)
    only = arguments.countries(said.of("country"))
    arguments.total(total)
    wanted = sources.check(source) if source else None
    years = arguments.years(year)
    inputs = Inputs()
    rows: list[Row] = []
    cautions: list[Caution] = []
    notes: list[str] = []
    made: dict[str, tuple[str, int]] = {}
    slugs = arguments.slugs(said.minerals)
    for slug, code in _answering(slugs, years, wanted, inputs).items():
        try:
            entries = source_choice.choose(
                slug, "reserves", years=years, source=wanted, basis=basis
            )
        except NoData as reason:
            inputs.missing.append(Missing(slug, "reserves", str(reason)))
            rows.append(no_data(Row, mineral=slug))
            continue
        for chosen in entries:
            entry = chosen if basis else _comparable(chosen)
            try:
                pair = _Pair(bundled_tables.load(entry).coded(code), _output_of(entry), total)
            except NoData as reason:
                inputs.missing.append(Missing(slug, "reserves", str(reason)))
                rows.append(no_data(Row, mineral=slug))
                continue
            inputs.tables.append(pair.reserves.table)
            rows += pair.only(only) if only else pair.rows()
            cautions += pair.cautions()
            notes += pair.notes()
            if pair.output is not None:
                made[slug] = (pair.output.table.stage, pair.output.table.year)
    inputs.refuse_if_empty()
    inputs.sources = sources.records(table.source for table in inputs.tables)
    question = {
        "command": "reserves",
        "minerals": said.minerals,
        "country": only,
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
    }
    return query.answer(
        inputs,
        columns_of(Row),
        rows,
        query=question,
        cautions=[*read_as.cautions(said), *cautions],
        notes=notes,
        summary=partial(_summary, made=made),
        chart=_chart,
        map=_map,
    )


def _summary(table: Table, made: Mapping[str, tuple[str, int]]) -> str:
    from critmin.summaries.reserves import reserves

    return reserves(table, made)


def _chart(table: Table) -> Chart | None:
    from critmin.supply.charts import reserves

    return reserves(table)


def _map(table: Table) -> Chart | None:
    from critmin.supply.share_charts import reserves_map

    return reserves_map(table)


def _answering(
    named: Sequence[str], years: Sequence[int], source: str | None, inputs: Inputs
) -> dict[str, str]:
    """Minerals whose reserves answer, each with the warning code of its rows."""
    answering: dict[str, str] = {}
    for slug in named:
        found = stand_ins(slug, "reserves", years=years, source=source)
        inputs.cautions += found.cautions
        for one in found.slugs:
            answering.setdefault(one, found.code)
    return answering


def _comparable(entry: Entry) -> Entry:
    """Reserves of the same edition on a basis that its output also has, if there are any."""
    mined = bundled_tables.by_mineral_stage().get((entry.mineral, "mining"), [])
    bases = {e.basis for e in mined if e.source == entry.source and bundled_tables.usable(e)}
    if entry.basis in bases:
        return entry
    held = bundled_tables.by_mineral_stage()[entry.mineral, "reserves"]
    same = [e for e in held if (e.source, e.year) == (entry.source, entry.year)]
    return next((e for e in same if bundled_tables.usable(e) and e.basis in bases), entry)


def _output_of(entry: Entry) -> SupplyTable | None:
    """Output of the same edition, on the basis and in the year of the reserves if possible."""
    here: list[Entry] = []
    for stage in ("mining", "refining"):  # a by-product first appears as refinery output
        made = bundled_tables.by_mineral_stage().get((entry.mineral, stage), [])
        here = here or [e for e in made if e.source == entry.source and bundled_tables.usable(e)]
    if not here:
        return None
    best = max(here, key=lambda e: (e.basis == entry.basis, e.year == entry.year, e.year))
    return bundled_tables.load(best)


class _Pair:
    """Reserves with the output of the same edition."""

    def __init__(self, stock: SupplyTable, output: SupplyTable | None, total: str | None) -> None:
        self.comparable = output is not None and output.basis == stock.basis
        if output is not None:
            try:
                stock = stock.scaled_to(output.unit)
            except UnitError:
                self.comparable = False
        self.reserves = query.shares_of(stock, total)
        self.output = None if output is None else query.shares_of(output, total)

    def rows(self) -> list[Row]:
        stock = {row.iso3 or row.country: row for row in self.reserves.table.countries}
        output = (
            {}
            if self.output is None
            else {row.iso3 or row.country: row for row in self.output.table.countries}
        )
        order = sorted(
            dict.fromkeys([*stock, *output]),
            key=lambda key: (-_amount(stock.get(key)), -_amount(output.get(key)), key),
        )
        found = [self._row(output.get(key), stock.get(key)) for key in order]
        for kind in ("residual", "total"):
            found += self._pairs(kind)
        return found

    def only(self, countries: Sequence[str]) -> list[Row]:
        """Rows of some countries, in their order; one that is not listed has no figure."""
        found = {row.iso3: row for row in self.rows()}
        table = self.reserves.table
        return [
            found.get(iso3)
            or no_data(
                Row,
                mineral=table.mineral,
                basis=table.basis,
                year=table.year,
                country=names.countries()[iso3].name,
                iso3=iso3,
                kind="country",
                flag=("not_listed",),
                source=(table.source,),
            )
            for iso3 in countries
        ]

    def _pairs(self, kind: str) -> list[Row]:
        stock = _lumped(self.reserves, kind)
        output = [] if self.output is None else _lumped(self.output, kind)
        pairs: dict[str, list[SupplyRow | None]] = {}
        for place, rows in enumerate((output, stock)):
            for row in rows:
                pairs.setdefault(row.country, [None, None])[place] = row
        return [self._row(out, stock) for out, stock in pairs.values()]

    def _row(self, output: SupplyRow | None, stock: SupplyRow | None) -> Row:
        some = stock or output
        if some is None:  # pragma: no cover - a key comes from one of the two
            raise ValueError("neither output nor reserves")
        country = some.kind == "country"
        made = output.centre if output else None
        left = stock.centre if stock else None
        flags = list(flags_of(self.output, output)) if self.output and output else []
        flags += flags_of(self.reserves, stock) if stock else []
        if not self.comparable and made is not None and left is not None:
            flags.append("basis_differs")
        exact = stock is not None and stock.state == "number"
        years = left / made if exact and self.comparable and left and made else None
        return Row(
            self.reserves.table.mineral,
            self.reserves.table.basis,
            self.reserves.table.year,
            some.country,
            some.iso3 or None,
            some.kind,
            made,
            _share(self.output, output) if country else None,
            left,
            _share(self.reserves, stock) if country else None,
            self.reserves.table.unit,
            years,
            self._untapped(output, left) if country else None,
            codes(flags),
            (self.reserves.table.source,),
        )

    def _untapped(self, output: SupplyRow | None, stock: float | None) -> bool | None:
        """Whether there are reserves and no output; None if either is unknown.

        A withheld output is an output; a country that is not among the producers has none.
        """
        if output is not None and (output.state == "withheld" or (output.centre or 0) > 0):
            return False
        if stock is None or self.output is None or (output is not None and output.centre is None):
            return None
        return stock > 0

    def cautions(self) -> list[Caution]:
        found = self.reserves.cautions()
        if self.output is not None:
            found += self.output.cautions()
            if not self.comparable:
                output, stock = self.output.table, self.reserves.table
                found.append(
                    caution(
                        "basis_differs",
                        mineral=stock.mineral,
                        output=f"{output.basis} ({output.unit})",
                        reserves=f"{stock.basis} ({stock.unit})",
                    )
                )
        return found

    def notes(self) -> list[str]:
        table = self.reserves.table
        if self.output is None:
            return [f"{table.mineral}: {source_choice.why_no_data(table.mineral, 'mining')}"]
        found = []
        if self.output.table.stage != "mining":
            found.append(f"{table.mineral}: output is of the {self.output.table.stage} stage")
        if self.output.table.year != table.year:
            found.append(f"{table.mineral}: output is of {self.output.table.year}")
        return found


def _lumped(shares: Distribution, kind: str) -> list[SupplyRow]:
    """Residual rows, or the printed total."""
    if kind == "residual":
        return shares.unattributed
    return [row for row in shares.table.rows if row.kind == kind]


def _amount(row: SupplyRow | None) -> float:
    return (row.centre or 0.0) if row else 0.0


def _share(shares: Distribution | None, row: SupplyRow | None) -> float | None:
    return None if shares is None or row is None else shares.share(row)

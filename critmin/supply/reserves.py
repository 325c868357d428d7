"""Output against reserves: who mines, who could."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Table
from critmin.core import names
from critmin.core.errors import NoData, QueryError, UnitError
from critmin.supply import query as asking
from critmin.supply import register, source_choice
from critmin.supply.found import Asked
from critmin.supply.register import Entry
from critmin.supply.shares import Distribution
from critmin.supply.tables import SupplyRow, SupplyTable

COLUMNS = columns(
    "mineral basis year country iso3 kind production production_share reserves reserves_share "
    "unit reserve_years untapped flag source"
)
Row = tuple[Cell, ...]


def reserves(
    *minerals: str,
    year: str | int | Sequence[int] | None = None,
    source: str | None = None,
    total: str | None = None,
    basis: str | None = None,
) -> Table:
    """Mine output and reserves by country, from one edition.

    Parameters
    ----------
    *minerals : str
        At least one.
    year : str, int or sequence of int, optional
        Year of the reserves; output is of the same year where the edition has it.
    source, total, basis
        As in `critmin.share`.

    Returns
    -------
    Table
        One row per country with either figure. ``reserve_years`` is reserves over
        output, empty where their bases differ; ``untapped`` is true where there are
        reserves and the source prints no output.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If no mineral asked for has reserves.
    """
    if not minerals:
        raise QueryError("name at least one mineral")
    asking.check_total(total)
    wanted = register.check_source(source) if source else None
    years = asking.parse_years(year)
    asked = Asked()
    rows: list[Row] = []
    cautions: list[Caution] = []
    notes: list[str] = []
    slugs = [names.mineral(text).slug for text in asking.flat(minerals)]
    for slug in dict.fromkeys(asking.ore_of(slug, "reserves", asked) for slug in slugs):
        try:
            entries = source_choice.choose(
                slug, "reserves", years=years, source=wanted, basis=basis
            )
        except NoData as reason:
            asked.missing.append((slug, "reserves", str(reason)))
            rows.append((slug, *(None,) * 12, "no_data", None))
            continue
        for chosen in entries:
            entry = chosen if basis else _comparable(chosen)
            try:
                pair = _Pair(register.load(entry), _output_of(entry), total)
            except NoData as reason:
                asked.missing.append((slug, "reserves", str(reason)))
                rows.append((slug, *(None,) * 12, "no_data", None))
                continue
            asked.found.append(pair.held.table)
            rows += pair.rows()
            cautions += pair.cautions()
            notes += pair.notes()
    asked.refuse_if_empty()
    asked.sources = register.sources_of(table.source for table in asked.found)
    query = {
        "command": "reserves",
        "minerals": list(minerals),
        "year": year,
        "source": source,
        "total": total,
        "basis": basis,
    }
    return asking.answer(asked, COLUMNS, rows, query=query, cautions=cautions, notes=notes)


def _comparable(entry: Entry) -> Entry:
    """Of the same edition's reserves, those on a basis that output is printed on, if any."""
    mined = register.by_mineral_stage().get((entry.mineral, "mining"), [])
    bases = {e.basis for e in mined if e.source == entry.source and register.usable(e)}
    if entry.basis in bases:
        return entry
    held = register.by_mineral_stage()[entry.mineral, "reserves"]
    same = [e for e in held if (e.source, e.year) == (entry.source, entry.year)]
    return next((e for e in same if register.usable(e) and e.basis in bases), entry)


def _output_of(entry: Entry) -> SupplyTable | None:
    """Output of the same edition, on the reserves' basis and year where there is one."""
    here: list[Entry] = []
    for stage in ("mining", "refining"):  # a by-product is first put out at the refinery
        made = register.by_mineral_stage().get((entry.mineral, stage), [])
        here = here or [e for e in made if e.source == entry.source and register.usable(e)]
    if not here:
        return None
    best = max(here, key=lambda e: (e.basis == entry.basis, e.year == entry.year, e.year))
    return register.load(best)


class _Pair:
    """Reserves and the output beside them."""

    def __init__(self, held: SupplyTable, mined: SupplyTable | None, total: str | None) -> None:
        self.comparable = mined is not None and mined.basis == held.basis
        if mined is not None:
            try:
                held = held.scaled_to(mined.unit)
            except UnitError:
                self.comparable = False
        self.held = asking.distribution(held, total)
        self.mined = None if mined is None else asking.distribution(mined, total)

    def rows(self) -> list[Row]:
        held = {row.iso3 or row.country: row for row in self.held.table.countries}
        mined = (
            {}
            if self.mined is None
            else {row.iso3 or row.country: row for row in self.mined.table.countries}
        )
        order = sorted(
            dict.fromkeys([*held, *mined]),
            key=lambda key: (-_amount(held.get(key)), -_amount(mined.get(key)), key),
        )
        found = [self._row(mined.get(key), held.get(key)) for key in order]
        for kind in ("residual", "total"):
            found += self._lumped(kind)
        return found

    def _lumped(self, kind: str) -> list[Row]:
        held = [row for row in self.held.table.rows if row.kind == kind]
        mined = [] if self.mined is None else [r for r in self.mined.table.rows if r.kind == kind]
        pairs: dict[str, list[SupplyRow | None]] = {}
        for place, rows in enumerate((mined, held)):
            for row in rows:
                pairs.setdefault(row.country, [None, None])[place] = row
        return [self._row(out, stock) for out, stock in pairs.values()]

    def _row(self, mined: SupplyRow | None, held: SupplyRow | None) -> Row:
        some = held or mined
        if some is None:  # pragma: no cover - a key comes from one of the two
            raise ValueError("neither output nor reserves")
        country = some.kind == "country"
        output = mined.centre if mined else None
        stock = held.centre if held else None
        flags = [asking.row_flags(row) for row in (mined, held) if row]
        if not self.comparable and output is not None and stock is not None:
            flags.append("basis_differs")
        exact = held is not None and held.state == "number"
        years = stock / output if exact and self.comparable and stock and output else None
        return (
            self.held.table.mineral,
            self.held.table.basis,
            self.held.table.year,
            some.country,
            some.iso3 or None,
            some.kind,
            output,
            _share(self.mined, mined) if country else None,
            stock,
            _share(self.held, held) if country else None,
            self.held.table.unit,
            years,
            self._untapped(mined, stock) if country else None,
            asking.joined(flags) or None,
            self.held.table.source,
        )

    def _untapped(self, mined: SupplyRow | None, stock: float | None) -> bool | None:
        """Reserves and no output; None where either cannot be told.

        A withheld output is an output; a country that the table of producers does
        not list has none.
        """
        if mined is not None and (mined.state == "withheld" or (mined.centre or 0) > 0):
            return False
        if stock is None or self.mined is None or (mined is not None and mined.centre is None):
            return None
        return stock > 0

    def cautions(self) -> list[Caution]:
        found = self.held.cautions()
        if self.mined is not None:
            found += self.mined.cautions()
            if not self.comparable:
                found.append(
                    Caution(
                        "basis_differs",
                        f"{self.held.table.mineral}: output is {self.mined.table.basis} "
                        f"({self.mined.table.unit}), reserves are {self.held.table.basis} "
                        f"({self.held.table.unit}); no years of reserves are given",
                    )
                )
        return found

    def notes(self) -> list[str]:
        table = self.held.table
        if self.mined is None:
            return [f"{table.mineral}: {source_choice.why_no_data(table.mineral, 'mining')}"]
        found = []
        if self.mined.table.stage != "mining":
            found.append(f"{table.mineral}: output is of the {self.mined.table.stage} stage")
        if self.mined.table.year != table.year:
            found.append(f"{table.mineral}: output is of {self.mined.table.year}")
        return found


def _amount(row: SupplyRow | None) -> float:
    return (row.centre or 0.0) if row else 0.0


def _share(spread: Distribution | None, row: SupplyRow | None) -> float | None:
    return None if spread is None or row is None else spread.share(row)

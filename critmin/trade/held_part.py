"""Part of a buyer's imports of a mineral that the forms of an answer are.

In the years before a form has a tariff code in the bundled tables, what is left can be a trifle:
antimony ore is 4% of what the United States buys of antimony as ore and metal. The nearest year in
which both are held is the yardstick. The United States' imports by printed shares have no value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import fsum

from critmin.answers.cautions import caution
from critmin.core.named_tuple import NamedTuple
from critmin.trade import flows, sources
from critmin.trade.codes import by_mineral, forms_of
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import ImportFinder
from critmin.trade.source_choice import lines_with_flows
from critmin.trade.sources import trade_source

SMALL = 0.001  # a smaller part is not printed
MOST = 0.5  # forms without data that are more than this part of the imports are a warning


class Yardstick(NamedTuple):
    """Value of a form without data and of the forms of the answer, in one year and currency."""

    form: str
    year: int
    absent: float
    held: float
    currency: str
    source: str = ""


def marked(finder: ImportFinder, tables: Sequence[ImportTable]) -> list[ImportTable]:
    """Tables of all forms of each mineral, with a caution where they are its smaller part.

    Parameters
    ----------
    finder : ImportFinder
        Finder of the tables.
    tables : sequence of ImportTable
        Its tables of all forms that have data.
    """
    if finder.source is not None and trade_source(finder.source).reader is None:
        return list(tables)  # the source prints shares, without a value to measure them by
    forms: dict[tuple[str, int], dict[str, None]] = {}
    for table in tables:
        forms.setdefault((table.mineral, table.year), {})[table.form] = None
    search = _Search(finder)
    found = {key: list(search.yardsticks(*key, list(held))) for key, held in forms.items()}
    return [_marked(table, [*forms[key]], found[key]) for table, key in _keyed(tables)]


def _keyed(tables: Sequence[ImportTable]) -> Iterator[tuple[ImportTable, tuple[str, int]]]:
    for table in tables:
        yield table, (table.mineral, table.year)


def _marked(table: ImportTable, forms: Sequence[str], found: Sequence[Yardstick]) -> ImportTable:
    share = part(found)
    if share is None or share >= 1 - MOST:
        return table
    held = ", ".join(forms)
    others = "; ".join(
        f"{one.form} for {one.absent / 1e6:,.1f} million {one.currency} in {one.year}, "
        f"{held} for {one.held / 1e6:,.1f} million by {one.source}"
        for one in found
        if one.absent > 0
    )
    about = caution(
        "most_not_held",
        what=f"{table.mineral} {table.year}",
        held=held,
        share=f"{share:.1%}" if share >= SMALL else f"under {SMALL:.1%}",
        buyer=table.buyer,
        others=others,
    )
    return replace(table, most_elsewhere=True, caveats=(*table.caveats, about))


def part(found: Sequence[Yardstick]) -> float | None:
    """Part of the imports that the held forms are; None without a yardstick.

    >>> part([Yardstick("refined", 2024, 96.0, 4.0, "USD")])
    0.04
    """
    if not found:
        return None
    bought = [one for one in found if one.absent > 0]
    if any(one.held <= 0 for one in bought):
        return 0.0
    return 1 / (1 + fsum(one.absent / one.held for one in bought))


class _Search:
    """Search for yardsticks of one buyer's imports."""

    def __init__(self, finder: ImportFinder) -> None:
        self.finder = finder
        self._of_year: dict[int, list[ImportFinder]] = {}

    def yardsticks(self, mineral: str, year: int, held: Sequence[str]) -> Iterator[Yardstick]:
        """Nearest yardstick of each form that has no code in the year."""
        for form in forms_of(mineral):
            if form in held or not (_years(mineral, form) or sources.asked()):
                continue
            if self.finder.has_codes(mineral, form, year):
                continue
            own = list(islice(self.nearest(mineral, form, year, held), 1))
            yield from own or self._bundled(mineral, form, year, held)

    def _bundled(
        self, mineral: str, form: str, year: int, held: Sequence[str]
    ) -> Iterator[Yardstick]:
        """Yardstick of the bundled trade, where a user's data have none."""
        if sources.asked() is None:
            return
        with sources.asked_of(None):
            near = list(_Search(ImportFinder(self.finder.buyer)).nearest(mineral, form, year, held))
        yield from (one._replace(source=f"the bundled {one.source}") for one in near[:1])

    def nearest(
        self, mineral: str, form: str, year: int, held: Sequence[str]
    ) -> Iterator[Yardstick]:
        """Yardsticks of a form, of the nearest years first."""
        for at in sorted(_years(mineral, form), key=lambda one: (abs(one - year), -one)):
            found = self._yardstick(mineral, form, at, held)
            if found is not None:
                yield found

    def _yardstick(
        self, mineral: str, form: str, year: int, held: Sequence[str]
    ) -> Yardstick | None:
        """Value of a form and of the held ones in a year, both from sources of one currency."""
        for finder in self._finders(year):
            absent = finder.value(mineral, form)
            if absent is None:
                continue
            values = [finder.value(mineral, one, whole=True) for one in held]
            known = [value for value in values if value is not None]
            if len(known) == len(held):
                currency = trade_source(finder.source).currency if finder.source else "USD"
                return Yardstick(form, year, absent, fsum(known), currency, finder.source or "baci")
        return None

    def _finders(self, year: int) -> list[ImportFinder]:
        """Finders of sources with one currency: those with weights, and each other one."""
        if year not in self._of_year:
            buyer = self.finder.buyer
            alone = [one.origin for one in sources.with_flows() if not one.weights]
            self._of_year[year] = [
                ImportFinder(buyer, [year], measure="weight"),
                *(ImportFinder(buyer, [year], source=origin) for origin in alone),
            ]
        return self._of_year[year]


@sources.by_data
def _years(mineral: str, form: str) -> tuple[int, ...]:
    """Years in which any source has a code that holds only the mineral in the form."""
    origins = [source.origin for source in sources.with_flows()]
    codes = {line.code for line in by_mineral()[mineral] if line.form == form and line.exclusive}
    held = [origin for origin in origins if not codes.isdisjoint(_ever(origin))]
    found = {
        year
        for origin in held
        for year in flows.years(origin)
        if any(line.exclusive for line in lines_with_flows(origin, mineral, form, year))
    }
    return tuple(sorted(found))


@sources.by_data
def _ever(origin: str) -> frozenset[str]:
    """Codes of a source in any year."""
    return frozenset().union(*flows.codes_held(origin).values())

"""Figure 3: rare-earth output of 2024 and reserves, and the next edition's revisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.wording import counted, listed
from critmin.paper.figures import check_edition
from critmin.supply import bundled_tables
from critmin.supply.cautions import publisher_notes
from critmin.supply.supply_table import SupplyRow, SupplyTable

if TYPE_CHECKING:
    from critmin.charts.model import Chart

MINERAL, OUTPUT_YEAR = "rare-earths", 2024
EDITIONS = ("2025", "2026")
NOTE = "No figure: a blank in the source, not zero."
FIRST = "2025"  # edition of the paper


class Row(NamedTuple):
    """A country's output and reserves, with the earlier edition's figures if compared."""

    mineral: str
    year: int
    country: str
    iso3: str | None
    kind: str
    production: float | None
    reserves: float | None
    production_before: float | None
    production_change: float | None
    reserves_before: float | None
    reserves_change: float | None
    unit: str
    untapped: bool | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


REVISED = ("production_before", "production_change", "reserves_before", "reserves_change")


def figure(edition: str | None = None) -> Table:
    """Output of 2024 and reserves by country; a blank in the source is unknown, not zero.

    Rows are in the order of the paper: by reserves, then by output. With edition 2026 each figure
    is shown with that of the earlier edition.

    Raises
    ------
    QueryError
        For another edition.
    """
    chosen = check_edition(3, edition, EDITIONS)
    pages = {at: _Page(at) for at in EDITIONS}
    here, before = pages[chosen], pages["2025"] if chosen != "2025" else None
    rows = _rows(here, before, pages)
    table = builder.answer(
        rows,
        columns_of(Row),
        query={"command": "figure", "figure": 3, "edition": chosen},
        cautions=_cautions(here, rows, before),
        notes=_sums(here, rows),
        summary=_summary,
        chart=partial(_chart, edition=chosen, revised=before is not None),
    )
    return table if before else table.without(REVISED)


class _Page:
    """Output of the year and reserves as one edition prints them."""

    def __init__(self, edition: str) -> None:
        self.source = f"usgs@{edition}"
        self.output = self._table("mining", OUTPUT_YEAR)
        self.stock = self._table("reserves", None)
        self.unit = self.output.unit
        self.production = _by_place(self.output)
        self.reserves = _by_place(self.stock.scaled_to(self.unit))

    def _table(self, stage: str, year: int | None) -> SupplyTable:
        entries = [
            entry
            for entry in bundled_tables.by_mineral_stage()[MINERAL, stage]
            if entry.source == self.source and year in {None, entry.year}
        ]
        return bundled_tables.load(max(entries, key=lambda entry: entry.year))

    def places(self) -> list[str]:
        """Countries by reserves, then by output; the residual and the total last."""
        return sorted(
            dict.fromkeys([*self.reserves, *self.production]),
            key=lambda key: (
                self._kind(key),
                -_size(self.reserves.get(key)),
                -_size(self.production.get(key)),
                key,
            ),
        )

    def row(self, key: str) -> SupplyRow:
        """Row of a place in either table."""
        return self.reserves.get(key) or self.production[key]

    def _kind(self, key: str) -> int:
        return ("country", "residual", "total").index(self.row(key).kind)


def _by_place(table: SupplyTable) -> dict[str, SupplyRow]:
    return {row.iso3 or row.country: row for row in table.rows}


def _size(row: SupplyRow | None) -> float:
    return (row.centre or 0.0) if row else 0.0


def _figure(row: SupplyRow | None) -> float | None:
    return row.centre if row else None


def _rows(here: _Page, before: _Page | None, pages: Mapping[str, _Page]) -> list[Row]:
    keys = here.places()
    if before:
        keys += [key for key in before.places() if key not in keys]
    return [_row(here, before, pages, key) for key in keys]


def _row(here: _Page, before: _Page | None, pages: Mapping[str, _Page], key: str) -> Row:
    page = here if key in here.reserves or key in here.production else before or here
    place = page.row(key)
    production, reserves = here.production.get(key), here.reserves.get(key)
    production_before = _figure(before.production.get(key)) if before else None
    reserves_before = _figure(before.reserves.get(key)) if before else None
    untapped, confirmed = _untapped(here, key, pages)
    return Row(
        mineral=MINERAL,
        year=OUTPUT_YEAR,
        country=place.country,
        iso3=place.iso3 or None,
        kind=place.kind,
        production=_figure(production),
        reserves=_figure(reserves),
        production_before=production_before,
        production_change=_change(production_before, _figure(production)),
        reserves_before=reserves_before,
        reserves_change=_change(reserves_before, _figure(reserves)),
        unit=here.unit,
        untapped=untapped,
        flag=_flags(production, reserves, place.kind),
        source=codes(here.source, before.source if before else None, confirmed),
    )


def _flags(production: SupplyRow | None, reserves: SupplyRow | None, kind: str) -> tuple[str, ...]:
    """Warning codes of both figures; ``not_listed`` for a country without a row."""
    return codes(
        [
            row.state
            for row in (production, reserves)
            if row and row.state not in {"number", "zero"}
        ],
        production.status if production and production.status != "reported" else None,
        "not_listed" if kind == "country" and production is reserves is None else None,
    )


def _change(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else now - before


def _untapped(here: _Page, key: str, pages: Mapping[str, _Page]) -> tuple[bool | None, list[str]]:
    """Whether there are reserves and zero output, from this edition or, for a blank, another."""
    reserves, production = here.reserves.get(key), here.production.get(key)
    if any(row is not None and row.kind != "country" for row in (reserves, production)):
        return None, []
    if _size(production) > 0:
        return False, []
    if not _size(reserves):
        return None, []
    if production is not None and production.state == "zero":
        return True, []
    for page in pages.values():
        other = page.production.get(key)
        if other is not None and other.state == "zero":
            return True, [page.source]
    return None, []


def _cautions(here: _Page, rows: Sequence[Row], before: _Page | None) -> list[Caution]:
    countries = [row for row in rows if row.kind == "country"]
    blank = [row.country for row in countries if row.production is None]
    empty = [row.country for row in countries if row.reserves is None]
    lent = [row.country for row in rows if row.untapped and row.production is None]
    found = []
    if blank:
        found.append(caution("unknown:output", source=here.source, countries=tuple(blank)))
    if empty:
        found.append(caution("unknown:reserves", source=here.source, countries=tuple(empty)))
    if lent:
        found.append(caution("untapped_by_edition", countries=tuple(lent), year=OUTPUT_YEAR))
    found += [*publisher_notes(here.output), *publisher_notes(here.stock)]
    if before:
        found.append(
            caution(
                "edition_change:reserves",
                before=before.source,
                source=here.source,
                first=before.stock.year,
                second=here.stock.year,
                year=OUTPUT_YEAR,
            )
        )
    return found


def _sums(here: _Page, rows: Sequence[Row]) -> list[str]:
    """Cautions on the sum of the listed countries and the printed total."""
    output = [(row.kind, row.production or 0.0) for row in rows]
    reserves = [(row.kind, row.reserves or 0.0) for row in rows]
    found = []
    for name, figures, page in (
        ("output", output, here.production),
        ("reserves", reserves, here.reserves),
    ):
        listed = sum(figure for kind, figure in figures if kind == "country")
        others = sum(figure for kind, figure in figures if kind == "residual")
        tail = f", {listed + others:,.0f} with other countries" if others else ""
        total = next((row for row in page.values() if row.kind == "total" and row.centre), None)
        more = "more than " if total and total.state == "greater_than" else ""
        printed = f"; the source prints {more}{total.centre:,.0f} for the world" if total else ""
        found.append(f"{name}: listed countries sum to {listed:,.0f} t{tail}{printed}")
    return found


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure3

    return figure3(table)


def _chart(table: Table, *, edition: str, revised: bool) -> Chart:
    rows = [row for row in table.records() if row["kind"] == "country"]
    return _revision_chart(rows, edition) if revised else _two_panels(rows, edition)


def _two_panels(rows: list[dict[str, Any]], edition: str) -> Chart:
    """Reserves and output side by side; one below the other, each is in its own order."""
    from critmin.charts.model import CHINA, Bar, Bars

    panels = (("Reserves", "reserves", 1e6), ("Output", "production", 1e3))
    return Bars(
        title=_largest(rows),
        topic=f"Rare earths: reserves, and output in {OUTPUT_YEAR}, by country",
        subtitle=f"Rare-earth oxide: reserves in million tonnes, output in thousand tonnes; USGS "
        f"{edition}",
        note=f"{NOTE}{_without_output(rows, edition)}",
        apart=True,
        bars=tuple(
            Bar(
                row["country"],
                None if row[column] is None else row[column] / unit,
                panel,
                row["iso3"] == CHINA,
                key=row["iso3"] or "",
            )
            for panel, column, unit in panels
            for row in sorted(rows, key=lambda row: -(row[column] or -1.0))
        ),
    )


def _without_output(rows: Sequence[Mapping[str, Any]], edition: str) -> str:
    """Sentence on reserves without an output figure, and what another edition says of them."""
    idle = [row for row in rows if row["untapped"]]
    other = {Edition.of(id_).edition for row in idle for id_ in row["source"]} - {edition}
    said = f"; the edition of {listed(sorted(other))} prints zero" if other else ""
    named = listed([row["country"] for row in idle])
    return f" Reserves without an output figure: {named}{said}." if idle else ""


def _largest(rows: Sequence[Mapping[str, Any]]) -> str:
    """Reserves and output of the largest holder, as a title."""
    first = rows[0]
    output, held = first["production"] or 0.0, (first["reserves"] or 0.0) / 1e6
    return (
        f"{first['country']} has the largest rare-earth reserves, {held:g} million tonnes, and "
        f"mined about {output:,.0f} tonnes in {OUTPUT_YEAR}"
    )


def _revision_chart(rows: list[dict[str, Any]], edition: str) -> Chart:
    """Reserves in two editions; revised outputs are counted."""
    from critmin.charts.forms import Pair, Pairs
    from critmin.charts.model import CHINA

    def million(value: float | None) -> float | None:
        return None if value is None else value / 1e6

    shown = [row for row in rows if row["reserves"] or row["reserves_before"]]
    shown.sort(key=lambda row: -max(row["reserves"] or 0.0, row["reserves_before"] or 0.0))
    outputs = sum(row["production"] != row["production_before"] for row in rows)
    cut = max(shown, key=lambda row: (row["reserves_before"] or 0.0) - (row["reserves"] or 0.0))
    gone = [row["country"] for row in shown if row["reserves"] is None]
    was, now = million(cut["reserves_before"]) or 0.0, million(cut["reserves"]) or 0.0
    return Pairs(
        title=f"The USGS cut its estimate of {cut['country']}'s rare-earth reserves from {was:g} "
        f"to {now:g} million tonnes in its {edition} edition",
        topic=f"Rare earths: reserves by country, USGS {FIRST} and {edition}",
        subtitle="Million tonnes of rare-earth oxide, by edition",
        note=f"No figure in {edition}: {listed(gone)}. {counted(outputs, 'output')} of "
        f"{OUTPUT_YEAR} {'is' if outputs == 1 else 'are'} revised too: see the table.",
        sides=(FIRST, edition),
        pairs=tuple(
            Pair(
                row["country"],
                million(row["reserves_before"]),
                million(row["reserves"]),
                highlight=row["iso3"] == CHINA,
                text="unchanged" if row["reserves"] == row["reserves_before"] else "",
            )
            for row in shown
        ),
    )

"""Figure 3: rare-earth output of 2024 and reserves, and what the next edition revised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from critmin.answers.columns import columns, vocabulary
from critmin.answers.table import Caution, Cell, Table, as_number
from critmin.charts.model import RESIDUAL, Bar, Bars, Chart
from critmin.core import sources
from critmin.paper.figures import check_edition
from critmin.supply import register
from critmin.supply.cautions import publisher_notes
from critmin.supply.charts import two_panels
from critmin.supply.tables import SupplyRow, SupplyTable

MINERAL, OUTPUT_YEAR = "rare-earths", 2024
EDITIONS = ("2025", "2026")
COLUMNS = columns("mineral year country iso3 kind production reserves unit untapped flag source")
PAIR = ("production", "reserves")
REVISED = tuple(
    vocabulary()[name]._replace(name=f"{name}_{suffix}", description=f"{said} of {name}", weight=7)
    for name in PAIR
    for suffix, said in (("before", "Earlier edition's figure"), ("change", "Change"))
)
REVISED_COLUMNS = (*COLUMNS[:7], *REVISED, *COLUMNS[7:])


def figure(edition: str | None = None) -> Table:
    """Output of 2024 and reserves by country; a blank of the source is no figure.

    Rows stand as in the paper: by reserves, then by output. With the edition of 2026 each
    figure has the earlier edition's beside it.

    Raises
    ------
    QueryError
        For another edition.
    """
    chosen = check_edition(3, edition, EDITIONS)
    pages = {at: _Page(at) for at in EDITIONS}
    here, before = pages[chosen], pages["2025"] if chosen != "2025" else None
    rows = _rows(here, before, pages)
    used = list(dict.fromkeys(part for row in rows for part in str(row[-1]).split(";")))
    table = Table(
        query={"command": "figure", "figure": 3, "edition": chosen},
        columns=REVISED_COLUMNS if before else COLUMNS,
        rows=tuple(rows),
        sources=sources.records(used),
        warnings=tuple(_cautions(here, rows, before)),
        notes=tuple(_sums(here, rows)),
    )
    return table.replace(chart=_chart(table, chosen, before is not None))


class _Page:
    """Output of the year and reserves as one edition prints them."""

    def __init__(self, edition: str) -> None:
        self.source = f"usgs@{edition}"
        self.output = self._table("mining", OUTPUT_YEAR)
        self.stock = self._table("reserves", None)
        self.unit = self.output.unit
        self.made = _by_place(self.output)
        self.held = _by_place(self.stock.scaled_to(self.unit))

    def _table(self, stage: str, year: int | None) -> SupplyTable:
        entries = [
            entry
            for entry in register.by_mineral_stage()[MINERAL, stage]
            if entry.source == self.source and year in {None, entry.year}
        ]
        return register.load(max(entries, key=lambda entry: entry.year))

    def places(self) -> list[str]:
        """Countries by reserves, then by output; the residual and the total last."""
        return sorted(
            dict.fromkeys([*self.held, *self.made]),
            key=lambda key: (
                self._kind(key),
                -_size(self.held.get(key)),
                -_size(self.made.get(key)),
                key,
            ),
        )

    def row(self, key: str) -> SupplyRow:
        """A place's row, whichever table has it."""
        return self.held.get(key) or self.made.get(key)  # type: ignore[return-value]

    def _kind(self, key: str) -> int:
        return ("country", "residual", "total").index(self.row(key).kind)


def _by_place(table: SupplyTable) -> dict[str, SupplyRow]:
    return {row.iso3 or row.country: row for row in table.rows}


def _size(row: SupplyRow | None) -> float:
    return (row.centre or 0.0) if row else 0.0


def _figure(row: SupplyRow | None) -> float | None:
    return row.centre if row else None


def _rows(here: _Page, before: _Page | None, pages: Mapping[str, _Page]) -> list[tuple[Cell, ...]]:
    found = []
    keys = here.places()
    if before:
        keys += [key for key in before.places() if key not in keys]
    for key in keys:
        shown = here if key in here.held or key in here.made else before or here
        row = shown.row(key)
        made, held = here.made.get(key), here.held.get(key)
        untapped, confirmed = _untapped(here, key, pages)
        flags = _flags(made, held, row.kind)
        source = [here.source, *([before.source] if before else []), *confirmed]
        revised = _revised(before, key, made, held) if before else ()
        found.append(
            (
                MINERAL,
                OUTPUT_YEAR,
                row.country,
                row.iso3 or None,
                row.kind,
                _figure(made),
                _figure(held),
                *revised,
                here.unit,
                untapped,
                flags,
                ";".join(dict.fromkeys(source)),
            )
        )
    return found


def _flags(made: SupplyRow | None, held: SupplyRow | None, kind: str) -> str | None:
    """States of the two figures; a country without a row is not listed."""
    codes = [row.state for row in (made, held) if row and row.state not in {"number", "zero"}]
    codes += [row.status for row in (made,) if row and row.status != "reported"]
    codes += ["not_listed"] if kind == "country" and made is held is None else []
    return ";".join(dict.fromkeys(codes)) or None


def _revised(
    before: _Page, key: str, made: SupplyRow | None, held: SupplyRow | None
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for now, then in ((made, before.made.get(key)), (held, before.held.get(key))):
        new, old = _figure(now), _figure(then)
        cells += [old, new - old if new is not None and old is not None else None]
    return tuple(cells)


def _untapped(here: _Page, key: str, pages: Mapping[str, _Page]) -> tuple[bool | None, list[str]]:
    """Reserves and no output: by a printed zero, of this edition or, for a blank, another's."""
    held, made = here.held.get(key), here.made.get(key)
    if any(row is not None and row.kind != "country" for row in (held, made)):
        return None, []
    if _size(made) > 0:
        return False, []
    if not _size(held):
        return None, []
    if made is not None and made.state == "zero":
        return True, []
    for page in pages.values():
        other = page.made.get(key)
        if other is not None and other.state == "zero":
            return True, [page.source]
    return None, []


def _cautions(here: _Page, rows: list[tuple[Cell, ...]], before: _Page | None) -> list[Caution]:
    blank = [str(row[2]) for row in rows if row[4] == "country" and row[5] is None]
    empty = [str(row[2]) for row in rows if row[4] == "country" and row[6] is None]
    found = []
    if blank:
        found.append(
            Caution("unknown", f"{here.source}: no figure of output for {', '.join(blank)}")
        )
    if empty:
        found.append(
            Caution("unknown", f"{here.source}: no figure of reserves for {', '.join(empty)}")
        )
    lent = [str(row[2]) for row in rows if row[-3] is True and row[5] is None]
    if lent:
        found.append(
            Caution(
                "untapped_by_edition",
                f"{', '.join(lent)}: the edition leaves output blank; "
                f"another edition prints zero for {OUTPUT_YEAR}, so reserves are untapped",
            )
        )
    found += [*publisher_notes(here.output), *publisher_notes(here.stock)]
    if before:
        found.append(
            Caution(
                "edition_change",
                f"{before.source} beside {here.source}: reserves are "
                f"of {before.stock.year} and {here.stock.year}, output of {OUTPUT_YEAR}",
            )
        )
    return found


def _sums(here: _Page, rows: list[tuple[Cell, ...]]) -> list[str]:
    """What the listed countries add up to, and what stands beside them."""
    said = []
    for at, name, table in ((5, "output", here.made), (6, "reserves", here.held)):
        listed = sum((as_number(row[at]) or 0.0) for row in rows if row[4] == "country")
        others = sum((as_number(row[at]) or 0.0) for row in rows if row[4] == RESIDUAL)
        tail = f", {listed + others:,.0f} with other countries" if others else ""
        total = next((r for r in table.values() if r.kind == "total" and r.centre), None)
        more = "more than " if total and total.state == "greater_than" else ""
        printed = f"; the source prints {more}{total.centre:,.0f} for the world" if total else ""
        said.append(f"{name}: listed countries sum to {listed:,.0f} t{tail}{printed}")
    return said


def _chart(table: Table, edition: str, revised: bool) -> Chart:
    rows: list[dict[str, Any]] = [row for row in table if row["kind"] == "country"]
    if revised:
        return _revision_chart(rows, edition)
    return two_panels(
        rows,
        title="Rare earths: who mines, and who only has them",
        subtitle=f"Output {OUTPUT_YEAR} and reserves, tonnes of rare-earth oxide, USGS {edition}",
        note="Untapped: reserves and no output. No figure: a blank in the source, not zero.",
    )


def _revision_chart(rows: list[dict[str, Any]], edition: str) -> Chart:
    bars = []
    for row in rows:
        chosen = row["iso3"] == "CHN"
        for name in PAIR:
            text = _moved(row[f"{name}_before"], row[name])
            if name == "reserves" and row["untapped"]:
                text = f"{text}  untapped".strip()
            bars.append(
                Bar(
                    row["country"],
                    row[name],
                    name.replace("production", "Output").capitalize(),
                    chosen,
                    text=text,
                )
            )
    return Bars(
        title="Rare earths: what the next edition revised",
        subtitle=f"Output {OUTPUT_YEAR} and reserves, tonnes of rare-earth oxide, USGS {edition}; "
        "the earlier edition's figure where it differs",
        note="Untapped: reserves and no output. No figure: a blank in the source, not zero.",
        apart=True,
        bars=tuple(bars),
    )


def _moved(old: float | None, new: float | None) -> str:
    """The earlier figure where it differs; with it the words for none."""
    if old == new:
        return ""
    if old is None:
        return "(was no figure)" if new else ""
    return f"(was {old:,.0f})" if new is not None else f"no figure (was {old:,.0f})"

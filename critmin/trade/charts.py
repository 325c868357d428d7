"""Charts of `dependency`."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

from critmin.answers.table import Table
from critmin.charts.labels import tables_of, unanswered, whens
from critmin.charts.model import (
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Part,
    Stacks,
    distinct,
)
from critmin.core.wording import lower, mineral_name, when
from critmin.supply.charts import HIGHLIGHTED, ROWS, STACKS
from critmin.trade import us_imports

Row = dict[str, Any]
NAMED = 5  # suppliers named in a stacked bar; the others are one part


def dependency(table: Table) -> Chart | None:
    """Bars of one mineral and form; of several, stacked bars with the largest suppliers."""
    rows = table.records()
    tables = tables_of(rows)
    buyers = distinct([row["buyer"] for row in rows if row["buyer"]])
    if len(tables) > STACKS or not tables:
        return None
    years = whens([of[0] for of in tables.values()])
    if len(tables) == 1:
        of = next(iter(tables.values()))
        what = f"{lower(mineral_name(of[0]['mineral']))}, {of[0]['stage']}"
        return Bars(
            topic=f"{buyers[0]}, whom it buys from: {what}, {years}",
            subtitle="Share of recorded imports of the form shown",
            unit=FRACTION,
            note=unanswered(rows),
            bars=tuple(_bars(of)),
        )
    many = len({when(of[0]) for of in tables.values()}) > 1
    parts: list[Part] = []
    for (mineral, form, *_), of in tables.items():
        parts += _parts(of, mineral_name(mineral), f"{form} {when(of[0])}" if many else form)
    return Stacks(
        topic=f"{buyers[0]}, whom it buys from, {years}",
        subtitle="Share of recorded imports of the forms shown",
        unit=FRACTION,
        note=unanswered(rows),
        parts=tuple(parts),
    )


def _bars(rows: Sequence[Row]) -> list[Bar]:
    known = [row for row in rows if row["share"] is not None]
    empty = [row for row in rows if row["share"] is None]
    bars = [
        Bar(row["supplier"], row["share"], "", row["supplier_iso3"] == HIGHLIGHTED, _kind(row))
        for row in [*known[:ROWS], *empty]
    ]
    if more := known[ROWS:]:
        rest = Bar(f"{len(more)} more", fsum(row["share"] for row in more), kind=RESIDUAL)
        bars.insert(ROWS, rest)
    return bars


def _kind(row: Row) -> str:
    """Kind of a row: a country, also a former one, or the residual of printed shares."""
    return RESIDUAL if row["supplier"] == us_imports.REST_NAME else COUNTRY


def _parts(rows: Sequence[Row], group: str, name: str) -> list[Part]:
    known = [row for row in rows if row["share"] and _kind(row) != RESIDUAL]
    shown = [row for i, row in enumerate(known) if i < NAMED or row["supplier_iso3"] == HIGHLIGHTED]
    found = [
        Part(group, name, row["supplier"], row["share"], row["supplier_iso3"] == HIGHLIGHTED)
        for row in shown
    ]
    rest = 1 - fsum(part.value for part in found)
    if rest > 0.001:
        found.append(Part(group, name, "others", rest, kind=RESIDUAL))
    return sorted(found, key=lambda part: (not part.highlight, part.kind == RESIDUAL, -part.value))

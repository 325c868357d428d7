"""Charts of the answers of `dependency` and `exposure`."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum
from typing import Any

from critmin.chart import (
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Part,
    Stacks,
    distinct,
    written,
)
from critmin.depict_supply import (
    HIGHLIGHTED,
    ROWS,
    STACKS,
    lower,
    mineral_name,
    span_of,
    tables_of,
    unanswered,
)
from critmin.table import Table

Row = dict[str, Any]
NAMED = 5  # suppliers of a stacked bar by name; the others are one part
LISTED = 22


def dependency(table: Table) -> Chart | None:
    """Bars of one mineral and form; stacks of several, each with its largest suppliers."""
    rows = list(table)
    tables = tables_of(rows)
    buyers = distinct([row["buyer"] for row in rows if row["buyer"]])
    if len(tables) > STACKS or not tables:
        return None
    years = span_of(sorted(key[3] for key in tables))
    if len(tables) == 1:
        of = next(iter(tables.values()))
        what = f"{lower(mineral_name(of[0]['mineral']))}, {of[0]['stage']}"
        return Bars(
            title=f"{buyers[0]}, whom it buys from: {what}, {years}",
            subtitle="Share of recorded imports of the form shown",
            unit=FRACTION,
            note=unanswered(rows),
            bars=tuple(_bars(of)),
        )
    many = len({key[3] for key in tables}) > 1
    parts: list[Part] = []
    for (mineral, form, _, year), of in tables.items():
        parts += _parts(of, mineral_name(mineral), f"{form} {year}" if many else form)
    return Stacks(
        title=f"{buyers[0]}, whom it buys from, {years}",
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
    """What the source adds up over several countries has no code."""
    return COUNTRY if row["supplier_iso3"] else RESIDUAL


def _parts(rows: Sequence[Row], group: str, name: str) -> list[Part]:
    held = [row for row in rows if row["share"] and _kind(row) != RESIDUAL]
    shown = [row for i, row in enumerate(held) if i < NAMED or row["supplier_iso3"] == HIGHLIGHTED]
    found = [
        Part(group, name, row["supplier"], row["share"], row["supplier_iso3"] == HIGHLIGHTED)
        for row in shown
    ]
    rest = 1 - fsum(part.value for part in found)
    if rest > 0.001:
        found.append(Part(group, name, "others", rest, kind=RESIDUAL))
    return sorted(found, key=lambda part: (not part.highlight, part.kind == RESIDUAL, -part.value))


def exposure(table: Table) -> Chart | None:
    """Bars of the direct shares, with what the law reaches; a panel for each buyer."""
    if "direct_share" not in table.names:
        return None
    rows = [row for row in table if row["year"] is not None]
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["mineral"], row["stage"], row["buyer_iso3"])
        if key not in newest or row["year"] > newest[key]["year"]:
            newest[key] = row
    buyers = distinct([key[2] for key in newest])
    if len(buyers) > 3:
        return None
    ranked = sorted(newest.values(), key=lambda row: -(row["direct_share"] or 0.0))
    labels = distinct([_what(row) for row in ranked])
    kept = labels[:LISTED]
    bars = [_exposed(row, len(buyers) > 1) for row in ranked if _what(row) in kept]
    more = len(labels) - len(kept)
    supplier = rows[0]["supplier_iso3"]
    return Bars(
        title=f"What {' and '.join(buyers)} would miss from {supplier}",
        subtitle="Direct share of recorded imports of the forms held, newest year; under "
        "licence or ban: by law on the day, not practice",
        unit=FRACTION,
        note=f"{more} smaller ones are not drawn." if more else "",
        bars=tuple(bars),
    )


def _what(row: Row) -> str:
    return f"{mineral_name(row['mineral'])}, {row['stage']}"


def _exposed(row: Row, panelled: bool) -> Bar:
    law = [
        f"{word} {_between(row[f'{column}_low'], row[f'{column}_high'])}"
        for word, column in (("licence", "under_licence"), ("ban", "under_ban"))
        if row[f"{column}_high"]
    ]
    panel = row["buyer_iso3"] if panelled else ""
    return Bar(_what(row), row["direct_share"], panel, bool(law), text=", ".join(law))


def _between(low: float | None, high: float | None) -> str:
    least, most = written(low or 0.0, FRACTION), written(high, FRACTION)
    return least if least == most else f"{least} to {most}"

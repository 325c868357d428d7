"""Charts of the answers of `share`, `hhi`, `trend` and `reserves`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from critmin.answers.table import Table, several
from critmin.charts.labels import basis_name, span_of, tables_of, unanswered, whens, withheld
from critmin.charts.model import (
    BLOC,
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Intervals,
    Lines,
    Part,
    Point,
    Span,
    Stacks,
    capital,
    distinct,
    written,
)
from critmin.core.wording import bloc_title, lower, mineral_name, scoped, when

Row = dict[str, Any]
ROWS = 15  # most bars of one picture; the others are added up in one labelled bar
STACKS = 14
PAIRS = 18
TONNES = {"t": "tonnes", "kt": "thousand tonnes"}
INDICES = 24
SERIES = 8
HIGHLIGHTED = "CHN"
REST = "Rest of world"


def share(table: Table) -> Chart | None:
    """Bars of one table; stacks of several, both stages of a mineral together."""
    rows = table.records()
    tables = tables_of(rows)
    blocs = any(row["kind"] == BLOC for row in rows)
    if len(tables) > STACKS or (blocs and len(tables) > 1):
        return None
    if len(tables) == 1:
        return _one_share(next(iter(tables.values())), unanswered(rows))
    years = {when(of[0]) for of in tables.values()}
    parts: list[Part] = []
    for (mineral, stage, _, _year), of in tables.items():
        name = stage if len(years) == 1 else f"{stage} {when(of[0])}"
        parts += share_parts(of, mineral_name(mineral), name)
    minerals = distinct([mineral_name(key[0]) for key in tables])
    named = ", ".join(minerals) if len(minerals) < 4 else f"{len(minerals)} minerals"
    return Stacks(
        topic=f"Who supplies {lower(named)}",
        subtitle=f"Share of the world by country, {whens([of[0] for of in tables.values()])}",
        unit=FRACTION,
        note=" ".join(
            filter(None, [unanswered(rows), withheld(rows), _in_part(tables), over_one(parts)])
        ),
        parts=tuple(parts),
    )


def _in_part(tables: Mapping[tuple[Any, ...], Sequence[Row]]) -> str:
    """Sentence on tables that count only a part of their mineral."""
    named = {
        f"{mineral_name(key[0])} {key[1]}": scoped("", of[0]).strip(" ()")
        for key, of in tables.items()
    }
    return " ".join(f"{what}: {part}." for what, part in named.items() if part)


def share_parts(rows: Sequence[Row], group: str, name: str) -> list[Part]:
    """Parts of one stacked bar: highlighted first, then by size, the residual last."""
    found = []
    shown = [row for row in rows if row["kind"] != "total"]
    for row in shown:
        if row["share"]:
            rest = row["kind"] == RESIDUAL
            found.append(
                Part(
                    group,
                    name,
                    REST if rest else row["country"],
                    row["share"],
                    row["iso3"] == HIGHLIGHTED,
                    row["kind"],
                )
            )
    missing = 1 - fsum(part.value for part in found)
    if missing > 0.001:  # if only some countries are shown
        found.append(Part(group, name, "not shown", missing, kind=RESIDUAL))
    return sorted(found, key=lambda part: (not part.highlight, part.kind == RESIDUAL, -part.value))


def over_one(parts: Sequence[Part]) -> str:
    """Sentence for shares above 100%: the printed total leaves out a listed country."""
    sums: dict[tuple[str, str], list[float]] = {}
    for part in parts:
        sums.setdefault((part.group, part.row), []).append(part.value)
    over = [f"{group} {row}" for (group, row), of in sums.items() if fsum(of) > 1.005]
    return (
        f"More than 100%: the publisher's total leaves out a country it lists ({', '.join(over)})."
        if over
        else ""
    )


def _one_share(rows: Sequence[Row], note: str) -> Chart:
    first = rows[0]
    if any(row["kind"] == BLOC for row in rows):
        note = f"{note} Blocs overlap and do not add up.".strip()
    rest = [row for row in rows if row["kind"] == RESIDUAL]
    shown = [row for row in rows if row["kind"] not in {"total", RESIDUAL}]
    cut = ROWS if len(shown) > ROWS + 1 else len(shown)
    bars = [*map(share_bar, shown[:cut]), *_added_up(shown[cut:]), *map(share_bar, rest)]
    return Bars(
        topic=f"Who supplies {lower(scoped(mineral_name(first['mineral']), first))}: "
        f"{first['stage']}, "
        f"{when(first)}",
        subtitle=f"Share of the world, {basis_name(first['basis'])}",
        unit=FRACTION,
        note=note,
        bars=tuple(bars),
    )


def _added_up(rows: Sequence[Row]) -> list[Bar]:
    """Bar of the countries that are not drawn, with the number of those without a figure."""
    known = [row["share"] for row in rows if row["share"] is not None]
    bars = [Bar(f"{len(known)} more", fsum(known), kind=RESIDUAL)] if known else []
    unknown = len(rows) - len(known)
    return [*bars, *([Bar(f"{unknown} more without", None)] if unknown else [])]


def share_bar(row: Row) -> Bar:
    """Row as a bar; a withheld or unknown figure is labelled."""
    flags = several(row["flag"])
    text = "withheld" if "withheld" in flags and row["share"] is None else ""
    if "not_listed" in flags:
        text = "not listed"
    name = REST if row["kind"] == RESIDUAL else row["country"]
    if row["kind"] == BLOC:
        name = bloc_title(name)
    return Bar(name, row["share"], "", row["iso3"] == HIGHLIGHTED, row["kind"], text)


def hhi(table: Table) -> Chart:
    """Intervals of the HHI, with a mark at the usual value, the index of the named suppliers."""
    from critmin.measures.bands import BANDS

    rows = sorted(
        (row for row in table.records() if row["year"] is not None),
        key=lambda row: -(_lowest(row) or 0.0),
    )
    weighted = rows[0]["weight"] == "wgi"
    scheme = str(rows[0]["scheme"] or "")
    limits = () if weighted or scheme not in BANDS else BANDS[scheme]
    gone = [mineral_name(row["mineral"]) for row in rows[INDICES:]]
    notes = [unanswered(table.records())]
    notes += [f"{len(gone)} less concentrated are not drawn."] if gone else []
    several = [name for name in ("stage", "year") if len({row[name] for row in rows}) > 1]
    return Intervals(
        topic="How concentrated supply is"
        if len(rows) > 1
        else f"How concentrated {lower(mineral_name(rows[0]['mineral']))} is",
        subtitle=(
            f"Herfindahl-Hirschman index{', weighted by governance' if weighted else ''}: "
            f"{span_of([row['stage'] for row in rows])}, "
            f"{whens(rows)}; bars span what the figures allow, "
            "largest supplier named"
        ),
        unit="0-10" if weighted else "0-10,000",
        note=" ".join(filter(None, notes)),
        spans=tuple(_span(row, several) for row in rows[:INDICES]),
        limits=tuple(
            (limit, f" above {limit:,.0f}: {name} ")
            for limit, name in zip(limits, ("moderate", "high"), strict=False)
        ),
    )


def _lowest(row: Row) -> float | None:
    value: float | None = row["hhi_low"] if row["hhi_low"] is not None else row["hhi"]
    return value


def _span(row: Row, several: Sequence[str]) -> Span:
    extra = " ".join(when(row) if name == "year" else str(row[name]) for name in several)
    label = ", ".join(filter(None, [scoped(mineral_name(row["mineral"]), row), extra]))
    leader = row["top_country"]
    text = f"{leader} {written(row['cr1'], FRACTION)}" if leader and row["cr1"] else ""
    low, high = _lowest(row), row["hhi_high"]
    if high is None and low is not None:
        # With a withheld producer the index of the others is not a lower bound.
        high, text = low, f"{text}, no bounds".removeprefix(", ")
    return Span(label, low, high, row["hhi"], "", row["top_iso3"] == HIGHLIGHTED, text)


def trend(table: Table) -> Chart:
    """Lines by country; labelled by mineral and stage if there are several."""
    rows = [row for row in table.records() if row["year"] is not None]
    many = len({(row["mineral"], row["stage"]) for row in rows}) > 1
    places = len({row["country"] for row in rows}) > 1

    def name(row: Row) -> str:
        what = f"{mineral_name(row['mineral'])} {row['stage']}" if many else ""
        return ", ".join(filter(None, [what, row["country"] if places or not many else ""]))

    heights: dict[str, float] = {}
    for row in rows:
        heights[name(row)] = max(heights.get(name(row), 0.0), row["value"] or 0.0)
    china = {name(row) for row in rows if row["iso3"] == HIGHLIGHTED}
    order = sorted(heights, key=lambda key: (key not in china, -heights[key]))
    kept = set(order[:SERIES])
    left_out = len(order) - len(kept)
    what = {"fraction": "share of the world", "0-10,000": "Herfindahl-Hirschman index"}
    unit = str(rows[0]["unit"] or "")
    first = rows[0]
    subject = "Supply" if many else f"{mineral_name(first['mineral'])} {first['stage']}"
    notes = [f"{left_out} smaller ones are not drawn." if left_out else ""]
    notes += [unanswered(table.records())]
    return Lines(
        topic=f"{subject}, {whens(rows)}",
        subtitle=capital(what.get(unit, f"quantity, {unit}"))
        + (f", {basis_name(first['basis'])}" if not many else ""),
        unit=unit,
        note=" ".join(filter(None, notes)),
        points=tuple(
            Point(name(row), row["year"], row["value"], row["iso3"] == HIGHLIGHTED)
            for row in sorted(rows, key=lambda row: order.index(name(row)))
            if name(row) in kept
        ),
    )


def reserves(table: Table) -> Chart | None:
    """Output and reserves of one mineral in two panels."""
    rows = [row for row in table.records() if row["year"] is not None and row["kind"] != "total"]
    if len({(row["mineral"], row["year"], row["basis"]) for row in rows}) != 1:
        return None
    first = rows[0]
    return two_panels(
        rows[:PAIRS],
        topic=f"{mineral_name(first['mineral'])}: output and reserves, {first['year']}",
        subtitle=f"{capital(TONNES.get(str(first['unit']), str(first['unit'])))}, "
        f"{basis_name(first['basis'])}; untapped: reserves and no output",
        note=f"{len(rows) - PAIRS} smaller ones are not drawn." if len(rows) > PAIRS else "",
    )


def two_panels(rows: Sequence[Row], *, topic: str, subtitle: str, note: str = "") -> Bars:
    """Output and reserves in two panels; untapped reserves are labelled."""
    bars = []
    for row in rows:
        rest = row["kind"] == RESIDUAL
        name, chosen = (row["country"], row["iso3"] == HIGHLIGHTED)
        kind = RESIDUAL if rest else COUNTRY
        hidden = "withheld" in several(row.get("flag"))
        text = "withheld" if hidden and row["production"] is None else ""
        bars.append(Bar(name, row["production"], "Output", chosen, kind, text))
        text = "untapped" if row["untapped"] else ""
        bars.append(Bar(name, row["reserves"], "Reserves", chosen, kind, text))
    return Bars(topic=topic, subtitle=subtitle, note=note, bars=tuple(bars), apart=True)

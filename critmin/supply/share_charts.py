"""Charts of the answers of `share`: the form that fits the tables shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.forms import Area, Heat, Map, Slope, Slopes, share_cell
from critmin.charts.labels import (
    averages,
    in_part,
    left_out,
    small_print,
    span_of,
    state_of,
    tables_of,
    unanswered,
    whens,
    withheld,
)
from critmin.charts.model import (
    BLOC,
    CHINA,
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
from critmin.charts.one_basis import on_one_basis
from critmin.core.dates import in_words
from critmin.core.errors import QueryError
from critmin.core.wording import (
    bloc_title,
    capital,
    counted,
    listed,
    lower,
    mineral_name,
    percent,
    scoped,
    the,
    when,
)
from critmin.summaries.phrases import own
from critmin.summaries.stages import activity
from critmin.supply.charts import (
    FEWER,
    OLDER,
    REST,
    ROWS,
    STACKS,
    STEPS,
    Row,
    Tables,
    key_of,
    leaders,
    measured,
    name_of,
    newest_of,
    over_one,
    share_bar,
    share_parts,
    title_of,
)

if TYPE_CHECKING:
    from critmin.supply.share import Row

Members = Mapping[str, Sequence[str]]
SLOPES = 6  # most countries of a slopegraph; the others are one line
SMALL = 0.02  # of a stack; smaller countries are added up
MINERALS = 24  # most rows of a heatmap
OVERLAP = "Blocs can overlap."
NO_COUNTRY = "what has no country in the source"

_YEAR_TWICE = re.compile(r"(in (\d{4}) but \w+ (?:about )?[\d.]+%) in \2")


@on_one_basis
def share(table: Table, members: Members) -> Chart | None:
    """Form that fits the tables: bars, a slopegraph, a history, stacks, or a heatmap.

    ``members`` are the countries of each bloc that the source lists.
    """
    rows = table.typed
    tables = tables_of(rows)
    if not tables:
        return None
    if len(tables) == 1:
        return _one_share(table, next(iter(tables.values())), members)
    named = bool(table.query.get("country")) or any(row.kind == BLOC for row in rows)
    if len({key[:2] for key in tables}) == 1 and len({key[3] for key in tables}) == len(tables):
        return _by_year(table, tables, named=named)
    newest = newest_of(tables)
    notes = [unanswered(rows), OLDER if len(newest) < len(tables) else ""]
    if named:
        return _side_by_side(table, newest, notes)
    if len({key[0] for key in newest}) == 1 and len(newest) == len({key[1] for key in newest}) == 2:
        return _slopes(table, list(newest.values()), notes)
    return _stacks(table, newest, notes)


def _by_year(table: Table, tables: Tables, *, named: bool) -> Chart:
    """Shares of one mineral at one stage over the years: stacked, or as lines of those named."""
    every = [row for of in tables.values() for row in of if row.kind != "total"]
    first = max(every, key=lambda row: int(row.year))
    years = [row.year for row in every]
    head = {
        "topic": f"{capital(scoped(activity(first), first))} by country, {span_of(years)}",
        "title": title_of(table),
        "subtitle": measured(first),
        "unit": FRACTION,
    }
    figures = [
        series.Figure(name_of(r), r.year, r.share, key_of(r), state_of(r), r.kind) for r in every
    ]
    notes = [averages(every), withheld(every), unanswered(table.typed)]
    if named:
        blocs = any(row.kind == BLOC for row in every)
        return series.lines(figures, head, [*notes, OVERLAP if blocs else ""])
    return series.history(figures, head, notes, beside=NO_COUNTRY)


def _slopes(table: Table, sides: Sequence[Sequence[Row]], notes: Sequence[str]) -> Chart:
    """Both stages of one mineral: the largest countries of either side, and all others."""
    found: dict[str, list[Row | None]] = {}
    for at, rows in enumerate(sides):
        for row in rows:
            if row.kind == COUNTRY:
                found.setdefault(str(row.country), [None, None])[at] = row
    ranked = sorted(found, key=lambda name: -max(_figure(row) or 0.0 for row in found[name]))
    shown = [name for name in ranked if any(_figure(row) for row in found[name])][:SLOPES]
    slopes = []
    for name in shown:
        left, right = found[name]
        either = left or right
        slopes.append(
            Slope(
                name,
                _figure(left),
                _figure(right),
                either is not None and either.iso3 == CHINA,
                key_of(either) if either else "",
                _absent(left),
                _absent(right),
            )
        )
    if not table.query.get("country"):
        rest = [1 - fsum(_figure(found[name][at]) or 0.0 for name in shown) for at in (0, 1)]
        if max(rest) > 0.0005:
            low, high = (max(part, 0.0) for part in rest)
            slopes.append(Slope(series.OTHERS, low, high))
    first, second = (of[0] for of in sides)
    smaller = sum(name not in shown and any(map(_figure, found[name])) for name in found)
    more = counted(smaller, "smaller country", "smaller countries") + " and " if smaller else ""
    others = any(one.label == series.OTHERS for one in slopes)
    said = [
        *notes,
        f"{series.OTHERS}: {more}{NO_COUNTRY}." if others else "",
        withheld([row for of in sides for row in of]),
        over_one([part for of in sides for part in share_parts(of, "", of[0].stage)]),
    ]
    return Slopes(
        topic=f"{mineral_name(first.mineral)} by country: {first.stage} and {second.stage}",
        title=_YEAR_TWICE.sub(r"\1", title_of(table)),
        subtitle="Share of the total in your table" if own(first) else "Share of world output",
        unit=FRACTION,
        note=small_print(said),
        slopes=tuple(slopes),
        sides=tuple(_side(row) for row in (first, second)),  # type: ignore[arg-type]
    )


def _side(row: Row) -> str:
    return f"{capital(scoped(str(row.stage), row))}, {when(row)}"


def _figure(row: Row | None) -> float | None:
    return None if row is None or row.share is None else float(row.share)


def _absent(row: Row | None) -> str:
    """Why a country has no figure at a side; empty if it has one."""
    if row is None:
        return "not listed"
    return "" if row.share is not None else state_of(row) or "no figure"


def _stacks(table: Table, tables: Tables, notes: Sequence[str]) -> Chart:
    """Stacked shares of several tables, both stages of a mineral together."""
    kept = _most_concentrated(tables)
    years = {when(of[0]) for of in kept.values()}
    stages = distinct([key[1] for key in tables])
    parts: list[Part] = []
    for (mineral, stage, *_), of in kept.items():
        name = " ".join(
            [*([str(stage)] if len(stages) > 1 else []), *([when(of[0])] if len(years) > 1 else [])]
        )
        parts += share_parts(of, mineral_name(mineral), name, least=SMALL)
    minerals = distinct([mineral_name(key[0]) for key in tables])
    named = listed(list(map(lower, minerals))) if len(minerals) < 4 else f"{len(minerals)} minerals"
    shown = [row for of in kept.values() for row in of]
    said = [*notes, withheld(shown), in_part(kept), over_one(parts)]
    said.append(f"{REST} has countries with less than {written(SMALL, FRACTION)} too.")
    more = len(tables) - len(kept)
    said.append(left_out(more, "less concentrated one", narrow=FEWER))
    return Stacks(
        topic=f"Who supplies {named}: {' and '.join(map(str, stages))}",
        title=leaders(table, kept),
        subtitle=f"Share of the world by country, {whens([of[0] for of in tables.values()])}",
        unit=FRACTION,
        note=small_print(said),
        parts=tuple(parts),
    )


def _most_concentrated(tables: Tables) -> Tables:
    """As many tables as a picture has room for: those with the largest single suppliers."""
    if len(tables) <= STACKS:
        return tables
    most = {
        key: max((row.share or 0.0 for row in of if row.kind == COUNTRY), default=0.0)
        for key, of in tables.items()
    }
    kept = sorted(most, key=lambda key: -most[key])[:STACKS]
    return {key: of for key, of in tables.items() if key in kept}


def _side_by_side(table: Table, tables: Tables, notes: Sequence[str]) -> Chart:
    """Countries or blocs across several tables: bars of one, a heatmap of several."""
    rows = [row for of in tables.values() for row in of if row.kind in {COUNTRY, BLOC}]
    places = distinct([name_of(row) for row in rows])
    stages = {row.stage for row in rows}
    many = len({when(row) for row in rows}) > 1

    def label(row: Row) -> str:
        parts = [scoped(mineral_name(row.mineral), row)]
        parts += [str(row.stage)] if len(stages) > 1 else []
        return ", ".join([*parts, *([when(row)] if many else [])])

    peak: dict[str, float] = {}
    for row in rows:
        peak[label(row)] = max(peak.get(label(row), 0.0), row.share or 0.0)
    order = sorted(peak, key=lambda name: -peak[name])[:MINERALS]
    blocs = len({name_of(row) for row in rows if row.kind == BLOC}) > 1
    said = [*notes, OVERLAP if blocs else "", left_out(len(peak) - len(order), "row", narrow=FEWER)]
    stage = f", {next(iter(stages))}" if len(stages) == 1 else ""
    head: dict[str, Any] = {
        "title": title_of(table),
        "subtitle": f"Share of the world's total, {whens(rows)}",
        "unit": FRACTION,
        "note": small_print(said),
    }
    shown = [(name, row) for name in order for row in rows if label(row) == name]
    if len(places) == 1:
        bars = [share_bar(row)._replace(label=name) for name, row in shown]
        return Bars(
            topic=f"{places[0]}: share of the world's supply by mineral{stage}",
            bars=tuple(bars),
            **head,
        )
    cells = [share_cell(name, name_of(row), row.share, state_of(row)) for name, row in shown]
    return Heat(topic=f"Shares of world supply{stage}", cells=tuple(cells), levels=STEPS, **head)


def _one_share(table: Table, rows: Sequence[Row], members: Members) -> Chart:
    """Bars of one table."""
    first = rows[0]
    blocs = any(row.kind == BLOC for row in rows)
    rest = [row for row in rows if row.kind == RESIDUAL and row.share != 0]
    shown = [row for row in rows if row.kind not in {"total", RESIDUAL}]
    if blocs:  # countries are in order of size already
        shown.sort(key=lambda row: (row.share is None, -(row.share or 0.0)))
    cut = ROWS if len(shown) > ROWS + 1 else len(shown)
    bars = [*map(share_bar, shown[:cut]), *_added_up(shown[cut:]), *map(share_bar, rest)]
    total = fsum(row.share or 0.0 for row in rows if row.kind in {COUNTRY, RESIDUAL})
    over = (
        f"The shares add up to {written(total, FRACTION)}: the publisher's total leaves out a "
        "country that it lists."
    )
    notes = [unanswered(table.typed), over if total > 1.005 else ""]
    day = str(table.query.get("as_of") or f"{first.year}-12-31")
    notes += [_members(members, day), OVERLAP] if blocs else []
    estimated = any("estimated" in several(row.flag) for row in rows)
    notes.append("Figures are estimates of the source." if estimated else "")
    return Bars(
        topic=f"{capital(scoped(activity(first), first))} by {'bloc' if blocs else 'country'}, "
        f"{when(first)}",
        title=title_of(table).replace(" about ", " at least ") if blocs else title_of(table),
        subtitle=measured(first),
        unit=FRACTION,
        note=small_print(notes),
        bars=tuple(bars),
    )


def _members(members: Members, day: str) -> str:
    """Sentence on the members of blocs that are counted: those that the source lists."""
    said = [f"{bloc_title(bloc)} ({', '.join(of)})" for bloc, of in members.items() if of]
    counted_ = f" Counted: {', '.join(said)}." if said else ""
    return (
        f"At least, as members that the source does not list are not counted.{counted_} "
        f"Members are those of {in_words(day)}."
    )


def _added_up(rows: Sequence[Row]) -> list[Bar]:
    """Bar of the countries that are not drawn, with the number of those without a figure."""
    known = [row.share for row in rows if row.share is not None]
    bars = [Bar(f"{len(known)} more", fsum(known), kind=RESIDUAL)] if known else []
    unknown = len(rows) - len(known)
    return [*bars, *([Bar(f"{unknown} more without", None)] if unknown else [])]


def share_map(table: Table) -> Chart:
    """Map of the shares of one table; of several the first, the others being named."""
    return _map(table, "share")


def reserves_map(table: Table) -> Chart:
    """Map of the shares of listed reserves of one mineral; of several the first."""
    return _map(table, "reserves_share")


def _map(table: Table, column: str) -> Chart:
    """Map of a column of shares by country.

    Raises
    ------
    QueryError
        If the answer has no countries, as one by blocs.
    """
    tables = tables_of(table.typed)
    if not any(row.kind == COUNTRY for of in tables.values() for row in of):
        raise QueryError("a map shows countries: leave out --by")
    newest = newest_of(tables)
    rows = next(iter(newest.values()))
    first, *others = (of[0] for of in newest.values())
    areas = [
        Area(
            str(row.iso3),
            str(row.country),
            getattr(row, column),
            state_of(row) or "no figure" if getattr(row, column) is None else "",
        )
        for row in rows
        if row.kind == COUNTRY and row.iso3
    ]
    also = distinct([f"{lower(mineral_name(row.mineral))} {row.stage}" for row in others])
    rest = _no_country(rows, column)
    said = [
        f"{written(rest, FRACTION)} has no country in the source." if rest > 0.0005 else "",
        withheld(rows) if column == "share" else "",  # the flag is that of the output
        left_out(len(also), "more map", narrow="name one mineral at one stage"),
        OLDER if len(newest) < len(tables) else "",
    ]
    return Map(
        topic=f"{capital(scoped(activity(first), first))} by country, {when(first)}",
        title=_reserves_title(rows, first) if column == "reserves_share" else title_of(table),
        subtitle=measured(first),
        unit=FRACTION,
        note=small_print(said),
        areas=tuple(areas),
    )


def _no_country(rows: Sequence[Row], column: str) -> float:
    """Share that the source gives to no country; of reserves what the countries leave of all."""

    def shares(kind: str) -> list[float | None]:
        return [getattr(row, column) for row in rows if row.kind == kind]

    rest = [row for row in rows if row.kind == RESIDUAL]
    hidden = [row for row in rest if getattr(row, "reserves", None) and row.reserves_share is None]
    if column == "reserves_share" and hidden:
        return max(0.0, 1 - fsum(share or 0.0 for share in shares(COUNTRY)))
    return fsum(share or 0.0 for share in shares(RESIDUAL))


def _reserves_title(rows: Sequence[Row], first: Row) -> str:
    """Largest holder among the countries named."""
    known = [row for row in rows if row.kind == COUNTRY and row.reserves_share]
    if not known:
        return ""
    top = max(known, key=lambda row: float(row.reserves_share))
    what = lower(mineral_name(first.mineral))
    who = the(str(top.country), start=True)
    share = percent(top.reserves_share)
    return f"{who} held {share} of the listed reserves of {what} in {first.year}"

"""Charts of the answers of `share` and `reserves`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

from critmin.answers.chart_of_answer import first_sentence
from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.forms import Area, Cell, Heat, Map, Slope, Slopes
from critmin.charts.labels import (
    TITLE,
    averages,
    basis_name,
    headline,
    left_out,
    tables_of,
    unanswered,
    whens,
    withheld,
)
from critmin.charts.model import (
    BLOC,
    COUNTRY,
    FRACTION,
    RESIDUAL,
    Bar,
    Bars,
    Chart,
    Part,
    Stacks,
    capital,
    distinct,
    written,
)
from critmin.core.errors import QueryError
from critmin.core.wording import bloc_title, counted, lower, mineral_name, scoped, when
from critmin.summaries.phrases import own
from critmin.summaries.stages import activity

Row = dict[str, Any]
Tables = Mapping[tuple[Any, ...], list[Row]]
ROWS = 15  # most bars of one picture; the others are added up in one labelled bar
STACKS = 14
SLOPES = 9  # most countries of a slopegraph; the others are one line
PANELS = 18
MINERALS = 24  # most rows of a heatmap
TONNES = {"t": "tonnes", "kt": "thousand tonnes"}
HIGHLIGHTED = series.CHINA
REST = "Rest of world"
STEPS = (0.1, 0.25, 0.5, 0.75)  # limits between the steps of a map or heatmap of shares
OVERLAP = "Blocs overlap and do not add up."
FEWER = "name fewer minerals"
OLDER = "Earlier years are in the table, not here: name one mineral at one stage to see them."
NO_COUNTRY = "what has no country in the source"
# What a title may leave out if it is too long: the small print names it.
_NAMED_BELOW = re.compile(r", not counting [^;]*|, of those with a figure")


def share(table: Table) -> Chart | None:
    """Form that fits the tables: bars, a slopegraph, a history, stacks, or a heatmap."""
    rows = table.records()
    tables = tables_of(rows)
    if not tables:
        return None
    if len(tables) == 1:
        return _one_share(table, next(iter(tables.values())))
    named = bool(table.query.get("country")) or any(row["kind"] == BLOC for row in rows)
    if len({key[:2] for key in tables}) == 1 and len({key[3] for key in tables}) == len(tables):
        return _by_year(table, tables, named=named)
    newest = _newest(tables)
    notes = [unanswered(rows), OLDER if len(newest) < len(tables) else ""]
    if named:
        return _side_by_side(table, newest, notes)
    if len({key[0] for key in newest}) == 1 and len(newest) == len({key[1] for key in newest}) == 2:
        return _slopes(table, list(newest.values()), notes)
    return _stacks(table, newest, notes)


def title_of(table: Table) -> str:
    """First sentence of the answer; if it is too long, without what the small print names."""
    fits = headline(first_sentence(table.summary))
    return fits if len(fits) <= TITLE else headline(_NAMED_BELOW.sub("", fits))


def _newest(tables: Tables) -> dict[tuple[Any, ...], list[Row]]:
    """Tables of the newest year of each mineral and stage."""
    newest: dict[tuple[Any, ...], int] = {}
    for mineral, stage, _basis, year in tables:
        newest[mineral, stage] = max(year, newest.get((mineral, stage), year))
    return {key: of for key, of in tables.items() if newest[key[:2]] == key[3]}


def _measured(row: Row) -> str:
    """What shares are of, with the basis of the figures."""
    if own(row):
        return "Share of the total in your table"
    known = {"mining": "mine output", "refining": "refined output", "reserves": "listed reserves"}
    of = f"Share of the world's {known.get(str(row['stage']), row['stage'])}"
    return ", ".join(filter(None, [of, basis_name(row["basis"])]))


def _name(row: Row) -> str:
    """Name of a row: its country, the title of its bloc, or the rest of the world."""
    if row["kind"] == RESIDUAL:
        return REST
    return bloc_title(row["country"]) if row["kind"] == BLOC else str(row["country"])


def key_of(row: Row) -> str:
    """Code of a row's country, which decides its colour."""
    return str(row["iso3"] or "") if row.get("kind", COUNTRY) == COUNTRY else ""


def state_of(row: Row) -> str:
    """Why a row has no figure, in words; empty if nothing says why."""
    flags = several(row.get("flag"))
    if "withheld" in flags:
        return "withheld"
    return "not listed" if "not_listed" in flags else ""


def _in_part(tables: Tables) -> str:
    """Sentence on tables that count only a part of their mineral."""
    named = {
        f"{mineral_name(key[0])} {key[1]}": scoped("", of[0]).strip(" ()")
        for key, of in tables.items()
    }
    return " ".join(f"{what}: {part}." for what, part in named.items() if part)


def _one_share(table: Table, rows: Sequence[Row]) -> Chart:
    """Bars of one table."""
    first = rows[0]
    blocs = any(row["kind"] == BLOC for row in rows)
    rest = [row for row in rows if row["kind"] == RESIDUAL]
    shown = [row for row in rows if row["kind"] not in {"total", RESIDUAL}]
    cut = ROWS if len(shown) > ROWS + 1 else len(shown)
    bars = [*map(share_bar, shown[:cut]), *_added_up(shown[cut:]), *map(share_bar, rest)]
    total = fsum(row["share"] or 0.0 for row in rows if row["kind"] in {COUNTRY, RESIDUAL})
    over = (
        f"The shares add up to {written(total, FRACTION)}: the publisher's total leaves out a "
        "country that it lists."
    )
    notes = [unanswered(table.records()), OVERLAP if blocs else "", over if total > 1.005 else ""]
    return Bars(
        topic=f"{capital(scoped(activity(first), first))} by {'bloc' if blocs else 'country'}, "
        f"{when(first)}",
        title=title_of(table),
        subtitle=_measured(first),
        unit=FRACTION,
        note=" ".join(filter(None, notes)),
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
    state = state_of(row) if row["share"] is None else ""
    china = row["iso3"] == HIGHLIGHTED
    return Bar(_name(row), row["share"], "", china, row["kind"], state, key_of(row))


def _by_year(table: Table, tables: Tables, *, named: bool) -> Chart:
    """Shares of one mineral at one stage over the years: stacked, or as lines of those named."""
    every = [row for of in tables.values() for row in of if row["kind"] != "total"]
    first = max(every, key=lambda row: int(row["year"]))
    head = {
        "topic": f"{capital(scoped(activity(first), first))} by country, {_span(every)}",
        "title": title_of(table),
        "subtitle": _measured(first),
        "unit": FRACTION,
    }
    figures = [
        series.Figure(_name(r), r["year"], r["share"], key_of(r), state_of(r), r["kind"])
        for r in every
    ]
    notes = [averages(every), withheld(every), unanswered(table.records())]
    if named:
        blocs = any(row["kind"] == BLOC for row in every)
        return series.lines(figures, head, [*notes, OVERLAP if blocs else ""])
    return series.history(figures, head, notes, beside=NO_COUNTRY)


def _span(rows: Sequence[Row]) -> str:
    """First and last year of rows."""
    years = sorted({row["year"] for row in rows})
    return str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _slopes(table: Table, sides: Sequence[Sequence[Row]], notes: Sequence[str]) -> Chart:
    """Both stages of one mineral: the largest countries of either side, and all others."""
    found: dict[str, list[Row | None]] = {}
    for at, rows in enumerate(sides):
        for row in rows:
            if row["kind"] == COUNTRY:
                found.setdefault(str(row["country"]), [None, None])[at] = row
    ranked = sorted(found, key=lambda name: -max(_figure(row) or 0.0 for row in found[name]))
    shown = [name for name in ranked if any(_figure(row) for row in found[name])][:SLOPES]
    slopes = []
    for name in shown:
        left, right = found[name]
        row = left or right
        slopes.append(
            Slope(
                name,
                _figure(left),
                _figure(right),
                row is not None and row["iso3"] == HIGHLIGHTED,
                key_of(row) if row else "",
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
        over_one(
            [part for of in sides for part in share_parts(of, "The shares of", of[0]["stage"])]
        ),
    ]
    return Slopes(
        topic=f"{mineral_name(first['mineral'])} by country: {first['stage']} and "
        f"{second['stage']}",
        title=title_of(table),
        subtitle="Share of the total in your table" if own(first) else "Share of world output",
        unit=FRACTION,
        note=" ".join(filter(None, said)),
        slopes=tuple(slopes),
        sides=tuple(_side(row) for row in (first, second)),  # type: ignore[arg-type]
    )


def _side(row: Row) -> str:
    return f"{capital(scoped(str(row['stage']), row))}, {when(row)}"


def _figure(row: Row | None) -> float | None:
    return None if row is None or row["share"] is None else float(row["share"])


def _absent(row: Row | None) -> str:
    """Why a country has no figure at a side; empty if it has one."""
    if row is None:
        return "not listed"
    return "" if row["share"] is not None else state_of(row) or "no figure"


def _stacks(table: Table, tables: Tables, notes: Sequence[str]) -> Chart:
    """Stacked shares of several tables, both stages of a mineral together."""
    kept = _most_concentrated(tables)
    years = {when(of[0]) for of in kept.values()}
    stages = distinct([key[1] for key in tables])
    parts: list[Part] = []
    for (mineral, stage, *_), of in kept.items():
        name = str(stage) if len(years) == 1 else f"{stage} {when(of[0])}"
        parts += share_parts(of, mineral_name(mineral), name)
    minerals = distinct([mineral_name(key[0]) for key in tables])
    named = lower(", ".join(minerals)) if len(minerals) < 4 else f"{len(minerals)} minerals"
    shown = [row for of in kept.values() for row in of]
    said = [*notes, withheld(shown), _in_part(kept), over_one(parts)]
    more = len(tables) - len(kept)
    said.append(left_out(more, "less concentrated one", narrow=FEWER))
    return Stacks(
        topic=f"Who supplies {named}: {' and '.join(map(str, stages))}",
        title=title_of(table),
        subtitle=f"Share of the world by country, {whens([of[0] for of in tables.values()])}",
        unit=FRACTION,
        note=" ".join(filter(None, said)),
        parts=tuple(parts),
    )


def _most_concentrated(tables: Tables) -> Tables:
    """As many tables as a picture has room for: those with the largest single suppliers."""
    if len(tables) <= STACKS:
        return tables
    most = {
        key: max((row["share"] or 0.0 for row in of if row["kind"] == COUNTRY), default=0.0)
        for key, of in tables.items()
    }
    kept = sorted(most, key=lambda key: -most[key])[:STACKS]
    return {key: of for key, of in tables.items() if key in kept}


def _side_by_side(table: Table, tables: Tables, notes: Sequence[str]) -> Chart:
    """Countries or blocs across several tables: bars of one, a heatmap of several."""
    rows = [row for of in tables.values() for row in of if row["kind"] in {COUNTRY, BLOC}]
    places = distinct([_name(row) for row in rows])
    stages = {row["stage"] for row in rows}
    many = len({when(row) for row in rows}) > 1

    def label(row: Row) -> str:
        parts = [scoped(mineral_name(row["mineral"]), row)]
        parts += [str(row["stage"])] if len(stages) > 1 else []
        return ", ".join([*parts, *([when(row)] if many else [])])

    peak: dict[str, float] = {}
    for row in rows:
        peak[label(row)] = max(peak.get(label(row), 0.0), row["share"] or 0.0)
    order = sorted(peak, key=lambda name: -peak[name])[:MINERALS]
    blocs = len({_name(row) for row in rows if row["kind"] == BLOC}) > 1
    said = [*notes, OVERLAP if blocs else "", left_out(len(peak) - len(order), "row", narrow=FEWER)]
    stage = f", {next(iter(stages))}" if len(stages) == 1 else ""
    head: dict[str, Any] = {
        "title": title_of(table),
        "subtitle": f"Share of the world's total, {whens(rows)}",
        "unit": FRACTION,
        "note": " ".join(filter(None, said)),
    }
    shown = [(name, row) for name in order for row in rows if label(row) == name]
    if len(places) == 1:
        bars = [share_bar(row)._replace(label=name) for name, row in shown]
        return Bars(
            topic=f"{places[0]}: share of the world's supply by mineral{stage}",
            bars=tuple(bars),
            **head,
        )
    cells = [
        Cell(
            name,
            _name(row),
            row["share"],
            "" if row["share"] is None else written(row["share"], FRACTION),
            state_of(row) or "no figure" if row["share"] is None else "",
        )
        for name, row in shown
    ]
    return Heat(topic=f"Shares of world supply{stage}", cells=tuple(cells), levels=STEPS, **head)


def share_parts(
    rows: Sequence[Row], group: str, name: str, missing: str = "not shown"
) -> list[Part]:
    """Parts of one stacked bar: highlighted first, then by size, the residual last.

    ``missing`` is the label of what is missing to the whole.
    """
    found = []
    for row in rows:
        if row["kind"] != "total" and row["share"]:
            china = row["iso3"] == HIGHLIGHTED
            found.append(
                Part(group, name, _name(row), row["share"], china, row["kind"], key_of(row))
            )
    rest = 1 - fsum(part.value for part in found)
    if rest > 0.001:  # if only some countries are shown
        found.append(Part(group, name, missing, rest, kind=RESIDUAL))
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
    tables = tables_of([{"stage": "reserves", **row} for row in table.records()])
    if not tables or all(row["kind"] == BLOC for of in tables.values() for row in of):
        raise QueryError("a map shows countries: leave out --by")
    newest = _newest(tables)
    rows = next(iter(newest.values()))
    first, *others = (of[0] for of in newest.values())
    areas = [
        Area(
            str(row["iso3"]),
            str(row["country"]),
            row[column],
            state_of(row) or "no figure" if row[column] is None else "",
        )
        for row in rows
        if row["kind"] == COUNTRY and row["iso3"]
    ]
    rest = fsum(row[column] or 0.0 for row in rows if row["kind"] == RESIDUAL)
    also = distinct([f"{lower(mineral_name(row['mineral']))} {row['stage']}" for row in others])
    said = [
        f"{written(rest, FRACTION)} has no country in the source." if rest > 0.0005 else "",
        withheld(rows),
        left_out(len(also), "more map", narrow="name one mineral at one stage"),
        OLDER if len(newest) < len(tables) else "",
    ]
    return Map(
        topic=f"{capital(scoped(activity(first), first))} by country, {when(first)}",
        title=title_of(table) if not also else "",
        subtitle=_measured(first),
        unit=FRACTION,
        note=" ".join(filter(None, said)),
        areas=tuple(areas),
        levels=STEPS,
    )


def reserves(table: Table) -> Chart | None:
    """Output and reserves of one mineral in two panels; of several, both stacked."""
    rows = [row for row in table.records() if row["year"] is not None and row["kind"] != "total"]
    tables = _newest(tables_of([{**row, "stage": "reserves"} for row in rows]))
    if not tables:
        return None
    older = OLDER if sum(map(len, tables.values())) < len(rows) else ""
    if len(tables) > 1:
        return _stacked_reserves(table, tables, older)
    rows = next(iter(tables.values()))
    first = rows[0]
    more = len(rows) - PANELS
    return two_panels(
        rows[:PANELS],
        topic=f"{mineral_name(first['mineral'])}: mine output and reserves, {first['year']}",
        title=title_of(table),
        subtitle=f"{capital(TONNES.get(str(first['unit']), str(first['unit'])))}, "
        f"{basis_name(first['basis'])}; untapped: reserves and no output",
        note=" ".join(
            filter(None, [left_out(more, "smaller country", "smaller countries"), older])
        ),
    )


def _stacked_reserves(table: Table, tables: Tables, older: str) -> Chart:
    """Shares of output and of reserves of several minerals, one above the other."""
    kept = dict(list(tables.items())[: STACKS // 2])
    parts: list[Part] = []
    for (mineral, _stage, basis, _year), of in kept.items():
        alone = sum(key[0] == mineral for key in kept) == 1
        group = mineral_name(mineral) if alone else f"{mineral_name(mineral)} ({basis_name(basis)})"
        for name, column in (("output", "production_share"), ("reserves", "reserves_share")):
            parts += share_parts([{**row, "share": row[column]} for row in of], group, name, REST)
    more = left_out(len(tables) - len(kept), "mineral", narrow=FEWER)
    shown = [row for of in kept.values() for row in of]
    said = [
        unanswered([{"stage": "reserves", **row} for row in table.records()]),
        withheld(shown),
        over_one(parts),
    ]
    return Stacks(
        topic="Mine output and listed reserves by country",
        title=title_of(table),
        subtitle=f"Share of the world's total, {whens(shown)}",
        unit=FRACTION,
        note=" ".join(filter(None, [*said, older, more])),
        parts=tuple(parts),
    )


def two_panels(
    rows: Sequence[Row], *, topic: str, subtitle: str, note: str = "", title: str = ""
) -> Bars:
    """Output and reserves in two panels; untapped reserves are labelled."""
    bars = []
    for row in rows:
        kind = RESIDUAL if row["kind"] == RESIDUAL else COUNTRY
        name, china, key = row["country"], row["iso3"] == HIGHLIGHTED, key_of(row)
        hidden = "withheld" in several(row.get("flag")) and row["production"] is None
        for panel, column, text in (
            ("Output", "production", "withheld" if hidden else ""),
            ("Reserves", "reserves", "untapped" if row["untapped"] else ""),
        ):
            bars.append(Bar(name, row[column], panel, china, kind, text, key))
    return Bars(
        topic=topic, title=title, subtitle=subtitle, note=note, bars=tuple(bars), apart=True
    )

"""Charts of the answers of `trend` and `reserves`, and parts that charts of shares have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Any

from critmin.answers.finding import headline_of
from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.labels import (
    TITLE,
    averages,
    basis_name,
    changed,
    headline,
    left_out,
    small_print,
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
    Lines,
    Part,
    Stacks,
    distinct,
    written,
)
from critmin.charts.one_basis import on_one_basis
from critmin.core.wording import (
    bloc_title,
    capital,
    counted,
    listed,
    lower,
    mineral_name,
    scoped,
    when,
)
from critmin.summaries.phrases import about_percent, adjective, in_year, name_in, own, what
from critmin.summaries.stages import does

Row = Any  # of several questions
Tables = Mapping[tuple[Any, ...], list[Row]]
ROWS = 15  # most bars of one picture; the others are added up in one labelled bar
STACKS = 14
PANELS = 18
TONNES = {"t": "tonnes", "kt": "thousand tonnes"}
REST = "Rest of world"
SMALLER = ("smaller country", "smaller countries")
STEPS = (0.1, 0.25, 0.5, 0.75)  # limits between the steps of a map or heatmap of shares
FEWER = "name fewer minerals"
OLDER = "Earlier years are in the table, not here: name one mineral at one stage to see them."
# What a title may leave out if it is too long: the small print names it.
_NAMED_BELOW = re.compile(r", not counting [^;]*|, of those with a figure")
FEW_LED = 9  # most minerals whose leaders are all in a title
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SMALL = 0.08  # of the highest line; lower ones are counted
INDEX = "0-10,000"
EVENLY = "10,000 if one country had all, near 0 if a great many had the same."
MEASURES = {FRACTION: "Share of the world's output", INDEX: "Index of concentration, 0 to 10,000"}
LIMITS = ((1800.0, "above 1,800: highly concentrated"),)
_LED = re.compile(
    r"Largest share of (?P<what>[\w ]+?) in \d+ tables: (?P<led>[^;]+)"
    r"(?:; in (?P<unsure>\d+) who leads is not certain)?"
)


def title_of(table: Table) -> str:
    """First sentence of the answer; if it is too long, without what the small print names."""
    fits = headline_of(table)
    return fits if len(fits) <= TITLE else headline(_NAMED_BELOW.sub("", fits))


def _few_led(tables: Sequence[Sequence[Row]]) -> str:
    """Range of the shares of the country that leads in most of a few minerals, and who else leads.

    Empty for many minerals, several stages or years, or if a leader is not certain.
    """
    if not 3 <= len(tables) <= FEW_LED or len({(of[0].stage, when(of[0])) for of in tables}) > 1:
        return ""
    led: dict[str, list[Row]] = {}
    for of in tables:
        known = sorted(
            (row for row in of if row.kind == COUNTRY and row.share),
            key=lambda row: -float(row.share),
        )
        hidden = any("withheld" in several(row.flag) for row in of)
        if hidden or not known or (len(known) > 1 and known[0].share == known[1].share):
            return ""
        led.setdefault(name_in(known[0]), []).append(known[0])
    if len({mineral_name(of[0].mineral) for of in tables}) < len(tables):
        return ""
    (first, most), *others = sorted(led.items(), key=lambda item: -len(item[1]))
    if len(most) < 2:
        return ""
    shares = sorted(most, key=lambda row: float(row.share))
    low, high = (about_percent(row) for row in (shares[0], shares[-1]))
    number = NUMBERS[len(tables)]
    of_all = f"all {number}" if not others else f"{NUMBERS[len(most)]} of the {number}"
    when_ = capital(in_year(most[0]))
    said = [f"{when_} {first} {does(most[0])} {low} to {high} of {of_all} minerals"]
    said += [
        f"{name} {about_percent(row)} of the {lower(mineral_name(row.mineral))}"
        for name, of in others
        for row in of
    ]
    return capital(listed(said)) if len(listed(said)) <= TITLE else ""


def leaders(table: Table, tables: Tables) -> str:
    """Of how many minerals, or stages of them, the leading countries have the largest share."""
    title = _few_led(list(tables.values())) or title_of(table)
    found = _LED.fullmatch(title)
    if not found:
        return title
    minerals = len({key[0] for key in tables})
    of = f"{minerals} minerals"
    if minerals < len(tables):
        of = f"{len(tables)} stages of {counted(minerals, 'mineral')}"
    led = [item.rpartition(" in ") for item in re.split(r", | and ", found["led"])]
    (first, _, number), *others = led
    more = "".join(f", {name} of {count}" for name, _, count in others)
    unsure = f"; of {found['unsure']} the leader is not certain" if found["unsure"] else ""
    what = found["what"]
    return f"{capital(first)} has the largest share of {what} of {number} of {of}{more}{unsure}"


def newest_of(tables: Tables) -> dict[tuple[Any, ...], list[Row]]:
    """Tables of the newest year of each mineral and stage."""
    newest: dict[tuple[Any, ...], int] = {}
    for mineral, stage, _basis, year in tables:
        newest[mineral, stage] = max(year, newest.get((mineral, stage), year))
    return {key: of for key, of in tables.items() if newest[key[:2]] == key[3]}


def measured(row: Row) -> str:
    """What shares are of, with the basis of the figures."""
    if own(row):
        return "Share of the total in your table"
    known = {"mining": "mine output", "refining": "refined output", "reserves": "listed reserves"}
    of = f"Share of the world's {known.get(str(row.stage), row.stage)}"
    return ", ".join(filter(None, [of, basis_name(row.basis)]))


def name_of(row: Row) -> str:
    """Name of a row: its country, the title of its bloc, or the rest of the world."""
    if row.kind == RESIDUAL:
        return REST
    return bloc_title(row.country) if row.kind == BLOC else str(row.country)


def key_of(row: Row) -> str:
    """Code of a row's country, which decides its colour."""
    return str(row.iso3 or "") if getattr(row, "kind", COUNTRY) == COUNTRY else ""


def share_bar(row: Row) -> Bar:
    """Row as a bar; a withheld or unknown figure is labelled."""
    state = state_of(row) if row.share is None else ""
    china = row.iso3 == CHINA
    return Bar(name_of(row), row.share, "", china, row.kind, state, key_of(row))


def share_parts(
    rows: Sequence[Row],
    group: str,
    name: str,
    missing: str = "not shown",
    least: float = 0.0,
    column: str = "share",
) -> list[Part]:
    """Parts of one stacked bar: highlighted first, then by size, the residual last.

    ``missing`` is the label of what is missing to the whole; countries with less than ``least``
    are in the rest of the world.
    """
    found = []
    for row in rows:
        if row.kind != "total" and (share := getattr(row, column)):
            china = row.iso3 == CHINA
            found.append(Part(group, name, name_of(row), share, china, row.kind, key_of(row)))
    small = [part for part in found if part.value < least and part.kind == COUNTRY]
    small = [part for part in small if not part.highlight]
    if small:
        rest_of = [part for part in found if part.kind == RESIDUAL]
        found = [part for part in found if part not in small and part not in rest_of]
        total = fsum(part.value for part in [*small, *rest_of])
        found.append(Part(group, name, REST, total, kind=RESIDUAL))
    rest = 1 - fsum(part.value for part in found)
    if rest > 0.001:  # if only some countries are shown
        found.append(Part(group, name, missing, rest, kind=RESIDUAL))
    return sorted(found, key=lambda part: (not part.highlight, part.kind == RESIDUAL, -part.value))


def over_one(parts: Sequence[Part]) -> str:
    """Sentence for shares above 100%: the printed total leaves out a listed country."""
    sums: dict[tuple[str, str], list[float]] = {}
    for part in parts:
        sums.setdefault((part.group, part.row), []).append(part.value)
    over = [
        f"{capital(f'{group} {row}'.strip())} adds up to {written(fsum(of), FRACTION)}"
        for (group, row), of in sums.items()
        if fsum(of) > 1.005
    ]
    why = "the publisher's total leaves out a country that it lists"
    return f"{listed(over)}: {why}." if over else ""


def reserves(table: Table) -> Chart | None:
    """Output and reserves of one mineral in two panels; of several, both stacked."""
    rows = [row for row in table.typed if row.year is not None and row.kind != "total"]
    tables = newest_of(tables_of(rows))
    if not tables:
        return None
    older = OLDER if sum(map(len, tables.values())) < len(rows) else ""
    absent = unanswered(table.typed)
    if len(tables) > 1:
        return _stacked_reserves(table, tables, [absent, older])
    rows = next(iter(tables.values()))
    first, more = rows[0], len(rows) - PANELS
    return two_panels(
        rows[:PANELS],
        topic=f"{mineral_name(first.mineral)}: mine output and reserves, {first.year}",
        title=title_of(table),
        subtitle=f"{capital(TONNES.get(str(first.unit), str(first.unit)))}, "
        f"{basis_name(first.basis)}, and share of the world's"
        f"{'; untapped: reserves and no output' if any(r.untapped for r in rows) else ''}",
        note=small_print([left_out(more, *SMALLER), absent, older]),
    )


def _stacked_reserves(table: Table, tables: Tables, notes: Sequence[str]) -> Chart:
    """Shares of output and of reserves of several minerals, one above the other."""
    kept = dict(list(tables.items())[: STACKS // 2])
    parts: list[Part] = []
    for (mineral, _stage, basis, _year), of in kept.items():
        alone = sum(key[0] == mineral for key in kept) == 1
        group = mineral_name(mineral) if alone else f"{mineral_name(mineral)} ({basis_name(basis)})"
        for name, column in (("output", "production_share"), ("reserves", "reserves_share")):
            parts += share_parts(of, group, name, REST, column=column)
    more = left_out(len(tables) - len(kept), "mineral", narrow=FEWER)
    shown = [row for of in kept.values() for row in of]
    said = [*notes, withheld(shown), over_one(parts)]
    return Stacks(
        topic="Mine output and listed reserves by country",
        title=title_of(table),
        subtitle=f"Share of the world's total, {whens(shown)}",
        unit=FRACTION,
        note=small_print([*said, more]),
        parts=tuple(parts),
    )


def two_panels(
    rows: Sequence[Row], *, topic: str, subtitle: str, note: str = "", title: str = ""
) -> Bars:
    """Output and reserves in two panels; untapped reserves are labelled."""
    bars = []
    for row in rows:
        kind = RESIDUAL if row.kind == RESIDUAL else COUNTRY
        name, china, key = row.country, row.iso3 == CHINA, key_of(row)
        hidden = "withheld" in several(row.flag) and row.production is None
        untapped = "untapped" if row.untapped else ""
        for panel, column, text in (
            ("Output", "production", "withheld" if hidden else _part_of(row, "production_share")),
            ("Reserves", "reserves", f"{_part_of(row, 'reserves_share')} {untapped}".strip()),
        ):
            bars.append(Bar(name, getattr(row, column), panel, china, kind, text, key))
    return Bars(
        topic=topic, title=title, subtitle=subtitle, note=note, bars=tuple(bars), apart=True
    )


@on_one_basis
def trend(table: Table) -> Chart | None:
    """Lines by country; by mineral and stage if there are several."""
    every = [row for row in table.typed if row.year is not None]
    if not every:
        return None
    units = Counter(row.unit for row in every if row.value is not None)
    unit = str(units.most_common(1)[0][0] or "") if units else str(every[0].unit or "")
    rows = [row for row in every if str(row.unit or "") == unit or row.value is None]
    many = len({(row.mineral, row.stage) for row in every}) > 1
    places = len({row.country for row in every}) > 1

    alone = len({row.mineral for row in every}) == 1

    def name(row: Row) -> str:
        good = f"{'' if alone else mineral_name(row.mineral)} {row.stage}".strip()
        what = capital(good) if many else ""
        return ", ".join(filter(None, [what, row.country if places or not many else ""]))

    kept = {name(row) for row in rows if row.value is not None}
    other = distinct(
        [name(row) for row in every if row.value is not None and name(row) not in kept]
    )
    narrow = "name one mineral"
    basis = "" if many else basis_name(rows[0].basis)
    notes = [
        f"Herfindahl-Hirschman index: {EVENLY}" if unit == INDEX else "",
        averages(rows),
        "A later year is a projection."
        if any("projection" in (r.flag or ()) for r in rows)
        else "",
        unanswered(table.typed),
        left_out(len(other), "line in another unit", "lines in other units", narrow=narrow),
    ]
    head = {
        "topic": f"{_subject(every)}, {whens(rows)}",
        "title": _both_stages(rows)
        if alone and many and unit == FRACTION
        else changed(title_of(table)),
        "subtitle": ", ".join(filter(None, [MEASURES.get(unit, f"Quantity, {unit}"), basis])),
        "unit": unit,
    }
    figures = [
        series.Figure(
            name(row),
            row.year,
            row.value,
            str(row.iso3 or ""),
            state_of(row),
            COUNTRY if row.iso3 or not row.country else RESIDUAL,
        )
        for row in rows
        if name(row) not in other
    ]
    least = 0.0 if table.query.get("country") else SMALL
    of_stage: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        of_stage.setdefault((row.mineral, row.stage), set()).add(row.year)
    listing = {name(row): of_stage[row.mineral, row.stage] for row in rows}
    thing, things = ("line", "lines") if many else ("country", "countries")
    made = series.lines(
        series.with_gaps(figures, listing),
        head,
        notes,
        least=least,
        thing=f"smaller {thing}",
        things=f"smaller {things}",
    )
    if isinstance(made, Lines) and unit == INDEX:
        made = replace(made, limits=LIMITS)
    single = isinstance(made, Lines) and len(made.series) == 1
    return replace(made, peaks=True) if single else made  # type: ignore[call-arg]


def _both_stages(rows: Sequence[Row]) -> str:
    """Largest country of each stage of a mineral in the newest year with a figure."""
    said: list[str] = []
    for stage in distinct([row.stage for row in rows]):
        known = [row for row in rows if row.stage == stage and row.value is not None]
        newest = max((row.year for row in known), default=0)
        if not known:
            continue
        top = max((row for row in known if row.year == newest), key=lambda row: row.value)
        of = f" of the world's {what(top)}" if not said else ""
        said.append(f"{name_in(top)} {does(top)} {about_percent(top, 'value')}{of} {in_year(top)}")
    return capital("; ".join(said))


def _subject(rows: Sequence[Row]) -> str:
    """Supply that rows are of: a mineral with its stages, or several minerals."""
    goods = distinct([scoped(mineral_name(row.mineral), row) for row in rows])
    stages = listed(distinct([str(row.stage) for row in rows]))
    if len({row.mineral for row in rows}) == 1:
        return capital(f"{adjective(lower(goods[0]))} {stages}")
    named = listed([lower(name) for name in goods]) if len(goods) < 4 else f"{len(goods)} minerals"
    return f"{capital(stages)} of {named}"


def _part_of(row: Row, column: str) -> str:
    """Share of a row in brackets, if there is one."""
    share = getattr(row, column)
    return f"({written(share, FRACTION)})" if share else ""

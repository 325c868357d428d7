"""Figure 1: China's export-control moves as dated events; the paper's rows marked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.charts.model import Chart, Moment, Timeline, distinct
from critmin.charts.words import lower
from critmin.core import names, sources
from critmin.core.files import read_table
from critmin.export_controls.register import measures
from critmin.export_controls.state import Event, Measure
from critmin.paper.figures import check_edition

COUNTRY, START = "CHN", "2023-01-01"
# Entity and watch lists name firms; catalogues, state trading and duties go by the year.
TYPES = frozenset({"licence", "ban", "end-use-ban", "technology", "regulation"})
EVENTS = frozenset({"suspends", "extends", "extension-announced", "eases"})
EDITIONS = ("2026",)
USES_SOURCE = "usgs@2026"
PAPER, MISSING, LATER = "paper", "missing", "later"
LANES = {PAPER: "In the paper", MISSING: "Missing from the paper", LATER: "After the paper"}
# A dated table: on a narrow screen the days, the mineral and whether the paper has it stay.
COLUMNS = weighing(
    columns(
        "in_paper date announced until move measure_id announcement target mineral forms uses "
        "paper_period paper_use evidence flag source"
    ),
    target=7,
    until=6,
    source=4,
    measure_id=2,
)
Row = tuple[Cell, ...]


class _Printed(NamedTuple):
    """A row of the paper's figure, matched to a measure and a mineral."""

    number: str
    period: str
    mineral: str
    measure_id: str
    use: str


@cache
def _printed() -> tuple[_Printed, ...]:
    return tuple(_Printed(*row) for row in read_table("figure1_rows.csv")[1])


@cache
def _uses() -> dict[str, str]:
    """Primary applications by mineral, as the USGS prints them."""
    return {row[0]: row[1] for row in read_table("usgs/end_uses_2026.csv")[1]}


def figure(edition: str | None = None) -> Table:
    """Every measure of China's on minerals since 2023, one row a mineral, and what became of it.

    ``in_paper`` is ``paper``, ``missing`` (announced before the paper's last row, and not in it)
    or ``later``. ``date`` is the first day in force of a measure, the day of an event.

    Raises
    ------
    QueryError
        For an edition other than that of the control records.
    """
    check_edition(1, edition, EDITIONS)
    shown = [
        m
        for m in measures()
        if m.jurisdiction == COUNTRY and m.announced.first >= START and m.type in TYPES
    ]
    rows = [row for measure in shown for row in _measure_rows(measure)]
    rows += _event_rows(shown)
    order = list(LANES)
    rows.sort(key=lambda row: (order.index(str(row[0])), str(row[1]), str(row[5]), str(row[8])))
    used = [part for row in rows for part in str(row[-1]).split(";")]
    return Table(
        query={"command": "figure", "figure": 1, "edition": EDITIONS[0]},
        columns=COLUMNS,
        rows=tuple(rows),
        sources=sources.records(used),
        warnings=(
            Caution(
                "compiled",
                "controls are an own compilation: no measure on record is no "
                "proof that there is none",
            ),
        ),
        notes=(*_left_out(), "what stands on a day: critmin controls --by CHN --as-of DATE"),
        chart=_chart(rows, shown),
    )


def _last_of_paper() -> str:
    """Last day that the paper's newest row covers."""
    ids = {row.measure_id for row in _printed()}
    return max(m.announced.last for m in measures() if m.measure_id in ids)


def _place(measure: Measure) -> str:
    if measure.measure_id in {row.measure_id for row in _printed()}:
        return PAPER
    return MISSING if measure.announced.first <= _last_of_paper() else LATER


def _measure_rows(measure: Measure) -> Iterator[Row]:
    items: dict[str, list[str]] = {}
    for cover in measure.covers:
        items.setdefault(cover.mineral, []).append(cover.item)
    matched = {row.mineral: row for row in _printed() if row.measure_id == measure.measure_id}
    starts = measure.effective or measure.announced
    for mineral, of in items.items():
        row = matched.get(mineral)
        uses = _uses().get(mineral)
        flags = [
            "use_not_listed" if mineral and uses is None else "",
            "" if mineral else "dual_use_list",
            "never_in_force" if _never(measure) else "",
        ]
        source = measure.source if uses is None else f"{measure.source};{USES_SOURCE}"
        yield (
            _place(measure),
            starts.text,
            measure.announced.text,
            measure.ended.text if measure.ended else None,
            measure.type,
            measure.measure_id,
            measure.announcement,
            measure.target,
            mineral or None,
            ";".join(distinct(of)),
            uses,
            row.period if row else None,
            (row.use or None) if row else None,
            measure.evidence or None,
            ";".join(filter(None, flags)) or None,
            ";".join(distinct(source.split(";"))),
        )


def _never(measure: Measure) -> bool:
    """Whether a suspension came before the first day in force."""
    first = (measure.effective or measure.announced).first
    return any(e.kind == "suspends" and e.date.first < first for e in measure.events)


def _events(shown: list[Measure]) -> list[tuple[Event, list[Measure]]]:
    """Events that change a measure's state, each once, with the measures that they change."""
    found: dict[str, tuple[Event, list[Measure]]] = {}
    for measure in shown:
        for event in measure.events:
            if event.kind in EVENTS:
                found.setdefault(event.event_id, (event, []))[1].append(measure)
    return list(found.values())


def _event_rows(shown: list[Measure]) -> Iterator[Row]:
    for event, changed in _events(shown):
        flag = None if event.instrument_seen else "instrument_not_seen"
        yield (
            LATER if event.date.first > _last_of_paper() else MISSING,
            event.date.text,
            event.date.text,
            event.until.text if event.until else None,
            event.kind,
            ";".join(measure.measure_id for measure in changed),
            event.instrument,
            ";".join(distinct([measure.target for measure in changed])),
            None,
            None,
            None,
            None,
            None,
            event.evidence or None,
            flag,
            ";".join(distinct([measure.source for measure in changed])),
        )


def _left_out() -> list[str]:
    kinds: dict[str, int] = {}
    for measure in measures():
        if measure.jurisdiction == COUNTRY and measure.type not in TYPES:
            kinds[measure.type] = kinds.get(measure.type, 0) + 1
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return [f"left out, for they name firms or recur by the year: {said}"]


def _chart(rows: list[Row], shown: list[Measure]) -> Chart:
    """One line a day, kind and target; measures of one day and kind stand together."""
    by_id = {measure.measure_id: measure for measure in shown}
    groups: dict[tuple[Cell, ...], list[Measure]] = {}
    moments: dict[tuple[Cell, ...], Moment] = {}
    for row in rows:
        measure = by_id.get(str(row[5]))
        lane = LANES[str(row[0])]
        if measure is None or row[4] in EVENTS:
            said = f"{row[6]} {row[4]} {_short(str(row[5]), by_id)}".replace("-", " ")
            moments[row] = Moment(_held(said), str(row[1]), _text(row[3]), lane)
            continue
        key = (row[0], row[1], measure.type, measure.target, _never(measure))
        of = groups.setdefault(key, [])
        if measure not in of:
            of.append(measure)
        ban = measure.type in {"ban", "end-use-ban"}
        moments[key] = Moment(_held(_headline(of)), str(row[1]), None, lane, ban)
    return Timeline(
        title="China's export controls on minerals",
        subtitle="By first day in force; bans marked, bars last until the day announced",
        note="Licences are law, not practice: whether they are granted is not in the records.",
        moments=tuple(moments.values()),
    )


def _held(text: str) -> str:
    """A label whose announcements keep their numbers on the same line."""
    return text.replace("No. ", "No.\u00a0").replace("Nos. ", "Nos.\u00a0")


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _short(ids: str, by_id: dict[str, Measure]) -> str:
    """Announcements behind ids in few words."""
    return _numbers([by_id[key] for key in ids.split(";")])


def _numbers(of: list[Measure]) -> str:
    """Announcements by their numbers: Nos. 55, 56 of 2025."""
    said = [m.announcement.removeprefix("Announcement ").partition(",")[0] for m in of]
    numbers = distinct(said)
    years = distinct([text.partition(" of ")[2] for text in numbers])
    if len(numbers) > 1 and len(years) == 1:
        first = [text.partition(" of ")[0].removeprefix("No. ") for text in numbers]
        return f"Nos. {', '.join(first)} of {years[0]}"
    return ", ".join(numbers)


def _of_its_year(of: list[Measure]) -> str:
    """Announcements by their numbers alone: the date beside them tells the year."""
    said = _numbers(of)
    number = said.partition(" of ")[0]
    return number if number[:1].isupper() else "announcement not named"


def _headline(of: list[Measure]) -> str:
    """What is controlled, towards whom, by which announcements."""
    slugs = distinct([c.mineral for measure in of for c in measure.covers if c.mineral])
    known: dict[str, Any] = names.minerals()
    listed = [known[slug].name for slug in slugs] or ["all dual-use items"]
    what = ", ".join([listed[0], *(lower(name) for name in listed[1:])])
    kind = of[0].type.replace("end-use-ban", "end-use ban")
    target = of[0].target
    to = "" if target == "all" else f" to {_who(target)}"
    few = "it" if len(of) == 1 else "they"
    tail = f"; suspended before {few} began" if _never(of[0]) else ""
    return f"{what[:1].upper()}{what[1:]}: {kind}{to} ({_of_its_year(of)}{tail})"


def _who(target: str) -> str:
    known = names.countries().get(target)
    return known.name if known else target

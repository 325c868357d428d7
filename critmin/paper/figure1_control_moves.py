"""Figure 1: China's export controls as dated events, with the paper's rows marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.charts.model import Chart, Moment, Timeline, distinct
from critmin.core import names, sources
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import PAPER as PAPER_IN_WORDS
from critmin.core.wording import capital, lower, the
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.bundled_tables import measures
from critmin.export_controls.chart_lines import MONTH, goods_in_brief
from critmin.export_controls.measure import Event, Measure
from critmin.export_controls.state import pauses
from critmin.paper import bundled_tables
from critmin.paper.figures import check_edition

COUNTRY, START = "CHN", "2023-01-01"
# Entity and watch lists name firms; catalogues, state trading and duties recur every year.
TYPES = frozenset({"licence", "ban", "end-use-ban", "technology", "regulation"})
BANS = frozenset({"ban", "end-use-ban"})
EVENTS = {
    "suspends": "suspends",
    "extends": "extends the suspension of",
    "extension-announced": "announces a longer suspension of",
    "eases": "eases",
}
ON_BARS = frozenset({"suspends", "extends"})  # drawn on the bars of the measures
EDITIONS = ("2026",)
DATA_DAY = "state of"  # what is marked: a figure has no day of its own
PAPER, MISSING, LATER = "paper", "missing", "later"
DRAWN = {PAPER: "In the paper", MISSING: "Not in the paper", LATER: "After the paper"}
LANES = {PAPER: "In the paper", MISSING: "Missing from the paper", LATER: "After the paper"}


class Row(NamedTuple):
    """Measure on one mineral, or event that changed measures."""

    in_paper: str
    date: str
    announced: str
    until: str | None
    move: str
    measure_id: tuple[str, ...]
    announcement: str
    target: tuple[str, ...]
    mineral: str | None
    forms: tuple[str, ...]
    uses: str | None
    paper_period: str | None
    paper_use: str | None
    evidence: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


# On a narrow screen keep the dates, the mineral and whether the paper has the row.


def figure(edition: str | None = None) -> Table:
    """China's measures on minerals since 2023, one row per mineral, and their later events.

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
    rows.sort(
        key=lambda row: (order.index(row.in_paper), row.date, row.measure_id, row.mineral or "")
    )
    return builder.answer(
        rows,
        columns_of(Row, target=7, until=6, source=4, measure_id=2),
        query={"command": "figure", "figure": 1, "edition": EDITIONS[0]},
        cautions=[caution("compiled:controls")],
        notes=[*_left_out(), "controls in force on a day: critmin controls --by CHN --as-of DATE"],
        summary=_summary,
        chart=partial(_chart, rows, shown),
    )


def last_of_paper() -> str:
    """Last day of the paper's newest row."""
    ids = {row.measure_id for row in bundled_tables.printed_controls()}
    return max(m.announced.last for m in measures() if m.measure_id in ids)


def _place(measure: Measure) -> str:
    if measure.measure_id in {row.measure_id for row in bundled_tables.printed_controls()}:
        return PAPER
    return MISSING if measure.announced.first <= last_of_paper() else LATER


def _measure_rows(measure: Measure) -> Iterator[Row]:
    items: dict[str, list[str]] = {}
    for cover in measure.covers:
        items.setdefault(cover.mineral, []).append(cover.item)
    printed = bundled_tables.printed_controls()
    matched = {row.mineral: row for row in printed if row.measure_id == measure.measure_id}
    starts = measure.effective or measure.announced
    for mineral, of in items.items():
        row = matched.get(mineral)
        uses = bundled_tables.end_uses().get(mineral)
        yield Row(
            in_paper=_place(measure),
            date=starts.text,
            announced=measure.announced.text,
            until=measure.ended.text if measure.ended else None,
            move=measure.type,
            measure_id=(measure.measure_id,),
            announcement=measure.announcement,
            target=(measure.target,),
            mineral=mineral or None,
            forms=codes(of),
            uses=uses,
            paper_period=row.period if row else None,
            paper_use=(row.use or None) if row else None,
            evidence=measure.evidence or None,
            flag=codes(
                "use_not_listed" if mineral and uses is None else None,
                None if mineral else "dual_use_list",
                "never_in_force" if _never(measure) else None,
            ),
            source=codes(measure.source, None if uses is None else bundled_tables.USES_SOURCE),
        )


def _never(measure: Measure) -> bool:
    """Whether a suspension began before the first day in force."""
    first = (measure.effective or measure.announced).first
    return any(e.kind == "suspends" and e.date.first < first for e in measure.events)


def _events(shown: list[Measure]) -> list[tuple[Event, list[Measure]]]:
    """Events that change a measure's state, once each, with their measures."""
    found: dict[str, tuple[Event, list[Measure]]] = {}
    for measure in shown:
        for event in measure.events:
            if event.kind in EVENTS:
                found.setdefault(event.event_id, (event, []))[1].append(measure)
    return list(found.values())


def _event_rows(shown: list[Measure]) -> Iterator[Row]:
    for event, changed in _events(shown):
        yield Row(
            in_paper=LATER if event.date.first > last_of_paper() else MISSING,
            date=event.date.text,
            announced=event.date.text,
            until=event.until.text if event.until else None,
            move=event.kind,
            measure_id=tuple(measure.measure_id for measure in changed),
            announcement=event.instrument,
            target=codes(measure.target for measure in changed),
            mineral=None,
            forms=(),
            uses=None,
            paper_period=None,
            paper_use=None,
            evidence=event.evidence or None,
            flag=() if event.instrument_seen else ("instrument_not_seen",),
            source=codes(measure.source for measure in changed),
        )


def _left_out() -> list[str]:
    kinds: dict[str, int] = {}
    for measure in measures():
        if measure.jurisdiction == COUNTRY and measure.type not in TYPES:
            kinds[measure.type] = kinds.get(measure.type, 0) + 1
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return [f"left out, because they name firms or recur every year: {listed}"]


def _summary(table: Table) -> str:
    from critmin.summaries.paper import figure1

    return figure1(table)


def _chart(rows: Sequence[Row], shown: Sequence[Measure], table: Table) -> Chart:
    """Timeline with one line per day, kind and target; suspensions are on the bars that they stop.

    A suspension of measures that are all drawn has no line of its own. A narrow picture leaves
    out what came after the paper first, because the title is about the others.
    """
    by_id = {measure.measure_id: measure for measure in shown}
    groups: dict[tuple[object, ...], list[Measure]] = {}
    moments: dict[tuple[object, ...], Moment] = {}
    for row in rows:
        lane = DRAWN[row.in_paper]
        changed = [by_id[id_] for id_ in row.measure_id]
        if row.move in ON_BARS:
            continue
        if row.move in EVENTS:
            label = f"{_issuer(row.announcement)} {EVENTS[row.move]} {_numbers(changed)}"
            label = _unbroken(capital(label))
            moments[row] = Moment(label, row.date, None, lane, key=COUNTRY, rank=_rank(row))
            continue
        (measure,) = changed
        key = (row.in_paper, row.date, measure.type, measure.target, pauses(measure), row.until)
        of = groups.setdefault(key, [])
        if measure not in of:
            of.append(measure)
        moments[key] = _bar(row, of, lane)
    wide = Timeline(
        title=_title(table),
        topic="China's export controls on minerals since 2023, by first day in force",
        subtitle="Bars last as long as the measure",
        marked="ban",
        today=sources.data_edition(),
        day=DATA_DAY,
        note=f"The paper: the {PAPER_IN_WORDS}. Moves of one day, kind and target share a line; "
        "suspensions are on the bars that they stop. How often licences are granted is not "
        "on record.",
        moments=tuple(moments.values()),
    )
    narrow = [
        one._replace(label=_in_brief(groups[key]), state=MONTH.sub(r"\1", one.state))
        if key in groups
        else one
        for key, one in moments.items()
    ]
    return replace(wide, column=replace(wide, moments=tuple(narrow)))


def _title(table: Table) -> str:
    """How many moves up to its last row the paper has."""
    moves = {
        (row["date"], row["move"], row["announcement"]): row["in_paper"]
        for row in table
        if row["in_paper"] != LATER
    }
    known = sum(place == PAPER for place in moves.values())
    until = in_words(last_of_paper()[:7])
    return (
        f"The {PAPER_IN_WORDS} has {known} of {len(moves)} Chinese moves on mineral exports up to "
        f"{until}"
    )


def _issuer(announcement: str) -> str:
    """Announcement with its ministry in words.

    >>> _issuer("MOFCOM statement of 28 September 2026")
    'Statement of the commerce ministry of 28 September 2026'
    """
    return announcement.replace("MOFCOM statement", "Statement of the commerce ministry")


def _rank(row: Row) -> int:
    """Below 0 for what the title counts, so that every size has it."""
    return 0 if row.in_paper == LATER else -1


def _bar(row: Row, of: Sequence[Measure], lane: str) -> Moment:
    """Measures of one day, kind and target, with their common suspensions."""
    spans = tuple(
        (pause.start if pause.start > row.date else "", pause.until.last)
        for pause in pauses(of[0])
        if pause.until.last > row.date
    )
    seen = min(measure.verified_through for measure in of)
    return Moment(
        _unbroken(_headline(of)),
        row.date,
        row.until,
        lane,
        of[0].type in BANS,
        lasting=row.until is None,
        suspended=spans,
        state=f"suspended to {in_words(spans[-1][1])}" if spans else "",
        confirmed=max([seen, *(last for _, last in spans)]),
        key=COUNTRY,
        rank=_rank(row),
    )


def _unbroken(text: str) -> str:
    """Label that keeps announcement and clause numbers on one line."""
    for word in ("No.", "Nos.", "clause", "clauses"):
        text = text.replace(f"{word} ", f"{word}\u00a0")
    return text


def _numbers(of: Sequence[Measure]) -> str:
    """Announcements by number, and by clause where not all of one is meant."""
    return joined(named(of, measures()))


def _of_its_year(of: Sequence[Measure]) -> str:
    """Announcements without their year; the date next to them has it."""
    number = re.sub(r" of \d{4}", "", _numbers(of))
    return "announcement not named" if number == "Announcement" else number


def _headline(of: Sequence[Measure]) -> str:
    """Headline: goods, target and announcements of a measure."""
    slugs = distinct([c.mineral for measure in of for c in measure.covers if c.mineral])
    known = names.minerals()
    listed = [known[slug].name for slug in slugs] or ["all dual-use items"]
    what = ", ".join([listed[0], *(lower(name) for name in listed[1:])])
    kind = of[0].type.replace("end-use-ban", "end-use ban")
    target = of[0].target
    to = "" if target == "all" else f" to {_target_name(target)}"
    they = "it" if len(of) == 1 else "they"
    tail = f"; suspended before {they} began" if _never(of[0]) else ""
    return f"{capital(what)}: {kind}{to} ({_of_its_year(of)}{tail})"


def _in_brief(of: Sequence[Measure]) -> str:
    """Goods and target of measures, without their announcements, for a narrow picture."""
    slugs = distinct([c.mineral for measure in of for c in measure.covers if c.mineral])
    _, goods = goods_in_brief(slugs)
    kind = of[0].type.replace("end-use-ban", "end-use ban")
    to = "" if of[0].target == "all" else f" to {_target_name(of[0].target)}"
    return capital(f"{goods or 'all dual-use items'}: {kind}{to}")


def _target_name(target: str) -> str:
    known = names.countries().get(target)
    return the(known.name) if known else target

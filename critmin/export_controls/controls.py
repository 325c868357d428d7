"""Which export controls there are, their state on a day, and what changes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from critmin.answers import cautions as vocabulary
from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.core import names, sources
from critmin.core.dates import When
from critmin.core.errors import NoData, QueryError
from critmin.export_controls import register as records
from critmin.export_controls.query import Asking, buyer_names, later, read_day
from critmin.export_controls.register import Disruption
from critmin.export_controls.rows import measure_rows
from critmin.export_controls.state import Measure, announced_extension, reaches, state

if TYPE_CHECKING:
    from critmin.charts.model import Chart

COLUMNS = weighing(
    columns(
        "measure_id jurisdiction_iso3 announcement type target mineral forms hs6 announced "
        "effective suspended_from suspended_until ended status next_event next_event_date "
        "verified_through flag source"
    ),
    # On a narrow screen: which measure, of whom, towards whom, its state, what changes when.
    jurisdiction_iso3=5,
    target=8,
    next_event=6,
    next_event_date=7,
    forms=1,
    hs6=1,
    announcement=1,
    suspended_from=2,
    suspended_until=4,
    effective=3,
    announced=2,
    flag=2,
    source=1,
)
DISRUPTION_COLUMNS = columns(
    "disruption_id jurisdiction_iso3 kind title target mineral forms started ended last_seen "
    "flag source"
)
NOTED = 8  # notes of measures are said when at most this many are shown
Row = tuple[Cell, ...]


def controls(
    *minerals: str,
    by: str | None = None,
    target: str | None = None,
    as_of: str | date | None = None,
    expiring: int | None = None,
    ended: bool = False,
    disruptions: bool = False,
) -> Table:
    """Export controls and their state on a day.

    Parameters
    ----------
    *minerals : str
        Slugs, symbols or common names; all when none is named. A mineral also gets the
        measures that name its group, and those on a whole dual-use list that it is on.
    by : str, optional
        Only controls of this country.
    target : str, optional
        Only what reaches this buyer, a country or a bloc: measures for all, for it, for a bloc
        it belongs to that day; and those whose target is not stated, flagged.
    as_of : str or date, optional
        The day, from 2020-01-01 on; today when not given.
    expiring : int, optional
        Only measures that change within so many days after the day.
    ended : bool
        Also measures that have ended by the day.
    disruptions : bool
        Instead of measures: production halts, conflicts, proposals, informal instructions.

    Returns
    -------
    Table
        One row per measure and mineral. ``status`` is one of
        `critmin.export_controls.state.STATES`; a measure not yet announced on the day has no row.

    Raises
    ------
    UnknownName, AmbiguousName
        For a mineral, country or bloc that is none or several.
    QueryError
        For a day that is none, or days to go below zero.
    NoData
        If no control on record fits, or the day is before the first record.
    """
    day = read_day(as_of)
    if expiring is not None and expiring < 0:
        raise QueryError(f"expiring is {expiring}: write a number of days, 0 or more")
    buyer, also = (None, frozenset()) if target is None else buyer_names(target, day)
    asked = Asking(
        slugs=tuple(dict.fromkeys(names.mineral(text).slug for text in minerals)),
        jurisdiction=None if by is None else names.country(by).iso3,
        buyer=buyer,
        buyer_also=also,
        day=day,
        until=None if expiring is None else later(day, expiring),
        ended=ended,
        disruptions=disruptions,
    )
    query = {
        "command": "controls",
        "minerals": list(minerals),
        "by": by,
        "target": target,
        "as_of": day,
        "expiring": expiring,
        "all": ended or None,
        "disruptions": disruptions or None,
    }
    answer = _Answer({key: value for key, value in query.items() if value not in (None, [])})
    if disruptions:
        _answer_disruptions(asked, answer)
    else:
        _answer_measures(asked, answer)
    return answer.table(asked)


@dataclass
class _Answer:
    """Rows and what is said of them."""

    query: dict[str, Cell | list[str]]
    columns: tuple = COLUMNS  # type: ignore[type-arg]
    rows: list[Row] = field(default_factory=list)
    missing: list[Caution] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def table(self, asked: Asking) -> Table:
        """The finished table, refused when nothing was found."""
        if not any(row[0] is not None for row in self.rows):
            reasons = [caution.message for caution in self.missing] or [_nothing(asked, "")]
            raise NoData("; ".join(reasons))
        used = [part for row in self.rows for part in str(row[-1] or "").split(";") if part]
        return Table(
            chart=_chart,
            query=self.query,
            columns=self.columns,
            rows=tuple(self.rows),
            sources=sources.records(sorted(set(used))),
            warnings=tuple(dict.fromkeys([*self.cautions, *self.missing])),
            notes=tuple(self.notes),
        )


def _wanted(measure: Measure, asked: Asking) -> bool:
    """Whether a measure's jurisdiction and target are those asked for."""
    if asked.jurisdiction not in {None, measure.jurisdiction}:
        return False
    return asked.buyer is None or reaches(measure, asked.buyer, asked.buyer_also) is not False


def _answer_measures(asked: Asking, answer: _Answer) -> None:
    here = [m for m in records.measures() if _wanted(m, asked)]
    shown: dict[str, Measure] = {}
    hidden = set()
    flags: dict[str, list[str]] = {}
    for measure in here:
        status = state(measure, asked.day)
        rows = [] if status is None else measure_rows(measure, status, asked)
        if rows and status == "ended" and not asked.ended:
            hidden.add(measure.measure_id)
            continue
        for row in rows:
            shown[measure.measure_id] = measure
            answer.rows.append(row)
            for flag in str(row[-2] or "").split(";"):
                flags.setdefault(flag, []).append(measure.measure_id)
    _name_missing(asked, answer, at=5)
    answer.cautions += _cautions(flags, asked)
    if hidden:
        few = "1 ended measure is" if len(hidden) == 1 else f"{len(hidden)} ended measures are"
        answer.notes.append(f"{few} left out: --all shows what has ended")
    answer.cautions += _may_cover(here, asked)
    answer.notes += _extensions(shown.values(), asked.day)
    if len(shown) <= NOTED:
        answer.notes += [
            " ".join(filter(None, [f"{key}: {m.title}.", m.note, *_said(m, asked.day)]))
            for key, m in shown.items()
        ]


def _may_cover(here: Iterable[Measure], asked: Asking) -> list[Caution]:
    """For minerals asked for: measures that cover minerals without naming them."""
    ids = [
        measure.measure_id
        for measure in here
        if any(cover.scope == "unnamed" for cover in measure.covers)
        and state(measure, asked.day) not in {None, "ended"}
    ]
    if not asked.slugs or not ids or asked.until:
        return []
    message = f"measures that name no mineral may cover this one too: {', '.join(ids)}"
    return [Caution("minerals_not_named", message)]


def _extensions(shown: Iterable[Measure], day: str) -> list[str]:
    """Each extension announced without an instrument that covers a day, once."""
    events = [announced_extension(m, day) for m in shown if state(m, day) == "extension-announced"]
    return list(
        dict.fromkeys(
            f"{event.instrument}, to {event.until.text}: {event.note}"
            for event in events
            if event is not None and event.until is not None
        )
    )


def _said(measure: Measure, day: str) -> Iterable[str]:
    """Of events that say something without ending or starting anything by a day."""
    for event in measure.events:
        if event.kind in {"statement", "eases"} and event.date.first <= day:
            yield f"{event.date.text}, {event.instrument}: {event.note}"


def _cautions(flags: dict[str, list[str]], asked: Asking) -> list[Caution]:
    """One caution per code, with the measures it is about."""
    found = []
    for code in sorted(key for key in flags if key and key != "no_data"):
        ids = list(dict.fromkeys(flags[code]))
        few = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        found.append(Caution(code, f"{vocabulary.meaning(code)} ({few})"))
    return [*found, Caution("compiled", _compiled(asked))]


def _compiled(asked: Asking) -> str:
    """That the list is not complete, and how much a wider inventory counts."""
    shares = records.world_shares()
    counted = [
        f"{shares[key][0]:.0%} of world trade in {key or 'industrial raw materials'}"
        for key in (asked.slugs or ("",))
        if key in shares
    ]
    text = "an own compilation: no row is no proof that there is no control"
    if not counted:
        return text
    _share, period, document = next(iter(shares.values()))
    return f"{text}; the {document} counts restrictions on {', '.join(counted)}, {period}"


def _name_missing(asked: Asking, answer: _Answer, *, at: int) -> None:
    """An empty row with the reason for each mineral named that has no other."""
    have = {slug for row in answer.rows for slug in asked.asked_for(str(row[at] or ""))}
    for slug in asked.slugs:
        if slug in have:
            continue
        blank: list[Cell] = [None] * len(answer.columns)
        blank[at], blank[-2] = slug, "no_data"
        answer.rows.append(tuple(blank))
        answer.missing.append(Caution("no_data", _nothing(asked, slug)))


def _nothing(asked: Asking, slug: str) -> str:
    """Why there is no row: what was looked for, and where there is something."""
    what = "disruption" if asked.disruptions else "export control"
    words = [f"no {what} on record for {slug}" if slug else f"no {what} on record"]
    words += [f"of {names.countries()[asked.jurisdiction].name}"] if asked.jurisdiction else []
    words += ["that reaches this buyer"] if asked.buyer else []
    words += [f"that changes by {asked.until}"] if asked.until else []
    words.append(f"on {asked.day}")
    if not asked.disruptions and any(
        _fits(d, asked, [slug] if slug else []) for d in records.disruptions()
    ):
        words.append("(there is a disruption without legal measure: --disruptions)")
    return " ".join(words)


def _fits(record: Disruption, asked: Asking, slugs: Sequence[str]) -> bool:
    if asked.jurisdiction not in {None, record.jurisdiction} or record.started.first > asked.day:
        return False
    if asked.buyer is not None and record.target not in {"all", asked.buyer, *asked.buyer_also}:
        return False
    return not slugs or any(asked.matches(record.mineral, slug) for slug in slugs)


def _answer_disruptions(asked: Asking, answer: _Answer) -> None:
    if asked.until is not None:
        raise QueryError("--expiring asks for dated measures; disruptions have no known end")
    answer.columns = DISRUPTION_COLUMNS
    flags: dict[str, list[str]] = {}
    for record in records.disruptions():
        if not _fits(record, asked, asked.slugs):
            continue
        codes = list(_disruption_flags(record, asked.day))
        for code in codes:
            flags.setdefault(code, []).append(record.disruption_id)
        answer.rows.append(
            (
                record.disruption_id,
                record.jurisdiction,
                record.kind,
                record.title,
                record.target,
                record.mineral,
                record.item,
                record.started.text,
                _text(record.ended),
                _text(record.last_seen),
                ";".join(codes) or None,
                record.source,
            )
        )
        answer.notes.append(f"{record.disruption_id}: {record.note}")
    _name_missing(asked, answer, at=5)
    answer.cautions += _cautions(flags, asked)


def _disruption_flags(record: Disruption, day: str) -> Iterable[str]:
    if record.last_seen is not None and record.last_seen.last < day:
        yield "unverified_since"
    if record.started.holds(day):
        yield "date_uncertain"


def _text(when: When | None) -> str | None:
    return None if when is None else when.text


def _chart(table: Table) -> Chart | None:
    from critmin.export_controls.charts import controls

    return controls(table)

"""Lines of timelines of measures: their words, their bars and how they stand on a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from critmin.answers.plain_values import plain
from critmin.answers.table import several
from critmin.charts.model import Moment, distinct
from critmin.core import names
from critmin.core.control_words import NOUNS
from critmin.core.dates import in_words
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, place, the
from critmin.export_controls.announcements import joined, named
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import UNSURE, Pause, announced_extension, pauses
from critmin.summaries.mineral_controls import ALL_BUT

if TYPE_CHECKING:
    from critmin.export_controls.rows import MeasureRow as Row

MOST_NAMED, MOST_IN_BRIEF = 5, 3  # most minerals named for one measure
UNSEEN = "by general knowledge, no page seen"
LATELY = timedelta(days=183)
DATED = re.compile(r"\d{4}(-\d\d){0,2}$")
MONTH = re.compile(r"\b(\d* ?[A-Z][a-z]{2})[a-z]+(?= \d{4})")
BANS = frozenset({"ban", "end-use-ban", "suspension-of-exports"})


def first_day(row: Row) -> str:
    """First day in force, else the day of announcement; empty if neither is a day."""
    day = str(row.effective or row.announced or "")
    return day if DATED.match(day) else ""


def moment(
    of: Sequence[Row],
    register: Mapping[str, Measure],
    known: Sequence[str],
    day: str,
    *,
    many: bool,
    brief: bool = False,
) -> Moment:
    """Line of some measures; ``known`` is the mineral that goes without saying."""
    first = of[0]
    start = first_day(first)
    every = [register[id_] for id_ in distinct([str(row.measure_id) for row in of])]
    spans = [_span(pause, start) for pause in pauses(every[0])]
    ended = str(first.ended or "")
    return Moment(
        _label(of, every, [] if brief else list(register.values()), known),
        start,
        ended or None,
        place(str(first.jurisdiction_iso3)) if many else "",
        first.type in BANS,
        lasting=not ended,
        suspended=tuple(spans),
        state=MONTH.sub(r"\1", stands(of, every[0], day, brief=brief)),
        confirmed=min(_confirmed(row, spans) for row in of),
        key=str(first.jurisdiction_iso3),
        records=len(every),
    )


def stands(of: Sequence[Row], measure: Measure, day: str, *, brief: bool = False) -> str:
    """How measures stand on a day, and when what is announced for them comes.

    In ``brief``, nothing that the bar shows: a state in force that was confirmed of late.
    """
    first = of[0]
    status, until = str(first.status), in_words(str(first.suspended_until or ""))
    days = sorted({str(row.verified_through) for row in of if row.verified_through})
    start = first_day(first)
    last = max((first_day(row) for row in of), default=start)
    since = f"first days {in_words(start)} to {in_words(last)}" if last > start else ""
    if status == "extension-announced" and (event := announced_extension(measure, day)):
        to = f" to {in_words(event.until.text)}" if event.until else ""
        said = f"suspended to {until}; extension{to} announced, text not seen"
        return "; ".join(filter(None, [since, said]))
    if status == "in-force-unverified" and days and days[-1] < start <= day:
        said = f"due from {in_words(start)}; not confirmed since {in_words(days[-1])}"
    elif status == "in-force-unverified" and len(days) > 1:
        said = f"in force, each last confirmed between {in_words(days[0])} and {in_words(days[-1])}"
    elif (brief and status == "in-force") or (days and brief and status == "in-force-unverified"):
        said = "" if not days or _lately(days[0], day) else f"last confirmed {in_words(days[0])}"
    else:
        said = plain("status", status, first._asdict())
    seen = "" if "no_page_seen" not in several(first.flag) else UNSEEN
    ends = in_words(str(first.next_event_date)) if first.next_event == "ends" else ""
    told = str(first.announced or "")
    late = len(told) == len(start) and told > start
    return "; ".join(
        filter(
            None,
            [
                since,
                seen or said,
                f"ends {ends}" if ends else "",
                f"retroactive{'' if brief else f', announced {in_words(told)}'}" if late else "",
            ],
        )
    )


def _lately(seen: str, day: str) -> bool:
    """Whether a source showed a state in the half year before a day."""
    return len(seen) == 10 and date.fromisoformat(day) - date.fromisoformat(seen) <= LATELY


def _span(pause: Pause, start: str) -> tuple[str, str]:
    """First and last suspended day; no first day if it is not later than that of the measure."""
    return (pause.start if pause.start > start else "", pause.until.last)


def _confirmed(row: Row, spans: Sequence[tuple[str, str]]) -> str:
    """Last day on which a source shows the state; empty where it covers the day asked for."""
    if row.status not in {"in-force-unverified", *UNSURE}:
        return ""
    days = [str(row.verified_through or first_day(row)), *(last for _, last in spans)]
    return max(days)


def _label(
    of: Sequence[Row], every: Sequence[Measure], register: Sequence[Measure], known: Sequence[str]
) -> str:
    """Minerals (unless they go without saying), kind and target.

    The announcements follow where there is a ``register`` to name them by.
    """
    first = of[0]
    slugs = distinct([row.mineral for row in of if row.mineral])
    slugs, goods = (slugs, _goods(slugs)) if register else goods_in_brief(slugs)
    what = f"{goods or 'all dual-use items'}: " if slugs != list(known) else ""
    kinds = Counter(_noun(row) for row in {row.measure_id: row for row in of}.values())
    kind = listed(
        [noun if n == 1 else counted(n, noun, _plural(noun)) for noun, n in kinds.items()]
    )
    target = str(first.target)
    whom = "" if target == "all" else f" towards {_whom(target)}"
    if not register:
        return capital(f"{what}{kind}{whom}")
    number = re.sub(r" \(([^()]*)\)", r", \1", joined(named(every, register)))
    return capital(f"{what}{kind}{whom} ({number})")


def _goods(slugs: Sequence[str]) -> str:
    return few([lower(mineral_name(slug)) for slug in slugs], MOST_NAMED)


def goods_in_brief(slugs: Sequence[str]) -> tuple[list[str], str]:
    """Minerals without those of a group that is named too, and their names.

    Several of a group that is not named are counted by it.

    >>> goods_in_brief(["rare-earths", "erbium"])[1]
    'rare earths'
    >>> goods_in_brief(["dysprosium", "scandium", "terbium", "yttrium"])[1]
    '3 rare earths and scandium'
    """
    known = names.minerals()
    kept = [slug for slug in slugs if known[slug].group not in slugs]
    counts = Counter(known[slug].group for slug in kept)
    said = [
        f"{counts[group]} {lower(mineral_name(group))}"
        if group and counts[group] > 2
        else lower(mineral_name(slug))
        for slug in kept
        for group in [known[slug].group]
    ]
    short = distinct(said)
    return kept, few(short, MOST_IN_BRIEF) if len(short) > MOST_IN_BRIEF + 1 else listed(short)


def _noun(row: Row) -> str:
    return NOUNS.get(str(row.type), str(row.type).replace("-", " "))


def _plural(noun: str) -> str:
    """Plural of a noun that may be followed by "of" and more.

    >>> _plural("export ban"), _plural("list of barred firms")
    ('export bans', 'lists of barred firms')
    """
    head, *tail = re.split(r" (?=of |on )", noun, maxsplit=1)
    return " ".join([f"{head}s", *tail])


def _whom(target: str) -> str:
    """A target in a text: a country, a bloc, all outside a bloc, or not stated."""
    words = plain("target", target, {})
    if target == "not-stated":
        return "countries not stated"
    if target.startswith(ALL_BUT):
        return f"countries outside the {place(target.removeprefix(ALL_BUT))}"
    return the(place(target)) if words == target else f"{words} countries"

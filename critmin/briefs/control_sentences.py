"""Sentences on export controls: what holds on a day, and what changes next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from critmin.core.control_words import NOUNS, PAUSED, VERBS
from critmin.core.dates import When, in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import above, bloc_names
from critmin.core.wording import few, listed, lower, mineral_name, place, the
from critmin.export_controls.measure import Measure
from critmin.export_controls.reach import BAN, LICENCE
from critmin.export_controls.state import (
    ALL_BUT,
    IN_FORCE,
    UNSURE,
    easing,
    next_event,
    state,
    suspension,
)

# Types that limit shipments of goods, the strictest first. Lists of firms, technology and the
# yearly licence catalogue are in `critmin controls`.
STRICTEST = (
    "ban",
    "suspension-of-exports",
    "end-use-ban",
    "quota",
    "licence",
    "state-trading",
    "tax",
)
CATALOGUE = "export-licence-catalogue"
NAMED = 2  # minerals of a measure named in a sentence


class Change(NamedTuple):
    """Next dated change of one or several measures of one country: one event on one date."""

    date: When
    event: str
    country: str
    measures: tuple[Measure, ...]

    @property
    def minerals(self) -> tuple[str, ...]:
        """Minerals that the measures name, in their order."""
        return minerals_of(self.measures)


def minerals_of(measures: Iterable[Measure]) -> tuple[str, ...]:
    """Minerals that measures name, once each; none for a whole dual-use list."""
    return tuple(dict.fromkeys(c.mineral for m in measures for c in m.covers if c.mineral))


def whose(name: str) -> str:
    """Name of a place as an owner.

    >>> whose("Japan"), whose("United States")
    ("Japan's", "the United States'")
    """
    return f"{the(name)}'" if name.endswith("s") else f"{the(name)}'s"


def counts(measure: Measure, day: str) -> bool:
    """Whether a measure limits shipments, rests on a page with an address, and has not ended."""
    known = measure.type in STRICTEST and measure.grounded
    return known and on_record(measure, day)


def on_record(measure: Measure, day: str) -> bool:
    """Whether a measure is known on a day and has not ended."""
    return state(measure, day) not in {None, "ended"}


def changes(measures: Iterable[Measure], day: str) -> list[Change]:
    """Next dated change of each measure, nearest first; the same change is one."""
    found: dict[tuple[str, str, str], list[Measure]] = {}
    dates: dict[str, When] = {}
    for measure in measures:
        change = next_event(measure, day)
        if change is not None:
            dates[change.date.text] = change.date
            key = (change.date.text, change.event, measure.jurisdiction)
            found.setdefault(key, []).append(measure)
    every = [
        Change(dates[text], event, country, tuple(same))
        for (text, event, country), same in found.items()
    ]

    def order(change: Change) -> tuple[str, str, str]:
        first, last = change.date.first, change.date.last
        return last if first < day else first, change.event, change.country

    return sorted(every, key=order)


def next_date(found: Sequence[Change], day: str, only: Collection[str] = ()) -> str:
    """Sentence on the nearest change; on the absence of any, if there is none.

    If minerals are given, no other mineral of the measures is named.
    """
    if not found:
        return (
            f"No dated change of an export control on these goods is known after {in_words(day)}."
        )
    first = found[0]
    by = "by the end of " if first.date.first < day < first.date.last else ""
    return f"Next date: {by}{in_words(first.date.text)}, when {happens(first, only)}."


def happens(change: Change, only: Collection[str] = ()) -> str:
    """What happens on the date of a change, as a clause.

    The clause has no date in it.
    """
    many = len(change.measures) > 1 or len({m.type for m in change.measures}) > 1
    kinds = list(dict.fromkeys(m.type for m in change.measures))
    nouns = listed([f"{NOUNS[kind]}{'s' if _number(change, kind) > 1 else ''}" for kind in kinds])
    what = (
        f"{whose(place(change.country))} {nouns} on {goods(change.measures, only)}{towards(change)}"
    )
    if change.event == "takes-effect":
        return f"{what} {'take' if many else 'takes'} effect"
    if change.event == "ends":
        return f"{what} {'end' if many else 'ends'}"
    if change.event == "suspension-starts":
        return f"a suspension of {what} starts"
    if change.event == "suspension-ends":
        return f"the suspension of {what} ends"
    if change.event == "easing-ends":
        return f"an easing of {what} ends"
    longer = f"the announced longer suspension of {what} ends"
    return f"{longer} (its legal text was not seen)"


def _number(change: Change, kind: str) -> int:
    return sum(measure.type == kind for measure in change.measures)


def without_members(minerals: Sequence[str]) -> tuple[str, ...]:
    """Minerals without those whose group is named, too.

    >>> without_members(("rare-earths", "erbium", "cobalt"))
    ('rare-earths', 'cobalt')
    """
    return tuple(slug for slug in minerals if not {*above(slug)[1:]} & {*minerals})


def some(words: Sequence[str], most: int) -> str:
    """All words if they are few, else the first and the number of the others, at least two.

    >>> some(["a", "b"], 2), some(["a", "b", "c"], 2), some(["a", "b", "c", "d"], 2)
    ('a and b', 'a, b and c', 'a, b and 2 more')
    """
    return listed(words) if len(words) <= most + 1 else few(words, most)


def goods(measures: Sequence[Measure], only: Collection[str] = ()) -> str:
    """What measures cover: goods of the minerals that they name, or dual-use goods.

    A measure names goods and not all of a mineral, so it is "certain goods of" it.
    """
    every = [slug for slug in minerals_of(measures) if not only or slug in only]
    named = without_members(every)
    if not named:
        return "dual-use goods"
    return f"certain goods of {some([lower(mineral_name(slug)) for slug in named], NAMED)}"


def towards(change: Change) -> str:
    """Target of measures in words; empty if they apply to all, or to several targets."""
    targets = {measure.target for measure in change.measures}
    return _to(targets.pop()) if len(targets) == 1 else ""


def _to(target: str) -> str:
    if target in {"all", "not-stated"}:
        return ""
    if target.startswith(ALL_BUT):
        inside = target.removeprefix(ALL_BUT)
        name = inside.upper() if inside in bloc_names() else inside
        return f" to all but the {name}"
    return f" to {the(place(target))}"


def holds(measure: Measure, day: str, only: Collection[str] = ()) -> str:
    """What a measure does on a day, as a clause with its dates and how sure it is.

    Parameters
    ----------
    measure : Measure
        One of `counts`.
    day : str
        ISO day.
    only : collection of str
        Minerals of interest; other minerals of the measure are not named.
    """
    name, status = place(measure.jurisdiction), state(measure, day)
    country = the(name)
    if measure.confidence == "quoted":
        country += ", as another file quotes it,"
    what, to = goods([measure], only), _to(measure.target)
    if status in PAUSED:
        pause = suspension(measure, day)
        until = in_words(pause.until.text) if pause is not None else "a day not known"
        paused = PAUSED[status].format(until=until)
        return f"{whose(name)} {NOUNS[measure.type]} on {what}{to} {paused}"
    if status not in IN_FORCE:
        start = f" for {in_words(measure.effective.text)}" if measure.effective else ""
        sure = "of uncertain date" if status == "date-uncertain" else f"announced{start}"
        return f"{whose(name)} {NOUNS[measure.type]} on {what}{to} is {sure}"
    since = f" since {in_words(measure.effective.text)}" if measure.effective else ""
    eased = ", with exceptions" if easing(measure, day) is not None else ""
    seen = ""
    if status == "in-force-unverified" and measure.verified_through:
        seen = f" (last confirmed {in_words(measure.verified_through)})"
    if measure.type == "end-use-ban":
        users = "military users" if "military" in measure.title.casefold() else "certain users"
        at = f" in{to.removeprefix(' to')}" if to else ""
        return f"{country} has barred exports of {what} to {users}{at}{since}{eased}{seen}"
    return f"{country} {VERBS[measure.type].since} {what}{to}{since}{eased}{seen}"


def strictest(measures: Iterable[Measure], day: str, first: Sequence[str] = ()) -> list[Measure]:
    """Measures in force first, then by the order of the countries, then the strictest, the newest.

    Countries that are not named come last; of equal measures the order of the table is kept.
    """
    place_of = {iso3: at for at, iso3 in reversed([*enumerate(first)])}
    newest = sorted(measures, key=lambda m: m.effective.first if m.effective else "", reverse=True)

    def order(measure: Measure) -> tuple[bool, int, int]:
        paused = state(measure, day) not in IN_FORCE
        at = place_of.get(measure.jurisdiction, len(first))
        return paused, at, STRICTEST.index(measure.type)

    return sorted(newest, key=order)


def strongest(touching: Sequence[tuple[Measure, bool]], day: str) -> str:
    """Strongest control towards all countries, as the column ``control`` has it.

    Parameters
    ----------
    touching : sequence of (Measure, bool)
        Measures on the goods, each with whether it covers all of them.
    day : str
        ISO day.

    Returns
    -------
    str
        ``ban``, ``quota`` or ``licence``, each also ``-in-part``, ``other`` (a tax, or towards
        some alone), ``not-confirmed``, ``not-in-force`` or ``none-on-record``.
    """
    if not touching:
        return "none-on-record"
    running = [(m, whole) for m, whole in touching if state(m, day) in IN_FORCE]
    for kind, types in (("ban", BAN), ("quota", {"quota"}), ("licence", LICENCE)):
        found = [
            whole and easing(measure, day) is None
            for measure, whole in running
            if measure.target == "all" and measure.type in types
        ]
        if found:
            return kind if any(found) else f"{kind}-in-part"
    if running:
        return "other"
    unsure = any(state(measure, day) in UNSURE for measure, _whole in touching)
    return "not-confirmed" if unsure else "not-in-force"


def beside(measures: Sequence[Measure], day: str, kin: Collection[str]) -> str:
    """Measures that are on record without being counted, as a clause: the first one by name.

    Parameters
    ----------
    measures : sequence of Measure
        Those that `counts` leaves out, and those that name the minerals by memory alone.
    day : str
        ISO day.
    kin : collection of str
        Minerals of interest.
    """
    first, *others = sorted(measures, key=lambda m: m.type != CATALOGUE)
    flags = {*first.ground_flags(kin)}
    known = ""
    if "items_not_seen" in flags:
        known = ", by an earlier list"
    elif "no_page_seen" in flags or not first.grounded:
        known = ", by general knowledge alone"
    sure = "" if state(first, day) in IN_FORCE else ", not in force that day"
    more = f", as {'is' if len(others) == 1 else 'are'} {len(others)} more" if others else ""
    number = first.announcement.split(", ")[0]
    name = f"{whose(place(first.jurisdiction))} {NOUNS[first.type]}{_to(first.target)}"
    return f"{name} ({number}) is on record{known}{sure}{more}"


def in_shares(measure: Measure) -> bool:
    """Whether a measure is a licence, quota or ban, the types that shares of trade count."""
    return measure.type in LICENCE | BAN

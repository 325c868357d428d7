"""Summary of the export controls on one mineral, and how a measure is named in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from critmin.answers.table import Cell, Table, several
from critmin.core import names
from critmin.core.control_words import BOUND, NOUNS, VERBS
from critmin.core.dates import in_words
from critmin.core.wording import Cells, capital, counted, listed, lower, mineral_name, place
from critmin.summaries.phrases import known_place, possessive

Row = dict[str, Cell]
IN_FORCE = frozenset({"in-force", "in-force-unverified"})
ALL_BUT = "all-but-"  # begins a target: all countries outside a bloc


def state(row: Cells) -> str:
    """State of a measure; in force when last confirmed is in force.

    >>> state({"status": "in-force-unverified"}), state({"status": "suspended"})
    ('in-force', 'suspended')
    """
    return "in-force" if row["status"] in IN_FORCE else str(row["status"])


def measures_of(rows: Iterable[Row]) -> list[Row]:
    """One row of each measure: that of the mineral asked for before that of one beside it."""
    found: dict[Cell, Row] = {}
    for row in rows:
        old = found.get(row["measure_id"])
        if old is None or (is_beside(old) and not is_beside(row)):
            found[row["measure_id"]] = row
    return list(found.values())


def is_beside(row: Row) -> bool:
    """Whether a measure covers only what is often counted with the mineral asked for."""
    return "beside_group" in several(row["flag"])


def last_confirmed(rows: Sequence[Row]) -> str:
    """Months in which measures that are not confirmed on the day were last confirmed.

    >>> last_confirmed([{"status": "in-force-unverified", "verified_through": "2026-07-05"}])
    ' (last confirmed in July 2026)'
    """
    old = sorted(
        str(row["verified_through"])[:7]
        for row in rows
        if row["status"] == "in-force-unverified" and row["verified_through"]
    )
    if not old:
        return ""
    first, last = in_words(old[0]), in_words(old[-1])
    when = f"in {first}" if first == last else f"between {first} and {last}"
    some = f"{len(old)} of these " if len(old) < len(rows) else ""
    return f" ({some}last confirmed {when})"


def as_of(table: Table) -> str:
    """Day of the states, and the day on which they could be known."""
    day, known = str(table.query["as_of"]), str(table.query.get("known_on") or "")
    when = "then" if known == day else f"on {in_words(known)}"
    return f"As of {in_words(day)}," + (f" by what could be known {when}," if known else "")


def towards(row: Row) -> str:
    """Whom a measure is aimed at, if not at all."""
    target = str(row["target"])
    if target in {"all", "not-stated"}:
        return ""
    if target.startswith(ALL_BUT):
        return f" towards all outside {known_place(target.removeprefix(ALL_BUT))}"
    return f" towards {known_place(target)}"


def named(row: Row) -> str:
    """A measure by its country, its kind, what it covers beside the mineral, and its target."""
    owner = known_place(str(row["jurisdiction_iso3"]))
    on = f" on {lower(mineral_name(str(row['mineral'])))}" if is_beside(row) else ""
    return f"{possessive(owner)} {NOUNS[str(row['type'])]}{on}{towards(row)}"


def several_named(rows: Sequence[Row]) -> str:
    """One measure by name; several by their number and kinds."""
    if len(rows) == 1:
        return named(rows[0])
    owners = {str(row["jurisdiction_iso3"]) for row in rows}
    kinds = list(dict.fromkeys(str(row["type"]) for row in rows))
    targets = {towards(row) for row in rows}
    if len(owners) == len(targets) == 1 and len(kinds) == len(rows) == 2:
        nouns = listed([NOUNS[kind] for kind in kinds])
        return f"{possessive(known_place(min(owners)))} {nouns}{min(targets)}"
    owner = f" of {known_place(min(owners))}" if len(owners) == 1 else ""
    noun = NOUNS[kinds[0]] if len(kinds) == 1 else "export control"
    return f"{counted(len(rows), noun)}{owner}"


def announcements(rows: Sequence[Row]) -> str:
    """Announcements without their clauses."""
    found = list(dict.fromkeys(str(row["announcement"]).split(", ")[0] for row in rows))
    return found[0] if len(found) == 1 else f"{found[0]} and {len(found) - 1} more"


# Why a measure in force is not counted as certain.
DOUBTS = ("target_not_stated", "no_page_seen")
EXTENDED = "announced-extension-ends"
MOST = 5  # countries that a sentence names
MUCH = 2  # uncertain rules beside which those on firms and users are left to the table


def of_mineral(table: Table, rows: Sequence[Row], slug: str) -> str:
    """Rules in force on goods; those that wait or are uncertain; the number of others."""
    measures = measures_of(rows)
    goods = [row for row in measures if row["type"] in VERBS]
    binding = [row for row in goods if _certain(row)]
    what = lower(mineral_name(slug))
    if binding:
        told = _rules(table, binding, _parts(rows, slug), what)
        first = f"{as_of(table)} {told}{last_confirmed(binding)}."
    else:
        known = "is on record as in force" if goods else "is on record"
        first = f"{as_of(table)} no ban, quota, tax or licence of its own on exports of {what} "
        first += f"{known}."
    apart = [r for r in measures if r["type"] not in VERBS and state(r) != "ended"]
    waiting = [*_pending(goods), *_doubted(binding)]
    buyer = bool(table.query.get("target"))
    others = _apart(apart, buyer=buyer, short=bool(waiting))
    more = [*waiting, *(others if buyer or len(waiting) < MUCH else ())]
    ended = sum(state(row) == "ended" for row in measures)
    more += [f"{ended} more ended earlier"] if ended else []
    return f"{first} {capital('; '.join(more))}." if more else first


def _certain(row: Row) -> bool:
    """Whether a measure on the mineral is in force, or was when last confirmed on a page."""
    unsure = {*DOUBTS, "beside_group"} & {*several(row["flag"])}
    return state(row) == "in-force" and not unsure


def _parts(rows: Sequence[Row], slug: str) -> set[Cell]:
    """Measures that cover only some members of the group asked for."""
    whole = {row["measure_id"] for row in rows if row["mineral"] in {slug, None}}
    return {row["measure_id"] for row in rows} - whole


def _rules(table: Table, rows: Sequence[Row], parts: set[Cell], what: str) -> str:
    """What the countries do: countries with the same rules share a clause."""
    target = table.query.get("target")
    to = f" to {known_place(names.country_or_bloc(target)[0])}" if target else ""
    by_rule: dict[tuple[str, str, bool, bool], list[str]] = {}
    for row in sorted(rows, key=lambda row: list(VERBS).index(str(row["type"]))):
        rule = (
            str(row["type"]),
            "" if to else towards(row),
            row["measure_id"] in parts,
            "quoted_only" in several(row["flag"]),
        )
        found = by_rule.setdefault(rule, [])
        if row["jurisdiction_iso3"] not in found:
            found.append(str(row["jurisdiction_iso3"]))
    by_countries: dict[tuple[tuple[str, ...], bool], list[tuple[str, str, bool]]] = {}
    for (type_, to_whom, some_only, quoted), owners in by_rule.items():
        countries_ = tuple(sorted(owners, key=place))
        by_countries.setdefault((countries_, quoted), []).append((type_, to_whom, some_only))
    clauses: list[str] = []
    for (countries, quoted), rules in by_countries.items():
        said: list[str] = []
        many = len(countries) > 1
        for at, (kind, beyond, part) in enumerate(rules):
            if at and rules[at - 1][0] == kind:
                said.append(f"{'have' if many else 'has'} another such rule{beyond}")
            elif clauses or said:
                some = " for some of them" if part else ""
                said.append(f"{VERBS[kind][2 + many]}{some}{beyond}")
            else:
                forms = "listed forms of some" if part else "listed forms of"
                said.append(f"{VERBS[kind][many]} {forms} {what}{to}{beyond}")
        by = f"{_countries(countries)}{', as another file quotes it,' if quoted else ''}"
        clauses.append(f"{by} {listed(said)}")
    return "; ".join(clauses)


def _countries(codes: Sequence[str]) -> str:
    shown = [known_place(code) for code in codes]
    return listed(shown) if len(shown) <= MOST else f"{len(shown)} countries"


def _pending(goods: Sequence[Row]) -> list[str]:
    """Measures on goods that are suspended, announced or of uncertain state, grouped by state."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in goods:
        why = _waits(row)
        if why:
            groups.setdefault(why, []).append(row)
    said: list[str] = []
    seen: set[str] = set()
    for (kind, day), rows in groups.items():
        one = str(rows[0]["jurisdiction_iso3"]) + str(rows[0]["type"])
        said.append(_group(kind, day, rows, again=one in seen and not is_beside(rows[0])))
        seen |= {one} if len(rows) == 1 else set()
    return said


def _waits(row: Row) -> tuple[str, str] | None:
    """Why a measure on goods is not among those in force, and the day that says more."""
    status = state(row)
    if status in {"suspended", "lapsed-unverified", "extension-announced"}:
        return status, str(row["suspended_until"])
    if status == "announced":
        effective, pause = str(row["effective"] or ""), str(row["next_event_date"] or "")
        never = row["next_event"] == "suspension-starts" and "" < pause <= effective
        return (f"{status}:{pause}" if never else status), effective
    if status == "date-uncertain":
        return status, ""
    if status == "in-force" and not _certain(row):
        open_ = [
            code for code in ("target_not_stated", "no_page_seen") if code in several(row["flag"])
        ]
        return "unsure" if open_ else "beside", "".join(open_[:1])
    return None


def _group(kind: str, day: str, rows: Sequence[Row], *, again: bool) -> str:
    """What is known of measures of one state; ``again`` if the last one has the same name."""
    many = len(rows) > 1
    what = f"another{towards(rows[0])}" if again and not many else several_named(rows)
    if not many and "(" not in str(rows[0]["announcement"]):
        what += f" ({announcements(rows)})"
    is_, was = ("are", "were") if many else ("is", "was")
    if kind == "suspended":
        return f"{what} {is_} suspended until {in_words(day)}"
    if kind == "extension-announced":
        until = {str(row["next_event_date"]) for row in rows if row["next_event"] == EXTENDED}
        to = f" to {in_words(min(until))}" if len(until) == 1 else ""
        return (
            f"{what} {was} suspended until {in_words(day)} (extension{to} announced, text not seen)"
        )
    if kind == "lapsed-unverified":
        back = "they are" if many else "it is"
        return f"{what} {was} suspended until {in_words(day)}; whether {back} back is not confirmed"
    if kind.startswith("announced"):
        return _coming(what, kind.partition(":")[2], day, many=many)
    if kind == "date-uncertain":
        return f"whether {what} {was} in force that day is uncertain"
    if kind == "beside":
        return f"{what} {is_} in force{last_confirmed(rows)}"
    reason = "no target is stated" if day == "target_not_stated" else "no page states it"
    return f"{what} may apply too: {reason}"


def _coming(what: str, pause: str, day: str, *, many: bool) -> str:
    """When an announced measure takes effect, or the day from which it is suspended before."""
    if pause:
        was, is_ = ("were", "are") if many else ("was", "is")
        held = f"but {is_} suspended from {in_words(pause)}"
        return f"{what} {was} announced for {in_words(day)}, {held}"
    on = f" on {in_words(day)}" if len(day) > len("2026-04") else f" in {in_words(day)}"
    return f"{what} {'take' if many else 'takes'} effect{on if day else ' later'}"


def _doubted(binding: Sequence[Row]) -> list[str]:
    """Measures in force of which a later change was due, and those that are eased."""
    due = [row for row in binding if "unverified_since" in several(row["flag"])]
    eased = [row for row in binding if "eased" in several(row["flag"])]
    said = []
    if due:
        said.append(f"what followed for {_each(due)} is not confirmed")
    if eased:
        said.append(f"licences or waivers ease {_each(eased)}")
    return said


def _each(rows: Sequence[Row]) -> str:
    return listed([named(row) for row in rows])


def _apart(rows: Sequence[Row], *, buyer: bool, short: bool) -> list[str]:
    """Number of measures that bind firms, uses or know-how instead of goods."""
    if not rows:
        return []
    if len(rows) == 1:
        known = several(rows[0]["flag"])
        unseen = ", by an earlier list" if "items_not_seen" in known else ""
        unseen = ", by general knowledge alone" if "no_page_seen" in known else unseen
        return [f"{named(rows[0])} ({rows[0]['announcement']}) is on record for it{unseen}"]
    if short and not buyer:
        return [f"{len(rows)} other rules are on record"]
    users = [row for row in rows if row["type"] == "end-use-ban"]
    rest = [row for row in rows if row["type"] != "end-use-ban"]
    said = []
    if users:
        noun = NOUNS["end-use-ban"]
        one = f"an {noun}{'' if buyer else towards(users[0])}"
        said.append(one if len(users) == 1 else counted(len(users), noun))
    if rest:
        kinds = {row["type"] for row in rest}
        bound = listed(list(dict.fromkeys(BOUND[kind] for kind in BOUND if kind in kinds)))
        about = "" if short else f" on {bound}"
        said.append(f"{counted(len(rest), 'more rule')}{about}")
    return [f"{' and '.join(said)} are on record"]

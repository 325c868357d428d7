"""Summaries of `exposure`: what one supplier sells a buyer, and what of it stands under law."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table, several
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed, percent
from critmin.summaries.exposure_counts import all_minerals, day_asked, supplier_of
from critmin.summaries.phrases import (
    about_percent,
    amount,
    flags,
    goods,
    in_year,
    known_place,
    names_or_count,
    not_named,
    number,
    order,
    possessive,
    sentence,
    span,
    year,
)

Row = Any  # of the question, in a package above
MOST = 3  # forms or buyers said one by one
HALF = 0.5
LOWER = 0.05  # a share so much lower than before the control is said with the earlier one
BEYOND = 0.1  # an origin share so much above the direct one is said beside it
# What counts as a licence, where the rows say that it is a quota or that one is among it.
QUOTA = {"quota": "quota", "either": "licence or quota"}
REQUIRES = {
    "": "requires an export licence for",
    "quota": "sets an export quota on",
    "either": "requires an export licence or sets a quota for",
}
# States of controls, in the past tense of a sentence.
HOLDS = {"in-force", "in-force-unverified"}
PAUSED = {
    "suspended": "suspended",
    "extension-announced": "suspended, with an extension announced",
    "lapsed-unverified": "suspended until a day now past (whether back is not confirmed)",
    "announced": "announced and not yet in force",
}


def exposure(table: Table) -> str:
    """Direct share of each form, the part of it under law, and what is not in the figure."""
    rows = [row for row in table.typed if row.year is not None]
    if not rows:
        return ""
    newest = _newest(rows)
    minerals = {row.mineral for row in newest}
    buyers = list(dict.fromkeys(str(row.buyer_iso3) for row in newest))
    known = [row for row in newest if number(row, "direct_share") is not None]
    if len(minerals) > MOST:
        return all_minerals(newest, buyers)
    if not known:
        return _no_share(table, newest)
    if len(buyers) > 1:
        return _side_by_side(table, known, buyers)
    if len(known) == 1:
        return _one(table, known[0], _before(rows, known[0]))
    return _several(table, known)


def _newest(rows: Sequence[Row]) -> list[Row]:
    """Newest row of each mineral, form and buyer; the year before a control apart."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = (row.mineral, row.stage, row.buyer_iso3)
        kept = found.get(key)
        if kept is None or order(row) > order(kept):
            found[key] = row
    return list(found.values())


def _before(rows: Sequence[Row], newest: Row) -> Row | None:
    """Year before the supplier's first control, of the same form and buyer."""
    for row in rows:
        of, here = ((one.mineral, one.stage, one.buyer_iso3) for one in (row, newest))
        same = of == here
        if same and row is not newest and "before_control" in flags(row):
            return row if number(row, "direct_share") is not None else None
    return None


def _goods(row: Row) -> str:
    return goods(str(row.mineral), str(row.stage))


def _by(row: Row) -> str:
    """Measure of a direct share; that of printed shares is not stated."""
    return "" if "period_average" in flags(row) else ", by value"


def _one(table: Table, row: Row, before: Row | None) -> str:
    """One form: its share, the year before the control if that was higher, and the law."""
    supplier, buyer = supplier_of(row), known_place(str(row.buyer_iso3))
    share = amount(row, "direct_share")
    if share == 0 and "none_recorded" in flags(row):
        first = (
            f"no imports of {_goods(row)} by {buyer} from {supplier} are recorded {in_year(row)}"
        )
    else:
        first = (
            f"{supplier} supplied {about_percent(row, 'direct_share')} of {possessive(buyer)} "
            f"recorded imports of {_goods(row)} {in_year(row)}{_by(row)}"
        )
    if before is not None and amount(before, "direct_share") >= share + LOWER:
        earlier = about_percent(before, "direct_share")
        which = "this" if "older_control" in flags(before) else "its first"
        first += f", after {earlier} {in_year(before)}, the year before {which} control"
    said = [_joined(first, _law(table, row)), _caveat(row)]
    return " ".join(map(sentence, filter(None, said)))


def _law(table: Table, row: Row) -> str:
    """Part of the imports under licence or ban on the day; the state of controls without one."""
    parts: dict[str, list[str]] = {}
    mixed = False
    for word, column in (("licence", "under_licence"), ("ban", "under_ban")):
        if high := number(row, f"{column}_high"):
            low = amount(row, f"{column}_low")
            named = QUOTA.get(_kind(row), word) if word == "licence" else word
            parts.setdefault(_part(row, low, high), []).append(named)
            mixed = mixed or low != high
    if not parts:
        return f"{day_asked(table)} {_paused(row)}" if _paused(row) else ""
    said = [
        f"{part}{_verb(part) if place == 0 else ''} under an export {' and an export '.join(words)}"
        for place, (part, words) in enumerate(parts.items())
    ]
    mixes = mixed and "code_partly_inside" in flags(row)
    notes = listed_notes([*(["the trade code mixes goods"] if mixes else []), *_confirmed(row)])
    return f"{listed(said)} {day_asked(table)}{notes}"


def _kind(row: Row) -> str:
    """Whether what counts as a licence is a quota, may be one, or is none."""
    if "quota" not in flags(row):
        return ""
    return "quota" if len(several(row.control_ids)) == 1 else "either"


def _verb(part: str) -> str:
    return " fall" if "imports" in part else " falls"


def _part(row: Row, low: float, high: float) -> str:
    """Part of all the buyer's imports; "of that" where it is the supplier's whole share."""
    if percent(high) != percent(amount(row, "direct_share")):
        whose = possessive(known_place(str(row.buyer_iso3)))
        name = _goods(row)
        many = name.endswith("s") and not name.endswith("us")
        return f"{span(low, high)} of all of {whose} imports of {'them' if many else 'it'}"
    return "all of that" if percent(low) == percent(high) else "some or all of that"


def listed_notes(notes: Sequence[str]) -> str:
    """Notes within one pair of brackets; empty without any."""
    return f" ({'; '.join(notes)})" if notes else ""


def _paused(row: Row) -> str:
    """State of a control that is on record and does not hold; empty without one."""
    states = several(row.control_status)
    found = [PAUSED[state] for state in states if state in PAUSED]
    return f"its export control is {found[0]}" if found and not HOLDS & {*states} else ""


def _confirmed(row: Row) -> list[str]:
    """Newest day that the sources of the control cover, where it is before the day asked."""
    if "in-force-unverified" not in several(row.control_status) or not row.verified_through:
        return []
    return [f"last confirmed {in_words(str(row.verified_through))}"]


def _caveat(row: Row) -> str:
    """The one thing that could mislead: what is not in the direct share."""
    supplier = supplier_of(row)
    low, high = number(row, "origin_share_low"), number(row, "origin_share_high")
    direct = amount(row, "direct_share")
    if "feed_unseen" in flags(row):
        return f"what was mined in {supplier} and refined elsewhere cannot be told"
    told = low is not None and high is not None and "cannot_be_told" not in flags(row)
    if told and low is not None and high is not None and low >= direct + BEYOND:
        whose = possessive(known_place(str(row.buyer_iso3)))
        made = "mined" if row.origin_stage == "mining" else "made"
        return (
            f"by origin, {span(low, high)} of {whose} supply was {made} in {supplier} (by weight, "
            "own output included, if imports mix evenly)"
        )
    if row.end_use_reach:
        whom = known_place(str(row.buyer_iso3))
        return f"{possessive(supplier)} bans on certain users in {whom} are not in this figure"
    if "dug_elsewhere" in flags(row):
        return f"what was mined in {supplier} and refined elsewhere is not in this figure"
    return ""


def _several(table: Table, known: Sequence[Row]) -> str:
    """Some forms of one buyer, the largest shares first."""
    ranked = sorted(known, key=lambda row: -amount(row, "direct_share"))
    supplier = supplier_of(ranked[0])
    buyer = known_place(str(ranked[0].buyer_iso3))
    some = [row for row in ranked if amount(row, "direct_share") > 0]
    none = names_or_count([_goods(row) for row in ranked if row not in some])
    if not some:
        when = in_year(ranked[0])
        none = none.replace(" and ", " or ")
        first = f"no imports of {none} by {buyer} from {supplier} are recorded {when}"
    else:
        parts = [f"{about_percent(row, 'direct_share')} of {_goods(row)}" for row in some[:MOST]]
        parts += [f"none of {none}"] if none else []
        more = len(some) - len(some[:MOST])
        rest = f", with {counted(more, 'more form')} in the table" if more else ""
        first = (
            f"of {possessive(buyer)} recorded imports{_when(some[:MOST])}, {supplier} supplied "
            f"{listed(parts)}{rest}"
        )
    law = _required(table, known)
    return " ".join(map(sentence, filter(None, [_joined(first, law), _missing_in(known)])))


def _joined(first: str, law: str) -> str:
    return f"{first}; {law}" if law else first


def _required(table: Table, known: Sequence[Row]) -> str:
    """What the supplier's law banned or licensed of several goods on the day."""
    banned = [_goods(row) for row in known if number(row, "under_ban_high")]
    under = [_goods(row) for row in known if number(row, "under_licence_high")]
    under = [name for name in under if name not in banned]
    some = [_goods(row) for row in known if amount(row, "direct_share") > 0]
    found = [f"bans exports of {_some_or_all(banned, some)}"] if banned else []
    kinds = {_kind(row) for row in known if _goods(row) in under}
    way = REQUIRES[kinds.pop() if len(kinds) == 1 else "either"] if under else ""
    found += [f"{way} {_some_or_all(under, some)}"] if under else []
    if not found:
        return ""
    reached = [row for row in known if row.under_ban_high or row.under_licence_high]
    notes = listed_notes(sorted({note for row in reached for note in _confirmed(row)})[:1])
    if len({row.verified_through for row in reached}) > 1:
        days = sorted(str(row.verified_through) for row in reached if row.verified_through)
        notes = listed_notes([f"last confirmed {in_words(days[0])} or later"] if notes else [])
    return f"by its law {day_asked(table)} it {' and '.join(found)}{notes}"


def _some_or_all(reached: Sequence[str], supplied: Sequence[str]) -> str:
    """Goods that the law reaches at least in part; "of these" where it is all that are supplied."""
    named = names_or_count(reached)
    every = set(reached) == set(supplied) and len(reached) > 1
    return "some or all of these" if every else f"some or all {named}"


def _missing_in(known: Sequence[Row]) -> str:
    """What is not in the figures of several forms."""
    row = known[0]
    supplier = supplier_of(row)
    if any("feed_unseen" in flags(one) for one in known):
        return f"what was mined in {supplier} and refined elsewhere cannot be told"
    if any(one.end_use_reach for one in known):
        whom = known_place(str(row.buyer_iso3))
        return f"{possessive(supplier)} bans on certain users in {whom} are not in these figures"
    if any("dug_elsewhere" in flags(one) for one in known):
        return f"what was mined in {supplier} and refined elsewhere is not in these figures"
    return ""


def _when(rows: Sequence[Row]) -> str:
    """Year and measure that all rows share; empty if they differ."""
    same = {(in_year(row), _by(row)) for row in rows}
    return "".join(f" {when}{by}" for when, by in same) if len(same) == 1 else ""


def _side_by_side(table: Table, known: Sequence[Row], buyers: Sequence[str]) -> str:
    """Several buyers of one or a few forms."""
    forms: dict[str, list[Row]] = {}
    for row in known:
        forms.setdefault(_goods(row), []).append(row)
    if len(forms) > MOST:
        return all_minerals(known, buyers)
    parts = []
    for name, rows in forms.items():
        ranked = sorted(rows, key=lambda row: -amount(row, "direct_share"))
        own = [
            f"{about_percent(row, 'direct_share') if row.direct_share else 'none'} of "
            f"{possessive(known_place(str(row.buyer_iso3)))}{_own_year(row, rows)}"
            for row in ranked[: MOST + 1]
        ]
        more = len(ranked) - len(own)
        rest = f" and less of {counted(more, 'more buyer')}" if more else ""
        when = "" if _when(known) else _when(rows)
        parts.append(f"{listed(own)} recorded imports of {name}{rest}{when}")
    first = f"{supplier_of(known[0])} supplied {'; '.join(parts)}{_when(known)}"
    absent = [code for code in buyers if code not in {str(row.buyer_iso3) for row in known}]
    if absent:
        first += f"; no share for {names_or_count([known_place(code) for code in absent])}"
    return sentence(first)


def _own_year(row: Row, rows: Sequence[Row]) -> str:
    return "" if len({in_year(one) for one in rows}) == 1 else f" ({year(row)})"


def _no_share(table: Table, rows: Sequence[Row]) -> str:
    """Why no share can be given, and whether a control holds."""
    unnamed = [row for row in rows if "not_listed" in flags(row)]
    shared = [row for row in rows if "shared_codes_only" in flags(row)]
    if unnamed:
        row = unnamed[0]
        what = names_or_count([_goods(one) for one in unnamed])
        whose = known_place(str(row.buyer_iso3))
        return not_named(supplier_of(row), whose, what, year(row))
    if not shared:
        return ""
    names = names_or_count(list(dict.fromkeys(_goods(row) for row in shared)))
    buyers = list(dict.fromkeys(known_place(str(row.buyer_iso3)) for row in shared))
    buyer, supplier = names_or_count(buyers, "buyer"), supplier_of(shared[0])
    first = (
        f"{possessive(supplier)} part of {possessive(buyer)} imports of {names} cannot be told: "
        "the trade codes also hold other goods"
    )
    held = [row for row in shared if HOLDS & {*several(row.control_status)}]
    if held:
        notes = listed_notes(_confirmed(held[0]))
        first += (
            f"; {possessive(supplier)} export control on it is in force {day_asked(table)}{notes}"
        )
    elif _paused(shared[0]):
        first += f"; {day_asked(table)} {_paused(shared[0])}"
    return sentence(first)

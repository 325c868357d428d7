"""Claims on diplomacy and law: what agreements name, and whether support was ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from critmin.answers.table import Cell, several
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import related
from critmin.diplomacy.agreements import agreements
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import number, shown, text
from critmin.paper.claim_classes import classes_on
from critmin.paper.verdicts import Case, Tested, point, shown_only
from critmin.policies.bundled_tables import acts

POLICY = "policy@2026"
READ = "full"
YES, UNKNOWN = "yes", "unknown"
Row = Mapping[str, Cell]


class Count(NamedTuple):
    """Agreements that name something for certain, and those that may."""

    low: int
    high: int


def agreements_name(parameters: Parameters, day: str) -> Tested:
    """Agreements name military minerals more often than battery ones, and defence more often.

    A text that was not read in full may name anything, so that both counts are intervals. What
    reports say of a text is only shown.
    """
    party, since = text(parameters, "party"), text(parameters, "since")
    rows = list(agreements(party=party, since=since, as_of=max(day, since)))
    known = classes_on(max(day, since))
    groups = {
        text(parameters, key): known[text(parameters, key)] for key in ("military", "battery")
    }
    sources = tuple(dict.fromkeys(id_ for row in rows for id_ in several(row["source"])))
    minerals = {name: _naming(rows, inside) for name, inside in groups.items()}
    subjects = {name: _subject(rows, name) for name in ("defence", "decarbonisation")}
    reported = {name: _reported(rows, inside) for name, inside in groups.items()}
    read = sum(row["text_read"] == READ for row in rows)
    cases: list[Case] = []
    for found, what in ((minerals, "agreements that name a mineral"), (subjects, "that name it")):
        cases += [_shown(name, what, count, sources) for name, count in found.items()]
        (first, one), (second, two) = found.items()
        cases.append(
            Case(
                f"{first} less {second}",
                f"difference of the {what}",
                one.low - two.high,
                one.high - two.low,
                "count",
                ">",
                0.0,
                ("text_not_read",) if read < len(rows) else (),
                sources,
            )
        )
    cases += [
        shown_only(name, "agreements that reports say name it", many, "count", sources=sources)
        for name, many in reported.items()
    ]
    named, told = (
        ", ".join(f"{shown(_shown(name, '', count, ()))} {name}" for name, count in found.items())
        for found in (minerals, subjects)
    )
    said = ", ".join(f"{many} {name}" for name, many in reported.items())
    result = (
        f"{since} to {day}: {len(rows)} agreements and talks, {read} read in full; they name "
        f"minerals of {named}, and as a subject {told}; by report {said}"
    )
    return Tested(tuple(cases), result)


def _names_one(slugs: Collection[str], inside: Collection[str]) -> bool:
    return any(related(slug, mineral) for slug in slugs for mineral in inside)


def _naming(rows: Sequence[Row], inside: Collection[str]) -> Count:
    """Agreements whose text names a mineral of a class; an unread text may."""
    sure = [row for row in rows if _names_one(several(row["minerals"]), inside)]
    maybe = [row for row in rows if row not in sure and row["text_read"] != READ]
    return Count(len(sure), len(sure) + len(maybe))


def _subject(rows: Sequence[Row], name: str) -> Count:
    """Agreements that name a subject; where that is not known they may."""
    sure = sum(row[name] == YES for row in rows)
    return Count(sure, sure + sum(row[name] == UNKNOWN for row in rows))


def _reported(rows: Sequence[Row], inside: Collection[str]) -> int:
    return sum(_names_one(several(row["minerals_reported"]), inside) for row in rows)


def _shown(name: str, what: str, count: Count, sources: tuple[str, ...]) -> Case:
    return Case(name, what, count.low, count.high, "count", sources=sources, counts=False)


def support_ended(parameters: Parameters, day: str) -> Tested:
    """A law that supports clean energy was ended: by acts that end a part of it, or as a whole."""
    law, since = text(parameters, "law"), text(parameters, "since")
    known = {act.act_id: act for act in acts()}
    parts = [
        act
        for act in known.values()
        if act.ends_in_part == law and since <= act.day <= day and act.grounded
    ]
    whole = known[law].revoked
    ended = bool(whole) and whole <= day
    cases = (
        *(
            shown_only(
                f"{act.number or act.document}, {act.day}",
                "ends a part",
                1,
                "count",
                sources=(POLICY,),
            )
            for act in parts
        ),
        point(
            f"acts since {since}",
            f"that end a part of {known[law].number}",
            len(parts),
            "count",
            ">=",
            number(parameters, "acts"),
            sources=(POLICY,),
        ),
        point(
            known[law].document,
            "revoked as a whole",
            int(ended),
            "count",
            ">=",
            1,
            sources=(POLICY,),
        ),
    )
    named = "; ".join(f"{act.number or act.document} of {act.day}" for act in parts) or "no act"
    result = (
        f"{named} end a part of {known[law].number}; as a whole it "
        f"{'is revoked' if ended else 'is not revoked'}"
    )
    return Tested(cases, result)

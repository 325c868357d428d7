"""Reach of acts and money on a day: acts that name a mineral, and awards that count for it."""

from __future__ import annotations

from functools import cache

from critmin.core.names import kin, related
from critmin.measures.policy_coverage import Reach
from critmin.policies import bundled_tables
from critmin.policies.bundled_tables import acts, awards, in_office, uses
from critmin.policies.coverage_definitions import ADMINISTRATION, EVER, Definition, Traits
from critmin.policies.state import SCOPES, Act, Award, doubles, status
from critmin.uses import list_tables

# List of the Department of the Interior under 30 U.S.C. 1606, which acts call "critical minerals".
# The Department of Energy's list of critical materials is another list.
ISSUER, CATEGORY = "USA", "critical"


@cache
def critical_list(day: str) -> str | None:
    """United States list of critical minerals in effect on a day: the newest one issued by then."""
    dated = [
        (known.list_date, known.list_id)
        for known in list_tables.registry().values()
        if (known.issuer, known.category) == (ISSUER, CATEGORY) and known.list_date <= day
    ]
    return max(dated)[1] if dated else None


@cache
def issued_by(day: str) -> frozenset[str]:
    """Ids of the official lists issued by a day; a month counts from its first day."""
    return frozenset(
        known.list_id for known in list_tables.registry().values() if known.list_date <= day
    )


@cache
def lists_of(slug: str) -> frozenset[str]:
    """Ids of the official lists that include a mineral, except watch lists."""
    return frozenset(
        entry.list_id
        for entry in list_tables.standing(slug)
        if entry.category != list_tables.WATCHED
    )


def scope(act: Act, slug: str, day: str) -> str:
    """How an act names a mineral on a day: the first of `SCOPES` that applies, else empty.

    An act that names the critical-minerals list names every mineral on it that day.
    """
    found = {name.scope for name in act.names if name.mineral and related(name.mineral, slug)}
    if any(name.scope == "list" for name in act.names) and critical_list(day) in lists_of(slug):
        found.add("list")
    return next((known for known in SCOPES if known in found), "")


def since(definition: Definition, day: str) -> str:
    """First day that a definition counts, as of a day; empty without a limit."""
    start = definition.first("since", EVER)
    if start == ADMINISTRATION:
        term = in_office(day)
        return term.first if term else ""
    return "" if start == EVER else start


def acts_naming(definition: Definition, slug: str, day: str) -> list[Act]:
    """Acts that name a mineral by the end of a day, under a definition of words."""
    return [act for act in _acts_counted(definition, day) if _named(act, slug, day, definition)]


@cache
def _acts_counted(definition: Definition, day: str) -> tuple[Act, ...]:
    """Acts that count by the end of a day under a definition, whatever they name."""
    start = since(definition, day)
    return tuple(
        act
        for act in acts()
        if act.stands(day)
        and act.grounded
        and act.day >= start
        and any(definition.allows("statute", law) for law in act.statutes)
        and definition.allows("president", act.president)
        and definition.allows("instrument", act.instrument)
        and definition.allows("act", act.act_id)
    )


def _named(act: Act, slug: str, day: str, definition: Definition) -> bool:
    found = scope(act, slug, day)
    return bool(found) and definition.allows("scope", found)


def reach_of_award(award: Award, definition: Definition, day: str) -> Reach:
    """Whether an award counts on a day under a definition of money.

    An award is not certain if no page on it was seen, or its date or end is unknown.
    """
    none = Reach(False, False)
    state = status(award, day)
    if state is None or (not award.counted and not award.counted_in):
        return none
    fits = (
        definition.allows("instrument", award.kind)
        and definition.allows("programme", award.programme)
        and definition.allows("administration", award.administration)
        and definition.allows("confidence", award.confidence)
        and (state == "unsure" or definition.allows("status", state))
    )
    start = since(definition, day)
    if not fits or award.date.last < start:
        return none
    sure = state != "unsure" and award.date.first >= start and award.confidence == "page_seen"
    return Reach(sure, True)


@cache
def _reaches(definition: Definition, day: str) -> dict[str, Reach]:
    """Whether each award counts on a day under a definition of money, by its id."""
    return {award.award_id: reach_of_award(award, definition, day) for award in awards()}


def is_for(award: Award, slug: str) -> bool:
    """Whether an award names a mineral, its group or a member of it."""
    return not kin(slug).isdisjoint(award.minerals)


@cache
def awards_for(slug: str) -> tuple[Award, ...]:
    """Awards that name a mineral, cached for all definitions and days."""
    return tuple(award for award in awards() if is_for(award, slug))


def awards_reaching(definition: Definition, slug: str, day: str) -> list[str]:
    """Ids of the awards that reach a mineral, at least possibly, by the end of a day."""
    reaches = _reaches(definition, day)
    ids = (award.award_id for award in awards_for(slug))
    return [id_ for id_ in ids if reaches[id_].possible]


def money_reach(definition: Definition, slug: str, day: str) -> Reach:
    """Whether money reaches a mineral by the end of a day."""
    reaches = _reaches(definition, day)
    found = [reaches[award.award_id] for award in awards_for(slug)]
    return Reach(any(r.certain for r in found), any(r.possible for r in found))


def reach(definition: Definition, slug: str, day: str) -> Reach:
    """Whether words or money reach a mineral by the end of a day."""
    if definition.kind == "money":
        return money_reach(definition, slug, day)
    named = bool(acts_naming(definition, slug, day))
    return Reach(named, named)


@cache
def traits(slug: str) -> Traits:
    """Lists that include a mineral, and the fields of its use."""
    alike = kin(slug)
    fields = frozenset(use.field for use in uses() if use.mineral in alike)
    return Traits(slug, lists_of(slug), fields)


def is_double(award: Award, day: str) -> bool:
    """Whether an award's amount is counted in another one on a day."""
    return doubles(award, bundled_tables.award(award.counted_in), day)

"""What acts and money reach on a day, mineral by mineral, under one definition."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from critmin.core import names
from critmin.markets.demand_value import demand
from critmin.policies import naming
from critmin.policies.coverage_definitions import SPLIT, unit
from critmin.policies.coverage_measures import ADMINISTRATION, EVER, Definition, Reach, Traits
from critmin.policies.query import related
from critmin.policies.register import acts, awards, in_office, uses
from critmin.policies.state import Act, Award, status
from critmin.uses import lists_register


def since(definition: Definition, day: str) -> str:
    """The first day that a definition counts, on a day; empty when it counts from ever."""
    start = definition.first("since", EVER)
    if start == ADMINISTRATION:
        term = in_office(day)
        return term.first if term else ""
    return "" if start == EVER else start


def acts_naming(definition: Definition, slug: str, day: str) -> list[Act]:
    """Acts that name a mineral by the end of a day, under a definition of words."""
    start = since(definition, day)
    return [
        act
        for act in acts()
        if act.stands(day)
        and act.day >= start
        and definition.allows("statute", act.statute)
        and definition.allows("president", act.president)
        and definition.allows("instrument", act.instrument)
        and definition.allows("act", act.act_id)
        and _named(act, slug, day, definition)
    ]


def _named(act: Act, slug: str, day: str, definition: Definition) -> bool:
    found = naming.scope(act, slug, day)
    return bool(found) and definition.allows("scope", found)


def reach_of_award(award: Award, definition: Definition, day: str) -> Reach:
    """Whether an award counts on a day under a definition of money.

    Not certain are awards without a page seen, or whose day or end is not known.
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


def is_for(award: Award, slug: str) -> bool:
    """Whether an award names a mineral, its group or a member of it."""
    return any(related(mineral, slug) for mineral in award.minerals)


@cache
def awards_for(slug: str) -> tuple[Award, ...]:
    """Awards that name a mineral; asked for once per definition and day."""
    return tuple(award for award in awards() if is_for(award, slug))


def money_reach(definition: Definition, slug: str, day: str) -> Reach:
    """Whether money reaches a mineral by the end of a day."""
    found = [reach_of_award(award, definition, day) for award in awards_for(slug)]
    return Reach(any(r.certain for r in found), any(r.possible for r in found))


def reach(definition: Definition, slug: str, day: str) -> Reach:
    """Whether words or money reach a mineral by the end of a day."""
    if definition.kind == "money":
        return money_reach(definition, slug, day)
    named = bool(acts_naming(definition, slug, day))
    return Reach(named, named)


@cache
def traits(slug: str) -> Traits:
    """Lists that a mineral stands on and fields it is used in."""
    fields = frozenset(use.field for use in uses() if related(use.mineral, slug))
    return Traits(slug, naming.lists_of(slug), fields)


def universe(definitions: Iterable[Definition], days: Iterable[str]) -> list[str]:
    """All minerals that acts, awards, lists, uses, markets or definitions speak of, sorted."""
    found = {name.mineral for act in acts() for name in act.names}
    found |= {mineral for award in awards() for mineral in award.minerals}
    found |= {mineral for mineral in demand()}
    lists = {naming.critical_list(day) for day in days}
    for definition in definitions:
        rules = definition.rules
        lists |= {*rules.get("on_list", ()), *rules.get("not_on_list", ())}
        fields = {*rules.get("used_in", ()), *rules.get("not_used_in", ())}
        found |= {use.mineral for use in uses() if use.field in fields}
        found |= set(rules.get("mineral", ()))
        found |= {definition.id} if definition.kind == "value" else set()
    for entry in lists_register.entries():
        if entry.list_id in lists and entry.category != lists_register.WATCHED:
            found.add(entry.mineral)
    slugs = {unit(slug) for slug in found if slug in names.minerals()}
    return sorted(slugs - {SPLIT})

"""Whether an act names a mineral: by name, by a product of it, or by an official list."""

from __future__ import annotations

from functools import cache

from critmin.policies.query import related
from critmin.policies.state import SCOPES, Act
from critmin.uses import lists_register

# The Interior's list of 30 U.S.C. 1606, which acts mean by "critical mineral"; the energy
# department's list of critical materials is another one.
ISSUER, CATEGORY = "USA", "critical"


@cache
def critical_list(day: str) -> str | None:
    """The United States list of critical minerals that holds on a day: the newest by then."""
    dated = [
        (known.list_date, known.list_id)
        for known in lists_register.registry().values()
        if (known.issuer, known.category) == (ISSUER, CATEGORY) and known.list_date <= day
    ]
    return max(dated)[1] if dated else None


@cache
def issued_by(day: str) -> frozenset[str]:
    """Ids of the official lists issued by a day; a month counts from its first day."""
    return frozenset(
        known.list_id for known in lists_register.registry().values() if known.list_date <= day
    )


@cache
def lists_of(slug: str) -> frozenset[str]:
    """Ids of the official lists that a mineral stands on, watch lists aside."""
    return frozenset(
        entry.list_id
        for entry in lists_register.standing(slug)
        if entry.category != lists_register.WATCHED
    )


def scope(act: Act, slug: str, day: str) -> str:
    """How an act names a mineral on a day, one of `SCOPES`, the firmest first; else empty.

    An act that names the critical-minerals list names what stands on it that day.
    """
    found = {name.scope for name in act.names if name.mineral and related(name.mineral, slug)}
    if any(name.scope == "list" for name in act.names) and critical_list(day) in lists_of(slug):
        found.add("list")
    return next((known for known in SCOPES if known in found), "")

"""Agreements and events as records, their state on a day. Pure.

A day is ISO text (``2025-04-25``), so days compare as text. A date known only to the month or
year is uncertain on every day in it.
"""

from __future__ import annotations

from collections.abc import Collection

from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple

KINDS = ("framework", "mou", "accord", "declaration", "treaty", "fund", "talks")
STATUSES = (
    "under-way",
    "announced",
    "signed",
    "in-force",
    "carried-out",
    "broken-off",
    "followed",
    "superseded",
    "ended",
    "not-seen",
)
SUBJECTS = ("decarbonisation", "defence")
EVENT_KINDS = (
    "tariff",
    "export-control",
    "listing",
    "investigation",
    "threat",
    "proposal",
    "power",
    "agreement",
    "easing",
    "suspension",
    "statement",
    "court-ruling",
)
EVERYONE = "all"  # target of an event towards all countries
# What an agreement's words say of a mineral: its text names it, reports name it, it is a resource
# of a party, it is on a list named as a whole; a group of minerals names none of them.
NAMED, REPORTED, RESOURCE, LIST = "named", "reported", "resource", "list"
TOLD = frozenset({REPORTED, RESOURCE})
GROUPS = frozenset({"group", "not-stated"})
# Links of events that no party stated: what the paper, a reader or the calendar suggests.
READINGS = frozenset({"paper", "reading", "timing"})


class Named(NamedTuple):
    """Mineral of an agreement and how it is named; ``mineral`` is empty for a list or group."""

    scope: str
    mineral: str
    list_id: str


class Agreement(NamedTuple):
    """Agreement, or talks about one; ``before`` is its status until ``since``."""

    agreement_id: str
    date: When
    kind: str
    title: str
    parties: tuple[str, ...]
    minerals_as_named: str
    decarbonisation: str
    defence: str
    text_read: str
    last_status: str
    since: When | None
    before: str
    followed_by: tuple[str, ...]
    marks: tuple[str, ...]
    paper_section: str
    confidence: str
    verified_through: str
    evidence: tuple[str, ...]
    note: str
    names: tuple[Named, ...]

    @property
    def grounded(self) -> bool:
        """Whether a page that states it was seen or quoted."""
        return is_grounded(self.confidence, self.evidence)

    def minerals(self, scopes: Collection[str]) -> tuple[str, ...]:
        """Minerals that are named in one of some ways."""
        return tuple(name.mineral for name in self.names if name.mineral and name.scope in scopes)

    @property
    def lists(self) -> tuple[str, ...]:
        """Lists of minerals that it names as a whole."""
        return tuple(name.list_id for name in self.names if name.list_id)

    @property
    def vague(self) -> bool:
        """Whether it names a group of minerals without its members, or none at all."""
        return any(name.scope in GROUPS for name in self.names)

    def status(self, day: str) -> str | None:
        """Status on a day, one of `STATUSES`; None before its date."""
        if self.date.first > day:
            return None
        earlier = self.since is not None and day < self.since.first
        return self.before if earlier else self.last_status

    def unsure_on(self, day: str) -> bool:
        """Whether the day falls within a date known only to the month or year."""
        return self.date.holds(day) or (self.since is not None and self.since.holds(day))


class Link(NamedTuple):
    """Event that another one answers, and what says that it does."""

    answers: str
    basis: str


class Event(NamedTuple):
    """Event of the trade dispute; ``targets`` may hold `EVERYONE`."""

    event_id: str
    date: When
    kinds: tuple[str, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    title: str
    measures: tuple[str, ...]
    confidence: str
    verified_through: str
    evidence: tuple[str, ...]
    note: str
    links: tuple[Link, ...]

    @property
    def grounded(self) -> bool:
        """Whether a page that states it was seen or quoted."""
        return is_grounded(self.confidence, self.evidence)

    @property
    def answers(self) -> tuple[str, ...]:
        """Events that it answers."""
        return tuple(link.answers for link in self.links)


def is_grounded(confidence: str, evidence: Collection[str]) -> bool:
    """Whether a record rests on a page and not on general knowledge alone."""
    return confidence != "general_knowledge" and bool(evidence)

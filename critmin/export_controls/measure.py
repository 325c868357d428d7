"""`Measure`: an export control with its events, items and tariff codes, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from critmin.core.dates import When
from critmin.core.named_tuple import NamedTuple

MEMORY = frozenset({"general_knowledge", "not_seen"})  # confidence of what no page was seen for
CONFIDENCE_FLAGS = {
    "general_knowledge": "no_page_seen",
    "not_seen": "items_not_seen",
    "quoted": "quoted_only",
}


class Event(NamedTuple):
    """Event of a measure: suspends, extends, extension-announced, eases and others.

    ``announced`` is the day from which it could be known; None means its own date, and
    ``assumed`` as its precision that no such day was seen.
    """

    event_id: str
    kind: str
    date: When
    until: When | None
    instrument: str
    instrument_seen: bool
    evidence: str
    note: str
    announced: When | None = None

    @property
    def known_from(self) -> str:
        """First day on which it could be known."""
        return (self.announced or self.date).first


class End(NamedTuple):
    """Last day of a measure, as once announced."""

    ended: When
    announced: When


class Cover(NamedTuple):
    """Item of a measure: a mineral in a form, or a whole list.

    ``scope`` is ``named``, ``dual-use-list`` (all that the jurisdiction licenses as dual-use)
    or ``unnamed`` (minerals that the measure does not name); ``mineral`` is empty except for
    ``named``.
    """

    mineral: str
    scope: str
    form: str
    item: str
    confidence: str

    @property
    def from_memory(self) -> bool:
        """Whether no page was seen that names the item."""
        return self.confidence in MEMORY


class Code(NamedTuple):
    """HS code of a measure (8 digits: ``CN``); ``covers`` is wholly, partly or none."""

    mineral: str
    hs6: str
    hs_revision: str
    covers: str


class Measure(NamedTuple):
    """Legal measure with its events, items and codes; ``ended`` is its last day in force.

    ``ends`` are its last days as they were announced one after another, the last of them
    ``ended``; it is empty if the measure had its end, or none, from the first.
    """

    measure_id: str
    jurisdiction: str
    announcement: str
    title: str
    type: str
    target: str
    retransfer: bool
    announced: When
    effective: When | None
    ended: When | None
    verified_through: str
    confidence: str
    source: str
    note: str
    events: tuple[Event, ...]
    covers: tuple[Cover, ...]
    codes: tuple[Code, ...]

    evidence: str = ""
    ends: tuple[End, ...] = ()

    @property
    def no_address(self) -> bool:
        """Whether its evidence has no address that others can look up."""
        return "://" not in self.evidence and "github.com/" not in self.evidence

    @property
    def grounded(self) -> bool:
        """Whether an answer may rest on it alone: a page with an address states it."""
        return not self.no_address and self.confidence not in MEMORY

    def _items(self, minerals: Collection[str]) -> list[Cover]:
        """Items of these minerals; those that name no mineral are items of all."""
        return [c for c in self.covers if not c.mineral or c.mineral in minerals]

    def grounded_on(self, minerals: Collection[str]) -> bool:
        """Whether an answer on minerals may rest on it alone: an item of theirs is no memory."""
        return self.grounded and any(not c.from_memory for c in self._items(minerals))

    def ground_flags(self, minerals: Collection[str]) -> Iterator[str]:
        """Warning codes of what its items of these minerals rest on."""
        if self.no_address:
            yield "no_address"
        for confidence in (self.confidence, *(c.confidence for c in self._items(minerals))):
            yield CONFIDENCE_FLAGS.get(confidence, "")

    @property
    def binds_others_alone(self) -> bool:
        """Whether it restricts only re-exports by others, not the country's own shipments.

        A re-export licence towards all countries is separate from that for own shipments; one
        towards a single country also restricts own shipments to it.
        """
        return self.retransfer and (self.type, self.target) == ("licence", "all")

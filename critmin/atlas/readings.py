"""How the pages of minerals, buyers and suppliers read the answers that several of them have."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.atlas.questions import Answer, Look, Option, ask

NEWEST = 12  # events, and agreements
HHI = (
    "HHI (Herfindahl-Hirschman index): 0 to 10,000; 10,000 is one supplier. The range shows how "
    "much unnamed producers could change it. Above 1,800 is high, under 1,000 low."
)
CONTROLS = "jurisdiction_iso3 type target mineral announcement effective status next_event_date"
LAW = (
    "This is law, not practice. A control that is not listed may still exist. How licences are "
    "granted is not on record here."
)
BOUGHT = (
    "Shares are of recorded imports, by value. Re-exports are not subtracted: the supplier may not "
    "be the country that produced the mineral."
)
EXPOSED = Look(
    "mineral stage year buyer_iso3 direct_share origin_share_low origin_share_high "
    "under_licence_low under_licence_high under_ban_low under_ban_high",
    "Import share: of recorded imports. Origin share: of the buyer's supply, by country of "
    "production, if imports mix evenly. Under licence or ban: a range, because tariff codes mix "
    "controlled and free goods.",
)
RESERVES = "Reserves are what can be mined economically today; n/a is unknown, not zero."
UNREAD = "What a text names is not known where the text itself was not read."


def diplomacy(code: str, day: str) -> Iterator[Answer]:
    """Newest events of a country or bloc, and its agreements on minerals."""
    newest: dict[str, Option] = {"as_of": day, "newest": NEWEST}
    options = {"country": code, **newest}
    look = Look("date kinds actors targets title", rows=8, pictured=False, alone="table")
    yield ask("events", "Tariffs, controls and answers", "events", (), options, look)
    options = {"party": code, **newest}
    look = Look(
        "date kind parties title status",
        UNREAD,
        rows=5,
        further="minerals",
        pictured=False,
        alone="table",
    )
    yield ask("agreements", "Agreements on minerals", "agreements", (), options, look)

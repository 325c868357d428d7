"""The only reader of the bundled tables of agreements and events."""

from __future__ import annotations

from functools import cache

from critmin.core.dates import When
from critmin.core.files import read_table
from critmin.diplomacy.records import Agreement, Event, Link, Named

SOURCE = "diplomacy@2026"
PAGES = " ; "  # separator of the pages of a record


def _records(name: str) -> list[dict[str, str]]:
    header, rows = read_table(f"diplomacy/{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def _several(cell: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(part for part in cell.split(separator) if part)


def _certain(row: dict[str, str]) -> When:
    when = When.read(row["date"], row["date_precision"])
    if when is None:  # refused when the data are built
        raise ValueError(f"{row}: no date")
    return when


@cache
def agreements() -> tuple[Agreement, ...]:
    """All agreements, the oldest first."""
    named: dict[str, list[Named]] = {}
    for row in _records("agreement_minerals"):
        one = Named(row["scope"], row["mineral"], row["list_id"])
        named.setdefault(row["agreement_id"], []).append(one)
    return tuple(
        Agreement(
            agreement_id=row["agreement_id"],
            date=_certain(row),
            kind=row["kind"],
            title=row["title"],
            parties=_several(row["parties"]),
            minerals_as_named=row["minerals_as_named"],
            decarbonisation=row["decarbonisation"],
            defence=row["defence"],
            text_read=row["text_read"],
            last_status=row["status"],
            since=When.read(row["status_from"], row["status_from_precision"]),
            before=row["before"],
            followed_by=_several(row["followed_by"]),
            marks=_several(row["marks"]),
            paper_section=row["paper_section"],
            confidence=row["confidence"],
            verified_through=row["verified_through"],
            evidence=_several(row["evidence"], PAGES),
            note=row["note"],
            names=tuple(named[row["agreement_id"]]),
        )
        for row in _records("agreements")
    )


@cache
def events() -> tuple[Event, ...]:
    """All events, the oldest first; an answer comes after what it answers."""
    links: dict[str, list[Link]] = {}
    for row in _records("event_links"):
        links.setdefault(row["event_id"], []).append(Link(row["answers"], row["basis"]))
    return tuple(
        Event(
            event_id=row["event_id"],
            date=_certain(row),
            kinds=_several(row["kinds"]),
            actors=_several(row["actors"]),
            targets=_several(row["targets"]),
            title=row["title"],
            measures=_several(row["measures"]),
            confidence=row["confidence"],
            verified_through=row["verified_through"],
            evidence=_several(row["evidence"], PAGES),
            note=row["note"],
            links=tuple(links.get(row["event_id"], ())),
        )
        for row in _records("events")
    )

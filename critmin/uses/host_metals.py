"""The only reader of the table of host metals: what comes with what."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from critmin.core.files import read_table

OWN = "critmin@2026-11"


class Host(NamedTuple):
    """A mineral recovered on the way to another one.

    ``role`` is ``by-product`` or ``co-product`` (both pay for the mine); ``part`` is
    ``main`` where most of its supply comes this way, else ``part``. ``host`` is a slug,
    or a material outside these tables (coal, natural gas). ``source`` is an
    ``origin@edition`` of the bundled tables, empty where the citation is all there is;
    ``seen`` is ``page``, ``quoted`` (in a quotation of the source) or ``no``.
    """

    mineral: str
    host: str
    role: str
    part: str
    how: str
    source: str
    citation: str
    url: str
    seen: str
    note: str

    @property
    def flag(self) -> str | None:
        """Code of how well the source was seen."""
        return {"quoted": "quoted", "no": "no_page_seen"}.get(self.seen)


@cache
def hosts() -> tuple[Host, ...]:
    """All rows, the main hosts of a mineral first."""
    rows = [Host(*row) for row in read_table("host_metals.csv")[1]]
    return tuple(sorted(rows, key=lambda row: (row.mineral, row.part != "main", row.host)))


def hosts_of(slug: str) -> list[Host]:
    """What a mineral comes with."""
    return [row for row in hosts() if row.mineral == slug]


def companions_of(slug: str) -> list[Host]:
    """What comes with a mineral."""
    return [row for row in hosts() if row.host == slug]


def host_names(slug: str) -> str | None:
    """Hosts of a mineral, the main ones first, joined by ``;``."""
    return ";".join(row.host for row in hosts_of(slug)) or None


def remarks(slug: str) -> list[str]:
    """What a mineral comes with and what comes with it, in words with the publications."""
    said = [
        f"comes with {row.host} ({row.role}, {row.part}): {row.how}{_seen(row)}. {row.citation}"
        for row in hosts_of(slug)
    ]
    companions = [f"{row.mineral} ({row.part})" for row in companions_of(slug)]
    return said + ([f"comes with it: {', '.join(companions)}"] if companions else [])


def _seen(row: Host) -> str:
    return {"quoted": " (seen as quoted)", "no": " (no page seen)"}.get(row.seen, "")

"""Host metals: which minerals are recovered as by-products of others.

The only reader of host_metals.csv, and the question of ``minerals --hosts``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from critmin.answers import builder, read_as
from critmin.answers.builder import codes
from critmin.answers.cautions import explained
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import names, roles
from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import Rule

if TYPE_CHECKING:
    from critmin.charts.model import Chart

OWN = "critmin@2026-11"
FLAGS = {"quoted": "quoted", "no": "no_page_seen"}  # warning code by how the source was seen
REMARKS = {"quoted": " (seen as quoted)", "no": " (no page seen)"}


class Host(NamedTuple):
    """By-product or co-product and one of its host metals.

    ``role`` is ``by-product`` or ``co-product`` (both are needed for the mine to pay); ``part`` is
    ``main`` where most of its supply comes this way, else ``part``. ``host`` is a slug,
    or a material outside these tables (coal, natural gas). ``source`` is an
    ``origin@edition`` of the bundled tables, empty if there is only a citation;
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


class Row(NamedTuple):
    """A by-product and one of its hosts."""

    mineral: str
    host: str
    role: str
    part: str
    how: str
    citation: str
    flag: tuple[str, ...]
    source: tuple[str, ...]


@cache
def hosts() -> tuple[Host, ...]:
    """All by-products with their hosts, the main hosts of a mineral first."""
    rows = [Host(*row) for row in read_table("host_metals.csv")[1]]
    return tuple(sorted(rows, key=lambda row: (row.mineral, row.part != "main", row.host)))


def hosts_of(slug: str) -> list[Host]:
    """Hosts of a mineral, the main ones first."""
    return [row for row in hosts() if row.mineral == slug]


def companions_of(slug: str) -> list[Host]:
    """By-products and co-products of a mineral."""
    return [row for row in hosts() if row.host == slug]


def host_names(slug: str) -> tuple[str, ...]:
    """Names of a mineral's hosts, the main ones first."""
    return tuple(row.host for row in hosts_of(slug))


def remarks(slug: str) -> list[str]:
    """Sentences on a mineral's hosts and by-products, with their citations."""
    found = [
        f"comes with {row.host} ({row.role}, {row.part}): {row.how}"
        f"{REMARKS.get(row.seen, '')}. {row.citation}"
        for row in hosts_of(slug)
    ]
    companions = [f"{row.mineral} ({row.part})" for row in companions_of(slug)]
    return found + ([f"comes with it: {', '.join(companions)}"] if companions else [])


RULE = Rule("minerals", minerals=1, beyond="a country is in: critmin brief {place}")


def host_metals(*named: str) -> Table:
    """By-products and their hosts.

    Parameters
    ----------
    *named : str
        A mineral: its hosts, then its own by-products. All when not given.

    Returns
    -------
    Table
        One row per by-product and host, without shares, because no publication with them was
        available. ``flag`` marks a publication that was not seen, or only in a quotation.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    NoData
        If the table has no line for the mineral; it may still have a host.
    """
    said = roles.read(RULE, named)
    slug = names.mineral(said.minerals[0]).slug if said.minerals else None
    found = list(hosts()) if slug is None else [*hosts_of(slug), *companions_of(slug)]
    if not found:
        raise NoData(
            f"no host metal and no by-product of {slug} is on record; it may still have one"
        )
    rows = [_row(host) for host in found]
    return builder.answer(
        rows,
        columns_of(Row),
        query={"command": "minerals", "hosts": True, "minerals": [slug] if slug else []},
        cautions=[*read_as.cautions(said), *map(explained, codes(*(row.flag for row in rows)))],
        summary=_summary,
        chart=_chart,
    )


def _chart(table: Table) -> Chart | None:
    from critmin.uses import charts

    return charts.hosts(table, [(one.mineral, one.host, one.part) for one in hosts()])


def _summary(table: Table) -> str:
    from critmin.summaries.uses import host_metals

    return host_metals(table)


def _row(host: Host) -> Row:
    return Row(
        mineral=host.mineral,
        host=host.host,
        role=host.role,
        part=host.part,
        how=f"{host.how}; {host.note}" if host.note else host.how,
        citation=f"{host.citation}. {host.url}".strip(". "),
        flag=codes(FLAGS.get(host.seen)),
        source=(host.source or OWN,),
    )

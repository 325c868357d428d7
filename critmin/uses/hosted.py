"""What comes with what: metals recovered on the way to others."""

from __future__ import annotations

from critmin.answers import cautions
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Table
from critmin.core import names, sources
from critmin.core.errors import NoData
from critmin.uses import host_metals as hosts
from critmin.uses.host_metals import Host

COLUMNS = columns("mineral host role part how citation flag source")


def host_metals(name: str | None = None) -> Table:
    """By-products and their hosts.

    Parameters
    ----------
    name : str, optional
        A mineral: what it comes with, then what comes with it. All when not given.

    Returns
    -------
    Table
        One row per by-product and host, no shares: those published were not at hand.
        ``flag`` says where the publication named was not seen, or only in quotation.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is none or several.
    NoData
        If the table has no line for the mineral, which is no proof that it has no host.
    """
    query = {"command": "minerals", "hosts": True}
    rows = list(hosts.hosts())
    if name is not None:
        slug = names.mineral(name).slug
        query["minerals"] = [slug]
        rows = [*hosts.hosts_of(slug), *hosts.companions_of(slug)]
        if not rows:
            raise NoData(
                f"no host and no by-product of {slug} is on record; that is no proof of none"
            )
    codes = dict.fromkeys(row.flag for row in rows if row.flag)
    return Table(
        query=query,
        columns=COLUMNS,
        rows=tuple(
            (
                r.mineral,
                r.host,
                r.role,
                r.part,
                _how(r),
                f"{r.citation}. {r.url}".strip(". "),
                r.flag,
                r.source or hosts.OWN,
            )
            for r in rows
        ),
        sources=sources.records(row.source or hosts.OWN for row in rows),
        warnings=tuple(Caution(code, cautions.meaning(code)) for code in codes),
    )


def _how(row: Host) -> str:
    return f"{row.how}; {row.note}" if row.note else row.how

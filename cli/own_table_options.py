"""Options on a table of the user's own: the file, its sheet, its columns and its numbers."""

from __future__ import annotations

from typing import Annotated

from critmin.core.errors import QueryError

from .options import option
from .settings import setting

Sheet = Annotated[
    str | None,
    option("--sheet", takes="NAME", of_file=True, help="Sheet of your workbook to read."),
]
Wide = Annotated[
    str | None,
    option(
        "--wide", takes="year", of_file=True, help="Your table has years as columns (--wide year)."
    ),
]
Decimal = Annotated[
    str | None,
    option(
        "--decimal",
        takes=",|.",
        of_file=True,
        help="Decimal mark of your table, where it is not clear.",
    ),
]
Limit = Annotated[
    list[str] | None,
    option(
        "--limit",
        takes="NAME=NUMBER",
        of_file=True,
        help="Limit of what is read of your table, as rows=2M or bytes=1GB; repeat for more.",
    ),
]


def limits(given: list[str] | None, data: str | None) -> list[str]:
    """Limits of a table: those of the settings, and after them those given, which win.

    Without a table what is given is looked at all the same: ``--limit 5`` means ``--top 5``.
    """
    if given:
        from critmin.user_tables.limits import read_limits

        if counts := [one for one in given if one.strip().isdecimal()]:
            raise QueryError(
                f"--limit is {counts[0]!r}: it is NAME=NUMBER, of what is read of your table, as "
                "rows=2M; did you mean --top?"
            )
        read_limits(given)
    found = None if data is None else setting("limit")
    return [*([found.value] if found else []), *(given or [])]

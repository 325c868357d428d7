"""Options on a table of the user's own: the file, its sheet, its columns and its numbers."""

from __future__ import annotations

from typing import Annotated

from .options import option

Sheet = Annotated[
    str | None, option("--sheet", takes="NAME", help="Sheet of your workbook to read.")
]
Wide = Annotated[
    str | None,
    option("--wide", takes="year", help="Your table has years as columns (--wide year)."),
]
Decimal = Annotated[
    str | None,
    option("--decimal", takes=",|.", help="Decimal mark of your table, where it is not clear."),
]

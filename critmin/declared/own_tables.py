"""Options on a table of the user's own: the file, its sheet, its columns and its numbers.

No tool of a language model has them: it reads no file.
"""

from __future__ import annotations

from typing import Annotated, Any

from critmin.core.arguments import Pairs
from critmin.declared.parameter import FILE, option

Data = Annotated[
    Any,
    option(
        "--data", takes="FILE|-", help="Use your own table instead of the bundled ones.", kind=FILE
    ),
]
ColumnMap = Annotated[
    Pairs,
    option(
        "--map",
        takes="THEIRS=OURS",
        help="Rename a column of your table; repeat for more.",
        many=True,
        tool=False,
    ),
]
Sheet = Annotated[
    str | None, option("--sheet", takes="NAME", help="Sheet of your workbook to read.", tool=False)
]
Wide = Annotated[
    str | None,
    option(
        "--wide", takes="year", help="Your table has years as columns (--wide year).", tool=False
    ),
]
Decimal = Annotated[
    str | None,
    option(
        "--decimal",
        takes=",|.",
        help="Decimal mark of your table, where it is not clear.",
        tool=False,
    ),
]
Limit = Annotated[
    Pairs,
    option(
        "--limit",
        takes="NAME=NUMBER",
        help="Limit of what is read of your table, as rows=2M or bytes=1GB; repeat for more.",
        many=True,
        tool=False,
    ),
]

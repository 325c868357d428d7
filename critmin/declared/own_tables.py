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
        "--data",
        takes="FILE|-",
        help="Use your own table instead of the bundled ones.",
        kind=FILE,
        doc="A user's own table instead of the bundled ones: a file's name (``-`` is standard "
        "input), a frame of pandas, polars or pyarrow, or rows as dicts.",
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
        doc="Column names of an own table, ``{theirs: ours}`` or ``theirs=ours``.",
    ),
]
Sheet = Annotated[
    str | None,
    option(
        "--sheet",
        takes="NAME",
        help="Sheet of your workbook to read.",
        tool=False,
        doc="Sheet of a workbook.",
    ),
]
Wide = Annotated[
    str | None,
    option(
        "--wide",
        takes="year",
        help="Your table has years as columns (--wide year).",
        tool=False,
        doc="``year``: years are columns of the own table.",
    ),
]
Decimal = Annotated[
    str | None,
    option(
        "--decimal",
        takes=",|.",
        help="Decimal mark of your table, where it is not clear.",
        tool=False,
        doc="Decimal mark of the own table's numbers, ``.`` or ``,``; found from all of them "
        "when not given.",
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
        doc="Limits of what is read of the own table, as ``{'rows': 2_000_000}`` or "
        "``rows=2000000``.",
    ),
]

"""Flags that mean something else in different commands, each meaning beside the other."""

from __future__ import annotations

from os import PathLike
from typing import Annotated

from critmin.core.arguments import Words
from critmin.declared.parameter import FILE, NUMBER, option

_READERS = ("baci", "comext", "census", "comtrade", "hmrc", "comexstat", "table")

BriefSide = Annotated[
    str | None,
    option(
        "--as",
        takes="buyer|supplier",
        help="Which side of a country or bloc. Default: buyer.",
        completes=("buyer", "supplier"),
    ),
]
ExportKind = Annotated[
    str | None,
    option(
        "--as",
        takes="sqlite|duckdb|parquet",
        help="Kind of file, whatever its name ends with.",
        completes=("sqlite", "duckdb", "parquet"),
    ),
]
Publisher = Annotated[
    str | None,
    option(
        "--as",
        takes="PUBLISHER",
        help="Whose files they are: baci, comext, census, comtrade, hmrc, comexstat or table.",
        completes=_READERS,
    ),
]
WorldTrade = Annotated[
    str | PathLike[str] | None,
    option(
        "--trade",
        takes="LAKE",
        help="Ask your own trade data: a lake's folder, or lake.",
        kind=FILE,
        completes=("lake",),
    ),
]
LakeEdition = Annotated[
    str | None,
    option("--edition", takes="NAME", help="Edition of the data, if the files do not name it."),
]
FigureEdition = Annotated[
    str | None, option("--edition", takes="YEAR", help="Another edition of the figure's source.")
]
ListTools = Annotated[
    bool, option("--list", help="Print the tools with their schemas as JSON, and stop.")
]
ListIds = Annotated[
    Words,
    option(
        "--list",
        takes="ID",
        completes="list_names",
        help="Only this list, or all lists of an issuer, as US-2025, EU; repeat for more.",
        many=True,
    ),
]
ReplaceFiles = Annotated[
    bool, option("--replace", help="Put these files in the place of others of the same periods.")
]
ReplacedShare = Annotated[
    float,
    option(
        "--replace", takes="R", help="Supply from elsewhere, as a share of imports.", kind=NUMBER
    ),
]
IndexSinceControl = Annotated[
    str | None,
    option(
        "--since-control",
        takes="C",
        completes="country_names",
        help="Index 100 before this country's first control (or a measure's id) took effect.",
    ),
]
EffectSinceControl = Annotated[
    str | None,
    option(
        "--since-control",
        takes="C",
        completes="country_names",
        help="Country whose first control on the mineral (or a measure's id) divides the months.",
    ),
]

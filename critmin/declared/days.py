"""Options on years and days."""

from __future__ import annotations

from typing import Annotated

from critmin.core.arguments import Years
from critmin.core.dates import Day
from critmin.declared.parameter import option

Year = Annotated[
    Years, option("--year", takes="YEARS", help="2023, 2021,2024 or 2018:2024. Default: newest.")
]
Period = Annotated[
    Years,
    option(
        "--year",
        takes="YEARS|MONTHS",
        help="2023, 2021,2024, 2018:2024; with --trade also 2025-01:2026-06. Default: newest.",
    ),
]
ObservedYear = Annotated[
    Years,
    option("--year", takes="YEARS", help="2023, 2022,2024 or 2022:2024. Default: all observed."),
]
PolicyYear = Annotated[
    Years,
    option(
        "--year",
        takes="YEARS",
        help="dpa, acts, awards: years; meti: fiscal years; coverage: year of the market values.",
    ),
]
RecordYear = Annotated[
    Years, option("--year", takes="YEARS", help="2023 or 2023:2025, instead of --from, --to.")
]
BlocDay = Annotated[
    Day, option("--as-of", takes="DATE", help="Day of bloc membership. Default: year's end.")
]
ControlDay = Annotated[
    Day,
    option(
        "--as-of",
        takes="DATE",
        help="Day for which export controls are read, 2020-01-01 or later. Default: today.",
    ),
]
KnownOn = Annotated[
    Day, option("--known-on", takes="DATE", help="Leave out what was announced after this day.")
]
PolicyDay = Annotated[
    Day,
    option(
        "--as-of", takes="DATE", help="dpa, acts, awards, coverage: state at the end of that day."
    ),
]
RecordDay = Annotated[
    Day, option("--as-of", takes="DATE", help="State at the end of that day. Default: today.")
]
DatedFrom = Annotated[
    Day, option("--from", takes="DATE", help="Not before this day, month or year.")
]
DatedTo = Annotated[Day, option("--to", takes="DATE", help="Not after this day, month or year.")]
FirstPeriod = Annotated[
    str | int | None, option("--from", takes="YEAR|MONTH", help="First period, 2022 or 2022-06.")
]
LastPeriod = Annotated[
    str | int | None, option("--to", takes="YEAR|MONTH", help="Last period, 2024 or 2024-12.")
]
NotBefore = Annotated[
    Day,
    option(
        "--from",
        takes="DATE",
        help="dpa, acts, awards: not before; coverage: first of two days (2022-06).",
    ),
]
NotAfter = Annotated[
    Day,
    option(
        "--to",
        takes="DATE",
        help="dpa, acts, awards: not after; coverage: second of two days (2025-03).",
    ),
]

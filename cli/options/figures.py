"""Options on sources, bases and tables of one's own."""

from typing import Annotated

from .. import completers
from .declare import option

SourceId = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="Use this source or edition, as usgs@2025. Default: by the documented preference.",
        completes=completers.source_ids,
    ),
]
TradeSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID",
        help="baci-hs92, baci-hs17, comext or usgs.",
        completes=completers.trade_source_ids,
    ),
]
Trade = Annotated[
    str | None,
    option(
        "--trade",
        takes="LAKE|sample",
        help="Ask your own trade data: a lake's folder, lake, or sample (UK, Brazil, by month).",
        completes=completers.trade_data,
    ),
]
Engine = Annotated[
    str | None,
    option(
        "--engine",
        takes="duckdb|sc://HOST:PORT",
        help="Engine that reads the lake. Default: CRITMIN_ENGINE, else duckdb.",
    ),
]
PriceSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="imf, worldbank (monthly) or usgs (annual). Default: the first that has prices.",
        completes=completers.choices("imf", "worldbank", "usgs"),
    ),
]
RelianceSource = Annotated[
    str | None,
    option(
        "--source",
        takes="usgs@EDITION",
        help="Edition of the USGS, as usgs@2024. Default: the newest that prints the year.",
        completes=completers.choices("usgs@2023", "usgs@2024", "usgs@2025", "usgs@2026"),
    ),
]
Total = Annotated[
    str | None,
    option(
        "--total",
        takes="published|listed",
        help="Denominator of shares. Default: set for each source.",
        completes=completers.choices("published", "listed"),
    ),
]
Basis = Annotated[
    str | None,
    option(
        "--basis", takes="BASIS", help="Basis of the figures, if a source prints several, as reo."
    ),
]
Data = Annotated[
    str | None,
    option("--data", takes="FILE|-", help="Use your own table instead of the bundled ones."),
]
ColumnMap = Annotated[
    list[str] | None,
    option(
        "--map",
        takes="THEIRS=OURS",
        of_file=True,
        help="Rename a column of your table; repeat for more.",
    ),
]

"""Options on sources, bases and trade data of one's own."""

from __future__ import annotations

from os import PathLike
from typing import Annotated

from critmin.declared.parameter import ADDRESS, FILE, option

SourceId = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="Use this source or edition, as usgs@2025. Default: by the documented preference.",
        completes="source_ids",
        doc="``usgs``, ``iea@2024`` ...; the documented preference order when not given.",
    ),
]
TradeSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID",
        help="baci-hs92, baci-hs17, comext or usgs.",
        completes="trade_source_ids",
        doc="``baci-hs92``, ``baci-hs17``, ``comext``, ``usgs``; with ``trade`` a source of "
        "these data.",
    ),
]
Trade = Annotated[
    str | PathLike[str] | None,
    option(
        "--trade",
        takes="LAKE|sample",
        help="Ask your own trade data: a lake's folder, lake, or sample (UK, Brazil, by month).",
        completes="trade_data",
        kind=FILE,
        tool_choices=("sample",),
        tool_help="Monthly trade of UK and Brazil instead.",
        doc="Trade data of your own instead of the bundled ones: the folder of a lake, "
        "``lake`` for the default one, or ``sample`` for the bundled months of the United "
        "Kingdom and Brazil.",
    ),
]
Engine = Annotated[
    str | None,
    option(
        "--engine",
        takes="duckdb|sc://HOST:PORT",
        help="Engine that reads the lake. Default: CRITMIN_ENGINE, else duckdb.",
        kind=ADDRESS,
        doc="Engine that reads the lake: ``duckdb`` (the default) or a server, ``sc://host:port``.",
    ),
]
PriceSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="imf, worldbank (monthly) or usgs (annual). Default: the first that has prices.",
        completes=("imf", "worldbank", "usgs"),
    ),
]
RelianceSource = Annotated[
    str | None,
    option(
        "--source",
        takes="usgs@EDITION",
        help="Edition of the USGS, as usgs@2024. Default: the newest that prints the year.",
        completes=("usgs@2023", "usgs@2024", "usgs@2025", "usgs@2026"),
    ),
]
Total = Annotated[
    str | None,
    option(
        "--total",
        takes="published|listed",
        help="Denominator of shares. Default: set for each source.",
        completes=("published", "listed"),
        doc="The denominator, ``published`` or ``listed``; the source's own rule when not given.",
    ),
]
Basis = Annotated[
    str | None,
    option(
        "--basis",
        takes="BASIS",
        help="Basis of the figures, if a source prints several, as reo.",
        doc="Basis of the figures, if a source prints several (contained, gross weight ...).",
    ),
]

"""An answer as a picture: which chart belongs to which command's answer.

A chart is made when it is asked for, from the rows of the answer, so that a plain
query pays nothing for it. A question may attach its own (`Table.chart`).
"""

from __future__ import annotations

from dataclasses import replace

from critmin.answers.table import Table
from critmin.charts.model import Chart
from critmin.core.errors import QueryError

NAMED = 2  # sources cited in full
SHORT_LICENCE = 20  # characters
# Where a picture has more sources than it can cite: what each is called, before its edition.
PUBLISHERS = {
    "baci-hs17": "CEPII BACI HS17",
    "baci-hs92": "CEPII BACI HS92",
    "comext": "Eurostat Comext",
    "controls": "critmin export controls",
    "critmin": "critmin own tables",
    "eu": "European Commission study on critical raw materials",
    "iea": "IEA critical minerals",
    "iea-outlook": "IEA Global Critical Minerals Outlook",
    "iea-review": "IEA Critical Minerals Market Review",
    "imf": "IMF Primary Commodity Prices",
    "lists": "critmin official lists",
    "policy": "critmin government action",
    "usgs": "USGS Mineral Commodity Summaries",
    "wgi": "World Bank governance indicators",
    "worldbank": "World Bank Pink Sheet",
}


def chart_of(table: Table) -> Chart:
    """The answer's chart, with the line of its sources and the edition of the data.

    Raises
    ------
    QueryError
        If the answer has no picture.
    """
    command = str(table.query.get("command", "this answer"))
    make = table.chart
    try:
        chart = make(table) if callable(make) else make
    except KeyError as absent:
        raise QueryError(f"{command} has no picture without its column {absent}") from None
    if chart is None:
        raise QueryError(
            f"{command} has no picture for this answer: write a table, or ask for fewer things"
            if make is not None
            else f"{command} has no picture: use csv, json or another table format"
        )
    return chart if chart.source else replace(chart, source=source_line(table))


def source_line(table: Table) -> str:
    """What is printed in the picture: sources with licences, and the edition of the data.

    More than two sources are named in short, with their editions.
    """
    from critmin import __version__
    from critmin.core import sources

    said = "; ".join(
        f"{source.citation}{f' ({source.licence})' if source.licence else ''}"
        for source in table.sources
    )
    if len(table.sources) > NAMED:
        said = _in_short(table)
    start = f"Source: {said.rstrip('.')}. " if said else "Own data. " if table.from_user else ""
    return f"{start}critmin {__version__}, data edition {sources.data_edition()}."


def _in_short(table: Table) -> str:
    """Publishers with their editions: several editions of one publisher stand together.

    A licence is named where it is short and the same for all of them.
    """
    editions: dict[str, list[str]] = {}
    licences: dict[str, set[str]] = {}
    for source in table.sources:
        origin = source.id.partition("@")[0]
        editions.setdefault(origin, []).append(source.edition)
        licences.setdefault(origin, set()).add(source.licence)
    said = []
    for origin, of in editions.items():
        licence = licences[origin].pop() if len(licences[origin]) == 1 else ""
        tail = f" ({licence})" if 0 < len(licence) < SHORT_LICENCE else ""
        said.append(f"{PUBLISHERS.get(origin, origin)} {', '.join(sorted(of))}{tail}")
    return "; ".join(said)

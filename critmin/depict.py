"""An answer as a picture: which chart belongs to which command's answer.

A chart is made when it is asked for, from the rows of the answer, so that a plain
query pays nothing for it. A question may attach its own (`Table.chart`).
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from critmin.chart import Chart
from critmin.errors import QueryError
from critmin.table import Table

# Command to the module whose function of that name makes its chart.
MAKERS = {
    "share": "critmin.depict_supply",
    "hhi": "critmin.depict_supply",
    "trend": "critmin.depict_supply",
    "reserves": "critmin.depict_supply",
    "dependency": "critmin.depict_buyers",
    "price": "critmin.depict_money",
    "market": "critmin.depict_money",
    "exposure": "critmin.depict_buyers",
}
NAMED = 2  # sources cited in full


def chart_of(table: Table) -> Chart:
    """The answer's chart, with the line of its sources and the edition of the data.

    Raises
    ------
    QueryError
        If the answer has no picture.
    """
    command = str(table.query.get("command", "this answer"))
    chart = table.chart
    if chart is None and command in MAKERS:
        chart = getattr(import_module(MAKERS[command]), command)(table)
    if chart is None:
        raise QueryError(
            f"{command} has no picture for this answer: write a table, or ask for fewer things"
            if command in MAKERS
            else f"{command} has no picture: use csv, json or another table format"
        )
    return chart if chart.source else replace(chart, source=source_line(table))


def source_line(table: Table) -> str:
    """What is printed in the picture: sources with licences, and the edition of the data.

    More than two sources are named by their ids, which `critmin cite` resolves.
    """
    from critmin import __version__
    from critmin.catalog import edition

    said = "; ".join(
        f"{source.citation}{f' ({source.licence})' if source.licence else ''}"
        for source in table.sources
    )
    if len(table.sources) > NAMED:
        said = f"{', '.join(source.id for source in table.sources)} (critmin cite ID)"
    start = f"Source: {said.rstrip('.')}. " if said else "Own data. " if table.from_user else ""
    return f"{start}critmin {__version__}, data edition {edition()}."

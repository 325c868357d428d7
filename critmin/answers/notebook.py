"""An answer in a notebook: its summary, table, strongest cautions and sources."""

from __future__ import annotations

from html import escape

from critmin.answers.formats import Layout
from critmin.answers.reading import losses, remaining, source_line, strongest
from critmin.answers.table import Table
from critmin.answers.text import write_html

MOST_ROWS = 60


def html(table: Table) -> str:
    """HTML of an answer; every text is escaped.

    Of a long answer the first rows are shown, and the others are counted.
    """
    shown = table.in_order(range(min(MOST_ROWS, len(table)))).replace(sentence="", sources=())
    above = f"<p><strong>{escape(table.summary)}</strong></p>\n" if table.summary else ""
    return f"{above}{write_html(shown, Layout())}{''.join(_below(table))}"


def _below(table: Table) -> list[str]:
    lines = []
    if len(table) > MOST_ROWS:
        lines.append(f"{len(table) - MOST_ROWS} more rows: to_pandas()")
    cautions = strongest(table)
    lines += [*losses(table), *(line.text for line in cautions)]
    more = remaining(table, cautions)
    if more:
        lines.append(f"{more} more note{'s' if more > 1 else ''}: .warnings and .notes")
    lines += [source_line(table.sources)] if table.sources else []
    return [f"<p>{escape(line)}</p>\n" for line in lines]

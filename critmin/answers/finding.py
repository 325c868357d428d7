"""Titles of pictures from the sentence of an answer: whole, its first clauses, or another one."""

from __future__ import annotations

import re

from critmin.answers.table import Table
from critmin.charts.labels import TITLE, headline


def first_sentence(summary: str) -> str:
    """First sentence of a summary, without its full stop, as the title of a picture.

    >>> first_sentence("China mined 69% of it in 2024, ahead of the U.S. (12%). No other did.")
    'China mined 69% of it in 2024, ahead of the U.S. (12%)'
    >>> first_sentence("Announcement No. 46 of 2024 is suspended. 15 other rules are on record.")
    'Announcement No. 46 of 2024 is suspended'
    """
    end = r"(?<=[^.A-Z]\.)(?<!\bNo\.)(?<!\bNos\.)\s+(?=[A-Z0-9])"
    return re.split(end, summary, maxsplit=1)[0].removesuffix(".")


def headline_of(table: Table) -> str:
    """Title of an answer: what it finds, fitted; else its first sentence as `headline` cuts it."""
    if table.finding is not None:
        return table.finding.fitted()
    return headline(first_sentence(table.summary))


def finding(table: Table, otherwise: str) -> str:
    """First sentence of an answer; another one where it is missing or too long for a title.

    See `first_clause` for answers whose sentence may end at its first semicolon.

    Parameters
    ----------
    table : Table
        The answer.
    otherwise : str
        A shorter sentence from the same rows, without its full stop.
    """
    sentence = first_sentence(table.summary)
    return sentence if 0 < len(sentence) <= TITLE else otherwise


def first_clause(table: Table, otherwise: str = "") -> str:
    """First sentence of an answer, or its part before a semicolon, whichever is short enough.

    Only for sentences whose later parts say more, and do not weaken the first.
    """
    return finding(table, "") or _short(first_sentence(table.summary).split("; ")[0]) or otherwise


def _short(text: str) -> str:
    return text if len(text) <= TITLE else ""

"""Finding of an answer as the title of its picture, where the answer's sentence is short enough."""

from __future__ import annotations

from critmin.answers.chart_of_answer import first_sentence
from critmin.answers.table import Table

LONGEST = 140  # characters of a title


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
    return sentence if 0 < len(sentence) <= LONGEST else otherwise


def first_clause(table: Table, otherwise: str = "") -> str:
    """First sentence of an answer, or its part before a semicolon, whichever is short enough.

    Only for sentences whose later parts say more, and do not weaken the first.
    """
    return finding(table, "") or _short(first_sentence(table.summary).split("; ")[0]) or otherwise


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else ""

"""Answers of command lines, as tables and not as text."""

from __future__ import annotations

from typing import Any
from unittest import mock

from critmin.answers.table import Table


def asked(*words: str) -> Table:
    """The table that a command line would write.

    Raises
    ------
    CritminError
        As the question itself raises.
    """
    from critmin.cli import app, spellings

    caught: list[Table] = []

    def keep(table: Table, _how: Any) -> bool:
        caught.append(table)
        return False

    with mock.patch("critmin.cli.output_options.emit", keep):
        typed = spellings.current(list(words))
        program: Any = app.build(typed)
        program(typed, standalone_mode=False)
    (table,) = caught
    return table

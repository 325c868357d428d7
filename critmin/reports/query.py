"""Description of a question, from which both the call and the shell command are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from critmin.answers.table import Table
from critmin.core.errors import NoData, UnitError
from critmin.core.named_tuple import NamedTuple
from critmin.reports.records import Record, records

Option = str | int | bool | tuple[str, ...]
Options = Mapping[str, Option]
# Keyword of a question to the option of its command.
NAMES = {"start": "from", "end": "to", "ended": "all", "list_id": "list", "role": "as"}


class Query(NamedTuple):
    """Question of a report.

    ``question`` is the name of the public function and of the command. ``options`` are keyword
    arguments of the function and, with dashes, options of the command, so that the command printed
    below a table always matches it. ``title`` names one answer of several.
    """

    question: str
    words: tuple[str, ...] = ()
    options: Mapping[str, Option] = {}
    title: str = ""

    @property
    def line(self) -> str:
        """Command line to type into a shell.

        >>> Query("share", ("lithium",), {"stage": "mining", "country": ("CHL", "CHN")}).line
        'critmin share lithium --stage mining --country CHL --country CHN'
        """
        import shlex

        parts = ["critmin", self.question, *self.words]
        for name, value in self.options.items():
            option = f"--{NAMES.get(name, name).replace('_', '-')}"
            if isinstance(value, bool):
                parts += [option] if value else []
                continue
            for one in value if isinstance(value, tuple) else (value,):
                parts += [option, str(one)]
        return shlex.join(parts)

    def answer(self) -> Table:
        """Answer of the library.

        Raises
        ------
        CritminError
            As the question itself raises.
        """
        import critmin

        ask: Any = getattr(critmin, self.question)
        table: Table = ask(*self.words, **self.options)
        return table


class Block(NamedTuple):
    """Question with its answer, or with the reason for none."""

    query: Query
    table: Table | None
    reason: str = ""

    @property
    def rows(self) -> list[Record]:
        """Rows of the answer; none without data."""
        return [] if self.table is None else records(self.table)


def answered(query: Query) -> Block:
    """Answer a question; without data the block has the reason.

    Raises
    ------
    CritminError
        For any error except missing data, which is a defect of the report.
    """
    try:
        return Block(query, query.answer())
    except (NoData, UnitError) as error:
        return Block(query, None, str(error))

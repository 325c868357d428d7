"""Questions of a page: each is asked as its command asks it, and keeps its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from critmin.answers.table import Cell, Table
from critmin.core.errors import NoData, UnitError
from critmin.core.named_tuple import NamedTuple

Option = str | int | bool | tuple[str, ...]
Options = Mapping[str, Option]
# Keyword of a question to the option of its command.
NAMES = {"start": "from", "end": "to", "ended": "all", "list_id": "list", "role": "as"}
AS_IT_IS = "as it is"  # order of the rows of the answer
ROWS = 12  # of a table at first and in print
NOTHING = "nothing is on record"
PLAIN: Options = {}


class Look(NamedTuple):
    """What of an answer a page shows, and how.

    ``columns`` are those of the page, ``further`` those that only the atlas has; files have all.
    ``lead`` is how the table is read. ``order`` is that of ``--sort``, or `AS_IT_IS`; empty for
    that of a screen. ``bar`` is a column of shares.

    ``pictured`` and ``mapped``: a page of the atlas has the answer's picture, and its map.
    ``alone`` is what a page that stands alone has, which must stay short: ``table``, ``picture``,
    both, ``either`` (a picture, and a table only without one), or neither; its sentence and its CSV
    it has always.
    """

    columns: str = ""
    lead: str = ""
    order: str = ""
    rows: int = ROWS
    bar: str = ""
    further: str = ""
    pictured: bool = True
    mapped: bool = False
    alone: str = "table picture"


USUAL = Look()


class Answer(NamedTuple):
    """An answer on a page, or the reason why there is none.

    ``key`` is its anchor, and the name of its files. ``commands`` print the same rows. ``gaps`` are
    (name, reason) of parts without data.
    """

    key: str
    heading: str
    commands: tuple[str, ...]
    table: Table | None
    reason: str = ""
    look: Look = USUAL
    gaps: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> str:
        """Command line below the table; empty where several print its rows."""
        return self.commands[0] if len(self.commands) == 1 else ""

    def records(self) -> Iterator[dict[str, Cell]]:
        """Rows of the answer; none without data."""
        if self.table is not None:
            yield from self.table.records()


def without(key: str, heading: str, reason: str, look: Look = USUAL) -> Answer:
    """Answer to a question that is not asked, because others have no answer to start from."""
    return Answer(key, heading, (), None, reason, look)


def ask(
    key: str,
    heading: str,
    question: str,
    words: tuple[str, ...] = (),
    options: Options = PLAIN,
    look: Look = USUAL,
) -> Answer:
    """Ask a question, and keep the reason where no data answer.

    Parameters
    ----------
    key, heading : str
        Anchor and heading on the page.
    question : str
        Name of the public function and of the command.
    words : tuple of str
        What the command has as arguments.
    options : mapping of str to value
        Keyword arguments of the function and, with dashes, options of the command, so that the
        command below a table always prints it.
    look : Look
        What the page shows of it.

    Raises
    ------
    CritminError
        For any error but missing data, which would be a defect of the page.
    """
    command, found = line(question, words, options), answered(question, words, options)
    if isinstance(found, str):
        return Answer(key, heading, (command,), None, found, look)
    return Answer(key, heading, (command,), found, "", look)


def line(question: str, words: Sequence[str], options: Options) -> str:
    """Command line to type into a shell.

    >>> line("share", ["lithium"], {"stage": "mining", "country": ("CHL", "CHN"), "role": "x"})
    'critmin share lithium --stage mining --country CHL --country CHN --as x'
    """
    import shlex

    parts = ["critmin", question, *words]
    for name, value in options.items():
        option = f"--{NAMES.get(name, name).replace('_', '-')}"
        if isinstance(value, bool):
            parts += [option] if value else []
            continue
        for one in value if isinstance(value, tuple) else (value,):
            parts += [option, str(one)]
    return shlex.join(parts)


def answered(question: str, words: Sequence[str], options: Options) -> Table | str:
    """Answer of the library with rows, or the reason for none.

    Raises
    ------
    CritminError
        As the question itself raises, but for missing data.
    """
    import critmin

    called: Any = getattr(critmin, question)
    try:
        table: Table = called(*words, **options)
    except (NoData, UnitError) as error:
        return str(error)
    return table if len(table) else NOTHING


def joined(
    key: str, heading: str, asked: Sequence[tuple[str, str, tuple[str, ...], Options]], look: Look
) -> Answer:
    """Answers of one question for several names, as one.

    Parameters
    ----------
    key, heading, look
        As for `ask`.
    asked : sequence of (name, question, words, options)
        The name says whose answer it is.
    """
    tables, gaps = [], []
    for name, question, words, options in asked:
        found = answered(question, words, options)
        if isinstance(found, str):
            gaps.append((name, found))
        else:
            tables.append(found)
    commands = tuple(line(question, words, options) for _name, question, words, options in asked)
    if not tables:
        return Answer(key, heading, commands, None, gaps[0][1], look, tuple(gaps))
    return Answer(key, heading, commands, together(tables), "", look, tuple(gaps))


def together(tables: Sequence[Table]) -> Table:
    """Answers with the same columns as one table; its sentence is not that of the first."""
    first, *others = tables
    return first.joined(others).replace(sentence="", chart=None, map=None)

"""Errors: each message says what is wrong, where, and what to write instead.

The library raises them; the command line only translates them into one line on
stderr and an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence


def visible(text: str) -> str:
    r"""Text in one line, in which nothing is hidden and nothing drives a terminal.

    >>> visible("a\x1b[31mb\nc") == "a\ufffd[31mb c"
    True
    """
    if text.isascii() and text.isprintable():
        return text  # without the table of characters, which costs time at start
    from critmin.core.folding import in_one_line

    return in_one_line(text)


MOST_SHOWN = 1_000  # letters of a message; a cell may have a hundred times as many


def shortened(text: str) -> str:
    """Text without the middle of a long one.

    >>> len(shortened("x" * 100_000)), shortened("short")
    (1000, 'short')
    """
    if len(text) <= MOST_SHOWN:
        return text
    half = (MOST_SHOWN - 5) // 2
    return f"{text[:half]} ... {text[half - MOST_SHOWN + 5 :]}"


MOST_OF_LINE = 300  # letters of a line on an error: it is read at a glance
_LONG_WORD = 72  # letters, from which on the middle of a word says nothing


def error_line(start: str, message: object, more: str = "") -> str:
    r"""The one line of an error, of at most 300 letters.

    What is added is left out first, then the middle of long words, as of paths, then the middle of
    the message: its end says what to do.

    Parameters
    ----------
    start : str
        What the line begins with, as ``error:``.
    message : object
        What is wrong, and what would be right.
    more : str
        What is added where there is room for it, as how the command is used.

    >>> error_line("error:", "no table\n'x'", " (usage: ...)")
    "error: no table 'x' (usage: ...)"
    >>> len(error_line("error:", "x" * 9_000 + "; write y")), error_line("error:", "x" * 900)[-3:]
    (86, 'xxx')
    """
    line = visible(" ".join(f"{start} {message}".split()))
    if len(line) + len(more) <= MOST_OF_LINE:
        return line + more
    if len(line) > MOST_OF_LINE:
        line = " ".join(_without_middle(word, _LONG_WORD) for word in line.split(" "))
    if len(line) > MOST_OF_LINE:
        head, tail = line[: MOST_OF_LINE // 2 - 5], line[5 - MOST_OF_LINE // 2 :]
        head, tail = head.rpartition(" ")[0] or head, tail.partition(" ")[2] or tail
        line = f"{head} ... {tail}"
    return line


def _without_middle(word: str, most: int) -> str:
    half = (most - 3) // 2
    return word if len(word) <= most else f"{word[:half]}...{word[-half:]}"


class CritminError(Exception):
    """Base of every error a caller of critmin may want to catch.

    ``suggestions`` are known names that look like the unknown one, at most three.
    """

    suggestions: Sequence[str] = ()

    def __str__(self) -> str:
        """Message, with the suggestions at its end."""
        hint = f"; did you mean {', '.join(self.suggestions)}?" if self.suggestions else ""
        return f"{super().__str__()}{hint}"


class QueryError(CritminError):
    """Invalid argument: a text that is not a year, or two options that exclude each other."""


_PLACE = "write an English name or an ISO code, as Japan or JPN"
_RIGHT = {  # hint by kind, if no known name looks like the one given
    "mineral": "list the known ones with: critmin minerals",
    "country": _PLACE,
    "country or bloc": f"{_PLACE}, or a bloc, as eu27",
}


class UnknownName(CritminError):
    """Unknown mineral, country, source, stage or column.

    Parameters
    ----------
    kind : str
        What was looked for: ``mineral``, ``country``, ``source`` ...
    text : str
        The name as given.
    suggestions : sequence of str
        Known names that look like it, at most three.
    known : sequence of str
        All known names, if few enough to print.
    hint : str
        What the name is instead, and what to write.
    """

    def __init__(
        self,
        kind: str,
        text: str,
        suggestions: Sequence[str] = (),
        known: Sequence[str] = (),
        *,
        hint: str = "",
    ) -> None:
        self.kind = kind
        self.text = text
        if known and not suggestions:
            from difflib import get_close_matches

            suggestions = get_close_matches(text.casefold(), known, n=3)
        self.suggestions = tuple(suggestions)[:3]
        if not (hint or text.isascii()):
            from critmin.core.folding import look_alike

            hint = look_alike(text)
        if not (hint or known or self.suggestions):
            hint = _RIGHT.get(kind, "")
        tail = f"; {hint}" if hint else f"; known: {', '.join(known)}" if known else ""
        super().__init__(f"unknown {kind} {text!r}{tail}")


class UnknownFormat(UnknownName, QueryError):
    """Unknown output format, named or by the suffix of a file: an argument that is not valid."""


class UnknownNames(UnknownName):
    """Several unknown names of one question.

    Parameters
    ----------
    texts : sequence of str
        The names as given.
    suggestions : sequence of str
        Known names that look like them, one for each that has any.
    hint : str
        What some of them are instead, and what to write.
    more : int
        Unknown names beside them.
    """

    def __init__(
        self, texts: Sequence[str], suggestions: Sequence[str], hint: str = "", more: int = 0
    ) -> None:
        super().__init__("name", ", ".join(texts), hint=hint)
        self.suggestions = tuple(suggestions)
        others = f" and {more:,} more" if more else ""
        tail = f"; {hint}" if hint else ""
        self.args = (f"unknown names {', '.join(map(repr, texts))}{others}{tail}",)


class AmbiguousName(CritminError):
    """Name with several meanings; the message lists all of them."""

    def __init__(self, kind: str, text: str, meanings: Sequence[str]) -> None:
        self.kind = kind
        self.text = text
        self.meanings = tuple(meanings)
        super().__init__(f"{kind} {text!r} is ambiguous: {' or '.join(meanings)}")


class NoData(CritminError):
    """Known names without a figure; the message says why."""


class UnitError(CritminError):
    """Figures in different units or bases cannot be divided or added."""


class DamagedTable(CritminError):
    """A bundled table is missing, cut or changed; nothing is answered from it."""


class DataError(CritminError):
    """A user's file cannot be used as it is.

    Parameters
    ----------
    message : str
        What is wrong and what to write instead.
    file : str
        Name of the file, ``-`` for standard input.
    line : int, optional
        Line in the file, the header being line 1.
    column : str, optional
        Name of the column.
    code : str
        Short name of the kind of problem.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str,
        line: int | None = None,
        column: str | None = None,
        code: str = "unreadable",
    ) -> None:
        file, message = visible(file), shortened(visible(message))
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.problem = message
        where = file if line is None else f"{file}:{line}"
        if column is not None:
            where += f" column {column!r}"
        super().__init__(f"{where}: {message}")


class MissingExtra(CritminError):
    """An optional package is needed for this output or input."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs an extra package: pip install 'critmin[{extra}]'")


class EngineError(CritminError):
    """The engine that reads a lake cannot be reached, or stopped before the answer was there."""


class OutputError(CritminError):
    """The answer could not be written to its file or to stdout."""

"""The catalogue of errors: each says what was wrong, where, and what would be right.

The library raises them; the command line only translates them into one line on
stderr and an exit code.
"""

from __future__ import annotations

from collections.abc import Sequence


class CritminError(Exception):
    """Base of every error a caller of critmin may want to catch.

    ``suggestions`` are names that exist and look like the one that does not.
    """

    suggestions: Sequence[str] = ()


class QueryError(CritminError):
    """The question itself is malformed (a year that is no year, two options that exclude)."""


_PLACE = "an English name or an ISO code would be right, as Japan or JPN"
_RIGHT = {  # what would be right, by kind, where no known name looks like the one given
    "mineral": "the bundled ones: critmin minerals",
    "country": _PLACE,
    "country or bloc": f"{_PLACE}, or a bloc, as eu27",
}


class UnknownName(CritminError):
    """A mineral, country, source, stage or column that critmin does not know.

    Parameters
    ----------
    kind : str
        What was looked for: ``mineral``, ``country``, ``source`` ...
    text : str
        The name as given.
    suggestions : sequence of str
        Known names that look like it, at most three.
    known : sequence of str
        All known names, where they are few enough to print.
    hint : str
        What the name is instead, and what would be right.
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
        if not (hint or known or self.suggestions):
            hint = _RIGHT.get(kind, "")
        tail = f"; {hint}" if hint else f"; known: {', '.join(known)}" if known else ""
        super().__init__(f"unknown {kind} {text!r}{tail}")


class AmbiguousName(CritminError):
    """A name with several meanings; nothing is guessed, all of them are named."""

    def __init__(self, kind: str, text: str, meanings: Sequence[str]) -> None:
        self.kind = kind
        self.text = text
        self.meanings = tuple(meanings)
        super().__init__(f"{kind} {text!r} is ambiguous: {' or '.join(meanings)}")


class NoData(CritminError):
    """The names are known, and no figure exists for the cell; the message says why."""


class UnitError(CritminError):
    """Two figures in different units or bases were about to be divided or added."""


class DataError(CritminError):
    """A user's file cannot be used as it is.

    Parameters
    ----------
    message : str
        What is wrong and what would be right.
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


class OutputError(CritminError):
    """The answer could not be written where it was asked for."""

"""Types of what comes in from outside, and what each of them refuses.

A `Name` is a word of a closed vocabulary, a `Text` is shown or compared and nothing else, a
`Number` has limits, a `Switch` is on or off. None of them leads to a file. A `FileArg` and an
`Address` do: what a language model writes is never one. ``boundaries.toml`` beside this module
lists each place where something from outside crosses into files, programs, SQL or pages.
"""

from __future__ import annotations

from typing import Any, ClassVar

from critmin.core.errors import QueryError

LONGEST = 80  # letters of a name or a text
MOST_WHOLE = 1_000_000  # rows, days, years
MOST = 1e12


class Outside:
    """Type of an argument; ``opens`` says that it leads to a file or to another machine."""

    opens: ClassVar[bool] = False

    def taken(self, name: str, value: Any, right: str) -> Any:
        """A value as a question takes it.

        Parameters
        ----------
        name : str
            Name of the argument.
        value : object
            What was given.
        right : str
            What would be right, for the error.

        Raises
        ------
        QueryError
            For a value of another type, and for all values of a type that opens something.
        """
        raise QueryError(f"{name} opens a file or an address, and takes nothing from outside here")


class FileArg(Outside):
    """File or folder of this machine."""

    opens = True


class Address(Outside):
    """Address of another machine, of an engine or of a store."""

    opens = True


class Switch(Outside):
    """True or false."""

    def taken(self, name: str, value: Any, right: str) -> bool:
        """See `Outside.taken`."""
        if not isinstance(value, bool):
            raise QueryError(f"{name} is a switch: give true or false")
        return value


class Number(Outside):
    """Number within limits.

    Parameters
    ----------
    whole : bool
        Whether it has no fraction.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole

    @property
    def most(self) -> float:
        """Largest absolute value."""
        return MOST_WHOLE if self.whole else MOST

    def taken(self, name: str, value: Any, right: str) -> float:
        """See `Outside.taken`. A number beyond the limits is not repeated: it may be of any length.

        >>> Number(whole=True).taken("top", 3.0, "")
        3
        """
        wanted = "a whole number" if self.whole else "a number"
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise QueryError(f"{name} is not {wanted}: {right}")
        if not -self.most <= value <= self.most:  # of whole numbers of any length, and infinity
            raise QueryError(f"{name} is beyond {self.most:,.0f}: {right}")
        if self.whole and value % 1:
            raise QueryError(f"{name} is not {wanted}: {right}")
        return int(value) if self.whole else value


class Text(Outside):
    """Text that is shown or compared, and looked up nowhere."""

    def taken(self, name: str, value: Any, right: str) -> str:
        """See `Outside.taken`. A text that is refused for its letters is not repeated.

        >>> Text().taken("year", 2023, "")
        '2023'
        """
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST_WHOLE:
            value = str(value)  # a year
        if not isinstance(value, str):
            raise QueryError(f"{name} is no text: {right}")
        if len(value) > LONGEST:
            raise QueryError(f"{name} has {len(value)} letters: give at most {LONGEST}")
        from unicodedata import category

        if any(category(letter)[0] == "C" for letter in value):
            raise QueryError(f"{name} has characters that cannot be printed: give a plain text")
        return value


class Name(Text):
    """Word of a closed vocabulary: a mineral, a place, a stage, a year, a day, a source.

    Parameters
    ----------
    choices : tuple of str
        All words that it can be, where they are few.
    """

    def __init__(self, choices: tuple[str, ...] = ()) -> None:
        self.choices = choices

    def taken(self, name: str, value: Any, right: str) -> str:
        """See `Outside.taken`.

        >>> Name().taken("names", "rare earths", "")
        'rare earths'
        """
        text = super().taken(name, value, right)
        if looks_like_file(text):
            raise QueryError(f"{name} looks like a file or an option: give a name, no file is read")
        if self.choices and text not in self.choices:
            raise QueryError(f"{name} is {text!r}: write {' or '.join(self.choices)}")
        return text


def looks_like_file(text: str) -> bool:
    """Whether a text looks like a file, an address or an option, and not like a name.

    >>> [looks_like_file(text) for text in ("../x.csv", "@list", "--data", "s3://b", "EU-27")]
    [True, True, True, True, False]
    """
    return bool(set(text) & {"/", "\\"}) or text.startswith(("~", "-", ".", "@"))


# Type of each kind of a declared parameter (`critmin.declared.parameter`).
TYPES: dict[str, type[Outside]] = {
    "name": Name,
    "text": Text,
    "whole": Number,
    "number": Number,
    "switch": Switch,
    "file": FileArg,
    "path": FileArg,
    "address": Address,
}

"""Columns of a user's supply table: which of ours each header names, and each name in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from critmin.core import arguments
from critmin.core.errors import DataError, QueryError

REQUIRED = ("mineral", "year", "country")
FIGURES = ("quantity", "share")
OPTIONAL = (*FIGURES, "stage", "unit", "basis", "flag")
OURS = (*REQUIRED, *OPTIONAL)
WORDS = {"mineral": "material"}  # where the vocabulary of headers has another name
SUGGESTED = 10  # unknown names of a column for which known ones are suggested
Found = TypeVar("Found")


@dataclass(frozen=True)
class Columns:
    """Our name of each column of a file, empty for one that is not used.

    ``renamed`` are the headers in the user's own words with our names; ``unused`` those of
    columns that are not used.
    """

    names: tuple[str, ...]
    header: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def unused(self) -> tuple[str, ...]:
        """Headers of the columns that are not used."""
        pairs = zip(self.names, self.header, strict=True)
        return tuple(text.strip() for name, text in pairs if not name and text.strip())

    @property
    def missing(self) -> list[str]:
        """Columns that a supply table needs and that are not there."""
        absent = [name for name in REQUIRED if name not in self.names]
        return absent if set(FIGURES) & set(self.names) else [*absent, "quantity or share"]

    def without(self, *dropped: str) -> Columns:
        """The same header with some of our columns not used."""
        return self._renamed({name: "" for name in dropped})

    def with_shares(self) -> Columns:
        """The same header with its quantities as shares."""
        return self._renamed({"quantity": "share"})

    def _renamed(self, other: dict[str, str]) -> Columns:
        named = tuple(other.get(name, name) for name in self.names)
        pairs = [(theirs, other.get(ours, ours)) for theirs, ours in self.renamed]
        return Columns(named, self.header, tuple(pair for pair in pairs if pair[1]))

    def header_of(self, name: str) -> str:
        """Header of one of our columns; empty if it is not there."""
        return self.header[self.names.index(name)] if name in self.names else ""


@dataclass(frozen=True)
class ColumnMap:
    """Columns that the user names: theirs, folded, to ours."""

    ours: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: arguments.Pairs) -> ColumnMap:
        """Read ``theirs=ours`` pairs.

        Raises
        ------
        QueryError
            If a pair is malformed.
        """
        ours, theirs = {}, {}
        for pair in arguments.pairs(pairs):
            text, equals, name = pair.rpartition("=")
            if not equals or name.strip() not in OURS:
                known = ", ".join(OURS)
                raise QueryError(f"--map is {pair!r}: write theirs=ours with ours one of {known}")
            folded = text.strip().casefold()
            ours[folded], theirs[folded] = name.strip(), text
        return cls(ours, theirs)

    def refuse_absent(self, file: str, header: Sequence[str]) -> None:
        """Refuse a name that the header does not have.

        Raises
        ------
        QueryError
            If there is one.
        """
        there = {name.strip().casefold() for name in header}
        for folded, text in self.theirs.items():
            if folded not in there:
                raise QueryError(f"--map names {text!r}; {file} has {', '.join(header)}")


def columns_of(header: Sequence[str], column_map: ColumnMap) -> Columns:
    """Our names of a header: as mapped, as we write them, or in words of five languages.

    Where two headers are words of one column, the clearer word is used.
    """
    plain = [text.strip().casefold() for text in header]
    found = [column_map.ours.get(text, text if text in OURS else "") for text in plain]
    if not all(found):
        _add_words(header, found)
    pairs = zip(header, plain, found, strict=True)
    renamed = tuple(
        (text.strip(), name) for text, folded, name in pairs if name not in ("", folded)
    )
    return Columns(tuple(found), tuple(header), renamed)


def _add_words(header: Sequence[str], found: list[str]) -> None:
    """Name the columns whose headers are words of the vocabulary."""
    from critmin.core import table_words

    fields = [table_words.field_of(text) if not found[i] else "" for i, text in enumerate(header)]
    for ours in OURS:
        field_ = WORDS.get(ours, ours)
        places = [i for i, name in enumerate(fields) if name == field_]
        if ours in found or not places:
            continue
        ranked = [(table_words.clearness(field_, header[at]), at) for at in places]
        found[min(ranked)[1]] = ours


def refuse_doubled(file: str, columns: Columns) -> None:
    """Refuse a column that is there twice.

    Raises
    ------
    DataError
        If one is.
    """
    doubled = [name for name in OURS if columns.names.count(name) > 1]
    if doubled:
        raise DataError(
            f"column {doubled[0]!r} is there twice; keep one",
            file=file,
            line=1,
            code="duplicate_column",
        )


class DistinctNames(dict[str, Found], Generic[Found]):
    """Meanings of the names of one column, found when first asked for.

    Parameters
    ----------
    find : callable
        Meaning of a text, and whether the name is unknown. Its second argument is whether known
        names that look like it are wanted, which takes a thousand times the rest.
    """

    def __init__(self, find: Callable[[str, bool], tuple[Found, bool]]) -> None:
        super().__init__()
        self._find = find
        self._unknown = 0

    def is_unknown(self, text: str) -> bool:
        """Whether a name is unknown; it is not looked up for good."""
        return self._find(text, False)[1]

    def __missing__(self, text: str) -> Found:
        """Look a name up for the first time."""
        found, unknown = self._find(text, self._unknown < SUGGESTED)
        self._unknown += unknown
        self[text] = found
        return found

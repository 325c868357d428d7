"""Rows of a long answer that are made when they are read, so that they do not fill the memory."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import eq
from typing import Any, TypeVar, overload

R = TypeVar("R", bound=tuple[Any, ...])


class LongRows(Sequence[R]):
    """Sequence of rows, each made anew when it is read."""

    @abstractmethod
    def row(self, at: int) -> R:
        """Row at a place, from 0 on."""

    @overload
    def __getitem__(self, at: int) -> R: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[R, ...]: ...

    def __getitem__(self, at: int | slice) -> R | tuple[R, ...]:
        """One row, or a tuple of several."""
        places = range(len(self))[at]
        return self.row(places) if isinstance(places, int) else tuple(map(self.row, places))

    def __iter__(self) -> Iterator[R]:
        return map(self.row, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def picked(self, columns: Sequence[int]) -> LongRows[tuple[Any, ...]]:
        """The same rows with some of their cells."""
        return _Picked(self, columns)

    def ordered(self, places: Iterable[int]) -> LongRows[R]:
        """Rows at some places, in their order."""
        return _Ordered(self, places)

    def mapped(self, change: Callable[[R], R | None]) -> LongRows[R]:
        """Rows as a function makes them when they are read, without those that it makes None."""
        kept = (at for at, row in enumerate(self) if change(row) is not None)
        return _Mapped(_Ordered(self, kept), change)


class _Picked(LongRows[tuple[Any, ...]]):
    def __init__(self, rows: LongRows[Any], columns: Sequence[int]) -> None:
        self._rows, self._columns = rows, tuple(columns)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, at: int) -> tuple[Any, ...]:
        row = self._rows.row(at)
        return tuple([row[column] for column in self._columns])


class _Ordered(LongRows[R]):
    def __init__(self, rows: LongRows[R], places: Iterable[int]) -> None:
        self._rows, self._places = rows, array("q", places)

    def __len__(self) -> int:
        return len(self._places)

    def row(self, at: int) -> R:
        return self._rows.row(self._places[at])


class _Mapped(LongRows[R]):
    def __init__(self, rows: LongRows[R], change: Callable[[R], R | None]) -> None:
        self._rows, self._change = rows, change

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, at: int) -> R:
        made = self._change(self._rows.row(at))
        if made is None:
            raise TypeError("a row that was kept is made None: the function must answer alike")
        return made

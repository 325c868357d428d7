"""Bytes of a fuzzer as choices: the same bytes make the same choices, and all bytes make some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Choices made by bytes; when they are used up, each is the first that there is."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = content, 0

    @property
    def left(self) -> bool:
        """Whether there are bytes for more."""
        return self.at < len(self.content)

    def number(self, below: int) -> int:
        """A number from 0."""
        found, room = 0, 1
        while room < below:
            found = found * 256 + self._byte()
            room *= 256
        return found % below

    def one(self, known: Sequence[T]) -> T:
        """One of a sequence."""
        return known[self.number(len(known))]

    def chance(self, in_256: int) -> bool:
        """True for so many of the 256 bytes, never for none."""
        return self._byte() > 255 - in_256

    def rest(self) -> bytes:
        """All bytes that are left."""
        found, self.at = self.content[self.at :], len(self.content)
        return found

    def text(self) -> str:
        """All that is left, as text; what is no UTF-8 becomes letters of its own."""
        return self.rest().decode("utf-8", "replace")

    def _byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1] if self.at <= len(self.content) else 0

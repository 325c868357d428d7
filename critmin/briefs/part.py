"""Contents of every kind of brief, for type checks: rows, sentences, cautions, notes, commands."""

from __future__ import annotations

from typing import Protocol

from critmin.answers.table import Caution
from critmin.briefs.brief_rows import Row
from critmin.briefs.control_sentences import Change


class Part(Protocol):
    """Content of a brief: rows, sentences, cautions, and commands that show more."""

    @property
    def sentences(self) -> list[str]:
        """The brief in words."""
        ...

    @property
    def coming(self) -> str:
        """The sentence on what changes next, which is also the last one; empty without any."""
        ...

    @property
    def changes(self) -> list[Change]:
        """Next dated changes of export controls, the nearest first."""
        ...

    def rows(self) -> list[Row]:
        """Rows of the subject, then the nearest changes."""
        ...

    def cautions(self) -> list[Caution]:
        """Cautions on the figures."""
        ...

    def notes(self) -> list[str]:
        """Notes on the order and the meaning of the rows."""
        ...

    def further(self, name: str, on: str) -> list[str]:
        """Commands that show more, with the name and the option for the day as typed."""
        ...

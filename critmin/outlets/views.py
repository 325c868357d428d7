"""Views of an export: their SQL, and the columns that they show."""

from __future__ import annotations

import re
from functools import cache

from critmin.core.files import own_text
from critmin.core.named_tuple import NamedTuple
from critmin.outlets.catalogue import HERE

START = re.compile(r"^-- view (\w+): (.+)$", re.MULTILINE)


class View(NamedTuple):
    """View: its name, what it answers, and its query."""

    name: str
    meaning: str
    query: str

    @property
    def statement(self) -> str:
        """Statement that makes it."""
        return f'CREATE VIEW "{self.name}" AS\n{self.query};'


@cache
def views() -> tuple[View, ...]:
    """All views, each after those that it reads."""
    text = own_text(HERE / "views.sql")
    parts = START.split(text)[1:]
    return tuple(
        View(name, meaning, query.strip().removesuffix(";"))
        for name, meaning, query in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )

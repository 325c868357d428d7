"""All tables of an export in the order in which they are written, with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from critmin.outlets import catalogue
from critmin.outlets.catalogue import Content
from critmin.outlets.prepared import COMPUTED, Computed, about, dictionary
from critmin.outlets.records import Record, records
from critmin.outlets.views import views


@cache
def _computed() -> dict[str, Computed]:
    """Computed tables by name; the dictionary describes all others."""
    found = {one.content.name: one for one in (*(make() for make in COMPUTED), about())}
    every = [*catalogue.bundled(), *(one.content for one in found.values())]
    last = dictionary(every, [(view.name, view.meaning) for view in views()])
    return {**found, last.content.name: last}


@cache
def contents_alone() -> tuple[Content, ...]:
    """All tables, each after those that it refers to."""
    every = [*catalogue.bundled(), *(one.content for one in _computed().values())]
    return tuple(catalogue.in_order(every))


def rows_of(content: Content) -> Iterable[Record]:
    """Rows of a table: computed, or read from its files."""
    computed = _computed().get(content.name)
    return records(content) if computed is None else computed.rows


def contents() -> Iterator[tuple[Content, Iterable[Record]]]:
    """All tables with their rows, each after those that it refers to."""
    return ((content, rows_of(content)) for content in contents_alone())


def total() -> int:
    """Rows of all tables."""
    return sum(content.rows for content in contents_alone())

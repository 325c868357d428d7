"""Bar on a terminal that shows how far the reading of a large table is."""

import sys
from collections.abc import Iterator


def show(file: str) -> None:
    """Show how far a table is read, if it is large and stderr is a terminal."""
    if not sys.stderr.isatty():
        return
    from critmin.user_tables.large_files import is_large

    if is_large(file):
        from critmin.user_tables.engine import Engine

        Engine.watch = staticmethod(_bar)


def _bar(steps: Iterator[tuple[int, int]]) -> None:
    from .progress import followed

    followed(steps, "percent of the table", quiet=False)

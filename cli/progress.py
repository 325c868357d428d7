"""Progress of long work on stderr: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from critmin.core.errors import visible

LINES = 10  # without a terminal


def followed(steps: Iterable[tuple[int, int]], things: str, *, quiet: bool) -> None:
    """Do work step by step, and show how far it is.

    Parameters
    ----------
    steps : iterable of (int, int)
        How many things are done, and of how many, after each step.
    things : str
        What is counted, in the plural.
    quiet : bool
        Show nothing.
    """
    if quiet:
        for _ in steps:
            pass
    elif sys.stderr.isatty():
        _bar(steps, things)
    else:
        _lines(steps, things)


def _lines(steps: Iterable[tuple[int, int]], things: str) -> None:
    """Print ten lines over the whole."""
    before = -1
    for done, every in steps:
        part = done * LINES // every if every else LINES
        if part > before:
            print(f"{done} of {every} {things}", file=sys.stderr, flush=True)
            before = part


def _bar(steps: Iterable[tuple[int, int]], things: str) -> None:
    """Draw a bar with the time that is left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(things), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(things, total=None)
        for done, every in steps:
            progress.update(task, completed=done, total=every)


@contextmanager
def reading_rows() -> Iterator[Callable[[str, float, float], None] | None]:
    """Show how much of a table is read and how many rows a second, on a terminal alone."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[rate]:,.0f} rows a second"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1, rate=0)

        def told(name: str, share: float, rate: float) -> None:
            progress.update(task, description=visible(name), completed=share, rate=rate)

        yield told

"""site: the atlas, a folder of pages that needs no internet and no server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from critmin.core.errors import QueryError
from critmin.declared.listed import START
from critmin.declared.parameter import PATH, WHOLE, option
from critmin.declared.question import question

if TYPE_CHECKING:
    from critmin.declared import parameters as p

Folder = Annotated[
    str | PathLike[str],
    option(
        "-o",
        "--output",
        takes="DIR",
        help="A new or empty folder, or an atlas to bring up to date.",
        kind=PATH,
    ),
]
Processes = Annotated[
    int | None,
    option(
        "--processes",
        takes="N",
        help="Processes side by side. Default: one a core, at most 4.",
        min=1,
        kind=WHOLE,
    ),
]


@question(
    "site",
    group=START,
    place=6,
    answers="The atlas: a folder of pages on all minerals, large buyers and suppliers, for any "
    "browser.",
    examples=("critmin site -o atlas", "critmin site -o atlas --as-of 2026-11-24"),
)
def site(directory: Folder, *, as_of: p.ControlDay = None, processes: Processes = None) -> Path:
    """Make the atlas: a page for each mineral, the largest buyers and suppliers, and all tables.

    Parameters
    ----------
    directory : str or path
        A new or empty folder, or that of an atlas. What an interrupted run left is kept; files of
        an older edition are replaced, files that are no part of an atlas stay.
    as_of : str or date, optional
        Day for which export controls are read; today when not given. The bytes of the atlas
        depend only on the day, the data and the version.
    processes : int, optional
        Processes side by side; as many as there are cores, at most 4, when not given.

    Returns
    -------
    Path
        The front page.

    Raises
    ------
    QueryError
        If the folder holds other things, ``as_of`` is not a day, or no process is allowed.
    NoData
        If the day is before the first control on record.
    OutputError
        If a file cannot be written.
    """
    from critmin.atlas.index_page import PATH as FRONT

    for _ in made(Path(directory), as_of=as_of, processes=processes):
        pass
    return Path(directory) / FRONT


def made(
    directory: Path,
    *,
    as_of: str | date | None = None,
    processes: int | None = None,
    jobs: Sequence[str] | None = None,
) -> Iterator[tuple[int, int]]:
    """Make the atlas step by step, and say how many of how many jobs are done.

    Parameters
    ----------
    directory, as_of, processes
        As for `site`.
    jobs : sequence of str, optional
        Only these, for tests.

    Raises
    ------
    CritminError
        As `site`.
    """
    from critmin import __version__
    from critmin.atlas import jobs as known
    from critmin.atlas import workers
    from critmin.atlas.folder import Edition, Folder
    from critmin.core import sources
    from critmin.export_controls.query import read_day

    if processes is not None and processes < 1:
        raise QueryError(f"processes is {processes}: write 1 or more")
    day = read_day(as_of)
    folder = Folder(directory, Edition(__version__, sources.data_edition(), day))
    every = tuple(jobs) if jobs is not None else known.every()
    todo = [job for job in every if job not in folder.done]
    folder.begin()
    yield len(every) - len(todo), len(every)
    number = processes or workers.available()
    for record in workers.records(todo, directory, day, number) if todo else ():
        folder.add(record)
        yield sum(job in folder.done for job in every), len(every)
    folder.finish(every)

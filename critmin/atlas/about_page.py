"""About page of the atlas: how to read it, its sources and licences, and how to cite it."""

from __future__ import annotations

from critmin.answers.columns import vocabulary
from critmin.answers.table import Column
from critmin.atlas.writing import Written, written
from critmin.core import sources
from critmin.pages import words

PATH = "about.html"


def about_files(day: str) -> Written:
    """About page.

    Parameters
    ----------
    day : str
        ISO day of the atlas.
    """
    html = written(
        PATH,
        title="About the atlas of critical minerals",
        top="",
        day=day,
        cited=list(sources.editions().values()),
        columns=sorted(vocabulary().values(), key=lambda column: column.name),
        heading=_heading,
    )
    return Written({PATH: html.encode()}, ())


def _heading(column: Column) -> str:
    """Heading of a column on the pages; empty where it is its name with spaces."""
    text = words.heading(column)
    return "" if text.casefold() == column.name.replace("_", " ") else text

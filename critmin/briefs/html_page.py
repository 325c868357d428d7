"""Brief as an HTML page: one screen, and two A4 pages when it is printed."""

from __future__ import annotations

from pathlib import Path

from critmin.briefs.page import BriefPage
from critmin.core.dates import in_words
from critmin.pages import shell
from critmin.pages.figures import figure_of

HERE = Path(__file__).parent


def written(page: BriefPage) -> str:
    """The page."""
    return shell.written(
        "brief.html",
        HERE,
        title=f"{page.title}, {in_words(page.day)}",
        page=page,
        day=in_words(page.day),
        figure=None if page.picture is None else figure_of(page.picture, "picture"),
    )

"""Sizes of a picture, and the measures that follow from them."""

from __future__ import annotations

from typing import NamedTuple

from critmin.core.errors import QueryError

SIZES = ("slide", "column")
SMALLEST = 14.0  # pixels of the smallest text of any picture


class Style(NamedTuple):
    """Measures of a sheet in pixels; its height follows its content.

    ``pitch`` is the height of one line of a chart, ``title``, ``subtitle``, ``label`` and
    ``small`` are sizes of type.
    """

    name: str
    width: float
    margin: float
    title: float
    subtitle: float
    label: float
    small: float
    pitch: float

    @property
    def narrow(self) -> bool:
        """Whether panels and long labels go below each other."""
        return self.width < 600

    @property
    def room(self) -> float:
        """Pixels between the margins."""
        return self.width - 2 * self.margin


SLIDE = Style("slide", 1080, 36, 28, 18, 17, 14, 30)
PAGE = Style("page", 720, 0, 20, 16, 15, 14, 27)  # in a page, which has margins of its own
COLUMN = Style("column", 400, 14, 19, 15, 14, 14, 26)


def style_of(size: str) -> Style:
    """Style of a size's name.

    Raises
    ------
    QueryError
        For another name.
    """
    if size not in SIZES:
        raise QueryError(f"size is {size!r}: write {' or '.join(SIZES)}")
    return SLIDE if size == "slide" else COLUMN

"""The two sizes of a picture, and the measures that follow from them."""

from __future__ import annotations

from critmin.charts.canvas import POINT
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple

SIZES = ("slide", "column")


class Style(NamedTuple):
    """Sizes of a sheet in inches and of its type in points; ``up`` 0 grows with the content.

    ``pitch`` is the room of one line of a chart, ``dots`` the pixels per inch of a PNG.
    """

    name: str
    across: float
    up: float
    margin: float
    title: float
    subtitle: float
    label: float
    small: float
    pitch: float
    dots: int

    def label_size(self, pitch: float) -> float:
        """The type of labels on lines ``pitch`` inches apart."""
        return min(self.label, pitch / POINT / 1.3)


SLIDE = Style("slide", 10.0, 5.625, 0.38, 17, 11, 10, 8, 0.27, 160)
COLUMN = Style("column", 3.4, 0.0, 0.12, 9.5, 7, 6.6, 5.6, 0.165, 300)


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

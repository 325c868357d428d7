"""A sheet to draw on, in inches: the only module that imports matplotlib.

Every text is set in the font that matplotlib ships and is measured before it is placed,
so that labels are wrapped or left out by rule and never cut. SVG has text as paths, so it looks
the same everywhere, and its bytes do not depend on installed fonts.
"""

from __future__ import annotations

import html
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from critmin.charts.palette import FAINT, HATCH_INK, INK, PAPER
from critmin.core.errors import MissingExtra
from critmin.core.named_tuple import NamedTuple

POINT = 1 / 72
LEADING = 1.28  # line height over font size
CAPITALS = 0.73  # height of DejaVu's capitals over font size
# Settings without which the bytes would differ between runs or contain a date.
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": "critmin"},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": "critmin", "Producer": "critmin"},
    "png": {"Software": None},
}
SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "critmin",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "path.simplify": False,
}


class Box(NamedTuple):
    """A rectangle of the sheet: left, bottom, right, top, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Inches across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Inches from bottom to top."""
        return self.top - self.bottom


@contextmanager
def drawing() -> Iterator[None]:
    """Matplotlib with its defaults and critmin's settings, without those of the user's own file.

    Raises
    ------
    MissingExtra
        If matplotlib is not installed.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*missing")
        # Deprecation warnings of matplotlib's dependencies do not concern users.
        warnings.simplefilter("ignore", DeprecationWarning)
        with _settings():
            yield


@contextmanager
def _settings() -> Iterator[None]:
    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtra("a picture", "charts") from error
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        for name, value in SETTINGS.items():
            matplotlib.rcParams[name] = value  # type: ignore[index,unused-ignore]
        yield


@cache
def font(bold: bool = False, italic: bool = False) -> Any:
    """DejaVu Sans from matplotlib's own file, not from the system."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    style = {
        (False, False): "",
        (True, False): "-Bold",
        (False, True): "-Oblique",
        (True, True): "-BoldOblique",
    }[bold, italic]
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return FontProperties(fname=str(folder / f"DejaVuSans{style}.ttf"))


@cache
def width(text: str, size: float, bold: bool = False) -> float:
    """Inches that a line of text takes at a size in points."""
    from matplotlib.textpath import text_to_path

    prop = font(bold).copy()
    prop.set_size(size)
    across, _, _ = text_to_path.get_text_width_height_descent(text, prop, ismath=False)
    return float(across) * POINT


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Text in lines no wider than ``room`` inches, broken between words.

    A no-break space keeps two words together.
    """
    lines: list[str] = []
    for word in text.split(" ") if text else []:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def line_height(size: float) -> float:
    """Inches from one line to the next at a size in points."""
    return size * LEADING * POINT


class Sheet:
    """A figure whose coordinates are inches from the bottom left."""

    def __init__(self, across: float, up: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.box = Box(0, 0, across, up)
        self.figure = Figure(figsize=(across, up), facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, across)
        self.axes.set_ylim(0, up)
        self.axes.axis("off")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        colour: str = INK,
        across: str = "left",
        centred: bool = True,
    ) -> None:
        """One line of text, its capitals centred on ``y`` or standing on it.

        By the font's capitals, never by the letters that happen to be in the text: labels
        of one row stand on one line.
        """
        self.axes.text(
            x,
            y - (CAPITALS * size * POINT / 2 if centred else 0.0),
            text,
            color=colour,
            fontproperties=font(bold, italic),
            fontsize=size,
            ha=across,
            va="baseline",
            zorder=5,
        )

    def lines(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> float:
        """Draw lines below each other from ``top``; returns where the next one begins."""
        for line in lines:
            self.text(x, top - size * POINT, line, size, bold=bold, colour=colour, centred=False)
            top -= line_height(size)
        return top

    def bar(
        self,
        left: float,
        bottom: float,
        across: float,
        up: float,
        colour: str,
        *,
        hatch: str = "",
        edge: str | None = None,
    ) -> None:
        """A filled rectangle, with optional hatching."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle(
                (left, bottom),
                across,
                up,
                facecolor=colour,
                zorder=2,
                edgecolor=edge or (HATCH_INK if hatch else PAPER),
                linewidth=0.6 if edge or hatch else 0.8,
                hatch=hatch or None,
            )
        )

    def rule(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str = FAINT,
        thick: float = 0.8,
        dashes: Any = "solid",
        order: float = 1,
    ) -> None:
        """A line through points."""
        self.axes.plot(
            xs,
            ys,
            color=colour,
            linewidth=thick,
            linestyle=dashes,
            zorder=order,
            solid_capstyle="butt",
            solid_joinstyle="round",
        )

    def mark(
        self, x: float, y: float, mark: str, size: float, colour: str, *, hollow: bool = False
    ) -> None:
        """A mark at a point."""
        self.axes.plot(
            [x],
            [y],
            marker=mark,
            markersize=size,
            color=colour,
            zorder=4,
            linestyle="none",
            markerfacecolor=PAPER if hollow else colour,
            markeredgecolor=colour,
        )

    def saved(self, form: str, title: str, dots: int) -> bytes:
        """The picture's bytes, the same for the same chart."""
        out = io.BytesIO()
        metadata = METADATA[form] | {"Title": title}
        self.figure.savefig(out, format=form, metadata=metadata, dpi=dots)
        return _named(out.getvalue(), title) if form == "svg" else out.getvalue()


def _named(svg: bytes, title: str) -> bytes:
    """An SVG that a screen reader can name."""
    start = svg.index(b"<svg ")
    end = svg.index(b">", start) + 1
    opened = svg[start:end].replace(b"<svg ", b'<svg role="img" ', 1)
    name = f"\n <title>{html.escape(title, quote=False)}</title>".encode()
    return svg[:start] + opened + name + svg[end:]

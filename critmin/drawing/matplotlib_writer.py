"""Writer of PNG and PDF: the only module that imports matplotlib.

The sheet's items go straight to matplotlib's renderers, which set the text in Arimo from critmin's
own files. A user's settings of matplotlib change nothing.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from typing import Any

from critmin.charts.palette import HATCH, PAPER, Colour
from critmin.core.errors import MissingExtra
from critmin.drawing.fonts import advances, font_file, width
from critmin.drawing.sheet import Item, Mark, Rule, Shape, Sheet, Text
from critmin.drawing.svg import HATCHED, MARKS

PIXELS = 96  # an inch, as CSS has it
POINTS = 0.75  # a pixel of a sheet
TWICE = 2
# Settings without which the bytes would differ between runs or contain a date.
METADATA: dict[str, Any] = {
    "CreationDate": None,
    "ModDate": None,
    "Creator": "critmin",
    "Producer": "critmin",
}
SETTINGS: dict[str, Any] = {
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "text.hinting": "none",
    "path.simplify": False,
}
CURVES = {"M": 1, "L": 2, "C": 4, "Z": 79}  # matplotlib's codes of a path's steps


def written(sheet: Sheet, form: str, title: str) -> bytes:
    """A sheet as PNG, at two pixels of the picture for one of the sheet, or as PDF.

    Raises
    ------
    MissingExtra
        If matplotlib is not installed.
    """
    with _settings():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        size = (sheet.width / PIXELS, sheet.height / PIXELS)
        figure = Figure(size, facecolor=PAPER.light, dpi=PIXELS * TWICE)
        canvas: Any = FigureCanvasAgg(figure)
        figure.add_artist(_artist(sheet))
        if form == "png":
            canvas.draw()  # type: ignore[no-untyped-call,unused-ignore]
            return _png(canvas, sheet, title)
        out = io.BytesIO()
        figure.savefig(out, format=form, metadata=METADATA | {"Title": title})
        return out.getvalue()


def _png(canvas: Any, sheet: Sheet, title: str) -> bytes:
    """What is on a canvas as PNG with at most 256 colours.

    The sheet's own colours stay as they are; only edges of letters take the nearest of the others.
    The file has a third of the size and takes less time than one with all shades.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    size = canvas.get_width_height(physical=True)
    drawn = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    image: Any = drawn.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE)
    image.putpalette(_exact(image.getpalette(), sheet))
    words = PngInfo()
    words.add_itxt("Title", title)
    out = io.BytesIO()
    image.save(out, "png", pnginfo=words, dpi=(PIXELS * TWICE, PIXELS * TWICE))
    return out.getvalue()


def _exact(palette: list[int], sheet: Sheet) -> list[int]:
    """A palette in which the entry nearest to each of the sheet's colours is that colour."""
    colours = dict.fromkeys([PAPER.light, *(item.colour.light for item in sheet.items)])
    entries = [tuple(palette[at : at + 3]) for at in range(0, len(palette), 3)]
    free = list(range(len(entries)))
    for colour in colours:
        wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
        far = {at: sum(abs(a - b) for a, b in zip(entries[at], wanted, strict=True)) for at in free}
        nearest = min(free, key=far.__getitem__)
        entries[nearest] = wanted
        free.remove(nearest)
    return [part for entry in entries for part in entry]


@contextmanager
def _settings() -> Iterator[None]:
    """Matplotlib's defaults and critmin's settings, without those of the user's own file."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*[Gg]lyph.*missing")
        # Deprecation warnings of matplotlib's dependencies do not concern users.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            import matplotlib
        except ImportError as error:
            raise MissingExtra("a picture as PNG or PDF", "charts") from error
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            for name, value in SETTINGS.items():
                matplotlib.rcParams[name] = value  # type: ignore[index,unused-ignore]
            yield


@cache
def _font(bold: bool, covered: bool) -> Any:
    """Arimo from critmin's own file, or for letters that it lacks DejaVu from matplotlib's."""
    from pathlib import Path

    import matplotlib
    from matplotlib.font_manager import FontProperties

    if covered:
        return FontProperties(fname=str(font_file(bold)))  # type: ignore[arg-type,unused-ignore]
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return FontProperties(fname=str(folder / f"DejaVuSans{'-Bold' if bold else ''}.ttf"))  # type: ignore[arg-type,unused-ignore]


def _artist(sheet: Sheet) -> Any:
    """The sheet as one artist of matplotlib, which hands each item to the renderer."""
    from matplotlib.artist import Artist

    class Drawing(Artist):
        def draw(self, renderer: Any) -> None:
            figure = self.get_figure()
            _Page(renderer, sheet, figure.bbox.height / sheet.height).draw()  # type: ignore[union-attr]

    return Drawing()


class _Page:
    """A renderer with the sheet's scale: ``scale`` of its units are one pixel of the sheet."""

    def __init__(self, renderer: Any, sheet: Sheet, scale: float) -> None:
        from matplotlib.transforms import Affine2D

        self.renderer, self.sheet, self.scale = renderer, sheet, scale
        self.down = sheet.height * scale
        self.clips: list[Any] = []  # kept: the renderer knows a clip by its address
        self.transform = Affine2D().scale(scale, -scale).translate(0, self.down)

    def draw(self) -> None:
        """Every item, from the lowest layer."""
        for item in sorted(self.sheet.items, key=lambda item: item.layer):
            self._item(item)

    def _item(self, item: Item) -> None:
        if isinstance(item, Text):
            self._text(item)
        elif isinstance(item, Rule):
            steps = [("L" if at else "M", x, y) for at, (x, y) in enumerate(item.points)]
            self._path(steps, None, item.colour, item.thick, dashes=item.dashes)
        elif isinstance(item, Mark):
            fill = PAPER if item.hollow else item.colour
            self._path(_mark(item), fill, item.colour, 1.5)
        else:
            edge = item.edge if item.thick else None
            self._path(item.path, item.colour, edge, item.thick, opacity=item.opacity)
            if item.hatch:
                self._hatch(item)

    def _graphics(self, colour: Colour | None, thick: float, opacity: float = 1.0) -> Any:
        graphics = self.renderer.new_gc()
        graphics.set_alpha(opacity)
        graphics.set_antialiased(True)
        graphics.set_joinstyle("round")
        graphics.set_capstyle("butt")
        graphics.set_snap(False)
        graphics.set_foreground((colour or PAPER).light)
        graphics.set_linewidth(thick * POINTS if colour else 0)
        return graphics

    def _path(
        self,
        steps: Iterable[tuple[str | float, ...]],
        fill: Colour | None,
        edge: Colour | None,
        thick: float,
        *,
        dashes: tuple[float, ...] = (),
        opacity: float = 1.0,
    ) -> None:
        from matplotlib.colors import to_rgba

        graphics = self._graphics(edge, thick, opacity)
        if dashes:
            graphics.set_dashes(0, [part * POINTS for part in dashes])
        colour = to_rgba(fill.light, opacity) if fill else None
        self.renderer.draw_path(graphics, _outline(steps), self.transform, colour)
        graphics.restore()

    def _hatch(self, item: Shape) -> None:
        """Diagonal lines over a shape, as the pattern of the SVG has them."""
        from matplotlib.transforms import TransformedPath

        outline = _outline(item.path)
        box = outline.get_extents()
        steps: list[tuple[str | float, ...]] = []
        first = int((box.x0 + box.y0) // HATCHED)
        for number in range(first, int((box.x1 + box.y1) // HATCHED) + 1):
            total = number * HATCHED  # x plus y along the line
            steps += [("M", box.x0, total - box.x0), ("L", box.x1, total - box.x1)]
        graphics = self._graphics(HATCH, 0.9)
        self.clips.append(TransformedPath(outline, self.transform))
        graphics.set_clip_path(self.clips[-1])
        self.renderer.draw_path(graphics, _outline(steps), self.transform, None)
        graphics.restore()

    def _text(self, item: Text) -> None:
        across = width(item.text, item.size, item.bold)
        before = across * {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor]
        x, y = (item.x, item.y + before) if item.upwards else (item.x - before, item.y)
        graphics = self._graphics(item.colour, 0)
        graphics.set_foreground(item.colour.light)
        known = advances(item.bold)
        angle = 90 if item.upwards else 0
        for covered, letters in groupby(item.text, key=known.__contains__):
            run = "".join(letters)
            font = _font(item.bold, covered).copy()
            font.set_size(item.size * POINTS)
            down = y * self.scale
            at = x * self.scale, down if self.renderer.flipy() else self.down - down
            self.renderer.draw_text(graphics, *at, run, font, angle, ismath=False)
            step = width(run, item.size, item.bold)
            x, y = (x, y - step) if item.upwards else (x + step, y)
        graphics.restore()


def _outline(steps: Iterable[tuple[str | float, ...]]) -> Any:
    """A path of matplotlib."""
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for letter, *values in steps:
        numbers = [float(value) for value in values] or [0.0, 0.0]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        points += pairs
        codes += [CURVES[str(letter)]] * len(pairs)
    return Path(points, codes)


def _mark(item: Mark) -> list[tuple[str | float, ...]]:
    half = item.size / 2
    if item.mark == "o":
        return _circle(item.x, item.y, half)
    points = [(item.x + x * half, item.y + y * half) for x, y in MARKS[item.mark]]
    steps: list[tuple[str | float, ...]] = [
        ("L" if at else "M", x, y) for at, (x, y) in enumerate(points)
    ]
    return [*steps, ("Z",)]


def _circle(x: float, y: float, radius: float) -> list[tuple[str | float, ...]]:
    """A circle of four curves (control points at 0.5523 of the radius)."""
    r, c = radius, radius * 0.5523
    return [
        ("M", x + r, y),
        ("C", x + r, y + c, x + c, y + r, x, y + r),
        ("C", x - c, y + r, x - r, y + c, x - r, y),
        ("C", x - r, y - c, x - c, y - r, x, y - r),
        ("C", x + c, y - r, x + r, y - c, x + r, y),
        ("Z",),
    ]

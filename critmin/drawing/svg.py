"""Writer of SVG: a sheet as text, in which text stays text.

A picture on its own has its colours written out and looks the same in a browser, in an office
program and on paper. A picture in a page names its colours by class, so that the page can show
them on light and on dark paper (`palette_css`), and gives the words of each mark to the page's
script. The bytes follow from the sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from critmin.charts.palette import EVERY, HATCH, PAPER, Colour
from critmin.core.errors import visible
from critmin.drawing.fonts import FAMILY
from critmin.drawing.sheet import Item, Mark, Rule, Shape, Sheet, Text

HATCHED = 6  # pixels between two lines of the hatching
MARKS = {  # outlines in halves of the mark's size
    "s": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "^": ((-1, 0.85), (0, -1), (1, 0.85)),
    "v": ((-1, -0.85), (0, 1), (1, -0.85)),
    "D": ((-1.1, 0), (0, -1.1), (1.1, 0), (0, 1.1)),
    ">": ((-0.85, -1), (1, 0), (-0.85, 1)),
    "<": ((0.85, -1), (-1, 0), (0.85, 1)),
}


def svg(
    sheet: Sheet, *, title: str, description: str, name: str = "picture", inline: bool = False
) -> str:
    """A sheet as SVG.

    Parameters
    ----------
    sheet : Sheet
        What to write.
    title, description : str
        What the picture is and what it shows, for those who do not see it.
    name : str
        Start of every id; differs for each picture of a page.
    inline : bool
        Without XML's header, with colours by class, for an HTML page.
    """
    return "\n".join(_Writer(name, inline).written(sheet, title, description)) + "\n"


def palette_css() -> str:
    """Rules of the colours that pictures in a page name, for light and for dark paper.

    Each colour is also a variable of the page, as ``var(--focus)``. Paper and print are light.
    """
    light = "".join(f"--{colour.name}:{colour.light};" for colour in EVERY)
    dark = "".join(f"--{colour.name}:{colour.dark};" for colour in EVERY)
    rules = "".join(
        f".f-{one.name}{{fill:var(--{one.name})}}.s-{one.name}{{stroke:var(--{one.name})}}"
        for one in EVERY
    )
    return (
        f":root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"{rules}\n"
        f".picture{{width:100%;height:auto;display:block;stroke-linejoin:round;font-family:{FAMILY}}}\n"
    )


class _Writer:
    """How colours and tips are written, and the ids of one picture."""

    def __init__(self, name: str, inline: bool) -> None:
        self.name, self.inline = name, inline

    def written(self, sheet: Sheet, title: str, description: str) -> Iterator[str]:
        """Lines of the file."""
        across, down = number(sheet.width), number(sheet.height)
        start = f'viewBox="0 0 {across} {down}" role="img" aria-labelledby="{self.name}-title'
        start += f' {self.name}-desc"'
        if self.inline:
            yield f'<svg class="picture" {start}>'
        else:
            family = FAMILY.replace('"', "'")
            yield '<?xml version="1.0" encoding="UTF-8"?>'
            yield (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" {start} '
                f'font-family="{family}">'
            )
        yield f'<title id="{self.name}-title">{_text(title)}</title>'
        yield f'<desc id="{self.name}-desc">{_text(description)}</desc>'
        if any(isinstance(item, Shape) and item.hatch for item in sheet.items):
            yield self._pattern()
        if not self.inline:
            yield f'<rect width="{across}" height="{down}" fill="{PAPER.light}"/>'
        ordered = sorted(sheet.items, key=lambda item: item.layer)
        if self.inline:
            ordered = list(self._together(ordered))
        for look, items in groupby(ordered, key=self._look):
            marks = [self._item(item) for item in items]
            yield from [f"<g{look}>", *marks, "</g>"] if look else marks
        yield "</svg>"

    def _together(self, items: list[Item]) -> Iterator[Item]:
        """Parts of bars, which do not cover each other, by colour: a page is shorter so."""
        for parts, run in groupby(items, key=_is_part):
            yield from sorted(run, key=self._look if parts else _as_it_is)

    def _pattern(self) -> str:
        step = HATCHED
        return (
            f'<defs><pattern id="{self.name}-hatch" width="{step}" height="{step}" '
            f'patternUnits="userSpaceOnUse"><path d="M-1 1L1 -1M0 {step}L{step} 0'
            f'M{step - 1} {step + 1}L{step + 1} {step - 1}"'
            f'{self._stroke(HATCH)} stroke-width="0.9"/></pattern></defs>'
        )

    def _fill(self, colour: Colour | None) -> str:
        if colour is None:
            return ' fill="none"'
        return f' class="f-{colour.name}"' if self.inline else f' fill="{colour.light}"'

    def _stroke(self, colour: Colour) -> str:
        return f' class="s-{colour.name}"' if self.inline else f' stroke="{colour.light}"'

    def _both(self, fill: Colour | None, stroke: Colour, thick: float) -> str:
        """Filled and outlined: one class attribute with two names."""
        if self.inline and fill:
            colours = f' class="f-{fill.name} s-{stroke.name}"'
        else:
            colours = self._fill(fill) + self._stroke(stroke)
        width = number(thick)
        return colours if self.inline and width == "1" else f'{colours} stroke-width="{width}"'

    def _joined(self) -> str:
        """Round corners; those of a page's pictures are in its style."""
        return "" if self.inline else ' stroke-linejoin="round"'

    def _look(self, item: Item) -> str:
        """Attributes that neighbours share."""
        if isinstance(item, Text):
            look = f' font-size="{number(item.size)}"{self._fill(item.colour)}'
            look += ' font-weight="bold"' if item.bold else ""
            look += ' font-style="italic"' if item.italic else ""
            return look + (f' text-anchor="{item.anchor}"' if item.anchor != "start" else "")
        if isinstance(item, Rule):
            dashes = " ".join(number(part) for part in item.dashes)
            look = f"{self._both(None, item.colour, item.thick)}{self._joined()}"
            return look + (f' stroke-dasharray="{dashes}"' if dashes else "")
        if isinstance(item, Mark):
            return self._both(PAPER if item.hollow else item.colour, item.colour, 1.5)
        look = ""
        if item.edge is not None and item.thick:
            look = self._both(item.colour, item.edge, item.thick) + self._joined()
        else:
            look = self._fill(item.colour)
        return look + (f' opacity="{number(item.opacity)}"' if item.opacity != 1 else "")

    def _item(self, item: Item) -> str:
        if isinstance(item, Text):
            x, y = number(item.x), number(item.y)
            turned = f' transform="rotate(-90 {x} {y})"' if item.upwards else ""
            return f'<text x="{x}" y="{y}"{turned}>{_text(item.text)}</text>'
        if isinstance(item, Mark):
            if item.mark == "o":
                start = f'circle cx="{number(item.x)}" cy="{number(item.y)}"'
                return self._tipped(f'{start} r="{number(item.size / 2)}"', item.tip)
            half = item.size / 2
            points = [(item.x + x * half, item.y + y * half) for x, y in MARKS[item.mark]]
            return self._tipped(f'path d="{_line(points)}Z"', item.tip)
        if isinstance(item, Rule):
            return self._tipped(f'path d="{_line(item.points)}"', item.tip)
        outline = _path(item.path)
        drawn = self._tipped(f'path d="{outline}"', item.tip)
        if item.hatch:  # over the fill, and not in the way of the pointer
            drawn += (
                f'<path d="{outline}" fill="url(#{self.name}-hatch)" stroke="none" '
                'pointer-events="none"/>'
            )
        return drawn

    def _tipped(self, element: str, tip: str) -> str:
        if not tip:
            return f"<{element}/>"
        if self.inline:
            return f'<{element} data-tip="{escape(visible(tip))}"/>'
        return f"<{element}><title>{_text(tip)}</title></{element.partition(' ')[0]}>"


def _as_it_is(_item: Item) -> str:
    """The same for all, so that a stable sort changes nothing."""
    return ""


def _is_part(item: Item) -> bool:
    """Whether an item is a part of a bar: it has paper around it and nothing under it."""
    return isinstance(item, Shape) and item.edge is PAPER and item.opacity == 1 and bool(item.tip)


def number(value: float) -> str:
    """A length in at most two decimals, without what says nothing.

    >>> number(10.0), number(0.126), number(-0.001)
    ('10', '0.13', '0')
    """
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    """Text of an element, without characters that XML refuses."""
    return escape(visible(text), quote=False)


def _line(points: Iterator[tuple[float, float]] | list[tuple[float, float]] | tuple) -> str:  # type: ignore[type-arg]
    return _path([("L" if at else "M", x, y) for at, (x, y) in enumerate(points)])


def _path(steps: object) -> str:
    """Steps of an outline; a straight line is written as the step from the point before."""
    drawn, before, letters = "", (0.0, 0.0), ""
    for letter, *values in steps:  # type: ignore[attr-defined]
        texts = [number(value) for value in values]
        if letter == "L":
            end = (float(texts[0]), float(texts[1]))
            across, down = number(end[0] - before[0]), number(end[1] - before[1])
            letter, texts = _step(across, down)
        elif texts:
            end = (float(texts[-2]), float(texts[-1]))
        joined = ""
        for text in map(_short, texts):
            joined += text if not joined or text.startswith("-") else f" {text}"
        if letter != letters or letter not in "lhv":
            drawn += letter + joined
        else:
            drawn += joined if joined.startswith("-") else f" {joined}"
        letters = letter
        before = end if texts else before
    return drawn


def _short(text: str) -> str:
    """A length without the zero before its decimals.

    >>> _short("-0.25"), _short("10.5"), _short("0")
    ('-.25', '10.5', '0')
    """
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _step(across: str, down: str) -> tuple[str, list[str]]:
    """A straight line as letter and numbers; down or across alone is shorter."""
    if across == "0":
        return "v", [down]
    return ("h", [across]) if down == "0" else ("l", [across, down])

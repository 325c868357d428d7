"""The font of a picture inside the picture, cut down to its letters.

A browser gives a picture of a page none of the page's fonts. Where Arimo and the fonts of its
widths are not installed, another one would run over the edge.
"""

from __future__ import annotations

import html
import io
import re
from base64 import b64encode
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[2] / "critmin" / "drawing"
FACES = {"400": "Arimo-Regular.ttf", "700": "Arimo-Bold.ttf"}


def with_fonts(drawn: str) -> str:
    """Put the letters that a picture uses into it, as fonts of its own.

    Parameters
    ----------
    drawn : str
        SVG whose text is set in Arimo.

    Returns
    -------
    str
        The same picture, with a style after its description.
    """
    letters = "".join(sorted(set(html.unescape(re.sub(r"<[^>]*>", "", drawn)))))
    faces = [
        f"@font-face{{font-family:Arimo;font-weight:{weight};src:url(data:font/woff;base64,"
        f"{_cut(FOLDER / name, letters)})}}"
        for weight, name in FACES.items()
    ]
    return drawn.replace("</title>", f"</title><style>{''.join(faces)}</style>", 1)


def _cut(file: Path, letters: str) -> str:
    """Some letters of a font file, as base64."""
    options = Options(flavor="woff", layout_features=["kern"], notdef_outline=True)
    font = TTFont(file, recalcTimestamp=False)
    cut = Subsetter(options)
    cut.populate(text=letters)
    cut.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    return b64encode(written.getvalue()).decode("ascii")

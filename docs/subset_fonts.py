"""Make the fonts of pictures: Arimo for the letters that answers hold, and its advance widths.

``python docs/subset_fonts.py FOLDER`` reads Arimo-Regular.ttf and Arimo-Bold.ttf of version 1.33
(Debian's package fonts-croscore) from FOLDER and writes the two subsets and advances.json beside
`critmin/drawing/fonts.py`. Needs fonttools, which comes with matplotlib.

Kerning and hints are left out: text in pictures is then as wide as the sum of its letters.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

TARGET = Path(__file__).resolve().parent.parent / "critmin" / "drawing"
WEIGHTS = ("Regular", "Bold")
# First and last of each block: Latin with its extensions, modifier letters, Greek, Vietnamese,
# punctuation, raised and lowered digits, currencies, letterlike signs, fractions, arrows, maths,
# and the shapes of marks.
BLOCKS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x2C6, 0x2DD),
    (0x384, 0x3CE),
    (0x1E80, 0x1EF9),
    (0x2002, 0x2044),
    (0x2070, 0x208E),
    (0x20AC, 0x20AC),
    (0x2116, 0x2126),
    (0x2150, 0x215E),
    (0x2190, 0x2195),
    (0x2202, 0x2265),
    (0x25A0, 0x25CF),
)


def subset(path: Path) -> TTFont:
    """A font with the letters of `BLOCKS`, without kerning, hints and other features."""
    font = TTFont(path, recalcTimestamp=False)
    options = Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 5, 6, 7, 13, 14],
    )
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "kern", "DSIG", "FFTM"]
    maker = Subsetter(options)
    maker.populate(unicodes=[code for low, high in BLOCKS for code in range(low, high + 1)])
    maker.subset(font)
    return font


def advances(font: TTFont) -> list[list[int]]:
    """Runs of letters that follow each other: the first one's code, then the width of each."""
    widths = {code: font["hmtx"][name][0] for code, name in font.getBestCmap().items()}
    codes = sorted(widths)
    runs = [[codes[0], widths[codes[0]]]]
    for before, code in pairwise(codes):
        if code == before + 1:
            runs[-1].append(widths[code])
        else:
            runs.append([code, widths[code]])
    return runs


def main(folder: Path) -> None:
    """Write the subsets and their widths."""
    table: dict[str, object] = {}
    for weight in WEIGHTS:
        font = subset(folder / f"Arimo-{weight}.ttf")
        font.save(TARGET / f"Arimo-{weight}.ttf")
        table |= {"em": font["head"].unitsPerEm, weight.lower(): advances(font)}
    text = json.dumps(table, separators=(",", ":")).replace("],[", "],\n[")
    (TARGET / "advances.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

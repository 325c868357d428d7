"""Options on how an answer is written: its format, its file, its columns, its picture."""

from pathlib import Path
from typing import Annotated

from critmin.answers.formats import FORMATS

from . import completers
from .options import option

Format = Annotated[
    str | None,
    option(
        "-f",
        "--format",
        takes="FORMAT",
        help=", ".join(FORMATS) + ". Default: table on a terminal, else csv.",
        completes=completers.format_names,
    ),
]
Output = Annotated[
    Path | None,
    option(
        "-o",
        "--output",
        takes="PATH",
        help="Write there; the suffix decides the format; - is stdout.",
    ),
]
PageOutput = Annotated[
    Path | None, option("-o", "--output", takes="FILE.html", help="Write there; - is stdout.")
]
FolderOutput = Annotated[
    Path,
    option(
        "-o",
        "--output",
        takes="DIR",
        help="A new or empty folder, or an atlas to bring up to date.",
    ),
]
Quiet = Annotated[
    bool, option("-q", "--quiet", help="No notes, but what was not used of your own file.")
]
QuietProgress = Annotated[bool, option("-q", "--quiet", help="No progress on stderr.")]
Notes = Annotated[bool, option("--notes", help="All notes with their codes, and full citations.")]
Sort = Annotated[
    str | None,
    option(
        "--sort",
        takes="COLUMN,...",
        help="Order the rows, in files too; -COLUMN or COLUMN:desc for the largest first.",
        completes=completers.column_names,
    ),
]
FailIf = Annotated[
    str | None,
    option("--fail-if", takes="CONDITION", help="Exit with 5 if a row meets it, as 'share > 50%'."),
]
Columns = Annotated[
    str | None,
    option(
        "--columns",
        takes="A,B,C",
        help="Choose and order the columns.",
        completes=completers.column_names,
    ),
]
NoHeaders = Annotated[bool, option("--no-headers", help="Leave out the header line.")]
Digits = Annotated[
    int | None, option("--digits", takes="N", help="Decimals on screen.", min=0, max=12)
]
Bom = Annotated[bool, option("--bom", help="Byte-order mark in CSV, for old Excel.")]
Plot = Annotated[bool, option("--plot", help="Draw a chart in text on stdout instead of the data.")]
Size = Annotated[
    str,
    option(
        "--size",
        takes="slide|column",
        help="Size of a picture (-o x.png, x.svg, x.pdf).",
        completes=completers.choices("slide", "column"),
    ),
]
Title = Annotated[
    str | None, option("--title", takes="TEXT", help="Title of the picture instead of its finding.")
]
AsMap = Annotated[
    bool, option("--as-map", help="Draw a map of the world (with -o); --map alone does too.")
]

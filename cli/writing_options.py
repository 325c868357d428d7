"""Options on how an answer is written: its format, its file, its columns, its picture."""

from critmin.answers.formats import FORMATS
from critmin.declared.listed import Taken
from critmin.declared.parameter import PATH, TEXT, WHOLE, option

FORMAT = Taken(
    "format",
    option(
        "-f",
        "--format",
        takes="FORMAT",
        help=", ".join(FORMATS) + ". Default: table on a terminal, else csv.",
        completes="format_names",
    ),
)
OUTPUT = Taken(
    "output",
    option(
        "-o",
        "--output",
        takes="PATH",
        help="Write there; the suffix decides the format; - is stdout.",
        kind=PATH,
    ),
)
PAGE_OUTPUT = Taken(
    "output",
    option("-o", "--output", takes="FILE.html", help="Write there; - is stdout.", kind=PATH),
)
QUIET = Taken(
    "quiet",
    option("-q", "--quiet", help="No notes, but what was not used of your own file."),
    False,
)
QUIET_PROGRESS = Taken("quiet", option("-q", "--quiet", help="No progress on stderr."), False)
NOTES = Taken(
    "notes", option("--notes", help="All notes with their codes, and full citations."), False
)
SORT = Taken(
    "sort",
    option(
        "--sort",
        takes="COLUMN,...",
        help="Order the rows, in files too; -COLUMN or COLUMN:desc for the largest first.",
        completes="column_names",
    ),
)
FAIL_IF = Taken(
    "fail_if",
    option(
        "--fail-if",
        takes="CONDITION",
        help="Exit with 5 if a row meets it, as 'share > 50%'.",
        kind=TEXT,
    ),
)
COLUMNS = Taken(
    "columns",
    option(
        "--columns", takes="A,B,C", help="Choose and order the columns.", completes="column_names"
    ),
)
NO_HEADERS = Taken("no_headers", option("--no-headers", help="Leave out the header line."), False)
DIGITS = Taken(
    "digits", option("--digits", takes="N", help="Decimals on screen.", min=0, max=12, kind=WHOLE)
)
BOM = Taken("bom", option("--bom", help="Byte-order mark in CSV, for old Excel."), False)
PLOT = Taken(
    "plot", option("--plot", help="Draw a chart in text on stdout instead of the data."), False
)
SIZE = Taken(
    "size",
    option(
        "--size",
        takes="slide|column",
        help="Size of a picture (-o x.png, x.svg, x.pdf).",
        completes=("slide", "column"),
    ),
    "slide",
)
TITLE = Taken(
    "title",
    option("--title", takes="TEXT", help="Title of the picture instead of its finding.", kind=TEXT),
)
AS_MAP = Taken(
    "as_map",
    option("--as-map", help="Draw a map of the world (with -o); --map alone does too."),
    False,
)
ALL_NOTES = Taken(
    "notes", option("--all-notes", help="All notes with their codes, full citations."), False
)
TEMPLATE = Taken(
    "template", option("--template", help="Print a sample list as CSV, and nothing else."), False
)

# Options of every answer, whose names are the fields of `Rendering`; of one that has a picture; of
# one that can be drawn as a map.
OF_ANSWERS = (FORMAT, OUTPUT, QUIET, COLUMNS, NO_HEADERS, DIGITS, BOM, NOTES, SORT, FAIL_IF)
OF_PICTURES, OF_MAPS = (PLOT, SIZE, TITLE), (AS_MAP,)
# Options of the shell alone: of answers that are written in their own way, and one more.
OF_COMMAND = {
    "cite": (FORMAT, OUTPUT, QUIET),
    "report": (PAGE_OUTPUT,),
    "site": (QUIET_PROGRESS,),
    "suppliers": (TEMPLATE,),
}

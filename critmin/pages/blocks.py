"""Blocks of a page: what a brief, a report and a page of the atlas are made of. Pure.

A page is a list of blocks. ``html_page`` writes each with the macro of its name in
``blocks.html``, ``pdf_page`` those of a brief on sheets of A4; what a block says is decided by
whoever makes it.
"""

from __future__ import annotations

from critmin.charts.model import Chart
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.pages.page_tables import TableView

SMALL, LEAD, NONE = "small", "lead", "none"  # styles of a paragraph


class Code(NamedTuple):
    """Within a line: a command or a name as typed."""

    text: str


class Link(NamedTuple):
    """Within a line: words that lead to an address."""

    text: str
    href: str


class Day(NamedTuple):
    """Within a line: an ISO day, which the page has in words."""

    iso: str


class Strong(NamedTuple):
    """Within a line: words that carry it."""

    text: str


Line = str | tuple[str | Code | Link | Day | Strong, ...]


class Heading(NamedTuple):
    """Heading within a section."""

    key: str
    text: str


class Sentences(NamedTuple):
    """What the page has to say, a paragraph each."""

    texts: tuple[str, ...]


class Paragraphs(NamedTuple):
    """Other lines, in one of the styles."""

    lines: tuple[Line, ...]
    style: str = ""


class Dates(NamedTuple):
    """Days and what happens on them."""

    entries: tuple[tuple[str, str], ...]


class Terms(NamedTuple):
    """Terms, each with its meaning; ``short``: side by side."""

    entries: tuple[tuple[Line, Line], ...]
    short: bool = False


class Picture(NamedTuple):
    """A chart; it is drawn when the page is written.

    ``sourced``: its sources stand below it. ``finding``: its heading is its finding, which no
    sentence above it says. ``most`` are letters of both its drawings, see `figure_view`.
    """

    key: str
    chart: Chart
    sourced: bool = False
    finding: bool = True
    most: int | None = None
    says: str = ""


class AnswerTable(NamedTuple):
    """Table of an answer; with its notes, source and command where these stand below it."""

    view: TableView
    notes: bool = True


class OnlyFile(NamedTuple):
    """An answer whose rows only its CSV has: its cautions, source and command."""

    view: TableView


class Letters(NamedTuple):
    """Meanings of the letters of a table's rows."""

    view: TableView


class Sources(NamedTuple):
    """Citations with editions, licences and addresses."""

    every: tuple[Source, ...]


class Section(NamedTuple):
    """Part of a page with its own heading.

    ``unseen``: the heading is for those who hear the page. ``searched``: the search within the page
    looks into it.
    """

    key: str
    heading: str
    blocks: tuple[Block, ...]
    unseen: bool = False
    searched: bool = False


class Contents(NamedTuple):
    """List of the sections of a page."""

    heading: str
    entries: tuple[Link, ...]


class Search(NamedTuple):
    """Field that searches the page."""

    label: str = "Search this page"


class Links(NamedTuple):
    """Pages side by side."""

    every: tuple[Link, ...]


class Around(NamedTuple):
    """Pages before and after this one."""

    before: Link | None
    after: Link | None


Block = (
    Heading
    | Sentences
    | Paragraphs
    | Dates
    | Terms
    | Picture
    | AnswerTable
    | OnlyFile
    | Letters
    | Sources
    | Section
    | Contents
    | Search
    | Links
    | Around
)


class Page(NamedTuple):
    """A page: its heading, the day of its export controls, its blocks and its foot.

    ``room`` is brief, report or atlas, which have styles of their own; ``brand`` stands above the
    heading. ``top``: the page is long and leads back to its top.
    """

    room: str
    title: str
    heading: str
    day: str
    blocks: tuple[Block, ...]
    foot: tuple[Line, ...]
    brand: Line = ""
    top: bool = False


def contents(heading: str, blocks: tuple[Block, ...]) -> Contents:
    """List of the sections among some blocks."""
    sections = [block for block in blocks if isinstance(block, Section)]
    return Contents(heading, tuple(Link(one.heading, f"#{one.key}") for one in sections))

"""About page of the atlas: how to read it, its sources and licences, and how to cite it."""

from __future__ import annotations

from critmin.answers.columns import vocabulary
from critmin.answers.table import Column
from critmin.atlas.page_writing import Written, written
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.pages import page_words as words
from critmin.pages.blocks import (
    LEAD,
    Block,
    Code,
    Line,
    Link,
    Paragraphs,
    Section,
    Sources,
    Terms,
    contents,
)

PATH = "about.html"
READING: tuple[Line, ...] = (
    "Withheld, unknown and zero are three things. A withheld figure is known to the publisher, who "
    "keeps it back. n/a means that no source has a figure. Only 0 means zero.",
    "Each figure is from one source and edition; none are blended. Two tables of different sources "
    "or years cannot be compared row by row.",
    "Shares of supply are by country of the mine or plant, whoever owns it. Shares of imports are "
    "of recorded trade by value; re-exports are not subtracted.",
)
FILES = (
    "A letter after a name leads to a note below the table. The files have all rows and all "
    "columns; JSON also has all cautions, notes and sources."
)


def about_files(day: str) -> Written:
    """About page.

    Parameters
    ----------
    day : str
        ISO day of the atlas.
    """
    sections = tuple(_sections(day))
    found: tuple[Block, ...] = (contents("Contents", sections), *sections)
    html = written("About the atlas of critical minerals", "About the atlas", day, found)
    return Written({PATH: html.encode()}, ())


def _sections(day: str) -> list[Section]:
    from critmin import __version__

    on, edition = in_words(day), in_words(sources.data_edition())
    law = (
        f"Export controls are read on one day, {on}. They say what the law is, not how often "
        "licences are granted. Where a control was last confirmed earlier, its page says when."
    )
    again: tuple[Line, ...] = (
        (Code(f"critmin site -o atlas --as-of {day}"),),
        (
            f"critmin {__version__} makes the same bytes on every machine. Below each table stands "
            "the command that prints it. ",
            Link("manifest.json", "manifest.json"),
            " has the SHA-256 of each file, and ",
            Link("tables/index.csv", "tables/index.csv"),
            " lists all tables.",
        ),
    )
    cite = (
        f"critmin {__version__}, atlas of critical minerals, data edition {edition}, export "
        f"controls on {on}. Cite the source of a figure too: it stands below each table."
    )
    own = "Each source has its own licence. The software has the MIT licence."
    named = "Names in CSV and JSON, with the heading on the pages where it differs."
    columns = sorted(vocabulary().values(), key=lambda column: column.name)
    return [
        Section("reading", "How to read it", (Paragraphs((*READING, law, FILES)),)),
        Section("again", "How to make it again", (Paragraphs(again),)),
        Section("cite", "How to cite it", (Paragraphs((cite,)),)),
        Section(
            "sources",
            "Sources and licences",
            (Paragraphs((own,), LEAD), Sources(tuple(sources.editions().values()))),
        ),
        Section(
            "columns",
            "Columns of the files",
            (Paragraphs((named,), LEAD), Terms(tuple(map(_entry, columns)), short=True)),
        ),
    ]


def _entry(column: Column) -> tuple[Line, Line]:
    """A column with its heading on the pages, where that is not its name, and its meaning."""
    text = words.heading(column)
    same = text.casefold() == column.name.replace("_", " ")
    unit = f" ({column.unit})" if column.unit else ""
    return (Code(column.name), "" if same else f", {text}"), f"{column.description}{unit}"

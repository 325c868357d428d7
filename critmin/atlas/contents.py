"""Contents of a page of the atlas: its blocks, each one answer with its heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from critmin.answers.finding import first_sentence
from critmin.answers.table import Table
from critmin.atlas.subjects import Subject
from critmin.core.wording import capital
from critmin.reports.query import Option, Query, answered

ROWS = 12  # of a table on a page; all are in its files
NEWEST = 10  # events, and agreements
EVENTS = "date kinds actors targets title"
AGREEMENTS = "date kind parties title minerals status"


class Block(NamedTuple):
    """One answer on a page, or the reason why there is none.

    Parameters
    ----------
    key : str
        Anchor on the page, and name of the files of the table.
    heading : str
        Heading on the page.
    lead : str
        Sentence on how to read the table; empty if none is needed.
    command : str
        Command lines that give the same rows.
    table : Table or None
        The answer in full.
    reason : str
        Why there is no answer.
    shown : tuple of str
        Columns on the page; the files have all.
    pictured : bool
        Whether the page has the answer's picture; a page stays small.
    """

    key: str
    heading: str
    lead: str
    command: str
    table: Table | None
    reason: str = ""
    shown: tuple[str, ...] = ()
    pictured: bool = True


class Page(NamedTuple):
    """Page of a subject: its sentences, and its blocks in order."""

    subject: Subject
    sentences: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def answered(self) -> tuple[Block, ...]:
        """Blocks with rows."""
        return tuple(block for block in self.blocks if block.table is not None)

    @property
    def missing(self) -> tuple[Block, ...]:
        """Blocks without an answer, each with its reason."""
        return tuple(block for block in self.blocks if block.table is None)


class Ask(NamedTuple):
    """Question of a block, before it is asked."""

    key: str
    heading: str
    question: str
    words: tuple[str, ...] = ()
    options: Mapping[str, Option] = {}
    shown: str = ""
    lead: str = ""
    pictured: bool = True

    def block(self) -> Block:
        """Ask, and keep the reason where no data answer.

        Raises
        ------
        CritminError
            For any error but missing data, which would be a defect of the atlas.
        """
        found = answered(Query(self.question, self.words, self.options))
        return Block(
            self.key,
            self.heading,
            self.lead,
            found.query.line,
            found.table or None,
            "" if found.table else found.reason or "nothing is on record",
            tuple(self.shown.split()),
            self.pictured,
        )


def rows_of(block: Block) -> Iterator[dict[str, object]]:
    """Rows of a block; none without an answer."""
    if block.table is not None:
        yield from block.table.records()


def sentences_of(summary: str) -> tuple[str, ...]:
    """Sentences of a summary, each on its own.

    >>> sentences_of("China mined 69% of it. Next date: 27 November.")
    ('China mined 69% of it.', 'Next date: 27 November.')
    """
    found = []
    rest = summary
    while rest:
        first = first_sentence(rest)
        found.append(f"{first}.")
        rest = rest[len(first) :].removeprefix(".").strip()
    return tuple(found)


def with_rule(block: Block, named: str) -> Block:
    """Block of a brief, led by the brief's own note on which rows it names.

    Parameters
    ----------
    block : Block
        Block with the answer of `brief`.
    named : str
        Word with which the note on the rule begins.
    """
    if block.table is None:
        return block
    notes = (
        note.removeprefix(f"{named}: ") for note in block.table.notes if note.startswith(named)
    )
    rule = next(notes, "")
    return block._replace(lead=f"{capital(rule)}." if rule else "")


def diplomacy(code: str, day: str) -> Iterator[Block]:
    """Blocks on the newest events of a country or bloc, and on its agreements on minerals."""
    newest: dict[str, str | int] = {"as_of": day, "newest": NEWEST}
    heading = "Tariffs, controls and answers"
    options = {"country": code, **newest}
    yield Ask("events", heading, "events", (), options, EVENTS, pictured=False).block()
    heading = "Agreements on minerals"
    options = {"party": code, **newest}
    yield Ask("agreements", heading, "agreements", (), options, AGREEMENTS, pictured=False).block()

"""sources, cite: sources of the figures, and their citations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

from critmin.answers.builder import answer
from critmin.answers.columns import columns_of, meaning
from critmin.answers.table import Column, Table
from critmin.core import sources as editions
from critmin.core.errors import UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import ABOUT
from critmin.declared.parameter import option
from critmin.declared.question import question

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """Source edition."""

    edition: str | None
    producer: str | None
    title: str | None
    licence: str | None
    url: str | None
    published: str | None
    obtained: str | None
    citation: str | None
    tables: int
    default_total: str
    source: tuple[str, ...]


class CitationRow(NamedTuple):
    """Citation of a source edition."""

    citation: str
    source: tuple[str, ...]


def _columns() -> tuple[Column, ...]:
    """Columns: a narrow screen keeps what identifies a source, and its licence."""
    return meaning(
        columns_of(Row, title=9, licence=8, published=6, url=2, citation=1),
        title="Title of the source",
        citation="Citation of the source",
    )


@question(
    "sources",
    group=ABOUT,
    place=2,
    answers="Where the figures come from: publisher, edition, licence.",
    examples=("critmin sources", "critmin sources usgs -f json"),
    limits="Publisher, edition, licence and address of each source.",
    picture=True,
    cited=False,
)
def sources(source: p.AnySource = None) -> Table[Row]:
    """List all source editions, or those of one origin or edition.

    Parameters
    ----------
    source : str, optional
        ``usgs`` or ``usgs@2025``; all when not given.

    Returns
    -------
    Table
        One row per edition: publisher, licence, day obtained, number of tables.

    Raises
    ------
    UnknownName
        For an unknown source, with suggestions.
    """
    counts = Counter(row[2] for row in read_table("tables.csv")[1])
    rows = [
        Row(
            edition=line["edition"] or None,
            producer=line["producer"] or None,
            title=line["title"] or None,
            licence=line["licence"] or None,
            url=line["url"] or None,
            published=line["published"] or None,
            obtained=line["obtained"] or None,
            citation=line["citation"] or None,
            tables=counts[line["id"]],
            default_total=line["default_total"],
            source=(line["id"],),
        )
        for line in _lines(source)
    ]
    query = {"command": "sources", "source": source}
    return answer(rows, _columns(), query=query, summary=_summary, chart=_chart)


def _summary(table: Table) -> str:
    from critmin.summaries import contents as sentences

    return sentences.sources(table)


def _chart(table: Table) -> Chart | None:
    from critmin.about import charts

    return charts.editions(table)


Style = Annotated[str, option("--style", takes="text|bibtex", help="Format of the citation.")]


@question(
    "cite",
    group=ABOUT,
    place=3,
    answers="How to cite a source, as text or BibTeX.",
    examples=("critmin cite usgs@2025", "critmin cite iea --style bibtex > iea.bib"),
    limits="Citations of the sources of the figures.",
)
def cite(source: p.OneSource, style: Style = "text") -> Table:
    """Cite a source edition, or all editions of an origin.

    Parameters
    ----------
    source : str
        ``usgs@2025`` or ``usgs``.
    style : {"text", "bibtex"}
        Format of the citations.

    Returns
    -------
    Table
        One row per edition.

    Raises
    ------
    UnknownName
        For a source or style that does not exist.
    """
    if style not in STYLES:
        raise UnknownName("style", style, known=tuple(STYLES))
    rows = [CitationRow(STYLES[style](line), (line["id"],)) for line in _lines(source)]
    query = {"command": "cite", "source": source, "style": style}
    columns = meaning(columns_of(CitationRow, citation=9), citation="Citation")
    return answer(rows, columns, query=query)


def _lines(source: str | None) -> list[dict[str, str]]:
    """Lines of sources.csv of an origin or edition, or all, by column."""
    header, rows = read_table("sources.csv")
    wanted = None if source is None else editions.check(source)
    lines = (dict(zip(header, row, strict=True)) for row in rows)
    return [line for line in lines if wanted in (None, line["id"], line["origin"])]


def _text(line: dict[str, str]) -> str:
    return (
        f"{line['citation']}. {line['url']}. Licence: {line['licence']}. "
        f"Obtained {line['obtained']}."
    )


def _bibtex(line: dict[str, str]) -> str:
    key = line["id"].replace("@", "")
    fields = {
        "author": f"{{{line['producer']}}}",
        "title": f"{{{line['title']}}}",
        "year": line["published"][:4],
        "url": line["url"],
        "note": f"Licence: {line['licence']}; obtained {line['obtained']}",
    }
    body = "".join(
        f"  {name} = {{{text if name == 'url' else _escaped(text)}}},\n"
        for name, text in fields.items()
        if text
    )
    return f"@misc{{{key},\n{body}}}"


def _escaped(text: str) -> str:
    for mark in "&%#_":
        text = text.replace(mark, f"\\{mark}")
    return text


STYLES = {"text": _text, "bibtex": _bibtex}

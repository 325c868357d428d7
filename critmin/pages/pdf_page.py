"""A page as a PDF of few sheets of A4, from the blocks that a brief has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from critmin.charts.palette import FAINT
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.core.sources import Source
from critmin.pages import blocks as b
from critmin.pages import page_words as words
from critmin.pages import pdf_drawing as pdf

WIDTH = 595.28 - 2 * (pdf.MARGIN + 6)  # points between the margins of the frame
# Parts of the width that columns take; of others 1.
WIDTHS = {"minerals": 1.3, "stage": 0.9, "country": 1.2, "share": 1.5, "imports_usd": 1.2}
WIDTHS |= {"control": 1.7}
TEXT, BODY, CELLS, SMALL = 11, 10, 9, 8  # points


def written(page: b.Page, command: str, *, most: int) -> bytes:
    """The document.

    Parameters
    ----------
    page : Page
        Its blocks.
    command : str
        Command that makes the document again.
    most : int
        Sheets.

    Raises
    ------
    MissingExtra
        If reportlab is not installed.
    """
    return pdf.written(
        lambda scale: [*_Writer(scale).page(page, command)],
        title=page.title,
        subject=" ".join(_said(page.blocks)),
        most=most,
    )


def _said(found: Sequence[b.Block]) -> Iterator[str]:
    """Sentences of blocks, in their order."""
    for one in found:
        if isinstance(one, b.Sentences):
            yield from one.texts
        elif isinstance(one, b.Section):
            yield from _said(one.blocks)


class _Writer:
    """Blocks as flowables, at a scale of the type."""

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def page(self, page: b.Page, command: str) -> Iterator[Any]:
        yield pdf.rule()
        yield self._small(_plain(page.brand), after=1)
        yield pdf.paragraph(page.heading, 22 * self.scale, bold=True, after=2)
        edition = in_words(sources.data_edition())
        when = f"Export controls as of {in_words(page.day)}. Data edition {edition}."
        yield self._small(when, after=6)
        for one in page.blocks:
            yield from self._block(one)
        yield pdf.paragraph(command, SMALL * self.scale)

    def _block(self, block: b.Block) -> Iterator[Any]:
        found: Iterator[Any] = getattr(self, f"_{type(block).__name__.lower()}")(block)
        return found

    def _small(self, text: str, **how: Any) -> Any:
        return pdf.paragraph(text, SMALL * self.scale, colour=FAINT, **how)

    def _section(self, block: b.Section) -> Iterator[Any]:
        if not block.unseen:
            yield self._headed(block.heading)
        for one in block.blocks:
            yield from self._block(one)

    def _heading(self, block: b.Heading) -> Iterator[Any]:
        yield self._headed(block.text)

    def _headed(self, text: str) -> Any:
        scale = self.scale
        return pdf.paragraph(text, 13.5 * scale, bold=True, before=11 * scale, after=4, keep=True)

    def _sentences(self, block: b.Sentences) -> Iterator[Any]:
        yield from (pdf.paragraph(one, TEXT * self.scale, after=5) for one in block.texts)

    def _paragraphs(self, block: b.Paragraphs) -> Iterator[Any]:
        for line in map(_plain, block.lines):
            yield self._small(line) if block.style else pdf.paragraph(line, BODY * self.scale)

    def _dates(self, block: b.Dates) -> Iterator[Any]:
        for date, said in block.entries:
            text = f"<b>{escape(date)}</b>&nbsp; {escape(said)}"
            yield pdf.paragraph(text, BODY * self.scale, markup=True)

    def _picture(self, block: b.Picture) -> Iterator[Any]:
        from critmin.drawing.draw import sheet_of
        from critmin.drawing.style import PAGE

        sheet = sheet_of(block.chart, PAGE, foot=False)
        width = min(WIDTH, 420 * self.scale * min(1.0, 620 / max(sheet.height, 1)) + 60)
        parts = [pdf.paragraph("", 4, before=8), pdf.picture(sheet, width)]
        yield pdf.together([*parts, *([self._small(block.says)] if block.says else [])])

    def _answertable(self, block: b.AnswerTable) -> Iterator[Any]:
        view = block.view
        common = "; ".join(f"{name}: {text}" for name, text in view.common)
        widths = [WIDTHS.get(one.name, 1.0) for one in view.headings]
        yield self._small(f"{view.title}. {common}" if common else view.title, keep=True)
        yield pdf.table(view, WIDTH, CELLS * self.scale, widths)

    def _letters(self, block: b.Letters) -> Iterator[Any]:
        yield from (self._small(f"{one}.") for one in block.view.everywhere)
        if block.view.notes:
            texts = [
                f"<super>{letter}</super> {escape(text, quote=False)}"
                for letter, text in block.view.notes
            ]
            yield self._small(f"{'; '.join(texts)}.", markup=True)

    def _sources(self, block: b.Sources) -> Iterator[Any]:
        yield from (self._small(_cited(one), after=2) for one in block.every)


def _plain(line: b.Line) -> str:
    """A line without its marks."""
    if isinstance(line, str):
        return line
    return "".join(run if isinstance(run, str) else run[0] for run in line)


def _cited(source: Source) -> str:
    edition = f" Edition {words.edition(source.edition)}." if source.edition else ""
    licence = f" Licence: {words.licence(source.licence)}."
    return f"{source.citation}.{edition}{licence} {source.url}"

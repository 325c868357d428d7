"""Brief as a PDF of at most two A4 pages."""

from __future__ import annotations

from html import escape
from typing import Any

from critmin.briefs.page import BriefPage
from critmin.charts.palette import FAINT
from critmin.core import sources
from critmin.core.dates import in_words
from critmin.core.sources import Source
from critmin.pages import pdf

PAGES = 2
WIDTH = 595.28 - 2 * (pdf.MARGIN + 6)  # points between the margins of the frame
# Parts of the width that the columns of the main table take.
WIDTHS = {
    "minerals": 1.3,
    "stage": 0.9,
    "country": 1.2,
    "share": 1.5,
    "imports_usd": 1.2,
    "control": 1.7,
}


def written(page: BriefPage) -> bytes:
    """The document.

    Raises
    ------
    MissingExtra
        If reportlab is not installed.
    """
    return pdf.written(
        lambda scale: _content(page, scale),
        title=f"{page.title}, {in_words(page.day)}",
        subject=" ".join(page.sentences),
        most=PAGES,
    )


def _content(page: BriefPage, scale: float) -> list[Any]:
    text, small = 11 * scale, 8 * scale
    content: list[Any] = [
        pdf.rule(),
        pdf.paragraph("critmin brief", small, colour=FAINT, after=1),
        pdf.paragraph(page.topic.name, 22 * scale, bold=True, after=2),
        pdf.paragraph(
            f"Export controls as of {in_words(page.day)}. Data edition {sources.data_edition()}.",
            small,
            colour=FAINT,
            after=6,
        ),
        *(pdf.paragraph(one, text, after=5) for one in page.sentences),
    ]
    if page.rows is not None:
        content += _rows(page, scale)
    content += _coming(page, scale)
    if page.chart is not None:
        content += _picture(page, scale)
    if page.rows is not None:
        content += [_heading("How to read this", scale)]
        said = [*page.rule, *page.cautions, *(f"{one}." for one in page.rows.everywhere)]
        content += [pdf.paragraph(one, small, colour=FAINT) for one in said]
        content += _letters(page.rows.notes, small)
    content += [_heading("Sources", scale)]
    content += [pdf.paragraph(_cited(one), small, colour=FAINT, after=2) for one in page.sources]
    return [*content, pdf.paragraph(f"{page.command} -o {page.topic.code.lower()}.pdf", small)]


def _heading(text: str, scale: float) -> Any:
    return pdf.paragraph(text, 13.5 * scale, bold=True, before=11 * scale, after=4, keep=True)


def _rows(page: BriefPage, scale: float) -> list[Any]:
    view = page.rows
    if view is None:
        return []
    common = "; ".join(f"{name}: {text}" for name, text in view.common)
    said = f"{view.title}. {common}" if common else view.title
    widths = [WIDTHS.get(one.name, 1.0) for one in view.headings]
    return [
        _heading(page.heading, scale),
        pdf.paragraph(said, 8 * scale, colour=FAINT, keep=True),
        pdf.table(view, WIDTH, 9 * scale, widths),
    ]


def _coming(page: BriefPage, scale: float) -> list[Any]:
    size = 10 * scale
    if not page.coming:
        none = page.part.coming or "No dated change of an export control is known."
        return [_heading("What changes next", scale), pdf.paragraph(none, size)]
    lines = [
        pdf.paragraph(f"<b>{escape(date)}</b>&nbsp; {escape(said)}", size, markup=True)
        for date, said in page.coming
    ]
    return [_heading("What changes next", scale), *lines]


def _picture(page: BriefPage, scale: float) -> list[Any]:
    from reportlab.platypus import KeepTogether

    from critmin.drawing.draw import sheet_of
    from critmin.drawing.style import PAGE

    chart = page.chart
    if chart is None:
        return []
    sheet = sheet_of(chart, PAGE, foot=False)
    width = min(WIDTH, 420 * scale * min(1.0, 620 / max(sheet.height, 1)) + 60)
    parts = [pdf.paragraph("", 4, before=8), pdf.picture(sheet, width)]
    if page.picture_says:
        parts.append(pdf.paragraph(page.picture_says, 8 * scale, colour=FAINT))
    return [KeepTogether(parts)]


def _letters(notes: tuple[tuple[str, str], ...], size: float) -> list[Any]:
    if not notes:
        return []
    texts = [f"<super>{letter}</super> {escape(text, quote=False)}" for letter, text in notes]
    return [pdf.paragraph(f"{'; '.join(texts)}.", size, colour=FAINT, markup=True)]


def _cited(source: Source) -> str:
    edition = f" Edition {source.edition}." if source.edition else ""
    licence = f" Licence: {source.licence}." if source.licence else ""
    return f"{source.citation.rstrip('.')}.{edition}{licence} {source.url}"

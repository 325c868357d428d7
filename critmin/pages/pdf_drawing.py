"""Parts of a page in PDF: type, the picture of a sheet, a table with bars; uses reportlab.

Text is text in Arimo, which is embedded; the bytes follow from the content alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from critmin.charts.palette import FAINT, FOCUS, HATCH, INK, PAPER, PLAIN, REST, RULE, Colour
from critmin.core.errors import MissingExtra
from critmin.drawing import svg
from critmin.drawing.fonts import font_file
from critmin.drawing.sheet import Mark, Rule, Shape, Sheet, Text

if TYPE_CHECKING:
    from critmin.pages.page_tables import Shown, TableView

REGULAR, BOLD = "Arimo", "Arimo-Bold"
POINTS = 0.75  # of a pixel
MARGIN = 45  # points
BAR = 44  # points of a bar of 100%
Maker = Callable[[float], list[Any]]


def written(make: Maker, *, title: str, subject: str, most: int) -> bytes:
    """Write a document of at most a number of A4 pages, in the largest type that fits.

    Parameters
    ----------
    make : callable
        Makes the flowables at a scale of the type; the picture is scaled with it.
    title, subject : str
        Metadata.
    most : int
        Pages.

    Raises
    ------
    MissingExtra
        If reportlab is not installed.
    """
    try:
        from reportlab.platypus import SimpleDocTemplate
    except ImportError as absent:
        raise MissingExtra("writing a page as .pdf", "pdf") from absent
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _register()
    canvas = partial(Canvas, initialFontName=REGULAR)
    for scale in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        out = BytesIO()
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN + 6,
            title=title,
            subject=subject,
            author="critmin",
            creator="critmin",
            lang="en",
            invariant=1,
        )
        document.build(
            make(scale), onFirstPage=_numbered, onLaterPages=_numbered, canvasmaker=canvas
        )
        if document.page <= most:
            break
    return out.getvalue()


def _register() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font_file(bold=name == BOLD))))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )


def _numbered(canvas: Any, document: Any) -> None:
    """Number of the page, at its foot."""
    canvas.saveState()
    canvas.setFont(REGULAR, 7.5)
    canvas.setFillColor(FAINT.light)
    canvas.drawString(MARGIN + 6, MARGIN - 12, "critmin")
    canvas.drawRightString(document.pagesize[0] - MARGIN - 6, MARGIN - 12, str(document.page))
    canvas.restoreState()


def paragraph(
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: Colour = INK,
    before: float = 0,
    after: float = 3,
    markup: bool = False,
    right: bool = False,
    keep: bool = False,
) -> Any:
    """Paragraph in Arimo; text is escaped unless it is ``markup``; ``keep``: with the next."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "p",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.32,
        textColor=colour.light,
        spaceBefore=before,
        spaceAfter=after,
        alignment=2 if right else 0,
        keepWithNext=keep,
        splitLongWords=True,
    )
    return Paragraph(text if markup else escape(text, quote=False), style)


def together(parts: Sequence[Any]) -> Any:
    """Flowables that no end of a page parts."""
    from reportlab.platypus import KeepTogether

    return KeepTogether([*parts])


def rule(thick: float = 3) -> Any:
    """Line across the page, in the colour of the focus."""
    from reportlab.platypus import HRFlowable

    return HRFlowable("100%", thickness=thick, color=FOCUS.light, spaceAfter=6, spaceBefore=0)


def picture(sheet: Sheet, width: float) -> Any:
    """Sheet as a flowable of a width in points, with its text as text."""
    from reportlab.platypus import Flowable

    scale = width / (sheet.width * POINTS)

    class Picture(Flowable):  # type: ignore[misc,unused-ignore]
        def wrap(self, _across: float, _down: float) -> tuple[float, float]:
            return width, sheet.height * POINTS * scale

        def draw(self) -> None:
            self.canv.saveState()
            # Pixels from the top left, as on the sheet.
            self.canv.translate(0, sheet.height * POINTS * scale)
            self.canv.scale(POINTS * scale, -POINTS * scale)
            for item in sorted(sheet.items, key=lambda one: one.layer):
                _draw(self.canv, item)
            self.canv.restoreState()

    return Picture()


def _draw(canvas: Any, item: Text | Shape | Rule | Mark) -> None:
    if isinstance(item, Text):
        _text(canvas, item)
    elif isinstance(item, Rule):
        _rule(canvas, item)
    elif isinstance(item, Shape):
        _shape(canvas, item)
    else:
        _mark(canvas, item)


def _text(canvas: Any, item: Text) -> None:
    canvas.saveState()
    canvas.translate(item.x, item.y)
    canvas.scale(1, -1)
    if item.upwards:
        canvas.rotate(90)
    canvas.setFont(BOLD if item.bold else REGULAR, item.size)
    canvas.setFillColor(item.colour.light)
    draw = {
        "start": canvas.drawString,
        "middle": canvas.drawCentredString,
        "end": canvas.drawRightString,
    }
    draw[item.anchor](0, 0, item.text)
    canvas.restoreState()


def _rule(canvas: Any, item: Rule) -> None:
    canvas.saveState()
    canvas.setStrokeColor(item.colour.light)
    canvas.setLineWidth(item.thick)
    canvas.setLineJoin(1)
    if item.dashes:
        canvas.setDash(list(item.dashes))
    path = canvas.beginPath()
    for number, (x, y) in enumerate(item.points):
        (path.lineTo if number else path.moveTo)(x, y)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def _shape(canvas: Any, item: Shape) -> None:
    from reportlab.pdfgen.canvas import FILL_EVEN_ODD

    canvas.saveState()
    path = canvas.beginPath()
    for letter, *values in item.path:
        if letter == "M":
            path.moveTo(*values)
        elif letter == "L":
            path.lineTo(*values)
        elif letter == "C":
            path.curveTo(*values)
        else:
            path.close()
    edged = item.edge is not None and item.thick > 0
    canvas.setFillColor(item.colour.light)
    canvas.setFillAlpha(item.opacity)
    if edged and item.edge is not None:
        canvas.setStrokeColor(item.edge.light)
        canvas.setLineWidth(item.thick)
    canvas.drawPath(path, stroke=int(edged), fill=1, fillMode=FILL_EVEN_ODD)
    if item.hatch:
        _hatched(canvas, item, path)
    canvas.restoreState()


def _hatched(canvas: Any, item: Shape, path: Any) -> None:
    """Lines across a shape that is no country's."""
    points = [values[-2:] for _letter, *values in item.path if values]
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setStrokeColor(HATCH.light)
    canvas.setLineWidth(0.9)
    at, tall = min(xs) - (max(ys) - min(ys)), max(ys) - min(ys)
    while at < max(xs):
        canvas.line(at, max(ys), at + tall, min(ys))
        at += svg.HATCHED


def _mark(canvas: Any, item: Mark) -> None:
    canvas.saveState()
    canvas.setStrokeColor(item.colour.light)
    canvas.setFillColor((PAPER if item.hollow else item.colour).light)
    canvas.setLineWidth(1.5)
    half = item.size / 2
    if item.mark == "o":
        canvas.circle(item.x, item.y, half, stroke=1, fill=1)
    else:
        path = canvas.beginPath()
        for number, (x, y) in enumerate(svg.MARKS[item.mark]):
            (path.lineTo if number else path.moveTo)(item.x + x * half, item.y + y * half)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)
    canvas.restoreState()


def table(view: TableView, width: float, size: float, widths: Sequence[float]) -> Any:
    """Table of a page with its bars; ``widths`` are parts of the width, one a column."""
    from reportlab.platypus import Table

    heads = [
        paragraph(one.text, size, bold=True, after=0, right=one.number) for one in view.headings
    ]
    body = [[_cell(cell, size) for cell in row] for row in view.rows[: view.first]]
    columns = [width * part / sum(widths) for part in widths]
    made = Table([heads, *body], colWidths=columns, repeatRows=1, hAlign="LEFT")
    made.setStyle(
        [
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ("LINEBELOW", (0, 0), (-1, 0), 1, INK.light),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE.light),
        ]
    )
    return made


def _cell(cell: Shown, size: float) -> Any:
    if cell.bar is not None:
        return _bar(cell, size)
    marks = f" <super size='{size * 0.7:.1f}'>{escape(cell.marks)}</super>" if cell.marks else ""
    text = f"{escape(cell.text, quote=False)}{marks}"
    return paragraph(text, size, bold=cell.heads, after=0, markup=True, right=cell.number)


def _bar(cell: Shown, size: float) -> Any:
    """Bar of a share with its figure on the right."""
    from reportlab.platypus import Flowable

    class Bar(Flowable):  # type: ignore[misc,unused-ignore]
        def wrap(self, across: float, _down: float) -> tuple[float, float]:
            self.width, self.height = across, size * 1.1
            return self.width, self.height

        def draw(self) -> None:
            canvas, tall = self.canv, size * 0.7
            left = self.width - BAR - size * 3.9
            canvas.setFillColor(REST.light)
            canvas.rect(left, 0.5, BAR, tall, stroke=0, fill=1)
            canvas.setFillColor((FOCUS if cell.focus else PLAIN).light)
            canvas.rect(left, 0.5, BAR * (cell.bar or 0) / 100, tall, stroke=0, fill=1)
            canvas.setFillColor(INK.light)
            canvas.setFont(REGULAR, size)
            canvas.drawRightString(self.width, 1, cell.text)

    return Bar()

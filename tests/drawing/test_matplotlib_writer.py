"""PNG and PDF: twice the pixels, real text, our own fonts, nobody's settings."""

from __future__ import annotations

import io
import sys

import pytest

from critmin.charts.model import Bar, Bars
from critmin.charts.palette import FOCUS, HATCH, INK, PAPER, REST
from critmin.core.errors import MissingExtra
from critmin.drawing.draw import picture, sheet_of
from critmin.drawing.sheet import Sheet
from critmin.drawing.style import COLUMN

matplotlib = pytest.importorskip("matplotlib")
from PIL import Image  # noqa: E402

from critmin.drawing.matplotlib_writer import written  # noqa: E402

CHART = Bars(topic="Tin: 錫, ⇒ and $x_1^2$", unit="t", bars=(Bar("Peru", 4.0), Bar("Laos", None)))


def image(sheet: Sheet) -> Image.Image:
    return Image.open(io.BytesIO(written(sheet, "png", "t"))).convert("RGB")


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def test_a_png_has_two_pixels_for_each_of_the_sheet() -> None:
    sheet = sheet_of(CHART, COLUMN)
    drawn = image(sheet)
    assert drawn.width == 800
    assert abs(drawn.height - 2 * sheet.height) <= 1


def test_bars_and_marks_stand_where_the_sheet_says() -> None:
    sheet = Sheet(100, 60)
    sheet.bar(10, 20, 30, 10, FOCUS, edge=FOCUS)
    sheet.mark(70, 25, "s", 10, INK)
    drawn = image(sheet)
    assert drawn.getpixel((40, 50)) == rgb(FOCUS.light)
    assert drawn.getpixel((40, 30)) == drawn.getpixel((100, 50)) == rgb(PAPER.light)
    assert drawn.getpixel((140, 50)) == rgb(INK.light)


def test_each_hatched_bar_has_its_own_hatching() -> None:
    sheet = Sheet(100, 100)
    for top in (5, 35, 65):
        sheet.bar(10, top, 60, 20, REST, hatch=True)
    drawn = image(sheet)
    for top in (5, 35, 65):
        colours = {drawn.getpixel((x, 2 * top + 20)) for x in range(24, 136)}
        assert len(colours) >= 3
        dark = min(sum(colour) for colour in colours)  # type: ignore[arg-type,type-var]
        assert dark < (sum(rgb(HATCH.light)) + sum(rgb(REST.light))) / 2
    assert {drawn.getpixel((x, 58)) for x in range(24, 136)} == {rgb(PAPER.light)}


def test_text_is_as_wide_as_it_is_measured() -> None:
    from critmin.drawing.fonts import width

    sheet = Sheet(400, 40)
    text = "HAVE To WAVE: 27,000 t"
    sheet.text(10, 20, text, 20)
    drawn = image(sheet).convert("L").point(lambda grey: 255 if grey < 200 else 0)
    box = drawn.getbbox()
    assert box is not None
    assert (box[2] - box[0]) / 2 == pytest.approx(width(text, 20), abs=3)


def test_a_pdf_has_real_text_in_arimo_and_the_sheets_size() -> None:
    sheet = sheet_of(CHART, COLUMN)
    pdf = written(sheet, "pdf", "t")
    assert b"/MediaBox [ 0 0 300 " in pdf
    assert b"Arimo" in pdf
    assert b"/Subtype /Type3" not in pdf.replace(b"DejaVu", b"") or b"Arimo" in pdf


def test_signs_of_formulas_and_letters_without_a_font_are_no_error() -> None:
    for form in ("png", "pdf"):
        assert picture(CHART, form)


def test_a_users_settings_change_nothing() -> None:
    before = picture(CHART, "png")
    with matplotlib.rc_context(
        {"savefig.dpi": 33, "savefig.bbox": "tight", "text.hinting": "default", "font.size": 40}
    ):
        assert picture(CHART, "png") == before
        assert matplotlib.rcParams["font.size"] == 40


def test_without_the_extra_the_hint_is_one_line(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"pip install 'critmin\[charts\]'"):
        picture(CHART, "png")

"""Text that is read upwards: where it stands, and in every writer."""

from __future__ import annotations

from soundness import box_of, faults

from critmin.drawing.fonts import width
from critmin.drawing.sheet import Sheet, Text
from critmin.drawing.svg import svg


def test_text_upwards_is_as_tall_as_it_is_long() -> None:
    sheet = Sheet(100, 200)
    sheet.upwards(50, 180, "EU critical 2024", 14, bold=True)
    (text,) = sheet.items
    assert isinstance(text, Text)
    box = box_of(text)
    assert box.bottom == 180
    assert round(box.height, 6) == round(width("EU critical 2024", 14, bold=True), 6)
    assert box.width < 14
    assert faults(sheet) == []
    sheet.upwards(50, 80, "EU critical 2024", 14)
    assert any("outside" in fault for fault in faults(sheet))


def test_svg_turns_it_about_its_start() -> None:
    sheet = Sheet(100, 200)
    sheet.upwards(50, 180, "Japan", 14)
    (text,) = sheet.items
    assert isinstance(text, Text)
    written = svg(sheet, title="x", description="y")
    assert f'y="180" transform="rotate(-90 {text.x:.2f}'.rstrip("0") in written

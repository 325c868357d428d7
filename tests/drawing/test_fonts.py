"""Widths of text, and lines no wider than their room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from critmin.drawing.fonts import LEAST, advances, balanced, font_file, width, wrapped

TEXTS = st.text("ABCilmW -/é0%", max_size=80)
SIZES = st.sampled_from([14.0, 17.0, 28.0])


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_fonts_own_file(bold) -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    font = fonts.TTFont(font_file(bold))
    em, letters = font["head"].unitsPerEm, font.getBestCmap()
    assert {ord(letter) for letter in advances(bold)} == set(letters)
    for letter, across in advances(bold).items():
        assert across == font["hmtx"][letters[ord(letter)]][0] / em
    assert "kern" not in font
    assert "GPOS" not in font


def test_widths_are_those_of_arial() -> None:
    """Digits are 0.556 em in all fonts that have Arial's widths."""
    assert all(width(digit, 1000) == pytest.approx(556, abs=0.5) for digit in "0123456789")
    assert width("W", 1000, bold=True) == pytest.approx(944, abs=0.5)


def test_the_fonts_hold_what_names_need() -> None:
    for letter in "äéñøșțŁžΔμ₂→≥–—’“”‰€£¥½×−":
        assert letter in advances(), letter
        assert letter in advances(bold=True), letter


def test_the_fonts_are_small_and_have_their_licence() -> None:
    assert sum(font_file(bold).stat().st_size for bold in (False, True)) < 150_000
    licence = font_file().with_name("LICENSE-arimo.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_east_asian_letters_are_wide_and_accents_have_no_width() -> None:
    assert width("鉱物", 10) == 20
    assert width("e\u0301", 10) == width("e", 10)


@given(TEXTS, SIZES, st.floats(60, 400))
def test_lines_are_no_wider_than_their_room_and_lose_no_letter(text, size, room) -> None:
    lines = wrapped(text, size, room)
    assert all(width(line, size) <= room + 1e-9 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, SIZES, st.floats(60, 400))
def test_balanced_lines_are_as_few(text, size, room) -> None:
    lines = balanced(text, size, room)
    assert len(lines) == len(wrapped(text, size, room))
    assert all(width(line, size) <= room + 1e-9 for line in lines)
    assert 0.5 < LEAST < 1


def test_a_long_word_is_broken_at_its_hyphen() -> None:
    assert wrapped("fused-aluminium-oxide", 17, 120) == ["fused-", "aluminium-", "oxide"]
    assert wrapped("10\u00a0kt of tin", 14, 50) == ["10\u00a0kt of", "tin"]

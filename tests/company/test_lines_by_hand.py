"""Lines of a supplier list by hand: their amounts, and whether a controlled form is theirs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from critmin.company.line_amount import AmountColumn, read_amount
from critmin.company.line_controls import _form_fits

COLUMN = AmountColumn("quantity", "amount", "t", percent=False)


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("5", (5.0, 5.0)),
        ("5.25", (5.25, 5.25)),
        ("0", (0.0, 0.0)),
        ("2-4", (2.0, 4.0)),
        ("<4", (0.0, 4.0)),
        (">3", (3.0, 3.0)),
        ("W", (None, None)),
    ],
)
def test_an_amount_has_a_lower_and_an_upper_end(cell, ends) -> None:
    found = read_amount(cell, COLUMN)
    assert (found.low, found.high) == ends


@pytest.mark.parametrize(
    ("form", "stage", "covers", "chapter", "expected"),
    [
        ("", "refining", "partly", "28", True),
        ("ore", "mining", "partly", "28", True),
        ("refined", "mining", "wholly", "26", True),  # its code is that of the ore
        ("refined", "mining", "partly", "26", False),
        ("refined", "mining", "wholly", "81", False),
        ("ore", "refining", "wholly", "26", False),
    ],
)
def test_a_form_is_that_of_the_stage_or_the_code_is_that_of_ore(
    form, stage, covers, chapter, expected
) -> None:
    code = SimpleNamespace(mineral="tungsten", covers=covers, hs6=f"{chapter}1100")
    cover = SimpleNamespace(form=form, mineral="tungsten")
    assert _form_fits(SimpleNamespace(codes=[code]), cover, stage, "tungsten") is expected

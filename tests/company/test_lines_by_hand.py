"""Lines of a supplier list by hand: their amounts, and whether a controlled form is theirs."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from critmin.company.line_controls import _form_fits
from critmin.company.own_supply import amount_of
from critmin.core.printed_numbers import Value


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        (Value("number", Decimal(5)), "t", (5.0, 5.0)),
        (Value("number", Decimal(5)), "kg", (0.005, 0.005)),
        (Value("zero", Decimal(0)), "t", (0.0, 0.0)),
        (Value("range", low=Decimal(2), high=Decimal(4)), "t", (2.0, 4.0)),
        (Value("less_than", low=Decimal(0), high=Decimal(4)), "kg", (0.0, 0.004)),
        (Value("greater_than", low=Decimal(3)), "t", (3.0, 3.0)),
        (Value("unknown"), "t", None),
        (Value("number", Decimal(5)), "pieces", None),
        (None, "t", None),
    ],
)
def test_an_amount_is_an_interval_in_the_common_unit(amount, unit, expected) -> None:
    found = amount_of(SimpleNamespace(amount=amount, unit=unit), "t")
    assert found == (None if expected is None else pytest.approx(expected))


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

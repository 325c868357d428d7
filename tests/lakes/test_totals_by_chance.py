"""Rows of a flow drawn by chance: each amount is used once, and none is lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin.lakes.totals import OVERLAP
from tests.lakes.test_totals import CUSTOMS, HEAD, OTHER, line, put, values

WITHIN = {"0": "", "2000": "2", "2100": "21", "2110": "2110.", "3200": "32"}  # modes
CELLS = [
    (second, customs, mode)
    for second in ("0", "842", "124")
    for customs in ("C00", "C01", "C04")
    for mode in WITHIN
]


def meet(one: Sequence[str], other: Sequence[str]) -> bool:
    modes = sorted((WITHIN[one[2]], WITHIN[other[2]]), key=len)
    return (
        (one[0] == other[0] or "0" in (one[0], other[0]))
        and (one[1] == other[1] or "C00" in (one[1], other[1]))
        and modes[1].startswith(modes[0])
    )


def test_no_two_rows_that_are_used_have_an_amount_in_common(tmp_path: Path) -> None:
    """Any rows of a flow: those used never meet, and a row that is set aside meets one of them."""
    chance = Random(7)
    flows = {
        f"{250400 + number}": sorted(chance.sample(CELLS, chance.randint(2, 9)))
        for number in range(10, 60)
    }
    rows = [
        line(156, (*cell, str(2**place)), code)
        for code, cells in flows.items()
        for place, cell in enumerate(cells)
    ]
    put(tmp_path, "flows.csv", [HEAD, *rows], "comtrade")
    sums = values(tmp_path, "comtrade", "code")
    for code, cells in flows.items():
        # Each row has a power of two of its own, so that the sum says which are used.
        used = [cell for at, cell in enumerate(cells) if int(sums[code]) >> at & 1]
        assert not [pair for pair in combinations(used, 2) if meet(*pair)], code
        aside = {*cells} - {*used}
        assert all(any(meet(one, other) for other in used) for one in aside), code


def test_what_only_meets_a_row_that_is_set_aside_is_used(tmp_path: Path) -> None:
    """Of the first flow the total of 30 loses to 50, but its part by sea shares nothing with it."""
    flows = {
        "250410": [
            ("0", "C01", "0", "30"),
            ("0", "C01", "2100", "25"),
            ("0", "C01", "3200", "5"),
            ("0", "C00", "3200", "50"),
        ],
        # 10 loses to 20, and 20 to 30: 10 and 30 share nothing.
        "250490": [
            ("842", "C01", "0", "10"),
            ("0", "C01", "2100", "20"),
            ("124", "C00", "2100", "30"),
        ],
    }
    rows = [line(156, cells, code) for code, of in flows.items() for cells in of]
    result = put(tmp_path, "flows.csv", [HEAD, *rows], "comtrade")
    assert values(tmp_path, "comtrade", "code") == {"250410": 75, "250490": 40}
    assert result.record.set_aside == {OVERLAP: 2, OTHER + CUSTOMS: 1}


def test_a_row_that_lost_to_one_that_lost_later_is_used(tmp_path: Path) -> None:
    """Used are 8 and 32; of procedure C04 nothing is within them, so that 1 of it is used."""
    cells = [
        ("0", "C01", "0", "1"),
        ("0", "C01", "2000", "1"),
        ("0", "C04", "2100", "1"),
        ("124", "C00", "3200", "8"),
        ("842", "C00", "2110", "16"),
        ("842", "C01", "2000", "32"),
        ("842", "C01", "2110", "0"),
        ("842", "C04", "2000", "1"),
    ]
    put(tmp_path, "flows.csv", [HEAD, *(line(156, one) for one in cells)], "comtrade")
    assert values(tmp_path, "comtrade", "code") == {"250410": 41}

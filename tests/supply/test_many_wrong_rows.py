"""A large table of wrong rows: what is wrong is read once, and told as of a small one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

import critmin
from critmin.core.errors import DataError
from critmin.supply import own_table, own_table_large, own_table_reading
from critmin.user_tables import large_files

NAMES = ("Chile", "China", "Peru", "Japan", "Brazil")
ROWS = 3_000
Row = dict[str, str]


def right(at: int) -> Row:
    return {
        "mineral": "tin",
        "year": str(1900 + at // 5 % 200),
        "country": NAMES[at % 5],
        "stage": "mining",
        "quantity": f"{at}.5",
        "unit": "t",
        "basis": f"b{at // 1000}",
    }


WRONG: dict[str, Callable[[int], Row]] = {
    "a year of another calendar": lambda at: {"year": str(1300 + at % 90)},
    "a year to come": lambda at: {"year": str(2500 + at % 90)},
    "a date": lambda at: {"year": f"2024-01-{at % 28 + 1:02d}"},
    "two digits": lambda at: {"year": f"{at % 90 + 10}"},
    "every other year": lambda at: {"year": "0"} if at % 2 else {},
    "no mineral": lambda at: {"mineral": "-"},
    "an error of a spreadsheet": lambda at: {"mineral": "#REF!"},
    "a sum of countries": lambda at: {"country": "Europe"},
    "an ambiguous country": lambda at: {"country": "Congo"},
    "no country": lambda at: {"country": "n.a."},
    "an unknown stage": lambda at: {"stage": f"smelting{at % 9}"},
    "a word for a figure": lambda at: {"quantity": ("many", "few", "s")[at % 3]},
    "two faults": lambda at: {"year": "99", "country": "Congo"},
    "three faults": lambda at: {"year": "99", "country": "Congo", "quantity": "many"},
    "a fault and a remark": lambda at: {"year": "99", "country": f"Nowhere{at % 7}"},
    "a fault in the last row": lambda at: {"year": "99"} if at == ROWS - 1 else {},
    "other faults by row": lambda at: [{"year": "99"}, {"country": "Congo"}, {}][at % 3],
}


def table(path: Path, wrong: Callable[[int], Row]) -> str:
    rows = [right(at) | wrong(at) for at in range(ROWS)]
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_read_once_and_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Callable[[int], Row]
) -> None:
    path = table(tmp_path / "own.csv", wrong)
    with pytest.raises(DataError) as small:
        critmin.hhi(data=path)
    problems = critmin.check(path).rows
    met: list[object] = []
    old = own_table_reading.read_line
    monkeypatch.setattr(large_files, "LARGE_BYTES", 0)
    monkeypatch.setattr(
        own_table_large, "read_line", lambda *given: met.append(given) or old(*given)
    )
    monkeypatch.setattr(own_table, "read", lambda *_a, **_k: pytest.fail("read row by row"))
    with pytest.raises(DataError) as large:
        critmin.hhi(data=path)
    assert str(large.value) == str(small.value)
    assert len(met) < 500
    assert critmin.check(path).rows == problems

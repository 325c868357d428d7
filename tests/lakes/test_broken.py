"""Broken files: one line that says what is wrong, or rows set aside; nothing half done."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError
from critmin.lakes.adding import add
from critmin.lakes.store import open_lake

BROKEN = Path(__file__).resolve().parent.parent / "broken" / "lakes"
with (BROKEN / "cases.csv").open(encoding="utf-8", newline="") as _handle:
    CASES = [*csv.DictReader(_handle)]


def test_every_broken_file_has_its_case() -> None:
    files = {path.name for path in BROKEN.iterdir()} - {"README.md", "cases.csv"}
    assert files == {case["file"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_broken_file_is_refused_or_its_rows_are_set_aside(
    case: dict[str, str], tmp_path: Path
) -> None:
    lake, file = tmp_path / "lake", BROKEN / case["file"]
    if case["rows_used"] == "0":
        with pytest.raises(DataError) as caught:
            add([file], reader=case["reader"], lake=lake)
        assert str(caught.value) == case["said"]
        assert "\n" not in str(caught.value)
        if lake.exists():
            assert open_lake(lake).added == ()
            assert not [path for path in lake.rglob("*") if path.suffix == ".parquet"]
    else:
        (result,) = add([file], reader=case["reader"], lake=lake)
        aside = sorted(result.record.set_aside.items())
        assert "; ".join(f"{reason}: {count}" for reason, count in aside) == case["said"]
        assert result.record.rows_used == int(case["rows_used"])
    assert not list(tmp_path.rglob(".adding-*"))

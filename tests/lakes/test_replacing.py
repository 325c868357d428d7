"""Nothing leaves a lake but what was named, and a file takes the place of its like alone."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import QueryError
from critmin.lakes.adding import add
from critmin.lakes.managing import lake_remove
from critmin.lakes.store import open_lake

HEADER = "period,reporter,importer,exporter,flow,code,value\n"
SAMPLES = Path(__file__).parent / "samples"


def put(folder: Path, rows: str, name: str, *, replace: bool = False) -> Path:
    path = folder / name
    path.write_text(HEADER + rows, "utf-8")
    add([path], reader="table", lake=folder / "lake", replace=replace)
    return folder / "lake"


def row(period: str, reporter: str = "JPN", flow: str = "import", value: int = 1) -> str:
    places = f"{reporter},CHN" if flow == "import" else f"CHN,{reporter}"
    return f"{period},{reporter},{places},{flow},250410,{value}\n"


@pytest.mark.parametrize("period", ["2", "20", "202", "2024-", "2024-1", "2024-13", "24", ""])
def test_a_period_to_remove_is_a_year_or_a_month(tmp_path: Path, period: str) -> None:
    lake = put(tmp_path, row("2024-01") + row("2024-12"), "t.csv")
    with pytest.raises(QueryError, match="write a year, 2024, or a month, 2024-01"):
        lake_remove("table", period=period, lake=lake)
    assert len(open_lake(lake).added) == 1


def test_a_year_to_remove_has_its_months(tmp_path: Path) -> None:
    put(tmp_path, row("2024-01") + row("2024-12"), "months.csv")
    lake = put(tmp_path, row("2023"), "year.csv")
    with pytest.raises(QueryError, match="also has rows of 2024-12"):
        lake_remove("table", period="2024-01", lake=lake)
    assert len(lake_remove("table", period="2024", lake=lake)) == 1
    assert [one.name for one in open_lake(lake).added] == ["year.csv"]

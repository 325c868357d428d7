"""Nothing leaves a lake but what was named, and a file takes the place of its like alone."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError, QueryError
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


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        (row("2024-05") + row("2024-06"), row("2024-05", value=2), "2024-06"),
        (row("2024"), row("2024-05"), "2024"),
        (row("2024") + row("2024", "KOR"), row("2024", value=2), "KOR"),
        (row("2024") + row("2024", flow="export"), row("2024", value=2), "export"),
    ],
)
def test_a_file_takes_no_more_than_its_own_place(
    tmp_path: Path, old: str, new: str, more: str
) -> None:
    lake = put(tmp_path, old, "old.csv")
    with pytest.raises(
        DataError, match=rf"new\.csv: .* all that old\.csv has, as {more}: .* remove"
    ):
        put(tmp_path, new, "new.csv", replace=True)
    assert [one.name for one in open_lake(lake).added] == ["old.csv"]
    lake_remove("old.csv", lake=lake)
    put(tmp_path, new, "new.csv", replace=True)
    assert [one.name for one in open_lake(lake).added] == ["new.csv"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (row("2024"), "".join(row(f"2024-{month:02}") for month in range(1, 13))),
        ("".join(row(f"2024-{month:02}") for month in (1, 2)), row("2024")),
        (row("2024"), row("2024", value=2) + row("2025") + row("2024", "KOR")),
    ],
)
def test_a_file_that_holds_all_of_another_takes_its_place(
    tmp_path: Path, old: str, new: str
) -> None:
    put(tmp_path, old, "old.csv")
    lake = put(tmp_path, new, "new.csv", replace=True)
    assert [one.name for one in open_lake(lake).added] == ["new.csv"]

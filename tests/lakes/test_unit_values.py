"""Units that look swapped are pointed out, from the world's value per kg, and never changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")

from critmin.lakes.adding import Result, add
from critmin.lakes.managing import added_table
from critmin.lakes.unit_values import world

SAMPLES = Path(__file__).parent / "samples"
HEADER = "period,importer,exporter,code,value,weight_kg,currency\n"
SELLERS = ("CHN", "BRA", "CAN", "MDG", "MOZ", "NOR")
# Natural graphite cost 0.54 USD a kg in 1995: 151,705,196 USD for 282,192,593 kg.
GRAPHITE_1995 = 151705196 / 282192593


def put(folder: Path, paid: list[float], year: int = 1995, currency: str = "USD") -> Result:
    """Flows of 1,000,000 money each, at some values per kg."""
    lines = [
        f"{year},JPN,{seller},250410,1000000,{1e6 / each:.3f},{currency}\n"
        for seller, each in zip(SELLERS, paid, strict=False)
    ]
    (folder / "own.csv").write_text(HEADER + "".join(lines), "utf-8")
    (result,) = add([folder / "own.csv"], reader="table", lake=folder / "lake")
    return result


def units(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = result.record.about["units"]
    return found


def test_the_ground_is_the_bundled_trade() -> None:
    by_code = {(year, code): value for year, code, value in world()}
    assert by_code[1995, "250410"] == pytest.approx(GRAPHITE_1995)
    assert len(by_code) > 1000


@pytest.mark.parametrize(
    ("paid", "found"),
    [
        ([540.0] * 6, {"factor": 1000, "rows": 6, "compared": 6}),
        ([0.00054] * 6, {"factor": 0.001, "rows": 6, "compared": 6}),
        # Four of six are more than half, three are not.
        ([540.0] * 4 + [0.5] * 2, {"factor": 1000, "rows": 4, "compared": 6}),
        ([540.0] * 3 + [0.5] * 3, {}),
        # A hundred times is dear graphite, not another unit.
        ([54.0] * 6, {}),
        # Four rows tell nothing.
        ([540.0] * 4, {}),
    ],
)
def test_most_rows_must_differ_by_the_factor(
    paid: list[float], found: dict[str, Any], tmp_path: Path
) -> None:
    assert units(put(tmp_path, paid)) == found


def test_it_is_said_and_nothing_is_changed(tmp_path: Path) -> None:
    result = put(tmp_path, [540.0] * 6)
    (said,) = added_table(tmp_path / "lake", [result]).warnings
    assert said.code == "units_swapped"
    assert "in 6 of 6 rows a kg costs about 1,000 times what it does" in said.message
    assert result.record.about["value"] == "6000000.000"
    low = tmp_path / "low"
    low.mkdir()
    (other,) = added_table(low / "lake", [put(low, [0.00054] * 6)]).warnings
    assert "about 1,000 times less than in the world's trade: is the value in thou" in other.message


@pytest.mark.slow
def test_a_year_beyond_the_bundled_trade_has_the_nearest(tmp_path: Path) -> None:
    assert units(put(tmp_path, [900.0] * 6, year=2026))["factor"] == 1000


@pytest.mark.slow
def test_a_currency_of_another_size_says_nothing(tmp_path: Path) -> None:
    assert units(put(tmp_path, [540.0] * 6, currency="KRW")) == {}
    euros = tmp_path / "eur"
    euros.mkdir()
    assert units(put(euros, [540.0] * 6, currency="EUR"))["rows"] == 6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "reader"), [("BACI_HS17_Y2024_V202601.csv", "baci"), ("EXP_2025.csv", "comexstat")]
)
def test_publishers_own_files_are_not_suspected(file: str, reader: str, tmp_path: Path) -> None:
    (result,) = add([SAMPLES / file], reader=reader, lake=tmp_path / "lake")
    assert units(result) == {}
    assert result.record.rows_used >= 40

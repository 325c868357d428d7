"""Blocs and buyers of which a lake has not all imports: no figures, and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

from critmin.core.errors import NoData
from critmin.core.names import members
from critmin.lakes.adding import add
from critmin.screening.screen import screen

EU = sorted(members("eu27", "2023-12-31"))
HEADER = "period,reporter,importer,exporter,flow,code,value,weight_kg,nomenclature\n"


def lake(folder: Path, lines: list[str]) -> Path:
    (folder / "t.csv").write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    add([folder / "t.csv"], reader="table", lake=folder / "lake", source="own", edition="1")
    return folder / "lake"


def row(period: str, importer: str, partner: str = "CHN", value: int = 100) -> str:
    return f"{period},{importer},{importer},{partner},import,81041100,{value},10,CN"


def test_a_bloc_without_a_member_has_no_figures(tmp_path: Path) -> None:
    lines = [row("2023", code) for code in EU] + [row("2024", code) for code in EU[1:]]
    of = lake(tmp_path, lines)
    asked = {"rule": "none", "trade": str(of)}
    with pytest.raises(NoData, match=r"2024: no figures, as own@1 has no imports.* by Austria"):
        screen("eu27", year=2024, **asked)
    (only,) = screen("eu27", year=2023, **asked).records()
    assert only["imports"] == 2700
    both = screen("eu27", "france", year="2023,2024", **asked)
    assert [(r["buyer_iso3"], r["year"]) for r in both.records()] == [
        ("eu27", 2023),
        ("FRA", 2024),
        ("FRA", 2023),
    ]
    assert "no_data" in {about.code for about in both.warnings}


def test_a_year_of_the_window_without_a_member_is_not_told(tmp_path: Path) -> None:
    lines = [row(str(year), code) for year in (2023, 2024) for code in EU]
    of = lake(tmp_path, lines + [row("2022", code) for code in EU[1:]])
    for one in screen("eu27", year=2024, every=True, trade=str(of)).records():
        assert one["years_told"] <= 2


def test_one_country_of_a_bloc_is_not_the_bloc(tmp_path: Path) -> None:
    of = lake(tmp_path, [row("2024", "DEU")])
    with pytest.raises(NoData, match="no figures"):
        screen("eu27", year=2024, rule="none", trade=str(of))


def test_a_buyer_without_a_month_is_flagged(tmp_path: Path) -> None:
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    of = lake(tmp_path, [row(m, "FRA") for m in months] + [row(m, "GBR") for m in months[:9]])
    flags = {r["buyer_iso3"]: r["flag"] for r in screen(rule="none", trade=str(of)).records()}
    assert "months_absent" in flags["GBR"]
    assert "months_absent" not in flags["FRA"]


def test_nothing_meets_is_an_answer_without_rows(tmp_path: Path) -> None:
    of = lake(tmp_path, [row(str(year), "FRA", value=5) for year in (2022, 2023, 2024)])
    assert len(screen("france", trade=str(of)).rows) == 0
    assert len(screen(trade=str(of)).rows) == 0

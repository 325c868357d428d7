"""Goods whose code a publisher keeps secret: in no share, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin import dependency
from critmin.lakes.adding import add

HEADER = (
    "REPORTER,PARTNER,TRADE_TYPE,PRODUCT_NC,PRODUCT_SITC,PRODUCT_CPA21,PRODUCT_CPA22,PRODUCT_BEC,"
    "PRODUCT_BEC5,PRODUCT_SECTION,FLOW,STAT_PROCEDURE,SUPPL_UNIT,PERIOD,VALUE_EUR,VALUE_NAC,"
    "QUANTITY_KG,QUANTITY_SUPPL_UNIT\n"
)


def line(partner: str, code: str, value: int) -> str:
    words = "27823,0899,0899,220,622010,05,1,1,NO_SU,202401"
    return f"DE,{partner},E,{code},{words},{value},{value},10,0\n"


def lake_of(folder: Path, *lines: str) -> Path:
    file = folder / "full_v2_202401.dat"
    file.write_text(HEADER + "".join(lines), "utf-8")
    add([file], reader="comext", lake=folder / "lake")
    return folder / "lake"


def test_what_is_secret_under_the_heading_and_the_chapter_is_said(tmp_path: Path) -> None:
    lake = lake_of(
        tmp_path,
        line("CN", "25041000", 100),
        line("QX", "2504SSSS", 9000),
        line("CN", "250410SS", 700),
        line("CN", "25SSS999", 8000),
        line("CN", "81SSSSSS", 1),
    )
    table = dependency("germany", "graphite", stage="mining", year="2024-01", trade=lake)
    (about,) = [one.message for one in table.warnings if one.code == "codes_secret"]
    assert "9,700 EUR under the same heading" in about
    assert "8,000 EUR of which only the chapter is known" in about


def test_nothing_secret_nothing_said(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, line("CN", "25041000", 100), line("CN", "81SSSSSS", 1))
    table = dependency("germany", "graphite", stage="mining", year="2024-01", trade=lake)
    assert "codes_secret" not in {one.code for one in table.warnings}

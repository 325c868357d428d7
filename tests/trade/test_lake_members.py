"""Blocs as buyers in a lake: a member without imports is refused or named, never left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import said

pytest.importorskip("duckdb")
pytest.importorskip("ibis")

from critmin import dependency, exposure, trend, via
from critmin.core.errors import NoData
from critmin.core.names import countries, members
from critmin.lakes.adding import add
from critmin.lakes.places import places

EU = sorted(members("eu27", "2023-12-31"))
HEADER = "period,reporter,importer,exporter,flow,nomenclature,code,value,currency,weight_kg,state\n"
MAGNESIUM = "CN,81041100,100,EUR,10,\n"


def made(folder: Path, text: str, source: str) -> Path:
    """Lake with one table."""
    (folder / "t.csv").write_text(HEADER + text, "utf-8")
    add([folder / "t.csv"], reader="table", lake=folder / "lake", source=source, edition="1")
    return folder / "lake"


def lines(period: str, importers: list[str], partner: str = "CHN") -> str:
    return "".join(f"{period},{code},{code},{partner},import,{MAGNESIUM}" for code in importers)


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
def test_a_lake_of_all_members_answers(tmp_path: Path, year: int) -> None:
    """Eurostat lists Ceuta apart, as a partner and never as an importer."""
    lake = made(tmp_path, lines(str(year), EU), "comext")
    table = dependency("eu27", "magnesium", year=year, trade=lake)
    assert table.column("imports_t") == [0.27]
    assert "bloc_incomplete" not in {about.code for about in table.warnings}
    named = dependency("eu27", "magnesium", year=year, trade=lake, source="comext")
    assert named.column("share") == [1.0]


def test_a_member_without_a_row_is_refused_by_name(tmp_path: Path) -> None:
    rest = [code for code in EU if code != "DEU"]
    text = lines("2020", EU, "USA") + lines("2021", rest)
    text += lines("2022-04", rest) + lines("2022-03", EU)
    lake = made(tmp_path, text, "comext")
    for ask in (dependency, exposure):
        given = {"supplier": "CHN"} if ask is exposure else {}
        with pytest.raises(NoData, match="no imports, or not those of all months, by Germany$"):
            ask("eu27", "magnesium", stage="refined", year=2021, trade=lake, **given)
    with pytest.raises(NoData, match="in 2022-04: comext@1 has no imports.* by Germany"):
        dependency("eu27", "magnesium", stage="refined", year="2022-04", trade=lake)
    assert dependency("eu27", "magnesium", year=2020, trade=lake).column("share") == [1.0]
    table = trend("eu27", "magnesium", stage="refined", year="2022-03:2022-04", trade=lake)
    assert table.column("period") == ["2022-03"]  # the other month is named as missing
    assert "in 2022-04: comext@1 has no imports" in said(table, "no_data")


def test_a_member_without_a_month_of_the_year_is_refused(tmp_path: Path) -> None:
    months = [f"2022-{month:02d}" for month in range(1, 13)]
    text = "".join(lines(month, EU if month != "2022-07" else EU[1:]) for month in months)
    lake = made(tmp_path, text, "comext")
    name = countries()[EU[0]].name
    with pytest.raises(NoData, match=rf"by {name} \(11 of 12 months\)"):
        dependency("eu27", "magnesium", stage="refined", year=2022, trade=lake)


def test_trade_between_all_countries_names_the_members_without_imports(tmp_path: Path) -> None:
    others = [code for code in sorted(countries()) if code != "DEU"][:240]
    text = "".join(
        f"2023,,{code},{'CHN' if code != 'CHN' else 'USA'},trade,HS22,810411,100,USD,10,\n"
        f"2023,,ZAF,{code},trade,HS22,999999,1,USD,1,\n"  # others sell too
        for code in sorted({*others, *EU} - {"DEU", "ZAF"})
    )
    lake = made(tmp_path, text, "world")
    table = dependency("eu27", "magnesium", year=2023, trade=lake)
    assert "Germany: world@1 has no imports by it then" in said(table, "bloc_incomplete")
    assert "bloc_incomplete" in table.column("flag")[0]
    assert "bloc_incomplete" not in {
        about.code for about in dependency("FRA", "magnesium", year=2023, trade=lake).warnings
    }


@pytest.mark.parametrize("side", ["importer", "exporter"])
def test_a_cut_of_baci_is_not_the_trade_of_the_world(tmp_path: Path, side: str) -> None:
    file = tmp_path / "BACI_HS92_Y2024_V202601.csv"
    numbers = [place for place, iso3, _kind in places("numeric") if iso3 in countries()]
    own = "392" if side == "importer" else "156"
    flows = [(n, own) if side == "importer" else (own, n) for n in numbers if n != own]
    cells = [f"2024,{seller},{buyer},250410,1,1" for seller, buyer in flows]
    file.write_text("\n".join(["t,i,j,k,v,q", *cells]) + "\n", "utf-8")
    add([file], reader="baci", lake=tmp_path / "lake")
    assert len(flows) > 100
    with pytest.raises(NoData, match="trade between all countries"):
        via("JPN", "graphite", supplier="CHN", trade=tmp_path / "lake")

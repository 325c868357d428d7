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
from critmin.lakes.reading import places

EU = sorted(members("eu27", "2023-12-31"))
HEADER = "period,reporter,importer,exporter,flow,nomenclature,code,value,currency,weight_kg,state\n"
MAGNESIUM = "CN,81041100,100,EUR,10,\n"


def made(folder: Path, text: str, source: str) -> Path:
    """Lake with one table."""
    folder.mkdir(exist_ok=True)
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
        with pytest.raises(NoData, match=r"no imports, or not those of all months, by Germany$"):
            ask("eu27", "magnesium", stage="refined", year=2021, trade=lake, **given)
    with pytest.raises(NoData, match=r"in 2022-04: comext@1 has no imports.* by Germany"):
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
    every = sorted({*list(countries())[:150], *EU} - {"DEU"})
    text = "".join(
        f"2023,,{code},{other},trade,HS22,810411,100,USD,10,\n"
        for code in every
        for other in ("CHN", every[every.index(code) - 1])
        if other != code
    )
    text = "".join(dict.fromkeys(text.splitlines(keepends=True)))
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


def test_what_has_no_country_is_no_supplier(tmp_path: Path) -> None:
    """83% are confidential: no HHI, and a sentence that says so (12% China, 5% USA)."""
    text = "".join(
        f"2025,GBR,GBR,{partner},import,CN,81041100,{value},EUR,10,{state}\n"
        for partner, value, state in (("", 83, "suppressed"), ("CHN", 12, ""), ("USA", 5, ""))
    )
    lake = made(tmp_path, text, "own")
    table = dependency("GBR", "magnesium", trade=lake, extended=True)
    assert set(table.column("import_hhi")) == {None}
    assert "the import HHI is not available" in said(
        dependency("GBR", "magnesium", trade=lake), "import_hhi"
    )
    assert table.summary.startswith(
        "For 83% of the United Kingdom's recorded imports of refined magnesium in 2025, by value, "
        "no country of supply is named; 12% came from China"
    )
    assert table.chart is not None
    assert "Not specified" not in str(getattr(table.chart, "title", ""))
    every = made(tmp_path / "x", "2025,GBR,GBR,,import,CN,81041100,9,EUR,1,residual\n", "own")
    alone = dependency("GBR", "magnesium", trade=every)
    assert "100%" in alone.summary
    assert "no country of supply is named" in alone.summary
    least = made(tmp_path / "y", text.replace(",83,", ",10,"), "own")
    under = dependency("GBR", "magnesium", trade=least, extended=True)
    assert under.column("import_hhi")[0] == pytest.approx((144 + 25) / 27**2 * 10_000)
    assert "from China" in under.summary


def test_a_cut_file_of_the_world_is_not_the_world(tmp_path: Path) -> None:
    """A file of BACI with the rows of one importer has that importer's imports alone."""
    file = tmp_path / "BACI_HS17_Y2023_V202601.csv"
    rows = "".join(f"2023,{of},392,250410,1000,10\n" for of in (156, 842, 76))
    file.write_text("t,i,j,k,v,q\n" + rows, "utf-8")
    add([file], reader="baci", lake=tmp_path / "lake")
    asked = {"year": 2023, "trade": tmp_path / "lake"}
    assert len(dependency("JPN", "graphite", **asked)) == 3
    with pytest.raises(NoData, match="has only the imports of Japan"):
        dependency("KOR", "graphite", **asked)
    with pytest.raises(NoData, match="that needs the trade between all countries"):
        via("JPN", "graphite", supplier="CHN", **asked)


def test_a_trifle_is_called_one_as_in_the_bundled_trade(tmp_path: Path) -> None:
    """Antimony metal has no code of its own in HS92; ore is 0.1% of what Japan buys."""
    lake = made(tmp_path, "2024,JPN,JPN,AUT,import,HS92,261710,60,USD,10,\n", "own")
    table = dependency("JPN", "antimony", year=2024, trade=lake)
    assert "most_not_held" in table.column("flag")[0]
    assert "by the bundled baci" in said(table, "most_not_held")
    assert "Most of what it buys" in table.summary
    named = dependency("JPN", "antimony", stage="ore", year=2024, trade=lake)
    assert "most_not_held" not in named.column("flag")[0]

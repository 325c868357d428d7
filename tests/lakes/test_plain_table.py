"""A plain table says what its rows are in words of closed lists, and has each flow once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError
from critmin.lakes.adding import Result, add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

FIRST = "period,importer,exporter,code,value"
NO_NOMENCLATURE = (
    "nomenclature is none of HS92, HS96, HS02, HS07, HS12, HS17, HS22, CN, HTS, SCHB, NCM"
)
NOT_WHOLE = "code has not six digits, or eight of CN and NCM, or ten of HTS and SCHB"


def put(folder: Path, header: str, *rows: str, name: str = "t.csv") -> Result:
    """Add a table to the lake of a folder."""
    (folder / name).write_text("\n".join([header, *rows]) + "\n", "utf-8")
    (result,) = add([folder / name], reader="table", lake=folder / "lake")
    return result


def kept(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    engine = connect()
    found = engine.fetch(engine.flows(open_lake(folder / "lake")).select(*columns)).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


@pytest.mark.parametrize(
    ("written", "code", "read"),
    [
        ("HS2022", "250410", "HS22"),
        ("H6", "250410", "HS22"),
        ("h0", "250410", "HS92"),
        ("HS 1996", "250410", "HS96"),
        ("hs-17", "250410", "HS17"),
        ("", "250410", "HS22"),
        ("CN8", "25041000", "CN"),
        ("Schedule B", "2504101000", "SCHB"),
        ("HTSUS", "2504101000", "HTS"),
    ],
)
def test_a_nomenclature_has_one_name(tmp_path: Path, written: str, code: str, read: str) -> None:
    put(tmp_path, f"{FIRST},nomenclature", f"2024,JPN,CHN,{code},1,{written}")
    assert kept(tmp_path, "nomenclature", "code") == [(read, code)]
    assert open_lake(tmp_path / "lake").added[0].nomenclature == read


@pytest.mark.parametrize("written", ["HS", "HS22;HS17", "HS03", "H7", "SITC", "BEC", "HS'22"])
def test_another_nomenclature_is_set_aside(tmp_path: Path, written: str) -> None:
    header, good = f"{FIRST},nomenclature", "2024,JPN,CHN,250410,1,HS22"
    done = put(tmp_path, header, good, f"2024,JPN,USA,250410,1,{written}")
    assert done.record.set_aside == {NO_NOMENCLATURE: 1}
    assert done.record.nomenclature == "HS22"


def test_a_table_of_a_revision_answers(tmp_path: Path) -> None:
    import critmin

    put(tmp_path, f"{FIRST},nomenclature,flow", "2024,JPN,CHN,250410,1000,HS2022,import")
    found = critmin.dependency("JPN", "graphite", trade=str(tmp_path / "lake"), year=2024)
    assert "China" in found.summary


@pytest.mark.parametrize(("written", "read"), [("eur", "EUR"), ("US$", "USD"), ("", "USD")])
def test_a_currency_has_its_code(tmp_path: Path, written: str, read: str) -> None:
    put(tmp_path, f"{FIRST},currency", f"2024,JPN,CHN,250410,1,{written}")
    assert kept(tmp_path, "currency") == [(read,)]


@pytest.mark.parametrize("written", ["'US\"D;x'", "USD;EUR", "1000 USD", "$", "XXX", "\x1b[31mUSD"])
def test_another_currency_is_set_aside(tmp_path: Path, written: str) -> None:
    header, good = f"{FIRST},currency", "2024,JPN,CHN,250410,1,USD"
    done = put(tmp_path, header, good, f"2024,JPN,USA,250410,1,{written}")
    assert done.record.set_aside == {"currency is no code of ISO 4217, as USD": 1}
    assert done.record.currency == "USD"


def test_a_code_has_the_digits_of_its_nomenclature(tmp_path: Path) -> None:
    cells = [
        ("250410", ""),
        ("50410", ""),  # a spreadsheet has dropped its zero
        ("25041000", ""),
        ("2504", ""),
        ("504", ""),
        ("25041000", "CN"),
        ("5041000", "CN"),
        ("250410", "CN"),
        ("2504100000", "CN"),
        ("2504101000", "HTS"),
        ("504101000", "HTS"),
        ("25041010", "HTS"),
    ]
    rows = [f"2024,JPN,CHN,{code},1,{of}" for code, of in cells]
    done = put(tmp_path, f"{FIRST},nomenclature", *rows)
    assert done.record.set_aside == {
        "code has over six digits: name its nomenclature, as CN": 1,
        "total of a heading": 3,
        NOT_WHOLE: 2,
    }
    assert kept(tmp_path, "nomenclature", "code") == [
        ("CN", "05041000"),
        ("CN", "25041000"),
        ("HS22", "050410"),
        ("HS22", "250410"),
        ("HTS", "0504101000"),
        ("HTS", "2504101000"),
    ]


@pytest.mark.parametrize("way", ["import", "export"])
def test_a_flow_is_not_recorded_and_reconciled_at_once(tmp_path: Path, way: str) -> None:
    rows = [f"2024,JPN,CHN,250410,100,{way}", "2024,JPN,CHN,250410,100,"]
    with pytest.raises(
        DataError, match=r"as import or export, and as trade \(2024 JPN CHN 250410\)"
    ):
        put(tmp_path, f"{FIRST},flow", *rows)
    done = put(tmp_path, f"{FIRST},flow", rows[0], "2024,JPN,USA,250410,100,trade")
    assert done.record.rows_used == 2
    with pytest.raises(DataError, match="counted once"):
        put(tmp_path, f"{FIRST},flow", rows[1], name="second.csv")


def test_an_import_and_its_mirror_are_two_records(tmp_path: Path) -> None:
    rows = ["2024,JPN,CHN,250410,100,import,JPN", "2024,JPN,CHN,250410,90,export,CHN"]
    assert put(tmp_path, f"{FIRST},flow,reporter", *rows).record.rows_used == 2


@pytest.mark.parametrize("value", [100, 90])
def test_who_recorded_a_flow_does_not_make_it_two(tmp_path: Path, value: int) -> None:
    rows = ["2024,JPN,CHN,250410,100,import,JPN", f"2024,JPN,CHN,250410,{value},import,"]
    with pytest.raises(DataError, match="has a flow twice"):
        put(tmp_path, f"{FIRST},flow,reporter", *rows)
    put(tmp_path, f"{FIRST},flow,reporter", rows[0])
    with pytest.raises(DataError, match="counted once"):
        put(tmp_path, f"{FIRST},flow,reporter", rows[1], name="second.csv")


def test_a_reporter_is_on_its_side_of_the_flow(tmp_path: Path) -> None:
    rows = [
        "2024,JPN,CHN,250410,100,import,JPN",
        "2024,USA,CHN,250410,100,import,CHN",
        "2024,DEU,CHN,250410,100,export,DEU",
    ]
    done = put(tmp_path, f"{FIRST},flow,reporter", *rows)
    assert done.record.set_aside == {
        "reporter is not the importer of the import": 1,
        "reporter is not the exporter of the export": 1,
    }


def test_a_state_agrees_with_the_value(tmp_path: Path) -> None:
    rows = ["2024,JPN,CHN,250410,,number", "2024,JPN,USA,250410,5,missing"]
    done = put(tmp_path, f"{FIRST},state", *rows, "2024,JPN,BRA,250410,5,Number")
    assert done.record.set_aside == {
        "state is number without a value": 1,
        "state is missing beside a value": 1,
    }


def test_amounts_are_figures_that_the_lake_can_keep(tmp_path: Path) -> None:
    rows = [
        "2024,JPN,CHN,250410,1_000,1",
        "2024,JPN,USA,250410,1,0.0001",
        "2024,JPN,BRA,250410,1,0",
    ]
    done = put(tmp_path, f"{FIRST},weight_kg", *rows)
    assert done.record.set_aside == {"value is no number": 1, "weight_kg rounds to zero": 1}


def test_capitals_of_a_header_do_not_matter(tmp_path: Path) -> None:
    header = "Period,IMPORTER,exporter,Code,value,Currency,Weight_kg,Flow,Nomenclature"
    put(tmp_path, header, "2024,JPN,CHN,25041000,5000,EUR,10,export,CN")
    columns = ("importer", "currency", "weight_kg", "flow", "nomenclature")
    assert kept(tmp_path, *columns) == [("JPN", "EUR", Decimal("10.000"), "export", "CN")]
    with pytest.raises(DataError, match="twice"):
        put(tmp_path, f"{FIRST},Value", "2024,JPN,CHN,250410,1,1")


def test_rows_that_differ_in_an_unused_column_are_not_dropped(tmp_path: Path) -> None:
    rows = ["2024,JPN,CHN,250410,100,Tokyo", "2024,JPN,CHN,250410,100,Osaka"]
    with pytest.raises(DataError, match="has a flow twice"):
        put(tmp_path, f"{FIRST},port", *rows)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (["1.234,50", "1.234"], "figures with commas"),
        (["1234,5", "7"], "figures with commas"),
        (["1.234", "12.500", "3"], "figures as 1.234"),
    ],
)
def test_a_figure_with_two_readings_is_an_error(
    tmp_path: Path, figures: list[str], said: str
) -> None:
    rows = [f"2024;JPN;CHN;2504{at}0;{figure}" for at, figure in enumerate(figures, 1)]
    with pytest.raises(DataError, match=said):
        put(tmp_path, FIRST.replace(",", ";"), *rows)


@pytest.mark.parametrize("figures", [["1.234", "12345"], ["1.234", "0.5"], ["1", "20"]])
def test_a_point_is_decimal_where_another_figure_tells(tmp_path: Path, figures: list[str]) -> None:
    rows = [f"2024;JPN;CHN;2504{at}0;{figure}" for at, figure in enumerate(figures, 1)]
    put(tmp_path, FIRST.replace(",", ";"), *rows)
    wanted = [(Decimal(figure).quantize(Decimal("0.001")),) for figure in figures]
    assert kept(tmp_path, "value") == sorted(wanted, key=str)


def test_lines_that_end_in_a_carriage_return_alone_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes(b"period,importer,exporter,code,value\r2024,JPN,CHN,250410,5\r")
    with pytest.raises(DataError, match=r"mac\.csv:1: has a carriage return in its first line"):
        add([path], reader="table", lake=tmp_path / "lake")

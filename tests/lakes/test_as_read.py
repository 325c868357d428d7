"""Codes, amounts and keys are compared as they are read; what cannot be read is set aside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError
from critmin.lakes.adding import Result, add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

SAMPLES = Path(__file__).parent / "samples"
BACI = "BACI_HS92_Y2024_V202601.csv"


def read(folder: Path, name: str, lines: Sequence[str], reader: str) -> Result:
    """Add a file of a header and lines to a lake of its own."""
    (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    (result,) = add([folder / name], reader=reader, lake=folder / "lake")
    return result


def values(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    engine = connect()
    found = engine.fetch(engine.flows(open_lake(folder / "lake")).select(*columns)).to_pylist()
    return sorted((tuple(row.values()) for row in found), key=str)


def comexstat(*cells: str) -> list[str]:
    header = "CO_ANO;CO_MES;CO_NCM;CO_UNID;CO_PAIS;SG_UF_NCM;QT_ESTAT;KG_LIQUIDO;VL_FOB"
    return [header, *(f"2025;{mes_ncm_pais};1;5;7" for mes_ncm_pais in cells)]


def hmrc(*codes: str) -> list[str]:
    header = "MonthId,FlowTypeId,Cn8Code,CountryCodeAlpha,Value,NetMass"
    return [header, *(f"202407,3,{code},CN,10,5" for code in codes)]


def comtrade(*cells: str) -> list[str]:
    header = "period,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,primaryValue"
    return [header, *(f"2023,{cell}" for cell in cells)]


def baci(*cells: str) -> list[str]:
    return ["t,i,j,k,v,q", *(f"2024,{cell}" for cell in cells)]


@pytest.mark.parametrize(
    ("name", "reader", "lines", "reason"),
    [
        (BACI, "baci", baci("156,392,{},1,1"), "code is not of six digits"),
        ("h.csv", "hmrc", hmrc("{}"), "code is not of eight digits"),
        ("EXP_2025.csv", "comexstat", comexstat("01;{};10;160;SP"), "code is not of eight digits"),
        ("c.csv", "comtrade", comtrade("392,M,156,H6,{},9"), "code is not of six digits"),
    ],
)
def test_only_a_code_that_lacks_one_zero_is_filled_up(
    tmp_path: Path, name: str, reader: str, lines: list[str], reason: str
) -> None:
    digits = 8 if "eight" in reason else 6
    whole = "02504100"[:digits]
    codes = [whole, whole[1:].replace("2", "3", 1), whole[1:-1], whole + "0", whole + "00"]
    if reader == "comtrade":
        codes[2] = "25041000"  # four digits are a heading
    done = read(tmp_path, name, [lines[0], *(lines[1].format(code) for code in codes)], reader)
    assert done.record.set_aside == {reason: 3}
    assert [code for (code,) in values(tmp_path, "code")] == [whole, whole.replace("2", "3", 1)]


def test_countries_and_months_are_not_cut(tmp_path: Path) -> None:
    lines = comexstat("1;25041000;10;23;SP", "012;25041000;10;160;SP", "2;25041000;10;1600;SP")
    done = read(tmp_path, "EXP_2025.csv", lines, "comexstat")
    assert done.record.set_aside == {"month is none": 1, "unknown partner": 1}
    assert values(tmp_path, "period", "importer") == [("2025-01", "DEU")]


def test_a_country_number_has_three_digits_at_most(tmp_path: Path) -> None:
    lines = baci("8,392,250410,1,1", "0156,392,250410,1,1", "156,0000392,250410,1,1")
    done = read(tmp_path, BACI, lines, "baci")
    assert done.record.set_aside == {"unknown exporter": 1, "unknown importer": 1}
    assert values(tmp_path, "exporter") == [("ALB",)]


TWICE = [
    (BACI, "baci", baci("8,392,250410,1,{}", " 008,392, 250410,1,{}")),
    (BACI, "baci", baci("8,392,050410,1,{}", "8,392,50410,1,{}")),
    (
        "EXP_2025.csv",
        "comexstat",
        [
            line.replace(";5;7", ";5;{}")
            for line in comexstat("1;25041000;10;23;SP", "01;25041000;10;023;SP")
        ],
    ),
    ("h.csv", "hmrc", [line.replace(",10,5", ",{},5") for line in hmrc("05041000", "5041000")]),
    ("c.csv", "comtrade", comtrade("36,M,8,H6,050410,{}", "036,M,008,H6,50410,{}")),
    (
        "full_v2_202401.dat",
        "comext",
        [
            "REPORTER,PARTNER,PRODUCT_NC,FLOW,STAT_PROCEDURE,PERIOD,VALUE_EUR,QUANTITY_KG",
            "DE,CN,25041000,1,1,202401,{},3",
            "de,cn,25041000 ,1,1,202401,{},3",
        ],
    ),
]


@pytest.mark.parametrize(("name", "reader", "lines"), TWICE)
def test_a_flow_in_two_spellings_is_one_flow(
    tmp_path: Path, name: str, reader: str, lines: list[str]
) -> None:
    header, first, second = lines
    same = read(tmp_path, name, [header, first.format(4), second.format(4)], reader)
    assert same.record.set_aside == {"repeats a row above": 1}
    assert len(values(tmp_path, "code")) == 1
    with pytest.raises(DataError, match="has a flow twice"):
        read(tmp_path, name, [header, first.format(4), second.format(5)], reader)


def test_amounts_are_figures_that_the_lake_can_keep(tmp_path: Path) -> None:
    good = ["156,392,250410,1e-3,NA", "156,392,250490, 2.5 ,0.000"]
    bad = [
        "156,392,810411,1_000,1",
        "156,392,810419,1,1_000",
        "156,392,810420,0.0000004,1",
        "156,392,810430,1,0.0000004",
        "156,392,810490,-0.0000004,1",
    ]
    done = read(tmp_path, BACI, baci(*good, *bad), "baci")
    assert done.record.set_aside == {
        "value is no number": 1,
        "weight is no number": 1,
        "value rounds to zero": 2,
        "weight rounds to zero": 1,
    }
    assert values(tmp_path, "value", "weight_kg") == [
        (Decimal("1.000"), None),
        (Decimal("2500.000"), Decimal("0.000")),
    ]


@pytest.mark.parametrize("sign", ['b""', "b', error('pwned'), '", 'b"", error(\'pwned\'), r.""b'])
@pytest.mark.parametrize(
    ("name", "reader", "header", "row"),
    [
        ("t.csv", "table", "period,importer,exporter,code,value", "2024,JPN,CHN,250410,1"),
        (
            "full_v2_202401.dat",
            "comext",
            "REPORTER,PARTNER,PRODUCT_NC,FLOW,PERIOD,VALUE_EUR,QUANTITY_KG",
            "DE,CN,25041000,1,202401,1,3",
        ),
        ("h.csv", "hmrc", *hmrc("25041000")),
        (
            "EXP_2025.csv",
            "comexstat",
            *(line.replace(";", ",") for line in comexstat("1;25041000;10;23;SP")),
        ),
    ],
)
def test_the_name_of_a_column_is_a_name_and_no_sql(
    tmp_path: Path, name: str, reader: str, header: str, row: str, sign: str
) -> None:
    mark = ";" if reader == "comexstat" else ","
    text = [f'{header},"{sign}"'.replace(",", mark), f"{row},5".replace(",", mark)]
    if mark == ";":
        text[0] = header.replace(",", ";") + f';"{sign}"'
    done = read(tmp_path, name, text, reader)
    assert done.record.rows_used == 1


def test_a_mapped_column_is_a_name_and_no_sql(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('period,importer,exporter,code,"the ""value"""\n2024,JPN,CHN,250410,7\n')
    mapped = {"value": 'the "value"'}
    add([file], reader="table", lake=tmp_path / "lake", columns=mapped)
    assert values(tmp_path, "value") == [(Decimal("7.000"),)]

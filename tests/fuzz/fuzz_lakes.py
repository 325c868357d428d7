"""Targets for publishers' files of trade: each row is used as it was meant, or set aside."""

from __future__ import annotations

import shutil
from pathlib import Path

from fuzz_bytes import Choices
from fuzz_tables import folder
from fuzz_typed import one_line

from critmin.core.errors import CritminError
from critmin.lakes.adding import add
from critmin.lakes.engine import connect
from critmin.lakes.store import open_lake

BACI = "BACI_HS92_Y2024_V202601.csv"
NAMES = {
    "baci": BACI,
    "comext": "full_v2_202401.dat",
    "comtrade": "comtrade_JPN_2023.txt",
    "hmrc": "hmrc_ots_202407.csv",
    "comexstat": "EXP_2025.csv",
    "census": "census_imports_2025-02.json",
    "table": "own.csv",
}
HEADERS = {
    "baci": "t,i,j,k,v,q",
    "comext": "",
    "comtrade": "period,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,primaryValue",
    "hmrc": "MonthId,FlowTypeId,Cn8Code,CountryCodeAlpha,Value,NetMass",
    "comexstat": "CO_ANO;CO_MES;CO_NCM;CO_UNID;CO_PAIS;SG_UF_NCM;QT_ESTAT;KG_LIQUIDO;VL_FOB",
    "census": "",
    "table": "period,importer,exporter,code,value",
}
CODES = {"JPN": "392", "CHN": "156", "USA": "842", "DEU": "276", "KOR": "410"}
TARIFF = ("250410", "260400", "811292", "280530", "740311")


def fuzz_any_lake_file(content: bytes) -> None:
    """A file of any reader with any rows is added, or refused in one line and nothing is left."""
    choices = Choices(content)
    reader = choices.one([*NAMES])
    header = HEADERS[reader]
    start = f"{header}\n".encode() if header and choices.chance(200) else b""
    home = folder() / "lake"
    try:
        _added(reader, start + choices.rest(), home)
    except CritminError as error:
        one_line(error)
        kept = home / "lake"
        assert not [path for path in kept.rglob("*.parquet")]
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fuzz_made_lake_file(content: bytes) -> None:
    """A file of known flows has in the lake what was put into it."""
    choices = Choices(content)
    reader = choices.one(("baci", "table"))
    flows: dict[tuple[str, str, str], int] = {}
    while choices.left and len(flows) < 20:
        seller, buyer = choices.one([*CODES]), choices.one([*CODES])
        value = choices.number(10 ** choices.one((1, 4, 6)))
        if seller != buyer:
            flows.setdefault((buyer, seller, choices.one(TARIFF)), value)
    if not flows:
        return
    if reader == "baci":
        rows = [f"2024,{CODES[s]},{CODES[b]},{c},{v}.000,1" for (b, s, c), v in flows.items()]
    else:
        rows = [f"2024,{b},{s},{c},{v}" for (b, s, c), v in flows.items()]
    times = 1000 if reader == "baci" else 1
    home = folder() / "lake"
    text = "\n".join([HEADERS[reader], *rows]) + choices.one(("\n", ""))
    try:
        lake = _added(reader, text.encode(), home)
        engine = connect()
        found = engine.flows(open_lake(lake)).select("importer", "exporter", "code", "value")
        there = {
            (row["importer"], row["exporter"], row["code"]): row["value"]
            for row in engine.fetch(found).to_pylist()
        }
        assert there == {key: value * times for key, value in flows.items()}, (there, flows)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _added(reader: str, content: bytes, home: Path) -> Path:
    """Add a file to a lake of its own; each of its rows is used, or set aside for a reason."""
    home.mkdir()
    file = home / NAMES[reader]
    file.write_bytes(content)
    for result in add([file], reader=reader, lake=home / "lake"):
        record = result.record
        assert record.rows_used + sum(record.set_aside.values()) == record.rows_in, record
    return home / "lake"

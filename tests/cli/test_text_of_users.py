"""What text in an argument, a file's name, a header or a sheet can do: nothing, anywhere."""

from __future__ import annotations

import csv
import io
import json
import os

import pytest
from nasty import ARGUMENT, unseen

from critmin.core import names
from critmin.core.errors import UnknownName
from tests.cli.test_formats import ESCAPE, on_terminal

LINES = (
    ("share", ARGUMENT),
    (ARGUMENT,),
    ("share", "lithium", "--country", ARGUMENT),
    ("share", "lithium", "--stage", ARGUMENT),
    ("share", "lithium", "--source", ARGUMENT),
    ("share", "lithium", "--year", ARGUMENT),
    ("share", "lithium", "--by", ARGUMENT),
    ("share", "lithium", "--columns", ARGUMENT),
    ("share", "lithium", "--sort", ARGUMENT),
    ("share", "lithium", "--fail-if", ARGUMENT),
    ("share", "lithium", "--fail-if", f"country = '{ARGUMENT}'"),
    ("share", "lithium", "--top", ARGUMENT),
    ("share", "lithium", "-f", ARGUMENT),
    ("share", "lithium", f"--{ARGUMENT}"),
    ("share", "lithium", "--title", ARGUMENT, "-f", "svg"),
    ("share", "lithium", "--title", ARGUMENT, "--plot"),
    ("share", "lithium", "-o", f"x.{ARGUMENT}"),
    ("share", "lithium", "-o", f"none/{ARGUMENT}.csv"),
    ("share", "--data", f"{ARGUMENT}.csv"),
    ("share", "--data", "-", "--map", f"{ARGUMENT}=country"),
    ("share", "--data", "-", "--sheet", ARGUMENT),
    ("check", ARGUMENT),
    ("suppliers", f"{ARGUMENT}.xlsx"),
    ("exposure", "JPN", "--supplier", ARGUMENT),
    ("controls", "--as-of", ARGUMENT),
    ("shock", "JPN", "--stop", f"CHN={ARGUMENT}"),
    ("shock", "JPN", "--stop", ARGUMENT),
    ("compare", "share", "lithium", ARGUMENT, "2023"),
    ("price", "lithium", "--from", ARGUMENT),
    ("policy", ARGUMENT),
    ("figure", ARGUMENT),
    ("claims", ARGUMENT),
    ("cite", ARGUMENT),
    ("help", ARGUMENT),
    ("completion", ARGUMENT),
    ("dependency", "JPN", "--trade", ARGUMENT),
    ("lake", "list", ARGUMENT),
    ("lake", "add", ARGUMENT, f"{ARGUMENT}.csv"),
    ("export", f"none/{ARGUMENT}.sqlite"),
)


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line).split("a\x1b")[0])
def test_an_argument_drives_no_terminal(run, tmp_path, monkeypatch, line) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"mineral,year\n"), "utf-8"))
    got = run(*line)
    assert not unseen(got.out + got.err)
    assert "unexpected" not in got.err
    assert "Traceback" not in got.err
    assert got.code == 0 or len(got.err.splitlines()) == 1


# Names of files have no slash; a newline, an escape and a byte that is not UTF-8 they may have.
NAMED = "=a\x1b[31m\u202e\n\udcff|<b>"


def own_table(folder, suffix: str = ".csv") -> str:
    path = os.path.join(folder, NAMED + suffix)
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("mineral,year,country,quantity,\x1b[31m\u202eextra\nlithium,2023,Chile,4,x\n")
    return path


FORMS = ("csv", "tsv", "json", "jsonl", "table", "markdown", "latex", "html", "svg")


@pytest.mark.parametrize("form", FORMS)
def test_a_name_of_a_file_drives_no_terminal(run, tmp_path, form) -> None:
    got = run("share", "--data", own_table(tmp_path), "-f", form, "--notes")
    assert got.code == 0
    assert not unseen(got.err)
    assert not unseen(got.out, layout="\n\t")
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO(got.out))
        assert row["share"] == "1"
    if form == "json":
        assert json.loads(got.out)["data"][0]["share"] == 1


def test_a_name_of_a_file_on_a_terminal(tmp_path) -> None:
    for more in ((), ("--plot",), ("-f", "json")):
        code, screen, said = on_terminal("share", "--data", own_table(tmp_path), *more)
        assert code == 0
        assert not unseen(ESCAPE.sub("", screen))
        assert not unseen(said)


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_name_of_a_file_in_a_binary_form(run, tmp_path, form) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("pyarrow")
    path = tmp_path / f"out.{form}"
    assert run("share", "--data", own_table(tmp_path), "-o", path).code == 0
    if form == "xlsx":
        import openpyxl

        cells = [c for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row]
        assert not [c.value for c in cells if c.data_type in {"f", "e"}]


def test_a_sheet_drives_no_terminal(run, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "\u202eone\u200b"
    book.active.append(["mineral", "year", "country", "quantity"])
    book.active.append(["lithium", 2023, "Chile", 4])
    book.create_sheet("\u2066two").append(["notes"])
    book.save(tmp_path / "two.xlsx")
    got = run("share", "--data", tmp_path / "two.xlsx", "--notes")
    assert got.code == 0
    assert "two" in got.err
    assert not unseen(got.out + got.err)


def test_a_supplier_list_drives_no_terminal(run, own) -> None:
    path = own("material,supplier,country", "lithium carbonate,\x1b[31m\u202eAcme|<b>,Chile")
    for form in ("json", "markdown", "latex", "html", "table"):
        got = run("suppliers", path, "-f", form, "--notes")
        assert got.code == 0
        assert not unseen(got.out + got.err)


def test_a_lake_drives_no_terminal(run, tmp_path, monkeypatch) -> None:
    pytest.importorskip("ibis")
    monkeypatch.chdir(tmp_path)
    with open(f"{NAMED}.csv", "w", encoding="utf-8") as stream:
        stream.write("importer,exporter,code,period,value,nomenclature,\x1b[31mnote\n")
        stream.write("JPN,CHN,250410,2024,100,HS17,x\nJPN,\x1b[31m\u202eA,250410,2024,60,HS17,x\n")
    lake = ("--lake", "L\x1b[31m\u202e")
    got = run("lake", "add", f"{NAMED}.csv", "--as", "table", *lake, "--notes")
    assert got.code == 0
    assert not unseen(got.out + got.err)
    for line in (
        ("lake", "list", *lake, "-f", "json"),
        ("dependency", "japan", "graphite", "--trade", lake[1], "-f", "json", "--notes"),
        ("lake", "remove", "table", *lake),
    ):
        got = run(*line)
        assert got.code == 0
        assert not unseen(got.out + got.err)


def test_a_header_that_looks_like_a_column_is_told(run, own) -> None:
    path = own("minеral,year,country,quantity", "lithium,2023,Chile,4")
    assert "'е' is the letter U+0435" in run("share", "--data", path).refused(4)


def test_letters_that_look_like_others_are_told(run, own) -> None:
    said = run("share", "lithium", "--country", "Сhina").refused(3)
    assert "'С' is the letter U+0421 (Cyrillic capital letter es), not 'C'" in said
    assert "did you mean China?" in said
    said = run("share", "сobаlt").refused(3)
    assert "Cyrillic small letter es" in said
    assert "cobalt" in said.partition("did you mean")[2]
    said = run("share", "lithium", "--country", "СНІLЕ").refused(3)
    assert "did you mean Chile?" in said


def test_a_look_alike_in_an_own_table_is_no_country_and_is_told(run, own) -> None:
    path = own("mineral,year,country,quantity", "lithium,2023,Сhina,4", "lithium,2023,China,6")
    rows = list(csv.DictReader(io.StringIO(run("share", "--data", path, "-q").out)))
    assert [(row["country"], row["iso3"]) for row in rows] == [("China", "CHN"), ("Сhina", "")]
    said = run("check", path).out
    assert "U+0421" in said


def test_a_turned_name_is_no_country_and_is_seen(run, own) -> None:
    path = own(
        "mineral,year,country,quantity", "lithium,2023,\u202eanihC,4", "lithium,2023,Chile,6"
    )
    got = run("share", "--data", path, "-f", "table", "--notes")
    assert "\\u202eanihC" in got.out
    assert not unseen(got.out + got.err)


@pytest.mark.parametrize("text", ["#N/A", "N/A", "n/a", "n.a.", "#NA", "(na)", "-na-"])
def test_no_answer_is_not_namibia(run, own, text) -> None:
    with pytest.raises(UnknownName):
        names.country(text)
    path = own("mineral,year,country,quantity", f"lithium,2023,{text},4", "lithium,2023,Chile,6")
    rows = list(csv.DictReader(io.StringIO(run("share", "--data", path, "-q").out)))
    assert "NAM" not in {row["iso3"] for row in rows}


@pytest.mark.parametrize("text", ["NA", "na", " Na ", "NAM"])
def test_namibia_keeps_its_code(text) -> None:
    assert names.country(text).iso3 == "NAM"

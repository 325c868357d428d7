"""Files of users that are broken, each in one way: refused in one line that says where."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest

BROKEN = Path(__file__).resolve().parent.parent / "broken"
with (BROKEN / "cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))
HEADER = "mineral,year,country,quantity,unit"


@pytest.fixture(autouse=True)
def in_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)


def needs_openpyxl(case: dict[str, str]) -> None:
    if case["file"].endswith(".xlsx"):
        pytest.importorskip("openpyxl")


def test_every_file_has_a_case() -> None:
    apart = {
        "cases.csv",
        "README.md",
        "not_parquet.parquet",
        "definitions",
        "lakes",
        "lying",
        "suppliers",
    }
    assert {path.name for path in BROKEN.iterdir()} - apart == {case["file"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
@pytest.mark.parametrize("command", ["share", "hhi", "trend"])
def test_data(run, case, command) -> None:
    needs_openpyxl(case)
    got = run(command, "--data", case["file"])
    if case["exit_code"] == "0":
        assert got.code == 0
        assert not got.errors
        assert got.out.count("\n") >= 2
        return
    line = got.refused(int(case["exit_code"]))
    assert case["stderr_contains"] in line
    assert case["file"] in line


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_check(run, case) -> None:
    needs_openpyxl(case)
    got = run("check", case["file"])
    if case["check_exit"] == "4":
        assert case["stderr_contains"] in got.refused(4)
        return
    assert got.code == int(case["check_exit"])
    assert not got.errors
    rows = list(csv.DictReader(io.StringIO(got.out)))
    assert (len(rows) > 0) == (got.code == 1)
    if case["check_code"]:
        assert case["check_code"] in {row["code"] for row in rows}
        where, _, said = case["stderr_contains"].partition(": ")
        place = re.fullmatch(r"[^:]+(?::(\d+))?(?: column '(\w+)')?", where)
        assert said in rows[0]["message"]
        assert [rows[0]["line"], rows[0]["column"]] == [text or "" for text in place.groups()]


def test_check_gives_a_row_per_problem(run, own) -> None:
    path = own(HEADER, "lithium,20x3,Chile,-5,t", "lithium,2023,Congo,many?,t", "lithium,2023,,5,t")
    got = run("check", path)
    assert got.code == 1
    rows = [(r["line"], r["column"], r["code"]) for r in csv.DictReader(io.StringIO(got.out))]
    assert rows == [
        ("2", "year", "not_a_year"),
        ("2", "quantity", "negative"),
        ("3", "quantity", "not_a_number"),
        ("3", "country", "ambiguous_country"),
        ("4", "country", "missing_value"),
    ]


def test_more_problems_are_counted(run) -> None:
    assert "(and 1 more: critmin check)" in run("share", "--data", "share_over_1.csv").err


def test_bom_and_crlf_change_nothing(run) -> None:
    plain = run("share", "--data", "crlf.csv", "-q", "--columns", "country,quantity")
    assert plain.out == "country,quantity\nAustralia,86000\nChile,44000\n"
    marked = run("share", "--data", "bom.csv", "-q", "--columns", "country,iso3")
    assert marked.out == "country,iso3\nChile,CHL\nTürkiye,TUR\n"


def test_parquet_that_is_none(run) -> None:
    got = run("share", "--data", "not_parquet.parquet")
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        assert "critmin[parquet]" in got.refused(2)
    else:
        assert "not_parquet.parquet: cannot be read as a Parquet file" in got.refused(4)


# Files that are not there, and standard input.


@pytest.mark.parametrize("command", [["share", "lithium", "--data"], ["hhi", "--data"], ["check"]])
def test_missing_file(run, command) -> None:
    assert "no-such.csv: no such file" in run(*command, "no-such.csv").refused(4)


@pytest.mark.parametrize("command", [["share", "lithium", "--data"], ["hhi", "--data"], ["check"]])
@pytest.mark.parametrize("name", ["folder", "folder.csv", "folder.xlsx", "folder.parquet"])
def test_folder(run, tmp_path, command, name) -> None:
    (tmp_path / name).mkdir()
    assert f"{name}: is a folder" in run(*command, tmp_path / name).refused(4)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_no_permission(run, own, monkeypatch, suffix) -> None:
    path = own(HEADER, "lithium,2023,Chile,5,t", name="secret" + suffix)
    if os.geteuid() == 0:  # root may read everything, so the refusal is played
        real = Path.open

        def refuse(self: Path, *how: str, **more: str) -> object:
            if self.name == path.name:
                raise PermissionError(13, "Permission denied", str(self))
            return real(self, *how, **more)

        monkeypatch.setattr(Path, "open", refuse)
    else:
        path.chmod(0)
    for command in (["share", "--data"], ["check"]):
        assert f"{path.name}: cannot be read: Permission denied" in run(*command, path).refused(4)


def test_stdin_closed(shell) -> None:
    for command in ("share lithium --data -", "check -", "hhi --data -"):
        line = shell(f"critmin {command} <&-").refused(4)
        assert "standard input is closed" in line


def test_stdin_empty(process) -> None:
    assert "-: is empty" in process("check", "-", stdin=b"").refused(4)


@pytest.mark.parametrize("separator", [",", "\t"])
def test_stdin_piped_table(process, separator) -> None:
    text = f"{HEADER}\nlithium,2023,Chile,40,t\nlithium,2023,Australia,60,t\n"
    got = process(
        "share",
        "lithium",
        "--data",
        "-",
        "--columns",
        "country,share,source",
        stdin=text.replace(",", separator).encode(),
    )
    assert got.code == 0
    assert got.out == "country,share,source\nAustralia,0.6,file:-\nChile,0.4,file:-\n"


def test_stdin_error_names_line_and_column(process) -> None:
    text = f"{HEADER}\nlithium,2023,Chile,-4,t\n"
    assert "-:2 column 'quantity'" in process("hhi", "--data", "-", stdin=text.encode()).refused(4)


def test_stdin_that_is_not_utf8(process) -> None:
    text = f"{HEADER}\nlithium,2023,Köln,4,t\n"
    got = process("hhi", "--data", "-", stdin=text.encode("mac_roman"))
    assert "-:2: is not UTF-8" in got.refused(4)


# What is done with the rows of a table of one's own.


def rows_of(got) -> list[dict[str, str]]:
    assert got.code == 0, got
    return list(csv.DictReader(io.StringIO(got.out)))


def test_map_renames(run, own) -> None:
    path = own("Material,FY,Land,Tonnes", "lithium,2023,Chile,40", "lithium,2023,Australia,60")
    names = ["Material=mineral", "fy=year", "LAND=country", "Tonnes=quantity"]
    maps = [part for name in names for part in ("--map", name)]
    assert [r["share"] for r in rows_of(run("share", "--data", path, *maps))] == ["0.6", "0.4"]
    assert run("check", path, *maps).code == 0
    assert "missing column" in run("share", "--data", path).refused(4)


@pytest.mark.parametrize("pair", ["Material", "Material=metal", "=", "Material="])
def test_map_misused(run, own, pair) -> None:
    path = own(HEADER, "lithium,2023,Chile,40,t")
    line = run("share", "--data", path, "--map", pair).refused(2)
    assert "write theirs=ours with ours one of mineral, year, country" in line


def test_map_of_a_column_that_is_not_there(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,40,t")
    got = run("share", "--data", path, "--map", "Tonnes=quantity")
    assert got.code in {2, 3, 4}
    assert "Tonnes" in got.err


def test_withheld_unknown_zero_and_bounds_stay_apart(run, own) -> None:
    path = own(
        HEADER,
        "lithium,2023,Chile,60,t",
        "lithium,2023,Australia,38,t",
        "lithium,2023,United States,W,t",
        "lithium,2023,China,NA,t",
        "lithium,2023,Canada,,t",
        "lithium,2023,Brazil,0,t",
        "lithium,2023,Portugal,<4,t",
    )
    got = run("share", "--data", path, "--notes")
    rows = {row["iso3"]: row for row in rows_of(got)}
    assert rows["CHL"]["share"] == "0.6"
    assert (rows["USA"]["quantity"], rows["USA"]["share"], rows["USA"]["flag"]) == (
        "",
        "",
        "withheld",
    )
    for unknown in ("CHN", "CAN"):
        assert (rows[unknown]["quantity"], rows[unknown]["flag"]) == ("", "unknown")
    assert (rows["BRA"]["quantity"], rows["BRA"]["share"], rows["BRA"]["rank"]) == ("0", "0", "")
    assert rows["PRT"]["share"] == "0.02"
    assert "less_than" in rows["PRT"]["flag"].split(";")
    assert "withheld_excluded" in rows["CHL"]["flag"].split(";")
    assert "withheld for United States; shares are of the other countries" in got.err
    assert "no figure for China, Canada" in got.err


def test_less_than_widens_the_index(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t", "lithium,2023,Portugal,<80,t")
    (row,) = rows_of(run("hhi", "--data", path))
    assert float(row["hhi_low"]) < float(row["hhi"]) < float(row["hhi_high"])
    assert "less_than" in row["flag"].split(";")


@pytest.mark.parametrize("name", ["World", "Total", "WORLD TOTAL", "world total (rounded)"])
def test_world_is_the_published_total(run, own, name) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t", f"lithium,2023,{name},120,t")
    listed = rows_of(run("share", "--data", path))
    assert [(r["kind"], r["share"]) for r in listed] == [("country", "1"), ("total", "")]
    published = rows_of(run("share", "--data", path, "--total", "published"))
    assert [(r["kind"], r["quantity"], r["share"]) for r in published] == [
        ("country", "60", "0.5"),
        ("residual", "60", "0.5"),
        ("total", "120", "1"),
    ]
    assert "total_differs" in run("share", "--data", path, "--notes").err


def test_published_total_that_is_none(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t")
    assert "prints no total" in run("share", "--data", path, "--total", "published").refused(4)
    bound = own(HEADER, "lithium,2023,Chile,60,t", "lithium,2023,World,>100,t")
    assert "greater_than" in run("share", "--data", bound, "--total", "published").refused(4)


@pytest.mark.parametrize("name", ["Other", "Other countries", "Rest of world", "ROW", "others"])
def test_other_is_the_residual(run, own, name) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t", f"lithium,2023,{name},40,t")
    rows = rows_of(run("share", "--data", path))
    assert [(r["kind"], r["share"], r["iso3"]) for r in rows] == [
        ("country", "0.6", "CHL"),
        ("residual", "0.4", ""),
    ]
    (index,) = rows_of(run("hhi", "--data", path))
    assert (index["hhi"], index["hhi_low"], index["hhi_high"]) == ("3600", "3600", "5200")
    assert (index["countries"], index["residual_share"]) == ("1", "0.4")


def test_a_large_residual_leaves_no_point(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,40,t", "lithium,2023,Other,60,t")
    (row,) = rows_of(run("hhi", "--data", path))
    assert row["hhi"] == ""
    assert (row["hhi_low"], row["hhi_high"]) == ("1600.0000000000002", "5200")
    assert "residual_large" in row["flag"].split(";")


def test_unknown_names_are_used_as_written_and_said(run, own) -> None:
    path = own(HEADER, "unobtainium,2023,Atlantis,60,t", "unobtainium,2023,Chile,40,t")
    got = run("share", "--data", path, "--notes")
    assert [(r["mineral"], r["country"], r["iso3"]) for r in rows_of(got)] == [
        ("unobtainium", "Atlantis", ""),
        ("unobtainium", "Chile", "CHL"),
    ]
    assert "mineral_unrecognised: lines 2, 3: unknown mineral" in got.err
    assert "country_unrecognised: line 2: unknown country" in got.err
    assert run("check", path).code == 1


BASES = (
    "mineral,year,country,quantity,unit,basis",
    "lithium,2000,Chile,50,t,content",
    "lithium,2000,China,50,t,content",
    "lithium,2000,Chile,10,t,gross",
    "lithium,2000,China,90,t,gross",
    "lithium,1999,China,100,t,gross",
    "tin,2000,Peru,1,t,content",
)


@pytest.mark.parametrize("command", ["share", "hhi", "trend"])
def test_one_basis_of_an_own_table(run, own, command) -> None:
    path = own(*BASES)
    years = ["--year", "1999,2000"]
    got = run(command, "lithium", "--data", path, "--basis", "gross", *years)
    assert {(row["basis"], row["year"]) for row in rows_of(got)} == {
        ("gross", "1999"),
        ("gross", "2000"),
    }
    assert "3 used, 3 set aside (another mineral, stage, basis or year)" in got.err
    line = run(command, "--data", path, "--basis", "nosuch").refused(3)
    assert line == "error: unknown basis 'nosuch'; known: content, gross"
    line = run(command, "tin", "--data", path, "--basis", "gross").refused(3)
    assert line == "error: unknown basis 'gross'; known: content"


def test_a_mineral_without_the_basis_is_named(run, own) -> None:
    got = run("share", "lithium", "tin", "--data", own(*BASES), "--basis", "gross", "--notes")
    assert [r["country"] for r in rows_of(got)] == ["China", "Chile", ""]
    assert "no row for tin on basis gross" in got.err
    assert "it has content" in got.err
    line = run("share", "lithium", "--data", own(*BASES), "--basis", "content", "--year", "1999")
    assert "on basis content in 1999" in line.refused(4)
    assert "it has 2000" in line.refused(4)


@pytest.mark.parametrize("command", ["share", "hhi", "trend"])
@pytest.mark.parametrize("more", [[], ["--country", "CHL"], ["--country", "eu27"]])
def test_no_sentence_compares_two_bases(run, own, command, more) -> None:
    if command == "hhi" and more:
        return
    for years in ([], ["--year", "1999,2000"]):
        got = run(command, "lithium", *more, "--data", own(*BASES), *years)
        first = got.err.splitlines()[0]
        assert first == (
            "The figures of lithium mining in your table are on several bases (content and gross), "
            "which cannot be compared; ask for one basis."
        )


def test_rows_in_used_and_aside_are_counted(run, own) -> None:
    path = own(HEADER, "lithium,2022,Chile,50,t", "lithium,2023,Chile,60,t", "cobalt,2023,DRC,70,t")
    got = run("share", "lithium", "--data", path, "-f", "json")
    said = "3 rows read, 1 used, 2 set aside (another mineral, stage or year)"
    assert said in got.err
    assert said in got.out


def test_several_minerals_of_an_own_table(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t")
    got = run("share", "lithium", "cobalt", "--data", path, "--notes")
    assert [(r["mineral"], r["flag"], r["share"]) for r in rows_of(got)] == [
        ("lithium", "", "1"),
        ("cobalt", "no_data", ""),
    ]
    assert "no row for cobalt" in got.err
    assert "it has lithium" in run("share", "cobalt", "--data", path).refused(4)


def test_year_and_stage_that_the_table_lacks(run, own) -> None:
    path = own("mineral,stage,year,country,quantity", "lithium,mining,2023,Chile,60")
    for option in (["--year", "1999"], ["--stage", "refining"]):
        run("share", "lithium", "--data", path, *option).refused(4)


def test_a_mineral_that_is_there_is_not_said_to_be_missing(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t", "cobalt,2023,DRC,60,t")
    line = run("share", "lithium", "--data", path, "--year", "1999").refused(4)
    assert "it has cobalt, lithium" not in line
    assert "1999" in line
    assert "2023" in line


def test_a_stage_that_no_row_has_is_said(run, own) -> None:
    path = own("mineral,stage,year,country,quantity", "lithium,mining,2023,Chile,60")
    got = run("share", "lithium", "--data", path, "--stage", "mining,refining")
    assert [(r["stage"], r["flag"]) for r in rows_of(got)] == [
        ("mining", ""),
        ("refining", "no_data"),
    ]


def test_data_and_source_exclude_each_other(run, own) -> None:
    path = own(HEADER, "lithium,2023,Chile,60,t")
    line = run("share", "lithium", "--data", path, "--source", "iea").refused(2)
    assert "exclude each other" in line


def test_xlsx_and_parquet_of_ones_own(run, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["mineral", "year", "country", "quantity"])
    book.active.append(["lithium", 2023, "Chile", 40])
    book.active.append(["lithium", 2023, "Australia", 60.5])
    book.save(tmp_path / "own.xlsx")
    rows = rows_of(run("share", "--data", tmp_path / "own.xlsx", "-q"))
    assert [(r["iso3"], r["quantity"]) for r in rows] == [("AUS", "60.5"), ("CHL", "40")]
    book.active.append(["lithium", 2023, "Canada", -1])
    book.save(tmp_path / "own.xlsx")
    got = run("share", "--data", tmp_path / "own.xlsx")
    assert "own.xlsx:4 column 'quantity'" in got.refused(4)


def test_parquet_of_ones_own(run, tmp_path) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    frame = pd.DataFrame(
        {
            "mineral": ["lithium"] * 3,
            "year": [2023] * 3,
            "country": ["Chile", "Australia", "Canada"],
            "quantity": [40.0, 60.0, None],
        }
    )
    frame.to_parquet(tmp_path / "own.parquet")
    rows = rows_of(run("share", "--data", tmp_path / "own.parquet", "-q"))
    assert [(r["iso3"], r["share"]) for r in rows] == [("AUS", "0.6"), ("CHL", "0.4"), ("CAN", "")]

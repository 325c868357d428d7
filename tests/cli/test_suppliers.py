"""The command `suppliers`: output, exit codes, standard input."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = "material,supplier,country,stage,tonnes\nLi,=x,Chile,refining,3\nLi,B,Congo,refining,1\n"


def run(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "critmin", "suppliers", *words],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_standard_input_to_csv() -> None:
    done = run("-", "--buyer", "JPN", "--as-of", "2026-11-24", "--notes", text=ROWS)
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["line"], row["matched"], row["own_share"]) for row in rows] == [
        ("2", "true", "0.75"),
        ("3", "false", "0.25"),
    ]
    assert rows[0]["supplier"] == "'=x"
    assert "ambiguous_name: line 3" in done.stderr
    assert "note: -: 2 lines, 1 matched, 1 not" in done.stderr


def test_map_and_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Stoff,Land\nLi,Chile\n", "utf-8")
    done = run(
        str(tmp_path / "a.csv"),
        "--map",
        "Stoff=material",
        "--map",
        "Land=country",
        "--stage",
        "refining",
        "--columns",
        "line,iso3,stage",
        "-q",
    )
    assert (done.stdout, done.stderr) == ("line,iso3,stage\n2,CHL,refining\n", "")


def test_refusals_leave_stdout_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    for words, code, said in (
        ([str(tmp_path / "none.csv")], 4, "no such file"),
        ([str(tmp_path / "a.csv")], 4, "no column of material and country"),
        ([str(tmp_path / "a.csv"), "--map", "x"], 2, "theirs=ours"),
        ([str(tmp_path / "a.csv"), "--buyer", "Atlantis"], 3, "unknown country or bloc"),
        ([str(tmp_path / "a.csv"), "--as-of", "soon"], 2, "is not a day"),
    ):
        done = run(*words)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("error: ")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_help_says_what_it_answers() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "Your own suppliers compared with world supply" in done.stdout
    assert "critmin suppliers suppliers.csv --buyer JPN" in done.stdout


BROKEN = ROOT / "tests" / "broken" / "suppliers"
with (BROKEN / "cases.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


def test_every_broken_list_has_a_case() -> None:
    assert {path.name for path in BROKEN.iterdir()} - {"cases.csv"} == {c["file"] for c in CASES}


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_every_line_of_a_broken_list_comes_back(case: dict[str, str]) -> None:
    if case["file"].endswith(".xlsx"):
        pytest.importorskip("openpyxl")
    done = run(str(BROKEN / case["file"]), "--as-of", "2026-11-24", "-f", "csv", "--notes")
    assert done.returncode == int(case["exit_code"])
    assert case["stderr_contains"] in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    if done.returncode:
        assert not rows
        assert done.stderr.count("\n") == 1
        return
    assert len(rows) == int(case["lines"])
    assert sum(row["matched"] == "true" for row in rows) == int(case["matched"])
    for row in rows:
        assert row["matched"] == "true" or row["flag"]
        assert row["stop_takes"] == "" or float(row["stop_takes"]) >= float(row["own_share"] or 0)


def test_what_a_stop_takes_is_all_of_a_country(tmp_path: Path) -> None:
    text = (
        "material,supplier,country,stage,tonnes\nLi,A,Chile,refining,3\nLi,B,China,refining,1\n"
        "Li,C,China,refining,4\nCo,D,China,refining,5\nLi,E,Congo,refining,2\n"
    )
    columns = "country,own_share,stop_takes"
    done = run("-", "--as-of", "2026-11-24", "--columns", columns, "--notes", text=text)
    assert [line.split(",") for line in done.stdout.splitlines()[1:]] == [
        ["Chile", "0.3", "0.3"],
        ["China", "0.1", "0.5"],
        ["China", "0.4", "0.5"],
        ["China", "1", "1"],
        ["Congo", "0.2", ""],
    ]
    assert "lithium refining: share lost if one country stops" in done.stderr
    assert "China 50.0%, Chile 30.0%" in done.stderr


def test_a_long_list_looks_each_name_up_once(tmp_path: Path, monkeypatch) -> None:
    from critmin import suppliers as own_suppliers
    from critmin.core import names

    asked: list[str] = []
    whole = names.suggestions

    def counting(text, *more):
        asked.append(text)
        return whole(text, *more)

    monkeypatch.setattr(names, "suggestions", counting)
    path = tmp_path / "long.csv"
    rows = "".join(f"Krptonite {i % 7},S{i},Atlntis,1\n" for i in range(3_000))
    path.write_text("material,supplier,country,tonnes\n" + rows, "utf-8")
    table = own_suppliers(str(path), as_of="2026-11-24")
    assert len(table) == 3_000
    assert len(asked) == 8
    told = [c for c in table.warnings if c.code == "mineral_unrecognised"]
    assert len(told) == 7
    assert told[0].message.startswith("lines 2, 9, 16,")
    assert "and 419 more, material: unknown mineral 'Krptonite 0'" in told[0].message

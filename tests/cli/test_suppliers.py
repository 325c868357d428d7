"""The command `suppliers`: output, exit codes, standard input."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = "material,supplier,country,stage,tonnes\nLi,=x,Chile,refining,3\nLi,B,Congo,refining,1\n"


def run(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "critmin", "suppliers", *words],
        input=text, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_standard_input_to_csv() -> None:
    done = run("-", "--buyer", "JPN", "--as-of", "2026-11-24", text=ROWS)
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["line"], row["matched"], row["own_share"]) for row in rows] == [
        ("2", "true", "0.75"), ("3", "false", "0.25"),
    ]  # fmt: skip
    assert rows[0]["supplier"] == "'=x"
    assert "ambiguous_name: line 3" in done.stderr
    assert "note: -: 2 lines, 1 matched, 1 not" in done.stderr


def test_map_and_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Stoff,Land\nLi,Chile\n", "utf-8")
    done = run(str(tmp_path / "a.csv"), "--map", "Stoff=material", "--map", "Land=country",
               "--stage", "refining", "--columns", "line,iso3,stage", "-q")  # fmt: skip
    assert (done.stdout, done.stderr) == ("line,iso3,stage\n2,CHL,refining\n", "")


def test_refusals_leave_stdout_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    for words, code, said in (
        ([str(tmp_path / "none.csv")], 4, "no such file"),
        ([str(tmp_path / "a.csv")], 4, "no column of material and country"),
        ([str(tmp_path / "a.csv"), "--map", "x"], 2, "theirs=ours"),
        ([str(tmp_path / "a.csv"), "--buyer", "Atlantis"], 3, "unknown country"),
        ([str(tmp_path / "a.csv"), "--as-of", "soon"], 2, "is no day"),
    ):
        done = run(*words)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("error: ")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_help_says_what_it_answers() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "Your own suppliers against the world" in done.stdout
    assert "critmin suppliers suppliers.csv --buyer JPN" in done.stdout

"""The command `lake`: what it prints, its exit codes, its folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from critmin.declared import listed

pytest.importorskip("duckdb")

SAMPLES = Path(__file__).resolve().parent.parent / "lakes" / "samples"
BRAZIL = (str(SAMPLES / "EXP_2025.csv"), str(SAMPLES / "IMP_2025.csv"))
BACI = "BACI_HS17_Y2024_V202601.csv"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the setting, so that commands need not name it."""
    folder = tmp_path / "lake"
    monkeypatch.setenv("CRITMIN_LAKE", str(folder))
    return folder


def table(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text))]


def test_files_are_added_listed_checked_and_removed(run, lake: Path) -> None:
    got = run("lake", "add", *BRAZIL, "--as", "comexstat", "-f", "csv")
    assert got.code == 0
    assert [(row["file"], row["status"]) for row in table(got.out)] == [
        ("EXP_2025.csv", "added"),
        ("IMP_2025.csv", "added"),
    ]
    assert "80 of 80 rows of 2 files added." in got.err
    again = run("lake", "add", *BRAZIL, "--as", "comexstat", "-f", "csv")
    assert {row["status"] for row in table(again.out)} == {"already there"}
    listed = run("lake", "list", "-f", "csv")
    assert "80 rows of 2 files, 2025-01 to 2025-12: comexstat undated." in listed.err
    checked = run("lake", "check", "-f", "csv")
    assert (checked.code, table(checked.out)) == (0, [])
    next(lake.rglob("*.parquet")).write_bytes(b"")
    assert run("lake", "check", "-f", "csv").code == 1
    removed = run("lake", "remove", "comexstat@undated", "-f", "csv")
    assert {row["status"] for row in table(removed.out)} == {"removed"}
    assert "is empty" in run("lake", "list", "-f", "csv").err


def test_rows_not_used_are_said_with_their_reasons(run, lake: Path) -> None:
    del lake
    got = run("lake", "add", str(SAMPLES / "full_v2_202452.dat"), "--as", "comext", "-f", "csv")
    assert "1 row, total of all goods (line 36)" in got.err
    assert table(got.out)[0]["rows_set_aside"] == "2"


def test_a_table_with_names_of_its_own(run, lake: Path, tmp_path: Path) -> None:
    del lake
    file = tmp_path / "own.csv"
    file.write_text("Monat,Ziel,Herkunft,HS,Wert\n202401,JPN,CHN,250410,5\n", "utf-8")
    pairs = ("Monat=period", "Ziel=importer", "Herkunft=exporter", "HS=code", "Wert=value")
    names = [word for pair in pairs for word in ("--map", pair)]
    got = run("lake", "add", str(file), "--as", "table", *names, "--called", "mine", "-f", "csv")
    assert (got.code, table(got.out)[0]["source"], table(got.out)[0]["first"]) == (
        0,
        "mine",
        "2024-01",
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("lake",), 2, "ACTION"),
        (("lake", "sell"), 3, "unknown action 'sell'"),
        (("lake", "list"), 2, "is not a lake: make one with critmin lake add FILE"),
        (("lake", "list", "x"), 2, "lake list takes no name"),
        (("lake", "add", "--as", "baci"), 2, "lake add takes a name"),
        (("lake", "add", "x.csv"), 2, "say whose files they are: --as baci"),
        (("lake", "add", "x.csv", "--as", "eurostat"), 3, "unknown reader 'eurostat'"),
        (("lake", "add", "x.csv", "--as", "baci"), 4, "x.csv: cannot be read"),
        (("lake", "list", "--replace"), 2, "--replace belongs to lake add"),
        (("lake", "add", "x", "--as", "table", "--map", "a"), 2, "write THEIRS=OURS"),
        (("lake", "add", "x", "--as", "table", "--edition", "a/b"), 2, "'a/b' has other signs"),
    ],
)
def test_what_is_wrong_is_one_line(run, lake: Path, words, code: int, said: str) -> None:
    got = run(*words)
    assert (got.code, got.out) == (code, "")
    assert said in got.err
    assert got.err.startswith("error: ")
    assert len(got.err.strip().splitlines()) == 1
    assert not (lake / "files").exists()


def test_a_folder_with_other_things_is_left_alone(run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x", "utf-8")
    got = run("lake", "add", BRAZIL[0], "--as", "comexstat", "--lake", str(tmp_path))
    assert got.code == 2
    assert "holds other things, as thesis.txt" in got.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.txt"]


OF_TRADE = {
    "compare": "compare dependency japan germany cobalt",
    "dependency": "dependency usa cobalt",
    "effect": "effect tungsten --since-control china",
    "exposure": "exposure usa cobalt --supplier china",
    "screen": "screen usa",
    "shock": "shock usa cobalt --stop china",
    "trend": "trend usa cobalt",
    "via": "via usa cobalt --origin china",
}


def test_every_command_that_takes_a_lake_is_tried() -> None:
    assert {*listed.that_take("trade")} == {*OF_TRADE}


@pytest.mark.parametrize("line", OF_TRADE.values(), ids=OF_TRADE)
def test_questions_read_the_lake_of_the_settings(run, lake: Path, line: str) -> None:
    got = run(*line.split(), "--trade", "lake")
    assert (got.code, f"error: {lake} is not a lake" in got.err) == (2, True)


def test_questions_take_the_engine_of_the_settings(
    run, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("lake", "add", str(SAMPLES / BACI), "--as", "baci").code == 0
    monkeypatch.setenv("CRITMIN_ENGINE", "duckdb:memory=none")
    for line in OF_TRADE.values():
        got = run(*line.split(), "--trade", "lake")
        assert (got.code, "memory=none is no size" in got.err) == (2, True), line


def test_a_lake_in_this_folder_is_named(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("CRITMIN_LAKE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    assert run("lake", "add", str(SAMPLES / BACI), "--as", "baci", "--lake", "lake").code == 0
    got = run("dependency", "usa", "--trade", "lake")
    assert (got.code, "but the folder lake here is: --trade ./lake" in got.err) == (2, True)


def test_the_setting_is_a_full_path(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRITMIN_LAKE", "here")
    got = run("lake", "list")
    assert (got.code, "CRITMIN_LAKE: 'here' is no full path" in got.err) == (2, True)

"""Names of files, variables and folders as nobody would have them: an answer, or one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX names and folders")
TABLE = "mineral,year,country,quantity,unit\nlithium,2023,Chile,5,t\n"
LONG = "a" * 300


def test_a_name_of_255_bytes_is_read_and_written(run, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a" * 251 + ".csv"
    Path(name).write_text(TABLE, "utf-8")
    assert run("share", "--data", name, "-q", "-o", name).code == 0
    assert Path(name).read_text("utf-8").startswith("mineral,stage,")
    assert os.listdir() == [name]


@pytest.mark.parametrize("name", [f"{LONG}.csv", "circle.csv", f"{LONG}/a.csv"])
def test_a_file_that_the_system_cannot_open_is_4(run, tmp_path, monkeypatch, name) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink("circle.csv", "circle.csv")
    for command in (["share", "--data"], ["check"], ["suppliers"]):
        assert "cannot be read: " in run(*command, name).refused(4)
    line = run("share", "lithium", "-q", "-o", name).refused(1)
    assert line.startswith(f"error: {name[:30]}")
    assert f"{name[-5:]} cannot be written: " in line
    assert os.listdir() == ["circle.csv"]


@pytest.mark.parametrize("name", [LONG, "circle"])
def test_a_lake_that_the_system_cannot_open_is_one_line(run, tmp_path, monkeypatch, name) -> None:
    monkeypatch.chdir(tmp_path)
    os.symlink("circle", "circle")
    Path("t.csv").write_text("period,importer,exporter,code,value\n2024,JPN,CHN,250410,5\n")
    run("lake", "list", "--lake", name).refused(2 if name == LONG else 4)
    run("lake", "add", "--as", "table", "t.csv", "--lake", name).refused(1)
    run("lake", "add", "--as", "table", name, "--lake", "lake").refused(4)
    run("export", f"{name}.sqlite").refused(1) if name == LONG else None
    run("site", "-o", name).refused(1)


VARIABLES = {
    "COLUMNS": ("-5", "0", "many", "9" * 20, "\u00b2"),
    "LINES": ("many", "-1"),
    "TERM": ("", "\udcff", "dumb"),
    "NO_COLOR": ("\udcff",),
    "FORCE_COLOR": ("\udcff", "1"),
    "XDG_CONFIG_HOME": ("relative", os.devnull, f"/{LONG}", "\udcff"),
    "HOME": ("", "relative", os.devnull, f"/{LONG}"),
    "SHELL": (f"/bin/{LONG}", "/bin/bash"),
    "COMP_WORDS": ("\udcff",),
    "COMP_CWORD": ("many",),
    "_TYPER_COMPLETE": ("1",),
    "_TYPER_COMPLETE_ARGS": ("\udcff",),
    "_TYPER_STANDARD_TRACEBACK": ("1",),
}


@pytest.mark.parametrize(
    ("variable", "value"), [(name, value) for name, them in VARIABLES.items() for value in them]
)
def test_a_variable_without_sense_does_no_harm(run, monkeypatch, variable, value) -> None:
    monkeypatch.setenv("HOME", "/")
    monkeypatch.setenv(variable, value)
    from critmin.cli import settings

    settings._of_file.cache_clear()
    faulty = variable == "XDG_CONFIG_HOME" and value[1:] == LONG
    assert run("share", "lithium", "-q", "-f", "csv").code == 0
    for command in ("config", "doctor"):
        got = run(command, "-f", "csv")
        assert got.code == int(faulty and command == "doctor")
        assert "unexpected" not in got.err
    if not faulty:
        assert run("share", "lithium", "-q", "-f", "table").code == 0


@pytest.mark.parametrize("value", ["~nobody-of-this-name/lake", "relative"])
def test_a_lake_of_the_settings_is_a_full_path(run, monkeypatch, value) -> None:
    monkeypatch.setenv("CRITMIN_LAKE", value)
    assert "is no full path" in run("lake", "list").refused(2)
    assert "is no full path" in run("config", "-f", "csv").out


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish", "", "other", "\udcff"])
@pytest.mark.parametrize(
    "line",
    [
        "",
        "critmin",
        "critmin 'share",
        "critmin share \\",
        "critmin share --stage==",
        "critmin share ,,,",
        "critmin \udcff",
        "critmin share --country \udcff",
        "critmin share " + "x " * 3000,
        "critmin\nshare\nli",
        "critmin shock japan --stop CHN:",
        "critmin compare share =",
    ],
)
def test_completion_of_any_line_is_an_answer(run, monkeypatch, shell_name, line) -> None:
    monkeypatch.setenv("_CRITMIN_COMPLETE", shell_name)
    monkeypatch.setenv("_CRITMIN_LINE", line)
    monkeypatch.setenv("_CRITMIN_BREAKS", "\udcff:=@")
    got = run()
    assert (got.code, got.err) == (0, "")


def test_a_working_folder_that_is_gone(shell, tmp_path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(TABLE, "utf-8")
    gone = f"mkdir {tmp_path}/gone && cd {tmp_path}/gone && rmdir {tmp_path}/gone && critmin"
    assert shell(f"{gone} share --data {table} -q").out.startswith("mineral,")
    assert "x.csv cannot be written" in shell(f"{gone} share lithium -q -o x.csv").refused(1)


def test_the_tools_need_a_standard_input(run, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert "standard input is closed" in run("mcp").refused(2)


def test_without_a_home_there_is_no_default_lake(run, monkeypatch) -> None:
    def none(*_given: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", none)
    assert "there is no home folder" in run("lake", "list").refused(2)

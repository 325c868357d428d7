"""Settings: defaults from the environment or the user's file, and nowhere else."""

from __future__ import annotations

import csv
import io
import json

import pytest
from critmin.cli import settings

import critmin


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder for the settings file, which a test writes; no variables are set."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in settings.CHECKS:
        monkeypatch.delenv(settings.variable(name), raising=False)
    settings._of_file.cache_clear()
    yield tmp_path
    settings._of_file.cache_clear()


def listed(run) -> dict[str, tuple[str, str]]:
    got = run("config", "-f", "csv", "-q")
    assert got.code == 0
    return {
        row["name"]: (row["value"], row["from"]) for row in csv.DictReader(io.StringIO(got.out))
    }


def test_nothing_is_set(home, run) -> None:
    assert listed(run) == {
        "buyer": ("", "not set"),
        "format": ("", "not set"),
        "engine": ("", "not set"),
        "lake": ("", "not set"),
        "limit": ("", "not set"),
        "file": (str(home / "critmin.toml"), "not there"),
    }


def test_variable_wins_over_file_and_option_over_both(home, run, monkeypatch) -> None:
    file = home / "critmin.toml"
    file.write_text('buyer = "japan"\nformat = "json"\n', "utf-8")
    assert listed(run)["buyer"] == ("japan", str(file))
    assert listed(run)["file"] == (str(file), "read")
    monkeypatch.setenv("CRITMIN_BUYER", "DEU")
    assert listed(run)["buyer"] == ("DEU", "CRITMIN_BUYER")
    assert json.loads(run("dependency", "graphite", "-q").out)["query"]["buyer"] == "DEU"
    assert json.loads(run("dependency", "usa", "graphite", "-q").out)["query"]["buyer"] == "USA"
    assert run("dependency", "graphite", "-q", "-f", "csv").out.startswith("mineral,")


def test_the_suffix_of_a_file_wins_over_the_default_format(home, run, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_FORMAT", "json")
    assert run("share", "lithium", "-q", "-o", home / "x.csv").code == 0
    assert (home / "x.csv").read_text("utf-8").startswith("mineral,")


def test_the_note_names_the_default_buyer(home, run, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_BUYER", "japan")
    notes = json.loads(run("reliance", "graphite", "-f", "json").out)["notes"]
    assert "buyer: japan, the default of CRITMIN_BUYER" in notes
    named = json.loads(run("reliance", "graphite", "--buyer", "USA", "-f", "json").out)["notes"]
    assert not [note for note in named if "CRITMIN_BUYER" in note]


@pytest.mark.parametrize(
    "line",
    [
        "dependency graphite",
        "exposure graphite --supplier china",
        "shock graphite --stop china",
        "via graphite --supplier china",
        "reliance graphite",
        "risk tungsten --method geopolrisk",
    ],
)
def test_questions_that_take_the_default_buyer(home, run, monkeypatch, line) -> None:
    asked = run(*line.split(), "--buyer", "JPN", "-q", "-f", "csv")
    monkeypatch.setenv("CRITMIN_BUYER", "JPN")
    assert run(*line.split(), "-q", "-f", "csv") == asked
    assert asked.code == 0


def test_a_list_of_suppliers_takes_it(home, run, own, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_BUYER", "JPN")
    lines = own("material,country,quantity", "graphite,China,5", "graphite,Brazil,5")
    got = json.loads(run("suppliers", lines, "--as-of", "2026-11-24", "-f", "json").out)
    assert got["query"]["buyer"] == "JPN"


def test_the_scores_of_the_eu_stay_those_of_the_eu(home, run, monkeypatch) -> None:
    plain = run("risk", "tungsten", "-q")
    monkeypatch.setenv("CRITMIN_BUYER", "JPN")
    assert run("risk", "tungsten", "-q") == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('buyer = "japn"', ["critmin.toml: buyer:", "japn"]),
        ("buyer = 392", ["critmin.toml: buyer:", 'buyer = "japan"']),
        ('format = "docx"', ["critmin.toml: format:", "docx", "json"]),
        ('format = "xlsx"', ["critmin.toml: format:", "needs a file"]),
        ('fromat = "csv"', ["critmin.toml: fromat:", "known: buyer, format, engine"]),
        ("buyer = japan", ["critmin.toml is not valid TOML"]),
        ("\xff", ["critmin.toml is not valid TOML"]),
    ],
)
def test_what_cannot_be_used_is_named(home, run, text, words) -> None:
    (home / "critmin.toml").write_bytes(text.encode("latin-1"))
    shown, checked = run("config", "--notes"), run("doctor")
    assert (shown.code, checked.code) == (0, 1)
    for word in words:
        assert word in shown.out.replace('""', '"')
        assert word in checked.out.replace('""', '"')


def test_a_buyer_that_cannot_be_used_is_no_matter_where_one_is_named(
    home, run, monkeypatch
) -> None:
    monkeypatch.setenv("CRITMIN_BUYER", "japn")
    assert run("dependency", "lithium", "germany", "-f", "csv").code == 0
    assert "CRITMIN_BUYER" in run("dependency", "lithium", "-f", "csv").refused(2)


def test_a_bad_format_stops_neither_config_nor_doctor(home, run, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_FORMAT", "MD")
    assert "CRITMIN_FORMAT: 'MD' is no format; did you mean markdown?" in run("config").out
    assert "CRITMIN_FORMAT" in run("doctor").out
    assert "CRITMIN_FORMAT" in run("sources").refused(2)


def test_a_variable_that_cannot_be_used_is_named(home, run, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_FORMAT", "docx")
    assert "CRITMIN_FORMAT: 'docx' is no format" in run("share", "lithium").refused(2)


def test_a_bad_file_does_not_stop_what_needs_no_default(home, run) -> None:
    (home / "critmin.toml").write_text("nonsense", "utf-8")
    assert run("share", "lithium", "-f", "csv", "-q").code == 0


def test_the_working_folder_is_not_read(home, process) -> None:
    folder = home / "work"
    folder.mkdir()
    (folder / "critmin.toml").write_text('format = "json"', "utf-8")
    env = {"XDG_CONFIG_HOME": ".", "HOME": str(home)}
    got = process("share", "lithium", "-q", env=env, cwd=folder)
    assert got.out.startswith("mineral,")


def test_home_is_used_without_xdg(home, process) -> None:
    (home / ".config").mkdir()
    (home / ".config" / "critmin.toml").write_text('format = "jsonl"', "utf-8")
    got = process("share", "lithium", "-q", env={"XDG_CONFIG_HOME": "", "HOME": str(home)})
    assert got.out.startswith('{"mineral": "lithium"')


def test_python_reads_no_settings(home, monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_BUYER", "japan")
    with pytest.raises(critmin.QueryError):
        critmin.dependency("graphite")

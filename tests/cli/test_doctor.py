"""critmin doctor: what it looks at, and that a fault ends with exit code 1."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
import zlib
from pathlib import Path

import pytest
from critmin.cli import doctor

import critmin

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A folder with one table and its record, in place of the bundled ones."""
    content = b"mineral\nlithium\n"
    record = {"path": "minerals.csv", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (tmp_path / "minerals.csv").write_bytes(content)
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [record]}), "utf-8")
    crc = f"{len(content)},{zlib.crc32(content):08x}"
    (tmp_path / "checksums.csv").write_text(f"path,bytes,crc32\nminerals.csv,{crc}\n", "utf-8")
    monkeypatch.setattr(doctor, "_folder", lambda: tmp_path)
    return tmp_path


def checked(run) -> tuple[int, dict[str, dict[str, str]]]:
    got = run("doctor", "-f", "csv", "-q")
    rows = csv.DictReader(io.StringIO(got.out))
    return got.code, {row["check"]: row for row in rows}


def test_all_tables_are_as_recorded(run, tables) -> None:
    code, rows = checked(run)
    assert code == 0
    assert rows["tables"] == {
        "check": "tables",
        "status": "ok",
        "found": "1 of 1 as recorded",
        "advice": "",
    }
    assert rows["critmin"]["found"].startswith(critmin.__version__)
    assert not [row for row in rows.values() if row["status"] == "failed"]


def test_one_value_stands_for_all_tables(run, tables) -> None:
    """A table and its records changed together pass every check of the folder by itself."""
    _, rows = checked(run)
    before = rows["hash of tables"]["found"]
    names = ("checksums.csv", "datapackage.json", "minerals.csv")
    listed = [f"{hashlib.sha256((tables / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    assert before == hashlib.sha256("".join(listed).encode()).hexdigest()

    content = b"mineral\ncobalt\n"
    record = {"path": "minerals.csv", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    (tables / "minerals.csv").write_bytes(content)
    (tables / "datapackage.json").write_text(json.dumps({"resources": [record]}), "utf-8")
    crc = f"{len(content)},{zlib.crc32(content):08x}"
    (tables / "checksums.csv").write_text(f"path,bytes,crc32\nminerals.csv,{crc}\n", "utf-8")
    code, rows = checked(run)
    assert code == 0
    assert rows["hash of tables"]["found"] != before


@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_a_table_that_is_not_as_recorded_fails(run, tables, fault) -> None:
    table = tables / "minerals.csv"
    table.write_bytes(b"mineral\ncobalt\n") if fault == "changed" else table.unlink()
    code, rows = checked(run)
    assert code == 1
    assert rows["tables"]["status"] == "failed"
    assert "0 of 1" in rows["tables"]["found"]
    assert "minerals.csv" in rows["tables"]["found"]


def test_every_bundled_table_has_a_recorded_checksum() -> None:
    recorded = json.loads((ROOT / "datasets/datapackage.json").read_text("utf-8"))["resources"]
    assert len(recorded) > 150
    assert all(table["hash"].startswith("sha256:") for table in recorded)


def test_packages_are_those_of_the_project() -> None:
    lines = [(line, "") for line in PROJECT["dependencies"]]
    for extra, wanted in PROJECT["optional-dependencies"].items():
        lines += [(f'{line}; extra == "{extra}"', extra) for line in wanted]
    for line, extra in lines:
        name, found = doctor._requirement(line)
        assert line.startswith(name)
        assert found == extra


def test_a_missing_package_fails_and_a_missing_extra_does_not(monkeypatch) -> None:
    from importlib import metadata

    wanted = ["no-such-package>=1", 'no-such-extra>=1; extra == "xlsx"', 'x; extra == "dev"']
    monkeypatch.setattr(metadata, "requires", lambda _name: wanted)
    rows = {row.check: row for row in doctor._versions()}
    assert rows["no-such-package"].status == "failed"
    assert rows["no-such-extra"].status == "info"
    assert rows["no-such-extra"].advice == "pip install 'critmin[xlsx]'"
    assert "x" not in rows


@pytest.mark.parametrize(
    ("shell_name", "kept", "text", "status"),
    [
        ("bash", ".local/share/bash-completion/completions/critmin", "", "ok"),
        ("zsh", ".zfunc/_critmin", "", "ok"),
        ("zsh", ".zshrc", "source <(critmin completion zsh)", "ok"),
        ("fish", ".config/fish/completions/critmin.fish", "", "ok"),
        ("fish", ".config/fish/config.fish", "set x y", "info"),
        ("tcsh", ".tcshrc", "critmin completion", "info"),
    ],
)
def test_completion_is_looked_for(tmp_path, monkeypatch, shell_name, kept, text, status) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/bin/{shell_name}")
    (tmp_path / kept).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / kept).write_text(text, "utf-8")
    assert doctor._completion().status == status


def test_settings_that_cannot_be_used_fail(monkeypatch) -> None:
    monkeypatch.setenv("CRITMIN_BUYER", "nowhere")
    assert doctor._settings().status == "failed"


@pytest.mark.parametrize("command", ["config", "doctor"])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_is_read_on_every_screen(run, monkeypatch, command, width) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(width))
    got = run(command, "-f", "table", "-q")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", got.out).splitlines()
    assert max(map(len, lines)) <= width
    assert got.err == ""

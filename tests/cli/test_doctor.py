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


def written(folder: Path, content: bytes, monkeypatch) -> None:
    """Write a folder of two tables and their records; the program holds the list of its sums."""
    record = {"path": "minerals.csv", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    package = json.dumps({"resources": [record]}).encode()
    lines = ["path,bytes,crc32"]
    files = {"minerals.csv": content, "datapackage.json": package, "tables.csv": b"path\n"}
    for path, text in files.items():
        (folder / path).write_bytes(text)
        lines.append(f"{path},{len(text)},{zlib.crc32(text):08x}")
    sums = "".join(f"{line}\n" for line in lines).encode()
    (folder / "checksums.csv").write_bytes(sums)
    monkeypatch.setattr(doctor.files, "LISTED_SHA256", hashlib.sha256(sums).hexdigest())


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A folder with two tables and their records, in place of the bundled ones."""
    written(tmp_path, b"mineral\nlithium\n", monkeypatch)
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
        "found": "4 of 4 as recorded",
        "advice": "",
    }
    assert rows["critmin"]["found"].startswith(critmin.__version__)
    assert not [row for row in rows.values() if row["status"] == "failed"]


def test_one_value_stands_for_all_tables(run, tables, monkeypatch) -> None:
    """A table, its records and the program changed together pass every check by itself."""
    _, rows = checked(run)
    before = rows["hash of tables"]["found"]
    names = ("checksums.csv", "datapackage.json", "minerals.csv", "tables.csv")
    listed = [f"{hashlib.sha256((tables / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    assert before == hashlib.sha256("".join(listed).encode()).hexdigest()

    written(tables, b"mineral\ncobalt\n", monkeypatch)
    code, rows = checked(run)
    assert code == 0
    assert rows["hash of tables"]["found"] != before


def forged(content: bytes) -> bytes:
    """Other bytes of the same size and CRC-32: four bytes at the end are chosen for it."""
    wanted = zlib.crc32(content)
    start = b"mineral\ncobalt"[: len(content) - 4]
    rows = []
    base = zlib.crc32(start + bytes(4))
    for bit in range(32):
        flipped = (1 << bit).to_bytes(4, "little")
        rows.append((zlib.crc32(start + flipped) ^ base, 1 << bit))
    missing, chosen = wanted ^ base, 0
    for place in range(31, -1, -1):
        pivot = next((row for row in rows if row[0] >> place & 1), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [
            (one ^ pivot[0], mask ^ pivot[1]) if one >> place & 1 else (one, mask)
            for one, mask in rows
        ]
        if missing >> place & 1:
            missing, chosen = missing ^ pivot[0], chosen ^ pivot[1]
    assert missing == 0
    return start + chosen.to_bytes(4, "little")


FAULTS = {
    "changed": ("minerals.csv", lambda file: file.write_bytes(b"mineral\ncobalt\n")),
    "changed with the same CRC-32": (
        "minerals.csv",
        lambda file: file.write_bytes(forged(file.read_bytes())),
    ),
    "missing": ("minerals.csv", Path.unlink),
    "a folder": ("minerals.csv", lambda file: (file.unlink(), file.mkdir())),
    "without a SHA-256": ("tables.csv", lambda file: file.write_bytes(b"")),
    "the data package": ("datapackage.json", lambda file: file.write_bytes(b"{")),
    "the list, cut": ("checksums.csv", lambda file: file.write_bytes(file.read_bytes()[:-9])),
    "the list, missing": ("checksums.csv", Path.unlink),
    "the list of another version": (
        "checksums.csv",
        lambda file: file.write_bytes(file.read_bytes() + b"more.csv,0,00000000\n"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_table_that_is_not_as_recorded_fails(run, tables, fault) -> None:
    path, damage = FAULTS[fault]
    before = (tables / path).stat().st_size
    damage(tables / path)
    if "same CRC-32" in fault:
        assert (tables / path).stat().st_size == before
    code, rows = checked(run)
    assert code == 1
    assert rows["tables"]["status"] == "failed"
    assert f"changed or missing: {path}" in rows["tables"]["found"]
    assert rows["tables"]["found"].startswith("0 of 1" if path == "checksums.csv" else "3 of 4")


def test_an_installed_file_that_was_changed_is_named(run, tables, monkeypatch) -> None:
    from base64 import urlsafe_b64encode
    from importlib import metadata

    (tables / "critmin").mkdir()
    lines = []
    for name in ("a.py", "b.py"):
        (tables / "critmin" / name).write_bytes(b"1\n")
        digest = urlsafe_b64encode(hashlib.sha256(b"1\n").digest()).decode().rstrip("=")
        lines.append(f"critmin/{name},sha256={digest},2")
    info = tables / "critmin-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: critmin\nVersion: 0\n")
    (info / "RECORD").write_text("\n".join([*lines, "critmin-0.dist-info/RECORD,,"]))
    found = metadata.Distribution.at(info)
    monkeypatch.setattr(metadata, "files", lambda _name: found.files)
    assert checked(run)[1]["files"]["found"] == "2 of 2 as installed"
    (tables / "critmin" / "b.py").write_bytes(b"2\n")
    code, rows = checked(run)
    assert code == 1
    assert rows["files"]["found"] == "1 of 2 as installed; changed or missing: critmin/b.py"


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

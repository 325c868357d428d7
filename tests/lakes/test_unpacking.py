"""Files and archives as they come: large, misnamed, with control characters, or no file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("duckdb")

from critmin.core.errors import DataError, OutputError
from critmin.lakes import unpacking
from critmin.lakes.adding import add
from critmin.lakes.managing import lake_list

ROOT = Path(__file__).resolve().parents[2]
TABLE = "period,importer,exporter,code,value\n2024,JPN,CHN,250410,5\n"


def packed(path: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)
    return path


def unpacked(lake: Path) -> list[Path]:
    return [path for path in lake.rglob("*") if path.name.startswith(("unpacked", ".adding"))]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r": is a folder: name the files in it"):
        add([tmp_path], reader="table", lake=tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


@pytest.mark.skipif(os.name == "nt", reason="no pipes with names")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataError, match="is not a plain file"):
        add([tmp_path / "pipe.csv"], reader="table", lake=tmp_path / "lake")


def test_a_zip_that_names_more_than_half_of_the_free_space_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path / "t.zip", "t.csv", TABLE.encode() + b"\n" * 10_000)
    monkeypatch.setattr(
        unpacking.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=15_000)
    )
    monkeypatch.setattr(unpacking, "_copied", lambda *_given: pytest.fail("unpacked"))
    with pytest.raises(OutputError, match=r"t\.zip/t\.csv is .* more than half of the .* free"):
        add([file], reader="table", lake=tmp_path / "lake")
    assert unpacked(tmp_path / "lake") == []


def test_what_grows_beyond_half_of_the_free_space_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    file = tmp_path / "t.csv.gz"
    file.write_bytes(gzip.compress(TABLE.encode() + b"2024,JPN,USA,250410,5\n" * 500_000))
    monkeypatch.setattr(
        unpacking.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=4_000_000)
    )
    with pytest.raises(OutputError, match=r"t\.csv\.gz is .* more than half"):
        add([file], reader="table", lake=tmp_path / "lake")
    assert unpacked(tmp_path / "lake") == []


def test_zeros_are_no_table_and_are_not_unpacked_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path / "t.zip", "t.csv", bytes(20 << 20))
    read: list[int] = []
    old = zipfile.ZipExtFile.read
    monkeypatch.setattr(
        zipfile.ZipExtFile, "read", lambda self, n=-1: read.append(n) or old(self, n)
    )
    with pytest.raises(DataError, match=r"t\.zip/t\.csv: is not a table of text"):
        add([file], reader="table", lake=tmp_path / "lake")
    assert len(read) == 1


def test_the_name_of_a_member_has_no_steps_upwards(tmp_path: Path) -> None:
    file = packed(tmp_path / "two.zip", "../../evil/t.csv", TABLE.encode())
    (result,) = add([file], reader="table", lake=tmp_path / "lake")
    assert result.record.name == "two.zip/evil/t.csv"


@pytest.mark.skipif(os.name == "nt", reason="no such names")
def test_control_characters_of_names_are_made_visible(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31mb\nc.csv"
    file.write_text(TABLE, "utf-8")
    (result,) = add([file], reader="table", lake=tmp_path / "lake")
    assert result.record.name == "a\ufffd[31mb c.csv"
    assert lake_list(lake=tmp_path / "lake").column("file") == [result.record.name]
    file.write_text('period,importer,code,"\x1b[31mvaly\x9b"\n2024,JPN,250410,5\n', "utf-8")
    with pytest.raises(DataError) as caught:
        add([file], reader="table", lake=tmp_path / "lake")
    assert str(caught.value).isprintable()
    assert "\ufffd[31mvaly\ufffd" in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM")
def test_a_run_that_is_ended_leaves_no_folder(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")
    code = (
        "import sys, time\nimport critmin.lakes.adding as a\n"
        "a.staging.staged = lambda *given: print('now', flush=True) or time.sleep(60)\n"
        "a.add([sys.argv[1]], reader='table', lake=sys.argv[2])\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "t.csv"), str(tmp_path / "lake")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "now\n"
    assert list((tmp_path / "lake").glob(".adding-*"))
    time.sleep(0.1)
    run.terminate()
    assert run.wait(timeout=30) == -signal.SIGTERM
    run.stdout.close()
    assert not list((tmp_path / "lake").glob(".adding-*"))

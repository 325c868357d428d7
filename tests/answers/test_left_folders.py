"""Folders that a killed export left are removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from critmin.answers import writing

fcntl = pytest.importorskip("fcntl")
NAME = ".critmin-0123456789abcdef.part"
ROOT = Path(writing.__file__).resolve().parents[2]


def made(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_text("x")
    return folder


def swept(parent: Path) -> None:
    """A run that makes its folder, and so removes what others left."""
    with writing.folder_beside(parent / "new.sqlite"):
        pass


@pytest.mark.parametrize("names", [(), ("export",), ("export", "export.wal"), ("old",)])
def test_what_a_killed_run_left_is_removed(tmp_path, names) -> None:
    left = made(tmp_path / NAME, *names)
    swept(tmp_path)
    assert not left.exists()


def test_a_killed_export_is_swept_by_the_next(tmp_path) -> None:
    code = f"""
        import time
        from pathlib import Path
        from critmin.answers.writing import folder_beside
        with folder_beside(Path({str(tmp_path / "one.sqlite")!r})) as folder:
            (folder / "export").write_text("half")
            print("ready", flush=True)
            time.sleep(60)
    """
    run = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with run:
        assert run.stdout is not None
        run.stdout.readline()
        swept(tmp_path)  # another export beside: the running one keeps its folder
        assert len([*writing.leftovers(tmp_path)]) == 1
        run.send_signal(signal.SIGKILL)
    swept(tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_another_name_stays(tmp_path) -> None:
    names = [
        *(".critmin-mine.part", ".critmin-0123456789abcde.part", ".critmin-0123456789ABCDEF.part"),
        *("critmin-0123456789abcdef.part", ".critmin-0123456789abcdef.parts", "export"),
        *(f"{NAME}.bak", ".critmin-0123456789abcdef.part ", ".critmin-.part"),
    ]
    for name in names:
        made(tmp_path / name, "export")
    swept(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {*names}


def test_a_folder_with_other_things_stays(tmp_path) -> None:
    left = made(tmp_path / NAME, "export", "my thesis.docx")
    swept(tmp_path)
    assert (left / "my thesis.docx").read_text() == "x"


def test_a_link_is_not_followed_and_stays(tmp_path) -> None:
    other = made(tmp_path / "other", "export")
    link = tmp_path / NAME
    link.symlink_to(other)
    swept(tmp_path)
    assert link.is_symlink()
    assert (other / "export").exists()


def test_what_a_link_inside_leads_to_stays(tmp_path) -> None:
    other = made(tmp_path / "other", "kept")
    left = made(tmp_path / NAME)
    (left / "export").symlink_to(other)
    swept(tmp_path)
    assert not left.exists()
    assert (other / "kept").exists()


def test_a_file_of_that_name_stays(tmp_path) -> None:
    (tmp_path / NAME).write_text("a file that is being written")
    swept(tmp_path)
    assert (tmp_path / NAME).exists()


def test_a_folder_in_use_stays(tmp_path) -> None:
    left = made(tmp_path / NAME, "export")
    handle = os.open(left, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        swept(tmp_path)
        assert left.exists()
    finally:
        os.close(handle)
    swept(tmp_path)
    assert not left.exists()


def test_an_earlier_export_that_was_moved_away_stays(tmp_path) -> None:
    """A run killed between the two renames: neither is in its place."""
    left = made(tmp_path / NAME, "export", "old")
    swept(tmp_path)
    assert left.exists()


def test_a_folder_of_another_user_stays(tmp_path, monkeypatch) -> None:
    left = made(tmp_path / NAME, "export")
    monkeypatch.setattr(writing.os, "geteuid", lambda: os.getuid() + 1)
    swept(tmp_path)
    assert left.exists()


def test_without_locks_nothing_is_swept(tmp_path, monkeypatch) -> None:
    left = made(tmp_path / NAME, "export")
    monkeypatch.setattr(writing, "fcntl", None)
    swept(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {left.name}


def test_a_folder_that_cannot_be_locked_is_made_and_removed(tmp_path, monkeypatch) -> None:
    def no_locks(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(writing.fcntl, "flock", no_locks)
    left = made(tmp_path / NAME, "export")
    swept(tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {left.name}


def test_a_new_folder_that_another_run_swept_is_made_again(tmp_path, monkeypatch) -> None:
    true, tried = writing._locked, []

    def first_is_gone(folder):
        tried.append(folder)
        if len(tried) == 1:
            folder.rmdir()
        return true(folder)

    monkeypatch.setattr(writing, "_locked", first_is_gone)
    with writing.folder_beside(tmp_path / "x.sqlite") as folder:
        assert folder.is_dir()
    assert len(tried) == 2
    assert [*tmp_path.iterdir()] == []


def test_two_runs_have_two_folders(tmp_path) -> None:
    start = time.monotonic()
    with (
        writing.folder_beside(tmp_path / "a.sqlite") as one,
        writing.folder_beside(tmp_path / "b.sqlite") as two,
    ):
        assert one != two
        assert one.is_dir() and two.is_dir()
    assert time.monotonic() - start < 30
    assert [*tmp_path.iterdir()] == []

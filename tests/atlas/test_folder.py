"""Folder of the atlas: interrupted and repeated runs, other files, older editions."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from critmin.atlas import site
from critmin.core.errors import OutputError, QueryError

DAY = "2026-11-24"
FEW = ("minerals/argon.html", "minerals/osmium.html", "minerals/steel-slag.html", "about.html")
RUN = """
import sys
from pathlib import Path
from critmin.atlas.site import made
directory, processes, day, *jobs = sys.argv[1:]
if __name__ == "__main__":
    for _ in made(Path(directory), as_of=day, processes=int(processes), jobs=jobs):
        print("step", flush=True)
"""


def make(directory: Path, jobs: tuple[str, ...] = FEW, **how) -> list[tuple[int, int]]:
    how = {"as_of": DAY, "processes": 1, **how}
    return list(site.made(directory, jobs=jobs, **how))


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    directory = tmp_path_factory.mktemp("whole")
    assert make(directory) == [(n, len(FEW)) for n in range(len(FEW) + 1)]
    return contents(directory)


def test_the_manifest_names_every_file(whole) -> None:
    manifest = json.loads(whole["manifest.json"])
    assert manifest["as_of"] == DAY
    assert manifest["files"] == {
        path: sha256(content).hexdigest()
        for path, content in whole.items()
        if path != "manifest.json"
    }
    assert {row.split(",")[0] for row in whole["tables/index.csv"].decode().split("\n")[1:-1]} == {
        path for path in whole if path.endswith(".csv") and path != "tables/index.csv"
    }


def test_two_processes_another_zone_and_seed_make_the_same_bytes(whole, tmp_path) -> None:
    env = {**os.environ, "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    words = [str(tmp_path / "atlas"), "2", DAY, *FEW]
    subprocess.run(
        [sys.executable, "-c", RUN, *words], env=env, check=True, timeout=300, capture_output=True
    )
    assert contents(tmp_path / "atlas") == whole


def test_a_second_run_makes_nothing_again(whole, tmp_path) -> None:
    make(tmp_path)
    before = (tmp_path / FEW[0]).stat().st_mtime_ns
    assert make(tmp_path) == [(len(FEW), len(FEW))]
    assert (tmp_path / FEW[0]).stat().st_mtime_ns == before
    assert contents(tmp_path) == whole


def test_a_killed_run_goes_on(whole, tmp_path) -> None:
    """Killed after its first page, the run leaves an atlas that the next run completes."""
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path), "1", DAY, *FEW],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "step\n"
    assert running.stdout.readline() == "step\n"
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert (tmp_path / "unfinished.jsonl").exists()
    assert not (tmp_path / "manifest.json").exists()
    steps = make(tmp_path)
    assert steps[0][0] >= 1
    assert contents(tmp_path) == whole


def test_a_line_that_was_cut_off_is_done_again(whole, tmp_path) -> None:
    steps = site.made(tmp_path, as_of=DAY, processes=1, jobs=FEW)
    next(steps)
    next(steps)
    steps.close()
    unfinished = tmp_path / "unfinished.jsonl"
    unfinished.write_text(unfinished.read_text("utf-8")[:-40], "utf-8")
    assert make(tmp_path)[0] == (0, len(FEW))
    assert contents(tmp_path) == whole


def test_a_changed_or_missing_file_is_made_again(whole, tmp_path) -> None:
    make(tmp_path)
    (tmp_path / FEW[0]).write_text("changed", "utf-8")
    (tmp_path / FEW[1]).unlink()
    assert make(tmp_path)[0] == (2, len(FEW))
    assert contents(tmp_path) == whole


def test_another_day_replaces_the_atlas_and_removes_what_is_left_over(whole, tmp_path) -> None:
    make(tmp_path, (*FEW, "minerals/helium.html"), as_of="2026-10-01")
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    steps = site.made(tmp_path, as_of=DAY, processes=1, jobs=FEW)
    next(steps)
    next(steps)
    steps.close()  # interrupted in between, the older files are still known
    assert (tmp_path / "minerals/helium.html").exists()
    make(tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
    (tmp_path / "notes.txt").unlink()
    assert contents(tmp_path) == whole
    assert not (tmp_path / "tables/minerals/helium").exists()


def test_other_folders_and_files_are_refused(tmp_path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(QueryError, match="holds other files"):
        make(tmp_path)
    with pytest.raises(QueryError, match="is a file"):
        make(tmp_path / "thesis.txt")
    (tmp_path / "manifest.json").write_text('{"name": "an app"}', "utf-8")
    with pytest.raises(QueryError, match="holds other files"):
        make(tmp_path)
    assert contents(tmp_path).keys() == {"thesis.txt", "manifest.json"}
    with pytest.raises(QueryError, match="write 1 or more"):
        make(tmp_path / "new", processes=0)
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be used"):
        make(tmp_path / "atlas")


def test_a_failure_in_a_process_is_told(tmp_path) -> None:
    """A target that is a folder cannot be replaced by a page."""
    (tmp_path / "about.html").mkdir(parents=True)
    (tmp_path / "unfinished.jsonl").write_text(
        json.dumps({"edition": ["", "", ""], "earlier": []}) + "\n", "utf-8"
    )
    started = time.monotonic()
    with pytest.raises(OutputError, match=r"about\.html cannot be written"):
        make(tmp_path, ("about.html", "search.js"), processes=2)
    assert time.monotonic() - started < 120


def test_command(tmp_path, capfd) -> None:
    from critmin.cli.progress import followed

    followed(site.made(tmp_path, as_of=DAY, processes=1, jobs=FEW[:2]), "pages", quiet=False)
    assert capfd.readouterr().err == "0 of 2 pages\n1 of 2 pages\n2 of 2 pages\n"
    followed(site.made(tmp_path, as_of=DAY, processes=1, jobs=FEW[:2]), "pages", quiet=True)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "-o"),
        (["-o", "here"], 2, "holds other files"),
        (["-o", "new", "--as-of", "never"], 2, "never"),
        (["-o", "new", "--as-of", "1999-01-01"], 4, "1999"),
    ],
)
def test_refusals_of_the_command(tmp_path, words, code, said) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here/thesis.txt").write_text("mine", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "critmin", "site", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("unfinished.jsonl", b"\xff\n"),
        ("unfinished.jsonl", b"\0\0\0\0"),
        ("unfinished.jsonl", b"[]\n"),
        ("unfinished.jsonl", b'{"edition": ["", "", ""], "earlier": ["../thesis.txt"]}\n'),
        ("unfinished.jsonl", b'{"edition": ["", "", ""], "earlier": ["a\\u0000b"]}\n'),
        ("manifest.json", b'{"what": "atlas of critical minerals"}'),
        ("manifest.json", b'{"what": "atlas of critical minerals", "files": {"/thesis.txt": ""}}'),
    ],
)
def test_a_damaged_list_of_files_is_one_line_and_removes_nothing(tmp_path, name, content) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    (tmp_path / "atlas").mkdir()
    (tmp_path / "atlas" / name).write_bytes(content)
    before = contents(tmp_path)
    with pytest.raises(OutputError, match=f"{name} is damaged: name a new or empty folder"):
        make(tmp_path / "atlas")
    assert contents(tmp_path) == before


def test_a_manifest_that_is_no_text_is_another_file(tmp_path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"\xff")
    with pytest.raises(QueryError, match="holds other files"):
        make(tmp_path)


@pytest.mark.parametrize("line", ["null", '{"job": "x"}', '{"job": "x", "files": 1, "tables": []}'])
def test_a_line_that_is_no_record_is_done_again(tmp_path, line) -> None:
    folder = tmp_path / "atlas"
    folder.mkdir()
    start = json.dumps({"edition": ["", "", ""], "earlier": []})
    (folder / "unfinished.jsonl").write_text(f"{start}\n{line}\n", "utf-8")
    assert next(site.made(folder, as_of=DAY, processes=1, jobs=FEW)) == (0, len(FEW))

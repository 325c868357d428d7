"""Steps of `.ci/run` and `.ci/full`: beside each other, shown whole, and one failure ends all."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = """
set -euo pipefail
work=$(mktemp -d "$1/XXXX")
. .ci/steps.sh
trap finish EXIT
"""


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", HEAD + script, "steps", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def lives(number: str) -> bool:
    """Whether a process goes on; one that ended and that nobody asked about does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def ends(number: str) -> None:
    until = time.monotonic() + 50
    while lives(number):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_each_step_is_shown_whole_and_has_its_seconds(tmp_path) -> None:
    done = run(
        """
        said() { for word in first second; do echo "$1: $word"; sleep 0.1; done; }
        step front
        beside one said one
        beside two said two
        beside three said three
        joined
        table
        """,
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    for name in ("one", "two", "three"):
        whole = rf"^== {name}\n{name}: first\n{name}: second\n-- \d+ s: {name}$"
        assert re.search(whole, done.stdout, re.MULTILINE)
    table = done.stdout.partition("seconds  step\n")[2]
    names = [line.split()[1] for line in table.splitlines()]
    assert names[0] == "front"
    assert sorted(names[1:-1]) == ["one", "three", "two"]
    assert names[-1] == "all"
    assert list(tmp_path.iterdir()) == []


def test_a_failure_ends_what_runs_beside_it(tmp_path) -> None:
    mark = tmp_path / "pid"
    done = run(
        f"""
        lasting() {{ sleep 500 & echo $! > {mark}; wait; }}
        failing() {{ while [ ! -s {mark} ]; do sleep 0.05; done; false; echo "goes on"; }}
        beside lasts lasting
        beside fails failing
        joined
        echo "goes on"
        """,
        tmp_path,
    )
    assert done.returncode == 1
    assert "failed with exit code 1: fails" in done.stdout
    assert "goes on" not in done.stdout
    ends(mark.read_text().strip())


def test_a_step_after_those_beside_it_waits_for_them(tmp_path) -> None:
    done = run(
        """
        made() { sleep 0.2; echo made > "$work/made"; }
        beside makes made
        joined
        step reads
        cat "$work/made"
        table
        """,
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "== reads\nmade\n" in done.stdout


def test_a_step_with_locals_of_its_own_fails_as_any(tmp_path) -> None:
    done = run(
        "fails() { local code=0 title=x one=2; false; }; beside fails fails; joined", tmp_path
    )
    assert done.returncode == 1
    assert "failed with exit code 1: fails" in done.stdout
    assert not (ROOT / "0").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_is_killed_has_failed(tmp_path) -> None:
    done = run("killed() { kill -KILL $BASHPID; }; beside killed killed; joined", tmp_path)
    assert done.returncode == 1
    assert "failed with exit code 137: killed" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_ended_from_outside_nothing_goes_on(tmp_path) -> None:
    marks = [tmp_path / name for name in ("beside", "front", "below")]
    work = tmp_path / "work"
    work.mkdir()
    inner = (
        f". .ci/steps.sh; trap stop EXIT; echo $$ > {marks[1]}; "
        f"bash -c 'echo $$ > {marks[2]}; sleep 500; :'; :"
    )
    script = f"""
        lasting() {{ sleep 500 & echo $! > {marks[0]}; wait; }}
        beside lasts lasting
        step front
        work=$work bash -euo pipefail -c {shlex.quote(inner)}
        """
    began = subprocess.Popen(
        ["bash", "-c", HEAD + script, "steps", str(work)], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 50
    while not all(mark.exists() and mark.read_text().strip() for mark in marks):
        assert time.monotonic() < until
        time.sleep(0.05)
    began.send_signal(signal.SIGTERM)
    assert began.wait(50) != 0
    for mark in marks:
        ends(mark.read_text().strip())
    assert list(work.iterdir()) == []


def test_a_row_that_cannot_be_written_fails_its_step_alone(tmp_path) -> None:
    """And the steps of `.ci/full` make their environments by its uv."""
    ci = tmp_path / ".ci"
    (ci / "full.d").mkdir(parents=True)
    for name in ("full", "steps.sh", "results.py", "full.d/common.sh"):
        shutil.copy(ROOT / ".ci" / name, ci / name)
    with (ci / "steps.sh").open("a") as stream:
        stream.write(
            """
            fetch_uv() {
              mkdir -p "$work/uv/bin"
              printf '#!/bin/sh\necho "uv: $*"\n' > "$work/uv/bin/uv"
              chmod +x "$work/uv/bin/uv"
            }
            """
        )
    (ci / "full.d" / "newest").write_text('new "$work/x" true thing\nrow "a" "b" "c"\n')
    (ci / "full.d" / "spark").write_text('new "$work/x" true thing\nrow "a" "b" "c"\n')
    done = subprocess.run(  # no checkout and no table: results.py ends with an error
        ["bash", ".ci/full", "newest", "spark"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path), "GIT_DIR": str(tmp_path / "none")},
    )
    assert done.returncode == 1
    assert done.stdout.count("\nuv: pip install ") == 2
    assert done.stdout.endswith("\nfailed: newest spark\n")


def test_a_failure_ends_with_the_command_that_runs_its_tests_alone(tmp_path) -> None:
    done = run(
        """
        fails() {
          for one in 1 2 3 4 5 6; do
            echo "FAILED tests/test_a.py::test_b[of $one - x] - AssertionError: no - such"
          done
          false
        }
        beside "six tests" fails
        joined
        """,
        tmp_path,
    )
    names = [f"tests/test_a.py::test_b[of {one}" for one in range(1, 6)]
    lines = done.stdout.splitlines()[-8:]
    assert lines[:2] == ["failed with exit code 1: six tests", "  five of 6 tests:"]
    assert [line.strip() for line in lines[2:7]] == [f"{name} - x]" for name in names]
    command = shlex.split(lines[7])
    assert command == ["python", "-m", "pytest", "-n0", "-m", "", *(f"{n} - x]" for n in names)]


def test_a_step_in_the_foreground_that_fails_is_named(tmp_path) -> None:
    done = run("step lint; false", tmp_path)
    assert done.stdout.endswith("failed with exit code 1: lint\n")

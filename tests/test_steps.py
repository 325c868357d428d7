"""Steps of `.ci/run` and `.ci/full`: beside each other, shown whole, and one failure ends all."""

from __future__ import annotations

import re
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
    until = time.monotonic() + 50
    while lives(mark.read_text().strip()):
        assert time.monotonic() < until
        time.sleep(0.05)


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

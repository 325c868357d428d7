"""Every point that the system may refuse has a scenario that reaches it, and fails well.

The whole is `python tests/faults/inject.py all`, run by ``.ci/full``; here is its table, and what
is injected into one short run.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
import points as code  # noqa: E402
from scenarios import BY_NAME  # noqa: E402

with (HERE / "points.csv").open(encoding="utf-8", newline="") as stream:
    SCENARIO = {row["point"]: row["scenario"] for row in csv.DictReader(stream)}


def test_every_point_of_the_code_is_in_the_table() -> None:
    found = [point.name for point in code.points()]
    assert len(found) == len(set(found)) > 450
    assert sorted(found) == sorted(SCENARIO), "run: python tests/faults/inject.py record"


def test_every_point_has_a_scenario() -> None:
    assert {*SCENARIO.values()} <= {*BY_NAME}


def test_a_new_call_is_a_new_point() -> None:
    import ast

    text = """
import duckdb
from os import getcwd
def read(path, other):
    import rich.table
    with path.open() as stream:
        stream.write("a".replace("a", "b"))
    path.replace(other)
    path.replace(other)
"""
    marking = code._Marking("new.py")
    marking.visit(ast.parse(text))
    assert [point.name.removeprefix("new.py:") for point in marking.points] == [
        "module:import duckdb",
        "read:import rich.table",
        "read:open",
        "read:write",
        "read:replace",
        "read:replace#2",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_an_answer_in_a_file_under_faults() -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "inject.py"), "quick"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " faults injected, 0 with a wrong end" in done.stdout

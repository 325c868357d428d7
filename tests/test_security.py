"""SECURITY.md claims what is tested, and says where the network and programs are used."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import crossings
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
CLAIMS = dict(re.findall(r"^\| ([A-Z].*?) \| (`tests/.*`) \|$", PAGE, re.MULTILINE))
# Functions that only end or look at a process of ours.
OWN_PROCESS = {
    ("critmin.__main__", "leave"),
    ("critmin.answers.writing", "as_interrupted"),
    ("critmin.lakes.engine_duckdb", "_runs"),
}


def test_each_claim_has_its_tests() -> None:
    assert len(CLAIMS) >= 14
    for claim, tests in CLAIMS.items():
        for named in re.findall(r"`([^`]+)`", tests):
            path, _, test = named.partition("::")
            tree = ast.parse((ROOT / path).read_text("utf-8"))
            there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert test.startswith("test_") and test in there, (claim, named)


def named_in(start: str) -> set[str]:
    """Modules that a claim names."""
    (claim,) = [one for one in CLAIMS if one.startswith(start)]
    return set(re.findall(r"`(critmin\.\w+\.\w+)`", claim))


def test_the_network_and_programs_are_where_it_says() -> None:
    code = crossings.found()
    network = {one.module for one in code if one.kind == "network"}
    programs = {
        one.module
        for one in code
        if one.kind == "program" and (one.module, one.function) not in OWN_PROCESS
    }
    assert network == named_in("The network is used")
    assert programs == named_in("Programs are started")


def test_every_test_of_the_ledger_that_is_of_hostile_input_is_in_one_of_both() -> None:
    """No module reaches outside without an entry; the page names the ledger."""
    assert "(docs/boundaries.md)" in PAGE
    assert {one.module for one in crossings.found()} == {
        entry["module"] for entry in crossings.ledger()
    }


WATCHED = """
import json, os, sys
from pathlib import Path
import numpy, hostile_calls
import critmin
from critmin.cli import app
here = {"", os.getcwd(), str(Path(hostile_calls.__file__).parent)}
root = str(Path(critmin.__file__).resolve().parent.parent)
own = (root, sys.prefix, sys.base_prefix, *(one for one in sys.path if one not in here))
watch = hostile_calls.Watch(tuple(map(os.path.abspath, own)))
out = os.open("out", os.O_WRONLY | os.O_CREAT)
sys.stdout.flush()
kept = os.dup(1)
os.dup2(out, 1)
watch.active = True
code = app.run(json.loads(sys.argv[1]))
watch.active = False
sys.stdout.flush()
os.dup2(kept, 1)
os.write(1, json.dumps([code, sorted(watch.touched)]).encode())
"""


@pytest.mark.parametrize(
    ("words", "may"),
    [
        ("share lithium", ()),
        ("controls gallium --as-of 2026-11-24", ()),
        ("exposure japan graphite --supplier china -f json", ()),
        ("via usa graphite --supplier china", ()),
        ("screen japan --top 5 -f markdown", ()),
        ("brief japan --as-of 2026-11-24", ()),
        ("policy coverage", ()),
        ("dependency uk graphite --trade sample", ()),
        ("lists --changes --list US", ()),
        ("help output", ()),
        ("cite usgs@2025", ()),
        ("share lithium --data mine.csv", ("mine.csv",)),
        ("policy coverage --definitions defs.csv", ("defs.csv",)),
        ("share lithium -o answer.csv", ("answer.csv", ".critmin-")),
    ],
)
def test_a_question_touches_nothing_else(tmp_path, words, may) -> None:
    (tmp_path / "mine.csv").write_text("mineral,year,country,quantity\nlithium,2023,Chile,4\n")
    given = (ROOT / "datasets" / "policy" / "coverage_definitions.csv").read_bytes()
    (tmp_path / "defs.csv").write_bytes(given)
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCHED, json.dumps(words.split())],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests" / "shared"))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "XDG_CONFIG_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    code, touched = json.loads(done.stdout)
    assert code == 0, done.stderr
    allowed = ("critmin.toml", *may, *((str(tmp_path),) if "-o" in words else ()))
    assert not [one for one in touched if not any(name in one for name in allowed)]
    assert all(any(name in one for one in touched) for name in may)

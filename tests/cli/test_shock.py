"""Scenarios that are refused, each in one line: the cases of shock_refused.csv."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import pytest

with (Path(__file__).parent / "shock_refused.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.mark.parametrize("case", CASES, ids=[case["arguments"] for case in CASES])
def test_refused(run, case) -> None:
    line = run("shock", *shlex.split(case["arguments"])).refused(int(case["exit_code"]))
    assert case["stderr_contains"] in line

"""Wrong inputs as people type them: the exit code, and the words that help."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

import pytest

with (Path(__file__).parent / "wrong_inputs.csv").open(encoding="utf-8", newline="") as stream:
    CASES = list(csv.DictReader(stream))


@pytest.mark.parametrize("case", CASES, ids=[case["typed"] for case in CASES])
def test_a_wrong_input_is_told_what_is_right(run, case) -> None:
    line = run(*shlex.split(case["typed"])).refused(int(case["exit_code"]))
    for words in filter(None, case["words"].split(";")):
        assert words.strip() in line


def test_there_are_more_than_a_hundred_and_no_two_alike() -> None:
    typed = [case["typed"] for case in CASES]
    assert len(typed) > 100
    assert len(set(typed)) == len(typed)

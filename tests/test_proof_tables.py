"""Tables of mutants and of fuzzing: each survivor has a reason and is still there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / ".ci" / "mutants"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_survivor_has_its_reason_and_its_line() -> None:
    for row in rows(MUTANTS / "survivors.csv"):
        text = (ROOT / row["module"]).read_text(encoding="utf-8")
        lines = {" ".join(line.split()) for line in text.splitlines()}
        assert row["before"] in lines, row
        assert len(row["why"].split()) > 2, row


def test_every_module_and_its_tests_are_there_and_were_tried() -> None:
    modules = rows(MUTANTS / "modules.csv")
    for row in modules:
        for path in (row["module"], *row["tests"].split()):
            assert (ROOT / path).exists(), path
    measured = {f"critmin/measures/{one.name}" for one in (ROOT / "critmin/measures").glob("*.py")}
    tried = {row["module"] for row in rows(MUTANTS / "results.csv")}
    assert measured - {"critmin/measures/__init__.py"} <= {row["module"] for row in modules}
    assert tried == {row["module"] for row in modules}


def test_the_counts_of_survivors_are_those_listed() -> None:
    listed = [row["module"] for row in rows(MUTANTS / "survivors.csv")]
    for row in rows(MUTANTS / "results.csv"):
        assert int(row["survived"]) == listed.count(row["module"]), row["module"]
        assert int(row["mutants"]) == int(row["killed"]) + int(row["survived"])


def test_every_target_was_run() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "tests/fuzz").glob("fuzz_*.py"))
    targets = set(re.findall(r"^def fuzz_(\w+)\(", text, re.MULTILINE))
    ran = {row["target"] for row in rows(ROOT / ".ci" / "fuzz_runs.csv")}
    assert ran == targets

"""Steps of `.ci/full`, and the table of what they found."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def results() -> ModuleType:
    spec = importlib.util.spec_from_file_location("results", ROOT / ".ci" / "results.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a NamedTuple looks its own module up
    spec.loader.exec_module(module)
    return module


def test_each_step_has_its_file_and_makes_a_row(results) -> None:
    files = {path.name: path for path in (ROOT / ".ci" / "full.d").iterdir()}
    assert files.keys() - {"common.sh"} == results.STEPS.keys()
    for name in results.STEPS:
        assert re.search(r"^ *(row|tests) \"", files[name].read_text("utf-8"), re.MULTILINE), name


def test_the_committed_table_is_as_it_is_written(results) -> None:
    text = results.TABLE.read_text("utf-8")
    rows = results.read(text)
    assert results.written(rows) == text
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row.day)
        assert re.fullmatch(r"[0-9a-f]{8}\+?", row.commit)
        assert row.result


def test_rows_of_a_step_are_replaced_and_others_stay(results, tmp_path) -> None:
    def row(step: str, day: str, what: str):
        return results.Row(step, day, "0a1b2c3d", what, "", "1 passed, 2 s")

    old = [row("newest", "2026-01-01", "kept"), row("sail", "2026-01-01", "gone")]
    page = results.written([*old, row("sail", "2026-01-01", "gone too")])
    file = tmp_path / "rows.csv"
    file.write_text('"a, b|c",duckdb 2,"3 passed, 4 s"\nsecond,,5 passed\n', "utf-8")
    rows = results.found("sail", 0, file, "2026-02-02", "11111111")
    after = results.read(results.replaced(page, "sail", rows))
    assert [(one.step, one.day, one.checked) for one in after] == [
        ("newest", "2026-01-01", "kept"),
        ("sail", "2026-02-02", "a, b/c"),
        ("sail", "2026-02-02", "second"),
    ]
    assert after[1].result == "3 passed, 4 s"
    assert after[1].versions.endswith(", duckdb 2")


def test_a_step_that_fails_says_so_and_loses_its_old_rows(results, tmp_path) -> None:
    old = results.Row("spark", "2026-01-01", "0a1b2c3d", "rows", "", "12 passed, 9 s")
    rows = results.found("spark", 3, tmp_path / "none.csv", "2026-02-02", "11111111")
    (after,) = results.read(results.replaced(results.written([old]), "spark", rows))
    assert after.result == "failed with exit code 3"


def test_a_step_without_a_row_is_a_fault(results, tmp_path) -> None:
    (tmp_path / "rows.csv").write_text("", "utf-8")
    with pytest.raises(SystemExit, match="has no row"):
        results.found("atlas", 0, tmp_path / "rows.csv", "2026-02-02", "11111111")


def test_steps_keep_their_order_and_an_unknown_one_is_refused() -> None:
    command = [sys.executable, str(ROOT / ".ci" / "results.py"), "--steps"]
    done = subprocess.run([*command, "faults", "spark"], capture_output=True, text=True)
    assert done.stdout.split() == ["spark", "faults"]
    done = subprocess.run([*command, "sparks"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("no step sparks: there are package, ")


def test_the_weekly_workflow_runs_each_step(results) -> None:
    text = (ROOT / ".github" / "workflows" / "full.yml").read_text("utf-8")
    listed = re.search(r"^ +step: \[(.+)\]$", text, re.MULTILINE)
    assert listed and listed[1].split(", ") == [*results.STEPS]

"""Each target holds for the inputs that are kept: starts of the fuzzer, and what once broke one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = ("fuzz_typed", "fuzz_tables", "fuzz_lakes")
NEEDED = {
    "made_workbook": "openpyxl",
    "any_workbook": "openpyxl",
    "made_parquet": "pyarrow",
    "any_parquet": "pyarrow",
    "large": "duckdb",
    "any_lake_file": "duckdb",
    "made_lake_file": "duckdb",
}


def targets() -> dict[str, Callable[[bytes], None]]:
    found = {}
    for name in MODULES:
        try:
            module = importlib.import_module(name)
        except ImportError:  # an extra is not installed
            continue
        found |= {
            n[5:]: f for n, f in vars(module).items() if n.startswith("fuzz_") and callable(f)
        }
    return found


TARGETS = targets()
INPUTS = sorted(path for path in (HERE / "corpus").rglob("*") if path.is_file())


def test_each_target_has_inputs_and_each_input_a_target() -> None:
    assert {path.parent.name for path in INPUTS} >= set(TARGETS)
    known = set()
    for name in MODULES:
        text = (HERE / f"{name}.py").read_text(encoding="utf-8")
        known |= {
            line[9:].partition("(")[0] for line in text.splitlines() if line.startswith("def fuzz_")
        }
    assert {path.parent.name for path in INPUTS} <= known


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_holds(path: Path) -> None:
    target = path.parent.name
    if target in NEEDED:
        pytest.importorskip(NEEDED[target])
    TARGETS[target](path.read_bytes())

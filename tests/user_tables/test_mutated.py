"""Mutated tables, some of those of the adversary: no silent difference to another reading."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

EACH = 60


@pytest.fixture(scope="module")
def adversary() -> ModuleType:
    path = Path(__file__).resolve().parent.parent / "adversary" / "mutated_tables.py"
    spec = importlib.util.spec_from_file_location("mutated_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("suffix", "needs"), [(".xlsx", "openpyxl"), (".csv", "csv"), (".parquet", "duckdb")]
)
def test_no_mutated_table_is_read_as_another(
    tmp_path: Path, adversary: ModuleType, suffix: str, needs: str
) -> None:
    pytest.importorskip(needs)
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    make, other = adversary.KINDS[suffix]
    read = 0
    for at in range(EACH):
        path = tmp_path / f"{at}{suffix}"
        path.write_bytes(make(random.Random(f"suite {at}")))
        kind, found = adversary.tried(path, other)
        assert not found, f"{path.name}: {found}"
        read += kind == "read alike"
    assert read

"""The build's modules, for tests of what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "datasets" / "_build"


@pytest.fixture
def build_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the build, from which its modules import each other."""
    monkeypatch.syspath_prepend(str(BUILD))
    yield BUILD

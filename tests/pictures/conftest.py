"""Pictures need matplotlib: the `test` extra brings it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

if importlib.util.find_spec("matplotlib") is None:  # pragma: no cover - the extra is missing
    collect_ignore_glob = ["test_*.py"]

"""Run a small program of ours in a process of its own, with modules of a temporary folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_code(
    code: str, folder: Path, *arguments: str, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run code with its arguments inside a folder whose modules it can import."""
    paths = [str(folder), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **env},
    )


def offered(code: str, folder: Path, words: str) -> list[str]:
    """What bash is offered for a line whose last word is being typed."""
    env = {"_CRITMIN_COMPLETE": "bash", "_CRITMIN_LINE": words}
    return run_code(code, folder, **env).stdout.split()

"""Write generated pages, or say which of them are not current."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write(wanted: Mapping[Path, str], script: str) -> int:
    """Write what is not current; with ``--check`` name it instead, and fail.

    Parameters
    ----------
    wanted : mapping of Path to str
        Text of each page.
    script : str
        Name of the script in ``docs/`` that makes them.

    Returns
    -------
    int
        Exit code: 1 if a checked page is not current.
    """
    stale = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not current: run python docs/{script}")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path], "utf-8")
        print(f"{path.relative_to(ROOT)} written")
    return 0

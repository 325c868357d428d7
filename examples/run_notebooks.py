"""Run the notebooks of this folder and write their outputs: ``python examples/run_notebooks.py``.

With ``--check`` nothing is written: it fails where a notebook gives other outputs than it shows.
Needs nbclient and ipykernel (``pip install '.[docs]'``).
"""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def executed(path: Path) -> str:
    """Text of a notebook with the outputs of today, and nothing of the machine."""
    notebook: Any = nbformat.read(path, as_version=4)
    # A busy kernel sends what a cell prints in pieces: they are put together.
    client = NotebookClient(
        notebook, timeout=300, coalesce_streams=True, resources={"metadata": {"path": str(HERE)}}
    )
    client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
    return str(nbformat.writes(notebook)) + "\n"


def main() -> int:
    """Write the outputs, or with ``--check`` compare them."""
    stale = 0
    for path in sorted(HERE.glob("*.ipynb")):
        before, now = path.read_text("utf-8"), executed(path)
        if before == now:
            print(f"{path.name}: as it shows")
        elif "--check" in sys.argv[1:]:
            stale = 1
            lines = difflib.unified_diff(before.splitlines(), now.splitlines(), "shown", "today")
            print(f"{path.name}: other outputs", *list(lines)[:40], sep="\n")
        else:
            path.write_text(now, "utf-8")
            print(f"{path.name} written")
    return stale


if __name__ == "__main__":
    sys.exit(main())

"""RESULTS.md: one section for each benchmark, each written by its own script."""

from __future__ import annotations

import re
import resource
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")


def write(title: str, text: str) -> None:
    """Put a section in the place of its last one, or at the end."""
    section = f"# {title}\n\n{text.strip()}\n"
    old = FILE.read_text("utf-8") if FILE.exists() else ""
    parts = [part.strip() + "\n" for part in re.split(r"^(?=# )", old, flags=re.M) if part.strip()]
    at = next((i for i, part in enumerate(parts) if part.startswith(f"# {title}\n")), len(parts))
    parts[at : at + 1] = [section]
    FILE.write_text("\n".join(parts), "utf-8")


def peak_mb() -> float:
    """Peak memory of this process.

    Linux passes the peak of a process on to its children in ``ru_maxrss``; VmHWM is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        said = re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))
        if said:
            return int(said[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

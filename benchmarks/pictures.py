"""Time of pictures and pages, as ratios to ``import pandas`` and to an older version.

``python benchmarks/pictures.py PYTHON [--before PYTHON] [--runs 7] [--write]``: each PYTHON is the
interpreter of an environment where a critmin wheel with the extras charts and pdf is installed.
All commands take turns within one run, so that a busy machine slows them alike. Both versions
draw pictures (svg, png, pdf) and a report; a brief's pages and the atlas are the newer's alone.
``--write`` puts the table into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import results

YARDSTICK = "import pandas"
MOST = 1.20  # of the older version's time, for a picture
REPORT = 2.0  # of the time of import pandas
ATLAS = 120  # seconds, on two cores
PICTURES = {
    "share": ["share", "lithium", "--stage", "refining"],
    "trend": ["trend", "cobalt", "--source", "usgs"],
    "controls": ["controls", "gallium", "--as-of", "2026-11-24"],
    "exposure": ["exposure", "JPN", "--supplier", "CHN", "--as-of", "2026-11-24"],
}
FORMS = ("svg", "png", "pdf")


def seconds(command: list[str]) -> float:
    """Seconds of one run from a neutral folder."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()[-300:]}")
    return time.perf_counter() - start


def commands(python: str, folder: Path, *, pages: bool) -> dict[str, list[str]]:
    """Commands of a version by name; ``pages`` are those that only the newer has."""
    start = [python, "-m", "critmin"]
    found = {
        f"{name}, {form}": [*start, *line, "-q", "-o", str(folder / f"{name}.{form}")]
        for name, line in PICTURES.items()
        for form in FORMS
    }
    found["report"] = [*start, "report", "japan", "-o", str(folder / "report.html")]
    if pages:
        for form in ("html", "pdf"):
            path = str(folder / f"brief.{form}")
            found[f"brief, {form}"] = [*start, "brief", "japan", "-q", "-o", path]
    return found


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python")
    parser.add_argument("--before")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new = commands(given.python, folder, pages=True)
        old = commands(given.before, folder, pages=False) if given.before else {}
        yardstick = [given.python, "-c", "import pandas"]
        times: dict[tuple[str, str], list[float]] = {}
        for turn in range(given.runs + 1):
            turns = [(("", YARDSTICK), yardstick)]
            turns += [(("before", key), line) for key, line in old.items()]
            turns += [(("now", key), line) for key, line in new.items()]
            for key, line in turns:
                spent = seconds(line)
                if turn:  # the first fills the caches of the disk
                    times.setdefault(key, []).append(spent)
        atlas = [given.python, "-m", "critmin", "site", "-q", "-o", str(folder / "atlas")]
        whole = seconds(atlas)
    text = table({key: statistics.median(of) for key, of in times.items()}, list(new), whole)
    text = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians of "
        f"{given.runs}, taking turns (benchmarks/pictures.py).\n\n{text}"
    )
    if given.write:
        results.write("Pictures and pages", text)
    print(text)
    return 0


def table(medians: dict[tuple[str, str], float], names: list[str], atlas: float) -> str:
    """Table of the medians: to import pandas, and to the older version."""
    pandas = medians["", YARDSTICK]
    lines = [
        "| command | ms (median) | to import pandas | to the version before | limit |",
        "|---|---:|---:|---:|---|",
    ]
    for name in names:
        now, before = medians["now", name], medians.get(("before", name))
        limit = f"{REPORT:.2f} of import pandas" if name == "report" else ""
        if before and name != "report":
            limit = f"{MOST:.2f} of before"
        ratio = f"{now / before:.2f}" if before else ""
        lines.append(f"| {name} | {now * 1000:.0f} | {now / pandas:.2f} | {ratio} | {limit} |")
    lines.append(f"| site, once | {atlas * 1000:.0f} | {atlas / pandas:.0f} | | {ATLAS} s |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

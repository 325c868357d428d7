"""Write the rows of a step of .ci/full into benchmarks/FULL.md; rows of other steps stay.

``python .ci/results.py --steps [NAME...]`` prints the steps, all or those named.
``python .ci/results.py NAME CODE ROWS`` takes the rows of a step that ended with an exit code:
a CSV file of what was checked, versions, result. One that failed has that as its only row.
"""

from __future__ import annotations

import csv
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benchmarks" / "FULL.md"
# In the order in which they run: what fails soonest first, what takes hours last.
STEPS = {
    "package": "the data package",
    "gallery": "every picture",
    "rebuild": "the tables, rebuilt",
    "tables": "mutated tables",
    "slow": "all slow tests",
    "pythons": "other interpreters",
    "lowest": "lowest versions of all dependencies",
    "newest": "a lake, newest versions",
    "sail": "a lake read by Sail",
    "release": "a release",
    "site": "documentation as a site, notebooks",
    "atlas": "the whole atlas",
    "clients": "other programs read answers",
    "spark": "a lake read by a Spark cluster",
    "mutants": "changes that a test must notice",
    "fuzz": "fuzzing",
    "faults": "faults and interrupts",
}
# What the steps themselves write, and is no change of what they checked.
WRITTEN = ("benchmarks/FULL.md", ".ci/slow.csv", ".ci/fuzz_runs.csv", ".ci/mutants/results.csv")
HEAD = """# Results of the long run

Each row is written by a step of `.ci/full` (`.ci/full NAME` runs one). A `+` after the commit says
that files were changed since. A step without a row has not been run.

| step | day | commit | checked | versions | result |
|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """A row of the table, as text."""

    step: str
    day: str
    commit: str
    checked: str
    versions: str
    result: str


def steps(names: Sequence[str]) -> list[str]:
    """The steps named, or all, in the order in which they run."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        raise SystemExit(f"no step {', '.join(unknown)}: there are {', '.join(STEPS)}")
    return [name for name in STEPS if not names or name in names]


def read(text: str) -> list[Row]:
    """The rows of a table."""
    cells = [line.strip("|\n").split("|") for line in text.splitlines() if line.startswith("| ")]
    rows = [Row(*(cell.strip() for cell in line)) for line in cells]
    return [row for row in rows if row.step in STEPS]


def written(rows: Iterable[Row]) -> str:
    """The page of the rows, in the order of the steps."""
    order = list(STEPS)
    lines = [f"| {' | '.join(row)} |\n" for row in sorted(rows, key=lambda r: order.index(r.step))]
    return HEAD + "".join(lines)


def replaced(text: str, step: str, rows: Sequence[Row]) -> str:
    """A page with the rows of one step in place of those it had."""
    return written([*(row for row in read(text) if row.step != step), *rows])


def found(step: str, code: int, file: Path, day: str, commit: str) -> list[Row]:
    """The rows of a step that ended."""
    if code:
        return [Row(step, day, commit, STEPS[step], "", f"failed with exit code {code}")]
    with file.open(encoding="utf-8", newline="") as stream:
        lines = [[cell.replace("|", "/").strip() for cell in line] for line in csv.reader(stream)]
    if not lines:
        raise SystemExit(f"{step} ended well and has no row")
    python = f"Python {platform.python_version()}"
    return [
        Row(step, day, commit, checked, ", ".join(filter(None, (python, versions))), result)
        for checked, versions, result in lines
    ]


def commit() -> str:
    """The commit at hand, with a plus if files differ from it."""
    git = ["git", "-C", str(ROOT)]
    name = subprocess.check_output([*git, "rev-parse", "--short=8", "HEAD"], text=True).strip()
    but = [f":!{path}" for path in WRITTEN]
    changed = subprocess.check_output([*git, "status", "--porcelain", "--", ".", *but])
    return f"{name}+" if changed else name


def main() -> None:
    """Print steps, or write rows."""
    if sys.argv[1] == "--steps":
        print(*steps(sys.argv[2:]), sep="\n")
        return
    name, code, file = steps([sys.argv[1]])[0], int(sys.argv[2]), Path(sys.argv[3])
    rows = found(name, code, file, date.today().isoformat(), commit())
    TABLE.write_text(replaced(TABLE.read_text("utf-8"), name, rows), "utf-8")


if __name__ == "__main__":
    main()

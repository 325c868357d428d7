"""Tables of mutants: what was tried, and what survived for a reason."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mutations

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COUNTED = ("module", "mutants", "killed", "survived", "not tried", "seconds", "digest")
SURVIVOR = ("module", "function", "before", "after", "why")


@dataclass
class Tried:
    """Mutants of one module by what became of them; of the killed, those that the clock stopped."""

    module: str
    killed: int = 0
    untried: int = 0
    survived: list[mutations.Mutant] = field(default_factory=list)
    stopped: list[mutations.Mutant] = field(default_factory=list)
    seconds: float = 0.0


def read(name: str) -> list[dict[str, str]]:
    """Rows of a table beside this file; none if there is none."""
    if not (HERE / name).exists():
        return []
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    """Write a table beside this file."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def digest(module: str, tests: list[str]) -> str:
    """What a module's result rests on: the module, and its tests."""
    files = [ROOT / module]
    for test in tests:
        path = ROOT / test
        files += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    content = hashlib.sha256()
    for one in files:
        content.update(one.read_bytes())
    return content.hexdigest()[:16]


def listed_key(row: dict[str, str]) -> tuple[str, ...]:
    """What tells a listed survivor from others."""
    return tuple(row[name] for name in SURVIVOR[:4])


def judge(tried: dict[str, Tried], tests: dict[str, list[str]], *, record: bool) -> int:
    """Compare with the listed survivors, and record the run; the number of differences."""
    listed = read("survivors.csv")
    known = {listed_key(row): row for row in listed}
    wrong = 0
    rows = [row for row in listed if row["module"] not in tried]
    for module, found in tried.items():
        # One that only takes longer is stopped on one machine, and on another it survives.
        slow = [one for one in found.stopped if (module, *one.key) in known]
        found.survived += slow
        found.killed -= len(slow)
        keys = {(module, *one.key) for one in found.survived}
        gone = [key for key in known if key[0] == module and key not in keys]
        for key in () if record else sorted(keys - set(known)):
            wrong += 1
            print("new survivor:", *key, sep="\n    ")
        for key in () if record else gone:
            wrong += 1
            print("killed or gone, take it out of survivors.csv:", *key, sep="\n    ")
        rows += [known.get(k, dict(zip(SURVIVOR, (*k, ""), strict=True))) for k in sorted(keys)]
    if record:
        write("survivors.csv", SURVIVOR, sorted(rows, key=lambda r: tuple(r.values())))
    if record or not wrong:
        old = {row["module"]: row for row in read("results.csv")}
        old.update({module: _recorded(found, tests[module]) for module, found in tried.items()})
        write("results.csv", COUNTED, [old[module] for module in sorted(old) if module in tests])
    unexplained = [row for row in rows if row["module"] in tried and not row["why"].strip()]
    for row in unexplained:
        print("no reason in survivors.csv:", row["module"], row["before"], row["after"])
    return wrong + len(unexplained)


def _recorded(found: Tried, tests: list[str]) -> dict[str, Any]:
    survived = len(found.survived)
    cells = (found.module, found.killed + survived, found.killed, survived, found.untried)
    return dict(
        zip(COUNTED, (*cells, round(found.seconds), digest(found.module, tests)), strict=True)
    )


def say() -> int:
    """Print what was recorded."""
    rows = read("results.csv")
    print("| mutants of | tried | killed | survive, each with its reason | seconds |")
    print("|---|---|---|---|---|")
    for row in rows:
        print("|", " | ".join(row[name] for name in (*COUNTED[:4], "seconds")), "|")
    whole = [sum(int(row[name]) for row in rows) for name in (*COUNTED[1:4], "seconds")]
    print("| all |", " | ".join(f"{number:,}" for number in whole), "|")
    return 0

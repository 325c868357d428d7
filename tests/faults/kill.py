"""Interrupts commands at moments spread over their start and their run.

``python tests/faults/kill.py [COUNT]`` interrupts each of six commands that many times, 200 if no
number is given, half of them by Ctrl-C and half by SIGTERM, and exits with 1 if one of them left a
traceback, a temporary file or another exit code than that of the signal.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("--version",),
    ("share", "lithium", "-q", "-o", "out.csv"),
    ("share", "lithium", "-q", "-o", "out.xlsx"),
    ("brief", "japan", "-q", "-f", "json"),
    ("lake", "add", "--as", "table", "t.csv", "--lake", "lake"),
    ("export", "e.db", "--overwrite"),
)
OURS = str(ROOT)
LONGEST = 4.0  # seconds from the start, where the run is longer


def main() -> int:
    """Interrupt, and count what went wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = random.Random(2026)
    wrong = outside = 0
    for command in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "t.csv").write_text(
                "period,importer,exporter,code,value\n2024,JPN,CHN,250410,5\n"
            )
            until = min(_seconds(command, place), LONGEST)
            ended = []
            for number in range(count):
                (place / command[-1]).write_text("old") if command[-1].startswith("out.") else None
                kind = signal.SIGINT if number % 2 else signal.SIGTERM
                said, foreign = _interrupted(command, place, kind, seed.random() * until)
                outside += foreign
                ended += said
            left = [
                p.name for p in place.rglob("*") if ".critmin-" in p.name or ".adding-" in p.name
            ]
            ended += [f"left behind: {left[:5]}"] if left else []
        print(f"{' '.join(command)}: {count} interrupts within {until:.2f} s, {len(ended)} wrong")
        for one in dict.fromkeys(ended):
            print(f"    {one}")
        wrong += len(ended)
    print(
        f"{wrong} wrong; {outside} tracebacks of Python's own start, before the first line of ours"
    )
    return int(wrong > 0)


def _started(command: tuple[str, ...], place: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "critmin", *command],
        cwd=place,
        env={**os.environ, "PYTHONPATH": OURS, "TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _seconds(command: tuple[str, ...], place: Path) -> float:
    start = time.monotonic()
    _started(command, place).communicate()
    return time.monotonic() - start


def _interrupted(
    command: tuple[str, ...], place: Path, kind: signal.Signals, after: float
) -> tuple[list[str], int]:
    """What was wrong with a run that was interrupted, and whether Python itself was not ready."""
    child = _started(command, place)
    time.sleep(after)
    child.send_signal(kind)
    _out, err = child.communicate(timeout=120)
    text = err.decode("utf-8", "replace")
    if "Traceback" in text and OURS not in text:
        return [], 1
    found = []
    if "Traceback" in text or "unexpected" in text or "Exception ignored" in text:
        found.append(f"{kind.name} after {after:.3f} s: {text[-400:]}")
    if child.returncode not in {0, -kind, 130 if kind == signal.SIGINT else -kind}:
        found.append(f"{kind.name} after {after:.3f} s: exit code {child.returncode} {text[-200:]}")
    target = place / command[-1]
    if command[-1].startswith("out.") and target.read_bytes()[:3] not in {
        b"old",
        b"min",
        b"PK\x03",
    }:
        found.append(f"{command[-1]} is neither the old nor the new one")
    return found, 0


if __name__ == "__main__":
    sys.exit(main())

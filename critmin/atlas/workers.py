"""Processes that do the jobs of an atlas side by side.

A worker is a Python of its own that reads jobs from its standard input, one a line, and answers
each with a line of JSON. Nothing of the program that asked is run again in it, so that a script
or a notebook needs no guard.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from critmin.atlas.folder import Record, record_of, written_job
from critmin.core.errors import CritminError, OutputError

MOST = 4  # processes where none are named; each holds the trade of the world
START = "import sys; sys.path[:] = {paths!r}; from critmin.atlas import workers; workers.serve()"


def available() -> int:
    """Processes that this machine can run side by side, at most four."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        cores = os.cpu_count() or 1
    return min(cores, MOST)


def records(jobs: Sequence[str], directory: Path, day: str, processes: int) -> Iterator[Record]:
    """Do jobs, and give each when its files are written, in the order in which they end.

    Parameters
    ----------
    jobs : sequence of str
        Names of the jobs.
    directory : Path
        Folder of the atlas.
    day : str
        ISO day for which export controls are read.
    processes : int
        Processes side by side; 1 works in this one.

    Raises
    ------
    CritminError
        As a job raises.
    RuntimeError
        If a worker ends early.
    """
    if processes == 1 or len(jobs) == 1:
        from critmin.atlas.jobs import done

        for job in jobs:
            yield written_job(directory, job, done(job, day))
        return
    yield from _side_by_side(jobs, directory, day, min(processes, len(jobs)))


def _side_by_side(
    jobs: Sequence[str], directory: Path, day: str, processes: int
) -> Iterator[Record]:
    todo: SimpleQueue[str | None] = SimpleQueue()
    for job in jobs:
        todo.put(job)
    answers: SimpleQueue[str] = SimpleQueue()
    running = [_started(directory, day) for _ in range(processes)]
    feeding = [Thread(target=_feed, args=(one, todo, answers), daemon=True) for one in running]
    for thread in feeding:
        todo.put(None)
        thread.start()
    try:
        for _ in jobs:
            yield _read(answers.get())
    finally:
        for worker, thread in zip(running, feeding, strict=True):
            _end(worker, thread)


def _started(directory: Path, day: str) -> subprocess.Popen[str]:
    paths = [str(Path(path).resolve()) for path in sys.path]
    return subprocess.Popen(
        [sys.executable, "-c", START.format(paths=paths), str(directory.resolve()), day],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def _end(worker: subprocess.Popen[str], thread: Thread) -> None:
    """End a worker, and what waits for it."""
    worker.kill()
    worker.wait()
    thread.join()
    for stream in (worker.stdin, worker.stdout):
        with suppress(OSError):  # what was written to it last is not read any more
            stream.close()  # type: ignore[union-attr]


def _feed(
    worker: subprocess.Popen[str], todo: SimpleQueue[str | None], answers: SimpleQueue[str]
) -> None:
    """Give a worker one job after another."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    for job in iter(todo.get, None):
        try:
            worker.stdin.write(f"{job}\n")
            worker.stdin.flush()
            answer = worker.stdout.readline()
        except (OSError, ValueError):
            answer = ""
        answers.put(answer)
        if not answer:
            return


def _read(answer: str) -> Record:
    """Answer of a worker.

    Raises
    ------
    OutputError
        If it could not write.
    RuntimeError
        If it failed or ended.
    """
    if not answer:
        raise RuntimeError("a process that makes the atlas ended early")
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise (OutputError if found["expected"] else RuntimeError)(found["error"])
    return record_of(found)


def serve() -> None:
    """Read jobs from standard input until it ends, and do them."""
    import signal

    from critmin.atlas.jobs import done

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked ends this one
    directory, day = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        job = line.rstrip("\n")
        try:
            answer = written_job(directory, job, done(job, day)).as_json()
        except CritminError as error:
            answer = json.dumps({"error": str(error), "expected": True})
        except Exception as error:  # told where it is read
            answer = json.dumps({"error": f"{job}: {error!r}", "expected": False})
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()

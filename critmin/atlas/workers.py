"""Processes that do the jobs of an atlas side by side.

A worker is a Python of its own that reads jobs from its standard input, one a line, and answers
each with a line of JSON. Nothing of the program that asked is run again in it, so that a script
or a notebook needs no guard.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
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
    OutputError
        If the system ends a worker, or refuses what it needs.
    RuntimeError
        If a worker ends early by itself.
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
    answers: SimpleQueue[str | Exception] = SimpleQueue()
    with ExitStack() as running:
        for _ in range(processes):
            worker = _started(directory, day)
            running.callback(_end, worker)
            thread = Thread(target=_feed, args=(worker, todo, answers), daemon=True)
            todo.put(None)
            thread.start()
            running.callback(thread.join)
            running.callback(worker.kill)  # what waits for it goes on
        for _ in jobs:
            yield _read(answers.get())


def _started(directory: Path, day: str) -> subprocess.Popen[str]:
    """Start a worker.

    Raises
    ------
    OutputError
        If the system starts none.
    """
    paths = [str(Path(path).resolve()) for path in sys.path]
    try:
        return _opened(directory, day, paths)
    except OSError as error:
        raise OutputError(
            f"no process that makes the atlas can be started: {error.strerror}; "
            "--processes 1 needs no other"
        ) from error


def _opened(directory: Path, day: str, paths: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START.format(paths=paths), str(directory.resolve()), day],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Its faults are answers; what it writes when it ends otherwise is a traceback.
        stderr=None if os.environ.get("CRITMIN_DEBUG") else subprocess.DEVNULL,
        encoding="utf-8",
    )


def _end(worker: subprocess.Popen[str]) -> None:
    """End a worker, and free what reached it."""
    worker.kill()
    worker.wait()
    for stream in (worker.stdin, worker.stdout):
        with suppress(OSError):  # what was written to it last is not read any more
            stream.close()  # type: ignore[union-attr]


def _feed(
    worker: subprocess.Popen[str],
    todo: SimpleQueue[str | None],
    answers: SimpleQueue[str | Exception],
) -> None:
    """Give a worker one job after another; an error is an answer, since it is awaited, too."""
    try:
        for job in iter(todo.get, None):
            answers.put(_answer(worker, job))
    except Exception as error:
        answers.put(error)


def _answer(worker: subprocess.Popen[str], job: str) -> str:
    """What a worker answers to a job.

    Raises
    ------
    MemoryError
        If there is not enough memory to ask it.
    OutputError
        If it was ended, or cannot be reached.
    RuntimeError
        If it ended by itself.
    """
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        worker.stdin.write(f"{job}\n")
        worker.stdin.flush()
        answer = worker.stdout.readline()
    except BrokenPipeError:
        answer = ""
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"a process that makes the atlas cannot be reached: {why}") from error
    except UnicodeDecodeError as error:
        raise OutputError("the answer of a process that makes the atlas is cut off") from error
    if answer.endswith("\n"):
        return answer
    code = worker.wait()
    if code < 0:
        raise OutputError(
            f"a process that makes the atlas was ended by signal {-code}: the same command goes "
            "on where it stopped, and needs least memory with --processes 1"
        )
    raise RuntimeError(f"a process that makes the atlas ended early with exit code {code}")


def _read(answer: str | Exception) -> Record:
    """Answer of a worker.

    Raises
    ------
    OutputError
        If it could not write.
    RuntimeError
        If it failed or ended.
    """
    if isinstance(answer, Exception):
        raise answer
    found: dict[str, Any] = json.loads(answer)
    if "error" in found:
        raise (OutputError if found["expected"] else RuntimeError)(found["error"])
    return record_of(found)


def serve() -> None:
    """Read jobs from standard input until it ends, and do them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked ends this one
    directory, day = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        job = line.rstrip("\n")
        try:
            from critmin.atlas.jobs import done

            answer = written_job(directory, job, done(job, day)).as_json()
        except CritminError as error:
            answer = json.dumps({"error": str(error), "expected": True})
        except (OSError, MemoryError, ImportError) as error:
            answer = json.dumps({"error": f"{job}: {_refused(error)}", "expected": True})
        except Exception as error:  # told where it is read
            answer = json.dumps({"error": f"{job}: {error!r}", "expected": False})
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _refused(error: OSError | MemoryError | ImportError) -> str:
    """What the system refused to a job."""
    if isinstance(error, MemoryError):
        return "there is not enough memory: --processes 1 needs least"
    if isinstance(error, ImportError):
        return f"a package cannot be loaded ({error}): install critmin again (critmin doctor)"
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{error.strerror or error}"

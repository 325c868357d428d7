"""Processes that make an atlas: what the system refuses them is one plain error."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from critmin.atlas import workers
from critmin.core.errors import OutputError

DAY = "2026-11-24"


def asked(monkeypatch: pytest.MonkeyPatch, directory, program: str) -> None:
    """Ask for two jobs of workers that run another program."""
    monkeypatch.setattr(workers, "START", f"paths = {{paths!r}}\n{program}")
    list(workers.records(["a", "b"], directory, DAY, 2))


@pytest.mark.parametrize(
    ("program", "kind", "said"),
    [
        pytest.param(
            "import os\nos.kill(os.getpid(), 9)",
            OutputError,
            "was ended by signal 9",
            marks=pytest.mark.skipif(os.name != "posix", reason="signals"),
        ),
        ("raise SystemExit(3)", RuntimeError, "ended early with exit code 3"),
        ("print('half a line', end='')", RuntimeError, "ended early with exit code 0"),
        (
            "import sys\nsys.stdout.buffer.write(bytes([255, 10]))",
            OutputError,
            "the answer of a process that makes the atlas is cut off",
        ),
    ],
)
def test_a_worker_that_ends(monkeypatch, tmp_path, capfd, program, kind, said) -> None:
    with pytest.raises(kind, match=said):
        asked(monkeypatch, tmp_path, program)
    assert capfd.readouterr().err == ""


class Refusing:
    """Pipe that the system refuses to write to."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def write(self, _text: str) -> int:
        raise self.error

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (OSError(errno.EIO, "Input/output error"), OutputError, "reached: Input/output error"),
        (MemoryError(), MemoryError, "^$"),
    ],
)
def test_a_worker_that_cannot_be_asked(monkeypatch, tmp_path, error, kind, said) -> None:
    """No thread dies with the answer that is awaited."""
    started = workers._started

    def refusing(directory, day):
        worker = started(directory, day)
        worker.stdin.close()
        worker.stdin = Refusing(error)
        return worker

    monkeypatch.setattr(workers, "_started", refusing)
    with pytest.raises(kind, match=said):
        asked(monkeypatch, tmp_path, "")


def test_where_no_second_process_can_be_started_the_first_is_ended(monkeypatch, tmp_path) -> None:
    real, running = subprocess.Popen, []

    def one_only(*given, **named):
        if running:
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        running.append(real(*given, **named))
        return running[0]

    monkeypatch.setattr(subprocess, "Popen", one_only)
    with pytest.raises(OutputError, match="can be started: Resource temporarily unavailable"):
        asked(monkeypatch, tmp_path, "input()")
    assert running[0].returncode is not None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "index: there is not enough memory: --processes 1 needs least"),
        (PermissionError(13, "Permission denied", "x.csv"), "index: x.csv: Permission denied"),
        (ImportError("no numpy"), r"index: a package cannot be loaded \(no numpy\): install"),
    ],
)
def test_what_is_refused_to_a_job_is_said_as_such(monkeypatch, capsys, error, said) -> None:
    from critmin.atlas import jobs

    def refused(_job, _day):
        raise error

    monkeypatch.setattr(jobs, "done", refused)
    monkeypatch.setattr(workers.signal, "signal", lambda *_given: None)
    monkeypatch.setattr(sys, "argv", ["", "atlas", DAY])
    monkeypatch.setattr(sys, "stdin", ["index\n"])
    workers.serve()
    with pytest.raises(OutputError, match=said):
        workers._read(capsys.readouterr().out)

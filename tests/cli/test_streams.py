"""Every write to stdout and stderr is completed, or the exit code says that it was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX streams and signals")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
PLAIN = {name: value for name, value in os.environ.items() if "CRITMIN" not in name}
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
LONG = ("trend", "--stage", "mining", "-q", "-f", "json")  # more than a pipe holds


def started(*arguments: str, env: dict[str, str] | None = None, **more) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "critmin", *arguments],
        env={**PLAIN, **(env or {})},
        **{"stderr": subprocess.PIPE, **more},
    )


@pytest.fixture(scope="module")
def whole() -> bytes:
    done = started(*LONG, stdout=subprocess.PIPE)
    out, _err = done.communicate(timeout=60)
    assert len(out) > 65536
    return out


@pytest.mark.parametrize("blocking", [True, False])
def test_a_slow_pipe_gets_all(whole, blocking) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, blocking)
    child = started(*LONG, env=UNBUFFERED, stdout=writing)
    os.close(writing)
    time.sleep(0.05)
    with os.fdopen(reading, "rb", buffering=0) as stream:
        parts = []
        while part := stream.read(7000):
            parts.append(part)
    assert child.wait(timeout=30) == 0
    assert b"".join(parts) == whole
    child.stderr.close()


def test_a_pipe_whose_reader_leaves_in_the_middle_ends_quietly() -> None:
    child = started(*LONG, env=UNBUFFERED, stdout=subprocess.PIPE)
    assert child.stdout.read(1000).startswith(b"{")
    child.stdout.close()
    assert (child.stderr.read(), child.wait(timeout=30)) == (b"", 0)
    child.stderr.close()


@pytest.mark.parametrize("env", [{}, UNBUFFERED], ids=["buffered", "unbuffered"])
def test_a_disk_that_fills_up_is_one_line(tmp_path, env) -> None:
    """The system takes the first part of a write, and refuses the rest."""

    def small() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

    with (tmp_path / "out").open("wb") as out:
        child = started(*LONG, env=env, stdout=out, preexec_fn=small)
        _none, err = child.communicate(timeout=30)
    assert err == b"error: standard output cannot be written: File too large\n"
    assert child.returncode == 1


@FULL
def test_notes_that_are_lost_are_told_by_the_exit_code(shell) -> None:
    got = shell("critmin share lithium 2>/dev/full")
    assert got.code == 1
    quiet = shell("critmin share lithium -q 2>/dev/full")
    assert (quiet.code, quiet.out) == (0, got.out)
    assert shell("critmin share lithum 2>/dev/full").code == 3


def test_an_encoding_without_a_sign_writes_its_number(process) -> None:
    got = process("share", "lithium", "-f", "table", "-q", env={"PYTHONIOENCODING": "ascii"})
    assert (got.code, got.err) == (0, "")
    assert "Australia" in got.out


STOPS = {"Ctrl-C": signal.SIGINT, "the system": signal.SIGTERM, "the terminal": signal.SIGHUP}


@pytest.mark.parametrize("number", STOPS.values(), ids=STOPS.keys())
def test_a_stop_is_no_traceback(number) -> None:
    child = started("check", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdin.write(b"mineral,year,country,quantity\n" * 8000)  # it reads once all has gone
    child.stdin.flush()
    time.sleep(0.2)
    child.send_signal(number)
    out, err = child.communicate(timeout=30)
    assert (out, err) == (b"", b"")
    assert child.returncode == (130 if number == signal.SIGINT else -number)


HIDDEN: dict[str, str] = {
    "as an error of a library": "raise RuntimeError('a library failed') from stop",
    "as an import that failed": "raise ImportError('numpy cannot be loaded') from stop",
    "and forgotten": "pass",
}
STOPPED = """
import os, signal, sys
from critmin.cli import app, start
from critmin.about import tables
real = tables.tables
def interrupted():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt as stop:
        {hidden}
    return real()
tables.tables = interrupted
sys.argv = ["critmin", "tables", "-q"]
app.main()
"""


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_stop_that_a_library_hides_is_a_stop(hidden) -> None:
    code = STOPPED.format(hidden=hidden)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


def test_a_stop_inside_of_a_finaliser_is_asked_again() -> None:
    code = STOPPED.format(hidden="raise").replace(
        "def interrupted():",
        "class Last:\n    def __del__(self):\n        os.kill(os.getpid(), signal.SIGINT)\n"
        "def interrupted():\n    Last()\n    import time\n    time.sleep(5)\n    return real()\n"
        "def unused():",
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")

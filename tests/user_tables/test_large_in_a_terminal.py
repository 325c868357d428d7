"""The bar over a large table, and its end by Ctrl-C and by signals, in a real terminal."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("duckdb")
pytest.importorskip("rich")
pty = pytest.importorskip("pty")

pytestmark = pytest.mark.slow
BAR = b"percent of the table"
LONGEST = 60  # seconds without a sign on the terminal


def seen(terminal: int, until: bytes = b"") -> bytes:
    """What a program writes on the terminal, to its end or to a text."""
    found = b""
    while not (until and until in found):
        if not select.select([terminal], [], [], LONGEST)[0]:
            raise AssertionError(f"nothing more on the terminal after {found[-200:]!r}")
        try:
            block = os.read(terminal, 65_536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not block:
            break
        found += block
    return found


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "own.csv"
    places = ("China", "Peru", "Chile", "Japan", "Spain")
    block = "".join(f"tin,{year},{place},1.5\n" for year in range(1900, 2000) for place in places)
    path.write_text("mineral,year,country,quantity\n" + block * 2_000)
    return path


@pytest.mark.parametrize(
    ("stop", "code"),
    [("", 4), ("\x03", 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)],
    ids=["to the end", "Ctrl-C", "SIGTERM", "SIGHUP"],
)
def test_the_bar_goes_and_nothing_stays_behind(
    tmp_path: Path, table: Path, stop: str | signal.Signals, code: int
) -> None:
    terminal, side = pty.openpty()

    def of_its_own() -> None:
        import fcntl
        import termios

        os.setsid()
        fcntl.ioctl(side, termios.TIOCSCTTY, 0)

    running = subprocess.Popen(
        [sys.executable, "-m", "critmin", "hhi", "--data", str(table)],
        stdin=side,
        stdout=subprocess.PIPE,
        stderr=side,
        env={**os.environ, "TMPDIR": str(tmp_path), "TERM": "xterm", "PYTHONUNBUFFERED": "1"},
        preexec_fn=of_its_own,
    )
    os.close(side)
    try:
        said = seen(terminal, BAR)
        assert BAR in said
        if stop:
            assert [one.name[:8] for one in tmp_path.iterdir()] == ["critmin-"]
        if stop == "\x03":
            os.write(terminal, b"\x03")
        elif stop:
            running.send_signal(stop)
        said += seen(terminal)
        answer, _ = running.communicate(timeout=LONGEST)
    finally:
        running.kill()
        running.wait()
        os.close(terminal)
    assert running.returncode == code
    assert b"Traceback" not in said
    assert said.count(b"\x1b[?25h") == said.count(b"\x1b[?25l") == 1  # the cursor is back
    assert answer == b""
    assert [*tmp_path.iterdir()] == []

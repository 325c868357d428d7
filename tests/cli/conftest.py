"""Two ways to run the program: in this process for speed, or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

BROKEN = Path(__file__).resolve().parent.parent / "broken"
TERMINAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE")


class Result(NamedTuple):
    """Exit code and what was written."""

    code: int
    out: str
    err: str

    @property
    def errors(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("error:")]

    def refused(self, code: int) -> str:
        """The one error line of a refusal: nothing on stdout, nothing else on stderr."""
        assert self.code == code, self
        assert self.out == ""
        assert "Traceback" not in self.err
        assert len(self.err.splitlines()) == 1, self.err
        assert len(self.errors) == 1, self.err
        assert self.errors[0].count("did you mean") <= 1
        return self.errors[0]


def clean_environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in TERMINAL and "CRITMIN" not in k}
    return {**kept, **more}


@pytest.fixture
def run(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    """Run the program in this process."""
    from critmin.cli import app

    for name in (*TERMINAL, "_CRITMIN_COMPLETE", "CRITMIN_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Result:
        code = app.run([str(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        caught = capfdbinary.readouterr()
        return Result(code, caught.out.decode("utf-8"), caught.err.decode("utf-8"))

    return call


@pytest.fixture
def process() -> Callable[..., Result]:
    """Run the program in a process of its own."""

    def call(
        *arguments: object, stdin: bytes = b"", env: dict[str, str] | None = None, **more: Any
    ) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "critmin", *(str(argument) for argument in arguments)],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env=clean_environment(**(env or {})),
            **more,
        )
        return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def shell() -> Callable[..., Result]:
    """Run a line of bash with ``critmin`` in it."""

    def call(line: str, env: dict[str, str] | None = None, **more: Any) -> Result:
        critmin = f"critmin() {{ '{sys.executable}' -m critmin \"$@\"; }}; set -o pipefail; "
        done = subprocess.run(
            ["bash", "-c", critmin + line],
            capture_output=True,
            timeout=60,
            check=False,
            env=clean_environment(**(env or {})),
            **more,
        )
        return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of one's own: a header and lines."""

    def write(*lines: str, name: str = "own.csv") -> Path:
        path = tmp_path / name
        path.write_text("".join(line + "\n" for line in lines), "utf-8")
        return path

    return write

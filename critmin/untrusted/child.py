"""A function run in a process of its own, with limits of memory and processor where there are any.

It is for what a library does inside, where nothing can be counted. What a process costs to start,
a tenth of a second, is paid by odd files alone.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from importlib import import_module
from typing import Any

from critmin.core.errors import DataError

START = "import sys; sys.path[:] = sys.argv[3:]; from critmin.untrusted.child import main; main()"
OF_ITSELF = 600_000_000  # bytes of address space that Python and its libraries take
SAFE = {("builtins", name) for name in ("set", "frozenset", "complex", "bytearray")}


class Spent(Exception):
    """The process was ended at one of its limits: ``memory`` or ``seconds``."""


def run(function: str, *given: Any, memory: int, seconds: int) -> Any:
    """Result of a function of critmin, or its `DataError`.

    Parameters
    ----------
    function : str
        ``module:name`` of it.
    given
        Its arguments.
    memory, seconds : int
        Bytes of memory and seconds of the processor, at most.

    Raises
    ------
    Spent
        If it took more.
    DataError
        As the function.
    """
    if not sys.executable or os.name != "posix":  # a program that Python is a part of
        return _called(function, given)
    limits = [str(memory + OF_ITSELF), str(seconds)]
    with subprocess.Popen(
        [sys.executable, "-c", START, *limits, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            said, _ = process.communicate(pickle.dumps((function, given)))
        except BaseException:  # as Ctrl-C
            process.kill()
            raise
    answer: tuple[str, Any] = ("spent", "") if process.returncode else _read(said)
    kind, found = answer
    if kind == "spent":
        raise Spent(found or ("seconds" if process.returncode in {-24, -9} else "memory"))
    if kind == "refused":
        message, file, line, column, code = found
        raise DataError(message, file=file, line=line, column=column, code=code)
    return found


class _Answers(pickle.Unpickler):
    """Reader of an answer: the process had a stranger's file in it, and may make no other thing."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in SAFE or (module.startswith("critmin.") and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _read(said: bytes) -> tuple[str, Any]:
    try:
        kind, found = _Answers(io.BytesIO(said)).load()
    except (EOFError, pickle.UnpicklingError, ValueError, TypeError):
        return "spent", "memory"
    return kind, found


def _called(function: str, given: tuple[Any, ...]) -> Any:
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)(*given)


def main() -> None:
    """Run what stands on standard input, and write what comes of it."""
    import resource

    memory, seconds = map(int, sys.argv[1:3])
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(kind)[1]
        least = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (least, hard))
    function, given = pickle.load(sys.stdin.buffer)
    try:
        answer = pickle.dumps(("found", _called(function, given)))
    except MemoryError:
        answer = pickle.dumps(("spent", "memory"))
    except DataError as error:
        told = (error.problem, error.file, error.line, error.column, error.code)
        answer = pickle.dumps(("refused", told))
    sys.stdout.buffer.write(answer)

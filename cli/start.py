"""What comes before the program: modules deferred, streams that write whole, a quiet end.

Typer and numpy import some modules of the standard library at their top for work that an answer
rarely does: to start another program, to read source code, to wrap paragraphs. Their loading would
take about a twentieth of the time of a short answer, so they load when something of them is used.

Python's own streams lose what the system did not take at once: an unbuffered stdout ignores a
short write, and one that does not block raises in the middle of it. Here every write is completed,
or it is an error that names the stream.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import FrameType, ModuleType
from typing import Any

from critmin.core.errors import OutputError

MODULES = ("subprocess", "tokenize", "ipaddress", "textwrap", "ctypes", "pickle")
# Modules that only give numpy's functions their docstrings, a seventh of the time that numpy takes.
DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
AGAIN = 0.005  # seconds
STOPPED: list[int] = []  # signals that have asked the process to end
_LOST: list[str] = []  # why something is missing on stderr, where it cannot be said
_REPLACED: list[Any] = []  # kept: a stream that nobody holds closes what it writes to
_ending = False  # the answer is written: a signal has nothing to undo


class _Deferred(ModuleType):
    """Module whose file has not been run yet.

    The standard library's own lazy loader does not do: a second import of the same module would
    already run it.
    """

    def __getattr__(self, name: str) -> Any:
        object.__setattr__(self, "__class__", ModuleType)
        spec = self.__spec__
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(self)
        return getattr(self, name)


def defer() -> None:
    """Put the modules in place, to be run on first use; those already loaded stay as they are.

    The modules of docstrings are left empty: the command line shows none of numpy's.
    """
    for name in MODULES:
        spec = None if name in sys.modules else PathFinder.find_spec(name)
        if spec is not None:
            module = module_from_spec(spec)
            module.__class__ = _Deferred
            sys.modules[name] = module
    for name in DOCSTRINGS:
        sys.modules.setdefault(name, ModuleType(name))


class Whole(io.RawIOBase):
    """Raw stream that takes all it is given.

    Parameters
    ----------
    raw : raw stream
        Where it goes.
    number : int
        1 for stdout, 2 for stderr.
    """

    def __init__(self, raw: Any, number: int) -> None:
        self._raw, self._number = raw, number
        self._failed = False

    def write(self, given: Any) -> int:
        """Write all.

        Raises
        ------
        BrokenPipeError
            If the reader has gone.
        OutputError
            If stdout cannot be written.
        OSError
            If stderr cannot be written.
        """
        todo = memoryview(given).cast("B")
        size = len(todo)
        while todo and not self._failed:  # a failure is told once
            try:
                taken = self._raw.write(todo)
            except OSError as error:
                self._failed = True
                raise self._told(error) from error
            if taken is None:
                self._wait()
            else:
                todo = todo[taken:]
        return size

    def _told(self, error: OSError) -> Exception:
        """Error to raise."""
        if isinstance(error, BrokenPipeError):
            return error
        closed = error.errno == errno.EBADF
        if self._number == 2:
            if not closed:  # a user who closes it wants none of it
                _LOST.append(str(error.strerror))
            return error
        what = "is closed" if closed else f"cannot be written: {error.strerror}"
        return OutputError(f"standard output {what}")

    def _wait(self) -> None:
        """Wait until a stream that does not block takes more."""
        from select import select

        select([], [self._raw.fileno()], [])

    def writable(self) -> bool:
        """True."""
        return True

    def fileno(self) -> int:
        """Number of the file."""
        return int(self._raw.fileno())

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return bool(self._raw.isatty())

    @property
    def name(self) -> str:
        """Name as Python's own streams have it."""
        return "<stdout>" if self._number == 1 else "<stderr>"

    @property
    def mode(self) -> str:
        """For writing."""
        return "wb"


def complete_streams() -> None:
    """Put streams that write everything in the place of stdout and stderr."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            text = _text(Whole(_closed(number), number), "utf-8", "strict", at_once=False)
        else:
            binary = getattr(stream, "buffer", None)
            raw = getattr(binary, "raw", binary)
            if raw is None or isinstance(raw, Whole):
                continue
            stream.flush()
            at_once = stream.line_buffering or stream.write_through
            text = _text(Whole(raw, number), stream.encoding, stream.errors, at_once=at_once)
            _REPLACED.append(stream)
        setattr(sys, name, text)


def _text(raw: Whole, encoding: str, errors: str, *, at_once: bool) -> io.TextIOWrapper:
    """Text stream; a sign that its encoding lacks is written as its number."""
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=encoding,
        errors="backslashreplace" if errors in {"strict", "surrogateescape"} else errors,
        line_buffering=at_once,
    )


def _closed(number: int) -> io.FileIO:
    """What refuses to be written, in the place of a closed stream.

    Without it the next file opened gets the same number, and notes are written into the data.
    """
    nothing = os.open(os.devnull, os.O_RDONLY)
    if nothing != number:
        os.dup2(nothing, number)
        os.close(nothing)
    return io.FileIO(number, "w", closefd=False)


def has_lost() -> bool:
    """Whether something is missing on stderr; only the exit code can say so."""
    return bool(_LOST)


def heed_signals() -> None:
    """Let Ctrl-C, SIGTERM and SIGHUP end the program with its temporary files removed.

    A signal that is ignored, as under nohup, stays ignored.
    """
    for number, usual in (
        ("SIGINT", signal.default_int_handler),
        ("SIGTERM", signal.SIG_DFL),
        ("SIGHUP", signal.SIG_DFL),
    ):
        known = getattr(signal, number, None)
        if known is not None and signal.getsignal(known) is usual:
            signal.signal(known, _stop)
    sys.unraisablehook = _again


def end_at_signals() -> None:
    """From here on a signal ends the process at once."""
    global _ending
    _ending = True


def exit_code() -> int:
    """Exit code after a signal, as shells give it: 130 for Ctrl-C; 0 if none came."""
    return 128 + STOPPED[0] if STOPPED else 0


def _stop(number: int, _frame: FrameType | None) -> None:
    STOPPED.append(number)
    if not _ending:
        raise KeyboardInterrupt
    if engines := sys.modules.get("critmin.lakes.engine"):
        engines.close_all()  # its temporary files would outlive the process
    os._exit(exit_code())


def _again(lost: sys.UnraisableHookArgs) -> None:
    """Ask again to end if the interrupt came where none can be raised, as in a ``__del__``."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        if not _ending and hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, _stop)
            signal.setitimer(signal.ITIMER_REAL, AGAIN)
    else:
        sys.__unraisablehook__(lost)

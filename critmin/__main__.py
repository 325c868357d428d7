"""``python -m critmin`` and the console script: start and end of the command line."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

INTERRUPTED = 130
# While modules load, Ctrl-C ends the process at once, because an exception would be raised inside
# an import. If the signal is ignored, as under nohup, it stays ignored.
HEEDED = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if HEEDED and __name__ == "__main__":  # not where a test or a script imports this
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def main() -> None:
    """Load and run the command line; Ctrl-C gives no traceback, even while loading."""
    if HEEDED:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # a run is short: collecting garbage costs more than it frees
    from critmin.cli.start import defer

    defer()
    from critmin.cli.app import main as run

    try:
        if HEEDED:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def leave() -> NoReturn:
    """Run the command line and end the process without freeing its objects.

    All files are closed and both streams are flushed by then; freeing every object would take a
    sixth of the time of a long answer.
    """
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except (OSError, MemoryError, ImportError) as error:  # before the command line can say so
        code = 1
        line = " ".join(f"{type(error).__name__} {error}".split())
        with suppress(OSError, MemoryError):  # nobody is left to be told
            os.write(2, f"error: critmin cannot go on: {line}\n".encode("utf-8", "replace"))
    if engines := sys.modules.get("critmin.lakes.engine"):
        engines.close_all()  # its temporary files would outlive the process
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # closed, full, or its reader has gone; already reported
            continue
    number = code if isinstance(code, int) else int(code is not None)
    if number > 128 and number != INTERRUPTED:  # the end by a signal of the system
        signal.signal(number - 128, signal.SIG_DFL)
        with suppress(OSError, MemoryError):  # where a process may send no signals
            os.kill(os.getpid(), number - 128)
    os._exit(number)


if __name__ == "__main__":
    leave()

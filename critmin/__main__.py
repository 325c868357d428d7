"""``python -m critmin`` and the console script: start and end of the command line."""

from __future__ import annotations

import gc
import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

INTERRUPTED = 130
# While modules load, Ctrl-C ends the process at once, because an exception would be raised inside
# an import. If the signal is ignored, as under nohup, it stays ignored.
HEEDED = signal.getsignal(signal.SIGINT) is signal.default_int_handler


def main() -> None:
    """Load and run the command line; Ctrl-C gives no traceback, even while loading."""
    if HEEDED:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # a run is short: collecting garbage costs more than it frees
    from critmin.cli.deferred_imports import defer

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
    if engines := sys.modules.get("critmin.lakes.engine"):
        engines.close_all()  # its temporary files would outlive the process
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # closed, or its reader has gone; already reported
            continue
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    leave()

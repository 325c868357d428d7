"""``python -m critmin`` and the console script: the command line, which may be left any time."""

import signal
import sys

INTERRUPTED = 130
# While modules load, Ctrl-C ends the process at once: as an exception it would surface inside
# whatever is just being imported. Where it is ignored, as under nohup, it stays so.
HEEDED = signal.getsignal(signal.SIGINT) is signal.default_int_handler


def main() -> None:
    """Load the command line and run it; Ctrl-C is no traceback, not even while loading."""
    if HEEDED:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from critmin.cli.app import main as run

    try:
        if HEEDED:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()

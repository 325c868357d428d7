"""Locks of a lake: held by a run while it lives, and let go by the system when it is killed."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # by another process
WAIT = 0.05  # seconds between two tries


def tried(path: Path) -> int | None:
    """Lock a file, and return its handle; None if another process holds it.

    Raises
    ------
    OSError
        If the file system has no locks, or the file cannot be opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno not in HELD:
            raise
        return None
    return handle


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for a lock, and hold it."""
    handle = tried(path)
    while handle is None:
        time.sleep(WAIT)
        handle = tried(path)
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

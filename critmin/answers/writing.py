"""The one place where files that a user names are written: whole, or not at all.

A file is written beside its place under a name that nobody can foresee, put on the disk, and
renamed. An earlier file stays whole until then, and nothing is left behind on any failure. What
reads and writes files of its own, as a database, gets a folder beside in the same way.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from critmin.core.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

# Names of a fixed length: a target whose name has 255 bytes can be written, too.
START, END = ".critmin-", ".part"
OURS = re.compile(re.escape(START) + "[0-9a-f]{16}" + re.escape(END))
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
NEW |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
# What a file system says that cannot put a folder, or anything, on the disk by itself.
CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}


def write_whole(
    target: str | PathLike[str], content: bytes | Iterable[bytes], *, synced: bool = True
) -> None:
    """Write a file whole or not at all.

    A link stays a link, and what it leads to is replaced. A pipe or device is written directly.
    The file has the permissions that it had, a new one those that the umask leaves.

    Parameters
    ----------
    target : str or path
        The file.
    content : bytes or iterable of bytes
        All that it will hold, or the parts of it; a file keeps its place until the last is made.
    synced : bool
        Whether it is on the disk on return; else `synced` must follow.

    Raises
    ------
    OutputError
        If it cannot be written.
    BrokenPipeError
        If it is a pipe whose reader has gone.
    """
    with _told(target):
        place = real_place(target)
        if place is None:
            _write_into(target, content)
            return
        beside = place.with_name(_name())
        try:
            handle = os.open(beside, NEW, 0o666)
            try:
                _write_all(handle, content)
                _keep_permissions(place, beside)
                if synced:
                    _sync(handle)
            finally:
                os.close(handle)
            beside.replace(place)
        except BaseException as error:
            if not _is_others(error, beside):
                with suppress(OSError):
                    beside.unlink()
            raise
        if synced:
            sync(place.parent)


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """Folder of this process alone beside a target, for what writes its own files; then removed.

    It is locked while it is used, so that another run tells it from one that a killed run left:
    those are removed first.

    Raises
    ------
    OutputError
        If it cannot be made, or the system refuses what is done with it.
    """
    with _told(target):
        _sweep(target.parent)
        folder, handle = _new_folder(target)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if handle is not None:
                os.close(handle)


def _new_folder(target: Path) -> tuple[Path, int | None]:
    """Folder beside a target with its lock; None where the system has no locks."""
    while True:
        folder = target.with_name(_name())
        folder.mkdir(mode=0o700)
        try:
            return folder, _locked(folder)
        except FileNotFoundError:  # another run took it for one that was left
            continue
        except OSError:  # as on some networks: there none is swept
            return folder, None


def _locked(folder: Path) -> int | None:
    """Handle of a folder that nobody else uses; no link is followed.

    Raises
    ------
    OSError
        If it is a link or no folder, is in use, or cannot be locked.
    """
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.stat(folder)  # noqa: PTH116 - gone if another run swept it meanwhile
    except BaseException:
        os.close(handle)
        raise
    return handle


def _sweep(parent: Path) -> None:
    """Remove the folders that killed runs of this user left, and no other thing."""
    for folder in leftovers(parent):
        if fcntl is None or not _is_ours(folder.name):
            continue
        with suppress(OSError):
            handle = _locked(folder)
            try:
                if _is_left(folder):
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle or -1)


def _is_ours(name: str) -> bool:
    return OURS.fullmatch(name) is not None


def _is_left(folder: Path) -> bool:
    """Whether a folder without a lock was made by `folder_beside` for this user, and is of no use.

    With an earlier export moved into it, and the new one not yet in its place, it is the only copy
    of both.
    """
    names = {one.name for one in folder.iterdir()}
    known = all(n.startswith("export") or n == "old" or _is_ours(n) for n in names)
    return known and folder.lstat().st_uid == os.geteuid() and not {"old", "export"} <= names


def put(made: Path, target: Path) -> None:
    """Put a file or a folder that was made in a `folder_beside` in its place.

    A folder that is there is moved away first, and back if the other cannot take its place.

    Raises
    ------
    OSError
        If the system refuses it; what was there is there still.
    """
    mode = _usual_mode(made.parent)
    for path in [*made.iterdir()] if made.is_dir() else [made]:
        path.chmod(mode)
        sync(path)
    _keep_permissions(target, made)
    if not target.is_dir():
        made.replace(target)
    else:
        sync(made)
        old = made.with_name("old")
        target.rename(old)
        try:
            made.rename(target)
        except BaseException:
            old.rename(target)
            raise
    sync(target.parent)


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk.

    Raises
    ------
    OSError
        If it cannot be put there. A file system that cannot do so at all is no error.
    """
    if os.name != "posix":
        return
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder that may be written and not read
        return
    try:
        _sync(handle)
    finally:
        os.close(handle)


def real_place(target: str | PathLike[str]) -> Path | None:
    """The file to replace, at the end of all links; None for what can only be written directly.

    Raises
    ------
    OSError
        For a folder, a circle of links, or a name that the system does not take.
    """
    try:
        there = Path(target).stat()
    except FileNotFoundError:
        there = None
    place = Path(os.path.realpath(target))
    if there is None:
        return place
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder")
    if not stat.S_ISREG(there.st_mode):
        return None
    try:  # a link of the system, as /dev/stdout, may lead to a file that has no name
        return place if os.path.samestat(there, place.stat()) else None
    except FileNotFoundError:
        return None


def leftovers(folder: Path) -> Iterator[Path]:
    """What runs that were killed have left in a folder."""
    return folder.glob(f"{START}*{END}")


@contextmanager
def _told(target: str | PathLike[str]) -> Iterator[None]:
    name = os.fspath(target)
    if "\0" in name:
        raise OutputError(f"{name!r} cannot be written: a zero byte is in no name")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{name} cannot be written: {_reason(error)}") from error


def _reason(error: OSError) -> str:
    said = str(error.strerror or error)
    if START not in str(error.filename):
        return said
    folder = os.path.dirname(str(error.filename))  # noqa: PTH120 - as it was written
    if error.errno == errno.ENOENT:
        return f"there is no folder {folder}"
    return f"{said}: folder {folder} takes no new file" if error.errno in REFUSED else said


def _is_others(error: BaseException, path: Path) -> bool:
    """Whether something of others stands under a temporary name."""
    return isinstance(error, FileExistsError) and str(error.filename) == str(path)


def _name() -> str:
    return f"{START}{os.urandom(8).hex()}{END}"


def _write_into(target: str | PathLike[str], content: bytes | Iterable[bytes]) -> None:
    """Write to a pipe or a device."""
    handle = os.open(target, os.O_WRONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        _write_all(handle, content)
    finally:
        os.close(handle)


def _write_all(handle: int, content: bytes | Iterable[bytes]) -> None:
    for part in [content] if isinstance(content, bytes) else content:
        todo = memoryview(part)
        while todo:
            todo = todo[os.write(handle, todo) :]


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in CANNOT_SYNC:
            raise


def _keep_permissions(place: Path, made: Path) -> None:
    """Give a file or folder the owner and the permissions of the one that it replaces, if any."""
    try:
        known = place.stat()
    except FileNotFoundError:
        return
    own = made.stat()
    if (known.st_uid, known.st_gid) != (own.st_uid, own.st_gid):
        with suppress(OSError):  # only root may
            os.chown(made, known.st_uid, known.st_gid)
    made.chmod(stat.S_IMODE(known.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # lists of access and labels, where the file system has them
            for name in os.listxattr(place):
                os.setxattr(made, name, os.getxattr(place, name))


def _usual_mode(folder: Path) -> int:
    """Permissions that a new file gets in a folder."""
    probe = folder / _name()
    os.close(os.open(probe, NEW, 0o666))
    found = probe.stat()
    probe.unlink()
    return stat.S_IMODE(found.st_mode)


class Terminated(KeyboardInterrupt):
    """The system asked the process to end (SIGTERM)."""


@contextmanager
def as_interrupted() -> Iterator[None]:
    """Clean up at SIGTERM as at Ctrl-C, and then end by it; a handler of the caller is kept."""
    import signal
    import threading

    of_program = threading.current_thread() is threading.main_thread()
    if not of_program or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def end(*_given: object) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    except Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with suppress(OSError):  # where a process may send no signals, it ends as at Ctrl-C
            os.kill(os.getpid(), signal.SIGTERM)
        raise
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

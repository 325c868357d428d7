"""The only door to the files of a lake: what is read, put, moved and removed below its folder.

A lake's folder may come from a stranger, and hold links to other data. A name is looked up from
the folder step by step, and no step is a link: where the system can, each is opened within the one
above, so that nobody can put a link in its place meanwhile. What is not a plain file is not read.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from types import TracebackType

from critmin.answers.writing import sync, write_whole
from critmin.core.errors import CritminError, DataError
from critmin.core.named_tuple import NamedTuple

WITHIN = {os.open, os.stat, os.unlink, os.rename, os.mkdir, os.rmdir} <= os.supports_dir_fd
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
# Without O_NONBLOCK a pipe in place of a file would be waited for.
PLAIN = os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
PLAIN |= getattr(os, "O_BINARY", 0)
FOLDER = os.O_RDONLY | NO_LINK | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
MOST_BYTES = 1 << 26  # of a record
HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # by another process
WAIT = 0.05  # seconds between two tries to lock
FRESH = 2.0  # seconds; the steps of time of the coarsest file systems
ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


class Stamp(NamedTuple):
    """What tells a file from a changed one without reading it."""

    bytes: int
    told: str  # device, number, size and times; empty where the system does not tell them
    changed: float  # seconds since 1970


class Below:
    """A lake's folder while something of it is read or changed.

    Parameters
    ----------
    folder : Path
        The folder, which the user names: it may be a link itself.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: list[tuple[str, int]] = []  # steps of the last name, each opened

    def __enter__(self) -> Below:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close(0)

    def read(self, path: str, most: int = MOST_BYTES) -> bytes:
        """Content of a small file.

        Raises
        ------
        DataError
            If it is a link or no plain file, stands below one, or has more bytes.
        OSError
            If the system cannot read it.
        """
        with os.fdopen(self._plain(path), "rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise self._wrong(path, f"has over {most:,} bytes")
        return content

    def stamp(self, path: str) -> Stamp | None:
        """What tells whether a file is as it was; None if there is none.

        Raises
        ------
        DataError
            As `read`.
        """
        found = self._found(path)
        if found is None:
            return None
        if not stat.S_ISREG(found.st_mode):
            raise self._wrong(path, "is not a plain file")
        cells = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        changed = max(found.st_mtime, found.st_ctime)
        return Stamp(found.st_size, ":".join(map(str, cells)), changed)

    def sha256(self, path: str) -> str:
        """SHA-256 of a file.

        Raises
        ------
        DataError, OSError
            As `read`.
        """
        with os.fdopen(self._plain(path), "rb") as stream:
            return file_digest(stream, "sha256").hexdigest()

    def names(self, path: str) -> list[tuple[str, bool]]:
        """Names in a folder below, or in that of the lake, and whether each is a folder; sorted.

        Raises
        ------
        DataError
            If it is a link.
        """
        try:
            at, last = self._at(f"{path}/-" if path else "-")
            with os.scandir(Path(last).parent if at is None else at) as found:
                return sorted((one.name, one.is_dir(follow_symlinks=False)) for one in found)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise self._wrong(path, f"cannot be read: {error.strerror}") from error

    def every(self, path: str) -> Iterator[str]:
        """All files below a folder, by name; links are among them and are not followed."""
        for name, is_folder in self.names(path):
            if is_folder:
                yield from self.every(f"{path}/{name}")
            else:
                yield f"{path}/{name}"

    def put(self, made: Path, path: str) -> None:
        """Move a file that was made beside into its place; the folders on the way are made."""
        try:
            at, last = self._at(path, make=True)
            os.replace(made, last, dst_dir_fd=at)
            sync((self.folder / path).parent)
        except OSError as error:  # it names the last step alone
            where = f"{self.folder}/{path}"
            raise OSError(error.errno, error.strerror or str(error), where) from error

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole; the folders on the way are made."""
        self._at(path, make=True)
        self.stamp(path)
        write_whole(self.folder / path, content)

    def move(self, path: str, to: str) -> None:
        """Give a file another name in its folder."""
        self.stamp(to)
        (at, last), (_at, new) = self._at(path), self._at(to)
        os.replace(last, new, src_dir_fd=at, dst_dir_fd=at)
        sync((self.folder / path).parent)

    def remove(self, path: str) -> bool:
        """Remove a plain file, and the folders above it that are empty then; False for none.

        It is the one place where a file of a lake is removed. The two upper folders stay.

        Raises
        ------
        DataError
            If it is a link or a folder, or stands below a link.
        """
        if self.stamp(path) is None:
            return False
        at, last = self._at(path)
        os.unlink(last, dir_fd=at)
        steps = path.split("/")[:-1]
        while len(steps) > 1:
            at, last = self._at("/".join(steps))
            with suppress(OSError):  # it is not empty
                os.rmdir(last, dir_fd=at)
            steps.pop()
        return True

    def _plain(self, path: str) -> int:
        """Handle of a plain file."""
        self.stamp(path)
        at, last = self._at(path)
        return os.open(last, PLAIN, dir_fd=at)

    def _found(self, path: str) -> os.stat_result | None:
        """What stands under a name; None for nothing."""
        try:
            at, last = self._at(path)
            found = os.stat(last, dir_fd=at, follow_symlinks=False)
        except OSError as error:
            if error.errno in ABSENT:
                return None
            raise
        if _is_link(found):
            raise self._linked(path)
        return found

    def _at(self, path: str, *, make: bool = False) -> tuple[int | None, str]:
        """Folder that holds a name, opened, and the last step of the name.

        Where the system opens nothing within a folder, it is None and the whole path.
        """
        steps = path.split("/")
        if any(step in {"", ".", ".."} or {*step} & {"\0", "\\"} for step in steps):
            raise self._wrong(path, "is no name below a lake")
        if not WITHIN:
            return self._checked(steps, make)
        same = 0
        if not self._open:
            self._open.append(("", os.open(self.folder, FOLDER & ~NO_LINK)))
        for (name, _handle), step in zip(self._open[1:], steps[:-1], strict=False):
            if name != step:
                break
            same += 1
        self._close(same + 1)
        for count in range(same, len(steps) - 1):
            self._open.append((steps[count], self._step(steps[: count + 1], make=make)))
        return self._open[-1][1], steps[-1]

    def _step(self, steps: list[str], *, make: bool) -> int:
        """Handle of a folder within the one that was opened last."""
        above = self._open[-1][1]
        if make:
            with suppress(FileExistsError):
                os.mkdir(steps[-1], dir_fd=above)
        try:
            return os.open(steps[-1], FOLDER, dir_fd=above)
        except OSError:
            found = os.stat(steps[-1], dir_fd=above, follow_symlinks=False)
            if _is_link(found):
                raise self._linked("/".join(steps)) from None
            raise

    def _checked(self, steps: list[str], make: bool) -> tuple[None, str]:
        """Whole path of a name, after a look at each folder on the way."""
        path = self.folder
        for count, step in enumerate(steps[:-1], 1):
            path = path / step
            if make:
                path.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                if _is_link(path.lstat()):
                    raise self._linked("/".join(steps[:count]))
        return None, str(path / steps[-1])

    def _close(self, kept: int) -> None:
        while len(self._open) > kept:
            os.close(self._open.pop()[1])

    def _linked(self, path: str) -> DataError:
        return self._wrong(
            path,
            "is a link, and a lake has none within it: nothing was read, changed or removed there; "
            "put what it leads to in its place, or make the whole lake a link",
        )

    def _wrong(self, path: str, what: str) -> DataError:
        return DataError(what, file=f"{self.folder}/{path}", code="place")


def _is_link(found: os.stat_result) -> bool:
    """Whether it is a link, or a junction of Windows."""
    reparse = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or reparse == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)


class Memory:
    """What was found to be as it was added, so that it is not read again to find out.

    It lies in the user's own folder of caches, where no lake of a stranger reaches, and is kept
    for the process where it cannot be written.

    Parameters
    ----------
    address : str
        Where the lake is.
    """

    def __init__(self, address: str) -> None:
        self.file = _cache_folder() / f"{sha256(address.encode()).hexdigest()[:32]}.json"
        self._known = self._read()
        self._new: dict[str, str] = {}

    def knows(self, path: str, told: str) -> bool:
        """Whether a file was found to be as it should be when the same was told of it."""
        return bool(told) and told in {self._new.get(path), self._known.get(path)}

    def learn(self, path: str, told: str, changed: float = 0.0) -> None:
        """Remember a file, unless it changed so lately that another change may show no other time.

        Parameters
        ----------
        path : str
            Its name in the lake.
        told : str
            What tells it from a changed one.
        changed : float
            When it was changed, in seconds since 1970.
        """
        if told and time.time() - changed > FRESH:
            self._new[path] = told

    def keep(self) -> None:
        """Write what is new; others that write meanwhile only cost a file that is read again."""
        if not self._new:
            return
        self._known = self._read() | self._known | self._new
        self._new = {}
        with suppress(OSError, CritminError):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.file, json.dumps(self._known).encode(), synced=False)

    def _read(self) -> dict[str, str]:
        """What the file says, if it is the user's own."""
        try:
            with self.file.open("rb") as stream:
                if os.name == "posix" and not _is_own(os.fstat(stream.fileno())):
                    return {}
                found = json.loads(stream.read())
        except (OSError, ValueError, RecursionError):
            return {}
        known = found.items() if isinstance(found, dict) else ()
        return {path: told for path, told in known if isinstance(told, str)}


@cache
def memory_of(address: str) -> Memory:
    """Memory of a lake in this process."""
    return Memory(address)


def _is_own(found: os.stat_result) -> bool:
    """Whether a file is the user's, and not open to all."""
    return found.st_uid == os.geteuid() and not found.st_mode & stat.S_IWOTH


def _cache_folder() -> Path:
    """Folder of critmin in the user's folder of caches."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        home = given if given.is_absolute() else Path.home() / ".cache"
    except RuntimeError:  # no home folder: nothing can be written there
        home = Path(os.devnull)
    return home / "critmin" / "lakes"


def tried(path: Path) -> int | None:
    """Lock a file, and return its handle; None if another process holds it. OSError if none can."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o644)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(error.errno, "it is a link", str(path)) from error
        raise
    try:
        _lock(handle)
    except OSError as error:
        os.close(handle)
        if error.errno not in HELD:  # as on some networks; the system names no file
            raise OSError(error.errno, f"{error.strerror}: not locked", str(path)) from error
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

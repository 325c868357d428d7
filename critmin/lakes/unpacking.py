"""Unpacks a publisher's file: each table in it as a plain file, with its SHA-256."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from critmin.core.errors import DataError, OutputError, visible
from critmin.core.folding import encodable
from critmin.core.named_tuple import NamedTuple

CHUNK = 1 << 20
START = 1 << 16  # bytes in which a table of text has no NUL
SHARE = 0.5  # of the free space, for a table unpacked: its rows are written beside it
MOST_TIMES = 1_000  # of its own size that a file may unpack to; tables of text pack to a 50th
FEW_BYTES = 256_000_000  # unpacked, up to which that is not asked
ZIP, GZIP, SEVEN = (".zip",), (".gz",), (".7z",)
SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")  # the only thing of a name that a path takes
Wanted = Callable[[str], bool]
_DAMAGE = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, struct.error)
_BROKEN = (*_DAMAGE, EOFError, ValueError)


class Member(NamedTuple):
    """Table of an added file: its name, and where it lies unpacked."""

    name: str  # of the file; of the archive and the member, joined by ``/``
    path: Path
    sha256: str
    bytes: int


class Packed(NamedTuple):
    """File with tables, before they are unpacked."""

    names: tuple[str, ...]  # of its tables
    others: tuple[str, ...]  # of members of an archive that are none
    # Each table in turn, in one reading of the file; it lies in the folder until the next one.
    unpack: Callable[[Path], Iterator[Member]]
    beside: Callable[[Path], dict[str, Path]]  # other members that are read with them, by name


def tables(path: Path, wanted: Wanted, beside: Collection[str] = ()) -> Packed:
    """Tables in a file; no name of a member is ever a path.

    Parameters
    ----------
    path : Path
        A plain file, or a .zip, .gz or .7z.
    wanted : callable
        Whether the name of a member is that of a table.
    beside : collection of str
        Names of other members that the reader of the tables needs, in small letters.

    Raises
    ------
    DataError
        If the archive cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix in ZIP:
        return _of_zip(path, wanted, beside)
    if suffix in SEVEN:
        return _of_seven(path, wanted, beside)
    name = visible(path.name)

    def unzipped(folder: Path) -> Iterator[Member]:
        with _whole(path), gzip.open(path, "rb") as stream:
            yield _copied(stream, name, folder, _Budget(path), path.stem)

    def plain(folder: Path) -> Iterator[Member]:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        opened = path
        if encodable(str(path)) != str(path):  # DuckDB opens no name that is not UTF-8
            opened = folder / f"named{path.suffix}"
            shutil.copyfile(path, opened)  # nor a link that leads to one
        yield Member(name, opened, digest, path.stat().st_size)

    def near(_folder: Path) -> dict[str, Path]:
        files = sorted(path.parent.iterdir()) if beside else []
        return {p.name.lower(): p for p in files if p.name.lower() in beside}

    return Packed((name,), (), unzipped if suffix in GZIP else plain, near)


def _of_zip(path: Path, wanted: Wanted, beside: Collection[str]) -> Packed:
    with _whole(path), zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    sizes = [info.file_size for info in infos]

    def read(places: Collection[int]) -> Iterator[tuple[int, IO[bytes]]]:
        with zipfile.ZipFile(path) as archive:
            for place in places:
                with archive.open(infos[place]) as stream:
                    yield place, stream

    return _of_archive(path, [info.filename for info in infos], sizes, wanted, beside, read)


def _of_seven(path: Path, wanted: Wanted, beside: Collection[str]) -> Packed:
    from critmin.user_tables.seven_zip import Archive

    with _whole(path):
        archive = Archive(path)
    places = [at for at, entry in enumerate(archive.entries) if not entry.is_folder]

    def read(asked: Collection[int]) -> Iterator[tuple[int, IO[bytes]]]:
        of = {places[one]: one for one in asked}
        for place, stream in archive.streams(of):
            yield of[place], stream

    names = [archive.entries[place].name for place in places]
    sizes = [archive.entries[place].size for place in places]
    return _of_archive(path, names, sizes, wanted, beside, read)


def _of_archive(
    path: Path,
    labels: list[str],
    sizes: list[int],
    wanted: Wanted,
    beside: Collection[str],
    read: Callable[[Collection[int]], Iterator[tuple[int, IO[bytes]]]],
) -> Packed:
    """Tables of an archive of which each reading is one pass over it."""
    bare = [PurePosixPath(label).name for label in labels]
    found = [at for at, name in enumerate(bare) if wanted(name)]
    near = [at for at, name in enumerate(bare) if name.lower() in beside]
    names = {at: _inside(path, labels[at]) for at in (*found, *near)}
    there = {*found}
    _Budget(path).take(sum(sizes[at] for at in names))

    def members(places: Collection[int], folder: Path, budget: _Budget) -> Iterator[Member]:
        with _whole(path):
            for at, stream in read(places):
                _refuse_large(sizes[at], names[at], shutil.disk_usage(folder).free)
                own = folder / f"member-{at}"
                own.mkdir()
                yield _copied(stream, names[at], own, budget)
                shutil.rmtree(own)

    def read_with(folder: Path) -> dict[str, Path]:
        kept: dict[str, Path] = {}
        budget = _Budget(path)
        for member in members(near, folder, budget):
            name = member.name.rpartition("/")[2].lower()
            # The name is one that the reader of the tables asked for, and none of the archive's.
            kept[name] = member.path.replace(folder / f"beside-{len(kept)}{member.path.suffix}")
        return kept

    return Packed(
        tuple(names[at] for at in found),
        tuple(label for at, label in enumerate(labels) if at not in there),
        lambda folder: members(found, folder, _Budget(path)),
        read_with,
    )


def _inside(path: Path, member: str) -> str:
    """Name of a member of an archive, without steps upwards."""
    parts = member.replace("\\", "/").split("/")
    kept = [part for part in parts if part not in {"", ".", ".."}]
    return visible("/".join([path.name, *kept]))


def _refuse_large(size: int, name: str, free: int) -> None:
    """Refuse a table that takes more than half of the free space unpacked.

    Raises
    ------
    OutputError
        If it does.
    """
    if size > free * SHARE:
        raise OutputError(
            f"{name} is {size / 1e9:,.1f} GB or more unpacked, which is more than half of the "
            f"{free / 1e9:,.1f} GB free in the lake's folder: name a lake on a larger disk"
        )


class _Budget:
    """What a file may unpack to, all its tables together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._packed = path.stat().st_size
        self._met = 0

    def take(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises
        ------
        DataError
            If they are so many that nobody packed them to save space.
        """
        self._met += size
        if self._met > max(FEW_BYTES, MOST_TIMES * self._packed):
            raise DataError(
                f"unpacks to {self._met / 1e6:,.0f} MB, more than {MOST_TIMES:,} times its "
                "size: unpack it yourself if it is to be trusted, and add what is in it",
                file=self._path.name,
                code="limit",
            )


def _copied(
    stream: IO[bytes] | gzip.GzipFile, name: str, folder: Path, budget: _Budget, inner: str = ""
) -> Member:
    """Copy a stream into a folder piece by piece; it is looked at before it is copied whole."""
    digest, size = hashlib.sha256(), 0
    suffix = PurePosixPath(inner or name).suffix.lower()
    target = folder / f"unpacked{suffix if SUFFIX.fullmatch(suffix) else '.txt'}"
    free = shutil.disk_usage(folder).free
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            if not size and target.suffix != ".parquet" and b"\0" in chunk[:START]:
                raise DataError("is not a table of text", file=name)
            digest.update(chunk)
            budget.take(len(chunk))
            size += out.write(chunk)
            _refuse_large(size, name, free)
    return Member(name, target, digest.hexdigest(), size)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say in one line that an archive is not whole."""
    from critmin.user_tables.unpackers import NotSeven

    kind = path.suffix.lower().lstrip(".")
    try:
        yield
    except NotSeven as error:
        why = f"{error}; unpack it first" if str(error) else _cut(kind)
        raise DataError(f"cannot be unpacked: {why}", file=path.name) from error
    except _BROKEN as error:
        raise DataError(f"cannot be unpacked: {_cut(kind)}", file=path.name) from error
    except OSError as error:
        if error.errno is not None:  # a fault of the disk
            raise
        raise DataError(f"cannot be unpacked: {_cut(kind)}", file=path.name) from error
    except (RuntimeError, NotImplementedError, MemoryError) as error:  # as encrypted
        why = str(error) or "it needs more memory than there is"
        raise DataError(f"cannot be unpacked: {why}", file=path.name) from error


def _cut(kind: str) -> str:
    return f"it is cut off or not a {kind} file; download it again"

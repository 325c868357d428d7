"""Unpacks a publisher's file: each table in it as a plain file, with its SHA-256."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import shutil
import subprocess
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
ZIP, GZIP, SEVEN = (".zip",), (".gz",), (".7z",)
SEVEN_TOOLS = ("7z", "7zz", "7za", "bsdtar")


class Member(NamedTuple):
    """Table of an added file: its name, and where it lies unpacked."""

    name: str  # of the file; of the archive and the member, joined by ``/``
    path: Path
    sha256: str
    bytes: int


class Packed(NamedTuple):
    """Table of a file before it is unpacked."""

    name: str
    bytes: int  # unpacked, as the archive says; packed where it does not
    unpack: Callable[[Path], Member]
    beside: tuple[Packed, ...] = ()  # members of the archive that are read with it


def tables(
    path: Path, wanted: Callable[[str], bool], beside: Collection[str] = ()
) -> tuple[list[Packed], list[str]]:
    """Tables in a file, and the names of members of an archive that are none.

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
        return _of_seven(path, wanted)
    size = path.stat().st_size
    if suffix in GZIP:

        def unzipped(folder: Path) -> Member:
            with _whole(path), gzip.open(path, "rb") as stream:
                return _copied(stream, visible(path.name), folder, path.stem)

        return [Packed(visible(path.name), size, unzipped)], []

    def plain(folder: Path) -> Member:
        with path.open("rb") as stream:
            digest = hashlib.sha256()
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        opened = path
        if encodable(str(path)) != str(path):  # DuckDB opens no name that is not UTF-8
            opened = folder / f"named{path.suffix}"
            opened.symlink_to(path.absolute())
        return Member(visible(path.name), opened, digest.hexdigest(), size)

    near = tuple(tables(p, wanted)[0][0] for p in _near(path, beside))
    return [Packed(visible(path.name), size, plain, near)], []


def _near(path: Path, beside: Collection[str]) -> list[Path]:
    """Files in the folder of an unpacked table that are read with it."""
    return [p for p in sorted(path.parent.iterdir()) if p.name.lower() in beside] if beside else []


def _of_zip(
    path: Path, wanted: Callable[[str], bool], beside: Collection[str]
) -> tuple[list[Packed], list[str]]:
    with _whole(path), zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]

    def packed(info: zipfile.ZipInfo) -> Packed:
        def unpack(folder: Path) -> Member:
            _refuse_large(info.file_size, name, shutil.disk_usage(folder).free)
            with _whole(path), zipfile.ZipFile(path) as archive, archive.open(info) as stream:
                return _copied(stream, name, folder)

        name = _inside(path, info.filename)
        return Packed(name, info.file_size, unpack)

    found = [info for info in infos if wanted(PurePosixPath(info.filename).name)]
    read_with = tuple(packed(i) for i in infos if PurePosixPath(i.filename).name.lower() in beside)
    others = [info.filename for info in infos if info not in found]
    return [packed(info)._replace(beside=read_with) for info in found], others


def _of_seven(path: Path, wanted: Callable[[str], bool]) -> tuple[list[Packed], list[str]]:
    found_tool = next((found for name in SEVEN_TOOLS if (found := shutil.which(name))), None)
    if found_tool is None:
        raise DataError(
            "a .7z file needs the program 7z or bsdtar: install it, or unpack the file first",
            file=path.name,
        )
    tool: str = found_tool
    bsd = Path(tool).stem == "bsdtar"
    listing = [tool, "-tf", str(path)] if bsd else [tool, "l", "-ba", "-slt", str(path)]
    done = subprocess.run(listing, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DataError("cannot be unpacked: it is cut off or not a .7z file", file=path.name)
    lines = done.stdout.splitlines()
    path_of = [x.removeprefix("Path = ") for x in lines if x.startswith("Path = ")]
    names = lines if bsd else path_of

    def packed(name: str) -> Packed:
        def unpack(folder: Path) -> Member:
            command = [tool, *(["-xOf"] if bsd else ["x", "-so"]), str(path), name]
            with subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as run:
                assert run.stdout is not None
                member = _copied(run.stdout, _inside(path, name), folder)
            if run.returncode:
                raise DataError("cannot be unpacked: it is cut off", file=path.name)
            return member

        return Packed(_inside(path, name), path.stat().st_size, unpack)

    those = [name for name in names if wanted(PurePosixPath(name).name)]
    return [packed(name) for name in those], [name for name in names if name not in those]


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


def _copied(stream: IO[bytes] | gzip.GzipFile, name: str, folder: Path, inner: str = "") -> Member:
    """Copy a stream into a folder piece by piece; it is looked at before it is copied whole."""
    digest, size = hashlib.sha256(), 0
    target = folder / f"unpacked{PurePosixPath(inner or name).suffix.lower() or '.txt'}"
    free = shutil.disk_usage(folder).free
    with target.open("wb") as out:
        while chunk := stream.read(CHUNK):
            if not size and target.suffix != ".parquet" and b"\0" in chunk[:START]:
                raise DataError("is not a table of text", file=name)
            digest.update(chunk)
            size += out.write(chunk)
            _refuse_large(size, name, free)
    return Member(name, target, digest.hexdigest(), size)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say in one line that an archive is not whole."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile) as error:
        kind = path.suffix.lower().lstrip(".")
        raise DataError(
            f"cannot be unpacked: it is cut off or not a {kind} file; download it again",
            file=path.name,
        ) from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or an unknown method
        raise DataError(f"cannot be unpacked: {error}", file=path.name) from error

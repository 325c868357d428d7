"""Reader of .7z archives in pure Python: no other program sees the archive or a name in it.

The packed streams are those of the standard library (LZMA, LZMA2, BZip2, Deflate, stored) and its
filters. An archive is believed in nothing: each number in its directory is held against the bytes
that are there before anything is made of it. One reading goes over a packed stream once, however
many files are in it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Collection, Iterator
from itertools import accumulate
from pathlib import Path
from typing import IO, Any

from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.unpackers import CHUNK, Coder, NotSeven, Stage, refuse_other, step_of

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
START = 32  # bytes before the packed streams
MOST_DIRECTORY = 64_000_000  # bytes of an unpacked directory: half a million files
MOST_CODERS = 4
ENCODED, DIRECTORY, END = 0x17, 0x01, 0x00
PACKED_INFO, UNPACKED_INFO, FILES_OF_STREAMS, FILES = 0x06, 0x07, 0x08, 0x05
PROPERTIES, STREAMS = 0x02, 0x04
SIZES, DIGESTS, FOLDERS, UNPACKED_SIZES, NUMBERS = 0x09, 0x0A, 0x0B, 0x0C, 0x0D
EMPTY_STREAM, EMPTY_FILE, NAMES = 0x0E, 0x0F, 0x11


class Entry(NamedTuple):
    """File of an archive; its name is a label and never a path."""

    name: str
    size: int
    is_folder: bool = False


class _Folder(NamedTuple):
    """Files packed as one stream: how, where, and their sizes and checksums."""

    coders: tuple[Coder, ...]  # the first reads the packed bytes
    unpacked: tuple[int, ...]  # bytes after each
    start: int
    packed: int
    sizes: tuple[int, ...]
    digests: tuple[int | None, ...]


class Archive:
    """Directory of a .7z file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    NotSeven
        If it is cut off, damaged, encrypted, or packed in a way that is not read.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as stream:
            self._folders, self.entries = _directory(stream)
        sizes = [size for folder in self._folders for size in folder.sizes]
        self._filled = [at for at, one in enumerate(self.entries) if one.size]
        if len(sizes) != len(self._filled):
            raise NotSeven
        for at, size in zip(self._filled, sizes, strict=True):
            self.entries[at] = self.entries[at]._replace(size=size)

    def streams(self, wanted: Collection[int]) -> Iterator[tuple[int, IO[bytes]]]:
        """Files of the archive by their places, each to be read before the next is asked for.

        Raises
        ------
        NotSeven
            If a stream is damaged.
        """
        at = 0
        with self._path.open("rb") as stream:
            for folder in self._folders:
                places = self._filled[at : at + len(folder.sizes)]
                at += len(folder.sizes)
                last = max((n for n, place in enumerate(places) if place in wanted), default=-1)
                if last < 0:
                    continue
                unpacked = _unpacked(stream, folder)
                for n in range(last + 1):
                    part: Any = _Part(unpacked, folder.sizes[n], folder.digests[n])
                    if places[n] in wanted:
                        yield places[n], part
                    while part.read(CHUNK):
                        pass


class _Part:
    """One file of an unpacked stream; its checksum is held where it ends."""

    def __init__(self, stream: Stage, size: int, digest: int | None) -> None:
        self._stream, self._left, self._digest, self._found = stream, size, digest, 0

    def read(self, size: int) -> bytes:
        block = self._stream.read(min(size, self._left)) if self._left else b""
        self._found = zlib.crc32(block, self._found)
        self._left -= len(block)
        if not self._left and self._digest not in {None, self._found}:
            raise NotSeven
        return block


class _Bytes:
    """The bytes of a directory, read from the start; nothing is read beyond their end."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise NotSeven
        self._at += size
        return self._content[self._at - size : self._at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        """A number: the leading ones of its first byte say how many bytes follow."""
        first = self.byte()
        more = 8 - (first ^ 0xFF).bit_length()
        low = int.from_bytes(self.take(more), "little")
        return low if more >= 7 else low | (first & ((1 << (7 - more)) - 1)) << (8 * more)

    def count(self) -> int:
        """Number of things of which each has a byte of its own: no more than bytes are left."""
        found = self.number()
        if found > self.left:
            raise NotSeven
        return found

    def bits(self, count: int) -> list[bool]:
        found = self.take((count + 7) // 8)
        return [bool(found[n // 8] & (0x80 >> n % 8)) for n in range(count)]

    def digests(self, count: int) -> list[int | None]:
        """Checksums, None where there is none."""
        there = [True] * count if self.byte() else self.bits(count)
        if 4 * sum(there) > self.left:
            raise NotSeven
        return [int.from_bytes(self.take(4), "little") if one else None for one in there]

    def expect(self, kind: int) -> None:
        if self.byte() != kind:
            raise NotSeven


def _directory(stream: IO[bytes]) -> tuple[list[_Folder], list[Entry]]:
    """Packed streams of an archive, and its files; those that have bytes have a size above 0."""
    end = stream.seek(0, 2)
    content = _content(stream, end)
    if content is None:
        return [], []
    found = _Bytes(content)
    kind = found.byte()
    for _layer in range(MOST_CODERS):  # a packed directory may be packed again
        if kind != ENCODED:
            break
        folders = _streams(found, end)
        if len(folders) != 1 or folders[0].unpacked[-1] > MOST_DIRECTORY:
            raise NotSeven
        found = _Bytes(_whole(stream, folders[0]))
        kind = found.byte()
    if kind != DIRECTORY:
        raise NotSeven
    return _files(found, end)


def _content(stream: IO[bytes], end: int) -> bytes | None:
    """Bytes of the directory, as they lie at the end of the file; None of an empty archive."""
    stream.seek(0)
    start = stream.read(START)
    if len(start) < START or not start.startswith(SIGNATURE):
        raise NotSeven
    digest, offset, size, of_directory = struct.unpack("<IQQI", start[8:])
    if zlib.crc32(start[12:]) != digest:
        raise NotSeven
    if not size and not offset:
        return None
    if START + offset + size > end or size > MOST_DIRECTORY:
        raise NotSeven
    stream.seek(START + offset)
    content = stream.read(size)
    if zlib.crc32(content) != of_directory:
        raise NotSeven
    return content


def _whole(stream: IO[bytes], folder: _Folder) -> bytes:
    part = _Part(_unpacked(stream, folder), folder.unpacked[-1], folder.digests[0])
    return b"".join(iter(lambda: part.read(CHUNK), b""))


def _files(found: _Bytes, end: int) -> tuple[list[_Folder], list[Entry]]:
    folders: list[_Folder] = []
    entries: list[Entry] = []
    kind = found.byte()
    if kind == PROPERTIES:
        while found.number():
            found.take(found.number())
        kind = found.byte()
    if kind == STREAMS:
        folders = _streams(found, end)
        kind = found.byte()
    if kind == FILES:
        entries = _listed(found)
        kind = found.byte()
    if kind != END:
        raise NotSeven
    return folders, entries


def _listed(found: _Bytes) -> list[Entry]:
    """Files, without their sizes."""
    number = found.count()
    names: list[str] = []
    empty = [False] * number
    files: list[bool] = []
    while kind := found.number():
        content = _Bytes(found.take(found.number()))
        if kind == EMPTY_STREAM:
            empty = content.bits(number)
        elif kind == EMPTY_FILE:
            files = content.bits(sum(empty))
        elif kind == NAMES:
            content.expect(0)  # the names stand here
            names = content.take(content.left).decode("utf-16-le", "replace").split("\0")[:-1]
    if len(names) != number:
        raise NotSeven
    of_empty = iter([*files, *[False] * (sum(empty) - len(files))])
    return [
        Entry(name, 0 if none else 1, none and not next(of_empty))
        for name, none in zip(names, empty, strict=True)
    ]


def _streams(found: _Bytes, end: int) -> list[_Folder]:
    """Packed streams, with the sizes of the files in each."""
    starts = _packed(found, end)
    found.expect(UNPACKED_INFO)
    found.expect(FOLDERS)
    number = found.count()
    found.expect(0)  # the folders stand here
    coders = [_coders(found) for _ in range(number)]
    found.expect(UNPACKED_SIZES)
    unpacked = [tuple(found.number() for _ in of) for of, _order in coders]
    digests: list[int | None] = [None] * number
    while kind := found.byte():
        if kind != DIGESTS:
            raise NotSeven
        digests = found.digests(number)
    if number != len(starts):
        raise NotSeven
    folders = []
    for (of, order), sizes, start, digest in zip(coders, unpacked, starts, digests, strict=True):
        ordered, after = tuple(of[at] for at in order), tuple(sizes[at] for at in order)
        folders.append(_Folder(ordered, after, *start, after[-1:], (digest,)))
    kind = found.byte()
    if kind == FILES_OF_STREAMS:
        folders = _divided(found, folders)
        kind = found.byte()
    if kind != END:
        raise NotSeven
    return folders


def _packed(found: _Bytes, end: int) -> list[tuple[int, int]]:
    """Where each packed stream begins, and its bytes: within the file, and none in another."""
    found.expect(PACKED_INFO)
    start, number = START + found.number(), found.count()
    sizes: list[int] = []
    while kind := found.byte():
        if kind == SIZES:
            sizes = [found.number() for _ in range(number)]
        elif kind == DIGESTS:
            found.digests(number)
        else:
            raise NotSeven
    if len(sizes) != number or start + sum(sizes) > end:
        raise NotSeven
    ends = [*accumulate(sizes, initial=start)]
    return [*zip(ends, sizes, strict=False)]


def _coders(found: _Bytes) -> tuple[list[Coder], list[int]]:
    """Coders of a stream, and the order in which they are run."""
    number = found.count()
    if not 0 < number <= MOST_CODERS:
        raise NotSeven
    coders = []
    for _ in range(number):
        flags = found.byte()
        method = found.take(flags & 0x0F)
        refuse_other(method)
        if flags & 0xC0 or (flags & 0x10 and (found.number(), found.number()) != (1, 1)):
            raise NotSeven
        coders.append(Coder(method, found.take(found.number()) if flags & 0x20 else b""))
    source = dict((found.number(), found.number()) for _ in range(number - 1))
    first = [at for at in range(number) if at not in source]
    order = first[:1]
    after = {of: at for at, of in source.items()}
    while order and order[-1] in after and len(order) < number:
        order.append(after[order[-1]])
    if len(first) != 1 or {*order} != {*range(number)}:
        raise NotSeven
    return coders, order


def _divided(found: _Bytes, folders: list[_Folder]) -> list[_Folder]:
    """Streams with the sizes and checksums of the files in them."""
    numbers = [1] * len(folders)
    kind = found.byte()
    if kind == NUMBERS:
        numbers = [found.number() for _ in folders]
        if sum(numbers) > found.left + len(folders):
            raise NotSeven
        kind = found.byte()
    sizes = [folder.unpacked[-1:] for folder in folders]
    if kind == SIZES:
        sizes = [
            _parts(found, number, folder) for number, folder in zip(numbers, folders, strict=True)
        ]
        kind = found.byte()
    elif any(number > 1 for number in numbers):
        raise NotSeven
    known = [f.digests[0] if n == 1 else None for f, n in zip(folders, numbers, strict=True)]
    digests = [[one] * n for one, n in zip(known, numbers, strict=True)]
    if kind == DIGESTS:
        unknown = [f for f, one in enumerate(known) if one is None]
        read = iter(found.digests(sum(numbers[f] for f in unknown)))
        for f in unknown:
            digests[f] = [next(read) for _ in range(numbers[f])]
        kind = found.byte()
    if kind != END:
        raise NotSeven
    return [
        folder._replace(sizes=of[:number], digests=tuple(crc))
        for folder, of, crc, number in zip(folders, sizes, digests, numbers, strict=True)
    ]


def _parts(found: _Bytes, number: int, folder: _Folder) -> tuple[int, ...]:
    """Sizes of the files of a stream: of the last it is what the others leave."""
    if not number:
        return ()
    sizes = [found.number() for _ in range(number - 1)]
    rest = folder.unpacked[-1] - sum(sizes)
    if rest < 0:
        raise NotSeven
    return (*sizes, rest)


def _unpacked(stream: IO[bytes], folder: _Folder) -> Stage:
    """The unpacked bytes of a stream."""
    left, at = folder.packed, folder.start

    def packed(size: int) -> bytes:
        nonlocal left, at
        stream.seek(at)
        block = stream.read(min(size, left))
        left -= len(block)
        at += len(block)
        return block

    source: Callable[[int], bytes] = packed
    for coder, size in zip(folder.coders, folder.unpacked, strict=True):
        stage = Stage(source, size, step_of(coder, size))
        source = stage.read
    return stage

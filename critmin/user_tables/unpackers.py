"""Unpackers of .7z archives, those of the standard library: LZMA, BZip2, Deflate, and filters."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any

from critmin.core.named_tuple import NamedTuple

CHUNK = 1 << 18
MOST_MEMORY = 1 << 28  # bytes of a dictionary; the usual ones have 16 to 64 million
FILTERS = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x04": lzma.FILTER_X86,
    b"\x05": lzma.FILTER_POWERPC,
    b"\x06": lzma.FILTER_IA64,
    b"\x07": lzma.FILTER_ARM,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\x09": lzma.FILTER_SPARC,
}
COPY, DELTA, LZMA, LZMA2 = b"\x00", b"\x03", b"\x03\x01\x01", b"\x21"
DEFLATE, BZIP2 = b"\x04\x01\x08", b"\x04\x02\x02"
OTHERS = {
    b"\x03\x04\x01": "PPMd",
    b"\x03\x03\x01\x1b": "BCJ2",
    b"\x04\x01\x09": "Deflate64",
    b"\x04\xf7\x11\x01": "Zstandard",
    b"\x04\xf7\x11\x02": "Brotli",
    b"\x04\xf7\x11\x04": "LZ4",
}
ENCRYPTION = b"\x06\xf1\x07"


_Step = Callable[[bytes | None, int], bytes]


class NotSeven(Exception):
    """Archive that is cut off, damaged or no .7z; a message says what else it is."""


class Coder(NamedTuple):
    """A method of packing, and its properties as the archive has them."""

    method: bytes
    properties: bytes


def refuse_other(method: bytes) -> None:
    """Refuse a method that is not read, by its name.

    Raises
    ------
    NotSeven
        If it is one.
    """
    if method.startswith(ENCRYPTION):
        raise NotSeven("it is encrypted")
    if method in OTHERS:
        raise NotSeven(f"it is packed by {OTHERS[method]}")


class Stage:
    """Bytes after a coder, of which the size is known.

    Parameters
    ----------
    source : callable
        Bytes before it, at most as many as asked for; none at their end.
    size : int
        Number of bytes after it.
    step : callable
        Bytes after the coder, of further bytes before it (None for none yet, empty at their end)
        and the most that are wanted.
    """

    def __init__(self, source: Callable[[int], bytes], size: int, step: _Step) -> None:
        self._source, self._left, self._step = source, size, step

    def read(self, size: int) -> bytes:
        """Some of the bytes, none at their end."""
        most = min(size, self._left)
        given: bytes | None = None
        while most:
            try:
                block = self._step(given, most)
            except (lzma.LZMAError, zlib.error, EOFError, ValueError) as error:
                raise NotSeven from error
            except MemoryError as error:
                raise NotSeven("it needs more memory than there is") from error
            if block:
                self._left -= len(block)
                return block
            if given == b"":
                raise NotSeven
            given = self._source(CHUNK)
        return b""


def step_of(coder: Coder, size: int) -> _Step:
    """What unpacks the bytes of a coder, ``size`` of them in all.

    Raises
    ------
    NotSeven
        If its properties are none, or ask for too much memory.
    """
    method, of = coder
    if method == COPY:
        return _Stored().step
    if method == BZIP2:
        return _Bzip2().step
    if method == DEFLATE:
        return _Deflate().step
    if method in {LZMA, LZMA2}:
        return _Lzma([_lzma_filter(method, of, size)]).step
    if method == DELTA and len(of) == 1:
        return _Filter({"id": lzma.FILTER_DELTA, "dist": of[0] + 1}).step
    if method in FILTERS:
        return _Filter({"id": FILTERS[method]}).step
    raise NotSeven("it is packed by a method that is not known")


def _lzma_filter(method: bytes, of: bytes, size: int) -> dict[str, Any]:
    """Filter of the standard library; its dictionary is never larger than what it unpacks to."""
    if len(of) != (5 if method == LZMA else 1):
        raise NotSeven
    if method == LZMA:
        literal, rest = of[0] % 9, of[0] // 9
        found = {"id": lzma.FILTER_LZMA1, "lc": literal, "lp": rest % 5, "pb": rest // 5}
        dictionary = int.from_bytes(of[1:], "little")
        if literal + rest % 5 > 4 or rest // 5 > 4:
            raise NotSeven
    else:
        if of[0] > 40:
            raise NotSeven
        found = {"id": lzma.FILTER_LZMA2}
        dictionary = (2 | of[0] & 1) << (of[0] // 2 + 11)
    dictionary = max(4096, min(dictionary, size))
    if dictionary > MOST_MEMORY:
        raise NotSeven(f"it needs {dictionary / 1e6:,.0f} MB of memory")
    return {**found, "dict_size": dictionary}


class _Lzma:
    """LZMA and LZMA2; bytes that are not wanted yet wait in the decompressor."""

    def __init__(self, filters: list[dict[str, Any]]) -> None:
        self._inner = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)

    def step(self, given: bytes | None, most: int) -> bytes:
        return b"" if self._inner.eof else self._inner.decompress(given or b"", most)


class _Filter:
    """A filter that packs nothing: the library runs it behind LZMA2, whose blocks may be raw."""

    def __init__(self, of: dict[str, Any]) -> None:
        self._inner = _Lzma([of, {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 16}])
        self._control = b"\x01"  # the first block begins a dictionary

    def step(self, given: bytes | None, most: int) -> bytes:
        blocks = [b"\0"] if given == b"" else []  # the end
        for at in range(0, len(given or b""), 1 << 16):
            block = (given or b"")[at : at + (1 << 16)]
            blocks += [self._control, (len(block) - 1).to_bytes(2, "big"), block]
            self._control = b"\x02"
        return self._inner.step(b"".join(blocks), most)


class _Bzip2:
    """BZip2, of one stream or of several."""

    def __init__(self) -> None:
        self._inner = bz2.BZ2Decompressor()

    def step(self, given: bytes | None, most: int) -> bytes:
        content = given or b""
        if self._inner.eof:
            content = self._inner.unused_data + content
            if not content:
                return b""
            self._inner = bz2.BZ2Decompressor()
        try:
            return self._inner.decompress(content, most)
        except OSError as error:  # of bytes that are not its own
            raise NotSeven from error


class _Deflate:
    """Deflate without a head."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        self._waiting = b""

    def step(self, given: bytes | None, most: int) -> bytes:
        block = self._inner.decompress(self._waiting + (given or b""), most)
        self._waiting = self._inner.unconsumed_tail
        return block


class _Stored:
    """Bytes as they are."""

    def __init__(self) -> None:
        self._waiting = b""

    def step(self, given: bytes | None, most: int) -> bytes:
        waiting = self._waiting + (given or b"")
        self._waiting = waiting[most:]
        return waiting[:most]

"""Writer of .7z archives for tests: any names, sizes, methods and lies."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Mapping, Sequence

SIGNATURE = b"7z\xbc\xaf\x27\x1c"
LZMA2 = b"\x21\x21\x01\x18"  # with a dictionary of 16 MB
STORED = b"\x01\x00"
BZIP2, DEFLATE = b"\x03\x04\x02\x02", b"\x03\x04\x01\x08"


def number(value: int) -> bytes:
    """A number of the format: the leading ones of its first byte say how many follow."""
    for more in range(8):
        if value < 1 << (7 * (more + 1)):
            first = (0xFF << (8 - more)) & 0xFF | value >> (8 * more)
            return bytes([first]) + (value & (1 << 8 * more) - 1).to_bytes(more, "little")
    return b"\xff" + value.to_bytes(8, "little")


def with_directory(packed: bytes, directory: bytes) -> bytes:
    tail = struct.pack("<QQI", len(packed), len(directory), zlib.crc32(directory))
    return SIGNATURE + b"\0\4" + struct.pack("<I", zlib.crc32(tail)) + tail + packed + directory


def packed_lzma2(content: bytes) -> bytes:
    one = {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 24}
    return lzma.compress(content, lzma.FORMAT_RAW, filters=[one])


def packed_deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


PACKERS = {LZMA2: packed_lzma2, BZIP2: bz2.compress, DEFLATE: packed_deflate}


def streams_of(start: int, packed: int, coder: bytes, size: int) -> bytes:
    """Where a packed stream begins and its bytes, its coder, and its bytes unpacked."""
    found = b"\x06" + number(start) + b"\x01\x09" + number(packed) + b"\0"
    return found + b"\x07\x0b\x01\x00\x01" + coder + b"\x0c" + number(size) + b"\0"


def archive(
    files: Mapping[str, bytes],
    *,
    coder: bytes = LZMA2,
    sizes: Sequence[int] | None = None,
    number_of_files: int | None = None,
    digest: int = 0,
    packs_directory: bool = False,
) -> bytes:
    """A solid archive: all files in one packed stream, and after it the directory, maybe packed."""
    content = b"".join(files.values())
    packed = PACKERS.get(coder, bytes)(content)
    sizes = [len(one) for one in files.values()] if sizes is None else sizes
    names = "".join(f"{name}\0" for name in files).encode("utf-16-le", "surrogatepass")
    digests = b"".join(
        ((zlib.crc32(one) + digest) & 0xFFFFFFFF).to_bytes(4, "little") for one in files.values()
    )
    streams = streams_of(0, len(packed), coder, sum(sizes))
    streams += b"\x08\x0d" + number(len(sizes)) + b"\x09" + b"".join(map(number, sizes[:-1]))
    streams += b"\x0a\x01" + digests + b"\0\0"
    count = len(files) if number_of_files is None else number_of_files
    listed = b"\x05" + number(count) + b"\x11" + number(len(names) + 1) + b"\0" + names + b"\0"
    directory = b"\x01\x04" + streams + listed + b"\0"
    if not packs_directory:
        return with_directory(packed, directory)
    second = packed_lzma2(directory)
    where = streams_of(len(packed), len(second), LZMA2, len(directory))
    return with_directory(packed + second, b"\x17" + where + b"\0")

"""Files packed by gzip, as they are downloaded: unpacked within the limit of bytes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from critmin.core.errors import DataError
from critmin.user_tables.limits import Limits

GZIP = b"\x1f\x8b"
OTHERS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"\x1f\x9d": "compress",
}
BLOCK = 1 << 20


def inner_suffix(file: str) -> str:
    """Suffix of the file that is packed in a file, in small letters.

    >>> inner_suffix("own.CSV.gz"), inner_suffix("own.xlsx"), inner_suffix("own.gz")
    ('.csv', '.xlsx', '')
    """
    path = Path(file)
    return Path(path.stem if path.suffix.casefold() == ".gz" else path.name).suffix.casefold()


def refuse_other_packing(file: str, content: bytes) -> None:
    """Refuse a file that is packed in another way than gzip.

    Raises
    ------
    DataError
        If it is.
    """
    for start, name in OTHERS.items():
        if content.startswith(start):
            raise DataError(f"is packed by {name}: unpack it first", file=file, code="format")


def unpacked(file: str, content: bytes, limits: Limits) -> bytes:
    """Content of a file packed by gzip.

    Raises
    ------
    DataError
        If it is damaged, or beyond the limit of bytes.
    """
    return b"".join(blocks(file, io.BytesIO(content), limits))


def blocks(file: str, stream: IO[bytes], limits: Limits) -> Iterator[bytes]:
    """Content of a file packed by gzip, in blocks.

    Raises
    ------
    DataError
        If it is damaged, or beyond the limit of bytes.
    """
    import gzip

    met = 0
    try:
        with gzip.GzipFile(fileobj=stream) as inner:
            while block := inner.read(BLOCK):
                met += len(block)
                limits.hold("bytes", met, file)
                yield block
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(
            "is packed by gzip and is cut off or damaged: download it again",
            file=file,
            code="format",
        ) from error

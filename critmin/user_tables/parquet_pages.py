"""What a Parquet file says of itself and what its pages say, before anything of it is unpacked.

A file of a few bytes may repeat one value a billion times, or say that it is small and have pages
that are not. The directory and the heads of the pages are read here, each number held against the
bytes that are there; the values are not looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from critmin.core.named_tuple import NamedTuple

MAGIC = b"PAR1"
MOST_DIRECTORY = 16_000_000  # bytes of the directory
MOST_CHUNKS = 200_000  # columns of all groups of rows: each takes a thousand times its bytes
MOST_ELEMENTS = 20_000  # of the schema
MOST_STRUCTS = 1_000_000  # of the directory
MOST_WITHIN = 24  # structs within one another
HEAD = 512  # bytes in which most heads of pages end; statistics may make them longer
MOST_HEAD = 1 << 20
TRUE, FALSE, BYTE, BINARY, LIST, SET, MAP, STRUCT, DOUBLE = 1, 2, 3, 8, 9, 10, 11, 12, 7
GROWING = {7}  # encodings in which a value repeats the start of the one before: DELTA_BYTE_ARRAY
REPEATED = 2
Fields = dict[int, Any]


class NotParquet(Exception):
    """File that is cut off or contradicts itself."""


class TooLarge(NotParquet):
    """File whose directory would fill the memory."""


class Cost(NamedTuple):
    """What a file costs to unpack.

    ``bytes`` of its pages, unpacked, ``largest`` of them the largest; ``values`` of its columns
    of lists; whether some of it can ``grow`` beyond the bytes of its pages.
    """

    rows: int
    bytes: int
    largest: int
    values: int
    grows: bool


def cost_of(path: Path) -> Cost:
    """Cost of a file, as its pages say.

    Raises
    ------
    NotParquet
        If it is cut off or contradicts itself.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as stream:
        try:
            return _cost(stream, stream.seek(0, os.SEEK_END))
        except (TypeError, AttributeError) as error:  # a field of another kind than it has
            raise NotParquet from error


def _cost(stream: IO[bytes], size: int) -> Cost:
    found = _directory(stream, size)
    lists = _lists(found.get(2, []))
    total = largest = values = 0
    grows = False
    for group in found.get(4, []):
        rows = _whole(group, 3)
        for column in group.get(1, []):
            head = column.get(3)
            if not isinstance(head, dict) or 1 in column:  # in another file
                raise NotParquet
            pages = [*_pages(stream, head, size)]
            total += sum(page.bytes for page in pages)
            largest = max(largest, *(page.bytes for page in pages), 0)
            grows |= any(page.encoding in GROWING for page in pages)
            met = max(sum(page.values for page in pages), _whole(head, 5))
            if b".".join(head.get(3, [])) in lists:
                values += met
            elif met != rows:
                raise NotParquet
    return Cost(_whole(found, 3), total, largest, values, grows)


class _Page(NamedTuple):
    bytes: int
    values: int
    encoding: int


def _directory(stream: IO[bytes], size: int) -> Fields:
    stream.seek(max(0, size - 8))
    end = stream.read(8)
    length = int.from_bytes(end[:4], "little")
    if end[4:] != MAGIC or not 0 < length <= size - 12:
        raise NotParquet
    if length > MOST_DIRECTORY:
        raise TooLarge
    stream.seek(size - 8 - length)
    found = _Thrift(stream.read(length)).struct()
    groups = found.get(4, [])
    if len(found.get(2, [])) > MOST_ELEMENTS:
        raise TooLarge
    if len(groups) + sum(len(group.get(1, [])) for group in groups) > MOST_CHUNKS:
        raise TooLarge
    return found


def _whole(fields: Fields, at: int) -> int:
    found = fields.get(at, 0)
    if not isinstance(found, int) or found < 0:
        raise NotParquet
    return found


def _lists(schema: list[Fields]) -> set[bytes]:
    """Paths of the columns with more than one value in a row."""
    found: set[bytes] = set()
    above: list[tuple[int, list[bytes], bool]] = []  # children to come, path, repeated
    for at, element in enumerate(schema):
        repeated = element.get(3) == REPEATED
        path: list[bytes] = []
        if at:
            while above and not above[-1][0]:
                above.pop()
            if not above or len(above) > MOST_WITHIN:
                raise NotParquet
            left, of, within = above[-1]
            above[-1] = left - 1, of, within
            path, repeated = [*of, element.get(4, b"")], repeated or within
        if children := _whole(element, 5):
            above.append((children, path, repeated))
        elif repeated:
            found.add(b".".join(path))
    return found


def _pages(stream: IO[bytes], column: Fields, size: int) -> Iterator[_Page]:
    """Heads of the pages of a column, from the first to the last."""
    starts = [at for at in (column.get(9), column.get(11)) if at]
    at = min(starts, default=0)
    end = at + _whole(column, 7)
    if not 0 <= at <= end <= size:
        raise NotParquet
    while at < end:
        head, length = _head(stream, at, size)
        packed = _whole(head, 3)
        data = head.get(5) or head.get(8) or {}
        # A dictionary has its own values, which are no rows.
        encoding = data.get(4 if 8 in head else 2, 0)
        yield _Page(_whole(head, 2), _whole(data, 1), encoding)
        at += length + packed
        if at > size:
            raise NotParquet


def _head(stream: IO[bytes], at: int, end: int) -> tuple[Fields, int]:
    """Head of a page, and its length."""
    length = HEAD
    while True:
        stream.seek(at)
        content = _Thrift(stream.read(min(length, end - at)))
        try:
            return content.struct(), content.at
        except NotParquet:
            if length >= min(end - at, MOST_HEAD):
                raise
            length = MOST_HEAD


class _Thrift:
    """Reader of Thrift's compact protocol; no count is believed beyond the bytes that are left."""

    def __init__(self, content: bytes) -> None:
        self._content, self.at, self._structs = content, 0, 0

    def struct(self, within: int = 0) -> Fields:
        """Fields of a struct, by their numbers."""
        self._structs += 1
        if within > MOST_WITHIN or self._structs > MOST_STRUCTS:
            raise TooLarge
        fields: Fields = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._zigzag()
            kind = head & 0x0F
            fields[number] = kind == TRUE if kind in {TRUE, FALSE} else self._value(kind, within)
        return fields

    def _value(self, kind: int, within: int) -> Any:
        if kind == STRUCT:
            return self.struct(within + 1)
        if kind in {LIST, SET}:
            return self._list(within)
        if kind == BINARY:
            return self._take(self._number())
        if kind == DOUBLE:
            return self._take(8)
        if kind in {TRUE, FALSE, BYTE}:
            return self._byte()
        if kind == MAP:
            raise NotParquet  # the format has none
        return self._zigzag()

    def _list(self, within: int) -> list[Any]:
        head = self._byte()
        length = head >> 4
        length = self._number() if length == 15 else length
        if length > len(self._content) - self.at or within > MOST_WITHIN:
            raise NotParquet
        return [self._value(head & 0x0F, within + 1) for _ in range(length)]

    def _byte(self) -> int:
        if self.at >= len(self._content):
            raise NotParquet
        self.at += 1
        return self._content[self.at - 1]

    def _take(self, size: int) -> bytes:
        if size > len(self._content) - self.at:
            raise NotParquet
        self.at += size
        return self._content[self.at - size : self.at]

    def _number(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7
            if shift > 63:
                raise NotParquet

    def _zigzag(self) -> int:
        found = self._number()
        return (found >> 1) ^ -(found & 1)

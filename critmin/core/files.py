"""Folder of the bundled files, and how they are read.

Each file is compared with its recorded size and CRC-32 when it is read, so that a cut, changed or
exchanged table is an error and not an answer. The list of these is compared with what stands here.
`critmin doctor` compares all, with the SHA-256 too.
"""

from __future__ import annotations

import csv
import re
import zlib
from functools import cache, lru_cache
from pathlib import Path

from critmin.core.errors import DamagedTable

_HERE = Path(__file__).parent.parent
PACKED = 8  # packed tables kept in memory, a quarter of a megabyte each
# A packed table has one named gzip member (RFC 1952) per part; the header has no time stamp.
PART = b"\x1f\x8b\x08\x08\0\0\0\0\x02\xff"
CHECKSUMS = "checksums.csv"  # path, bytes, crc32 of every bundled file
# The same of this list, and its SHA-256; written with it by datasets/_build.
LISTED = "6500,6e7dccb6"
LISTED_SHA256 = "78b49704fa4dfc67bffcc2fab36767095b0901cb557380bef5c4f11d0fd69b69"
CHECKED = True  # not while the build writes the tables
PARTS = re.compile(re.escape(PART) + rb"[!-~]+\0")


def parted(cell: str) -> tuple[str, ...]:
    """Codes, ids or names that stand in one cell of a file, with ``;`` between them.

    >>> parted("usgs@2026;iea@2025"), parted("")
    (('usgs@2026', 'iea@2025'), ())
    """
    return tuple(cell.split(";")) if cell else ()


@cache
def data_dir() -> Path:
    """Folder of the bundled tables: inside the installed package, or next to it in a checkout."""
    inside = _HERE / "datasets"
    return inside if inside.is_dir() else _HERE.parent / "datasets"


def recorded() -> dict[str, str]:
    """Size and CRC-32 of each bundled file, as written, by path.

    Raises
    ------
    DamagedTable
        If the list is missing, damaged or of another version.
    """
    found = _read(CHECKSUMS)
    if _sums(found) != LISTED:
        raise DamagedTable(_how_damaged(CHECKSUMS, "is not the list of this version"))
    lines = found.decode("utf-8").splitlines()[1:]
    return {path: sums for path, _, sums in (line.partition(",") for line in lines)}


_recorded = cache(recorded)


def _sums(found: bytes) -> str:
    return f"{len(found)},{zlib.crc32(found):08x}"


def _how_damaged(path: str, what: str) -> str:
    if zipped := _zip():
        return f"critmin does not run from a zip: unpack {zipped}, and put the folder in its place"
    return f"bundled table {path} {what}: install critmin again (critmin doctor checks all tables)"


def _zip() -> str:
    """The zip that the package is in; empty where it is in a folder, as it must be."""
    return str(getattr(__spec__.loader, "archive", ""))


def _read(path: str) -> bytes:
    try:
        return (data_dir() / path).read_bytes()
    except FileNotFoundError:
        raise DamagedTable(_how_damaged(path, "is missing")) from None
    except OSError as error:
        raise DamagedTable(_how_damaged(path, f"cannot be read ({error.strerror})")) from error


def has(path: str) -> bool:
    """Whether a file belongs to the bundled ones, also if it is missing: reading it says so."""
    return path in _recorded() if CHECKED else (data_dir() / path).is_file()


def content(path: str) -> bytes:
    """Bytes of a bundled file, as they were recorded when it was built.

    Raises
    ------
    DamagedTable
        If it is missing, cut, changed, or none of this version.
    """
    found = _read(path)
    if CHECKED and path != CHECKSUMS and _recorded().get(path) != _sums(found):
        raise DamagedTable(_how_damaged(path, "is not as recorded"))
    return found


def own_text(path: Path) -> str:
    """Text of a file beside a module: a style, a topic of the help, a list of views.

    Raises
    ------
    DamagedTable
        If it cannot be read.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        what = f"{path.name} of critmin cannot be read ({reason}): install critmin again"
        raise DamagedTable(_how_damaged("", "") if _zip() else what) from error


@cache
def read_table(path: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a bundled CSV, every cell text (``NA`` is Namibia, not missing)."""
    reader = csv.reader(content(path).decode("utf-8").split("\n")[:-1])
    return next(reader), list(reader)


@cache
def _lines(path: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in content(path).decode("utf-8").splitlines()[1:]:
        found.setdefault(line.partition(",")[0], []).append(line)
    return found


@cache
def rows_of(path: str, first: str, *more: str) -> list[list[str]]:
    """Rows of a bundled CSV whose first cells match; only these rows are parsed.

    For tables of which an answer needs a few rows. No cell of a bundled table contains a line end,
    and none of the matched cells is quoted.
    """
    start = ",".join((first, *more, ""))
    lines = _lines(path).get(first, [])
    return list(
        csv.reader(line for line in lines if line.startswith(start)) if more else csv.reader(lines)
    )


@cache
def _text(path: str) -> bytes:
    return content(path)


def _start(text: bytes, first: bytes, *, after: bool = False) -> int:
    """Where the lines begin whose first cell is not less than a cell, or is greater than it."""
    low, high = text.find(b"\n") + 1, len(text)
    while low < high:
        line = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        cell = text[line : text.find(b",", line)]
        if cell < first or (after and cell == first):
            low = text.find(b"\n", line) + 1 or high
        else:
            high = line
    return low


@cache
def _block(path: str, first: str) -> list[str]:
    text, cell = _text(path), first.encode()
    return text[_start(text, cell) : _start(text, cell, after=True)].decode().splitlines()


def sorted_lines_of(path: str, first: str, *more: str) -> list[str]:
    """Lines of a bundled CSV, sorted by its first column, whose first cells match."""
    lines = _block(path, first)
    if not more:
        return lines
    start = ",".join((first, *more, ""))
    return [line for line in lines if line.startswith(start)]


def sorted_rows_of(path: str, first: str, *more: str) -> list[list[str]]:
    """Rows of a bundled CSV, sorted by its first column, whose first cells match.

    As `rows_of`, but only these rows are looked at: half a dozen tables of thousands of lines
    answer for one mineral. ``tests/core/test_files.py`` lists the tables that are sorted.
    """
    return list(csv.reader(sorted_lines_of(path, first, *more)))


@lru_cache(maxsize=PACKED)
def _packed(path: str) -> bytes:
    return content(path)


def part_of(path: str, name: str) -> list[str]:
    """Lines of one part of a packed table, as of one importer; none if there is no such part.

    Only this part is unpacked, about 1/200 of a year's trade.
    """
    packed = _packed(path)
    start = packed.find(PART + name.encode("ascii") + b"\0")
    if start < 0:
        return []
    return zlib.decompressobj(31).decompress(packed[start:]).decode("ascii").splitlines()


def unpacked(path: str) -> bytes:
    """A packed table as a whole, its header line first."""
    packed = _packed(path)
    starts = [found.start() for found in PARTS.finditer(packed)]
    return b"".join(
        zlib.decompress(packed[start:end], 31)
        for start, end in zip(starts, [*starts[1:], len(packed)], strict=True)
    )

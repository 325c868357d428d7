"""Encoding and packing of a user's text file: read when its bytes allow one reading only.

A file packed by gzip, as it is downloaded, is unpacked within the limit of bytes.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import IO

from critmin.core.errors import DataError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.limits import Limits

PARQUET_START = b"PAR1"
PACKED = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"\x1f\x9d": "compress",
}
BLOCK = 1 << 20

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Encodings of one byte a letter, as spreadsheets write them: name here, name in an answer.
WESTERN = {"cp1252": "cp1252", "cp850": "cp850", "mac_roman": "Macintosh Roman"}
EASTERN = {"cp932": "Shift JIS", "gb18030": "GB 18030", "big5": "Big5"}
LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŸŒŠŽ")
MARKS = frozenset("\xa0€£°±²³µ·¼½¾«»‘’“”„‚–—…•‰§©®™º")  # taken in cp1252 alone
IN_WORD = re.compile(r"[^\W\d_][€£°±²³µ·¼½¾«»‘“”„‚–—…•‰§©®™º][^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
CELLS = re.compile(r"[,;\t|\r\n\"]+")
ENOUGH = 100_000  # letters of a file in which known words are looked for
NONASCII = re.compile(r"[^\x00-\x7f]")


class Decoded(NamedTuple):
    """Text of a file and its encoding; empty for UTF-8."""

    text: str
    encoding: str = ""


def decoded(file: str, content: bytes, *, lenient: bool) -> Decoded:
    """Decode a text file.

    Parameters
    ----------
    file : str
        Its name, for errors.
    content : bytes
        Its bytes.
    lenient : bool
        Also read encodings other than UTF-8.

    Raises
    ------
    DataError
        If it is no text, in an encoding that is not read, or if two encodings fit.
    """
    _refuse_packing(file, content)
    if content.startswith(UTF16_MARKS):
        return _utf16(file, content, lenient=lenient)
    if content.startswith(b"PK\x03\x04"):
        raise DataError("is a workbook or zip: name it .xlsx", file=file, code="format")
    if b"\x00" in content:
        return _with_nul(file, content, lenient=lenient)
    try:
        return Decoded(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        readings = _readings(content) if lenient else {}
        if len(readings) == 1:
            return next(iter(readings.values()))
        raise DataError(
            _refusal(content, error.start, list(readings.values())),
            file=file,
            line=line,
            code="encoding",
        ) from error


def _utf16(file: str, content: bytes, *, lenient: bool) -> Decoded:
    if not lenient:
        raise DataError("is UTF-16: save it as UTF-8", file=file, code="encoding")
    try:
        return Decoded(content.decode("utf-16"), "UTF-16")
    except UnicodeDecodeError as error:
        raise DataError(
            "is UTF-16 and ends too early: save it again as UTF-8", file=file, code="encoding"
        ) from error


def _with_nul(file: str, content: bytes, *, lenient: bool) -> Decoded:
    """UTF-16 without a mark: every other byte of its ASCII letters is zero."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if lenient and min(even, odd) == 0 and max(even, odd) > len(content) // 4:
        try:
            return Decoded(content.decode("utf-16-le" if odd else "utf-16-be"), "UTF-16")
        except UnicodeDecodeError:
            pass
    line = content[: content.index(b"\x00")].count(b"\n") + 1
    raise DataError(
        "has a NUL byte, so it is not a text file: save it as CSV in UTF-8",
        file=file,
        line=line,
        code="nul",
    )


def _readings(content: bytes) -> dict[str, Decoded]:
    """Readings of bytes that are not UTF-8, by text; two encodings may give the same text.

    A reading in which cells beyond ASCII are known words goes before one in which none is.
    """
    western: dict[str, Decoded] = {}
    for codec, name in WESTERN.items():
        text = _strict(content, codec)
        if text is not None and is_western(text, MARKS if codec == "cp1252" else frozenset("’")):
            western.setdefault(text, Decoded(text, name))
    eastern: dict[str, Decoded] = {}
    for codec, name in EASTERN.items():
        text = _strict(content, codec)
        if text is not None:
            eastern.setdefault(text, Decoded(text, name))
    words = {text: _words_known(text) for text in (*western, *eastern)}
    most = max(words.values(), default=0)
    if most:
        return {t: one for t, one in (western | eastern).items() if words[t] == most}
    return western


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def is_western(text: str, marks: frozenset[str] = MARKS) -> bool:
    """Whether all letters beyond ASCII stand as in words of western European languages.

    >>> is_western("Côte d'Ivoire"), is_western("T³rkiye"), is_western("PÈrou"), is_western("Š")
    (True, False, False, True)
    """
    if not set(NONASCII.findall(text)) <= LETTERS | marks or IN_WORD.search(text):
        return False
    return all(_cased(word) for word in WORD.findall(text) if not word.isascii())


def _cased(word: str) -> bool:
    """Whether a word is in small letters, in capitals, or begins with its only capital."""
    return word.islower() or word.isupper() or word[1:].islower() or len(word) == 1


def _words_known(text: str) -> int:
    """Number of cells beyond ASCII that are a header, a country or another word of a table."""
    from critmin.core import table_words

    cells = dict.fromkeys(cell.strip() for cell in CELLS.split(text[:ENOUGH]))
    return sum(not cell.isascii() and table_words.known(cell) for cell in cells)


def _refusal(content: bytes, start: int, readings: list[Decoded]) -> str:
    """Why bytes are not read; with both readings of the first word that is not ASCII."""
    if not readings:
        return "is not UTF-8: save it as UTF-8"
    shown = " or ".join(f"{_first_word(one.text)!r} ({one.encoding})" for one in readings)
    return f"is not UTF-8 and may be {shown}: save it as UTF-8"


def _first_word(text: str) -> str:
    return next(cell for cell in CELLS.split(text) if not cell.isascii()).strip()


def _refuse_packing(file: str, content: bytes) -> None:
    """Refuse a file that is packed in another way than gzip, or is Parquet by another name."""
    if content.startswith(PARQUET_START):
        said = "is a Parquet file: save it unpacked, under a name that ends in .parquet"
        raise DataError(said, file=file, code="format")
    for start, name in PACKED.items():
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

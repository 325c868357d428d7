"""Parts of a workbook in a zip: its sheets, shared texts and number formats, within limits.

Nothing that a workbook says of itself is believed, as the size of a sheet. What is read is counted.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from critmin.core.errors import DataError
from critmin.core.named_tuple import NamedTuple
from critmin.user_tables.limits import Clock, Limits

CHUNK = 1 << 16
MOST_TAG, MOST_NAME = 1 << 20, 1_000  # bytes of a tag; letters of a namespace
MOST_PARTS = 65_535  # of a zip; more of them would fill the memory before one is read
ENTRY = b"PK\x01\x02"  # of the directory of a zip
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the others need memory that a file chooses
MAIN = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
RELATED = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
TRUE = {"1", "true"}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
PERCENT, PERCENT_SIGN, DATE = "percent", "sign", "date"
BUILT_IN = dict.fromkeys((9, 10), PERCENT)
BUILT_IN |= dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), DATE)
LITERAL = re.compile(r'"[^"]*"|\\.|[_*].')
IN_BRACKETS = re.compile(r"\[(?![hms]+\])[^\]]*\]", re.IGNORECASE)
Attributes = dict[str, str]

# A shared text is three elements to read, also where no cell has it: beyond a few, each is work.
WORK_OF_A_TEXT, FEW_TEXTS = 4, 100_000  # in cells


class Damaged(Exception):
    """Workbook that contradicts itself or the format; the message says where."""


class Page(NamedTuple):
    """Sheet of a workbook: its name, its part, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


class Book:
    """A workbook, open for reading.

    Parameters
    ----------
    file : str
        Its name, for errors.
    content : bytes
        Its bytes.
    limits : Limits
        What is read of it at most.

    Raises
    ------
    DataError
        If it is beyond a limit.
    Damaged
        If it cannot be read.
    """

    def __init__(self, file: str, content: bytes, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        if content.count(ENTRY) > MOST_PARTS:
            raise Damaged(f"it has over {MOST_PARTS:,} parts")
        self._zip = _opened(content)
        self._counted: set[str] = set()
        self._clock = Clock(file, limits)
        self._unpacked = 0
        self._names = self._parts()
        self.days_from_1904 = self.asks_to_compute = False
        self._main = self._main_part()
        self.pages = self._pages()
        self.formats = self._formats()
        self.texts = self._texts()

    def _parts(self) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if info.is_dir():
                continue
            name = info.filename.casefold()  # names of parts differ in more than their case
            if name in found:
                raise Damaged(f"the part {info.filename} is there twice")
            found[name] = info
        return found

    def parse(self, part: str, start: Any, end: Any = None, text: Any = None) -> bool:
        """Run handlers over a part; whether it was read to its end and not stopped by `Enough`.

        Raises
        ------
        DataError
            If the parts are together beyond the limit of bytes.
        Damaged
            If it is not there, or no well-formed XML.
        """
        info = self._part(part)
        parser = _parser(start, end, text)
        if end is None:
            self._count(parser, start)
        fed = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    parser.Parse(chunk, False)
                    self._clock.look()
                    fed += len(chunk)
                    if fed - parser.CurrentByteIndex > MOST_TAG:
                        raise Damaged(f"the part {part} has a tag of over {MOST_TAG:,} bytes")
            parser.Parse(b"", True)
        except Enough:
            return False
        except expat.ExpatError as error:
            raise Damaged(f"line {error.lineno} of {part} is no XML") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
            raise Damaged(f"the part {part} is cut off or damaged") from error
        return True

    def _count(self, parser: Any, start: Any) -> None:
        """Have a parser count the elements around one, for handlers that do not."""
        above: list[str] = []

        def entered(tag: str, attributes: Attributes) -> None:
            self.enter(above, "")
            start(tag, attributes)

        parser.StartElementHandler = entered
        parser.EndElementHandler = lambda _tag: above.pop()

    def enter(self, above: list[str], name: str) -> None:
        """Go into an element; those above it are within the limit of depth."""
        above.append(name)
        if len(above) > self.limits.depth:
            self.limits.hold("depth", len(above), self.file)

    def _part(self, part: str) -> zipfile.ZipInfo:
        """Place of a part in the zip, within the limit of bytes."""
        info = self._names.get(part.casefold())
        if info is None:
            raise Damaged(f"the part {part} is missing")
        if info.compress_type not in METHODS:
            raise Damaged(f"the part {part} is packed in another way than workbooks are")
        if info.flag_bits & 1:
            raise Damaged(f"the part {part} is encrypted")
        if part not in self._counted:
            self._counted.add(part)
            self._unpacked += info.file_size  # a zip never gives more of a part than it says
            self.limits.hold("bytes", self._unpacked, self.file)
        return info

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and part of each relation of a part, by its id."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        at = posixpath.join(folder, "_rels", f"{name}.rels")

        def start(tag: str, attributes: Attributes) -> None:
            if _local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
                return
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            if attributes.get("Id", "") in found:
                raise Damaged(f"{at} has the relation {attributes.get('Id', '')!r} twice")
            found[attributes.get("Id", "")] = kind, target.lstrip("/")

        if at.casefold() in self._names:
            self.parse(at, start)
        return found

    def _main_part(self) -> str:
        mains = [part for kind, part in self._related("").values() if kind == "officeDocument"]
        if len(mains) > 1:
            raise Damaged("it has several main parts")
        return mains[0] if mains else "xl/workbook.xml"

    def _pages(self) -> list[Page]:
        related = self._related(self._main)
        self._kinds = {kind: part for kind, part in related.values()}
        pages: list[Page] = []

        def start(tag: str, attributes: Attributes) -> None:
            space, _, name = tag.rpartition(" ")
            if space not in MAIN:
                return
            if name == "workbookPr":
                self.days_from_1904 = attributes.get("date1904", "") in TRUE
            elif name == "calcPr":
                self.asks_to_compute = attributes.get("fullCalcOnLoad", "") in TRUE
            elif name == "sheet":
                pages.extend(_page(attributes, related))

        self.parse(self._main, start)
        times = Counter(page.name.casefold() for page in pages)
        twice = next((page.name for page in pages if times[page.name.casefold()] > 1), None)
        if twice is not None:
            raise Damaged(f"two sheets are named {twice!r}")
        if not pages:
            raise Damaged("it has no sheet")
        return pages

    def _formats(self) -> list[str]:
        """What the format of each style says of a number: percent, date, or nothing."""
        own: dict[int, str] = {}
        used: list[str] = []
        inside: list[str] = []

        def start(tag: str, attributes: Attributes) -> None:
            name = _local(tag)
            self.enter(inside, name)
            if name == "numFmt":
                own[_format(attributes)] = meaning(attributes.get("formatCode", ""))
            elif name == "xf" and "cellXfs" in inside:
                id_ = _format(attributes)
                used.append(own.get(id_, BUILT_IN.get(id_, "")))

        def end(_tag: str) -> None:
            inside.pop()

        if part := self._kinds.get("styles"):
            self.parse(part, start, end)
        return used

    def _texts(self) -> list[str]:
        """Texts that cells refer to by number, without their phonetic readings."""
        found: list[str] = []
        inside: list[str] = []
        rich = RichText(self)

        def start(tag: str, _attributes: Attributes) -> None:
            name = _local(tag)
            self.enter(inside, name)
            rich.start(name)
            if name == "si":
                rich.clear()

        def end(_tag: str) -> None:
            name = inside.pop()
            rich.end(name)
            if name == "si":
                found.append(rich.text())
                cost = WORK_OF_A_TEXT if len(found) > FEW_TEXTS else 1
                self.limits.hold("cells", cost * len(found), self.file)

        if part := self._kinds.get("sharedStrings"):
            self.parse(part, start, end, rich.add)
        return found


class RichText:
    """Collector of a text in runs; what is a reading aid beside it is left out."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._pieces: list[str] = []
        self._length = 0
        self._within = self._aside = False

    def clear(self) -> None:
        """Begin a text."""
        self._pieces, self._length = [], 0
        self._within = self._aside = False

    def start(self, name: str) -> None:
        """Enter an element."""
        if name == "rPh":
            self._aside = True
        elif name == "t":
            self._within = not self._aside

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "rPh":
            self._aside = False
        elif name == "t":
            self._within = False

    def add(self, piece: str) -> None:
        """Take characters, if they are of the text."""
        if not (self._within or self._aside) and piece.strip():
            raise Damaged(f"the text {piece.strip()[:20]!r} stands where no text can be")
        if self._within:
            self._length += len(piece)
            self._book.limits.hold("cell", self._length, self._book.file)
            self._pieces.append(piece)

    def text(self) -> str:
        """The text."""
        return unescaped("".join(self._pieces))


class Enough(Exception):
    """Raised by a handler that needs no more of a part."""


def unescaped(text: str) -> str:
    """Text with its escaped characters; half of a pair is made visible.

    >>> unescaped("a_x000A_b") == chr(10).join("ab")
    True
    """

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)

    return ESCAPED.sub(character, text) if "_x" in text else text


def meaning(code: str) -> str:
    """What a number format says of its number.

    >>> meaning("0.0%"), meaning('0.0"%"'), meaning("dd/mm/yyyy"), meaning("[Red]#,##0")
    ('percent', 'sign', 'date', '')
    """
    section = code.split(";", 1)[0]
    bare = IN_BRACKETS.sub("", LITERAL.sub("", section))
    if "%" in bare:
        return PERCENT
    if set("dmyhs") & {*bare.casefold()} and "general" not in bare.casefold():
        return DATE
    return PERCENT_SIGN if "%" in section else ""


def _page(attributes: Attributes, related: Mapping[str, tuple[str, str]]) -> list[Page]:
    """Page of a sheet; none of one that is a chart or a dialog."""
    name = attributes.get("name", "")
    found = next((related[attributes[key]] for key in _ids(attributes, related)), None)
    if found is None:
        raise Damaged(f"the sheet {name!r} has no part")
    kind, part = found
    hidden = attributes.get("state", "visible") != "visible"
    return [Page(name, part, hidden)] if kind == "worksheet" else []


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _ids(attributes: Attributes, related: Mapping[str, tuple[str, str]]) -> list[str]:
    keys = [f"{space} id" for space in RELATED]
    return [key for key in keys if attributes.get(key) in related]


def _format(attributes: Attributes) -> int:
    """Number of a format."""
    text = attributes.get("numFmtId", "0")
    if re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    raise Damaged(f"a format of numbers is {text!r}")


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise Damaged("") from error


def _parser(start: Callable[..., None], end: Any, text: Any) -> Any:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype  # entities that multiply have no other place
    parser.StartNamespaceDeclHandler = _refuse_namespace
    return parser


def _refuse_doctype(*_: Any) -> None:
    raise Damaged("it declares entities of XML, which no workbook does")


def _refuse_namespace(_prefix: str | None, name: str | None) -> None:
    if len(name or "") > MOST_NAME:
        raise Damaged(f"it has a namespace of over {MOST_NAME:,} letters")


def refusal(file: str, damage: Damaged) -> DataError:
    """Error of a damaged workbook."""
    where = f" ({damage})" if str(damage) else ""
    return DataError(
        f"cannot be read as a workbook{where}: save it again as .xlsx", file=file, code="format"
    )

"""Output formats, one line each; a writer is loaded when it is used.

To add a format, write a function that takes an answer and `Layout` and returns text or bytes, and
add its line to `_BUNDLED`; the command line, completion and help read this list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from critmin.core.errors import MissingExtra, UnknownFormat
from critmin.core.named_tuple import NamedTuple

if TYPE_CHECKING:
    from critmin.answers.table import Table

READING = "table"  # the format of a terminal


class Layout(NamedTuple):
    """Layout options of an answer; each writer uses those of its format.

    ``header`` is the line of column names, ``digits`` the decimals of formats for reading,
    ``bom`` the byte-order mark of delimited text. A picture has a ``size``, a ``title`` instead
    of its finding, and may be a ``map``.
    """

    header: bool = True
    digits: int | None = None
    bom: bool = False
    size: str = "slide"
    title: str = ""
    map: bool = False


Writer = Callable[["Table", Layout], str | bytes]


class Format(NamedTuple):
    """Output format: its name, the suffixes of its files, and ``module:function`` of its writer.

    A module that begins with a dot is in this package, else its name is the full one. ``binary``
    formats are not shown on a terminal; a ``picture`` is of the whole answer, without regard to
    ``--columns``; ``extra`` is the extra of critmin that the writer needs. ``parts`` is the
    function that writes a text in parts, as a long answer need not be in memory whole.
    """

    name: str
    suffixes: tuple[str, ...]
    writer: str
    binary: bool = False
    picture: bool = False
    extra: str = ""
    parts: str = ""


_BUNDLED = (
    Format("table", (".txt",), ".text:write_table"),
    Format("csv", (".csv",), ".text:write_csv", parts=".text:csv_parts"),
    Format("tsv", (".tsv",), ".text:write_tsv", parts=".text:tsv_parts"),
    Format("json", (".json",), ".text:write_json"),
    Format("jsonl", (".jsonl",), ".text:write_json_lines", parts=".text:json_lines_parts"),
    Format("markdown", (".md",), ".text:write_markdown"),
    Format("latex", (".tex",), ".text:write_latex"),
    Format("html", (".html",), ".text:write_html"),
    Format("xlsx", (".xlsx",), ".workbook:write_xlsx", binary=True, extra="xlsx"),
    Format("parquet", (".parquet",), ".frames:write_parquet", binary=True, extra="parquet"),
    Format(
        "png", (".png",), ".chart_of_answer:write_png", binary=True, picture=True, extra="charts"
    ),
    Format("svg", (".svg",), ".chart_of_answer:write_svg", picture=True),
    Format(
        "pdf", (".pdf",), ".chart_of_answer:write_pdf", binary=True, picture=True, extra="charts"
    ),
)
FORMATS: dict[str, Format] = {format.name: format for format in _BUNDLED}


def register(format: Format) -> None:
    """Add a format, or replace the format of the same name."""
    FORMATS[format.name] = format


def named(name: str) -> Format:
    """Format of a name.

    Raises
    ------
    UnknownName
        For an unknown format, with the known ones.
    """
    if name not in FORMATS:
        raise UnknownFormat("format", name, meant(name), tuple(FORMATS))
    return FORMATS[name]


def meant(name: str) -> tuple[str, ...]:
    """Format of a name in other letters, of a suffix or of another usual name; none else.

    >>> meant("JSON"), meant("md"), meant("excel"), meant("docx")
    (('json',), ('markdown',), ('xlsx',), ())
    """
    word = name.strip().casefold().removeprefix(".")
    word = {"excel": "xlsx", "jsonlines": "jsonl"}.get(word, word)
    by_suffix = of_suffix(f".{word}")
    return (word,) if word in FORMATS else (by_suffix.name,) if by_suffix is not None else ()


def of_suffix(suffix: str) -> Format | None:
    """Format of a file's suffix in any case; None if no format has it.

    >>> of_suffix(".CSV").name
    'csv'
    """
    wanted = suffix.casefold()
    return next((found for found in FORMATS.values() if wanted in found.suffixes), None)


def suffixes() -> tuple[str, ...]:
    """All suffixes that name a format, in alphabetical order."""
    return tuple(sorted(suffix for found in FORMATS.values() for suffix in found.suffixes))


def load(target: str) -> Any:
    """Import the function of ``module:function``.

    A module that begins with a dot is in this package.
    """
    from importlib import import_module

    module, _, function = target.partition(":")
    return getattr(import_module(module, __package__), function)


def write(table: Table, format: Format, layout: Layout | None = None) -> str | bytes:
    """Write an answer in a format.

    Returns
    -------
    str or bytes
        Text that ends in a newline; bytes for binary formats and pictures.

    Raises
    ------
    MissingExtra
        If the package that the format needs is not installed.
    QueryError
        If the answer has no picture.
    """
    if format.name in table.writers:
        return _encodable(table.writers[format.name]())
    writer: Writer = load(format.writer)
    try:
        return _encodable(writer(table, layout or Layout()))
    except ImportError as absent:
        if not format.extra:
            raise
        raise MissingExtra(f"writing {format.suffixes[0]}", format.extra) from absent


def parts(table: Table, format: Format, layout: Layout | None = None) -> Iterator[bytes]:
    """An answer in a format as bytes, in parts where the format is written so.

    Text is UTF-8 with bare newlines, in every locale.

    Raises
    ------
    MissingExtra, QueryError
        As `write`, before the first part.
    """
    if not format.parts or format.name in table.writers:
        content = write(table, format, layout)
        return iter([content if isinstance(content, bytes) else content.encode("utf-8")])
    found: Iterator[str] = load(format.parts)(table, layout or Layout())
    return (str(_encodable(part)).encode("utf-8") for part in found)


def _encodable(content: str | bytes) -> str | bytes:
    """Text that can be written as UTF-8, also where a name of a file in it is not."""
    if isinstance(content, bytes) or content.isascii():
        return content
    from critmin.core.folding import encodable

    return encodable(content)

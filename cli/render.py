"""An answer to a terminal, a pipe or a file: one definition for all commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from critmin.answers.table import Table
from critmin.core.errors import OutputError, QueryError, UnknownName

from .options import FORMATS

SUFFIXES = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".tex": "latex",
    ".html": "html",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".txt": "table",
    ".png": "png",
    ".svg": "svg",
    ".pdf": "pdf",
}
PICTURES = {"png", "svg", "pdf"}
CITED = 2  # sources written out on a terminal; more are named by their ids
NARROWEST = 40
BINARY = {"xlsx", "parquet", "png", "pdf"}


@dataclass(frozen=True)
class Rendering:
    """How an answer is to be written."""

    format: str | None = None
    output: Path | None = None
    quiet: bool = False
    columns: str | None = None
    no_headers: bool = False
    digits: int | None = None
    bom: bool = False
    plot: bool = False
    size: str = "slide"

    def target(self) -> Path | None:
        """The file to write, None for stdout."""
        return None if self.output is None or str(self.output) == "-" else self.output

    def chosen(self) -> str:
        """The format: as named, by suffix, by what stdout is.

        Raises
        ------
        UnknownName
            For a format that does not exist.
        QueryError
            For a suffix that says nothing, or a binary format to a terminal.
        """
        name = self.format
        target = self.target()
        if name is None and target is not None:
            name = SUFFIXES.get(target.suffix.casefold())
            if name is None:
                raise QueryError(
                    f"the suffix of {target.name!r} names no format: use one of "
                    f"{' '.join(SUFFIXES)}, or say -f"
                )
        if name is None:
            name = "table" if sys.stdout.isatty() else "csv"
        if name not in FORMATS:
            raise UnknownName("format", name, known=FORMATS)
        if name in BINARY and target is None and sys.stdout.isatty():
            raise QueryError(f"{name} is binary: name a file with -o, or redirect")
        return name


def emit(table: Table, how: Rendering) -> None:
    """Write an answer's data to stdout or its file, its notes to stderr."""
    if how.plot:
        from .terminal import print_plot

        print_plot(table, named=how.format is not None or how.output is not None)
        return _notes(table, how)
    name = how.chosen()
    if name in PICTURES:
        how = replace(how, columns=None)  # a picture is of the whole answer
    if how.columns is not None and not how.columns.replace(",", " ").strip():
        raise QueryError("--columns names no column")
    shown = (
        table
        if how.columns is None
        else table.select([word.strip() for word in how.columns.split(",") if word.strip()])
    )
    target = how.target()
    if target is not None:
        _write_file(lambda: _bytes(shown, name, how), target)
    elif name in BINARY or name in PICTURES:
        _write_binary_stdout(shown, name, how)
    elif name == "table":
        _print_table(shown, how)
    else:
        _write_text(_text(shown, name, how))
    return _notes(table, how)


def _notes(table: Table, how: Rendering) -> None:
    if not how.quiet:
        say_notes(table)


def write_page(page: Callable[[], str], output: Path | None) -> None:
    """Write a whole HTML page to its file or to stdout; it is made once that is known to fit.

    Raises
    ------
    QueryError
        For a suffix that is not HTML's, or a page to a terminal.
    OutputError
        If it cannot be written.
    """
    if output is None and sys.stdout.isatty():
        raise QueryError("a page is for a browser: name a file with -o, or redirect")
    if output is None or str(output) == "-":
        _write_text(page())
        return
    if output.suffix.casefold() not in {".html", ".htm"}:
        raise QueryError(f"a report is HTML: {output.name!r} does not end in .html")
    text = page()
    _write_file(lambda: text.encode("utf-8"), output)


def say_notes(table: Table) -> None:
    """Warnings, notes and the source line, on stderr.

    A reader at a terminal gets many sources by their ids, so that they leave the answer on
    the screen; a file gets them all in full.
    """
    for caution in table.warnings:
        say(f"{caution.code}: {caution.message}")
    for note in table.notes:
        say(f"note: {note}")
    if len(table.sources) > CITED and _watched():
        ids = ", ".join(source.id for source in table.sources)
        say(f"sources: {ids} (in full: critmin cite ID)")
        return
    for source in table.sources:
        licence = f" ({source.licence})" if source.licence else ""
        say(f"source: {source.id}: {source.citation}{licence}")


def say(line: str) -> None:
    """One line on stderr, broken at words on a terminal; a closed stderr is no error."""
    try:
        print(_broken(line) if _watched() else line, file=sys.stderr)
    except (OSError, ValueError):
        return


def _watched() -> bool:
    """Whether a person reads stderr."""
    return sys.stderr.isatty()


def _broken(line: str) -> str:
    from textwrap import fill

    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns
    except OSError:
        return line
    return fill(
        line,
        max(width, NARROWEST),
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(table: Table, name: str, how: Rendering) -> str:
    from critmin.answers import text as formats

    header = not how.no_headers
    if name in {"csv", "tsv"}:
        text = formats.delimited(table, "," if name == "csv" else "\t", header=header)
        return "\ufeff" + text if how.bom else text
    if name == "json":
        return formats.json_object(table) + "\n"
    if name == "jsonl":
        return formats.json_lines(table)
    if name == "html":
        return formats.html(table, digits=how.digits, header=header)
    style = {"markdown": "pipe", "latex": "latex_booktabs", "table": "simple"}[name]
    return formats.tabulated(table, style, digits=how.digits, header=header) + "\n"


def _write_text(text: str) -> None:
    """UTF-8 with bare newlines, whatever the locale says."""
    stream: Any = getattr(sys.stdout, "buffer", None)
    try:
        if stream is None:
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            stream.write(text.encode("utf-8"))
            stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


def _write_binary_stdout(table: Table, name: str, how: Rendering) -> None:
    sys.stdout.buffer.write(_bytes(table, name, how))
    sys.stdout.buffer.flush()


def _bytes(table: Table, name: str, how: Rendering) -> bytes:
    if name in PICTURES:
        return table.to_picture(name, size=how.size)
    if name in BINARY:
        return _binary(table, name, how)
    return _text(table, name, how).encode("utf-8")


def _binary(table: Table, name: str, how: Rendering) -> bytes:
    if name == "xlsx":
        from critmin.answers.workbook import xlsx

        return xlsx(table, header=not how.no_headers)
    from critmin.answers.frames import parquet

    return parquet(table)


def _write_file(content: Callable[[], bytes], target: Path) -> None:
    """Write beside the target, then rename: an existing file stays whole on any failure.

    A link stays a link and what it points to is written; a pipe or device is written to.
    """
    if target.is_symlink():
        target = target.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as stream:
            stream.write(content())
        return
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content())
        if target.is_file():
            beside.chmod(target.stat().st_mode & 0o7777)
        if target.is_dir():
            raise IsADirectoryError(21, "is a folder")
        beside.replace(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)


def _print_table(table: Table, how: Rendering) -> None:
    """A rich table on a terminal; the same as plain text, full width, elsewhere."""
    if not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
        _write_text(_text(table, "table", how))
        return
    from .terminal import print_rich

    dropped = print_rich(table, digits=how.digits, header=not how.no_headers)
    if dropped and not how.quiet:
        say(f"note: too narrow for {', '.join(dropped)}; widen the terminal, or --columns")

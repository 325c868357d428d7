"""Writes an answer to a terminal, a pipe or a file, and its notes to stderr, for all commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from critmin.answers import formats
from critmin.answers.formats import READING, Format, Layout
from critmin.answers.table import Table
from critmin.core.errors import OutputError, QueryError

from .settings import setting

CITED = 2  # sources cited in full on a terminal; if there are more, only their ids
NARROWEST = 40


@dataclass(frozen=True)
class Rendering:
    """Output options of an answer."""

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
        """File to write; None for stdout."""
        return None if self.output is None or str(self.output) == "-" else self.output

    def chosen(self) -> Format:
        """Format as named, else by the suffix of the file, else by the kind of stdout.

        Raises
        ------
        UnknownName
            For a format that does not exist.
        QueryError
            For a suffix that no format uses, or a binary format to a terminal.
        """
        target = self.target()
        if self.format is not None:
            chosen = formats.named(self.format)
        elif target is not None:
            chosen = _by_suffix(target)
        else:
            default = setting("format")
            usual = READING if sys.stdout.isatty() else "csv"
            chosen = formats.named(default.value if default is not None else usual)
        if chosen.binary and target is None and sys.stdout.isatty():
            raise QueryError(f"{chosen.name} is binary: name a file with -o, or redirect")
        return chosen

    def layout(self) -> Layout:
        """Layout options for the writer of the format."""
        return Layout(not self.no_headers, self.digits, self.bom, self.size)


def _by_suffix(target: Path) -> Format:
    found = formats.of_suffix(target.suffix)
    if found is None:
        raise QueryError(
            f"no format has the suffix of {target.name!r}: use one of "
            f"{' '.join(formats.suffixes())}, or name the format with -f"
        )
    return found


def emit(table: Table, how: Rendering) -> None:
    """Write an answer's data to stdout or its file, its notes to stderr."""
    if how.plot:
        from .terminal import print_plot

        print_plot(table, named=how.format is not None or how.output is not None)
        return _notes(table, how)
    form = how.chosen()
    shown = table if form.picture else _picked(table, how.columns)
    target = how.target()
    if target is not None:
        _write_file(lambda: _bytes(shown, form, how), target)
    elif form.name == READING and (sys.stdout.isatty() or os.environ.get("FORCE_COLOR")):
        _print_table(shown, how)
    else:
        _write_stdout(_bytes(shown, form, how))
    return _notes(table, how)


def _picked(table: Table, columns: str | None) -> Table:
    """Select the columns that ``--columns`` names."""
    if columns is None:
        return table
    names = [word.strip() for word in columns.split(",") if word.strip()]
    if not names:
        raise QueryError("--columns names no column: write names separated by commas")
    return table.select(names)


def _notes(table: Table, how: Rendering) -> None:
    if not how.quiet:
        print_notes(table)


def write_page(page: Callable[[], str], output: Path | None) -> None:
    """Write an HTML page to its file or to stdout; the target is checked before the page is made.

    Raises
    ------
    QueryError
        For a suffix that is not that of HTML, or a page to a terminal.
    OutputError
        If it cannot be written.
    """
    if output is None and sys.stdout.isatty():
        raise QueryError("a page is read in a browser: name a file with -o, or redirect")
    if output is None or str(output) == "-":
        _write_stdout(page().encode("utf-8"))
        return
    if output.suffix.casefold() not in {".html", ".htm"}:
        raise QueryError(f"a report is HTML: {output.name!r} does not end in .html")
    text = page()
    _write_file(lambda: text.encode("utf-8"), output)


def print_notes(table: Table) -> None:
    """Print warnings, notes and sources to stderr.

    On a terminal a long list of sources is shortened to ids, so that the answer stays on the
    screen; a file gets every source in full.
    """
    for caution in table.warnings:
        print_line(f"{caution.code}: {caution.message}")
    for note in table.notes:
        print_line(f"note: {note}")
    if len(table.sources) > CITED and _watched():
        ids = ", ".join(source.id for source in table.sources)
        print_line(f"sources: {ids} (in full: critmin cite ID)")
        return
    for source in table.sources:
        licence = f" ({source.licence})" if source.licence else ""
        print_line(f"source: {source.id}: {source.citation}{licence}")


def print_line(line: str) -> None:
    """Print one line to stderr, broken between words on a terminal; a closed stderr is no error."""
    try:
        print(_broken(line) if _watched() else line, file=sys.stderr)
    except (OSError, ValueError):
        return


def _watched() -> bool:
    """Whether stderr is a terminal."""
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


def _bytes(table: Table, form: Format, how: Rendering) -> bytes:
    """Answer as bytes: text in UTF-8 with bare newlines, in every locale."""
    content = formats.write(table, form, how.layout())
    return content if isinstance(content, bytes) else content.encode("utf-8")


def _write_stdout(content: bytes) -> None:
    stream: Any = getattr(sys.stdout, "buffer", None)
    try:
        if stream is None:
            sys.stdout.write(content.decode("utf-8"))
        else:
            sys.stdout.flush()
            stream.write(content)
            stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


def _write_file(content: Callable[[], bytes], target: Path) -> None:
    """Write to a temporary file, then rename it: an existing file stays whole on any failure.

    A link stays a link, and its target is written; a pipe or device is written directly.
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
    """Print a table as wide as the terminal."""
    from .terminal import print_rich

    if table.body is not None and how.columns is None:
        import shutil

        print(table.body(table, shutil.get_terminal_size().columns))
        return
    dropped = print_rich(table, digits=how.digits, header=not how.no_headers)
    if dropped and not how.quiet:
        print_line(
            f"note: no room for {', '.join(dropped)}; widen the terminal, or choose with --columns"
        )

"""Writes an answer to a terminal, a pipe or a file, in the order and columns asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from critmin.answers import formats
from critmin.answers.formats import READING, Format, Layout
from critmin.answers.table import Cell, Table
from critmin.core.errors import QueryError
from critmin.core.named_tuple import NamedTuple

from . import notes
from .settings import Setting, SettingError, setting

NAMED = 3  # rows named that meet a condition


class Rendering(NamedTuple):
    """Output options of an answer."""

    format: str | None = None
    output: Path | None = None
    quiet: bool = False
    columns: str | None = None
    no_headers: bool = False
    digits: int | None = None
    bom: bool = False
    notes: bool = False
    sort: str | None = None
    fail_if: str | None = None
    plot: bool = False
    size: str = "slide"
    title: str | None = None
    as_map: bool = False
    notes_option: str = "--notes"
    forgiving: bool = False

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
            default = self._default()
            usual = READING if sys.stdout.isatty() else "csv"
            chosen = formats.named(default.value if default is not None else usual)
        if chosen.binary and target is None and sys.stdout.isatty():
            raise QueryError(f"{chosen.name} is binary: name a file with -o, or redirect")
        return chosen

    def _default(self) -> Setting | None:
        """Format of the settings; a fault of them is not an error of what shows the settings."""
        try:
            return setting("format")
        except SettingError:
            if self.forgiving:
                return None
            raise

    def layout(self) -> Layout:
        """Layout options for the writer of the format."""
        return Layout(
            not self.no_headers, self.digits, self.bom, self.size, self.title or "", self.as_map
        )


def _by_suffix(target: Path) -> Format:
    found = formats.of_suffix(target.suffix)
    if found is None:
        raise QueryError(
            f"no format has the suffix of {target.name!r}: use one of "
            f"{' '.join(formats.suffixes())}, or name the format with -f"
        )
    return found


def emit(table: Table, how: Rendering) -> bool:
    """Write an answer's data to stdout or its file, its notes to stderr.

    Returns
    -------
    bool
        Whether a row meets the condition of ``--fail-if``.
    """
    meets = _condition(table, how.fail_if)
    if how.sort is not None:
        table = _sorted(table, how.sort)
    above = False
    if how.plot:
        from .terminal import print_plot

        named = how.format is not None or how.output is not None
        print_plot(table, named=named, layout=how.layout())
    else:
        above = _write(table, how)
    if how.quiet:
        notes.print_losses(table)
        if not len(table):  # nothing at all could also be a fault
            notes.print_line(table.summary or "The answer has no row")
    else:
        notes.print_notes(table, full=how.notes, option=how.notes_option, summary=not above)
    met = list(islice(filter(meets, table), NAMED + 1)) if how.fail_if is not None else []
    if met and not how.quiet:
        many = sum(1 for row in table if meets(row))
        notes.print_line(_met(table, met, many, how.fail_if))
    return bool(met)


def _sorted(table: Table, order: str) -> Table:
    from critmin.answers import ordering

    return ordering.sort(table, ordering.order_of(order))


def _write(table: Table, how: Rendering) -> bool:
    """Write the data; True if the summary stands above them on a terminal."""
    form = how.chosen()
    target = how.target()
    if form.name == READING and target is None and _has_screen():
        return _print_table(table, how)
    shown = table if form.picture else _picked(table, how.columns)
    if target is not None:
        from critmin.answers.writing import write_whole

        write_whole(target, formats.parts(shown, form, how.layout()))
    else:
        for part in formats.parts(shown, form, how.layout()):
            _write_stdout(part)
    return False


def _has_screen() -> bool:
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _condition(table: Table, text: str | None) -> Callable[[Mapping[str, Cell]], bool | None]:
    """Condition of ``--fail-if``; without one no row meets it."""
    if text is None:
        return lambda _row: False
    from critmin.answers.conditions import check

    return check(text, table)


def _met(table: Table, met: Sequence[Mapping[str, Cell]], many: int, text: str | None) -> str:
    """Line on the rows that meet a condition: how many, and the first of them by name."""
    from critmin.answers.screens import screen_of
    from critmin.answers.text import raw
    from critmin.core.wording import counted

    columns = {column.name: column for column in table.columns}
    names = [n for n in screen_of(table).essential if columns[n].type == "string"][:NAMED]
    rows = [" ".join(filter(None, (raw(row[name]) for name in names))) for row in met]
    named = "; ".join(rows[:NAMED]) + ("; ..." if len(rows) > NAMED else "")
    meet = "meets" if many == 1 else "meet"
    return f"{many:,} of {counted(len(table), 'row')} {meet} {text}: {named}"


def _picked(table: Table, columns: str | None) -> Table:
    """Select the columns that ``--columns`` names."""
    if columns is None:
        return table
    names = [word.strip() for word in columns.split(",") if word.strip()]
    if not names:
        raise QueryError("--columns names no column: write names separated by commas")
    return table.select(names)


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
    from critmin.answers.writing import write_whole

    write_whole(output, page().encode("utf-8"))


def _write_stdout(content: bytes) -> None:
    stream: Any = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(content.decode("utf-8"))
        return
    sys.stdout.flush()
    stream.write(content)
    stream.flush()


def _print_table(table: Table, how: Rendering) -> bool:
    """Print a table as wide as the terminal, with its summary above; True if it has one."""
    from critmin.answers.screens import ordered, screen_of

    from .terminal import print_rich, print_text

    if table.body is not None and how.columns is None:  # it begins with the summary
        print_text(table.body(table, get_terminal_size().columns))
        return True
    summary = "" if how.quiet else table.summary
    if summary:
        print_text(summary)
    sorted_rows = table if how.sort is not None else ordered(table)
    shown = _picked(sorted_rows, how.columns)
    essential = shown.names if how.columns is not None else screen_of(table).essential
    dropped = print_rich(shown, essential=essential, digits=how.digits, header=not how.no_headers)
    if dropped and not how.quiet:
        notes.print_left_out(dropped)
    return bool(summary)

"""What the shell adds to some questions: another way to write the answer, progress, a switch."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from critmin.answers.table import Table
from critmin.core.named_tuple import NamedTuple

from .notes import print_line
from .output import Rendering, emit, write_page


class Asked(NamedTuple):
    """A question with its arguments: what asks it, and the arguments themselves."""

    answer: Callable[[], Any]
    given: dict[str, Any]


def citation(asked: Asked, format: str | None, output: Path | None, quiet: bool) -> None:
    """Citations as text, unless a format or a file is named."""
    table = asked.answer()
    if format is None and output is None:
        for text in table.column("citation"):
            print(text)
        return
    emit(table.replace(sources=()), Rendering(format, output, quiet))


def page(asked: Asked, output: Path | None) -> None:
    """One page of HTML."""
    write_page(asked.answer, output)


def folder(asked: Asked, quiet: bool) -> None:
    """A folder of pages, with progress."""
    from critmin.atlas.index_page import PATH
    from critmin.atlas.site import made

    from .progress import followed

    followed(made(**asked.given), "pages", quiet=quiet)
    if not quiet:
        print_line(f"{asked.given['directory'] / PATH}")


def exported(path: Path, **options: Any) -> Table:
    """The question ``export``, with progress on a terminal."""
    from contextlib import closing

    from critmin.outlets.export import Export

    from .progress import followed

    work = Export(path, **options)
    with closing(work.steps()) as steps:
        followed(steps, "rows", quiet=not sys.stderr.isatty())
    return work.answer()


def print_template(wanted: bool) -> None:
    """Print the sample list of suppliers and end, if it is wanted."""
    if wanted:
        from typer import Exit

        from critmin.company.sample_list import sample_list

        print(sample_list(), end="")
        raise Exit


# By command: what writes the answer, what asks in place of the question, and by option what is
# called before the command.
WAYS: dict[str, Callable[..., None]] = {"cite": citation, "report": page, "site": folder}
FOLLOWED: dict[str, Callable[..., Table]] = {"export": exported}
CALLED: dict[str, Callable[[bool], None]] = {"template": print_template}

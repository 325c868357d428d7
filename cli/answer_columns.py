"""Names and meanings of the columns that a command's answers can have."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module


def columns_of_command(command: str) -> dict[str, str]:
    """Columns of all views of a command, with their meanings; all known columns if none is found.

    They are the fields of the row classes in the modules of the command's questions.
    """
    from critmin.answers.columns import vocabulary

    known = {name: column.description for name, column in vocabulary().items()}
    names = dict.fromkeys(name for row in _rows(command) for name in row)
    return {name: known.get(name, "") for name in names} or known


def _rows(command: str) -> Iterator[list[str]]:
    import critmin

    public = {name: getattr(critmin, name) for name in critmin.__all__ if _asks(name, command)}
    for module in dict.fromkeys(question.__module__ for question in public.values()):
        for found in vars(import_module(module)).values():
            fields = getattr(found, "_fields", ()) if isinstance(found, type) else ()
            if fields and fields[-1] == "source":
                yield [field.rstrip("_") for field in fields]


def _asks(name: str, command: str) -> bool:
    """Whether a public function answers a command, or a view of it."""
    return name in {command, f"own_{command}"} or name.startswith(f"{command}_")

"""Names and meanings of the columns that a command's answers can have."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

# Modules of commands about the program itself, which are no questions.
OF_PROGRAM = {"config": ("critmin.cli.settings",), "doctor": ("critmin.cli.doctor",)}


def columns_of_command(command: str) -> dict[str, str]:
    """Columns of all views of a command, with their meanings; all known columns if none is found.

    They are the fields of the row classes in the modules of the command's questions.
    """
    from critmin.answers.columns import vocabulary

    known = {name: column.description for name, column in vocabulary().items()}
    names = dict.fromkeys(name.rstrip("_") for row in _rows(command) for name in row)
    return {name: known.get(name, "") for name in names} or known


def _rows(command: str) -> Iterator[tuple[str, ...]]:
    """Fields of the classes of rows that a command's questions use."""
    import critmin

    public = [name for name in critmin.__all__ if name == command or _is_view(name, command)]
    public = public or [f"own_{command}"] if command not in OF_PROGRAM else []
    modules = [getattr(critmin, name).__module__ for name in public]
    for module in dict.fromkeys([*modules, *OF_PROGRAM.get(command, ())]):
        for name, found in vars(import_module(module)).items():
            if isinstance(found, type) and (name.endswith("Row") or _describes(found, module)):
                yield getattr(found, "_fields", ())


def _is_view(name: str, command: str) -> bool:
    """Whether a public function answers a view of a command."""
    return name.startswith(f"{command}_")


def _describes(found: type, module: str) -> bool:
    """Whether a class is a row of what the program contains, by any name."""
    return found.__module__ == module and ".about." in module

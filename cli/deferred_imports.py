"""Modules of the standard library that load when something of them is first used.

Typer and numpy import these at their top for work that an answer rarely does: to start another
program, to read source code, to wrap paragraphs. Their loading would take about a twentieth of the
time of a short answer.
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any

MODULES = ("subprocess", "tokenize", "ipaddress", "textwrap", "ctypes", "pickle")
# Modules that only give numpy's functions their docstrings, a seventh of the time that numpy takes.
DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")


class _Deferred(ModuleType):
    """Module whose file has not been run yet.

    The standard library's own lazy loader does not do: a second import of the same module would
    already run it.
    """

    def __getattr__(self, name: str) -> Any:
        object.__setattr__(self, "__class__", ModuleType)
        spec = self.__spec__
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(self)
        return getattr(self, name)


def defer() -> None:
    """Put the modules in place, to be run on first use; those already loaded stay as they are.

    The modules of docstrings are left empty: the command line shows none of numpy's.
    """
    for name in MODULES:
        spec = None if name in sys.modules else PathFinder.find_spec(name)
        if spec is not None:
            module = module_from_spec(spec)
            module.__class__ = _Deferred
            sys.modules[name] = module
    for name in DOCSTRINGS:
        sys.modules.setdefault(name, ModuleType(name))

"""Tests run by hand, and the functions of a loaded module exchanged for those of another text."""

from __future__ import annotations

import gc
import sys
import tomllib
import types
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest
import tables
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol

LOWEST_FIRST = tomllib.loads((tables.ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "critmin"
]["packages"]


def passes(item: pytest.Item) -> bool:
    """Run a test by itself; whether it passes or skips."""
    names = dict(item.dtest.globs) if isinstance(item, DoctestItem) else {}
    reports = runtestprotocol(item, log=False, nextitem=None)
    if names:  # a doctest forgets its names when it has run
        item.dtest.globs.update(names)
    return not any(report.failed for report in reports)


def clear_caches(package: str) -> None:
    """Forget what functions of a package remember, and of those that may import from it."""
    for one in caches():
        own = str(one.__module__).split(".")[1:2]
        if not own or own[0] not in LOWEST_FIRST or own[0] in LOWEST_FIRST[_level(package) :]:
            one.cache_clear()


def _level(package: str) -> int:
    return LOWEST_FIRST.index(package)


def lowest(modules: list[str]) -> str:
    """The package of some modules that stands below the others."""
    return min((module.split("/")[1] for module in modules), key=_level)


def caches(known: list[Any] = [], modules: set[int] = set()) -> list[Any]:  # noqa: B006
    """Functions of the package with a memory; found again when a module was loaded since."""
    if modules != {len(sys.modules)}:
        modules.clear()
        modules.add(len(sys.modules))
        found = [
            one
            for one in [*known, *gc.get_objects()]  # those of before a freeze are not found again
            if hasattr(type(one), "cache_clear")
            and str(getattr(one, "__module__", "")).startswith("critmin")
        ]
        known[:] = {id(one): one for one in found}.values()
    return known


def put(path: Path, source: str) -> bool:
    """Give the functions of a loaded module the code of a changed one.

    False if the change is where no function is and no plain value can be exchanged.
    """
    module = next(m for m in list(sys.modules.values()) if getattr(m, "__file__", "") == str(path))
    new = types.ModuleType(module.__name__)
    new.__dict__.update(__file__=str(path), __package__=module.__package__)
    sys.modules[module.__name__] = new  # dataclasses look their own module up
    exec(compile(source, str(path), "exec"), new.__dict__)
    sys.modules[module.__name__] = module
    changed = False
    ours, theirs = dict(functions(module)), dict(functions(new))
    for name, function in ours.items():
        other = theirs[name]
        if not same(function, other):
            changed = True
        function.__code__ = other.__code__
        function.__defaults__, function.__kwdefaults__ = other.__defaults__, other.__kwdefaults__
    return exchange_values(module, new) or changed


def same(one: types.FunctionType, other: types.FunctionType) -> bool:
    """Whether two functions do the same."""
    return (
        one.__code__ == other.__code__
        and repr(one.__defaults__) == repr(other.__defaults__)
        and repr(one.__kwdefaults__) == repr(other.__kwdefaults__)
    )


def exchange_values(module: types.ModuleType, new: types.ModuleType) -> bool:
    """Exchange plain values of a module that differ, wherever they were imported."""
    changed = False
    for name, value in list(vars(module).items()):
        other = vars(new).get(name)
        if callable(value) or name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if repr(value) == repr(other):
            continue
        changed = True
        for one in list(sys.modules.values()):
            if getattr(one, "__dict__", {}).get(name) is value:
                setattr(one, name, other)
    return changed


def functions(module: types.ModuleType) -> dict[str, types.FunctionType]:
    """Functions and methods written in a module, by qualified name."""
    found: dict[str, types.FunctionType] = {}
    for owner in (module, *(c for c in vars(module).values() if isinstance(c, type))):
        if owner is not module and owner.__module__ != module.__name__:
            continue
        for value in list(vars(owner).values()):
            for one in plain(value):
                if one.__code__.co_filename == module.__file__:
                    found[one.__qualname__] = one
    return found


def plain(value: Any) -> list[types.FunctionType]:
    """The functions inside what a class or module holds."""
    if isinstance(value, property):
        return [one for one in (value.fget, value.fset) if one is not None]
    if isinstance(value, cached_property):
        return [value.func]
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, partial):
        value = value.func
    while hasattr(value, "__wrapped__"):
        value = value.__wrapped__
    return [value] if isinstance(value, types.FunctionType) else []

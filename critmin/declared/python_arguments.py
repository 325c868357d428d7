"""The only check of the types that a program gives as arguments of a question.

What numpy, pandas, polars and pyarrow make of a number or of several is made plain, so that a year
can be taken from a frame. What a question cannot read is refused by name, before it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, wraps
from typing import Any

from critmin.core.errors import QueryError
from critmin.declared.question import explain

ALIASES = {
    "arguments.Words": "str | Sequence[str] | None",
    "arguments.Years": "str | int | Sequence[int] | None",
    "arguments.Pairs": "str | Mapping[str, str] | Sequence[str]",
    "dates.Day": "str | date | None",
}
MEANS = {  # what to write, by type; days and years have a sentence of their own
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "date": "",
    "Sequence[str]": "a list of texts",
    "Sequence[int]": "",
    "Mapping[str, str]": "a dict of texts",
    "Mapping[str, float]": "a dict of numbers",
}
KNOWN = {*MEANS, "None"}
DAYS = {"as_of", "known_on"}  # texts that may be dates, whichever type is declared
LONGEST = 30  # letters of a value that a message repeats


@cache
def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Question that checks the types of its arguments first, by its annotations."""
    explain(function)
    code, declared = function.__code__, function.__annotations__
    fixed = code.co_varnames[: code.co_argcount]
    several = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :][:1]

    @wraps(function)
    def ask(*given: Any, **options: Any) -> Any:
        placed = [_read(declared, name, value) for name, value in zip(fixed, given, strict=False)]
        placed += [_plain(value) for value in given[len(fixed) :]] if several else []
        placed += given[len(placed) :]  # too many: Python says so
        named = {name: _read(declared, name, value) for name, value in options.items()}
        return function(*placed, **named)

    return ask


def _read(declared: Mapping[str, Any], name: str, value: Any) -> Any:
    """An argument in plain types.

    Raises
    ------
    QueryError
        If the question cannot read it.
    """
    declaration = str(declared.get(name, "Any"))
    parts = (ALIASES.get(part, part) for part in declaration.split(" | "))
    types = {part for found in parts for part in found.split(" | ")}
    if types == {"bool"}:
        return _plain(value)
    if not types <= KNOWN:  # data, options and others that are read elsewhere
        return value
    types |= {"date"} if name in DAYS else set()
    found = _plain(value)
    if "int" in types and isinstance(found, float) and found.is_integer():
        found = int(found)
    if not any(_is(found, kind) for kind in types):
        raise QueryError(f"{name} is {_shown(value)}: give {_wanted(types)}")
    return found


def _is(value: Any, kind: str) -> bool:
    """Whether a value is of a type; yes and no are no numbers."""
    if isinstance(value, bool):
        return False
    if kind == "Sequence[str]":
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    if kind == "Sequence[int]":
        return isinstance(value, list | tuple) and all(
            isinstance(one, str) or (_is(one, "float") and float(one).is_integer()) for one in value
        )
    kinds: dict[str, Any] = {
        "None": type(None),
        "str": str,
        "int": int,
        "float": int | float,
        "date": date,
        "Mapping[str, str]": Mapping,
        "Mapping[str, float]": Mapping,
    }
    return isinstance(value, kinds[kind])


def _plain(value: Any) -> Any:
    """A number or text of a frame as one of Python; several as a list."""
    if isinstance(value, str | bytes | int | float | date | Mapping | None):
        return _item(value)
    if hasattr(value, "columns"):  # a frame is no list of names
        return value
    for method in ("tolist", "to_list", "to_pylist", "as_py"):
        if hasattr(value, method):
            return getattr(value, method)()
    if isinstance(value, Iterable):
        return [_plain(one) for one in (sorted(value) if isinstance(value, set) else value)]
    return value


def _item(value: Any) -> Any:
    """A scalar of numpy that is also one of Python, as numpy.float64, as that of Python."""
    return value.item() if hasattr(value, "item") and not isinstance(value, Mapping) else value


def _shown(value: Any) -> str:
    text = repr(_plain(value))
    return text if len(text) <= LONGEST else f"a {type(value).__name__}"


def _wanted(types: set[str]) -> str:
    if "Sequence[int]" in types:
        return "a year, a list of years or a text as '2018:2024'"
    if "date" in types:
        return "a date, or a text as '2026-11-24'"
    found = [text for kind, text in MEANS.items() if kind in types]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"

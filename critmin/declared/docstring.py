"""Docstring of a question: what is written, and the parameters that only their definition explains.

A docstring explains those parameters that mean something of their own in the question. The others
are added here, in the order of the signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from critmin.declared.listed import WORDS, Taken
from critmin.declared.parameter import SWITCH

HEADING = "Parameters"
WIDTH = 92
TYPES = {
    "Sequence[str]": "sequence of str",
    "Sequence[int]": "sequence of int",
    "Mapping[str, str]": "dict of str",
    "Mapping[str, float]": "dict of float",
    "PathLike[str]": "path",
    "Any": "object",
}


def whole(written: str, taken: Sequence[Taken], types: Mapping[str, str]) -> str:
    """A docstring with an entry for each parameter.

    Parameters
    ----------
    written : str
        The docstring as it is written.
    taken : sequence of Taken
        Declared parameters, in their order.
    types : mapping of str to str
        Plain annotation of each argument.

    Examples
    --------
    >>> from critmin.declared.parameter import option
    >>> top = Taken("top", option("--top", takes="N", help="Only the N largest."))
    >>> whole("Shares.", [top], {"top": "int | None"}).splitlines()[-2:]
    ['top : int, optional', '    Only the N largest.']
    """
    before, entries, after = _parts(_clean(written))
    known = {name: head for head in entries for name in _names(head)}
    order: dict[str, list[str]] = {}
    for one in taken:
        name = f"*{one.keyword}" if one.way == WORDS else one.keyword
        head = known.get(name)
        if head is not None:
            order.setdefault(head, entries[head])
        else:
            order[f"{name} : {_type(one, types)}"] = list(_text(one))
    lines = [line for head, text in {**order, **entries}.items() for line in (head, *text)]
    section = [HEADING, "-" * len(HEADING), *lines] if lines else []
    return "\n\n".join(filter(None, (before, "\n".join(section), after)))


def _clean(written: str) -> list[str]:
    """Lines without the indent of the code."""
    first, *rest = written.strip().split("\n")
    indent = min((len(one) - len(one.lstrip()) for one in rest if one.strip()), default=0)
    return [first, *(one[indent:].rstrip() for one in rest)]


def _parts(lines: list[str]) -> tuple[str, dict[str, list[str]], str]:
    """What stands before the parameters, their entries, and what stands after them."""
    starts = [at for at in range(1, len(lines)) if set(lines[at]) == {"-"}]
    headings = [at - 1 for at in starts]
    at = next((one for one in headings if lines[one] == HEADING), None)
    if at is None:
        end = next(iter(headings), len(lines))
        return _joined(lines[:end]), {}, _joined(lines[end:])
    end = next((one for one in headings if one > at), len(lines))
    entries: dict[str, list[str]] = {}
    head = ""
    for line in lines[at + 2 : end]:
        if line and not line.startswith(" "):
            head = line
            entries[head] = []
        elif line:
            entries[head].append(line)
    return _joined(lines[:at]), entries, _joined(lines[end:])


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n")


def _names(head: str) -> list[str]:
    return [name.strip() for name in head.partition(" : ")[0].split(",")]


def _type(one: Taken, types: Mapping[str, str]) -> str:
    """A type as docstrings write it.

    >>> _type(Taken("year", None), {"year": "str | int | None"})
    'str or int, optional'
    """
    optional = one.default is None and not one.required and one.way != WORDS
    parts = [part for part in types[one.keyword].split(" | ") if part != "None"]
    completes: Any = getattr(one.parameter, "completes", ())
    words = [TYPES.get(part, part) for part in parts]
    if isinstance(completes, tuple) and completes and parts == ["str"]:
        words = ["{" + ", ".join(f'"{word}"' for word in completes) + "}"]
    return " or ".join(words) + (", optional" if optional else "")


def _text(one: Taken) -> Iterator[str]:
    """What a parameter means: its text for docstrings, or its help in the words of Python."""
    from textwrap import wrap

    text = one.parameter.doc or re.sub(r"--([a-z][a-z-]*)", _argument, one.parameter.help)
    text = re.sub(r",( also)? by option|; (several with commas|repeat for [a-z ]+)", "", text)
    if type(one.default) in (str, int, float) and one.parameter.kind != SWITCH:
        text = text if "Default:" in text else f"{text} Default: {one.default}."
    return (f"    {line}" for line in wrap(text, WIDTH - 4))


def _argument(found: re.Match[str]) -> str:
    return f"``{found[1].replace('-', '_')}``"

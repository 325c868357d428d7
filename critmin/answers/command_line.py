"""Command line that gives an answer again, from its query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from critmin.declared import listed

# Names in the order in which they are typed.
WORDS = (
    "view",
    "figure",
    "subject",
    "question",
    "technology",
    "file",
    "products",
    "claims",
    "buyer",
    "buyers",
    "mineral",
    "minerals",
    "compared",
)
# Keys that say something of the answer and are no option of its command.
UNSAID = {"command", "answered_from"}
REPEATED = {"stop", "country", "alternative", "list", "names", "limit"}  # options of one value each


def command_line(query: Mapping[str, Any]) -> str:
    """Command to type into a shell for the same answer; empty if the query names no command.

    Examples
    --------
    >>> command_line({"command": "share", "minerals": ["lithium"], "stage": ["mining"]})
    'critmin share lithium --stage mining'
    >>> command_line({"command": "exposure", "buyers": ["JPN"], "supplier": "CHN", "year": None})
    'critmin exposure JPN --supplier CHN'
    """
    command = query.get("command")
    if not command:
        return ""
    import shlex

    said = {key: query[key] for key in query if key not in UNSAID}
    if command == "figure":  # a figure's query also holds the question it is made of
        said = {key: said.get(key) for key in ("figure", "edition", "notes")}
    if command == "compare":  # what is compared, and then the two sides
        said["compared"] = [*said.pop("names", ()), said.pop("a"), said.pop("b")]
        said = {key: value for key, value in said.items() if (key, value) != ("measure", "share")}
    if command == "agreements":  # its subject is what a text names
        said["names"] = said.pop("subject", None)
    days = said.pop("days", ())
    said |= dict(zip(("from", "to") if len(days) > 1 else ("as_of",), days, strict=False))
    words = [word for key in WORDS for word in _texts(said.pop(key, None))]
    usual = listed.usual(str(command))
    given = {key: value for key, value in said.items() if usual.get(key) != value}
    options = [part for key, value in given.items() for part in _option(key, value)]
    return shlex.join(["critmin", str(command), *words, *options])


def _texts(value: Any) -> list[str]:
    if value is None or value is False:
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _option(key: str, value: Any) -> Iterator[str]:
    option = f"--{key.replace('_', '-')}"
    if value is None or value is False:
        return
    if value is True:
        yield option
    elif key in REPEATED:
        for one in _texts(value):
            yield from (option, one)
    else:
        yield from (option, ",".join(_texts(value)))

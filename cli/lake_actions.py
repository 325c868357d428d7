"""Reads an action on a lake with its options, and asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from critmin.answers.table import Table
from critmin.core import arguments
from critmin.core.errors import QueryError, UnknownName
from critmin.lakes import managing
from critmin.lakes.adding import READERS
from critmin.lakes.staging import Watch

# Options of each action, and whether it takes names.
ACTIONS = {
    "add": ({"--as", "--edition", "--called", "--map", "--replace"}, True),
    "list": (set[str](), False),
    "check": (set[str](), False),
    "remove": ({"--period"}, True),
}


def ask(
    action: str,
    names: Sequence[str],
    given: Mapping[str, Any],
    lake: Path | None,
    watch: Watch | None = None,
) -> Table:
    """Do an action on a lake.

    Raises
    ------
    UnknownName
        If there is no such action or reader.
    QueryError
        If an option or a name does not belong to the action, or one is missing.
    """
    if action not in ACTIONS:
        raise UnknownName("action", action, known=tuple(ACTIONS))
    options, named = ACTIONS[action]
    wrong = next((one for one, value in given.items() if value and one not in options), None)
    if wrong is not None:
        of = " and ".join(name for name, (takes, _) in ACTIONS.items() if wrong in takes)
        raise QueryError(f"{wrong} belongs to lake {of}, not to lake {action}")
    if bool(names) != named:
        what = {"add": "FILE", "remove": "SOURCE"}.get(action, "")
        right = f"critmin lake {action} {what}".rstrip()
        raise QueryError(f"lake {action} takes {'a name' if named else 'no name'}: {right}")
    if action == "add":
        return _add(names, given, lake, watch)
    if action == "remove":
        if len(names) > 1:
            raise QueryError(f"remove one thing at a time: critmin lake remove {names[0]}")
        return managing.lake_remove(names[0], period=given["--period"], lake=lake)
    if action == "check":
        return managing.lake_check(lake=lake)
    return managing.lake_list(lake=lake)


def _add(
    names: Sequence[str], given: Mapping[str, Any], lake: Path | None, watch: Watch | None
) -> Table:
    if not given["--as"]:
        raise QueryError(f"say whose files they are: --as {', '.join(READERS)}")
    return managing.lake_add(
        names,
        given["--as"],
        lake=lake,
        edition=given["--edition"],
        source=given["--called"],
        columns=_pairs(given["--map"] or ()),
        replace=given["--replace"],
        watch=watch,
    )


def _pairs(column_map: arguments.Pairs) -> dict[str, str]:
    """Names of columns, theirs and ours."""
    found = {}
    for pair in arguments.pairs(column_map):
        theirs, equals, ours = pair.partition("=")
        if not (theirs and equals and ours):
            raise QueryError(f"--map {pair!r}: write THEIRS=OURS, as Wert=value")
        found[theirs] = ours
    return found

"""Command line that gives an answer again, from its query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def command_line(query: Mapping[str, Any]) -> str:
    """Command to type into a shell for the same answer; empty if the query names no command.

    >>> command_line({"command": "sources"})
    'critmin sources'
    """
    command = query.get("command")
    return f"critmin {command}" if command else ""

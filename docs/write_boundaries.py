"""Write docs/boundaries.md: where something from outside becomes more than a text.

``python docs/write_boundaries.py`` writes it from the ledger, ``critmin/core/boundaries.toml``, and
from the arguments of the commands; ``--check`` fails where it is not current.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import current

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "critmin" / "core" / "boundaries.toml"
PAGE = ROOT / "docs" / "boundaries.md"
HEAD = """# Boundaries

Every place where something from outside crosses into a file, a program, SQL, a page, code or the
network. Made by `python docs/write_boundaries.py` from `critmin/core/boundaries.toml`. A test finds
all crossings in the code: one that is not here fails, and so does a line that crosses nothing.
[SECURITY](../SECURITY.md) says what follows from it.

## What may come in

| type | what it is | may open something |
|---|---|---|
| `Name` | a word of a closed vocabulary: a mineral, a place, a stage, a day, a source | no |
| `Text` | shown or compared, looked up nowhere | no |
| `Number` | within limits | no |
| `Switch` | true or false | no |
| `FileArg` | a file or a folder of this machine | yes |
| `Address` | another machine | yes |

The declared kind of a parameter says its type (`critmin.declared.parameter`,
`critmin.core.boundaries.TYPES`). A tool of a language model has no argument that may open
something: registering one raises `TypeError`. Nor has it the options that say how a table of one's
own is read, as `--sheet`. These arguments of the command line may open something; a lake is a
folder, or an address such as `s3://bucket/lake`:

"""
KINDS = {
    "program": "starts a program, sends it a signal or looks for it",
    "write": "writes, or opens not plainly for reading",
    "read": "reads a file",
    "delete": "removes",
    "rename": "renames or replaces",
    "folder": "makes a folder",
    "temporary": "makes a temporary folder",
    "link": "makes a link",
    "rights": "changes permissions or owner",
    "database": "opens a database",
    "sql": "runs SQL",
    "sql-file": "SQL that reads or writes files",
    "unpack": "unpacks",
    "xml": "reads XML",
    "workbook": "reads a workbook by a library",
    "safe": "marks as safe for a page",
    "code": "imports or makes code by name",
    "memory": "reaches memory outside of Python",
    "environment": "reads or sets the environment, or the home folder",
    "network": "uses the network",
    "input": "reads standard input",
    "mcp": "argument of a tool of a language model",
}


def opening() -> str:
    """Arguments of the commands that open something, each with its commands."""
    from critmin.cli.parameters import parameters
    from critmin.cli.registry import COMMANDS

    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for command in COMMANDS.values():
        for one in parameters(command):
            if one.outside.opens:
                found[one.outside.__name__, one.shown].append(command.name)
    lines = ["| type | argument | commands |", "|---|---|---|"]
    for (kind, shown), names in sorted(found.items()):
        named = ", ".join(f"`{name}`" for name in names) if len(names) < 15 else "all answers"
        lines.append(f"| `{kind}` | `{_cell(shown)}` | {named} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(entries: list[dict[str, Any]]) -> str:
    """A section for each module."""
    parts = []
    for entry in entries:
        crossings = [
            f"{kind}: {', '.join(f'`{name}`' for name in names)}"
            for kind, names in entry["crossings"].items()
        ]
        takes = ", ".join(f"`{kind}`" for kind in entry["takes"]) or "nothing from outside"
        tests = ", ".join(f"`{one.removeprefix('tests/')}`" for one in entry["tests"])
        parts.append(
            f"### `{entry['module']}`\n\n{entry['what']}\n\n"
            f"- Reached by: {takes}\n- Refused: {entry['refused']}\n"
            f"- Crossings: {'; '.join(crossings)}\n- Tests: {tests}\n"
        )
    return "\n".join(parts)


def page() -> str:
    """The whole page."""
    entries = tomllib.loads(LEDGER.read_text("utf-8"))["home"]
    used = {kind for entry in entries for kind in entry["crossings"]}
    kinds = "\n".join(f"| {kind} | {said} |" for kind, said in KINDS.items() if kind in used)
    head = "## Kinds of crossings\n\n| kind | what it does |\n|---|---|"
    return f"{HEAD}{opening()}\n\n{head}\n{kinds}\n\n## The ledger\n\n{table(entries)}"


def main() -> int:
    """Write the page if it is not current, or with ``--check`` say so and fail."""
    return current.write({PAGE: page()}, "write_boundaries.py")


if __name__ == "__main__":
    sys.exit(main())

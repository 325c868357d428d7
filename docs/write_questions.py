"""Write critmin/declared/index.py, the index of the questions, from their declarations.

``python docs/write_questions.py`` writes it; ``--check`` fails where it is not current. The index
is what the command line starts from: no question is imported to complete or explain another.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import current  # noqa: E402

from critmin.declared.listed import GROUPS, Question  # noqa: E402
from critmin.declared.parameter import Parameter  # noqa: E402
from critmin.declared.question import DECLARED, declaration  # noqa: E402

INDEX = ROOT / "critmin" / "declared" / "index.py"
HEAD = '''"""Index of the questions: what each says of itself, and what it takes. Not edited.

Written by `python docs/write_questions.py` from the declarations. A row of `PARAMETERS` is a
`Parameter`; one of `QUESTIONS` an `Entry` after its name, and then what it takes: the name in
Python, the place in `PARAMETERS`, and the rest of a `Taken`.
"""

from typing import Any

'''


def questions() -> list[Question]:
    """All declared questions, in the order of the help."""
    found = {}
    for path in sorted((ROOT / "critmin").glob("*/*.py")):
        if "critmin.declared.question import question" not in path.read_text("utf-8"):
            continue
        module = import_module(f"critmin.{path.parent.name}.{path.stem}")
        for function in vars(module).values():
            if DECLARED in getattr(function, "__dict__", {}):
                one = declaration(function)
                found[one.entry.name] = one
    return sorted(
        found.values(), key=lambda q: (GROUPS.index(q.entry.group), q.entry.place, q.entry.name)
    )


def index() -> str:
    """The index as Python, a parameter or a question a line; docstrings are left out."""
    known: dict[Parameter, int] = {}
    rows = []
    for name, *entry, taken in ((*one.entry, one.taken) for one in questions()):
        took = tuple(
            (one.keyword, known.setdefault(one.parameter._replace(doc=""), len(known)), *one[2:])
            for one in taken
        )
        rows.append(f"    {name!r}: {(*entry, took)!r},\n")
    parameters = "".join(f"    {one[:-1]!r},\n" for one in known)
    return (
        f"{HEAD}PARAMETERS: tuple[tuple[Any, ...], ...] = (\n{parameters})\n"
        f"QUESTIONS: dict[str, tuple[Any, ...]] = {{\n{''.join(rows)}}}\n"
    )


def main() -> int:
    """Write the index if it is not current, or with ``--check`` say so and fail."""
    return current.write({INDEX: index()}, "write_questions.py")


if __name__ == "__main__":
    sys.exit(main())

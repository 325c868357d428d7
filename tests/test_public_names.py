"""The public names: one mapping, and the same names once more for type checkers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import critmin

TREE = ast.parse(Path(critmin.__file__).read_text("utf-8"))


def typed() -> dict[str, str]:
    """Names that the block for type checkers gives on, with their modules."""
    (block,) = (
        node
        for node in TREE.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.asname == alias.name and node.module != "critmin"
    }


def test_type_checkers_see_the_public_names() -> None:
    assert typed() == critmin._PUBLIC
    assert critmin.__all__ == sorted(critmin._PUBLIC)


@pytest.mark.parametrize("name", critmin.__all__)
def test_every_name_is_there(name) -> None:
    assert getattr(critmin, name).__name__ == name
    assert name in dir(critmin)


@pytest.mark.parametrize(
    "line",
    [
        "import critmin; print(critmin.measures.hhi([0.5, 0.5]))",
        "from critmin import measures; print(measures.hhi([0.5, 0.5]))",
        "import critmin, critmin.supply.hhi; print(critmin.measures.hhi([0.5, 0.5]))",
    ],
)
def test_measures_need_no_import_of_their_own(line) -> None:
    done = subprocess.run(
        [sys.executable, "-c", line], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "0.5\n"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'shares'"):
        critmin.shares  # noqa: B018


def test_a_former_name_answers_and_says_the_new_one() -> None:
    with pytest.warns(DeprecationWarning, match="own_suppliers is now critmin.suppliers"):
        assert critmin.own_suppliers is critmin.suppliers


def test_the_package_lists_its_questions_by_group() -> None:
    """`help(critmin)` names every command that answers, under its group of the command line."""
    from critmin.cli.registry import COMMANDS

    listed: dict[str, set[str]] = {}
    group = ""
    for line in str(critmin.__doc__).splitlines():
        if line in {command.group for command in COMMANDS.values()}:
            group = line
        elif line.startswith("    ") and group:
            listed.setdefault(group, set()).update(re.findall(r"\w+", line))
        else:
            group = ""
    for name, command in COMMANDS.items():
        if name in critmin.__all__:
            assert name in listed[command.group]
    assert {name for names in listed.values() for name in names} >= {
        name for name in critmin.__all__ if name in COMMANDS or name.startswith("policy_")
    }


def test_a_look_at_the_package_shows_what_it_offers() -> None:
    shown = {name for name in dir(critmin) if not name.startswith("__")}
    assert shown == {*critmin.__all__, "measures"}


def test_an_error_prints_its_suggestions() -> None:
    with pytest.raises(critmin.UnknownName) as error:
        critmin.share("lithum")
    assert str(error.value).endswith("; did you mean lithium?")

"""The public names: one mapping, and the same names once more for type checkers."""

from __future__ import annotations

import ast
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

"""Every question's row is made of known columns, each of the type that columns.csv gives it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from critmin.answers.builder import codes, no_data
from critmin.answers.columns import columns_of, vocabulary

ROOT = Path(__file__).resolve().parent.parent.parent
TYPES = {
    "string": {str, tuple[str, ...]},
    "integer": {int},
    "number": {float, int},
    "boolean": {bool},
}


def rows() -> dict[str, type[Any]]:
    """Every class of rows: a tuple of named fields that ends with `flag`, `source` or both."""
    found = {}
    for path in sorted((ROOT / "critmin").glob("*/*.py")):
        if "Row(NamedTuple)" not in path.read_text("utf-8"):
            continue
        module = import_module(f"critmin.{path.parent.name}.{path.stem}")
        for name, made in vars(module).items():
            own = isinstance(made, type) and made.__module__ == module.__name__
            if own and name.endswith("Row") and getattr(made, "_fields", ("",))[-1] == "source":
                found[f"{path.parent.name}.{path.stem}.{name}"] = made
    return found


ROWS = rows()


def several_texts(kind: object) -> bool:
    """Whether cells hold several texts, each of which may be more than its text."""
    of = get_args(kind)
    return get_origin(kind) is tuple and isinstance(of[0], type) and issubclass(of[0], str)


def test_all_questions_have_named_rows() -> None:
    assert len(ROWS) >= 30, sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_made_of_known_columns(name) -> None:
    row = ROWS[name]
    hints = {name.removesuffix("_"): hint for name, hint in get_type_hints(row).items()}
    for column in columns_of(row):
        hint = hints[column.name]
        kinds = set(getattr(hint, "__args__", ()) if "|" in str(hint) else (hint,)) - {type(None)}
        kinds = {tuple[str, ...] if several_texts(kind) else kind for kind in kinds}
        assert kinds <= TYPES[column.type], f"{column.name}: {hint} is no {column.type}"


@pytest.mark.parametrize("name", ROWS)
def test_a_row_without_figures_can_be_made(name) -> None:
    row = ROWS[name]
    if "flag" not in row._fields:
        return
    made = no_data(row, **{row._fields[0]: "x"})
    assert made.flag == ("no_data",)
    assert made[0] == "x"


def test_every_column_is_defined_once_and_used() -> None:
    used = {name.removesuffix("_") for row in ROWS.values() for name in row._fields}
    used.add("lists")  # of the matrix of lists, which has no class: its columns are the lists
    unused = set(vocabulary()) - used
    assert not unused, sorted(unused)


def test_codes_are_collected_once_and_in_order() -> None:
    assert codes(["b", "a"], "b", None, ()) == ("b", "a")

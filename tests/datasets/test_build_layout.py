"""The build has one folder a publisher; its modules import one way and use their own labels."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[2] / "datasets" / "_build"
FOLDERS = sorted({path.parent.name for path in BUILD.glob("*/*.py")})
MODULES = sorted(BUILD.rglob("*.py"))
# What one publisher's folder may import of another's: table 6 of the USGS gives main uses.
EXCEPTIONS = {("policy/uses.py", "usgs")}


def name(path: Path) -> str:
    return path.relative_to(BUILD).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imported(path: Path) -> set[str]:
    """First names of the modules that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            found.add(str(node.module).partition(".")[0])
    return found


def label_patterns(folder: str) -> Iterator[str]:
    """Names that a folder's modules hand to ``label_rows``; a computed part is any text."""
    for path in (BUILD / folder).glob("*.py"):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id == "label_rows":
                own, table = node.args
                assert isinstance(own, ast.Constant)
                assert own.value == folder, f"{name(path)} reads labels of {own.value}"
                parts = table.values if isinstance(table, ast.JoinedStr) else [table]
                yield "".join(
                    re.escape(part.value) if isinstance(part, ast.Constant) else ".+"
                    for part in parts
                )


def builders() -> dict[str, str]:
    """The dictionary ``BUILDERS`` of publishers.py, read without running it."""
    for node in tree(BUILD / "publishers.py").body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "BUILDERS":
            found: dict[str, str] = ast.literal_eval(node.value)
            return found
    raise AssertionError("publishers.py has no BUILDERS")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_folders_import_shared_modules_and_themselves_only(path: Path) -> None:
    own = path.parent.name
    others = imported(path) & set(FOLDERS) - {own}
    assert {(name(path), other) for other in others} <= EXCEPTIONS


def test_no_exception_is_stale() -> None:
    assert all(folder in imported(BUILD / module) for module, folder in EXCEPTIONS)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_label_file_is_read_by_its_own_folder(folder: str) -> None:
    files = {path.stem for path in (BUILD / folder / "labels").glob("*")}
    patterns = set(label_patterns(folder))
    assert {file for file in files if not any(re.fullmatch(p, file) for p in patterns)} == set()
    assert {p for p in patterns if not any(re.fullmatch(p, file) for file in files)} == set()


def test_labels_lie_in_the_folders_of_publishers() -> None:
    found = {path.parent for path in BUILD.rglob("*.csv")}
    assert found <= {BUILD / folder / "labels" for folder in FOLDERS}


def test_every_folder_has_a_builder_and_every_builder_a_build() -> None:
    assert {module.partition(".")[0] for module in builders()} == set(FOLDERS)
    with_build = {
        name(path).removesuffix(".py").replace("/", ".")
        for path in BUILD.glob("*/*.py")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and node.name == "build"
        if [arg.arg for arg in node.args.args] == ["sources", "ledger", "places"]
    }
    assert with_build == set(builders())


def test_no_module_has_the_name_of_a_library() -> None:
    """The folder leads the path when the build runs: a name of its own there hides a library."""
    import sys

    own = {path.stem for path in BUILD.glob("*.py")} | set(FOLDERS)
    assert not own & sys.stdlib_module_names - {"__main__"}

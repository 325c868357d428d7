"""The house: which package may import which, and what no package may do."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# Lowest first; a package imports from those before it. `cli` stands on top of all.
ORDER = tuple(PROJECT["tool"]["critmin"]["packages"])
MOST_MODULES, FLAT = 26, {"__init__", "__main__"}
HEAVY = {
    "pandas": {"answers.frames", "user_tables.frames"},
    "pyarrow": {
        "answers.frames",
        "lakes.engine_duckdb",
        "lakes.engine_spark",
        "lakes.store",
        "outlets.parquet_folder",
        "screening.arrow_rows",
        "user_tables.frames",
    },
    "numpy": {
        "screening.arrow_rows",
        "tracing.chain_draws",
        "tracing.draws",
        "tracing.mixing",
        "tracing.solved",
        "tracing.weighing",
    },
    "matplotlib": {"drawing.matplotlib_writer"},
    "openpyxl": {"answers.workbook"},
    "polars": {"answers.frames"},
    "narwhals": {"user_tables.frames"},
    "tabulate": {"answers.text"},
    "jinja2": {"pages.html_page"},
    "reportlab": {"pages.pdf_drawing"},
    "rich": {"cli.terminal", "cli.progress"},
}


class Import(NamedTuple):
    """One import statement: who, what, and whether it runs when the module is loaded."""

    module: str
    target: str
    at_load: bool
    relative: bool
    line: int


def sources() -> dict[str, Path]:
    found = {}
    for top, prefix in (("critmin", ""), ("cli", "cli.")):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT / top).with_suffix("").parts
            name = prefix + ".".join(part for part in parts if part != "__init__")
            found[name.rstrip(".") or "critmin"] = path
    return found


SOURCES = sources()


def absolute(module: str, path: Path, node: ast.ImportFrom) -> str:
    """The full name an import-from starts at."""
    if not node.level:
        return node.module or ""
    base = ["critmin", *(module.split(".") if module != "critmin" else [])]
    up = node.level - (path.name == "__init__.py")
    base = base[: len(base) - up] if up else base
    return ".".join([*base, *([node.module] if node.module else [])])


def imports(module: str) -> Iterator[Import]:
    path = SOURCES[module]

    def walk(node: ast.AST, at_load: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
            if typing:
                continue
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, alias.name, at_load, False, child.lineno)
            elif isinstance(child, ast.ImportFrom):
                start = absolute(module, path, child)
                for alias in child.names:
                    whole = f"{start}.{alias.name}"
                    known = whole.removeprefix("critmin.") in SOURCES
                    yield Import(
                        module, whole if known else start, at_load, child.level > 0, child.lineno
                    )
            else:
                yield from walk(child, at_load and not inside)

    yield from walk(ast.parse(path.read_text("utf-8")), True)


GRAPH = [found for module in SOURCES for found in imports(module)]


def ours(target: str) -> str | None:
    """Our own module's name without the package, or None for anybody else's."""
    if target == "critmin":
        return "critmin"
    return target.removeprefix("critmin.") if target.startswith("critmin.") else None


def said(found: Import) -> str:
    return f"{SOURCES[found.module].relative_to(ROOT)}:{found.line} imports {found.target}"


def package(module: str) -> str:
    """The package that a module stands in; the module itself where it stands flat."""
    return module.partition(".")[0]


def cited(found: Import) -> str:
    return f"{SOURCES[found.module].relative_to(ROOT)}:{found.line} imports {found.target}"


def test_packages_are_those_of_the_rule() -> None:
    there = {path.parent.name for path in (ROOT / "critmin").glob("*/__init__.py")}
    assert there == set(ORDER)
    assert 10 <= len(ORDER) <= 32
    flat = {path.stem for path in (ROOT / "critmin").glob("*.py")}
    assert flat == FLAT


@pytest.mark.parametrize("name", ORDER)
def test_a_package_is_read_at_a_glance(name) -> None:
    modules = [path for path in (ROOT / "critmin" / name).glob("*.py") if path.stem != "__init__"]
    assert len(modules) <= MOST_MODULES
    assert not [
        path
        for path in (ROOT / "critmin" / name).iterdir()
        if path.is_dir() and path.name != "__pycache__"
    ]


def test_one_way_down() -> None:
    rank = {name: place for place, name in enumerate((*ORDER, "cli"))}
    wrong = [
        cited(found)
        for found in GRAPH
        if (target := ours(found.target)) is not None
        and package(found.module) in rank
        and rank.get(package(target), -1) > rank[package(found.module)]
    ]
    assert not wrong


def test_no_module_imports_itself_through_others() -> None:
    """No circle between modules, at load or later."""
    below: dict[str, set[str]] = {}
    for found in GRAPH:
        target = ours(found.target)
        if target in SOURCES and target != found.module:
            below.setdefault(found.module, set()).add(target)
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module not in done:
            for target in sorted(below.get(module, ())):
                visit(target, (*way, module))
            done.add(module)

    for module in SOURCES:
        visit(module, ())


def test_no_package_has_the_name_of_a_question() -> None:
    """After an import from inside it, such a package would stand in place of the function."""
    from critmin.cli.registry import COMMANDS

    import critmin

    planned = set(
        [
            "agreements",
            "brief",
            "compare",
            "config",
            "demand",
            "doctor",
            "effect",
            "events",
            "export",
            "help",
            "lake",
            "mcp",
            "screen",
            "site",
            "suppliers",
        ]
    )
    assert not set(ORDER) & {*critmin.__all__, *COMMANDS, *planned}


def test_measures_need_no_import_of_their_own() -> None:
    import critmin

    assert critmin.measures.hhi([0.5, 0.5]) == 0.5
    for name in critmin.measures.__all__:
        assert hasattr(critmin.measures, name)


def test_the_library_knows_no_command_line() -> None:
    wrong = [
        cited(found)
        for found in GRAPH
        if not found.module.startswith("cli")
        and found.module != "__main__"
        and (
            found.target.split(".")[0] in {"typer", "rich", "click"}
            or found.target.startswith("critmin.cli")
        )
    ]
    assert not wrong


def test_the_library_never_prints() -> None:
    wrong = []
    for module, path in SOURCES.items():
        if module.startswith("cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"print", "input", "exit"}:
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong


@pytest.mark.parametrize("library", HEAVY)
def test_a_heavy_library_has_few_importers(library) -> None:
    users = {f.module for f in GRAPH if f.target.split(".")[0] == library}
    assert users == HEAVY[library]


def test_heavy_packages_are_imported_where_they_are_needed() -> None:
    wrong = [
        cited(f) for f in GRAPH if f.at_load and f.target.split(".")[0] in {*HEAVY, "pydantic"}
    ]
    assert not wrong


def test_siblings_on_the_command_line_are_imported_relatively() -> None:
    wrong = [
        cited(found)
        for found in GRAPH
        if found.module.startswith("cli")
        and found.target.startswith("critmin.cli")
        and not found.relative
    ]
    assert not wrong


def test_no_import_by_a_top_level_folder() -> None:
    assert not [cited(f) for f in GRAPH if f.target.split(".")[0] in {"cli", "datasets"}]


def test_the_library_is_imported_by_its_full_name() -> None:
    assert not [cited(f) for f in GRAPH if f.relative and not f.module.startswith("cli")]


def test_formatting_is_the_formatters() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for top in ("critmin", "cli", "datasets/_build", "tests", "benchmarks")
        for path in sorted((ROOT / top).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "# " + "fmt:" in line
    ]
    assert len(wrong) < 20, wrong


def test_no_table_is_read_when_a_module_is_loaded() -> None:
    """Columns and sentences are looked up when a question is asked."""
    reading = {"columns_of", "columns", "column", "caution", "explained", "read_table", "rows_of"}
    reading |= {"sorted_rows_of", "part_of", "unpacked"}
    wrong = []
    for module, path in SOURCES.items():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                calls = [n for n in ast.walk(node.value) if isinstance(n, ast.Call)]
                wrong += [
                    f"{module}:{node.lineno}"
                    for call in calls
                    if ast.unparse(call.func).split(".")[-1] in reading
                ]
    assert not wrong

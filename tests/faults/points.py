"""Every place of the code where the system may refuse something, found in the code itself.

A point is a call that reads, writes, renames, removes or looks at a file or a stream, starts a
process or uses an engine, or an import of a package that is not Python's own. Its name has the
file, the function, what is called, and a number if that is called more than once.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
READ, WRITE, MOVE, IMPORT, START = "read", "write", "move", "import", "start"
# What is called, by the last word of its name; a whole name where the word has other meanings.
CALLS = {
    READ: "open read_bytes read_text read readline readlines readinto read_parquet iterdir glob "
    "rglob stat lstat is_file is_dir exists listxattr getxattr infolist namelist fetchall "
    "fetchone ZipFile GzipFile BZ2File LZMAFile file_digest load_workbook ParquetFile iter_batches "
    "scan_csv decompress",
    WRITE: "write writelines writerow writerows write_bytes write_text flush fsync save savefig "
    "write_table ParquetWriter to_parquet execute executemany mkdir mkdtemp chmod chown setxattr "
    "print connect dup2 copyfileobj TemporaryDirectory NamedTemporaryFile fdopen FileIO flock "
    "build drawImage showPage",
    MOVE: "rename unlink rmdir rmtree move removedirs",
    START: "Popen run_sync create_connection kill communicate import_module terminate",
}
KIND = {word: kind for kind, words in CALLS.items() for word in words.split()}
WHOLE = {"os.close": WRITE, "os.replace": MOVE, "subprocess.run": START, "anyio.run": START}
# Words of other meanings: of the program's own objects.
NOT = {"workers.records"}


class Point(NamedTuple):
    """Place in the code: its name and what it does."""

    name: str
    kind: str
    package: str = ""


def files() -> Iterator[Path]:
    """All modules of the program."""
    for top in ("critmin", "cli"):
        yield from sorted((ROOT / top).rglob("*.py"))


def points() -> list[Point]:
    """All points of the program."""
    found: list[Point] = []
    for path in files():
        marking = _Marking(path.relative_to(ROOT).as_posix())
        marking.visit(ast.parse(path.read_text("utf-8")))
        found += marking.points
    return found


def _is_outside(module: str) -> bool:
    top = module.partition(".")[0]
    return top != "critmin" and top not in sys.stdlib_module_names


def _kind(node: ast.Call) -> str:
    called = ast.unparse(node.func)
    if called in WHOLE:
        return WHOLE[called]
    word = called.rpartition(".")[2]
    if word == "replace" and isinstance(node.func, ast.Attribute):
        # A path is replaced by one thing; a text has two, a table and a day have names.
        return MOVE if len(node.args) == 1 and not node.keywords else ""
    if word in {"open", "print", "connect"} or isinstance(node.func, ast.Attribute):
        return KIND.get(word, "")
    return KIND.get(word, "") if word[:1].isupper() or word == "rmtree" else ""


class _Marking(ast.NodeTransformer):
    """Puts a mark before each point of a module."""

    def __init__(self, file: str) -> None:
        self.file, self.points = file, list[Point]()
        self.within: list[str] = []
        self.counted: Counter[str] = Counter()

    def _add(self, what: str, kind: str, package: str = "") -> str:
        start = f"{self.file}:{'.'.join(self.within) or 'module'}:{what}"
        self.counted[start] += 1
        number = self.counted[start]
        name = start if number == 1 else f"{start}#{number}"
        self.points.append(Point(name, kind, package))
        return name

    def _scope(self, node: Any) -> Any:
        self.within.append(node.name)
        self.generic_visit(node)
        self.within.pop()
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _scope

    def visit_If(self, node: ast.If) -> Any:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return node
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        kind = _kind(node)
        if kind:
            words = ast.unparse(node.func).split(".")
            what = ".".join(words[-2:]) if words[0] in {"os", "shutil", "subprocess"} else words[-1]
            name = self._add(what, kind)
            node.func = _mark(name, node.func)
        return self.generic_visit(node)

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Any:
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
        outside = [one for one in modules if one and _is_outside(one)]
        if not outside or (isinstance(node, ast.ImportFrom) and node.level):
            return node
        name = self._add(f"import {outside[0]}", IMPORT, outside[0])
        return [ast.Expr(_mark(name, ast.Constant(None))), node]

    visit_Import = visit_ImportFrom = _imported


def _mark(name: str, func: ast.expr) -> ast.Call:
    mark = ast.Name("_critmin_point", ast.Load())
    return ast.Call(mark, [ast.Constant(name), func], [])


class Loader(SourceFileLoader):
    """Loads a module with its points marked."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        marking = _Marking(Path(path).resolve().relative_to(ROOT).as_posix())
        marked = ast.fix_missing_locations(marking.visit(tree))
        return compile(marked, path, "exec", dont_inherit=True)


class Finder:
    """Finds the modules of the program, and marks their points."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Specification with the marking loader; None for all other modules."""
        if name.partition(".")[0] != "critmin":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = Loader(name, spec.loader.path)
        return spec


def install(reached: Any) -> None:
    """Mark the points of all modules loaded from here on; each is told when it is reached."""

    def mark(name: str, func: Any) -> Any:
        reached(name)
        return func

    builtins._critmin_point = mark  # type: ignore[attr-defined]
    sys.meta_path.insert(0, Finder())

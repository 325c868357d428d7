"""Finds every crossing in code: where something from outside can become more than a text.

A crossing is a module, a function in it, and a kind. Names are followed through imports and
aliases; methods of objects that nobody knows here are found by their names, also where they are not
called at once. Run as a program it prints what differs from the ledger.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("critmin", "cli")  # what is shipped; the build runs on the maintainers' machines alone
MODULE = "<module>"

# Dotted names by kind; a name that ends in a dot stands for all that begins with it.
DOTTED = {
    "program": "subprocess. os.system os.popen os.exec os.spawn os.posix_spawn os.fork os.forkpty "
    "os.startfile os.kill os.killpg shutil.which pty. multiprocessing. "
    "concurrent.futures.ProcessPoolExecutor asyncio.create_subprocess_exec "
    "asyncio.create_subprocess_shell webbrowser.",
    "write": "os.write os.pwrite os.writev os.truncate os.ftruncate os.mkfifo os.mknod os.dup2 "
    "shutil.copy shutil.move shutil.make_archive shelve. dbm. "
    "pyarrow.parquet.ParquetWriter pyarrow.parquet.write_table fileinput.",
    "delete": "os.remove os.unlink os.rmdir os.removedirs shutil.rmtree",
    "rename": "os.rename os.renames os.replace",
    "folder": "os.mkdir os.makedirs",
    "temporary": "tempfile.",
    "link": "os.link os.symlink",
    "rights": "os.chmod os.chown os.lchown os.fchmod os.fchown os.setxattr os.umask os.setuid "
    "os.setgid os.chroot shutil.chown shutil.copymode",
    "safe": "markupsafe.Markup jinja2.Environment jinja2.Template jinja2.utils.markupsafe",
    "code": "importlib.import_module importlib.__import__ importlib.reload "
    "importlib.util.module_from_spec importlib.machinery.SourceFileLoader builtins. runpy. code. "
    "codeop. pickle. marshal. dill. cloudpickle. joblib. numpy.load zipimport. types.CodeType "
    "types.FunctionType",
    "memory": "ctypes. cffi. mmap. resource.",
    "environment": "os.environ os.environb os.getenv os.putenv os.unsetenv os.path.expanduser "
    "os.path.expandvars os.chdir pwd. getpass.",
    "network": "socket. ssl. urllib.request. http. ftplib. smtplib. poplib. imaplib. telnetlib. "
    "xmlrpc. socketserver. requests. httpx. aiohttp. urllib3. fsspec. s3fs. grpc. boto3. "
    "asyncio.open_connection pyarrow.fs. pyarrow.flight.",
    "xml": "xml. lxml. defusedxml. html5lib.",
    "unpack": "zipfile. tarfile. gzip. bz2. lzma. zlib.decompress zlib.decompressobj py7zr. "
    "libarchive. shutil.unpack_archive zstandard.",
    "workbook": "openpyxl.load_workbook xlrd. pandas.read_excel",
    "input": "sys.stdin sys.__stdin__ fileinput.",
    "read": "pyarrow.dataset. pyarrow.csv. pyarrow.feather. pandas.read_csv pandas.read_parquet",
    "database": "sqlite3.connect duckdb.connect",
}
# Methods of any object. Those whose name alone says too little are judged by how they are called.
METHODS = {
    "program": "Popen check_output check_call getoutput posix_spawn",
    "write": "write_text write_bytes touch writestr mkfifo savefig to_csv to_parquet to_excel "
    "to_json to_pickle to_feather write_table write_parquet write_csv ParquetWriter",
    "delete": "unlink rmdir rmtree removedirs",
    "rename": "renames",
    "folder": "mkdir makedirs",
    "link": "symlink_to hardlink_to link_to symlink",
    "rights": "chmod lchmod chown fchmod setxattr",
    "sql": "execute executemany executescript sql raw_sql read_sql enable_load_extension "
    "load_extension install_extension",
    "safe": "Markup from_string",
    "code": "import_module exec_module load_module module_from_spec __subclasses__ __globals__ "
    "__builtins__",
    "environment": "environ environb getenv putenv expanduser expandvars home chdir",
    "network": "create_connection urlopen urlretrieve from_uri remote FileSystem connect_ex "
    "create_server open_input_stream open_input_file open_output_stream get_file_info",
    "xml": "ParserCreate fromstring iterparse XMLParser parseString make_parser",
    "unpack": "extractall decompressobj ZipFile unpack_archive",
    "read": "read_text read_bytes read_csv read_parquet read_json read_table ParquetFile "
    "ParquetDataset open_dataset memory_map read_metadata read_schema",
    "database": "connect",
    "workbook": "load_workbook",
}
BUILT_IN = {
    "code": "eval exec compile __import__ __builtins__ globals breakpoint",
    "input": "input",
}
# What SQL text opens, writes or loads, and what a template marks as safe.
TEXTS = {
    "sql-file": re.compile(
        r"\b(?:ATTACH|COPY|INSTALL|LOAD|EXPORT DATABASE|IMPORT DATABASE|VACUUM INTO)[ (']|"
        r"\b(?:read_(?:parquet|csv|csv_auto|json|json_auto|text|blob|ndjson)|parquet_\w+|"
        r"sniff_csv|glob|load_extension|getenv)\("
    ),
    "safe": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "environment": re.compile(r"\$\{?[A-Z_]{4,}\b(?=.*\bsh\b)"),
}
SHAPED = {"open", "replace", "rename"}
TEXT_OR_FILE = {"to_csv", "to_json", "to_excel", "to_parquet", "to_pickle", "to_feather"}
RISKY = {"os", "shutil", "subprocess", "builtins", "importlib", "socket", "sys", "ctypes"}
NO_WRITE = re.compile(r"^[rbtU]*$")
ARGUMENT = "critmin.outlets.mcp_questions.Argument"


class Crossing(NamedTuple):
    """Where: module as `critmin.answers.writing`, the function or `Class.method`, and the kind."""

    module: str
    function: str
    kind: str


def _listed(table: dict[str, str]) -> dict[str, str]:
    return {word: kind for kind, words in table.items() for word in words.split()}


_DOTTED, _METHODS, _BUILT_IN = map(_listed, (DOTTED, METHODS, BUILT_IN))
# Family of a name without a dot at its end: os.exec stands for os.execv and the others.
_FAMILIES = ("os.exec", "os.spawn", "os.posix_spawn", "shutil.copy", "zlib.decompress")


def kind_of_name(dotted: str) -> str | None:
    """Kind of a full name; None if it crosses nothing.

    >>> kind_of_name("subprocess.run"), kind_of_name("os.path.join"), kind_of_name("os.execvp")
    ('program', None, 'program')
    """
    if dotted in _DOTTED:
        return _DOTTED[dotted]
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        start = ".".join(parts[:end])
        if (found := _DOTTED.get(f"{start}.") or _DOTTED.get(start)) is not None:
            return found
    return next((_DOTTED[one] for one in _FAMILIES if dotted.startswith(one)), None)


class _Finder(ast.NodeVisitor):
    """Crossings of one module."""

    def __init__(self, module: str) -> None:
        self.module, self.found = module, set[Crossing]()
        self.names: dict[str, str] = {}
        self.inside: list[str] = []
        self.given: list[set[str]] = []
        self.called: set[int] = set()

    def _add(self, kind: str | None) -> None:
        if kind is not None:
            self.found.add(Crossing(self.module, ".".join(self.inside[:2]) or MODULE, kind))

    # Where we are. What is nested in a function belongs to it.
    def _within(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer, given = self.inside, self.given
        if not isinstance(node, ast.ClassDef):
            every = (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)
            self.given = [*given, {one.arg for one in every}]
        in_class = len(outer) == 1 and outer[0][:1].lstrip("_").isupper()
        named = not outer or (outer[0].lstrip("_")[:1].isupper() and len(outer) < 2)
        self.inside = [*outer, node.name] if named or in_class else outer
        for one in node.decorator_list:
            self.visit(one)
        if isinstance(node, ast.ClassDef):
            for one in node.bases:
                self.visit(one)
        else:
            for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
                self.visit(default)
        for one in node.body:
            self.visit(one)
        self.inside, self.given = outer, given

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _within

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._alias([node.target], node.value)
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for one in node.orelse:
                self.visit(one)
            return
        self.generic_visit(node)

    # Names.
    def visit_Import(self, node: ast.Import) -> None:
        for one in node.names:
            self.names[one.asname or one.name.partition(".")[0]] = (
                one.name if one.asname else one.name.partition(".")[0]
            )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        start = node.module or ""
        for one in node.names:
            if one.name == "*" and start.partition(".")[0] in RISKY:
                self._add("code")
            self.names[one.asname or one.name] = f"{start}.{one.name}"

    def visit_Assign(self, node: ast.Assign) -> None:
        self._alias(node.targets, node.value)
        self.generic_visit(node)

    def _alias(self, targets: list[ast.expr], value: ast.expr) -> None:
        dotted = self._dotted(value)
        for one in targets:
            if dotted and isinstance(one, ast.Name) and dotted.partition(".")[0] in _ROOTS:
                self.names[one.id] = dotted

    def _dotted(self, node: ast.expr) -> str:
        """Full name of an expression, through imports and aliases; empty if it has none."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, "")
        if isinstance(node, ast.Attribute):
            base = self._dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Call) and self._plain(node.func) in {"__import__", "import_module"}:
            first = node.args[0] if node.args else None
            return first.value if _is_text(first) else ""
        return ""

    @staticmethod
    def _plain(node: ast.expr) -> str:
        return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")

    # What is used.
    def visit_Name(self, node: ast.Name) -> None:
        dotted = self.names.get(node.id)
        if dotted is not None:
            self._add(kind_of_name(dotted))
            if dotted == ARGUMENT:
                self._add("mcp")
        else:
            self._add(_BUILT_IN.get(node.id))
            own = any(node.id in names for names in self.given)  # an argument of that name
            if node.id == "open" and id(node) not in self.called and not own:
                self._add("write")  # handed on: nobody knows with which mode

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = self._dotted(node)
        if dotted:
            self._add(kind_of_name(dotted))
            if dotted == ARGUMENT:
                self._add("mcp")
            if dotted.startswith("critmin."):  # our own functions are judged where they are defined
                self.visit(node.value)
                return
        if node.attr not in TEXT_OR_FILE or id(node) not in self.called:
            self._add(_METHODS.get(node.attr))
        if node.attr in {"replace", "rename"} and not dotted and id(node) not in self.called:
            self._add("rename")
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self.called.add(id(node.func))
        name = self._plain(node.func)
        dotted = self._dotted(node.func)
        if name == "getattr" or dotted == "operator.attrgetter":
            self._of_getattr(node)
        if name in TEXT_OR_FILE and (node.args or node.keywords):
            self._add("write")  # without a place it is a text
        if name in SHAPED:
            self._shaped(node, name, dotted)
        if any(k.arg == "autoescape" and _is_false(k.value) for k in node.keywords):
            self._add("safe")
        if any(k.arg == "shell" and not _is_false(k.value) for k in node.keywords):
            self._add("program")
        self.generic_visit(node)

    def _of_getattr(self, node: ast.Call) -> None:
        base = self._dotted(node.args[0]) if node.args else ""
        texts = [one for one in node.args if _is_text(one)]
        for one in texts:
            self._add(kind_of_name(f"{base}.{one.value}") if base else None)
            self._add(_METHODS.get(one.value))
        if len(node.args) > 1 and not _is_text(node.args[1]) and base in RISKY:
            self._add("code")

    def _shaped(self, node: ast.Call, name: str, dotted: str) -> None:
        """Judge a call by its arguments: `text.replace(a, b)` is none, `path.replace(b)` is."""
        if name == "open" and not dotted.startswith(("zipfile.", "tarfile.", "gzip.")):
            self._add(_of_open(node, dotted))
        if name in {"replace", "rename"} and not dotted:
            # One place: a path. A `*list` may be one; keywords alone are of records and frames.
            one = len(node.args) == 1
            self._add(
                "rename" if one or any(isinstance(a, ast.Starred) for a in node.args) else None
            )
        if name == "rename" and len(node.args) > 1:
            self._add("rename")

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            for kind, pattern in TEXTS.items():
                if pattern.search(node.value):
                    self._add(kind)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # not a docstring
            self.generic_visit(node)


_ROOTS = {name.partition(".")[0] for name in _DOTTED}


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _of_open(node: ast.Call, dotted: str) -> str:
    """Kind of an `open`: what is not plainly for reading is for writing."""
    if dotted == "os.open":
        flags = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
        plain = re.fullmatch(r"os\.O_RDONLY(?: \| (?:os\.O_\w+|getattr\(os, 'O_\w+', 0\)))*", flags)
        return "read" if plain and not re.search("O_(?:CREAT|TRUNC|APPEND)", flags) else "write"
    is_method = isinstance(node.func, ast.Attribute) and dotted not in {"io.open", "codecs.open"}
    at = 0 if is_method else 1
    given = [k.value for k in node.keywords if k.arg == "mode"] or node.args[at : at + 1]
    if any(k.arg is None for k in node.keywords) or any(
        isinstance(a, ast.Starred) for a in node.args
    ):
        return "write"
    if not given:
        return "read"
    mode = given[0]
    return "read" if _is_text(mode) and NO_WRITE.match(mode.value) else "write"


def in_source(text: str, module: str) -> set[Crossing]:
    """Crossings of a module's source."""
    finder = _Finder(module)
    tree = ast.parse(text)
    for node in ast.walk(tree):  # imports of functions count in all of the module
        if isinstance(node, ast.Import):
            finder.visit_Import(node)
        elif isinstance(node, ast.ImportFrom):
            finder.visit_ImportFrom(node)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            finder.names[node.name] = f"{module}.{node.name}"
    finder.found.clear()
    finder.visit(tree)
    return finder.found


def in_template(text: str, name: str) -> set[Crossing]:
    """Crossings of a template: what is marked as safe there."""
    safe = TEXTS["safe"].search(text) or re.search(r"\bMarkup\b", text)
    return {Crossing(name, MODULE, "safe")} if safe else set()


def modules() -> Iterator[tuple[str, Path]]:
    """Name and path of each module that is shipped."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def found() -> set[Crossing]:
    """All crossings of the code and the templates that are shipped."""
    every: set[Crossing] = set()
    for module, path in modules():
        every |= in_source(path.read_text("utf-8"), module)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.html")):
            name = ".".join(path.relative_to(ROOT).parts)
            every |= in_template(path.read_text("utf-8"), name)
    return every


LEDGER = ROOT / "critmin" / "core" / "boundaries.toml"


def ledger() -> list[dict[str, Any]]:
    """Entries of the ledger."""
    entries: list[dict[str, Any]] = tomllib.loads(LEDGER.read_text("utf-8"))["home"]
    return entries


def listed(entries: list[dict[str, Any]]) -> list[Crossing]:
    """Crossings of the ledger, one for each function and kind."""
    return [
        Crossing(entry["module"], function, kind)
        for entry in entries
        for kind, functions in entry["crossings"].items()
        for function in functions
    ]


def main() -> int:
    """Print crossings that are not in the ledger, and lines of it that cross nothing."""
    code, known = found(), set(listed(ledger()))
    for sign, some in (("not in the ledger", code - known), ("crosses nothing", known - code)):
        for one in sorted(some):
            print(f"{sign}: {one.module}: {one.kind} = [{one.function!r}]")
    return int(code != known)


if __name__ == "__main__":
    sys.exit(main())

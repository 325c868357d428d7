"""The ledger of boundaries is the code's; each kind of crossing is found; models open nothing."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path

import crossings
import pytest
from critmin.cli import question_tools
from critmin.cli.parameters import own_of, parameters
from critmin.cli.question_tools import questions
from critmin.cli.registry import COMMANDS
from crossings import Crossing

from critmin.core import boundaries
from critmin.core.boundaries import Address, FileArg, Name, Number, Outside, Switch, Text
from critmin.core.errors import QueryError
from critmin.declared import parameter
from critmin.declared.listed import Taken
from critmin.declared.parameter import BESIDE_TOOLS, Parameter, argument, option
from critmin.outlets.mcp_questions import Argument

ROOT = crossings.ROOT
LEDGER = crossings.ledger()
TYPES = {"Name", "Text", "Number", "Switch", "FileArg", "Address"}


def kinds(source: str) -> set[str]:
    return {one.kind for one in crossings.in_source(textwrap.dedent(source), "m")}


def test_every_crossing_is_in_the_ledger_and_every_line_of_it_in_the_code() -> None:
    listed = crossings.listed(LEDGER)
    assert len(listed) == len(set(listed)), "a crossing is listed twice"
    assert crossings.found() == set(listed), "run: python tests/shared/crossings.py"
    assert len(listed) > 150


def test_an_entry_is_whole() -> None:
    names = [entry["module"] for entry in LEDGER]
    assert len(names) == len(set(names))
    for entry in LEDGER:
        assert {*entry["takes"]} <= TYPES, entry["module"]
        assert len(entry["what"]) > 15 and entry["what"].endswith("."), entry["module"]
        assert len(entry["refused"]) > 15 and entry["refused"].endswith("."), entry["module"]
        assert entry["tests"], entry["module"]


@pytest.mark.parametrize("entry", LEDGER, ids=lambda entry: entry["module"])
def test_what_covers_a_crossing_exists(entry) -> None:
    for named in entry["tests"]:
        path, _, test = named.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert any(name.startswith("test_") for name in there), named
        assert not test or test in there, named


FOUND = [
    ("program", "import subprocess\nsubprocess.run(['x'])"),
    ("program", "import subprocess as s\ns.Popen(['x'])"),
    ("program", "from subprocess import run as go\ngo(['x'])"),
    ("program", "def f():\n    import subprocess\n    return subprocess.check_output"),
    ("program", "import os\nos.system('x')"),
    ("program", "from os import execvp\nexecvp('x', [])"),
    ("program", "import os\nos.spawnlp(0, 'x')"),
    ("program", "import os\nstart = os.popen\nstart('x')"),
    ("program", "import os\ngetattr(os, 'system')('x')"),
    ("program", "import os\no = os\no.system('x')"),
    ("program", "import multiprocessing\nmultiprocessing.Process()"),
    ("program", "import asyncio\nasyncio.create_subprocess_shell('x')"),
    ("program", "work(shell=True)"),
    ("program", "__import__('subprocess').run('x')"),
    ("program", "import importlib\nimportlib.import_module('os').system('x')"),
    ("write", "open('x', 'w')"),
    ("write", "open('x', mode='ab')"),
    ("write", "open('x', 'r+')"),
    ("write", "open('x', mode)"),
    ("write", "open('x', **how)"),
    ("write", "open(*given)"),
    ("write", "work = open"),
    ("write", "path.open('x')"),
    ("write", "path.write_text('x')"),
    ("write", "save = path.write_bytes"),
    ("write", "getattr(path, 'write_bytes')(b'')"),
    ("write", "import io\nio.open('x', 'w')"),
    ("write", "import os\nos.open('x', os.O_WRONLY | os.O_CREAT)"),
    ("write", "import os\nos.open('x', flags)"),
    ("write", "import os\nos.open('x', os.O_RDONLY | os.O_CREAT)"),
    ("write", "from shutil import copyfile\ncopyfile('a', 'b')"),
    ("write", "frame.to_csv('x.csv')"),
    ("write", "frame.to_parquet(path=where)"),
    ("write", "from pyarrow import parquet\nparquet.ParquetWriter('x', s)"),
    ("read", "open('x')"),
    ("read", "path.read_bytes()"),
    ("read", "path.open('rb')"),
    ("read", "import os\nos.open('x', os.O_RDONLY)"),
    ("read", "connection.read_parquet('x')"),
    ("read", "from pyarrow import dataset\ndataset.dataset('x')"),
    ("delete", "path.unlink()"),
    ("delete", "import os\nos.remove('x')"),
    ("delete", "from os import remove as gone\ngone('x')"),
    ("delete", "from shutil import rmtree\nrmtree('x')"),
    ("delete", "import shutil as sh\nmap(sh.rmtree, many)"),
    ("delete", "path.rmdir()"),
    ("rename", "import os\nos.replace('a', 'b')"),
    ("rename", "path.replace(other)"),
    ("rename", "path.replace(*other)"),
    ("rename", "path.rename(other)"),
    ("rename", "move = path.rename"),
    ("folder", "path.mkdir()"),
    ("folder", "from os import makedirs\nmakedirs('x')"),
    ("temporary", "import tempfile\ntempfile.mkdtemp()"),
    ("temporary", "from tempfile import NamedTemporaryFile as N\nN()"),
    ("link", "path.symlink_to(other)"),
    ("link", "import os\nos.link('a', 'b')"),
    ("rights", "path.chmod(0o777)"),
    ("rights", "import os\nos.chown('x', 0, 0)"),
    ("database", "import sqlite3\nsqlite3.connect('x')"),
    ("database", "import ibis\nibis.duckdb.connect()"),
    ("sql", "con.execute('SELECT 1')"),
    ("sql", "con.executemany(a, b)"),
    ("sql", "run = con.raw_sql"),
    ("sql", "con.sql(text)"),
    ("sql", "con.executescript(text)"),
    ("sql-file", "text = f\"ATTACH '{path}' AS other\""),
    ("sql-file", "text = 'COPY t TO ' + path"),
    ("sql-file", 'text = f"FROM read_parquet({name})"'),
    ("sql-file", "text = 'INSTALL httpfs'"),
    ("safe", "from markupsafe import Markup\nMarkup(text)"),
    ("safe", "from markupsafe import Markup as M\nf = M"),
    ("safe", "make(autoescape=False)"),
    ("safe", "import jinja2\njinja2.Environment()"),
    ("safe", "page = '{{ text | safe }}'"),
    ("code", "eval('1')"),
    ("code", "exec(text)"),
    ("code", "compile(text, 'x', 'exec')"),
    ("code", "__import__(name)"),
    ("code", "from importlib import import_module as get\nget(name)"),
    ("code", "import pickle\npickle.loads(b'')"),
    ("code", "from marshal import loads\nloads(b'')"),
    ("code", "import builtins\nbuiltins.exec"),
    ("code", "import os\ngetattr(os, name)()"),
    ("code", "from os import *"),
    ("memory", "import ctypes\nctypes.CDLL('x')"),
    ("memory", "import resource\nresource.setrlimit(0, (1, 1))"),
    ("environment", "import os\nos.environ['X']"),
    ("environment", "from os import getenv\ngetenv('X')"),
    ("environment", "from os import environ as e\ne.get('X')"),
    ("environment", "from pathlib import Path\nPath.home()"),
    ("environment", "path.expanduser()"),
    ("network", "import socket\nsocket.socket()"),
    ("network", "from urllib.request import urlopen\nurlopen('x')"),
    ("network", "from pyarrow import fs\nfs.FileSystem.from_uri('s3://x')"),
    ("network", "import http.client as h\nh.HTTPConnection('x')"),
    ("network", "builder.remote('sc://x')"),
    ("xml", "from xml.etree import ElementTree as E\nE.parse('x')"),
    ("xml", "from xml.parsers import expat\nexpat.ParserCreate()"),
    ("unpack", "import zipfile\nzipfile.ZipFile('x')"),
    ("unpack", "import tarfile\ntarfile.open('x')"),
    ("unpack", "from gzip import decompress\ndecompress(b'')"),
    ("unpack", "import py7zr\npy7zr.SevenZipFile('x')"),
    ("input", "import sys\nsys.stdin.read()"),
    ("mcp", "from critmin.outlets.mcp_questions import Argument\nArgument('x')"),
    ("mcp", "from critmin.outlets import mcp_questions as q\nq.Argument('x')"),
]


@pytest.mark.parametrize(("kind", "source"), FOUND, ids=lambda part: part[:60])
def test_a_crossing_is_found(kind, source) -> None:
    assert kind in kinds(source)
    inside = "class Some:\n    def method(self):\n" + textwrap.indent(source, " " * 8)
    if "import *" not in source:
        found = crossings.in_source(inside, "m")
        assert Crossing("m", "Some.method", kind) in found


def test_each_kind_that_the_ledger_has_is_tried() -> None:
    used = {one.kind for one in crossings.listed(LEDGER)}
    assert used <= {kind for kind, _ in FOUND}


@pytest.mark.parametrize(
    "source",
    [
        *("text.replace('a', 'b')", "day.replace(year=1)", "frame.rename(columns=names)"),
        *("names.remove('x')", "table.to_csv()", "import re\nre.compile('x')", "x = {'open': 1}"),
        *("import os\nos.path.join('a')", "from urllib.parse import quote\nquote('x')"),
        *("def f(open):\n    return open", '"""COPY t TO x is only said."""', "answer.copy()"),
        "from __future__ import annotations\ndef f(x: Markup) -> Markup: ...",
        "if TYPE_CHECKING:\n    import subprocess",
    ],
)
def test_what_crosses_nothing_is_not_found(source) -> None:
    assert kinds(source) == set()


def test_a_template_that_marks_as_safe_is_found() -> None:
    assert crossings.in_template("{{ a }} {{ b|safe }}", "t")
    assert crossings.in_template("{% autoescape false %}{{ a }}{% endautoescape %}", "t")
    assert not crossings.in_template("{{ a }} a safe place", "t")


def test_a_new_crossing_fails(tmp_path, monkeypatch) -> None:
    for folder in crossings.FOLDERS:
        (tmp_path / folder).mkdir()
    (tmp_path / "critmin" / "new.py").write_text("import os\nos.remove('x')\n")
    monkeypatch.setattr(crossings, "ROOT", tmp_path)
    new = crossings.found() - set(crossings.listed(LEDGER))
    assert new == {Crossing("critmin.new", "<module>", "delete")}


# Types.


@pytest.mark.parametrize("takes", [FileArg(), Address(), Outside(), FileArg, "text", None])
def test_what_opens_a_file_or_an_address_cannot_be_registered(takes) -> None:
    with pytest.raises(TypeError, match="a tool takes Name, Text, Number or Switch alone"):
        Argument("data", "data", takes, "A file.")


def test_a_kind_of_ones_own_that_opens_cannot_be_registered() -> None:
    class Folder(Name):
        opens = True

    with pytest.raises(TypeError, match="data is Folder"):
        Argument("data", "data", Folder(), "A folder.")


@pytest.mark.parametrize("takes", [FileArg(), Address(), Outside()])
def test_what_opens_something_takes_nothing(takes) -> None:
    with pytest.raises(QueryError, match="opens a file or an address"):
        takes.taken("data", "x", "")


def test_every_argument_of_the_commands_has_a_type() -> None:
    found = {
        (command.name, one.shown): one.outside
        for command in COMMANDS.values()
        for one in parameters(command)
    }
    assert all(issubclass(kind, Outside) and kind is not Outside for kind in found.values())
    assert found["policy", "--definitions FILE|-"] is FileArg
    assert found["share", "--data FILE|-"] is FileArg
    assert found["share", "-o, --output PATH"] is FileArg
    assert found["via", "--trade LAKE"] is FileArg
    assert found["trend", "--engine duckdb|sc://HOST:PORT"] is Address
    assert found["share", "--fail-if CONDITION"] is Text
    assert found["share", "--top N"] is Number
    assert found["export", "--overwrite"] is Switch
    assert found["lake", "FILE...|SOURCE[@EDITION]"] is FileArg
    assert found["share", "--sheet NAME"] is Name


def test_a_metavar_that_names_a_place_is_declared_as_one() -> None:
    place = re.compile("FILE|PATH|DIR|LAKE|HOST|URL")
    for command in COMMANDS.values():
        for one in parameters(command):
            assert one.outside.opens == bool(place.search(one.takes)), (command.name, one.shown)


def test_no_tool_has_an_argument_that_opens_something() -> None:
    for question in questions():
        opening = {one.name for one in parameters(COMMANDS[question.name]) if one.outside.opens} - {
            "trade"
        }
        given = {one.parameter: one for one in question.arguments}
        assert not opening & {*given}, question.name
        assert not any(one.takes.opens for one in given.values())
        if "trade" in given:  # the bundled sample alone
            assert given["trade"].choices == ("sample",)


OF_OWN_DATA = {
    *("data", "map", "sheet", "wide", "decimal", "limit", "engine", "lake", "definitions")
}


def test_options_of_own_data_are_on_no_tool() -> None:
    on_commands = {
        taken.parameter.outside for command in COMMANDS.values() for taken in own_of(command)
    }
    assert on_commands >= OF_OWN_DATA  # by the names that are looked for below
    for question in questions():
        named = {name for one in question.arguments for name in (one.name, one.parameter)}
        assert not named & (OF_OWN_DATA | {"column_map"}), question.name


def test_each_declared_kind_has_a_type() -> None:
    kinds = {
        value
        for name, value in vars(parameter).items()
        if name.isupper() and isinstance(value, str)
    }
    assert kinds == {*boundaries.TYPES}
    assert {kind for kind, one in boundaries.TYPES.items() if one.opens} == BESIDE_TOOLS


@pytest.mark.parametrize("kind", boundaries.TYPES)
def test_a_kind_that_opens_is_never_offered_to_a_tool(kind) -> None:
    """Also where ``tool`` says so; fixed words may be, and they are names."""
    may = kind not in BESIDE_TOOLS
    assert argument("data", "DATA", "Data.", kind=kind).tool is may
    one = option("--data", takes="DATA", help="Data.", kind=kind, tool=True)
    assert one.tool is may
    words = option("--data", takes="DATA", help="Data.", kind=kind, tool_choices=("sample",))
    offered = question_tools._argument(Taken("data", words))
    assert isinstance(offered.takes, Name) and offered.choices == ("sample",)
    if not may:  # what slips in all the same raises
        with pytest.raises(TypeError, match="a tool takes Name, Text, Number or Switch alone"):
            question_tools._argument(Taken("data", one))


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        (argument("names", "NAME...", "Names."), Name),
        (option("--stage", takes="STAGE,...", help="Stages."), Name),
        (option("--all", help="All."), Switch),
        (option("--top", takes="N", help="Rows.", kind=parameter.WHOLE), Number),
        (option("--reach", takes="E", help="Reach.", kind=parameter.NUMBER), Number),
        (option("--title", takes="TEXT", help="Title.", kind=parameter.TEXT), Text),
        (option("--data", takes="FILE|-", help="Data.", kind=parameter.FILE), FileArg),
        (option("--output", takes="PATH", help="Place.", kind=parameter.PATH), FileArg),
        (option("--engine", takes="HOST", help="Engine.", kind=parameter.ADDRESS), Address),
    ],
    ids=lambda part: part.outside if isinstance(part, Parameter) else part.__name__,
)
def test_a_declared_kind_says_what_may_come_in(declared, kind) -> None:
    assert boundaries.TYPES[declared.kind] is kind


WHOLE, ANY = Number(whole=True), Number()
REFUSED = [
    *((WHOLE, value) for value in (10**400, -(10**400), 10**7, 2**63, 1.5, "3", None, [3], True)),
    *((WHOLE, value) for value in (float("nan"), float("inf"), float("-inf"), 1e300, {}, b"1")),
    *((ANY, value) for value in (10**400, 1e13, -1e13, float("nan"), float("inf"), "0.5", False)),
    *((Switch(), value) for value in (1, 0, "true", None, [True])),
    *((Text(), value) for value in ("x" * 81, "\x00", "a\nb", "\u202e", "\ud800", b"x", 10**400)),
    *((Text(), value) for value in (True, 1.5, None, ["x"], {}, -(10**400))),
    *((Name(), value) for value in ("/x", "a/b", "C:\\x", "~", "-x", ".x", "@x", "s3://x")),
    *((Name(("a", "b")), value) for value in ("c", "A", "a,b", "")),
]


@pytest.mark.parametrize(("takes", "value"), REFUSED, ids=lambda part: repr(part)[:40])
def test_what_a_type_refuses_is_one_short_line(takes, value) -> None:
    with pytest.raises(QueryError) as caught:
        takes.taken("top", value, "Only the N largest")
    line = str(caught.value)
    assert line.startswith("top ")
    assert len(line) < 200
    assert line.isprintable()


def test_what_a_type_takes() -> None:
    assert [WHOLE.taken("n", v, "") for v in (0, 3.0, -1, 10**6)] == [0, 3, -1, 10**6]
    assert [ANY.taken("n", v, "") for v in (0.5, -1e12, 3)] == [0.5, -1e12, 3]
    assert [Name().taken("n", v, "") for v in ("EU-27", 2023, "CHN=0.5")] == [
        *("EU-27", "2023", "CHN=0.5")
    ]
    assert Name(("a", "b")).taken("n", "b", "") == "b"
    assert Switch().taken("n", False, "") is False


def test_the_ledger_is_read_by_no_program_that_runs() -> None:
    named = [
        path
        for top in crossings.FOLDERS
        for path in (ROOT / top).rglob("*.py")
        if "boundaries.toml" in path.read_text("utf-8") and path != Path(boundaries.__file__)
    ]
    assert not named


def test_the_types_of_the_page_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "boundaries.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \| [^|]*\| (?:yes|no) \|$", page, re.MULTILINE)) == TYPES

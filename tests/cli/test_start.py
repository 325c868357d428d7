"""Modules that the command line loads only when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Says which deferred modules have been run, then uses each of them as its users do.
CODE = """
import sys
from types import ModuleType
started = set(sys.modules)  # an editable install may need one of them to start
from critmin.cli.start import MODULES, defer
defer()
import critmin.cli.app
def waiting():
    return [name for name in MODULES if type(sys.modules[name]) is not ModuleType]
assert waiting() == [name for name in MODULES if name not in started]
print(*waiting())
from subprocess import run
import ctypes, ipaddress, linecache, pickle, textwrap, tokenize
assert run([sys.executable, "-c", "pass"]).returncode == 0
assert textwrap.fill("a b", 1) == "a\\nb"
assert str(ipaddress.ip_address("::1")) == "::1"
assert linecache.getline(critmin.cli.app.__file__, 1)
assert tokenize.tok_name
assert ctypes.c_int(1).value == pickle.loads(pickle.dumps(1))
assert waiting() == []
defer()
assert waiting() == []
"""


def test_deferred_modules_run_on_first_use_and_not_before() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert {"subprocess", "textwrap"} <= set(done.stdout.split())


# Names and values that numpy has, its docstrings aside.
NAMES = """
import sys
if sys.argv[1:]:
    from critmin.cli.start import defer
    defer()
import numpy, numpy._core.multiarray, numpy._core.umath
for module in (numpy, numpy.linalg, numpy._core, numpy._core.multiarray, numpy._core.umath):
    print(module.__name__, *sorted(set(dir(module)) - {"__cached__", "_add_newdocs"}))
print(numpy.linalg.inv(numpy.eye(2) * 4), numpy.add.reduceat([1, 2, 3], [0, 1]))
"""


def test_numpy_without_its_docstrings_has_all_else() -> None:
    pytest.importorskip("numpy", minversion="2")  # 1 has no modules of docstrings to leave empty
    plain, without = (
        subprocess.run(
            [sys.executable, "-c", NAMES, *more], capture_output=True, text=True, check=True
        ).stdout
        for more in ([], ["without"])
    )
    assert "linalg" in plain
    assert without == plain

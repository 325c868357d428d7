"""Which tests are slow, and which of them `.ci/run` takes for a change."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from slow import GRIDS, SLOW

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
OF_PROGRAMS = {"browser", "office"}  # without their program no test of these can run


@pytest.fixture
def touched() -> ModuleType:
    spec = importlib.util.spec_from_file_location("touched", ROOT / ".ci" / "touched.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def functions(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_what_the_list_names_exists_and_is_named_once() -> None:
    for name in [*SLOW, *GRIDS]:
        path, _, test = name.partition("::")
        assert (TESTS / path).exists(), name
        assert not test or test in functions(TESTS / path), name
        assert SLOW.keys().isdisjoint({path, path.split("/")[0]} - {name}), name
    assert SLOW.keys().isdisjoint(GRIDS)


def test_every_folder_keeps_a_fast_test() -> None:
    for folder in sorted(path for path in TESTS.iterdir() if path.is_dir()):
        files = sorted(folder.rglob("test_*.py"))
        fast = [
            name
            for path in files
            if (of := path.relative_to(TESTS).as_posix()) not in SLOW
            and "pytestmark = pytest.mark.slow" not in path.read_text("utf-8")
            for name in functions(path)
            if name.startswith("test_") and f"{of}::{name}" not in SLOW
        ]
        assert fast or not files or folder.name in OF_PROGRAMS, folder


def test_a_package_asks_for_its_own_slow_tests(touched) -> None:
    seconds = {
        "tests/lakes/test_a.py": 9.0,
        "tests/trade/test_b.py": 2.0,
        "tests/uses/test_c.py": 1,
    }
    asked = touched.asked(["critmin/lakes/store.py"])
    assert asked[:2] == ["tests/lakes", "tests/trade"]
    assert "tests" not in asked
    touched.ROOT = TESTS / "none"
    assert list(touched.chosen(asked, seconds)) == []  # no such files


@pytest.mark.parametrize(
    "path", ["critmin/core/errors.py", "tests/shared/slow.py", ".ci/run", "pyproject.toml"]
)
def test_what_all_stands_on_asks_for_all(touched, path) -> None:
    assert touched.asked([path])[-1] == "tests"


def test_nothing_known_of_the_change_asks_for_all(touched) -> None:
    assert touched.asked([]) == ["tests"]


def test_the_places_come_first_and_the_clock_is_kept(touched, tmp_path, capsys) -> None:
    touched.ROOT = tmp_path
    seconds = {
        "tests/a/test_1.py": 90.0,
        "tests/a/test_2.py": 5.0,
        "tests/b.py": 1.0,
        "tests/c.py": 6.0,
    }
    for path in seconds:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    touched.CLOCK = 97
    assert list(touched.chosen(["tests/a", "tests"], seconds)) == [
        "tests/a/test_2.py",
        "tests/a/test_1.py",
        "tests/b.py",
    ]
    assert capsys.readouterr().err == "no time for tests/c.py (6 s): .ci/full slow\n"


def test_the_change_is_what_differs_from_the_main_of_the_clone(tmp_path) -> None:
    def git(*words: str, cwd: Path) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=cwd, check=True
        )

    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / ".ci").mkdir(parents=True)
    for name in ("touched.py", "slow.csv"):
        (origin / ".ci" / name).write_bytes((ROOT / ".ci" / name).read_bytes())
    git("init", "-q", "-b", "main", ".", cwd=origin)
    git("add", ".", cwd=origin)
    git("commit", "-qm", "one", cwd=origin)
    git("clone", "-q", str(origin), str(clone), cwd=tmp_path)
    for name in ("two.md", "three.md"):
        (clone / name).touch()
        git("add", ".", cwd=clone)
        git("commit", "-qm", name, cwd=clone)

    def changed(*words: str, cwd: Path = clone) -> list[str]:
        command = [sys.executable, ".ci/touched.py", "--changed", *words]
        return subprocess.check_output(command, cwd=cwd, text=True).split()

    assert changed() == ["three.md", "two.md"]
    assert changed("HEAD~1") == ["three.md"]
    assert changed("no-such-commit") == ["three.md", "two.md"]
    git("push", "-q", "origin", "HEAD:main2", cwd=clone)
    git("checkout", "-q", "main2", cwd=origin)
    git("branch", "-qD", "main", cwd=origin)
    git("remote", "prune", "origin", cwd=clone)
    assert changed() == ["three.md"]  # the commit before

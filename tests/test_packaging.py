"""The layout: what is installed is what is in the tree, and nothing else."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_listed_packages_are_the_tree() -> None:
    found = {"critmin.datasets"}
    for top, name in (("critmin", "critmin"), ("cli", "critmin.cli")):
        for path in (ROOT / top).rglob("__init__.py"):
            parts = path.parent.relative_to(ROOT / top).parts
            found.add(".".join((name, *parts)))
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


def test_datasets_is_no_package_of_its_own() -> None:
    assert not list((ROOT / "datasets").rglob("__init__.py"))


def test_version_is_said_once() -> None:
    import critmin

    assert critmin.__version__ == PROJECT["project"]["version"]


def test_every_public_name_resolves() -> None:
    import critmin

    for name in critmin.__all__:
        assert getattr(critmin, name).__name__ == name


def test_modules_are_read_in_one_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for top in ("critmin", "cli", "datasets/_build")
        for path in (ROOT / top).rglob("*.py")
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long

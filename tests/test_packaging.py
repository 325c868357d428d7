"""The layout: what is installed is what is in the tree, and nothing else."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# What a wheel holds beside modules: all files of the three folders are packed, whatever they are.
KINDS = {".py", ".csv", ".gz", ".json", ".toml", ".txt", ".md", ".html", ".css", ".js", ".sql"}
KINDS |= {".ttf", ".typed"}
LARGEST = 2_000_000  # bytes of a file that somebody meant to commit


def test_the_wheel_takes_three_folders_without_the_builder() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["only-include"] == ["critmin", "cli", "datasets"]
    licences = set(PROJECT["project"]["license-files"]) - {"LICENSE"}  # in a folder of their own
    assert set(wheel["exclude"]) == {"datasets/_build", *licences}
    assert wheel["sources"] == {"cli": "critmin/cli", "datasets": "critmin/datasets"}


def packed() -> list[Path]:
    return [
        path
        for top in ("critmin", "cli", "datasets")
        for path in sorted((ROOT / top).rglob("*"))
        if path.is_file() and not {"__pycache__", "_build"} & set(path.parts)
    ]


def test_what_is_packed_is_of_a_known_kind() -> None:
    assert not [path for path in packed() if path.suffix not in KINDS]


def test_no_download_was_left_in_the_tree() -> None:
    loose = [path for path in ROOT.glob("*") if path.suffix in (".whl", ".gz", ".zip", ".jar")]
    assert not loose
    assert not [path for path in packed() if path.stat().st_size > LARGEST]


def test_the_build_backend_is_one_release() -> None:
    """Its release stands in the wheel: with another one the same commit gives other bytes."""
    for name in PROJECT["build-system"]["requires"]:
        assert "==" in name, name


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
        if (count := len(path.read_text("utf-8").splitlines())) > 700
    }
    assert not long

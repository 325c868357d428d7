"""docs/licences.md names what an install for users brings, in the releases of the lock file.

The licences themselves are read from the packages by `.ci/release`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FOR_DEVELOPERS = {"build", "dev", "docs", "release", "test"}


def listed() -> dict[str, tuple[str, ...]]:
    text = (ROOT / "docs" / "licences.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z][a-z0-9-]*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    return {name: (release, *more) for name, release, *more in rows if name != "package"}


def locked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines():
        if match := re.match(r"([a-z0-9-]+)==([^ \\;]+)", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def names(lines: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines} - {"critmin"}


def test_each_package_that_users_ask_for_is_listed_with_the_extra() -> None:
    rows = listed()
    for name in names(PROJECT["dependencies"]):
        assert rows[name][2] == "critmin"
    for extra, lines in PROJECT["optional-dependencies"].items():
        if extra not in FOR_DEVELOPERS:
            for name in names(lines):
                assert f"`{extra}`" in rows[name][2], (name, extra)


def test_the_releases_are_those_of_the_lock_file() -> None:
    rows, releases = listed(), locked()
    assert len(rows) > 50
    assert not {name for name, row in rows.items() if row[0] not in releases.get(name, ())}


def test_no_licence_is_missing() -> None:
    for name, (_, terms, _) in listed().items():
        assert re.fullmatch(r"[A-Za-z0-9.-]+(?: (?:AND|OR) [A-Za-z0-9.-]+)*", terms), (name, terms)


def test_the_extras_for_users_are_the_same_everywhere() -> None:
    """The release tries them all, and `doctor` reports on them."""
    from critmin.cli import doctor

    extras = set(PROJECT["optional-dependencies"]) - FOR_DEVELOPERS
    script = (ROOT / ".ci" / "release").read_text("utf-8")
    (tried,) = re.findall(r"^extras=(\S+)", script, re.M)
    assert set(tried.split(",")) == extras
    assert doctor.FOR_DEVELOPERS == FOR_DEVELOPERS
    page = (ROOT / "docs" / "write_licences.py").read_text("utf-8")
    assert 'FOR_DEVELOPERS = {"build", "dev", "docs", "release", "test"}' in page

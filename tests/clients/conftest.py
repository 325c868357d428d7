"""Programs that read answers, and three answers that they read."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import critmin
from critmin.answers import formats
from critmin.answers.table import Table
from tests.conftest import unavailable

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "other-programs.md").read_text("utf-8")
REQUIRED = "CRITMIN_REQUIRE_CLIENTS"
# A folder of programs (jq aside, which Debian has) that are not installed beside the tests.
CLIENTS = os.environ.get("CRITMIN_CLIENTS", "")
PATH = os.pathsep.join(
    filter(None, (CLIENTS, str(Path(sys.executable).parent), os.environ["PATH"]))
)
SIZES = {"=1+1": 4, 'a;b, "c"': 3.5, "<b>|x & $y_1$": 2, "None": 1, "two\nlines": 1, "W": 0.5,
         "1e5": 0.25, "2-3": 0.125, "[x](y) *": 0.0625, "\\input{z} #%~^": 0.03}  # fmt: skip


def own() -> Table:
    """Shares of an own table with a code for a name, and names that programs take for others."""
    rows = [
        {"mineral": "0801", "year": 2023, "country": country, "quantity": size}
        for country, size in SIZES.items()
    ]
    return critmin.share(data=rows)


TABLES: dict[str, Callable[[], Table]] = {
    "withheld figures": lambda: critmin.share(["lithium", "cobalt"], stage="mining,refining"),
    "lists of codes": lambda: critmin.dependency("japan", ["graphite", "rare-earths"]),
    "an own table": own,
}


@pytest.fixture(autouse=True)
def of_all_programs(request: pytest.FixtureRequest) -> None:
    """Leave out what takes long, unless the programs are named."""
    if request.node.get_closest_marker("clients") and not (CLIENTS or os.environ.get(REQUIRED)):
        pytest.skip("run by .ci/full: CRITMIN_CLIENTS names a folder with csvkit and others")


class Answer(NamedTuple):
    """An answer, and a folder with its files."""

    table: Table
    folder: Path

    @property
    def cells(self) -> list[list[str]]:
        """Cells of the CSV, its header first."""
        return read(self.folder / "answer.csv")


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.fixture(scope="module", params=list(TABLES))
def answer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    table = TABLES[request.param]()
    folder = tmp_path_factory.mktemp("answer")
    for form in ("csv", "json", "jsonl", "xlsx", "parquet", "markdown", "latex"):
        content = formats.write(table, formats.FORMATS[form])
        path = folder / f"answer{formats.FORMATS[form].suffixes[0]}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return Answer(table, folder)


def block(name: str) -> str:
    """The commands of a program on the page, without those that write the answer."""
    found = re.search(rf"<!-- runs: {name} -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert found, name
    return re.sub(r"(?m)^critmin .*\n", "", found[1])


def program(name: str, package: str) -> str:
    """Path of a program; without it the test skips, or fails where none may be missing."""
    found = shutil.which(name, path=PATH)
    if found is None:
        missing(f"no {name} at hand: install {package}")
    return str(found)


def missing(reason: str) -> None:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason} ({REQUIRED} is set)")
    if reason.startswith(("no jq", "no man", "no groff")):  # .ci/run has them
        unavailable(reason)
    pytest.skip(reason)


def ran(command: list[str], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a program that must end well and say nothing on stderr."""
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": PATH, "HOME": str(folder), **env},
        check=False,
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (0, ""), (done.stdout, done.stderr)
    return done


def same(
    answer: Answer, again: list[list[str]], digits: float = 0.0, *, guarded: bool = True
) -> None:
    """Compare all cells: numbers as numbers, others as text."""
    names, *rows = answer.cells
    assert again[0] == names
    assert len(again) == len(rows) + 1
    types = [column.type for column in answer.table.columns]
    for row, cells in zip(rows, again[1:], strict=True):
        for kind, wanted, got in zip(types, row, cells, strict=True):
            if kind in {"number", "integer"} and wanted and got:
                assert float(got) == pytest.approx(float(wanted), rel=digits, abs=0.0)
            elif kind == "boolean":
                assert got.lower() == wanted
            elif guarded:
                assert got == wanted
            else:
                assert got == wanted.removeprefix("'")


def sheet(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))

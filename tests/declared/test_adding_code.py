"""The steps of docs/adding-code.md for a new command, done in a copy of the tree."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

import critmin

ROOT = Path(critmin.__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "adding-code.md").read_text("utf-8")
PARTS = {
    path: dedent(f"   {text}").strip("\n") + "\n"
    for path, text in re.findall(r"   <!-- (.+?) -->\n   ```\w+\n   (.*?)\n   ```", PAGE, re.DOTALL)
}
MAPPING, SCREEN = "critmin/__init__.py, the mapping", "datasets/screens.csv, a line"
FILES = {path: text for path, text in PARTS.items() if "," not in path}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with the files of the page, and its index written again."""
    copy = tmp_path_factory.mktemp("tree")
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("critmin", "cli"):
        shutil.copytree(ROOT / name, copy / name, ignore=leave_out)
    (copy / "docs").mkdir()
    for name in ("current.py", "write_questions.py"):
        shutil.copy(ROOT / "docs" / name, copy / "docs" / name)
    (copy / "datasets").mkdir()
    for path in (ROOT / "datasets").iterdir():
        (copy / "datasets" / path.name).symlink_to(path)
    for path, text in FILES.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, "utf-8")
    public = copy / "critmin" / "__init__.py"
    mapping = "_PUBLIC = {\n"
    public.write_text(
        public.read_text("utf-8").replace(mapping, f"{mapping}    {PARTS[MAPPING].strip()}\n")
    )
    screens = copy / "datasets" / "screens.csv"
    known = screens.read_text("utf-8")
    screens.unlink()
    screens.write_text(known + PARTS[SCREEN], "utf-8")
    assert ran(copy, "docs/write_questions.py").stdout == "critmin/declared/index.py written\n"
    return copy


def ran(tree: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the copy."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CRITMIN")}
    return subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env={**kept, "PYTHONPATH": str(tree), "COLUMNS": "100", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_page_shows_seven_files_at_most() -> None:
    assert set(PARTS) - set(FILES) == {MAPPING, SCREEN}
    assert len(PARTS) <= 7


def test_it_answers_with_its_sentence(tree: Path) -> None:
    done = ran(tree, "-m", "critmin", "largest", "cobalt", "--of", "3", "-f", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert done.returncode == 0
    assert 0.5 < float(row["share"]) < 1
    assert done.stderr.startswith("The 3 largest countries had ")


def test_its_picture_names_the_command_that_makes_it(tree: Path, tmp_path: Path) -> None:
    target = tmp_path / "largest.svg"
    assert ran(tree, "-m", "critmin", "largest", "cobalt", "-o", str(target)).returncode == 0
    text = target.read_text("utf-8")
    assert "The 2 largest countries had" in text
    assert ">largest cobalt</text>" in text, "what its declaration has as a default is left out"


def test_its_help_completion_and_refusals_follow(tree: Path) -> None:
    text = ran(tree, "-m", "critmin", "largest", "--help").stdout
    assert text.startswith("Usage: critmin largest [OPTIONS] [MINERAL...]\n")
    assert re.search(r"--of N +Countries that are counted\. Default: 2\.", text)
    assert "How much the largest countries mine together." in ran(tree, "-m", "critmin").stdout
    line = {"_CRITMIN_COMPLETE": "fish", "_CRITMIN_LINE": "critmin largest --o"}
    offered = ran(tree, "-m", "critmin", **line).stdout
    assert offered.startswith("--of\tCountries that are counted.")
    refused = ran(tree, "-m", "critmin", "largest", "--of", "0", "cobalt")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    named = ran(tree, "-m", "critmin", "largest", "cobalt", "chile").stderr
    assert "chile is a country; critmin share shows single countries" in named


def test_it_is_a_tool_with_a_schema(tree: Path) -> None:
    listed = json.loads(ran(tree, "-m", "critmin", "mcp", "--list").stdout)
    (tool,) = [one for one in listed if one["name"] == "largest"]
    assert tool["description"].endswith("By country, not by firm.")
    assert tool["inputSchema"]["properties"]["of"]["type"] == "integer"
    assert {*tool["inputSchema"]["properties"]} == {"minerals", "mineral", "of", "most_rows"}


def test_python_explains_it_and_its_own_test_passes(tree: Path) -> None:
    text = ran(tree, "-c", "import critmin; help(critmin.largest)").stdout
    assert "    of : int\n        Countries that are counted. Default: 2." in text
    done = ran(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/supply/test_largest.py")
    assert done.returncode == 0, done.stdout + done.stderr

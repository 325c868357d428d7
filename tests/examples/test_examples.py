"""The files of examples/ are run: the notebook gives what it shows, the script what it says."""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import re
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

import critmin

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


class Picture:
    """Stands for the picture of a notebook, where IPython is not installed."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def _repr_svg_(self) -> str:
        return self.data.decode("utf-8")


def given(code: str, names: dict[str, Any]) -> tuple[str, Any]:
    """What a cell prints, and the value of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return printed.getvalue(), value


def plain(svg: str) -> list[str]:
    """Tags and words of a picture: IPython writes the same in another layout."""
    return re.findall(r"<(?!\?)[/\w]+|[^<>\s]+(?=[^<>]*<)", svg)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_gives_what_it_shows(path, monkeypatch) -> None:
    """Without Jupyter: `.ci/full` runs it in a kernel, and compares every byte."""
    display = types.ModuleType("IPython.display")
    display.SVG = Picture  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.chdir(EXAMPLES)
    names: dict[str, Any] = {}
    shown = {"text/plain": 0, "text/html": 0, "image/svg+xml": 0}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        printed, value = given("".join(cell["source"]), names)
        streams = [out for out in cell["outputs"] if out["output_type"] == "stream"]
        assert printed == "".join("".join(out["text"]) for out in streams)
        (result,) = [out for out in cell["outputs"] if out not in streams] or [None]
        assert (result is None) == (value is None)
        if isinstance(value, Picture):
            assert plain("".join(result["data"]["image/svg+xml"])) == plain(value._repr_svg_())
            shown["image/svg+xml"] += 1
        elif result is not None:
            assert "".join(result["data"]["text/plain"]) == repr(value)
            assert "".join(result["data"]["text/html"]) == value._repr_html_()
            shown["text/plain"] += 1
            shown["text/html"] += 1
    assert all(shown.values())


def test_the_notebooks_are_whole_and_name_no_machine() -> None:
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
        assert not re.search(r"/(?:home|tmp|work|Users)/", path.read_text("utf-8"))


def test_every_line_of_the_supplier_list_is_matched() -> None:
    rows = list(critmin.suppliers(EXAMPLES / "suppliers.csv", buyer="japan", as_of="2026-11-24"))
    assert len(rows) == len((EXAMPLES / "suppliers.csv").read_text("utf-8").splitlines()) - 1
    assert all(row["matched"] for row in rows)


def test_the_own_table_is_fit_to_use_and_withholds_one_figure() -> None:
    assert not list(critmin.check(EXAMPLES / "table.csv"))
    rows = {row["iso3"]: row for row in critmin.share(data=EXAMPLES / "table.csv", year=2024)}
    assert rows["AUS"]["share"] == pytest.approx(88 / (88 + 49 + 40 + 21))
    assert rows["USA"]["share"] is None


def checked(folder: Path, suppliers: Path) -> subprocess.CompletedProcess[str]:
    """Run the script with a `critmin` of this checkout on its path."""
    program = folder / "bin" / "critmin"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m critmin "$@"\n', "utf-8")
    program.chmod(0o755)
    script = str(EXAMPLES / "check-suppliers.sh")
    return subprocess.run(
        ["bash", script, str(suppliers), "japan", "2026-11-24", str(folder / "out")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={
            "PATH": f"{program.parent}:/usr/bin:/bin",
            "PYTHONPATH": str(EXAMPLES.parent),
            "HOME": str(folder),
        },
    )


def test_the_script_names_the_lines_under_control(tmp_path) -> None:
    done = checked(tmp_path, EXAMPLES / "suppliers.csv")
    assert (done.returncode, done.stderr) == (5, "")
    said = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["material"]: row["under_control"] for row in said} == {
        "lithium hydroxide": "",
        "natural graphite": "true",
        "nickel": "",
        "gallium": "true",
    }
    limits = (tmp_path / "out" / "limits.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(limits)))
    assert {row["type"] for row in rows} == {"licence", "ban"}
    assert (tmp_path / "out" / "graphite.svg").read_bytes().endswith(b"</svg>\n")


def test_the_script_ends_with_0_where_no_line_is_under_control(tmp_path) -> None:
    free = tmp_path / "free.csv"
    free.write_text("material,country,stage\nlithium carbonate,Chile,refining\n", "utf-8")
    done = checked(tmp_path, free)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "material,supplier,country,under_control\n"


def test_the_script_ends_with_the_error_of_a_question(tmp_path) -> None:
    done = checked(tmp_path, tmp_path / "none.csv")
    assert done.returncode == 4
    assert done.stderr.startswith("error: ")

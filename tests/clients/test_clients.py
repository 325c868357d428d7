"""Other programs read our files: the same figures and texts, and not a word on stderr.

The commands are those of docs/other-programs.md.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from critmin.answers.text import shown_rows
from tests.clients.conftest import (
    CLIENTS,
    PAGE,
    ROOT,
    Answer,
    block,
    missing,
    program,
    ran,
    read,
    same,
)

TENTH = 1e-14  # programs that print 15 digits
MANUAL = ROOT / "docs" / "critmin.1"
later = pytest.mark.clients  # run by .ci/full


def test_jq(answer: Answer) -> None:
    program("jq", "jq")
    ran(["sh", "-ec", block("jq")], answer.folder)
    same(answer, read(answer.folder / "again.csv"), guarded=False)


@later
def test_sqlite_utils(answer: Answer) -> None:
    program("sqlite-utils", "sqlite-utils")
    (answer.folder / "answer.db").unlink(missing_ok=True)
    ran(["sh", "-ec", block("sqlite-utils")], answer.folder)
    same(answer, read(answer.folder / "again.csv"), guarded=False)


@later
def test_csvkit(answer: Answer) -> None:
    program("csvgrep", "csvkit")
    every = block("csvkit").replace("-c share -r .", "-c mineral -r .")
    ran(["sh", "-ec", every], answer.folder)
    same(answer, read(answer.folder / "again.csv"))


@later
def test_csvkit_guesses_what_the_page_says(answer: Answer) -> None:
    program("csvsort", "csvkit")
    own = answer.cells[1][0] == "0801"
    guessed = ran(["csvsort", "-y", "0", "-c", "rank", "answer.csv"], answer.folder).stdout
    assert ("\n801," in guessed, ",None," in guessed) == (own, False)
    kept = ran(["csvsort", "-I", "--blanks", "-y", "0", "-c", "rank", "answer.csv"], answer.folder)
    assert ("\n0801," in kept.stdout, ",None," in kept.stdout) == (own, own)


def python_program(name: str, answer: Answer) -> None:
    """Run the commands of a Python package with the first interpreter that has it."""
    own = [sys.executable] if find_spec(name) else []
    for interpreter in [*own, *([f"{CLIENTS}/python"] if CLIENTS else [])]:
        asked = [interpreter, "-c", f"import importlib.util as u; u.find_spec({name!r}) or exit(1)"]
        if interpreter in own or not subprocess.run(asked, check=False).returncode:
            ran([interpreter, "-W", "error", "-c", block(name)], answer.folder)
            return
    missing(f"no {name} at hand: pip install {name}")


@later
def test_duckdb(answer: Answer) -> None:
    python_program("duckdb", answer)
    same(answer, read(answer.folder / "again.csv"))


@later
def test_pandas(answer: Answer) -> None:
    python_program("pandas", answer)
    same(answer, read(answer.folder / "again.csv"))


@later
def test_polars(answer: Answer) -> None:
    python_program("polars", answer)
    same(answer, read(answer.folder / "again.csv"))


@pytest.mark.parametrize("name", ["pandas", "polars", "duckdb"])
def test_numbers_are_the_same_without_any_option(answer: Answer, name) -> None:
    library = pytest.importorskip(name)
    path = str(answer.folder / "answer.csv")
    frame = library.read_csv(path)
    found = (
        frame.fetchall() if name == "duckdb" else frame.rows() if name == "polars" else frame.values
    )
    columns = answer.table.columns
    for row, cells in zip(answer.cells[1:], found, strict=True):
        for column, wanted, got in zip(columns, row, cells, strict=True):
            if column.type in {"number", "integer"}:
                none = got is None or got != got
                assert none if not wanted else float(got) == pytest.approx(float(wanted), rel=TENTH)


@later
def test_r(answer: Answer) -> None:
    program("Rscript", "r-base-core")
    script = answer.folder / "again.R"
    script.write_text(f"options(warn = 2)\n{block('R')}", "utf-8")
    ran(["Rscript", "--vanilla", str(script)], answer.folder, LC_ALL="C.UTF-8")
    same(answer, read(answer.folder / "again.csv"), TENTH)


@later
def test_visidata(answer: Answer) -> None:
    program("vd", "visidata")
    subprocess.run(
        ["sh", "-ec", block("visidata")],
        cwd=answer.folder,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={"PATH": program("vd", "visidata").rpartition("/")[0] + ":/usr/bin:/bin", "HOME": "."},
        timeout=120,
    )
    same(answer, read(answer.folder / "again.csv"))


@later
@pytest.mark.libreoffice
def test_calc(answer: Answer, libreoffice: str) -> None:
    user = f'"{libreoffice}" "-env:UserInstallation={answer.folder.as_uri()}/user" --norestore'
    command = block("calc").replace("soffice", user, 1)
    subprocess.run(
        ["sh", "-ec", command], cwd=answer.folder, check=True, capture_output=True, timeout=240
    )
    found = read(answer.folder / "answer-data.csv")[2:]
    for row in found[1:]:
        for at, cell in enumerate(row):
            if cell.endswith("%") and answer.table.columns[at].unit == "fraction":
                row[at] = repr(float(cell[:-1]) / 100)
    same(answer, found, TENTH)


@later
def test_latex(answer: Answer) -> None:
    program("pdflatex", "texlive-latex-recommended")
    (answer.folder / "page.tex").write_text(block("latex"), "utf-8")
    done = ran(["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "page"], answer.folder)
    log = done.stdout + (answer.folder / "page.log").read_text("utf-8", "replace")
    assert not re.findall(r".*(?:Warning|Overfull|Missing character|^!).*", log)
    assert "Output written on page.pdf (1 page" in log


@later
def test_markdown(answer: Answer) -> None:
    program("cmark-gfm", "cmark-gfm")
    ran(["sh", "-ec", block("markdown")], answer.folder)
    page = (answer.folder / "answer.html").read_text("utf-8")
    cells = [html.unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    assert cells == [" ".join(cell.split()) for row in shown_rows(answer.table) for cell in row]
    tags = set(re.findall(r"<(\w+)", re.sub(r"&\w+;", "", page)))
    assert tags <= {"p", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("program_", ["man", "groff"])
def test_the_manual_page_is_set_without_a_warning(program_, tmp_path) -> None:
    program(program_, "man-db groff-base")
    page = str(tmp_path / "critmin.1")
    (tmp_path / "critmin.1").write_bytes(MANUAL.read_bytes())
    commands = {
        "man": ["man", "--warnings=w", "--local-file", page],
        "groff": ["groff", "-man", "-ww", "-z", "-K", "utf8", page],
    }
    ran(commands[program_], tmp_path, MANWIDTH="80", LC_ALL="C.UTF-8", MANPAGER="cat")


def test_every_program_of_the_page_has_a_test() -> None:
    named = re.findall(r"<!-- runs: ([\w-]+) -->", PAGE)
    with open(__file__, encoding="utf-8") as stream:
        tests = re.findall(r"def test_(\w+)", stream.read())
    assert {name.lower().replace("-", "_") for name in named} <= {*tests}

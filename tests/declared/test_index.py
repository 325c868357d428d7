"""The index of the questions: current, whole, and read without an import of a question."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import critmin
from critmin.declared import listed
from critmin.declared.listed import PLACED, WORDS
from critmin.declared.parameter import BESIDE_TOOLS
from critmin.declared.question import declaration

ROOT = Path(critmin.__file__).resolve().parent.parent
NAMES = [one.name for one in listed.entries()]


def test_it_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "docs/write_questions.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_the_function_declares(name: str) -> None:
    entry = listed.question(name).entry
    function = getattr(import_module(entry.module), entry.of)
    declared = declaration(function)
    taken = [one._replace(parameter=one.parameter._replace(doc="")) for one in declared.taken]
    assert declared._replace(taken=tuple(taken)) == listed.question(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_a_public_name(name: str) -> None:
    assert critmin._PUBLIC[name] == listed.question(name).entry.module


@pytest.mark.parametrize("name", [one for one in NAMES if one != "policy"])
def test_python_sees_plain_types_and_the_defaults_of_the_command(name: str) -> None:
    """`policy` has a function for each view in Python."""
    signature = inspect.signature(getattr(critmin, name))
    for one in listed.question(name).taken:
        there = signature.parameters[one.keyword]
        assert "p." not in str(there.annotation)
        assert there.annotation != one.parameter
        if one.way == WORDS:
            assert there.kind is there.VAR_POSITIONAL
        elif one.way == PLACED:
            assert there.kind is there.POSITIONAL_OR_KEYWORD
        else:
            assert there.kind is there.KEYWORD_ONLY
            assert there.default == one.default


@pytest.mark.parametrize("name", critmin.__all__)
def test_a_docstring_explains_every_parameter_once(name: str) -> None:
    function = getattr(critmin, name)
    if isinstance(function, type):
        return
    if name.startswith("lake_"):  # no questions: their docstrings are written
        return
    lines = inspect.getdoc(function).split("\n\nReturns")[0].splitlines()
    heads = [line.partition(" : ")[0] for line in lines[1:] if line and not line.startswith(" ")]
    explained = [word.strip(" *") for head in heads for word in head.split(",")]
    for keyword in inspect.signature(function).parameters:
        assert explained.count(keyword) == 1, keyword


def test_nothing_that_is_read_written_or_opened_is_an_argument_of_a_tool() -> None:
    for name in NAMES:
        for one in listed.question(name).taken:
            if one.parameter.kind in BESIDE_TOOLS:
                assert not one.parameter.tool or one.parameter.tool_choices, (name, one.keyword)


def test_what_is_declared_as_a_file_is_one() -> None:
    """A metavar that says FILE or PATH is of a kind that no tool has."""
    for name in NAMES:
        for one in listed.question(name).taken:
            if any(word in one.parameter.takes for word in ("FILE", "PATH", "DIR", "HOST")):
                assert one.parameter.kind in BESIDE_TOOLS, (name, one.keyword)


def test_a_function_without_a_declaration_is_no_question() -> None:
    with pytest.raises(TypeError, match="read is no question: put @question above it"):
        declaration(import_module("critmin.core.roles").read)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["help", "share"], ["hhi", "--help"], ["exposure", "--nope"]],
    ids=" ".join,
)
def test_help_and_refusals_load_no_question(words: list[str]) -> None:
    code = (
        "import sys\nfrom critmin.cli.app import run\nfrom critmin.declared import listed\n"
        "run(sys.argv[1:])\nasked = {one.module for one in listed.entries()}\n"
        "print('LOADED', *sorted({n for n in sys.modules if n in asked}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "LOADED"

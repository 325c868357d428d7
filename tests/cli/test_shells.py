"""Completion as it is typed: bash, zsh and fish in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import tool

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
PATIENCE = 60  # seconds; a busy machine is no fault
START = {
    "bash": ("--norc", "--noprofile", "-i"),
    "zsh": ("-f", "-i"),
    "fish": ("--no-config", "-i"),
}
PREPARE = {
    "bash": "PS1='> '; source {script}",
    "zsh": "PS1='> '; autoload -Uz compinit; compinit -u -D; source {script}",
    "fish": "function fish_prompt; echo '> '; end; set -g fish_autosuggestion_enabled 0; "
    "source {script}",
}
# What is typed before the tab, and the line after it.
LINES = {
    "a command": ("critmin expos", "critmin exposure"),
    "a country": ("critmin dependency jap", "critmin dependency japan"),
    "its case": ("critmin dependency JAP", "critmin dependency JAPAN"),
    "a mineral": ("critmin share graph", "critmin share graphite"),
    "a list": (
        "critmin share lithium --country china,austra",
        "critmin share lithium --country china,australia",
    ),
    "an open quote": (
        'critmin share lithium --country "south k',
        'critmin share lithium --country "south korea"',
    ),
    "a space": (
        r"critmin share lithium --country south\ k",
        r"critmin share lithium --country south\ korea",
    ),
    "a hyphen": (
        "critmin share lithium --country south-k",
        "critmin share lithium --country south-korea",
    ),
    "a source after @": ("critmin cite worldbank@", "critmin cite worldbank@2026"),
    "a value after =": (
        "critmin share lithium --stage=mining,ref",
        "critmin share lithium --stage=mining,refining",
    ),
    "a column": (
        "critmin hhi --columns mineral,effe",
        "critmin hhi --columns mineral,effective_suppliers",
    ),
    "a file": ("critmin suppliers my", "critmin suppliers mylist.csv"),
}


class Terminal:
    """A shell in a terminal, with the program and its completion."""

    def __init__(self, shell: str, folder: Path) -> None:
        self.tmux = [tool(("tmux",), "tmux"), "-S", str(folder / "socket"), "-f", "/dev/null"]
        program = tool((shell,), shell)
        (folder / "bin").mkdir()
        run = folder / "bin" / "critmin"
        run.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m critmin "$@"\n', "utf-8")
        run.chmod(0o755)
        (folder / "mylist.csv").write_text("mineral\n", "utf-8")
        environment = {
            "HOME": str(folder),
            "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
            "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        command = [program, *START[shell]]
        size = ("-x", "120", "-y", "50")
        subprocess.run(
            [*self.tmux, "new-session", "-d", *size, *command],
            check=True,
            cwd=folder,
            env=environment,
            timeout=PATIENCE,
        )
        script = folder / "script"
        done = subprocess.run(
            [sys.executable, "-m", "critmin", "completion", shell],
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
        script.write_bytes(done.stdout)
        self.type(PREPARE[shell].format(script=script), "Enter")
        self.type("echo rea''dy", "Enter")
        self.wait(lambda: "ready" in self.screen())
        self.clear()

    def call(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self.tmux, *arguments], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout

    def type(self, text: str, *keys: str) -> None:
        self.call("send-keys", "-l", text)
        for key in keys:
            self.call("send-keys", key)

    def screen(self) -> list[str]:
        return [line.rstrip() for line in self.call("capture-pane", "-p").splitlines()]

    def clear(self) -> None:
        self.call("send-keys", "C-u")
        self.type("clear", "Enter")
        self.wait(lambda: [line for line in self.screen() if line] == [">"])

    def wait(self, there: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not there():
            assert time.monotonic() < end, "\n".join(self.screen())
            time.sleep(0.05)


@pytest.fixture(scope="module", params=list(START))
def terminal(request, tmp_path_factory) -> Iterator[Terminal]:
    opened = Terminal(request.param, tmp_path_factory.mktemp(request.param))
    yield opened
    subprocess.run([*opened.tmux, "kill-server"], check=False, timeout=PATIENCE)


@pytest.mark.parametrize("case", LINES)
def test_a_line_is_completed(terminal, case) -> None:
    typed, wanted = LINES[case]
    terminal.type(typed)
    terminal.wait(lambda: f"> {typed}" in terminal.screen())
    terminal.call("send-keys", "Tab")
    terminal.wait(lambda: f"> {wanted}" in terminal.screen())
    terminal.clear()


def test_names_are_listed_and_no_codes(terminal) -> None:
    terminal.type("critmin dependency ja", "Tab", "Tab")
    terminal.wait(lambda: {"jamaica", "japan"} <= set(" ".join(terminal.screen()).split()))
    listed = " ".join(terminal.screen())
    assert "jaM" not in listed
    terminal.clear()

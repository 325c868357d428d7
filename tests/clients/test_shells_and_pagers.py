"""The same lines in bash, zsh and fish, and an answer in a pager."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_shells import START, Terminal
from tests.clients.conftest import PATH, ROOT, program

pytestmark = [pytest.mark.clients, pytest.mark.slow]
# Lines as the pages have them, with what a shell may read otherwise: @ = : > " ' ; and a bare name.
LINES = (
    "critmin share lithium --source usgs@2026 -q | head -2",
    "critmin share 'rare earths' --country china,australia -q -f jsonl",
    'critmin hhi cobalt --fail-if "hhi > 9000 or top_country = Chile" -q',
    "critmin shock japan cobalt --stop COD=0.573 --as-of 2026-11-24 -q",
    "critmin trend lithium --year 2018:2024 --columns year,country,value -q > out.csv; cat out.csv",
    "critmin share lithium --stage=mining,refining --top 2 -q 2>&1",
    "critmin share lithum 2>&1 || echo refused",
    "critmin controls gallium --target USA --as-of 2026-11-24 -q -f json | jq -r '.data[0].status'",
)
OPTIONS = {"bash": ("--norc", "--noprofile"), "zsh": ("-f",), "fish": ("--no-config",)}


def spoken(shell: str, folder: Path) -> str:
    """All that a shell prints for the lines."""
    (folder / "bin").mkdir(exist_ok=True)
    run = folder / "bin" / "critmin"
    run.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m critmin "$@"\n', "utf-8")
    run.chmod(0o755)
    done = subprocess.run(
        [program(shell, shell), *OPTIONS[shell], "-c", "\n".join(LINES)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env={
            "HOME": str(folder),
            "PATH": f"{folder / 'bin'}{os.pathsep}{PATH}",
            "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)),
            "LANG": "C.UTF-8",
        },
        check=False,
        timeout=240,
    )
    assert done.stderr == ""
    return done.stdout


def test_three_shells_run_the_same_lines(tmp_path) -> None:
    program("jq", "jq")
    found = {shell: spoken(shell, tmp_path) for shell in OPTIONS}
    assert found["bash"] == found["zsh"] == found["fish"]
    assert found["bash"].count("mineral,stage,") == 4
    assert found["bash"].endswith("in-force-unverified\n")
    assert "did you mean lithium?" in found["bash"]


@pytest.mark.parametrize("shell", START)
def test_a_pager_shows_the_table_and_no_escape(shell, tmp_path) -> None:
    program("less", "less")
    opened = Terminal(shell, tmp_path)
    try:
        opened.type("critmin share lithium -f table -q | less -S", "Enter")
        opened.wait(lambda: "Australia" in " ".join(opened.screen()))
        shown = " ".join(opened.screen())
        assert "31.9%" in shown
        assert "ESC[" not in shown
        opened.type("q")
        opened.clear()
        opened.type("critmin help output | less", "Enter")
        opened.wait(lambda: "WHERE IT GOES" in " ".join(opened.screen()))
        assert "ESC[" not in " ".join(opened.screen())
        opened.type("q")
    finally:
        subprocess.run([*opened.tmux, "kill-server"], check=False, timeout=60)

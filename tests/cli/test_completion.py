"""Completion: the scripts, and what they get when they ask."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest


def asked(process, words: str, kind: str = "bash") -> list[str]:
    """What a shell is offered for a line whose last word is being typed."""
    count = len(words.split()) - (0 if words.endswith(" ") else 1)
    env = {"_CRITMIN_COMPLETE": f"complete_{kind}"}
    if kind == "bash":
        env |= {"COMP_WORDS": words, "COMP_CWORD": str(count)}
    else:
        env |= {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    got = process(env=env)
    assert got.err == ""
    assert got.code == 0
    return got.out.split()


@pytest.mark.parametrize(
    ("shell_name", "marks"),
    [
        ("bash", "complete -o default -F"),
        ("zsh", "#compdef critmin"),
        ("fish", "complete --command critmin"),
    ],
)
def test_script(run, shell_name, marks) -> None:
    got = run("completion", shell_name)
    assert (got.code, got.err) == (0, "")
    assert marks in got.out
    assert "_CRITMIN_COMPLETE" in got.out


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_script_is_read_by_its_shell(run, tmp_path, shell_name) -> None:
    program = shutil.which(shell_name)
    if program is None:
        pytest.skip(f"no {shell_name} here")
    script = tmp_path / "critmin"
    script.write_text(run("completion", shell_name).out, "utf-8")
    done = subprocess.run([program, "-n", script], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_bash_end_to_end(run, tmp_path) -> None:
    """Source the script in bash and ask it as the shell would."""
    (tmp_path / "critmin").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m critmin "$@"\n', "utf-8"
    )
    (tmp_path / "critmin").chmod(0o755)
    line = (
        f"{run('completion', 'bash').out}\n"
        "COMP_WORDS=(critmin share lithi); COMP_CWORD=2\n"
        '_critmin_completion critmin; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", line],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
    )
    assert "lithium" in done.stdout.split(), done


def test_unknown_shell(run) -> None:
    assert "known: bash, zsh, fish" in run("completion", "tcsh").refused(3)


def test_nothing_is_written(process, tmp_path) -> None:
    process("completion", "bash", env={"HOME": str(tmp_path)}, cwd=tmp_path)
    process("--help", env={"HOME": str(tmp_path)}, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_minerals(process) -> None:
    assert "lithium" in asked(process, "critmin share li")
    assert "cobalt" in asked(process, "critmin share lithium cob")
    assert "lithium" in asked(process, "critmin minerals li")


def test_sources(process) -> None:
    offered = asked(process, "critmin share lithium --source us")
    assert "usgs" in offered
    assert "usgs@2025" in offered
    assert all(word.startswith("usgs") for word in offered)
    offered = asked(process, "critmin cite ie")
    assert {"iea", "iea-outlook"} <= set(offered)
    assert {"iea@2021", "iea@2024", "iea@2025", "iea-outlook@2024"} <= set(offered)


def test_stages_countries_formats(process) -> None:
    assert asked(process, "critmin share lithium --stage ref") == ["refining"]
    assert asked(process, "critmin share lithium --country CH") == ["CHE", "CHL", "CHN"]
    assert asked(process, "critmin share lithium --total p") == ["published"]
    assert asked(process, "critmin share lithium -f js") == ["json", "jsonl"]


def test_case_does_not_matter(process) -> None:
    assert "GRAPHite" in asked(process, "critmin hhi GRAPH")
    assert "chL" in asked(process, "critmin share lithium --country ch")


def test_a_countrys_name_is_completed(process) -> None:
    assert asked(process, "critmin share lithium --country chil") == ["chile"]


def test_former_reporters_are_offered_to_trade(process) -> None:
    both = ["Belgium", "Belgium-Luxembourg"]
    assert asked(process, "critmin dependency Belg") == both
    assert asked(process, "critmin dependency DEU zinc --supplier Belg") == both
    assert asked(process, "critmin shock DEU --stop Belg") == both
    assert asked(process, "critmin share lithium --country Belg") == ["Belgium"]


def test_commands_and_options(process) -> None:
    assert asked(process, "critmin sha") == ["share"]
    assert {"share", "hhi", "trend", "reserves", "check"} <= set(asked(process, "critmin "))
    assert "--stage" in asked(process, "critmin share lithium --st")


def test_technologies_and_lists(process) -> None:
    assert asked(process, "critmin technology o") == ["offshore-wind", "onshore-wind"]
    assert asked(process, "critmin technology coal --reference nat") == ["natural-gas"]
    assert asked(process, "critmin lists --list eu") == ["eu-2020", "eu-2024-CRM", "eu-2024-SRM"]


def test_agreements_and_events(process) -> None:
    assert asked(process, "critmin events --chain cn-apr") == ["cn-apr4-2025"]
    assert "CN-2024-46-2a" in asked(process, "critmin events --chain CN-2024")
    assert asked(process, "critmin events --kind tar") == ["tariff"]
    assert asked(process, "critmin agreements --kind m") == ["mou"]
    assert asked(process, "critmin agreements --names d") == ["decarbonisation", "defence"]
    assert "eu27" in asked(process, "critmin agreements --party eu")
    assert asked(process, "critmin policy a") == ["acts", "awards"]


def test_clean_products(process) -> None:
    assert asked(process, "critmin demand el") == ["electric-cars", "electrolysers"]
    assert asked(process, "critmin demand wind --stage ca") == ["capacity"]


def test_nothing_fits(process) -> None:
    assert asked(process, "critmin share zzz") == []


@pytest.mark.parametrize("kind", ["zsh", "fish"])
def test_other_shells(process, kind) -> None:
    assert any("lithium" in word for word in asked(process, "critmin share li", kind))

"""The command in a picture gives the same answer again."""

from __future__ import annotations

import shlex

import pytest
from critmin.cli import app, output_options

from critmin.answers.command_line import command_line
from critmin.answers.table import Table

AGAIN = """
share lithium --stage refining
share graphite --by bloc:eu27,g7,brics --as-of 2025-06-30
share lithium --source iea@2024 --year 2030
hhi --stage mining --extended
hhi cobalt --stage refining --source iea@2024 --weight wgi
trend cobalt --stage mining,refining --country COD --country CHN
reserves lithium
controls lithium --as-of 2025-10-15 --target USA
controls --expiring 60 --as-of 2026-11-24
dependency JPN graphite --year 2015:2024 --measure weight
via JPN graphite --origin CHN
reliance zinc --year 2024 --forms
risk graphite --method geopolrisk --buyer JPN
exposure JPN USA --supplier CHN --mineral graphite --as-of 2025-10-15
exposure JPN --supplier CHN --as-of 2025-02-05 --summary
shock JPN cobalt copper --stop COD=0.573 --stop CHL=0.5 --reach 1 --as-of 2026-11-24
events --chain cn-oct9-2025 --as-of 2026-11-24
agreements --party USA --from 2025-10 --to 2025-11 --names defence --as-of 2026-11-24
price gallium germanium --since-control china
price lithium nickel --from 2020 --index 2022
market tungsten antimony --valued-by output
technology electric-car --supplier CHN
demand electric-cars --year 2024 --top 4
lists --changes --list EU
lists lithium copper --matrix --list US
policy awards --by mineral
policy coverage --summary --year 2023 --valued-by demand
policy coverage --money --as-of 2025-03 --year 2024
figure 2
claims C3 C6
compare dependency antimony japan usa
compare share rare-earths usgs@2025 usgs@2026
minerals zinc --hosts
"""


@pytest.fixture
def ask(monkeypatch):
    """Answer of a command line, without its output."""
    found: list[Table] = []
    monkeypatch.setattr(output_options, "emit", lambda table, how: bool(found.append(table)))

    def asked(line: str) -> Table:
        found.clear()
        assert app.run(shlex.split(line)) == 0, line
        return found[0]

    return asked


@pytest.mark.parametrize("line", AGAIN.strip().splitlines())
def test_the_command_gives_the_answer_again(ask, line) -> None:
    first = ask(line)
    again = command_line(first.query)
    assert again.startswith(f"critmin {line.split()[0]}")
    second = ask(again.removeprefix("critmin "))
    assert (second.names, second.rows) == (first.names, first.rows)
    assert "None" not in again


def test_what_is_usual_is_left_out() -> None:
    query = {"command": "hhi", "minerals": ["tin"], "weight": "none", "scheme": "doj2023"}
    assert command_line(query) == "critmin hhi tin"
    assert command_line({}) == ""

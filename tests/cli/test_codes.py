"""Every code of warnings.csv is reached by a command: codes.csv names one for each.

Paths in the commands are from tests/. A command without a day gives its code on any day from
2024 on; where the code stands on what holds on one day, ``--as-of`` names it.
"""

from __future__ import annotations

import csv
import json
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from critmin.core.files import read_table

HERE = Path(__file__).resolve().parent
with (HERE / "codes.csv").open(encoding="utf-8", newline="") as stream:
    CASES = [(row["code"], row["command"]) for row in csv.DictReader(stream)]

# Codes that no command can give on the bundled tables, and why.
UNREACHABLE = {
    "codes_secret": "needs a lake of Comext: trade/test_secret_codes",
    "exports_not_held": "needs a lake of imports alone: screening/test_screen",
    "flows_without_value": "needs a lake with withheld values: screening/test_same_numbers",
    "lake_left": "needs a lake with files of another: lakes/test_boundaries",
    "lake_rows": "needs a file added to a lake: lakes/test_publishers",
    "lake_swept": "needs a lake that a stopped run left: lakes/test_boundaries",
    "lake_totals": "needs a file added to a lake: lakes/test_totals",
    "mixed_forms": "marks tables in caveats.csv that answer nothing; `no_data` has the sentence",
    "months_absent": "needs a lake of months: screening/test_lake_members",
    "months_not_held": "needs a lake of months: screening/test_effect",
    "no_months": "needs a lake of a few months: screening/test_effect",
    "one_country": "marks tables in caveats.csv that answer nothing; `no_data` has the sentence",
    "own_shipments": "own shipments are given in Python alone: tracing/test_chains",
    "partner_not_specified": "bundled trade names every partner: trade/test_lake_trade",
    "partner_suppressed": "bundled imports name every partner: trade/test_lake_trade",
    "partners_unnamed": "needs a lake with withheld partners: screening/test_effect",
    "reliance_over_1": "no balance of the bundled editions exceeds 1: supply_risk/test_us_reliance",
    "ring": "no bundled network has a ring that nobody feeds: tracing/test_network",
    "transit_candidate": "no good of the sample has a printed zero: screening/test_effect",
    "units_swapped": "needs a file added to a lake: lakes/test_unit_values",
    "value_incomplete": "bundled trade has all its values: trade/test_lake_trade",
    "value_not_in_usd": "bundled euros have no weight: trade/test_lake_trade",
    "world_not_held": "needs a lake of a few countries: screening/test_screen",
}


def codes_of(text: str) -> set[str]:
    """Codes of an answer in JSON: of its warnings and of the flags of its rows."""
    answer = json.loads(text)
    flags = [row.get("flag") or "" for row in answer["data"]]
    found = {code for flag in flags for code in flag.split(";") if code}
    return found | {warning["code"] for warning in answer["warnings"]}


@pytest.fixture(scope="session")
def answers() -> dict[str, set[str]]:
    """Codes by command, so that commands of several codes run once."""
    return {}


@pytest.fixture
def carried(run, monkeypatch, answers) -> Callable[[str], set[str]]:
    """Codes that a command's answer carries."""
    monkeypatch.chdir(HERE.parent)

    def ask(command: str) -> set[str]:
        if command not in answers:
            got = run(*shlex.split(command), "-f", "json")
            assert got.code == 0, got.err
            answers[command] = codes_of(got.out)
        return answers[command]

    return ask


@pytest.mark.parametrize(("code", "command"), CASES, ids=[code for code, _ in CASES])
def test_code_is_reached(carried, code, command) -> None:
    assert code in carried(command)


def test_every_code_has_one_command() -> None:
    vocabulary = {row[0] for row in read_table("warnings.csv")[1]}
    counts = Counter(code for code, _ in CASES)
    assert [code for code, count in counts.items() if count > 1] == []
    assert set(counts) == vocabulary - set(UNREACHABLE)
    assert set(UNREACHABLE) <= vocabulary
    assert list(counts) == sorted(counts)


def test_answers_carry_no_other_code(carried) -> None:
    """What the commands carry is of the vocabulary, and none of it is called unreachable."""
    found = {code for _, command in CASES for code in carried(command)}
    assert found == {code for code, _ in CASES}

"""docs/mcp.md names every tool and every part of a result."""

import re
from pathlib import Path

from critmin.cli.question_tools import questions

from critmin.outlets.mcp_answers import OUTPUT_SCHEMA
from critmin.outlets.mcp_questions import LONGEST, MOST_ROWS, USUAL_ROWS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "mcp.md").read_text("utf-8")


def test_every_tool_and_no_other():
    (listed,) = re.findall(r"One for each question: (.*?)\. Arguments", PAGE, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", listed)) == {one.name for one in questions()}


def test_every_part_of_a_result():
    for name in OUTPUT_SCHEMA["properties"]:
        assert f"`{name}`" in PAGE, name


def test_the_numbers():
    text = " ".join(PAGE.split())
    assert f"({USUAL_ROWS} when not given, {MOST_ROWS} at most)" in text
    assert f"texts over {LONGEST} letters" in text

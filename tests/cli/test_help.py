"""Help: in groups, short, with topics; and where a mistyped first word leads."""

from __future__ import annotations

import re

import pytest
from critmin.cli import app, first_word, help_text, help_topics
from critmin.cli.parameters import parameters
from critmin.cli.registry import COMMANDS, GROUPS

from critmin.answers.levels import LEVELS
from critmin.core.files import read_table

SCREEN, LONGEST, MOST = 40, 56, 5  # lines; a few commands have more options than fit a screen


def test_groups_come_in_order_and_the_front_door_first(run) -> None:
    text = run("--help").out
    places = [text.index(f"\n{group}:\n") for group in GROUPS]
    assert places == sorted(places)
    for name in COMMANDS:
        assert len(re.findall(rf"^  {name} ", text, re.MULTILINE)) == 1


def test_no_line_is_wider_than_the_terminal(run, monkeypatch) -> None:
    for width in (60, 80, 100):
        monkeypatch.setattr(help_text.shutil, "get_terminal_size", lambda w=width: (w, 24))
        monkeypatch.setattr(help_text, "screen_width", lambda w=width: w - 2)
        for line in help_text.of_program().splitlines():
            assert len(line) < width


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_is_read_on_a_terminal(command) -> None:
    lines = help_text.of_command(COMMANDS[command], 78).splitlines()
    assert len(lines) <= LONGEST
    assert all(len(line) <= 78 for line in lines)
    assert (lines[-1] == help_text.OF_OUTPUT) is not COMMANDS[command].plain


def test_help_fits_a_screen() -> None:
    lengths = {c: len(help_text.of_command(COMMANDS[c], 78).splitlines()) for c in COMMANDS}
    long = {command for command, length in lengths.items() if length > SCREEN}
    assert len(long) <= MOST, long


@pytest.mark.parametrize("command", COMMANDS)
def test_options_of_the_output_work_but_are_not_listed(command) -> None:
    listed = help_text.of_command(COMMANDS[command], 78)
    for one in parameters(COMMANDS[command]):
        if one.of_output:
            assert f"  {one.shown}" not in listed
        else:
            assert one.shown in listed


def test_every_option_of_the_output_is_in_its_topic(run) -> None:
    page = run("help", "output").out
    for one in parameters(COMMANDS["share"]):
        if one.of_output:
            assert one.shown in page


@pytest.mark.parametrize("topic", help_topics.TOPICS)
def test_topics(run, topic) -> None:
    got = run("help", topic)
    assert (got.code, got.err) == (0, "")
    assert help_topics.PLACE not in got.out
    assert all(len(line) <= 80 for line in got.out.splitlines())
    assert len(got.out.splitlines()) > 8
    assert f"  {topic} " in run("help").out


def test_no_text_of_a_topic_is_left_over() -> None:
    assert {path.stem for path in help_topics.FOLDER.iterdir()} == set(help_topics.TOPICS)


def test_all_codes_of_notes_are_explained_by_level(run) -> None:
    header, rows = read_table("warnings.csv")
    lines = run("help", "notes").out.splitlines()
    places = [lines.index(f"Level {level}:") for level in LEVELS]
    for row in rows:
        code, level = row[header.index("code")], row[header.index("level")]
        at = next(n for n, line in enumerate(lines) if re.match(rf"  {code}( |$)", line))
        assert LEVELS[sum(place < at for place in places) - 1] == level
        assert run("help", code).out.startswith(f"{code} ({level}): ")


def test_exit_codes_are_those_of_the_program(run) -> None:
    listed = {int(code) for code in re.findall(r"^ +(\d+)  ", run("help", "exit-codes").out, re.M)}
    used = {*app.EXIT_CODES.values(), app.USAGE, app.INTERRUPTED, 0}
    assert used <= listed


def test_help_of_a_command_two_ways(run) -> None:
    assert run("help", "share") == run("share", "--help") == run("share", "-h")


def test_unknown_topic(run) -> None:
    assert "unknown topic 'outptu'" in run("help", "outptu").refused(3)


def test_version_two_ways(run) -> None:
    assert run("-V") == run("--version")
    assert run("-V").out.startswith("critmin ")


# The first word.


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("ls", "minerals"),
        ("list", "minerals"),
        ("import", "dependency"),
        ("concentration", "hhi"),
        ("sanctions japan", "controls"),
        ("version", "--version"),
        ("stop china", "shock"),
        ("bibtex usgs", "cite"),
        ("shar lithium", "share"),
        ("Exposure japan", "exposure"),
        ("lithum", "lithium"),
        ("japann", "Japan"),
        ("prodcers", "share"),
    ],
)
def test_a_word_that_is_no_command_leads_somewhere(run, words, meant) -> None:
    line = run(*words.split()).refused(2)
    assert meant in line.partition("did you mean ")[2].partition(" (usage")[0]


def test_a_word_without_meaning(run) -> None:
    line = run("qqqqq").refused(2)
    assert line.startswith("error: no command 'qqqqq'")
    assert "critmin help" in line


def test_hints_lead_to_commands_that_are_there_or_planned() -> None:
    planned = {"brief", "compare"}
    for word, commands in first_word.MEANT.items():
        assert word not in COMMANDS
        for command in commands:
            name = command.split()[0]
            assert name in {*COMMANDS, *planned} or name == "--version"


def test_a_command_after_its_names(run) -> None:
    assert "critmin share lithium" in run("lithium", "share").refused(2)
    assert "critmin dependency 'south korea'" in run("south korea", "dependency").refused(2)


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("japan", ["brief", "japan"]),
        ("south korea", ["brief", "south korea"]),
        ("rare earths --as-of 2026-11-24", ["brief", "rare earths", "--as-of", "2026-11-24"]),
        ("eu27", ["brief", "eu27"]),
        ("JPN", ["brief", "JPN"]),
        ("Congo", ["brief", "Congo"]),
        ("lithium carbonate", ["brief", "lithium carbonate"]),
    ],
)
def test_a_name_alone_asks_for_its_brief(monkeypatch, words, understood) -> None:
    monkeypatch.setattr(first_word, "COMMANDS", COMMANDS | {"brief": COMMANDS["controls"]})
    assert first_word.understood(words.split()) == understood


def test_options_before_the_command(run) -> None:
    line = run("-f", "csv", "share", "lithium").refused(2)
    assert "did you mean critmin share lithium -f csv?" in line
    assert run("--", "share", "lithium", "-q").code == 0


def test_two_names_are_no_brief(run, monkeypatch) -> None:
    monkeypatch.setattr(first_word, "COMMANDS", COMMANDS | {"brief": COMMANDS["controls"]})
    line = run("japan", "graphite").refused(2)
    assert "dependency japan graphite" in line


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("lithium --stage refining", "share lithium --stage refining"),
        ("japan --measure weight", "dependency japan --measure weight"),
        ("cobalt --weight wgi -q", "hhi cobalt --weight wgi -q"),
        ("lithium --nonsense", "share lithium --nonsense"),
    ],
)
def test_a_name_with_options_of_a_question(run, words, meant) -> None:
    assert f"did you mean critmin {meant}?" in run(*words.split()).refused(2)


def test_no_word_with_a_meaning_is_a_name() -> None:
    from critmin.core import name_reading

    names = [word for word in first_word.MEANT if name_reading.one(word).known]
    assert names == ["ls"], "the code of Lesotho is what shells call a list"


def test_without_a_brief_a_name_is_refused(run, monkeypatch) -> None:
    without = {name: command for name, command in COMMANDS.items() if name != "brief"}
    monkeypatch.setattr(first_word, "COMMANDS", without)
    assert "critmin share lithium" in run("lithium").refused(2)
    assert "critmin dependency japan" in run("japan").refused(2)

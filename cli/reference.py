"""Reference of the commands, made from their help: a manual page, and a page of documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from critmin import __version__

from .help_text import PROGRAM, USAGE_OF_PROGRAM, VERSION, examples, own, paragraphs, usage
from .help_topics import PLACE, TOPICS, text_of
from .parameters import HELP, Parameter, output_parameters
from .registry import Command, by_group

MADE = "Made from the help of the commands by `python docs/write_reference.py`."


def prose(command: Command) -> list[str]:
    """What a command answers, without its examples."""
    return [text for text in paragraphs(command) if not text.startswith("critmin ")]


def blocks(topic: str) -> Iterator[tuple[str, list[str]]]:
    """Blocks of a topic: ``text``, ``lines`` to be kept as they are, or its ``list``."""
    for block in text_of(topic).partition("\n")[2].strip("\n").split("\n\n"):
        lines = block.strip("\n").split("\n")
        if block == PLACE:
            yield "list", []
        elif len(lines) > 1 and lines[0].endswith(":") and lines[1].startswith("  "):
            yield "text", lines[:1]
            yield "lines", lines[1:]
        else:
            yield ("lines" if lines[0].startswith(" ") else "text"), lines


def _title(topic: str) -> str:
    return text_of(topic).partition("\n")[0].removeprefix("# ")


# The manual page, in roff.


def _roff(text: str) -> str:
    """Text with the signs that roff would read as commands escaped."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _terms(known: Sequence[Parameter]) -> Iterator[str]:
    for one in known:
        yield from (".TP", f".B {_roff(one.shown)}", _roff(one.help))


def _kept(lines: Sequence[str]) -> Iterator[str]:
    yield from (".PP", ".nf", *map(_roff, lines), ".fi")


def man_page() -> str:
    """Make the manual page critmin(1)."""
    lines = [
        f'.TH CRITMIN 1 "" "critmin {__version__}" "User Commands"',
        ".SH NAME",
        _roff("critmin - supply of critical minerals: shares, dependence, controls, prices"),
        ".SH SYNOPSIS",
        f".B {_roff(USAGE_OF_PROGRAM)}",
        ".SH DESCRIPTION",
        _roff(PROGRAM[0]),
        "Answers come from bundled tables, each row with its source; nothing uses the network.",
        *_kept([f"  {line}" for line in PROGRAM[1:]]),
        ".SH OPTIONS",
        *_terms((VERSION, HELP)),
    ]
    for group, commands in by_group().items():
        lines.append(f'.SH "{_roff(group.upper())}"')
        for command in commands:
            lines += _man_of(command)
    for topic in TOPICS:
        lines.append(f'.SH "{_roff(_title(topic).upper())}"')
        for kind, block in blocks(topic):
            if kind == "list":
                lines += _terms(_listed(topic)) if topic == "output" else _printed(topic)
            else:
                lines += _kept(block) if kind == "lines" else [".PP", *map(_roff, block)]
    return "\n".join(lines) + "\n"


def _man_of(command: Command) -> Iterator[str]:
    yield f'.SS "{_roff(usage(command))}"'
    for text in prose(command):
        yield from (".PP", _roff(text))
    yield from _kept([f"  {line}" for line in examples(command)])
    yield from _terms(explained(command))


def explained(command: Command) -> list[Parameter]:
    """Arguments and options of one command, without ``--help``."""
    return [one for one in own(command) if one != HELP]


def _listed(topic: str) -> list[Parameter]:
    """Options that a topic lists."""
    return output_parameters() if topic == "output" else []


def _printed(topic: str) -> list[str]:
    return [".PP", f"The list: {_roff(f'critmin help {topic}')}"]


# The page of documentation, in Markdown.


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def table(known: Sequence[Parameter]) -> Iterator[str]:
    """Options and what they do, as a table in Markdown."""
    if known:
        yield from ("", "| | |", "|---|---|")
        yield from (f"| `{_cell(one.shown)}` | {_cell(one.help)} |" for one in known)


def code(lines: Sequence[str], language: str = "") -> list[str]:
    """Lines as a block of code in Markdown."""
    return ["", f"```{language}", *(line.removeprefix("  ") for line in lines), "```"]


def markdown() -> str:
    """Make the command reference of the documentation."""
    lines = [
        "# Commands",
        "",
        f"Every command with its arguments and options. {MADE}",
        "",
        "Answers that are tables also take the options of the output, listed once",
        "[below](#topics).",
    ]
    for group, commands in by_group().items():
        lines += ["", f"## {group}"]
        for command in commands:
            lines += ["", f"### {command.name}", ""]
            lines += "\n\n".join(prose(command)).split("\n")
            lines += code([*examples(command)], "sh")
            lines += table(explained(command))
    lines += ["", "## Topics", "", "The same as `critmin help TOPIC`."]
    for topic in TOPICS:
        lines += ["", f"### {_title(topic)}"]
        for kind, block in blocks(topic):
            if kind == "list":
                printed = ["", f"The list: `critmin help {topic}`"]
                lines += table(_listed(topic)) if topic == "output" else printed
            else:
                lines += code(block) if kind == "lines" else ["", *block]
    return "\n".join(lines) + "\n"

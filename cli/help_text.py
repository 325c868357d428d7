"""Help as text: of the program, with its commands in groups, and of one command."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

from critmin.declared.parameter import SWITCH

from .help_topics import TOPICS, contents, note, page, title_of
from .parameters import HELP, Parameter, parameters
from .registry import COMMANDS, Command, by_group
from .text_layout import definitions, wrapped

NARROWEST, WIDEST = 50, 100
PROGRAM = (
    "Who supplies a critical mineral, at which stage, and how concentrated that is.",
    "critmin share lithium --stage refining",
    "critmin hhi --stage mining -f csv > mining.csv",
)
VERSION = Parameter(
    "version",
    ("-V", "--version"),
    "",
    "Print the version and the data edition.",
    False,
    False,
    False,
    None,
    SWITCH,
)
USAGE_OF_PROGRAM = "critmin COMMAND [NAMES] [OPTIONS]"
OF_OUTPUT = "And the output options: critmin help output"


def screen_width() -> int:
    """Width of help on this terminal."""
    return max(min(shutil.get_terminal_size().columns, WIDEST) - 2, NARROWEST)


def paragraphs(command: Command) -> list[str]:
    """What a command answers, and its examples, each as one line of text."""
    entry = command.declared().entry
    return [entry.answers, *entry.examples]


def answers(command: Command) -> str:
    """What a command answers, in one line."""
    return command.answers()


def examples(command: Command) -> list[str]:
    """Commands to try."""
    return [*command.declared().entry.examples]


def own(command: Command) -> list[Parameter]:
    """Arguments and options that the help of a command lists."""
    return [one for one in parameters(command) if not one.of_output]


def usage(command: Command) -> str:
    """How a command is written, in one line."""
    taken = [one.placed for one in own(command) if one.is_argument]
    return " ".join(("critmin", command.name, "[OPTIONS]", *taken))


def of_command(command: Command, width: int | None = None) -> str:
    """Help of a command: usage, what it answers, examples, its own options."""
    width = width or screen_width()
    known = own(command)
    lines = [wrapped(usage(command), width, "Usage: "), "", *_head(paragraphs(command), width)]
    arguments = [one for one in known if one.is_argument]
    options = [one for one in known if not one.is_argument]
    if arguments:
        lines += ["", "Arguments:", *definitions(_pairs(arguments), width)]
    lines += ["", "Options:", *definitions(_pairs(options), width)]
    if not command.plain:
        lines += ["", OF_OUTPUT]
    return "\n".join(lines)


def of_program(width: int | None = None) -> str:
    """Help of the program: its commands in groups."""
    width = width or screen_width()
    lines = [f"Usage: {USAGE_OF_PROGRAM}"]
    if "brief" in COMMANDS:
        lines.append("       critmin NAME, which is critmin brief NAME")
    lines += ["", *_head(PROGRAM, width)]
    room = max(len(name) for name in COMMANDS)
    for group, commands in by_group().items():
        pairs = [(command.name, answers(command)) for command in commands]
        lines += ["", f"{group}:", *definitions(pairs, width, room)]
    lines += ["", "Options:", *definitions(_pairs((VERSION, HELP)), width)]
    lines += ["", "More: critmin COMMAND --help, critmin help TOPIC"]
    lines.append(wrapped(f"{', '.join(TOPICS)}.", width, "Topics: "))
    return "\n".join(lines)


def _head(texts: Iterable[str], width: int) -> Iterator[str]:
    """Paragraphs, the examples among them each on a line."""
    before = ""
    for text in texts:
        if before and not (before.startswith("critmin ") and text.startswith("critmin ")):
            yield ""
        before = text
        indent = "      " if text.startswith("critmin ") else "  "
        yield wrapped(text, width, "  ", indent)


def _pairs(known: Iterable[Parameter]) -> list[tuple[str, str]]:
    return [(one.shown, one.help) for one in known]


def topic_names(incomplete: str) -> list[tuple[str, str]]:
    """Topics and commands, for completion."""
    known = {topic: title_of(topic) for topic in TOPICS}
    known |= {name: answers(command) for name, command in COMMANDS.items()}
    return [(name, about) for name, about in known.items() if name.startswith(incomplete)]


def on(subject: str | None) -> str:
    """Help on a topic, a command or the code of a note; the list of topics without a subject.

    Raises
    ------
    UnknownName
        For anything else, with what looks like it.
    """
    from difflib import get_close_matches

    from critmin.core.errors import UnknownName
    from critmin.core.names import fold

    if subject is None:
        return contents()
    word = subject.casefold()
    if word not in TOPICS and word not in COMMANDS:
        word = next((one for one in TOPICS if fold(one) == fold(word)), word)
    if word in TOPICS:
        return page(word)
    if word in COMMANDS:
        return of_command(COMMANDS[word])
    meaning = note(word)
    if meaning is None:
        close = get_close_matches(word, (*TOPICS, *COMMANDS), n=3)
        raise UnknownName("topic", subject, close, hint="list them with: critmin help")
    return meaning

"""Topics of the help, apart from the commands: `critmin help TOPIC`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from critmin.core.files import own_text

from .parameters import output_parameters
from .text_layout import definitions

FOLDER = Path(__file__).parent / "topics"
# Topics in the order of the list; the text of each is in `cli/topics/`.
TOPICS = (
    "output",
    "names",
    "stages",
    "notes",
    "exit-codes",
    "sources",
    "own-tables",
    "lake",
    "settings",
)
MANUAL = "man"  # prints the manual page
PLACE = "{list}"  # where the list of a topic stands
WIDTH, CODE = 78, 26  # of a page, and of the codes in a list


@cache
def text_of(topic: str) -> str:
    """Text of a topic as it is kept, its title first."""
    return own_text(FOLDER / f"{topic}.md")


def title_of(topic: str) -> str:
    """Title of a topic."""
    return text_of(topic).partition("\n")[0].removeprefix("# ")


def page(topic: str) -> str:
    """A topic, with the list that it has made from the tables."""
    text = text_of(topic).removeprefix("# ").rstrip("\n")
    made = LISTS.get(topic)
    return text if made is None else text.replace(PLACE, "\n".join(made()).rstrip("\n"))


def contents() -> str:
    """All topics with their titles."""
    pairs = [(topic, title_of(topic)) for topic in TOPICS]
    more = (
        ("COMMAND", "what it answers, examples, its options; as critmin COMMAND --help"),
        ("CODE", "level and meaning of a note's code, as withheld"),
        (MANUAL, "all of it as a manual page: critmin help man | man -l -"),
    )
    room = max(len(topic) for topic in TOPICS)
    lines = ("Topics of critmin help:", "", *definitions(pairs, WIDTH, room), "", "Also:", "")
    return "\n".join((*lines, *definitions(more, WIDTH, room)))


def note(code: str) -> str | None:
    """Level and meaning of a note's code; None if there is no such code."""
    from critmin.core.files import read_table

    header, rows = read_table("warnings.csv")
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        if cells["code"] == code:
            return f"{code} ({cells['level']}): {cells['meaning'].rstrip('.')}."
    return None


def _notes() -> Iterator[str]:
    """Every code of a note with its meaning, by level."""
    from critmin.answers.levels import LEVELS
    from critmin.core.files import read_table

    header, rows = read_table("warnings.csv")
    code, of, meaning = (header.index(name) for name in ("code", "level", "meaning"))
    for level in LEVELS:
        pairs = [(row[code], row[meaning]) for row in rows if row[of] == level]
        yield from (f"Level {level}:", *definitions(pairs, WIDTH, CODE), "")


def _sources() -> Iterator[str]:
    """Each publisher with its editions."""
    from critmin.core import sources

    found: dict[str, list[str]] = {}
    for source in sources.editions().values():
        found.setdefault(source.origin, []).append(source.edition)
    names = sources.PUBLISHERS
    pairs = [
        (origin, f"{names.get(origin, origin)}: {', '.join(e)}") for origin, e in found.items()
    ]
    yield from definitions(pairs, WIDTH)


def _output() -> Iterator[str]:
    """Options that all answers share, then those of answers with a picture."""
    pairs = [(one.shown, one.help) for one in output_parameters()]
    yield from definitions(pairs, WIDTH)


def _names() -> Iterator[str]:
    """Blocs with their full names."""
    from critmin.core import names

    yield from definitions([*{m.bloc: m.name for m in names.memberships()}.items()], WIDTH)


def _stages() -> Iterator[str]:
    """Other words for the stages."""
    from critmin.core import names

    found = {s: [w for w, of in names.STAGE_WORDS.items() if of == s] for s in names.STAGES}
    yield "Other words for a stage:"
    yield from definitions([(s, ", ".join(words)) for s, words in found.items() if words], WIDTH)


LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "names": _names,
    "notes": _notes,
    "output": _output,
    "sources": _sources,
    "stages": _stages,
}

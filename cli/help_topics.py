"""Topics of the help, apart from the commands: `critmin help TOPIC`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "topics"
# Topics in the order of the list; the text of each is in `cli/topics/`.
TOPICS = ("output", "names", "stages", "notes", "exit-codes", "sources", "own-tables", "settings")
WIDTH = 78


@cache
def text_of(topic: str) -> str:
    """Text of a topic as it is kept, its title first."""
    return (FOLDER / f"{topic}.md").read_text("utf-8")


def title_of(topic: str) -> str:
    """Title of a topic."""
    return text_of(topic).partition("\n")[0].removeprefix("# ")


def page(topic: str) -> str:
    """A topic with its list, if it has one, made from the tables."""
    text = text_of(topic).rstrip("\n")
    made = LISTS.get(topic)
    return text if made is None else "\n".join((text, "", *made()))


def contents() -> str:
    """All topics with their titles."""
    from .help_text import definitions

    pairs = [(topic, title_of(topic)) for topic in TOPICS]
    return "\n".join(("Topics of critmin help:", "", *definitions(pairs, WIDTH)))


def note(code: str) -> str | None:
    """Meaning and level of a code of a note; None if there is no such code."""
    from critmin.core.files import read_table

    for name, level, meaning, *_ in read_table("warnings.csv")[1]:
        if name == code:
            return f"{code} ({level}): {meaning}."
    return None


def _notes() -> Iterator[str]:
    """Every code of a note with its meaning, by level."""
    from critmin.answers.levels import LEVELS
    from critmin.core.files import read_table

    from .help_text import definitions

    rows = read_table("warnings.csv")[1]
    for level in LEVELS:
        yield f"Level {level}:"
        yield from definitions([(code, text) for code, of, text, *_ in rows if of == level], WIDTH, 26)
        yield ""


def _sources() -> Iterator[str]:
    """Each publisher with its editions."""
    from critmin.core import sources

    from .help_text import definitions

    found: dict[str, list[str]] = {}
    for source in sources.editions().values():
        found.setdefault(source.origin, []).append(source.edition)
    yield from definitions(
        [
            (origin, f"{sources.PUBLISHERS.get(origin, origin)}: {', '.join(editions)}.")
            for origin, editions in found.items()
        ],
        WIDTH,
    )


def _names() -> Iterator[str]:
    """Blocs with their full names."""
    from critmin.core import names

    from .help_text import definitions

    blocs = {member.bloc: member.name for member in names.memberships()}
    yield "Blocs:"
    yield from definitions(list(blocs.items()), WIDTH)


def _stages() -> Iterator[str]:
    """Other words for the stages, and the traded forms of each."""
    from critmin.core import names

    from .help_text import definitions

    words = {stage: [w for w, of in names.STAGE_WORDS.items() if of == stage] for stage in names.STAGES}
    yield "Other words for a stage:"
    yield from definitions([(stage, ", ".join(found)) for stage, found in words.items() if found], WIDTH)


LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "names": _names,
    "notes": _notes,
    "sources": _sources,
    "stages": _stages,
}

"""What a reader of an answer needs beside the table: cautions in short, notes in full, sources.

A screen has at most three cautions, the strongest that change the reading, in plain words. The
rest is counted; nothing is lost, because all of it is printed in full on request and in JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from critmin.answers import plain_text
from critmin.answers.cautions import meaning
from critmin.answers.levels import LEVELS, strength
from critmin.answers.table import Caution, Table
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Source
from critmin.core.wording import counted, listed

MOST = 3  # cautions on a screen
LONGEST = 200  # characters of a line
NAMED = 3  # subjects named in a line
MANY = 6  # minerals; beyond, what is said of one of them comes after what is said of more
WEAKER = 3  # by how much; also for what has no data where no mineral was asked for
LOSS, READING, BACKGROUND = LEVELS
HEADINGS = {
    LOSS: "Not used from your file",
    READING: "Changes the reading",
    BACKGROUND: "Background",
}
_NO_DATA = re.compile(
    r"no data for (?P<about>\S+(?: [a-z]+)?)(?: (?:at|in) (?P<when>\w+))?"
    r"(?:: (?P<why>[^;]+))?(?:;|$)"
)


class Short(NamedTuple):
    """A line of cautions in plain words, and the number of cautions that it stands for."""

    text: str
    stands_for: int


def losses(table: Table) -> list[str]:
    """What was not used of the user's own file, in full; shown always."""
    return [caution.message for caution in table.warnings if caution.level == LOSS]


def strongest(table: Table, most: int = MOST) -> list[Short]:
    """The strongest cautions that change the reading, one line for each code."""
    by_code: dict[str, list[Caution]] = {}
    for caution in table.warnings:
        if caution.level == READING:
            by_code.setdefault(caution.code, []).append(caution)
    minerals = {*table.column("mineral")} if "mineral" in table.names else set()
    many = len(minerals) > MANY

    def rank(code: str) -> int:
        of_one = many and all(map(_of_one, by_code[code]))
        unasked = code == "no_data" and not table.query.keys() & {"minerals", "mineral"}
        return (WEAKER if of_one or unasked else 0) - strength(code)

    return [_in_short(by_code[code]) for code in sorted(by_code, key=rank)[:most]]


def remaining(table: Table, shown: Sequence[Short]) -> int:
    """Number of cautions and notes that neither the lines shown nor the data loss stand for."""
    said = sum(line.stands_for for line in shown) + len(losses(table))
    return len(table.warnings) + len(table.notes) - said


def in_full(table: Table) -> list[str]:
    """All cautions and notes by level, each with its code; then citations with licences."""
    lines = []
    for level in LEVELS:
        of_level = [caution for caution in table.warnings if caution.level == level]
        of_level.sort(key=lambda caution: -strength(caution.code))
        texts = [f"{caution.code}: {caution.message}" for caution in of_level]
        if level == BACKGROUND:
            texts += [f"note: {note}" for note in table.notes]
        if texts:
            lines += [f"{HEADINGS[level]}:", *(f"  {text}" for text in texts)]
    return [*lines, *map(citation, table.sources)]


def citation(source: Source) -> str:
    """Source with its id, full citation and licence."""
    licence = f" ({source.licence})" if source.licence else ""
    return f"source: {source.id}: {source.citation}{licence}"


def source_line(cited: Sequence[Source]) -> str:
    """Names and editions of the sources, in one line; empty without any.

    More than fit in the line are counted.
    """
    editions: dict[str, list[str]] = {}
    for source in cited:
        edition = source.edition.removesuffix("mean")
        editions.setdefault(source.publisher, []).append(edition)
    parts = [
        f"{name} {', '.join(sorted(filter(None, found)))}".strip()
        for name, found in editions.items()
    ]
    if not parts:
        return ""
    start = "Source: " if len(parts) == 1 else "Sources: "
    return start + _fitting(parts, LONGEST - len(start) - len("; and 99 more"))


def _fitting(parts: Sequence[str], room: int) -> str:
    kept: list[str] = []
    for part in parts:
        if kept and len("; ".join([*kept, part])) > room:
            break
        kept.append(part)
    more = len(parts) - len(kept)
    return "; ".join(kept) + (f"; and {more} more" if more else "")


def _in_short(cautions: Sequence[Caution]) -> Short:
    """One line for the cautions of one code.

    If they say different things of different subjects, the meaning of the code stands for all;
    without subjects the first is said, and the others stay counted.
    """
    code = cautions[0].code
    read = [_read(caution) for caution in cautions]
    texts = list(dict.fromkeys(text for _, text in read))
    if len(texts) > 1 and all(about for about, _ in read):
        text = meaning(code)
    else:
        text = texts[0]
        read = [pair for pair in read if pair[1] == text]
    line = plain_text.joined(_subjects([about for about, _ in read]), text)
    if len(line) > LONGEST:
        line = plain_text.joined("", meaning(code))
    return Short(line, len(read))


def _of_one(caution: Caution) -> bool:
    """Whether a caution is about one mineral."""
    return plain_text.is_mineral(plain_text.subject(_read(caution)[0]).name)


def _read(caution: Caution) -> tuple[str, str]:
    """What a caution is about, and its short text in plain words."""
    about, text = caution.about, caution.short
    if not text:
        about, text = _split(caution.message)
    if caution.code == "no_data" and (found := _NO_DATA.match(caution.message)):
        when = f" {found['when']}" if found["when"] else ""
        why = found["why"] and plain_text.readable(found["why"])
        about, text = f"{found['about']}{when}", f"no data ({why})" if why else "no data"
    return about, plain_text.readable(text) or meaning(caution.code)


def _split(message: str) -> tuple[str, str]:
    """Subject and text of a message that has them in one."""
    head, colon, text = message.partition(": ")
    return (head, text) if colon and plain_text.known_subject(head) else ("", message)


def _subjects(abouts: Iterable[str]) -> str:
    """Subjects in one phrase: ``Lithium mining and refining, 2024``."""
    stages: dict[str, dict[str, None]] = {}
    years: dict[tuple[str, str], list[str]] = {}
    for found in map(plain_text.subject, dict.fromkeys(abouts)):
        if found.name:
            stages.setdefault(found.name, {})[found.stage] = None
            years.setdefault((found.name, found.stage), []).extend(filter(None, [found.year]))
    heads = [
        f"{plain_text.lower_name(name) if at else name} {listed([*of])}".strip()
        for at, (name, of) in enumerate(stages.items())
    ]
    phrase = _few(heads)
    spans = {tuple(found) for found in years.values()}
    common = sorted(spans.pop()) if len(spans) == 1 else []
    if len(common) > NAMED:
        return f"{phrase}, {counted(len(common), 'year')}"
    return f"{phrase}, {listed(common)}" if common else phrase


def _few(words: Sequence[str]) -> str:
    if len(words) <= NAMED:
        return listed(words)
    return f"{', '.join(words[:NAMED])} and {len(words) - NAMED} more"

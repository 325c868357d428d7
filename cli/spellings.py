"""Old spellings of options, those with two meanings, and those repeated instead of listed.

All are rewritten before the command is read, so that each option has one definition and the help
shows one spelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

# Old or other spelling of an option by command.
OLD: Mapping[str, Mapping[str, str]] = {
    "controls": {
        "--by": "--country",
        "--from": "--country",
        "--supplier": "--country",
        "--target": "--buyer",
        "--to": "--buyer",
        "--next": "--expiring",
    },
    "exposure": {"--from": "--supplier"},
    "price": {"--since": "--from", "--until": "--to"},
    "via": {"--origin": "--supplier"},
    "compare": {"--origin": "--supplier"},
}
# Options with one value, in which several are separated by commas.
JOINED = frozenset({"--year", "--stage", "--form", "--columns"})
END = "--"  # after it nothing is an option
# --map THEIRS=OURS renames a column of an own table; alone it draws a map, of these commands.
RENAME, MAP, MAPPED = "--map", "--as-map", {"share", "reserves"}


def current(given: Sequence[str]) -> list[str]:
    """Arguments in today's spelling, each option of `JOINED` at most once.

    >>> current(["controls", "gallium", "--target=USA"])
    ['controls', 'gallium', '--buyer=USA']
    >>> current(["share", "lithium", "--stage", "mining", "--stage", "refining"])
    ['share', 'lithium', '--stage', 'mining,refining']
    """
    if not given:
        return []
    command, *rest = given
    old = OLD.get(command, {})
    renamed = list(_renamed(rest, old)) if old else rest
    mapped = list(_mapped(renamed)) if command in MAPPED else list(renamed)
    return [command, *_joined(mapped)]


def _mapped(words: Sequence[str]) -> Iterator[str]:
    """Words with ``--map`` told apart: before a word with an equals sign it renames a column.

    Beside an own table it also does before any other word, which is refused where it is read.

    >>> list(_mapped(["lithium", "--map", "--data", "own.csv", "--map", "Land=country"]))
    ['lithium', '--as-map', '--data', 'own.csv', '--map', 'Land=country']
    """
    own = any(word.partition("=")[0] == "--data" for word in words)
    for number, word in enumerate(words):
        if word == END:
            yield from words[number:]
            return
        after = words[number + 1] if number + 1 < len(words) else "-"
        renames = "=" in after or (own and not after.startswith("-"))
        yield MAP if word == RENAME and not renames else word


def _renamed(words: Sequence[str], old: Mapping[str, str]) -> Iterator[str]:
    options = True
    for word in words:
        options = options and word != END
        name, equals, value = word.partition("=")
        yield f"{old[name]}{equals}{value}" if options and name in old else word


def _joined(words: Sequence[str]) -> list[str]:
    """Words with the values of a repeated option joined where it first stands."""
    if len([word for word in words if word.partition("=")[0] in JOINED]) < 2:
        return list(words)
    found: list[str] = []
    at: dict[str, int] = {}  # place of each option's value
    left = list(words)
    while left:
        word = left.pop(0)
        if word == END:
            return [*found, word, *left]
        name, equals, value = word.partition("=")
        if name not in JOINED or not (equals or left):
            found.append(word)
            continue
        value = value if equals else left.pop(0)
        if name in at:
            found[at[name]] += f",{value}"
        else:
            at[name] = len(found) + 1
            found += [name, value]
    return found

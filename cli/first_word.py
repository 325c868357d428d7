"""The first word of a command line: a command, a name to be briefed on, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.core.errors import AmbiguousName, QueryError
from critmin.core.name_reading import Name

from .registry import COMMANDS

BRIEF = "brief"
FEW = 3  # suggestions in one error
# What people type for a command, by meaning. Of several commands the likeliest is first.
MEANT = {
    "award": ("policy awards",),
    "awards": ("policy awards",),
    "ban": ("controls",),
    "bans": ("controls",),
    "bibtex": ("cite",),
    "bloc": ("brief", "share"),
    "budget": ("policy meti",),
    "buyer": ("brief", "dependency"),
    "buyers": ("exposure", "dependency"),
    "changes": ("trend", "compare"),
    "chart": ("help output", "figure"),
    "citation": ("cite",),
    "claim": ("claims",),
    "company": ("suppliers",),
    "complete": ("completion",),
    "completions": ("completion",),
    "concentration": ("hhi",),
    "configuration": ("config",),
    "control": ("controls",),
    "countries": ("brief", "share"),
    "country": ("brief", "share"),
    "data": ("tables", "sources"),
    "database": ("export", "tables"),
    "deals": ("agreements",),
    "dependence": ("dependency",),
    "difference": ("compare",),
    "diff": ("compare",),
    "embargo": ("controls", "shock"),
    "event": ("events",),
    "exit-codes": ("help exit-codes",),
    "exporters": ("share", "dependency"),
    "exports": ("controls", "dependency"),
    "figures": ("figure",),
    "find": ("minerals",),
    "forecast": ("technology", "market"),
    "formats": ("help output",),
    "graph": ("help output", "figure"),
    "herfindahl": ("hhi",),
    "history": ("trend", "events"),
    "import": ("dependency", "reliance"),
    "importers": ("exposure", "dependency"),
    "imports": ("dependency", "reliance"),
    "info": ("minerals", "brief"),
    "laws": ("policy acts", "controls"),
    "licence": ("controls", "sources"),
    "licences": ("controls", "sources"),
    "license": ("controls", "sources"),
    "licenses": ("controls", "sources"),
    "list": ("minerals", "lists", "tables"),
    "loss": ("shock",),
    "ls": ("minerals", "tables"),
    "man": ("help", "help man"),
    "manual": ("help",),
    "metals": ("minerals",),
    "mineral": ("minerals",),
    "miners": ("share",),
    "mines": ("share",),
    "mining": ("share",),
    "names": ("help names", "minerals"),
    "notes": ("help notes",),
    "options": ("help output",),
    "origin": ("via",),
    "output": ("share", "help output"),
    "overview": ("brief", "report"),
    "partners": ("dependency",),
    "plot": ("help output", "figure"),
    "policies": ("policy",),
    "prices": ("price",),
    "producers": ("share",),
    "production": ("share", "trend"),
    "products": ("demand",),
    "quota": ("controls",),
    "quotas": ("controls",),
    "rank": ("share", "hhi"),
    "references": ("cite", "sources"),
    "refiners": ("share",),
    "refining": ("share",),
    "reserve": ("reserves",),
    "restrictions": ("controls",),
    "risks": ("risk", "exposure"),
    "route": ("via",),
    "routes": ("via",),
    "sanctions": ("controls", "events"),
    "scenario": ("shock",),
    "score": ("risk",),
    "search": ("minerals",),
    "settings": ("config",),
    "shares": ("share",),
    "show": ("share", "minerals"),
    "simulate": ("shock",),
    "source": ("sources",),
    "stages": ("help stages",),
    "status": ("controls", "doctor"),
    "stocks": ("shock", "reserves"),
    "stop": ("shock",),
    "summary": ("brief", "report"),
    "supplier": ("dependency", "share", "suppliers"),
    "supply": ("share",),
    "table": ("tables",),
    "tariff": ("events",),
    "tariffs": ("events",),
    "technologies": ("technology",),
    "test": ("doctor", "check"),
    "timeline": ("events", "trend"),
    "topics": ("help",),
    "trade": ("dependency", "exposure"),
    "trends": ("trend",),
    "uses": ("technology",),
    "validate": ("check",),
    "version": ("--version",),
    "versus": ("compare",),
    "vs": ("compare",),
    "vulnerability": ("exposure", "risk"),
}


def understood(given: Sequence[str]) -> list[str]:
    """Arguments with a command before a name that is given without one: that of its brief.

    The first word given is no command; a command's name wins over any other name.

    Raises
    ------
    QueryError
        For a first word that is neither, or for several names; with what may have been meant.
    """
    words = list(given)
    if words[0].startswith("-"):
        return _option_first(words)
    end = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    command = next((word for word in words[:end] if word in COMMANDS), None)
    named = [] if words[0].casefold() in MEANT else _names(words[: 1 if command else end])
    if not named:
        raise QueryError(f"no command {words[0]!r}{_or(_meant(words[0]))}")
    if command is not None:
        rest = [word for word in words if word != command]
        raise QueryError(f"{words[0]!r} is no command{_or((_typed(command, *rest),))}")
    flags = [word.partition("=")[0] for word in words[end:] if word.startswith("-")]
    if len(named) == 1 and BRIEF in COMMANDS and _takes(BRIEF, flags):
        return [BRIEF, named[0].text, *words[end:]]
    firsts = _questions(named)
    fitting = [name for name in firsts if _takes(name, flags)]
    fitting = fitting or [next((name for name in COMMANDS if _takes(name, flags)), firsts[0])]
    meant = [_typed(name, *(one.text for one in named), *words[end:]) for name in fitting]
    raise QueryError(f"name a command before {words[0]!r}{_or(meant)}")


def _questions(named: Sequence[Name]) -> tuple[str, ...]:
    """Questions that names may be of, the likeliest first: a country buys, makes or controls."""
    places = sum(name.place for name in named)
    if not places:
        return ("share",)
    stage = any(not name.known for name in named)
    if stage or places > 1 or len(named) == places:
        return ("share",) if stage else ("dependency",)
    return ("dependency", "share", "controls")


def _option_first(words: list[str]) -> list[str]:
    """Words that begin with an option; typer refuses them, unless a command follows.

    Raises
    ------
    QueryError
        If a command follows: its options stand after it.
    """
    place = next((place for place, word in enumerate(words) if word in COMMANDS), None)
    if place is None:
        return words
    meant = _typed(*words[place:], *words[:place])
    raise QueryError(f"options stand after the command{_or((meant,))}")


def _takes(command: str, flags: Sequence[str]) -> bool:
    """Whether a command has all of the options."""
    from .parameters import parameters

    known = {flag for one in parameters(COMMANDS[command]) for flag in one.flags}
    return known.issuperset(flags)


def _names(words: Sequence[str]) -> list[Name]:
    """Names of minerals and places, and stages of supply; none if a word is something else."""
    from critmin.core import name_reading
    from critmin.core.name_words import is_known
    from critmin.core.stages import STAGE_WORDS, STAGES

    try:
        found = name_reading.read(words)
    except AmbiguousName:  # its brief says so, or the question
        if len(words) == 1 or is_known(words):
            return [Name(" ".join(words), place=True)]
        return [Name(word, place=True) for word in words]
    stages = [name for name in found if name.text.casefold() in {*STAGES, *STAGE_WORDS}]
    return found if found[0].known and all(n.known or n in stages for n in found) else []


def _typed(*words: str) -> str:
    """A command line."""
    from shlex import join

    return join(("critmin", *words))


def _or(meant: Sequence[str]) -> str:
    """The end of an error: what may have been meant."""
    if not meant:
        return "; list all commands with: critmin --help, all topics with: critmin help"
    return f"; did you mean {', '.join(meant)}?"


def _meant(word: str) -> tuple[str, ...]:
    """Commands and names that may have been meant: by meaning, then by spelling."""
    from difflib import get_close_matches

    from critmin.core import names

    text = word.casefold()
    by_meaning = _there(MEANT.get(text, ()))
    if by_meaning:
        return by_meaning[:FEW]
    close = get_close_matches(text, [*COMMANDS, *MEANT], n=FEW, cutoff=0.75)
    commands = [c for one in close for c in _there(MEANT.get(one, (one,)))]
    people = [country.name for country in names.countries().values()]
    similar = names.suggestions(text, [*names.minerals(), *people, *names.bloc_names()])
    return tuple(dict.fromkeys([*commands, *similar]))[:FEW]


def _there(commands: Sequence[str]) -> tuple[str, ...]:
    """Those of the commands that the program has."""
    return tuple(c for c in commands if c.split()[0] in COMMANDS or c.startswith("-"))

"""The closed vocabulary of warning codes (warnings.csv) and their sentences (cautions.csv)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.table import Caution
from critmin.core.files import read_table, sorted_rows_of
from critmin.core.wording import About, counted

# Start of a sentence that names what it is said of: ``{what}: ...``.
_SUBJECT = re.compile(r"(?P<about>\{(?:what|name|mineral|buyer|source|lines)\}(?: \{\w+\})?): ")


def _line(table: str, name: str) -> list[str]:
    """The one line of a table that begins with a name; no other line is parsed.

    Raises
    ------
    KeyError
        If there is none.
    """
    for cells in sorted_rows_of(table, name):
        return cells
    raise KeyError(name)


def codes() -> tuple[str, ...]:
    """All codes of the vocabulary."""
    return tuple(code for code, *_ in read_table("warnings.csv")[1])


def meaning(code: str) -> str:
    """Meaning of a code, in one sentence."""
    return _line("warnings.csv", code)[3]


def caution(name: str, /, **values: Any) -> Caution:
    """Make a caution from its sentence in cautions.csv, with the values filled in.

    Parameters
    ----------
    name : str
        A code of the vocabulary; ``code:variant`` where a code has several sentences. Its
        short sentence is for screens; without one the sentence serves there too.
    **values
        Values of the sentence's fields, which the caution keeps; a field may have a format
        (``{share:.1%}``). Several names are a tuple, and are joined with commas.

    Examples
    --------
    >>> caution("compiled:controls").code
    'compiled'
    >>> said = caution("bloc_incomplete:imports", what="2024", absent=("Malta", "Cyprus"))
    >>> said.message, said.values["absent"]
    ('2024: not in the sum are Malta, Cyprus', ('Malta', 'Cyprus'))
    """
    _, sentence, short, level = _line("cautions.csv", name)
    said = {field: _joined(value) for field, value in values.items()}
    message = sentence.format_map(said)
    about, rest = _subject(sentence, said)
    if short:
        short = short.format_map(said)
    elif about:
        short = rest.format_map(said)
    code, _, _ = name.partition(":")
    return Caution(code, message, about, short, level, name=name, values=values)


def _joined(value: Any) -> Any:
    return ", ".join(map(str, value)) if type(value) in {tuple, list} else value


def _subject(sentence: str, said: Mapping[str, Any]) -> tuple[str, str]:
    """What a sentence is said of, and the rest of the sentence; both empty without a subject."""
    found = _SUBJECT.match(sentence)
    if not found:
        return "", ""
    rest = sentence[found.end() :]
    if found["about"] == "{what}" and isinstance(said["what"], About):
        return said["what"], rest
    if found["about"] == "{mineral} {stage}":
        return About(said["mineral"], said["stage"]), rest
    return found["about"].format_map(said), rest


def explained(code: str, about: str = "", carriers: str = "", *, subject: str = "") -> Caution:
    """Make a caution from the meaning of its code, for codes without a sentence of their own.

    Parameters
    ----------
    code : str
        A code of the vocabulary.
    about : str
        Text before the meaning: a source, a table.
    carriers : str
        Text after it in brackets: the minerals or rows with the code.
    subject : str
        What a screen says it of, where that is neither of both.

    Examples
    --------
    >>> explained("index_base", carriers="gallium, graphite").message
    'The base of the index (gallium, graphite)'
    """
    said = meaning(code)
    text = f"{about}: {said}" if about else said
    message = f"{text} ({carriers})" if carriers else text
    return Caution(code, message, subject or about or carriers, said)


def of_records(ids: Sequence[str], named: Mapping[str, str], thing: str) -> str:
    """What a caution on some of an answer's records is about: the one by name, or how many.

    >>> of_records(["CN-1"], {"CN-1": "China, No. 1 of 2025", "CN-2": ""}, "measure")
    'China, No. 1 of 2025'
    >>> of_records(["CN-1", "CN-2"], {"CN-1": "", "CN-2": "", "CN-3": ""}, "measure")
    '2 of 3 measures'
    >>> of_records(["CN-1", "CN-2"], {"CN-1": "", "CN-2": ""}, "measure")
    'both measures'
    """
    once = [*dict.fromkeys(ids)]
    if len(once) == 1 and named.get(once[0]):
        return named[once[0]]
    if len(once) == len(named):
        every = {1: f"the {thing}", 2: f"both {thing}s"}
        return every.get(len(once), f"all {len(once)} {thing}s")
    return f"{len(once)} of {counted(len(named), thing)}"

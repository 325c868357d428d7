"""Targets for what a person types: names, years, days, stops, and the condition of --fail-if."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from fuzz_bytes import Choices

from critmin.answers import conditions
from critmin.answers.table import Column
from critmin.core import arguments, dates, name_reading, names, periods, products
from critmin.core.errors import AmbiguousName, CritminError, QueryError, UnknownName
from critmin.disruption import scenario
from critmin.screening import rules

# Names -------------------------------------------------------------------------------------------

LOOKS: tuple[Callable[[str], Any], ...] = (
    lambda text: names.mineral(text, suggest=False).slug,
    lambda text: names.country(text, suggest=False).iso3,
    lambda text: names.slug_of(text),
    lambda text: names.is_place(text),
    lambda text: names.bloc(text),
    lambda text: names.stage(text),
    lambda text: names.trade_forms(text),
    lambda text: name_reading.one(text)._replace(text=""),
    lambda text: products.product(text),
)


def outcome(look: Callable[[str], Any], text: str) -> Any:
    """What a name means, or the kind of its refusal."""
    try:
        return look(text)
    except (UnknownName, AmbiguousName) as error:
        one_line(error)
        return type(error)


def one_line(error: Exception) -> None:
    """An error is one line that says something."""
    said = str(error)
    assert said.strip(), repr(error)


def wide(text: str) -> str:
    """Latin letters, digits and signs in the width of Chinese ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


WAYS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.swapcase,
    wide,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: f" {text}\t",
)


def fuzz_names(content: bytes) -> None:
    """A name means the same in any case, width and composition; a known one not inside others."""
    choices = Choices(content)
    look, way = choices.one(LOOKS), choices.one(WAYS)
    text = choices.text()
    found = outcome(look, text)
    if names.fold(text) != "eu":  # the symbol of europium is told from the union by case
        again = outcome(look, way(text))
        assert found == again, (text, way(text), found, again)
    if isinstance(found, str) and found:
        assert outcome(look, f"{text}qqzz") in (UnknownName, ""), text


def fuzz_several_names(content: bytes) -> None:
    """Names of a question: each word is in one of them, in its order, or all are refused."""
    given = Choices(content).text().split("\n")
    try:
        found = name_reading.read(given)
    except CritminError as error:
        one_line(error)
        return
    there = "".join("".join(one.text for one in found).split())
    assert not any(one.mineral and one.mineral not in names.minerals() for one in found)
    assert len(there) <= len("".join("".join(given).split())) + len(found), (given, found)


# Years, days, stops ------------------------------------------------------------------------------


def typed_years(text: str) -> None:
    """Years are from 0 to 9999, each once, and read the same when they are written out."""
    found = arguments.years(text)
    assert len(set(found)) == len(found)
    assert all(0 <= year <= 9999 for year in found)
    assert arguments.years(",".join(f"{year:04}" for year in found)) == found


def typed_periods(text: str) -> None:
    """Months are read the same when they are written out."""
    found = periods.read(text)
    assert len({str(one) for one in found}) == len(found)
    shown = [f"{one:04}" if type(one) is int else str(one) for one in found]
    assert periods.read(",".join(shown)) == found
    assert [*map(str, map(periods.period, shown))] == [*map(str, found)]


def typed_day(text: str) -> None:
    """A day is a real one, and the same again."""
    found = dates.day(text)
    assert date.fromisoformat(found).isoformat() == found == dates.day(found)


def typed_last_day(text: str) -> None:
    """The last day is one of the period that was typed."""
    found = dates.last_day(text)
    assert date.fromisoformat(found).isoformat() == found
    assert text == dates.TODAY or dates.when(text, "as-of").first <= found


def typed_span(text: str) -> None:
    """A span holds its ends and begins before it ends."""
    since, _, until = text.partition("..")
    found = dates.span(since or None, until or None)
    assert not (found.first and found.last) or found.first <= found.last
    if since:
        assert found.may_hold(dates.when(since, "from"))


def typed_stop(text: str) -> None:
    """A cut is a part of the whole."""
    place, mineral, cut = scenario.parse_stop(text)
    assert place.strip() == place and place
    assert mineral is None or mineral
    assert 0 <= cut <= 1
    assert scenario.parse_stop(f"{place}{'' if mineral is None else f':{mineral}'}={cut!r}") == (
        place,
        mineral,
        cut,
    )


def typed_stop_of_names(text: str) -> None:
    """A stop names known suppliers and a known mineral, and is read the same when written out."""
    stop = scenario.read_stop(text, "2026-11-24")
    assert stop.suppliers
    assert stop.mineral is None or stop.mineral in names.minerals()
    again = scenario.read_stop(str(stop), "2026-11-24")
    for name in ("place", "suppliers", "mineral"):
        assert getattr(again, name) == getattr(stop, name), (stop, again)
    assert abs(again.cut - stop.cut) < 1e-12, (stop, again)


def typed_choice(text: str) -> None:
    """A word of a closed list is one of it."""
    known = ("reshoring", "ev-purchase", "grid storage")
    assert arguments.choice("purpose", text, known) in known


def typed_words(text: str) -> None:
    """No word is empty, and none has a comma."""
    assert all(word.strip() and "," not in word for word in arguments.words(text))
    assert all(arguments.places(text))


def typed_rule(text: str) -> None:
    """A rule of a screen is one of the published, or none."""
    found = rules.rule(text)
    assert found is None or found in rules.RULES.values()


TYPED = (
    typed_years,
    typed_periods,
    typed_day,
    typed_last_day,
    typed_span,
    typed_stop,
    typed_stop_of_names,
    typed_choice,
    typed_words,
    typed_rule,
)


def fuzz_typed(content: bytes) -> None:
    """What is typed is read, the same each time, or refused in one line."""
    choices = Choices(content)
    check = choices.one(TYPED)
    try:
        check(choices.text())
    except CritminError as error:
        one_line(error)


# The condition of --fail-if ----------------------------------------------------------------------

COLUMNS = (
    Column("share", "number", "fraction"),
    Column("tonnes", "number", "t"),
    Column("year", "integer", ""),
    Column("stage", "string", ""),
    Column("flags", "string", ""),
    Column("known", "boolean", ""),
)
ROWS: tuple[dict[str, Any], ...] = (
    {"share": 0.5, "tonnes": 0.0, "year": 2024, "stage": "mining", "flags": ("a", "b")},
    {"share": None, "tonnes": 1e18, "year": None, "stage": "", "flags": (), "known": True},
    {"share": 1.0, "tonnes": None, "year": 2023, "stage": "refining", "flags": "a;c"},
    {"share": 0.0, "tonnes": -1.5, "year": 2025, "stage": None, "flags": None, "known": False},
)
NUMBERS = ("0", "0.5", "50%", "1", "-1.5", "1e18", "2024", "0%", "100%", ".5")
TEXTS = ("mining", "'refining'", '"a"', "c", "''", "MINING")
SIGNS = tuple(conditions.COMPARISONS)


def fuzz_condition(content: bytes) -> None:
    """Any text is a condition, which is true, false or unknown, or is refused in one line."""
    text = Choices(content).text()
    try:
        met = conditions.condition(text, COLUMNS)
    except CritminError as error:
        assert isinstance(error, QueryError | UnknownName)
        one_line(error)
        return
    found = [met(full(row)) for row in ROWS]
    assert all(one in (True, False, None) for one in found)
    try:
        negated = conditions.condition(f"not ({text})", COLUMNS)
    except QueryError as error:
        assert "within one another" in str(error), (text, error)
        return
    assert [negated(full(row)) for row in ROWS] == [None if m is None else not m for m in found]


def full(row: dict[str, Any]) -> dict[str, Any]:
    """A row with a cell for each column."""
    return {column.name: row.get(column.name) for column in COLUMNS}


Truth = Callable[[dict[str, Any]], bool | None]


def fuzz_made_condition(content: bytes) -> None:
    """A condition made from the grammar has the truth that its tree has."""
    choices = Choices(content)
    text, truth = _either(choices, 0)
    met = conditions.condition(text, COLUMNS)
    for row in map(full, ROWS):
        assert met(row) == truth(row), (text, row, met(row), truth(row))


def _either(choices: Choices, depth: int) -> tuple[str, Truth]:
    return _joined(choices, depth, "or", _both, True)


def _both(choices: Choices, depth: int) -> tuple[str, Truth]:
    return _joined(choices, depth, "and", _one, False)


def _joined(
    choices: Choices,
    depth: int,
    word: str,
    part: Callable[[Choices, int], tuple[str, Truth]],
    wins: bool,
) -> tuple[str, Truth]:
    parts = [part(choices, depth)]
    while choices.left and len(parts) < 4 and choices.chance(80):
        parts.append(part(choices, depth))

    def truth(row: dict[str, Any]) -> bool | None:
        found = [one(row) for _, one in parts]
        return wins if wins in found else None if None in found else not wins

    join = choices.one((f" {word} ", f"  {word.upper()}\t"))
    return join.join(text for text, _ in parts), truth


def _one(choices: Choices, depth: int) -> tuple[str, Truth]:
    kind = choices.number(8) if depth < 6 else 7
    if kind == 1:
        text, inner = _one(choices, depth + 1)
        return f"not {text}", lambda row: None if (m := inner(row)) is None else not m
    if kind == 2:
        text, inner = _either(choices, depth + 1)
        return f"({text})", inner
    if kind == 3:
        name = choices.one(COLUMNS).name
        negated = choices.chance(128)
        said = f"{name} is {'not ' if negated else ''}empty"
        return said, lambda row: (row[name] in (None, "", ())) != negated
    if kind == 4:
        return "known", lambda row: row["known"]
    if kind == 5:
        return _of_texts(choices)
    return _of_numbers(choices)


def _of_numbers(choices: Choices) -> tuple[str, Truth]:
    name, sign = choices.one(("share", "tonnes", "year")), choices.one(SIGNS)
    if choices.chance(60):
        other = choices.one(("share", "tonnes", "year"))
        return f"{name} {sign} {other}", lambda row: _compare(sign, row[name], row[other])
    if name == "share":
        written = choices.one([n for n in NUMBERS if n.endswith("%") or float(n) <= 1])
    else:
        written = choices.one([n for n in NUMBERS if not n.endswith("%")])
    part = written.endswith("%")
    wanted = float(written.rstrip("%")) / (100 if part else 1)
    return f"{name}{sign}{written}", lambda row: _compare(sign, row[name], wanted)


def _of_texts(choices: Choices) -> tuple[str, Truth]:
    name, sign, written = choices.one(("stage", "flags")), choices.one(SIGNS), choices.one(TEXTS)
    wanted = written.strip("'\"").casefold()

    def truth(row: dict[str, Any]) -> bool | None:
        cell = row[name]
        parts = cell.split(";") if isinstance(cell, str) else cell or ()
        ours = [part.casefold() for part in parts if part]
        if not ours or not wanted:
            return None
        if sign == "!=":
            return wanted not in ours
        return any(_compare(sign, one, wanted) for one in ours)

    return f"{name} {sign} {written}", truth


def _compare(sign: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    below, same = one < other, one == other
    return {
        "=": same,
        "==": same,
        "!=": not same,
        "<": below,
        "<=": below or same,
        ">": not below and not same,
        ">=": not below,
    }[sign]

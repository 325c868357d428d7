"""Definitions of coverage, bundled or from a user's file: classes, words and money.

The only reader of coverage_definitions.csv.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from critmin.core import names
from critmin.core.errors import AmbiguousName, DataError, UnknownName
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.policies.bundled_tables import acts, awards, uses
from critmin.policies.state import KINDS, SCOPES, STATUSES
from critmin.uses import list_tables

BUNDLED = "policy/coverage_definitions.csv"
COLUMNS = ("id", "kind", "rule", "value")
STAGES = ("mining", "refining")
SINGLE = {"set", "since", "above", "usd"}
# Group that acts, awards and markets treat as one: its members share one row.
ONE_ROW = "rare-earths"
SPLIT = "platinum-group-metals"  # lists name its members, and members have prices of their own
Line = tuple[int, dict[str, str]]
# Rules of each kind of definition: any value of a rule may match, but every rule must.
RULES = {
    "class": ("set", "on_list", "not_on_list", "used_in", "not_used_in", "mineral", "not_mineral"),
    "words": ("statute", "scope", "president", "instrument", "act", "since"),
    "money": ("instrument", "status", "programme", "administration", "confidence", "since"),
    "china": ("above", "stage"),
    "value": ("usd",),
}
SETS = ("whole", "overlapping", "exclusive")
EVER, ADMINISTRATION = "ever", "administration"


class Definition(NamedTuple):
    """Definition of a class, of words or money, of the China threshold, or of a market value.

    ``rules`` maps a rule to its values; an absent rule does not restrict.
    """

    id: str
    kind: str
    meaning: str
    rules: Mapping[str, tuple[str, ...]]

    def __hash__(self) -> int:
        return hash((self.id, self.kind, self.meaning))

    def allows(self, rule: str, value: str) -> bool:
        """Whether a rule is absent or lists the value."""
        return rule not in self.rules or value in self.rules[rule]

    def first(self, rule: str, default: str) -> str:
        """The rule's only value, or the default."""
        return self.rules.get(rule, (default,))[0]


class Traits(NamedTuple):
    """Lists that include a mineral, and the fields of its use."""

    mineral: str
    lists: frozenset[str]
    fields: frozenset[str]


def belongs(traits: Traits, definition: Definition) -> bool:
    """Whether a mineral is in a class, that is, meets every rule of it."""
    tests = (
        ("on_list", traits.lists, True),
        ("not_on_list", traits.lists, False),
        ("used_in", traits.fields, True),
        ("not_used_in", traits.fields, False),
        ("mineral", {traits.mineral}, True),
        ("not_mineral", {traits.mineral}, False),
    )
    return all(
        bool(set(has) & set(definition.rules[rule])) is wanted
        for rule, has, wanted in tests
        if rule in definition.rules
    )


def definitions(file: str | None = None) -> tuple[Definition, ...]:
    """Read the definitions of a file; without one, the bundled definitions.

    Parameters
    ----------
    file : str, optional
        CSV, TSV, XLSX or Parquet with the columns ``id, kind, rule, value`` and, optionally,
        ``meaning``; ``-`` is standard input.

    Raises
    ------
    DataError
        For an unknown kind, rule or value, with file, line and column.
    """
    if file is None:
        header, rows = read_table(BUNDLED)
        numbered = list(enumerate(rows, start=2))
    else:
        from critmin.user_tables.files import read_grid

        grid = read_grid(file)
        header, numbered = [text.strip().casefold() for text in grid.header], grid.rows
    name = file or BUNDLED
    absent = [column for column in COLUMNS if column not in header]
    if absent:
        raise DataError(
            f"no column {' and '.join(absent)}: {', '.join(COLUMNS)} are needed",
            file=name,
            line=1,
            code="missing_column",
        )
    if not numbered:
        raise DataError("has a header and no row", file=name, code="empty")
    lines = [
        (number, {k: cell.strip() for k, cell in zip(header, row, strict=True)})
        for number, row in numbered
    ]
    for line in lines:
        _check(name, line)
    found = _joined(name, lines)
    _must_have(name, found)
    return found


def _check(file: str, line: Line) -> None:
    """Refuse a line with an unknown kind, rule or value."""
    number, row = line
    for column in COLUMNS:
        if not row[column]:
            raise DataError("is empty", file=file, line=number, column=column, code="missing_value")
    _one_of(file, number, "kind", row["kind"], RULES)
    _one_of(file, number, "rule", row["rule"], RULES[row["kind"]])
    known = _known(row["kind"], row["rule"])
    if known is not None:
        _one_of(file, number, "value", row["value"], known)
    _check_text(file, number, row)


def _one_of(file: str, number: int, column: str, text: str, known: Iterable[str]) -> None:
    words = tuple(known)
    if text not in words:
        close = names.suggestions(text, words)
        hint = f"; did you mean {', '.join(close)}?" if close else ""
        shown = f"; known: {', '.join(words)}" if len(words) <= 12 else ""
        raise DataError(
            f"{text!r} is unknown{hint}{shown}",
            file=file,
            line=number,
            column=column,
            code=f"unknown_{column}",
        )


def _known(kind: str, rule: str) -> Iterable[str] | None:
    """Possible values of a rule; None if they are checked as text."""
    statuses: dict[str, Callable[[], Iterable[str]]] = {
        "set": lambda: SETS,
        "on_list": list_tables.list_ids,
        "used_in": lambda: dict.fromkeys(use.field for use in uses()),
        "statute": lambda: dict.fromkeys(law for act in acts() for law in act.statutes),
        "president": lambda: dict.fromkeys(act.president for act in acts() if act.president),
        "act": lambda: [act.act_id for act in acts()],
        "scope": lambda: SCOPES,
        "status": lambda: STATUSES,
        "programme": lambda: dict.fromkeys(award.programme for award in awards()),
        "administration": lambda: dict.fromkeys(award.administration for award in awards()),
        "confidence": lambda: dict.fromkeys(award.confidence for award in awards()),
        "stage": lambda: STAGES,
    }
    if rule == "instrument":
        return KINDS if kind == "money" else dict.fromkeys(act.instrument for act in acts())
    found = statuses.get(rule.removeprefix("not_"))
    return None if found is None else found()


def _check_text(file: str, number: int, row: dict[str, str]) -> None:
    """Check minerals, numbers and days, which have no list of values."""
    rule, value = row["rule"], row["value"]
    problem = ""
    if rule in {"mineral", "not_mineral"}:
        problem = _mineral_problem(value)
    elif rule == "usd":
        problem = _mineral_problem(row["id"]) or _number_problem(value, math.inf)
    elif rule == "above":
        problem = _number_problem(value, 1.0)
    elif rule == "since" and value not in {EVER, ADMINISTRATION} and not _is_day(value):
        problem = f"{value!r} is not a start: write {EVER}, {ADMINISTRATION} or a day as 2021-01-20"
    if problem:
        column = "id" if rule == "usd" and _mineral_problem(row["id"]) else "value"
        raise DataError(problem, file=file, line=number, column=column, code="bad_value")


def _mineral_problem(text: str) -> str:
    try:
        slug = names.mineral(text).slug
    except (UnknownName, AmbiguousName) as error:
        return str(error)
    if slug == SPLIT:
        return f"{slug} has no row, its members have: name platinum, palladium or others"
    return "" if unit(slug) == slug else f"{slug} is counted in the row of {ONE_ROW}: name that"


def unit(slug: str) -> str:
    """Row of coverage that a mineral is counted in: its own, or that of the rare earths."""
    return ONE_ROW if ONE_ROW in names.above(slug) else slug


def _number_problem(text: str, most: float) -> str:
    try:
        number = float(text)
    except ValueError:
        return f"{text!r} is not a number"
    fits = 0 <= number <= most and math.isfinite(number)
    return "" if fits else f"{text} is outside 0 to {most:g}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _joined(file: str, lines: Iterable[Line]) -> tuple[Definition, ...]:
    """Join the lines of each kind and id to one definition."""
    meanings: dict[tuple[str, str], str] = {}
    rules: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    for number, row in lines:
        key = (row["kind"], row["id"])
        mine = rules.setdefault(key, {})
        value = names.mineral(row["value"]).slug if "mineral" in row["rule"] else row["value"]
        if row["rule"] in SINGLE and row["rule"] in mine:
            raise DataError(
                f"{row['id']} has {row['rule']} twice",
                file=file,
                line=number,
                column="rule",
                code="twice",
            )
        mine[row["rule"]] = (*mine.get(row["rule"], ()), value)
        meanings[key] = meanings.get(key) or row.get("meaning", "")
    return tuple(
        Definition(
            names.mineral(id_).slug if kind == "value" else id_, kind, meanings[kind, id_], found
        )
        for (kind, id_), found in rules.items()
    )


def _must_have(file: str, found: Iterable[Definition]) -> None:
    """Check that there is a class, words or money, and at most one China threshold."""
    kinds = [definition.kind for definition in found]
    if "class" not in kinds or not {"words", "money"} & set(kinds):
        raise DataError(
            "needs a class, and words or money that reach it", file=file, code="missing_definition"
        )
    if kinds.count("china") > 1:
        raise DataError("defines the China threshold twice", file=file, code="twice")

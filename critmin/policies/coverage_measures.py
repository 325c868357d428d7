"""What policy reaches, as maths: definitions, membership, shares of value as intervals.

Pure: definitions, sets and numbers in, numbers out. A reach is certain, possible or none, so
every share is an interval; what has no value is in no share and is counted apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import fsum
from typing import NamedTuple

# Rules of each kind of definition; values of one rule are alternatives, rules add up.
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
    """A class, a reading of words or money, the China threshold, or a value of the user's.

    ``rules`` maps a rule to its values; a rule that is absent does not restrict.
    """

    id: str
    kind: str
    meaning: str
    rules: Mapping[str, tuple[str, ...]]

    def allows(self, rule: str, value: str) -> bool:
        """Whether a rule is absent or has the value among its own."""
        return rule not in self.rules or value in self.rules[rule]

    def first(self, rule: str, default: str) -> str:
        """The rule's only value, or the default."""
        return self.rules.get(rule, (default,))[0]


class Traits(NamedTuple):
    """What a mineral is: lists it stands on, fields it is used in."""

    mineral: str
    lists: frozenset[str]
    fields: frozenset[str]


class Reach(NamedTuple):
    """Whether something reaches a mineral: for certain, and at all possibly."""

    certain: bool
    possible: bool


class Covered(NamedTuple):
    """How much of a class is reached; values in USD, shares in [0, 1], None without value."""

    minerals: tuple[str, ...]
    reached_low: int
    reached_high: int
    without_value: tuple[str, ...]
    value: float | None
    value_low: float | None
    value_high: float | None
    share_low: float | None
    share_high: float | None


def belongs(traits: Traits, definition: Definition) -> bool:
    """Whether a mineral is in a class: every rule that is given must hold."""
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


def covered(
    minerals: Iterable[str], reached: Mapping[str, Reach], values: Mapping[str, float | None]
) -> Covered:
    """Share of a class's value that is reached: sum over reached / sum over all with a value.

    Parameters
    ----------
    minerals : iterable of str
        The class.
    reached : mapping
        Reach by mineral; one that is absent is not reached.
    values : mapping
        USD by mineral; None or absent is no value, which is not 0.

    Examples
    --------
    >>> found = covered(["a", "b", "c"], {"a": Reach(True, True)}, {"a": 1.0, "b": 3.0})
    >>> found.share_low, found.without_value
    (0.25, ('c',))
    """
    mine = tuple(minerals)
    none = Reach(False, False)
    certain = [m for m in mine if reached.get(m, none).certain]
    possible = [m for m in mine if reached.get(m, none).possible]
    priced = {m: value for m in mine if (value := values.get(m)) is not None}
    total = fsum(priced.values()) if priced else None
    low, high = (
        None if total is None else fsum(priced[m] for m in found if m in priced)
        for found in (certain, possible)
    )
    return Covered(
        mine,
        len(certain),
        len(possible),
        tuple(m for m in mine if m not in priced),
        total,
        low,
        high,
        _ratio(low, total),
        _ratio(high, total),
    )


def _ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def dependent(shares: Collection[float | None], above: float) -> bool | None:
    """Whether any known share exceeds the threshold; None where none is known.

    >>> dependent([None, 0.7], 0.5), dependent([0.1], 0.5), dependent([None], 0.5)
    (True, False, None)
    """
    known = [share for share in shares if share is not None]
    return any(share > above for share in known) if known else None


def overlaps(members: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Minerals that stand in more than one of the classes, with the classes."""
    homes: dict[str, list[str]] = {}
    for name, minerals in members.items():
        for mineral in minerals:
            homes.setdefault(mineral, []).append(name)
    return {mineral: names for mineral, names in homes.items() if len(names) > 1}

"""Roles of names: which are the minerals, the buyer, the suppliers or the countries of a question.

Minerals and countries may stand in any order. Countries have the roles that the question gives
them, in the order in which they are typed. A code of two letters that is both an element and a
country keeps the meaning of its place, where the question has one; where both fit, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as every_choice
from typing import TYPE_CHECKING, Any

from critmin.core import arguments, name_reading, names
from critmin.core.errors import AmbiguousName, QueryError, UnknownName
from critmin.core.folding import word as plain_word
from critmin.core.name_reading import Name
from critmin.core.name_words import typed
from critmin.core.named_tuple import NamedTuple
from critmin.core.role_rules import MINERAL, PLACE, Rule, rule_of

if TYPE_CHECKING:
    from critmin.core.products import Product

MOST_CODES = 8  # codes of two letters whose readings are tried


class Roles(NamedTuple):
    """Names of a question by role.

    ``minerals`` are names of minerals as typed, with the slug for a product; ``plain`` are those
    that are no products; ``places`` the names of countries by role, as typed; ``products`` the
    goods that were named, each as typed; ``codes`` are codes that can also mean something else
    and were not typed in its usual case, each with what it was read as and what else it can mean;
    ``at`` the stages of supply that stand among the names.
    """

    minerals: list[str]
    plain: list[str]
    places: Mapping[str, list[str]]
    products: Mapping[str, Product]
    codes: Mapping[str, tuple[str, str]] = {}
    at: Sequence[str] = ()

    def of(self, role: str) -> list[str]:
        """Names of countries in a role; empty for none."""
        return self.places.get(role, [])

    def stage(self, given: arguments.Words) -> list[str]:
        """Stages of an option, or those among the names; their words are parted here alone.

        Raises
        ------
        QueryError
            If both are given.
        """
        words = arguments.words(given)
        return list(arguments.either("--stage", words, list(self.at)) or ())

    def stages(self, default: str) -> dict[str, list[str]]:
        """Stages of supply of the minerals named as products; also the default if named plainly."""
        plain = self._plain()
        found: dict[str, dict[str, None]] = {}
        for good in self.products.values():
            if good.stage:
                first = [default] if good.mineral in plain else []
                found.setdefault(good.mineral, dict.fromkeys(first))[good.stage] = None
        return {slug: list(own) for slug, own in found.items()}

    def forms(self) -> dict[str, list[str]]:
        """Traded forms of the minerals named as products only."""
        plain = self._plain()
        found: dict[str, dict[str, None]] = {}
        for good in self.products.values():
            if good.form and good.mineral not in plain:
                found.setdefault(good.mineral, {})[good.form] = None
        return {slug: list(own) for slug, own in found.items()}

    def _plain(self) -> set[str]:
        return {names.mineral(text).slug for text in self.plain}

    def the(self, role: str) -> str:
        """The one name in a role that must be filled."""
        return self.places[role][0]

    def first(self, role: str) -> str | None:
        """First name in a role; None for none."""
        return next(iter(self.of(role)), None)


def read(
    question: str | Rule,
    given: Sequence[Any],
    *,
    mineral: Any = None,
    own_names: bool = False,
    **options: Any,
) -> Roles:
    """Give each name its role in a question.

    Parameters
    ----------
    question : str or Rule
        Name of a question, or its rule.
    given : sequence
        Words as typed, or arguments of the question.
    mineral : str or sequence of str, optional
        Minerals named with an option.
    own_names : bool
        Whether unknown names are minerals of a user's own table.
    **options : str or sequence of str, optional
        Countries named with an option, by role (``buyer="japan"``).

    Raises
    ------
    UnknownName
        For all unknown names at once, with suggestions.
    AmbiguousName
        For a name with several meanings that fit.
    QueryError
        If a role has no name that needs one, or a country has no role.

    Examples
    --------
    >>> found = read("dependency", ["graphite", "japan", "china"])
    >>> found.minerals, found.of("buyer"), found.of("supplier")
    (['graphite'], ['japan'], ['china'])
    >>> read("dependency", ["IN", "graphite"]).of("buyer"), read("share", ["Co"]).minerals
    (['IN'], ['Co'])
    """
    rule = question if isinstance(question, Rule) else rule_of(question)
    by_option = {role: arguments.places(value) for role, value in options.items()}
    look = _of_own_table if own_names else name_reading.one
    found = name_reading.read(given, look)
    at = [_stage(name) for name in found if rule.stages and _stage(name)]
    found = [name for name in found if not (rule.stages and _stage(name))]
    named = [look(text) for text in arguments.words(mineral)]
    _refuse_unknown(rule, found, named, by_option)
    kinds = _kinds(rule, found, by_option, len(named))
    minerals = [name for name, kind in zip(found, kinds, strict=True) if kind == MINERAL]
    places = [name.text for name, kind in zip(found, kinds, strict=True) if kind == PLACE]
    minerals += [name._replace(place=False) for name in named]
    roles = _placed(rule, places, by_option)
    _check(rule, minerals, roles, own_names=own_names)
    goods = {name.text: name.product for name in minerals if name.product is not None}
    plain = [name.text for name in minerals if name.product is None]
    codes = dict(_unusual(found, kinds))
    return Roles([_spelt(name) for name in minerals], plain, roles, goods, codes, at)


def _stage(name: Name) -> str:
    """Stage of supply that an unknown name is; empty if it is none."""
    word = plain_word(name.text)
    known = word in names.STAGES or word in names.STAGE_WORDS
    return names.STAGE_WORDS.get(word, word) if known and not name.known else ""


def _of_own_table(text: str) -> Name:
    """Name in a user's own table: a country, or a mineral as it is written there."""
    try:
        found = name_reading.one(text)
    except (AmbiguousName, UnknownName):  # one meaning in the table is enough
        return Name(text, text)
    own = found.product is not None or not found.known
    return Name(text, text) if own else found


def _spelt(name: Name) -> str:
    """Mineral as typed, or the slug of a product's."""
    return name.text if name.product is None else name.product.mineral


# Codes that are both an element and a country


def _kinds(
    rule: Rule, found: Sequence[Name], by_option: Mapping[str, list[str]], minerals: int
) -> list[str]:
    """Kind of each name: a mineral or a place.

    Raises
    ------
    AmbiguousName
        If a code can be both and both fit.
    """
    by_place = [rule.code[0 if at == 0 else 1] for at in range(len(found))]
    readings = [_readings(name) for name in found]
    if all(kind in can for kind, can in zip(by_place, readings, strict=True)):
        return by_place
    codes = [at for at, name in enumerate(found) if name.both]
    if not codes or len(codes) > MOST_CODES:
        return [
            kind if kind in can else can[0] for kind, can in zip(by_place, readings, strict=True)
        ]
    free = len(rule.one) - sum(bool(by_option.get(role)) for role in rule.one)
    fitting = []
    for choice in every_choice(*readings):
        places = choice.count(PLACE)
        lacks = any(not by_option.get(role) for role in rule.needs)
        has_mineral = minerals + choice.count(MINERAL) > 0
        most = len(choice) if rule.minerals is None else rule.minerals - minerals
        if (
            (rule.rest or places <= free)
            and (places or not lacks)
            and (has_mineral or not rule.needs_mineral)
            and choice.count(MINERAL) <= most
        ):
            fitting.append(list(choice))
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        return [
            kind if kind in can else can[0] for kind, can in zip(by_place, readings, strict=True)
        ]
    unsure = next(at for at in codes if len({choice[at] for choice in fitting}) > 1)
    code = found[unsure]
    meanings = [f"{code.mineral} (a mineral)", f"{place_name(code.text)} (a country)"]
    raise AmbiguousName("name", code.text, meanings)


def _unusual(found: Sequence[Name], kinds: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Codes with two meanings that are typed as the other one is: ``CO`` for cobalt."""
    for name, kind in zip(found, kinds, strict=True):
        if not name.both:
            continue
        known = names.minerals()[name.mineral]
        as_symbol = name.text == known.symbol
        if as_symbol != (kind == MINERAL):
            meanings = (known.name.lower(), place_name(name.text))
            yield name.text, meanings if kind == MINERAL else meanings[::-1]


def _readings(name: Name) -> tuple[str, ...]:
    return (*([MINERAL] if name.mineral else []), *([PLACE] if name.place else []))


# Roles of countries


def _placed(
    rule: Rule, places: Sequence[str], by_option: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Countries by role: those of the options, then the others in order."""
    roles = {role: list(found) for role, found in by_option.items() if found}
    left = list(places)
    for role in rule.one:
        if role not in roles and left:
            roles[role] = [left.pop(0)]
    if left and rule.rest:
        roles.setdefault(rule.rest, []).extend(left)
    elif left:
        first = next((found[0] for found in roles.values()), "")
        beyond = rule.beyond.format(first=typed(first), place=typed(left[0]))
        raise QueryError(f"{left[0]} is a {what_place(left[0])}; {beyond}")
    return roles


def _check(
    rule: Rule, minerals: Sequence[Name], roles: Mapping[str, list[str]], *, own_names: bool
) -> None:
    """Refuse a question without a name that it needs, or with too many."""
    for role in rule.needs:
        if not roles.get(role):
            raise QueryError(_missing(rule, role, minerals))
    if rule.needs_mineral and not minerals and not own_names:
        raise QueryError(_no_mineral(rule.question, roles))
    if rule.minerals is not None and len(minerals) > rule.minerals:
        texts = ", ".join(name.text for name in minerals)
        raise QueryError(f"{rule.question} takes one mineral, not {texts}: ask once for each")


def _missing(rule: Rule, role: str, minerals: Sequence[Name]) -> str:
    """Message for a role without a country."""
    first = minerals[0].text if minerals else ""
    write = " ".join(filter(None, ["critmin", rule.question, "japan", typed(first)]))
    also = f"{first} is a mineral, not a {role}; " if first else ""
    return f"{also}name a {role}: {write}"


def _no_mineral(question: str, roles: Mapping[str, list[str]]) -> str:
    """Message for a question without a mineral."""
    places = [name for found in roles.values() for name in found]
    if not places:
        return f"name at least one mineral: critmin {question} lithium"
    one = places[0]
    return (
        f"{one} is a {what_place(one)}; name a mineral too: critmin {question} lithium {typed(one)}"
    )


def what_place(text: str) -> str:
    """Kind of a place: ``country`` or ``bloc``."""
    return "bloc" if names.fold(text) in names.bloc_keys() else "country"


def place_name(text: str) -> str:
    """Name of a country of a code; of another place the text itself."""
    bloc = names.bloc_keys().get(names.fold(text))
    if bloc is not None:
        return next(member.name for member in names.memberships() if member.bloc == bloc)
    try:
        return names.country(text).name
    except (AmbiguousName, UnknownName):
        return text


# Unknown names


def _refuse_unknown(
    rule: Rule, found: Sequence[Name], named: Sequence[Name], by_option: Mapping[str, list[str]]
) -> None:
    """Refuse all unknown names at once.

    Parameters
    ----------
    rule : Rule
        Rule of the question.
    found, named : sequence of Name
        Names as typed, and those given as minerals.
    by_option : mapping of str to list of str
        Names given as countries, by role.

    Raises
    ------
    UnknownName
        With suggestions of each.
    """
    unknown = [(name.text, rule.code[at > 0]) for at, name in enumerate(found) if not name.known]
    unknown += [(name.text, MINERAL) for name in named if not name.mineral]
    unknown += [
        (text, role) for role, given in by_option.items() for text in given if not _is_place(text)
    ]
    if unknown:
        from critmin.core import unknown_names

        before = [name.text for name in found]
        raise unknown_names.refusal(
            unknown, places=bool(rule.roles), blocs=rule.blocs, typed=before
        )


def _is_place(text: str) -> bool:
    """Whether a text is a country or bloc; refused if it is several."""
    if names.is_place(text):
        return True
    try:
        names.country(text)
    except UnknownName:
        return False
    return True

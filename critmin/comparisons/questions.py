"""Questions that can be compared: their keys, their measures, and how each is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from critmin.core.errors import CritminError, QueryError, UnknownName
from critmin.core.named_tuple import NamedTuple

EDITION, YEAR, PLACE, MINERAL, ITEM = "edition", "year", "place", "mineral", "item"
KINDS = {
    EDITION: "editions",
    YEAR: "years",
    PLACE: "countries or blocs",
    MINERAL: "minerals",
    ITEM: "names",
}


class Question(NamedTuple):
    """A question: what identifies its rows, what is compared, and where its names go.

    ``key`` are columns that identify a row; ``of_place`` are those that name the side if it is a
    country. ``measures`` are compared by default, the first that both sides have. ``place`` is the
    keyword of a country (``buyer``, ``country``), empty if the question is of the whole world.
    ``needs`` are keywords that must be given. ``items`` is the keyword of other names, as
    technologies.
    """

    key: tuple[str, ...]
    measures: tuple[str, ...]
    of_place: tuple[str, ...] = ()
    place: str = ""
    needs: tuple[str, ...] = ()
    items: str = ""


QUESTIONS: Mapping[str, Question] = {
    "share": Question(
        ("mineral", "stage", "country", "iso3", "kind"),
        ("share",),
        ("country", "iso3", "kind"),
        "country",
    ),
    "hhi": Question(("mineral", "stage"), ("hhi",)),
    "trend": Question(
        ("mineral", "stage", "year", "country", "iso3"), ("value",), ("country", "iso3"), "country"
    ),
    "reserves": Question(
        ("mineral", "country", "iso3", "kind"),
        ("reserves_share",),
        ("country", "iso3", "kind"),
        "country",
    ),
    "dependency": Question(
        ("mineral", "stage", "supplier", "supplier_iso3"), ("share",), place="buyer"
    ),
    "exposure": Question(
        ("mineral", "stage"), ("direct_share",), place="buyer", needs=("supplier",)
    ),
    "via": Question(
        ("mineral", "stage", "via", "via_iso3"), ("share_low",), place="buyer", needs=("supplier",)
    ),
    "shock": Question(("mineral", "stage"), ("loss_share_high",), place="buyer", needs=("stop",)),
    "reliance": Question(("mineral", "form"), ("nir", "computed_nir"), place="buyer"),
    "risk": Question(("mineral", "stage"), ("score",), place="buyer"),
    "price": Question(("mineral", "form", "period"), ("price",)),
    "market": Question(("mineral", "kind"), ("value_usd",)),
    "technology": Question(("technology", "mineral"), ("intensity",), items="name"),
    "demand": Question(
        ("product", "stage", "country", "iso3", "kind"),
        ("share",),
        ("country", "iso3", "kind"),
        "country",
        items="product",
    ),
}
OF_IMPORTS = "trend of imports"
# Questions whose rows are others in a user's own trade data.
OF_TRADE: Mapping[str, Question] = {
    "trend": Question(("mineral", "stage", "country", "iso3", "year"), ("value",), place="buyer")
}
# Questions that take several countries in their role.
MANY = frozenset({"share", "trend", "reserves", "demand", "exposure"})
OWN_TRADE = {"trade", "engine"}  # options that ask a user's own trade data
# Columns that identify a row where the key does not, in this order.
FINER = ("stage", "form", "year", "period", "basis", "item", "publisher", "reference")
# Columns of the key that name the side itself.
OF_SIDE = {
    YEAR: ("year", "period"),
    MINERAL: ("mineral",),
    ITEM: ("technology", "product"),
    EDITION: (),
}


def question(name: str, words: Sequence[str] = (), *, of_trade: bool = False) -> Question:
    """Question of a name, asked of a user's own trade data or not.

    Raises
    ------
    UnknownName
        If there is none that can be compared, with those that can.
    """
    if name not in QUESTIONS:
        hint = _with_share((name, *words))
        if hint:
            raise UnknownName("question to compare", name, hint=hint)
        raise UnknownName("question to compare", name, known=tuple(QUESTIONS))
    return OF_TRADE.get(name, QUESTIONS[name]) if of_trade else QUESTIONS[name]


def _with_share(words: Sequence[str]) -> str:
    """What to write where names stand for the question; empty for another first word."""
    from critmin.core import name_reading
    from critmin.core.name_words import typed

    texts = [text for text in words if isinstance(text, str)]
    try:
        named = any(name.known for name in name_reading.read(texts[:2])[:1])
    except CritminError:  # of several meanings
        named = True
    write = " ".join(map(typed, ("critmin", "compare", "share", *texts)))
    return f"a question stands first, as {write}" if named else ""


class Asked(NamedTuple):
    """Names of one side: minerals, countries and other names, an edition, a year."""

    minerals: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    edition: str = ""
    year: str = ""


def keywords(
    name: str, rule: Question, asked: Asked, options: Mapping[str, Any]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Names and keywords with which a question is asked for one side.

    Raises
    ------
    QueryError
        If a country is named that the question has no place for, or a keyword is missing.
    """
    given = dict(options)
    missing = [one for one in rule.needs if given.get(one) in (None, (), [])]
    if missing:
        raise QueryError(f"{name} needs --{missing[0]}: name the country with it")
    if asked.edition:
        given["source"] = asked.edition
    if asked.year:
        given |= {"year": asked.year, **({"annual": True} if name == "price" else {})}
    if asked.items:
        given[rule.items] = asked.items[0] if rule.items == "name" else [*asked.items]
    if asked.minerals:
        given["mineral"] = [*asked.minerals]
    places = _of_places(name, rule, asked.places) if asked.places else {}
    if name in OF_TRADE and rule is OF_TRADE[name]:  # it has no keyword for its buyer
        return tuple(places.values()), given
    return (), {**given, **places}


def _of_places(name: str, rule: Question, places: tuple[str, ...]) -> dict[str, Any]:
    """Keyword of the countries."""
    if not rule.place:
        raise QueryError(f"{name} is of the whole world: leave out {', '.join(places)}")
    if name in MANY and rule is QUESTIONS[name]:
        return {rule.place: [*places]}
    if len(places) > 1:
        raise QueryError(f"{name} takes one buyer: {places[0]} or {', '.join(places[1:])}")
    return {rule.place: places[0]}


def fitting(name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Options that are given, if the question takes all of them.

    Raises
    ------
    QueryError
        For an option that the question does not have.
    """
    known = _parameters(name)
    given = {key: value for key, value in options.items() if value not in (None, (), [])}
    wrong = [key for key in given if key not in known]
    if OWN_TRADE & given.keys() and name not in asks_own_trade():
        option = next(key for key in given if key in OWN_TRADE)
        raise QueryError(
            f"--{option} is not an option of compare {name}; these ask your own trade data: "
            f"{', '.join(asks_own_trade())}"
        )
    if wrong:
        have = [f"--{key.replace('_', '-')}" for key in known if key in options]
        raise QueryError(
            f"--{wrong[0].replace('_', '-')} is not an option of {name}"
            f"{': it has ' + ', '.join(have) if have else ''}"
        )
    return given


def asks_own_trade() -> list[str]:
    """Questions that are compared in a user's own trade data."""
    return [one for one in QUESTIONS if {*_parameters(one)} >= OWN_TRADE]


def _parameters(name: str) -> Collection[str]:
    """Names of the arguments of a question."""
    import inspect

    import critmin

    return inspect.signature(getattr(critmin, name)).parameters


def without_side(rule: Question, kind: str, names: Sequence[str]) -> list[str]:
    """Columns of the answer that may identify a row and do not name the side, the key first."""
    side = rule.of_place if kind == PLACE else OF_SIDE[kind]
    every = dict.fromkeys([*rule.key, *FINER])
    return [name for name in every if name in names and name not in side]

"""Closed vocabularies: minerals, stages, countries, blocs, and the names people type.

A name is matched after folding (case, accents, spaces, hyphens and, for minerals, a plural s do not
matter). One like a known name raises `UnknownName` with suggestions, one with two `AmbiguousName`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from critmin.core import translations
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.core.files import read_table
from critmin.core.folding import fold as fold
from critmin.core.folding import fold_all, latin
from critmin.core.folding import singular as singular
from critmin.core.folding import word as plain_word
from critmin.core.named_tuple import NamedTuple
from critmin.core.no_names import is_no_code
from critmin.core.stages import PRODUCT_STAGES as PRODUCT_STAGES
from critmin.core.stages import STAGE_FORMS as STAGE_FORMS
from critmin.core.stages import STAGE_OF_FORM as STAGE_OF_FORM
from critmin.core.stages import STAGE_WORDS as STAGE_WORDS
from critmin.core.stages import STAGES as STAGES
from critmin.core.stages import TRADE_FORMS as TRADE_FORMS


class Mineral(NamedTuple):
    """A row of minerals.csv."""

    slug: str
    name: str
    symbol: str
    category: str
    group: str
    meaning: str
    note: str


class Country(NamedTuple):
    """A row of countries.csv."""

    iso3: str
    iso2: str
    numeric: str
    name: str
    official_name: str


class Membership(NamedTuple):
    """A country's membership of a bloc, both days included; ``to`` empty: still a member."""

    bloc: str
    name: str
    iso3: str
    since: str
    to: str

    def holds_on(self, day: str) -> bool:
        """Whether the country was a member on an ISO day."""
        return self.since <= day and (not self.to or day <= self.to)


class Former(NamedTuple):
    """Former country or union, the last year of its figures, and its countries (ISO3).

    ``code`` is its partner code in the trade tables, empty if it ended before they begin;
    ``until`` is empty if it still has figures.
    """

    code: str
    until: str
    successors: tuple[str, ...]


def _key(text: str) -> str:
    return singular(fold(text))


@cache
def minerals() -> dict[str, Mineral]:
    """All minerals by slug."""
    found = (Mineral(*row) for row in read_table("minerals.csv")[1])
    return {mineral.slug: mineral for mineral in found}


@cache
def mineral_keys() -> dict[str, str]:
    """Folded name to slug, of slugs, names, symbols and aliases."""
    known = [(alias, slug) for alias, slug, _kind in read_table("mineral_aliases.csv")[1]]
    for mineral in minerals().values():
        known += [(text, mineral.slug) for text in (mineral.symbol, mineral.name, mineral.slug)]
    keys = map(singular, fold_all(text for text, _slug in known))
    return {key: slug for key, (_text, slug) in zip(keys, known, strict=True) if key}


@cache
def above(slug: str) -> tuple[str, ...]:
    """A mineral's slug and those of the groups it belongs to."""
    known = minerals().get(slug)
    if known is None:
        return (slug,) if slug else ()
    return (slug, *above(known.group))


def related(one: str, other: str) -> bool:
    """Whether two slugs are the same mineral, or one is a group of the other.

    >>> related("dysprosium", "rare-earths"), related("dysprosium", "terbium")
    (True, False)
    """
    return one in above(other) or other in above(one)


@cache
def kin(slug: str) -> frozenset[str]:
    """Slugs of a mineral, its groups and its members, all `related` to it."""
    return frozenset({*above(slug), *(other for other in minerals() if slug in above(other))})


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO3."""
    found = (Country(*row) for row in read_table("countries.csv")[1])
    return {country.iso3: country for country in found}


@cache
def country_keys() -> dict[str, str]:
    """Folded name or code to ISO3."""
    known = [(alias, iso3) for alias, iso3, _kind in read_table("country_aliases.csv")[1]]
    for country in countries().values():
        known += [(text, country.iso3) for text in country]
    keys = fold_all(text for text, _iso3 in known)
    return {key: iso3 for key, (_text, iso3) in zip(keys, known, strict=True) if key}


@cache
def former_names() -> dict[str, Former]:
    """Former countries and unions by name."""
    return {
        name: Former(code, until, tuple(successors.split(";")))
        for name, code, until, successors in read_table("former_countries.csv")[1]
    }


@cache
def _former_keys() -> dict[str, Former]:
    keys = {fold(name): former for name, former in former_names().items()}
    return keys | {fold(former.code): former for former in keys.values() if former.code}


def former(text: str) -> Former | None:
    """Former country or union of a name or code; None if it is none."""
    return _former_keys().get(fold(text))


@cache
def memberships() -> tuple[Membership, ...]:
    """All dated bloc memberships."""
    header, rows = read_table("blocs.csv")
    order = [header.index(column) for column in ("bloc", "name", "iso3", "from", "to")]
    return tuple(Membership(*(row[i] for i in order)) for row in rows)


@cache
def bloc_names() -> tuple[str, ...]:
    """Names of the blocs."""
    return tuple(dict.fromkeys(membership.bloc for membership in memberships()))


@cache
def bloc_keys() -> dict[str, str]:
    """Folded name to bloc."""
    keys = {fold(name): m.bloc for m in memberships() for name in (m.bloc, m.name)}
    return keys | dict.fromkeys(("eu", "europeanunion"), "eu27")


def is_place(text: str) -> bool:
    """Whether a text is the name or code of a country, a former country or a bloc."""
    if text.strip().upper() in countries():
        return True
    key = fold(text)
    known = (
        (key in country_keys() and not is_no_code(text, key))
        or key in bloc_keys()
        or former(text) is not None
    )
    return known or bool(translations.country(text))


def suggestions(text: str, known: Iterable[str], key: Callable[[str], str] = fold) -> list[str]:
    """At most three known names that look like the text, the closest first."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for name in known:
        by_key.setdefault(key(name), name)
    return [by_key[match] for match in get_close_matches(key(latin(text)), by_key, n=3, cutoff=0.7)]


@cache
def _meanings(file: str, key: Callable[[str], str]) -> dict[str, list[str]]:
    """Meanings of ambiguous names by their keys."""
    found: dict[str, list[str]] = {}
    for name, meaning, *_ in read_table(file)[1]:
        found.setdefault(key(name), []).append(meaning)
    return found


def _refuse_ambiguous(kind: str, text: str, file: str, key: Callable[[str], str]) -> None:
    meanings = _meanings(file, key).get(key(text))
    if not meanings:
        return
    if kind == "country":
        meanings = [f"{countries()[iso3].name} ({iso3})" for iso3 in meanings]
    raise AmbiguousName(kind, text, meanings)


def _refuse_former(kind: str, text: str) -> None:
    """Refuse a former country, naming its successors."""
    found = former(text)
    if found is not None:
        ended = f"it ended in {found.until}"
        why = "only the trade tables have figures for it" if found.code else ended
        successors = " or ".join(countries()[iso3].name for iso3 in found.successors)
        raise UnknownName(kind, text, hint=f"{why}; name {successors}")


def slug_of(text: str) -> str:
    """Slug of a mineral's name, symbol or alias, in any language; empty for any other text."""
    return (mineral_keys().get(_key(text)) or translations.mineral(text)) if text.strip() else ""


def is_mineral(text: str) -> bool:
    """Whether a text is a name, symbol or alias of a mineral."""
    return bool(slug_of(text))


def _refuse_mineral(kind: str, text: str) -> None:
    """Refuse a mineral's name where a country's is needed, saying so."""
    if is_mineral(text):
        raise UnknownName(kind, text, hint=f"{text} is a mineral, not a {kind}")


def mineral(text: str, *, suggest: bool = True) -> Mineral:
    """Mineral of a name, symbol or alias.

    ``suggest`` is False where many unknown names are met: suggestions take most of the time.

    Raises
    ------
    AmbiguousName
        If the name has several meanings (``diamond``).
    UnknownName
        With at most three suggestions.
    """
    slug = slug_of(text)
    if slug:
        return minerals()[slug]
    _refuse_ambiguous("mineral", text, "mineral_ambiguous.csv", _key)
    if len(fold(text)) > 2 and (fold(text) in country_keys() or fold(text) in bloc_keys()):
        raise UnknownName("mineral", text, hint=f"{text} is a country or bloc, not a mineral")
    if not suggest:
        raise UnknownName("mineral", text)
    aliases = {alias: slug for alias, slug, _kind in read_table("mineral_aliases.csv")[1]}
    close = suggestions(text, [*minerals(), *aliases], _key)
    raise UnknownName("mineral", text, list(dict.fromkeys(aliases.get(n, n) for n in close)))


def country(text: str, *, suggest: bool = True) -> Country:
    """Country of a code, a name or a publisher's spelling.

    ``suggest`` is False where many unknown names are met: suggestions take most of the time.

    Raises
    ------
    AmbiguousName
        If the name has several meanings (``Congo``).
    UnknownName
        With at most three suggestions.
    """
    coded = countries().get(text.strip().upper())
    if coded is not None:  # the usual case; folding every country's name takes longer
        return coded
    folded = fold(text)
    iso3 = "" if is_no_code(text, folded) else country_keys().get(folded)
    iso3 = iso3 or translations.country(text)
    if iso3:
        return countries()[iso3]
    _refuse_ambiguous("country", text, "country_ambiguous.csv", fold)
    if text.strip().casefold() in bloc_names():
        raise UnknownName("country", text, hint="it is a bloc: name one of its countries")
    _refuse_former("country", text)
    _refuse_mineral("country", text)
    if not suggest:
        raise UnknownName("country", text)
    known = [*(c.name for c in countries().values()), *former_names()]
    raise UnknownName("country", text, suggestions(text, known))


def stage(text: str) -> str:
    """Stage of supply of a word.

    Raises
    ------
    UnknownName
        With the known stages.
    """
    word = plain_word(text)
    word = STAGE_WORDS.get(word, word)
    if word in STAGES:
        return word
    close = [STAGE_WORDS.get(c, c) for c in suggestions(word, [*STAGES, *STAGE_WORDS])]
    form = next((one for one in (word, singular(word)) if one in TRADE_FORMS), "")
    if form in STAGE_OF_FORM:
        at = STAGE_OF_FORM[form]
        hint = f"{form} is a traded form; its stage is {at}; known: {', '.join(STAGES)}"
        raise UnknownName("stage", text, hint=hint)
    if form:
        example = "rare-earths" if form == "magnet" else "copper"
        where = f"imports are in: critmin dependency eu27 {example} --form {form}"
        raise UnknownName("stage", text, hint=f"{form} is a traded form; {where}")
    raise UnknownName("stage", text, list(dict.fromkeys(close)), STAGES)


def trade_forms(text: str) -> tuple[str, ...]:
    """Traded forms of a word: the form itself, or all forms of a stage of supply.

    Raises
    ------
    UnknownName
        With the known forms.

    Examples
    --------
    >>> trade_forms("refined"), trade_forms("mine")
    (('refined',), ('ore',))
    """
    word = plain_word(text)
    if word in TRADE_FORMS:
        return (word,)
    word = STAGE_WORDS.get(word, word)
    if word in STAGE_FORMS:
        return STAGE_FORMS[word]
    known = (*TRADE_FORMS, *STAGE_FORMS)
    raise UnknownName("trade form", text, suggestions(word, known), known)


def bloc(text: str) -> str:
    """Bloc of a name.

    Raises
    ------
    UnknownName
        With the known blocs.
    """
    found = bloc_keys().get(fold(text))
    if found is None:
        raise UnknownName("bloc", text, suggestions(text, bloc_names()), bloc_names())
    return found


def country_or_bloc(text: str) -> tuple[str, bool]:
    """ISO3 of a country or name of a bloc, and whether it is a bloc.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    try:
        return country(text).iso3, False
    except UnknownName:
        pass
    try:
        return bloc(text), True
    except UnknownName:
        _refuse_former("country or bloc", text)
        _refuse_mineral("country or bloc", text)
        known = [*(c.name for c in countries().values()), *bloc_names(), *former_names()]
        raise UnknownName("country or bloc", text, suggestions(text, known)) from None


@cache
def members(name: str, day: str) -> tuple[str, ...]:
    """ISO3 codes of a bloc's members on an ISO day, sorted."""
    found = {m.iso3 for m in memberships() if m.bloc == name and m.holds_on(day)}
    return tuple(sorted(found))

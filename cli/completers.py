"""What completion offers for each kind of name: values, where it helps with a description.

Offered is what is typed, continued: a shell accepts nothing else. A name is offered in a spelling
without spaces that every command reads, in the case typed: `south-korea`, `SOUTH-KOREA`. Codes of
countries and symbols are offered where no name begins with what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import combining, normalize

Offer = str | tuple[str, str]  # a value, or a value and its description
# A completer takes what is typed, or all words before it and what is typed.
Completer = Callable[[str], Sequence[Offer]] | Callable[[list[str], str], Sequence[Offer]]

LONGEST_CODE = 3
MOST_WORDS = 4  # of a name that is typed as several words


def matching(incomplete: str, words: Iterable[str]) -> list[str]:
    """Words that begin with what is typed, whatever its case, as it is typed."""
    start = incomplete.casefold()
    return [incomplete + w[len(start) :] for w in words if w.casefold().startswith(start)]


def choices(*words: str) -> Completer:
    """A completer of fixed words."""
    return lambda incomplete: matching(incomplete, words)


def of(known: str | tuple[str, ...] | Callable[..., Any]) -> Completer | None:
    """Completer of a declared parameter: of a vocabulary by its name, or of fixed words."""
    if isinstance(known, tuple):
        return choices(*known) if known else None
    found: Completer = globals()[known] if isinstance(known, str) else known
    return found


def spelled(name: str) -> str:
    """A name without spaces, accents and signs.

    >>> spelled("Côte d'Ivoire"), spelled("Congo, Dem. Rep.")
    ('Cote-dIvoire', 'Congo-Dem-Rep')
    """
    plain = "".join(c for c in normalize("NFKD", name) if not combining(c) and c not in "'’.")
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def continued(typed: str, spelling: str) -> str | None:
    """What is typed, continued to a name; None if the name does not begin so.

    >>> continued("south ko", "South-Korea"), continued("JA", "Japan"), continued("ja", "Chile")
    ('south korea', 'JAPAN', None)
    """
    from critmin.core.names import fold

    start = fold(typed)
    if not fold(spelling).startswith(start) or (typed and not start):
        return None
    letters = [place for place, letter in enumerate(spelling) if letter.isalnum()]
    rest = spelling[letters[len(start) - 1] + 1 :] if start else spelling
    if typed and not typed[-1].isalnum():
        rest = rest.lstrip("-")
        if not rest:
            return None
    if " " in typed:
        rest = rest.replace("-", " ")
    if typed.isupper() and len(start) > 1:
        return typed + rest.upper()
    return typed + (rest if typed[:1].isupper() else rest.lower())


def _continued(typed: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names that begin with what is typed, with their descriptions."""
    found = ((continued(typed, spelled(name)), about) for name, about in known.items())
    return [(value, about) for value, about in found if value is not None]


def _first_that_fits(
    typed: str, *vocabularies: Callable[[], Mapping[str, str]]
) -> list[tuple[str, str]]:
    """Offers of the first vocabulary that has any: names, then other names, then codes."""
    for vocabulary in vocabularies:
        found = _continued(typed, vocabulary())
        if found:
            return found
    return []


def _minerals() -> dict[str, str]:
    from critmin.core.names import minerals

    return dict.fromkeys(minerals(), "mineral")


def _mineral_aliases() -> dict[str, str]:
    from critmin.core.files import read_table

    rows = read_table("mineral_aliases.csv")[1]
    return {alias: slug for alias, slug, kind in rows if kind != "symbol"}


def _products() -> dict[str, str]:
    """Names of goods; they are known besides the minerals themselves."""
    from critmin.core.products import product_keys

    return {good.name: f"{good.mineral}, {good.form}" for good in product_keys().values()}


def _other_minerals() -> dict[str, str]:
    return _mineral_aliases() | _products()


def _symbols() -> dict[str, str]:
    from critmin.core.names import minerals

    return {mineral.symbol: mineral.slug for mineral in minerals().values() if mineral.symbol}


def _countries() -> dict[str, str]:
    from critmin.core.names import countries

    return {country.name: country.iso3 for country in countries().values()}


def _former_countries() -> dict[str, str]:
    """Former countries of the trade tables, in their spellings of one word."""
    from critmin.core.names import former_names

    return {
        name: f"until {former.until}" if former.until else "in the trade tables"
        for name, former in former_names().items()
        if former.code and " " not in name and not name.isupper()
    }


def _country_aliases() -> dict[str, str]:
    from critmin.core.files import read_table
    from critmin.core.names import countries

    rows = read_table("country_aliases.csv")[1]
    known = {alias: iso3 for alias, iso3, _kind in rows if not alias.isdigit()}
    known |= {country.official_name: country.iso3 for country in countries().values()}
    return {alias: countries()[iso3].name for alias, iso3 in known.items()}


def _codes() -> dict[str, str]:
    from critmin.core.names import countries

    every = countries().values()
    return {c.iso3: c.name for c in every} | {c.iso2: c.name for c in every if c.iso2}


def _code_itself(typed: str) -> list[tuple[str, str]]:
    """The country whose code is typed as a whole, if its name does not begin so."""
    if not _code_like(typed):
        return []
    name = _codes().get(typed.upper(), "")
    return [(typed, name)] if name and continued(typed, spelled(name)) is None else []


def _blocs() -> dict[str, str]:
    from critmin.core.names import memberships

    return {member.bloc: member.name for member in memberships()}


def _places(typed: str, known: Callable[[], Mapping[str, str]]) -> list[tuple[str, str]]:
    """Countries, and blocs where they are known, under any of their names."""
    codes = _codes if _code_like(typed) else dict
    found = _first_that_fits(typed, known, _country_aliases, codes)
    return list(dict.fromkeys([*_code_itself(typed), *found]))


def _code_like(typed: str) -> bool:
    return 0 < len(typed) <= LONGEST_CODE and typed.isalpha()


def mineral_names(incomplete: str) -> list[tuple[str, str]]:
    """Minerals, under other names and symbols where no name fits."""
    known = [_minerals, _other_minerals, *((_symbols,) if _code_like(incomplete) else ())]
    return _first_that_fits(incomplete, *known)


def country_names(incomplete: str) -> list[tuple[str, str]]:
    """Countries, under other names and codes where no name fits."""
    return _places(incomplete, _countries)


def trade_partners(incomplete: str) -> list[tuple[str, str]]:
    """Countries, and former ones of the trade tables."""
    return _places(incomplete, lambda: _countries() | _former_countries())


def buyer_names(incomplete: str) -> list[tuple[str, str]]:
    """Trade partners and blocs."""
    return _places(incomplete, lambda: _countries() | _former_countries() | _blocs())


def names_of_any_kind(args: list[str], incomplete: str) -> list[tuple[str, str]]:
    """Minerals, countries and blocs, also those whose first words are already typed.

    After ``south`` the next words are those of names that begin so: ``africa``, ``korea``.
    """
    follow = list(_next_words(args, incomplete))
    if follow:
        return [*follow]
    found = _first_that_fits(
        incomplete,
        lambda: _minerals() | _countries() | _former_countries() | _blocs(),
        lambda: _other_minerals() | _country_aliases(),
        lambda: (_symbols() | _codes()) if _code_like(incomplete) else {},
    )
    return list(dict.fromkeys([*_code_itself(incomplete), *found]))


def _next_words(args: Sequence[str], incomplete: str) -> Iterator[tuple[str, str]]:
    """Ends of names of which the words before are the start, and no name by themselves."""
    from critmin.core.names import fold

    known = {spelled(n): about for n, about in (_countries() | _blocs() | _minerals()).items()}
    whole = {fold(name) for name in known}
    for count in range(min(MOST_WORDS, len(args)), 0, -1):
        before = fold("".join(args[-count:]))
        if before in whole or any(word.startswith("-") for word in args[-count:]):
            continue
        for name, about in known.items():
            parts = name.split("-")
            for end in range(1, len(parts)):
                if fold("".join(parts[:end])) == before:
                    value = continued(incomplete, "-".join(parts[end:]))
                    if value is not None:
                        yield value, about


def sides(args: list[str], incomplete: str) -> list[Offer]:
    """What a comparison can have two of: names, sources and their editions."""
    return [*names_of_any_kind(args, incomplete), *(source_ids(incomplete) if incomplete else ())]


def groupings(incomplete: str) -> list[tuple[str, str]]:
    """Groupings of suppliers: by country, or by blocs after ``bloc:``."""
    kind, colon, name = incomplete.rpartition(":")
    if colon:
        return [(f"{kind}:{value}", about) for value, about in _continued(name, _blocs())]
    before_comma = [("bloc:", "blocs, then the other countries"), ("country", "each country")]
    blocs = _continued(incomplete, _blocs()) if incomplete else []
    return [*((w, a) for w, a in before_comma if w.startswith(incomplete)), *blocs]


def stops(incomplete: str) -> list[tuple[str, str]]:
    """Stops of a scenario: a supplier, or one mineral of it after a colon."""
    supplier, colon, mineral = incomplete.partition(":")
    if not colon:
        return buyer_names(incomplete)
    found = _first_that_fits(mineral, _minerals, _mineral_aliases)
    return [(f"{supplier}:{value}", about) for value, about in found]


def stage_names(incomplete: str) -> list[str]:
    """Stages of supply."""
    from critmin.core.names import STAGES

    return matching(incomplete, STAGES)


def form_names(incomplete: str) -> list[str]:
    """Traded forms, and the stages that stand for all of their forms."""
    from critmin.core.names import STAGE_FORMS, TRADE_FORMS

    return matching(incomplete, (*TRADE_FORMS, *STAGE_FORMS))


def source_ids(incomplete: str) -> list[str]:
    """Sources and their editions."""
    from critmin.core import sources

    origins = dict.fromkeys(source.origin for source in sources.editions().values())
    return matching(incomplete, [*origins, *sources.editions()])


def trade_source_ids(incomplete: str) -> list[str]:
    """Trade sources."""
    from critmin.trade.sources import TRADE_SOURCES

    return matching(incomplete, TRADE_SOURCES)


def trade_data(incomplete: str) -> list[str]:
    """Trade data that have a name; the folder of a lake is typed."""
    return matching(incomplete, ("lake", "sample"))


def product_names(incomplete: str) -> list[str]:
    """Clean products."""
    from critmin.clean_products.products import products

    return matching(incomplete, products())


def product_stage_names(incomplete: str) -> list[str]:
    """Stages of clean products."""
    from critmin.clean_products.products import STAGES

    return matching(incomplete, (*STAGES, "manufacturing"))


def technology_names(incomplete: str) -> list[str]:
    """Technologies."""
    from critmin.uses.technology_tables import technologies

    return matching(incomplete, technologies())


def list_names(incomplete: str) -> list[str]:
    """Official lists."""
    from critmin.uses.list_tables import list_ids

    return matching(incomplete, list_ids())


def chain_names(incomplete: str) -> list[str]:
    """Events, and export controls of events."""
    from critmin.diplomacy.events import ALL_CHAINS, control_ids, event_ids

    return matching(incomplete, [ALL_CHAINS, *event_ids(), *control_ids()])


def record_kinds(incomplete: str) -> list[str]:
    """Kinds of agreement and of event."""
    from critmin.diplomacy.records import EVENT_KINDS, KINDS

    return matching(incomplete, [*KINDS, *EVENT_KINDS])


def claim_ids(incomplete: str) -> list[str]:
    """Claims of the paper."""
    from critmin.paper.bundled_tables import claims

    return matching(incomplete, claims())


def format_names(incomplete: str) -> list[str]:
    """Output formats."""
    from critmin.answers.formats import FORMATS

    return matching(incomplete, FORMATS)


def column_names(args: list[str], incomplete: str) -> list[tuple[str, str]]:
    """Columns of the answers of the command typed."""
    from .answer_columns import columns_of_command

    known = columns_of_command(args[0]) if args else {}
    sign = "-" if incomplete.startswith("-") else ""  # of the rows, the largest first
    start = incomplete.removeprefix(sign).casefold()
    return [(f"{sign}{name}", text) for name, text in known.items() if name.startswith(start)]


def compared_columns(args: list[str], incomplete: str) -> list[tuple[str, str]]:
    """Columns of the question that is compared."""
    return column_names(args[1:], incomplete)

"""Completion of names in the shell: one function for each kind of name."""

from collections.abc import Callable, Iterable

Completer = Callable[[str], list[str]]


def matching(incomplete: str, words: Iterable[str]) -> list[str]:
    """Words that begin with what is typed, whatever its case, in the case typed.

    Case does not matter in names, but a shell only accepts words that repeat what was typed.
    """
    start = incomplete.casefold()
    return [incomplete + w[len(start) :] for w in words if w.casefold().startswith(start)]


def choices(*words: str) -> Completer:
    """A completer of fixed words."""
    return lambda incomplete: matching(incomplete, words)


def mineral_names(incomplete: str) -> list[str]:
    """Slugs of minerals that begin with what is typed."""
    from critmin.core.names import minerals

    return matching(incomplete, minerals())


def country_codes(incomplete: str) -> list[str]:
    """Country codes; after three letters also country names of one word."""
    from critmin.core.names import countries

    codes = matching(incomplete, countries())
    names = [c.name for c in countries().values() if " " not in c.name]
    return codes or matching(incomplete, names)


def trade_partners(incomplete: str) -> list[str]:
    """Countries, and former ones in the trade tables whose name is one word."""
    from critmin.core.names import former_names

    former = [n for n, found in former_names().items() if found.code and " " not in n]
    return [*country_codes(incomplete), *matching(incomplete, former)]


def buyer_names(incomplete: str) -> list[str]:
    """Trade partners and blocs that begin with what is typed."""
    from critmin.core.names import bloc_names

    return [*trade_partners(incomplete), *matching(incomplete, bloc_names())]


def subjects(incomplete: str) -> list[str]:
    """What a report can be about: minerals, countries, blocs."""
    return [*mineral_names(incomplete), *buyer_names(incomplete)]


def stage_names(incomplete: str) -> list[str]:
    """Stages of supply that begin with what is typed."""
    from critmin.core.names import STAGES

    return matching(incomplete, STAGES)


def form_names(incomplete: str) -> list[str]:
    """Traded forms that begin with what is typed."""
    from critmin.core.names import TRADE_FORMS

    return matching(incomplete, TRADE_FORMS)


def source_ids(incomplete: str) -> list[str]:
    """Sources and their editions that begin with what is typed."""
    from critmin.core import sources

    origins = dict.fromkeys(source.origin for source in sources.editions().values())
    return matching(incomplete, [*origins, *sources.editions()])


def trade_source_ids(incomplete: str) -> list[str]:
    """Trade sources that begin with what is typed."""
    from critmin.trade.sources import TRADE_SOURCES

    return matching(incomplete, TRADE_SOURCES)


def product_names(incomplete: str) -> list[str]:
    """Clean products that begin with what is typed."""
    from critmin.clean_products.products import products

    return matching(incomplete, products())


def product_stage_names(incomplete: str) -> list[str]:
    """Stages of clean products that begin with what is typed."""
    from critmin.clean_products.products import STAGES

    return matching(incomplete, (*STAGES, "manufacturing"))


def technology_names(incomplete: str) -> list[str]:
    """Technologies that begin with what is typed."""
    from critmin.uses.technology_tables import technologies

    return matching(incomplete, technologies())


def list_names(incomplete: str) -> list[str]:
    """Official lists that begin with what is typed."""
    from critmin.uses.list_tables import list_ids

    return matching(incomplete, list_ids())


def chain_names(incomplete: str) -> list[str]:
    """Events, and export controls of events, that begin with what is typed."""
    from critmin.diplomacy.events import ALL_CHAINS, control_ids, event_ids

    return matching(incomplete, [ALL_CHAINS, *event_ids(), *control_ids()])


def record_kinds(incomplete: str) -> list[str]:
    """Kinds of agreement and of event that begin with what is typed."""
    from critmin.diplomacy.records import EVENT_KINDS, KINDS

    return matching(incomplete, [*KINDS, *EVENT_KINDS])


def claim_ids(incomplete: str) -> list[str]:
    """Claims of the paper that begin with what is typed."""
    from critmin.paper.bundled_tables import claims

    return matching(incomplete, claims())


def format_names(incomplete: str) -> list[str]:
    """Output formats that begin with what is typed."""
    from critmin.answers.formats import FORMATS

    return matching(incomplete, FORMATS)

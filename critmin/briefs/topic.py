"""What a brief or a report is about: a mineral, or a buyer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from critmin.core import names
from critmin.core.errors import AmbiguousName, UnknownName
from critmin.trade import buyers
from critmin.trade.buyers import Buyer

SHORT = 3  # longest name that is both a mineral's symbol and a country's code

T = TypeVar("T")
Refusal = AmbiguousName | UnknownName


class Topic(NamedTuple):
    """A mineral (by slug) or a buyer (by ISO3 or bloc) with its name."""

    kind: str
    code: str
    name: str


def topic(text: str) -> Topic:
    """Find the mineral or buyer of a name.

    Some element symbols are also two-letter country codes (``Co``, ``Ga``, ``In``); such a name is
    ambiguous.

    Raises
    ------
    AmbiguousName
        If the name has several meanings.
    UnknownName
        For an unknown name, with suggestions.
    """
    folded = names.fold(text)
    if len(folded) > SHORT and folded in names.country_keys():  # faster than to look for both
        return _of_buyer(buyers.buyer(text))
    mineral, no_mineral = _either(names.mineral, text)
    if mineral and len(folded) > SHORT:
        return Topic("mineral", mineral.slug, mineral.name)
    buyer, no_buyer = _either(buyers.buyer, text)
    if mineral and buyer:
        raise AmbiguousName(
            "name", text, [f"{mineral.slug} (a mineral)", f"{buyer.code} (a buyer)"]
        )
    if mineral:
        return Topic("mineral", mineral.slug, mineral.name)
    if buyer:
        return _of_buyer(buyer)
    for error in (no_mineral, no_buyer):
        if isinstance(error, AmbiguousName):
            raise error
    close = [s for error in (no_mineral, no_buyer) if error for s in error.suggestions]
    raise UnknownName("mineral or buyer", text, close)


def _of_buyer(buyer: Buyer) -> Topic:
    return Topic("buyer", buyer.code, buyer.name)


def _either(look: Callable[[str], T], text: str) -> tuple[T | None, Refusal | None]:
    try:
        return look(text), None
    except (AmbiguousName, UnknownName) as error:
        return None, error

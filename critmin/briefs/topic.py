"""What a brief or a report is about: a mineral, or a buyer."""

from __future__ import annotations

from critmin.core import names
from critmin.core.errors import AmbiguousName
from critmin.core.named_tuple import NamedTuple
from critmin.trade import buyers

SHORT = 3  # longest name that is both a mineral's symbol and a country's code


class Topic(NamedTuple):
    """A mineral (by slug) or a buyer (by ISO3 or bloc) with its name.

    ``good`` is the good that was named instead of its mineral.
    """

    kind: str
    code: str
    name: str
    good: str = ""


def topic(text: str) -> Topic:
    """Find the mineral or buyer of a name; a good is about its mineral.

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
        return _of_buyer(text)
    from critmin.core import name_reading

    found = name_reading.one(text)
    if found.both:
        meanings = [f"{found.mineral} (a mineral)", f"{_of_buyer(text).code} (a buyer)"]
        raise AmbiguousName("name", text, meanings)
    if found.place:
        return _of_buyer(text)
    if not found.known:
        from critmin.core import unknown_names

        raise unknown_names.refusal([(text, "mineral")], places=True, typed=[text])
    good = found.text if found.product is not None else ""
    return Topic("mineral", found.mineral, names.minerals()[found.mineral].name, good)


def _of_buyer(text: str) -> Topic:
    buyer = buyers.buyer(text)
    return Topic("buyer", buyer.code, buyer.name)

"""What tariff codes cover: their minerals and goods, by the concordance."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from critmin.core import names
from critmin.core.named_tuple import NamedTuple
from critmin.trade import codes

HEADING = 6  # digits that all nomenclatures of goods share


class Goods(NamedTuple):
    """Goods of a code: minerals, a description, and whether the code has other goods too."""

    minerals: tuple[str, ...]
    description: str
    exclusive: bool


NOTHING_KNOWN = Goods((), "", exclusive=True)


@cache
def _by_code(nomenclature: str) -> dict[str, Goods]:
    found: dict[str, Goods] = {}
    for line in codes.lines():
        known = nomenclature in codes.NOMENCLATURES
        if known and not codes.in_nomenclature(line, nomenclature):
            continue
        before = found.get(line.code, NOTHING_KNOWN)
        found[line.code] = Goods(
            tuple(dict.fromkeys((*before.minerals, line.mineral))),
            before.description or line.description,
            before.exclusive and line.exclusive,
        )
    return found


def of_code(nomenclature: str, code: str) -> Goods:
    """Goods of a code, or of its first six digits where it is longer; nothing if not known."""
    known = _by_code(nomenclature)
    if code in known:
        return known[code]
    heading = known.get(code[:HEADING]) or _by_code("").get(code[:HEADING])
    if heading is None:
        return NOTHING_KNOWN
    return heading if len(code) == HEADING else heading._replace(exclusive=False)


def codes_of(minerals: Collection[str]) -> frozenset[str]:
    """Codes with goods of minerals, of their groups or members; of six and of eight digits."""
    wanted = frozenset(kin for slug in minerals for kin in names.kin(slug))
    return frozenset(line.code for line in codes.lines() if line.mineral in wanted)

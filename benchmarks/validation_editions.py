"""Why a reliance or a consumption does not follow from its edition: what other editions print.

Each rule first recomputes the number from the parts that its edition prints and asks that this is
what critmin answers; then other editions have to give the printed number, or to take it back.
"""

from __future__ import annotations

from functools import cache
from math import isclose

import validation
from validation import Computed, Published, agrees
from validation_usgs import EDITIONS, Part, consumption_of, parts, reliance_of

SOURCES = tuple(f"usgs@{edition}" for edition in EDITIONS)


def not_revised(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether an edition before prints the same number, and its parts, since revised, give it."""
    if not _from_its_parts(one, computed):
        return False
    before = (_of_edition(one, source) for source in SOURCES[: SOURCES.index(one.source)])
    return any(
        other.published == one.published
        and _parts(other) != _parts(one)
        and agrees(other, _number(other, _parts(other)), tolerance)
        for other in before
        if other and other.published is not None and _parts(other)
    )


def revised_later(one: Published, computed: Computed, tolerance: float) -> bool:
    """Whether a later edition prints what the parts of this one give."""
    if not _from_its_parts(one, computed):
        return False
    later = (_of_edition(one, s) for s in SOURCES[SOURCES.index(one.source) + 1 :])
    return any(
        other.published is not None
        and other.published != one.published
        and agrees(other, computed.value or 0.0, tolerance)
        for other in later
        if other
    )


def _from_its_parts(one: Published, computed: Computed) -> bool:
    own = _parts(one)
    return bool(own) and isclose(_number(one, own), computed.value or 0.0, rel_tol=1e-6)


def _parts(one: Published) -> list[Part]:
    return parts(one.mineral, one.what, int(one.year), one.source)


def _number(one: Published, own: list[Part]) -> float:
    return reliance_of(own) if one.unit == "percent" else consumption_of(own)


def _of_edition(one: Published, source: str) -> Published | None:
    kind = "usgs_reliance" if one.unit == "percent" else "usgs_consumption"
    return _printed(kind).get((*one.key[:4], source))


@cache
def _printed(kind: str) -> dict[validation.Key, Published]:
    return {row.key: row.as_published for row in validation.read(kind)}


RULES = (("not_revised", not_revised), ("revised_later", revised_later))

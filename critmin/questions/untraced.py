"""Why origins of many supplies are not traced, said once per kind of reason."""

from __future__ import annotations

import re
from collections.abc import Iterable

from critmin.questions.bought import MANY, few
from critmin.table import Caution

# What the reason of one supply says, and what is said of all supplies with such a reason.
KINDS = (
    ("explained by neither output nor imports", "too much of the world's exports is unexplained"),
    ("no tariff code is mapped", "no tariff code is mapped to the form"),
    ("bundled source holds", "no bundled table holds trade in the form's codes that year"),
    ("is in no", "no bundled table holds trade in the form's codes that year"),
    ("also holds", "the tariff code holds other minerals too"),
    ("prints output of this form", "no source prints output of the form by country"),
    ("no data for", "no source prints output of that stage and year"),
    ("no single content", "output and trade are weighed differently, and no content is known"),
    ("no content turns", "output and trade are weighed differently, and no content is known"),
)
OTHER = "other reasons; name the mineral to see it"
GAP = re.compile(r"([0-9.]+%) of exports")


def by_reason(cautions: Iterable[Caution]) -> tuple[Caution, ...]:
    """The cautions as they are while they are few, else one per kind of reason.

    A message is ``what: reason``; of a gap that is too wide its size stands with each name.
    """
    messages = list(dict.fromkeys(caution.message for caution in cautions))
    if len(messages) <= MANY:
        return tuple(Caution("not_traced", message) for message in messages)
    kinds: dict[str, dict[str, None]] = {}
    for message in messages:
        what, _, reason = message.partition(": ")
        gap = GAP.search(reason)
        said = f"{what} ({gap[1]})" if gap else what
        kinds.setdefault(_kind(reason), {})[said] = None
    return tuple(
        Caution("not_traced", f"{len(named)} without an origin: {kind}: {few(named)}")
        for kind, named in kinds.items()
    )


def _kind(reason: str) -> str:
    return next((kind for needle, kind in KINDS if needle in reason), OTHER)

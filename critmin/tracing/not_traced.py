"""Cautions on empty origin shares: each reason for a few tables, grouped by cause for many."""

from __future__ import annotations

import re
from collections.abc import Mapping

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.wording import few
from critmin.trade.cautions import MANY, NAMED

GAP = re.compile(r"(\d+\.\d%) of exports are explained by neither")
# Part of a reason, and its cause in words; a test checks that every reason has a cause.
CAUSES = (
    ("of exports are explained by neither", "more than a fifth of all exports is unexplained"),
    (" also holds ", "its tariff code also holds other minerals"),
    ("no single content", "output is contained weight, and a code has no single content"),
    ("no content turns", "output is in another compound than trade"),
    ("no source prints output of this form", "no source prints output of the form by country"),
    ("cannot be traced: no data for", "no source prints output by country in the year"),
    (" prints ", "output is not printed as a mass"),
    ("another code of the form", "origins are traced under another code of the form"),
    ("no trade between countries", "no trade is recorded"),
    ("neither recorded imports nor output", "the buyer is not in the network"),
    ("no bundled source holds", "no source has trade between all countries under its codes"),
    ("is empty since", "its tariff code is empty"),
    ("no tariff code is mapped", "no tariff code is mapped to it"),
)
OTHER = "for another reason"


def cause(reason: str) -> str:
    """Cause of a reason, in words."""
    return next((words for part, words in CAUSES if part in reason), OTHER)


def cautions(reasons: Mapping[str, str]) -> list[Caution]:
    """Cautions on tables that cannot be traced: one each if they are few, else one per cause.

    Parameters
    ----------
    reasons : mapping of str to str
        Table in words (``antimony ore 2024``) to the reason why it has no origin share.
    """
    if len(reasons) <= MANY:
        return [
            caution("not_traced", what=what, reason=why.removeprefix(f"{what} "))
            for what, why in reasons.items()
        ]
    by_cause: dict[str, list[str]] = {}
    for what, why in reasons.items():
        gap = GAP.search(why)
        by_cause.setdefault(cause(why), []).append(f"{what} ({gap[1]})" if gap else what)
    return [
        caution("not_traced:counted", number=len(found), cause=words, tables=few(found, NAMED))
        for words, found in by_cause.items()
    ]

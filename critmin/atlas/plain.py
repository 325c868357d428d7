"""Texts of reasons and notes in plain words, as far as they hold ids of sources or minerals."""

from __future__ import annotations

import re
from functools import cache

from critmin.core import names, sources
from critmin.core.wording import lower, start

_WORD = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:@[\w.]+)?")


def plain(text: str) -> str:
    """A text with names for ids, as a sentence.

    >>> plain("no data for steel-slag: usgs@2026 prints only a world total")
    'No data for steel slag: USGS Mineral Commodity Summaries 2026 prints only a world total'
    >>> plain("baci-hs92, 2024: it records Other Asia")
    'CEPII BACI HS92, 2024: it records Other Asia'
    """
    return start(_WORD.sub(lambda found: _known().get(found[0], found[0]), text))


@cache
def _known() -> dict[str, str]:
    """Ids of sources, and of minerals that are no plain word, with their names."""
    found = {slug: lower(one.name) for slug, one in names.minerals().items() if "-" in slug}
    for id_, source in sources.editions().items():
        found[id_] = f"{source.publisher} {source.edition.removesuffix('mean')}".strip()
        if "-" in source.origin:
            found[source.origin] = source.publisher
    return found

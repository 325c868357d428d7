"""Notes and cautions of a page in plain words: names for ids, and nothing said twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from critmin.answers import plain_text
from critmin.core import names, sources
from critmin.core.wording import capital, lower

# Ids of records, at the end of a text in brackets or before it: they are in the CSV.
_RECORDS = re.compile(r" \((?:[a-z]+(?:-[a-z0-9]+)*-?\d{4}(?:, | and \d+ more)?)+\)")
_RECORD = re.compile(r"^[a-z]+(?:-[a-z0-9]+)*-?\d{4}: ")
_WORD = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:@[\w.]+)?")


def plain(text: str) -> str:
    """A text with names for ids, as a sentence.

    >>> plain("no data for steel-slag: usgs@2026 prints only a world total")
    'No data for steel slag: USGS Mineral Commodity Summaries 2026 prints only a world total'
    >>> plain("baci-hs92, 2024: it records Other Asia")
    'CEPII BACI HS92, 2024: it records Other Asia'
    >>> plain("cn-ga-ge-2023: a step of one state (project-vault-2026, cn-72-2025)")
    'A step of one state'
    >>> plain("Rare-earths refined 2015: import HHI 2,877")
    'Rare earths refined 2015: import HHI 2,877'
    """
    first = text[:1].lower() + text[1:]
    head = _WORD.match(first)
    if head and (head[0] in _known() or _RECORD.match(first)):
        text = first
    named = _WORD.sub(lambda found: _known().get(found[0], found[0]), text)
    return capital(_RECORD.sub("", _RECORDS.sub("", named)))


def differently(texts: Iterable[str]) -> Iterator[str]:
    """The first of texts that differ only in their figures.

    >>> list(differently(["Tin 2015: HHI 2,877", "Tin 2016: HHI 2,618", "Zinc 2016: HHI 1"]))
    ['Tin 2015: HHI 2,877', 'Zinc 2016: HHI 1']
    """
    known = set()
    for text in texts:
        form = re.sub(r"\d[\d.,]*", "0", text)
        if form not in known:
            known.add(form)
            yield text


def readable(texts: Iterable[str]) -> Iterator[str]:
    """Notes in plain words; those with codes are left out."""
    for text in texts:
        said = plain_text.readable(plain(text))
        if said:
            yield capital(said)


def unsaid(cautions: Sequence[str], meanings: Sequence[str]) -> tuple[str, ...]:
    """Cautions without those that a note on the rows says already.

    >>> unsaid(["9 tables: the unit is inferred.", "Tin: no data."], ["The unit is inferred"])
    ('Tin: no data.',)
    """
    known = {lower(one).rstrip(".") for one in meanings}
    texts = {one: lower(one.rpartition(": ")[2]).rstrip(".") for one in cautions}
    return tuple(
        one for one in cautions if texts[one] not in known and lower(one).rstrip(".") not in known
    )


@cache
def _known() -> dict[str, str]:
    """Ids of sources, and of minerals that are no plain word, with their names."""
    found = {slug: lower(one.name) for slug, one in names.minerals().items() if "-" in slug}
    for id_, source in sources.editions().items():
        found[id_] = f"{source.publisher} {source.edition.removesuffix('mean')}".strip()
        if "-" in source.origin:
            found[source.origin] = source.publisher
    return found

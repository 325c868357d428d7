"""Traded forms between the mine and the refinery: which are dug, and which no source holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from critmin.core.names import STAGE_OF_FORM
from critmin.supply import bundled_tables
from critmin.tracing.contents import outputs_of
from critmin.trade import flows
from critmin.trade.codes import Line, by_mineral, in_nomenclature
from critmin.trade.sources import trade_source, with_flows, worldwide

UPSTREAM = ("ore", "intermediate")  # traded forms from which a refinery makes metal
ON_THE_WAY = (*UPSTREAM, "scrap")  # all that a refinery may be fed with
REVISION = "HS17"  # in whose codes missing forms are named


def comes_from_mine(stage: str, how: str) -> bool:
    """Whether output of a stage is that of mines, and not reckoned from ore."""
    return stage == "mining" and how == "output"


def dug_strands(mineral: str, form: str) -> frozenset[str]:
    """Parts of a form that come from the mine as they are traded."""
    lines = outputs_of(mineral, form)
    return frozenset(line.strand for line in lines if comes_from_mine(line.stage, line.how))


def is_dug(mineral: str, form: str) -> bool:
    """Whether a form is traced to the mine as it is, because all of it is made there."""
    found = outputs_of(mineral, form)
    return bool(found) and all(comes_from_mine(line.stage, line.how) for line in found)


def is_reckoned(mineral: str, form: str) -> bool:
    """Whether output is reckoned from the feed, so that the feed explains it by construction."""
    return any(line.how == "feed" for line in outputs_of(mineral, form))


def mined_as(mineral: str) -> str:
    """Mineral whose ore stands for a refined material; itself if it is made of several ores."""
    ores, _reason = bundled_tables.mined_as().get(mineral, ((), ""))
    return ores[0] if len(ores) == 1 else mineral


def made_at_refinery(form: str) -> bool:
    """Whether a form is the output of the refining stage."""
    return STAGE_OF_FORM.get(form) == "refining"


def unfollowed(what: str, reason: str) -> str:
    """Reason why a form cannot be followed to the mine."""
    return f"{what} cannot be followed to the mine: {reason}"


def not_held(mineral: str, form: str, year: int, own: Collection[str] = ()) -> list[str]:
    """Goods on the way to refineries that no source has between all countries, in words.

    Parameters
    ----------
    mineral : str
        Slug; forms of the ore that stands for it, and of what is made of that ore, count too.
    form : str
        Form that is made at the refineries.
    year : int
        Year of trade.
    own : collection of str
        Codes that own shipments hold.
    """
    ore = mined_as(mineral)
    related = [slug for slug, (ores, _) in bundled_tables.mined_as().items() if ore in ores]
    lines = [line for slug in dict.fromkeys([ore, mineral, *related]) for line in _lines(slug)]
    held = {code for origin in worldwide() for code in flows.codes_held(origin).get(year, ())}
    found: dict[str, str] = {}
    for line in lines:
        if (line.mineral, line.form) == (mineral, form):
            continue
        if line.code not in held and line.code not in own:
            where = ", ".join(_elsewhere(line, year))
            alone = f", in {where} alone" if where else ""
            found[line.code] = f"{line.description} ({line.code}{alone})"
    return list(found.values())


def _lines(mineral: str) -> Iterator[Line]:
    for line in by_mineral().get(mineral, ()):
        alone = line.exclusive and line.system == "hs" and line.form in ON_THE_WAY
        if alone and in_nomenclature(line, REVISION):
            yield line


def _elsewhere(line: Line, year: int) -> Iterator[str]:
    """Sources of some countries' imports that hold a code, or its national divisions."""
    for source in with_flows():
        codes = flows.codes_held(source.origin).get(year, frozenset())
        if not source.worldwide and any(code.startswith(line.code) for code in codes):
            yield trade_source(source.origin).id

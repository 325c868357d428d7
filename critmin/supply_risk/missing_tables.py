"""Which publication would fill a score that cannot be computed, by publisher, title and edition.

Reads missing_output.csv. Nothing here says that the publication has the figure, or that it may be
shipped; it is where the figure is printed, if anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from critmin.core.files import read_table
from critmin.core.names import members
from critmin.supply import bundled_tables
from critmin.trade.buyers import Buyer
from critmin.trade.codes import Line, by_mineral
from critmin.trade.source_choice import lines_with_flows
from critmin.trade.sources import BACI

UNION = "eu27"  # bloc whose customs statistics are Eurostat's
NEWEST = "HS22"  # revision of the Harmonized System in use since 2022
BY_ANNUAL = "usgs"  # its summaries print the output of each year two editions later


@cache
def _lines() -> dict[tuple[str, str], tuple[str, str, str, str]]:
    return {
        (stage, mineral): (publisher, publication, edition, note)
        for stage, mineral, publisher, publication, edition, note in read_table(
            "missing_output.csv"
        )[1]
    }


def for_output(mineral: str, stage: str, year: int) -> str:
    """Publication that would print the world output of a mineral at a stage in a year."""
    line = _lines().get((stage, mineral))
    if line is None and _annual(mineral, stage):
        line = _lines().get((stage, ""))
    if line is None:
        return (
            f"no publisher is known to print its {stage} output by country for {year}: a table of "
            "it would have to come from producers or national statistics"
        )
    publisher, publication, edition, note = line
    edition, note = (
        text.format(year=year, two_later=year + 2, span=f"{year - 4} to {year}")
        for text in (edition, note)
    )
    return f"{publisher}, {publication} {edition} would fill it ({note})"


def _annual(mineral: str, stage: str) -> bool:
    """Whether the annual summaries print the mineral at the stage."""
    entries = bundled_tables.usable_of(mineral, stage)
    return any(entry.origin == BY_ANNUAL for entry in entries)


def for_own_output(buyer: Buyer, year: int, *, withheld: bool) -> str:
    """Publication that would print a buyer's output that a table withholds or leaves out."""
    if withheld:
        return (
            f"the annual reports of the producers of {buyer.name} for {year} would fill it: the "
            "statistics withhold it to protect them"
        )
    return (
        f"U.S. Geological Survey, Minerals Yearbook {year} (volume III, area reports) or the "
        f"national statistics of {buyer.name} would fill it"
    )


def for_content(codes: tuple[str, ...]) -> str:
    """Publication of the contents of traded goods."""
    return (
        "U.S. Geological Survey, Open-File Report 2025-1047, appendix 2 (element content by tariff "
        f"code) would fill it, for {', '.join(codes)}"
    )


def for_trade(mineral: str, forms: Sequence[str], year: int, buyer: Buyer) -> str:
    """Publication that would print a buyer's imports of traded forms in a year."""
    lines = [line for line in by_mineral().get(mineral, ()) if line.form in forms]
    alone = [line for line in lines if line.exclusive]
    live = sorted({line.code for line in alone if line.system == "hs" and line.last == NEWEST})
    if live and _held(mineral, forms, year):
        return (
            f"the customs statistics of {buyer.name} for {year} would fill it "
            f"({', '.join(live)}), if any of it was imported"
        )
    if live:
        of = BACI[0].removeprefix("baci-").upper() if _in_first(alone, live) else "HS17"
        return f"CEPII, BACI {of} with {', '.join(live)} in {year} would fill it"
    national = sorted({line.code for line in alone if line.system == "cn"})
    inside = buyer.members(year) <= frozenset(members(UNION, f"{year}-12-31"))
    europe = f" (Eurostat, Comext, {', '.join(national)})" if national and inside else ""
    return (
        f"the customs statistics of {buyer.name} for {year} by national tariff line{europe} would "
        "fill it: no code of the Harmonized System holds it alone"
    )


def _held(mineral: str, forms: Sequence[str], year: int) -> bool:
    """Whether a bundled source has flows of the world under codes of the forms alone."""
    return any(
        line.exclusive
        for origin in BACI
        for form in forms
        for line in lines_with_flows(origin, mineral, form, year)
    )


def _in_first(lines: list[Line], codes: list[str]) -> bool:
    """Whether one of the codes exists since the first revision, HS92."""
    return any(line.first == "HS92" for line in lines if line.code in codes)

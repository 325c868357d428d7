"""Page of a supplier: what it produces, who depends on it, and what it restricts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from critmin.atlas import dependence
from critmin.atlas.contents import Ask, Block, Page, diplomacy, sentences_of, with_rule
from critmin.atlas.subjects import Subject, compared, minerals
from critmin.core.errors import NoData
from critmin.supply.share import share

BOTH = "mining,refining"
TRENDS = 6  # minerals whose share is shown over the years
BRIEF = "minerals stage year share imports_usd control next_event_date"
OUTPUT = "mineral stage year rank quantity unit share"
HISTORY = "mineral stage year value"
RESERVES = "mineral year production production_share reserves reserves_share unit reserve_years"
COUNTED = "buyer_iso3 measure threshold minerals_above minerals_counted minerals_without"
CONTROLS = "mineral type target effective suspended_until status next_event_date"


def supplier_page(subject: Subject, day: str) -> Page:
    """Ask all that the page of a supplier shows.

    Parameters
    ----------
    subject : Subject
        The supplier.
    day : str
        ISO day for which export controls are read.
    """
    first = Ask(
        "sales",
        "What the world buys from it",
        "brief",
        (subject.code,),
        {"role": "supplier", "as_of": day},
        BRIEF,
    ).block()
    first = with_rule(first, "sales")
    text = first.table.summary if first.table is not None else f"{first.reason}."
    return Page(subject, sentences_of(text), (first, *_blocks(subject, day)))


def _blocks(subject: Subject, day: str) -> Iterator[Block]:
    code = subject.code
    made, held, led = output_of(code)
    yield Ask(
        "output",
        "What it produces",
        "share",
        made,
        {"country": code, "stage": BOTH},
        OUTPUT,
        "Share of the world's output that it mines or refines, whoever owns the mine or plant.",
    ).block()
    yield dependence.on_supplier(subject)
    yield Ask(
        "history",
        "How its shares changed",
        "trend",
        led,
        {"country": code, "stage": BOTH},
        HISTORY,
        "The minerals of which it has the largest shares. Each year is from the newest edition "
        "that has it.",
    ).block()
    yield _reserves(code, held)
    yield Ask(
        "controls",
        "Its export controls",
        "controls",
        (),
        {"by": code, "as_of": day},
        CONTROLS,
        "Export controls are law. How licences are granted is not on record here.",
    ).block()
    yield Ask(
        "counted",
        "How many minerals it can stop",
        "exposure",
        compared(code),
        {"supplier": code, "summary": True, "as_of": day},
        COUNTED,
        pictured=False,
    ).block()
    yield from diplomacy(code, day)


def _reserves(code: str, held: tuple[str, ...]) -> Block:
    if not held:
        none = "no bundled source lists reserves of it"
        return Block("reserves", "Its reserves", "", "", None, none)
    return Ask(
        "reserves",
        "Its reserves",
        "reserves",
        held,
        {"country": code},
        RESERVES,
        "Reserves can be mined economically today. A blank is unknown, not zero.",
    ).block()


@cache
def output_of(code: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Minerals that a country is listed as a producer of, as a holder of reserves, and leads.

    The last are those with its largest shares.
    """
    made, held = listed(BOTH), listed("reserves")
    shares = made.get(code, {})
    led = sorted(shares, key=lambda slug: (-shares[slug], slug))[:TRENDS]
    return tuple(sorted(shares)), tuple(sorted(held.get(code, {}))), tuple(led)


@cache
def listed(stage: str) -> dict[str, dict[str, float]]:
    """Minerals of each country by its largest share; 0 where its figure is withheld."""
    found: dict[str, dict[str, float]] = {}
    for mineral in minerals():
        try:
            table = share(mineral.code, stage=stage)
        except NoData:
            continue
        for row in table:
            if row["kind"] == "country" and row["iso3"]:
                own = found.setdefault(str(row["iso3"]), {})
                known = float(str(row["share"])) if row["share"] is not None else 0.0
                own[mineral.code] = max(own.get(mineral.code, 0.0), known)
    return found

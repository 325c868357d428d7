"""Page of a supplier: what it produces, who depends on it, and what it restricts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from critmin.atlas import dependence
from critmin.atlas.questions import Answer, Look, ask, without
from critmin.atlas.readings import CONTROLS, LAW, RESERVES, diplomacy
from critmin.atlas.subjects import Subject, compared, minerals
from critmin.core.errors import NoData
from critmin.supply.share import share

BOTH = "mining,refining"
TRENDS = 6  # minerals whose share is shown over the years


def supplier_page(subject: Subject, day: str) -> Iterator[Answer]:
    """Ask all that the page of a supplier shows.

    Parameters
    ----------
    subject : Subject
        The supplier.
    day : str
        ISO day for which export controls are read.
    """
    code = subject.code
    made, held, led = output_of(code)
    yield ask(
        "output",
        "What it produces",
        "share",
        made,
        {"country": code, "stage": BOTH},
        Look(
            "mineral stage year rank quantity unit share",
            "Share of the world's output that it mines or refines, whoever owns the mine or plant.",
            order="-share",
            bar="share",
        ),
    )
    yield dependence.on_supplier(subject)
    yield ask(
        "history",
        "How its shares changed",
        "trend",
        led,
        {"country": code, "stage": BOTH},
        Look(
            "mineral stage year value",
            "The minerals of which it has the largest shares. Each year is from the newest edition "
            "that prints it.",
            order="-year",
        ),
    )
    yield _reserves(code, held)
    yield ask(
        "controls",
        "Its export controls",
        "controls",
        (),
        {"by": code, "as_of": day},
        Look(CONTROLS, LAW),
    )
    yield ask(
        "counted",
        "How many minerals it can stop",
        "exposure",
        compared(code),
        {"supplier": code, "summary": True, "as_of": day},
        Look(
            "buyer_iso3 measure threshold minerals_above minerals_counted minerals_without",
            pictured=False,
        ),
    )
    yield from diplomacy(code, day)


def _reserves(code: str, held: tuple[str, ...]) -> Answer:
    if not held:
        return without("reserves", "Its reserves", "no bundled source lists reserves of it")
    return ask(
        "reserves",
        "Its reserves",
        "reserves",
        held,
        {"country": code},
        Look(
            "mineral year production production_share reserves reserves_share unit reserve_years",
            RESERVES,
        ),
    )


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

"""Comparisons: compare."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o

QUESTIONS = (
    *("share", "hhi", "trend", "reserves", "dependency", "exposure", "via", "shock"),
    *("reliance", "risk", "price", "market", "technology", "demand"),
)
Question = Annotated[
    str,
    o.argument(
        "QUESTION",
        f"{', '.join(QUESTIONS[:-1])} or {QUESTIONS[-1]}.",
        completers.choices(*QUESTIONS),
    ),
]
Names = Annotated[
    list[str],
    o.argument(
        "NAME...",
        "The names of the question; two of one kind are the sides: editions (usgs@2025), years, "
        "countries, minerals.",
        completers.sides,
    ),
]
Measure = Annotated[
    str | None,
    o.option(
        "--measure",
        takes="COLUMN",
        help="Column to compare, as quantity or imports_usd. Default: the main one.",
    ),
]
Stage = Annotated[
    str | None,
    o.option(
        "--stage", takes="STAGE,...", help="As in the question.", completes=completers.stage_names
    ),
]
Mineral = Annotated[
    list[str] | None,
    o.option(
        "--mineral",
        takes="M",
        help="Only this mineral (exposure); repeat for more.",
        completes=completers.mineral_names,
    ),
]
Supplier = Annotated[
    str | None,
    o.option(
        "--supplier",
        takes="C",
        help="Supplier (exposure, dependency, technology).",
        completes=completers.buyer_names,
    ),
]
Origin = Annotated[
    str | None,
    o.option(
        "--origin", takes="C", help="Country of production (via).", completes=completers.buyer_names
    ),
]
Stop = Annotated[
    list[str] | None,
    o.option(
        "--stop",
        takes="C[:M][=CUT]",
        help="What stops (shock); repeat for more.",
        completes=completers.stops,
    ),
]
Buyer = Annotated[
    str | None,
    o.option(
        "--buyer", takes="C", help="Buyer (reliance, risk).", completes=completers.buyer_names
    ),
]
Method = Annotated[
    str | None,
    o.option(
        "--method",
        takes="eu2023|geopolrisk",
        help="Method (risk).",
        completes=completers.choices("eu2023", "geopolrisk"),
    ),
]


def compare(
    question: Question,
    names: Names,
    measure: Measure = None,
    stage: Stage = None,
    year: o.Year = None,
    mineral: Mineral = None,
    supplier: Supplier = None,
    country: o.Countries = None,
    buyer: Buyer = None,
    origin: Origin = None,
    stop: Stop = None,
    method: Method = None,
    source: o.SourceId = None,
    total: o.Total = None,
    basis: o.Basis = None,
    as_of: o.ControlDay = None,
) -> Table:
    """One question asked of two sides, and what differs.

    critmin compare share rare-earths usgs@2025 usgs@2026

    critmin compare exposure japan germany --supplier china -f csv
    """
    from critmin.comparisons.compare import compare as ask

    return ask(
        question,
        *names,
        measure=measure,
        stage=stage,
        year=year,
        mineral=mineral,
        supplier=supplier,
        country=country,
        buyer=buyer,
        origin=origin,
        stop=stop,
        method=method,
        source=source,
        total=total,
        basis=basis,
        as_of=as_of,
    )

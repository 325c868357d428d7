"""Arguments and options of compare: those of the questions that it asks."""

from typing import Annotated

from .. import completers
from .declare import argument, option

COMPARED = (
    *("share", "hhi", "trend", "reserves", "dependency", "exposure", "via", "shock"),
    *("reliance", "risk", "price", "market", "technology", "demand"),
)
ComparedQuestion = Annotated[
    str,
    argument(
        "QUESTION", f"{', '.join(COMPARED[:-1])} or {COMPARED[-1]}.", completers.choices(*COMPARED)
    ),
]
ComparedNames = Annotated[
    list[str],
    argument(
        "NAME...",
        "The names of the question; two of one kind are the sides: editions (usgs@2025), years, "
        "countries, minerals.",
        completers.sides,
    ),
]
ComparedMeasure = Annotated[
    str | None,
    option(
        "--measure",
        takes="COLUMN",
        help="Column to compare, as quantity or imports_usd. Default: the main one.",
    ),
]
ComparedStage = Annotated[
    str | None,
    option(
        "--stage", takes="STAGE,...", help="As in the question.", completes=completers.stage_names
    ),
]
ComparedMineral = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M",
        help="Only this mineral (exposure); repeat for more.",
        completes=completers.mineral_names,
    ),
]
ComparedSupplier = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="Supplier (exposure, dependency, via, technology).",
        completes=completers.buyer_names,
    ),
]
ComparedStop = Annotated[
    list[str] | None,
    option(
        "--stop",
        takes="C[:M][=CUT]",
        help="What stops (shock); repeat for more.",
        completes=completers.stops,
    ),
]
ComparedBuyer = Annotated[
    str | None,
    option("--buyer", takes="C", help="Buyer (reliance, risk).", completes=completers.buyer_names),
]
ComparedMethod = Annotated[
    str | None,
    option(
        "--method",
        takes="eu2023|geopolrisk",
        help="Method (risk).",
        completes=completers.choices("eu2023", "geopolrisk"),
    ),
]

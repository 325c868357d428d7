"""Options on minerals, their stages and their traded forms."""

from typing import Annotated

from .. import completers
from .declare import option

Mineral = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M,...",
        help="Minerals, also by option.",
        completes=completers.mineral_names,
    ),
]
TradedMinerals = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M,...",
        help="Only these minerals. Default: all with their own tariff codes.",
        completes=completers.mineral_names,
    ),
]
NamedMinerals = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M,...",
        help="Only records that name these minerals.",
        completes=completers.mineral_names,
    ),
]
Stage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE,...",
        help="mining (default), refining, reserves, capacity; several with commas.",
        completes=completers.stage_names,
    ),
]
ComparedStage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE,...",
        help="Stages, or traded forms, as the question takes them.",
        completes=completers.stage_names,
    ),
]
SupplierStage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE,...",
        help="Stages of the supplier's share. Default: mining,refining.",
        completes=completers.stage_names,
    ),
]
ProductStage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE,...",
        help="sales, additions (by country); demand, production, capacity, makers, investment, "
        "cost, price, support, duty (stated); manufacturing for all of making.",
        completes=completers.product_stage_names,
    ),
]
LineStage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE",
        help="Stage of lines without one. Default: refining in smelter lists, else mining.",
        completes=completers.stage_names,
    ),
]
Form = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE,...",
        help="mining or refining: all forms of that stage.",
        completes=completers.form_names,
    ),
]
TradeForm = Annotated[
    list[str] | None,
    option(
        "--form",
        takes="FORM,...",
        help="ore, intermediate, ferroalloy, refined, semi, magnet, downstream, scrap, mixed. "
        "Default: all with data.",
        completes=completers.form_names,
    ),
]
_ORIGIN = "Follow what is refined to the mine (mining), or to the refinery alone (refining)."
_AT = completers.choices("mining", "refining")
OriginStage = Annotated[
    str | None, option("--origin-stage", takes="STAGE", completes=_AT, help=_ORIGIN)
]

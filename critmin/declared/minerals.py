"""Options on minerals, their stages and their traded forms."""

from __future__ import annotations

from typing import Annotated

from critmin.core.arguments import Words
from critmin.declared.parameter import option

Mineral = Annotated[
    Words,
    option(
        "--mineral",
        takes="M,...",
        help="Minerals, also by option.",
        completes="mineral_names",
        many=True,
        doc="More minerals.",
    ),
]
TradedMinerals = Annotated[
    Words,
    option(
        "--mineral",
        takes="M,...",
        help="Only these minerals. Default: all with their own tariff codes.",
        completes="mineral_names",
        many=True,
        doc="More minerals.",
    ),
]
NamedMinerals = Annotated[
    Words,
    option(
        "--mineral",
        takes="M,...",
        help="Only records that name these minerals.",
        completes="mineral_names",
        many=True,
        doc="More minerals.",
    ),
]
Stage = Annotated[
    Words,
    option(
        "--stage",
        takes="STAGE,...",
        help="mining (default), refining, reserves, capacity; several with commas.",
        completes="stage_names",
    ),
]
ComparedStage = Annotated[
    Words,
    option(
        "--stage",
        takes="STAGE,...",
        help="Stages, or traded forms, as the question takes them.",
        completes="stage_names",
    ),
]
SupplierStage = Annotated[
    Words,
    option(
        "--stage",
        takes="STAGE,...",
        help="Stages of the supplier's share. Default: mining,refining.",
        completes="stage_names",
    ),
]
ProductStage = Annotated[
    Words,
    option(
        "--stage",
        takes="STAGE,...",
        help="sales, additions (by country); demand, production, capacity, makers, "
        "investment, cost, price, support, duty (stated); manufacturing for all of "
        "making.",
        completes="product_stage_names",
    ),
]
LineStage = Annotated[
    str | None,
    option(
        "--stage",
        takes="STAGE",
        help="Stage of lines without one. Default: refining in smelter lists, else mining.",
        completes="stage_names",
    ),
]
Form = Annotated[
    Words,
    option(
        "--stage",
        takes="STAGE,...",
        help="mining or refining: all forms of that stage.",
        completes="form_names",
    ),
]
TradeForm = Annotated[
    Words,
    option(
        "--form",
        takes="FORM,...",
        help="ore, intermediate, ferroalloy, refined, semi, magnet, downstream, scrap, mixed. "
        "Default: all with data.",
        completes="form_names",
        many=True,
        doc="As ``stage``.",
    ),
]
_ORIGIN = "Follow what is refined to the mine (mining), or to the refinery alone (refining)."
OriginStage = Annotated[
    str | None,
    option("--origin-stage", takes="STAGE", completes=("mining", "refining"), help=_ORIGIN),
]

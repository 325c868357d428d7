"""Options on countries and blocs: buyers, suppliers, and those that control exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from critmin.core.arguments import Words
from critmin.declared.parameter import option

Countries = Annotated[
    Words,
    option(
        "--country",
        takes="C,...",
        help="Only these countries.",
        completes="country_names",
        many=True,
    ),
]
AnyCountry = Annotated[
    Words,
    option(
        "--country",
        takes="C,...",
        help="Only records of these countries or blocs, by name or through a bloc.",
        completes="buyer_names",
        many=True,
    ),
]
ListIssuers = Annotated[
    Words,
    option(
        "--country",
        takes="C,...",
        help="Only lists of these countries or blocs.",
        completes="buyer_names",
        many=True,
    ),
]
ControlledBy = Annotated[
    Words,
    option(
        "--country",
        takes="C,...",
        help="Only controls of these countries or blocs.",
        completes="buyer_names",
        many=True,
    ),
]
BuyerOption = Annotated[
    str | None, option("--buyer", takes="C", help="The buyer, by option.", completes="buyer_names")
]
BuyersOption = Annotated[
    Words,
    option("--buyer", takes="C,...", help="Buyers, by option.", completes="buyer_names", many=True),
]
RiskBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Country or bloc that buys. Default: USA for reliance, eu27 for eu2023.",
        completes="buyer_names",
    ),
]
ReachedBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Country or bloc that buys: decides which controls reach it.",
        completes="buyer_names",
    ),
]
ControlledBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Only what applies to this country or bloc, or to all.",
        completes="buyer_names",
    ),
]
TargetOf = Annotated[
    str | None,
    option(
        "--target",
        takes="C",
        help="Only what applies to this country or bloc, or to all.",
        completes="buyer_names",
    ),
]
Suppliers = Annotated[
    Words,
    option(
        "--supplier",
        takes="C,...",
        help="Only these suppliers; a bloc means its members.",
        completes="trade_partners",
        many=True,
    ),
]
StoppingSupplier = Annotated[
    Words,
    option(
        "--supplier",
        takes="C",
        help="The country or bloc whose exports stop.",
        completes="buyer_names",
    ),
]
ShareOfSupplier = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="Add this country's share of each mineral, mined and refined.",
        completes="country_names",
    ),
]
Origin = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="Country of production, of the mine or the plant.",
        completes="country_names",
    ),
]
Stop = Annotated[
    Words | Mapping[str, float],
    option(
        "--stop",
        takes="C[:MINERAL][=CUT]",
        completes="stops",
        help="Supplier, mineral and cut of its exports (0 to 1); repeat for several stops.",
        many=True,
    ),
]

"""Options on countries and blocs: buyers, suppliers, and those that control exports."""

from typing import Annotated

from .. import completers
from .declare import option

Countries = Annotated[
    list[str] | None,
    option(
        "--country", takes="C,...", help="Only these countries.", completes=completers.country_names
    ),
]
AnyCountry = Annotated[
    list[str] | None,
    option(
        "--country",
        takes="C,...",
        help="Only records of these countries or blocs, by name or through a bloc.",
        completes=completers.buyer_names,
    ),
]
ListIssuers = Annotated[
    list[str] | None,
    option(
        "--country",
        takes="C,...",
        help="Only lists of these countries or blocs.",
        completes=completers.buyer_names,
    ),
]
ControlledBy = Annotated[
    list[str] | None,
    option(
        "--country",
        takes="C,...",
        help="Only controls of these countries or blocs.",
        completes=completers.buyer_names,
    ),
]
BuyerOption = Annotated[
    str | None,
    option("--buyer", takes="C", help="The buyer, by option.", completes=completers.buyer_names),
]
BuyersOption = Annotated[
    list[str] | None,
    option("--buyer", takes="C,...", help="Buyers, by option.", completes=completers.buyer_names),
]
RiskBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Country or bloc that buys. Default: USA for reliance, eu27 for eu2023.",
        completes=completers.buyer_names,
    ),
]
ReachedBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Country or bloc that buys: decides which controls reach it.",
        completes=completers.buyer_names,
    ),
]
ControlledBuyer = Annotated[
    str | None,
    option(
        "--buyer",
        takes="C",
        help="Only what applies to this country or bloc, or to all.",
        completes=completers.buyer_names,
    ),
]
TargetOf = Annotated[
    str | None,
    option(
        "--target",
        takes="C",
        help="Only what applies to this country or bloc, or to all.",
        completes=completers.buyer_names,
    ),
]
Suppliers = Annotated[
    list[str] | None,
    option(
        "--supplier",
        takes="C,...",
        help="Only these suppliers; a bloc means its members.",
        completes=completers.trade_partners,
    ),
]
StoppingSupplier = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="The country or bloc whose exports stop.",
        completes=completers.buyer_names,
    ),
]
ShareOfSupplier = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="Add this country's share of each mineral, mined and refined.",
        completes=completers.country_names,
    ),
]
Origin = Annotated[
    str | None,
    option(
        "--supplier",
        takes="C",
        help="Country of production, of the mine or the plant.",
        completes=completers.country_names,
    ),
]
Stop = Annotated[
    list[str] | None,
    option(
        "--stop",
        takes="C[:MINERAL][=CUT]",
        completes=completers.stops,
        help="Supplier, mineral and cut of its exports (0 to 1); repeat for several stops.",
    ),
]

"""Names that stand without an option: minerals, countries, sources, files."""

from typing import Annotated

from .. import completers
from .declare import argument

MINERAL = "Slug, symbol or common name."
Minerals = Annotated[list[str] | None, argument("MINERAL...", MINERAL, completers.mineral_names)]
SupplyNames = Annotated[
    list[str] | None,
    argument(
        "MINERAL... [COUNTRY...]", "Minerals, and countries to show.", completers.names_of_any_kind
    ),
]
BuyerNames = Annotated[
    list[str] | None,
    argument(
        "BUYER [MINERAL...]", "A country or bloc, and minerals.", completers.names_of_any_kind
    ),
]
BuyersNames = Annotated[
    list[str] | None,
    argument(
        "BUYER... [MINERAL...]", "Countries or blocs, and minerals.", completers.names_of_any_kind
    ),
]
ScreenNames = Annotated[
    list[str] | None,
    argument(
        "[BUYER...] [MINERAL...]",
        "Countries or blocs that buy, none for all; and minerals.",
        completers.names_of_any_kind,
    ),
]
TradeNames = Annotated[
    list[str] | None,
    argument(
        "BUYER [MINERAL...] [SUPPLIER...]",
        "The first country buys, the others supply.",
        completers.names_of_any_kind,
    ),
]
ControlNames = Annotated[
    list[str] | None,
    argument(
        "MINERAL... [COUNTRY]",
        "Minerals, and the country that controls.",
        completers.names_of_any_kind,
    ),
]
RecordNames = Annotated[
    list[str] | None,
    argument(
        "MINERAL... [COUNTRY...]", "Minerals, and countries or blocs.", completers.names_of_any_kind
    ),
]
RiskNames = Annotated[
    list[str] | None,
    argument("MINERAL... [BUYER]", "Minerals, and one buyer.", completers.names_of_any_kind),
]
ListNames = Annotated[
    list[str] | None,
    argument("MINERAL... [COUNTRY...]", "Minerals, and whose lists.", completers.names_of_any_kind),
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
AnySource = Annotated[
    str | None,
    argument("[ID]", "A source or edition, as usgs or usgs@2025.", completers.source_ids),
]
OneSource = Annotated[
    str, argument("ID", "A source or edition, as usgs or usgs@2025.", completers.source_ids)
]
File = Annotated[str, argument("FILE|-", "CSV, TSV, XLSX or Parquet.")]

"""Names that stand without an option: minerals, countries, sources, files."""

from typing import Annotated

from .. import completers
from .declare import argument

MINERAL = "Slug, symbol or common name."
Minerals = Annotated[list[str] | None, argument("MINERAL...", MINERAL, completers.mineral_names)]
SupplyNames = Annotated[
    list[str] | None,
    argument("MINERAL... [COUNTRY...]", "Minerals, and countries to show.", completers.subjects),
]
BuyerNames = Annotated[
    list[str] | None,
    argument("BUYER [MINERAL...]", "A country or bloc, and minerals.", completers.subjects),
]
BuyersNames = Annotated[
    list[str] | None,
    argument("BUYER... [MINERAL...]", "Countries or blocs, and minerals.", completers.subjects),
]
TradeNames = Annotated[
    list[str] | None,
    argument(
        "BUYER [MINERAL...] [SUPPLIER...]",
        "The first country buys, the others supply.",
        completers.subjects,
    ),
]
ControlNames = Annotated[
    list[str] | None,
    argument(
        "MINERAL... [COUNTRY]", "Minerals, and the country that controls.", completers.subjects
    ),
]
RecordNames = Annotated[
    list[str] | None,
    argument("MINERAL... [COUNTRY...]", "Minerals, and countries or blocs.", completers.subjects),
]
RiskNames = Annotated[
    list[str] | None,
    argument("MINERAL... [BUYER]", "Minerals, and one buyer.", completers.subjects),
]
ListNames = Annotated[
    list[str] | None,
    argument("MINERAL... [COUNTRY...]", "Minerals, and whose lists.", completers.subjects),
]
ComparedNames = Annotated[
    list[str],
    argument(
        "NAME...",
        "The names of the question; two of one kind are the sides: editions (usgs@2025), years, "
        "countries, minerals.",
        completers.subjects,
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

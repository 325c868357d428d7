"""Names that stand without an option: minerals, countries, sources, files."""

from __future__ import annotations

from typing import Annotated, Any

from critmin.declared.parameter import FILE, Parameter, argument

MINERAL = "Slug, symbol or common name."


def names(takes: str, help: str, completes: str = "names_of_any_kind") -> Parameter:
    """Words of several names in any order, of which each question knows the roles."""
    return argument("names", takes, help, completes, many=True)


Minerals = Annotated[str, argument("minerals", "MINERAL...", MINERAL, "mineral_names", many=True)]
NamesOfMinerals = Annotated[str, names("MINERAL...", MINERAL, "mineral_names")]
SupplyNames = Annotated[str, names("MINERAL... [COUNTRY...]", "Minerals, and countries to show.")]
BuyerNames = Annotated[str, names("BUYER [MINERAL...]", "A country or bloc, and minerals.")]
BuyersNames = Annotated[str, names("BUYER... [MINERAL...]", "Countries or blocs, and minerals.")]
ScreenNames = Annotated[
    str,
    names("[BUYER...] [MINERAL...]", "Countries or blocs that buy, none for all; and minerals."),
]
TradeNames = Annotated[
    str, names("BUYER [MINERAL...] [SUPPLIER...]", "The first country buys, the others supply.")
]
ControlNames = Annotated[
    str, names("MINERAL... [COUNTRY]", "Minerals, and the country that controls.")
]
RecordNames = Annotated[str, names("MINERAL... [COUNTRY...]", "Minerals, and countries or blocs.")]
RiskNames = Annotated[str, names("MINERAL... [BUYER]", "Minerals, and one buyer.")]
EffectNames = Annotated[str, names("MINERAL [BUYER...]", "A mineral, and buyers.")]
ListNames = Annotated[str, names("MINERAL... [COUNTRY...]", "Minerals, and whose lists.")]
ComparedNames = Annotated[
    str,
    argument(
        "names",
        "NAME...",
        "The names of the question; two of one kind are the sides: editions (usgs@2025), years, "
        "countries, minerals.",
        "sides",
        many=True,
        required=True,
    ),
]
Subject = Annotated[
    str,
    argument(
        "subject", "BUYER|MINERAL", "As japan, eu27, lithium.", "names_of_any_kind", joined=True
    ),
]
AnySource = Annotated[
    str | None,
    argument("source", "[ID]", "A source or edition, as usgs or usgs@2025.", "source_ids"),
]
OneSource = Annotated[
    str, argument("source", "ID", "A source or edition, as usgs or usgs@2025.", "source_ids")
]
File = Annotated[Any, argument("file", "FILE|-", "CSV, TSV, XLSX or Parquet.", kind=FILE)]

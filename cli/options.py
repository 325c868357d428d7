"""Arguments and options that several commands share, each defined once.

One meaning has one definition. If a flag means something else in another command (the day of
bloc membership, the day of export controls), each meaning has its own definition, next to the
other. An option of a single command is defined above that command.
"""

from typing import Annotated, Any

import typer

from . import completers
from .completers import Completer


def argument(metavar: str, help: str, completes: Completer | None = None) -> Any:
    """Positional argument: its metavar, its help, its completer."""
    return typer.Argument(metavar=metavar, help=help, autocompletion=completes, show_default=False)


def option(
    *flags: str,
    takes: str | None = None,
    help: str,
    completes: Completer | None = None,
    **more: Any,
) -> Any:
    """Option: its flags, its metavar (none for a switch), its help, its completer."""
    return typer.Option(*flags, metavar=takes, help=help, autocompletion=completes, **more)


# Minerals, their stages and traded forms

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
Mineral = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M,...",
        help="Minerals, also by option.",
        completes=completers.mineral_names,
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
TradeForm = Annotated[
    list[str] | None,
    option(
        "--form",
        takes="FORM,...",
        help="ore, intermediate, ferroalloy, refined, semi, magnet, downstream, scrap, mixed.",
        completes=completers.form_names,
    ),
]
AnyMineral = Annotated[str | None, argument("[NAME]", MINERAL, completers.mineral_names)]
OneMineral = Annotated[str, argument("MINERAL", MINERAL, completers.mineral_names)]
TradedMinerals = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M",
        help="Only this mineral; repeat for more. Default: all with their own tariff codes.",
        completes=completers.mineral_names,
    ),
]
NamedMinerals = Annotated[
    list[str] | None,
    option(
        "--mineral",
        takes="M",
        help="Only records that name this mineral; repeat for more.",
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
        takes="FORM,...",
        help="ore, intermediate, ferroalloy, refined, semi, magnet, downstream, scrap, "
        "mixed; mining or refining for all of a stage. Default: all with data.",
        completes=completers.form_names,
    ),
]

# Countries: suppliers, buyers, countries that control exports

Countries = Annotated[
    list[str] | None,
    option(
        "--country",
        takes="C",
        help="Only this country; repeat for more.",
        completes=completers.country_codes,
    ),
]
Suppliers = Annotated[
    list[str] | None,
    option(
        "--supplier",
        takes="C",
        help="Only this supplier; repeat for more.",
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
        completes=completers.country_codes,
    ),
]
Buyer = Annotated[
    str, argument("BUYER", "Country or bloc, as japan, USA, eu27.", completers.buyer_names)
]
Buyers = Annotated[
    list[str],
    argument(
        "BUYER...", "Countries or blocs, as JPN USA eu27; side by side.", completers.buyer_names
    ),
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

TargetOf = Annotated[
    str | None,
    option(
        "--target",
        takes="C",
        help="Only what applies to this country or bloc, or to all.",
        completes=completers.buyer_names,
    ),
]
AnyCountry = Annotated[
    list[str] | None,
    option(
        "--country",
        takes="C",
        help="Only records of this country or bloc, by name or through a bloc; repeat for more.",
        completes=completers.buyer_names,
    ),
]

# Rows, sums and measures

RecordKinds = Annotated[
    list[str] | None,
    option(
        "--kind",
        takes="KIND",
        help="agreements: framework, mou, accord, declaration, treaty, fund, talks; events: "
        "tariff, export-control, listing, investigation, threat, proposal, power, agreement, "
        "easing, suspension, statement, court-ruling; repeat for more.",
        completes=completers.record_kinds,
    ),
]
GroupBy = Annotated[
    str, option("--by", takes="country|bloc:NAME,...", help="Group by country or bloc.")
]
ControlledBy = Annotated[
    str | None,
    option(
        "--by",
        takes="C",
        help="Only controls of this country or bloc.",
        completes=completers.buyer_names,
    ),
]
SumBy = Annotated[
    str | None,
    option(
        "--by",
        takes="WHAT",
        help="Show sums. meti: by purpose, year; awards: by mineral, administration, programme, "
        "year, stage, country, all.",
    ),
]
TrendMeasure = Annotated[str, option("--measure", takes="share|hhi|quantity", help="What to show.")]
ImportMeasure = Annotated[
    str | None,
    option(
        "--measure",
        takes="value|weight|contained",
        help="Measure of the shares. Default: value, or shares as the USGS prints them.",
        completes=completers.choices("value", "weight", "contained"),
    ),
]
Newest = Annotated[int | None, option("--newest", takes="N", min=1, help="Only the N newest.")]
Top = Annotated[int | None, option("--top", takes="N", help="Only the N largest.")]
MoreIndices = Annotated[
    bool, option("--extended", help="Add normalised HHI, Shannon, Theil, Gini, Rosenbluth.")
]
IndexOfImports = Annotated[bool, option("--extended", help="Add the HHI of the imports.")]
AboveThreshold = Annotated[
    bool, option("--summary", help="Count and name the minerals above a threshold instead.")
]
ByClass = Annotated[
    bool, option("--summary", help="coverage: shares of market value by class of minerals.")
]
PricedForms = Annotated[bool, option("--forms", help="One row for each form that has a price.")]
PrintedForms = Annotated[
    bool, option("--forms", help="One row for each form that has a printed reliance.")
]
ValuedBy = Annotated[
    str | None,
    option(
        "--valued-by",
        takes="demand|output",
        help="Value a mineral by the IEA's demand or by world output, times a price. "
        "Default: demand in market, output in coverage.",
        completes=completers.choices("demand", "output"),
    ),
]
AllowGap = Annotated[
    bool, option("--allow-gap", help="Answer even if more than a fifth is of unexplained origin.")
]
_ORIGIN = "Follow what is refined to the mine (mining), or to the refinery alone (refining)."
_AT = completers.choices("mining", "refining")
OriginStage = Annotated[
    str | None, option("--origin-stage", takes="STAGE", completes=_AT, help=_ORIGIN)
]

# Years and days

Year = Annotated[
    str | None,
    option("--year", takes="YEARS", help="2023, 2021,2024 or 2018:2024. Default: newest."),
]
ObservedYear = Annotated[
    str | None,
    option("--year", takes="YEARS", help="2023, 2022,2024 or 2022:2024. Default: all observed."),
]
PolicyYear = Annotated[
    str | None,
    option(
        "--year",
        takes="YEARS",
        help="dpa, acts, awards: years; meti: fiscal years; coverage: year of the market values.",
    ),
]
BlocDay = Annotated[
    str | None, option("--as-of", takes="DATE", help="Day of bloc membership. Default: year's end.")
]
ControlDay = Annotated[
    str | None,
    option(
        "--as-of",
        takes="DATE",
        help="Day for which export controls are read, 2020-01-01 or later. Default: today.",
    ),
]
KnownOn = Annotated[
    str | None,
    option("--known-on", takes="DATE", help="Leave out what was announced after this day."),
]
PolicyDay = Annotated[
    str | None,
    option(
        "--as-of", takes="DATE", help="dpa, acts, awards, coverage: state at the end of that day."
    ),
]
RecordDay = Annotated[
    str | None,
    option("--as-of", takes="DATE", help="State at the end of that day. Default: today."),
]
DatedFrom = Annotated[
    str | None, option("--from", takes="DATE", help="Not before this day, month or year.")
]
DatedTo = Annotated[
    str | None, option("--to", takes="DATE", help="Not after this day, month or year.")
]
FirstPeriod = Annotated[
    str | None, option("--from", takes="YEAR|MONTH", help="First period, 2022 or 2022-06.")
]
LastPeriod = Annotated[
    str | None, option("--to", takes="YEAR|MONTH", help="Last period, 2024 or 2024-12.")
]
NotBefore = Annotated[
    str | None,
    option(
        "--from",
        takes="DATE",
        help="dpa, acts, awards: not before; coverage: first of two days (2022-06).",
    ),
]
NotAfter = Annotated[
    str | None,
    option(
        "--to",
        takes="DATE",
        help="dpa, acts, awards: not after; coverage: second of two days (2025-03).",
    ),
]

# Sources and tables

AnySource = Annotated[
    str | None,
    argument("[ID]", "A source or edition, as usgs or usgs@2025.", completers.source_ids),
]
OneSource = Annotated[
    str, argument("ID", "A source or edition, as usgs or usgs@2025.", completers.source_ids)
]
SourceId = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="Use this source or edition, as usgs@2025. Default: by the documented preference.",
        completes=completers.source_ids,
    ),
]
TradeSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID",
        help="baci-hs92, baci-hs17, comext or usgs.",
        completes=completers.trade_source_ids,
    ),
]
PriceSource = Annotated[
    str | None,
    option(
        "--source",
        takes="ID[@EDITION]",
        help="imf, worldbank (monthly) or usgs (annual). Default: the first that has prices.",
        completes=completers.choices("imf", "worldbank", "usgs"),
    ),
]
Total = Annotated[
    str | None,
    option(
        "--total",
        takes="published|listed",
        help="Denominator of shares. Default: set for each source.",
        completes=completers.choices("published", "listed"),
    ),
]
Basis = Annotated[
    str | None,
    option(
        "--basis", takes="BASIS", help="Basis of the figures, if a source prints several, as reo."
    ),
]
File = Annotated[str, argument("FILE|-", "CSV, TSV, XLSX or Parquet.")]
Data = Annotated[
    str | None,
    option("--data", takes="FILE|-", help="Use your own table instead of the bundled ones."),
]
ColumnMap = Annotated[
    list[str] | None,
    option("--map", takes="THEIRS=OURS", help="Rename a column of your table; repeat for more."),
]

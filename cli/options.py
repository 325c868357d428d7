"""Every option once: what it is called, what it means, how it completes."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

FORMATS = (
    "table",
    "csv",
    "tsv",
    "json",
    "jsonl",
    "markdown",
    "latex",
    "html",
    "xlsx",
    "parquet",
    "png",
    "svg",
    "pdf",
)


Completer = Callable[[str], list[str]]


def matching(incomplete: str, words: Iterable[str]) -> list[str]:
    """Words that begin with what is typed, whatever its case, in the case typed.

    Names do not depend on case, and a shell takes only what repeats its beginning.
    """
    start = incomplete.casefold()
    return [incomplete + w[len(start) :] for w in words if w.casefold().startswith(start)]


def mineral_names(incomplete: str) -> list[str]:
    """Slugs of minerals that begin with what is typed."""
    from critmin.core.names import minerals

    return matching(incomplete, minerals())


def country_codes(incomplete: str) -> list[str]:
    """Codes; from the fourth letter on also names of one word."""
    from critmin.core.names import countries

    codes = matching(incomplete, countries())
    names = [c.name for c in countries().values() if " " not in c.name]
    return codes or matching(incomplete, names)


def source_ids(incomplete: str) -> list[str]:
    """Sources and their editions that begin with what is typed."""
    from critmin.core import sources

    origins = dict.fromkeys(id_.partition("@")[0] for id_ in sources.editions())
    return matching(incomplete, [*origins, *sources.editions()])


def stage_names(incomplete: str) -> list[str]:
    """Stages of supply that begin with what is typed."""
    from critmin.core.names import STAGES

    return matching(incomplete, STAGES)


def buyer_names(incomplete: str) -> list[str]:
    """Countries and blocs that begin with what is typed."""
    from critmin.core.names import bloc_names

    return [*country_codes(incomplete), *matching(incomplete, bloc_names())]


def subjects(incomplete: str) -> list[str]:
    """What a report can be about: minerals, countries, blocs."""
    return [*mineral_names(incomplete), *buyer_names(incomplete)]


def form_names(incomplete: str) -> list[str]:
    """Traded forms that begin with what is typed."""
    from critmin.core.names import TRADE_FORMS

    return matching(incomplete, TRADE_FORMS)


def trade_source_ids(incomplete: str) -> list[str]:
    """Trade sources that begin with what is typed."""
    from critmin.trade.sources import TRADE_SOURCES

    return matching(incomplete, TRADE_SOURCES)


def technology_names(incomplete: str) -> list[str]:
    """Technologies that begin with what is typed."""
    from critmin.uses.technology_register import technologies

    return matching(incomplete, technologies())


def list_names(incomplete: str) -> list[str]:
    """Official lists that begin with what is typed."""
    from critmin.uses.lists_register import list_ids

    return matching(incomplete, list_ids())


def choices(*words: str) -> Completer:
    """A completer of fixed words."""
    return lambda incomplete: matching(incomplete, words)


Minerals = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MINERAL...",
        help="Slug, symbol or common name.",
        autocompletion=mineral_names,
        show_default=False,
    ),
]
Mineral = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="Slug, symbol or common name.",
        autocompletion=mineral_names,
        show_default=False,
    ),
]
OneMineral = Annotated[
    str,
    typer.Argument(
        metavar="MINERAL", help="Slug, symbol or common name.", autocompletion=mineral_names
    ),
]
TechnologyName = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="A car or a way to make power, as ev, offshore-wind.",
        autocompletion=technology_names,
        show_default=False,
    ),
]
OneSupplier = Annotated[
    str | None,
    typer.Option(
        "--supplier",
        metavar="C",
        autocompletion=country_codes,
        show_default=False,
        help="This country's share of each mineral, mined and refined.",
    ),
]
Reference = Annotated[
    str | None,
    typer.Option(
        "--reference",
        metavar="NAME",
        autocompletion=technology_names,
        show_default=False,
        help="What to compare with. Default: each conventional one of its kind.",
    ),
]
ListIds = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="ID",
        autocompletion=list_names,
        show_default=False,
        help="Only this list, or all of an issuer, as US-2025, EU; repeat for more.",
    ),
]
Matrix = Annotated[bool, typer.Option("--matrix", help="A row per mineral, a column per list.")]
Changes = Annotated[
    bool, typer.Option("--changes", help="What each list added to the one it follows, or removed.")
]
Buyer = Annotated[
    str,
    typer.Argument(
        metavar="BUYER", help="Country or bloc, as japan, USA, eu27.", autocompletion=buyer_names
    ),
]
Buyers = Annotated[
    list[str],
    typer.Argument(
        metavar="BUYER...",
        help="Countries or blocs, as JPN USA eu27; side by side.",
        autocompletion=buyer_names,
        show_default=False,
    ),
]
Supplier = Annotated[
    str,
    typer.Option(
        "--supplier",
        metavar="C",
        autocompletion=country_codes,
        help="The country whose exports stop.",
        show_default=False,
    ),
]
MineralOption = Annotated[
    list[str] | None,
    typer.Option(
        "--mineral",
        metavar="M",
        autocompletion=mineral_names,
        help="Only this mineral; repeat for more. Default: all that trade alone.",
        show_default=False,
    ),
]
ControlDay = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Day whose export controls count, from 2020-01-01 on. Default: today.",
    ),
]
Top = Annotated[int | None, typer.Option("--top", metavar="N", help="Only the N largest.")]
File = Annotated[str, typer.Argument(metavar="FILE|-", help="CSV, TSV, XLSX or Parquet.")]
ValuedBy = Annotated[
    str | None,
    typer.Option(
        "--valued-by",
        metavar="demand|output",
        show_default=False,
        autocompletion=choices("demand", "output"),
        help="What a mineral is worth: the IEA's demand, or what the world puts out, at "
        "a price. Default: demand in market, output in coverage.",
    ),
]
BlocDay = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Day of bloc membership. Default: year's end."),
]
Suppliers = Annotated[
    list[str] | None,
    typer.Option(
        "--supplier",
        metavar="C",
        autocompletion=country_codes,
        help="Only this supplier; repeat for more.",
        show_default=False,
    ),
]
Form = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="FORM,...",
        autocompletion=form_names,
        help="ore, intermediate, ferroalloy, refined, semi, magnet, downstream, scrap, "
        "mixed; mining or refining for all of a stage. Default: all held.",
    ),
]
Origin = Annotated[
    str,
    typer.Option(
        "--origin", metavar="C", autocompletion=country_codes, help="Country that produced it."
    ),
]
AllowGap = Annotated[
    bool,
    typer.Option(
        "--allow-gap",
        help="Trace although more than a fifth of all exports is "
        "explained by neither output nor imports.",
    ),
]
TradeSource = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="ID",
        help="baci-hs92, baci-hs17, comext or usgs.",
        autocompletion=trade_source_ids,
    ),
]
SupplyStages = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="STAGE,...",
        autocompletion=stage_names,
        help="Of the supplier's share. Default: mining,refining.",
    ),
]
Stage = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="STAGE,...",
        autocompletion=stage_names,
        help="mining (default), refining, reserves, capacity; several with commas.",
    ),
]
Year = Annotated[
    str | None,
    typer.Option("--year", metavar="YEARS", help="2023, 2021,2024 or 2018:2024. Default: newest."),
]
SourceId = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="ID[@EDITION]",
        autocompletion=source_ids,
        help="Pin the source, as usgs@2025. Default: the documented preference.",
    ),
]
Total = Annotated[
    str | None,
    typer.Option(
        "--total",
        metavar="published|listed",
        autocompletion=choices("published", "listed"),
        help="Denominator of shares. Default: the source's own rule.",
    ),
]
Basis = Annotated[
    str | None,
    typer.Option("--basis", metavar="BASIS", help="What was weighed, where a source has several."),
]
Countries = Annotated[
    list[str] | None,
    typer.Option(
        "--country",
        metavar="C",
        autocompletion=country_codes,
        help="Only this country; repeat for more.",
        show_default=False,
    ),
]
Data = Annotated[
    str | None,
    typer.Option("--data", metavar="FILE|-", help="Your own table instead of the bundled ones."),
]
ColumnMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="THEIRS=OURS",
        show_default=False,
        help="Rename a column of your table; repeat for more.",
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "-f",
        "--format",
        metavar="FORMAT",
        autocompletion=choices(*FORMATS),
        help=", ".join(FORMATS) + ". Default: table on a terminal, else csv.",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="PATH",
        help="Write there; the suffix decides the format; - is stdout.",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notes, no warnings.")]
Columns = Annotated[
    str | None, typer.Option("--columns", metavar="A,B,C", help="Pick and order columns.")
]
NoHeaders = Annotated[bool, typer.Option("--no-headers", help="Leave out the header line.")]
Digits = Annotated[
    int | None, typer.Option("--digits", metavar="N", min=0, max=12, help="Decimals on screen.")
]
Plot = Annotated[
    bool, typer.Option("--plot", help="A chart in text on stdout instead of the data.")
]
Size = Annotated[
    str,
    typer.Option(
        "--size",
        metavar="slide|column",
        autocompletion=choices("slide", "column"),
        help="Size of a picture (-o x.png, x.svg, x.pdf).",
    ),
]
Bom = Annotated[bool, typer.Option("--bom", help="Byte-order mark in CSV, for old Excel.")]

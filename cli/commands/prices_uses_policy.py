"""Prices, uses, policy: price, market, technology, demand, lists, agreements, policy."""

from typing import Annotated

from critmin.answers.table import Table

from .. import completers
from .. import options as o

Index = Annotated[
    str | None,
    o.option("--index", takes="YEAR|MONTH", help="Base of the index, whose mean is 100."),
]
Annual = Annotated[bool, o.option("--annual", help="Calendar-year means of monthly prices.")]
TechnologyNames = Annotated[
    list[str] | None,
    o.argument(
        "[NAME] [SUPPLIER]",
        "A car or a way to make power, as ev, offshore-wind; and a supplier.",
        completes=completers.technology_names,
    ),
]
Reference = Annotated[
    str | None,
    o.option(
        "--reference",
        takes="NAME",
        completes=completers.technology_names,
        help="Technology to compare with. Default: each conventional one of its kind.",
    ),
]
Products = Annotated[
    list[str] | None,
    o.argument(
        "[PRODUCT]... [COUNTRY]...",
        "A clean product, as electric-cars, solar-pv, wind, batteries. Default: an overview.",
        completes=completers.product_names,
    ),
]
OfDemand = Annotated[
    bool, o.option("--hhi", help="Concentration by year, with bounds, instead of countries.")
]
Matrix = Annotated[bool, o.option("--matrix", help="A row per mineral, a column per list.")]
Changes = Annotated[
    bool, o.option("--changes", help="What each list added or removed since its last edition.")
]
Parties = Annotated[
    list[str] | None,
    o.option(
        "--party",
        takes="C",
        completes=completers.buyer_names,
        help="Only agreements of this country or bloc; repeat for agreements of all of them.",
    ),
]
NamesSubject = Annotated[
    str | None,
    o.option(
        "--names",
        takes="SUBJECT",
        completes=completers.choices("decarbonisation", "defence"),
        help="decarbonisation or defence: only texts known to name it.",
    ),
]
VIEWS = ("dpa", "acts", "awards", "meti", "coverage")
View = Annotated[
    str | None,
    o.argument(
        "[dpa|acts|awards|meti|coverage]",
        "Acts of one or any law, money, Japan's budget lines, coverage. Default: an overview.",
        completers.choices(*VIEWS),
    ),
]
Purpose = Annotated[
    str | None,
    o.option(
        "--purpose",
        takes="P",
        completes=completers.choices(
            "reshoring", "friendshoring", "other-supply-chain", "ev-purchase"
        ),
        help="meti: reshoring, friendshoring, other-supply-chain, ev-purchase.",
    ),
]
Instrument = Annotated[
    str | None,
    o.option(
        "--instrument",
        takes="KIND",
        completes=completers.choices(
            "grant",
            "loan",
            "equity",
            "purchase",
            "price-floor",
            "conditional-loan",
            "letter-of-interest",
            "equity-or-grant",
            "matching",
        ),
        help="awards: grant, loan, equity, purchase, price-floor, conditional-loan, "
        "letter-of-interest, equity-or-grant, matching.",
    ),
]
Programme = Annotated[
    str | None, o.option("--programme", takes="P", help="awards: as dpa-title-iii, doe-grant, dfc.")
]
Money = Annotated[bool, o.option("--money", help="coverage: money by class of minerals.")]
Definitions = Annotated[
    str | None,
    o.option(
        "--definitions",
        takes="FILE|-",
        help="coverage: your own definitions, in the format of "
        "datasets/policy/coverage_definitions.csv.",
    ),
]


def price(
    minerals: o.Minerals = None,
    mineral: o.Mineral = None,
    year: o.RecordYear = None,
    first: o.FirstPeriod = None,
    last: o.LastPeriod = None,
    index: Index = None,
    since_control: o.IndexSinceControl = None,
    source: o.PriceSource = None,
    annual: Annual = False,
    forms: o.PricedForms = False,
) -> Table:
    """Prices by month or year, or since an export control.

    critmin price lithium nickel --from 2020 --index 2022

    critmin price gallium germanium --since-control china
    """
    from critmin.markets.price import price as ask

    return ask(
        *(minerals or ()),
        mineral=mineral,
        year=year,
        start=first,
        end=last,
        index=index,
        since_control=since_control,
        source=source,
        annual=annual,
        forms=forms,
    )


def market(
    minerals: o.Minerals = None,
    mineral: o.Mineral = None,
    year: o.ObservedYear = None,
    valued_by: o.ValuedBy = None,
) -> Table:
    """How large the market is: as published, and reconstructed.

    critmin market --year 2023

    critmin market tungsten antimony gallium --valued-by output
    """
    from critmin.markets.market import market as ask

    return ask(*(minerals or ()), mineral=mineral, year=year, valued_by=valued_by or "demand")


def technology(
    names: TechnologyNames = None,
    supplier: o.ShareOfSupplier = None,
    reference: Reference = None,
    stage: o.SupplierStage = None,
) -> Table:
    """Minerals in a car or a megawatt, and who supplies them.

    critmin technology electric-car

    critmin technology offshore-wind --supplier CHN
    """
    from critmin.uses.technology import technology as ask

    return ask(*(names or ()), supplier=supplier, reference=reference, stage=stage)


def demand(
    products: Products = None,
    stage: o.ProductStage = None,
    year: o.Year = None,
    country: o.Countries = None,
    top: o.Top = None,
    hhi: OfDemand = False,
) -> Table:
    """Who buys and who makes electric cars, solar, wind, batteries.

    critmin demand electric-cars --year 2020:2025 --country CHN --country EU27

    critmin demand solar-pv --stage manufacturing,cost
    """
    from critmin.clean_products.demand import demand as ask

    return ask(*(products or ()), stage=stage, year=year, country=country, top=top, hhi=hhi)


def lists(
    names: o.ListNames = None,
    mineral: o.Mineral = None,
    country: o.ListIssuers = None,
    list_ids: o.ListIds = None,
    matrix: Matrix = False,
    changes: Changes = False,
) -> Table:
    """Which official lists of critical minerals include a mineral.

    critmin lists lithium cobalt

    critmin lists --changes --list US
    """
    from critmin.uses.lists import lists as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        country=country,
        list_id=list_ids,
        matrix=matrix,
        changes=changes,
    )


def agreements(
    names: o.RecordNames = None,
    mineral: o.NamedMinerals = None,
    party: Parties = None,
    country: o.AnyCountry = None,
    kind: o.RecordKinds = None,
    year: o.RecordYear = None,
    since: o.DatedFrom = None,
    until: o.DatedTo = None,
    as_of: o.RecordDay = None,
    subject: NamesSubject = None,
    newest: o.Newest = None,
) -> Table:
    """Who agreed with whom on minerals, and what became of it.

    critmin agreements --party USA --party ukraine

    critmin agreements lithium --party eu27 --from 2023
    """
    from critmin.diplomacy.agreements import agreements as ask

    return ask(
        *(names or ()),
        mineral=mineral,
        year=year,
        party=party,
        country=country,
        kind=kind,
        since=since,
        until=until,
        as_of=as_of,
        subject=subject,
        newest=newest,
    )


def policy(
    view: View = None,
    minerals: o.Minerals = None,
    mineral: o.NamedMinerals = None,
    since: o.NotBefore = None,
    until: o.NotAfter = None,
    as_of: o.PolicyDay = None,
    year: o.PolicyYear = None,
    purpose: Purpose = None,
    instrument: Instrument = None,
    programme: Programme = None,
    by: o.SumBy = None,
    summary: o.ByClass = False,
    money: Money = False,
    definitions: Definitions = None,
    valued_by: o.ValuedBy = None,
) -> Table:
    """Government acts and money for minerals, and what they cover.

    critmin policy awards --by mineral --mineral lithium --mineral antimony

    critmin policy coverage --summary --from 2022-06 --to 2025-03
    """
    from critmin.policies.policy import ask

    return ask(
        view,
        {
            "minerals": [*(minerals or ()), *(mineral or ())],
            "since": since,
            "until": until,
            "as_of": as_of,
            "year": year,
            "purpose": purpose,
            "instrument": instrument,
            "programme": programme,
            "by": by,
            "summary": summary,
            "money": money,
            "definitions": definitions,
            "valued_by": valued_by,
        },
    )

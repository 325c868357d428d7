"""Sections of a report: the question of each, how it is read, and what of its answer is shown.

A section is one line of ``MINERAL`` or ``BUYER``. The sentence above each table is that of the
answer; the picture is that of the command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critmin.core.named_tuple import NamedTuple
from critmin.reports.context import COMPARED, Context
from critmin.reports.query import Option, Options, Query

BOTH = "mining,refining"
TREND_YEARS = 10
TREND_MINERALS = 4
PRICE_YEARS = 5
DEMAND_YEARS = "2020:2025"
NEWEST = 12  # agreements and events

HHI_LEAD = (
    "HHI (Herfindahl-Hirschman index): 0 to 10,000; 10,000 is one supplier. The range shows how "
    "much unnamed producers could change it. Above 1,800 is high, under 1,000 low."
)
BOUGHT_LEAD = (
    "Shares are of recorded imports, by value. Re-exports are not subtracted: the supplier may not "
    "be the country that produced the mineral."
)
EXPOSED_LEAD = (
    "Import share: of recorded imports. Origin share: of the buyer's supply, by country of "
    "production, if imports mix evenly. Under licence or ban: a range, because tariff codes mix "
    "controlled and free goods."
)
UNREAD = "What a text names is not known where the text itself was not read."
LAW = "This is law, not practice. A control that is not listed may still exist."


class Section(NamedTuple):
    """Section of a report.

    ``question`` is the public function, ``key`` the anchor; ``{main}`` in a heading is the main
    supplier of a buyer or the largest producer of a mineral. ``lead`` is how the section is read,
    ``columns`` those shown (of the whole answer, which the CSV has), ``rows`` the number shown at
    first and in print. A section of sentences alone has no columns; ``either``: the table is shown
    only where there is no picture. ``order`` is that of ``--sort``, if not that of a screen.
    """

    question: str
    key: str
    heading: str
    queries: Callable[[Context], Sequence[Query]]
    columns: str = ""
    lead: str = ""
    rows: int = 8
    bar: str = ""
    picture: bool = True
    either: bool = False
    order: str = ""


def _of_mineral(question: str, **options: str) -> Callable[[Context], list[Query]]:
    return lambda page: [Query(question, (page.topic.code,), options)]


def _trend(page: Context) -> list[Query]:
    options: Options = {"stage": BOTH, "country": page.leaders()}
    return [Query("trend", (page.topic.code,), options)] if page.leaders() else []


def _buyers(page: Context) -> list[Query]:
    from critmin.trade.buyers import buyer

    return [
        Query("dependency", (code, page.topic.code), {"top": 3}, buyer(code).name)
        for code in COMPARED
    ]


def _controls(page: Context) -> list[Query]:
    return [Query("controls", (page.topic.code,), {"as_of": page.day})]


def _largest(page: Context) -> list[Query]:
    return [Query("dependency", (page.topic.code,), {"top": 1})]


def _over_years(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    last = max(int(row.amount("year")) for row in page.lines_bought)
    options: Options = {"supplier": main[0], "year": f"{last - TREND_YEARS + 1}:{last}"}
    return [Query("dependency", (page.topic.code, *page.picked[:TREND_MINERALS]), options)]


def _reaching(page: Context) -> list[Query]:
    options: Options = {"target": page.topic.code, "as_of": page.day}
    return [Query("controls", page.picked, options)]


def _concentration(page: Context) -> list[Query]:
    return [Query("hhi", page.picked, {"stage": BOTH})] if page.picked else []


def _reliance(page: Context) -> list[Query]:
    return [Query("reliance", (), {"buyer": page.topic.code})]


def _risk(page: Context) -> list[Query]:
    options: Options = {"method": "geopolrisk", "buyer": page.topic.code}
    return [Query("risk", (), options)]


def _exposed(page: Context) -> list[Query]:
    leader = page.leader()
    buyers = tuple(code for code in COMPARED if code != leader)
    if leader is None:
        return []
    options: Options = {"supplier": leader, "mineral": page.topic.code, "as_of": page.day}
    return [Query("exposure", buyers, options)]


def _exposed_to_main(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    options: Options = {"supplier": main[0], "mineral": page.picked, "as_of": page.day}
    return [Query("exposure", (page.topic.code,), options)]


def _stopped(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    options: Options = {"stop": main[0], "as_of": page.day}
    return [Query("shock", (page.topic.code, *page.picked), options)]


def _price(page: Context) -> list[Query]:
    minerals = page.picked if page.topic.kind == "buyer" else (page.topic.code,)
    first = int(page.day[:4]) - (TREND_YEARS if page.topic.kind == "mineral" else PRICE_YEARS)
    options: Options = {"annual": True, "start": first}
    return [Query("price", minerals, options)] if minerals else []


def _demand(page: Context) -> list[Query]:
    options: Options = {"country": page.topic.code, "year": DEMAND_YEARS}
    return [Query("demand", ("electric-cars", "solar-pv", "wind"), options)]


def _lists(page: Context) -> list[Query]:
    return [Query("lists", page.picked, {"matrix": True})] if page.picked else []


def _agreements(page: Context) -> list[Query]:
    """Newest agreements that name the mineral, or of the country or bloc."""
    options: dict[str, Option] = {"as_of": page.day, "newest": NEWEST}
    if page.topic.kind == "mineral":
        return [Query("agreements", (page.topic.code,), options)]
    return [Query("agreements", (), {"party": page.topic.code, **options})]


def _events(page: Context) -> list[Query]:
    """Newest events with a control on the mineral, or of or towards the country or bloc."""
    options: dict[str, Option] = {"as_of": page.day, "newest": NEWEST}
    if page.topic.kind == "mineral":
        return [Query("events", (page.topic.code,), options)]
    return [Query("events", (), {"country": page.topic.code, **options})]


CONTROLS = "jurisdiction_iso3 type target mineral announcement effective status next_event_date"
EXPOSED = (
    "mineral stage year buyer_iso3 direct_share origin_share_low origin_share_high "
    "under_licence_low under_licence_high under_ban_low under_ban_high"
)
HHI = "mineral stage year hhi hhi_low hhi_high band top_country cr1"
EVENTS = "date kinds actors targets title"
AGREED = "date kind parties title status"

MINERAL = (
    Section(
        "share",
        "supply",
        "Who supplies it",
        _of_mineral("share", stage=BOTH),
        "stage basis year country quantity unit share",
        "By country of the mine or plant, not of its owner.",
        rows=8,
        bar="share",
        order="-share",
    ),
    Section(
        "trend",
        "trend",
        "How the shares changed",
        _trend,
        lead="Each year is from the newest edition that prints it.",
    ),
    Section(
        "hhi",
        "concentration",
        "How concentrated it is",
        _of_mineral("hhi", stage=BOTH),
        HHI,
        HHI_LEAD,
        picture=False,
    ),
    Section(
        "reserves",
        "reserves",
        "Output and reserves",
        _of_mineral("reserves"),
        "basis year country production reserves reserves_share unit reserve_years",
        "Reserves are what can be mined economically today; n/a is unknown, not zero.",
        bar="reserves_share",
        either=True,
    ),
    Section(
        "dependency",
        "buyers",
        "Where large buyers import from",
        _buyers,
        "buyer_iso3 stage year supplier imports_usd share",
        BOUGHT_LEAD,
        rows=11,
        bar="share",
    ),
    Section(
        "exposure",
        "exposure",
        "How much {main} can stop",
        _exposed,
        EXPOSED,
        EXPOSED_LEAD,
        picture=False,
    ),
    Section("controls", "controls", "Export controls", _controls, CONTROLS, either=True),
    Section(
        "events", "events", "What led to these controls", _events, EVENTS, rows=4, picture=False
    ),
    Section(
        "agreements",
        "agreements",
        "Agreements that name it",
        _agreements,
        AGREED,
        UNREAD,
        rows=4,
        picture=False,
    ),
    Section(
        "reliance",
        "reliance",
        "How far the United States relies on imports",
        _of_mineral("reliance"),
        picture=False,
    ),
    Section(
        "risk",
        "risk",
        "Supply risk by the European Union's method",
        _of_mineral("risk"),
        picture=False,
    ),
    Section("price", "price", "Prices", _price),
    Section("market", "market", "Market value", _of_mineral("market"), picture=False),
    Section(
        "lists", "lists", "Official lists that include it", _of_mineral("lists"), picture=False
    ),
    Section("minerals", "figures", "Figures available", _of_mineral("minerals"), picture=False),
)
BUYER = (
    Section(
        "dependency",
        "largest",
        "The largest supplier of each mineral",
        _largest,
        "mineral stage year supplier imports_usd share",
        BOUGHT_LEAD,
        rows=12,
        bar="share",
        picture=False,
        order="-imports_usd",
    ),
    Section(
        "exposure",
        "exposure",
        "How much {main} can stop",
        _exposed_to_main,
        EXPOSED,
        "At most eight minerals: the largest risks, then those bought mostly from it. "
        f"{EXPOSED_LEAD}",
        rows=12,
    ),
    Section(
        "dependency",
        "trend",
        "How the share of {main} changed",
        _over_years,
        lead="Of the first four minerals above.",
    ),
    Section(
        "controls",
        "controls",
        "Export controls that reach it",
        _reaching,
        CONTROLS,
        LAW,
        rows=10,
        picture=False,
        order="-effective",
    ),
    Section("events", "events", "Tariffs, controls and answers", _events, EVENTS, picture=False),
    Section(
        "agreements",
        "agreements",
        "Agreements on minerals",
        _agreements,
        AGREED,
        UNREAD,
        5,
        picture=False,
    ),
    Section(
        "shock",
        "shock",
        "Loss of imports if {main} stops",
        _stopped,
        "mineral stage year loss_t loss_usd others_loss_share",
        "If all shipments stop and nobody reacts. Losses of several minerals do not add up. A loss "
        "in USD is customs value, not damage.",
        rows=10,
        picture=False,
    ),
    Section(
        "hhi",
        "concentration",
        "How concentrated world supply of these minerals is",
        _concentration,
        HHI,
        HHI_LEAD,
        either=True,
    ),
    Section("price", "price", "Prices of these minerals", _price, picture=False),
    Section("demand", "demand", "Its demand for clean products", _demand, picture=False),
    Section("lists", "lists", "Official lists that include these minerals", _lists, picture=False),
    Section(
        "reliance",
        "reliance",
        "How far it relies on imports",
        _reliance,
        "mineral form year nir computed_nir",
        "Net import reliance: imports less exports, as a share of use.",
        rows=10,
        picture=False,
        order="-state,-nir,-computed_nir",
    ),
    Section(
        "risk",
        "risk",
        "Supply risk by GeoPolRisk",
        _risk,
        "mineral stage year score score_low score_high",
        "Concentration of world supply times the political instability of the sources of imports; "
        "0 to 1, more is riskier.",
        picture=False,
    ),
)

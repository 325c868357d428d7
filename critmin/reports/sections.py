"""Sections of a report, with their questions, explanations and charts.

A section is one line of ``MINERAL`` or ``BUYER``: the public question, key, heading, a sentence on
how to read it, its queries (made from the report's context) and its charts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from critmin.answers.table import Table
from critmin.core.named_tuple import NamedTuple
from critmin.reports import charts
from critmin.reports.context import COMPARED, Context
from critmin.reports.drawing import Chart
from critmin.reports.leads import (
    AGREED_LEAD,
    BOUGHT_LEAD,
    CONTROLS_LEAD,
    DEMAND_LEAD,
    EXPOSED_LEAD,
    HAPPENED_LEAD,
    INDEX_LEAD,
    NEWEST,
    PRICE_LEAD,
    SHARES_LEAD,
    STOPPED_LEAD,
)
from critmin.reports.query import Option, Options, Query

SOON = 90  # days ahead in which changes of controls are shown
BOTH = "mining,refining"
TREND_YEARS = 10
TREND_MINERALS = 4
PRICE_YEARS = 5
DEMAND_YEARS = "2020:2025"

SHARE = "mineral stage basis year rank country iso3 kind quantity unit share flag source"
INDEX = "mineral stage year hhi hhi_low hhi_high band top_country cr1 countries unknown flag source"
TREND = "mineral stage basis year country value unit flag source"
RESERVES = (
    "mineral basis year country production production_share reserves reserves_share unit "
    "reserve_years untapped flag source"
)
BOUGHT = "mineral stage year supplier imports_usd imports_t share hs6 flag source"
LARGEST = "mineral stage year supplier supplier_iso3 imports_usd imports_t share flag source"
CONTROLS = (
    "measure_id jurisdiction_iso3 type target mineral forms effective suspended_until "
    "status next_event next_event_date verified_through flag source"
)
RELIANCE = "mineral year nir state computed_nir apparent_consumption unit flag source"
RISK = "mineral stage year score hhi_part import_part reliance recycling substitution flag source"
SCORE = "mineral stage year score score_low score_high hhi_part import_part flag source"

EXPOSED = (
    "mineral stage year buyer_iso3 direct_share origin_share_low origin_share_high "
    "under_licence_low under_licence_high under_ban_low under_ban_high control_status next_event "
    "forms_held forms_all flag source"
)
COUNTED = "measure threshold minerals_above minerals_counted minerals_without minerals flag source"
STOPPED = (
    "mineral stage year direct_share total_share_low total_share_high loss_t loss_usd "
    "under_licence_low under_licence_high output_outside_share others_loss_share flag source"
)
PRICE = "mineral period price unit flag source"
MARKET = "mineral year value_usd demand_t price_usd_t kind flag source"
DEMANDED = "product stage year rank country share share_low share_high flag source"
LISTED = "mineral list_id jurisdiction list_date category listed_as flag source"
LISTS = "mineral lists flag source"
AGREED = "date kind parties title minerals minerals_reported status flag source"
HAPPENED = "date kinds actors targets title control_ids control_status answers flag source"


class Section(NamedTuple):
    """Section: its public question, anchor, heading, lead, queries and charts."""

    question: str
    key: str
    heading: str
    lead: str
    queries: Callable[[Context], Sequence[Query]]
    charts: Callable[[Table], Sequence[Chart | None]] | None = None


def _of_mineral(question: str, columns: str, **options: str) -> Callable[[Context], list[Query]]:
    return lambda page: [Query(question, (page.topic.code,), options, columns)]


def _trend(page: Context) -> list[Query]:
    options: Options = {"stage": BOTH, "country": page.leaders()}
    return [Query("trend", (page.topic.code,), options, TREND)] if page.leaders() else []


def _buyers(page: Context) -> list[Query]:
    from critmin.trade.buyers import buyer

    return [
        Query("dependency", (code, page.topic.code), {"top": 3}, BOUGHT, buyer(code).name)
        for code in COMPARED
    ]


def _controls(page: Context) -> list[Query]:
    return [Query("controls", (page.topic.code,), {"as_of": page.day}, CONTROLS)]


def _largest(page: Context) -> list[Query]:
    return [Query("dependency", (page.topic.code,), {"top": 1}, LARGEST)]


def _picked(page: Context) -> list[Query]:
    words = (page.topic.code, *page.picked)
    return [Query("dependency", words, {"top": 3}, BOUGHT)] if page.picked else []


def _over_years(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    last = max(int(row.amount("year")) for row in page.lines_bought)
    options: Options = {"supplier": main[0], "year": f"{last - TREND_YEARS + 1}:{last}"}
    return [Query("dependency", (page.topic.code, *page.picked[:TREND_MINERALS]), options, BOUGHT)]


def _reaching(page: Context) -> list[Query]:
    options: Options = {"target": page.topic.code, "as_of": page.day}
    return [Query("controls", page.picked, options, CONTROLS)]


def _changing(page: Context) -> list[Query]:
    options: Options = {"target": page.topic.code, "as_of": page.day, "expiring": SOON}
    return [Query("controls", (), options, CONTROLS)]


def _concentration(page: Context) -> list[Query]:
    return [Query("hhi", page.picked, {"stage": BOTH}, INDEX)] if page.picked else []


def _reliance(page: Context) -> list[Query]:
    return [Query("reliance", (), {"buyer": page.topic.code}, RELIANCE)]


def _risk(page: Context) -> list[Query]:
    options: Options = {"method": "geopolrisk", "buyer": page.topic.code}
    return [Query("risk", (), options, SCORE)]


def _exposed(page: Context) -> list[Query]:
    leader = page.leader()
    buyers = tuple(code for code in COMPARED if code != leader)
    if leader is None:
        return []
    options: Options = {"supplier": leader, "mineral": page.topic.code, "as_of": page.day}
    return [Query("exposure", buyers, options, EXPOSED)]


def _counted(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    options: Options = {"supplier": main[0], "as_of": page.day, "summary": True}
    return [Query("exposure", (page.topic.code,), options, COUNTED)]


def _exposed_to_main(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    options: Options = {"supplier": main[0], "mineral": page.picked, "as_of": page.day}
    return [Query("exposure", (page.topic.code,), options, EXPOSED)]


def _stopped(page: Context) -> list[Query]:
    main = page.main_supplier
    if main is None:
        return []
    options: Options = {"stop": main[0], "as_of": page.day}
    return [Query("shock", (page.topic.code, *page.picked), options, STOPPED)]


def _price(page: Context) -> list[Query]:
    minerals = page.picked if page.topic.kind == "buyer" else (page.topic.code,)
    first = int(page.day[:4]) - (TREND_YEARS if page.topic.kind == "mineral" else PRICE_YEARS)
    options: Options = {"annual": True, "start": first}
    return [Query("price", minerals, options, PRICE)] if minerals else []


def _demand(page: Context) -> list[Query]:
    options: Options = {"country": page.topic.code, "year": DEMAND_YEARS}
    return [Query("demand", ("electric-cars", "solar-pv", "wind"), options, DEMANDED)]


def _lists(page: Context) -> list[Query]:
    return [Query("lists", page.picked, {"matrix": True}, LISTS)] if page.picked else []


def _agreements(page: Context) -> list[Query]:
    """Newest agreements that name the mineral, or of the country or bloc."""
    options: dict[str, Option] = {"as_of": page.day, "newest": NEWEST}
    if page.topic.kind == "mineral":
        return [Query("agreements", (page.topic.code,), options, AGREED)]
    return [Query("agreements", (), {"party": page.topic.code, **options}, AGREED)]


def _events(page: Context) -> list[Query]:
    """Newest events with a control on the mineral, or of or towards the country or bloc."""
    options: dict[str, Option] = {"as_of": page.day, "newest": NEWEST}
    if page.topic.kind == "mineral":
        return [Query("events", (page.topic.code,), options, HAPPENED)]
    return [Query("events", (), {"country": page.topic.code, **options}, HAPPENED)]


MINERAL = (
    Section(
        "share",
        "supply",
        "Who supplies it, at the mine and at the refinery",
        SHARES_LEAD,
        _of_mineral("share", SHARE, stage=BOTH),
        charts.supply,
    ),
    Section(
        "hhi",
        "concentration",
        "How concentrated it is",
        INDEX_LEAD,
        _of_mineral("hhi", INDEX, stage=BOTH),
        charts.concentration,
    ),
    Section(
        "trend",
        "trend",
        "How the shares changed",
        "The largest producers of each stage. Each year is from the newest edition that "
        "prints it; the flag says where the edition changes.",
        _trend,
        charts.trend,
    ),
    Section(
        "reserves",
        "reserves",
        "Output and reserves",
        "Reserves are what can be mined economically today; a blank is unknown, not zero.",
        _of_mineral("reserves", RESERVES),
    ),
    Section(
        "dependency",
        "buyers",
        "Where large buyers import from",
        BOUGHT_LEAD,
        _buyers,
        charts.suppliers,
    ),
    Section(
        "exposure",
        "exposure",
        "How much the largest producer can stop",
        EXPOSED_LEAD,
        _exposed,
        charts.exposed,
    ),
    Section("controls", "controls", "Which export controls there are", CONTROLS_LEAD, _controls),
    Section("events", "events", "What led to these controls", HAPPENED_LEAD, _events),
    Section("agreements", "agreements", "Which agreements name it", AGREED_LEAD, _agreements),
    Section(
        "reliance",
        "reliance",
        "How far the United States relies on imports",
        "Net import reliance as printed by the USGS, and as recomputed from its statistics.",
        _of_mineral("reliance", RELIANCE),
    ),
    Section(
        "risk",
        "risk",
        "How risky the supply is, by the EU's method",
        "Supply risk of the European Commission's 2023 study, recomputed from country "
        "shares; 1 and above counts as a risk to supply.",
        _of_mineral("risk", RISK),
    ),
    Section("price", "price", "Prices", PRICE_LEAD, _price, charts.price),
    Section(
        "market",
        "market",
        "Market value",
        "A total is as its source states it; a reconstruction is demand times price, published "
        "by neither source.",
        _of_mineral("market", MARKET),
    ),
    Section(
        "lists",
        "lists",
        "Official lists that include it",
        "Lists of critical minerals by date, with the wording of each.",
        _of_mineral("lists", LISTED),
    ),
    Section(
        "minerals",
        "figures",
        "Figures available",
        "What is meant by the name, which source answers a plain question, and with which host "
        "metals it comes.",
        _of_mineral("minerals", ""),
    ),
)
BUYER = (
    Section(
        "dependency",
        "largest",
        "The largest supplier of each mineral",
        BOUGHT_LEAD,
        _largest,
        charts.largest,
    ),
    Section(
        "dependency",
        "detail",
        "The three largest suppliers of the minerals that depend most on one",
        "At most eight minerals of which the largest supplier has more than half: first those of "
        "the supplier that leads most often, then by value. " + BOUGHT_LEAD,
        _picked,
    ),
    Section(
        "exposure", "exposed", "How much that supplier can stop, counted", EXPOSED_LEAD, _counted
    ),
    Section(
        "exposure",
        "exposure",
        "How much that supplier can stop, by mineral",
        EXPOSED_LEAD,
        _exposed_to_main,
        charts.exposed,
    ),
    Section(
        "dependency",
        "trend",
        "How the share of the most frequent largest supplier changed",
        "The first four of the minerals above. " + BOUGHT_LEAD,
        _over_years,
        charts.bought,
    ),
    Section("controls", "controls", "Which export controls reach it", CONTROLS_LEAD, _reaching),
    Section("controls", "changes", "What changes in the next 90 days", CONTROLS_LEAD, _changing),
    Section("events", "events", "Tariffs, controls and answers", HAPPENED_LEAD, _events),
    Section("agreements", "agreements", "Agreements on minerals", AGREED_LEAD, _agreements),
    Section("shock", "shock", "Loss of imports in a stop", STOPPED_LEAD, _stopped),
    Section(
        "hhi",
        "concentration",
        "How concentrated world supply of these minerals is",
        INDEX_LEAD,
        _concentration,
        charts.concentration,
    ),
    Section("price", "price", "Prices of these minerals", PRICE_LEAD, _price),
    Section("demand", "demand", "Its demand for clean products", DEMAND_LEAD, _demand),
    Section(
        "lists",
        "lists",
        "Number of official lists that include them",
        "Lists of critical minerals of governments and agencies, older editions too.",
        _lists,
    ),
    Section(
        "reliance",
        "reliance",
        "How far it relies on imports",
        "Net import reliance as printed, and as computed from output and trade.",
        _reliance,
    ),
    Section(
        "risk",
        "risk",
        "How risky its supply is, by GeoPolRisk",
        "World concentration times the political instability of the sources of imports; 0 to "
        "1, more is riskier. Minerals without a score are counted below the table.",
        _risk,
        charts.risk,
    ),
)

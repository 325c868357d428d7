"""The sections of a page, as a table: what each asks, says and draws.

A section is one line of ``MINERAL`` or ``BUYER``: key, heading, a sentence on how to
read it, the questions it asks (made from the page's context) and its charts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from critmin.pages import charts
from critmin.pages.context import COMPARED, Context
from critmin.pages.drawing import Chart
from critmin.pages.query import Query
from critmin.table import Table

SOON = 90  # days ahead in which changes of controls are shown
BOTH = "mining,refining"
TREND_YEARS = 10
TREND_MINERALS = 4

SHARE = "stage basis year rank country iso3 kind quantity unit share flag source"
INDEX = "mineral stage year hhi hhi_low hhi_high band top_country cr1 countries unknown flag source"
TREND = "stage basis year country value unit flag source"
RESERVES = (
    "basis year country production production_share reserves reserves_share unit "
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
SCORE = "mineral stage year score hhi_part import_part flag source"


class Section(NamedTuple):
    """A section: its anchor, heading, lead, questions, and charts of an answer."""

    key: str
    heading: str
    lead: str
    asked: Callable[[Context], Sequence[Query]]
    charts: Callable[[Table], Sequence[Chart | None]] | None = None


def _of_mineral(question: str, columns: str, **options: str) -> Callable[[Context], list[Query]]:
    return lambda page: [Query(question, (page.topic.code,), options, columns)]


def _trend(page: Context) -> list[Query]:
    options = {"stage": BOTH, "country": page.leaders()}
    return [Query("trend", (page.topic.code,), options, TREND)] if page.leaders() else []


def _buyers(page: Context) -> list[Query]:
    from critmin.buyers import buyer

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
    last = max(int(str(row["year"])) for row in page.lines_bought)
    options = {"supplier": main[0], "year": f"{last - TREND_YEARS + 1}:{last}"}
    return [Query("dependency", (page.topic.code, *page.picked[:TREND_MINERALS]), options, BOUGHT)]


def _reaching(page: Context) -> list[Query]:
    options = {"target": page.topic.code, "as_of": page.day}
    return [Query("controls", page.picked, options, CONTROLS)]


def _changing(page: Context) -> list[Query]:
    options = {"target": page.topic.code, "as_of": page.day, "expiring": SOON}
    return [Query("controls", (), options, CONTROLS)]


def _concentration(page: Context) -> list[Query]:
    return [Query("hhi", page.picked, {"stage": BOTH}, INDEX)] if page.picked else []


def _reliance(page: Context) -> list[Query]:
    return [Query("reliance", (), {"buyer": page.topic.code}, RELIANCE)]


def _risk(page: Context) -> list[Query]:
    options = {"method": "geopolrisk", "buyer": page.topic.code}
    return [Query("risk", (), options, SCORE)]


SHARES_LEAD = (
    "Shares by country of mine or plant, not of its owner. A withheld producer is named and "
    "outside the total; a residual is never a country."
)
INDEX_LEAD = (
    "Herfindahl-Hirschman index on the scale 0 to 10,000: 10,000 is one supplier. The bounds say "
    "what unnamed producers leave open; the marks at 1,000 and 1,800 are the limits of the "
    "bands, which were made for firms, not states."
)
BOUGHT_LEAD = (
    "Shares are of recorded imports of the forms held, by value. Re-exports are not netted: the "
    "country named need not be where the mineral was produced."
)
CONTROLS_LEAD = (
    "State on the day, computed from dated events. This is law, not practice; no row is no proof "
    "that there is no control."
)

MINERAL = (
    Section("supply", "Who supplies it, at the mine and at the refinery", SHARES_LEAD,
            _of_mineral("share", SHARE, stage=BOTH), charts.supply),
    Section("concentration", "How concentrated it is", INDEX_LEAD,
            _of_mineral("hhi", INDEX, stage=BOTH), charts.concentration),
    Section("trend", "How the shares moved",
            "The largest producers of each stage. Each year is from the newest edition that "
            "prints it; the flag says where the edition changes.", _trend, charts.trend),
    Section("reserves", "Output against reserves",
            "Reserves are what can be mined economically today; blanks are no figure, not zero.",
            _of_mineral("reserves", RESERVES)),
    Section("buyers", "Who buys from whom", BOUGHT_LEAD, _buyers, charts.suppliers),
    Section("controls", "Which export controls there are", CONTROLS_LEAD, _controls),
    Section("reliance", "How far the United States rely on imports",
            "Net import reliance as the USGS prints it, beside the one recomputed from its "
            "statistics.", _of_mineral("reliance", RELIANCE)),
    Section("risk", "How risky the supply is, as the EU reckons it",
            "Supply risk of the European Commission's 2023 study, recomputed from country "
            "shares; 1 and above counts as a risk to supply.",
            _of_mineral("risk", RISK)),
    Section("figures", "Which figures there are",
            "What is meant by the name, and which source answers a plain question.",
            _of_mineral("minerals", "")),
)  # fmt: skip
BUYER = (
    Section("largest", "The largest supplier of each mineral", BOUGHT_LEAD, _largest,
            charts.largest),
    Section("detail", "The three largest suppliers of the minerals most in one hand",
            "The minerals shown are those of which the largest supplier holds more than half, "
            "those of the supplier that leads most often first, then by value; at most eight. "
            + BOUGHT_LEAD, _picked),
    Section("trend", "How the share of the supplier that leads most often moved",
            "The first four of the minerals above. " + BOUGHT_LEAD,
            _over_years, charts.bought),
    Section("controls", "Which export controls reach it", CONTROLS_LEAD, _reaching),
    Section("changes", "What changes in the next 90 days", CONTROLS_LEAD, _changing),
    Section("concentration", "How concentrated world supply of these minerals is", INDEX_LEAD,
            _concentration, charts.concentration),
    Section("reliance", "How far it relies on imports",
            "Net import reliance as printed, beside the one recomputed from output and trade.",
            _reliance),
    Section("risk", "How risky its supply is, by GeoPolRisk",
            "World concentration times the political instability of the sources of imports; 0 to "
            "1, more is riskier. Minerals without a score are counted below the table.", _risk,
            charts.risk),
)  # fmt: skip

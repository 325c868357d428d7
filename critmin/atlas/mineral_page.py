"""Page of a mineral: who supplies it, who depends on it, and what restricts it."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.answers.table import as_number
from critmin.atlas import dependence
from critmin.atlas.contents import EVENTS, NEWEST, Ask, Block, Page, rows_of, sentences_of
from critmin.atlas.subjects import Subject, compared
from critmin.atlas.uses import uses
from critmin.briefs.brief import brief
from critmin.core.errors import NoData
from critmin.core.wording import capital, lower

BOTH = "mining,refining"
SINCE = 2016  # prices
LEADERS = 3  # of each stage, in the history
SHARE = "stage year rank country quantity unit share"
HISTORY = "stage year country value unit"
CONCENTRATION = "stage year hhi hhi_low hhi_high top_country cr1 countries"
RESERVES = "year country production production_share reserves reserves_share unit reserve_years"
EXPOSURE = (
    "stage year buyer_iso3 direct_share origin_share_low origin_share_high under_licence_low "
    "under_licence_high under_ban_low under_ban_high"
)
CONTROLS = "jurisdiction_iso3 type target effective suspended_until status next_event_date"
AGREEMENTS = "date kind parties title status"
RELIANCE = "year nir state computed_nir apparent_consumption unit"
RISK = "stage year score hhi_part import_part reliance recycling"
PRICE = "period price unit"
MARKET = "year value_usd demand_t price_usd_t kind"
LISTS = "list_id jurisdiction list_date category listed_as"
HELD = "stage basis years producers status unit source"


def mineral_page(subject: Subject, day: str) -> Page:
    """Ask all that the page of a mineral shows.

    Parameters
    ----------
    subject : Subject
        The mineral.
    day : str
        ISO day for which export controls are read.
    """
    return Page(subject, _sentences(subject, day), tuple(_blocks(subject, day)))


def _sentences(subject: Subject, day: str) -> tuple[str, ...]:
    """Sentences of the brief on the mineral, or why there are none."""
    try:
        return sentences_of(brief(subject.code, as_of=day).summary)
    except NoData as reason:
        return (f"{capital(str(reason))}.",)


def _blocks(subject: Subject, day: str) -> Iterator[Block]:
    slug, name = subject.code, lower(subject.name)
    supply = Ask("supply", "Who supplies it", "share", (slug,), {"stage": BOTH}, SHARE).block()
    yield supply
    yield _history(slug, supply)
    yield Ask(
        "concentration",
        "How concentrated supply is",
        "hhi",
        (slug,),
        {"stage": BOTH},
        CONCENTRATION,
        "The HHI runs from 0 (many equal countries) to 10,000 (one country). Its bounds show what "
        "withheld and unnamed output could change.",
    ).block()
    yield Ask(
        "reserves",
        "Output and reserves",
        "reserves",
        (slug,),
        {},
        RESERVES,
        "Reserves can be mined economically today. A blank is unknown, not zero.",
    ).block()
    yield dependence.on_mineral(slug, name)
    yield _exposure(slug, supply, day)
    yield Ask(
        "controls",
        "Which export controls there are",
        "controls",
        (slug,),
        {"as_of": day},
        CONTROLS,
        "Export controls are law. How licences are granted in practice is not on record here.",
    ).block()
    newest: dict[str, str | int] = {"as_of": day, "newest": NEWEST}
    yield Ask(
        "events", "What led to them", "events", (slug,), newest, EVENTS, pictured=False
    ).block()
    yield Ask(
        "price",
        "Prices",
        "price",
        (slug,),
        {"annual": True, "start": str(SINCE)},
        PRICE,
        "Means of each year, of the form that the source prices.",
    ).block()
    yield Ask("market", "Market value", "market", (slug,), {}, MARKET).block()
    yield uses(slug)
    yield Ask(
        "risk",
        "Supply risk of the European Union",
        "risk",
        (slug,),
        {},
        RISK,
        "Score of the European Commission's 2023 study, computed again. From 1 on, supply is at "
        "risk by that study.",
    ).block()
    yield Ask(
        "reliance",
        "Net import reliance of the United States",
        "reliance",
        (slug,),
        {},
        RELIANCE,
        pictured=False,
    ).block()
    yield Ask(
        "lists", "Official lists of critical minerals", "lists", (slug,), {}, LISTS, pictured=False
    ).block()
    yield Ask(
        "agreements",
        "Agreements that name it",
        "agreements",
        (slug,),
        newest,
        AGREEMENTS,
        pictured=False,
    ).block()
    yield Ask("figures", "Figures held", "minerals", (slug,), {}, HELD, pictured=False).block()


def _history(slug: str, supply: Block) -> Block:
    """Shares of the largest producers over the years."""
    leaders = tuple(
        dict.fromkeys(
            str(row["iso3"])
            for row in rows_of(supply)
            if row["kind"] == "country" and 0 < (as_number(row["rank"]) or 0) <= LEADERS  # type: ignore[arg-type]
        )
    )
    heading = "How the shares changed"
    if not leaders:
        return Block("history", heading, "", "", None, supply.reason or "no producer is named")
    return Ask(
        "history",
        heading,
        "trend",
        (slug,),
        {"stage": BOTH, "country": leaders},
        HISTORY,
        "The three largest producers of each stage. Each year is from the newest edition that "
        "has it.",
    ).block()


def _exposure(slug: str, supply: Block, day: str) -> Block:
    """Shares of five large buyers' imports from the largest producer."""
    heading = "How much the largest producer can stop"
    leader = _leader(supply)
    if not leader:
        return Block("exposure", heading, "", "", None, "no country is known to produce most")
    return Ask(
        "exposure",
        heading,
        "exposure",
        compared(leader),
        {"supplier": leader, "mineral": slug, "as_of": day},
        EXPOSURE,
        "Shares of recorded imports by value, and the part that an export licence or ban covers.",
    ).block()


def _leader(supply: Block) -> str:
    """Largest producer of the last stage that has one; empty where the rest may be larger."""
    rows = list(rows_of(supply))
    open_ = {row["stage"] for row in rows if "residual_large" in (row["flag"] or ())}  # type: ignore[operator]
    first = [row for row in rows if row["rank"] == 1 and row["stage"] not in open_]
    return str(first[-1]["iso3"]) if first else ""

"""Page of a mineral: who supplies it, who depends on it, and what restricts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from critmin.answers.table import Table, as_number, several
from critmin.atlas import dependence
from critmin.atlas.questions import AS_IT_IS, Answer, Look, Option, ask, joined, without
from critmin.atlas.readings import BOUGHT, CONTROLS, EXPOSED, HHI, LAW, NEWEST, RESERVES, UNREAD
from critmin.atlas.subjects import COMPARED, Subject, compared
from critmin.charts.model import Bar, Bars, Chart
from critmin.core.wording import counted, lower, mineral_name, place, the
from critmin.trade.buyers import buyer
from critmin.uses.technology import technology

BOTH = "mining,refining"
PRICE_YEARS = 10
LEADERS = 3  # of each stage, in the history


def mineral_page(subject: Subject, day: str, *, alone: bool = False) -> Iterator[Answer]:
    """Ask all that the page of a mineral shows.

    Parameters
    ----------
    subject : Subject
        The mineral.
    day : str
        ISO day for which export controls are read.
    alone : bool
        Whether the page stands alone, without those of buyers and suppliers beside it.
    """
    slug, own = subject.code, (subject.code,)
    supply = ask(
        "supply",
        "Who supplies it",
        "share",
        own,
        {"stage": BOTH},
        Look(
            "stage basis year country quantity unit share",
            "By country of the mine or plant, not of its owner.",
            order="-share",
            rows=8,
            bar="share",
            further="rank",
            mapped=True,
        ),
    )
    yield supply
    yield _history(slug, supply)
    yield ask(
        "concentration",
        "How concentrated it is",
        "hhi",
        own,
        {"stage": BOTH},
        Look(
            "mineral stage year hhi hhi_low hhi_high band top_country cr1",
            HHI,
            rows=8,
            further="countries",
            alone="table",
        ),
    )
    yield ask(
        "reserves",
        "Output and reserves",
        "reserves",
        own,
        look=Look(
            "basis year country production reserves reserves_share unit reserve_years",
            RESERVES,
            rows=8,
            bar="reserves_share",
            further="production_share",
            alone="either",
        ),
    )
    yield _bought(slug) if alone else dependence.on_mineral(slug, lower(subject.name))
    yield _exposure(slug, supply, day)
    yield ask(
        "controls",
        "Export controls",
        "controls",
        own,
        {"as_of": day},
        Look(CONTROLS, LAW, rows=8, alone="either"),
    )
    newest: dict[str, Option] = {"as_of": day, "newest": NEWEST}
    look = Look("date kinds actors targets title", rows=4, pictured=False, alone="table")
    yield ask("events", "What led to these controls", "events", own, newest, look)
    look = Look("date kind parties title status", UNREAD, rows=4, pictured=False, alone="table")
    yield ask("agreements", "Agreements that name it", "agreements", own, newest, look)
    yield from _figures(own, day)
    if not alone:
        yield uses(slug)


def _figures(own: tuple[str, ...], day: str) -> Iterator[Answer]:
    """Figures on a mineral, of which a page that stands alone has the sentences."""
    yield ask(
        "reliance",
        "How far the United States relies on imports",
        "reliance",
        own,
        look=Look("year nir computed_nir apparent_consumption unit", pictured=False, alone=""),
    )
    yield ask(
        "risk",
        "Supply risk by the European Union's method",
        "risk",
        own,
        look=Look(
            "stage year score hhi_part import_part reliance recycling",
            "Score of the European Commission's 2023 study, computed again. From 1 on, supply is "
            "at risk by that study.",
            alone="",
        ),
    )
    since: dict[str, Option] = {"annual": True, "start": str(int(day[:4]) - PRICE_YEARS)}
    look = Look(
        "period price unit",
        "Means of each year, of the form that the source prices.",
        alone="picture",
    )
    yield ask("price", "Prices", "price", own, since, look)
    look = Look("year value_usd demand_t price_usd_t kind", alone="")
    yield ask("market", "Market value", "market", own, look=look)
    look = Look("list_id jurisdiction list_date category listed_as", pictured=False, alone="")
    yield ask("lists", "Official lists that include it", "lists", own, look=look)
    look = Look("stage basis years producers status unit source", pictured=False, alone="")
    yield ask("figures", "Figures available", "minerals", own, look=look)


def _history(slug: str, supply: Answer) -> Answer:
    """Shares of the largest producers over the years."""
    leaders = tuple(
        dict.fromkeys(
            str(row["iso3"])
            for row in supply.records()
            if row["kind"] == "country" and 0 < (as_number(row["rank"]) or 0) <= LEADERS
        )
    )
    heading = "How the shares changed"
    if not leaders:
        return without("history", heading, supply.reason or "no producer is named")
    return ask(
        "history",
        heading,
        "trend",
        (slug,),
        {"stage": BOTH, "country": leaders},
        Look(
            "stage year country value unit",
            "The three largest producers of each stage. Each year is from the newest edition that "
            "prints it.",
            order="-year",
            alone="picture",
        ),
    )


def _bought(slug: str) -> Answer:
    """Suppliers of the buyers that are compared, where no pages of buyers are beside this one."""
    return joined(
        "buyers",
        "Where large buyers import from",
        [(buyer(one).name, "dependency", (one, slug), {"top": 3}) for one in COMPARED],
        Look(
            "buyer_iso3 stage year supplier imports_usd share",
            BOUGHT,
            order=AS_IT_IS,
            rows=11,
            bar="share",
        ),
    )


def _exposure(slug: str, supply: Answer, day: str) -> Answer:
    """Shares of five large buyers' imports from the largest producer."""
    leader = _leader(supply)
    heading = f"How much {the(place(leader)) if leader else 'the largest producer'} can stop"
    if not leader:
        return without("exposure", heading, "no country is known to produce most")
    return ask(
        "exposure",
        heading,
        "exposure",
        compared(leader),
        {"supplier": leader, "mineral": slug, "as_of": day},
        EXPOSED._replace(rows=8, alone="table"),
    )


def _leader(supply: Answer) -> str:
    """Largest producer of the last stage that has one; empty where the rest may be larger."""
    rows = list(supply.records())
    open_ = {row["stage"] for row in rows if "residual_large" in several(row["flag"])}
    first = [row for row in rows if row["rank"] == 1 and row["stage"] not in open_]
    return str(first[-1]["iso3"]) if first else ""


def uses(slug: str) -> Answer:
    """How much of it cars and power plants hold: rows of `critmin technology` on one mineral."""
    heading, command = "Where it is used", f"critmin technology, rows with mineral {slug}"
    found = technology().mapped(lambda row: row if row.mineral == slug else None)
    if not found.rows:
        none = "the source lists no car and no power plant that holds it"
        return Answer("uses", heading, (command,), None, none)
    return Answer(
        "uses",
        heading,
        (command,),
        found.replace(sentence=_most, chart=_masses),
        look=Look(
            "technology intensity unit reference total_intensity",
            "Mass in one vehicle or in one megawatt of capacity, without steel and aluminium.",
        ),
    )


def _most(table: Table) -> str:
    rows = sorted(table.records(), key=_mass)
    top = rows[-1]
    kind = top["unit"].rpartition("/")[2]
    same = [row for row in rows if row["unit"] == top["unit"]]
    what = lower(mineral_name(top["mineral"]))
    return (
        f"Of {counted(len(same), 'technology', 'technologies')} measured by {kind}, "
        f"{_name(top)} holds most {what}: {top['intensity']:,.4g} kg."
    )


def _mass(row: dict[str, Any]) -> tuple[bool, float]:
    """Order by mass; power plants, in kg per megawatt, after cars."""
    return row["unit"] == "kg/MW", row["intensity"] or 0.0


def _name(row: dict[str, Any]) -> str:
    return str(row["technology"]).replace("-", " ")


def _masses(table: Table) -> Chart | None:
    rows = sorted(table.records(), key=_mass, reverse=True)
    unit = rows[0]["unit"]
    shown = [row for row in rows if row["unit"] == unit]
    if len(shown) < 2:
        return None
    return Bars(
        topic=f"{mineral_name(rows[0]['mineral'])} in each technology",
        subtitle="Mass without steel and aluminium",
        unit=unit,
        bars=tuple(Bar(_name(row), row["intensity"]) for row in shown),
    )

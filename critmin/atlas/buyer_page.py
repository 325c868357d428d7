"""Page of a buyer: what it imports from whom, what may be stopped, and what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from critmin.atlas.contents import Ask, Block, Page, diplomacy, rows_of, sentences_of, with_rule
from critmin.atlas.subjects import Subject
from critmin.core.wording import lower, mineral_name, place, the

HALF = 0.5
HISTORIES = 2  # minerals whose suppliers are shown over the years
YEARS = "1995:2024"
TOP = 5
PRODUCTS = ("electric-cars", "solar-pv", "wind")
DEMAND_YEARS = "2020:2025"
BRIEF = "minerals stage year country share imports_usd control next_event_date"
LARGEST = "mineral stage year supplier share imports_usd imports_t"
SUPPLIERS = "mineral stage year rank supplier share imports_usd"
HISTORY = "year rank supplier share imports_usd"
EXPOSURE = (
    "mineral stage year direct_share origin_share_low origin_share_high under_licence_low "
    "under_licence_high under_ban_low under_ban_high"
)
COUNTED = "measure threshold minerals_above minerals_counted minerals_without"
STOPPED = (
    "mineral stage year direct_share total_share_low total_share_high loss_t loss_usd "
    "under_licence_low under_licence_high"
)
CONTROLS = "jurisdiction_iso3 mineral type target effective suspended_until status next_event_date"
RELIANCE = "mineral year nir state computed_nir apparent_consumption unit"
RISK = "mineral stage year score score_low score_high hhi_part import_part"
DEMAND = "product stage year rank country share share_low share_high"


def buyer_page(subject: Subject, day: str) -> Page:
    """Ask all that the page of a buyer shows.

    Parameters
    ----------
    subject : Subject
        The buyer.
    day : str
        ISO day for which export controls and bloc membership are read.
    """
    code = subject.code
    first = Ask("risks", "What matters most", "brief", (code,), {"as_of": day}, BRIEF).block()
    first = with_rule(first, "risks")
    text = first.table.summary if first.table is not None else f"{first.reason}."
    return Page(subject, sentences_of(text), (first, *_blocks(subject, first, day)))


def _blocks(subject: Subject, first: Block, day: str) -> Iterator[Block]:
    code = subject.code
    all_ = Ask(
        "largest",
        "The largest supplier of each mineral",
        "dependency",
        (code,),
        {"top": 1},
        LARGEST,
        "Shares of recorded imports by value. Re-exports are not subtracted: the supplier may have "
        "passed on what others produced.",
    ).block()
    yield all_
    picked, main = _picked(first), _main(all_)
    yield from _detail(code, picked)
    yield from _main_supplier(code, main, picked, day)
    on = {"as_of": day}
    yield Ask(
        "controls",
        "Export controls that apply to it",
        "controls",
        (),
        {"target": code, **on},
        CONTROLS,
        "Export controls are law. How licences are granted is not on record here.",
    ).block()
    yield from diplomacy(code, day)
    yield Ask(
        "reliance",
        "Net import reliance",
        "reliance",
        (),
        {"buyer": code},
        RELIANCE,
        "Imports less exports as a part of apparent consumption.",
    ).block()
    yield Ask(
        "risk",
        "Supply risk by GeoPolRisk",
        "risk",
        (),
        {"method": "geopolrisk", "buyer": code},
        RISK,
        "World concentration times the political instability of the sources of imports, 0 to 1.",
        pictured=False,
    ).block()
    demand = {"country": code, "year": DEMAND_YEARS}
    yield Ask("demand", "Its demand for clean products", "demand", PRODUCTS, demand, DEMAND).block()


def _picked(first: Block) -> tuple[str, ...]:
    """Minerals of the largest risks of the brief, in its order."""
    found: dict[str, None] = {}
    for row in rows_of(first):
        if row["kind"] == "risk":
            found.update(dict.fromkeys(row["minerals"]))  # type: ignore[call-overload]
    return tuple(found)


def _main(largest: Block) -> str:
    """Supplier that most often has more than half; else the one most often the largest."""
    rows = [row for row in rows_of(largest) if row["share"] is not None and row["supplier_iso3"]]
    led = [row for row in rows if row["share"] > HALF] or rows  # type: ignore[operator]
    count = Counter(str(row["supplier_iso3"]) for row in led)
    return min(count, key=lambda iso3: (-count[iso3], iso3), default="")


def _detail(code: str, picked: tuple[str, ...]) -> Iterator[Block]:
    """Suppliers of the minerals that matter most, now and over the years."""
    heading = "Suppliers of the minerals that matter most"
    if not picked:
        yield Block("suppliers", heading, "", "", None, "no mineral comes mostly from one country")
        return
    yield Ask(
        "suppliers", heading, "dependency", (code, *picked), {"top": TOP}, SUPPLIERS, pictured=False
    ).block()
    for slug in picked[:HISTORIES]:
        yield Ask(
            f"history-{slug}",
            f"Suppliers of {lower(mineral_name(slug))} over the years",
            "dependency",
            (code, slug),
            {"year": YEARS, "top": TOP},
            HISTORY,
        ).block()


def _main_supplier(code: str, main: str, picked: tuple[str, ...], day: str) -> Iterator[Block]:
    """What the main supplier may stop."""
    if not main:
        none = "no country is the largest supplier of a mineral"
        yield Block("exposure", "How much its main supplier can stop", "", "", None, none)
        return
    options = {"supplier": main, "as_of": day}
    who = the(place(main))
    yield Ask(
        "counted",
        f"How many minerals {who} can stop",
        "exposure",
        (code,),
        {**options, "summary": True},
        COUNTED,
        f"{place(main)} is most often the largest supplier.",
        pictured=False,
    ).block()
    yield Ask(
        "exposure",
        f"How much {who} can stop, by mineral",
        "exposure",
        (code,),
        options,
        EXPOSURE,
        "Shares of recorded imports by value, and the part that an export licence or ban covers.",
    ).block()
    if picked:
        yield Ask(
            "shock",
            f"Loss of imports if {who} stops",
            "shock",
            (code, *picked),
            {"stop": main, "as_of": day},
            STOPPED,
            "Loss if all shipments stop and nobody reacts. Losses of several minerals do not add "
            "up.",
        ).block()

"""Page of a buyer: what it imports from whom, what may be stopped, and what changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from critmin.answers.table import Cell, as_number
from critmin.atlas.questions import Answer, Look, Option, ask, without
from critmin.atlas.readings import BOUGHT, CONTROLS, EXPOSED, HHI, LAW, diplomacy
from critmin.atlas.subjects import Subject
from critmin.briefs.two_figures import unlike
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import lower, mineral_name, the

HALF = 0.5
PICKED = 8  # minerals shown in detail
HISTORIES = 2  # minerals whose suppliers are shown over the years
YEARS = "1995:2024"
CHANGES, CHANGE_YEARS = 4, 10  # minerals of the main supplier's history, and its years
TOP = 5
PRICE_YEARS = 5
PRODUCTS = ("electric-cars", "solar-pv", "wind")
DEMAND_YEARS = "2020:2025"
Record = dict[str, Cell]


class Detail(NamedTuple):
    """What the page goes into: the main supplier, the minerals of the risks, and those picked."""

    supplier: str
    name: str
    risks: tuple[str, ...]
    picked: tuple[str, ...]


def buyer_page(
    subject: Subject, day: str, risks: tuple[str, ...] = (), *, alone: bool = False
) -> Iterator[Answer]:
    """Ask all that the page of a buyer shows.

    Parameters
    ----------
    subject : Subject
        The buyer.
    day : str
        ISO day for which export controls and bloc membership are read.
    risks : tuple of str
        Minerals of the largest risks of its brief, the largest first.
    alone : bool
        Whether the page stands alone, without those of minerals beside it: it then brings what
        these have, and keeps to the minerals that it picks.
    """
    code, on = subject.code, {"as_of": day}
    largest = ask(
        "largest",
        "The largest supplier of each mineral",
        "dependency",
        (code,),
        {"top": 1},
        Look(
            "mineral stage year supplier imports_usd share",
            BOUGHT,
            order="-imports_usd",
            bar="share",
            further="imports_t",
            alone="table",
        ),
    )
    yield largest
    detail = _detail(largest, risks)
    if alone:
        yield from _stopped(code, day, detail, alone=True)
        yield _changed(code, largest, detail)
    else:
        yield from _suppliers(code, largest, detail)
        yield from _stopped(code, day, detail, alone=False)
    yield ask(
        "controls",
        "Export controls that reach it",
        "controls",
        detail.picked if alone else (),
        {"target": code, **on},
        Look(CONTROLS, LAW, order="-effective", rows=10, alone="table"),
    )
    yield from diplomacy(code, day)
    if alone:
        yield from _of_minerals(detail.picked, day)
    yield from _of_buyer(code)


def _detail(largest: Answer, risks: tuple[str, ...]) -> Detail:
    """Main supplier: the one that has most often more than half, else is most often the largest.

    Picked are the minerals of the risks, then those of which one supplier has more than half: from
    the main one first, then by import value; then the others; eight at most.
    """
    rows = [row for row in largest.records() if as_number(row["share"]) is not None]
    led = [row for row in rows if (as_number(row["share"]) or 0.0) > HALF]
    counts = Counter(
        (str(row["supplier_iso3"]), str(row["supplier"]))
        for row in led or rows
        if row["supplier_iso3"]
    )
    main, name = min(counts, key=lambda key: (-counts[key], key), default=("", ""))
    ranked = sorted(led, key=lambda row: (row["supplier_iso3"] != main, -_value(row)))
    ranked += sorted(rows, key=lambda row: -_value(row))
    minerals = (*risks, *(str(row["mineral"]) for row in ranked))
    return Detail(main, the(name), risks, tuple(dict.fromkeys(minerals))[:PICKED])


def _value(row: Record) -> float:
    return as_number(row["imports_usd"]) or 0.0


def _suppliers(code: str, largest: Answer, detail: Detail) -> Iterator[Answer]:
    """Suppliers of the minerals that matter most, now and over the years."""
    heading = "Suppliers of the minerals that matter most"
    if not detail.risks:
        yield without("suppliers", heading, "no mineral comes mostly from one country")
        return
    look = Look("mineral stage year rank supplier share imports_usd", bar="share", pictured=False)
    yield ask("suppliers", heading, "dependency", (code, *detail.risks), {"top": TOP}, look)
    for slug in detail.risks[:HISTORIES]:
        found = ask(
            f"history-{slug}",
            f"Suppliers of {lower(mineral_name(slug))} over the years",
            "dependency",
            (code, slug),
            {"year": YEARS, "top": TOP},
            Look("year rank supplier share imports_usd", order="-year"),
        )
        yield _explained(found, largest)


def _explained(history: Answer, largest: Answer) -> Answer:
    """A history that says where its shares differ from those of the newest table above it, and why.

    It keeps to the tariff codes of its first year and to recorded values; the newest year may have
    better codes, or shares that the USGS prints as averages.
    """
    rows: Sequence[Record] = [row for row in largest.records() if row["share"] is not None]
    lead = f"{history.look.lead} {unlike(history.records(), rows)}".strip()
    return history._replace(look=history.look._replace(lead=lead))


def _stopped(code: str, day: str, detail: Detail, *, alone: bool) -> Iterator[Answer]:
    """What the main supplier may stop."""
    if not detail.supplier:
        none = "no country is the largest supplier of a mineral"
        yield without("exposure", "How much its main supplier can stop", none)
        return
    options: dict[str, Option] = {"supplier": detail.supplier, "as_of": day}
    look = EXPOSED
    if alone:
        options = {"supplier": detail.supplier, "mineral": detail.picked, "as_of": day}
        rule = (
            "At most eight minerals: the largest risks, then those bought mostly from it. "
            f"{EXPOSED.lead}"
        )
        look = EXPOSED._replace(lead=rule)
    else:
        yield ask(
            "counted",
            f"How many minerals {detail.name} can stop",
            "exposure",
            (code,),
            {**options, "summary": True},
            Look(
                "measure threshold minerals_above minerals_counted minerals_without",
                "It is most often the largest supplier.",
                pictured=False,
            ),
        )
    yield ask("exposure", f"How much {detail.name} can stop", "exposure", (code,), options, look)
    yield ask(
        "shock",
        f"Loss of imports if {detail.name} stops",
        "shock",
        (code, *detail.picked),
        {"stop": detail.supplier, "as_of": day},
        Look(
            "mineral stage year loss_t loss_usd others_loss_share",
            "If all shipments stop and nobody reacts. Losses of several minerals do not add up. A "
            "loss in USD is customs value, not damage.",
            rows=10,
            further="direct_share total_share_low total_share_high under_licence_low "
            "under_licence_high",
            alone="table",
        ),
    )


def _changed(code: str, largest: Answer, detail: Detail) -> Answer:
    """Share of the main supplier over the years."""
    key, heading = "history", f"How the share of {detail.name or 'the main supplier'} changed"
    if not detail.supplier:
        return without(key, heading, "no country is the largest supplier of a mineral")
    last = max(
        int(as_number(row["year"]) or 0) for row in largest.records() if row["share"] is not None
    )
    options: dict[str, Option] = {"supplier": detail.supplier}
    options["year"] = f"{last - CHANGE_YEARS + 1}:{last}"
    look = Look(lead="Of the first four minerals above.", alone="picture")
    words = (code, *detail.picked[:CHANGES])
    return _explained(ask(key, heading, "dependency", words, options, look), largest)


def _of_minerals(picked: tuple[str, ...], day: str) -> Iterator[Answer]:
    """What the pages of its minerals have, where these are not beside this one."""
    if not picked:
        return
    yield ask(
        "concentration",
        "How concentrated world supply of these minerals is",
        "hhi",
        picked,
        {"stage": "mining,refining"},
        Look(
            "mineral stage year hhi hhi_low hhi_high band top_country cr1",
            HHI,
            rows=8,
            alone="either",
        ),
    )
    since: dict[str, Option] = {"annual": True, "start": str(int(day[:4]) - PRICE_YEARS)}
    yield ask("price", "Prices of these minerals", "price", picked, since, Look(alone=""))
    heading = "Official lists that include these minerals"
    yield ask("lists", heading, "lists", picked, {"matrix": True}, Look(alone=""))


def _of_buyer(code: str) -> Iterator[Answer]:
    """What it relies on, what is at risk, and what it will need."""
    yield ask(
        "reliance",
        "How far it relies on imports",
        "reliance",
        (),
        {"buyer": code},
        Look(
            "mineral form year nir computed_nir",
            "Net import reliance: imports less exports, as a share of use.",
            order="-state,-nir,-computed_nir",
            rows=10,
            further="apparent_consumption unit",
            alone="table",
        ),
    )
    yield ask(
        "risk",
        "Supply risk by GeoPolRisk",
        "risk",
        (),
        {"method": "geopolrisk", "buyer": code},
        Look(
            "mineral stage year score score_low score_high",
            "Concentration of world supply times the political instability of the sources of "
            "imports; 0 to 1, more is riskier.",
            pictured=False,
            rows=8,
            further="hhi_part import_part",
            alone="table",
        ),
    )
    demand: dict[str, Option] = {"country": code, "year": DEMAND_YEARS}
    look = Look("product stage year rank country share share_low share_high", alone="")
    yield ask("demand", "Its demand for clean products", "demand", PRODUCTS, demand, look)

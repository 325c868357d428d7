"""Chart of `brief`: risks of a buyer, producers of a mineral, or sales of a supplier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from critmin.answers.finding import finding
from critmin.answers.table import Table
from critmin.charts.labels import state_of
from critmin.charts.model import CHINA, FRACTION, Bar, Bars, Chart, Moment, Timeline, distinct
from critmin.core.dates import in_words
from critmin.core.wording import capital, few, listed, lower, mineral_name, percent, place, the
from critmin.export_controls.reach import Controlled
from critmin.summaries.phrases import goods, possessive

Row = dict[str, Any]
LAW = {
    "ban": "{} bans its export",
    "ban-in-part": "{} bans the export of some of it",
    "licence": "needs {}'s licence",
    "licence-in-part": "part of it may need {}'s licence",
    "quota": "{} has an export quota on it",
    "quota-in-part": "{} has an export quota on some of it",
    "not-confirmed": "under a control not confirmed",
}
DOES = {"mining": "Mining", "refining": "Refining"}
NONE = 0.001  # part of imports below which a law may reach none
NO_COMMON = "Goods whose tariff code also covers other minerals are left out."


def brief(table: Table) -> Chart | None:
    """One picture of a brief, of the rows on its subject; of changes where it has no others."""
    rows: list[Row] = table.records()
    of = [row for row in rows if row["kind"] != "event" and row["share"] is not None]
    if not of:
        return _changes(table, [row for row in rows if row["next_event_date"]])
    kind = of[0]["kind"]
    shown = [row for row in of if row["kind"] == kind]
    if kind == "producer":
        return _producers(table, shown)
    return _sales(table, shown) if kind == "sale" else _risks(table, shown)


def _producers(table: Table, rows: Sequence[Row]) -> Bars:
    """Largest producers at each stage."""
    name = lower(mineral_name(rows[0]["minerals"][0]))
    top = max(rows, key=lambda row: row["share"])
    stage = "refined" if top["stage"] == "refining" else "mined"
    about = "about " if "estimated" in (top["flag"] or ()) else ""
    title = (
        f"{the(top['country'], start=True)} {stage} {about}{percent(top['share'])} of the world's "
        f"{name} in {top['year']}"
    )
    hidden = any("withheld_excluded" in (row["flag"] or ()) for row in rows)
    bars = []
    for stage_, year in distinct([(row["stage"], row["year"]) for row in rows]):
        listed_ = _listed(rows[0]["minerals"][0], stage_)
        for country, iso3 in distinct([(row["country"], row["iso3"]) for row in rows]):
            own = [row["share"] for row in rows if (row["stage"], row["iso3"]) == (stage_, iso3)]
            share, state = (own[0], "") if own else listed_.get(iso3, (None, "not listed"))
            panel = f"{DOES.get(stage_, str(stage_).capitalize())}, {year}"
            bars.append(Bar(country, share, panel, iso3 == CHINA, text=state, key=iso3 or ""))
    return Bars(
        title=title,
        topic=f"Largest producers of {name}",
        subtitle="Share of the world's output; the three largest of each stage",
        unit=FRACTION,
        note="Output that is withheld is in no share." if hidden else "",
        bars=tuple(bars),
    )


def _listed(mineral: str, stage: str) -> dict[str, tuple[float | None, str]]:
    """Share of every country that the table of a stage lists, or why it has none."""
    from critmin.supply.share import share

    rows = share(mineral, stage=stage).records()
    return {
        row["iso3"]: (row["share"], "" if row["share"] is not None else state_of(row))
        for row in rows
    }


def _risks(table: Table, rows: Sequence[Row]) -> Bars:
    """Forms that a buyer buys mostly from one country, with the law on them."""
    parts = _parts(table)
    suppliers = distinct([row["country"] for row in rows])
    one = len(suppliers) == 1
    whose = possessive(the(suppliers[0]) if one else "largest supplier")
    buyer = the(place(table.query["subject"]))
    top = max(rows, key=lambda row: row["share"])
    title = (
        f"{the(top['country'], start=True)} supplied {percent(top['share'])} of "
        f"{possessive(buyer)} recorded imports of {_goods(top)} in {top['year']}, by value"
    )
    return Bars(
        title=title,
        topic=f"{capital(possessive(buyer))} largest import risks{_under(rows)}",
        subtitle=f"{capital(whose)} share of {possessive(buyer)} recorded imports in "
        f"{_years(rows)}, by value",
        unit=FRACTION,
        note=f"{_chosen(rows)} {NO_COMMON}",
        bars=tuple(
            Bar(
                capital(_goods(row) if one else f"{_goods(row)}, from {the(row['country'])}"),
                row["share"],
                highlight=row["iso3"] == CHINA,
                text=_law_on_imports(row, parts.get((row["minerals"][0], row["stage"]))),
                key=row["iso3"] or "",
            )
            for row in sorted(rows, key=lambda row: -row["share"])
        ),
    )


def _parts(table: Table) -> dict[tuple[str, str], Controlled]:
    """What the law reaches of each risk, by mineral and form."""
    from critmin.briefs.buying import Buying
    from critmin.trade.buyers import buyer

    day = str(table.query["as_of"])
    found = Buying.of(buyer(str(table.query["subject"]), day), day)
    return {(one.table.mineral, one.table.form): control for one, control in found.risks}


def _law_on_imports(row: Row, control: Controlled | None) -> str:
    """What the law asks of the imports of a row: of all, of so much, or of some or none."""
    found = control and control.licence
    if not found or row["control"] not in {"licence", "licence-in-part"}:
        return _law(row)
    whose = f"{the(row['country'])}'s licence"
    if row["control"] == "licence":
        return f"(all needs {whose})"
    if found.low < NONE:
        return f"(may need {whose})"
    least = "" if found.high - found.low < NONE else "at least "
    return f"({least}{percent(found.low)} of imports needs {whose})"


def _under(rows: Sequence[Row]) -> str:
    """Whose control covers all the rows; empty if some are under none."""
    if any(str(row["control"]) not in LAW for row in rows):
        return ""
    suppliers = distinct([row["country"] for row in rows])
    whose = f"{possessive(the(suppliers[0]))}" if len(suppliers) == 1 else "their supplier's"
    return f" under {whose} export controls"


def _chosen(rows: Sequence[Row]) -> str:
    """How the rows were chosen, in a sentence."""
    last = " Imports under no control rank after these." if _under(rows) else ""
    return f"Chosen by the value bought times the share, each mineral once.{last}"


def _sales(table: Table, rows: Sequence[Row]) -> Bars:
    """Forms of which the world buys mostly from one supplier."""
    supplier = the(place(table.query["subject"]))
    top = max(rows, key=lambda row: row["share"])
    title = (
        f"{capital(supplier)} supplied {percent(top['share'])} of the world's recorded imports of "
        f"{_goods(top)} in {top['year']}, by value"
    )
    return Bars(
        title=title,
        topic=f"What the world buys from {supplier}",
        subtitle=f"Share of the world's recorded imports in {_years(rows)}, by value",
        unit=FRACTION,
        note=NO_COMMON,
        bars=tuple(
            Bar(
                capital(_goods(row)),
                row["share"],
                highlight=row["iso3"] == CHINA,
                text=_law(row),
                key=row["iso3"] or "",
            )
            for row in sorted(rows, key=lambda row: -row["share"])
        ),
    )


def _goods(row: Row) -> str:
    """Mineral in its form, as in sentences."""
    return listed([goods(slug, str(row["stage"] or "")) for slug in row["minerals"]])


def _law(row: Row) -> str:
    words = LAW.get(str(row["control"]), "").format(the(row["country"]))
    return f"({words})" if words else ""


def _years(rows: Sequence[Row]) -> str:
    return listed([str(year) for year in sorted({row["year"] for row in rows})])


def _changes(table: Table, rows: Sequence[Row]) -> Timeline | None:
    """Next dated changes of export controls."""
    if not rows:
        return None
    first = min(rows, key=lambda row: str(row["next_event_date"]))
    day = in_words(str(first["next_event_date"]))
    return Timeline(
        title=finding(table, f"The next change of an export control is due on {day}"),
        topic="Next changes of export controls",
        subtitle="Law, not practice",
        today=str(table.query["as_of"]),
        moments=tuple(
            Moment(
                f"{few([mineral_name(slug) for slug in row['minerals']])}: "
                f"{str(row['next_event']).replace('-', ' ')}",
                str(row["next_event_date"]),
                lane=str(row["country"] or ""),
            )
            for row in rows
        ),
    )

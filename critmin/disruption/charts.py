"""Charts of `exposure`: bars, a heatmap, lines over years, or counts of minerals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from critmin.answers.chart_of_answer import first_sentence
from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.forms import Cell, Heat
from critmin.charts.labels import TITLE, headline, left_out, whens
from critmin.charts.model import (
    FRACTION,
    Bar,
    Bars,
    Chart,
    Intervals,
    Span,
    capital,
    distinct,
    written,
)
from critmin.core.dates import in_words
from critmin.core.wording import counted, listed
from critmin.summaries.phrases import about_percent, goods, possessive
from critmin.trade import codes
from critmin.trade.charts import good_of, place_in

Row = dict[str, Any]
LISTED = 22
FEWER = "name a mineral or a form"
STEPS = (0.1, 0.25, 0.5, 0.75)
CODE = "its trade code also has other goods"
CODES = "their trade codes also have other goods"
# Why a row has no share, by flag, in the order in which it is said.
WHY = {"not_listed": "not among those named", "shared_codes_only": CODE, "code_not_exclusive": CODE}
# Counts of a summary, each with its low and high end.
COUNTS = {
    "Share of recorded imports": ("direct_share", "direct_share"),
    "Share by country of production": ("origin_share_low", "origin_share_high"),
    "Under an export licence": ("under_licence_low", "under_licence_high"),
    "Under an export ban": ("under_ban_low", "under_ban_high"),
}


def exposure(table: Table) -> Chart | None:
    """Bars of one buyer, or of one form; a heatmap of several of both; lines over years."""
    if "direct_share" not in table.names:
        return _counts(table)
    rows = [row for row in table.records() if row["year"] is not None]
    now = [row for row in rows if "before_control" not in several(row["flag"])] or rows
    if not rows:
        return None
    buyers = distinct([str(row["buyer_iso3"]) for row in now])
    forms = distinct([good_of(row) for row in now])
    asked = len(distinct([str(year) for year in _years_asked(table, rows)])) > 1
    if asked and min(len(buyers), len(forms)) == 1:
        return _over_years(table, rows, several_buyers=len(buyers) > 1)
    newest = _newest(now)
    known = [row for row in newest if row["direct_share"] is not None]
    head = _head(table, newest, buyers, forms)
    notes = [
        *_notes(table, newest, known),
        left_out(1 if asked else 0, "earlier year", "earlier years", narrow="name one form"),
    ]
    if len(buyers) > 1 and len(forms) > 1:
        return _heat(newest, head, notes)
    if len(buyers) > 2 and len(known) > 1:
        head["title"] = _two_buyers(known)
    return _bars(newest, rows, head, notes, by_buyer=len(buyers) > 1)


def _two_buyers(rows: Sequence[Row]) -> str:
    """Shares of the two buyers that depend most on a supplier, of several."""
    first, second = sorted(rows, key=lambda row: -row["direct_share"])[:2]
    supplier = capital(place_in(str(first["supplier_iso3"])))
    shares = [
        f"{about_percent(row, 'direct_share')} of {possessive(place_in(str(row['buyer_iso3'])))}"
        for row in (first, second)
    ]
    what = goods(str(first["mineral"]), str(first["stage"]))
    return f"{supplier} supplied {shares[0]} imports of {what} and {shares[1]}"


def _years_asked(table: Table, rows: Sequence[Row]) -> set[int]:
    """Years of the answer, where more than the newest one was asked for."""
    return {row["year"] for row in rows} if table.query.get("year") else set()


def _newest(rows: Sequence[Row]) -> list[Row]:
    """Newest row of each form and buyer."""
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row["mineral"], row["stage"], row["buyer_iso3"])
        if key not in newest or row["year"] > newest[key]["year"]:
            newest[key] = row
    return list(newest.values())


def _day(table: Table) -> str:
    day = in_words(str(table.query.get("as_of")))
    known = table.query.get("known_on")
    return f"{day}, as it could be known on {in_words(str(known))}" if known else day


def _head(
    table: Table, rows: Sequence[Row], buyers: Sequence[str], forms: Sequence[str]
) -> dict[str, Any]:
    who = listed([place_in(code) for code in buyers]) if len(buyers) < 4 else "several buyers"
    supplier = place_in(str(rows[0]["supplier_iso3"]))
    what = forms[0][:1].lower() + forms[0][1:] if len(forms) == 1 else "minerals by form"
    law = any(row["under_licence_high"] or row["under_ban_high"] for row in rows)
    mark = f"; marked: under an export licence or ban by law on {_day(table)}" if law else ""
    return {
        "topic": f"{capital(what)} that {who} imported from {supplier}, {whens(rows)}",
        "title": _title(table),
        "subtitle": f"Share of recorded imports{mark}",
        "unit": FRACTION,
    }


def _title(table: Table) -> str:
    """First sentence; with several buyers without the words that it repeats."""
    said = headline(first_sentence(table.summary))
    for code in {code for row in table for code in (row["buyer_iso3"], row["supplier_iso3"])}:
        if (former := codes.places().get(str(code))) is not None:
            said = said.replace(former.code, former.name)
    if len(said) <= TITLE:
        return said
    head, noun, rest = said.removesuffix(" that can be compared").partition(" minerals for ")
    if noun:
        return f"{head}{noun}{rest.replace(noun, ' for ')}"
    return re.sub(r" \([\d-]+ average\)|, the year before its first control", "", said)


def _notes(table: Table, rows: Sequence[Row], known: Sequence[Row]) -> list[str]:
    """What has no share and why, and what the law does not say."""
    gone = [row for row in rows if row not in known]
    why = distinct([_why(row) for row in gone])
    reason = f": {CODES if why[0] == CODE else why[0]}" if len(why) == 1 and why[0] else ""
    buyers = len({row["buyer_iso3"] for row in rows})
    thing = "form" if buyers == 1 else "pair of buyer and form"
    things = "forms" if buyers == 1 else "pairs of buyer and form"
    has = "has" if len(gone) == 1 else "have"
    apart = gone and len(rows) > LISTED
    return [
        f"{counted(len(gone), thing, things)} {has} no share{reason}." if apart else "",
        "Law, not practice." if any(row["under_licence_high"] for row in known) else "",
    ]


def _why(row: Row) -> str:
    flags = several(row["flag"])
    return next((text for code, text in WHY.items() if code in flags), "")


def _law(row: Row) -> list[str]:
    """What the law requires of a row's imports, in words."""
    found = []
    share = row["direct_share"] or 0.0
    licence = "under a quota" if "quota" in several(row["flag"]) else "under licence"
    for words, column in ((licence, "under_licence"), ("under a ban", "under_ban")):
        high = row[f"{column}_high"]
        if high:
            found.append(f"{_part(row[f'{column}_low'] or 0.0, high, share)} {words}")
    return found


def _part(low: float, high: float, share: float) -> str:
    """Part of a share that a law reaches: all, some or all, or from so much to so much."""
    if abs(high - share) < 0.005:
        return "all of it" if abs(low - share) < 0.005 else "some or all of it"
    least, most = written(low, FRACTION), written(high, FRACTION)
    if low < 0.001:
        return f"up to {most} of imports"
    return f"{least if least == most else f'{least} to {most}'} of imports"


def _text(row: Row, before: Mapping[tuple[Any, ...], Row]) -> str:
    """Words after a bar: the law, the share before a control, what is not known."""
    if row["direct_share"] is None:
        return _why(row)
    said = _law(row)
    if (then := before.get((row["mineral"], row["stage"], row["buyer_iso3"]))) is not None:
        share = then["direct_share"]
        if share is not None:
            said.append(f"{written(share, FRACTION)} in {then['year']}, before the control")
    if "feed_unseen" in several(row["flag"]):
        said.append("what it mined: not known")
    return f"({'; '.join(said)})" if said else ""


def _bars(
    rows: Sequence[Row],
    every: Sequence[Row],
    head: Mapping[str, Any],
    notes: Sequence[str],
    *,
    by_buyer: bool,
) -> Bars:
    """Bars by form, or by buyer, the largest share first, those without a share last."""
    ranked = sorted(
        rows, key=lambda row: (row["direct_share"] is None, -(row["direct_share"] or 0))
    )
    before = {
        (row["mineral"], row["stage"], row["buyer_iso3"]): row
        for row in every
        if "before_control" in several(row["flag"])
    }
    kept = ranked[:LISTED]
    known = [row for row in ranked if row["direct_share"] is not None]
    smaller = sum(row not in kept for row in known)
    said = [left_out(smaller, "smaller one", narrow=FEWER), *notes]
    bars = [
        Bar(
            _buyer(str(row["buyer_iso3"])) if by_buyer else good_of(row),
            row["direct_share"],
            "",
            bool(row["under_licence_high"] or row["under_ban_high"]),
            text=_text(row, before),
        )
        for row in kept
    ]
    return Bars(**head, note=" ".join(filter(None, said)), bars=tuple(bars))


def _buyer(code: str) -> str:
    """Buyer as a label, without an article."""
    return capital(place_in(code).removeprefix("the "))


def _heat(rows: Sequence[Row], head: Mapping[str, Any], notes: Sequence[str]) -> Heat:
    """Forms by buyers, those with the largest shares of all buyers together first."""
    total: dict[str, float] = {}
    for row in rows:
        total[good_of(row)] = total.get(good_of(row), 0.0) + (row["direct_share"] or 0.0)
    order = sorted(total, key=lambda what: -total[what])[:LISTED]
    said = [left_out(len(total) - len(order), "form with less", "forms with less", narrow=FEWER)]
    buyers = distinct([str(row["buyer_iso3"]) for row in rows])
    cells = [
        Cell(
            what,
            _buyer(code),
            row["direct_share"],
            "" if row["direct_share"] is None else written(row["direct_share"], FRACTION),
            "" if row["direct_share"] is not None else "no share",
            bool(row["under_licence_high"] or row["under_ban_high"]),
        )
        for what in order
        for code in buyers
        for row in rows
        if good_of(row) == what and row["buyer_iso3"] == code
    ]
    gaps = len({(cell.row, cell.column) for cell in cells}) < len(order) * len(buyers)
    said.append("Blank: no such form in the buyer's records." if gaps else "")
    note = " ".join(filter(None, [*said, *notes]))
    return Heat(**head, note=note, cells=tuple(cells), levels=STEPS)


def _over_years(table: Table, rows: Sequence[Row], *, several_buyers: bool) -> Chart:
    """Shares over the years: a line for each buyer of a form, or for each form of a buyer."""
    buyers = distinct([str(row["buyer_iso3"]) for row in rows])
    forms = distinct([good_of(row) for row in rows])
    head = _head(table, rows, buyers, forms) | {"subtitle": "Share of recorded imports"}
    figures = [
        series.Figure(
            _buyer(str(row["buyer_iso3"])) if several_buyers else good_of(row),
            row["year"],
            row["direct_share"],
            str(row["buyer_iso3"]) if several_buyers else "",
            _why(row),
        )
        for row in rows
    ]
    return series.lines(figures, head)


def _counts(table: Table) -> Chart | None:
    """Number of minerals above the threshold, by what is counted; a range is a range."""
    rows = table.records()
    if not rows:
        return None
    buyers = distinct([str(row["buyer_iso3"]) for row in rows])
    several_buyers = len(buyers) > 1
    spans = []
    for code in buyers:
        found = {row["measure"]: row for row in rows if row["buyer_iso3"] == code}
        for name, (low, high) in list(COUNTS.items())[: 1 if several_buyers else None]:
            if low not in found or high not in found:
                continue
            least, most = (float(found[end]["minerals_above"]) for end in (low, high))
            of = f"of {found[high]['minerals_counted']:.0f}"
            spans.append(Span(_buyer(code) if several_buyers else name, least, most, text=of))
    first = rows[0]
    threshold = written(first["threshold"], FRACTION)
    supplier = place_in(str(first["supplier_iso3"]))
    whose = f"{possessive(place_in(buyers[0]))} supply" if len(buyers) == 1 else "supply"
    if several_buyers:
        spans.sort(key=lambda span: -(span.low or 0.0))
        note = (
            f"Counts by country of production and under the law are in the table. {_users(table)}"
        )
        bars = tuple(Bar(span.label, span.low, text=span.text) for span in spans)
        return Bars(
            topic=f"Minerals of which {supplier} supplied more than {threshold} of imports",
            title=_title(table),
            subtitle=f"Number of minerals with a form above {threshold}, of those that can be "
            "compared",
            note=f"{_without(rows, buyers)} {note}".strip(),
            bars=bars,
        )
    return Intervals(
        topic=f"Minerals of which {supplier} has more than {threshold} of {whose}",
        title=_title(table),
        subtitle="Number of minerals, of those that can be compared; at least one form of each is "
        f"above {threshold}. Law of {_day(table)}",
        note=f"{_without(rows, buyers)} {_users(table)}".strip(),
        spans=tuple(spans),
    )


def _users(table: Table) -> str:
    """Sentence on bans that reach certain users, which no count has."""
    found = any(about.code.startswith("end_use") for about in table.warnings)
    return "Bans on certain users are not counted." if found else ""


def _without(rows: Sequence[Row], buyers: Sequence[str]) -> str:
    """Sentence on minerals that cannot be compared."""
    found = {
        row["buyer_iso3"]: int(row["minerals_without"])
        for row in rows
        if row["measure"] == "direct_share"
    }
    parts = [
        f"{found[code]} for {place_in(code)}" if len(buyers) > 1 else str(found[code])
        for code in buyers
        if found.get(code)
    ]
    return f"Minerals without a share of imports: {', '.join(parts)}." if parts else ""

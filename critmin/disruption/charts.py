"""Charts of `exposure`: bars, a heatmap, lines over years, or counts of minerals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from critmin.answers.table import Table, several
from critmin.charts import series
from critmin.charts.forms import Cell, Heat
from critmin.charts.labels import earlier, left_out, small_print, unanswered, whens
from critmin.charts.model import FRACTION, Bar, Bars, Chart, distinct, written
from critmin.core.wording import capital, counted, listed
from critmin.disruption.count_charts import (
    CHINA,
    HALF,
    buyer_name,
    counts,
    day_of,
    title_of,
    title_of_counts,
    title_of_every,
)
from critmin.summaries.phrases import about_percent, goods, possessive
from critmin.supply.charts import STEPS
from critmin.trade.charts import good_of, place_in

if TYPE_CHECKING:
    from critmin.disruption.exposure_rows import Row

LISTED = 14
FEW = 6  # bars with room for the share before a control
FEWER = "name a mineral or a form"
LAW = "The law is what has to be applied for; what was granted or refused is not known."
RULE = (
    "Drawn first: forms of which most buyers import more than half, then those with the highest "
    "sum of the buyers' shares."
)
BY_CODE = "What of these needs an export licence differs by tariff code: see the table."
LITTLE, ALMOST = 0.0095, 0.995  # shares that a cell writes as under 1% and over 99%
CODE = "its trade code also has other goods"
CODES = "their trade codes also have other goods"
# Why a row has no share, by flag, in the order in which it is said.
WHY = {
    "not_listed": "not among the suppliers named",
    "shared_codes_only": CODE,
    "code_not_exclusive": CODE,
}


def exposure(table: Table) -> Chart | None:
    """Bars of one buyer, or of one form; a heatmap of several of both; lines over years."""
    if "direct_share" not in table.names:
        return counts(table)
    rows = [row for row in table.typed if row.year is not None]
    now = [row for row in rows if "before_control" not in several(row.flag)] or rows
    if not rows:
        return None
    buyers = distinct([str(row.buyer_iso3) for row in now])
    forms = distinct([good_of(row) for row in now])
    asked = len(distinct([str(year) for year in _years_asked(table, rows)])) > 1
    if asked and min(len(buyers), len(forms)) == 1:
        return _over_years(table, rows, several_buyers=len(buyers) > 1)
    newest = _newest(now)
    known = [row for row in newest if row.direct_share is not None]
    head = _head(table, newest, buyers, forms)
    notes = [
        *_notes(table, newest, known),
        earlier((row for row in now if asked and row not in newest), None, "name one form"),
    ]
    if len(buyers) > 1 and len(forms) > 1:
        return _heat(newest, head, notes)
    if len(buyers) > 2 and len(known) > 1:
        head["title"] = _two_buyers(known)
    return _bars(newest, rows, head, notes, by_buyer=len(buyers) > 1)


def _two_buyers(rows: Sequence[Row]) -> str:
    """Shares of the two buyers that depend most on a supplier, of several."""
    first, second = sorted(rows, key=lambda row: -(row.direct_share or 0.0))[:2]
    supplier = capital(place_in(str(first.supplier_iso3)))
    shares = [
        f"{about_percent(row, 'direct_share')} of {possessive(place_in(str(row.buyer_iso3)))}"
        for row in (first, second)
    ]
    what = goods(str(first.mineral), str(first.stage))
    return f"{supplier} supplied {shares[0]} imports of {what} and {shares[1]}"


def _years_asked(table: Table, rows: Sequence[Row]) -> set[int]:
    """Years of the answer, where more than the newest one was asked for."""
    return {row.year or 0 for row in rows} if table.query.get("year") else set()


def _newest(rows: Sequence[Row]) -> list[Row]:
    """Newest row of each form and buyer."""
    newest: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = (row.mineral, row.stage, row.buyer_iso3)
        if key not in newest or (row.year or 0) > (newest[key].year or 0):
            newest[key] = row
    return list(newest.values())


def _head(
    table: Table, rows: Sequence[Row], buyers: Sequence[str], forms: Sequence[str]
) -> dict[str, Any]:
    who = listed([place_in(code) for code in buyers]) if len(buyers) < 4 else "several buyers"
    supplier = place_in(str(rows[0].supplier_iso3))
    what = forms[0][:1].lower() + forms[0][1:] if len(forms) == 1 else "minerals by form"
    law = any(row.under_licence_high or row.under_ban_high for row in rows)
    heat = len(buyers) > 1 and len(forms) > 1
    dated = [row for row in rows if not _printed(row)] or rows
    counted_title = title_of_every(rows) if heat else title_of_counts(table, rows)
    above = "; a mineral counts if any of its forms is above half"
    above = above if counted_title and not heat else ""
    said = f"; in brackets: {possessive(supplier)} export law on {day_of(table)}" if law else ""
    return {
        "topic": f"{capital(what)} that {who} imported from {supplier}, {whens(dated)}",
        "title": counted_title or title_of(table),
        "subtitle": f"Share of recorded imports{_measure(rows)}{'' if heat else said}{above}",
        "unit": FRACTION,
    }


def counted_above_half(head: Mapping[str, Any]) -> bool:
    """Whether a title counts what is above half."""
    return "more than half" in str(head["title"])


def _measure(rows: Sequence[Row]) -> str:
    """By what a share is measured: by value, but for what a publisher prints as a share."""
    printed = [row for row in rows if _printed(row)]
    if not printed:
        return " by value"
    whose = listed(distinct([place_in(str(row.buyer_iso3)) for row in printed]))
    if len(printed) == len(rows):
        return ""
    return f" by value; for {whose} the {whens(printed)}, as the source prints it"


def _printed(row: Row) -> bool:
    """Whether a share is the average of some years that a publisher prints."""
    return "period_average" in several(row.flag)


def _notes(table: Table, rows: Sequence[Row], known: Sequence[Row]) -> list[str]:
    """What has no share and why, and what the law does not say."""
    gone = [row for row in rows if row not in known]
    why = distinct([_why(row) for row in gone])
    reason = f": {CODES if why[0] == CODE else why[0]}" if len(why) == 1 and why[0] else ""
    buyers = len({row.buyer_iso3 for row in rows})
    has = "has" if len(gone) == 1 else "have"
    apart = gone and len(rows) > LISTED and buyers == 1
    return [
        f"{counted(len(gone), 'form')} {has} no share{reason}." if apart else "",
        unanswered(table.typed),
        LAW if buyers == 1 and any(row.under_licence_high for row in known) else "",
    ]


def _why(row: Row) -> str:
    flags = several(row.flag)
    return next((text for code, text in WHY.items() if code in flags), "")


def _law(row: Row) -> list[str]:
    """What the law requires of a row's imports, in words."""
    found = []
    share = row.direct_share or 0.0
    licence = "under a quota" if "quota" in several(row.flag) else "under licence"
    for words, low, high in (
        (licence, row.under_licence_low, row.under_licence_high),
        ("under a ban", row.under_ban_low, row.under_ban_high),
    ):
        if high:
            found.append(f"{_part(low or 0.0, high, share)} {words}")
    return found


def _part(low: float, high: float, share: float) -> str:
    """Part of a share that a law reaches: all, up to all, or from so much to so much."""
    if abs(high - share) < 0.005:
        if abs(low - share) < 0.005:
            return "all of it"
        # From 0 it may be none of it: "some" would be firmer than the answer.
        return "up to all of it" if low < 0.001 else "some or all of it"
    least, most = written(low, FRACTION), written(high, FRACTION)
    if low < 0.001:
        return f"up to {most} of imports"
    return f"{least if least == most else f'{least} to {most}'} of imports"


def _text(row: Row, before: Mapping[tuple[Any, ...], Row]) -> str:
    """Words after a bar: the law, the share before a control, what is not known."""
    if row.direct_share is None:
        return _why(row)
    said = _law(row)
    if (then := before.get((row.mineral, row.stage, row.buyer_iso3))) is not None:
        share = then.direct_share
        if share is not None:
            said.append(f"{written(share, FRACTION)} in {then.year}, before the control")
    if "feed_unseen" in several(row.flag):
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
    ranked = sorted(rows, key=lambda row: (row.direct_share is None, -(row.direct_share or 0)))
    before = {
        (row.mineral, row.stage, row.buyer_iso3): row
        for row in every
        if "before_control" in several(row.flag)
    }
    kept = ranked[:LISTED]
    if len(ranked) > FEW:
        before = {}
    known = [row for row in ranked if row.direct_share is not None]
    smaller = sum(row not in kept for row in known)
    said = [left_out(smaller, "smaller one", narrow=FEWER), *notes]
    bars = [
        Bar(
            buyer_name(str(row.buyer_iso3)) if by_buyer else good_of(row),
            row.direct_share,
            highlight=row.supplier_iso3 == CHINA,
            text=_text(row, before),
            key=str(row.supplier_iso3),
        )
        for row in kept
    ]
    limits = ((HALF, "half"),) if counted_above_half(head) else ()
    return Bars(**head, limits=limits, note=small_print(said), bars=tuple(bars))


def _heat(rows: Sequence[Row], head: Mapping[str, Any], notes: Sequence[str]) -> Heat:
    """Forms by buyers: first those of which most buyers import more than half."""
    total: dict[str, float] = {}
    above: dict[str, int] = {}
    for row in rows:
        share = row.direct_share or 0.0
        total[good_of(row)] = total.get(good_of(row), 0.0) + share
        above[good_of(row)] = above.get(good_of(row), 0) + (share > HALF)
    order = sorted(total, key=lambda what: (-above[what], -total[what]))[:LISTED]
    more = len(total) - len(order)
    said = [left_out(more, "other form", narrow=FEWER), RULE if more else ""]
    buyers = distinct([str(row.buyer_iso3) for row in rows])
    cells = [
        Cell(
            what,
            buyer_name(code),
            row.direct_share,
            "" if row.direct_share is None else _brief(row.direct_share),
            "" if row.direct_share is not None else _why(row) or "no share",
        )
        for what in order
        for code in buyers
        for row in rows
        if good_of(row) == what and row.buyer_iso3 == code
    ]
    law = any(row.under_licence_high or row.under_ban_high for row in rows)
    said.append(BY_CODE if law else "")
    gaps = len({(cell.row, cell.column) for cell in cells}) < len(order) * len(buyers)
    said.append("Blank: no such form in the buyer's records." if gaps else "")
    note = small_print([*said, *notes])
    return Heat(**head, note=note, cells=tuple(cells), levels=STEPS)


def _brief(share: float) -> str:
    """Share in a cell, in whole percent."""
    if 0 < share < LITTLE:
        return "<1%"
    return ">99%" if ALMOST <= share < 1 else f"{share * 100:.0f}%"


def _over_years(table: Table, rows: Sequence[Row], *, several_buyers: bool) -> Chart:
    """Shares over the years: a line for each buyer of a form, or for each form of a buyer."""
    buyers = distinct([str(row.buyer_iso3) for row in rows])
    forms = distinct([good_of(row) for row in rows])
    head = _head(table, rows, buyers, forms) | {"subtitle": "Share of recorded imports"}
    figures = [
        series.Figure(
            buyer_name(str(row.buyer_iso3)) if several_buyers else good_of(row),
            row.year or 0,
            row.direct_share,
            str(row.buyer_iso3) if several_buyers else "",
            _why(row),
        )
        for row in rows
    ]
    return series.lines(figures, head, [unanswered(table.typed)])

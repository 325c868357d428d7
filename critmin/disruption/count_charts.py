"""Charts and titles of `exposure` that count minerals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from critmin.answers.finding import first_sentence, headline_of
from critmin.answers.table import Table, several
from critmin.charts.labels import TITLE
from critmin.charts.model import FRACTION, Bar, Bars, Chart, Intervals, Span, distinct, written
from critmin.core.dates import in_words
from critmin.core.wording import capital, listed, lower
from critmin.summaries.exposure_counts import FORM
from critmin.summaries.phrases import possessive
from critmin.trade import codes
from critmin.trade.charts import good_of, place_in

if TYPE_CHECKING:
    from critmin.disruption.exposure_rows import Row
    from critmin.disruption.exposure_summary import SummaryRow

HALF = 0.5
CHINA = "CHN"
NAMED = 3  # buyers named in a title
# Counts of a summary, each with its low and high end.
COUNTS = {
    "Share of recorded imports": ("direct_share", "direct_share"),
    "Share by country of production": ("origin_share_low", "origin_share_high"),
    "Under an export licence": ("under_licence_low", "under_licence_high"),
    "Under an export ban": ("under_ban_low", "under_ban_high"),
}


def day_of(table: Table) -> str:
    """Day on which the law is read, and the day of which the knowledge is."""
    day = in_words(str(table.query.get("as_of")))
    known = table.query.get("known_on")
    return f"{day}, as it could be known on {in_words(str(known))}" if known else day


def title_of(table: Table) -> str:
    """First sentence; with several buyers without the words that it repeats."""
    said = headline_of(table)
    for code in {code for row in table.typed for code in (row.buyer_iso3, row.supplier_iso3)}:
        if (former := codes.places().get(str(code))) is not None:
            said = said.replace(former.code, former.name)
    if len(said) <= TITLE:
        return said
    head, noun, rest = said.removesuffix(" that can be compared").partition(" minerals for ")
    if noun:
        return f"{head}{noun}{rest.replace(noun, ' for ')}"
    return re.sub(r" \([\d-]+ average\)|, the year before its first control", "", said)


def buyer_name(code: str) -> str:
    """Buyer as a label, without an article."""
    return capital(place_in(code).removeprefix("the "))


def title_of_counts(table: Table, rows: Sequence[Row]) -> str:
    """Number of minerals of which more than half is imported; empty if the answer counts none.

    A mineral counts if any of its forms is above half.
    """
    if FORM not in first_sentence(table.summary):
        return ""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        share = row.direct_share
        if "feed_unseen" in several(row.flag):
            share = share or None  # what was dug there and refined elsewhere is not known
        if share is not None:
            largest = found.setdefault(str(row.buyer_iso3), {})
            largest[row.mineral] = max(share, largest.get(row.mineral, 0.0))
    return _counted(
        capital(place_in(str(rows[0].supplier_iso3))),
        "more than half",
        {code: (sum(s > HALF for s in of.values()), len(of)) for code, of in found.items()},
        [row.year or 0 for row in rows] if not any(_average(row) for row in rows) else [],
    )


def title_of_every(rows: Sequence[Row]) -> str:
    """Form of which a supplier has more than half of the imports of most buyers; else empty."""
    forms: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.direct_share is not None:
            forms.setdefault(good_of(row), {})[str(row.buyer_iso3)] = row.direct_share
    buyers = {str(row.buyer_iso3) for row in rows}
    if not forms or len(buyers) < NAMED:
        return ""
    sides = {what: [s for s in shares.values() if s > HALF] for what, shares in forms.items()}
    most = max(map(len, sides.values()))
    if most < NAMED:
        return ""
    every = sorted((w for w in sides if len(sides[w]) == most), key=lambda w: -sum(sides[w]))
    what = listed([lower(one) for one in every[:NAMED]])
    supplier = capital(place_in(str(rows[0].supplier_iso3)))
    whose = f"all {most} buyers'" if most == len(buyers) else f"{most} of {len(buyers)} buyers'"
    return f"{supplier} supplied more than half of {whose} imports of {what}"


def _average(row: Row) -> bool:
    return "period_average" in several(row.flag)


def _counted(
    supplier: str, much: str, found: Mapping[str, tuple[int, int]], years: Sequence[int]
) -> str:
    """Minerals above and compared by buyer, the buyer with most first."""
    ranked = sorted(found, key=lambda code: -found[code][0])
    if not ranked or not found[ranked[0]][0]:
        return ""
    when = f" in {years[0]}" if len(set(years)) == 1 else ""
    if len(ranked) == 1:
        above, held = found[ranked[0]]
        whose = possessive(place_in(ranked[0]))
        return f"{supplier} supplied {much} of {whose} imports of {above} of {held} minerals{when}"
    parts = [
        f"{found[code][0]}{'' if number else ' minerals'} in {place_in(code)}"
        for number, code in enumerate(ranked[:NAMED])
    ]
    return f"{supplier} supplied {much} of the imports of {listed(parts)}{when}"


def counts(table: Table) -> Chart | None:
    """Number of minerals above the threshold, by what is counted; a range is a range."""
    rows = table.typed
    if not rows:
        return None
    buyers = distinct([str(row.buyer_iso3) for row in rows])
    several_buyers = len(buyers) > 1
    spans = []
    for code in buyers:
        found = {row.measure: row for row in rows if row.buyer_iso3 == code}
        for name, (low, high) in list(COUNTS.items())[: 1 if several_buyers else None]:
            if low not in found or high not in found:
                continue
            least, most = (float(found[end].minerals_above or 0) for end in (low, high))
            of = f"of {found[high].minerals_counted:.0f}"
            spans.append(Span(buyer_name(code) if several_buyers else name, least, most, text=of))
    first = rows[0]
    threshold = written(first.threshold, FRACTION)
    supplier = place_in(str(first.supplier_iso3))
    whose = f"{possessive(place_in(buyers[0]))} supply" if len(buyers) == 1 else "supply"
    if several_buyers:
        held = {
            buyer_name(str(row.buyer_iso3)): (row.minerals_above, row.minerals_counted)
            for row in rows
            if row.measure == "direct_share" and row.minerals_counted
        }
        ranked = sorted(held, key=lambda name: (-held[name][0] / held[name][1], -held[name][1]))
        note = (
            f"Counts by country of production and under the law are in the table. {_users(table)}"
        )
        supplier_code = str(first.supplier_iso3)
        bars = tuple(
            Bar(
                name,
                held[name][0] / held[name][1],
                highlight=supplier_code == CHINA,
                text=f"({held[name][0]:.0f} of {held[name][1]:.0f})",
                key=supplier_code,
            )
            for name in ranked
        )
        return Bars(
            topic=f"Minerals of which {supplier} supplied more than {threshold} of imports",
            title=_summary_title(rows, threshold) or title_of(table),
            subtitle="Share of the minerals that can be compared; a mineral counts if any of its "
            "forms is above "
            f"{threshold}; newest year of each source",
            unit=FRACTION,
            note=f"{_without(rows, buyers)} {note}".strip(),
            bars=bars,
        )
    return Intervals(
        topic=f"Minerals of which {supplier} has more than {threshold} of {whose}",
        title=title_of(table),
        subtitle="Number of minerals, of those that can be compared; at least one form of each is "
        f"above {threshold}. Law of {day_of(table)}",
        note=f"{_without(rows, buyers)} {_users(table)}".strip(),
        spans=tuple(spans),
    )


def _summary_title(rows: Sequence[SummaryRow], threshold: str) -> str:
    """Counts of the buyers with most minerals above the threshold."""
    found = {
        str(row.buyer_iso3): (row.minerals_above or 0, row.minerals_counted or 0)
        for row in rows
        if row.measure == "direct_share"
    }
    much = "more than half" if rows[0].threshold == HALF else f"more than {threshold}"
    supplier = capital(place_in(str(rows[0].supplier_iso3)))
    ranked = sorted(
        (code for code, (_, of) in found.items() if of),
        key=lambda code: (-found[code][0] / found[code][1], -found[code][1]),
    )
    if not ranked or not found[ranked[0]][0]:
        return ""
    parts = [
        f"{possessive(place_in(code))}{'' if number else ' imports'} of "
        f"{found[code][0]} of {found[code][1]}{'' if number else ' minerals'}"
        for number, code in enumerate(ranked[:NAMED])
    ]
    return f"{supplier} supplied {much} of {listed(parts)}"


def _users(table: Table) -> str:
    """Sentence on bans that reach certain users, which no count has."""
    found = any(about.code.startswith("end_use") for about in table.warnings)
    return "Bans on certain users are not counted." if found else ""


def _without(rows: Sequence[SummaryRow], buyers: Sequence[str]) -> str:
    """Sentence on minerals that cannot be compared."""
    found = {
        row.buyer_iso3: row.minerals_without or 0 for row in rows if row.measure == "direct_share"
    }
    parts = [
        f"{found[code]} for {place_in(code)}" if len(buyers) > 1 else str(found[code])
        for code in buyers
        if found.get(code)
    ]
    return f"Minerals without a share of imports: {', '.join(parts)}." if parts else ""

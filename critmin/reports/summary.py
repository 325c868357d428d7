"""Summary of a report: sentences from the answers below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.briefs.brief import sentences
from critmin.core.dates import in_words
from critmin.core.wording import listed, lower, mineral_name, place, the
from critmin.reports.context import HALF, Context
from critmin.reports.records import Record
from critmin.summaries.mineral_controls import STATES, state
from critmin.uses.list_tables import WATCHED

UNSURE_MEANS = {
    "partial_year": "is of the months that have a figure",
    "estimated": "is an estimate",
}


def summary(page: Context) -> list[str]:
    """Sentences of the summary: those of the brief, then others, each from a table of the page."""
    of_kind = [*_bought(page), *_licensed(page)] if page.topic.kind == "mineral" else []
    return [
        *sentences(page.topic, page.day),
        *of_kind,
        *_from_main(page),
        *_counted(page),
        *_controls(page),
        *_price(page),
        *_lists(page),
    ]


def _bought(page: Context) -> list[str]:
    """Largest supplier of each buyer, in the form with its largest import value."""
    found, mixed = [], []
    for block in page.found.get("buyers", ()):
        rows, buyer = block.rows, the(block.query.title)
        row = _main_line(rows)
        if row is not None:
            found.append(f"{buyer} {_share(row)} from {the(row.text('supplier'))} ({_form(row)})")
        elif any("code_not_exclusive" in one.flags for one in rows):
            mixed.append(buyer)
    sentences = []
    if found:
        sentences.append(
            "Largest supplier of recorded imports, in each buyer's form of the largest value: "
            f"{'; '.join(found)}."
        )
    if mixed:
        sentences.append(
            f"No share is given for {listed(mixed)}: the tariff code also holds other minerals."
        )
    return sentences


def _form(row: Record) -> str:
    """Form and year of a share."""
    average = "average to " if "period_average" in row.flags else ""
    return f"{row.text('stage')}, {average}{row.text('year')}"


def _main_line(rows: Sequence[Record]) -> Record | None:
    """Largest supplier in the form of the largest value; any form if none has a value in USD."""
    known = [row for row in rows if row.number("share") is not None]
    value: dict[str, float] = {}
    for row in known:
        form = row.text("stage")
        value[form] = value.get(form, 0.0) + row.amount("imports_usd")
    if not value:
        return None
    main = max(value, key=lambda form: value[form])
    of_form = [row for row in known if row.text("stage") == main]
    return max(of_form, key=lambda row: row.amount("share"))


def _licensed(page: Context) -> list[str]:
    """Part of each buyer's imports that the largest producer's licences cover."""
    newest: dict[str, Record] = {}
    for row in page.rows("exposure"):
        if row.number("direct_share") is None or row.number("under_licence_high") is None:
            continue
        buyer = row.text("buyer_iso3")
        newest[buyer] = max(
            newest.get(buyer, row), row, key=lambda r: (r.amount("year"), r.amount("direct_share"))
        )
    reached = {code: row for code, row in newest.items() if row.number("under_licence_high")}
    leader = page.leader()
    if not reached or leader is None:
        return []
    shares = [
        f"{the(place(code))} {_between(row, 'under_licence_low', 'under_licence_high')} "
        f"({_form(row)})"
        for code, row in reached.items()
    ]
    return [
        f"Export licences of {the(place(leader))} cover, of recorded imports: {'; '.join(shares)}."
    ]


def _between(row: Record, low: str, high: str) -> str:
    least, most = _share(row, low), _share(row, high)
    return most if least == most else f"{least} to {most}"


def _from_main(page: Context) -> list[str]:
    """Minerals of which the main supplier has more than half, with its shares."""
    main = page.main_supplier
    if page.topic.kind == "mineral" or main is None or not page.above_half:
        return []
    led = [row for row in page.above_half if row.text("supplier_iso3") == main[0]]
    shares: dict[str, float] = {}
    for row in led:
        slug = row.text("mineral")
        shares[slug] = max(shares.get(slug, 0.0), row.amount("share"))
    ranked = sorted(shares, key=lambda slug: (-shares[slug], slug))
    minerals = [f"{lower(mineral_name(slug))} ({shares[slug]:.0%})" for slug in ranked]
    return [f"More than {HALF:.0%} comes from {the(main[1])} of {listed(minerals)}."]


def _controls(page: Context) -> list[str]:
    """Number of measures by state and country, including entity lists and similar ones."""
    rows = {row.text("measure_id"): row for row in page.rows("controls") if row.text("measure_id")}
    if not rows:
        return []
    countries = Counter(row.text("jurisdiction_iso3") for row in rows.values()).most_common()
    by_country = listed([f"{count} of {the(place(code))}" for code, count in countries])
    counts = Counter(state(row.cells) for row in rows.values())
    confirmed = [
        row.text("verified_through") for row in rows.values() if state(row.cells) == "in-force"
    ]
    last = f" (last confirmed up to {in_words(max(confirmed))})" if any(confirmed) else ""
    states = listed(
        [
            f"{counts[state]} {text}{last if state == 'in-force' else ''}"
            for state, text in STATES.items()
            if counts[state]
        ]
    )
    one = len(rows) == 1
    what = f"{len(rows)} export control{'' if one else 's'}"
    if page.topic.kind == "mineral":
        reach = f"on {lower(page.topic.name)} {'is' if one else 'are'} on record"
    else:
        reach = (
            f"{'reaches' if one else 'reach'} {the(page.topic.name)} on the minerals shown in "
            "detail below"
        )
    apart = {
        row.text("measure_id") for row in page.rows("controls") if "outside_shares" in row.flags
    } & set(rows)
    sentence = f"On {page.day}, {what} {reach} ({by_country}): {states}."
    return [f"{sentence}{_apart(len(apart), len(rows))} This is law, not practice."]


def _apart(some: int, every: int) -> str:
    """Number of measures that do not restrict shipments of goods as such."""
    if not some:
        return ""
    many = "All" if some == every else f"{some} of them"
    bind = "binds" if some == 1 else "bind"
    return f" {many} {bind} named firms, uses or know-how and not all shipments."


def _counted(page: Context) -> list[str]:
    """Number of minerals of which the main supplier's licences cover more than half."""
    counts = {row.text("measure"): row for row in page.rows("exposed")}
    low, high = counts.get("under_licence_low"), counts.get("under_licence_high")
    main = page.main_supplier
    if main is None or low is None or high is None:
        return []
    least, most = low.text("minerals_above"), high.text("minerals_above")
    span = least if least == most else f"between {least} and {most}"
    return [
        f"Export licences of {the(main[1])} cover more than half of the recorded imports of "
        f"{span} of the {low.text('minerals_counted')} minerals counted."
    ]


def _price(page: Context) -> list[str]:
    rows = [row for row in page.rows("price") if row.number("price") is not None]
    units = {row.text("unit") for row in rows}
    if page.topic.kind != "mineral" or len(units) != 1 or len(rows) < 2:
        return []
    first, last = rows[0], rows[-1]
    top = max(rows, key=lambda row: row.amount("price"))
    between = "" if top in (first, last) else f", at most {_price_of(top)}"
    unsure = [text for code, text in UNSURE_MEANS.items() if code in last.flags]
    caution = "".join(f"; that of {last.text('period')} {text}" for text in unsure)
    return [
        f"Its price was {_price_of(first, unit=True)} and {_price_of(last)}{between} (means of "
        f"the year, of the form that the source prices{caution})."
    ]


def _price_of(row: Record, *, unit: bool = False) -> str:
    """A price with its year."""
    price = row.amount("price")
    figure = f"{price:,.0f}" if price >= 100 else f"{price:.3g}"
    named = f" {row.text('unit')}" if unit else ""
    return f"{figure}{named} in {row.text('period')}"


def _lists(page: Context) -> list[str]:
    on = [row for row in page.rows("lists") if row.text("category") != WATCHED]
    ids = {row.text("list_id") for row in on} - {""}
    if page.topic.kind != "mineral" or not ids:
        return []
    return [f"It is on {len(ids)} official lists of critical minerals, older editions included."]


def _share(row: Record, name: str = "share") -> str:
    share = row.number(name)
    return "n/a" if share is None else f"{share:.1%}"
